"""What a profile shows: steepness in colour, summits with their heights, controls, regions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.charts import theme
from reporting.charts.maps.labels import LabelRequest
from reporting.charts.maps.map_names import short
from reporting.charts.maps.mark_signs import DARK
from reporting.charts.maps.marks import KINDS, leg_controls
from reporting.charts.maps.strip_axes import BAND
from reporting.charts.maps.text import Placed, Text, centred
from reporting.route import areas, basemap
from reporting.route.place_names import region

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporting.charts.maps.labels import LabelSheet
    from reporting.charts.maps.map_drawing import MapDrawing
    from reporting.charts.maps.strip_axes import StripAxes, StripSpot
    from reporting.route import LegRoute, Route, Waypoint
    from reporting.story.voice import Voice

    Numbers = NDArray[np.float64]

STEEP = ((0.03, "#e9e1d2"), (0.06, "#e3c28d"), (0.09, "#d58a5b"), (9.9, "#b8475a"))
"""Steepness up to which [rise over run] -> colour under the profile."""

STEEP_OVER_M = 600.0
"""Steepness is that over so much road [m]."""

PROMINENCE_M = 60.0
PROMINENCE_SHARE = 0.08
"""A summit rises so much above the dips around it: metres, and a share of the strip's height."""

NAME_KM = 1.5
"""A summit has the name of a pass or place that is so near along the road [km]."""

BAND_COLOURS = ("#ddd3c1", "#efe9dd")
LEAST_BAND_PX = 3.0
NEXT_KM = 1.0
"""A leg that begins where another ends goes on in its region; ends are good to so much [km]."""


@dataclass(frozen=True)
class Summit:
    """A top of the profile: how far along in all [km], how high [m], the place there, if any."""

    km: float
    metres: float
    place: Waypoint | None


def _legs(route: Route, offsets: Numbers) -> Iterator[tuple[float, Numbers, Numbers]]:
    """Go through the legs: where each begins [km], kilometres in it, heights [m]."""
    for part, begin in zip(route.measured, offsets[:-1], strict=True):
        if part.profile is not None:
            yield float(begin), part.profile.along_m / 1000, part.profile.height_m


def lines(axes: StripAxes, route: Route, offsets: Numbers) -> list[list[tuple[float, float]]]:
    """Return the profile of each leg as points on the page, about one a pixel."""
    made = []
    for begin, km, metres in _legs(route, offsets):
        ends = axes.x(begin), axes.x(begin + float(km[-1]))
        xs = np.linspace(*ends, max(int(ends[1] - ends[0]), 2))
        share = (xs - ends[0]) / max(ends[1] - ends[0], 1e-9) * km[-1]
        ys = [axes.y(float(level)) for level in np.interp(share, km, metres)]
        made.append(list(zip(xs.tolist(), ys, strict=True)))
    return made


def columns(profiles: Sequence[Sequence[tuple[float, float]]]) -> Iterator[tuple[float, ...]]:
    """Go through columns under the profiles: left edge, width, heights at both sides [pixels]."""
    for points in profiles:
        for here, there in zip(points[:-6:6], points[6::6], strict=False):
            yield here[0], there[0] - here[0], here[1], there[1]


def profile(drawing: MapDrawing, axes: StripAxes, route: Route, offsets: Numbers) -> None:
    """Draw the profile, what lies under it coloured by how steep the road is."""
    floor = axes.y(0.0)
    for (begin, km, metres), points in zip(
        _legs(route, offsets), lines(axes, route, offsets), strict=True
    ):
        at = np.interp([x for x, _ in points], [axes.x(begin), axes.x(begin + km[-1])], [0, km[-1]])
        half = STEEP_OVER_M / 2000
        low, high = np.clip(at - half, 0, km[-1]), np.clip(at + half, 0, km[-1])
        rise = np.interp(high, km, metres) - np.interp(low, km, metres)
        steep = np.abs(rise) / np.maximum((high - low) * 1000, 1.0)
        kind = np.searchsorted([limit for limit, _ in STEEP[:-1]], steep)
        for first, last in _runs(kind):
            upper = points[first : min(last + 1, len(points))]
            if len(upper) > 1:
                corners = [*upper, (upper[-1][0], floor), (upper[0][0], floor)]
                drawing.polygon(corners, STEEP[kind[first]][1])
        drawing.strokes([points], theme.SLATE, 1.5)


def _runs(kind: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    yield from pairwise([0, *(np.flatnonzero(np.diff(kind)) + 1).tolist(), len(kind)])


def gradient_legend(drawing: MapDrawing, axes: StripAxes, voice: Voice) -> Iterator[Placed]:
    """Draw what the colours mean, at the upper right."""
    limits = [limit for limit, _ in STEEP[:-1]]
    signs = [f"<\u2009{voice.percent(limits[0])}"]
    signs += [f"\u2265\u2009{voice.percent(limit)}" for limit in limits]
    x, y = axes.width - 14.0, axes.height - 9.0
    for words, (_, colour) in zip(reversed(signs), reversed(STEEP), strict=True):
        text = Text(words, 9.5, "regular", theme.SLATE)
        x -= text.width
        yield Placed(text, (x, y - 6, x + text.width, y + 6), "left")
        x -= 14
        drawing.polygon([(x, y - 4), (x + 10, y - 4), (x + 10, y + 4), (x, y + 4)], colour)
        x -= 8
    text = Text(voice.text("heights steepness"), 9.5, "regular", theme.SLATE)
    yield Placed(text, (x - text.width, y - 6, x, y + 6), "left")


def summits(route: Route, offsets: Numbers, spots: Sequence[StripSpot]) -> list[Summit]:
    """Return the tops of a measured route, the highest first.

    A top at the very start or end of a leg is where the road begins, no summit.
    """
    from scipy.signal import find_peaks

    found = []
    for begin, km, metres in _legs(route, offsets):
        least = max(PROMINENCE_M, PROMINENCE_SHARE * float(np.ptp(metres)))
        peaks, _ = find_peaks(metres, prominence=least)
        for at in peaks:
            there = begin + float(km[at])
            found.append(Summit(there, float(metres[at]), _place_at(there, spots)))
    return sorted(found, key=lambda summit: -summit.metres)


def _place_at(km: float, spots: Sequence[StripSpot]) -> Waypoint | None:
    near = min(spots, key=lambda spot: abs(spot.km - km), default=None)
    return near.place if near and abs(near.km - km) <= NAME_KM else None


def name_summits(
    drawing: MapDrawing,
    axes: StripAxes,
    tops: Sequence[Summit],
    sheet: LabelSheet,
    voice: Voice,
) -> Iterator[Placed]:
    """Mark the summits that are no pass of the table and name them, with their heights."""
    wishes = []
    for summit in tops:
        if summit.place and summit.place.is_pass:
            continue
        x, y = axes.x(summit.km), axes.y(summit.metres)
        drawing.disc((x, y), 2.7, theme.INK, theme.INK, 1.0)
        sheet.mark((x, y), (x - 4, y - 4, x + 4, y + 4))
        level = voice.quantity(summit.metres, "m", 0)
        text = Text(level, 10.0, "italic", theme.INK)
        if summit.place:
            text = Text(short(summit.place, voice), 10.0, "italic", theme.INK, level)
        wishes.append(LabelRequest((text,), (x, y + 4), 5.0, summit.metres / 200, (0.0, 5.0, 12.0)))
    yield from (placed for placed in sheet.arrange(wishes) if placed)


def control_ticks(drawing: MapDrawing, axes: StripAxes, route: Route, offsets: Numbers) -> None:
    """Draw each control as a tick on the axis, longer and red for trials."""
    floor = axes.y(0.0)
    for leg, begin in zip(route.legs, offsets[:-1], strict=True):
        kms = [(control.km, control) for control in leg_controls(leg) if control.km is not None]
        for kind in KINDS if leg.measured else ():
            strokes = [
                [(axes.x(float(begin) + km), floor), (axes.x(float(begin) + km), floor + 7)]
                for km, control in kms
                if control.control == kind
            ]
            colour = theme.RED if kind in ("PC", "PM") else DARK
            with drawing.group(class_="ticks", data_kind=kind):
                drawing.strokes(strokes, colour, 1.3)


def band(
    drawing: MapDrawing, axes: StripAxes, route: Route, offsets: Numbers, voice: Voice
) -> Iterator[Placed]:
    """Draw the regions, or countries where there are several, that the road runs through."""
    regional = len(route.countries) <= 1 and "IT" in route.countries
    pieces: list[tuple[str, float, float]] = []
    for leg, begin in zip(route.legs, offsets[:-1], strict=True):
        for name, first, last in _stretches(leg, regional=regional):
            goes_on = pieces and pieces[-1][0] == name and pieces[-1][2] + NEXT_KM >= begin + first
            start = pieces.pop()[1] if goes_on else float(begin) + first
            pieces.append((name, start, float(begin) + last))
    for place, (name, first, last) in enumerate(pieces):
        left, right = axes.x(first), min(axes.x(last), axes.x(axes.length_km))
        if not name or right - left < LEAST_BAND_PX:
            continue
        colour = BAND_COLOURS[place % len(BAND_COLOURS)]
        low, high = 2.0, 2.0 + BAND
        drawing.polygon([(left, low), (right, low), (right, high), (left, high)], colour)
        words = region(name, voice.language) if regional else _country(name, voice)
        text = Text(words, 9.5, "regular", theme.SLATE)
        if text.width < right - left - 4:
            yield Placed(text, centred(text, ((left + right) / 2, low + BAND / 2)))


def _country(code: str, voice: Voice) -> str:
    from babel import Locale

    return str(Locale.parse(voice.locale).territories.get(code, code))


def _stretches(leg: LegRoute, *, regional: bool) -> list[tuple[str, float, float]]:
    """Return the areas of a measured leg in order, each from and to which kilometre of it."""
    if leg.measured is None:
        return []
    road = leg.measured.line
    shapes = basemap.italian_regions() if regional else basemap.lands(leg.measured.bbox)
    return areas.stretches(road.lat, road.lon, road.along_m, shapes)


def linked(axes: StripAxes, route: Route, offsets: Numbers, count: int = 400) -> dict[str, str]:
    """Return what the page's script needs to show a kilometre of the map on the strip."""
    ends = axes.x(0.0), axes.x(axes.length_km)
    kms = np.linspace(0.0, axes.length_km, count)
    heights = np.full(count, np.nan)
    for begin, km, metres in _legs(route, offsets):
        inside = (kms >= begin) & (kms <= begin + km[-1])
        heights[inside] = np.interp(kms[inside] - begin, km, metres)
    told: list[Any] = [None if np.isnan(level) else round(float(level)) for level in heights]
    return {
        "data_strip": f"{ends[0]:.1f} {ends[1]:.1f} {axes.length_km:.3f} {axes.y(0.0):.1f}",
        "data_heights": " ".join("-" if level is None else str(level) for level in told),
    }
