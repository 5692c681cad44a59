"""What a press kit tells of an event: everything in it is a fact of the register.

Results are those that somebody published; measured standings where nobody did. What is simulated
is told only where that was asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from reporting.frames import present, records
from reporting.language import EN_DASH, THIN_SPACE
from reporting.scoring.rulebook_file import load_rulebook
from reporting.story.decision_trail import moment_words
from reporting.story.event_names import with_article
from reporting.story.event_words import EventWords
from reporting.story.fact_register import register
from reporting.story.names import ranking_name
from reporting.story.press.press_parts import (
    PressCrew,
    PressLeg,
    PressPlace,
    Trophy,
    marked_words,
)
from reporting.story.published_facts import statements
from reporting.story.register_view import MADE_UP, RegisterView

if TYPE_CHECKING:
    from reporting.event import Event, Leg
    from reporting.scoring import Rulebook
    from reporting.story.fact_register import RegisteredFact
    from reporting.story.facts import Fact
    from reporting.story.voice import Voice

OVERALL = "overall"
ON_THE_PODIUM = 3
MOST_VALUES = 2
"""Values of a disputed figure that are still told one by one."""

_BESIDE = ("unesco", "venue")
_PLANNED = {
    "PC": "n time trials", "PM": "n average trials", "CO": "n time controls",
    "CT": "n passage controls",
}  # fmt: skip


@dataclass(frozen=True)
class PressStory(EventWords):
    """An event, ready to be told to the press in one language.

    Parameters
    ----------
    event
        The package, without errors.
    voice
        The reader's language.
    facts
        Its register.
    allowed
        Whether simulated and screening figures may be told.
    """

    event: Event
    voice: Voice
    facts: Sequence[RegisteredFact]
    allowed: bool = False

    @cached_property
    def view(self) -> RegisterView:
        """What of the register may be told."""
        return RegisterView(self.facts, self.voice, simulated=self.allowed)

    @property
    def title(self) -> Markup:
        """The event's name."""
        return marked_words("event.name", self.name, "event.toml")

    @property
    def subject(self) -> Markup:
        """The event's name, in Italian with its article."""
        italian = self.voice.language == "it"
        called = with_article(self.event.info.name) if italian else self.name
        return marked_words("event.name", called, "event.toml")

    @property
    def days(self) -> Markup:
        """The event's days."""
        return marked_words("event.days", self.dates, "event.toml")

    @property
    def ends(self) -> Markup:
        """From where to where the event goes."""
        return Markup("{}\u00a0{} {}").format(self.legs[0].start, EN_DASH, self.legs[-1].finish)

    @property
    def marked(self) -> bool:
        """Whether pieces have to say that figures in them are made up."""
        return self.allowed and any(fact.provenance in MADE_UP for fact in self.facts)

    @property
    def notice(self) -> str:
        """The mark of every piece where figures are made up; empty otherwise."""
        return self.voice.text("press simulated") if self.marked else ""

    def fact(self, key: str) -> Fact | None:
        """Return a fact of the register; None where it is not known."""
        return self.view.fact(key)

    def every(self, key: str) -> list[Markup]:
        """Return the values of a list, each marked."""
        return [fact.markup(self.voice) for fact in self.view.every(key)]

    @property
    def edition(self) -> Markup | None:
        """The edition in words, as far as it is known."""
        fact = self.fact("edition")
        if fact is None:
            return None
        number = int(fact.number)
        words = self.voice.text("edition first" if number == 1 else "edition nth", n=number)
        return marked_words("edition", words, fact.source)

    @property
    def length(self) -> Markup | None:
        """The length of the route, as the sources have it."""
        return self.said(self.fact("total_km"))

    def said(self, fact: Fact | None) -> Markup | None:
        """Return a figure; where sources disagree both values, or from the least to the most."""
        if fact is None:
            return None
        if len(fact.variants) <= MOST_VALUES:
            return fact.markup(self.voice)
        least, most = fact.ordered[0], fact.ordered[-1]
        shown = f"{self.voice.number(least.number)}{EN_DASH}{self.voice.number(most.number)}"
        words = self.voice.text("by the sources", figure=f"{shown}{THIN_SPACE}{fact.unit}")
        return marked_words(fact.key, words, "; ".join(one.source for one in fact.variants))

    @property
    def disputed(self) -> list[Fact]:
        """The figures of the kit on which sources disagree."""
        facts = [self.fact("total_km"), *(leg.km for leg in self.legs), self.fact("expert_cars")]
        return [fact for fact in facts if fact is not None and fact.disputed]

    def cited(self, fact: Fact) -> Markup:
        """Return who says so."""
        return marked_words("source", fact.source, fact.source)

    @property
    def field(self) -> Markup | None:
        """How many cars, or crews, took part."""
        known = (("cars", "n press cars"), ("crews", "n crews"), ("field.starters", "n crews"))
        for key, message in known:
            if (fact := self.fact(key)) is not None:
                return fact.counted(self.voice, message)
        return None

    @cached_property
    def podium(self) -> list[PressCrew]:
        """The crews on the first three places, in order."""
        return self._ranked(OVERALL) or self._scored(f"standing.{OVERALL}")

    @property
    def unplaced(self) -> Markup | None:
        """How many crews started and were not classified; None where all were, or nobody knows."""
        starters, classified = self.fact("field.starters"), self.fact("field.classified")
        if starters is None or classified is None or starters.number == classified.number:
            return None
        return classified.counted(self.voice, "n press classified")

    @property
    def winners(self) -> list[PressCrew]:
        """The crews on the first place: several where they are level."""
        return [crew for crew in self.podium if crew.position == 1]

    @property
    def behind(self) -> list[PressCrew]:
        """The crews of the podium behind them."""
        return [crew for crew in self.podium if crew.position > 1]

    @cached_property
    def goes_on(self) -> bool:
        """Whether the podium is of standings before the event's end: nobody has won yet."""
        return self.event.moment is not None and not self._ranked(OVERALL)

    @property
    def after(self) -> str:
        """After which leg or control the standings are, where the event goes on."""
        moment = self.event.moment
        return moment_words(moment, self.voice) if moment and self.goes_on else ""

    @property
    def provisional(self) -> bool:
        """Whether the podium is of measured standings that nobody has called official."""
        computed = bool(self.podium) and not self._ranked(OVERALL) and not self.simulated
        return computed and self.event.info.standings.status != "official"

    @property
    def run(self) -> list[PressLeg]:
        """The legs that have been run to their end."""
        moment = self.event.moment
        if moment is None or not self.goes_on:
            return self.legs
        last = moment.leg if moment.whole_leg else moment.leg - 1
        return [leg for leg in self.legs if int(leg.number.number) <= last]

    @property
    def dateline(self) -> Markup:
        """Where and when the last leg ended that was run; where the first one began."""
        leg = (self.run or self.legs[:1])[-1]
        town = leg.finish if self.run else leg.start
        return Markup("{}, {}").format(town, leg.date.markup(self.voice))

    def planned(self, leg: PressLeg) -> list[Markup]:
        """Return the controls of a leg by kind: how many, and what they are called."""
        return [fact.counted(self.voice, _PLANNED[kind]) for kind, fact in leg.controls.items()]

    @cached_property
    def unit(self) -> str:
        """What the standings count, in the reader's language; empty where nothing was timed."""
        return (
            ""
            if self._rulebook is None
            else self.voice.text("points" if self._rulebook.higher_is_better else "penalties")
        )

    @cached_property
    def _rulebook(self) -> Rulebook | None:
        return load_rulebook(self.event) if self.event.has("passages") else None

    @cached_property
    def trophies(self) -> list[Trophy]:
        """The other rankings, each with its winners: published ones, else those of the times."""
        names = dict.fromkeys(str(row["ranking"]) for row in self._results())
        trophies = [
            Trophy(name, [crew for crew in self._ranked(name) if crew.position == 1])
            for name in names
            if name != OVERALL
        ]
        return [trophy for trophy in trophies if trophy.crews] or list(self._side_rankings())

    def _side_rankings(self) -> Iterator[Trophy]:
        """Yield the rankings beside the overall one that the standings may tell."""
        keys = (key.split(".")[1] for key in self.view.rows("standing"))
        for ranking in dict.fromkeys(keys):
            first = [crew for crew in self._scored(f"standing.{ranking}") if crew.position == 1]
            if ranking != OVERALL and first and self._rulebook:
                called = ranking_name(self._rulebook, ranking, self.voice.language)
                yield Trophy(called, first)

    def _results(self) -> list[dict[str, object]]:
        event = self.event
        return records(event["published_results"]) if event.has("published_results") else []

    def _ranked(self, ranking: str) -> list[PressCrew]:
        rows = self.view.rows(f"result.{ranking}")
        ranked = [(int(key.rpartition(".")[2]), key, parts) for key, parts in rows.items()]
        return [
            self._crew(key, position, parts, self._score_of(str(parts["driver"])))
            for position, key, parts in sorted(ranked, key=lambda row: row[0])
            if position <= ON_THE_PODIUM
        ]

    def _scored(self, prefix: str) -> list[PressCrew]:
        """Return the first three of the standings under a prefix, where they may be told."""
        places = [
            (int(parts["position"].number), key.rpartition(".")[2], parts)
            for key, parts in self.view.rows(prefix).items()
            if "position" in parts and parts["position"].number <= ON_THE_PODIUM
        ]
        crews = []
        for position, number, score in sorted(places, key=lambda place: place[:1]):
            key, team = f"entry.{number}", score.get("team")
            parts = {"driver": team} if team else self.view.rows("entry").get(key, {})
            if "driver" in parts:
                crews.append(self._crew(key, position, parts, score))
        return crews

    def _crew(
        self, key: str, position: int, parts: Mapping[str, Fact], score: Mapping[str, Fact]
    ) -> PressCrew:
        return PressCrew(key, position, parts, score, self.voice, self.simulated, self.unit)

    def _score_of(self, driver: str) -> Mapping[str, Fact]:
        """Return what standings say of a crew that was published, where they may be told."""
        for key, parts in self.view.rows("entry").items():
            if "driver" in parts and str(parts["driver"]) == driver:
                number = key.rpartition(".")[2]
                return self.view.rows(f"standing.{OVERALL}").get(f"standing.{OVERALL}.{number}", {})
        return {}

    @cached_property
    def legs(self) -> list[PressLeg]:
        """The legs in order."""
        return [self._leg(leg) for leg in self.event.info.legs]

    def _leg(self, leg: Leg) -> PressLeg:
        view, number, say = self.view, leg.number, self.voice
        key = f"leg.{number}"
        name, date, start, finish = (
            fact
            for part in ("number", "date", "from", "to")
            if (fact := view.fact(f"{key}.{part}"))
        )
        places = [row for row in self._rows("waypoints") if row["leg"] == number]
        of_kind = {
            kind: [row for row in places if row["kind"] == kind] for kind in ("unesco", "pass")
        }
        return PressLeg(
            name,
            date,
            marked_words(date.key, say.weekday(leg.date), date.source),
            start.markup(say),
            finish.markup(say),
            view.fact(f"{key}.km"),
            [self._place(row) for row in places if row["kind"] not in _BESIDE],
            [fact for row in of_kind["unesco"] if (fact := view.fact(f"{_key(row)}.name"))],
            [self._pass(row) for row in of_kind["pass"]],
            [self._person(row) for row in self._rows("encounters") if row["leg"] == number],
            {kind: fact for kind in _PLANNED if (fact := view.fact(f"{key}.controls.{kind}"))},
            self._scored(f"after_leg.{number}"),
        )

    def _rows(self, table: str) -> list[dict[str, object]]:
        return records(self.event[table]) if self.event.has(table) else []

    def _place(self, row: Mapping[str, object]) -> PressPlace:
        name = self.view.fact(f"{_key(row)}.name")
        assert name is not None
        control = str(row["control"]) if present(row.get("control")) else ""
        slug = _slug(str(row["name"]))
        trials = [
            fact
            for key in self._trials
            if key.removeprefix("time_trials_") in slug and (fact := self.fact(key)) is not None
        ]
        return PressPlace(name.markup(self.voice), control, trials[0] if trials else None)

    @cached_property
    def _trials(self) -> list[str]:
        keys = dict.fromkeys(fact.key for fact in self.facts if fact.provenance == "published")
        return [key for key in keys if key.startswith("time_trials_") and "_leg_" not in key]

    def _pass(self, row: Mapping[str, object]) -> tuple[Fact, Fact | None]:
        name = self.view.fact(f"{_key(row)}.name")
        assert name is not None
        height = row.get("height_fact")
        return name, self.fact(str(height)) if present(height) else None

    def _person(self, row: Mapping[str, object]) -> Markup:
        key = f"encounter.{row['leg']}.{row['seq']}"
        person, role = self.view.fact(f"{key}.person"), self.view.fact(f"{key}.role")
        assert person is not None
        name = person.markup(self.voice)
        return Markup("{} ({})").format(name, role) if role else name

    @property
    def highest(self) -> tuple[Fact, Fact] | None:
        """The highest pass on the way and its height, where heights are published."""
        known = [(name, height) for leg in self.legs for name, height in leg.passes if height]
        return max(known, key=lambda one: one[1].number, default=None)

    @property
    def kinds(self) -> list[str]:
        """The kinds of control on the way, each once."""
        return list(dict.fromkeys(kind for leg in self.legs for kind in leg.kinds))

    @property
    def met(self) -> bool:
        """Whether people were met on the way."""
        return any(leg.met for leg in self.legs)

    @property
    def next_season(self) -> Markup | None:
        """When the next edition is, as far as it was said."""
        fact = self.fact("next_edition_season")
        return fact.markup(self.voice) if fact else None

    def label(self, fact: Fact) -> Markup | str:
        """Return what a disputed figure is called."""
        leg = re.fullmatch(r"leg\.(\d+)\.km", fact.key)
        if leg:
            number = self.view.fact(f"leg.{leg[1]}.number")
            words = self.voice.text("length of leg", n="{}")
            said = Markup(words[:1].upper() + words[1:])  # noqa: S704 - the catalogue's
            return said.format(number.markup(self.voice) if number else leg[1])
        every = statements(self.event, self.voice)
        label = next(one.label for one in every if one.key == fact.key)
        return label[:1].upper() + label[1:]

    @property
    def areas(self) -> list[Markup]:
        """Countries of an international route, else regions."""
        return self.every("country") if len(self.every("country")) > 1 else self.every("region")

    @property
    def handles(self) -> list[str]:
        """The partners' handles, in their order."""
        known = (self.fact(f"handle.{fact.value}") for fact in self.view.every("partner"))
        return [str(fact) for fact in known if fact]

    @property
    def hashtags(self) -> list[str]:
        """The event's own hashtags; its name as one where none is published."""
        published = [str(fact) for fact in self.view.every("hashtag")]
        return published or ["#" + re.sub(r"[^0-9A-Za-z]", "", self.event.info.name.en.title())]

    @property
    def sources(self) -> list[tuple[str, str]]:
        """Who published what the kit says, each with an address."""
        return sorted(self.view.addresses().items())


def tell(event: Event, voice: Voice, *, allowed: bool = False) -> PressStory:
    """Gather what a press kit tells of an event.

    Parameters
    ----------
    event
        The package, fit for everything.
    voice
        The reader's language.
    allowed
        Whether simulated and screening figures may be told.
    """
    return PressStory(event, voice, register(event), allowed)


def _key(row: Mapping[str, object]) -> str:
    return f"place.{row['leg']}.{row['seq']}"


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return "_".join(re.findall(r"[a-z0-9]+", plain))
