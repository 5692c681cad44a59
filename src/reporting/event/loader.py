"""Loading an event package: every table typed, every problem a finding, nothing repaired."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reporting.event.collect import Collector
from reporting.event.convert import convert
from reporting.event.decision_rules import check_decisions
from reporting.event.delimited import read_csv
from reporting.event.findings import Finding, Severity
from reporting.event.fitting import check_fit
from reporting.event.info import read_info
from reporting.event.model import Event, EventInfo, revise_with
from reporting.event.moment import as_run, at_moment
from reporting.event.package import Source, find_sources, locate, split_moment
from reporting.event.raw import RawTable
from reporting.event.references import check_references
from reporting.event.revising import revised
from reporting.event.schema import TableSchema, all_tables, package_tables
from reporting.event.timeline import Timeline
from reporting.event.typed_frames import DATED, framed, typed_frame
from reporting.event.typed_tables import Book

if TYPE_CHECKING:
    import pandas as pd

revise_with(revised)  # a loaded event holds changed tables to the rules that it was read by


def load(where: str | Path) -> Event:
    """Load an event package.

    Parameters
    ----------
    where
        The id of a bundled event, or the path of a package's folder; behind an ``@`` the moment
        at which it is looked at (see :func:`reporting.event.moment.at_moment`).

    Returns
    -------
    Event
        With every table, typed, and every finding. Whether the tables may be used is told by
        its ``ok``: what could not be read is missing from them.

    Raises
    ------
    UsageError
        When there is no such event, or it has no such moment.
    InputError
        When ``event.toml`` is missing or wrong; it carries the findings.
    """
    folder = locate(where)
    collector = Collector()
    info = read_info(folder, collector)
    sources, unread = find_sources(folder, collector)
    raws: dict[str, RawTable] = {}
    for name, source in sources.items():
        raw = _read(source, package_tables()[name], collector)
        if raw is None:
            unread |= {name}
        else:
            raws[name] = raw
    for workbook in {source.book for source in sources.values() if source.book}:
        workbook.close()
    _report_absent(info, raws, unread, collector)
    tables = _frames(info, raws, collector)
    book = Book(info, tables, _files(sources), unread, collector)
    check_references(book)
    check_fit(book)
    check_decisions(book)
    event = Event(
        info=info,
        folder=folder,
        tables=tables,
        sources={name: source.path for name, source in sources.items()},
        findings=collector.findings(),
    )
    _, asked = split_moment(where)
    return at_moment(event, asked) if asked else event


def load_as_run(where: str | Path) -> Event:
    """Load an event package as :func:`load` does, up to what of it has been run by now."""
    return as_run(load(where))


def read_table(path: Path, name: str) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Read one CSV file as a table of the data reference (``emission_factors``, ``indicators``).

    Parameters
    ----------
    path
        The file.
    name
        The table's name; one without times.

    Returns
    -------
    tuple
        The typed frame (see :class:`~reporting.event.model.Event`) and the findings, sorted.

    Raises
    ------
    FileNotFoundError
        When there is no such file.
    """
    collector = Collector()
    table = all_tables()[name]
    raw = read_csv(path, table, collector) or _empty(table)
    return framed(raw, convert(raw, collector)), collector.findings()


def _read(source: Source, table: TableSchema, collector: Collector) -> RawTable | None:
    try:
        if source.book is not None:
            return source.book.read(source.sheet, table, collector)
        return read_csv(source.path, table, collector)
    except OSError as error:
        reason = error.strerror or str(error)
        collector.add("file-unreadable", table.name, source.path.name, reason=reason)
        return None


def _report_absent(
    info: EventInfo, raws: Mapping[str, RawTable], unread: frozenset[str], collector: Collector
) -> None:
    timed = info.provenance.timing != "none"
    for name, table in package_tables().items():
        needed = timed and table.needed == "timed"
        raw = raws.get(name)
        if raw is None and needed and name not in unread:
            collector.add("table-missing", name, f"{name}.csv")
        elif raw is not None and not len(raw):
            graded = Severity.NOTE
            if needed:
                graded = Severity.ERROR if table.rows else Severity.WARNING
            collector.add("table-empty", name, raw.file, graded=graded)


def _frames(
    info: EventInfo, raws: Mapping[str, RawTable], collector: Collector
) -> dict[str, pd.DataFrame]:
    timeline = Timeline(info)
    return {
        name: typed_frame(raw, timeline, collector)
        if (raw := raws.get(name))
        else _absent(name, timeline, collector)
        for name in package_tables()
    }


def _absent(name: str, timeline: Timeline, collector: Collector) -> pd.DataFrame:
    # A package has few of the tables; typing nothing costs as much as typing a little.
    if name in DATED:
        return typed_frame(_empty(package_tables()[name]), timeline, collector)
    return _nothing(name).copy()


@cache
def _nothing(name: str) -> pd.DataFrame:
    raw = _empty(package_tables()[name])
    return framed(raw, convert(raw, Collector()))


def _empty(table: TableSchema) -> RawTable:
    return RawTable(table, f"{table.name}.csv", np.empty(0, dtype=np.int64), {})


def _files(sources: Mapping[str, Source]) -> dict[str, str]:
    return {
        name: sources[name].path.name if name in sources else f"{name}.csv"
        for name in package_tables()
    }
