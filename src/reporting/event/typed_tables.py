"""The typed tables of one package, while they are held against each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from reporting.event.collect import Collector
from reporting.event.findings import Severity
from reporting.event.model import EventInfo

Details = Callable[[int], Mapping[str, Any]]


def _nothing(_: int) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Book:
    """The tables while they are held against each other.

    Parameters
    ----------
    info, tables
        What ``event.toml`` says, and every typed table.
    files
        Table -> name of the file it stands in.
    unread
        Tables that stand in the package and could not be read: nothing is held against them.
    collector
        Takes the findings.
    """

    info: EventInfo
    tables: Mapping[str, pd.DataFrame]
    files: Mapping[str, str]
    unread: frozenset[str]
    collector: Collector

    @property
    def timed(self) -> bool:
        """Whether the event has times that are to be scored."""
        return self.info.provenance.timing != "none"

    def knows(self, table: str) -> bool:
        """Tell whether `table` could be read and has rows to hold others against."""
        return table not in self.unread and len(self.tables[table]) > 0

    def flag(
        self,
        code: str,
        table: str,
        column: str,
        where: Any,
        *,
        details: Details = _nothing,
        graded: Severity | None = None,
    ) -> None:
        """Add a finding for each row of `table` where `where` is true; `details` by place.

        A cell that has a finding already gets no second one: a number that could not be read is
        not missing as well.
        """
        frame = self.tables[table]
        places = np.flatnonzero(np.asarray(where, dtype=bool))
        kept = places[: self.collector.room(code, table, column)]
        for place in map(int, kept):
            if self.collector.has_finding(table, int(frame.index[place]), column):
                continue
            value = frame[column].iloc[place]
            self.collector.add(
                code,
                table,
                self.files[table],
                row=int(frame.index[place]),
                column=column,
                value=None if pd.isna(value) else value,
                graded=graded,
                **details(place),
            )
        self.collector.count_more(code, table, column, len(places) - len(kept))


def row_groups(frame: pd.DataFrame, columns: tuple[str, ...]) -> np.ndarray:
    """Return a whole number for each row, the same for the same values; -1 where one is NA."""
    codes = np.zeros(len(frame), dtype=np.int64)
    missing = np.zeros(len(frame), dtype=bool)
    for column in columns:
        found, values = pd.factorize(frame[column])
        # Numbered anew each time: products of many distinct values would overflow.
        codes, _ = pd.factorize(codes * (len(values) + 1) + found)
        missing |= found < 0
    return np.where(missing, -1, codes)
