"""Telemetry at scale: how far and how long each car drove, from per-second tracks of all.

The steps are those of a single track (:mod:`reporting.route.motion`), in forms that cost little:
closed lengths on the ellipsoid, a polynomial smoothing by convolution, standing still told from
windows. Cars are worked on side by side in threads, each a few tens of thousands of points that
fit the processor's cache.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.route.cleaning import without_spikes
from reporting.route.methods import methods
from reporting.route.telemetry.car_path import (
    LEAST_POINTS,
    CarPath,
    bends_cut,
    gaps_of,
    noise_of,
    smooth_steps,
    still_steps,
    unrolled,
)
from reporting.route.telemetry.telemetry_tables import Telemetry

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from reporting.route.track import Track

    Numbers = NDArray[np.float64]

COLUMNS = {
    "number": "Int64",
    "points": "Int64",
    "spikes": "Int64",
    "gaps": "Int64",
    "distance_km": "float64",
    "bridged_km": "float64",
    "moving_s": "float64",
    "standing_s": "float64",
    "noise_m": "float64",
}
"""Columns of the result and their types; units are in their names."""


def distances(telemetry: Telemetry, threads: int | None = None) -> pd.DataFrame:
    """Return how far and how long each car drove.

    Parameters
    ----------
    telemetry
        Positions of all cars; in any order, fastest where each car's rows stand together in the
        order of time.
    threads
        Cars worked on at once; as many as there are processors where nothing is said.

    Returns
    -------
    pandas.DataFrame
        A row a car, sorted by number: `points`, `spikes` taken out, `gaps`, `distance_km` (gaps
        that were driven through included, as the straight lines of `bridged_km`), `moving_s`,
        `standing_s`, `noise_m`.
    """
    import pandas as pd

    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        rows = list(pool.map(lambda item: _row(telemetry, *item), _cars(telemetry)))
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    return frame.sort_values("number", ignore_index=True)


def _cars(telemetry: Telemetry) -> Iterator[tuple[int, Any]]:
    """Go through the cars: number, and where its rows are in the order of time."""
    number = telemetry.number
    if not len(number):
        return
    cuts = np.flatnonzero(number[1:] != number[:-1]) + 1
    first, last = np.append(0, cuts), np.append(cuts, len(number))
    together = len(np.unique(number[first])) == len(first)
    order = None if together else np.argsort(number, kind="stable")
    if order is not None:
        sizes = np.unique(number, return_counts=True)[1]
        last = np.cumsum(sizes)
        first = last - sizes
    for begin, end in zip(first.tolist(), last.tolist(), strict=True):
        rows = slice(begin, end) if order is None else order[begin:end]
        yield int(number[rows][0]), rows


def _row(telemetry: Telemetry, number: int, rows: Any) -> tuple[Any, ...]:
    time = telemetry.time[rows].view(np.int64)
    lat, lon = telemetry.lat[rows], telemetry.lon[rows]
    points = len(time)
    if points > 1 and int(np.diff(time).min()) <= 0:
        time, kept = np.unique(time, return_index=True)
        lat, lon = lat[kept], lon[kept]
    return number, points, *_driven((time - time[:1]) / 1e9, lat, lon)


def _driven(seconds: Numbers, lat: Numbers, lon: Numbers) -> tuple[Any, ...]:
    """Return spikes, gaps, kilometres, bridged kilometres, moving and standing time, noise."""
    if len(seconds) < LEAST_POINTS:
        return 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0
    path, spikes = _without_spikes(CarPath.of(seconds, *unrolled(lat, lon)), lat, lon)
    gap = gaps_of(path)
    noise = noise_of(path)
    steps = smooth_steps(path, noise, gap)
    bridged, through, waited = _across(path, gap)
    still = still_steps(path, steps, noise)
    moving = ~(still | gap)
    metres = float(_lengths(path, steps, gap, still).sum()) + bridged
    driven = float(path.interval[moving].sum()) + through
    standing = float(path.interval[still & ~gap].sum()) + waited
    return spikes, int(gap.sum()), metres / 1e3, bridged / 1e3, driven, standing, noise


def odometer_m(track: Track) -> Numbers:
    """Return how far a car has driven at each position [m]: noise smoothed, standing left out.

    Parameters
    ----------
    track
        Positions with rising times.
    """
    if len(track) < LEAST_POINTS:
        return np.zeros(len(track))
    path = CarPath.of(track.seconds, *unrolled(track.lat, track.lon))
    noise = noise_of(path)
    gap = np.zeros(len(path.interval), dtype=bool)
    steps = smooth_steps(path, noise, gaps_of(path))
    lengths = _lengths(path, steps, gap, still_steps(path, steps, noise))
    return np.concatenate([[0.0], np.cumsum(lengths)])


def _lengths(
    path: CarPath, steps: Numbers, gap: NDArray[np.bool_], still: NDArray[np.bool_]
) -> Numbers:
    """Return how far the car drove in each step [m]: gaps and standing still left out.

    A step of sparse fixes that leads somewhere is driven, whatever its speed.
    """
    limits = methods()["sparse"]
    driven = ~(still | gap)
    if path.usual > limits["interval_s"]:
        driven |= ~gap & (steps > limits["step_m"])
        steps = steps + bends_cut(path, steps, gap)
    return np.where(driven, steps, 0.0)


def _without_spikes(path: CarPath, lat: Numbers, lon: Numbers) -> tuple[CarPath, int]:
    """Return the path without spikes, and how many there were."""
    fastest = methods()["plausible"]["speed_mps"]
    squares = path.squares()
    if not (squares > (fastest * path.interval) ** 2).any():
        return path, 0
    keep = without_spikes(lat, lon, path.seconds, np.sqrt(squares) / path.interval)
    kept = CarPath.of(path.seconds[keep], path.north[keep], path.east[keep])
    return kept, len(keep) - int(keep.sum())


def _across(path: CarPath, gap: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return metres and seconds of gaps driven through, and seconds of the others."""
    places = np.flatnonzero(gap)
    if not places.size:
        return 0.0, 0.0, 0.0
    north, east = (axis[places + 1] - axis[places] for axis in (path.north, path.east))
    metres, lasted = np.hypot(north, east), path.interval[places]
    slowest, fastest = methods()["standing"]["speed_mps"], methods()["plausible"]["speed_mps"]
    bounds = methods()["gap"]
    least = np.where(lasted > bounds["long_s"], bounds["long_mps"], slowest)
    driven = (metres >= least * lasted) & (metres <= fastest * lasted)
    driven &= lasted <= bounds["longest_s"]
    stood = ~driven & (metres <= bounds["carried_m"])
    return float(metres[driven].sum()), float(lasted[driven].sum()), float(lasted[stood].sum())
