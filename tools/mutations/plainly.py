"""The suites judged by both readings, a command's plain one and Great Expectations': they agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporting.quality.plain_reading import run_plainly
from reporting.quality.suites import Outcome, run


def both_runs(frames: Mapping[str, Any], parameters: Mapping[str, Any]) -> list[Outcome]:
    """Judge by Great Expectations and plainly; they must agree on every row."""
    real, plain = run(frames, parameters), run_plainly(frames, parameters)
    for one, other in zip(real, plain, strict=True):
        if _judged(one) != _judged(other):
            message = f"Great Expectations: {_judged(one)}; plainly: {_judged(other)}"
            raise AssertionError(message)
    return real


def _judged(one: Outcome) -> tuple[Any, ...]:
    return one.table, one.check, one.measured, one.rows, one.failed, one.places
