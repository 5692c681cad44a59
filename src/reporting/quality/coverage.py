"""Completeness: which crew was timed at which control, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reporting.quality.settlements import Settlements

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from reporting.event import Event
    from reporting.quality.time_grid import TimeGrid, Truth, Whole


@dataclass(frozen=True)
class Coverage:
    """Which crew was timed at which control.

    Parameters
    ----------
    controls
        Codes in running order.
    kinds
        The kind of each control.
    crews
        Start numbers.
    timed, expected
        How many times each crew has at each control, and how many the control has lines; shapes
        (controls, crews) and (controls,).
    running
        Which crews have no status and any time at all, shape (crews,).
    settled
        Place of a crew and a control at which it lacks a time -> the decisions that stand for
        all that it lacks there.
    """

    controls: list[str]
    kinds: list[str]
    crews: Whole
    timed: npt.NDArray[np.int64]
    expected: Whole
    running: Truth
    settled: Mapping[tuple[int, str], tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def complete(self) -> Truth:
        """Where a crew has every time of a control, shape (controls, crews)."""
        return self.timed >= self.expected[:, None]

    @cached_property
    def missing_share(self) -> npt.NDArray[np.float64]:
        """Share of running crews that lack a time at each control; NaN without running crews."""
        if not self.running.any():
            return np.full(len(self.controls), np.nan)
        share: npt.NDArray[np.float64] = 1 - self.complete[:, self.running].mean(axis=1)
        return share

    @cached_property
    def missing(self) -> Whole:
        """How many controls each crew lacks a time at, shape (crews,)."""
        found: Whole = (~self.complete[self.held]).sum(axis=0)
        return found

    @cached_property
    def held(self) -> Truth:
        """Which controls anybody was timed at, shape (controls,)."""
        found: Truth = np.asarray((self.timed > 0).any(axis=1))
        return found

    @cached_property
    def last_gap(self) -> Whole:
        """How many controls in a row, up to the last one held, each crew was not seen at."""
        seen = (self.timed > 0)[self.held]
        if not len(seen):
            return np.zeros(len(self.crews), dtype=np.int64)
        trailing: Whole = np.where(seen.any(axis=0), np.argmax(seen[::-1], axis=0), len(seen))
        return trailing

    def last_seen(self, crew: int) -> str:
        """Return the last control that the crew in place `crew` was seen at; empty for none."""
        seen = np.flatnonzero(self.timed[:, crew] > 0)
        return self.controls[seen[-1]] if len(seen) else ""

    def lacking(self, crew: int) -> list[str]:
        """Return the controls, of those held, at which the crew in place `crew` lacks a time."""
        places = np.flatnonzero(~self.complete[:, crew] & self.held)
        return [self.controls[place] for place in places]

    def unsettled(self, crew: int) -> list[str]:
        """Return those of :meth:`lacking` that no decision settles."""
        return [code for code in self.lacking(crew) if (crew, code) not in self.settled]

    def decisions(self, crew: int) -> list[str]:
        """Return the decisions that stand for times which the crew in place `crew` lacks."""
        found = (self.settled.get((crew, code), ()) for code in self.lacking(crew))
        return list(dict.fromkeys(name for names in found for name in names))


def coverage_of(event: Event, grid: TimeGrid) -> Coverage:
    """Tell which crew of an event was timed where."""
    by_control = grid.by_control()
    timed = np.array([grid.known[lines].sum(axis=0) for _, lines in by_control], dtype=np.int64)
    timed = timed.reshape(len(by_control), len(grid.crews))
    kinds = grid.column("kind")
    return Coverage(
        controls=[code for code, _ in by_control],
        kinds=[str(kinds[lines[0]]) for _, lines in by_control],
        crews=grid.crews,
        timed=timed,
        expected=np.array([len(lines) for _, lines in by_control], dtype=np.int64),
        running=_without_status(event, grid) & (timed.sum(axis=0) > 0),
        settled=_settled(event, grid),
    )


def _settled(event: Event, grid: TimeGrid) -> dict[tuple[int, str], tuple[str, ...]]:
    """Tell which gaps decisions close: (place of a crew, control) -> their ids."""
    decided = set(event["decisions"]["control"].dropna().astype(str))
    if not decided:
        return {}
    settlements, points = Settlements(event), grid.column("point")
    found: dict[tuple[int, str], tuple[str, ...]] = {}
    for code, lines in grid.by_control():
        if code not in decided:
            continue
        for crew in np.flatnonzero(~grid.known[lines].all(axis=0)):
            gaps = [str(points[line]) for line in lines if not grid.known[line, crew]]
            names = settlements.of_gap(int(grid.crews[crew]), code, gaps)
            if names:
                found[int(crew), code] = names
    return found


def _without_status(event: Event, grid: TimeGrid) -> Truth:
    entries = event["entries"].dropna(subset=["number"]).drop_duplicates("number")
    status = pd.Series(entries["status"].to_numpy(), index=entries["number"].to_numpy(dtype=int))
    found: Truth = status.reindex(grid.crews).isna().to_numpy()
    return found
