"""The journey told: who was met where, leg by leg, gathered as named facts and short lists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from reporting.errors import UsageError
from reporting.story.facts import Fact, Facts
from reporting.story.journey.indicators import indicators
from reporting.story.journey.people import encounters, spots
from reporting.story.journey.stages import JourneySources, Stage, closing, stage
from reporting.story.published_facts import published, published_list, statements, titles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reporting.event import Event
    from reporting.event.model import Leg
    from reporting.route import Route
    from reporting.story.journey.indicators import Indicator
    from reporting.story.journey.people import Encounter, Spot
    from reporting.story.published_facts import Statement
    from reporting.story.voice import Voice

OPTIONAL = (
    "total_km",
    "expert_cars",
    "crews",
    "countries_published",
    "highest_pass_m",
    "conference_date",
    "conference_prizes_time",
    "conference_start_time",
    "next_edition_season",
    "travel_days",
)
"""Facts that a journey may lack; templates ask before they speak of them."""

_KEYS = {"countries_published": "countries"}
"""The name of a fact in templates -> its key in the package's table."""

ALL = "all"


@dataclass(frozen=True)
class Journey:
    """One event's journey, ready to be told in one language.

    Parameters
    ----------
    event, route, voice
        The package, its route, the reader's language.
    facts
        Every figure that prose may state.
    stages
        The legs that are told, in order.
    closing
        The closing conference; None where nobody was met outside the legs.
    spots
        Every place where people were met, in order.
    indicators
        Every figure on the territory that may be printed.
    partners
        Partners of the project, with what the source adds.
    sessions
        Parts of the closing conference, and whether their titles are our translation.
    """

    event: Event
    route: Route
    voice: Voice
    facts: Facts
    stages: tuple[Stage, ...]
    closing: Stage | None
    spots: tuple[Spot, ...]
    indicators: tuple[Indicator, ...]
    partners: tuple[tuple[str, str], ...]
    sessions: tuple[tuple[str, bool], ...]

    @property
    def name(self) -> str:
        """The journey's published name, else the plain word for it."""
        named = published_list(self.event, "journey_name", self.voice.language)
        return named[0][0] if named else self.voice.text("journey plain name")

    @property
    def event_name(self) -> str:
        """The name of the event that it ran beside."""
        return self.event.info.name.in_language(self.voice.language)

    @property
    def days(self) -> tuple[Stage, ...]:
        """The legs and the closing conference."""
        return (*self.stages, self.closing) if self.closing else self.stages

    @property
    def people(self) -> tuple[Encounter, ...]:
        """Everybody who was met."""
        return tuple(met for day in self.days for met in day.people)

    @property
    def published_words(self) -> Mapping[str, str]:
        """What the organiser wrote of the project and of its own commitment, as published."""
        keys = {word: f"journey_{word}" for word in ("path", "purpose", "way", "summa")}
        keys["commitment"] = "organiser_commitment"
        told = {word: published_list(self.event, key, self._language) for word, key in keys.items()}
        return {word: " ".join(text for text, _ in texts) for word, texts in told.items()}

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes of all days, as published."""
        return tuple(dict.fromkeys(theme for day in self.days for theme in day.themes))

    @property
    def subjects(self) -> tuple[str, ...]:
        """What the practices are about, the most common first."""
        said = [one for met in self.people for one in met.subjects]
        return tuple(sorted(dict.fromkeys(said), key=lambda one: -said.count(one)))

    @property
    def goals(self) -> tuple[int, ...]:
        """The Sustainable Development Goals of the editorial reading, by number."""
        return tuple(sorted({goal for met in self.people for goal in met.goals}))

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries of the journey, as it meets them."""
        return tuple(dict.fromkeys(name for day in self.days for name in day.countries))

    @property
    def country_choices(self) -> tuple[tuple[str, str], ...]:
        """Code and name of every country where somebody was met."""
        return tuple(dict.fromkeys((met.country, met.country_name) for met in self.people))

    @property
    def respelt(self) -> tuple[Encounter, ...]:
        """Those whose names are spelt in more than one way."""
        return tuple(met for met in self.people if met.elsewhere)

    @property
    def sources(self) -> str:
        """Who told of the encounters."""
        told = [part.strip() for met in self.people for part in met.source.split(";")]
        return "; ".join(dict.fromkeys(told))

    @property
    def conference_title(self) -> str:
        """What the closing conference was called; empty where that is not published."""
        return self._said("conference_title")

    @property
    def conference_place(self) -> str:
        """Where it was held; empty where that is not published."""
        return self._said("conference_place")

    @property
    def next_edition_note(self) -> str:
        """What the source adds to the next edition; empty where it adds nothing."""
        told = published_list(self.event, "next_edition_season", self._language)
        return told[0][1] if told else ""

    @property
    def announced(self) -> tuple[str, ...]:
        """The themes that were announced before the journey."""
        return tuple(v for v, _ in published_list(self.event, "theme_announced", self._language))

    @property
    def common_subject(self) -> str:
        """The subject that comes up in most places; empty without subjects."""
        return max(self.subjects, key=lambda one: len(self.places_of(one)), default="")

    @property
    def crossing_subjects(self) -> tuple[str, ...]:
        """The subjects that come up in more than one country."""
        return tuple(
            one for one in self.subjects if len({spot.country for spot in self.places_of(one)}) > 1
        )

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """What was published about the event."""
        return tuple(statements(self.event, self.voice))

    def places_of(self, subject: str) -> tuple[Spot, ...]:
        """Return the places where `subject` comes up."""
        return tuple(spot for spot in self.spots if subject in spot.subjects)

    def people_of(self, subject: str) -> tuple[Encounter, ...]:
        """Return who works on `subject`."""
        return tuple(met for met in self.people if subject in met.subjects)

    @property
    def _language(self) -> str:
        return self.voice.language

    def _said(self, key: str) -> str:
        found = published_list(self.event, key, self._language)
        return found[0][0] if found else ""


def tell(event: Event, route: Route, voice: Voice, legs: Sequence[int] | str = ALL) -> Journey:
    """Gather the journey of an event.

    Parameters
    ----------
    event
        The package, without errors.
    route
        Its route; places of encounters are looked up in it.
    voice
        The reader's language.
    legs
        Numbers of the legs to tell, or ``all``. The closing conference is told always.

    Raises
    ------
    UsageError
        For a leg that the event does not have.
    """
    chosen = _chosen(event, legs)
    met = encounters(event, voice, [leg.number for leg in chosen])
    everywhere = spots(met, route)
    figures = indicators(voice)
    ground = JourneySources(event, route, voice, met, everywhere, figures)
    language = voice.language
    told = Journey(
        event=event,
        route=route,
        voice=voice,
        facts=Facts(),
        stages=tuple(stage(leg, ground) for leg in chosen),
        closing=closing(ground),
        spots=everywhere,
        indicators=figures,
        partners=_partners(event, voice),
        sessions=tuple(titles(event, "conference_session", language)),
    )
    return Journey(**{**vars(told), "facts": Facts(*_facts(told), unknown=OPTIONAL)})


def _partners(event: Event, voice: Voice) -> tuple[tuple[str, str], ...]:
    """Return the partners with what the source adds, where that is more than that they are ones."""
    told = [one for one in statements(event, voice) if one.key == "partner"]
    return tuple((str(one.fact.value), "" if one.note == one.label else one.note) for one in told)


def _chosen(event: Event, legs: Sequence[int] | str) -> list[Leg]:
    known = {leg.number: leg for leg in event.info.legs}
    if isinstance(legs, str):
        if legs != ALL:
            raise UsageError(f"legs is {ALL!r} or a list of numbers such as [1, 3], not {legs!r}.")
        return list(known.values())
    unknown = [str(number) for number in legs if number not in known]
    if unknown or not legs:
        asked = ", ".join(unknown) or "none"
        there = ", ".join(map(str, known)) or "none"
        raise UsageError(f"{event.id} has the legs {there}; asked for: {asked}.")
    return [leg for number, leg in known.items() if number in legs]


def _facts(told: Journey) -> list[Fact]:
    event, voice = told.event, told.voice
    counted, editorial = voice.text("source counted"), voice.text("journey source editorial")
    dates = {day.date for day in told.days if day.date}
    passes = [one for day in told.stages for one in day.passes]
    counts: list[tuple[str, int, str]] = [
        ("legs", len(told.stages), counted),
        ("days", len(dates), counted),
        ("countries", len(told.countries), counted),
        ("met_countries", len(told.country_choices), counted),
        ("people", len(told.people), counted),
        ("met", sum(not met.of_organiser for met in told.people), counted),
        ("own_people", sum(met.of_organiser for met in told.people), counted),
        ("closing_people", len(told.closing.people) if told.closing else 0, counted),
        ("places", len(told.spots), counted),
        ("themes", len({theme for day in told.stages for theme in day.themes}), counted),
        ("subjects", len(told.subjects), editorial),
        ("crossing", len(told.crossing_subjects), editorial),
        ("goals", len(told.goals), editorial),
        ("passes", len(passes), counted),
        ("partners", len(told.partners), counted),
        ("common_places", len(told.places_of(told.common_subject)), editorial),
        ("indicators", len(told.indicators), counted),
    ]
    facts = [Fact(*count) for count in counts]
    highest = max((one.height for one in passes if one.height), key=_top, default=None)
    if highest is not None:
        facts.append(Fact("highest_pass_m", highest.number, highest.source, "m"))
    told_elsewhere = [
        published(event, _KEYS.get(key, key), voice, key)
        for key in OPTIONAL
        if key != "highest_pass_m"
    ]
    facts += [fact for fact in told_elsewhere if fact is not None]
    for day in told.days:
        name = day.number or "closing"
        facts += [
            Fact(f"people_{name}", len(day.people), counted),
            Fact(f"passes_{name}", len(day.passes), counted),
            Fact(f"countries_{name}", len(day.countries), counted),
        ]
    return facts


def _top(height: Fact) -> int:
    return int(max(height.variants, key=lambda fact: fact.number).number)
