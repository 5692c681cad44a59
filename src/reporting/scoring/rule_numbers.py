"""The numbers of a rulebook: exact decimals, each held to what it is for."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, PlainValidator
from pydantic_core import PydanticCustomError

from reporting.exact import NANO, PENALTY_PLACES, scaled

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_MOST_DIGITS = 12
_HALF_MINUTE_NS = 30 * 10**NANO


def _exact(value: Any) -> Decimal:
    """Read a decimal from text, a whole number or a TOML number read as decimal; never a float."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = Decimal(value.strip())
    if (
        isinstance(value, int | Decimal)
        and not isinstance(value, bool)
        and Decimal(value).is_finite()
        and (not value or abs(Decimal(value).adjusted()) <= _MOST_DIGITS)
    ):
        return Decimal(value)
    raise PydanticCustomError("rulebook-number", "a decimal number is expected")


def _kept(value: Decimal) -> Decimal:
    try:
        scaled(value, PENALTY_PLACES)
    except ValueError:
        raise PydanticCustomError("rulebook-decimals", "at most four decimals") from None
    return value


def _not_negative(value: Decimal) -> Decimal:
    if value < 0:
        raise PydanticCustomError("rulebook-negative", "zero or more")
    return value


def _duration(value: Decimal) -> Decimal:
    try:
        if scaled(value, NANO) > 0:
            return value
    except ValueError:
        pass
    raise PydanticCustomError("rulebook-seconds", "seconds above zero, whole nanoseconds")


def _resolution(value: Decimal) -> Decimal:
    # Dividing 30 s makes the grid, and its even lines, the same from any midnight in any zone.
    if _HALF_MINUTE_NS % scaled(value, NANO):
        raise PydanticCustomError("rulebook-resolution", "a resolution that divides 30 s")
    return value


def _over_max(value: Any) -> Decimal | str:
    return "exclude" if value == "exclude" else _not_negative(_kept(_exact(value)))


Points = Annotated[Decimal, PlainValidator(_exact), AfterValidator(_kept)]
Penalty = Annotated[Points, AfterValidator(_not_negative)]
Seconds = Annotated[Decimal, PlainValidator(_exact), AfterValidator(_duration)]
Resolution = Annotated[Seconds, AfterValidator(_resolution)]
OverMax = Annotated[Decimal | Literal["exclude"], PlainValidator(_over_max)]
