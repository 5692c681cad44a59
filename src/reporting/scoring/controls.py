"""Time controls (CO) and passage controls (CT): from readings to penalties."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from reporting.exact import NANO, divided, scaled
from reporting.scoring.tariff import parts
from reporting.scoring.times import MINUTE_NS, NO_TIME

if TYPE_CHECKING:
    from reporting.exact import Whole
    from reporting.scoring.problems import Problems
    from reporting.scoring.rulebook import PassageControl, TimeControl
    from reporting.scoring.sheet import ScoreSheet
    from reporting.scoring.times import Clock, Times

_LISTED = 10


def score_passage_controls(
    sheet: ScoreSheet, times: Times, rule: PassageControl, at: Whole
) -> None:
    """Score the CT of one rule: passed 0, not passed ``missed`` (contract, section 2, item 5)."""
    passed = times.slots[sheet.course.end[at]] != NO_TIME
    sheet.penalty[at] = np.where(passed, 0, parts(rule.missed))
    sheet.usable[at], sheet.missed[at] = passed, ~passed


def score_time_controls(sheet: ScoreSheet, times: Times, clock: Clock, problems: Problems) -> None:
    """Score every CO, leg by leg (contract, section 2, item 4).

    Each due time is the recorded minute (or unit of the rulebook) of the leg's CO before (its
    due minute where that one was missed; the crew's start for the first) + the time allowed. The
    sheet's CO rows and ``excluded`` are filled in; crews that passed a CO but have no due start
    are a problem.
    """
    everyone = np.full(len(sheet.crews), NO_TIME, dtype=np.int64)
    before: dict[int, Whole] = {}
    grace: dict[int, Whole] = {}
    for at in sheet.course.of_kind("CO"):
        leg = int(sheet.course.leg[at])
        base = before.get(leg, times.starts.get(leg, everyone))
        arrival = times.slots[sheet.course.end[at]]
        target = int(sheet.course.target_ns[at])
        passed, known = arrival != NO_TIME, base != NO_TIME
        _refuse_without_start(sheet, leg, passed & ~known, problems)
        deviation = np.where(passed & known, clock.between(base, arrival) - target, 0)
        rule = cast("TimeControl", sheet.course.rules[at])
        left = grace.setdefault(leg, np.zeros(len(sheet.crews), dtype=np.int64))
        _enter(sheet, at, np.where(passed, deviation, NO_TIME), rule, left)
        unit = scaled(rule.unit_s, NANO)
        recorded = arrival - arrival % unit
        before[leg] = np.where(passed, recorded, np.where(known, base + target, NO_TIME))


def _enter(sheet: ScoreSheet, at: int, said: Whole, rule: TimeControl, spent: Whole) -> None:
    """Score a CO.

    Parameters
    ----------
    said
        Each crew's deviation [ns], ``NO_TIME`` where it did not pass.
    spent
        The lateness that was free on the leg so far [ns]; it grows.
    """
    passed = said != NO_TIME
    deviation = np.where(passed, said, 0)
    unit = scaled(rule.unit_s, NANO)
    early = divided(np.maximum(-deviation, 0), unit, "up")
    late = np.maximum(deviation, 0) // unit
    free = np.minimum(late * unit, np.maximum(rule.grace_min * MINUTE_NS - spent, 0)) // unit
    spent += free * unit
    cost = (late - free) * (parts(rule.late_per_min) * unit // MINUTE_NS)
    if rule.late_cap is not None:
        cap = parts(rule.late_cap)
        sheet.capped[at] = passed & (late > 0) & (cost >= cap)
        cost = np.minimum(cost, cap)
    cost = cost + early * (parts(rule.early_per_min) * unit // MINUTE_NS)
    if rule.max_late_min is not None:
        over = passed & (late * unit > rule.max_late_min * MINUTE_NS)
        if isinstance(rule.over_max, str):
            sheet.excluded |= over & ~sheet.annulled[at]
        elif rule.over_max is not None:
            cost = np.where(over, parts(rule.over_max), cost)
    sheet.penalty[at] = np.where(passed, cost, parts(rule.missed))
    sheet.deviation[at] = said
    sheet.usable[at], sheet.missed[at] = passed, ~passed


def _refuse_without_start(sheet: ScoreSheet, leg: int, crews: Whole, problems: Problems) -> None:
    if crews.any():
        numbers = [str(number) for number in sheet.crews[crews]]
        shown = ", ".join(numbers[:_LISTED]) + (" ..." if len(numbers) > _LISTED else "")
        problems.add("score-start-missing", "starts", "number", value=shown, leg=leg)
