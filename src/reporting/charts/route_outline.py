"""The cover's line: the places of the route joined in order, as a drawing and not as a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from reporting.charts.theme import INK, PAPER, RED

if TYPE_CHECKING:
    from reporting.route import Route

BOX = (600.0, 420.0)
"""Width and height of the drawing, in its own units."""

MARGIN = 30.0


def outline(route: Route, alt: str) -> Markup:
    """Return the route's places joined by a line, as inline SVG.

    Parameters
    ----------
    route
        A route with at least two places on the road; otherwise the drawing is empty.
    alt
        Alternative text.
    """
    legs = [
        [place.point for place in route.waypoints if place.on_the_road and place.leg == leg.number]
        for leg in route.legs
    ]
    points = [point for leg in legs for point in leg]
    if len(points) < 2:
        return Markup("")
    flat = dict(zip(points, _fitted(_projected(points)), strict=True))
    lines = Markup("").join(_line([flat[point] for point in leg]) for leg in legs if leg)
    stops = [flat[leg[0]] for leg in legs if leg] + [flat[points[-1]]]
    dots = Markup("").join(_dot(stop, last=stop == stops[-1]) for stop in stops)
    return Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" preserveAspectRatio="xMidYMid meet">'
        "<title>{}</title>{}{}</svg>"
    ).format(int(BOX[0]), int(BOX[1]), alt, alt, lines, dots)


def _projected(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points on a conformal plane centred on the route [m]."""
    from pyproj import Transformer

    lat = sum(point[0] for point in points) / len(points)
    lon = sum(point[1] for point in points) / len(points)
    plane = f"+proj=stere +lat_0={lat} +lon_0={lon} +ellps=WGS84"
    to_plane = Transformer.from_crs("EPSG:4326", plane, always_xy=True)
    return [to_plane.transform(lon, lat) for lat, lon in points]


def _fitted(plane: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points scaled into the box, north up."""
    xs, ys = [x for x, _ in plane], [y for _, y in plane]
    span = (max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0)
    room = (BOX[0] - 2 * MARGIN, BOX[1] - 2 * MARGIN)
    scale = min(room[0] / span[0], room[1] / span[1])
    left = (BOX[0] - span[0] * scale) / 2
    top = (BOX[1] - span[1] * scale) / 2
    return [(left + (x - min(xs)) * scale, top + (max(ys) - y) * scale) for x, y in plane]


def _line(points: list[tuple[float, float]]) -> Markup:
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return Markup(
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="3.2" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
    ).format(drawn, RED)


def _dot(point: tuple[float, float], *, last: bool) -> Markup:
    fill = RED if last else PAPER
    return Markup(
        '<circle cx="{}" cy="{}" r="7.5" fill="{}" stroke="{}" stroke-width="2.6"/>'
    ).format(f"{point[0]:.1f}", f"{point[1]:.1f}", fill, RED if last else INK)
