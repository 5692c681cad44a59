"""The way of an event as its fact register tells it: places in their order, legs, regions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reporting.proofreading.wording import comparable, phrase
from reporting.story.fact_register import RegisteredFact

if TYPE_CHECKING:
    from reporting.event import Leg

PlaceRows = Iterable[tuple[str, Mapping[str, list[RegisteredFact]]]]
"""``place.<leg>.<number>`` with its facts by part, in the order of the way."""


@dataclass(frozen=True, slots=True)
class KnownStop:
    """A place of the way.

    Parameters
    ----------
    town
        What it is called for short, comparable.
    leg
        Its leg; None before the first and after the last.
    at
        Its place in the order of the whole way.
    control
        The sign of the control there; empty where none is.
    """

    town: str
    leg: int | None
    at: int
    control: str = ""


class KnownWay:
    """Where an event leads.

    Parameters
    ----------
    legs
        In order.
    places
        What is registered of places.
    """

    def __init__(self, legs: Sequence[Leg], places: PlaceRows) -> None:
        self.legs = legs
        rows = _with_ends(legs, list(places))
        self.stops = _stops(rows)
        self.regions = _areas(rows, "region")
        self.countries = _areas(rows, "country")

    @property
    def ends(self) -> set[str]:
        """Where the first leg begins and the last one ends, for short."""
        ends = [self.legs[0].start, self.legs[-1].finish] if self.legs else []
        return {short_name(name) for name in ends}

    @property
    def leg_ends(self) -> set[str]:
        """Where any leg begins or ends, for short."""
        return {short_name(name) for leg in self.legs for name in (leg.start, leg.finish) if name}

    def town(self, name: str) -> str:
        """Return what a place is called for short, by any of its names."""
        stops = self.stops.get(name)
        return stops[0].town if stops else short_name(name)

    def leg_by(self, end: Literal["start", "finish"], name: str) -> int | None:
        """Return the one leg that begins, or ends, at a place."""
        town = self.town(name)
        legs = [leg.number for leg in self.legs if short_name(getattr(leg, end)) == town]
        return legs[0] if len(legs) == 1 else None

    def leg_of(self, one: str, other: str) -> int | None:
        """Return the one leg between two places, whichever is named first."""
        towns = {self.town(one), self.town(other)}
        legs = [
            leg.number
            for leg in self.legs
            if {short_name(leg.start), short_name(leg.finish)} == towns
        ]
        return legs[0] if len(legs) == 1 else None

    def order(self, first: str, second: str) -> bool | None:
        """Tell whether the way leads from one place to another; None where it is not known."""
        places = [
            [stop.at for each in {name, self.town(name)} for stop in self.stops.get(each, ())]
            for name in (first, second)
        ]
        if not all(places) or self.town(first) == self.town(second):
            return None
        return min(places[0]) < max(places[1])


def _with_ends(
    legs: Sequence[Leg], places: Sequence[tuple[str, Mapping[str, list[RegisteredFact]]]]
) -> list[tuple[str, Mapping[str, list[RegisteredFact]]]]:
    """Return the places with the towns where legs begin and end that none of them is."""
    known = {town for stops in _stops(places).values() for town in (stop.town for stop in stops)}
    rows, at = list(places), 0
    for leg in legs:
        own = [place for place, row in enumerate(rows) if row[0].split(".")[1] == str(leg.number)]
        first, at = (own[0], own[-1] + 1) if own else (at, at)
        for where, end, name in ((at, "finish", leg.finish), (first, "start", leg.start)):
            if name and short_name(name) not in known:
                told = RegisteredFact("", name, "event.toml")
                rows.insert(where, (f"place.{leg.number}.{end}", {"name": [told]}))
                at += 1
    return rows


def _stops(places: PlaceRows) -> dict[str, tuple[KnownStop, ...]]:
    """Return every place of the way by each of its names."""
    told: dict[str, list[KnownStop]] = {}
    for at, (prefix, parts) in enumerate(places):
        if "name" not in parts:
            continue
        number = prefix.split(".")[1]
        leg = int(number) if number not in ("", "0") else None
        name = parts["name"][0]
        ways = [name.value, *name.spellings.values()]
        town = short_name(re.split(r", | \(", ways[0])[0])
        named = {part.strip(" )") for way in ways for part in re.split(r", | \(", way)}
        # "lungomare" alone is a word, no name.
        names = {comparable(part) for part in named if part != part.lower()}
        names |= {phrase("known_way", "port_of").sub("", each) for each in names}
        names |= {phrase("known_way", "pass_of").sub("", each) for each in names}
        names |= {
            phrase("known_way", "saint").sub(way, each)
            for each in names
            for way in ("st ", "saint ")
        }
        first = phrase("known_way", "first_of").match(comparable(ways[0]))
        for each in names | {town} | ({first[1]} if first else set()):
            if len(each) > 2:
                control = parts["control"][0].value if "control" in parts else ""
                told.setdefault(each, []).append(KnownStop(town, leg, at, control))
    return {name: tuple(stops) for name, stops in told.items()}


def _areas(places: PlaceRows, part: str) -> dict[str, str]:
    """Return each place's region, or country, comparable; places of several left out."""
    told: dict[str, set[str]] = {}
    for _, parts in places:
        if "name" in parts and part in parts:
            name = comparable(parts["name"][0].value.split(",")[0].split("(")[0]).strip()
            for each in {name, short_name(name)}:
                told.setdefault(each, set()).add(comparable(parts[part][0].value))
    return {name: min(regions) for name, regions in told.items() if len(regions) == 1}


def short_name(name: str) -> str:
    """Return what a place is called for short: "cortina" for Cortina d'Ampezzo.

    Examples
    --------
    >>> [short_name(name) for name in ("Cortina d'Ampezzo", "Seefeld in Tirol", "St. Moritz")]
    ['cortina', 'seefeld', 'st. moritz']
    """
    return phrase("known_way", "parts_of_a_name").split(comparable(name))[0]
