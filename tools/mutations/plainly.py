"""The suites judged by plain comparisons: an oracle beside Great Expectations, and quicker."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from reporting.event.collect import LIMIT
from reporting.quality.suites import _SEVERITY, Outcome, run, suite


def plain_run(frames: Mapping[str, Any], parameters: Mapping[str, Any]) -> list[Outcome]:
    """Judge measured tables by their suites with plain comparisons, as an oracle."""
    return [
        _plain_outcome(table, frame, one, parameters)
        for table, frame in frames.items()
        for one in suite(table)["expectations"]
    ]


def _plain_outcome(
    table: str, frame: Any, one: Mapping[str, Any], parameters: Mapping[str, Any]
) -> Outcome:
    given = {
        name: parameters[value["$PARAMETER"]] if isinstance(value, dict) else value
        for name, value in one["kwargs"].items()
    }
    values = frame[given["column"]]
    blank = values.isna().to_numpy()
    kind, judged = one["type"], ~blank
    if kind == "expect_column_values_to_not_be_null":
        failed, judged = blank, blank | True
    elif kind == "expect_column_values_to_be_in_set":
        failed = judged & ~values.isin(given["value_set"]).to_numpy()
    elif kind == "expect_column_values_to_match_regex":
        failed = judged & ~values.fillna("").astype(str).str.match(given["regex"]).to_numpy(bool)
    else:
        failed = judged & ~_between(values.to_numpy(float), given)
    return Outcome(
        table=table,
        check=one["meta"]["check"],
        severity=_SEVERITY[one["severity"]],
        column=one["meta"]["column"],
        measured=given["column"],
        rows=int(judged.sum()),
        failed=int(failed.sum()),
        places=tuple(int(row) for row in frame.index[failed][:LIMIT]),
        tells=tuple(one["meta"].get("tells", ())),
        limits={name: given.get(name) for name in ("min_value", "max_value", "value_set")},
    )


def _between(values: Any, given: Mapping[str, Any]) -> Any:
    low, high = given.get("min_value", -math.inf), given.get("max_value", math.inf)
    above = values > low if given.get("strict_min") else values >= low
    below = values < high if given.get("strict_max") else values <= high
    return above & below


def both_runs(frames: Mapping[str, Any], parameters: Mapping[str, Any]) -> list[Outcome]:
    """Judge by Great Expectations and plainly; they must agree on every row."""
    real, plain = run(frames, parameters), plain_run(frames, parameters)
    for one, other in zip(real, plain, strict=True):
        if _judged(one) != _judged(other):
            message = f"Great Expectations: {_judged(one)}; plainly: {_judged(other)}"
            raise AssertionError(message)
    return real


def _judged(one: Outcome) -> tuple[Any, ...]:
    return one.table, one.check, one.measured, one.rows, one.failed, one.places
