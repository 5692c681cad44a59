"""The map of a journey: the arc with its stages and the places of the encounters, as inline SVG.

Drawn on the same ground as the map of the route; words are measured and placed by the same hands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from babel import Locale

from reporting.charts.maps import ground as maps_ground
from reporting.charts.maps.frame import WIDTH, Frame
from reporting.charts.maps.labels import LabelRequest, LabelSheet
from reporting.charts.maps.map_drawing import MapDrawing, polygons
from reporting.charts.maps.map_names import QUIET, TOWN, NamesView, background
from reporting.charts.maps.marks import MapMark
from reporting.charts.maps.text import Placed, Text, write
from reporting.charts.theme import INK, PAPER, RED, SLATE
from reporting.route import basemap

if TYPE_CHECKING:
    from markupsafe import Markup
    from shapely.geometry.base import BaseGeometry

    from reporting.story.journey.people import Spot
    from reporting.story.journey.stages import Stage
    from reporting.story.journey.telling import Journey

RINGS = (0.0, 4.0, 8.0, 12.0, 18.0, 26.0, 36.0)
RADIUS = 9.5
TALL = 0.8
"""From this height on, in widths, a map counts as tall."""

SMALL = 1.75
"""How much larger words and marks are on a leg's map, which is printed small."""


@dataclass(frozen=True)
class Pin:
    """A place of encounters on the page: where it stands, in per cent from the upper left."""

    spot: Spot
    left: float
    top: float


@dataclass(frozen=True)
class JourneyMap:
    """A drawn map.

    Parameters
    ----------
    svg
        The drawing, its title the alternative text.
    pins
        The places on it, for links laid over it; empty on a leg's map.
    tall
        Whether it is about as high as wide: the page gives it less width then.
    """

    svg: Markup
    pins: tuple[Pin, ...] = ()
    tall: bool = False


def journey_map(journey: Journey) -> JourneyMap | None:
    """Draw the whole journey; None where no place has a position.

    Parameters
    ----------
    journey
        The journey; the dashed line joins the places of its route and is no road.
    """
    spots = [spot for spot in journey.spots if spot.at is not None]
    if len(spots) < 2:
        return None
    sheet = _JourneyMapSheet(journey, spots, (stage.number for stage in journey.stages), 1.0)
    alt = journey.voice.text(
        "journey map alt",
        places=journey.voice.list([spot.name for spot in spots]),
        people=journey.voice.number(sum(len(spot.people) for spot in spots)),
    )
    pins = tuple(
        Pin(spot, round(x / WIDTH * 100, 2), round(100 - y / sheet.frame.height * 100, 2))
        for spot, (x, y) in sheet.at.items()
    )
    return JourneyMap(sheet.drawn(alt), pins)


def stage_map(journey: Journey, stage: Stage) -> JourneyMap | None:
    """Draw one leg; None where its places have no position."""
    spots = [spot for spot in stage.spots if spot.at is not None]
    points = _points(journey, stage.number)
    if len(points) < 2:
        return None
    sheet = _JourneyMapSheet(journey, spots, [stage.number], SMALL)
    alt = journey.voice.text("journey leg map alt", way=stage.way)
    return JourneyMap(sheet.drawn(alt), tall=sheet.frame.height > TALL * WIDTH)


def _points(journey: Journey, leg: int | None) -> list[Any]:
    return [point for point in journey.route.waypoints if point.leg == leg and point.on_the_road]


class _JourneyMapSheet:
    """One map being drawn: its frame, its ground, and what stands on it."""

    def __init__(
        self, journey: Journey, spots: Sequence[Spot], legs: Iterable[int | None], scale: float
    ) -> None:
        self.journey, self.scale = journey, scale
        self.lines = [line for leg in legs if len(line := _points(journey, leg)) > 1]
        places = [spot.at for spot in spots if spot.at is not None]
        self.frame = Frame.around([*places, *(point for line in self.lines for point in line)])
        self.ground = maps_ground.prepare(self.frame, journey.route)
        self.at = {spot: self.frame.at(spot.at) for spot in spots if spot.at is not None}

    def drawn(self, alt: str) -> Markup:
        drawing = MapDrawing(WIDTH, round(self.frame.height))
        self._ground(drawing)
        self._routes(drawing)
        self._passes(drawing)
        self._marks(drawing)
        for one in self._words():
            pale = one.text.colour == TOWN
            write(drawing, [one], "" if pale else maps_ground.CROSSED)
        return drawing.svg(alt)

    def _ground(self, drawing: MapDrawing) -> None:
        import shapely

        frame, ground = self.frame, self.ground
        drawing.area(shapely.box(0, 0, WIDTH, drawing.height), maps_ground.SEA)
        drawing.area(ground.land, maps_ground.LAND)
        drawing.area(ground.crossed, maps_ground.CROSSED)
        borders = maps_ground.parts_of([maps_ground.country_lines(frame, ground)])
        drawing.strokes(borders, maps_ground.BORDER, round(1.1 * self.scale**0.5, 2))
        drawing.area(ground.water, maps_ground.SEA)

    def _routes(self, drawing: MapDrawing) -> None:
        lines = [[self.frame.at(point) for point in line] for line in self.lines]
        for colour, width, dash in ((PAPER, 4.0, ""), (RED, 1.9, "6 4")):
            drawing.strokes(lines, colour, round(width * self.scale, 1), dash=dash)

    def _passes(self, drawing: MapDrawing) -> None:
        """Draw the passes: a small triangle each."""
        half = 4.2 * self.scale
        for point in (point for line in self.lines for point in line if point.is_pass):
            x, y = self.frame.at(point)
            foot = y - half * 0.7
            corners = [(x, y + half), (x + half, foot), (x - half, foot)]
            drawing.polygon(corners, INK, PAPER, 1.2)

    def _marks(self, drawing: MapDrawing) -> None:
        r = round(RADIUS * self.scale, 1)
        for spot, (x, y) in self.at.items():
            with drawing.group(class_="spot", data_spot=spot.key):
                drawing.disc((x, y), r, RED, PAPER, round(1.6 * self.scale, 1))
                drawing.words(
                    (x, y - r * 0.4),
                    str(len(spot.people)),
                    round(11.5 * self.scale, 1),
                    anchor="middle",
                    colour=PAPER,
                    style='font-weight="700"',
                )

    def _words(self) -> list[Placed]:
        sheet = LabelSheet(WIDTH, self.frame.height, self._costs())
        reach = RADIUS * self.scale
        for x, y in self.at.values():
            sheet.mark((x, y), (x - reach, y - reach, x + reach, y + reach))
        wishes = [self._wish(spot, at) for spot, at in self.at.items()]
        placed: list[Placed] = [one for one in sheet.arrange([*wishes, *self._ends()]) if one]
        base = NamesView(
            self.journey.route, self.frame, self.ground, self._known(), self.journey.voice
        )
        placed += background(base, sheet) if self.scale == 1.0 else self._lands(sheet)
        return placed

    def _lands(self, sheet: LabelSheet) -> Iterator[Placed]:
        """Name the countries of a leg's map, in letters that bear being printed small."""
        names = Locale.parse(self.journey.voice.locale).territories
        for code, shape in basemap.lands(self.frame.bounds).items():
            part = max(polygons(self.frame.drawn(shape)), key=lambda one: one.area, default=None)
            words = "\u2009".join(str(names.get(code, code)).upper())
            text = Text(words, 9.5 * self.scale, "semibold", QUIET)
            placed = sheet.settle(text, part) if part is not None else None
            if placed:
                yield placed

    def _wish(self, spot: Spot, at: tuple[float, float]) -> LabelRequest:
        text = Text(spot.name, 13.0 * self.scale, "bold", INK, self._under(spot))
        return LabelRequest(
            (text, replace(text, under="")), at, (RADIUS + 3.0) * self.scale, 40.0, RINGS
        )

    def _under(self, spot: Spot) -> str:
        """Return the leg's number under a place's name, on the map of the whole journey."""
        if self.scale != 1.0:
            return ""
        voice = self.journey.voice
        legs = [
            voice.text("journey leg n", n=leg) if leg else voice.text("journey closing")
            for leg in spot.legs
        ]
        return ", ".join(legs)

    def _ends(self) -> Iterator[LabelRequest]:
        """Go through the leg ends where nobody was met."""
        there = {spot.at.municipality for spot in self.at if spot.at is not None}
        for line in self.lines:
            for point in (line[0], line[-1]):
                if point.municipality not in there:
                    there.add(point.municipality)
                    words = point.called(self.journey.voice.language).partition(",")[0]
                    text = Text(words, 11.5 * self.scale, "regular", SLATE)
                    yield LabelRequest((text,), self.frame.at(point), 5.0 * self.scale, 20.0, RINGS)

    def _known(self) -> list[MapMark]:
        """Return the places that the map names already, so that no town is named twice."""
        return [
            MapMark("stop", (spot.at,), at, at)
            for spot, at in self.at.items()
            if spot.at is not None
        ]

    def _costs(self) -> list[tuple[BaseGeometry, float]]:
        from shapely.geometry import LineString, MultiLineString

        lines = [LineString([self.frame.at(point) for point in line]) for line in self.lines]
        return [
            (MultiLineString(lines), 0.3),
            (self.ground.land.boundary, 0.03),
            (maps_ground.country_lines(self.frame, self.ground), 0.03),
        ]
