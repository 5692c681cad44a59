"""What a fact check holds a text against: published facts, results, legs, places of one event."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING

from reporting.errors import ReportingError
from reporting.event.collect import Collector
from reporting.event.info import read_info
from reporting.event.package import bundled, locate
from reporting.proofreading.wording import comparable
from reporting.story.fact_register import RegisteredFact, stated

if TYPE_CHECKING:
    from reporting.event import Event, EventInfo, Leg


@dataclass(frozen=True, slots=True, eq=False)
class KnownCrew:
    """A crew that somebody published: two people, their car, what they won.

    Parameters
    ----------
    people
        Driver and codriver, comparable.
    make, model, year
        The car, as published.
    positions
        Ranking, comparable -> position in it.
    source
        Who published it.
    """

    people: tuple[str, ...]
    make: str
    model: str
    year: str
    positions: Mapping[str, int]
    source: str

    @property
    def name(self) -> str:
        """The surnames, as a ranking prints them."""
        return " - ".join(person.rpartition(" ")[2].title() for person in self.people)

    @property
    def car(self) -> str:
        """Make and model."""
        return f"{self.make} {self.model}"


class KnownEvent:
    """An event as far as it may be confirmed: what was published, never what was simulated.

    Parameters
    ----------
    event
        A loaded package.
    """

    def __init__(self, event: Event) -> None:
        self.info = event.info
        self.legs: tuple[Leg, ...] = event.info.legs
        self._facts: dict[str, list[RegisteredFact]] = {}
        for fact in stated(event):
            if fact.audience != "internal" and fact.provenance == "published":
                self._facts.setdefault(fact.key, []).append(fact)
        self.crews = self._crews()
        self.rankings = sorted({name for crew in self.crews for name in crew.positions})
        self.regions = self._regions()
        self._own = _marks(event.info, [fact.value for fact in self.facts("journey_name")])
        self._others = [
            (_marks(other), other.start.year) for other in _bundled() if other.id != event.id
        ]

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
            re.search(rf"{mark}(?!20\d\d)|{mark}{year}", squeezed)
            for marks, year in self._others
            for mark in marks
        )

    def is_named(self, text: str) -> bool:
        """Tell whether a sentence names this event, as words or as a hashtag."""
        squeezed = re.sub(r"\W", "", comparable(text))
        return any(mark in squeezed for mark in self._own)

    def facts(self, key: str) -> list[RegisteredFact]:
        """Return every published fact of a key."""
        return self._facts.get(key, [])

    def counts(self, *keys: str) -> list[RegisteredFact]:
        """Return the facts of the first key that there is; ``#partner`` counts a list."""
        for key in keys:
            if key == "#partner":
                listed = self.facts("partner")
                counted = (
                    RegisteredFact(key, str(len(listed)), listed[0].source) if listed else None
                )
            elif key == "#people":
                counted = self.people(None)
            else:
                counted = None
                if self.facts(key):
                    return self.facts(key)
            if counted:
                return [counted]
        return []

    def people(self, leg: int | None) -> RegisteredFact | None:
        """Return how many people were met, in one leg or in all."""
        prefix = "encounter." if leg is None else f"encounter.{leg}."
        met = [
            facts[0]
            for key, facts in self._facts.items()
            if key.startswith(prefix) and key.endswith(".person")
        ]
        return RegisteredFact("people", str(len(met)), met[0].source) if met else None

    def met(self) -> dict[str, tuple[str, str]]:
        """Return where each person was met, and who says so, by names as they may be spelt."""
        met: dict[str, tuple[str, str]] = {}
        for _, parts in self._by_prefix("encounter."):
            if "person" in parts and "place" in parts:
                person, place = parts["person"][0], parts["place"][0]
                for name in (person.value, *person.spellings.values()):
                    met[comparable(name)] = (place.value, place.source)
        return met

    def heights(self) -> dict[str, list[RegisteredFact]]:
        """Return each pass's published heights by its name."""
        return {
            key.removeprefix("pass_height_").replace("_", " "): facts
            for key, facts in self._facts.items()
            if key.startswith("pass_height_")
        }

    def day(self, key: str) -> dt.date | None:
        """Return a published date."""
        try:
            return dt.date.fromisoformat(self.facts(key)[0].value)
        except (IndexError, ValueError):
            return None

    def endpoints(self) -> list[str]:
        """Return where legs begin and end, in order, each once."""
        return list(dict.fromkeys(name for leg in self.legs for name in (leg.start, leg.finish)))

    def _crews(self) -> tuple[KnownCrew, ...]:
        rows: dict[tuple[str, ...], dict[str, list[RegisteredFact]]] = {}
        positions: dict[tuple[str, ...], dict[str, int]] = {}
        for prefix, parts in self._by_prefix("result.", "entry."):
            if "driver" not in parts or re.search(r"\d", parts["driver"][0].value):
                continue  # nobody's name: a crew that was made up
            people = tuple(comparable(parts[p][0].value) for p in _PEOPLE if p in parts)
            rows[people] = {**parts, **rows.get(people, {})}
            ranking = re.fullmatch(r"result\.(.+)\.(\d+)", prefix)
            if ranking:
                positions.setdefault(people, {})[comparable(ranking[1])] = int(ranking[2])
        return tuple(
            KnownCrew(
                people,
                make=_first(parts, "make"),
                model=_first(parts, "model"),
                year=_first(parts, "year"),
                positions=positions.get(people, {}),
                source=parts["driver"][0].source,
            )
            for people, parts in rows.items()
        )

    def _by_prefix(self, *kinds: str) -> list[tuple[str, dict[str, list[RegisteredFact]]]]:
        rows: dict[str, dict[str, list[RegisteredFact]]] = {}
        for key, facts in self._facts.items():
            if key.startswith(kinds):
                prefix, _, part = key.rpartition(".")
                rows.setdefault(prefix, {})[part] = facts
        return list(rows.items())

    def _regions(self) -> dict[str, str]:
        """Return each place's region, both comparable; places of several regions left out."""
        told: dict[str, set[str]] = {}
        for _, parts in self._by_prefix("place."):
            if "name" in parts and "region" in parts:
                name = comparable(parts["name"][0].value.split(",")[0].split("(")[0]).strip()
                told.setdefault(name, set()).add(comparable(parts["region"][0].value))
        return {name: min(regions) for name, regions in told.items() if len(regions) == 1}


_PEOPLE = ("driver", "codriver")


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


def _first(parts: Mapping[str, list[RegisteredFact]], part: str) -> str:
    return parts[part][0].value if part in parts else ""


def as_number(value: str) -> Decimal | None:
    """Return a fact's value as a number; None for words and dates."""
    try:
        return Decimal(value)
    except InvalidOperation:
        return None
