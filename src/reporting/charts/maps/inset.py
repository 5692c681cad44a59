"""A small map in a corner: where in its country the route lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting.charts.maps.frame import Frame
from reporting.charts.maps.ground import BORDER, CROSSED, SEA
from reporting.charts.maps.legend import free_corner
from reporting.charts.theme import RED
from reporting.route import basemap

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from reporting.charts.maps.ground import MapGround
    from reporting.charts.maps.labels import LabelSheet
    from reporting.charts.maps.map_drawing import MapDrawing
    from reporting.charts.maps.text import Box
    from reporting.route import Route

SIZE = 0.13
"""The inset's longer side, as a share of the map's width and height together / 2."""

TELLING = 0.45
"""An inset is drawn where the map shows less than this share of the country's extent."""

LEAST_PART = 0.02
"""Islands smaller than this share of a country are left out."""

LEAST_DOT = 4.0
"""The map's place is shown at least so large [pixels]."""


def draw(
    drawing: MapDrawing, route: Route, frame: Frame, sheet: LabelSheet, ground: MapGround
) -> Box | None:
    """Draw the country that the route is most in, with the map's place in it.

    Returns
    -------
    Box or None
        The room that it took; None where the map shows much of the country itself, several
        countries, or has no free corner.
    """
    import shapely

    country = _country(route)
    if country is None:
        return None
    west, south, east, north = country.bounds
    longest = SIZE * (frame.width + frame.height) / 2
    corners = [(south, west), (south, east), (north, west), (north, east)]
    whole = Frame.holding(corners, (longest, longest))
    if frame.across_m > TELLING * whole.across_m:
        return None
    shape = whole.drawn(country)
    left, low, right, high = shape.bounds
    size = right - left + 10, high - low + 10
    box = free_corner(frame, sheet, ground, size)
    if box is None:
        return None
    moved = shapely.affinity.translate(shape, box[0] + 5 - left, box[1] + 5 - low)
    paper = [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])]
    drawing.polygon(paper, SEA, BORDER, 0.8)
    drawing.area(moved, CROSSED)
    drawing.strokes(
        [shapely.get_coordinates(part.exterior) for part in shapely.get_parts(moved)], BORDER, 0.6
    )
    x, y = whole.pixels([frame.lon], [frame.lat])
    at = float(x[0]) + box[0] + 5 - left, float(y[0]) + box[1] + 5 - low
    half = [
        max(size * whole.scale / frame.scale / 2, LEAST_DOT / 2)
        for size in (frame.width, frame.height)
    ]
    place = [(at[0] + sx * half[0], at[1] + sy * half[1]) for sx, sy in SQUARE]
    drawing.polygon(place, "none", RED, 1.4)
    return box


SQUARE = ((-1, -1), (1, -1), (1, 1), (-1, 1))


def _country(route: Route) -> BaseGeometry | None:
    """Return the one country of a route, its far islands left out; None for several or none."""
    import shapely

    if len(route.countries) != 1 or route.bbox is None:
        return None
    code = route.countries[0]
    shape = basemap.countries().get(code) if code == "IT" else basemap.whole_countries().get(code)
    if shape is None:
        return None
    parts = shapely.get_parts(shape)
    middle = (route.bbox[0] + route.bbox[2]) / 2, (route.bbox[1] + route.bbox[3]) / 2
    largest = max(part.area for part in parts)
    near = shapely.Point(middle)
    main = min((p for p in parts if p.area > LEAST_PART * largest), key=lambda p: p.distance(near))
    reach = max(main.bounds[2] - main.bounds[0], main.bounds[3] - main.bounds[1])
    shown = [p for p in parts if p.area > LEAST_PART * largest and p.distance(main) < reach / 2]
    return shapely.MultiPolygon([p.simplify(0.02) for p in shown])
