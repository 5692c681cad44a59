"""What is asked of the figures on people and places, and of actions, before they are printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from reporting.event.findings import Finding
from reporting.footprint.metrics import measure_units, of_edition, shares_of_measures
from reporting.footprint.units import is_full_time, same_unit
from reporting.frames import present, records

if TYPE_CHECKING:
    from reporting.event import Event

SOCIAL, ACTIONS, SUPPLIERS = "indicators_social", "actions", "suppliers"
SIGNED = ("pay_gap",)
"""Measures that may be below nought."""

PARTIAL = ("participant_days",)
"""Counts that may have a fraction: half a day."""

HUNDRED = 100


def check_commitments(event: Event) -> Iterator[Finding]:
    """Find figures in another unit than asked, told twice, below nought or of 0 unproven.

    And actions that are done without a result or a document, or have a result before they began.
    """
    if event.has(SOCIAL):
        yield from _figures(event)
    if event.has(ACTIONS):
        yield from _actions(event)
    if event.has(SUPPLIERS):
        for at, row in _rows(event, SUPPLIERS):
            if present(row["spend_eur"]) and row["spend_eur"] == 0 and not present(row["evidence"]):
                yield Finding("social-zero", *at, "spend_eur", "0")


def _rows(event: Event, table: str) -> Iterator[tuple[tuple[str, str, int], dict[str, Any]]]:
    frame = event[table]
    for place, row in zip(frame.index, records(frame), strict=True):
        yield (table, event.sources[table].name, int(place)), row


def _figures(event: Event) -> Iterator[Finding]:
    units = measure_units()
    told: dict[str, Mapping[str, Any]] = {}
    for at, row in _rows(event, SOCIAL):
        if not present(row["value"]):
            continue
        measure = str(row["measure"]) if present(row["measure"]) else ""
        written = str(row["unit"]) if present(row["unit"]) else ""
        if measure and not same_unit(written, units[measure]):
            named = {"expected": units[measure] or "-", "written": written or "-"}
            details = {"measure": measure, **named}
            yield Finding("measure-unit-differs", *at, "unit", written or None, details)
        yield from _value(at, row, measure, written)
        if measure and not units[measure] and measure not in PARTIAL:
            yield from _count(at, row, written)
        if measure and of_edition(row, event):
            first = told.setdefault(measure, row)
            if first is not row:
                details = {"other": first["id"]}
                yield Finding("measure-twice", *at, "measure", measure, details)
    for part, whole in shares_of_measures():
        if part in told and whole in told and told[part]["value"] > told[whole]["value"]:
            place = next(at for at, row in _rows(event, SOCIAL) if row["id"] == told[part]["id"])
            details = {"part": part, "whole": whole, "of": f"{told[whole]['value']:f}"}
            value = f"{told[part]['value']:f}"
            yield Finding("measure-part-larger", *place, "value", value, details)


def _value(
    at: tuple[str, str, int], row: Mapping[str, Any], measure: str, unit: str
) -> Iterator[Finding]:
    value, shown = row["value"], f"{row['value']:f}"
    proven = present(row["evidence"])
    if value == 0 and not proven:
        yield Finding("social-zero", *at, "value", shown)
    elif row["tier"] == "measured" and not proven:
        yield Finding("social-evidence-missing", *at, "evidence")
    if unit == "%" and 0 < value < 1:
        shares = {"percent": f"{value * HUNDRED:f}".rstrip("0").rstrip(".")}
        yield Finding("social-share-or-percent", *at, "value", shown, shares)
    if (value < 0 and measure not in SIGNED) or (unit == "%" and value > HUNDRED):
        yield Finding("social-implausible", *at, "value", shown, {"unit": unit})


def _count(at: tuple[str, str, int], row: Mapping[str, Any], unit: str) -> Iterator[Finding]:
    """Yield a count that is no whole number, or is of full-time equivalents: no persons."""
    if row["value"] % 1 or is_full_time(unit):
        value = f"{row['value']:f}"
        yield Finding("social-count-fraction", *at, "value", value, {"unit": unit or "-"})


def _actions(event: Event) -> Iterator[Finding]:
    for at, row in _rows(event, ACTIONS):
        result, evidence = present(row["result"]), present(row["evidence"])
        if row["status"] == "done" and not result and not evidence:
            yield Finding("action-unproven", *at, "result", details={"id": row["id"]})
        if row["status"] == "planned" and result:
            details = {"id": row["id"]}
            yield Finding("action-early", *at, "result", str(row["result"]), details)
