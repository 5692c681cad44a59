"""The small map: the ground and the route, drawn once for all; a crew's controls on top of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reporting.charts.crews import svg
from reporting.charts.crews.drawn import Drawn
from reporting.charts.maps import ground as maps_ground
from reporting.charts.maps.frame import WIDTH, Frame
from reporting.charts.theme import INK, PAPER, RED, SLATE

if TYPE_CHECKING:
    from reporting.charts.crews.svg import Point
    from reporting.route import Route
    from reporting.story.crews.field import Field
    from reporting.story.crews.telling import Booklet

TOGETHER = 15.0
"""Controls of one kind nearer than this [pixels of a map 720 wide] share a mark."""

RADIUS = 7.5
SIZE = 19.0
COARSE = 0.8
"""Details of the ground below this [pixels] are left out: the map is printed at half its size."""

ORDER = ("PC", "PM", "CO", "CT")


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: its kind, its controls (indexes), where it stands, its words and theirs."""

    kind: str
    controls: tuple[int, ...]
    at: Point
    words: str = ""
    label: Point | None = None
    anchor: str = "start"


@dataclass(frozen=True)
class Base:
    """What the maps of all booklets share.

    Parameters
    ----------
    high
        Height for a width of 720 pixels.
    ground
        Land, water, borders and the route, as SVG.
    marks
        Controls that have a place.
    """

    high: float
    ground: str
    marks: tuple[Mark, ...]


def base_of(field: Field, route: Route) -> Base | None:
    """Return the shared part of the maps; None where no two places are known."""
    places = [place.point for leg in route.legs for place in leg.waypoints]
    places += [one.point for one in field.controls if one.point is not None]
    if len(set(places)) < 2:
        return None
    frame = Frame.holding(places)
    parts = [*_ground(frame, route), *_route(frame, route), _scale(frame)]
    return Base(
        frame.height,
        "".join(parts),
        tuple(_labelled(_marks(field, frame), frame, _road(frame, route))),
    )


def route_map(booklet: Booklet, base: Base) -> Drawn:
    """Draw the crew's controls: red where a mark cost nothing, hollow where one is missing."""
    voice = booklet.voice
    parts = [base.ground]
    for mark in base.marks:
        cells = [booklet.cells[at] for at in mark.controls]
        clean = all(cell.usable and cell.penalty == 0 for cell in cells)
        missed = any(not cell.usable for cell in cells)
        parts.append(_sign(mark, RED if clean else PAPER if missed else INK))
        if mark.label is not None:
            parts.append(svg.text(mark.label, mark.words, SIZE * 0.84, anchor=mark.anchor))
    kinds = {mark.kind for mark in base.marks}
    said = {"n": voice.number(sum(len(mark.controls) for mark in base.marks))}
    return Drawn(
        svg.drawing(WIDTH, base.high, parts),
        voice.text("crew map title"),
        voice.text("crew map subtitle") if kinds else "",
        voice.text("crew map alt", **said),
    )


def legend(booklet: Booklet, base: Base) -> list[tuple[str, str]]:
    """Return the kinds on the map: a small drawing as a data address, and its word."""
    found = []
    for kind in ORDER:
        if any(mark.kind == kind for mark in base.marks):
            sign = _sign(Mark(kind, (), (8.0, 8.0)), INK)
            drawn = Drawn(svg.drawing(16, 16, [sign]), "", "", "")
            found.append((drawn.address, booklet.voice.text(f"kind {kind}")))
    return found


def _ground(frame: Frame, route: Route) -> Iterator[str]:
    import shapely

    made = maps_ground.prepare(frame, route)
    yield f'<path d="M0,0H{WIDTH:g}V{frame.height:.1f}H0Z" fill="{maps_ground.SEA}"/>'
    yield _shapes(frame, [made.land], maps_ground.LAND)
    yield _shapes(frame, [made.crossed], maps_ground.CROSSED)
    borders = shapely.simplify(maps_ground.country_lines(frame, made), COARSE)
    yield _strokes(frame, shapely.get_parts(borders), maps_ground.BORDER, 1.2)
    yield _shapes(frame, [made.water], maps_ground.SEA)


def _shapes(frame: Frame, shapes: Iterable[Any], colour: str) -> str:
    import shapely

    rings = []
    for shape in shapes:
        for part in shapely.get_parts(shapely.simplify(shape, COARSE)):
            if part.geom_type != "Polygon" or part.area < 12:
                continue
            outlines = (part.exterior, *part.interiors)
            rings += [f"{_path(frame, shapely.get_coordinates(ring))}Z" for ring in outlines]
    return f'<path d="{"".join(rings)}" fill="{colour}" fill-rule="evenodd"/>' if rings else ""


def _strokes(frame: Frame, parts: Iterable[Any], colour: str, thick: float) -> str:
    import shapely

    drawn = "".join(
        _path(frame, shapely.get_coordinates(part))
        for part in parts
        if "Line" in part.geom_type and part.length > 2
    )
    return (
        f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="{thick}"/>' if drawn else ""
    )


def _path(frame: Frame, points: Any) -> str:
    """Return a line's path; the frame counts upwards, a drawing downwards."""
    return "M" + "L".join(f"{x:.0f},{frame.height - y:.0f}" for x, y in points)


def _route(frame: Frame, route: Route) -> Iterator[str]:
    """Go through the legs: the track where there is one, else dashed from place to place."""
    import numpy as np
    import shapely

    for leg in route.legs:
        if leg.measured is None:
            if len(leg.waypoints) < 2:
                continue
            xy = np.column_stack(
                frame.pixels([p.lon for p in leg.waypoints], [p.lat for p in leg.waypoints])
            )
            runs, dash = [xy], ' stroke-dasharray="7 5"'
        else:
            road = leg.measured.line
            points = np.column_stack(frame.pixels(road.lon, road.lat))
            runs = [points[road.run == run] for run in np.unique(road.run)]
            dash = ""
        drawn = "".join(
            _path(frame, shapely.get_coordinates(shapely.LineString(run).simplify(COARSE)))
            for run in runs
            if len(run) > 1
        )
        for colour, thick, dashed in ((PAPER, 6.0, ""), (RED, 2.8, dash)):
            yield (
                f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="{thick}" '
                f'stroke-linejoin="round"{dashed}/>'
            )


def _scale(frame: Frame) -> str:
    """Return a scale bar in the lower left corner."""
    km = max(
        (one for one in (5, 10, 20, 25, 50, 100, 200) if one * 1000 * frame.scale < 170), default=5
    )
    across, y = km * 1000 * frame.scale, frame.height - 14
    bar = svg.line([(16, y - 6), (16, y), (16 + across, y), (16 + across, y - 6)], INK, 1.2)
    return bar + svg.text((22 + across, y), f"{km}\u202fkm", SIZE * 0.8, colour=SLATE)


def _marks(field: Field, frame: Frame) -> list[Mark]:
    """Return the controls' marks, those of one kind that stand together as one."""
    groups: list[tuple[str, list[int], Point]] = []
    for index, control in enumerate(field.controls):
        if control.point is None:
            continue
        xs, ys = frame.pixels([control.point[1]], [control.point[0]])
        at = (float(xs[0]), frame.height - float(ys[0]))
        for kind, members, there in groups:
            if kind == control.kind and math.dist(at, there) < TOGETHER:
                members.append(index)
                break
        else:
            groups.append((control.kind, [index], at))
    return [
        Mark(kind, tuple(members), at, _words([field.controls[one].code for one in members]))
        for kind, members, at in groups
    ]


def _words(codes: list[str]) -> str:
    """Return the codes of a mark: the first and the last.

    Examples
    --------
    >>> _words(["PC1", "PC2", "PC5"]), _words(["CO1"])
    ('PC1–5', 'CO1')
    """
    first, last = codes[0], codes[-1]
    if first == last:
        return first
    stem = first.rstrip("0123456789")
    return f"{first}–{last.removeprefix(stem)}" if last.startswith(stem) else f"{first}–{last}"


def _road(frame: Frame, route: Route) -> list[Point]:
    """Return points on the route, close enough that no word slips between them."""
    import numpy as np
    import shapely

    found: list[Point] = []
    for leg in route.legs:
        if leg.measured is not None:
            lons, lats = list(leg.measured.line.lon), list(leg.measured.line.lat)
        else:
            lons, lats = [p.lon for p in leg.waypoints], [p.lat for p in leg.waypoints]
        if len(lons) > 1:
            line = shapely.LineString(np.column_stack(frame.pixels(lons, lats)))
            steps = np.arange(0, line.length, 6.0)
            for x, y in shapely.get_coordinates(shapely.line_interpolate_point(line, steps)):
                found.append((float(x), frame.height - float(y)))
    return found


def _labelled(marks: list[Mark], frame: Frame, road: list[Point]) -> Iterator[Mark]:
    """Give each mark its words where they touch nothing; where there is no room, none."""
    taken = [_box(mark.at, RADIUS + 1) for mark in marks]
    taken += [_box(point, 2.0) for point in road]
    for mark in marks:
        wide, high = svg.width(mark.words, SIZE * 0.84), SIZE * 0.62
        (x, y), reach = mark.at, RADIUS + 4
        spots: list[tuple[Point, str, float]] = [
            ((x + reach, y + high / 2), "start", x + reach),
            ((x - reach, y + high / 2), "end", x - reach - wide),
            ((x, y - reach), "middle", x - wide / 2),
            ((x, y + reach + high), "middle", x - wide / 2),
            ((x + reach - 2, y - reach + 2), "start", x + reach - 2),
            ((x - reach + 2, y - reach + 2), "end", x - reach + 2 - wide),
            ((x + reach - 2, y + reach + high - 2), "start", x + reach - 2),
            ((x - reach + 2, y + reach + high - 2), "end", x - reach + 2 - wide),
        ]
        for spot, anchor, left in spots:
            box = (left, spot[1] - high - 1, left + wide, spot[1] + 2)
            inside = box[0] > 2 and box[2] < WIDTH - 2 and box[1] > 2 and box[3] < frame.height - 26
            if inside and not any(_touch(box, other) for other in taken):
                taken.append(box)
                yield Mark(mark.kind, mark.controls, mark.at, mark.words, spot, anchor)
                break
        else:
            yield mark


def _box(at: Point, reach: float) -> tuple[float, float, float, float]:
    return at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach


def _touch(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _sign(mark: Mark, fill: str) -> str:
    """Return a mark: circle PC, hexagon PM, diamond CO, square CT."""
    (x, y), edge = mark.at, INK if fill == PAPER else PAPER
    style = f'fill="{fill}" stroke="{edge}" stroke-width="1.4"'
    if mark.kind == "PC":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}" {style}/>'
    sides, turn = {"PM": (6, 0.0), "CO": (4, 0.0)}.get(mark.kind, (4, math.pi / 4))
    reach = RADIUS * 1.18
    points = "L".join(
        f"{x + reach * math.cos(turn + math.tau * side / sides):.1f},"
        f"{y + reach * math.sin(turn + math.tau * side / sides):.1f}"
        for side in range(sides)
    )
    return f'<path d="M{points}Z" {style}/>'
