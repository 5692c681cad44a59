"""Times of day as timekeepers' spreadsheets write them, as the contract writes them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from decimal import Decimal

_DATED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})[ T]+(.+)")
_FORMS = (
    re.compile(r"(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,7}))?"),
    # A single digit behind a colon is tenths for some and hundredths for others.
    re.compile(r"(\d{1,2}):(\d{2}):(\d{2}):(\d{2,4})"),
    re.compile(r"(\d{1,2})\.(\d{2})\.(\d{2})(?:[.,](\d{1,7}))?"),
    re.compile(r"(\d{1,2})[hH] ?(\d{2})[mM'′] ?(\d{2})(?:[.,](\d{1,7}))?(?:[sS]|''|\"|″)?"),
    re.compile(r"(\d{1,2})[hH:] ?(\d{2})['′mM:] ?(\d{2})(?:''|\"|″|[sS]) ?(\d{2,4})"),
    re.compile(r"(\d{1,2}):(\d{2})()()"),
)
_HALF = re.compile(r"(.+?) ?([aApP])\.?[mM]\.?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}(:\d{2}([.,]\d{1,7})?)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{2})[/.](\d{2})(?=[T ])")
_ZONED = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)([.,]\d{1,7})? ?(Z|[+-]\d{2}:?\d{2})"
)
_LATE = re.compile(r"(2[4-9]|3\d|4[0-7])(?=[:.h])", re.IGNORECASE)
_FRACTION = re.compile(r"0[.,](\d+)")
_NO_SECONDS = re.compile(r"(?:^|[T ])\d{1,2}:\d{2}(?: ?[aApP]\.?[mM]\.?)?$")
_TO_THE_SECOND = re.compile(r"\d[:.]\d{2}[:.]\d{2}$")
_TO_THE_MINUTE = re.compile(r"(?:^|[T ])\d{1,2}[:.]\d{2}$")
_SERIAL = re.compile(r"(0|\d{5})[.,](\d+)")
_DIGITS = {"tenths": 1, "hundredths": 2, "thousandths": 3}
BESIDE = ("seconds", *_DIGITS)
"""What may stand in a column of its own, behind a time that is no finer."""
TIME_PARTS = ("hours", "minutes", *BESIDE)
_DAY = 86_400
_FIRST_DAY = dt.date(1899, 12, 30)
"""The day of a spreadsheet's number 0."""


_NO_DAYS = {"1899-12-30", "1899-12-31", "1900-01-00", "1900-01-01", "1904-01-01"}
"""What spreadsheets write before a time of day that has no date."""


def clock(text: str, days: Collection[dt.date] = ()) -> str | None:
    """Return a time as ``HH:MM:SS`` with its decimals, with its date where it has one.

    Parameters
    ----------
    text
        ``10:12:13,45``, ``10.12.13,45``, ``10h12'13"45``, ``10:12:13 PM``, a date before it
        (``11/04/2025``, ISO), or a spreadsheet's fraction of a day.
    days
        The days that a date with the month first, of a year of two digits, or written as
        a spreadsheet's number is told by; none given: the day comes first, and such dates are none.

    Returns
    -------
    str or None
        None where it is no time.

    Examples
    --------
    >>> clock("9.12.13,45"), clock("11/04/2025 10:12:13"), clock("0,5"), clock("+1,25")
    ('09:12:13.45', '2025-04-11T10:12:13', '12:00:00', None)
    """
    if found := _FORMS[0].fullmatch(text):
        return _of_groups(found)
    if text[4:5] in ("/", "."):
        text = _YEAR_FIRST.sub(r"\1-\2-\3", text)
    if text[:10] in _NO_DAYS and text[10:11] in ("T", " "):
        text = text[11:]
    if _ISO.fullmatch(text):
        date = _date(text[:10])
        return text.replace(",", ".").replace(" ", "T") if date else None
    if dated := _DATED.fullmatch(text):
        return _dated(dated, days)
    if half := _HALF.fullmatch(text):
        return _of_half(clock(half[1]), half[2].lower())
    if serial := _SERIAL.fullmatch(text):
        return _of_serial(int(serial[1]), serial[2], days)
    return next((_of_groups(found) for form in _FORMS if (found := form.fullmatch(text))), None)


def _of_groups(found: re.Match[str]) -> str | None:
    hour, minute, second, fraction = found.groups()
    return _written(int(hour), int(minute), int(second or 0), fraction or "")


def is_coarse(text: str) -> bool:
    """Tell whether a time has no seconds, or is a fraction of a day too short for hundredths.

    >>> [is_coarse(text) for text in ("08:11", "8:11 PM", "08:11:00", "0,34097", "0,375")]
    [True, True, False, True, False]
    """
    if fraction := _FRACTION.fullmatch(text):
        hundredths = Decimal(f"0.{fraction[1]}") * _DAY * 100
        return len(fraction[1]) < 7 and bool(hundredths % 1)
    return _NO_SECONDS.search(text) is not None


def local(text: str, zone: dt.tzinfo) -> str:
    """Return an ISO date and time with an offset as that of a zone; anything else as it is.

    >>> local("2025-04-11T06:11:00.57Z", dt.timezone(dt.timedelta(hours=2))), local("08:11", dt.UTC)
    ('2025-04-11T08:11:00.57', '08:11')
    """
    found = _ZONED.fullmatch(text)
    if found is None or _date(found[1]) is None:
        return text
    offset = found[4].replace("Z", "+00:00")
    try:
        moment = dt.datetime.fromisoformat(f"{found[1]}T{found[2]}{offset}").astimezone(zone)
    except ValueError:
        return text
    shown = moment.replace(tzinfo=None).isoformat(timespec="seconds" if found[2][5:] else "minutes")
    return f"{shown}{found[3] or ''}"


def past_midnight(text: str) -> str | None:
    """Return the time of day, on the next day, of one that counts on: 24:10:00 is 00:10:00.

    >>> past_midnight("24:10:00,5"), past_midnight("23:10:00")
    ('00:10:00.5', None)
    """
    found = _LATE.match(text)
    return clock(f"{int(found[1]) - 24:02}{text[2:]}") if found else None


def with_parts(time: str, parts: Mapping[str, str]) -> str:
    """Return a time with the seconds, tenths, ... that stand in cells of their own.

    Given as they stand, which is no time, where one of them is blank or already there.

    >>> with_parts("08:11:00", {"hundredths": "7"}), with_parts("08:11:00,5", {"tenths": "7"})
    ('08:11:00.07', '08:11:00,5 | 7')
    >>> with_parts("08:11", {"seconds": "4", "hundredths": "7"}), with_parts("", {"seconds": ""})
    ('08:11:04.07', '')
    """
    found = time
    for part, text in parts.items():
        if part == "seconds" and _TO_THE_SECOND.search(time):
            continue  # of a time that has its seconds, such a column says something else
        whole = _TO_THE_MINUTE if part == "seconds" else _TO_THE_SECOND
        digits = _DIGITS.get(part, 2)
        if not (whole.search(found) and re.fullmatch(rf"\d{{1,{digits}}}", text, re.ASCII)):
            return " | ".join((time, *parts.values())) if any((time, *parts.values())) else ""
        sign = ":" if part == "seconds" else "."
        found = f"{found.replace('.', ':')}{sign}{text.zfill(digits)}"
    return found


def composed(parts: Mapping[str, str]) -> str:
    """Return the time that a row's cells for hours, minutes, seconds and a fraction make.

    A blank cell is no zero: then, and where a cell is no such part, they are given as they stand,
    which is no time; empty where all are.

    >>> composed({"hours": "9", "minutes": "5", "seconds": "7", "hundredths": "3"})
    '9:05:07.03'
    >>> composed({"hours": "9", "minutes": "", "seconds": "7"}), composed({"hours": ""})
    ('9 |  | 7', '')
    """
    hours, minutes, seconds = (parts.get(name, "") for name in TIME_PARTS[:3])
    finer = [name for name in _DIGITS if name in parts]
    whole = re.fullmatch(r"\d{1,2}:\d{1,2}:\d{1,2}([.,]\d{1,7})?", f"{hours}:{minutes}:{seconds}")
    fraction = whole[1] or "" if whole else ""
    for name in finer:
        if fraction or not re.fullmatch(rf"\d{{1,{_DIGITS[name]}}}", parts[name], re.ASCII):
            whole = None
        fraction = f".{parts[name].zfill(_DIGITS[name])}"
    if whole is None:
        return " | ".join(parts.values()) if any(parts.values()) else ""
    second = re.split("[.,]", seconds)[0]
    return f"{hours}:{minutes:0>2}:{second:0>2}{fraction}"


def _dated(found: re.Match[str], days: Collection[dt.date]) -> str | None:
    """Return a time with a date whose day or month comes first."""
    first, second, year, rest = found.groups()
    time = clock(rest)
    if time is None or "T" in time:
        return None
    if len(year) == 2:
        year = f"20{year}" if days else ""
    shapes = [f"{year}-{int(m):02}-{int(d):02}" for d, m in ((first, second), (second, first))]
    if _NO_DAYS & set(shapes):
        return time
    meant = _meant([date for date in map(_date, shapes) if date], days)
    return f"{meant.isoformat()}T{time}" if meant else None


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _meant(dates: list[dt.date], days: Collection[dt.date]) -> dt.date | None:
    """Return which of a date's readings is one of `days`; without these, the first."""
    fitting = list(dict.fromkeys(date for date in dates if date in days or not days))
    return fitting[0] if fitting and (len(fitting) == 1 or not days) else None


def _of_half(time: str | None, half: str) -> str | None:
    """Return a time of the twelve-hour clock, AM or PM."""
    if time is None or "T" in time or not 1 <= int(time[:2]) <= 12:
        return None
    hour = int(time[:2]) % 12 + (12 if half == "p" else 0)
    return f"{hour:02}{time[2:]}"


def _of_serial(number: int, digits: str, days: Collection[dt.date]) -> str | None:
    """Return the time of a spreadsheet's number of days, with the day where it is one of `days`."""
    time = _of_day(digits)
    day = _FIRST_DAY + dt.timedelta(days=number)
    if number == 0 or time is None:
        return time
    return f"{day.isoformat()}T{time}" if day in days else None


def _of_day(digits: str) -> str | None:
    """Return the time that a fraction of a day is, no finer than its digits tell it.

    A spreadsheet saves as many digits as it shows: 0,3409722 is 08:11:00 less 2 ms, and was
    08:11:00. Few digits are taken where they give whole hours: 0,57 may be seconds.

    >>> _of_day("3409722"), _of_day("375"), _of_day("34097881944444"), _of_day("57")
    ('08:11:00', '09:00:00', '08:11:00.57', None)
    """
    seconds = Decimal(f"0.{digits}") * _DAY
    sure = min(len(digits) - 5, 7)
    if sure < 0 and seconds % 3600:
        return None
    ticks = int(seconds.quantize(Decimal(1).scaleb(-max(sure, 0))).scaleb(7))
    whole, rest = divmod(min(ticks, _DAY * 10_000_000 - 1), 10_000_000)
    decimals = f"{rest:07}".rstrip("0")
    return _written(whole // 3600, whole // 60 % 60, whole % 60, decimals)


def _written(hour: int, minute: int, second: int, fraction: str) -> str | None:
    if hour > 23 or minute > 59 or second > 59:
        return None
    return f"{hour:02}:{minute:02}:{second:02}" + (f".{fraction}" if fraction else "")
