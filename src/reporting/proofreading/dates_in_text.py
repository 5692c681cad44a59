"""Dates and weekdays as a text writes them, in either language."""

from __future__ import annotations

import re
from functools import cache

from babel.dates import get_day_names, get_month_names

from reporting.proofreading.wording import comparable, phrase


@cache
def names_of(kind: str) -> dict[str, int]:
    """Return each name of a ``day`` (0 to 6) or a ``month`` (1 to 12) in both languages."""
    take = get_day_names if kind == "day" else get_month_names
    return {
        comparable(name): number
        for locale in ("it", "en")
        for number, name in take("wide", locale=locale).items()
    }


@cache
def date_form() -> re.Pattern[str]:
    """Return what a date looks like: weekday 1 or 5, day 2 or 7, month 3 or 6, year 4 or 8."""
    days, months = "|".join(names_of("day")), "|".join(names_of("month"))
    day = rf"(\d{{1,2}}|{phrase('dates_in_text', 'first').pattern})(?:st|nd|rd|th|°|º)?"
    the, of = (phrase("dates_in_text", part).pattern for part in ("the", "of"))
    return re.compile(
        rf"(?:(?<!\w)({days}),?\s+(?:{the})?)?(?<![\d.,\w]){day}\s+(?:{of})?({months})(?!\w)"
        rf"(?:,?\s+(20\d\d))?"
        rf"|(?:(?<!\w)({days}),?\s+)?(?<!\w)({months})\s+{day}(?!\d)(?:,?\s+(20\d\d))?"
    )


@cache
def weekday_form() -> re.Pattern[str]:
    """Return what a weekday looks like."""
    return re.compile(rf"(?<!\w)({'|'.join(names_of('day'))})(?!\w)")
