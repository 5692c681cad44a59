"""Examining an event: measured tables, suites run on them, findings of loader and suites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reporting.event import refuse_unloaded
from reporting.event.collect import in_order
from reporting.event.findings import Finding
from reporting.event.schema import code_lists
from reporting.quality import control_measures, entries, others, passages
from reporting.quality.clocks import trials_of
from reporting.quality.coverage import Coverage, coverage_of
from reporting.quality.limits import PACKAGE_FILE, limits_of
from reporting.quality.outcome_findings import findings_of
from reporting.quality.plain_reading import run_plainly
from reporting.quality.suites import SUITES, Outcome, run
from reporting.quality.time_grid import TimeGrid, grid_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from reporting.event import Event

__all__ = ["Examination", "examine"]


@dataclass(frozen=True)
class Examination:
    """What an examination of an event found.

    Parameters
    ----------
    findings
        Everything noticed, by the loader and the suites, errors first.
    outcomes
        Every check that ran: on how many rows, how many failed.
    grid, coverage, trials
        The times laid out, who was timed where, and the clock of each time trial (see
        :func:`reporting.quality.clocks.trials_of`); None where the event has no passages.
    limits
        The thresholds that were used.
    """

    findings: tuple[Finding, ...]
    outcomes: tuple[Outcome, ...]
    grid: TimeGrid | None
    coverage: Coverage | None
    trials: pd.DataFrame | None
    limits: Mapping[str, float]


def examine(event: Event, *, plainly: bool = False) -> Examination:
    """Examine a loaded event.

    Parameters
    ----------
    event
        The loaded package. It may have errors: what could not be read is left out of the
        measurements.
    plainly
        Whether the suites are read without Great Expectations, which says the same later.
    """
    refuse_unloaded(event, "check")
    limits, problem = limits_of(event.folder)
    own = [] if problem is None else [_unread_limits(problem)]
    if not any(event.has(table) for table in SUITES):
        return Examination(in_order([*event.findings, *own]), (), None, None, None, limits)
    grid = grid_of(event, limits["cells"]) if event.has("passages") else None
    if grid is None and event.has("passages"):
        own.append(Finding("timing-too-thin", "passages", _file(event, "passages")))
    readings = passages.read(grid, limits) if grid is not None else None
    coverage = coverage_of(event, grid) if grid is not None else None
    trials = None
    if readings is not None:
        trials = trials_of(readings.grid, _targets(event), readings.shifted, limits)
    frames = {
        "entries": entries.measure(event, grid, coverage),
        "controls": control_measures.measure(event, readings, coverage, trials, limits),
        "detections": others.measure_detections(event),
        "starts": others.measure_starts(event),
        "decisions": others.measure_decisions(event),
    }
    if readings is not None:
        frames["passages"] = passages.measure(event, readings)
    frames = {name: frames[name] for name in SUITES if name in frames and len(frames[name])}
    outcomes = (run_plainly if plainly else run)(frames, _parameters(event, limits))
    findings = in_order([*findings_of(event, frames, outcomes), *own])
    return Examination(findings, tuple(outcomes), grid, coverage, trials, limits)


def _unread_limits(problem: str) -> Finding:
    return Finding("limits-unread", "event", PACKAGE_FILE, details={"reason": problem})


def _file(event: Event, table: str) -> str:
    return event.sources[table].name if table in event.sources else f"{table}.csv"


def _targets(event: Event) -> dict[str, float]:
    """Return the imposed time of each time trial [s]."""
    controls = event["controls"].dropna(subset=["code", "target_s"])
    trials = controls[controls["kind"] == "PC"]
    return dict(zip(trials["code"].astype(str), trials["target_s"].astype(float), strict=True))


def _parameters(event: Event, limits: Mapping[str, float]) -> dict[str, Any]:
    """Return what the suites' parameters stand for: thresholds, code lists, known keys."""
    known: dict[str, Any] = dict(limits)
    for name in ("status", "control_kind", "action"):
        known[name] = [code.code for code in code_lists()[name]]
    crews = sorted(event["entries"]["number"].dropna().astype(int).unique().tolist())
    # Nothing is held against a table that is missing or could not be read.
    numbers = event["passages"]["number"], event["starts"]["number"]
    anyone = sorted({int(number) for column in numbers for number in column.dropna().unique()})
    known["crews"] = crews or anyone
    codes = event["controls"]["code"].dropna().astype(str).unique().tolist()
    named = {
        str(code)
        for table in ("passages", "detections", "decisions")
        for code in event[table]["control"].dropna().unique()
    }
    known["controls"] = codes or sorted(named)
    decided = event["decisions"]["number"].dropna().astype(str).unique().tolist()
    known["crews_or_all"] = ["*", *map(str, crews)] if crews else decided
    known["legs"] = [leg.number for leg in event.info.legs] or [0]
    return known
