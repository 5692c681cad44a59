"""The stewards' decisions, applied to times, sheet and statuses (contract, section 2, item 7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from reporting.scoring.decisions import EVERYONE
from reporting.scoring.tariff import WHOLE_PENALTY, Tariff, parts
from reporting.scoring.times import NO_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from reporting.exact import Whole
    from reporting.scoring.decisions import Decision
    from reporting.scoring.problems import Problems
    from reporting.scoring.sheet import ScoreSheet
    from reporting.scoring.times import Times


_SCORING = ("set_time", "set_penalty", "assign_average")
"""Decisions by which a control counts for a crew, whatever was decided about it before."""


def with_set_times(times: Times, decisions: Iterable[Decision]) -> Times:
    """Return `times` with what ``set_time`` decided in place of what was read."""
    decided = [decision for decision in decisions if decision.action == "set_time"]
    slots = times.slots.copy() if decided else times.slots
    for decision in decided:
        slots[decision.slot, decision.crews] = decision.time
    return replace(times, slots=slots)


def annul(sheet: ScoreSheet, decisions: Iterable[Decision]) -> None:
    """Mark on the sheet what ``annul`` takes away, and no later decision gives back."""
    for decision in decisions:
        if decision.action in ("annul", *_SCORING):
            sheet.annulled[decision.at, decision.crews] = decision.action == "annul"


def leave_ahead(sheet: ScoreSheet, waiting: Iterable[tuple[str, int]]) -> None:
    """Take what crews are still on the way to out of the sheet: it was neither run nor missed.

    Parameters
    ----------
    waiting
        Code of the control and number of the crew, as the event's moment has them.
    """
    for code, number in waiting:
        sheet.waiting[sheet.course.index[code], sheet.crews.get_loc(number)] = True
    sheet.penalty[sheet.waiting] = 0
    sheet.deviation[sheet.waiting] = NO_TIME
    for mark in (sheet.usable, sheet.missed, sheet.capped):
        mark[sheet.waiting] = False


def decide_penalties(sheet: ScoreSheet, decisions: Iterable[Decision], problems: Problems) -> Whole:
    """Apply what was decided about penalties to the sheet, in order.

    On the same control and crew a later set penalty or average takes the place of all that was
    decided before, and a later set time brings back what the times cost; an added penalty comes
    on top of what stands. Averages are computed last, from the other trials as they then stand.

    Returns
    -------
    array of int64, shape (crews,)
        Penalties added to the totals [1/10,000].
    """
    to_total = np.zeros(len(sheet.crews), dtype=np.int64)
    to_control: dict[int, Whole] = {}
    averages: list[Decision] = []
    timed = {name: getattr(sheet, name).copy() for name in ("penalty", "missed", "capped")}
    for decision in decisions:
        if decision.action == "add_penalty":
            _add(decision, to_total, to_control)
        elif decision.action == "set_time":
            _score_by_time(sheet, decision, timed)
        elif decision.action in ("set_penalty", "assign_average"):
            _supersede(sheet, decision, to_control)
            averages += [decision] if decision.action == "assign_average" else []
    for at, plus in to_control.items():
        sheet.penalty[at] += plus
    for decision in averages:
        _assign_average(sheet, decision, to_control, problems)
    _mark_capped(sheet)
    return to_total


def _add(decision: Decision, to_total: Whole, to_control: dict[int, Whole]) -> None:
    if decision.at is None:
        to_total[decision.crews] += decision.penalty
    else:
        plus = to_control.setdefault(decision.at, np.zeros_like(to_total))
        plus[decision.crews] += decision.penalty


def _score_by_time(sheet: ScoreSheet, decision: Decision, timed: Mapping[str, Whole]) -> None:
    cells = decision.at, decision.crews
    for name, values in timed.items():
        getattr(sheet, name)[cells] = values[cells]
    sheet.fixed[cells] = sheet.averaged[cells] = False


def _supersede(sheet: ScoreSheet, decision: Decision, to_control: dict[int, Whole]) -> None:
    cells = decision.at, decision.crews
    if decision.at in to_control:
        to_control[decision.at][decision.crews] = 0
    sheet.penalty[cells] = decision.penalty
    sheet.fixed[cells] = decision.action == "set_penalty"
    sheet.averaged[cells] = decision.action == "assign_average"
    sheet.missed[cells] = sheet.capped[cells] = False


def _assign_average(
    sheet: ScoreSheet,
    decision: Decision,
    to_control: dict[int, Whole],
    problems: Problems,
) -> None:
    """Give the crews their own mean over their other trials of that leg and kind."""
    assert decision.at is not None
    at, course = decision.at, sheet.course
    crews = decision.crews[sheet.averaged[at, decision.crews]]
    peers = np.flatnonzero((course.leg == course.leg[at]) & (course.kind == course.kind[at]))
    cells = np.ix_(peers, crews)
    served = (sheet.usable[cells] | sheet.fixed[cells]) & ~sheet.averaged[cells]
    served &= ~sheet.void[cells]
    count = served.sum(axis=0)
    total = np.where(served, sheet.penalty[cells], 0).sum(axis=0)
    # Half up to a whole penalty: the floor of (twice the sum + the count) / twice the count.
    share = np.maximum(count, 1) * WHOLE_PENALTY
    mean = (2 * total + share) // (2 * share) * WHOLE_PENALTY
    sheet.penalty[at, crews] = mean + (to_control[at][crews] if at in to_control else 0)
    _leave_missed(sheet, decision, crews[count == 0], problems)


def _leave_missed(sheet: ScoreSheet, decision: Decision, crews: Whole, problems: Problems) -> None:
    """Leave a trial missed for crews that have nothing to average.

    That is a problem for a crew that was named, or that has a time there: an average for
    everyone is not meant to turn a time into a missed trial.
    """
    at = decision.at
    rule = sheet.course.rules[at] if at is not None else None
    if rule is None or crews.size == 0:
        return
    wronged = crews if decision.number != EVERYONE else crews[sheet.usable[at, crews]]
    for number in sheet.crews[wronged]:
        problems.add("score-average-basis", "decisions", "number", decision.row, number)
    sheet.penalty[at, crews] = parts(rule.missed)
    sheet.averaged[at, crews], sheet.missed[at, crews] = False, True


def _mark_capped(sheet: ScoreSheet) -> None:
    """Mark which time trials stand at the cap, now that every penalty is known."""
    for rule, at in sheet.course.ruled("PC"):
        reached = Tariff.of(rule).reached_cap(sheet.penalty[at])
        sheet.capped[at] = reached & ~sheet.missed[at]


def statuses(entries: pd.DataFrame, sheet: ScoreSheet, decisions: Iterable[Decision]) -> Whole:
    """Return each crew's status: the given one, else OTL where excluded, then what was set.

    A status that is taken back leaves the one that the crew had before any was set, or none where
    it is that one.

    Returns
    -------
    array of object, shape (crews,)
        DNS, DNF, DSQ, OTL or None.
    """
    given = entries["status"].astype(object)
    status = given.where(given.notna(), None).to_numpy(dtype=object, copy=True)
    for crew in np.flatnonzero(sheet.excluded):
        status[crew] = status[crew] or "OTL"
    before = status.copy()
    for decision in decisions:
        if decision.action != "set_status":
            continue
        for crew in decision.crews:
            kept = None if status[crew] == before[crew] else before[crew]
            status[crew] = decision.status or kept
    return status
