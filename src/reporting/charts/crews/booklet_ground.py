"""What the maps of all booklets share: land, water, borders, the route and a scale bar, as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from reporting.charts import svg
from reporting.charts.maps import ground as maps_ground
from reporting.charts.maps.frame import WIDTH, Frame
from reporting.charts.theme import INK, PAPER, RED, SLATE

if TYPE_CHECKING:
    from reporting.charts.svg import Point
    from reporting.route import Route

COARSE = 0.8
"""Details smaller than this [pixels] are left out: the map is printed at half its size."""

LEAST_AREA = 12.0
ROAD_STEP = 6.0
LENGTHS_KM = (5, 10, 20, 25, 50, 100, 200)
LONGEST_BAR = 170.0


def drawn(frame: Frame, route: Route, text: float) -> str:
    """Return ground, route and scale bar as SVG.

    Parameters
    ----------
    frame
        The map's frame.
    route
        The route; a leg without a track is dashed from place to place.
    text
        Size of letters [pixels].
    """
    return ground_and_route(frame, route) + _scale(frame, text)


def ground_and_route(frame: Frame, route: Route) -> str:
    """Return land, water, borders and the route as SVG."""
    return "".join([*_ground(frame, route), *_route(frame, route)])


def _ground(frame: Frame, route: Route) -> Iterator[str]:
    import shapely

    made = maps_ground.prepare(frame, route)
    yield f'<path d="M0,0H{WIDTH:g}V{frame.height:.1f}H0Z" fill="{maps_ground.SEA}"/>'
    yield _shapes(frame, [made.land], maps_ground.LAND)
    yield _shapes(frame, [made.crossed], maps_ground.CROSSED)
    borders = shapely.simplify(maps_ground.country_lines(frame, made), COARSE)
    yield _strokes(frame, shapely.get_parts(borders), maps_ground.BORDER, 1.2)
    yield _shapes(frame, [made.water], maps_ground.SEA)


def _shapes(frame: Frame, shapes: Iterable[Any], colour: str) -> str:
    import shapely

    rings = []
    for shape in shapes:
        for part in shapely.get_parts(shapely.simplify(shape, COARSE)):
            if part.geom_type != "Polygon" or part.area < LEAST_AREA:
                continue
            outlines = (part.exterior, *part.interiors)
            rings += [f"{_path(frame, shapely.get_coordinates(ring))}Z" for ring in outlines]
    return f'<path d="{"".join(rings)}" fill="{colour}" fill-rule="evenodd"/>' if rings else ""


def _strokes(frame: Frame, parts: Iterable[Any], colour: str, thick: float) -> str:
    import shapely

    drawn = "".join(
        _path(frame, shapely.get_coordinates(part))
        for part in parts
        if "Line" in part.geom_type and part.length > 2
    )
    return (
        f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="{thick}"/>' if drawn else ""
    )


def _path(frame: Frame, points: Any) -> str:
    """Return a line's path; the frame counts upwards, a drawing downwards."""
    return "M" + "L".join(f"{x:.0f},{frame.height - y:.0f}" for x, y in points)


def _route(frame: Frame, route: Route) -> Iterator[str]:
    """Go through the legs: the track where there is one, else dashed from place to place."""
    import numpy as np
    import shapely

    for leg in route.legs:
        if leg.measured is None:
            if len(leg.waypoints) < 2:
                continue
            xy = np.column_stack(
                frame.pixels([p.lon for p in leg.waypoints], [p.lat for p in leg.waypoints])
            )
            runs, dash = [xy], ' stroke-dasharray="7 5"'
        else:
            road = leg.measured.line
            points = np.column_stack(frame.pixels(road.lon, road.lat))
            runs = [points[road.run == run] for run in np.unique(road.run)]
            dash = ""
        drawn = "".join(
            _path(frame, shapely.get_coordinates(shapely.LineString(run).simplify(COARSE)))
            for run in runs
            if len(run) > 1
        )
        for colour, thick, dashed in ((PAPER, 6.0, ""), (RED, 2.8, dash)):
            yield (
                f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="{thick}" '
                f'stroke-linejoin="round"{dashed}/>'
            )


def _scale(frame: Frame, text: float) -> str:
    """Return a scale bar in the lower left corner."""
    km = max(
        (one for one in (5, 10, 20, 25, 50, 100, 200) if one * 1000 * frame.scale < 170), default=5
    )
    across, y = km * 1000 * frame.scale, frame.height - 14
    bar = svg.line([(16, y - 6), (16, y), (16 + across, y), (16 + across, y - 6)], INK, 1.2)
    return bar + svg.text((22 + across, y), f"{km}\u202fkm", text, colour=SLATE)


def road(frame: Frame, route: Route) -> list[Point]:
    """Return points on the route and on borders, so close that no word slips between them."""
    import numpy as np
    import shapely

    borders = maps_ground.country_lines(frame, maps_ground.prepare(frame, route))
    found = [part for part in shapely.get_parts(borders) if "Line" in part.geom_type]
    for leg in route.legs:
        if leg.measured is not None:
            lons, lats = list(leg.measured.line.lon), list(leg.measured.line.lat)
        else:
            lons, lats = [p.lon for p in leg.waypoints], [p.lat for p in leg.waypoints]
        if len(lons) > 1:
            found.append(shapely.LineString(np.column_stack(frame.pixels(lons, lats))))
    points = [
        shapely.line_interpolate_point(line, np.arange(0, line.length, ROAD_STEP)) for line in found
    ]
    return [
        (float(x), frame.height - float(y))
        for line in points
        for x, y in shapely.get_coordinates(line)
    ]
