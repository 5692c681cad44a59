"""KML, TCX, GeoJSON, NMEA and IGC: lines of points, with times and heights where there are any."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.reads import source
from reporting.route.gpx import instants
from reporting.route.methods import methods
from reporting.route.refusal import refusal
from reporting.route.track import Track
from reporting.route.xml_faults import local, tree

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Point = tuple[float, float, float, str]
"""Latitude, longitude [degrees], height [m] or NaN, time or blank."""


def read_kml(path: Path) -> Track:
    """Read the lines (LineString) and recordings (gx:Track) of a KML file."""
    _refuse_large(path)
    return _track(path, (list(_kml_line(element)) for element in tree(path).iter()))


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
    """Read the track points of a TCX file."""
    _refuse_large(path)
    tracks = (element for element in tree(path).iter() if local(element.tag) == "Track")
    return _track(path, (list(_tcx_points(track)) for track in tracks))


def _tcx_points(track: Element) -> Iterator[Point]:
    for element in track:
        told = {local(child.tag): (child.text or "").strip() for child in element.iter()}
        if "LatitudeDegrees" in told and "LongitudeDegrees" in told:
            place = [told["LongitudeDegrees"], told["LatitudeDegrees"]]
            yield _point([*place, told.get("AltitudeMeters", "")], told.get("Time", ""))


def read_geojson(path: Path) -> Track:
    """Read the lines of a GeoJSON file (RFC 7946)."""
    _refuse_large(path)
    try:
        document = json.loads(source(path).read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        reason = {"it": "non è JSON", "en": "it is no JSON"}
        raise refusal("track-broken", path, reason=reason) from error
    lines = ([_point(place, "") for place in line] for line in _geojson_lines(document))
    return _track(path, lines)


def _geojson_lines(part: Any) -> Iterator[Sequence[Any]]:
    if not isinstance(part, dict):
        return
    kind, places = part.get("type"), part.get("coordinates")
    for inner in [*(part.get("features") or ()), *(part.get("geometries") or ())]:
        yield from _geojson_lines(inner)
    yield from _geojson_lines(part.get("geometry"))
    if kind == "LineString" and isinstance(places, list):
        yield places
    elif kind == "MultiLineString" and isinstance(places, list):
        yield from (line for line in places if isinstance(line, list))


_NMEA = re.compile(
    r"\$..RMC,(\d{2})(\d{2})(\d{2}(?:\.\d+)?),A,(\d{2})(\d+\.?\d*),([NS]),(\d{3})(\d+\.?\d*),([EW]),"
    r"[^,]*,[^,]*,(\d{2})(\d{2})(\d{2})"
)
_GGA = re.compile(
    r"\$..GGA,(\d{6}(?:\.\d+)?),[^,]*,[NS],[^,]*,[EW],[1-9]\d*,[^,]*,[^,]*,(-?[\d.]+),M"
)


def read_nmea(path: Path) -> Track:
    """Read positions with time and date (RMC) and their heights (GGA) from NMEA 0183 sentences."""
    _refuse_large(path)
    points: list[Point] = []
    height: dict[str, float] = {}
    for line in source(path).read_text(encoding="ascii", errors="replace").splitlines():
        if found := _GGA.search(line):
            height[found[1]] = float(found[2])
        elif found := _NMEA.search(line):
            hour, minute, second, lat, lats, north, lon, lons, east, day, month, year = (
                found.groups()
            )
            place = (int(lat) + float(lats) / 60) * (1 if north == "N" else -1)
            across = (int(lon) + float(lons) / 60) * (1 if east == "E" else -1)
            when = f"20{year}-{month}-{day}T{hour}:{minute}:{second}Z"
            points.append((place, across, height.pop(hour + minute + second, np.nan), when))
    return _track(path, [points])


_IGC = re.compile(
    r"B(\d{2})(\d{2})(\d{2})(\d{2})(\d{5})([NS])(\d{3})(\d{5})([EW])[AV](-?\d{4,5})(-?\d{5})"
)
_IGC_DATE = re.compile(r"HFDTE(?:DATE:)?\s*(\d{2})(\d{2})(\d{2})")


def read_igc(path: Path) -> Track:
    """Read the B records of an IGC file (FAI), with the date of its header."""
    _refuse_large(path)
    points, date = [], ""
    for line in source(path).read_text(encoding="ascii", errors="replace").splitlines():
        if found := _IGC_DATE.match(line):
            date = f"20{found[3]}-{found[2]}-{found[1]}"
        elif found := _IGC.match(line):
            lat = (int(found[4]) + int(found[5]) / 60000) * (1 if found[6] == "N" else -1)
            lon = (int(found[7]) + int(found[8]) / 60000) * (1 if found[9] == "E" else -1)
            when = f"{date}T{found[1]}:{found[2]}:{found[3]}Z" if date else ""
            points.append((lat, lon, float(found[11]), when))
    return _track(path, [points])


def _refuse_large(path: Path) -> None:
    limit = int(methods()["limits"]["gpx_bytes"])
    if path.stat().st_size > limit:
        raise refusal("track-too-large", path, limit=limit >> 20, unit="MiB")


def _point(place: Sequence[Any], when: str) -> Point:
    """Return a point from longitude, latitude and perhaps height; NaN where it is no number."""
    values = [_number(value) for value in (*place, "", "", "")[:3]]
    return values[1], values[0], values[2], when.strip()


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return np.nan


def _track(path: Path, lines: Iterable[Sequence[Point]]) -> Track:
    """Return lines as the pieces of a track."""
    pieces = [line for line in lines if line]
    points = [point for line in pieces for point in line]
    lat = np.array([point[0] for point in points], dtype=float)
    lon = np.array([point[1] for point in points], dtype=float)
    height = np.array([point[2] for point in points], dtype=float)
    times = {place: point[3] for place, point in enumerate(points) if point[3]}
    piece = np.repeat(np.arange(len(pieces)), [len(line) for line in pieces])
    return Track(path.name, lat, lon, height, instants(times, len(points)), piece.astype(np.int32))
