"""The small map: the ground and the route, drawn once for all; a crew's controls on top of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporting.charts import svg
from reporting.charts.crews import booklet_ground
from reporting.charts.crews.booklet_marks import BookletMark, placed, signs
from reporting.charts.crews.drawn import Drawn
from reporting.charts.maps.frame import WIDTH, Frame
from reporting.charts.maps.legend import coded_kind
from reporting.charts.theme import INK, PAPER, RED

if TYPE_CHECKING:
    from reporting.route import Route
    from reporting.story.crews.field import Field
    from reporting.story.crews.telling import Booklet

ROOM_MM = (112.0, 68.0)
NARROW_MM = (84.0, 64.0)
"""Widest and tallest map; narrower beside a long list of controls."""

MANY = 30
"""From so many controls beside the time trials on, the list is long."""

RADIUS_MM = 1.15
TEXT_MM = 2.1
KINDS = ("PC", "PM", "CO", "CT")


@dataclass(frozen=True)
class BookletMapBase:
    """What the maps of all booklets share.

    Parameters
    ----------
    wide_mm, high_mm
        Size on paper.
    high
        Height [pixels] for a width of 720.
    ground
        Land, water, borders, route and scale bar, as SVG.
    marks
        Towns, and controls that have a place.
    schematic
        Whether a leg has no track and is drawn from place to place.
    """

    wide_mm: float
    high_mm: float
    high: float
    ground: str
    marks: tuple[BookletMark, ...]
    schematic: bool = False

    @property
    def pixels(self) -> float:
        """Pixels in a millimetre on paper."""
        return WIDTH / self.wide_mm


def base_of(field: Field, route: Route, language: str) -> BookletMapBase | None:
    """Return the shared part of the maps; None where no two places are known."""
    places = [place.point for leg in route.legs for place in leg.waypoints]
    places += [one.point for one in field.controls if one.point is not None]
    if len(set(places)) < 2:
        return None
    frame = Frame.holding(places)
    others = len(field.controls) - len(field.trials)
    room = NARROW_MM if others > MANY else ROOM_MM
    scale = min(room[0] / WIDTH, room[1] / frame.height)
    text, radius = TEXT_MM / scale, RADIUS_MM / scale
    return BookletMapBase(
        WIDTH * scale,
        frame.height * scale,
        frame.height,
        booklet_ground.drawn(frame, route, text),
        placed(
            field,
            frame,
            booklet_ground.road(frame, route),
            radius,
            text,
            towns=_towns(route, language),
        ),
        any(leg.measured is None for leg in route.legs),
    )


def _towns(route: Route, language: str) -> dict[str, tuple[float, float]]:
    """Return where legs begin and end, by the names that the package gives them."""
    ends = [
        pair
        for leg in route.legs
        if leg.waypoints
        for pair in zip(leg.ends(language), (leg.waypoints[0], leg.waypoints[-1]), strict=True)
    ]
    return {name: place.point for name, place in ends if name}


def route_map(booklet: Booklet, base: BookletMapBase) -> Drawn:
    """Draw the crew's controls: red where a mark cost nothing, hollow where one is missing."""
    voice = booklet.voice
    fills: dict[str, list[BookletMark]] = {INK: [], RED: [], PAPER: []}
    for mark in (mark for mark in base.marks if mark.controls):
        fills[_fill(booklet, mark)].append(mark)
    parts = [base.ground]
    parts += [signs(marks, fill, RADIUS_MM * base.pixels) for fill, marks in fills.items()]
    parts += [
        svg.text(
            mark.label,
            mark.words,
            round(TEXT_MM * base.pixels, 1),
            anchor=mark.anchor,
            weight=400 if mark.controls else 600,
        )
        for mark in base.marks
        if mark.label is not None
    ]
    said = {"n": voice.number(sum(len(mark.controls) for mark in base.marks))}
    return Drawn(
        svg.drawing(WIDTH, base.high, parts),
        voice.text("crew map title"),
        voice.text("crew map subtitle"),
        voice.text("crew map alt", **said),
    )


def _fill(booklet: Booklet, mark: BookletMark) -> str:
    cells = [booklet.cells[at] for at in mark.controls]
    if any(not cell.usable for cell in cells):
        return PAPER
    return RED if all(cell.penalty == 0 for cell in cells) else INK


def legend(booklet: Booklet, base: BookletMapBase) -> list[tuple[str, str]]:
    """Return the kinds on the map: a small drawing as a data address, and its word."""
    there = {mark.kind for mark in base.marks}
    return [(_sample(kind), coded_kind(kind, booklet.voice)) for kind in KINDS if kind in there]


def _sample(kind: str) -> str:
    sign = signs([BookletMark(kind, (), (8.0, 8.0))], INK, 6.5)
    return Drawn(svg.drawing(16, 16, [sign]), "", "", "").address
