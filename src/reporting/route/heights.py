"""Climb and descent as a band: how much a road rises depends on how finely one looks.

Heights are put on an even grid along the road, slips are taken out, and the profile is read three
times: coarsely, so that only real climbs count (low), as a road engineer would (central), and as
finely as the data allows (high). A change counts once it exceeds a least height since the last
turning point. Methods and thresholds: methods.toml, ``height``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.route.methods import methods

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

KILOMETRE = 1000.0


@dataclass(frozen=True, slots=True)
class Band:
    """A measure with its lower and upper limit."""

    low: float
    central: float
    high: float

    def as_json(self, decimals: int = 0) -> dict[str, float]:
        """Return the three numbers, rounded."""
        return {
            "low": round(self.low, decimals),
            "central": round(self.central, decimals),
            "high": round(self.high, decimals),
        }


def total(bands: Iterable[Band]) -> Band:
    """Return the sum of several measures, limit by limit: they may all err the same way."""
    parts = list(bands)
    return Band(
        math.fsum(part.low for part in parts),
        math.fsum(part.central for part in parts),
        math.fsum(part.high for part in parts),
    )


@dataclass(frozen=True)
class Profile:
    """Heights along a road.

    Parameters
    ----------
    along_m
        Distance from the start on an even grid [m].
    height_m
        Height, smoothed as for the central reading [m].
    ascent, descent
        Metres climbed and descended.
    steepest
        Steepest kilometre: gradient (rise over run, negative downhill) and where it begins [m];
        None on roads shorter than a kilometre.
    terrain_m
        Metres of road whose heights were those of the ground above a tunnel or under a viaduct.
    """

    along_m: Numbers
    height_m: Numbers
    ascent: Band
    descent: Band
    steepest: tuple[float, float] | None
    terrain_m: float = 0.0

    @property
    def highest(self) -> tuple[float, float]:
        """Greatest height and where it is, both [m]."""
        place = int(np.argmax(self.height_m))
        return float(self.height_m[place]), float(self.along_m[place])


def profile(along: Numbers, heights: Numbers, noise: float = 0.0) -> Profile | None:
    """Return the profile of a road.

    Parameters
    ----------
    along
        Distance from the start of each point [m], never falling.
    heights
        Heights [m]; NaN where unknown.
    noise
        How much heights scatter [m], where that is known from standing still.

    Returns
    -------
    Profile or None
        None where too few heights are known, or the road is too short to tell.
    """
    limits: Any = methods()["height"]
    known = np.isfinite(heights)
    if known.mean() < limits["share"] or along[-1] < 2 * limits["grid_m"]:
        return None
    grid = np.arange(0.0, along[-1] + limits["grid_m"] / 2, limits["grid_m"])
    even = _without_slips(np.interp(grid, *_averaged(along[known], heights[known])))
    even, terrain_m = on_road(even, limits["grid_m"])
    rises, falls = zip(*(_reading(even, limits[name], noise) for name in BAND), strict=True)
    central = _smooth(even, limits["central"]["smooth_m"])
    steepest = _steepest(grid, central)
    return Profile(grid, central, _band(rises), _band(falls), steepest, terrain_m)


BAND = ("low", "central", "high")


def _band(values: tuple[float, ...]) -> Band:
    """Return three readings as a band, with what the grid takes given back to the finest."""
    low, central, high = sorted(values)
    return Band(low, central, high * (1 + methods()["height"]["margin"]))


def _averaged(along: Numbers, heights: Numbers) -> tuple[Numbers, Numbers]:
    """Return distances, each once, with the mean of the heights told for it."""
    places, first, count = np.unique(along, return_index=True, return_counts=True)
    sums = np.add.reduceat(heights, first)
    return places, np.asarray(sums / count)


def _without_slips(heights: Numbers) -> Numbers:
    """Return heights with those far from the median of their surroundings put in between."""
    from scipy.ndimage import median_filter

    limits = methods()["height"]
    size = 2 * int(limits["surroundings_m"] / limits["grid_m"] / 2) + 1
    off = np.abs(heights - median_filter(heights, size, mode="nearest"))
    usual = float(np.median(off)) / 0.674489750196
    fair = off <= max(limits["slip_m"], 6 * usual)
    places = np.arange(len(heights))
    return np.asarray(np.interp(places, places[fair], heights[fair]))


def on_road(heights: Numbers, step: float) -> tuple[Numbers, float]:
    """Return heights that a road can have, and over how many metres they had to be put in.

    Ground above a tunnel rises, and ground under a viaduct falls, more steeply than any road: such
    a stretch, from where it leaves what a road can climb to where it comes back, is taken as a
    straight line between its ends.

    Parameters
    ----------
    heights
        On an even grid along the road [m].
    step
        Of the grid [m].
    """
    limits = methods()["height"]
    rise = limits["steepest"] * step
    wrong = np.zeros(len(heights), dtype=bool)
    for sign in (1.0, -1.0):
        over = sign * heights - _slope_limited(sign * heights, rise)
        over[-1] = 0.0  # a stretch to the very end has no other end to be put in between
        for first, last in _stretches(over > 0.5):
            ends = heights[first] - heights[first - 1], heights[last - 1] - heights[last]
            steep = first > 0 and min(sign * end for end in ends) > 0.9 * rise
            if steep and over[first:last].max() > limits["terrain_m"]:
                wrong[first:last] = True
    places = np.arange(len(heights))
    if not wrong.any() or wrong.all():
        return heights, 0.0
    return np.interp(places, places[~wrong], heights[~wrong]), float(wrong.sum() * step)


def _slope_limited(heights: Numbers, rise: float) -> Numbers:
    """Return the highest line under `heights` that rises by no more than `rise` a step."""
    ramp = np.arange(len(heights)) * rise
    ahead = np.minimum.accumulate(heights - ramp) + ramp
    back = np.minimum.accumulate((heights + ramp)[::-1])[::-1] - ramp
    return np.asarray(np.minimum(ahead, back))


def _stretches(chosen: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], chosen.astype(int), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _smooth(heights: Numbers, metres: float) -> Numbers:
    from scipy.ndimage import gaussian_filter1d

    return np.asarray(
        gaussian_filter1d(heights, metres / methods()["height"]["grid_m"], mode="nearest")
    )


def _reading(heights: Numbers, how: dict[str, float], noise: float) -> tuple[float, float]:
    """Return metres climbed and descended in one reading."""
    least = max(how["least_m"], how["noises"] * noise)
    return climbs(_smooth(heights, how["smooth_m"] + how["per_noise"] * noise), least)


def climbs(heights: Numbers, least: float) -> tuple[float, float]:
    """Return metres climbed and descended, counting changes of at least `least` metres.

    Examples
    --------
    >>> climbs(np.array([0.0, 10.0, 8.0, 30.0, 5.0]), 5.0)
    (30.0, 25.0)
    """
    up = down = 0.0
    turned = extreme = float(heights[0])
    rising = 0
    for height in heights.tolist():
        if rising == 0 and abs(height - turned) >= least:
            rising, extreme = (1 if height > turned else -1), height
        elif rising * (height - extreme) > 0:
            extreme = height
        elif rising and rising * (extreme - height) >= least:
            up, down = _added(up, down, extreme - turned)
            turned, extreme, rising = extreme, height, -rising
    return _added(up, down, extreme - turned) if rising else (up, down)


def _added(up: float, down: float, change: float) -> tuple[float, float]:
    return (up + change, down) if change > 0 else (up, down - change)


def _steepest(along: Numbers, heights: Numbers) -> tuple[float, float] | None:
    step = float(along[1] - along[0])
    apart = round(KILOMETRE / step)
    if len(heights) <= apart:
        return None
    rise = heights[apart:] - heights[:-apart]
    place = int(np.argmax(np.abs(rise)))
    return float(rise[place]) / KILOMETRE, float(along[place])


def standing_noise(heights: Numbers, standing: NDArray[np.bool_], seconds: Numbers) -> float:
    """Return how much heights scatter while the car stands [m]; 0 where it stands too little.

    Parameters
    ----------
    heights
        Heights of the points [m].
    standing
        Which steps between them were standing still.
    seconds
        Times of the points [s].
    """
    still = np.concatenate([standing, [False]]) & np.isfinite(heights)
    lasted = float(np.diff(seconds)[standing].sum()) if len(seconds) > 1 else 0.0
    if lasted < methods()["height"]["noise_s"] or still.sum() < 10:
        return 0.0
    groups = np.cumsum(np.concatenate([[True], np.diff(still.astype(int)) == 1]))[still]
    _, group = np.unique(groups, return_inverse=True)
    means = np.bincount(group, heights[still]) / np.bincount(group)
    spread = heights[still] - means[group]
    return math.sqrt(float(np.mean(spread**2)))
