"""The legs as lines: a shade each on a white casing, chevrons in their direction, ticks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.charts.maps.text import Placed, Text
from reporting.charts.theme import INK, PAPER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporting.charts.maps.frame import Frame
    from reporting.charts.maps.labels import LabelSheet
    from reporting.charts.maps.map_drawing import MapDrawing
    from reporting.route import LegRoute, Route
    from reporting.story.voice import Voice

    Points = NDArray[np.float64]

SHADES = ("#b8122b", "#27313a", "#b9822a", "#3f6f95", "#dd6a4e", "#6d0f1f")
"""A leg's colour, the first again after the last; neighbours differ in lightness, too."""

NEUTRAL = "#8f887b"
"""A dashed line of no leg, in the legend: it must not look like that of one."""

WIDTH, CASING = 2.6, 5.4
SCHEMATIC_WIDTH, SCHEMATIC_CASING, DASH = 1.8, 4.0, "5 3.5"

CHEVRON_PX = 95.0
"""A chevron about so often along a leg [pixels]."""

AHEAD_PX = 7.0
"""The direction of the road is that over so much of it, either side [pixels]."""

TICKS_KM = (50, 20, 10, 5, 2, 1)
LEAST_TICKS = 2
"""Ticks stand every 50 km, or closer where a leg would have fewer than this."""

TICK_PX = 26.0
"""Ticks do not stand closer than this [pixels]."""


@dataclass(frozen=True)
class LegStroke:
    """A leg on the page.

    Parameters
    ----------
    leg
        The leg.
    colour
        Its shade.
    parts
        Its lines: each run of the track, or its places joined.
    along_km
        Kilometres from the leg's start of each point of each part; None without a track.
    """

    leg: LegRoute
    colour: str
    parts: tuple[Points, ...]
    along_km: tuple[Points, ...] | None

    def at_km(self, km: float) -> tuple[Points, Points] | None:
        """Return the point at a kilometre and the direction of the road there; None off it."""
        for points, along in zip(self.parts, self.along_km or (), strict=False):
            if along[0] <= km <= along[-1]:
                pixels = float(np.hypot(*np.diff(points, axis=0).T).sum())
                about = AHEAD_PX * (along[-1] - along[0]) / max(pixels, 1e-6)
                return _at(points, along, km, float(about))
        return None


def leg_strokes(route: Route, frame: Frame) -> list[LegStroke]:
    """Return the legs of `route` on the page, those without anything to draw left out."""
    made = []
    for leg in route.legs:
        parts, along = _drawn(leg, frame)
        if parts:
            colour = SHADES[(leg.number - 1) % len(SHADES)] if len(route.legs) > 1 else SHADES[0]
            made.append(LegStroke(leg, colour, tuple(parts), tuple(along) if along else None))
    return made


def _drawn(leg: LegRoute, frame: Frame) -> tuple[list[Points], list[Points]]:
    if leg.measured is None:
        places = leg.waypoints
        if len(places) < 2:
            return [], []
        pixels = frame.pixels([p.lon for p in places], [p.lat for p in places])
        return [np.column_stack(pixels)], []
    road = leg.measured.line
    points = np.column_stack(frame.pixels(road.lon, road.lat))
    runs = [np.flatnonzero(road.run == run) for run in np.unique(road.run)]
    runs = [_spared(points, run) for run in runs if len(run) > 1]
    return [points[run] for run in runs], [road.along_m[run] / 1000 for run in runs]


def _spared(points: Points, run: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return of a run the points that a line without details under a quarter of a pixel needs."""
    import shapely

    line = shapely.get_coordinates(shapely.LineString(points[run]).simplify(0.25))
    at, taken = 0, []
    for x, y in line:  # the simplified line's points are some of the line's, in order
        while points[run[at], 0] != x or points[run[at], 1] != y:
            at += 1
        taken.append(run[at])
    return np.array(taken)


def tracked(strokes: Sequence[LegStroke]) -> list[LegStroke]:
    """Return the legs whose road is known: a line that joins places follows none."""
    return [leg for leg in strokes if leg.along_km]


def shape_of(strokes: Sequence[LegStroke]) -> Any:
    """Return all lines as one geometry."""
    from shapely.geometry import LineString, MultiLineString

    return MultiLineString([LineString(part) for leg in strokes for part in leg.parts])


def draw(drawing: MapDrawing, strokes: Sequence[LegStroke]) -> None:
    """Draw the legs: casings first, so that none covers another leg, then lines and chevrons."""
    for leg in strokes:
        width = CASING if leg.along_km else SCHEMATIC_CASING
        drawing.strokes(leg.parts, PAPER, width, opacity=0.85)
    for leg in strokes:
        with drawing.group(class_="leg", data_leg=str(leg.leg.number)):
            if leg.along_km:
                drawing.strokes(leg.parts, leg.colour, WIDTH)
            else:
                drawing.strokes(leg.parts, leg.colour, SCHEMATIC_WIDTH, dash=DASH)
            for points in _chevrons(leg):
                drawing.polygon(points, leg.colour, PAPER, 0.9)


def _chevrons(leg: LegStroke) -> Iterator[list[tuple[float, float]]]:
    """Go through chevrons along a leg, each four points: they show which way it is driven."""
    for points in leg.parts:
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        count = int(along[-1] / CHEVRON_PX)
        for place in (np.arange(count) + 0.5) * (along[-1] / max(count, 1)):
            at, ahead = _at(points, along, float(place), AHEAD_PX)
            side = np.array([-ahead[1], ahead[0]])
            tip, back, notch = at + ahead * 5.4, at - ahead * 4.2, at - ahead * 2.0
            yield [tuple(p) for p in (tip, back + side * 4.6, notch, back - side * 4.6)]


def _at(points: Points, along: Points, place: float, about: float) -> tuple[Points, Points]:
    """Return the point at a distance along a line, and the direction over `about` either side."""
    before, at, after = (
        np.array([np.interp(spot, along, axis) for axis in points.T])
        for spot in (place - about, place, place + about)
    )
    ahead = after - before
    return at, ahead / (np.hypot(*ahead) or 1.0)


def ticks(
    drawing: MapDrawing, strokes: Sequence[LegStroke], sheet: LabelSheet, voice: Voice
) -> list[Placed]:
    """Draw a tick every 50 km (closer on short legs) and return the numbers beside them."""
    placed: list[Placed] = []
    for leg in strokes:
        for km in tick_kms(leg):
            found = leg.at_km(km)
            if found is None:
                continue
            at, ahead = found
            side = np.array([-ahead[1], ahead[0]])
            drawing.strokes([[tuple(at - side * 4.5), tuple(at + side * 4.5)]], PAPER, 3.4)
            drawing.strokes([[tuple(at - side * 4.0), tuple(at + side * 4.0)]], INK, 1.2)
            number = _beside(Text(voice.number(km), 9.0, "semibold", INK), at, side, sheet)
            placed += [number] if number else []
    return placed


def tick_kms(leg: LegStroke) -> list[int]:
    """Return the kilometres of a leg that have a tick; none where nothing was measured."""
    if leg.leg.measured is None:
        return []
    length = leg.leg.measured.length_km.central
    drawn = sum(float(np.hypot(*np.diff(part, axis=0).T).sum()) for part in leg.parts)
    closest = TICK_PX / max(drawn, 1e-6) * length
    fitting = [step for step in TICKS_KM if length / step >= LEAST_TICKS and step >= closest]
    return list(range(fitting[0], int(length) + 1, fitting[0])) if fitting else []


def _beside(text: Text, at: Points, side: Points, sheet: LabelSheet) -> Placed | None:
    """Return the number of a tick on the side that has room; None where neither has."""
    for way in (side, -side):
        x, y = at + way * (8.0 + text.width / 2 * abs(way[0]))
        half = text.width / 2, text.height / 2
        box = (x - half[0], y - half[1], x + half[0], y + half[1])
        if sheet.free(box) and sheet.hidden(box) < 1.0:
            sheet.take(box)
            return Placed(text, box)
    return None


def linked(strokes: Sequence[LegStroke], height: float, count: int = 400) -> dict[str, str]:
    """Return what the page's script needs to show a kilometre of the profile on the map.

    Parameters
    ----------
    strokes
        The legs; without a track on each, nothing is linked.
    height
        Of the map [pixels]: the page counts downwards.
    count
        So many points along the whole route.
    """
    if not strokes or any(leg.leg.measured is None for leg in strokes):
        return {}
    lengths = [leg.leg.measured.length_km.central for leg in strokes if leg.leg.measured]
    begins = np.concatenate([[0.0], np.cumsum(lengths)])
    places = []
    for km in np.linspace(0.0, begins[-1], count):
        leg = min(int(np.searchsorted(begins, km, side="right")) - 1, len(strokes) - 1)
        found = strokes[leg].at_km(float(km - begins[leg]))
        places.append(f"{found[0][0]:.1f},{height - found[0][1]:.1f}" if found else "-")
    return {"data_road": " ".join(places), "data_km": f"{begins[-1]:.3f}"}
