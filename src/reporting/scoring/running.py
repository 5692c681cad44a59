"""How the event unfolded: totals and positions after each control."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reporting.exact import PENALTY_PLACES, decimal_column
from reporting.scoring.order import Trials, positions
from reporting.scoring.score_frames import numbers
from reporting.scoring.tally import TOTAL_PLACES, points, totals

if TYPE_CHECKING:
    from reporting.exact import Whole
    from reporting.scoring.rankings import Scored

NOT_STARTED = "DNS"

MOST_LEVEL = 3
"""Crews that may share a lead: of more, nobody leads yet."""


def running_totals(scored: Scored) -> pd.DataFrame:
    """Return every crew's total and position after each control that counts.

    A trial that is dropped at the end does not count on the way either; what was added to the
    total comes with the last control: the last totals and positions are the final ones.

    Returns
    -------
    DataFrame
        One row for each control that counts for somebody, in running order, and crew. Columns
        ``number``, ``control``, ``leg``, ``seq``, ``kind``; ``net``, ``total`` so far, as in the
        overall ranking; ``position`` (Int64, NA for a crew with a status).
    """
    sheet = scored.sheet
    at = np.flatnonzero(sheet.counting.any(axis=1))
    trials, paid = _so_far(scored, at)
    after = replace(scored.tally, trials=trials, controls=paid)
    total = totals(after, scored.rulebook, scored.coefficients)
    position = _positions(scored, at, total)
    controls, crews = sheet.course.controls.iloc[at], len(sheet.crews)
    each = np.repeat(np.arange(len(at)), crews)
    table = pd.DataFrame({"number": numbers(sheet.crews, len(at))})
    for column, name in (("code", "control"), ("leg", "leg"), ("seq", "seq"), ("kind", "kind")):
        table[name] = controls[column].array.take(each)
    table["net"] = decimal_column(after.net.reshape(-1), PENALTY_PLACES)
    table["total"] = decimal_column(total.reshape(-1), TOTAL_PLACES)
    table["position"] = pd.array(position.reshape(-1), dtype="Int64")
    table.loc[position.reshape(-1) == 0, "position"] = pd.NA
    return table


def history(scored: Scored, after: pd.DataFrame) -> pd.DataFrame:
    """Return the gap to the lead after each control that counts, as the crews stood there.

    A crew that retires or is excluded later counts up to its last time, for it was in the event
    until then. On the way equal totals share a position: what separates them in the end is a rule
    for the final order, not a lead. After the last control the positions are the final ones.

    Parameters
    ----------
    after
        As :func:`running_totals` gives it.

    Returns
    -------
    DataFrame
        One row for each control, in running order, and crew: ``order`` (1 for the first control),
        ``control``, ``leg``, ``name``, ``number``, ``position``, ``total`` (exact), ``gap``
        (exact; below zero for a better total that does not lead), ``leading`` (whether nobody
        stands better: by controls missed where the rulebook counts those first, then by total),
        ``apart`` (whether anybody has led by then: crews have differed, with at most
        :data:`MOST_LEVEL` at the top).
    """
    at = np.flatnonzero(scored.sheet.counting.any(axis=1))
    there = _there(scored, at)
    told = after[there.reshape(-1)].reset_index(drop=True)
    places = {code: place for place, code in enumerate(told["control"].unique(), 1)}
    told["order"] = told["control"].map(places).astype("int64")
    names = scored.sheet.course.controls.set_index("code")["name"]
    told["name"] = told["control"].map(names).astype("str")
    total = pd.Series([Decimal(value) for value in told["total"]], dtype=object)
    sign = -1 if scored.rulebook.higher_is_better else 1
    worth = sign * (total * 10**TOTAL_PLACES).astype("int64")
    if scored.rulebook.rank.fewest_missed_first:
        missed = _missed_so_far(scored, at)[there]
        worth += missed * (worth.max() - worth.min() + 1)
    told["leading"] = worth == worth.groupby(told["order"]).transform("min")
    best = total[told["leading"]].groupby(told["order"]).first()
    told["gap"] = [
        sign * (value - best[order]) for value, order in zip(total, told["order"], strict=True)
    ]
    on_the_way = worth.groupby(told["order"]).rank(method="min").astype("Int64")
    last = told["control"].isin(after["control"].tail(1))
    told["position"] = told["position"].where(last, on_the_way)
    level = told["leading"].groupby(told["order"]).agg(["sum", "size"])
    apart = ((level["sum"] <= MOST_LEVEL) & (level["sum"] < level["size"])).cummax()
    told["apart"] = told["order"].map(apart).astype("bool")
    return told


def _there(scored: Scored, at: Whole) -> Whole:
    """Return who was in the event after each control that counts, shape (controls, crews).

    A crew with a status was, until its last time; after the last control only the ranked are.
    """
    usable, crews = scored.sheet.usable, len(scored.sheet.crews)
    until = len(usable) - 1 - np.argmax(usable[::-1], axis=0) if len(usable) else np.zeros(crews)
    ranked = np.array([status is None for status in scored.status], dtype=bool)
    started = np.array([status != NOT_STARTED for status in scored.status], dtype=bool)
    there = (at[:, None] <= until) & usable.any(axis=0) & started
    there[-1:] = False
    return there | ranked  # type: ignore[no-any-return]


def _so_far(scored: Scored, at: Whole) -> tuple[Whole, Whole]:
    """Return what is multiplied and what comes off, summed up to each control."""
    sheet = scored.sheet
    penalty = np.where(sheet.counting, sheet.penalty, 0)[at]
    if not scored.rulebook.higher_is_better:
        penalty[-1:] += scored.tally.added
        return penalty.cumsum(axis=0), np.zeros_like(penalty)
    kind = sheet.course.kind[at]
    trial = ((kind == "PC") | (kind == "PM"))[:, None]
    gained = np.where(sheet.counting, points(sheet), 0)[at]
    paid = np.where(trial, 0, penalty)
    paid[-1:] += scored.tally.added
    return np.where(trial, gained, 0).cumsum(axis=0), paid.cumsum(axis=0)


def _missed_so_far(scored: Scored, at: Whole) -> Whole:
    """Return how many controls that count each crew has missed, summed up to each control."""
    missed: Whole = np.where(scored.sheet.counting, scored.sheet.missed, 0)[at].cumsum(axis=0)
    return missed


def _positions(scored: Scored, at: Whole, total: Whole) -> Whole:
    """Return the positions after each control, 0 for a crew that is not ranked."""
    ranked = np.array([status is None for status in scored.status], dtype=bool)
    everything = scored.trials().among(ranked)
    rank = scored.rulebook.rank
    driven = np.searchsorted(scored.sheet.course.of_kinds(rank.kinds), at, side="right")
    missed = _missed_so_far(scored, at)
    position = np.zeros(total.shape, dtype=np.int64)
    for row, trials in enumerate(driven):
        so_far = Trials(everything.penalty[:trials], everything.counting[:trials], everything.year)
        position[row, ranked] = positions(
            total[row, ranked],
            so_far,
            rank.ties,
            descending=scored.rulebook.higher_is_better,
            first=missed[row, ranked] if rank.fewest_missed_first else None,
        )
    return position
