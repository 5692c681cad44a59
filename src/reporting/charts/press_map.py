"""The map of a picture card: ground, route and the names of the places where legs begin and end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from reporting.charts import svg
from reporting.charts.crews import booklet_ground
from reporting.charts.maps.frame import WIDTH, Frame
from reporting.charts.maps.labels import LabelRequest, LabelSheet
from reporting.charts.maps.text import LINE, Placed, Text
from reporting.charts.theme import INK, PAPER, RED

if TYPE_CHECKING:
    from reporting.route import Route, Waypoint
    from reporting.story.voice import Voice

SIZE = 33.0
"""Of letters on the card [pixels]."""

RADIUS = 7.0
RINGS = (0.0, 6.0, 12.0, 20.0, 32.0)


def press_map(route: Route, voice: Voice, room: tuple[int, int]) -> Markup:
    """Return the map of a route, or of one leg, as inline SVG; empty where there is none.

    Parameters
    ----------
    route
        The route, with the legs that are to be drawn.
    voice
        The reader's language.
    room
        Width and height of the map on the card [pixels].
    """
    legs = [[place for place in leg.waypoints if place.on_the_road] for leg in route.legs]
    points = [place for leg in legs for place in leg]
    if len({place.point for place in points}) < 2:
        return Markup("")
    frame = _filling(Frame.around(points), room[0] / room[1])
    size = SIZE * WIDTH / room[0]
    ends = _ends(legs)
    parts = [booklet_ground.ground_and_route(frame, route)]
    parts += [_dot(frame, place, last=place is ends[-1]) for place in ends]
    parts += [_written(frame, one) for one in _names(frame, ends, voice, size)]
    # The parts are drawn from figures and names, which svg escapes.
    inside = Markup("").join(map(Markup, parts))
    return Markup(
        '<svg viewBox="0 0 {} {}" preserveAspectRatio="xMidYMid meet" aria-hidden="true">{}</svg>'
    ).format(int(WIDTH), round(frame.height), inside)


def _filling(frame: Frame, shape: float) -> Frame:
    """Return a frame of that proportion, width to height, that shows no less."""
    height = WIDTH / shape
    return replace(frame, across_m=frame.across_m * max(1.0, frame.height / height), height=height)


def _ends(legs: Sequence[Sequence[Waypoint]]) -> list[Waypoint]:
    """Return where legs begin and end, each town once, the last end last."""
    every = [place for leg in legs if leg for place in (leg[0], leg[-1])]
    towns = {place.municipality or place.name: place for place in every[:-1]}
    towns.pop(every[-1].municipality or every[-1].name, None)
    return [*towns.values(), every[-1]]


def _names(frame: Frame, ends: Sequence[Waypoint], voice: Voice, size: float) -> list[Placed]:
    sheet = LabelSheet(WIDTH, frame.height, edge=14.0)
    wishes = []
    for place in ends:
        x, y = at = frame.at(place)
        sheet.mark(at, (x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS))
        town = place.called(voice.language).partition(",")[0]
        text = Text(town, size, "semibold", INK)
        wishes.append(LabelRequest((text,), at, RADIUS + 5.0, 40.0, RINGS))
    return [one for one in sheet.arrange(wishes) if one is not None]


def _dot(frame: Frame, place: Waypoint, *, last: bool) -> str:
    x, y = frame.at(place)
    fill = RED if last else PAPER
    return (
        f'<circle cx="{x:.1f}" cy="{frame.height - y:.1f}" r="{RADIUS:g}" fill="{fill}" '
        f'stroke="{RED if last else INK}" stroke-width="2.6"/>'
    )


def _written(frame: Frame, one: Placed) -> str:
    """Return a name with a pale casing, so that lines behind it do not disturb."""
    left, _, right, high = one.box
    anchor = {"left": "start", "right": "end"}.get(one.align, "middle")
    x = {"left": left, "right": right}.get(one.align, (left + right) / 2)
    y = frame.height - high + one.text.size * (LINE - 0.33)
    name = svg.text((x, y), one.text.words, one.text.size, anchor=anchor, weight=600)
    casing = name.replace("<text ", f'<text stroke="{PAPER}" stroke-width="5" aria-hidden="true" ')
    return casing + name
