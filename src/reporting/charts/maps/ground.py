"""The quiet ground of the map: sea, land, borders, lakes and rivers, as flat fills."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.charts.maps.frame import WIDTH, Frame
from reporting.route import basemap

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from reporting.route import Route

SEA = "#d9e4eb"
LAND = "#efe9dc"
CROSSED = "#faf7ef"
SHORE = "#a9bcc8"
BORDER = "#a89f8f"
HAIRLINE = "#cfc6b6"
RIVER = "#bdd0db"

LEAST_PX = 2.0
"""Islands and lakes smaller than this [square pixels] are left out."""


@dataclass(frozen=True)
class MapGround:
    """What the map stands on, already on the page.

    Parameters
    ----------
    land
        All land.
    crossed
        The part of it that the route runs through, drawn lighter.
    water
        Lakes and lagoons.
    """

    land: BaseGeometry
    crossed: BaseGeometry
    water: BaseGeometry


def prepare(frame: Frame, route: Route) -> MapGround:
    """Return land, crossed land and lakes of `frame`.

    Crossed are the countries of a route through several, else the Italian regions it names.
    """
    import shapely

    shapes = basemap.lands(frame.bounds)
    countries = [frame.drawn(shape) for shape in shapes.values()]
    others = [frame.drawn(f.geometry) for f in basemap.layer("countries")]
    regional = set(route.countries) <= {"IT"}
    shapes = basemap.italian_regions() if regional else shapes
    names = route.regions if regional else route.countries
    lit = [frame.drawn(shape) for name, shape in shapes.items() if _is_one(name, names)]
    lakes = [frame.drawn(feature.geometry) for feature in basemap.layer("lakes")]
    # A hair's breadth of growth closes the seams that cutting and rounding leave between parts.
    land = shapely.union_all([shapely.buffer(part, 0.25) for part in [*countries, *others]])
    crossed = shapely.union_all([shapely.buffer(part, 0.25) for part in lit])
    return MapGround(land, crossed, shapely.union_all(lakes))


def _is_one(name: str, names: Sequence[str]) -> bool:
    """Tell whether `name` is one of `names`; two-language names match by either part."""
    return not {name, *name.split("/")}.isdisjoint(names)


def draw(figure: Any, frame: Frame, ground: MapGround) -> None:
    """Draw sea, land, borders, rivers and lakes of `frame` into `figure`."""
    import shapely

    _fill(figure, shapely.box(0, 0, WIDTH, frame.height), SEA)
    _fill(figure, ground.land, LAND)
    _fill(figure, ground.crossed, CROSSED)
    _lines(figure, _river_lines(frame), RIVER, 0.9)
    _lines(figure, (frame.drawn(shape) for shape in _divisions()), HAIRLINE, 0.7)
    _lines(figure, [country_lines(frame, ground)], BORDER, 1.1)
    _fill(figure, ground.water, SEA)
    shores = [part.boundary for shape in (ground.land, ground.water) for part in _polygons(shape)]
    _lines(figure, shores, SHORE, 0.6, frame)


def _river_lines(frame: Frame) -> Iterator[BaseGeometry]:
    for river in basemap.layer("rivers"):
        yield frame.drawn(river.geometry)


def _divisions() -> Iterator[BaseGeometry]:
    """Go through the borders of regions, in Italy and beyond."""
    from shapely.geometry import LineString

    for line in basemap.region_borders():
        yield LineString(line)
    for border in basemap.layer("borders"):
        if "Line" in border.geometry.geom_type:
            yield border.geometry


def country_lines(frame: Frame, ground: MapGround) -> BaseGeometry:
    """Return the borders between countries, each once: outlines less the coast."""
    import shapely

    outlines = [part.boundary for shape in _abroad(frame) for part in _polygons(frame.drawn(shape))]
    edge = shapely.box(0, 0, WIDTH, frame.height).boundary.buffer(1.0)
    coast = ground.land.boundary.buffer(2.0)
    return shapely.union_all(outlines).difference(shapely.union_all([coast, edge]))


def _abroad(frame: Frame) -> Iterator[BaseGeometry]:
    """Go through the countries whose outlines are borders: all but Italy, which borders on them."""
    within = basemap.lands(frame.bounds)
    if within is basemap.countries():
        yield from (feature.geometry for feature in basemap.layer("countries"))
    else:
        yield from (shape for code, shape in within.items() if code != "IT")


def _fill(figure: Any, shape: BaseGeometry, colour: str) -> None:
    xs, ys = _outlines(_polygons(shape))
    if xs:
        figure.add_scatter(
            x=xs,
            y=ys,
            mode="lines",
            fill="toself",
            fillcolor=colour,
            line={"width": 0, "simplify": False},
            hoverinfo="skip",
        )


def _lines(
    figure: Any,
    shapes: Iterable[BaseGeometry],
    colour: str,
    width: float,
    frame: Frame | None = None,
) -> None:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for line in _line_parts(shapes, frame):
        _append(xs, ys, line)
    if xs:
        figure.add_scatter(
            x=xs,
            y=ys,
            mode="lines",
            line={"color": colour, "width": width, "simplify": False},
            hoverinfo="skip",
        )


def _line_parts(shapes: Iterable[BaseGeometry], frame: Frame | None) -> Iterator[np.ndarray]:
    """Go through the points of every line; with a frame, its cut edge is left out."""
    import shapely

    for shape in shapes:
        inside = shape
        if frame is not None:
            inside = shape.intersection(shapely.box(0.5, 0.5, WIDTH - 0.5, frame.height - 0.5))
        for part in shapely.get_parts(inside):
            if "Line" in part.geom_type and part.length > 1.0:
                yield shapely.get_coordinates(part)


def _polygons(shape: BaseGeometry) -> Iterator[Any]:
    import shapely

    for part in shapely.get_parts(shapely.orient_polygons(shape)):
        if part.geom_type == "Polygon" and part.area >= LEAST_PX:
            yield part
        elif part.geom_type in ("MultiPolygon", "GeometryCollection"):
            yield from _polygons(part)


def _outlines(polygons: Iterable[Any]) -> tuple[list[float | None], list[float | None]]:
    """Return the rings of all polygons as one broken line; holes run the other way round."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for polygon in polygons:
        for ring in (polygon.exterior, *polygon.interiors):
            _append(xs, ys, np.asarray(ring.coords))
    return xs, ys


def _append(xs: list[float | None], ys: list[float | None], line: np.ndarray) -> None:
    if xs:
        xs.append(None)
        ys.append(None)
    xs.extend(round(float(x), 1) for x in line[:, 0])
    ys.extend(round(float(y), 1) for y in line[:, 1])
