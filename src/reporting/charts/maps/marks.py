"""The marks of the map: numbered controls, leg ends, passes and sites, each where it belongs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.charts.maps.frame import Frame
from reporting.charts.maps.text import Box, Pixel
from reporting.charts.theme import INK, OCHRE, PAPER, RED

if TYPE_CHECKING:
    from reporting.route import Route, Waypoint

DARK = "#27313a"

SYMBOLS = {"CO": "diamond", "CT": "square", "PC": "circle", "PM": "hexagon"}
"""The shape that tells the kind of a control."""

SIZES = {"diamond": 18.0, "square": 14.0, "circle": 16.0, "hexagon": 17.0}
BADGE = 8.0
"""Radius that a numbered mark takes [pixels]."""

END = 6.5
DOT = 2.6
SITE = 5.5
GAP = 17.0
"""Numbered marks stand at least so far apart, centre to centre [pixels]."""

ASIDE = 3.5
"""A mark pushed farther than this [pixels] gets a line to its place."""

SAME_PLACE = 5.0
"""Marks of one municipality closer than this [pixels] are one."""


@dataclass(frozen=True)
class MapMark:
    """One mark.

    Parameters
    ----------
    kind
        ``start``, ``finish`` or ``end`` (of a leg), ``control``, ``stop``, ``pass``, ``unesco``.
    places
        The waypoints that it stands for, in driving order.
    home
        Where the place is [pixels].
    at
        Where the mark is drawn [pixels].
    number
        The control's number on the map, None for other marks.
    """

    kind: str
    places: tuple[Waypoint, ...]
    home: Pixel
    at: Pixel
    number: int | None = None

    @property
    def place(self) -> Waypoint:
        """The first of its waypoints."""
        return self.places[0]

    @property
    def radius(self) -> float:
        """Radius of the mark [pixels]."""
        sizes = {"control": BADGE, "stop": DOT, "pass": 4.0, "unesco": SITE}
        return sizes.get(self.kind, END)

    @property
    def box(self) -> Box:
        """The room that it takes."""
        x, y = self.at
        return x - self.radius, y - self.radius, x + self.radius, y + self.radius


def marks(route: Route, frame: Frame) -> list[MapMark]:
    """Return the marks of `route`, controls numbered as they are met and pushed apart."""
    found = [*_ends(route, frame), *_controls(route, frame), *_passes(route, frame)]
    ease = [0.15 if mark.kind in ("start", "finish", "end") else 1.0 for mark in found]
    spread = apart([mark.home for mark in found], GAP, ease)
    moved = [
        MapMark(mark.kind, mark.places, mark.home, at, mark.number)
        for mark, at in zip(found, spread, strict=True)
    ]
    return [*moved, *_others(route, frame, moved)]


def _ends(route: Route, frame: Frame) -> list[MapMark]:
    """Return the leg ends, a finish and the next start in one municipality as one."""
    groups: list[list[Waypoint]] = []
    for leg in route.legs:
        for place in (leg.waypoints[:1] + leg.waypoints[-1:]) if leg.waypoints else ():
            if groups and _together(groups[-1][-1], place, frame):
                groups[-1].append(place)
            else:
                groups.append([place])
    last = len(groups) - 1
    return [
        MapMark(
            "start" if index == 0 else "finish" if index == last else "end",
            tuple(group),
            frame.at(group[0]),
            frame.at(group[0]),
        )
        for index, group in enumerate(groups)
    ]


def _together(one: Waypoint, other: Waypoint, frame: Frame) -> bool:
    same = one.municipality == other.municipality
    return same and math.dist(frame.at(one), frame.at(other)) < SAME_PLACE


def numbered(route: Route) -> list[tuple[int, Waypoint]]:
    """Return the controls of `route` with their numbers on the map, in driving order."""
    controls = (place for leg in route.legs for place in leg.waypoints if place.control)
    return list(enumerate(controls, start=1))


def _controls(route: Route, frame: Frame) -> Iterator[MapMark]:
    for number, place in numbered(route):
        yield MapMark("control", (place,), frame.at(place), frame.at(place), number)


def _passes(route: Route, frame: Frame) -> Iterator[MapMark]:
    """Go through the passes without a control."""
    for place in route.passes:
        if not place.control:
            yield MapMark("pass", (place,), frame.at(place), frame.at(place))


def _others(route: Route, frame: Frame, there: Sequence[MapMark]) -> Iterator[MapMark]:
    """Go through stops and sites that no other mark stands for already."""
    known = {place for mark in there for place in mark.places}
    for place in route.waypoints:
        at = frame.at(place)
        covered = any(
            min(math.dist(at, mark.at), math.dist(at, mark.home)) < mark.radius + DOT
            for mark in there
        )
        if place.kind == "unesco":
            yield MapMark("unesco", (place,), at, _beside(at, there) if covered else at)
        elif place.on_the_road and place not in known and not covered:
            yield MapMark("stop", (place,), at, at)


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
    reach = BADGE + SITE + 2
    turns = [math.radians(angle) for angle in range(0, 360, 30)]
    spots = [(home[0] + reach * math.cos(t), home[1] + reach * math.sin(t)) for t in turns]
    return max(spots, key=lambda spot: min(math.dist(spot, mark.at) for mark in there))


def draw(figure: Any, found: Iterable[MapMark], said: dict[MapMark, str]) -> None:
    """Draw the marks, each with the words `said` of it where a reader points at it."""
    found = list(found)
    _leaders(figure, [mark for mark in found if math.dist(mark.home, mark.at) > ASIDE])
    for kind, style in PLAIN.items():
        _markers(figure, [mark for mark in found if mark.kind == kind], style, said)
    for control, symbol in SYMBOLS.items():
        same = [m for m in found if m.kind == "control" and m.place.control == control]
        style = {
            "symbol": symbol,
            "size": SIZES[symbol],
            "color": DARK,
            "line": {"color": PAPER, "width": 1.1},
        }
        _markers(figure, same, style, said)


PLAIN: dict[str, dict[str, Any]] = {
    "stop": {
        "symbol": "circle",
        "size": DOT * 2,
        "color": PAPER,
        "line": {"color": INK, "width": 1},
    },
    "pass": {
        "symbol": "triangle-up",
        "size": 9,
        "color": PAPER,
        "line": {"color": INK, "width": 1.1},
    },
    "unesco": {
        "symbol": "star",
        "size": 13,
        "color": OCHRE,
        "line": {"color": PAPER, "width": 0.8},
    },
    "end": {
        "symbol": "circle",
        "size": END * 2,
        "color": PAPER,
        "line": {"color": RED, "width": 3},
    },
    "start": {
        "symbol": "circle",
        "size": END * 2 + 1,
        "color": PAPER,
        "line": {"color": RED, "width": 4},
    },
    "finish": {
        "symbol": "circle",
        "size": END * 2 + 2,
        "color": RED,
        "line": {"color": PAPER, "width": 1.4},
    },
}


def _markers(
    figure: Any, same: Sequence[MapMark], style: dict[str, Any], said: dict[MapMark, str]
) -> None:
    if not same:
        return
    figure.add_scatter(
        x=[round(mark.at[0], 1) for mark in same],
        y=[round(mark.at[1], 1) for mark in same],
        mode="markers+text",
        marker={"opacity": 1, **style},
        text=["" if mark.number is None else str(mark.number) for mark in same],
        textposition="middle center",
        textfont={"size": 9, "color": PAPER, "weight": 700},
        customdata=[said.get(mark, "") for mark in same],
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
    )


def _leaders(figure: Any, aside: Sequence[MapMark]) -> None:
    if not aside:
        return
    xs: list[float | None] = []
    ys: list[float | None] = []
    for mark in aside:
        xs += [round(mark.home[0], 1), round(mark.at[0], 1), None]
        ys += [round(mark.home[1], 1), round(mark.at[1], 1), None]
    figure.add_scatter(
        x=xs, y=ys, mode="lines", line={"color": DARK, "width": 0.8}, hoverinfo="skip"
    )
    figure.add_scatter(
        x=[round(mark.home[0], 1) for mark in aside],
        y=[round(mark.home[1], 1) for mark in aside],
        mode="markers",
        marker={"size": 3.2, "color": DARK},
        hoverinfo="skip",
    )
