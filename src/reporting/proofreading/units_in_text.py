"""Units behind numbers, and numbers that name something and count nothing."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.wording import phrase, whole, words

METRES = {"km": Decimal(1000), "m": Decimal(1), "mi": Decimal("1609.344")}
SECONDS = {"s": Decimal(1), "ds": Decimal(10), "cs": Decimal(100), "ms": Decimal(1000)}
IN_BASE = {
    "kg": ("kg", Decimal(1)), "t": ("kg", Decimal(1000)), "kWh": ("kWh", Decimal(1)),
    "L": ("L", Decimal(1)), "hL": ("L", Decimal(100)),
    "MWh": ("kWh", Decimal(1000)), "GWh": ("kWh", Decimal(1_000_000)),
}  # fmt: skip
"""Units of weight, volume and energy, each with its base and how many of that it is."""
_UNITS = (
    "passenger-km",
    "meal",
    "guest-night",
    *METRES,
    "EUR",
    "hL",
    "L",
    "m3",
    "ft",
    "%",
    "t",
    "kg",
    "MWh",
    "GWh",
    "kWh",
    "pt",
    *SECONDS,
    "min",
    "h",
)
_IDENTIFIER = re.compile(rf"{whole(words()['identifiers']).pattern}$")


_NEAR = 80  # signs: what names a number stands beside it, however long its sentence is


def is_identifier(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a number names something (leg 2, 1000 Miglia) and counts nothing."""
    before = sentence.plain[: number.start].rstrip()
    after = sentence.plain[number.end : number.end + _NEAR].lstrip(" -")
    if phrase("figures_in_text", "not_the_race").match(after) and number.values[0] in (1000, 1600):
        return number.values[0] == 1000
    if any(leg.end == len(before) for leg in sentence.legs):
        return False  # "in the second leg nine trials"
    if phrase("figures_in_text", "first_trials").search(f"{before[-_NEAR:]} # {after}"):
        return False
    if phrase("units_in_text", "another").search(before) and unit_of(sentence.plain, number)[0]:
        return False  # "another 135 km"
    return bool(_IDENTIFIER.search(before[-_NEAR:])) or before.endswith(("#", "@"))


def carried_unit(sentence: Sentence, number: NumberInText) -> str:
    """Return the unit of an amount that a bare number is a part of; empty where it is of none.

    "61,500 of the 98,000 euros", "140 hours, 96 of them on safety", "of the 98,000 euros, 61,500".
    """
    plain, rest = sentence.plain, sentence.plain[number.end :]
    behind = [one for one in sentence.numbers if one.start >= number.end][:1]
    before = [one for one in sentence.numbers if one.end <= number.start][-1:]
    amount = phrase("units_in_text", "of_an_amount")
    if behind and amount.fullmatch(plain[number.end : behind[0].start]):
        return unit_of(plain, behind[0])[0]
    part = phrase("units_in_text", "of_those").match(rest)
    part = part or phrase("units_in_text", "of_which").search(plain[: number.start])
    if before and not part:
        part = phrase("units_in_text", "of_the_whole").search(plain[: before[0].start])
    unit = unit_of(plain, before[0])[0] if before and part else ""
    counted = phrase("units_in_text", "noun").match(rest)
    return "" if counted and not phrase("units_in_text", "of_those").match(rest) else unit


@cache
def _units() -> re.Pattern[str]:
    every = (f"(?P<u{at}>{words()['units'][name]})" for at, name in enumerate(_UNITS))
    return re.compile(rf"\s*-?(?:i |the )?(?:{'|'.join(every)})(?![\w²³/])")


_AT_HEIGHT = phrase("figures_in_text", "at_height")
IN_KM = phrase("figures_in_text", "in_km")


def unit_of(plain: str, number: NumberInText) -> tuple[str, int]:
    """Return the unit that stands behind a number, and where it ends; nothing where none does."""
    found = _units().match(plain, number.end)
    if found is None:
        before = plain[: number.start]
        if phrase("figures_in_text", "euro_sign").search(before):
            return "EUR", number.end
        unit = "m" if _AT_HEIGHT.search(before) else "km" if IN_KM.search(before) else ""
        return unit, number.end
    return _UNITS[int(str(found.lastgroup)[1:])], found.end()
