"""The signs of the map's marks: what stands for a control, an end, a pass, a site."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reporting.charts.maps.marks import RADII
from reporting.charts.maps.text import Pixel
from reporting.charts.theme import INK, OCHRE, PAPER, RED

if TYPE_CHECKING:
    from reporting.charts.maps.map_drawing import MapDrawing
    from reporting.charts.maps.marks import MapMark

DARK = "#27313a"

POLYGONS = {"PM": (6, 0.0), "CO": (4, 0.0), "CT": (4, math.pi / 4)}
"""Kind of a control -> sides of its mark and how they are turned; a PC is a circle.

So small a hexagon is read as a circle: on a map an average trial is a ring.
"""

AVERAGE, RIM = "PM", 2.6
"""The kind of control whose mark is a ring, and how wide that is [pixels]."""

ASIDE = 3.5
"""A mark pushed farther than this [pixels] gets a line to its place."""


def draw(drawing: MapDrawing, found: Iterable[MapMark], hover: dict[MapMark, str]) -> None:
    """Draw the marks, each with the words that a reader sees who points at it.

    Parameters
    ----------
    hover
        Lines of plain text for each mark.
    """
    for mark in sorted(found, key=lambda mark: -ORDER.index(mark.kind)):
        said = hover.get(mark, "")
        with drawing.group(class_="mark", tabindex="0", role="img", aria_label=said):
            if math.dist(mark.home, mark.at) > ASIDE:
                drawing.strokes([(mark.home, mark.at)], DARK, 0.8)
                drawing.disc(mark.home, 1.6, DARK)
            sign(drawing, mark.kind, mark.at, mark.control)


ORDER = ("start", "finish", "end", "turning", "unesco", "pass", "summit", "control", "stop")
"""What lies over what, the top first."""


def sign(drawing: MapDrawing, kind: str, at: Pixel, control: str = "") -> None:
    """Draw one sign: of a control's kind, or of the kind of a mark."""
    x, y = at
    r = RADII[kind]
    if kind == "control":
        if control == AVERAGE:
            drawing.disc(at, r - RIM / 2, PAPER, DARK, RIM)
        elif control in POLYGONS:
            drawing.polygon(_corners(at, r * 1.15, *POLYGONS[control]), DARK, PAPER, 1.1)
        else:
            drawing.disc(at, r, DARK, PAPER, 1.1)
    elif kind in ("pass", "summit"):
        corners = [(x, y + r * 1.25), (x + r * 1.2, y - r * 0.85), (x - r * 1.2, y - r * 0.85)]
        drawing.polygon(corners, PAPER if kind == "pass" else INK, INK, 1.1)
    elif kind == "unesco":
        drawing.polygon(_star(at, r * 1.15), OCHRE, PAPER, 0.8)
    elif kind == "stop":
        drawing.disc(at, r, PAPER, INK, 1.0)
    elif kind == "end":
        drawing.strokes([[at, (x, y + 17)]], PAPER, 3.4)
        drawing.polygon([(x, y + 17), (x + 12, y + 13), (x, y + 9)], RED, PAPER, 1.0)
        drawing.strokes([[at, (x, y + 17)]], INK, 1.3)
        drawing.disc(at, 2.6, PAPER, INK, 1.3)
    elif kind == "finish":
        drawing.disc(at, r + 1, RED, PAPER, 1.4)
        drawing.disc(at, r - 3.5, PAPER)
    elif kind == "turning":
        drawing.disc(at, r + 1.2, PAPER, RED, 1.6)
        drawing.disc(at, 2.4, RED)
    else:
        drawing.disc(at, r + 0.5, PAPER, RED, 4.0)


def _corners(at: Pixel, reach: float, sides: int, turn: float) -> list[Pixel]:
    angles = (turn + math.tau * side / sides for side in range(sides))
    return [(at[0] + reach * math.cos(a), at[1] + reach * math.sin(a)) for a in angles]


def _star(at: Pixel, reach: float) -> list[Pixel]:
    turns = [math.pi / 2 + math.tau * point / 10 for point in range(10)]
    radii = [reach if point % 2 == 0 else reach * 0.42 for point in range(10)]
    return [
        (at[0] + r * math.cos(a), at[1] + r * math.sin(a))
        for r, a in zip(radii, turns, strict=True)
    ]
