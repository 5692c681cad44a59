"""How far and how long a car drove: noise smoothed away, standing still left out.

Noise makes a track longer: a metre of it at every second adds half a per cent at 50 km/h, five
metres add a tenth. So positions are smoothed before they are summed, as much as their own noise
asks for and no more: by the spline that weighs nearness to the points against acceleration, its
stiffness being noise squared over the acceleration that a car shows (methods.toml, ``noise``).

Fixes some seconds apart cut the bends, and their second differences are bends, not noise: they are
never smoothed. What they cut is told from what is lost by leaving out every second fix
(methods.toml, ``sparse``), so that a length is never less than its chords.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporting.route.geodesy import ellipsoid, steps_m
from reporting.route.methods import methods

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporting.route.track import Track

    Numbers = NDArray[np.float64]

METRES_PER_DEGREE = 111195.0
"""Of latitude, good to half a per cent: for measuring noise, not lengths."""

RARE_S = 300.0
"""Fixes farther apart than this [s] on average are rare: a file may span years."""

STIFFER = 16
"""So many times stiffer a slow drive is smoothed to see how much of its length may be noise."""

LEAST_TRIPLES = 50
"""Fewer evenly spaced triples than this tell nothing about the noise."""


@dataclass(frozen=True)
class Motion:
    """One run of positions, as driven.

    Parameters
    ----------
    lat, lon
        Smoothed positions [degrees].
    seconds
        Since the run's first point [s]; None without times.
    steps_m
        Length of each step [m], 0 while standing.
    moving
        Which steps were driven.
    lost_m
        What would be lost of the length by leaving out every second point [m]; of a slow drive,
        by smoothing it more.
    """

    lat: Numbers
    lon: Numbers
    seconds: Numbers | None
    steps_m: Numbers
    moving: NDArray[np.bool_]
    lost_m: float = 0.0

    @property
    def metres(self) -> float:
        """Length driven [m]."""
        return math.fsum(self.steps_m)

    @property
    def moving_s(self) -> float:
        """Time spent moving [s]; NaN without times."""
        if self.seconds is None:
            return math.nan
        return math.fsum(np.diff(self.seconds)[self.moving])

    @property
    def standing_s(self) -> float:
        """Time spent standing [s]; NaN without times."""
        if self.seconds is None:
            return math.nan
        return math.fsum(np.diff(self.seconds)[~self.moving])


def noise_m(runs: Sequence[Track]) -> float:
    """Return by how much positions scatter [m], 0 where there are no times or too few points.

    Second differences of positions hold noise and acceleration. Over twice the interval the part
    of the noise stays what it was, that of the car grows eightfold or more: from both the noise
    follows, as the nugget follows from a variogram. Medians keep curves and spikes out of it.
    """
    if usual_s(runs) > methods()["sparse"]["interval_s"]:
        return 0.0
    once, twice = _second_differences(runs, 1), _second_differences(runs, 2)
    if min(len(once), len(twice)) < LEAST_TRIPLES:
        return 0.0
    near = _variance(once[:, 0]) + _variance(once[:, 1])
    far = _variance(twice[:, 0]) + _variance(twice[:, 1])
    return math.sqrt(max(0.0, (8 * near - far) / 7) / 12)


def usual_s(runs: Sequence[Track]) -> float:
    """Return the usual interval between fixes [s]; 0 without times."""
    steps = [np.diff(run.seconds) for run in runs if run.timed and len(run) > 1]
    return float(np.median(np.concatenate(steps))) if steps else 0.0


def _second_differences(runs: Sequence[Track], lag: int) -> Numbers:
    """Return second differences over `lag` intervals, north and east [m], of even triples."""
    long = (run for run in runs if run.timed and len(run) > 2 * lag)
    return np.concatenate([np.empty((0, 2)), *(_of_run(run, lag) for run in long)])


def _of_run(run: Track, lag: int) -> Numbers:
    north = run.lat * METRES_PER_DEGREE
    east = run.lon * METRES_PER_DEGREE * math.cos(math.radians(float(run.lat.mean())))
    first, middle, last = slice(None, -2 * lag), slice(lag, -lag), slice(2 * lag, None)
    seconds = run.seconds
    before, after = seconds[middle] - seconds[first], seconds[last] - seconds[middle]
    even = np.abs(before - after) < 0.1 * before
    bends = [axis[first] - 2 * axis[middle] + axis[last] for axis in (north, east)]
    return np.column_stack(bends)[even]


def _variance(values: Numbers) -> float:
    """Return a variance from the median of the absolute values (normal distribution)."""
    return float(np.median(np.abs(values)) / 0.674489750196) ** 2


def motion(run: Track, noise: float, interval: float = 0.0) -> Motion:
    """Return how a run was driven.

    Parameters
    ----------
    run
        Positions without spikes and gaps.
    noise
        How much they scatter [m]; below the least that counts they are taken as they are.
    interval
        The usual interval between fixes of the whole track [s].
    """
    limits = methods()["sparse"]
    if not run.timed or len(run) < 2:
        steps = steps_m(run.lat, run.lon)
        lost = float(cut_m(run.lat, run.lon, steps, limits["drawn_m"]).sum())
        seconds = run.seconds if run.timed else None
        return Motion(run.lat, run.lon, seconds, steps, np.ones(len(steps), dtype=bool), lost)
    seconds = run.seconds
    if interval > limits["interval_s"]:
        return _sparse(run, interval)
    places = np.column_stack([run.lat, run.lon])
    lively = _lively(seconds, run.lat, run.lon)
    lat, lon = smoothed(seconds, places, noise, lively).T.copy()
    steps = steps_m(lat, lon)
    moving = ~_standing(seconds, lat, lon, steps, noise)
    steps = np.where(moving, steps, 0.0)
    lost = 0.0
    if lively < 1 and noise >= methods()["noise"]["least_m"]:
        stiffer = steps_m(*smoothed(seconds, places, noise, lively / STIFFER).T)
        lost = max(0.0, float((steps - stiffer)[moving].sum()))
    return Motion(lat, lon, seconds, steps, moving, lost)


def _lively(seconds: Numbers, lat: Numbers, lon: Numbers) -> float:
    """Return how freely a car accelerates that goes at this pace, as a share of one on the road.

    Through the same bends acceleration is as the square of the speed: a parade at walking pace
    has next to none, and what scatters in it is noise.
    """
    limits = methods()
    speeds = _speeds(seconds, lat, lon, limits["standing"]["yard_s"])
    speeds = speeds[speeds > limits["standing"]["pace_mps"]]
    pace = float(np.median(speeds)) if speeds.size else 0.0
    slowest = limits["standing"]["pace_mps"]
    return min(1.0, (max(pace, slowest) / limits["noise"]["lively_mps"]) ** 2)


def _sparse(run: Track, interval: float) -> Motion:
    """Return how a run of sparse fixes was driven: chords, and the bends that they cut."""
    limits = methods()["sparse"]
    seconds, steps = run.seconds, steps_m(run.lat, run.lon)
    moving = ~_standing(seconds, run.lat, run.lon, steps, 0.0)
    driven = moving | (steps > limits["step_m"])
    cut = np.where(driven, cut_m(run.lat, run.lon, steps), 0.0)
    share = limits["bends"] + limits["bends_per_s"] * interval
    lengths = np.where(driven, steps + share * cut, 0.0)
    return Motion(run.lat, run.lon, seconds, lengths, moving, float(cut.sum()))


def cut_m(lat: Numbers, lon: Numbers, steps: Numbers, longest: float = math.inf) -> Numbers:
    """Return what leaving out every second point would take from each step [m].

    Parameters
    ----------
    lat, lon
        The points [degrees].
    steps
        Lengths of the steps between them [m].
    longest
        Steps longer than this are straight [m].
    """
    cut = np.zeros(len(steps))
    if len(steps) > 1:
        both, across = steps[:-1] + steps[1:], _across(lat, lon)
        turned = across < methods()["sparse"]["turned"] * both
        straight = np.maximum(steps[:-1], steps[1:]) > longest
        lost = np.where(turned | straight, 0.0, both - across) / 4
        cut[:-1] += lost
        cut[1:] += lost
    return cut


def _across(lat: Numbers, lon: Numbers) -> Numbers:
    """Return the geodesic from each point to the one after the next [m]."""
    _, _, metres = ellipsoid().inv(lon[:-2], lat[:-2], lon[2:], lat[2:])
    return np.asarray(metres, dtype=float)


def smoothed(seconds: Numbers, degrees: Numbers, noise: float, lively: float = 1.0) -> Numbers:
    """Return positions smoothed against `noise` [m]; as they are where it is little.

    Parameters
    ----------
    seconds
        Times of the n points [s], ascending.
    degrees
        Their coordinates: n, or n of several axes.
    noise
        How much they scatter [m].
    lively
        How freely the car accelerates, as a share of one on the road.

    Notes
    -----
    The natural cubic spline that weighs nearness to the points against the square of its second
    derivative, at the points alone: with the steps h, the second differences Q and the spline's
    Gram matrix R, ``(R + lam Q'Q) c = Q'y`` and the smoothed points are ``y - lam Q c`` (Reinsch
    1967, *Smoothing by spline functions*, Numerische Mathematik 10). scipy's
    ``make_smoothing_spline`` gives the same, but goes through all points in Python.
    """
    from scipy.linalg import solveh_banded

    limits = methods()["noise"]
    if noise < limits["least_m"] or len(seconds) < 5:
        return degrees
    stiffness = noise**2 / (limits["agility"] * lively)
    step = np.diff(seconds)
    before, after = 1 / step[:-1], 1 / step[1:]
    middle = -before - after
    gram = np.zeros((3, len(middle)))  # upper bands of R + lam Q'Q, the diagonal last
    gram[2] = (step[:-1] + step[1:]) / 3 + stiffness * (before**2 + middle**2 + after**2)
    gram[1, 1:] = step[1:-1] / 6 + stiffness * (after[:-1] * middle[1:] + middle[:-1] * before[1:])
    gram[0, 2:] = stiffness * after[:-2] * before[2:]
    slopes = np.diff(degrees, axis=0) / step.reshape(-1, *[1] * (degrees.ndim - 1))
    curve = solveh_banded(gram, np.diff(slopes, axis=0), check_finite=False)
    less = np.zeros_like(degrees)
    for place, weight in enumerate((before, middle, after)):
        rows = slice(place, len(degrees) - 2 + place)
        less[rows] += (weight * curve.T).T
    return np.asarray(degrees - stiffness * less)


def _standing(
    seconds: Numbers, lat: Numbers, lon: Numbers, steps: Numbers, noise: float
) -> NDArray[np.bool_]:
    """Return during which steps the car stood: hardly any speed, or never out of a small yard."""
    limits = methods()["standing"]
    window = max(limits["window_s"], noise)
    slow = _speeds(seconds, lat, lon, window) < limits["speed_mps"]
    still = (slow[:-1] & slow[1:]) | _in_a_yard(seconds, lat, lon)
    north = lat * METRES_PER_DEGREE
    east = lon * METRES_PER_DEGREE * math.cos(math.radians(float(lat.mean())))
    still = without_crawls(still, seconds, north, east)
    still = without_short(still, seconds, steps, value=False)
    return without_short(still, seconds, steps, value=True)


def _in_a_yard(seconds: Numbers, lat: Numbers, lon: Numbers) -> NDArray[np.bool_]:
    """Return during which steps the car kept within a few metres for a long while.

    Wandering positions of a car that stands have some speed, but go nowhere. The while begins
    after the car has stopped, by as much as it needs to brake within the yard: that is given back.
    """
    from scipy.ndimage import maximum_filter1d, minimum_filter1d

    limits = methods()["standing"]
    half, yard = limits["yard_s"] / 2, limits["yard_m"]
    if seconds[-1] > RARE_S * len(
        seconds
    ):  # between fixes so rare every second is a straight line's
        north, east = np.diff(lat), np.diff(lon) * math.cos(math.radians(float(lat.mean())))
        pace = np.hypot(north, east) * METRES_PER_DEGREE / np.maximum(np.diff(seconds), 1e-3)
        return np.asarray(pace * limits["yard_s"] < yard)
    clock = np.arange(0.0, seconds[-1] + 1.0)
    if len(clock) <= 2 * half:
        return np.zeros(len(seconds) - 1, dtype=bool)
    north = np.interp(clock, seconds, lat) * METRES_PER_DEGREE
    narrowing = math.cos(math.radians(float(lat.mean())))
    east = np.interp(clock, seconds, lon) * METRES_PER_DEGREE * narrowing
    width = 2 * int(half) + 1
    spans = [
        maximum_filter1d(axis, width) - minimum_filter1d(axis, width) for axis in (north, east)
    ]
    inside = np.hypot(*spans) < yard
    late = half - math.sqrt(2 * yard / limits["braking_mps2"])
    grown = maximum_filter1d(inside, 2 * max(0, round(late)) + 1)
    middles = (seconds[:-1] + seconds[1:]) / 2
    return np.asarray(grown[np.clip(np.rint(middles).astype(int), 0, len(clock) - 1)])


def _speeds(seconds: Numbers, lat: Numbers, lon: Numbers, window: float) -> Numbers:
    """Return the speed at each point [m/s]: the way across `window` either side, over its time."""
    begin = np.maximum(seconds - window, seconds[0])
    end = np.minimum(seconds + window, seconds[-1])
    lats = [np.interp(moment, seconds, lat) for moment in (begin, end)]
    lons = [np.interp(moment, seconds, lon) for moment in (begin, end)]
    north = (lats[1] - lats[0]) * METRES_PER_DEGREE
    east = (lons[1] - lons[0]) * METRES_PER_DEGREE * np.cos(np.radians(lat))
    return np.asarray(np.hypot(north, east) / np.maximum(end - begin, 1e-3))


def without_crawls(
    still: NDArray[np.bool_], seconds: Numbers, north: Numbers, east: Numbers
) -> NDArray[np.bool_]:
    """Return `still` without stands that lead somewhere: a parade moves, however slowly.

    A stand is a place. One whose end lies farther from its beginning than wandering positions do,
    at a pace that is no wandering, is driven; parts of it that keep their place for a while stay
    stands.

    Parameters
    ----------
    still
        For each of n - 1 steps: does the car stand?
    seconds, north, east
        Times [s] and positions [m] of the n points.
    """
    limits = methods()["standing"]
    cuts = np.flatnonzero(still[1:] != still[:-1]) + 1
    first, last = np.append(0, cuts), np.append(cuts, len(still))
    way = np.hypot(north[last] - north[first], east[last] - east[first])
    lasted = seconds[last] - seconds[first]
    crawls = still[first] & (way > limits["place_m"]) & (way > limits["pace_mps"] * lasted)
    kept = still.copy()
    for begin, end in zip(first[crawls].tolist(), last[crawls].tolist(), strict=True):
        part = slice(begin, end + 1)
        kept[begin:end] = _keeping_still(seconds[part], north[part], east[part])
    return kept


def _keeping_still(seconds: Numbers, north: Numbers, east: Numbers) -> NDArray[np.bool_]:
    """Return during which steps of a crawl nothing moved: hardly any way over a longer while."""
    limits = methods()["standing"]
    half = limits["crawl_s"] / 2
    middle = (seconds[:-1] + seconds[1:]) / 2
    begin, end = np.maximum(middle - half, seconds[0]), np.minimum(middle + half, seconds[-1])
    axes = [
        np.interp(end, seconds, axis) - np.interp(begin, seconds, axis) for axis in (north, east)
    ]
    return np.asarray(np.hypot(*axes) < limits["pace_mps"] * (end - begin))


def without_short(
    still: NDArray[np.bool_], seconds: Numbers, steps: Numbers, *, value: bool
) -> NDArray[np.bool_]:
    """Return `still` with runs of `value` that are too short to be true turned round.

    A move that is short in time and in way between two stands is noise; a stand must last.

    Parameters
    ----------
    still
        For each of n - 1 steps: does the car stand?
    seconds
        Times of the n points [s].
    steps
        Lengths of the steps [m].
    value
        Whether stands are looked at, or moves.
    """
    limits = methods()["standing"]
    cuts = np.flatnonzero(still[1:] != still[:-1]) + 1
    first, last = np.append(0, cuts), np.append(cuts, len(still))
    lasted = seconds[last] - seconds[first]
    if value:
        wrong = lasted < limits["least_s"]
    else:
        way = np.add.reduceat(steps, first)
        inside = (first > 0) & (last < len(still))
        wrong = inside & (lasted < limits["move_s"]) & (way < limits["move_m"])
    wrong &= still[first] == value
    return np.asarray(still ^ np.repeat(wrong, last - first))
