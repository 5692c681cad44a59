"""Intensities: the totals per crew, per car-kilometre, per participant-day, each named.

Litres that were computed from a length of the route hold for that length alone: with another one
they would be others. So per kilometre no other published length divides them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any

from reporting.event.numbers import read_decimal
from reporting.footprint.classification import IntensityRule, classification
from reporting.footprint.lines import as_number
from reporting.frames import public_facts
from reporting.language import in_each

if TYPE_CHECKING:
    from reporting.event import Event


@dataclass(frozen=True, slots=True)
class Denominator:
    """How many, who says so, and whether it is a length."""

    value: Decimal
    source: str
    length: bool = False


@dataclass(frozen=True, slots=True)
class Intensity:
    """Both totals per one denominator [kg CO2e per unit of it].

    Parameters
    ----------
    rule
        What the denominator is, with its words.
    denominator
        How many; where sources disagree there is one intensity for each.
    """

    rule: IntensityRule
    denominator: Denominator
    location_kg: Decimal
    market_kg: Decimal

    def as_json(self) -> dict[str, Any]:
        """Return the intensity with its denominator's name, value and source."""
        return {
            "per": self.rule.code,
            **in_each(self.rule.in_language),
            "denominator": as_number(self.denominator.value),
            "denominator_source": self.denominator.source,
            "location_kg": as_number(self.location_kg),
            "market_kg": as_number(self.market_kg),
        }


def intensities(event: Event, location_kg: Decimal, market_kg: Decimal) -> tuple[Intensity, ...]:
    """Return the totals per every denominator that the event gives."""
    return tuple(
        Intensity(rule, found, location_kg / found.value, market_kg / found.value)
        for rule in classification().intensity
        for found in _denominators(event, rule)
    )


def denominators(event: Event) -> dict[str, Decimal]:
    """Return code -> how many, the first figure of each denominator that the event gives."""
    return {
        rule.code: found[0].value
        for rule in classification().intensity
        if (found := _denominators(event, rule))
    }


def _denominators(event: Event, rule: IntensityRule) -> tuple[Denominator, ...]:
    """Return the denominators of one rule: counted, else of the first key that has a figure."""
    if rule.counted and event.has(rule.counted):
        counted = Decimal(len(event[rule.counted]))
        return (Denominator(counted, f"{rule.counted} ({event.id})"),)
    found = _first(event, rule.facts)
    if found or not rule.product:
        return found
    lengths = computed_lengths(event)
    parts = (_first(event, keys) for keys in rule.product)
    fitting = (
        [one for one in part if not (lengths and one.length) or one.value in lengths]
        for part in parts
    )
    return tuple(_product(chosen) for chosen in product(*fitting))


def computed_lengths(event: Event) -> frozenset[Decimal]:
    """Return the lengths of the route [km] that quantities were computed with; often none."""
    frame = event["activities"]
    if "route_km" not in frame:
        return frozenset()
    counted = frame[frame["quantity"].notna()]
    return frozenset(Decimal(str(km)) for km in counted["route_km"].dropna())


def _first(event: Event, keys: Iterable[str]) -> tuple[Denominator, ...]:
    """Return the figures of the first of `keys` that has any."""
    return next((found for key in keys if (found := _facts(event, key))), ())


def _product(chosen: Sequence[Denominator]) -> Denominator:
    """Multiply figures, naming all their sources."""
    value = math.prod((one.value for one in chosen), start=Decimal(1))
    return Denominator(value, " × ".join(one.source for one in chosen))


def _facts(event: Event, key: str) -> tuple[Denominator, ...]:
    """Return the positive figures published under one key, each value once."""
    found: dict[Decimal, Denominator] = {}
    for row in public_facts(event["facts"]):
        if row["key"] != key:
            continue
        value = read_decimal(str(row["value"]).strip())
        if value is not None and value > 0:
            one = Denominator(value, f"{key}: {row['source']}", row["unit"] == "km")
            # Of several sources for one figure the same is named, in whatever order they stand.
            found[value] = min(one, found.get(value, one), key=lambda known: known.source)
    return tuple(found.values())
