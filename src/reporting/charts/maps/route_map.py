"""The map of the route: quiet ground, the road as hero, marks and names that never overlap.

Everything is projected here and drawn as one SVG, so that the same map stands in a page, in the
PDF and in a file of its own, with no tile and no request.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reporting.charts.maps import ground as maps_ground
from reporting.charts.maps import inset, leg_strokes, mark_signs
from reporting.charts.maps import legend as maps_legend
from reporting.charts.maps import marks as maps_marks
from reporting.charts.maps.drawn_map import DrawnMap
from reporting.charts.maps.frame import Frame
from reporting.charts.maps.labels import LabelSheet
from reporting.charts.maps.map_drawing import MapDrawing
from reporting.charts.maps.map_names import NamesView, background, height, names, roads, seas, short
from reporting.charts.maps.text import write
from reporting.route.geodesy import chain_m

if TYPE_CHECKING:
    from reporting.charts.maps.leg_strokes import LegStroke
    from reporting.charts.maps.marks import MapMark
    from reporting.route import Route
    from reporting.story.voice import Voice

STRAIGHT = 0.99
"""From this share of the distance on, going east or west is nearly all that the route does."""

ROUTE_COST = 0.3
BORDER_COST = 0.03
"""What a name costs for each pixel of the route, or of a border, that it hides."""


def route_map(
    route: Route,
    voice: Voice,
    notice: str = "",
    *,
    size: tuple[float, float] | None = None,
    legend: bool = True,
) -> DrawnMap | None:
    """Draw the map of a route.

    Parameters
    ----------
    route
        A route with located places. Where a leg has a track, it is drawn; where it has none,
        a dashed line joins the places and says that it is schematic. Of one leg alone:
        :func:`only`.
    voice
        The reader's language.
    notice
        The word beside a map of simulated tracks.
    size
        Width and height of the map [CSS pixels]; without it, 720 wide and as high as suits the
        route. Words keep their size: a larger map has more of them.
    legend
        Whether what the marks mean stands under the map.

    Returns
    -------
    DrawnMap or None
        ``.svg`` stands in a page as it is. None where fewer than two places have a position:
        there is no way between them to draw.
    """
    if route.crossing is None:
        return None
    sheet = MapSheet.of(route, voice, size)
    words = _words(route, sheet.marks, voice)
    if any(map(leg_strokes.tick_kms, sheet.strokes)):
        words["subtitle"] += voice.text("map ticks")
    return DrawnMap(
        "route-map",
        sheet.drawn(legend=legend),
        **words,
        voice=voice,
        notice=notice,
        phone=None,
        linked=leg_strokes.linked(sheet.strokes, sheet.frame.height),
    )


@dataclass(frozen=True)
class MapSheet:
    """A map before it is drawn: where everything lies.

    Parameters
    ----------
    route
        What is drawn.
    voice
        The reader's language.
    frame, ground, strokes, marks
        The window, what lies under the route, its legs and its marks.
    """

    route: Route
    voice: Voice
    frame: Frame
    ground: maps_ground.MapGround
    strokes: Sequence[LegStroke]
    marks: Sequence[MapMark]

    @classmethod
    def of(cls, route: Route, voice: Voice, size: tuple[float, float] | None = None) -> MapSheet:
        """Return the sheet of a route, its frame around everything that must be seen."""
        frame = Frame.holding(shown_points(route), size)
        ground = maps_ground.prepare(frame, route)
        strokes = leg_strokes.leg_strokes(route, frame)
        return cls(route, voice, frame, ground, strokes, maps_marks.marks(route, frame))

    def drawn(self, *, legend: bool = True) -> MapDrawing:
        """Return the map, drawn."""
        frame, voice = self.frame, self.voice
        rows = maps_legend.rows(self.strokes, self.marks, voice, frame.width) if legend else []
        drawing = MapDrawing(frame.width, round(frame.height), maps_legend.height(rows))
        maps_ground.draw(drawing, frame, self.ground)
        leg_strokes.draw(drawing, self.strokes)
        sheet = LabelSheet(frame.width, frame.height, self._costs())
        for mark in self.marks:
            sheet.mark(mark.at, mark.box)
        base = NamesView(self.route, frame, self.ground, self.marks, voice)
        alone = replace(sheet, taken=[*sheet.taken])
        sheet.wanted = [placed.box for placed in seas(base, alone)]
        bar = maps_legend.scale_bar(frame, sheet, self.ground)
        inset.draw(drawing, self.route, frame, sheet, self.ground)
        placed = names(self.marks, sheet, voice)
        plain = leg_strokes.ticks(drawing, self.strokes, sheet, voice)
        plain += roads(
            base, sheet, leg_strokes.shape_of(leg_strokes.tracked(self.strokes)), drawing
        )
        plain += background(base, sheet)
        write(drawing, plain)
        hover = {mark: "\n".join(_said(mark, self.route, voice)) for mark in self.marks}
        mark_signs.draw(drawing, self.marks, hover)
        write(drawing, placed, maps_ground.CROSSED)
        write(drawing, maps_legend.draw(drawing, rows))
        if bar:
            write(drawing, maps_legend.draw_bar(drawing, *bar, voice))
        return drawing

    def _costs(self) -> list[tuple[Any, float]]:
        return [
            (leg_strokes.shape_of(self.strokes), ROUTE_COST),
            (self.ground.land.boundary, BORDER_COST),
            (maps_ground.country_lines(self.frame, self.ground), BORDER_COST),
        ]


def only(route: Route, leg: int) -> Route:
    """Return a route of one of its legs alone, as a map of it needs it."""
    chosen = next(part for part in route.legs if part.number == leg)
    driven = chosen.waypoints
    measured = chosen.measured
    return replace(
        route,
        legs=(chosen,),
        crossing=chosen.crossing,
        bbox=chosen.bbox,
        regions=_met(measured.regions_km if measured else {}, driven, "region"),
        countries=_met(measured.countries_km if measured else {}, driven, "country"),
        passes=tuple(place for place in driven if place.is_pass),
        unesco=tuple(place for place in route.unesco if place.leg == leg),
        waypoints=tuple(place for place in route.waypoints if place.leg == leg),
    )


def _met(kilometres: dict[str, float], driven: Sequence[Any], field: str) -> tuple[str, ...]:
    from reporting.route.waypoints import names_met

    return tuple(kilometres) if kilometres else names_met(driven, field)


def shown_points(route: Route) -> list[tuple[float, float]]:
    """Return the points that the map must hold: places, sites and the corners of tracks."""
    places = [place.point for leg in route.legs for place in leg.waypoints]
    boxes = [leg.measured.bbox for leg in route.legs if leg.measured]
    corners = [
        (lat, lon)
        for west, south, east, north in boxes
        for lat, lon in ((south, west), (north, east))
    ]
    return [*places, *(site.point for site in route.unesco), *corners]


def _said(mark: MapMark, route: Route, voice: Voice) -> Iterator[str]:
    """Go through what a reader sees at a mark: name, kind, height, distance so far."""
    place = mark.place
    yield place.called(voice.language)
    if mark.codes:
        yield mark.codes
    kinds = [
        (f"{voice.text('Leg')} {met.leg}: " if met.leg else "")
        + voice.text(f"place {met.control}" if met.control else f"place {met.kind}")
        for met in mark.places
        if met.kind != "summit"
    ]
    yield from dict.fromkeys(kinds)
    if place.elevation_m is not None and place.kind != "unesco":
        yield height(place, voice)
    yield from _so_far(mark, route, voice)


def _so_far(mark: MapMark, route: Route, voice: Voice) -> Iterator[str]:
    """Say how far from its leg's start the mark is: measured, or at least as the crow flies."""
    for leg in route.legs:
        along = {met.place: met.along_km for met in leg.met}.get(mark.place)
        if along is None and leg.measured and mark.place in leg.controls:
            along = mark.place.km
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
    if not round(crossing.west_east_km):  # a move that is printed as 0 km is none
        named = "map title direct"
    if crossing.loop:
        named = "map title loop" if farthest else "map title loop unnamed"
    extra = "sites" if route.unesco else "passes" if route.passes else ""
    controls = sum(len(maps_marks.leg_controls(leg)) for leg in route.legs)
    fields = {
        "start": short(crossing.start, voice) or voice.text("map start"),
        "finish": short(crossing.finish, voice) or voice.text("map finish"),
        "across": voice.quantity(abs(crossing.west_east_km), "km", 0),
        "direct": voice.quantity(crossing.great_circle_km, "km", 0),
        "farthest": farthest,
        "away": voice.quantity(crossing.farthest_km, "km", 0),
        "controls": voice.plural("n map controls", controls),
        "legs": voice.plural("n legs", len(route.legs)),
        "sites": voice.list([site.called(voice.language) for site in route.unesco]),
        "passes": voice.plural("n passes", len(route.passes)),
    }
    alt = "map alt loop" if crossing.loop else "map alt"
    said = (alt, f"map alt {extra}") if extra else (alt,)
    return {
        "title": voice.text(named, **fields),
        "subtitle": voice.text(_subtitle(route, marks)),
        "source": ". ".join(voice.text(f"map source {part}") for part in _sources(route)),
        "alt": " ".join(voice.text(message, **fields) for message in said),
    }


def _subtitle(route: Route, marks: Sequence[MapMark]) -> str:
    if any(mark.kind == "control" for mark in marks):
        numbered = any(any(map(str.isdigit, mark.codes)) for mark in marks)
        simulated = " simulated" if route.made_up else ""
        return f"map subtitle numbers{simulated}" if numbered else "map subtitle kinds"
    if not route.measured:
        return "map subtitle places"
    return f"map subtitle {track_kind(route)}"


def _sources(route: Route) -> list[str]:
    """Return where the road, the places and the ground of the map come from."""
    placed = any(leg.waypoints or leg.controls for leg in route.legs)
    road = [track_kind(route)] if route.measured else []
    return [*road, *(["places"] if placed else []), "base"]


def track_kind(route: Route) -> str:
    """Return what the tracks of a route are: ``track``, a ``plan``, or ``invented``."""
    if route.made_up == "all":
        return "invented"
    planned = any(maps_legend.track_word(leg) == "map plan" for leg in route.legs)
    return "plan" if planned else "track"
