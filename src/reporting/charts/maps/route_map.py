"""The map of the route: quiet ground, numbered controls, names that never overlap.

Everything is projected here and drawn as ordinary traces in pixels of the page, so that the same
figure is interactive in HTML and a flat vector drawing in the PDF, with no tile and no request.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.charts import theme
from reporting.charts.chart import Chart
from reporting.charts.maps import ground as maps_ground
from reporting.charts.maps import legend as maps_legend
from reporting.charts.maps import marks as maps_marks
from reporting.charts.maps.frame import WIDTH, Frame
from reporting.charts.maps.labels import LabelSheet
from reporting.charts.maps.map_names import NamesView, background, height, names, short
from reporting.charts.maps.text import write
from reporting.route.geodesy import chain_m

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporting.charts.maps.marks import MapMark
    from reporting.route import LegRoute, Route
    from reporting.story.voice import Voice

SCHEMATIC = {"color": theme.RED, "width": 1.7, "dash": "5px,3.5px"}
SCHEMATIC_CASING = {"color": theme.PAPER, "width": 3.6}
TRACK = {"color": theme.RED, "width": 2.2}
TRACK_CASING = {"color": theme.PAPER, "width": 4.6}

STRAIGHT = 0.99
"""From this share of the distance on, going east or west is nearly all that the route does."""

ROUTE_COST = 0.3
BORDER_COST = 0.03
"""What a name costs for each pixel of the route, or of a border, that it hides."""


def route_map(route: Route, voice: Voice, notice: str = "") -> Chart | None:
    """Draw the map of a route.

    Parameters
    ----------
    route
        A route with located places. Where a leg has a track, it is drawn; where it has none,
        a dashed line joins the places and says that it is schematic.
    voice
        The reader's language.
    notice
        The word beside a map of simulated tracks.

    Returns
    -------
    Chart or None
        A figure of fixed width; positions are pixels from the map's lower left corner. None where
        fewer than two places have a position: there is no way between them to draw.
    """
    if route.crossing is None:
        return None
    frame = Frame.holding(_shown(route))
    ground = maps_ground.prepare(frame, route)
    marks = maps_marks.marks(route, frame)
    strip = maps_legend.rows(route, marks, voice)
    figure = _canvas(voice, frame, maps_legend.height(strip))
    maps_ground.draw(figure, frame, ground)
    _route_lines(figure, route, frame)
    sheet = LabelSheet(WIDTH, frame.height, _costs(route, frame, ground))
    for mark in marks:
        sheet.mark(mark.at, mark.box)
    bar = maps_legend.scale_bar(frame, sheet, ground)
    placed = [
        *names(marks, sheet, voice),
        *background(NamesView(route, frame, ground, marks, voice), sheet),
    ]
    maps_marks.draw(figure, marks, {mark: _hover(mark, route, voice) for mark in marks})
    placed += maps_legend.draw(figure, frame, strip, bar, voice)
    write(figure, placed)
    return Chart("route-map", figure, **_words(route, marks, voice), notice=notice)


def _shown(route: Route) -> list[tuple[float, float]]:
    """Return the points that the map must hold: places, sites and the corners of tracks."""
    places = [place.point for leg in route.legs for place in leg.waypoints]
    boxes = [leg.measured.bbox for leg in route.legs if leg.measured]
    corners = [
        (lat, lon)
        for west, south, east, north in boxes
        for lat, lon in ((south, west), (north, east))
    ]
    return [*places, *(site.point for site in route.unesco), *corners]


def _canvas(voice: Voice, frame: Frame, strip: float) -> Any:
    figure = theme.figure(voice, round(frame.height + strip))
    figure.update_layout(
        width=WIDTH,
        autosize=False,
        margin={"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        hovermode="closest",
        hoverdistance=14,
    )
    hidden = {"visible": False, "fixedrange": True, "automargin": False}
    figure.update_xaxes(range=[0, WIDTH], **hidden)
    figure.update_yaxes(range=[-strip, frame.height], scaleanchor="x", **hidden)
    return figure


def _route_lines(figure: Any, route: Route, frame: Frame) -> None:
    """Draw the legs: the track where there is one, else dashed from place to place."""
    for leg in route.legs:
        casing, ink = (TRACK_CASING, TRACK) if leg.measured else (SCHEMATIC_CASING, SCHEMATIC)
        xs, ys = _joined(_drawn(leg, frame))
        for line, opacity in ((casing, 0.8), (ink, 1.0)):
            figure.add_scatter(
                x=xs,
                y=ys,
                mode="lines",
                line={**line, "simplify": False},
                opacity=opacity,
                hoverinfo="skip",
            )


def _drawn(leg: LegRoute, frame: Frame) -> list[NDArray[np.float64]]:
    """Return the leg's lines on the page: each run of the track, or its places joined."""
    if leg.measured is None:
        line = frame.pixels([p.lon for p in leg.waypoints], [p.lat for p in leg.waypoints])
        return [np.column_stack(line)]
    road = leg.measured.line
    points = np.column_stack(frame.pixels(road.lon, road.lat))
    runs = (points[road.run == run] for run in np.unique(road.run))
    return [_simplified(run) for run in runs if len(run) > 1]


def _simplified(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a line without details under a quarter of a pixel."""
    import shapely

    return np.asarray(shapely.get_coordinates(shapely.LineString(points).simplify(0.25)))


def _joined(lines: list[NDArray[np.float64]]) -> tuple[list[float | None], list[float | None]]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for line in lines:
        xs += [*(round(float(x), 1) for x in line[:, 0]), None]
        ys += [*(round(float(y), 1) for y in line[:, 1]), None]
    return xs[:-1], ys[:-1]


def _costs(route: Route, frame: Frame, ground: maps_ground.MapGround) -> list[tuple[Any, float]]:
    from shapely.geometry import LineString, MultiLineString

    drawn = [line for leg in route.legs for line in _drawn(leg, frame)]
    lines = MultiLineString([LineString(line) for line in drawn if len(line) > 1])
    return [
        (lines, ROUTE_COST),
        (ground.land.boundary, BORDER_COST),
        (maps_ground.country_lines(frame, ground), BORDER_COST),
    ]


def _hover(mark: MapMark, route: Route, voice: Voice) -> str:
    """Return what a reader sees at a mark: name, kind, height, distance so far."""
    return "<br>".join(_told(mark, route, voice))


def _told(mark: MapMark, route: Route, voice: Voice) -> Iterator[str]:
    place = mark.place
    number = "" if mark.number is None else f"{mark.number}\u2002"
    yield f"<b>{number}{escape(place.called(voice.language), quote=False)}</b>"
    for met in mark.places:
        kind = f"place {met.control}" if met.control else f"place {met.kind}"
        leg = f"{voice.text('Leg')} {met.leg}: " if met.leg else ""
        yield f"{leg}{voice.text(kind)}"
    if place.elevation_m is not None and place.kind != "unesco":
        yield height(place, voice)
    yield from _so_far(mark, route, voice)


def _so_far(mark: MapMark, route: Route, voice: Voice) -> Iterator[str]:
    """Say how far from its leg's start the mark is: measured, or at least as the crow flies."""
    for leg in route.legs:
        along = {met.place: met.along_km for met in leg.met}.get(mark.place)
        if along is not None:
            yield voice.text("map along", km=voice.quantity(along, "km", 1))
        elif mark.place in leg.waypoints[1:]:
            met = leg.waypoints[: leg.waypoints.index(mark.place) + 1]
            least = chain_m([p.lat for p in met], [p.lon for p in met]) / 1000
            yield voice.text("map at least", km=voice.quantity(least, "km", 0))


def _words(route: Route, marks: Sequence[MapMark], voice: Voice) -> dict[str, str]:
    crossing = route.crossing
    assert crossing is not None
    turning = crossing.farthest
    farthest = short(turning, voice) if turning else ""
    side = "east" if crossing.west_east_km >= 0 else "west"
    mostly = abs(crossing.west_east_km) > STRAIGHT * crossing.great_circle_km
    named = f"map title {'mostly ' if mostly else ''}{side}"
    if crossing.loop:
        named = "map title loop" if farthest else "map title loop unnamed"
    extra = "sites" if route.unesco else "passes" if route.passes else ""
    fields = {
        "start": short(crossing.start, voice) or voice.text("map start"),
        "finish": short(crossing.finish, voice) or voice.text("map finish"),
        "across": voice.quantity(abs(crossing.west_east_km), "km", 0),
        "direct": voice.quantity(crossing.great_circle_km, "km", 0),
        "farthest": farthest,
        "away": voice.quantity(crossing.farthest_km, "km", 0),
        "controls": voice.number(sum(mark.number is not None for mark in marks)),
        "legs": voice.plural("n legs", len(route.legs)),
        "sites": voice.list([site.called(voice.language) for site in route.unesco]),
        "passes": voice.plural("n passes", len(route.passes)),
    }
    alt = "map alt loop" if crossing.loop else "map alt"
    told = (alt, f"map alt {extra}") if extra else (alt,)
    return {
        "title": voice.text(named, **fields),
        "subtitle": voice.text("map subtitle" if marks else "map subtitle track"),
        "source": voice.text("map source"),
        "alt": " ".join(voice.text(message, **fields) for message in told),
    }
