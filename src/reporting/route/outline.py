"""The route as one line, for a cover: from place to place, not along a road."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from markupsafe import Markup

from reporting.route.waypoints import of_leg, places

if TYPE_CHECKING:
    from reporting.event import Event

WIDTH = 1000.0
"""Width of the drawing in its own units; the page scales it."""

MARGIN = 24.0


def outline(event: Event) -> Markup:
    """Return the route of `event` as an SVG line in the current colour, legs marked by dots.

    The line joins the places straight from one to the next. It is an ornament: hidden from
    assistive technology, without words. An event without located places gives nothing.
    """
    legs = [of_leg(places(event), leg.number) for leg in event.info.legs]
    line = [place.point for leg in legs for place in leg]
    if len(line) < 2:
        return Markup("")
    drawn = _drawn(line)
    height = max(y for _, y in drawn) + MARGIN
    ends = [0, *(sum(map(len, legs[: count + 1])) - 1 for count in range(len(legs)))]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in drawn)
    dots = Markup("").join(
        Markup('<circle cx="{:.1f}" cy="{:.1f}" r="7"/>').format(*drawn[end]) for end in ends
    )
    return Markup(
        '<svg class="outline" viewBox="0 0 {:.0f} {:.0f}" aria-hidden="true" focusable="false">'
        '<polyline points="{}" fill="none" stroke="currentColor" stroke-width="3.5" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
        '<g fill="currentColor">{}</g></svg>'
    ).format(WIDTH, height, points, dots)


def _drawn(line: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points on the page: east to the right, north up, true to scale at the middle."""
    south, north = min(lat for lat, _ in line), max(lat for lat, _ in line)
    west, east = min(lon for _, lon in line), max(lon for _, lon in line)
    narrowing = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * narrowing, (north - south) * 0.6, 1e-6)
    inset = (WIDTH - scale * (east - west) * narrowing) / 2
    return [
        (inset + (lon - west) * narrowing * scale, MARGIN + (north - lat) * scale)
        for lat, lon in line
    ]
