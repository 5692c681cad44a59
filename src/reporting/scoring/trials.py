"""Time trials (PC) and average trials (PM): from readings to penalties."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from reporting.exact import divided, fits, largest
from reporting.scoring.sheet import DetectionScore
from reporting.scoring.tariff import WHOLE_PENALTY, Tariff
from reporting.scoring.times import NO_TIME, blocks

if TYPE_CHECKING:
    from reporting.exact import Whole
    from reporting.scoring.course import Detection
    from reporting.scoring.rulebook import AverageTrial, TimedTrial
    from reporting.scoring.sheet import ScoreSheet
    from reporting.scoring.times import Clock, Times


def score_time_trials(
    sheet: ScoreSheet, times: Times, clock: Clock, rule: TimedTrial, trials: Whole
) -> None:
    """Score the PC of one rule (contract, section 2, item 2).

    Deviation = (finish - start) - imposed time; a linked trial starts at the finish of the
    trial it names. The sheet's PC rows are filled in.
    """
    tariff = Tariff.of(rule)
    for rows in blocks(len(trials), len(sheet.crews)):
        at = trials[rows]
        start = times.slots[sheet.course.start[at]]
        finish = times.slots[sheet.course.end[at]]
        usable = (start != NO_TIME) & (finish != NO_TIME)
        deviation = clock.between(start, finish) - sheet.course.target_ns[at, None]
        deviation = np.where(usable, deviation, 0)
        penalty = np.where(usable, tariff.cost(deviation), tariff.missed)
        sheet.penalty[at] = penalty
        sheet.deviation[at] = np.where(usable, deviation, NO_TIME)
        sheet.usable[at], sheet.missed[at] = usable, ~usable
        sheet.capped[at] = usable & tariff.reached_cap(penalty)


def score_average_trials(
    sheet: ScoreSheet, times: Times, clock: Clock, rule: AverageTrial, trials: Whole
) -> None:
    """Score the PM of one rule (contract, section 2, item 3).

    At each detection, deviation = (time - start) - distance / imposed speed. The sheet's PM
    rows are filled in.
    """
    tariff = Tariff.of(rule)
    for at in map(int, trials):
        detections = sheet.course.detections[at]
        start = times.slots[sheet.course.start[at]]
        usable = np.zeros((len(detections), len(sheet.crews)), dtype=bool)
        penalty = np.empty(usable.shape, dtype=np.int64)
        for row, detection in enumerate(detections):
            time = times.slots[detection.slot]
            usable[row] = (start != NO_TIME) & (time != NO_TIME)
            elapsed = np.where(usable[row], clock.between(start, time), 0)
            deviation = _against_speed(elapsed, detection)
            cost = tariff.cost(deviation, detection.parts)
            penalty[row] = np.where(usable[row], cost, tariff.missed)
            nearest = divided(deviation, detection.parts, "half_even")
            known = np.where(usable[row], nearest, NO_TIME).astype(np.int64)
            sheet.detections.append(DetectionScore(at, detection.point, known, penalty[row]))
        sheet.penalty[at] = _together(penalty, rule)
        sheet.usable[at] = usable.any(axis=0)
        sheet.missed[at] = ~usable.any(axis=0)
        sheet.capped[at] = (usable & tariff.reached_cap(penalty)).any(axis=0)


def _against_speed(elapsed: Whole, detection: Detection) -> Whole:
    """Return the deviations in parts of a nanosecond, as the fraction of the due time needs."""
    if not fits(largest(elapsed) + detection.due, detection.parts):
        elapsed = elapsed.astype(object)
    deviation: Whole = elapsed * detection.parts - detection.due
    return deviation


def _together(penalty: Whole, rule: AverageTrial) -> Whole:
    if rule.detections == "worst":
        return cast("Whole", penalty.max(axis=0))
    total: Whole = penalty.sum(axis=0)
    if rule.detections == "sum":
        return total
    mean: Whole = divided(total, len(penalty) * WHOLE_PENALTY, "half_up") * WHOLE_PENALTY
    return mean
