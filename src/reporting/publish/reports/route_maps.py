"""The drawings of a route that a race report shows: drawn once, until the route changes.

Where names lie on a map is searched for, which takes longer than the rest of the report: a
corrected time changes nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.charts.maps.drawn_map import DrawnMap
    from reporting.route import Route
    from reporting.story.voice import Voice

COVER_MAP = (794.0, 410.0)
"""Size of the map on the cover [CSS pixels]: as wide as the page."""


@dataclass(frozen=True)
class RouteMaps:
    """What is drawn of a route in one language; None for what cannot be drawn.

    Parameters
    ----------
    cover, map, strip
        The map of the cover, the page's own, and the heights along the road.
    """

    cover: DrawnMap | None
    map: DrawnMap | None
    strip: DrawnMap | None


def drawn(route: Route, voice: Voice) -> RouteMaps:
    """Draw the route for a race report."""
    from reporting.charts import page_map, page_strip, route_map

    return RouteMaps(
        route_map(route, voice, size=COVER_MAP, legend=False),
        page_map(route, voice),
        page_strip(route, voice),
    )


def noticed(drawing: DrawnMap | None, notice: str) -> DrawnMap | None:
    """Return a drawing with the word that stands beside simulated tracks."""
    if drawing is None or not notice:
        return drawing
    return replace(drawing, notice=notice, phone=noticed(drawing.phone, notice))


def notice_of(route: Route, voice: Voice) -> str:
    """Return the word that stands beside a route that nobody drove; nothing beside a real one."""
    return voice.text("map simulated") if route.made_up == "all" else ""


def step_of(language: str) -> str:
    """Return what the step is called that draws the maps in one language."""
    return f"maps {language}"
