"""Maps and profiles of a report's page, drawn twice: for screens and paper, and for phones.

A drawing for 720 pixels shown on 340 has words of five pixels; one for a phone has fewer words of
the usual size.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reporting.charts.maps.height_strip import height_strip
from reporting.charts.maps.route_map import route_map

if TYPE_CHECKING:
    from reporting.charts.maps.drawn_map import DrawnMap
    from reporting.route import Route
    from reporting.story.voice import Voice

PHONE, PHONE_STRIP = (400.0, 470.0), (400.0, 190.0)
"""Sizes of a phone's map and profile [CSS pixels]."""


def page_map(
    route: Route, voice: Voice, notice: str = "", *, size: tuple[float, float] | None = None
) -> DrawnMap | None:
    """Draw the map of a route for a report's page; arguments and None as of `route_map`."""
    drawn = route_map(route, voice, notice, size=size)
    if drawn is None:
        return None
    return replace(drawn, phone=route_map(route, voice, notice, size=PHONE))


def page_strip(route: Route, voice: Voice, notice: str = "") -> DrawnMap | None:
    """Draw the profile of a route for a report's page; None as of `height_strip`."""
    drawn = height_strip(route, voice, notice)
    if drawn is None:
        return None
    return replace(drawn, phone=height_strip(route, voice, notice, size=PHONE_STRIP))
