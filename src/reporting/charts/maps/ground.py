"""The quiet ground of the map: sea, land, borders, lakes and rivers, as flat fills."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporting.charts.maps.frame import Frame
from reporting.charts.maps.map_drawing import polygons
from reporting.charts.maps.relief import shading
from reporting.route import basemap

if TYPE_CHECKING:
    import numpy as np
    from shapely.geometry.base import BaseGeometry

    from reporting.charts.maps.map_drawing import MapDrawing
    from reporting.route import Route

SEA = "#d9e4eb"
LAND = "#efe9dc"
CROSSED = "#faf7ef"
SHORE = "#a9bcc8"
BORDER = "#a89f8f"
HAIRLINE = "#cfc6b6"
RIVER = "#bdd0db"


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


def draw(drawing: MapDrawing, frame: Frame, ground: MapGround) -> None:
    """Draw sea, land, borders, rivers and lakes of `frame`."""
    import shapely

    drawing.area(shapely.box(0, 0, frame.width, frame.height), SEA)
    drawing.area(ground.land, LAND)
    drawing.area(ground.crossed, CROSSED)
    if relief := shading(frame):
        drawing.picture((0, 0, frame.width, frame.height), relief)
    drawing.strokes(parts_of(_river_lines(frame)), RIVER, 0.9)
    drawing.strokes(parts_of(frame.drawn(shape) for shape in _divisions()), HAIRLINE, 0.7)
    drawing.strokes(parts_of([country_lines(frame, ground)]), BORDER, 1.1)
    drawing.area(ground.water, SEA)
    shores = [part.boundary for shape in (ground.land, ground.water) for part in polygons(shape)]
    inside = shapely.box(0.5, 0.5, frame.width - 0.5, frame.height - 0.5)
    drawing.strokes(parts_of(shore.intersection(inside) for shore in shores), SHORE, 0.6)


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

    outlines = [part.boundary for shape in _abroad(frame) for part in polygons(frame.drawn(shape))]
    edge = shapely.box(0, 0, frame.width, frame.height).boundary.buffer(1.0)
    coast = ground.land.boundary.buffer(2.0)
    return shapely.union_all(outlines).difference(shapely.union_all([coast, edge]))


def _abroad(frame: Frame) -> Iterator[BaseGeometry]:
    """Go through the countries whose outlines are borders: all but Italy, which borders on them."""
    within = basemap.lands(frame.bounds)
    if within is basemap.countries():
        yield from (feature.geometry for feature in basemap.layer("countries"))
    else:
        yield from (shape for code, shape in within.items() if code != "IT")


def parts_of(shapes: Iterable[BaseGeometry]) -> Iterator[np.ndarray]:
    """Go through the points of every line that is long enough to be seen."""
    import shapely

    for shape in shapes:
        for part in shapely.get_parts(shape):
            if "Line" in part.geom_type and part.length > 1.0:
                yield shapely.get_coordinates(part)
