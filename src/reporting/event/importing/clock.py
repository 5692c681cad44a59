"""Times of day as timekeepers' spreadsheets write them, as the contract writes them."""

from __future__ import annotations

import re
from decimal import Decimal

_DATED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})[ T]+(.+)")
_FORMS = (
    re.compile(r"(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,7}))?"),
    re.compile(r"(\d{1,2}):(\d{2}):(\d{2}):(\d{1,4})"),
    re.compile(r"(\d{1,2})\.(\d{2})\.(\d{2})(?:,(\d{1,7}))?"),
    re.compile(r"(\d{1,2})[hH] ?(\d{2})[mM'′] ?(\d{2})(?:[.,](\d{1,7}))?(?:[sS]|''|\"|″)?"),
    re.compile(r"(\d{1,2}):(\d{2})()()"),
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}(:\d{2}([.,]\d{1,7})?)?")
_FRACTION = re.compile(r"0[.,]\d+")
_TICKS = 86_400 * 10_000_000


def clock(text: str) -> str | None:
    """Return a time as ``HH:MM:SS`` with its decimals, with its date where it has one.

    Parameters
    ----------
    text
        ``10:12:13,45``, ``10.12.13,45``, ``10h12'13"45``, a date before it (``11/04/2025``, ISO),
        or a spreadsheet's fraction of a day.

    Returns
    -------
    str or None
        None where it is no time.

    Examples
    --------
    >>> clock("9.12.13,45"), clock("11/04/2025 10:12:13"), clock("0,5"), clock("+1,25")
    ('09:12:13.45', '2025-04-11T10:12:13', '12:00:00', None)
    """
    if _ISO.fullmatch(text):
        return text.replace(",", ".").replace(" ", "T")
    if dated := _DATED.fullmatch(text):
        day, month, year, rest = dated.groups()
        time = clock(rest)
        return f"{year}-{int(month):02}-{int(day):02}T{time}" if time and "T" not in time else None
    if _FRACTION.fullmatch(text):
        return _of_day(Decimal(text.replace(",", ".")))
    for form in _FORMS:
        if found := form.fullmatch(text):
            hour, minute, second, fraction = found.groups()
            return _written(int(hour), int(minute), int(second or 0), fraction or "")
    return None


def _of_day(fraction: Decimal) -> str | None:
    ticks = min(round(fraction * _TICKS), _TICKS - 1)
    seconds, rest = divmod(ticks, 10_000_000)
    decimals = f"{rest:07}".rstrip("0")
    return _written(seconds // 3600, seconds // 60 % 60, seconds % 60, decimals)


def _written(hour: int, minute: int, second: int, fraction: str) -> str | None:
    if hour > 23 or minute > 59 or second > 59:
        return None
    return f"{hour:02}:{minute:02}:{second:02}" + (f".{fraction}" if fraction else "")
