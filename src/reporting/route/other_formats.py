"""KML, TCX and GeoJSON: lines of points, with times and heights where there are any."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.caveats import Caveat
from reporting.reads import source
from reporting.route.gpx import instants
from reporting.route.methods import methods
from reporting.route.refusal import refusal
from reporting.route.track import TimesKind, Track, read_float
from reporting.route.xml_faults import local, tree

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Point = tuple[float, float, float, str]
"""Latitude, longitude [degrees], height [m] or NaN, time or blank."""


def read_kml(path: Path) -> Track:
    """Read the lines (LineString) and recordings (gx:Track) of a KML file."""
    refuse_large(path)
    root = tree(path)
    lines: list[list[Point]] = []
    roads: list[tuple[int, str]] = []
    for element in root.iter():
        if local(element.tag) == "Placemark":
            begin = sum(any(not np.isnan(point[:2]).any() for point in line) for line in lines)
            roads.append((begin, _named(element)))
        if line := list(_kml_line(element)):
            lines.append(line)
    if not lines:
        _refuse_lineless(path, root)
    return replace(track_of_lines(path, lines), roads=tuple(roads))


def _refuse_lineless(path: Path, root: Element) -> None:
    """Refuse a KML file that holds a link, or places alone, and say which."""
    tags = [local(element.tag) for element in root.iter()]
    if "NetworkLink" in tags:
        raise refusal("track-network-link", path)
    if count := tags.count("Point"):
        raise refusal("track-points-only", path, count=count)


def _named(element: Element) -> str:
    return next((child.text or "" for child in element if local(child.tag) == "name"), "").strip()


def _kml_line(element: Element) -> Iterator[Point]:
    if local(element.tag) == "LineString":
        for child in element:
            if local(child.tag) == "coordinates":
                for text in (child.text or "").split():
                    yield _point(text.split(","), "")
    elif local(element.tag) == "Track":
        whens = [child.text or "" for child in element if local(child.tag) == "when"]
        places = [child.text or "" for child in element if local(child.tag) == "coord"]
        for place, when in zip_longest(places, whens[: len(places)], fillvalue=""):
            yield _point(place.split(), when)


def read_tcx(path: Path) -> Track:
    """Read the track points of a TCX file: those of its drives, else of its courses.

    The times of a course are planned (Garmin's schema: a virtual partner's).
    """
    refuse_large(path)
    root = tree(path)
    courses = [element for element in root.iter() if local(element.tag) == "Course"]
    planned = {id(track) for course in courses for track in course.iter()}
    tracks = [element for element in root.iter() if local(element.tag) == "Track"]
    driven = [track for track in tracks if id(track) not in planned]
    read = track_of_lines(path, (list(_tcx_points(track)) for track in driven or tracks))
    return read if driven else replace(read, clock=TimesKind.PLANNED)


def _tcx_points(track: Element) -> Iterator[Point]:
    for element in track:
        told = {local(child.tag): (child.text or "").strip() for child in element.iter()}
        place = [told.get(f"{axis}Degrees", "") for axis in ("Longitude", "Latitude")]
        if local(element.tag) == "Trackpoint":
            yield _point([*place, told.get("AltitudeMeters", "")], told.get("Time", ""))


def read_geojson(path: Path) -> Track:
    """Read the lines of a GeoJSON file (RFC 7946)."""
    refuse_large(path)
    try:
        document = json.loads(source(path).read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        reason = {"it": "non è JSON", "en": "it is no JSON"}
        raise refusal("track-broken", path, reason=reason) from error
    lines = [
        [_point(place or (), str(when or "")) for place, when in zip_longest(line, whens)]
        for line, whens in _geojson_lines(document, ())
    ]
    if not lines and (count := sum(1 for _ in _geojson_points(document))):
        raise refusal("track-points-only", path, count=count)
    return track_of_lines(path, lines)


def _geojson_lines(part: Any, times: Any) -> Iterator[tuple[list[Any], list[Any]]]:
    """Go through the lines, each with its times, which togeojson keeps as ``coordTimes``."""
    if not isinstance(part, dict):
        return
    kind, places = part.get("type"), part.get("coordinates")
    for inner in [*(part.get("features") or ()), *(part.get("geometries") or ())]:
        yield from _geojson_lines(inner, times)
    about = part.get("properties")
    if isinstance(about, dict):
        kept = about.get("coordinateProperties")
        times = about.get("coordTimes") or (kept.get("times") if isinstance(kept, dict) else ())
    yield from _geojson_lines(part.get("geometry"), times)
    if not isinstance(places, list):
        return
    lines = [places] if kind == "LineString" else places if kind == "MultiLineString" else []
    several = kind == "MultiLineString" and isinstance(times, list)
    for place, line in enumerate(lines):
        whens = times[place : place + 1] if several else [times]
        alike = whens and isinstance(whens[0], list) and len(whens[0]) == len(line)
        if isinstance(line, list):
            yield line, whens[0] if alike else []


def _geojson_points(part: Any) -> Iterator[Any]:
    """Go through the single places of a GeoJSON document."""
    if not isinstance(part, dict):
        return
    if part.get("type") == "Point":
        yield part
    for inner in [*(part.get("features") or ()), *(part.get("geometries") or ())]:
        yield from _geojson_points(inner)
    yield from _geojson_points(part.get("geometry"))


def refuse_large(path: Path) -> None:
    """Refuse a file that is no track of a day's drive."""
    limit = int(methods()["limits"]["gpx_bytes"])
    if path.stat().st_size > limit:
        raise refusal("track-too-large", path, limit=limit >> 20, unit="MiB")


def _point(place: Sequence[Any], when: str) -> Point:
    """Return a point from longitude, latitude and perhaps height."""
    lon, lat, height = (_number(value) for value in (*place, "", "", "")[:3])
    return lat, lon, np.nan if abs(height) == np.inf else height, when.strip()


def _number(value: Any) -> float:
    """Return a number, NaN for a blank, infinity for what is none."""
    try:
        return read_float(value) if isinstance(value, str) else float(_no_truth(value))
    except (TypeError, ValueError):
        return np.nan if value in (None, "") else np.inf


def _no_truth(value: Any) -> Any:
    if isinstance(value, bool):  # JSON's true is no 1
        raise TypeError(value)
    return value


def track_of_lines(path: Path, lines: Iterable[Sequence[Point]]) -> Track:
    """Return lines as the pieces of a track, without points that have no position."""
    whole = [list(line) for line in lines]
    fixed = ([point for point in line if not np.isnan(point[:2]).any()] for line in whole)
    pieces = [line for line in fixed if line]
    points = [point for line in pieces for point in line]
    blank = sum(map(len, whole)) - len(points)
    lat = np.array([point[0] for point in points], dtype=float)
    lon = np.array([point[1] for point in points], dtype=float)
    height = np.array([point[2] for point in points], dtype=float)
    times = {place: point[3] for place, point in enumerate(points) if point[3]}
    piece = np.repeat(np.arange(len(pieces)), [len(line) for line in pieces])
    whens = instants(times, len(points))
    track = Track(path.name, lat, lon, height, whens, piece.astype(np.int32))
    return track.noting(Caveat("track-blank-fixes", {"count": blank})) if blank else track
