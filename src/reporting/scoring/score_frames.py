"""The score sheet as tables, for those who analyse trial by trial."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reporting.exact import NANO, PENALTY_PLACES, decimal_column, product
from reporting.scoring.tally import points
from reporting.scoring.times import NO_TIME

if TYPE_CHECKING:
    from reporting.exact import Whole
    from reporting.scoring.rankings import Scored

MARKS = {
    "usable": "usable",
    "missed": "missed",
    "capped": "capped",
    "annulled": "annulled",
    "averaged": "averaged",
    "discarded": "discarded",
    "waiting": "waiting",
    "set": "fixed",
    "counts": "counting",
}
"""Column of the results -> mark on the sheet."""


def results(scored: Scored) -> pd.DataFrame:
    """Return what each crew did at each control.

    Returns
    -------
    DataFrame
        One row for each control, in running order, and crew, by number. Columns ``number``,
        ``control``, ``kind``, ``leg``, ``seq``; ``deviation_s`` [s] after the due time, exact
        (NA without a time, and for PM and CT); ``penalty`` (NA where annulled or ahead);
        ``score``: points with the coefficient (PC and PM in the points family, else NA); and
        booleans ``usable``, ``missed``, ``capped``, ``annulled``, ``averaged``, ``discarded``,
        ``waiting`` (still ahead of the crew), ``set``, ``counts``.
    """
    sheet = scored.sheet
    controls = sheet.course.controls
    crews = len(sheet.crews)
    each = np.repeat(np.arange(len(controls)), crews)
    deviation, penalty = sheet.deviation.reshape(-1), sheet.penalty.reshape(-1)
    columns: dict[str, Any] = {
        "number": numbers(sheet.crews, len(controls)),
        "control": controls["code"].array.take(each),
        "kind": controls["kind"].array.take(each),
        "leg": controls["leg"].array.take(each),
        "seq": controls["seq"].array.take(each),
        "deviation_s": _seconds(deviation),
        "penalty": decimal_column(penalty, PENALTY_PLACES, ~sheet.void.reshape(-1)),
        "score": _scores(scored),
    }
    marks = {name: getattr(sheet, mark).reshape(-1) for name, mark in MARKS.items()}
    return pd.DataFrame(columns | marks)


def detections(scored: Scored) -> pd.DataFrame:
    """Return what each crew did at each detection of the average trials.

    Returns
    -------
    DataFrame
        Columns ``number``, ``control``, ``point``; ``deviation_s`` [s] to the nearest nanosecond
        (distance over speed is a fraction; NA without a time); ``penalty``, from the exact
        fraction.
    """
    sheet = scored.sheet
    listed = sheet.detections
    crews = len(sheet.crews)
    nothing = [np.empty(0, dtype=np.int64)]
    deviation = np.concatenate(nothing + [one.deviation for one in listed])
    penalty = np.concatenate(nothing + [one.penalty for one in listed])
    codes = sheet.course.controls["code"]
    return pd.DataFrame(
        {
            "number": numbers(sheet.crews, len(listed)),
            "control": codes.array.take(np.repeat([one.at for one in listed], crews).astype(int)),
            "point": pd.array(np.repeat([one.point for one in listed], crews), dtype="str"),
            "deviation_s": _seconds(deviation),
            "penalty": decimal_column(penalty, PENALTY_PLACES),
        }
    )


def weighted_points(scored: Scored) -> tuple[Whole, int]:
    """Return the points of each cell with the coefficient, the sheet's shape, and their scale."""
    by = scored.coefficients
    return product(points(scored.sheet), by.whole), PENALTY_PLACES + by.places


def has_score(scored: Scored) -> Whole:
    """Tell which cells have a score: trials of the points family that count."""
    kind = scored.sheet.course.kind
    trial = (kind == "PC") | (kind == "PM")
    return scored.sheet.counting & trial[:, None] & scored.rulebook.higher_is_better  # type: ignore[no-any-return]


def _scores(scored: Scored) -> pd.Series[Any]:
    known = has_score(scored).reshape(-1)
    if not known.any():
        return decimal_column(np.zeros(len(known), dtype=np.int64), PENALTY_PLACES, known)
    weighted, places = weighted_points(scored)
    return decimal_column(weighted.reshape(-1), places, known)


def numbers(crews: pd.Index[int], times: int) -> Any:
    """Return the crews' numbers, repeated, as the entry list types them (Int64)."""
    return pd.array(np.tile(crews.to_numpy(), times), dtype="Int64")


def _seconds(nanoseconds: Whole) -> pd.Series[Any]:
    known = nanoseconds != NO_TIME
    return decimal_column(np.where(known, nanoseconds, 0), NANO, known)
