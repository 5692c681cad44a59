"""Kilometres of the road in protected areas: from the outlines that the package brings.

The file ``protected_areas.geojson`` of a package is a GeoJSON ``FeatureCollection`` (degrees,
WGS 84) with its ``source``; a feature is an area, with ``name``. Both may have an English variant
(``source_en``, ``name_en``). Outlines that
lie over one another count for each of their areas, and once for all of them together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.event.findings import Finding
from reporting.event.package import fault_of
from reporting.reads import remembered, source
from reporting.route.areas import kilometres_in
from reporting.unfit_signs import unfit_sign

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from reporting.event import Event
    from reporting.route.road_line import RoadLine

FILE = "protected_areas.geojson"
DEGREES = ("CRS84", "EPSG::4326", "EPSG:4326")


@dataclass(frozen=True)
class ProtectedAreas:
    """The areas by name and who says where they lie (Italian, English); or what is wrong."""

    shapes: Mapping[tuple[str, str], BaseGeometry]
    source: tuple[str, str]
    findings: tuple[Finding, ...] = ()

    def kilometres(self, line: RoadLine) -> tuple[dict[tuple[str, str], float], float]:
        """Return the kilometres of a road in each area that it meets, and in all together."""
        import shapely

        steps = np.diff(line.along_m)
        found: dict[tuple[str, str], float] = {}
        for name, shape in self.shapes.items():
            km = kilometres_in(line.lat, line.lon, steps, {"": shape})
            found |= {name: km[""]} if km else {}
        whole = shapely.union_all(list(self.shapes.values()))
        return found, kilometres_in(line.lat, line.lon, steps, {"": whole}).get("", 0.0)


def protected_areas(event: Event) -> ProtectedAreas | None:
    """Return the protected areas that a package brings; None where it brings none."""
    path = event.folder / FILE
    if path.exists() and fault_of(path, event.folder):
        return None  # the loader tells of it
    return _read(path) if source(path).is_file() else None


def area_findings(event: Event) -> tuple[Finding, ...]:
    """Return what keeps the package's outlines from being used."""
    read = protected_areas(event)
    return read.findings if read else ()


@remembered
def _read(path: Path) -> ProtectedAreas:
    try:
        document = json.loads(source(path).read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        return ProtectedAreas({}, ("", ""), (_finding("areas-unreadable", None, None),))
    wrong = list(_of_whole(document))
    shapes: dict[tuple[str, str], BaseGeometry] = {}
    for number, feature in enumerate(document["features"], start=1):
        area = _area(number, feature)
        if isinstance(area, Finding):
            wrong.append(area)
        else:
            name, shape = area
            shapes[name] = shapes[name].union(shape) if name in shapes else shape
    said = str(document.get("source") or "")
    told = (said, str(document.get("source_en") or said))
    return ProtectedAreas({} if wrong else shapes, told, tuple(wrong))


def _of_whole(document: Mapping[str, Any]) -> Iterator[Finding]:
    if not str(document.get("source") or "").strip():
        yield _finding("areas-without-source", None, "source")
    for key in ("source", "source_en"):
        if unfit_sign(str(document.get(key) or "")):
            yield _finding("text-control-character", None, key)
    crs = json.dumps(document.get("crs") or "CRS84")
    if not any(known in crs for known in DEGREES):
        yield _finding("areas-not-degrees", None, "crs", crs)


def _area(number: int, feature: Any) -> tuple[tuple[str, str], BaseGeometry] | Finding:
    """Return a feature's names and outline, or what is wrong with it."""
    import shapely

    told = feature.get("properties") if isinstance(feature, dict) else None
    told = told if isinstance(told, dict) else {}
    name = str(told.get("name") or "").strip()
    name_en = str(told.get("name_en") or name)
    if not name:
        return _finding("areas-without-name", number, "name")
    for key, text in (("name", name), ("name_en", name_en)):
        if unfit_sign(text):
            return _finding("text-control-character", number, key)
    try:
        shape = shapely.from_geojson(json.dumps(feature.get("geometry")))
    except (shapely.errors.ShapelyError, ValueError, TypeError, RecursionError):
        shape = None
    if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon") or not shape.is_valid:
        return _finding("areas-no-outline", number, "geometry", name)
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return _finding("areas-not-degrees", number, "geometry", name)
    return (name, name_en), shape


def _finding(code: str, number: int | None, column: str | None, value: str = "") -> Finding:
    return Finding(code, "event", FILE, number, column, value or None, {"name": value})
