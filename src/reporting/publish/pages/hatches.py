"""Hatched areas of a drawing, made to print without seams.

Plotly hatches with a small tile that repeats; PDF viewers show a hair of paper between the tiles.
One tile as large as the drawing has no neighbours, and the same strokes run through it.
"""

from __future__ import annotations

import re
from functools import partial

_PATTERN = re.compile(r"<pattern\b[^>]*>.*?</pattern>", re.DOTALL)
_SIDE = re.compile(r'(?<![-\w])(width|height)="([0-9.]+)(?:px)?"')
_STROKES = re.compile(r'(?<=\bd=")M[^"]*l([0-9.]+),(-?)[0-9.]+[^"]*(?=")')
_LARGE = 2  # a tile is made this many times as large as the drawing: legends scale theirs down


def seamless(svg: str, width: float, height: float) -> str:
    """Return `svg` with its diagonal hatches drawn through.

    Parameters
    ----------
    svg
        A drawing by plotly; hatches of other shapes are left as they are.
    width, height
        Its size [CSS px].
    """
    side = _LARGE * max(width, height)
    return _PATTERN.sub(partial(_enlarged, side=side), svg)


def _enlarged(found: re.Match[str], side: float) -> str:
    pattern = found[0]
    tile = _SIDE.search(pattern)
    strokes = _STROKES.search(pattern)
    if tile is None or strokes is None:
        return pattern
    step = float(tile[2])
    count = int(side // step)
    whole = count * step
    lines = _diagonals(step, count, rising=bool(strokes[2]))
    larger = _SIDE.sub(lambda one: f'{one[1]}="{whole}"', pattern)
    return _STROKES.sub(lines, larger, count=1)


def _diagonals(step: float, count: int, *, rising: bool) -> str:
    """Return strokes across a square of `count` steps, from its lower or upper edge."""
    whole = step * count
    start, end = (whole, 0.0) if rising else (0.0, whole)
    return "".join(
        f"M{number * step:.4f},{start:.4f}L{number * step + whole:.4f},{end:.4f}"
        for number in range(-count, count + 1)
    )
