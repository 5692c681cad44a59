"""The map of a journey: the arc with its stages and the places of the encounters, as inline SVG.

Drawn on the same ground as the map of the route; words are measured and placed by the same hands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from babel import Locale
from markupsafe import Markup

from reporting.charts.maps import ground as maps_ground
from reporting.charts.maps.frame import WIDTH, Frame
from reporting.charts.maps.labels import LabelRequest, LabelSheet
from reporting.charts.maps.map_names import QUIET, NamesView, background
from reporting.charts.maps.marks import MapMark
from reporting.charts.maps.text import LINE, UNDER, Placed, Text
from reporting.charts.theme import INK, PAPER, RED, SLATE, SLATE_LIGHT
from reporting.route import basemap

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from reporting.story.journey.people import Spot
    from reporting.story.journey.stages import Stage
    from reporting.story.journey.telling import Journey

FACES: dict[str, dict[str, str]] = {
    "regular": {},
    "italic": {"font-style": "italic"},
    "semibold": {"font-weight": "600"},
    "bold": {"font-weight": "700"},
}
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
        height = round(self.frame.height)
        parts = [*self._ground(), *self._routes(), *self._passes(), *self._marks(), *self._words()]
        return Markup(
            '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" font-family="Source Sans 3">'
            "<title>{}</title>{}</svg>"
        ).format(int(WIDTH), height, alt, alt, Markup("").join(parts))

    def _ground(self) -> Iterator[Markup]:
        frame, ground = self.frame, self.ground
        yield Markup('<rect width="{}" height="{}" fill="{}"/>').format(
            int(WIDTH), round(frame.height), maps_ground.SEA
        )
        yield self._area(ground.land, maps_ground.LAND)
        yield self._area(ground.crossed, maps_ground.CROSSED)
        borders = maps_ground.country_lines(frame, ground)
        yield self._line(borders, maps_ground.BORDER, 1.1 * self.scale**0.5)
        yield self._area(ground.water, maps_ground.SEA)

    def _routes(self) -> Iterator[Markup]:
        for line in self.lines:
            xy = [self.frame.at(point) for point in line]
            d = "M" + "L".join(f"{x:.1f} {self._y(y):.1f}" for x, y in xy)
            for colour, width, dash in ((PAPER, 4.0, ""), (RED, 1.9, "6 4")):
                yield Markup(
                    '<path d="{}" fill="none" stroke="{}" stroke-width="{}" '
                    'stroke-linejoin="round" stroke-dasharray="{}"/>'
                ).format(d, colour, round(width * self.scale, 1), dash or "none")

    def _passes(self) -> Iterator[Markup]:
        """Go through the passes: a small triangle each."""
        half = 4.2 * self.scale
        for point in (point for line in self.lines for point in line if point.is_pass):
            x, y = self.frame.at(point)
            top, foot = self._y(y) - half, self._y(y) + half * 0.7
            d = f"M{x:.1f} {top:.1f}L{x + half:.1f} {foot:.1f}L{x - half:.1f} {foot:.1f}Z"
            yield Markup('<path d="{}" fill="{}" stroke="{}" stroke-width="1.2"/>').format(
                d, INK, PAPER
            )

    def _marks(self) -> Iterator[Markup]:
        r = RADIUS * self.scale
        for spot, (x, y) in self.at.items():
            yield Markup(
                '<g class="spot" data-spot="{}"><circle cx="{}" cy="{}" r="{}" fill="{}" '
                'stroke="{}" stroke-width="{}"/>'
                '<text x="{}" y="{}" fill="{}" font-size="{}" font-weight="700" '
                'text-anchor="middle">{}</text></g>'
            ).format(
                spot.key,
                f"{x:.1f}",
                f"{self._y(y):.1f}",
                round(r, 1),
                RED,
                PAPER,
                round(1.6 * self.scale, 1),
                f"{x:.1f}",
                f"{self._y(y) + r * 0.4:.1f}",
                PAPER,
                round(11.5 * self.scale, 1),
                len(spot.people),
            )

    def _words(self) -> Iterator[Markup]:
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
        for one in placed:
            yield from self._written(one)

    def _lands(self, sheet: LabelSheet) -> Iterator[Placed]:
        """Name the countries of a leg's map, in letters that bear being printed small."""
        names = Locale.parse(self.journey.voice.locale).territories
        for code, shape in basemap.lands(self.frame.bounds).items():
            part = max(_polygons(self.frame.drawn(shape)), key=lambda one: one.area, default=None)
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

    def _written(self, one: Placed) -> Iterator[Markup]:
        left, _, right, high = one.box
        text = one.text
        anchor = {"left": "start", "right": "end"}.get(one.align, "middle")
        x = {"left": left, "right": right}.get(one.align, (left + right) / 2)
        if one.leader:
            (x0, y0), (x1, y1) = one.leader
            yield Markup(
                '<path d="M{} {}L{} {}" stroke="{}" stroke-width="0.7" fill="none"/>'
            ).format(*(f"{v:.1f}" for v in (x0, self._y(y0), x1, self._y(y1))), SLATE)
        lines = [(text.words, text.size, FACES[text.face], text.colour)]
        if text.under:
            lines.append((text.under, text.size * UNDER, {}, SLATE))
        y = self._y(high)
        for words, size, face, colour in lines:
            y += size * LINE
            place = {"x": f"{x:.1f}", "y": f"{y - size * 0.33:.1f}", "font-size": f"{size:.1f}"}
            yield self._word(words, {**place, "text-anchor": anchor, **face}, colour)

    @staticmethod
    def _word(words: str, place: dict[str, str], colour: str) -> Markup:
        """Return words with a pale casing, so that lines behind them do not disturb."""
        common = Markup(" ").join(Markup('{}="{}"').format(*pair) for pair in place.items())
        casing = Markup(
            '<text {} fill="none" stroke="{}" stroke-width="2.6" stroke-linejoin="round" '
            'opacity="0.8" aria-hidden="true">{}</text>'
        ).format(common, maps_ground.CROSSED, words)
        ink = Markup('<text {} fill="{}">{}</text>').format(common, colour, words)
        return casing + ink if colour != SLATE_LIGHT else ink

    def _y(self, y: float) -> float:
        return self.frame.height - y

    def _area(self, shape: BaseGeometry, colour: str) -> Markup:
        import shapely

        rings = [ring for part in _polygons(shape) for ring in (part.exterior, *part.interiors)]
        d = "".join(f"M{self._joined(shapely.get_coordinates(ring))}Z" for ring in rings)
        return Markup('<path d="{}" fill="{}" fill-rule="evenodd"/>').format(d, colour)

    def _line(self, shape: BaseGeometry, colour: str, width: float) -> Markup:
        import shapely

        parts = [part for part in shapely.get_parts(shape) if part.length > 1.0]
        d = "".join(f"M{self._joined(shapely.get_coordinates(part))}" for part in parts)
        return Markup('<path d="{}" fill="none" stroke="{}" stroke-width="{}"/>').format(
            d, colour, round(width, 2)
        )

    def _joined(self, points: Any) -> str:
        return "L".join(f"{x:.1f} {self._y(y):.1f}" for x, y in points)


def _polygons(shape: BaseGeometry) -> Iterator[Any]:
    import shapely

    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon" and part.area >= maps_ground.LEAST_PX:
            yield part
        elif part.geom_type in ("MultiPolygon", "GeometryCollection"):
            yield from _polygons(part)
