"""Reading a track of any kind, and what is wrong in it before anything is measured."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reporting.caveats import Caveat
from reporting.language import in_each, listed, number_in_each
from reporting.reads import source
from reporting.route.fit import read_fit
from reporting.route.geodesy import short_steps_m
from reporting.route.gpx import LIMITS, read_gpx
from reporting.route.methods import methods
from reporting.route.other_formats import read_geojson, read_kml, read_tcx
from reporting.route.packed import PACKED, read_packed
from reporting.route.receiver_logs import read_igc, read_nmea
from reporting.route.refusal import refusal
from reporting.route.repeated_roads import first_road
from reporting.route.rounded_positions import rounded_m
from reporting.route.telemetry.telemetry_tables import read_telemetry
from reporting.route.track import Track
from reporting.route.track_clock import judged
from reporting.route.vbo import read_vbo

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporting.route.places import Waypoint

NULL_DEGREES = 1e-4
"""No road of ours comes so near to 0 N, 0 E, in the Gulf of Guinea."""

FAR_DEGREES = 1.0
"""A track farther than this from every place of the event is held against the swapped one."""


def _read_table(path: Path) -> Track:
    """Read a table that holds one car's track, or a receiver's sentences."""
    if _begins_with_sentence(path):
        return read_nmea(path)
    telemetry = read_telemetry(path, untimed=True)
    cars = len(np.unique(telemetry.number))
    if cars > 1:
        raise refusal("track-several-cars", path, cars=cars)
    return telemetry.track(path.name)


def _begins_with_sentence(path: Path) -> bool:
    with source(path).open("rb") as stream:
        return stream.read(1) == b"$"


READERS: dict[str, Callable[[Path], Track]] = {
    ".gpx": read_gpx,
    ".fit": read_fit,
    ".csv": _read_table,
    ".txt": _read_table,
    ".tsv": _read_table,
    ".parquet": _read_table,
    ".kml": read_kml,
    ".tcx": read_tcx,
    ".geojson": read_geojson,
    ".json": read_geojson,
    ".nmea": read_nmea,
    ".log": read_nmea,
    ".igc": read_igc,
    ".vbo": read_vbo,
}

UNREAD = frozenset({".plt", ".gdb", ".sbp", ".ubx", ".trk", ".itn", ".anr", ".xrk"})
"""Tracks of other programs, which have to be exported as GPX first."""


def is_track(name: str) -> bool:
    """Tell by its end whether a file's name is that of a track, be it one that is not read."""
    end = Path(name).suffix.lower()
    return end in READERS or end in UNREAD or end in PACKED


def _read(path: Path) -> Track:
    end = path.suffix.lower()
    if end in PACKED:
        return read_packed(path, _read, lambda name: Path(name).suffix.lower() in READERS)
    reader = READERS.get(end)
    if reader is None:
        raise refusal("track-unknown", path, value=end)
    try:
        return reader(path)
    except (ArithmeticError, AttributeError, EOFError, LookupError, RecursionError) as error:
        raise refusal("track-broken", path, reason=_ANOTHER_KIND) from error
    except (NotImplementedError, TypeError, ValueError, struct.error) as error:
        raise refusal("track-broken", path, reason=_ANOTHER_KIND) from error


_ANOTHER_KIND = {
    "it": "contiene valori di un tipo che lì non può stare",
    "en": "it holds values of a kind that cannot stand there",
}


def read_track(path: Path) -> Track:
    """Read a track (the formats of `READERS`, packed or not) and note what is implausible in it.

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
    track = _read(path)
    _refuse_outside(track, path)
    if len(track) < 2:
        raise refusal("track-one-point" if len(track) else "track-empty", path)
    whole = _in_pieces(_unbroken(_with_heights(_with_fixes(track))))
    road = judged(_naming_roads(first_road(whole)))
    if (grid := rounded_m(road)) > methods()["rounding"]["coarsest_m"]:
        raise refusal("track-rounded-coarse", path, metres=number_in_each(grid, 0))
    return road


MOST_NAMED = 6
"""So many roads of a file are named, where it holds several."""


def _naming_roads(track: Track) -> Track:
    """Return the track with a word on the roads of the file, where several of them were kept."""
    begins = np.array([begin for begin, _ in track.roads])
    there = np.unique(np.searchsorted(begins, np.unique(track.piece), side="right") - 1)
    names = [track.roads[place][1] or "?" for place in there.tolist() if place >= 0]
    if len(names) < 2:
        return track
    shown = names[:MOST_NAMED] + (["…"] if len(names) > MOST_NAMED else [])
    details = {"count": len(names), "names": in_each(lambda language: listed(shown, language))}
    return track.noting(Caveat("track-roads", details))


def _with_heights(track: Track) -> Track:
    """Return the track without heights that no road has."""
    heights = track.elevation_m
    bounds = methods()["plausible"]
    known = np.isfinite(heights)
    if known.any() and not heights[known].any():
        blank = np.full(len(track), np.nan)
        return replace(track, elevation_m=blank).noting(Caveat("track-heights-zero"))
    if _constant(track, heights[known]):
        blank = np.full(len(track), np.nan)
        details = {"height": number_in_each(float(heights[known][0]), 0)}
        return replace(track, elevation_m=blank).noting(Caveat("track-heights-constant", details))
    with np.errstate(invalid="ignore"):
        wrong = known & ~((heights >= bounds["lowest_m"]) & (heights <= bounds["highest_m"]))
    wrong |= _lone_zeros(heights)
    if wrong.any():
        cleaned = np.where(wrong, np.nan, heights)
        note = Caveat("track-heights-impossible", {"count": int(wrong.sum())})
        return replace(track, elevation_m=cleaned).noting(note)
    return track


def _constant(track: Track, heights: NDArray[np.float64]) -> bool:
    """Tell whether the same height stands everywhere along a road, as a default does."""
    if len(heights) < methods()["height"]["constant_points"] or np.ptp(heights):
        return False
    return float(short_steps_m(track.lat, track.lon).sum()) > methods()["height"]["constant_m"]


def _refuse_outside(track: Track, path: Path) -> None:
    for name, values in (("lat", track.lat), ("lon", track.lon)):
        limit, what = LIMITS[name]
        wrong = np.flatnonzero(~(np.abs(values) <= limit))
        if wrong.size:
            shown = f"±{limit:.0f}"
            value = values[wrong[0]]
            raise refusal("track-position", path, column=name, value=value, limit=shown, what=what)


def _lone_zeros(heights: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which heights are zeros between heights far from the sea: a device that had none."""
    zero = heights == 0.0
    other = np.flatnonzero(np.isfinite(heights) & ~zero)
    places = np.flatnonzero(zero)
    if not other.size or not places.size:
        return np.zeros(len(heights), dtype=bool)
    after = np.searchsorted(other, places)
    beside = [heights[other[np.clip(after + shift, 0, len(other) - 1)]] for shift in (-1, 0)]
    zero[places] = np.minimum(*np.abs(beside)) > methods()["height"]["slip_m"]
    return np.asarray(zero)


def _with_fixes(track: Track) -> Track:
    """Return the track without points at 0, 0: what a receiver writes that has no position yet."""
    lost = (np.abs(track.lat) < NULL_DEGREES) & (np.abs(track.lon) < NULL_DEGREES)
    if not lost.any() or lost.all():
        return track
    return track.keep(~lost).noting(Caveat("track-no-fix", {"count": int(lost.sum())}))


def _unbroken(track: Track) -> Track:
    """Return the track with longitudes that go on beyond 180 degrees across the date line."""
    if np.abs(np.diff(track.lon)).max(initial=0.0) <= 180:
        return track
    return replace(track, lon=np.unwrap(track.lon, period=360))


def _in_pieces(track: Track) -> Track:
    """Return the track as one piece where its pieces are points rather than stretches of road."""
    if len(track) and len(np.unique(track.piece)) > len(track) / 2:
        return replace(track, piece=np.zeros(len(track), dtype=np.int32))
    return track


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
