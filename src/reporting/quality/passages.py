"""What is measured about every passage before the suites judge it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reporting.event.times_of_day import NONE
from reporting.quality.clocks import Gaps, gaps_of
from reporting.quality.running_order import against_order, comparable, middles, shifted_lines, since
from reporting.quality.time_grid import SECOND, TimeGrid, midnights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporting.event import Event
    from reporting.quality.time_grid import Real, Truth, Whole

HOUR = 3600 * SECOND
BY_HAND = r"(?i)\b(?:by hand|hand[- ]timed|a mano|manual[ei]?|manuell)\b"
"""How sources mark a time taken by hand (the importers write ``by hand``)."""


@dataclass(frozen=True)
class PassageReadings:
    """What the grid tells about single times and whole lines.

    Parameters
    ----------
    grid
        The grid.
    gaps
        How near the crews come.
    shifted
        Lines that are wrong as a whole, shape (lines,).
    reversed_share
        Share of the crews that a trial's end comes not after its start for, shape (lines,).
    too_fast_share
        Share of the crews that could not have come so fast, shape (lines,).
    elapsed_s, against_s, speed_kmh
        Time since the start of the trial [s], time against the order [s], mean speed since the
        line before [km/h]; shape (lines, crews), NaN where there is nothing to say.
    """

    grid: TimeGrid
    gaps: Gaps
    shifted: Truth
    reversed_share: Real
    too_fast_share: Real
    elapsed_s: Real
    against_s: Real
    speed_kmh: Real


def read(grid: TimeGrid, limits: Mapping[str, float]) -> PassageReadings:
    """Measure the times of a grid."""
    gaps = gaps_of(grid, limits["same_reading"])
    frozen = gaps.alike_exact > limits["same_reading"]
    alike = frozen | (gaps.alike_whole > limits["same_reading"])
    times = np.where(alike, NONE, comparable(grid))
    shifted = shifted_lines(grid, times) | _before_the_start(grid, limits)
    against = against_order(grid, times, shifted)
    elapsed = _elapsed(grid, frozen)
    reversed_ = elapsed <= 0
    speed = _speeds(grid, np.where((against > 0) | shifted[:, None], NONE, times), limits)
    too_fast = speed > limits["speed_kmh"]
    fast_share = _share(too_fast, ~np.isnan(speed))
    speed[_most(fast_share, speed)] = np.nan
    reversed_share = _share(reversed_, ~np.isnan(elapsed))
    origin = grid.column("origin")
    elapsed[shifted | ((origin >= 0) & shifted[origin])] = np.nan
    return PassageReadings(
        grid, gaps, shifted, reversed_share, fast_share,
        _blame(grid, elapsed), against, speed,
    )  # fmt: skip


def _share(part: Truth, whole: Truth) -> Real:
    count = whole.sum(axis=1)
    found: Real = np.where(count > 0, (part & whole).sum(axis=1) / np.maximum(count, 1), 0.0)
    return found


def _most(share: Real, values: Real) -> Truth:
    """Return the lines where most crews, and at least three, have the same fault."""
    found: Truth = (share > 0.5) & ((~np.isnan(values)).sum(axis=1) >= 3)
    return found


def _before_the_start(grid: TimeGrid, limits: Mapping[str, float]) -> Truth:
    """Return the lines that the middle crew passed before its own due start."""
    early = np.zeros(len(grid.lines), dtype=bool)
    for leg, due in grid.due.items():
        lines = np.flatnonzero(grid.column("leg") == leg)
        if not len(lines) or not len(due):
            continue
        counted = since(grid.times[lines], due)
        enough = (counted != NONE).sum(axis=1) >= 3
        late = middles(counted) < -limits["before_start_s"] * SECOND
        early[lines] = enough & late
    return early


def _elapsed(grid: TimeGrid, frozen: Truth) -> Real:
    """Return the time since the point before in the same trial [s]."""
    elapsed = np.full(grid.times.shape, np.nan)
    for line, (origin, kind) in enumerate(zip(grid.column("origin"), grid.column("kind"),
                                              strict=True)):  # fmt: skip
        if origin < 0:
            continue
        # The detections of an average trial follow one another.
        before = line - 1 if kind == "PM" else origin
        both = grid.known[line] & grid.known[before] & ~frozen[line] & ~frozen[before]
        elapsed[line, both] = (grid.times[line, both] - grid.times[before, both]) / SECOND
    return elapsed


def _blame(grid: TimeGrid, elapsed: Real) -> Real:
    """Put a finish before its start on the start where that is later than what comes after."""
    legs = grid.column("leg")
    for line, crew in np.argwhere(elapsed <= 0):
        before = line - 1 if grid.column("kind")[line] == "PM" else grid.column("origin")[line]
        after = grid.times[line + 1 :, crew][legs[line + 1 :] == legs[line]]
        after = after[after != NONE]
        if len(after) and grid.times[before, crew] > after[0]:
            elapsed[before, crew], elapsed[line, crew] = elapsed[line, crew], np.nan
    return elapsed


def _speeds(grid: TimeGrid, times: Whole, limits: Mapping[str, float]) -> Real:
    """Return each crew's mean speed since the last control far enough behind [km/h]."""
    speeds = np.full(times.shape, np.nan)
    km, legs = grid.column("km"), grid.column("leg")
    last_time = np.full(times.shape[1], NONE, dtype=np.int64)
    last_km = np.full(times.shape[1], np.nan)
    for line in range(len(times)):
        if line and legs[line] != legs[line - 1]:
            last_time[:] = NONE
        if np.isnan(km[line]):
            continue
        timed = times[line] != NONE
        both = timed & (last_time != NONE)
        distance = km[line] - last_km
        far = both & (distance >= limits["speed_least_km"])
        hours = (times[line, far] - last_time[far]) / HOUR
        # A time that is not later at all is told by the order of the times.
        speeds[line, far] = np.divide(
            distance[far], hours, out=np.full(len(hours), np.nan), where=hours > 0
        )
        # Within a place the first time is kept, until the next place is far enough.
        fresh = timed & (~both | far)
        last_time[fresh], last_km[fresh] = times[line, fresh], km[line]
    return speeds


def measure(event: Event, readings: PassageReadings) -> pd.DataFrame:
    """Return the table of passages with what is measured about each, one row a passage."""
    grid, gaps = readings.grid, readings.gaps
    passages = event["passages"]
    frame = pd.DataFrame(index=passages.index)
    frame["number"] = passages["number"].to_numpy(dtype=np.float64, na_value=np.nan)
    for column in ("control", "point", "time"):
        frame[column] = passages[column]
    # A time whose control nobody knows has no day, but it was given: the control is what is wrong.
    frame["time_given"] = passages["time"].where(grid.line_of >= 0, pd.Timestamp(0, tz="UTC"))
    frame["copy"] = _copies(grid, passages)
    frame["elapsed_s"] = grid.per_passage(readings.elapsed_s, np.nan)
    frame["against_s"] = grid.per_passage(readings.against_s, np.nan)
    frame["gap_s"] = grid.per_passage(gaps.gap_s, np.nan)
    frame["alike_exact"] = grid.per_passage(gaps.alike_exact, np.nan)
    frame["alike_whole"] = grid.per_passage(gaps.alike_whole, np.nan)
    frame["speed_kmh"] = grid.per_passage(readings.speed_kmh, np.nan)
    frame["before_start_s"], frame["after_start_h"] = _around_start(readings)
    frame["since_midnight_h"] = grid.per_passage(_since_midnight(event, grid), np.nan)
    frame["by_hand"] = _by_hand(passages)
    other = np.where(gaps.before >= 0, grid.crews[gaps.before] if len(grid.crews) else 0, -1)
    frame["other"] = grid.per_passage(other, -1)
    return frame


def _copies(grid: TimeGrid, passages: pd.DataFrame) -> Any:
    """Return 1 for every time but the first of a crew at a point, else 0."""
    key = grid.line_of * np.int64(max(len(grid.crews), 1)) + grid.crew_of
    placed = (grid.line_of >= 0) & (grid.crew_of >= 0)
    later = pd.Series(np.where(placed, key, -1)).duplicated().to_numpy() & placed
    return np.where(passages["time"].notna(), later.astype(float), np.nan)


def _around_start(readings: PassageReadings) -> tuple[Real, Real]:
    """Return how long before the crew's due start a time is [s], and how long after it [h]."""
    grid = readings.grid
    before, after = (np.full(grid.times.shape, np.nan) for _ in range(2))
    for leg, due in grid.due.items():
        lines = np.flatnonzero((grid.column("leg") == leg) & ~readings.shifted)
        both = grid.known[lines] & (due != NONE)
        late = np.where(both, (grid.times[lines] - due) / SECOND, np.nan)
        before[lines] = -late
        after[lines] = late / 3600
    return grid.per_passage(before, np.nan), grid.per_passage(after, np.nan)


def _since_midnight(event: Event, grid: TimeGrid) -> Real:
    """Return the hours from the midnight that begins the leg's day, by the clocks of the zone."""
    hours = np.full(grid.times.shape, np.nan)
    for leg, midnight in midnights(event).items():
        lines = np.flatnonzero(grid.column("leg") == leg)
        counted = (grid.times[lines] - midnight) / HOUR
        hours[lines] = np.where(grid.known[lines], counted, np.nan)
    return hours


def _by_hand(passages: pd.DataFrame) -> Any:
    places, sources = pd.factorize(passages["source"])
    marked = pd.Series(sources, dtype="str").str.contains(BY_HAND, regex=True)
    return np.append(marked.fillna(False).to_numpy(dtype=float), 0.0)[places]
