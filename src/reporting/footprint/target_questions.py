"""What is asked of targets before their progress is computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reporting.event.findings import Finding
from reporting.footprint.metrics import metric_units
from reporting.footprint.targets import EMISSIONS, EMISSIONS_UNIT, changes, editions_of
from reporting.footprint.units import same_unit
from reporting.frames import present, records

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.footprint.runs import FrozenRun

TARGET_CELLS = ("metric", "base_year", "target_year", "target_value")
"""What a row must have before anything else can be asked of it."""

PERCENT = "%"


def check_targets(event: Event, runs: Sequence[FrozenRun]) -> Iterator[Finding]:
    """Find targets that cannot be right.

    About nothing that is measured, in another unit, backwards in time, two that contradict each
    other, changed ones without a reason, wrong bases.

    Parameters
    ----------
    event
        Its tables ``targets`` and ``indicators_social``.
    runs
        What was published.
    """
    units = dict.fromkeys(EMISSIONS, EMISSIONS_UNIT) | dict(metric_units())
    for row in records(event["indicators_social"]):
        units[str(row["id"])] = str(row["unit"]) if present(row["unit"]) else ""
    seen: dict[tuple[str, int], Mapping[str, Any]] = {}
    frame = event["targets"]
    for place, row in zip(frame.index, records(frame), strict=True):
        at = ("targets", event.sources["targets"].name, int(place))
        if not all(present(row[column]) for column in TARGET_CELLS):
            continue  # what is missing, or could not be read, is told with its cell
        metric = str(row["metric"])
        if metric not in units:
            yield Finding("target-metric-unknown", *at, "metric", metric)
            continue
        yield from _ends(row, at, units[metric])
        yield from _sense(event, row, at)
        first = seen.setdefault((metric, int(row["target_year"])), row)
        if first["target_value"] != row["target_value"]:
            details = {"other": first["id"], "old": f"{first['target_value']:f}"}
            yield Finding("target-twice", *at, "target_value", f"{row['target_value']:f}", details)
        yield from _published(event, row, at, runs)


def _ends(row: Mapping[str, Any], at: tuple[str, str, int], unit: str) -> Iterator[Finding]:
    """Yield what is wrong about the years, the unit and the values of a target."""
    base, goal = int(row["base_year"]), int(row["target_year"])
    if goal <= base:
        yield Finding("target-backwards", *at, "target_year", str(goal), {"base": base})
    written = str(row["unit"]) if present(row["unit"]) else ""
    if not same_unit(written, unit):
        details = {"metric": str(row["metric"]), "expected": unit or "-", "written": written or "-"}
        yield Finding("target-unit-differs", *at, "unit", written or None, details)
    for column in ("base_value", "target_value"):
        if present(row[column]) and row[column] < 0 and unit != PERCENT:
            yield Finding("target-negative", *at, column, f"{row[column]:f}")


def _sense(event: Event, row: Mapping[str, Any], at: tuple[str, str, int]) -> Iterator[Finding]:
    """Yield emissions that are to grow, and a base of a year that has not been."""
    base, goal = row["base_value"], row["target_value"]
    if str(row["metric"]) in EMISSIONS and present(base) and goal > base:
        yield Finding("target-above-base", *at, "target_value", f"{goal:f}", {"base": f"{base:f}"})
    if present(base) and int(row["base_year"]) > event.info.end.year:
        details = {"year": event.info.end.year}
        yield Finding("target-base-to-come", *at, "base_year", str(row["base_year"]), details)


def _published(
    event: Event, row: Mapping[str, Any], at: tuple[str, str, int], runs: Sequence[FrozenRun]
) -> Iterator[Finding]:
    """Yield what a target says otherwise than what was published."""
    change = next(iter(changes(row, runs)), None)
    if change and not present(row["restated_because"]):
        yield Finding("target-restated-unsaid", *at, change["column"], details=change)
    base = row["base_value"]
    published = editions_of(event, str(row["metric"]), runs).get(int(row["base_year"]))
    if present(base) and published is not None:
        exponent = min(int(Decimal(base).as_tuple().exponent), 0)
        if published.quantize(Decimal(1).scaleb(exponent)) != Decimal(base):
            details = {"published": f"{published:f}", "year": int(row["base_year"])}
            yield Finding("target-base-differs", *at, "base_value", str(base), details)
