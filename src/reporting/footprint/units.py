"""Units as dimensions: what may be converted, only when asked, and what may never be.

A guest-night is not a room-night, a passenger-kilometre is not a vehicle-kilometre, a kilowatt
hour of gross calorific value is not one of electricity: each has a dimension of its own, so that
they never mix. Within one dimension a conversion is exact (a fraction) and explicit: nothing is
converted because two units happen to fit.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from reporting.errors import InputError

ARROW = "->"
NEAR, CLOSE = 3, 0.75
"""So many units are named for one that is not known, spelt as near as this."""


class UnitError(InputError):
    """Units are unknown, or do not go together.

    Parameters
    ----------
    message
        The sentence for people.
    code
        The finding's code: ``unit-unknown``, ``unit-other-dimension`` or ``unit-not-converted``.
    hint
        What to write instead.
    """

    def __init__(self, message: str, code: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint


@cache
def _catalogue() -> dict[str, Any]:
    text = files("reporting.footprint").joinpath("units.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _spellings() -> dict[str, str]:
    """Return every spelling in lower case -> the unit's name."""
    return {
        spelling.casefold(): name
        for name, entry in _catalogue()["units"].items()
        for spelling in (name, *entry["also"])
    }


@dataclass(frozen=True, slots=True)
class _Measure:
    """What a unit measures, and how many of the dimensions' own units it is."""

    dimensions: tuple[str, ...]
    times: Fraction


@cache
def _measure(unit: str) -> _Measure:
    entry = _catalogue()["units"][canonical(unit)]
    return _Measure(tuple(sorted(entry["of"])), Fraction(entry.get("times", "1")))


def spellings(unit: str) -> tuple[str, ...]:
    """Return the other ways in which a known unit may be written.

    >>> spellings("room-night")[-1]
    'notti-camera'
    """
    return tuple(_catalogue()["units"][unit]["also"])


def known_units() -> tuple[str, ...]:
    """Return the names of all units, in the order of ``units.toml``."""
    return tuple(_catalogue()["units"])


def canonical(text: str) -> str:
    """Return the name of the unit that `text` spells.

    Raises
    ------
    UnitError
        Where no unit is spelt like this (``unit-unknown``); the hint names the nearest ones.

    Examples
    --------
    >>> canonical("litri"), canonical("passenger.km"), canonical("km")
    ('L', 'passenger-km', 'vehicle-km')
    """
    name = _spellings().get(" ".join(text.split()).casefold())
    if name is None:
        near = difflib.get_close_matches(text.casefold(), _spellings(), NEAR, CLOSE)
        hint = ", ".join(dict.fromkeys(_spellings()[spelling] for spelling in near))
        message = f"The unit {text!r} is not known; use one of {', '.join(known_units())}."
        raise UnitError(message, "unit-unknown", hint or ", ".join(known_units()))
    return name


def convertible(source: str, target: str) -> bool:
    """Tell whether both units measure the same thing.

    >>> convertible("t", "kg"), convertible("guest-night", "room-night")
    (True, False)
    """
    return _measure(source).dimensions == _measure(target).dimensions


def convert(quantity: Decimal, source: str, target: str) -> Decimal:
    """Return `quantity` of unit `source` in unit `target`, exactly.

    Parameters
    ----------
    quantity
        How much, in `source`.
    source, target
        Units, in any known spelling.

    Raises
    ------
    UnitError
        For an unknown unit, or two units of different dimensions (``unit-other-dimension``).

    Examples
    --------
    >>> convert(Decimal("1.5"), "t", "kg")
    Decimal('1500.0')
    """
    if not convertible(source, target):
        raise _unlike(canonical(source), canonical(target))
    ratio = _measure(source).times / _measure(target).times
    return quantity * ratio.numerator / ratio.denominator


def same_unit(one: str, other: str) -> bool:
    """Tell whether two texts name the same unit; what is counted has none, or a word that is none.

    >>> same_unit("m³", "mc"), same_unit("", "people"), same_unit("%", ""), same_unit("", "EUR")
    (True, True, False, False)
    """
    known = [canonical(text) if is_unit(text) else text.strip() for text in (one, other)]
    measured = [is_unit(text) or "%" in text for text in (one, other)]
    return known[0].casefold() == known[1].casefold() if any(measured) else True


def is_unit(text: str) -> bool:
    """Tell whether a text spells a unit that is known."""
    return " ".join(text.split()).casefold() in _spellings()


def read_unit(text: str) -> tuple[str, str | None]:
    """Read an activity's unit: a unit, or an explicit conversion ``source -> target``.

    Returns
    -------
    tuple of str and (str or None)
        The unit that the quantity is in, and the one it is to be converted to.

    Examples
    --------
    >>> read_unit("kWh"), read_unit("t -> kg")
    (('kWh', None), ('t', 'kg'))
    """
    source, arrow, target = text.replace("→", ARROW).partition(ARROW)
    return canonical(source), canonical(target) if arrow else None


def in_unit(quantity: Decimal, stated: str, wanted: str) -> Decimal:
    """Return `quantity`, stated in the unit cell `stated`, in the factor's unit `wanted`.

    A unit of the same dimension is converted only where the cell says so (``t -> kg``); otherwise
    a tonne where a kilogram is meant would pass unseen.

    Raises
    ------
    UnitError
        ``unit-unknown``, ``unit-other-dimension``, or ``unit-not-converted``.

    Examples
    --------
    >>> in_unit(Decimal("2"), "t -> kg", "kg")
    Decimal('2000')
    """
    source, target = read_unit(stated)
    wanted = canonical(wanted)
    if (target or source) == wanted:
        return quantity if source == wanted else convert(quantity, source, wanted)
    if not convertible(target or source, wanted):
        raise _unlike(target or source, wanted)
    hint = f"{source} {ARROW} {wanted}"
    message = f"The factor is per {wanted}, the quantity is in {source}; nothing is converted."
    raise UnitError(message, "unit-not-converted", hint)


def is_full_time(unit: str) -> bool:
    """Tell whether a unit counts full-time equivalents: hours of work, and no persons.

    Examples
    --------
    >>> is_full_time("dipendenti (ULA)"), is_full_time("ambulanze")
    (True, False)
    """
    told = f" {_plain(unit)} "
    return any(f" {_plain(word)} " in told for word in _catalogue()["full_time"]["words"])


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold()


def _unlike(one: str, other: str) -> UnitError:
    message = f"{one} is not {other}: they measure different things."
    return UnitError(message, "unit-other-dimension", other)
