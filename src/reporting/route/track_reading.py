"""Reading a track of any kind, and what is wrong in it before anything is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reporting.caveats import Caveat
from reporting.route.fit import read_fit
from reporting.route.geodesy import steps_m
from reporting.route.gpx import read_gpx
from reporting.route.methods import methods
from reporting.route.refusal import refusal
from reporting.route.telemetry.telemetry_tables import read_telemetry
from reporting.route.track import NO_TIME, Track

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporting.route.places import Waypoint

FAR_DEGREES = 1.0
"""A track farther than this from every place of the event is held against the swapped one."""


def _read_table(path: Path) -> Track:
    """Read a table that holds one car's track."""
    telemetry = read_telemetry(path)
    cars = np.unique(telemetry.number)
    if len(cars) > 1:
        raise refusal("track-several-cars", path, cars=len(cars))
    return telemetry.car(int(cars[0]), path.name) if len(cars) else telemetry.car(0, path.name)


READERS: dict[str, Callable[[Path], Track]] = {
    ".gpx": read_gpx,
    ".fit": read_fit,
    ".csv": _read_table,
    ".parquet": _read_table,
}


def read_track(path: Path) -> Track:
    """Read a track from GPX, FIT, CSV or Parquet and note what is implausible in it.

    Returns
    -------
    Track
        With its points as they stand in the file; times and heights that cannot be are dropped
        and told in its caveats.

    Raises
    ------
    InputError
        For a file that is not there, of another kind, broken, too large, with a position outside
        the world, or with fewer than two points.
    """
    if not path.is_file():
        raise refusal("track-missing", path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise refusal("track-unknown", path, value=path.suffix)
    track = reader(path)
    if len(track) < 2:
        raise refusal("track-one-point" if len(track) else "track-empty", path)
    return _with_times(_with_heights(track))


def _with_heights(track: Track) -> Track:
    """Return the track without heights that no road has."""
    heights = track.elevation_m
    bounds = methods()["plausible"]
    known = np.isfinite(heights)
    if known.any() and not heights[known].any():
        blank = np.full(len(track), np.nan)
        return _replaced(track, elevation_m=blank).noting(Caveat("track-heights-zero"))
    with np.errstate(invalid="ignore"):
        wrong = known & ~((heights >= bounds["lowest_m"]) & (heights <= bounds["highest_m"]))
    if wrong.any():
        cleaned = np.where(wrong, np.nan, heights)
        note = Caveat("track-heights-impossible", {"count": int(wrong.sum())})
        return _replaced(track, elevation_m=cleaned).noting(note)
    return track


def _with_times(track: Track) -> Track:
    """Return the track without times that no receiver gives, in the order of time."""
    told = ~np.isnat(track.time)
    first = np.datetime64(f"{int(methods()['plausible']['first_year'])}-01-01", "ns")
    early = told & (track.time < first)
    blank = np.full(len(track), NO_TIME, dtype="datetime64[ns]")
    if early.any():
        year = str(track.time[early][0].astype("datetime64[Y]"))
        note = Caveat("track-times-impossible", {"count": int(early.sum()), "year": year})
        return _replaced(track, time=blank).noting(note)
    if told.any() and told.mean() < methods()["plausible"]["times_share"]:
        note = Caveat("track-times-missing", {"count": int((~told).sum()), "points": len(track)})
        return _replaced(track, time=blank).noting(note)
    if not told.all() and told.any():
        track = _times_filled(track, told)
        told = np.ones(len(track), dtype=bool)
    if told.all() and bool((np.diff(track.time) < np.timedelta64(0)).any()):
        order = np.argsort(track.time, kind="stable")
        return track.keep(order).noting(Caveat("track-times-disordered"))
    return track


def _times_filled(track: Track, told: NDArray[np.bool_]) -> Track:
    """Return the track with times put in between known ones, in proportion to the distance.

    Points before the first known time and after the last are left out.
    """
    along = np.concatenate([[0.0], np.cumsum(steps_m(track.lat, track.lon))])
    known = track.time[told].astype(np.int64)
    filled = np.interp(along, along[told], known - known[0]) + known[0]
    inside = np.arange(len(track))
    first, last = np.flatnonzero(told)[[0, -1]]
    note = Caveat("track-times-filled", {"count": int((~told).sum()), "points": len(track)})
    timed = _replaced(track, time=filled.astype(np.int64).astype("datetime64[ns]"))
    return timed.keep((inside >= first) & (inside <= last)).noting(note)


def _replaced(track: Track, **changes: object) -> Track:
    from dataclasses import replace

    return replace(track, **changes)  # type: ignore[arg-type]


def refuse_swapped(track: Track, places: Sequence[Waypoint], path: Path) -> None:
    """Refuse a track that lies on the event's places only with latitude and longitude swapped.

    Raises
    ------
    InputError
        Where that is so.
    """
    if not places:
        return
    here = _nearest(track.lat, track.lon, places)
    if here > FAR_DEGREES and _nearest(track.lon, track.lat, places) < FAR_DEGREES:
        raise refusal("track-swapped", path)


def _nearest(lat: np.ndarray, lon: np.ndarray, places: Sequence[Waypoint]) -> float:
    return min(_degrees_to(lat, lon, places))


def _degrees_to(lat: np.ndarray, lon: np.ndarray, places: Sequence[Waypoint]) -> Iterator[float]:
    for place in places:
        yield float(np.hypot(lat - place.lat, lon - place.lon).min())
