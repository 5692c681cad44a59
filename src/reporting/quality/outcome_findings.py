"""From outcomes to findings: one form for loader and suites, one finding for one fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from reporting.event.collect import Collector, in_order
from reporting.event.findings import Finding, Severity
from reporting.language import in_each, number_in_each
from reporting.quality.entries import SETTLED_BY
from reporting.quality.settlements import Settlements

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.quality.suites import Outcome

INCOMPLETE = "crew-incomplete"


def findings_of(
    event: Event, frames: Mapping[str, pd.DataFrame], outcomes: Sequence[Outcome]
) -> tuple[Finding, ...]:
    """Return the loader's findings and those of the suites, errors first.

    A cell that the loader or an earlier check has spoken of gets no second finding. What a
    decision of the stewards settles is a note that names the decision.
    """
    collector = Collector()
    known = _Known(event.findings)
    settlements = Settlements(event)
    for outcome in outcomes:
        if not outcome.failed or known.column(outcome):
            continue
        frame = frames[outcome.table]
        told = 0
        for row in outcome.places:
            if known.cell(outcome.table, row, outcome.column) or collector.has_finding(
                outcome.table, row, outcome.column
            ):
                continue
            collector.add(**_finding(event, frame, outcome, row, settlements))
            told += 1
        if told and outcome.failed > len(outcome.places):
            collector.count_more(
                outcome.check, outcome.table, outcome.column, outcome.failed - len(outcome.places)
            )
    return in_order([*event.findings, *collector.findings()])


class _Known:
    """What the loader has told already."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self._cells = {(one.table, one.row, one.column) for one in findings}
        self._full = {
            (one.table, one.column)
            for one in findings
            if one.code in {"more-of-the-same", "column-missing"}
        }

    def cell(self, table: str, row: int, column: str) -> bool:
        """Tell whether a cell, or the whole of its row, has been spoken of."""
        return (table, row, column) in self._cells or (table, row, None) in self._cells

    def column(self, outcome: Outcome) -> bool:
        """Tell whether a whole column has been spoken of."""
        return (outcome.table, outcome.column) in self._full


def _finding(
    event: Event, frame: pd.DataFrame, outcome: Outcome, row: int, settlements: Settlements
) -> dict[str, Any]:
    """Return what the collector is told of one failed row."""
    measured = frame.iloc[int(frame.index.get_indexer(pd.Index([row]))[0])]
    value = _cell(event, outcome, row)
    details = _details(outcome, measured, value)
    source = event.sources.get(outcome.table)
    file = f"{outcome.table}.csv" if source is None else source.name
    code, graded = outcome.check, Severity(outcome.severity)
    told = {str(name): found for name, found in measured.items()}
    decision = (told[SETTLED_BY] or None) if code == INCOMPLETE else None
    if graded is not Severity.NOTE:
        decision = settlements.of_row(outcome.table, told)
    if decision is not None:
        what = Finding(code, outcome.table, file, row, outcome.column, value, details)
        words = in_each(what.message)
        code, graded = "settled-by-decision", Severity.NOTE
        details = {"decision": decision, "what": words, "check": outcome.check}
    return {
        "code": code,
        "table": outcome.table,
        "file": file,
        "row": row,
        "column": outcome.column,
        "value": value,
        "graded": graded,
        **details,
    }


def _cell(event: Event, outcome: Outcome, row: int) -> str | None:
    """Return the marked cell as text; a time as the clock showed it."""
    table = event[outcome.table]
    if outcome.column not in table.columns:
        return None
    value = table[outcome.column].loc[row]
    if value is None or pd.isna(value):
        return None
    return clock(value) if isinstance(value, pd.Timestamp) else str(value)


def clock(moment: pd.Timestamp) -> str:
    """Write an instant as date and time of day, with the decimals that it has.

    >>> clock(pd.Timestamp("2025-04-11T10:12:13.4500"))
    '2025-04-11 10:12:13.45'
    """
    whole = f"{moment:%Y-%m-%d %H:%M:%S}"
    fraction = f"{moment.microsecond * 1000 + moment.nanosecond:09}".rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def _details(outcome: Outcome, measured: pd.Series[Any], value: str | None) -> dict[str, Any]:
    limits = outcome.limits
    listed = limits.get("value_set") or ()
    details: dict[str, Any] = {
        "low": _plain(limits.get("min_value")),
        "high": _plain(limits.get("max_value")),
        "expected": ", ".join(map(str, list(listed)[:_SHOWN])),
        "hint": "",
        "other": "-",
        "leg": "-",
        "control": str(measured.get("control", value)),
        "point": str(measured.get("point", "")),
    }
    if outcome.check == "score-start-missing":
        details["leg"] = str(measured["legs"])
    return details | {name: _plain(measured[name]) for name in outcome.tells}


_SHOWN = 12


def _plain(value: Any) -> Any:
    """Write a measured value for both languages; a size says no more decimals than it has.

    >>> _plain(0.0712), _plain(12.0), _plain(3.25)
    ({'it': '0,07', 'en': '0.07'}, {'it': '12', 'en': '12'}, {'it': '3,25', 'en': '3.25'})
    """
    if isinstance(value, float):
        return number_in_each(Decimal(f"{value:.{2 if abs(value) < 1000 else 0}f}") + 0)
    return "-" if value is None or value is pd.NA else str(value)
