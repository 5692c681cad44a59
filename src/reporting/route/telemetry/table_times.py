"""The times of tables of positions, as programs export them, and what is in doubt about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.caveats import Caveat
from reporting.route.refusal import refusal
from reporting.route.telemetry.table_dialects import CLOCK, row_in_file, texts_of
from reporting.route.track import NO_TIME, without_zone

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

_EPOCHS = ((1e17, 1), (1e14, 10**3), (1e11, 10**6), (0.0, 10**9))
"""Counts since 1970 from this size on have so many nanoseconds in their unit."""

_SHEET_DAYS = (20_000, 80_000)
"""A spreadsheet counts days since the end of 1899: between these lie 1954 and 2119."""
_SHEET_BEGINS = np.datetime64("1899-12-30", "ns")

_DAY_FIRST = re.compile(r"^\s*(\d{1,2})([/.\-])(\d{1,2})\2(\d{4})")
_SHORT_YEAR = re.compile(r"^\s*(\d{1,2})([/.])(\d{1,2})\2(\d{2})(?!\d)")
"""With dashes, two digits of a year may stand first (ISO 8601 of the last century): refused."""
_HALF_DAY = re.compile(r"(?<!\d)(\d{1,2})(:\d\d(?::\d\d(?:\.\d+)?)?)\s*([AaPp])\.?[Mm]\.?\s*$")
_DOTTED = re.compile(r"(?<=[ T])(\d{1,2})\.(\d\d)\.(\d\d)(?![.\d])")
"""A time of day as a spreadsheet writes it in Italian: 07.00.00, after its day."""
_COLUMBUS = frozenset({"index", "tag", "date", "time"})
"""The receivers of this maker write the day as YYMMDD."""


def times(table: pa.Table, path: Path) -> tuple[NDArray[np.datetime64], list[Caveat]]:
    """Return the instants of a table, and what is in doubt about them.

    Instants are ISO 8601, days and months as Italian and English write them (the month first only
    where no day could be), with a date in a column of its own or not, a spreadsheet's days, or
    counts of seconds, milliseconds, microseconds or nanoseconds since 1970. NaT where there is
    none, UTC where no zone is given.

    Raises
    ------
    InputError
        For texts that are no instants, or whose day can be read in two ways.
    """
    found, notes = _instants(table, path)
    said = re.search(rb"utc|gmt", (table.schema.metadata or {}).get(CLOCK, b""))
    return found, [note for note in notes if not (said and note is _NO_ZONE)]


def _instants(table: pa.Table, path: Path) -> tuple[NDArray[np.datetime64], list[Caveat]]:
    import pyarrow as pa

    column = table.column("time")
    days = table.column("date") if "date" in table.column_names else None
    try:
        if _counts(column) and not (days is not None and _counts(days)):
            return _counted(np.asarray(column.cast(pa.float64()).to_numpy(), dtype=float))
        if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
            zone = getattr(column.type, "tz", None)
            utc = column.cast(pa.timestamp("ns", zone))
            return np.asarray(utc.to_numpy(), dtype="datetime64[ns]"), [] if zone else [_NO_ZONE]
        texts = texts_of(column)
        if days is not None and _counts(days):
            texts = _run_together(table, texts_of(days), texts, path)
        elif days is not None and not any("-" in text for text in texts[:1]):
            texts = [f"{day} {text}" for day, text in zip(texts_of(days), texts, strict=True)]
        return _read(texts)
    except _UnreadError as error:
        row, value = row_in_file(table, error.row), error.text
        raise refusal(
            "track-broken", path, row=row, column="time", value=value, reason=_NO_TIMES
        ) from error
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError) as error:
        raise refusal("track-broken", path, column="time", reason=_NO_TIMES) from error


class _UnreadError(ValueError):
    """A text that is no instant, and its row among the texts."""

    def __init__(self, row: int, text: str) -> None:
        super().__init__(text)
        self.row, self.text = row, text


_NO_ZONE = Caveat("track-times-zone")
_NO_TIMES = {
    "it": "la colonna deve contenere istanti, come 2025-04-11T09:00:00Z",
    "en": "the column must hold instants, as 2025-04-11T09:00:00Z",
}


def _counts(column: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(column.type) or pa.types.is_floating(column.type))


def _counted(counts: NDArray[np.float64]) -> tuple[NDArray[np.datetime64], list[Caveat]]:
    """Return instants from counts since 1970, or from a spreadsheet's days, which have no zone."""
    known = np.isfinite(counts)
    typical = float(np.median(np.abs(counts[known]))) if known.any() else 0.0
    found = np.full(len(counts), NO_TIME, dtype="datetime64[ns]")
    if _SHEET_DAYS[0] < typical < _SHEET_DAYS[1]:
        milliseconds = np.rint(counts[known] * 86_400_000).astype(np.int64)
        found[known] = _SHEET_BEGINS + milliseconds.astype("timedelta64[ms]")
        return found, [_NO_ZONE]
    unit = next(unit for least, unit in _EPOCHS if typical >= least)
    found[known] = np.rint(counts[known] * unit).astype(np.int64).astype("datetime64[ns]")
    return found, []


def _run_together(table: pa.Table, days: list[str], clocks: list[str], path: Path) -> list[str]:
    """Return instants of days and times that are digits alone: 20250614 and 80000.

    Raises
    ------
    InputError
        For a day of six digits, unless its maker is known: the year may stand first or last.
    """
    longest = max(map(len, days), default=0)
    if longest <= 6 and not set(table.column_names) >= _COLUMBUS:
        row = next(row for row, day in enumerate(days) if day)
        raise refusal(
            "track-day", path, row=row_in_file(table, row), column="date", value=days[row]
        )
    century = "" if longest > 6 else "20"
    width = longest if longest > 6 else 6
    return [
        f"{_parted(century + day.zfill(width), '-', 4)} {_parted(clock.zfill(6), ':', 2)}"
        if day and clock
        else ""
        for day, clock in zip(days, clocks, strict=True)
    ]


def _parted(digits: str, sign: str, first: int) -> str:
    return sign.join([digits[:first], digits[first : first + 2], digits[first + 2 :]])


def _read(texts: list[str]) -> tuple[NDArray[np.datetime64], list[Caveat]]:
    """Return instants read from texts, and what is in doubt about them.

    Raises
    ------
    _UnreadError
        Where a text is no instant.
    """
    import pandas as pd

    plain = pd.Series(texts, dtype=object).replace("", None).str.replace(",", ".", regex=False)
    notes = [_NO_ZONE] if without_zone(texts) else []
    plain = plain.str.replace(_SHORT_YEAR, r"\1\2\3\g<2>20\4", regex=True)
    short = any(_SHORT_YEAR.match(text) for text in texts[:1])
    dated = plain.str.extract(_DAY_FIRST)[[0, 2]].astype(float)
    if dated[0].notna().any():
        month_first = bool((dated[2] > 12).any()) and not bool((dated[0] > 12).any())
        iso = r"\4-\1-\3" if month_first else r"\4-\3-\1"
        plain = plain.str.replace(_DAY_FIRST, iso, regex=True)
        plain = plain.str.replace(r"-(\d)(?!\d)", r"-0\1", regex=True)
    plain = plain.str.replace(_HALF_DAY, _whole_day, regex=True)
    plain = plain.str.replace(_DOTTED, _with_colons, regex=True)
    whole = plain.str.replace("/", "-", regex=False)
    read = pd.to_datetime(whole, utc=True, format="ISO8601", errors="coerce")
    unread = np.flatnonzero(read.isna() & whole.notna())
    if unread.size:
        raise _UnreadError(int(unread[0]), texts[unread[0]])
    found = np.asarray(read.dt.tz_localize(None).to_numpy(dtype="datetime64[ns]"))
    return found, [*notes, *_order_in_doubt(dated, found, short=short)]


def _order_in_doubt(
    dated: pd.DataFrame, found: NDArray[np.datetime64], *, short: bool
) -> Iterator[Caveat]:
    """Tell which day was read where day, month and a year of two digits may stand otherwise."""
    either = bool((dated[0] <= 12).any()) and not bool((dated > 12).any(axis=None))
    if short or (either and bool((dated[0] != dated[2]).any())):
        first = found[~np.isnat(found)][:1].astype("datetime64[D]")
        yield Caveat("track-day-first", {"day": str(first[0]) if first.size else ""})


def _with_colons(found: re.Match[str]) -> str:
    return f"{int(found[1]):02}:{found[2]}:{found[3]}"


def _whole_day(found: re.Match[str]) -> str:
    """Return a time of the half day as one of the whole day."""
    hour = int(found[1]) % 12 + (12 if found[3] in "pP" else 0)
    return f"{hour:02}{found[2]}"
