"""The strip of heights under the map, on the distance that was driven or is known at least.

With tracks it is a profile. Without them only the heights of places are known: they stand as
marks on stems, spaced as the crow flies, and no line is drawn between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.charts import theme
from reporting.charts.chart import Chart
from reporting.charts.maps.frame import WIDTH
from reporting.charts.maps.labels import LabelRequest, LabelSheet
from reporting.charts.maps.map_names import height, short
from reporting.charts.maps.text import Placed, Text, write
from reporting.route.geodesy import steps_m

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporting.route import LegRoute, Route, Waypoint
    from reporting.story.voice import Voice

HEIGHT = 210.0
TOP = 34.0
BOTTOM = 26.0
LEFT = 40.0
RIGHT = 14.0
NAMED_M = 100.0
"""A strip whose highest place is lower than this tells nothing and is not drawn."""

NAMED = 6
"""So many of the highest places are named, whatever they are."""

STEM_COST = 0.15
"""What a name costs for each pixel of a stem that it hides."""

RINGS = (0.0, 5.0, 10.0, 16.0, 24.0)
FILL = "#e9e1d2"


@dataclass(frozen=True)
class _Spot:
    """A place on the strip: how far along [km], how high [m]."""

    place: Waypoint
    km: float
    metres: float


@dataclass(frozen=True)
class _Strip:
    """The strip's axes: kilometres and metres to pixels of the page."""

    length_km: float
    top_m: float

    def x(self, km: float) -> float:
        return LEFT + km / self.length_km * (WIDTH - LEFT - RIGHT)

    def y(self, metres: float) -> float:
        return BOTTOM + metres / self.top_m * (HEIGHT - TOP - BOTTOM)


def height_strip(route: Route, voice: Voice, notice: str = "") -> Chart | None:
    """Draw the heights along a route.

    Parameters
    ----------
    route
        A measured route with heights, or one whose places have heights.
    voice
        The reader's language.
    notice
        The word beside a strip of simulated tracks.

    Returns
    -------
    Chart or None
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
    if highest is None or highest < NAMED_M:
        return None
    strip = _Strip(float(offsets[-1]), highest * 1.04)
    figure = _canvas(voice)
    texts = [*_axes(figure, strip, voice), *_legs(figure, strip, route, offsets, voice)]
    if tracked:
        _profile(figure, strip, route, offsets, voice)
    _stems(figure, strip, spots, voice, tracked=tracked)
    write(figure, [*texts, *_names(strip, spots, voice)])
    words = _words(route, spots, highest, voice, tracked=tracked)
    return Chart("route-heights", figure, **words, notice=notice)


def _length_km(leg: LegRoute) -> float:
    """Return a leg's length on the strip: measured, else the chain of its places."""
    if leg.measured:
        return leg.measured.length_km.central
    return leg.lower_bound_km or 0.0


def _spots(leg: LegRoute, offset: float, *, tracked: bool) -> Iterator[_Spot]:
    """Go through the places of a leg that stand on the strip."""
    if tracked and leg.measured and leg.measured.profile:
        shape = leg.measured.profile
        for met in leg.met:
            if met.place.on_the_road:
                metres = float(np.interp(met.along_km * 1000, shape.along_m, shape.height_m))
                yield _Spot(met.place, offset + met.along_km, metres)
        return
    places = leg.waypoints
    steps = steps_m([p.lat for p in places], [p.lon for p in places]) / 1000
    along = np.concatenate([[0.0], np.cumsum(steps)])
    for place, km in zip(places, along, strict=False):
        if place.elevation_m is not None:
            yield _Spot(place, offset + float(km), place.elevation_m)


def _highest_m(route: Route, spots: Sequence[_Spot], *, tracked: bool) -> float | None:
    if tracked:
        return max(part.profile.highest[0] for part in route.measured if part.profile)
    return max((spot.metres for spot in spots), default=None)


def _canvas(voice: Voice) -> Any:
    figure = theme.figure(voice, round(HEIGHT))
    figure.update_layout(
        width=WIDTH,
        autosize=False,
        margin={"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        hovermode="closest",
    )
    hidden = {"visible": False, "fixedrange": True, "automargin": False}
    figure.update_xaxes(range=[0, WIDTH], **hidden)
    figure.update_yaxes(range=[0, HEIGHT], **hidden)
    return figure


def _axes(figure: Any, strip: _Strip, voice: Voice) -> Iterator[Placed]:
    """Draw the levels and return the numbers of both axes."""
    step = next(s for s in (50, 100, 250, 500, 1000, 2000) if strip.top_m / s <= 4.5)
    for level in range(0, int(strip.top_m) + 1, step):
        y = strip.y(level)
        colour = theme.SLATE_LIGHT if level == 0 else "#ece7dd"
        _line(figure, [(LEFT, y), (WIDTH - RIGHT, y)], colour, 1.0)
        yield _right(voice.quantity(level, "m") if level else "0", LEFT - 6, y)
    every = next(s for s in (10, 25, 50, 100, 200, 500) if strip.length_km / s <= 8)
    for km in range(0, int(strip.length_km) + 1, every):
        words = voice.quantity(km, "km") if km == 0 else voice.number(km)
        text = Text(words, 10.5, "regular", theme.SLATE)
        x = strip.x(km)
        yield Placed(text, (x - text.width / 2, 4, x + text.width / 2, 18))


def _right(words: str, x: float, y: float) -> Placed:
    text = Text(words, 10.5, "regular", theme.SLATE)
    return Placed(text, (x - text.width, y - 7, x, y + 7), "right")


def _legs(
    figure: Any, strip: _Strip, route: Route, offsets: NDArray[np.float64], voice: Voice
) -> Iterator[Placed]:
    """Part the legs by dotted lines and name them at the top."""
    if len(route.legs) < 2:
        return
    for leg, begin in zip(route.legs, offsets[:-1], strict=True):
        x = strip.x(float(begin))
        if begin > 0:
            _line(figure, [(x, BOTTOM), (x, HEIGHT - 2)], theme.SLATE_LIGHT, 1.0, dash="dot")
        text = Text(voice.text("heights leg", leg=leg.number), 11.0, "semibold", theme.SLATE)
        yield Placed(text, (x + 4, HEIGHT - 16, x + 4 + text.width, HEIGHT - 2), "left")


def _line(
    figure: Any, points: Sequence[tuple[float, float]], colour: str, width: float, dash: str = ""
) -> None:
    figure.add_scatter(
        x=[round(x, 1) for x, _ in points],
        y=[round(y, 1) for _, y in points],
        mode="lines",
        line={"color": colour, "width": width, **({"dash": dash} if dash else {})},
        hoverinfo="skip",
    )


def _profile(
    figure: Any, strip: _Strip, route: Route, offsets: NDArray[np.float64], voice: Voice
) -> None:
    for part, begin in zip(route.measured, offsets[:-1], strict=True):
        if part.profile is None:
            continue
        every = max(1, len(part.profile.along_m) // int(WIDTH))
        km = part.profile.along_m[::every] / 1000
        metres = part.profile.height_m[::every]
        xs = [round(strip.x(float(begin + at)), 1) for at in km]
        ys = [round(strip.y(float(level)), 1) for level in metres]
        figure.add_scatter(
            x=[*xs, xs[-1], xs[0]],
            y=[*ys, BOTTOM, BOTTOM],
            mode="lines",
            fill="toself",
            fillcolor=FILL,
            line={"width": 0},
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=xs,
            y=ys,
            mode="lines",
            line={"color": theme.SLATE, "width": 1.6},
            customdata=[
                f"{voice.quantity(float(at), 'km', 1)}: {voice.quantity(float(level), 'm', 0)}"
                for at, level in zip(km, metres, strict=True)
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )


def _stems(
    figure: Any, strip: _Strip, spots: Sequence[_Spot], voice: Voice, *, tracked: bool
) -> None:
    """Draw a stem and a mark for each place; hollow where the height was not verified."""
    for spot in () if tracked else spots:
        x = strip.x(spot.km)
        foot, head = (x, BOTTOM), (x, strip.y(spot.metres))
        _line(figure, [foot, head], theme.SAND_DEEP, 2.0 if spot.place.is_pass else 1.0)
    for passes in (False, True):
        same = [spot for spot in spots if spot.place.is_pass is passes]
        if same:
            _marks(figure, strip, same, voice, tracked=tracked)


def _marks(
    figure: Any, strip: _Strip, same: Sequence[_Spot], voice: Voice, *, tracked: bool
) -> None:
    is_pass = same[0].place.is_pass
    seen = [tracked or spot.place.elevation_confidence == "seen" for spot in same]
    figure.add_scatter(
        x=[round(strip.x(spot.km), 1) for spot in same],
        y=[round(strip.y(spot.metres), 1) for spot in same],
        mode="markers",
        marker={
            "symbol": "triangle-up" if is_pass else "circle",
            "size": 8.5 if is_pass else 5.5,
            "color": [theme.INK if sure else theme.PAPER for sure in seen],
            "line": {"color": theme.INK, "width": 1},
        },
        customdata=[_hover(spot, voice, tracked=tracked) for spot in same],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _hover(spot: _Spot, voice: Voice, *, tracked: bool) -> str:
    name = escape(spot.place.called(voice.language), quote=False)
    level = voice.quantity(spot.metres, "m", 0) if tracked else height(spot.place, voice)
    return f"<b>{name}</b><br>{level}"


def _names(strip: _Strip, spots: Sequence[_Spot], voice: Voice) -> Iterator[Placed]:
    """Name passes, ends of legs and the highest places, as room allows."""
    from shapely.geometry import MultiLineString

    tops = [(strip.x(spot.km), strip.y(spot.metres)) for spot in spots]
    stems = MultiLineString([((x, BOTTOM), (x, y)) for x, y in tops])
    sheet = LabelSheet(WIDTH, HEIGHT - 18, [(stems, STEM_COST)], edge=2.0)
    for spot in spots:
        x, y = strip.x(spot.km), strip.y(spot.metres)
        sheet.mark((x, y), (x - 4, y - 4, x + 4, y + 4))
    wishes = [
        LabelRequest((text,), (strip.x(spot.km), strip.y(spot.metres)), 5.0, weight, RINGS)
        for spot, text, weight in _named(spots, voice)
    ]
    yield from (placed for placed in sheet.arrange(wishes) if placed)


def _named(spots: Sequence[_Spot], voice: Voice) -> Iterator[tuple[_Spot, Text, float]]:
    """Go through the places to be named, with the text and how much it matters."""
    high = sorted(spots, key=lambda spot: -spot.metres)[:NAMED]
    before = ""
    for spot in spots:
        name = short(spot.place, voice)
        if spot.place.is_pass:
            yield spot, Text(name, 10.0, "italic", theme.INK), 5.0 + spot.metres / 200
        elif name == before:
            continue
        elif spot.place.kind in ("start", "finish"):
            yield spot, Text(name, 10.5, "semibold", theme.INK), 12.0
        elif spot in high:
            yield spot, Text(name, 10.0, "regular", theme.INK), 3.0
        before = name


def _words(
    route: Route, spots: Sequence[_Spot], highest: float, voice: Voice, *, tracked: bool
) -> dict[str, str]:
    top = max(spots, key=lambda spot: spot.metres, default=None)
    climb, length = route.ascent_m, route.length_km
    level = voice.quantity(highest, "m", 0)
    if top and not tracked:
        level = height(top.place, voice)
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
