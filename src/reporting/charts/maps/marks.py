"""The marks of the map: controls, ends of legs, passes and sites, each in its place."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from reporting.charts.maps.frame import Frame
from reporting.charts.maps.text import Box, Pixel
from reporting.language import EN_DASH
from reporting.route import Waypoint
from reporting.route.geodesy import chain_m

if TYPE_CHECKING:
    from reporting.route import LegRoute, Route

KINDS = ("CO", "CT", "PC", "PM")

RADII = {
    "start": 6.5,
    "finish": 6.5,
    "end": 6.5,
    "turning": 5.0,
    "control": 4.6,
    "pass": 4.0,
    "unesco": 5.5,
    "summit": 4.0,
    "stop": 2.6,
}
"""Kind of a mark -> radius that it takes [pixels]."""

ENDS = ("start", "finish", "end")

GAP = 11.0
"""Marks of controls, ends and passes stand at least so far apart, centre to centre [pixels]."""

SAME_PLACE = 5.0
"""Ends of legs in one municipality closer than this [pixels] are one."""

SERIES, SERIES_M = 12.0, 3000.0
"""Controls in a row that are so near to the first [pixels; metres] are one mark, and so are those
that the map cannot part."""

AT_PASS_M = 1500.0
"""A control farther from a pass than this [m] is not at it, however small the map."""

_CODE = re.compile(r"([A-Z]{2,3})[ -]?(\d+)")


@dataclass(frozen=True)
class MapMark:
    """One mark.

    Parameters
    ----------
    kind
        ``start``, ``finish`` or ``end`` (of a leg), ``turning``, ``control``, ``stop``, ``pass``,
        ``summit``, ``unesco``.
    places
        The waypoints that it stands for, in driving order.
    home
        Where the place is [pixels].
    at
        Where the mark is drawn [pixels].
    turning
        Whether a loop turns here, whatever else the place is.
    night
        Whether the cars stay over night here: the next leg is another day's.
    """

    kind: str
    places: tuple[Waypoint, ...]
    home: Pixel
    at: Pixel
    turning: bool = False
    night: bool = False

    @property
    def place(self) -> Waypoint:
        """The first of its waypoints."""
        return self.places[0]

    @property
    def radius(self) -> float:
        """Radius of the mark [pixels]."""
        return RADII[self.kind]

    @property
    def box(self) -> Box:
        """The room that it takes; a flag stands on its pole."""
        (x, y), r = self.at, self.radius
        return (
            (x - 3, y - 3, x + 13, y + 18) if self.kind == "end" else (x - r, y - r, x + r, y + r)
        )

    @property
    def control(self) -> str:
        """The kind of its controls that says most: a trial rather than a control."""
        kinds = {place.control for place in self.places}
        return next((kind for kind in ("PC", "PM", "CO", "CT") if kind in kinds), "")

    @property
    def codes(self) -> str:
        """Its controls as the road book calls them: ``PC 1\N{EN DASH}5, PM 2``."""
        return codes(self.places)


def codes(controls: Iterable[Waypoint]) -> str:
    """Return controls as people call them, those that follow one another as a span.

    A code that is no kind with a number stands for its kind, where no number of that kind does.
    """
    spans: list[CodeSpan] = []
    for place in (place for place in controls if place.control):
        match = _CODE.fullmatch(place.code)
        name, number = (match[1], int(match[2])) if match else (place.control, 0)
        if (
            spans
            and number
            and spans[-1].first
            and (spans[-1].name, spans[-1].last) == (name, number - 1)
        ):
            spans[-1] = replace(spans[-1], last=number)
        elif not any(span.name == name and span.first <= number <= span.last for span in spans):
            spans.append(CodeSpan(name, number, number))
    numbered = {span.name for span in spans if span.first}
    return ", ".join(str(span) for span in spans if span.first or span.name not in numbered)


@dataclass(frozen=True)
class CodeSpan:
    """Controls that follow one another: the name of their kind, first and last number or 0."""

    name: str
    first: int
    last: int

    def __str__(self) -> str:
        """Return them as people write them."""
        if not self.first:
            return self.name
        end = f"{EN_DASH}{self.last}" if self.last != self.first else ""
        return f"{self.name}\u2009{self.first}{end}"


def marks(route: Route, frame: Frame) -> list[MapMark]:
    """Return the marks of `route`: what stands in one place is one mark, pushed apart."""
    found = list(_with_controls([*_ends(route, frame), *_passes(route, frame)], route, frame))
    found += _summit(route, frame, found)
    ease = [0.15 if mark.kind in ENDS else 1.0 for mark in found]
    spread = apart([mark.home for mark in found], GAP, ease)
    moved = [replace(mark, at=at) for mark, at in zip(found, spread, strict=True)]
    return _turned([*moved, *_others(route, frame, moved)], route, frame)


def _ends(route: Route, frame: Frame) -> list[MapMark]:
    """Return where the first leg begins and where each one ends.

    A finish and the next start in one municipality are one mark. A leg that begins elsewhere begins
    at a place like others: its first control may be all that is known of it.
    """
    groups: list[list[Waypoint]] = []
    nights = {}
    for leg, following in zip_longest(route.legs, route.legs[1:]):
        for index, place in enumerate(_leg_ends(leg)):
            if groups and _together(groups[-1][-1], place, frame):
                groups[-1].append(place)
            elif index or not groups:
                groups.append([place])
        nights[leg.number] = following is not None and leg.date != following.date
    last = len(groups) - 1
    made = [
        MapMark(
            "start" if index == 0 else "finish" if index == last else "end",
            tuple(group),
            frame.at(group[0]),
            frame.at(group[0]),
            night=nights[group[0].leg],
        )
        for index, group in enumerate(groups)
    ]
    if len(made) > 1 and _together(made[0].place, made[-1].place, frame):
        return [replace(made[0], places=(*made[0].places, *made[-1].places)), *made[1:-1]]
    return made


def _leg_ends(leg: LegRoute) -> tuple[Waypoint, ...]:
    """Return where a leg begins and ends: its first and last place, else its track's ends."""
    if leg.waypoints:
        return leg.waypoints[:1] + leg.waypoints[-1:]
    return (leg.crossing.start, leg.crossing.finish) if leg.crossing else ()


def _together(place: Waypoint, other: Waypoint, frame: Frame) -> bool:
    same = place.municipality == other.municipality
    return same and math.dist(frame.at(place), frame.at(other)) < SAME_PLACE


def leg_controls(leg: LegRoute) -> tuple[Waypoint, ...]:
    """Return the controls of a leg: those of the table, else the places that say a kind."""
    return leg.controls or tuple(place for place in leg.waypoints if place.control)


def _with_controls(there: Sequence[MapMark], route: Route, frame: Frame) -> Iterator[MapMark]:
    """Go through ends and passes, and the controls; those that stand there belong to the mark."""
    joined: dict[int, list[Waypoint]] = {}
    series = []
    for controls in _series(route, frame):
        home = frame.at(controls[0])
        away = [
            math.inf if _off_the_pass(mark, controls[0]) else math.dist(mark.home, home)
            for mark in there
        ]
        nearest = int(np.argmin(away)) if away else -1
        if away and away[nearest] < SAME_PLACE:
            joined.setdefault(nearest, []).extend(controls)
        else:
            series.append(MapMark("control", tuple(controls), home, home))
    for at, mark in enumerate(there):
        yield replace(mark, places=(*mark.places, *joined.get(at, ())))
    yield from series


def _off_the_pass(mark: MapMark, control: Waypoint) -> bool:
    """Tell whether a mark is a pass's, and a control is in the valley under it."""
    place = mark.place
    lat, lon = [place.lat, control.lat], [place.lon, control.lon]
    return mark.kind == "pass" and chain_m(lat, lon) > AT_PASS_M


def _series(route: Route, frame: Frame) -> Iterator[list[Waypoint]]:
    """Go through the controls in driving order, those in a row at one place together."""
    for leg in route.legs:
        group: list[Waypoint] = []
        for control in leg_controls(leg):
            if group and _apart(math.dist(frame.at(group[0]), frame.at(control)), frame):
                yield group
                group = []
            group.append(control)
        if group:
            yield group


def _apart(pixels: float, frame: Frame) -> bool:
    return pixels > SERIES or (pixels > SERIES / 3 and pixels / frame.scale > SERIES_M)


def _passes(route: Route, frame: Frame) -> Iterator[MapMark]:
    for place in route.passes:
        yield MapMark("pass", (place,), frame.at(place), frame.at(place))


def _summit(route: Route, frame: Frame, there: Sequence[MapMark]) -> Iterator[MapMark]:
    """Give the highest point of the measured road, unless something else stands there already."""
    heights = [
        (leg.measured.profile.highest, leg)
        for leg in route.legs
        if leg.measured and leg.measured.profile
    ]
    if not heights:
        return
    (metres, along_m), leg = max(heights, key=lambda height: height[0][0])
    assert leg.measured is not None
    road = leg.measured.line
    lat, lon = (float(np.interp(along_m, road.along_m, axis)) for axis in (road.lat, road.lon))
    place = Waypoint(leg.number, 0, "", "summit", lat, lon, metres, elevation_confidence="seen")
    home = frame.at(place)
    if metres >= SUMMIT_M and all(math.dist(mark.home, home) > SERIES for mark in there):
        yield MapMark("summit", (place,), home, home)


SUMMIT_M = 200.0
"""A highest point lower than this [m] is none."""


def _others(route: Route, frame: Frame, there: Sequence[MapMark]) -> Iterator[MapMark]:
    """Go through stops and sites that no other mark stands for already."""
    known = {place for mark in there for place in mark.places}
    shown = {leg.number for leg in route.legs}
    standing = list(there)
    for place in route.waypoints:
        at = frame.at(place)
        road = place.leg in shown and place.on_the_road and place.kind != "unesco"
        if road and place not in known and not _covered(at, there):
            standing.append(MapMark("stop", (place,), at, at))
    yield from standing[len(there) :]
    for place in route.waypoints:
        at = frame.at(place)
        if place.kind == "unesco" and frame.holds(at):
            beside = _beside(at, standing) if _covered(at, standing) else at
            yield MapMark("unesco", (place,), at, beside)


def _covered(at: Pixel, there: Sequence[MapMark]) -> bool:
    """Tell whether a mark stands, or belongs, where another small one would."""
    return any(
        min(math.dist(at, mark.at), math.dist(at, mark.home)) < mark.radius + RADII["stop"]
        for mark in there
    )


def _turned(found: list[MapMark], route: Route, frame: Frame) -> list[MapMark]:
    """Mark where a loop turns."""
    shape = route.crossing
    if shape is None or not shape.loop or shape.farthest is None:
        return found
    home = frame.at(shape.farthest)
    near = min(found, key=lambda mark: math.dist(mark.home, home), default=None)
    if near is None or math.dist(near.home, home) > SERIES:
        return [*found, MapMark("turning", (shape.farthest,), home, home, turning=True)]
    kind = "turning" if near.kind == "stop" else near.kind
    return [replace(m, kind=kind, turning=True) if m is near else m for m in found]


def apart(
    points: Sequence[Pixel], gap: float, ease: Sequence[float] = (), rounds: int = 200
) -> list[Pixel]:
    """Return `points` pushed at least `gap` apart, each as near its own place as may be.

    Parameters
    ----------
    points
        Where they belong [pixels].
    gap
        The least distance between two of them [pixels].
    ease
        How easily each moves, 1 where nothing is said: a point of 0.2 leaves the moving to others.

    Examples
    --------
    >>> moved = apart([(0.0, 0.0), (1.0, 0.0)], 10.0)
    >>> round(moved[1][0] - moved[0][0], 1)
    10.0
    """
    if not points:
        return []
    home = np.asarray(points, dtype=float)
    moves = np.asarray(ease or np.ones(len(home)), dtype=float)[:, None]
    now = home + np.linspace(0, 1e-3, len(home))[:, None] * (1.0, -1.0)
    for turn in range(rounds):
        gaps = now[:, None, :] - now[None, :, :]
        far = np.hypot(gaps[..., 0], gaps[..., 1])
        np.fill_diagonal(far, np.inf)
        short = np.clip(gap - far, 0, None)
        if not short.any():
            break
        push = (gaps / np.maximum(far, 1e-6)[..., None] * short[..., None]).sum(axis=1) / 2
        now = now + push * moves + (home - now) * (0.02 if turn < rounds * 0.7 else 0.0)
    return [(float(x), float(y)) for x, y in now]


def _beside(home: Pixel, there: Sequence[MapMark]) -> Pixel:
    """Return the place around `home` that is farthest from the marks already there."""
    reach = RADII["end"] + RADII["unesco"] + 4
    turns = [math.radians(angle) for angle in range(0, 360, 30)]
    spots = [(home[0] + reach * math.cos(t), home[1] + reach * math.sin(t)) for t in turns]
    return max(spots, key=lambda spot: min(math.dist(spot, mark.at) for mark in there))
