"""Changed tables of a loaded event, held to the loader's own rules.

What somebody changes in Python (a decision added, a factor exchanged) is written as the text that
would stand in the file and read again: a word that no file may hold is refused here too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from reporting.errors import InputError, UsageError, described, no_such
from reporting.event.collect import Collector
from reporting.event.decision_rules import check_decisions
from reporting.event.findings import has_errors
from reporting.event.fitting import check_fit
from reporting.event.raw import TEXT, RawTable
from reporting.event.references import check_references
from reporting.event.schema import package_tables
from reporting.event.timeline import Timeline
from reporting.event.typed_frames import typed_frame
from reporting.event.typed_tables import Book

if TYPE_CHECKING:
    from reporting.event.model import Event

_TIMED = ("controls", "starts", "passages", "decisions")
"""Tables whose instants depend on each other's rows: read again together."""


def revised(event: Event, changed: Mapping[str, pd.DataFrame]) -> Event:
    """Return `event` with other rows for some tables.

    Parameters
    ----------
    event
        The loaded event.
    changed
        Table -> its new rows, typed as in :class:`~reporting.event.model.Event` or as text.

    Raises
    ------
    UsageError
        For a table or a column that there is none of, and for what is no frame.
    InputError
        With a finding for each cell that no file may hold; ``row`` counts new rows on from the
        last line of the file.
    """
    tables = package_tables()
    for name, frame in changed.items():
        if name not in tables:
            raise UsageError(no_such("table", name, tables))
        given: object = frame
        if not isinstance(given, pd.DataFrame):
            raise UsageError(f"The table {name} is given as a DataFrame, not {described(given)}.")
        known = {*tables[name].columns, *event.tables[name].columns}
        strange = [str(column) for column in frame.columns if column not in known]
        if strange:
            raise UsageError(f"The table {name} has no column {', '.join(map(repr, strange))}.")
    collector = Collector()
    again = {*changed, *(_TIMED if set(_TIMED) & set(changed) else ())}
    raws = {name: _raw(name, changed.get(name, event.tables[name])) for name in again}
    timeline = Timeline(event.info)
    new: dict[str, pd.DataFrame] = dict(event.tables)
    for name in (name for name in tables if name in again):
        new[name] = typed_frame(raws[name], timeline, collector)
    files = {name: path.name for name, path in event.sources.items()}
    book = Book(event.info, new, {name: files.get(name, f"{name}.csv") for name in tables},
                frozenset(), collector)  # fmt: skip
    for check in (check_references, check_fit, check_decisions):
        check(book)
    before = {(one.code, one.table, one.row, one.column) for one in event.findings}
    found = [
        one
        for one in collector.findings()
        if (one.code, one.table, one.row, one.column) not in before
    ]
    if has_errors(found):
        raise InputError(f"The changed tables of {event.id} have errors.", found)
    return replace(event, tables=new)


def _raw(name: str, frame: pd.DataFrame) -> RawTable:
    table = package_tables()[name]
    columns = {str(column): _texts(frame[column]) for column in frame.columns}
    known = {column: texts for column, texts in columns.items() if column in table.columns}
    unknown = {column: texts for column, texts in columns.items() if column not in known}
    return RawTable(table, f"{name}.csv", _lines(frame), known, unknown)


def _lines(frame: pd.DataFrame) -> np.ndarray:
    """Return each row's line; a row that has none, or another's, stands below all others."""
    found, seen = [], set[int]()
    whole = [one if isinstance(one, int | np.integer) and one > 1 else 0 for one in frame.index]
    below = max(whole, default=1) + 1
    for line in whole:
        own = int(line)
        if own <= 1 or own in seen:
            own, below = below, below + 1
        seen.add(own)
        found.append(own)
    return np.array(found, dtype=np.int64)


def _texts(column: pd.Series[Any]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array([_text(value) for value in column], TEXT)])


def _text(value: Any) -> str | None:
    """Return a cell as it would stand in a file; None for a blank one."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, bool | np.bool_):
        text = str(bool(value)).lower()
    elif isinstance(value, pd.Timestamp):
        text = value.tz_localize(None).isoformat()
    elif isinstance(value, dt.date | dt.time):
        text = value.isoformat()
    elif isinstance(value, Decimal):
        text = f"{value:f}"
    elif isinstance(value, float | np.floating):
        text = f"{Decimal(repr(float(value))).normalize():f}"
    else:
        text = str(value).strip()
    return text or None
