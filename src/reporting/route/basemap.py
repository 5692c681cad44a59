"""The base map: provinces, countries, lakes and rivers of the Alps and Italy, read once.

Under the detailed map lies the whole world, coarser, which is read where a place lies beyond it.

The layers are TopoJSON files in ``data/reference/basemap`` (their README tells sources and
licences; ``tools/basemap.py`` makes them). Positions are degrees, WGS 84, east before north.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from reporting.errors import ToolMissingError
from reporting.paths import reference_folder
from reporting.reads import remembered, source

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_LAND = {"italy": "province", "countries": "id"}
"""Layers that share a file, and the property that tells each."""

DETAILED = (4.0, 35.3, 20.5, 49.6)
"""West, south, east, north of the detailed map [degrees]."""

Point = tuple[float, float]
Line = list[Point]


@dataclass(frozen=True, eq=False)
class Feature:
    """One thing of a layer: its properties, and what TopoJSON says of its shape.

    The shape itself is made when it is asked for: of the world's countries few are.
    """

    properties: dict[str, Any]
    told: dict[str, Any]
    line: Callable[[int], Line]

    @cached_property
    def arcs(self) -> frozenset[int]:
        """The arcs that it is made of."""
        return frozenset(index if index >= 0 else ~index for index in _flat(self.told["arcs"]))

    @cached_property
    def geometry(self) -> BaseGeometry:
        """Its shape [degrees, east before north]."""
        from shapely import make_valid
        from shapely.geometry import shape

        kind = self.told["type"]
        coordinates = _coordinates(self.told["arcs"], self.line, kind)
        made = shape({"type": kind, "coordinates": coordinates})
        return made if made.is_valid else make_valid(made)


@remembered
def layer(name: str) -> tuple[Feature, ...]:
    """Return the features of the layer `name` (italy, countries, borders, rivers, lakes).

    Italy's provinces and the countries around share a file, and so their borders.

    Raises
    ------
    ToolMissingError
        Where the file is not there.
    """
    if name not in _LAND:
        return _features(name)
    key = _LAND[name]
    return tuple(feature for feature in _features("land") if key in feature.properties)


@remembered
def _features(file: str) -> tuple[Feature, ...]:
    topology, line = _topology(file)
    objects = topology["objects"][file]["geometries"]
    return tuple(
        Feature(told.get("properties") or {}, told, line) for told in objects if told.get("type")
    )


@remembered
def region_borders() -> tuple[Line, ...]:
    """Return the lines between Italian regions, each once, without the coast."""
    _, line = _topology("land")
    regions = defaultdict(set)
    for feature in layer("italy"):
        for arc in feature.arcs:
            regions[arc].add(feature.properties["region"])
    return tuple(line(arc) for arc, both in regions.items() if len(both) > 1)


@remembered
def italian_regions() -> dict[str, BaseGeometry]:
    """Return the Italian regions by ISTAT's name, each the union of its provinces."""
    return _unions(lambda properties: str(properties["region"]))


@remembered
def italian_provinces() -> dict[str, BaseGeometry]:
    """Return the Italian provinces by ISTAT's name."""
    return _unions(lambda properties: str(properties["province"]))


@remembered
def countries() -> dict[str, BaseGeometry]:
    """Return Italy and its neighbours by ISO 3166-1 alpha-2 code."""
    from shapely import union_all

    codes = _codes()
    found = {
        codes[feature.properties["id"]]: feature.geometry
        for feature in layer("countries")
        if feature.properties["id"] in codes
    }
    italy = union_all([feature.geometry for feature in layer("italy")])
    return {"IT": italy, **found}


def whole_country(code: str) -> BaseGeometry | None:
    """Return a coarse country of the world by its code, or by its name without one."""
    feature = _whole_countries().get(code)
    return None if feature is None else feature.geometry


@remembered
def whole_countries() -> dict[str, BaseGeometry]:
    """Return the coarse countries of the world, by code, or by name without one."""
    return {code: feature.geometry for code, feature in _whole_countries().items()}


@remembered
def _whole_countries() -> dict[str, Feature]:
    codes = _codes()
    return {
        codes.get(str(feature.properties.get("id")), str(feature.properties["name"])): feature
        for feature in _features("world")
    }


@remembered
def world() -> dict[str, BaseGeometry]:
    """Return the countries of the world beyond the detailed map, by code, or name without one."""
    import shapely

    detailed = shapely.box(*DETAILED)
    return {
        code: shape.difference(detailed) if shape.intersects(detailed) else shape
        for code, shape in whole_countries().items()
    }


def lands(bounds: tuple[float, float, float, float]) -> dict[str, BaseGeometry]:
    """Return the countries within bounds: in detail where the map has it, else of the world.

    Parameters
    ----------
    bounds
        West, south, east, north [degrees]; west is more than east across the date line.
    """
    import shapely

    west, south, east, north = bounds
    if west > east:  # across the date line
        west, east = -180.0, 180.0
        bounds = west, south, east, north
    if west == east or south == north:  # a rectangle without an area holds nothing to clip
        bounds = west - 1e-6, south - 1e-6, east + 1e-6, north + 1e-6
    if (
        west >= DETAILED[0]
        and south >= DETAILED[1]
        and east <= DETAILED[2]
        and north <= DETAILED[3]
    ):
        return countries()
    window = shapely.box(*bounds)
    found = {code: shape for code, shape in countries().items() if shape.intersects(window)}
    for code, shape in world().items():
        beyond = shapely.clip_by_rect(shape, *bounds) if shape.intersects(window) else None
        if beyond is not None and not beyond.is_empty:
            found[code] = shapely.union(found[code], beyond) if code in found else beyond
    return found


@remembered
def _codes() -> dict[str, str]:
    """Return ISO 3166-1 numeric code -> alpha-2, for the countries of the base map."""
    import csv

    path = reference_folder() / "basemap" / "countries.csv"
    with source(path).open(encoding="utf-8", newline="") as stream:
        return {row["numeric"]: row["alpha2"] for row in csv.DictReader(stream)}


def _unions(name: Callable[[dict[str, Any]], str]) -> dict[str, BaseGeometry]:
    from shapely import union_all

    parts = defaultdict(list)
    for feature in layer("italy"):
        parts[name(feature.properties)].append(feature.geometry)
    return {key: union_all(geometries) for key, geometries in parts.items()}


@remembered
def _topology(name: str) -> tuple[dict[str, Any], Callable[[int], Line]]:
    """Return what a file tells, and what gives an arc of it; an index ``~i`` is arc i backwards."""
    path = reference_folder() / "basemap" / f"{name}.topojson"
    try:
        topology = json.loads(source(path).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ToolMissingError(
            f"The base map's file {path} is not there: take it from the repository, or make it "
            "with tools/basemap.py."
        ) from error
    (scale_x, scale_y), (west, south) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )

    @cache
    def line(index: int) -> Line:
        """Return an arc, its steps on the grid summed and turned into degrees."""
        if index < 0:
            return line(~index)[::-1]
        x = y = 0
        points = []
        for step_x, step_y in topology["arcs"][index]:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + west, y * scale_y + south))
        return points

    return topology, line


def _coordinates(indices: Any, line: Callable[[int], Line], kind: str) -> Any:
    """Return coordinates as GeoJSON nests them for a geometry of `kind`."""
    if kind == "LineString":
        return _joined(indices, line)
    if kind in ("Polygon", "MultiLineString"):
        return [_joined(part, line) for part in indices]
    return [_coordinates(part, line, "Polygon") for part in indices]


def _joined(indices: Sequence[int], line: Callable[[int], Line]) -> Line:
    """Return arcs end to end."""
    points: Line = []
    for index in indices:
        arc = line(index)
        points.extend(arc[1:] if points else arc)
    return points


def _flat(nested: Any) -> Iterator[int]:
    if isinstance(nested, int):
        yield nested
        return
    for part in nested:
        yield from _flat(part)
