"""Times of day as instants: exact to 100 ns, on the leg's date, in the event's time zone.

The rules (contract, section 1): ``HH:MM:SS`` with up to seven decimals stands on the leg's date,
an ISO date and time on its own; a time before the leg's first start by more than twelve hours
belongs to the next day. All arithmetic is in whole nanoseconds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

SECOND = 1_000_000_000
DAY = 86_400 * SECOND
NEXT_DAY_AFTER = 12 * 3600 * SECOND
NONE = np.iinfo(np.int64).min
"""Stands for «no value» in every whole-number array here; pandas reads it as NaT."""

_WRONG = NONE + 1
_QUARTER = 900 * SECOND
_EPOCH = dt.date(1970, 1, 1).toordinal()
_YEARS = range(1950, 2200)
"""Days outside are no event's: a spreadsheet's time without a day is of 1900."""
_PATTERN = (
    r"^(?:(?P<date>\d{4}-\d{2}-\d{2})[T ])?"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,7}))?)?"
    r"(?P<offset>Z|[+-]\d{2}(?::?\d{2})?)?$"
)


@dataclass
class ParsedTimes:
    """Texts read as times, one of each array an entry.

    Parameters
    ----------
    clock
        Nanoseconds since midnight; ``NONE`` where the text is blank or no time.
    day
        Days since 1970-01-01 of an ISO date; ``NONE`` where the text has none.
    offset
        Offset from UTC [ns] of an ISO date and time; ``NONE`` where the text has none.
    bad
        Where there is a text, and it is no time.
    """

    clock: np.ndarray
    day: np.ndarray
    offset: np.ndarray
    bad: np.ndarray


@dataclass
class Instants:
    """Moments as nanoseconds since 1970-01-01 UTC (``NONE``: no time), and doubtful ones.

    ``skipped`` marks local times that a change to summer time leaves out (read with the offset
    before the change), ``twice`` those that come twice at the change back (the first is taken).
    """

    utc: np.ndarray
    skipped: np.ndarray
    twice: np.ndarray


def day_number(date: dt.date) -> int:
    """Return the days since 1970-01-01."""
    return date.toordinal() - _EPOCH


def read_times(texts: pa.ChunkedArray) -> ParsedTimes:
    """Read trimmed texts as times.

    Parameters
    ----------
    texts
        Large strings; null is blank.

    Returns
    -------
    Readings
        What was read, arrays as long as `texts`.
    """
    parts = [_read_chunk(chunk) for chunk in texts.chunks if len(chunk)]
    if not parts:
        none = np.empty(0, dtype=np.int64)
        return ParsedTimes(none, none, none, np.empty(0, dtype=bool))
    fields = zip(*((part.clock, part.day, part.offset, part.bad) for part in parts), strict=True)
    return ParsedTimes(*(np.concatenate(arrays) for arrays in fields))


def _read_chunk(texts: pa.Array) -> ParsedTimes:
    groups = pc.extract_regex(texts, _PATTERN)
    read = groups.is_valid().to_numpy(zero_copy_only=False)
    present = texts.is_valid().to_numpy(zero_copy_only=False)
    hour, minute = _whole(groups, "hour"), _whole(groups, "minute")
    second = _whole(groups, "second", missing=-1)
    day = _by_word(groups.field("date"), _day)
    offset = _by_word(groups.field("offset"), _offset)
    dated = (day != NONE) & read
    sound = (hour < 24) & (minute < 60) & (second < 60)
    sound &= np.where(dated, day != _WRONG, (second >= 0) & (offset == NONE))
    sound &= (offset != _WRONG) & read
    clock = (hour * 3600 + minute * 60 + np.maximum(second, 0)) * SECOND
    clock += _fraction(groups)
    return ParsedTimes(
        clock=np.where(sound, clock, NONE),
        day=np.where(sound, day, NONE),
        offset=np.where(sound, offset, NONE),
        bad=present & ~sound,
    )


def _whole(groups: pa.StructArray, name: str, missing: int = 0) -> np.ndarray:
    field = groups.field(name)
    numbers = pc.cast(pc.if_else(pc.equal(field, ""), None, field), pa.int64())
    filled: np.ndarray = pc.fill_null(numbers, missing).to_numpy(zero_copy_only=False)
    return filled


def _fraction(groups: pa.StructArray) -> np.ndarray:
    padded = pc.utf8_rpad(pc.fill_null(groups.field("fraction"), ""), width=9, padding="0")
    nanoseconds: np.ndarray = pc.cast(padded, pa.int64()).to_numpy(zero_copy_only=False)
    return nanoseconds


def _by_word(words: pa.Array, read: Callable[[str], int]) -> np.ndarray:
    """Apply `read` to each distinct word; a blank or missing one is ``NONE``."""
    encoded = pc.fill_null(words, "").dictionary_encode()
    values = np.array(
        [read(word) if word else NONE for word in encoded.dictionary.to_pylist()], dtype=np.int64
    )
    found: np.ndarray = values[encoded.indices.to_numpy(zero_copy_only=False)]
    return found


def _day(word: str) -> int:
    try:
        date = dt.date.fromisoformat(word)
    except ValueError:
        return _WRONG
    return day_number(date) if date.year in _YEARS else _WRONG


def _offset(word: str) -> int:
    if word == "Z":
        return 0
    digits = word[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 14 or minutes > 59:
        return _WRONG
    return (-1 if word[0] == "-" else 1) * (hours * 60 + minutes) * 60 * SECOND


def instants(
    readings: ParsedTimes, leg_day: np.ndarray, first_start: np.ndarray, zone: ZoneInfo
) -> Instants:
    """Place readings in time.

    Parameters
    ----------
    readings
        What :func:`read_times` gave.
    leg_day
        Days since 1970-01-01 of the leg's date for each reading; ``NONE`` where there is none.
    first_start
        The leg's first start for each reading, local nanoseconds since 1970-01-01 (see
        :func:`first_on_the_clock`); ``NONE`` where not known: then no time moves to the next day.
    zone
        The time zone of every time that has no offset of its own.

    Returns
    -------
    Instants
        ``NONE`` where there is no reading, or no date to put it on.
    """
    own_date = readings.day != NONE
    day = np.where(own_date, readings.day, leg_day)
    known = (readings.clock != NONE) & (day != NONE)
    local = np.where(known, day, 0) * DAY + np.where(known, readings.clock, 0)
    early = ~own_date & (first_start != NONE) & (local < first_start - NEXT_DAY_AFTER)
    local += np.where(early, DAY, 0)
    offset, skipped, twice = _offsets(local, zone)
    own_offset = readings.offset != NONE
    utc = local - np.where(own_offset, readings.offset, offset)
    doubtful = known & ~own_offset
    return Instants(np.where(known, utc, NONE), skipped & doubtful, twice & doubtful)


def _offsets(local: np.ndarray, zone: ZoneInfo) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return each local time's offset from UTC [ns], and whether it is skipped or comes twice.

    Time zones change their offset on a quarter of an hour, so a quarter is looked up only once.
    """
    quarters, places = np.unique(local // _QUARTER, return_inverse=True)
    table = np.array(
        [_offset_pair(int(quarter), zone) for quarter in quarters], dtype=np.int64
    ).reshape(-1, 2)
    before, after = table[:, 0][places], table[:, 1][places]
    return before, after > before, after < before


def _offset_pair(quarter: int, zone: ZoneInfo) -> tuple[int, int]:
    moment = dt.datetime(1970, 1, 1) + dt.timedelta(minutes=15 * quarter)  # noqa: DTZ001 - local
    pair = []
    for fold in (0, 1):
        offset = zone.utcoffset(moment.replace(fold=fold)) or dt.timedelta()
        pair.append((offset.days * 86_400 + offset.seconds) * SECOND)
    return pair[0], pair[1]


def first_on_the_clock(clock: np.ndarray) -> int:
    """Return which of some times of day came first, where they may run past midnight.

    It is the one after the longest pause of the day: crews that start between 23:30 and 00:20
    started first at 23:30.

    >>> hours = np.array([0, 23, 22]) * 3600 * SECOND
    >>> first_on_the_clock(hours) // (3600 * SECOND)
    22

    Parameters
    ----------
    clock
        Nanoseconds since midnight; at least one.
    """
    times = np.unique(clock)
    pauses = np.diff(times, prepend=times[-1] - DAY)
    return int(times[np.argmax(pauses)])
