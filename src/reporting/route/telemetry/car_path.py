"""One car's way through telemetry: its steps, its noise, its gaps, when it stood.

As for a single track (:mod:`reporting.route.motion`), in forms that cost little: closed lengths
on the ellipsoid, smoothing by convolution, standing still told from windows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from reporting.route.geodesy import scales
from reporting.route.methods import methods
from reporting.route.motion import LEAST_TRIPLES, without_crawls, without_short

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

SAMPLE = 8
"""The noise is told from so many stretches of a car's track ..."""

STRETCH = 600
"""... of so many points each."""

LEAST_POINTS = 5
"""A car with fewer points than this drove nowhere that could be told."""


@dataclass(frozen=True)
class CarPath:
    """One car's way: seconds since its first point, metres north and east of it, and the steps."""

    seconds: Numbers
    north: Numbers
    east: Numbers
    interval: Numbers
    usual: float

    @classmethod
    def of(cls, seconds: Numbers, north: Numbers, east: Numbers) -> CarPath:
        """Return the path through positions [m] at times [s]."""
        interval = np.diff(seconds)
        return cls(seconds, north, east, interval, float(np.median(interval[: SAMPLE * STRETCH])))

    def squares(self, reach: int = 1) -> Numbers:
        """Return the squared way across `reach` points [m2], for each point that has one."""
        north = self.north[reach:] - self.north[:-reach]
        east = self.east[reach:] - self.east[:-reach]
        north *= north
        east *= east
        north += east
        return north


def unrolled(lat: Numbers, lon: Numbers) -> tuple[Numbers, Numbers]:
    """Return positions as metres north and east whose differences are the steps' components.

    Each step is measured with the radii of curvature at its own middle, and the components are
    summed: differences over a few steps are lengths on the ellipsoid, whatever the whole extent.
    """
    to_north, to_east = scales((lat[:-1] + lat[1:]) / 2)
    north, east = np.empty(len(lat)), np.empty(len(lat))
    north[0] = east[0] = 0.0
    np.cumsum(to_north * np.diff(lat), out=north[1:])
    np.cumsum(to_east * np.diff(lon), out=east[1:])
    return north, east


def noise_of(path: CarPath) -> float:
    """Return by how much positions scatter [m], from some stretches of the track.

    As :func:`reporting.route.motion.noise_m`, which tells why.
    """
    if path.usual > methods()["sparse"]["interval_s"]:
        return 0.0
    begins = np.linspace(0, max(0, len(path.seconds) - STRETCH), SAMPLE).astype(int)
    parts = [slice(begin, begin + STRETCH) for begin in np.unique(begins)]
    variances = []
    for lag in (1, 2):
        bends = [_bends(path.seconds[p], path.north[p], path.east[p], lag) for p in parts]
        joined = np.abs(np.concatenate(bends))
        if joined.shape[0] < LEAST_TRIPLES:
            return 0.0
        variances.append(float(((np.median(joined, axis=0) / 0.674489750196) ** 2).sum()))
    return math.sqrt(max(0.0, (8 * variances[0] - variances[1]) / 7) / 12)


def _bends(seconds: Numbers, north: Numbers, east: Numbers, lag: int) -> Numbers:
    """Return second differences, north and east, where the times are even."""
    first, middle, last = slice(None, -2 * lag), slice(lag, -lag), slice(2 * lag, None)
    before, after = seconds[middle] - seconds[first], seconds[last] - seconds[middle]
    even = np.abs(before - after) < 0.1 * before
    bends = [axis[first] - 2 * axis[middle] + axis[last] for axis in (north, east)]
    return np.column_stack(bends)[even]


def smooth_steps(path: CarPath, noise: float, gap: NDArray[np.bool_]) -> Numbers:
    """Return the length of each step [m], noise smoothed away where the times are even."""
    limits = methods()["noise"]
    if noise < limits["least_m"]:
        return np.sqrt(path.squares())
    bandwidth = (noise**2 / limits["agility"]) ** 0.25
    half = max(2, round(4.0 * bandwidth / path.usual))
    uneven = np.flatnonzero(gap | (np.abs(path.interval - path.usual) > 0.1 * path.usual))
    smoothed = [_smoothed(axis, half, uneven) for axis in (path.north, path.east)]
    return np.sqrt(replace(path, north=smoothed[0], east=smoothed[1]).squares())


def _smoothed(axis: Numbers, half: int, uneven: NDArray[np.intp]) -> Numbers:
    """Return positions smoothed by local parabolas; as they are near uneven times and the ends."""
    width = 2 * half + 1
    if len(axis) <= width:
        return axis
    smooth = axis.copy()
    smooth[half:-half] = np.convolve(axis, _kernel(half), mode="valid")
    for place in uneven.tolist():
        near = slice(max(place - half + 1, 0), place + half + 1)
        smooth[near] = axis[near]
    return smooth


@cache
def _kernel(half: int) -> Numbers:
    """Return the weights of the parabola fitted to 2 half + 1 even points, at its middle."""
    from scipy.signal import savgol_coeffs

    return np.asarray(savgol_coeffs(2 * half + 1, 2))


def bends_cut(path: CarPath, steps: Numbers, gap: NDArray[np.bool_]) -> Numbers:
    """Return what sparse fixes cut off each step's bends [m], none where they are not sparse.

    As :func:`reporting.route.motion.cut_m`, whose share it is.
    """
    limits = methods()["sparse"]
    cut = np.zeros(len(steps))
    if path.usual > limits["interval_s"] and len(steps) > 1:
        both, across = steps[:-1] + steps[1:], np.sqrt(path.squares(2))
        straight = gap[:-1] | gap[1:] | (across < limits["turned"] * both)
        share = limits["bends"] + limits["bends_per_s"] * path.usual
        lost = np.where(straight, 0.0, both - across) * (share / 4)
        cut[:-1] += lost
        cut[1:] += lost
    return cut


def gaps_of(path: CarPath) -> NDArray[np.bool_]:
    """Return which steps are gaps: too long a while, or farther than anything drives."""
    bounds = methods()["gap"]
    late = path.interval > max(bounds["seconds"], bounds["intervals"] * path.usual)
    reach = path.interval * methods()["plausible"]["speed_mps"]
    return np.asarray(late | (path.squares() > reach * reach))


def still_steps(path: CarPath, steps: Numbers, noise: float) -> NDArray[np.bool_]:
    """Return during which steps the car stood."""
    limits = methods()["standing"]
    window = max(1, round(max(limits["window_s"], noise) / path.usual))
    slow = _slow(path, min(window, (len(path.seconds) - 1) // 2))
    still = slow[:-1] & slow[1:]
    _grant_yards(still, path)
    still = without_crawls(still, path.seconds, path.north, path.east)
    still = without_short(still, path.seconds, steps, value=False)
    return without_short(still, path.seconds, steps, value=True)


def _slow(path: CarPath, window: int) -> NDArray[np.bool_]:
    """Return at which points the car is slow, by the way across `window` points either side."""
    slowest = methods()["standing"]["speed_mps"]
    across = path.seconds[2 * window :] - path.seconds[: -2 * window]
    across *= slowest
    across *= across
    slow = np.empty(len(path.seconds), dtype=bool)
    slow[window:-window] = path.squares(2 * window) < across
    slow[:window], slow[-window:] = slow[window], slow[-window - 1]
    return slow


def _grant_yards(still: NDArray[np.bool_], path: CarPath) -> None:
    """Set as still the steps during which the car kept within a few metres for a long while.

    As for a single track, but looked at on every few points only.
    """
    limits = methods()["standing"]
    half, yard = limits["yard_s"] / 2, limits["yard_m"]
    every = max(1, round(half / 2 / path.usual))
    reach = max(1, round(half / path.usual / every))
    spans = [_span(axis[::every], reach) for axis in (path.north, path.east)]
    inside = np.concatenate([[False], np.hypot(*spans) < yard, [False]])
    edges = np.flatnonzero(inside[1:] != inside[:-1]).reshape(-1, 2)
    late = half - math.sqrt(2 * yard / limits["braking_mps2"])
    grow = max(0, round(late / path.usual)) + every // 2
    for begin, end in edges.tolist():
        still[max(begin * every - grow, 0) : (end - 1) * every + grow + 1] = True


def _span(axis: Numbers, reach: int) -> Numbers:
    """Return how much an axis varies within `reach` places either side."""
    padded = np.pad(axis, reach, mode="edge")
    most, least = padded[: len(axis)].copy(), padded[: len(axis)].copy()
    for shift in range(1, 2 * reach + 1):
        shifted = padded[shift : shift + len(axis)]
        np.maximum(most, shifted, out=most)
        np.minimum(least, shifted, out=least)
    return most - least
