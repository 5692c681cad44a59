"""The suites: what is expected of each table, as Great Expectations reads it, and running them.

One file a table stands in ``suites``; its thresholds are parameters, filled from ``limits.toml``
and from the event's own lists. Great Expectations is imported on the first run and kept quiet: an
ephemeral context, no progress bars, no telemetry, nothing written, nothing fetched.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reporting.event.collect import LIMIT
from reporting.lazy import postponed

if TYPE_CHECKING:
    import pandas as pd

SUITES = ("entries", "controls", "detections", "starts", "passages", "decisions")
_UNUSED = ("altair", "mistune", "scipy.stats")
"""What Great Expectations imports for expectations and pages that are not ours: a third of it."""
SEVERITY = {"critical": "error", "warning": "warning", "info": "note"}


@dataclass(frozen=True)
class Outcome:
    """What one expectation found.

    Parameters
    ----------
    table, check, severity
        The suite, the check's id (an entry of ``messages.toml``), how grave a failure is.
    column, measured
        The contract's column that is marked, and the column that was judged.
    rows, failed
        How many rows had something to judge, and how many of them failed.
    places
        The first of the failed rows (lines in the file), at most a thousand.
    tells
        Columns whose values fill the message.
    limits
        The thresholds, by the expectation's argument (``min_value``, ``max_value``...).
    """

    table: str
    check: str
    severity: str
    column: str
    measured: str
    rows: int
    failed: int
    places: tuple[int, ...] = ()
    tells: tuple[str, ...] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)


@cache
def suite(table: str) -> Mapping[str, Any]:
    """Return the suite of a table as it stands in its file."""
    text = files("reporting.quality").joinpath("suites", f"{table}.json").read_text("utf-8")
    read: Mapping[str, Any] = json.loads(text)
    return read


def run(frames: Mapping[str, pd.DataFrame], parameters: Mapping[str, Any]) -> list[Outcome]:
    """Validate measured tables with their suites.

    Parameters
    ----------
    frames
        Table -> its rows with what was measured about them, index named ``row``.
    parameters
        What the suites' parameters stand for.

    Returns
    -------
    list of Outcome
        One for each expectation, in the order of the suites.

    Raises
    ------
    RuntimeError
        Where an expectation could not be evaluated: a suite that asks for a column that is not
        measured is a fault of this package, never of the data.
    """
    source = _context().data_sources.add_or_update_pandas("event")
    found: list[Outcome] = []
    for table, frame in frames.items():
        asset = source.add_dataframe_asset(table)
        batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
        wanted = _format(len(frame))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = batch.validate(
                _expectations(table), result_format=wanted, expectation_parameters=parameters
            )
        found += [_outcome(table, one) for one in _in_order(table, result.results)]
    return found


def prepare() -> None:
    """Import Great Expectations and set it up now: what the first run would wait for."""
    _context()


def _format(rows: int) -> dict[str, Any]:
    # Places and counts are needed, not every failed value of a table of millions.
    return {"result_format": "SUMMARY", "partial_unexpected_count": min(LIMIT, max(rows, 1))}


def _expectations(table: str) -> Any:
    from great_expectations import ExpectationSuite

    return ExpectationSuite(**json.loads(json.dumps(suite(table))))


def _in_order(table: str, results: Iterable[Any]) -> list[Any]:
    """Sort results as their suite lists the expectations: the first to mark a cell speaks."""
    order = {
        (one["meta"]["check"], one["kwargs"]["column"]): place
        for place, one in enumerate(suite(table)["expectations"])
    }

    def place(result: Any) -> int:
        config = result.expectation_config
        return order[config.meta["check"], config.kwargs["column"]]

    return sorted(results, key=place)


def _outcome(table: str, result: Any) -> Outcome:
    config, told = result.expectation_config, result.result
    if "element_count" not in told and "unexpected_count" not in told:
        message = f"{table}: {config.type} on {config.kwargs['column']} did not run"
        raise RuntimeError(message)
    listed = told.get("partial_unexpected_index_list") or ()
    return Outcome(
        table=table,
        check=config.meta["check"],
        severity=SEVERITY[str(getattr(config.severity, "value", config.severity))],
        column=config.meta["column"],
        measured=config.kwargs["column"],
        rows=told["element_count"] - told.get("missing_count", 0),
        failed=told["unexpected_count"],
        places=tuple(int(one["row"]) for one in listed),
        tells=tuple(config.meta.get("tells", ())),
        limits={name: config.kwargs.get(name) for name in ("min_value", "max_value", "value_set")},
    )


@cache
def _context() -> Any:
    # A grammar for IRIs that nothing here uses takes a second to build (jsonschema's).
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with warnings.catch_warnings(), _uncollected(), postponed(*_UNUSED):
        warnings.simplefilter("ignore")
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

        context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector out of a long import: a quarter of its time, and nothing to collect."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
