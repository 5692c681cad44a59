"""The suites read plainly: the same expectations, judged column by column with bare comparisons.

Great Expectations takes two seconds to import, whatever there is to judge. A command that answers
at once reads the suites' own files here; a build, whose reports show what was expected and found,
has Great Expectations judge. Both say the same of every row: ``tools/mutations`` holds one
against the other over thousands of packages, and the tests over some of them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from reporting.event.collect import LIMIT
from reporting.quality.suites import SEVERITY, Outcome, suite

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd


def run_plainly(frames: Mapping[str, pd.DataFrame], parameters: Mapping[str, Any]) -> list[Outcome]:
    """Judge measured tables by their suites.

    Parameters
    ----------
    frames, parameters
        As for :func:`reporting.quality.suites.run`.

    Returns
    -------
    list of Outcome
        As from :func:`reporting.quality.suites.run`.

    Raises
    ------
    RuntimeError
        For a kind of expectation that is not read here: a fault of this package.
    """
    return [
        _outcome(table, frame, expectation, parameters)
        for table, frame in frames.items()
        for expectation in suite(table)["expectations"]
    ]


def _outcome(
    table: str,
    frame: pd.DataFrame,
    expectation: Mapping[str, Any],
    parameters: Mapping[str, Any],
) -> Outcome:
    given = {
        name: parameters[value["$PARAMETER"]] if isinstance(value, dict) else value
        for name, value in expectation["kwargs"].items()
    }
    judged, failed = _judged(expectation["type"], frame[given["column"]], given)
    meta = expectation["meta"]
    return Outcome(
        table=table,
        check=meta["check"],
        severity=SEVERITY[expectation["severity"]],
        column=meta["column"],
        measured=given["column"],
        rows=int(judged.sum()),
        failed=int(failed.sum()),
        places=tuple(int(row) for row in frame.index[failed][:LIMIT]),
        tells=tuple(meta.get("tells", ())),
        limits={name: given.get(name) for name in ("min_value", "max_value", "value_set")},
    )


def _judged(
    kind: str, values: pd.Series, given: Mapping[str, Any]
) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows have something to judge, and which of them fail."""
    blank = values.isna().to_numpy()
    there = ~blank
    match kind:
        case "expect_column_values_to_not_be_null":
            return there | True, blank
        case "expect_column_values_to_be_in_set":
            return there, there & ~values.isin(given["value_set"]).to_numpy()
        case "expect_column_values_to_match_regex":
            matching = values.fillna("").astype(str).str.match(given["regex"])
            return there, there & ~matching.to_numpy(bool)
        case "expect_column_values_to_be_between":
            return there, there & ~_between(values.to_numpy(float), given)
    raise RuntimeError(f"{kind} is read by Great Expectations alone.")


def _between(values: np.ndarray, given: Mapping[str, Any]) -> np.ndarray:
    low, high = given.get("min_value", -math.inf), given.get("max_value", math.inf)
    above = values > low if given.get("strict_min") else values >= low
    below = values < high if given.get("strict_max") else values <= high
    within: np.ndarray = above & below
    return within
