"""The crews that somebody published, with their cars and what they won."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from reporting.proofreading.wording import comparable
from reporting.story.fact_register import RegisteredFact
from reporting.story.names import given_first, surname

AFTER = "after leg "
"""Begins the name of the standings after a leg, among the rankings of a crew."""


@dataclass(frozen=True, slots=True)
class TimedPlace:
    """A crew's place in a ranking, with its penalties before and after the coefficient."""

    position: int | None
    net: Decimal | None
    total: Decimal | None


@dataclass(frozen=True, slots=True, eq=False)
class KnownCrew:
    """A crew that somebody published: two people, their car, what they won.

    Parameters
    ----------
    people
        Driver and codriver, comparable, the family name last.
    make, model, year
        The car, as published.
    positions
        Ranking, comparable -> position in it.
    source
        Who published it.
    standings
        Ranking, comparable -> where the times put it.
    number, category, team, coefficient
        Of its entry; empty where nobody says.
    """

    people: tuple[str, ...]
    make: str
    model: str
    year: str
    positions: Mapping[str, int]
    source: str
    standings: Mapping[str, TimedPlace] = field(default_factory=dict)
    number: str = ""
    category: str = ""
    team: str = ""
    coefficient: str = ""

    @property
    def won(self) -> bool:
        """Whether it has a place in the overall ranking."""
        return "overall" in self.positions

    @property
    def name(self) -> str:
        """The surnames, as a ranking prints them."""
        return " - ".join(surname(person).title() for person in self.people)

    @property
    def car(self) -> str:
        """Make and model."""
        return f"{self.make} {self.model}"


def crews_of_rows(
    rows_by_prefix: Iterable[tuple[str, Mapping[str, list[RegisteredFact]]]],
    only_named: Iterable[RegisteredFact],
    *,
    invented: bool = False,
) -> tuple[KnownCrew, ...]:
    """Return the crews of results and entries, and those that are only named.

    Parameters
    ----------
    rows_by_prefix
        ``result.<ranking>.<position>``, ``entry.<number>``, ``standing.<ranking>.<number>`` or
        ``after_leg.<leg>.<number>`` with the row's facts by part.
    only_named
        Facts like "A - B, Make Model, year".
    invented
        Whether crews count whose names are numbers: nobody's.
    """
    rows: dict[tuple[str, ...], dict[str, list[RegisteredFact]]] = {}
    positions: dict[tuple[str, ...], dict[str, int]] = {}
    timed: dict[tuple[str, ...], dict[str, TimedPlace]] = {}
    numbers: dict[str, tuple[str, ...]] = {}
    for prefix, parts in rows_by_prefix:
        standing = re.fullmatch(r"(standing|after_leg)\.(.+)\.(\d+)", prefix)
        if standing and standing[3] in numbers and "team" not in parts:
            ranking = comparable(standing[2]).removeprefix("category:")
            if standing[1] == "after_leg":
                ranking = f"{AFTER}{ranking}"
            timed.setdefault(numbers[standing[3]], {})[ranking] = _standing(parts)
        if "driver" not in parts or (not invented and _NUMBERED.search(parts["driver"][0].value)):
            continue
        people = tuple(comparable(given_first(parts[p][0].value)) for p in _PEOPLE if p in parts)
        rows[people] = {**parts, **rows.get(people, {})}
        numbers[prefix.removeprefix("entry.")] = people
        result = re.fullmatch(r"result\.(.+)\.(\d+)", prefix)
        if result:
            positions.setdefault(people, {})[comparable(result[1])] = int(result[2])
    published = {place for places in positions.values() for place in places.items()}
    named = [_named(fact) for fact in only_named]
    return tuple(
        KnownCrew(
            people,
            make=_first(parts, "make"),
            model=_first(parts, "model"),
            year=_first(parts, "year"),
            positions=_places(timed.get(people, {}), published) | positions.get(people, {}),
            source=parts["driver"][0].source,
            standings=timed.get(people, {}),
            number=_first(parts, "number"),
            category=_first(parts, "category"),
            team=_first(parts, "team"),
            coefficient=_first(parts, "coefficient"),
        )
        for people, parts in rows.items()
    ) + tuple(crew for crew in named if crew is not None)


def teams_of_rows(
    rows_by_prefix: Iterable[tuple[str, Mapping[str, list[RegisteredFact]]]],
) -> tuple[KnownCrew, ...]:
    """Return the teams of a ranking of teams, each as if it were a crew of one name.

    Parameters
    ----------
    rows_by_prefix
        ``standing.<ranking>.<line>`` with the row's facts by part, ``team`` among them.
    """
    teams = []
    for prefix, parts in rows_by_prefix:
        if "team" not in parts or not prefix.startswith("standing."):
            continue
        ranking, place = comparable(prefix.split(".")[1]), _standing(parts)
        position = {} if place.position is None else {ranking: place.position}
        name = comparable(parts["team"][0].value)
        source = parts["team"][0].source
        teams.append(KnownCrew((name,), "", "", "", position, source, {ranking: place}))
    return tuple(teams)


_PEOPLE = ("driver", "codriver")
_NUMBERED = re.compile(r"\d")
"""What the name of a crew that was made up holds: "Equipaggio 07"."""


def _standing(parts: Mapping[str, list[RegisteredFact]]) -> TimedPlace:
    position, net, total = (
        Decimal(parts[part][0].value) if part in parts else None
        for part in ("position", "net", "total")
    )
    return TimedPlace(None if position is None else int(position), net, total)


def _places(
    standings: Mapping[str, TimedPlace], published: Container[tuple[str, int]]
) -> dict[str, int]:
    """Return the places that times make, as far as nobody published who holds them."""
    return {
        ranking: standing.position
        for ranking, standing in standings.items()
        if standing.position is not None and (ranking, standing.position) not in published
    }


def _named(fact: RegisteredFact) -> KnownCrew | None:
    """Return a crew that is only named: "A - B, Make Model, year"."""
    people, _, car = fact.value.partition(", ")
    told = re.fullmatch(r"([^\W\d]+)(?: (.+?))?(?:, (\d{4}))?", car)
    if told is None:
        return None
    names = tuple(comparable(name) for name in people.split(" - "))
    return KnownCrew(names, told[1], told[2] or "", told[3] or "", {}, fact.source)


def _first(parts: Mapping[str, list[RegisteredFact]], part: str) -> str:
    return parts[part][0].value if part in parts else ""
