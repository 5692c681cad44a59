"""What the clocks say about themselves: drift, shift, standing still, cars too close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reporting.quality.time_grid import SECOND, TimeGrid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporting.quality.time_grid import Real, Truth

TRIAL_COLUMNS = ("control", "leg", "crews", "median_s", "error_s")
_MEDIAN_ERROR = 1.2533
"""Standard error of a median over that of a mean, for errors of any bell shape."""

_MAD = 1.4826
"""Standard deviation over the median absolute deviation, for the same."""


@dataclass(frozen=True)
class Gaps:
    """How near the crews come on each line; all of shape (lines, crews), NaN where no time is.

    Parameters
    ----------
    gap_s
        Time since the crew before on the same line [s]; NaN at a desk (CO, CT), for the first
        crew, and where a clock stands still.
    alike_exact, alike_whole
        How many crews have the very same time there, a time with fractions or a whole second.
    before
        Place among the crews of the one before; -1 for none.
    """

    gap_s: Real
    alike_exact: Real
    alike_whole: Real
    before: Any


def gaps_of(grid: TimeGrid, most_alike: float) -> Gaps:
    """Measure how near the crews come on each line."""
    shape = grid.times.shape
    gap, before = np.full(shape, np.nan), np.full(shape, -1, dtype=np.int64)
    exact, whole = np.full(shape, np.nan), np.full(shape, np.nan)
    for line in range(shape[0]):
        timed = np.flatnonzero(grid.known[line])
        if not len(timed):
            continue
        order = timed[np.argsort(grid.times[line, timed], kind="stable")]
        times = grid.times[line, order]
        _, group, size = np.unique(times, return_inverse=True, return_counts=True)
        alike = size[group].astype(float)
        fraction = times % SECOND != 0
        exact[line, order] = np.where(fraction, alike, 1.0)
        if grid.trial[line]:
            whole[line, order] = np.where(fraction, 1.0, alike)
            near = np.diff(times) / SECOND
            gap[line, order[1:]] = np.where(alike[1:] > most_alike, np.nan, near)
            before[line, order[1:]] = order[:-1]
    return Gaps(gap, exact, whole, before)


def deviations(grid: TimeGrid, targets: Mapping[str, float]) -> dict[str, Real]:
    """Return each time trial's deviations from its imposed time [s], shape (crews,) each."""
    found: dict[str, Real] = {}
    rows = zip(grid.column("control"), grid.column("point"), grid.column("origin"), strict=True)
    for line, (control, point, origin) in enumerate(rows):
        target = targets.get(control)
        if point != "finish" or target is None or origin < 0 or grid.column("kind")[line] != "PC":
            continue
        both = grid.known[line] & grid.known[origin]
        elapsed = (grid.times[line] - grid.times[origin]) / SECOND
        found[control] = np.where(both, elapsed - target, np.nan)
    return found


def trials_of(
    grid: TimeGrid, targets: Mapping[str, float], left_out: Truth, limits: Mapping[str, float]
) -> pd.DataFrame:
    """Hold the clock of each time trial against those of its neighbours.

    The median deviation of all crews at a trial tells its clock: crews are early and late alike.
    It is compared with the median of the medians of the trials around it in the leg. What chance
    may do (`drift_sigmas` standard errors) is granted.

    Parameters
    ----------
    grid
        The grid.
    targets
        Control -> imposed time [s].
    left_out
        Lines that are wrong as a whole; their trials have no drift of their own.
    limits
        The thresholds.

    Returns
    -------
    pandas.DataFrame
        One row a trial that any crew was timed on, in running order: ``control, leg, crews``
        (timed), ``median_s, error_s`` (of the median), ``drift_s`` (against the neighbours),
        ``granted_s`` (what chance may do), ``sure_s`` (what is left of the drift after that, with
        its sign), ``scatter`` (how many times the neighbours' spread its own is), ``cause`` (the
        trial whose clock it is: a finish that starts the next trial makes that one drift the
        other way), ``before`` (the trial whose finish starts it), ``line_scatter`` (``scatter``,
        where that one is not scattered itself).
    """
    rows = []
    legs = dict(zip(grid.column("control"), grid.column("leg"), strict=True))
    bad = set(grid.column("control")[left_out])
    for control, found in deviations(grid, targets).items():
        timed = found[~np.isnan(found)]
        if len(timed) and control not in bad:
            median = float(np.median(timed))
            spread = _MAD * float(np.median(np.abs(timed - median)))
            error = _MEDIAN_ERROR * spread / len(timed) ** 0.5
            rows.append((control, int(legs[control]), len(timed), median, error))
    trials = pd.DataFrame(rows, columns=list(TRIAL_COLUMNS))
    trials["drift_s"], trials["granted_s"], trials["scatter"] = _drift(trials, limits)
    beyond = (trials["drift_s"].abs() - trials["granted_s"]).clip(lower=0).fillna(0)
    trials["sure_s"] = beyond * np.sign(trials["drift_s"].fillna(0))
    trials["cause"] = _causes(trials, grid)
    trials["before"] = trials["control"].map(_links(grid))
    started = trials["before"].map(trials.set_index("control")["scatter"])
    # A line that was moved spreads the trial that ends there and the one that starts there.
    trials["line_scatter"] = trials["scatter"].where(~(started > limits["scatter"]))
    return trials


def _links(grid: TimeGrid) -> dict[str, str]:
    """Return for each linked trial the one whose finish starts it."""
    codes, origins = grid.column("control"), grid.column("origin")
    return {
        str(codes[line]): str(codes[start])
        for line, start in enumerate(origins)
        if start >= 0 and codes[line] != codes[start]
    }


def _drift(trials: pd.DataFrame, limits: Mapping[str, float]) -> tuple[Real, Real, Real]:
    drift, granted, scatter = (np.full(len(trials), np.nan) for _ in range(3))
    around = int(limits["drift_neighbours"])
    medians, errors = trials["median_s"].to_numpy(), trials["error_s"].to_numpy()
    legs, crews = trials["leg"].to_numpy(), trials["crews"].to_numpy()
    for leg in np.unique(legs):
        here = np.flatnonzero(legs == leg)
        for place, trial in enumerate(here):
            near = [*here[max(0, place - around) : place], *here[place + 1 : place + 1 + around]]
            if len(near) < 2 or crews[trial] < 3:
                continue
            base = float(np.median(medians[near]))
            drift[trial] = medians[trial] - base
            # The neighbours' own scatter and this trial's: neither alone may cry wolf.
            around_s = _MAD * float(np.median(np.abs(medians[near] - base)))
            granted[trial] = limits["drift_sigmas"] * (errors[trial] ** 2 + around_s**2) ** 0.5
            spreads = errors * crews**0.5
            usual = float(np.median(spreads[near]))
            if crews[trial] >= _MANY and usual > 0:
                scatter[trial] = spreads[trial] / usual
    return drift, granted, scatter


_MANY = 10
"""Crews from which a spread says something."""


def _causes(trials: pd.DataFrame, grid: TimeGrid) -> list[str]:
    """Name the trial whose clock is off: a linked trial drifts against the one that starts it."""
    sure = dict(zip(trials["control"], trials["sure_s"], strict=True))
    drift = dict(zip(trials["control"], trials["drift_s"], strict=True))
    origin = _links(grid)
    causes: dict[str, str] = {}
    for control in trials["control"]:
        before = origin.get(control)
        opposed = before in causes and causes[before] == before and sure[before] * sure[control] < 0
        # The same clock: what one trial gains the next one loses.
        same = opposed and abs(drift[before] + drift[control]) <= abs(drift[before]) / 2
        causes[control] = str(before) if same else control
    return list(causes.values())
