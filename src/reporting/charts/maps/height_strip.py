"""The strip of heights under the map, on the distance that was driven or is known at least.

With tracks it is a profile, its steepness in colour. Without them only the heights of places are
known: they stand as marks on stems, spaced as the crow flies, and no line is drawn between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from reporting.charts import theme
from reporting.charts.maps import profile_layers
from reporting.charts.maps.drawn_map import DrawnMap
from reporting.charts.maps.frame import WIDTH
from reporting.charts.maps.labels import LabelRequest, LabelSheet
from reporting.charts.maps.map_drawing import MapDrawing
from reporting.charts.maps.map_names import height, short
from reporting.charts.maps.strip_axes import BAND_ROOM, LEFT, RIGHT, StripAxes, StripSpot
from reporting.charts.maps.text import Placed, Text, write
from reporting.route.geodesy import steps_m

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporting.route import LegRoute, Route
    from reporting.story.voice import Voice

HEIGHT = 236.0
LEGEND_FROM = 560.0
"""A strip narrower than this [pixels] has no room to say what its colours mean."""

NAMED_M = 100.0
"""A strip whose highest place is lower than this tells nothing and is not drawn."""

FLAT_M = 25.0
"""A profile whose heights differ by less than this [m] is not drawn."""

NAMED = 6
"""So many of the highest places are named, whatever they are."""

AGREED_M = 25.0
"""A track's height this near to a pass's own [m] is that of the pass."""

TITLED = 40.0
"""How much it matters that the highest place, which the title names, is named."""

STEM_COST = 0.15
"""What a name costs for each pixel of a stem or of the profile that it hides."""

PARTING_COST = 1.0
"""The same of the dotted line between two legs, which is not to strike a name through."""

RINGS = (0.0, 5.0, 10.0, 16.0, 24.0, 34.0, 46.0)


def height_strip(
    route: Route,
    voice: Voice,
    notice: str = "",
    *,
    size: tuple[float, float] | None = None,
) -> DrawnMap | None:
    """Draw the heights along a route.

    Parameters
    ----------
    route
        A measured route with heights, or one whose places have heights.
    voice
        The reader's language.
    notice
        The word beside a strip of simulated tracks.
    size
        Width and height [CSS pixels]; a page's if none, less high without a band of areas.

    Returns
    -------
    DrawnMap or None
        None where heights are unknown, or all so low that there is nothing to see.
    """
    lengths = [_length_km(leg) for leg in route.legs]
    offsets = np.concatenate([[0.0], np.cumsum(lengths)])
    tracked = bool(route.measured) and all(part.profile for part in route.measured)
    spots = [
        spot
        for leg, offset in zip(route.legs, offsets[:-1], strict=True)
        for spot in _spots(leg, float(offset), tracked=tracked)
    ]
    highest = _highest_m(route, spots, tracked=tracked)
    if highest is None or highest < NAMED_M or (tracked and _flat(route)):
        return None
    banded = any(leg.measured for leg in route.legs)
    wide, high = size or (WIDTH, HEIGHT if banded else HEIGHT - BAND_ROOM)
    axes = StripAxes(wide, high, float(offsets[-1]), highest * 1.04, banded)
    drawing = MapDrawing(wide, high)
    sheet = _sheet(axes, spots, route, offsets, tracked=tracked)
    placed = [*_axes(drawing, axes, voice)]
    for words_of_axes in placed:
        sheet.take(words_of_axes.box)
    if tracked:
        profile_layers.profile(drawing, axes, route, offsets)
        if axes.width >= LEGEND_FROM:
            placed += profile_layers.gradient_legend(drawing, axes, voice)
    placed += _legs(drawing, axes, route, offsets, voice)
    placed += profile_layers.band(drawing, axes, route, offsets, voice)
    _stems(drawing, axes, spots, voice, tracked=tracked)
    profile_layers.control_ticks(drawing, axes, route, offsets)
    if tracked:  # the title names the highest
        tops = profile_layers.summits(route, offsets, spots)
        placed += profile_layers.name_summits(drawing, axes, tops, sheet, voice)
    placed += _names(axes, spots, sheet, voice, tracked=tracked)
    write(drawing, placed)
    words = _words(route, spots, highest, voice, tracked=tracked)
    linked = profile_layers.linked(axes, route, offsets) if tracked else {}
    return DrawnMap(
        "route-heights", drawing, **words, voice=voice, notice=notice, linked=linked, phone=None
    )


def _length_km(leg: LegRoute) -> float:
    """Return a leg's length on the strip: measured, else the chain of its places."""
    if leg.measured:
        return leg.measured.length_km.central
    return leg.lower_bound_km or 0.0


def _spots(leg: LegRoute, offset: float, *, tracked: bool) -> Iterator[StripSpot]:
    """Go through the places of a leg that stand on the strip."""
    if tracked and leg.measured and leg.measured.profile:
        shape = leg.measured.profile
        for met in leg.met:
            if met.place.on_the_road:
                metres = float(np.interp(met.along_km * 1000, shape.along_m, shape.height_m))
                yield StripSpot(met.place, offset + met.along_km, metres)
        return
    places = leg.waypoints
    steps = steps_m([p.lat for p in places], [p.lon for p in places]) / 1000
    along = np.concatenate([[0.0], np.cumsum(steps)])
    for place, km in zip(places, along, strict=False):
        if place.elevation_m is not None:
            yield StripSpot(place, offset + float(km), place.elevation_m)


def _flat(route: Route) -> bool:
    """Tell whether the road neither rises nor falls by enough to be seen."""
    levels = [part.profile.height_m for part in route.measured if part.profile]
    return float(np.ptp(np.concatenate(levels))) < FLAT_M


def _highest_m(route: Route, spots: Sequence[StripSpot], *, tracked: bool) -> float | None:
    if tracked:
        return max(part.profile.highest[0] for part in route.measured if part.profile)
    return max((spot.metres for spot in spots), default=None)


def _axes(drawing: MapDrawing, axes: StripAxes, voice: Voice) -> Iterator[Placed]:
    """Draw the levels and return the numbers of both axes."""
    step = next(s for s in (50, 100, 250, 500, 1000, 2000, 5000) if axes.top_m / s <= 4.5)
    for level in range(0, int(axes.top_m) + 1, step):
        y = axes.y(level)
        colour = theme.SLATE_LIGHT if level == 0 else "#ece7dd"
        drawing.strokes([[(LEFT, y), (axes.width - RIGHT, y)]], colour, 1.0)
        yield _right(voice.quantity(level, "m") if level else "0", LEFT - 6, y)
    most = (axes.width - LEFT - RIGHT) / 75
    every = next(
        (s for s in (0.1, 0.2, 0.5, 1, 2, 5, 10, 25, 50, 100, 200) if axes.length_km / s <= most),
        500.0,
    )
    for step_number in range(int(axes.length_km / every) + 1):
        km = step_number * every
        words = voice.quantity(0, "km") if km == 0 else voice.number(round(km, 1))
        text = Text(words, 10.5, "regular", theme.SLATE)
        x, low = axes.x(km), axes.bottom - 21
        yield Placed(text, (x - text.width / 2, low, x + text.width / 2, low + 14))


def _right(words: str, x: float, y: float) -> Placed:
    text = Text(words, 10.5, "regular", theme.SLATE)
    return Placed(text, (x - text.width, y - 7, x, y + 7), "right")


def _legs(
    drawing: MapDrawing, axes: StripAxes, route: Route, offsets: NDArray[np.float64], voice: Voice
) -> Iterator[Placed]:
    """Part the legs by dotted lines and name them at the top."""
    if len(route.legs) < 2:
        return
    for leg, begin, end in zip(route.legs, offsets[:-1], offsets[1:], strict=True):
        x = axes.x(float(begin))
        if begin > 0:
            parting = [(x, axes.bottom), (x, axes.height - 2)]
            drawing.strokes([parting], theme.SLATE_LIGHT, 1.0, dash="1.5 3")
        text = Text(voice.text("heights leg", leg=leg.number), 11.0, "semibold", theme.SLATE)
        if text.width < axes.x(float(end)) - x:
            top = axes.height - 2
            yield Placed(text, (x + 4, top - 14, x + 4 + text.width, top), "left")


def _sheet(
    axes: StripAxes,
    spots: Sequence[StripSpot],
    route: Route,
    offsets: NDArray[np.float64],
    *,
    tracked: bool,
) -> LabelSheet:
    """Return the sheet that names are placed on: below lies the profile, which none may hide."""
    from shapely.geometry import MultiLineString

    if tracked:
        lines = profile_layers.lines(axes, route, offsets)
        floor = [
            (x, axes.bottom, x + step, min(here, there) - 1)
            for x, step, here, there in profile_layers.columns(lines)
        ]
    else:
        lines = [[(axes.x(s.km), axes.bottom), (axes.x(s.km), axes.y(s.metres))] for s in spots]
        lines.append([(LEFT, axes.bottom), (axes.width - RIGHT, axes.bottom)])
        floor = []
    parts = [[(axes.x(km), axes.bottom), (axes.x(km), axes.height)] for km in offsets[1:-1]]
    costs = [
        (MultiLineString([line for line in lines if len(line) > 1]), STEM_COST),
        (MultiLineString(parts), PARTING_COST),
    ]
    # A name level with a mark that is not its own gives it a height that it has not.
    sheet = LabelSheet(axes.width, axes.height - 18, costs, edge=2.0, eased=1.0)
    for box in floor:
        sheet.take(box)
    for spot in spots:
        x, y = axes.x(spot.km), axes.y(spot.metres)
        if not tracked or spot.place.is_pass:
            sheet.mark((x, y), (x - 4, y - 4, x + 4, y + 4))
    return sheet


def _stems(
    drawing: MapDrawing, axes: StripAxes, spots: Sequence[StripSpot], voice: Voice, *, tracked: bool
) -> None:
    """Draw a stem and a mark for each place; hollow where the height was not verified."""
    for spot in () if tracked else spots:
        x = axes.x(spot.km)
        stem = [(x, axes.bottom), (x, axes.y(spot.metres))]
        drawing.strokes([stem], theme.SAND_DEEP, 2.0 if spot.place.is_pass else 1.0)
    for spot in spots:
        if not tracked or spot.place.is_pass:
            _mark(drawing, axes, spot, voice, tracked=tracked)


def _mark(
    drawing: MapDrawing, axes: StripAxes, spot: StripSpot, voice: Voice, *, tracked: bool
) -> None:
    x, y = axes.x(spot.km), axes.y(spot.metres)
    sure = tracked or spot.place.elevation_confidence == "seen"
    fill = theme.INK if sure else theme.PAPER
    level = _level(spot, voice) if tracked else height(spot.place, voice)
    hover = f"{spot.place.called(voice.language)}\n{level}"
    with drawing.group(class_="mark", tabindex="0", role="img", aria_label=hover):
        if spot.place.is_pass:
            drawing.polygon([(x, y + 5), (x + 4.6, y - 3), (x - 4.6, y - 3)], fill, theme.INK, 1.0)
        else:
            drawing.disc((x, y), 2.7, fill, theme.INK, 1.0)


def _level(spot: StripSpot, voice: Voice) -> str:
    """Return the height of a place on a track: its own, as the map has it, where they agree."""
    own = spot.place.elevation_m
    if own is not None and abs(own - spot.metres) <= AGREED_M:
        return height(spot.place, voice)
    return voice.quantity(spot.metres, "m", 0)


def _names(
    axes: StripAxes, spots: Sequence[StripSpot], sheet: LabelSheet, voice: Voice, *, tracked: bool
) -> Iterator[Placed]:
    """Name passes, ends of legs and the highest places, as room allows."""
    wishes = [
        LabelRequest((text,), (axes.x(spot.km), axes.y(spot.metres)), 6.0, weight, RINGS)
        for spot, text, weight in _named(spots, voice, tracked=tracked)
    ]
    yield from (placed for placed in sheet.arrange(wishes) if placed)


def _named(
    spots: Sequence[StripSpot], voice: Voice, *, tracked: bool
) -> Iterator[tuple[StripSpot, Text, float]]:
    """Go through the places to be named, with the text and how much it matters.

    They are the passes, the ends of legs, the highest places and the highest of each leg.
    """
    high = sorted(spots, key=lambda spot: -spot.metres)[:NAMED]
    legs = dict.fromkeys(spot.place.leg for spot in spots)
    of_legs = [max((s for s in spots if s.place.leg == leg), key=_metres) for leg in legs]
    before = ""
    for spot in spots:
        name = short(spot.place, voice)
        if spot.place.is_pass:
            level = _level(spot, voice) if tracked else ""
            text = Text(name, 10.0, "italic", theme.INK, level)
            yield spot, text, TITLED if spot is high[0] else 5.0 + spot.metres / 200
        elif name == before:
            continue
        elif spot.place.kind in ("start", "finish"):
            yield spot, Text(name, 10.5, "semibold", theme.INK), 12.0
        elif spot in (*high, *of_legs) and not tracked:
            weight = 9.0 if spot in of_legs else 3.0
            yield spot, Text(name, 10.0, "regular", theme.INK), weight
        before = name


def _metres(spot: StripSpot) -> float:
    return spot.metres


def _words(
    route: Route, spots: Sequence[StripSpot], highest: float, voice: Voice, *, tracked: bool
) -> dict[str, str]:
    top = max(spots, key=lambda spot: spot.metres, default=None)
    climb, length = route.ascent_m, route.length_km
    level = voice.quantity(highest, "m", 0)
    if top and not tracked:
        level = height(top.place, voice)
        if top.place.elevation_confidence != "seen":
            level = voice.text("heights unverified", height=level)
    fields = {
        "height": level,
        "place": top.place.called(voice.language) if top else "",
        "legs": voice.plural("n legs", len(route.legs)),
        "low": voice.number(climb.low, 0) if climb else "",
        "high": voice.number(climb.high, 0) if climb else "",
        "length": voice.quantity(length.central, "km", 1) if length else "",
    }
    kind = " track" if tracked else ""
    return {
        word: voice.text(f"heights {word}{kind}", **fields)
        for word in ("title", "subtitle", "source", "alt")
    }
