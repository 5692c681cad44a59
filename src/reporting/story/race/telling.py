"""The race told: results, route and published figures gathered as named facts and short lists."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from babel import Locale

from reporting.route.place_names import region, town
from reporting.story.decision_trail import moment_words
from reporting.story.event_names import gender_of, with_article
from reporting.story.event_words import EventWords
from reporting.story.facts import Fact, Facts
from reporting.story.print_sources import in_print
from reporting.story.published_facts import published, published_list
from reporting.story.race.lead_turns import LeadTurn, Passed, lead_turns
from reporting.story.race.leg_story import LegStory, leg_stories
from reporting.story.race.own_story import own_story
from reporting.story.race.podium import PodiumStep, crews_listed, podium
from reporting.story.race.race_facts import OPTIONAL, analysis_facts, route_facts, timed_facts
from reporting.story.race.tie_breaks import TieBroken, ties_broken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from reporting.event import Event
    from reporting.route import Route
    from reporting.scoring import Standings
    from reporting.story.voice import Voice


MOST_TIES = 3
"""Crews of equal totals that are told pair by pair; of more, only what separates them."""

MOST_CHANGES = 6
"""Changes of the lead that are told in words; the table holds them all."""


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner of the event, with what the source adds."""

    name: str
    note: str


@dataclass(frozen=True, repr=False)
class Race(EventWords):
    """One event's race, ready to be told in one language.

    Parameters
    ----------
    event, standings, route
        The package, its computed standings (None without times), its route.
    voice
        The reader's language.
    facts
        Every figure that prose may state.
    podium
        The steps from first to third that are taken, computed where there are times, else as
        published. A shared step is one step, and the next may be free: 1, 1, 3.
    legs, partners
        In order.
    own
        What the organiser tells, by the place where it stands (:func:`own_story`).
    """

    event: Event
    standings: Standings | None
    route: Route
    voice: Voice
    facts: Facts
    podium: Sequence[PodiumStep]
    legs: Sequence[LegStory]
    partners: Sequence[Partner]
    own: Mapping[str, Sequence[Markup]]
    sharpest: Sequence[str] = ()

    def texts(self, place: str) -> Sequence[Markup]:
        """Return what the organiser tells at a place of the report; nothing where it does not."""
        return self.own.get(place, ())

    @property
    def timed(self) -> bool:
        """Whether there are times to tell of."""
        return self.standings is not None

    @cached_property
    def turns(self) -> list[LeadTurn]:
        """The turns of the lead, in order."""
        return lead_turns(self.standings, self.source) if self.standings else []

    def listed(self, crews: Sequence[str]) -> str:
        """Return crews as a phrase; how many they are where they are too many to be named."""
        return crews_listed(crews, self.voice)

    @property
    def changes(self) -> list[tuple[LeadTurn, LeadTurn]]:
        """The last changes of the lead: who had it, who has it."""
        return list(pairwise(self.turns))[-MOST_CHANGES:]

    def excluded_by(self, turn: LeadTurn) -> list[str]:
        """Return the decisions that put the leaders of a turn out of the standings, in order."""
        decided = self.event["decisions"]
        given = decided[decided["action"].eq("set_status") & decided["value"].eq(turn.status)]
        last = given.dropna(subset=["id"]).drop_duplicates("number", keep="last")
        return [str(one) for one in last[last["number"].isin(map(str, turn.numbers))]["id"]]

    @property
    def winners_led(self) -> bool:
        """Whether the winner alone led at the end, on the total: no rule for ties was needed."""
        first = self.podium[0].crews if self.podium else ()
        ahead = self.facts.get("winner_margin")
        if not self.turns or (ahead is not None and not ahead.number):
            return False
        return [crew.number for crew in first] == list(self.turns[-1].numbers)

    @cached_property
    def ties(self) -> list[TieBroken]:
        """The crews of equal totals that a rule for ties separates."""
        return ties_broken(self.standings, self.voice) if self.standings else []

    @property
    def most_ties(self) -> int:
        """How many of them are told one by one."""
        return MOST_TIES

    @property
    def tie_ways(self) -> list[str]:
        """The ways in which they are separated, each once."""
        return list(dict.fromkeys(tie.how for tie in self.ties if tie.how))

    @property
    def first_tie(self) -> str:
        """What decided between first and second of equal totals, in words; empty where nothing."""
        return next((tie.how for tie in self.ties if tie.position == 1), "")

    @property
    def led_at_last(self) -> bool:
        """Whether the last control alone put the leaders in front: there is no stretch to tell."""
        last = self.turns[-1].stint if self.turns else None
        if last is None or self.standings is None or self.after:
            return False
        return last.first == last.last and len(self.standings.controls) > 1

    @property
    def after(self) -> str:
        """After which leg or control the standings are; empty after the last one."""
        moment = self.standings.moment if self.standings is not None else None
        return moment_words(moment, self.voice) if moment is not None else ""

    @property
    def apart(self) -> list[str]:
        """What the legs tell apart from the places driven through, as far as there is any of it."""
        kinds = ("passes", "sites")
        some = [kind for kind in kinds if any(getattr(leg, kind) for leg in self.legs)]
        return [self.voice.text(f"the {kind}") for kind in some]

    @property
    def with_article(self) -> str:
        """The event's name with the article that it takes in a sentence."""
        return with_article(self.event.info.name, self.voice.language)

    @property
    def gender(self) -> str:
        """``m`` or ``f``, for what agrees with the Italian name; empty where it is not known."""
        return gender_of(self.event.info.name)

    def notice_of(self, fact: Fact) -> str:
        """Return the word beside a figure that rests on simulated times: its source says so."""
        made_up = {self.voice.text(f"source {kind}") for kind in ("simulated", "assumed")}
        return self.notice if fact.source in made_up else ""

    @property
    def source(self) -> str:
        """The source line of computed results."""
        return self.voice.text("source simulated" if self.simulated else "source computed")

    @property
    def lower_wins(self) -> bool:
        """Whether fewer is better (the penalties family)."""
        return self.standings is None or not self.standings.rulebook.higher_is_better

    @property
    def score_word(self) -> str:
        """What totals count."""
        return self.voice.text("penalties" if self.lower_wins else "points")

    def amount(self, value: Decimal) -> str:
        """Return penalties or points as a number."""
        return self.voice.number(value)

    def result(self, value: Decimal) -> str:
        """Return penalties or points with their word."""
        return self.voice.plural("n penalties" if self.lower_wins else "n points", value)

    def slipped(self, turn: LeadTurn, passed: Passed) -> bool:
        """Whether who lost the lead did worse than who took it, at that control."""
        if turn.result is None or passed.result is None:
            return False
        worse = passed.result - turn.result
        return worse > 0 if self.lower_wins else worse < 0

    @property
    def missed_first(self) -> bool:
        """Whether controls that were missed count before the total."""
        return self.standings is not None and self.standings.rulebook.rank.fewest_missed_first

    @property
    def discard(self) -> bool:
        """Whether the rulebook drops the worst trials."""
        return self.standings is not None and self.standings.rulebook.discard.any

    @property
    def quantise(self) -> str:
        """How times are brought to the resolution."""
        return self.standings.rulebook.quantise if self.standings else ""

    @property
    def quantise_on(self) -> str:
        """What is brought to the resolution: times of day, or elapsed times."""
        return self.standings.rulebook.quantise_on if self.standings else ""

    @property
    def rulebook_name(self) -> str:
        """The rulebook's name."""
        if self.standings is None:
            return ""
        return self.standings.rulebook.name.in_language(self.voice.language)

    @property
    def rulebook_source(self) -> str:
        """Where the rules were read."""
        if self.standings is None:
            return ""
        source = self.standings.rulebook.source.in_language(self.voice.language)
        return in_print(source, self.voice.language)

    @property
    def caveats(self) -> list[str]:
        """What readers must know, one sentence each."""
        found = [*(self.standings.caveats if self.standings else ()), *self.route.caveats]
        return list(dict.fromkeys(caveat.text(self.voice.language) for caveat in found))

    @property
    def areas(self) -> list[str]:
        """Countries of an international route, else regions."""
        names = Locale.parse(self.voice.locale).territories
        countries = [names.get(code, code) for code in self.route.countries]
        if len(countries) > 1:
            return countries
        return [region(name, self.voice.language) for name in self.route.regions]

    @property
    def controls(self) -> list[Markup]:
        """How many controls of each kind there are, those kinds alone that there are."""
        kinds = ("time_trials", "average_trials", "time_controls", "passage_controls")
        known = [fact for kind in kinds if (fact := self.facts.get(kind)) and fact.number]
        return [fact.counted(self.voice, f"n {fact.key.replace('_', ' ')}") for fact in known]

    @property
    def mapped(self) -> bool:
        """Whether the route has places to draw a map of."""
        return self.route.crossing is not None

    @property
    def measured(self) -> bool:
        """Whether a track gives the route's length."""
        return self.route.as_json()["length_km"] is not None

    @property
    def eastward(self) -> str:
        """The side of the compass that the finish lies on."""
        crossing = self.route.crossing
        west = crossing is not None and crossing.west_east_km < 0
        return self.voice.text("west" if west else "east")

    @property
    def farthest(self) -> str:
        """The place farthest from the start, as a loop has it; blank where it has no name."""
        crossing = self.route.crossing
        there = crossing.farthest if crossing is not None else None
        return there.called(self.voice.language) if there else ""

    @property
    def unesco(self) -> list[str]:
        """World Heritage sites on the way."""
        shown = [place.called(self.voice.language) for place in self.route.unesco]
        return [name.replace(" (UNESCO)", "") for name in shown]

    @property
    def passes(self) -> list[str]:
        """Mountain passes driven over."""
        return [place.called(self.voice.language) for place in self.route.passes]

    @property
    def highest_pass(self) -> str:
        """The highest pass driven over."""
        highest = self.route.highest
        return highest.called(self.voice.language) if highest else ""

    @property
    def podium_published(self) -> bool:
        """Whether others have published the overall result."""
        return bool((self.event["published_results"]["ranking"] == "overall").any())


def tell(event: Event, standings: Standings | None, route: Route, voice: Voice) -> Race:
    """Gather the race of an event.

    Parameters
    ----------
    event
        The package, without errors.
    standings
        Its computed standings; None where it has no times.
    route
        Its measured or bounded route.
    voice
        The reader's language.
    """
    facts: list[Fact] = [*_event_facts(event, route, voice), *route_facts(route, voice)]
    sharpest: Sequence[str] = ()
    if standings is not None:
        facts += timed_facts(event, standings, voice)
        found, sharpest = analysis_facts(standings, voice)
        facts += found
    partners = [Partner(*pair) for pair in published_list(event, "partner", voice.language)]
    source = voice.text("source counted")
    facts.append(Fact("partners", len(partners), source))
    own = own_story(event, voice)
    return Race(
        event=event,
        standings=standings,
        route=route,
        voice=voice,
        facts=Facts(*facts, unknown=OPTIONAL),
        podium=podium(event, standings),
        legs=leg_stories(event, standings, route, voice, own=own),
        partners=partners,
        own=own,
        sharpest=sharpest,
    )


def _event_facts(event: Event, route: Route, voice: Voice) -> list[Fact]:
    """Return what the package says of the event itself, as published."""
    info, counted = event.info, voice.text("source counted")
    facts = [Fact("legs", len(info.legs), counted)]
    if info.legs:
        ends = {"start_place": info.legs[0].start, "finish_place": info.legs[-1].finish}
        facts += [
            Fact(key, town(name, route.waypoints, voice.language), counted)
            for key, name in ends.items()
            if name
        ]
    named = {
        "total_km": "total_km",
        "cars": "crews",
        "crews": "crews",
        "time_trials": "time_trials",
        "average_trials": "average_trials",
    }
    for key, name in named.items():
        fact = published(event, key, voice, name)
        if fact is not None:
            facts.append(fact)
    return facts
