"""Imposed times and averages that are others for some cars: the trials scored group by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reporting.frames import present

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reporting.event import Event
    from reporting.exact import Whole
    from reporting.scoring.problems import Problems
    from reporting.scoring.rulebook import GroupTarget, Rulebook
    from reporting.scoring.sheet import ScoreSheet

    Fill = Callable[[Event], ScoreSheet]


def scored_by_group(
    event: Event, rulebook: Rulebook, sheet: ScoreSheet, fill: Fill, problems: Problems
) -> None:
    """Score the crews that have targets of their own, and put them on the sheet.

    Parameters
    ----------
    event
        The event; its entries say who is in which group.
    rulebook
        Its ``target`` entries are applied; of several for a crew and control the last holds.
    sheet
        The sheet as everybody else is scored; the columns of the crews concerned are replaced.
    fill
        Scores the event with other targets, on a sheet of its own.
    problems
        Receives controls and columns that there are none of.
    """
    entries = event["entries"].sort_values("number", kind="stable")
    known = [one for one in rulebook.target if _is_known(one, event, problems)]
    for targets, crews in _groups(entries, known):
        _copy(fill(event.narrowed(controls=_changed(event["controls"], targets))), sheet, crews)


def _is_known(target: GroupTarget, event: Event, problems: Problems) -> bool:
    codes = set(event["controls"]["code"])
    if event.moment is None:
        for code in sorted({*target.controls} - codes):
            problems.add("rulebook-target-control", "rulebook", "target.controls", value=code)
    if target.column not in event["entries"].columns:
        problems.add("score-ranking-column", "entries", target.column, ranking="target")
        return False
    return bool({*target.controls} & codes)


def _groups(
    entries: pd.DataFrame, targets: list[GroupTarget]
) -> Iterator[tuple[list[GroupTarget], Whole]]:
    """Yield the targets that hold for some crews together, and these crews."""
    mine: dict[tuple[int, ...], list[int]] = {}
    for crew, row in enumerate(entries.to_dict("records")):
        holds = tuple(
            at
            for at, one in enumerate(targets)
            if present(row[one.column]) and str(row[one.column]) == one.value
        )
        if holds:
            mine.setdefault(holds, []).append(crew)
    for holds, crews in mine.items():
        yield [targets[at] for at in holds], np.array(crews)


def _changed(controls: pd.DataFrame, targets: list[GroupTarget]) -> pd.DataFrame:
    changed = controls.copy()
    for one in targets:
        here = changed["code"].isin(one.controls)
        column, value = one.said
        pairs = zip(here, changed[column], strict=True)
        told = [value if mine else before for mine, before in pairs]
        changed[column] = pd.Series(told, index=changed.index, dtype=object)
    return changed


_MARKS: tuple[str, ...] = ("penalty", "deviation", "usable", "missed", "capped")


def _copy(of: ScoreSheet, to: ScoreSheet, crews: Whole) -> None:
    for mark in _MARKS:
        getattr(to, mark)[:, crews] = getattr(of, mark)[:, crews]
    to.excluded[crews] = of.excluded[crews]
    for mine, other in zip(to.detections, of.detections, strict=True):
        mine.deviation[crews] = other.deviation[crews]
        mine.penalty[crews] = other.penalty[crews]
