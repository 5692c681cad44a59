"""Dates and weekdays as a text writes them, in either language."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from babel.dates import get_day_names, get_month_names

from reporting.proofreading.numbers_in_text import ordinal_value
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
    """Return what a date looks like, with the groups that :func:`parts_of` reads."""
    days, months = "|".join(names_of("day")), "|".join(names_of("month"))
    day = rf"(\d{{1,2}}|{phrase('dates_in_text', 'first').pattern})(?:st|nd|rd|th|°|º)?"
    the, of, alone = (phrase("dates_in_text", part).pattern for part in ("the", "of", "alone"))
    return re.compile(
        rf"(?:(?<!\w)({days}),?\s+(?:{the})?)?(?<![\d.,\w]){day}\s+(?:{of})?({months})(?!\w)"
        rf"(?:,?\s+(20\d\d))?"
        rf"|(?:(?<!\w)({days}),?\s+)?(?<!\w)({months})\s+{day}(?!\d)(?:,?\s+(20\d\d))?"
        rf"|(?<!\w)({days})(?: the)? (\d{{1,2}})(?:st|nd|rd|th)?{alone}"
    )


def parts_of(date: re.Match[str], month: int) -> tuple[str | None, int, int, str | None]:
    """Return weekday, day, month and year of a date, as far as it has them.

    Parameters
    ----------
    date
        A match of :func:`date_form`.
    month
        Which stands where none is told.
    """
    weekday, day = date[1] or date[5] or date[9], date[2] or date[7] or date[10]
    named = date[3] or date[6]
    number = names_of("month")[named] if named else month
    return weekday, ordinal_value(day) or 0, number, date[4] or date[8]


@cache
def range_form() -> re.Pattern[str]:
    """Return what "from 10 to 12 April 2025" looks like: day, month, day, month, year."""
    months = "|".join(names_of("month"))
    day, to = r"(\d{1,2})(?:st|nd|rd|th|°|º)?", phrase("dates_in_text", "to_a_day").pattern
    of = phrase("dates_in_text", "of").pattern
    return re.compile(
        rf"(?<![\d.,\w]){day}(?: (?:{of})?({months}))?{to}{day} (?:{of})?({months})(?!\w)"
        rf"(?:,? (20\d\d))?"
        rf"|(?<!\w)({months}) {day}{to}(?:({months}) )?{day}(?!\d)(?:,? (20\d\d))?"
    )


@cache
def weekday_form() -> re.Pattern[str]:
    """Return what a weekday looks like."""
    return re.compile(rf"(?<!\w)({'|'.join(names_of('day'))})(?!\w)")


def clock_time(match: re.Match[str], *, evening: bool) -> str | None:
    """Return a time of day as "07:30", one of the evening where that is said; None for none."""
    if match["noon"]:
        return "12:00"
    if quarter := match["quarter"] or match["ora"]:
        hour, before = ordinal_value(quarter), (match["way"] or match["come"]) in ("to", "meno")
        if hour is None:
            return None
        hour += _NOON if evening and hour < _NOON else 0
        return f"{hour - 1:02}:45" if before else f"{hour:02}:15"
    digits = match["h"] or match["hour"] or match["pm"]
    half = match["past"] or match["half"] or match["thirty"]
    hour = int(digits) if digits else ordinal_value(half or match["word"])
    if hour is None or hour >= _HOURS:
        return None
    minute = match["m"] or ("30" if half else "00")
    return f"{hour + 12 if evening and hour < _NOON else hour:02}:{minute}"


_NOON, _HOURS = 12, 24


def day_in_words(date: dt.date) -> str:
    """Return a date with its weekday in both languages."""
    named = [get_day_names("wide", locale=locale)[date.weekday()] for locale in ("it", "en")]
    return f"{' / '.join(named)}, {date.isoformat()}"
