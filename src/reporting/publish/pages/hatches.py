"""Hatched bars of a drawing, made to print without seams.

Plotly hatches with a small tile that repeats; PDF viewers show a hair of paper between the tiles,
and WeasyPrint draws all tiles for each bar. Here each bar gets its own strokes, cut at its edges.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

_PATTERN = re.compile(r'<pattern\b[^>]*\bid="([^"]+)".*?</pattern>', re.DOTALL)
_PATH = re.compile(r"<path\b[^>]*\bfill: url\('#([^']+)'\)[^>]*/>")
_NUMBER = r"(-?[\d.]+)"
_BAR = re.compile(rf'(?<=\bd=")M{_NUMBER},{_NUMBER}V{_NUMBER}H{_NUMBER}V[-\d.]+Z(?=")')
_LEGEND = re.compile(rf'(?<=\bd=")M{_NUMBER},{_NUMBER}H{_NUMBER}V{_NUMBER}H[-\d.]+Z(?=")')
_NOTHING = re.compile(r'\bd="M0,0Z"')
_STROKES = re.compile(r'\bd="M[^"]*l[\d.]+,(-?)[\d.]+[^"]*"')
_SCALE = re.compile(r'\bpatternTransform="scale\(([\d.]+)\)"')
_FILL = re.compile(r"\bfill: url\([^)]*\)")


@dataclass(frozen=True)
class Hatch:
    """How plotly hatches: the colours, and strokes through the corners of its tile.

    Parameters
    ----------
    ground, colour, opacity
        The colour beneath (``none`` for the paper), and the strokes'.
    step, width
        From stroke to stroke along an edge, and a stroke's width [px].
    rising
        Whether strokes rise to the right.
    """

    ground: str
    colour: str
    opacity: str
    step: float
    width: float
    rising: bool


def seamless(svg: str) -> str:
    """Return a drawing by plotly with strokes of their own on its hatched bars.

    Hatches that are not diagonal, and shapes that are not bars, are left as they are.
    """
    read = {found[1]: _hatch(found[0]) for found in _PATTERN.finditer(svg)}
    hatches = {name: hatch for name, hatch in read.items() if hatch is not None}
    if not hatches:
        return svg
    drawn = _PATH.sub(partial(_drawn, hatches=hatches), svg)
    used = set(re.findall(r"url\('#([^']+)'\)", drawn))
    return _PATTERN.sub(lambda one: one[0] if one[1] in used else "", drawn)


def _hatch(pattern: str) -> Hatch | None:
    """Read a pattern; None where it is no diagonal hatch."""
    strokes = _STROKES.search(pattern)
    side = re.search(r'\bwidth="([\d.]+)(?:px)?"', pattern)
    ground = re.search(r'<rect\b[^>]*\bfill="([^"]+)"', pattern)
    path = re.search(r"<path\b[^>]*>", pattern)
    if strokes is None or side is None or path is None:
        return None
    told = dict(re.findall(r'\b(opacity|stroke|stroke-width)="([^"]+)"', path[0]))
    scale = _SCALE.search(pattern)
    by = float(scale[1]) if scale else 1.0
    return Hatch(
        ground=ground[1] if ground else "none",
        colour=told.get("stroke", "none"),
        opacity=told.get("opacity", "1"),
        step=float(side[1]) * by,
        width=float(told.get("stroke-width", "1").removesuffix("px")) * by,
        rising=bool(strokes[1]),
    )


def _drawn(found: re.Match[str], hatches: Mapping[str, Hatch]) -> str:
    """Return a hatched path as its ground and its strokes."""
    path, hatch = found[0], hatches.get(found[1])
    if hatch is None:
        return path
    if _NOTHING.search(path):
        return ""
    if bar := _BAR.search(path):
        x, y, other_y, other_x = map(float, bar.groups())
    elif bar := _LEGEND.search(path):
        x, y, other_x, other_y = map(float, bar.groups())
    else:
        return path
    ground = _FILL.sub(f"fill: {hatch.ground}", path)
    cut = _strokes(hatch, min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y))
    if not cut:
        return ground
    colour = f"fill: {hatch.colour}; fill-opacity: {hatch.opacity}; stroke: none"
    strokes = _FILL.sub(colour, path).replace(bar[0], cut, 1)
    return ground + strokes


def _strokes(hatch: Hatch, left: float, top: float, right: float, bottom: float) -> str:
    """Return the outlines of the strokes within a bar, as SVG path data."""
    import shapely

    half = hatch.width / math.sqrt(2)  # of a stroke, along the upper edge
    # A stroke is where x - lean * y is a whole number of steps; y runs downwards.
    lean = -1 if hatch.rising else 1
    ends = [x - lean * y for x in (left, right) for y in (top, bottom)]
    bands = [
        shapely.Polygon(
            [
                (at - half + lean * top, top),
                (at + half + lean * top, top),
                (at + half + lean * bottom, bottom),
                (at - half + lean * bottom, bottom),
            ]
        )
        for at in (
            step * hatch.step
            for step in range(
                math.floor(min(ends) / hatch.step), math.ceil(max(ends) / hatch.step) + 1
            )
        )
    ]
    cut = shapely.intersection(bands, shapely.box(left, top, right, bottom))
    return "".join(
        "M" + "L".join(f"{x:.2f},{y:.2f}" for x, y in one.exterior.coords[:-1]) + "Z"
        for one in cut
        if one.geom_type == "Polygon" and not one.is_empty
    )
