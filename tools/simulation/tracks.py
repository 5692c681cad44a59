"""A made-up road between real places: it bends until it is as long as the plan says.

Between two places the road follows the straight line and swings to both sides of it, as a sum of
three sines that vanish at the ends; the swing is widened until the road is longer than the line by
the leg's own factor, the same on every stretch, so that the kilometres of the controls hold.
"""

from __future__ import annotations

import datetime as dt
import math
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from pyproj import Geod

from simulation.draws import Draws

WGS84 = Geod(ellps="WGS84")
ROME = ZoneInfo("Europe/Rome")
WAVES = (1.0, 1.7, 2.9)
GPX = "http://www.topografix.com/GPX/1/1"
CREATOR = "demo-rally (synthetic)"
DESCRIPTION = "Synthetic track: made up for demonstration, not a road."


@dataclass(frozen=True)
class Track:
    """Points of a road: latitude, longitude [degrees], height [m], distance [km]; same length."""

    lat: np.ndarray
    lon: np.ndarray
    ele: np.ndarray
    km: np.ndarray

    def at(self, km: float) -> tuple[float, float]:
        """Return latitude and longitude at a distance from the start."""
        return float(np.interp(km, self.km, self.lat)), float(np.interp(km, self.km, self.lon))


def trace(plan: Mapping[str, Any], waypoints: Sequence[Mapping[str, str]], leg: int) -> Track:
    """Trace one leg through its waypoints, as long as the plan says.

    Parameters
    ----------
    plan
        The inventions: ``legs`` (lengths) and ``tracks`` (how the road bends and rises).
    waypoints
        The rows of the package's ``waypoints.csv``.
    leg
        The leg's number.
    """
    rows = [row for row in waypoints if row["leg"] == str(leg)]
    length = next(Decimal(entry["length_km"]) for entry in plan["legs"] if entry["number"] == leg)
    straight = WGS84.line_length(
        [float(row["lon"]) for row in rows], [float(row["lat"]) for row in rows]
    )
    longer = float(length) * 1000 / straight
    parts = [
        _stretch(plan, one, other, longer, Draws(plan["seed"], 9, leg, place))
        for place, (one, other) in enumerate(pairwise(rows))
    ]
    # The end of a stretch is the start of the next.
    lat, lon, ele = (
        np.concatenate([part[axis][: None if part is parts[-1] else -1] for part in parts])
        for axis in range(3)
    )
    steps = WGS84.line_lengths(lon, lat)
    return Track(lat, lon, ele, np.concatenate([[0.0], np.cumsum(steps)]) / 1000)


def _stretch(
    plan: Mapping[str, Any],
    one: Mapping[str, str],
    other: Mapping[str, str],
    longer: float,
    draws: Draws,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return latitudes, longitudes and heights from one place to the other."""
    ends = [float(row[axis]) for row in (one, other) for axis in ("lon", "lat")]
    azimuth, _, metres = WGS84.inv(*ends)
    count = max(2, math.ceil(metres * longer / 1000 / plan["tracks"]["step_km"]))
    along = np.linspace(0.0, 1.0, count + 1)
    bends = max(1, round(metres / 1000 * plan["tracks"]["bends_per_km"]))
    phases = [draws.uniform(0, 2 * math.pi) for _ in WAVES]
    swing = sum(
        np.sin(2 * math.pi * bends * wave * along + phase) / wave
        for wave, phase in zip(WAVES, phases, strict=True)
    ) * np.sin(math.pi * along)

    def road(width: float) -> tuple[np.ndarray, np.ndarray]:
        base = np.full_like(along, azimuth)
        lon, lat, _ = WGS84.fwd(
            np.full_like(along, ends[0]), np.full_like(along, ends[1]), base, metres * along
        )
        side = np.where(swing < 0, base - 90, base + 90)
        lon, lat, _ = WGS84.fwd(lon, lat, side, np.abs(swing) * width)
        return np.round(lat, 6), np.round(lon, 6)

    lat, lon = road(_width(road, metres * longer))
    heights = [float(row["elevation_m"]) for row in (one, other)]
    hills = plan["tracks"]["hill_m"] * swing * draws.uniform(0.4, 1.0) / 2
    return lat, lon, np.round(np.interp(along, [0, 1], heights) + hills, 1)


def _width(road: Any, wanted: float) -> float:
    """Return how wide the road must swing [m] to be as long as wanted [m]."""
    low, high = 0.0, 20_000.0
    for _ in range(60):
        middle = (low + high) / 2
        lat, lon = road(middle)
        low, high = (middle, high) if WGS84.line_length(lon, lat) < wanted else (low, middle)
    return (low + high) / 2


def write_gpx(path: Path, track: Track, date: str, start_s: int, kmh: float) -> None:
    """Write a track as GPX 1.1, at one speed from a time of day on `date` in Italy."""
    begin = dt.datetime.fromisoformat(date).replace(tzinfo=ROME) + dt.timedelta(seconds=start_s)
    gpx = ET.Element("gpx", {"xmlns": GPX, "version": "1.1", "creator": CREATOR})
    about = ET.SubElement(gpx, "metadata")
    ET.SubElement(about, "name").text = path.stem
    ET.SubElement(about, "desc").text = DESCRIPTION
    road = ET.SubElement(gpx, "trk")
    ET.SubElement(road, "name").text = f"{path.stem} (synthetic)"
    segment = ET.SubElement(road, "trkseg")
    for lat, lon, ele, km in zip(track.lat, track.lon, track.ele, track.km, strict=True):
        when = (begin + dt.timedelta(seconds=round(km / kmh * 3600))).astimezone(dt.UTC)
        point = ET.SubElement(segment, "trkpt", {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"})
        ET.SubElement(point, "ele").text = f"{ele:.1f}"
        ET.SubElement(point, "time").text = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    ET.indent(gpx)
    text = ET.tostring(gpx, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n', encoding="utf-8")
