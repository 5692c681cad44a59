"""Collecting findings while a package is read: bounded in number, sorted at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from reporting.event.findings import Finding, Severity
from reporting.event.schema import all_tables

LIMIT = 1000
"""How many findings of one kind in one column are told apart; the rest are counted."""

LONGEST_VALUE = 200

_GRAVITY = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


class Collector:
    """Gathers findings, at most `limit` of one code in one column of one table.

    A file whose every line is wrong in the same way says so once with the number of lines, not
    five million times.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self._findings: list[Finding] = []
        self._counts: Counter[tuple[str, str, str | None]] = Counter()
        self._last: dict[tuple[str, str, str | None], Finding] = {}
        self._cells: set[tuple[str, int | None, str | None]] = set()

    def add(
        self,
        code: str,
        table: str,
        file: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: object = None,
        graded: Severity | None = None,
        **details: Any,
    ) -> None:
        """Add one finding; see :class:`~reporting.event.findings.Finding` for the parameters."""
        kind = (code, table, column)
        self._counts[kind] += 1
        if self._counts[kind] > self.limit:
            return
        shown = None if value is None else shortened(str(value))
        finding = Finding(code, table, file, row, column, shown, details, graded)
        self._findings.append(finding)
        self._last[kind] = finding
        self._cells.add((table, row, column))

    def count_more(self, code: str, table: str, column: str | None, number: int) -> None:
        """Count `number` further findings of a kind without keeping them."""
        self._counts[code, table, column] += number

    def has_finding(self, table: str, row: int, column: str) -> bool:
        """Tell whether a cell has a finding already."""
        return (table, row, column) in self._cells

    def room(self, code: str, table: str, column: str | None) -> int:
        """Return how many more findings of a kind are kept."""
        return max(0, self.limit - self._counts[code, table, column])

    def findings(self) -> tuple[Finding, ...]:
        """Return everything collected: errors first, then by table, line and column."""
        return in_order([*self._findings, *self._rest()])

    def _rest(self) -> Iterable[Finding]:
        for kind, count in self._counts.items():
            if count > self.limit:
                last = self._last[kind]
                yield Finding(
                    "more-of-the-same",
                    last.table,
                    last.file,
                    column=last.column,
                    details={"count": count - self.limit, "of": last.code},
                    graded=last.severity,
                )


def shortened(text: str) -> str:
    """Cut a long cell for showing."""
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings: errors first, then by table, line in the file and column."""
    return tuple(sorted(findings, key=_place))


def _place(finding: Finding) -> tuple[int, int, str, int, int, str]:
    tables = all_tables()
    table = tables.get(finding.table)
    columns = list(table.columns) if table else []
    return (
        _GRAVITY[finding.severity],
        list(tables).index(finding.table) if table else -1,
        finding.file,
        finding.row or 0,
        columns.index(finding.column) if finding.column in columns else len(columns),
        finding.code,
    )
