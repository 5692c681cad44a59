"""What a fact check holds a text against: published facts, results, legs, places of one event."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import cache, cached_property
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from reporting.errors import ReportingError
from reporting.event.collect import Collector
from reporting.event.info import read_info
from reporting.event.package import bundled, locate
from reporting.proofreading.country_names import country_signs
from reporting.proofreading.dates_in_text import names_of
from reporting.proofreading.known_crews import AFTER, KnownCrew, crews_of_rows, teams_of_rows
from reporting.proofreading.known_guests import KnownGuest, guests_met
from reporting.proofreading.known_rows import rows_of_tables
from reporting.proofreading.known_way import KnownWay
from reporting.proofreading.wording import comparable, pattern, phrase, words
from reporting.story.fact_register import RegisteredFact, footprint_facts, standings, stated

if TYPE_CHECKING:
    from reporting.event import Event, EventInfo, Leg


class KnownEvent:
    """An event as far as it may be confirmed: published or timed.

    Parameters
    ----------
    event
        A loaded package.
    simulated
        Whether a text is held to simulated figures, too, as a marked piece may tell them; otherwise
        they confirm and contradict nothing.
    """

    def __init__(self, event: Event, *, simulated: bool = False) -> None:
        self.info = event.info
        self.legs: tuple[Leg, ...] = event.info.legs
        self._facts: dict[str, list[RegisteredFact]] = {}
        self._derived: dict[str, list[RegisteredFact]] = {}
        self.lengths: set[Decimal] = set()
        for fact in stated(event):
            made_up = fact.provenance == "simulated"
            if fact.unit == "km" and (simulated or not made_up):
                self.lengths.add(Decimal(fact.value))
            counted = fact.provenance == "computed" and not fact.unit  # exact, unlike a length
            if fact.provenance == "computed":
                self._derived.setdefault(fact.key, []).append(fact)
            published = fact.audience != "internal" and fact.provenance == "published"
            if published or counted or (made_up and simulated):
                self._facts.setdefault(fact.key, []).append(fact)
        if simulated and event.has("activities"):
            for fact in footprint_facts(event):
                self._facts.setdefault(fact.key, []).append(fact)
        timed = event.info.provenance.timing == "timekeeper"
        if event.has("passages") and (timed or simulated):
            for fact in standings(event):
                self._facts.setdefault(fact.key, []).append(fact)
        self._sum_of_legs()
        rows = self._by_prefix("result.", "entry.", "standing.", "after_leg.")
        self.crews = crews_of_rows(rows, self.facts("crew_named"), invented=simulated)
        self.teams = teams_of_rows(rows)
        self.complete = bool(self.facts("field.entered"))
        """Whether every crew is known: a car that none of them drove was not there."""
        every = {name for crew in self.crews for name in crew.positions}
        every |= self.team_rankings
        self.rankings = sorted(name for name in every if not name.startswith(AFTER))
        self.after_legs = frozenset(
            int(name.removeprefix(AFTER)) for name in every if name.startswith(AFTER)
        )
        self.way = KnownWay(self.legs, self._by_prefix("place."))
        self.rows = rows_of_tables(self._by_prefix("row."))
        self._own = _marks(event.info, [fact.value for fact in self.facts("journey_name")])
        self._others = [
            (_marks(other), other.start.year) for other in _bundled() if other.id != event.id
        ]

    def _sum_of_legs(self) -> None:
        """Know the whole length by the legs', where nobody tells another and none is missing."""
        told = [self.facts(f"leg.{leg.number}.km") for leg in self.legs]
        if told and all(len(facts) == 1 for facts in told) and not self.facts("total_km"):
            whole = sum((Decimal(facts[0].value) for facts in told), Decimal())
            self._facts["total_km"] = [replace(told[0][0], key="total_km", value=str(whole))]

    def is_elsewhere(self, text: str, before: bool) -> bool:
        """Tell whether a sentence is about another event: it names one, or goes on about one.

        Parameters
        ----------
        text
            The sentence; an event's name with another year is none of ours.
        before
            Whether the sentence before was.
        """
        if self.is_named(text):
            return False
        squeezed = re.sub(r"\W", "", comparable(text))
        return before or any(
            re.search(
                rf"(?<!20\d\d){mark}(?!(?:del|of)?20\d\d)|{mark}{year}|{year}{mark}", squeezed
            )
            for marks, year in self._others
            for mark in marks
        )

    def is_named(self, text: str) -> bool:
        """Tell whether a sentence names this event, as words or as a hashtag."""
        squeezed = re.sub(r"\W", "", comparable(text))
        return any(mark in squeezed for mark in self._own)

    @cached_property
    def team_rankings(self) -> frozenset[str]:
        """The rankings that teams are in, and crews are not."""
        return frozenset(name for team in self.teams for name in team.standings)

    def team_ranking(self, crew: KnownCrew | None) -> str:
        """Return the ranking that a team is in; empty for a crew."""
        return next(iter(crew.standings), "") if crew and crew in self.teams else ""

    def is_in_name(self, word: str) -> bool:
        """Tell whether a word is of the event's name, in any form: "Alpine" of the Alps."""
        root = comparable(word)[:_ROOT]
        return any(each.startswith(root) for each in _everyday(self.info).split())

    def facts(self, key: str) -> list[RegisteredFact]:
        """Return every published fact of a key."""
        return self._facts.get(key, [])

    def derived(self, leg: int) -> list[RegisteredFact]:
        """Return a leg's length as it follows from others: what is far off it is wrong."""
        return self._derived.get(f"leg_{leg}_km", [])

    def computed(self, key: str) -> list[RegisteredFact]:
        """Return the facts of a key that somebody computed from published ones."""
        return self._derived.get(key, [])

    def keys(self, prefix: str) -> list[str]:
        """Return the keys of the published facts that begin with some letters."""
        if prefix not in self._by_letters:  # each sentence asks for the same few
            self._by_letters[prefix] = [key for key in self._facts if key.startswith(prefix)]
        return self._by_letters[prefix]

    @cached_property
    def _by_letters(self) -> dict[str, list[str]]:
        return {}

    def counts(self, *keys: str) -> list[RegisteredFact]:
        """Return the facts of the first key that there is; ``#partner`` counts a list."""
        for key in keys:
            counted = self.facts(key)
            if key == "#partner" and (listed := self.facts("partner")):
                counted = [RegisteredFact(key, str(len(listed)), listed[0].source)]
            elif key == "#people":
                counted = self.people(None)
            elif key == "#days":
                counted = self._days
            if counted:
                return counted
        return []

    @cached_property
    def _days(self) -> list[RegisteredFact]:
        """How many days it lasts: those of its legs, or with those around them."""
        most = (self.info.end - self.info.start).days + 1
        return [
            RegisteredFact("days", str(days), "event.toml")
            for days in range(len(self.legs), most + 1)
        ]

    def people(self, leg: int | None) -> list[RegisteredFact]:
        """Return how many people were met, on a leg or in all, the organiser's own or not."""
        prefix = "encounter." if leg is None else f"encounter.{leg}."
        rows = self._by_prefix(prefix)
        met = [parts["person"][0] for _, parts in rows if "person" in parts]
        guests = sum("person" in parts and "of_organiser" not in parts for _, parts in rows)
        numbers = dict.fromkeys((len(met), guests)) if met else {}
        return [RegisteredFact("people", str(number), met[0].source) for number in numbers]

    @cached_property
    def met(self) -> dict[str, KnownGuest]:
        """The people who were met, by their names and surnames as they may be spelt."""
        return guests_met(self._by_prefix("encounter."))

    @cached_property
    def heights(self) -> dict[str, list[RegisteredFact]]:
        """Each pass's published heights by its name."""
        return {
            key.removeprefix("pass_height_").removesuffix("_height").replace("_", " "): facts
            for key, facts in self._facts.items()
            if key.startswith("pass_height_") or key.endswith("_height")
        } or {
            phrase("known_way", "pass_of").sub("", comparable(told)): parts["elevation_m"]
            for _, parts in self._by_prefix("place.")
            for told in (parts["name"][0].value, *parts["name"][0].spellings.values())
            if "elevation_m" in parts and parts.get("kind", [None])[0] is not None
            and parts["kind"][0].value == "pass"
        }  # fmt: skip

    @cached_property
    def altitudes(self) -> dict[str, list[RegisteredFact]]:
        """How high each town of the way lies, as far as that is published."""
        found: dict[str, list[RegisteredFact]] = {}
        for _, parts in self._by_prefix("place."):
            if "elevation_m" in parts and "name" in parts:
                town = self.way.town(comparable(parts["name"][0].value.split(",")[0]))
                found.setdefault(town, []).extend(parts["elevation_m"])
        return found

    def without_prizes(self, text: str) -> str:
        """Return text without the years that belong to a prize: a watch's, a place's elsewhere."""
        for fact in self.facts("prize"):
            for named in re.findall(r"\w+ \w+ \w+(?= 20\d\d)", comparable(fact.value)):
                text = re.sub(rf"{named} (?:del |of )?20\d\d|20\d\d {named}", _blank, text)
        return text

    def day(self, key: str) -> dt.date | None:
        """Return a published date."""
        try:
            return dt.date.fromisoformat(self.facts(key)[0].value)
        except (IndexError, ValueError):
            return None

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the facts, comparable: none of them is a name of elsewhere."""
        told = [
            text
            for facts in self._facts.values()
            for fact in facts
            for text in (fact.value, *fact.spellings.values())
        ]
        return frozenset(re.findall(r"[^\W\d_]+", comparable(" ".join(told))))

    def is_strange(self, name: str) -> bool:
        """Tell whether a word is a name, of nothing that is known and of no region, day, month."""
        return comparable(name) not in self.words and self.is_strange_place(name)

    def is_strange_place(self, name: str) -> bool:
        """Tell whether a name, where a place should stand, is none of the way's."""
        plain = comparable(name)
        dated = plain in names_of("day") or plain in names_of("month")
        if not name[:1].isupper() or len(plain) < _NAME or dated or plain in country_signs():
            return False
        return plain not in self._place_words and not pattern("regions", "names").search(plain)

    @cached_property
    def _place_words(self) -> frozenset[str]:
        """Every word of a place's name, of people and cars, and the first of each partner's."""
        people = (person for crew in self.crews for person in crew.people)
        cars = (comparable(crew.car) for crew in self.crews)
        partners = (comparable(fact.value).split()[0] for fact in self.facts("partner"))
        told = " ".join([*self.way.stops, *self.met, *people, *cars, *partners])
        return frozenset(re.findall(r"[^\W\d_]+", told))

    def errors(self, ranking: str) -> list[RegisteredFact]:
        """Return the published mean error of a trophy's winners, in seconds."""
        return [
            fact
            for key, facts in self._facts.items()
            if key.endswith("_mean_error")
            and key.removesuffix("_mean_error").replace("_", "") in re.sub(r"\W+", "", ranking)
            for fact in facts
        ]

    def begins_with_name(self, plain: str) -> bool:
        """Tell whether a comparable text begins with the event's name."""
        squeezed = re.sub(r"\W", "", plain).removeprefix("1000miglia")
        return any(squeezed.startswith(mark) for mark in self._own)

    @cached_property
    def extreme_legs(self) -> dict[str, int]:
        """The numbers of the longest and the shortest leg, where no source says otherwise."""
        spans = {}
        for leg in self.legs:
            values = [as_number(fact.value) for fact in self.facts(f"leg.{leg.number}.km")]
            told = [value for value in values if value is not None]
            if not told:
                return {}
            spans[leg.number] = (min(told), max(told))
        found = {}
        for number, (low, high) in spans.items():
            others = [span for each, span in spans.items() if each != number]
            if others and all(low > span[1] for span in others):
                found["longest"] = number
            if others and all(high < span[0] for span in others):
                found["shortest"] = number
        return found

    @cached_property
    def marks(self) -> dict[str, tuple[str, ...]]:
        """The words that tell each ranking from others."""
        return {ranking: self._marks_of(ranking) for ranking in self.rankings}

    @cached_property
    def of_ranking(self) -> re.Pattern[str]:
        """What joins a position to the name of its ranking: "of the ladies", "nella RC2"."""
        names = {
            mark for ranking, marks in self.marks.items() if ranking != "overall" for mark in marks
        }
        told = "|".join(sorted(map(re.escape, names), key=len, reverse=True)) or "(?!)"
        joined = {name for name in names if phrase("known", "joined").match(name)}
        alone = "|".join(map(re.escape, joined)) or "(?!)"  # "second fra le dame"
        form = phrase("known", "in_a_ranking").pattern
        return re.compile(rf"{form}(?:{told})| (?:{alone})")

    def _marks_of(self, ranking: str) -> tuple[str, ...]:
        own = phrase("known", "kind_of_prize").sub("", ranking)
        town = own.removeprefix("citta di ")
        if ranking in words()["rankings"]:
            return tuple(words()["rankings"][ranking])
        if len(own) <= _SIGN:  # a category's sign is a word beside its noun only
            return tuple(f"{noun} {own}" for noun in words()["categories"]["nouns"])
        named = own in _everyday(self.info)  # "Trofeo Alpino" of the Rally Alpino
        marks = [
            *(() if named else (own,)),
            *(form.format(town) for form in words()["categories"]["trophies"]),
        ]
        if "." in own:
            marks += [own.replace(".", "").replace(" ", ""), re.sub(r"\. ?", "", own)]
        if ranking in self.prologues:
            marks += words()["categories"]["prologue"]
        return tuple(marks)

    @cached_property
    def prologues(self) -> frozenset[str]:
        """The rankings that were run as the prologue was: what their notes say of them."""
        kinds = [comparable(fact.value) for fact in self.facts("prologue_kind")]
        return frozenset(
            comparable(prefix.split(".", 1)[1].rpartition(".")[0])
            for prefix, parts in self._by_prefix("result.")
            for note in parts.get("note", ())
            if any(fuzz.token_set_ratio(kind, comparable(note.value)) > _ALIKE for kind in kinds)
        )

    def _by_prefix(self, *kinds: str) -> list[tuple[str, dict[str, list[RegisteredFact]]]]:
        rows: dict[str, dict[str, list[RegisteredFact]]] = {}
        for key, facts in self._facts.items():
            if key.startswith(kinds):
                prefix, _, part = key.rpartition(".")
                rows.setdefault(prefix, {})[part] = facts
        return list(rows.items())


_ROOT = 3
"""How many letters the forms of a word have in common at least."""

_NAME = 4
"""How many letters a name has at least."""

_SIGN = 2
"""How many signs a category's sign has that is no name by itself: "3", "A"."""
_ALIKE = 90
"""How alike, of 100, a trophy's note and the prologue's kind are where it was the prologue."""


def _everyday(info: EventInfo) -> str:
    """Return the event's own names, comparable: a word of one tells no ranking from others."""
    return comparable(f"{info.name.it} {info.name.en}")


def _marks(info: EventInfo, more: Iterable[str] = ()) -> list[str]:
    """Return what tells an event's name in a text without blanks and signs."""
    names = [info.name.it, info.name.en, *more]
    plain = [re.sub(r"\W", "", comparable(name)).replace("1000miglia", "") for name in names]
    return [re.sub(r"20\d\d", "", name) for name in plain if len(name) > 6]


@cache
def _bundled() -> tuple[EventInfo, ...]:
    """Return what the bundled events say of themselves, where they can be read."""
    told = []
    for where in bundled():
        try:
            told.append(read_info(locate(where), Collector()))
        except ReportingError:
            continue
    return tuple(told)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def as_number(value: str) -> Decimal | None:
    """Return a fact's value as a number; None for words and dates."""
    try:
        return Decimal(value)
    except InvalidOperation:
        return None
