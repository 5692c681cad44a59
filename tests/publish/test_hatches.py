"""Hatches are drawn through, where plotly's small tiles would leave seams."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from reporting.publish.pages.figures import Drawer
from reporting.publish.pages.hatches import seamless

TILE = (
    '<pattern id="p1" width="10px" height="10px" patternUnits="userSpaceOnUse">'
    '<rect width="10px" height="10px" fill="rgb(1, 2, 3)"/>'
    '<path d="M-2.5,2.5l5,{sign}5M0,10L10,0M7.5,12.5l5,{sign}5" stroke-width="3px"/></pattern>'
)


def strokes(svg: str) -> list[tuple[float, ...]]:
    """Return start and end of every straight stroke."""
    return [
        tuple(map(float, one))
        for one in re.findall(r"M([-\d.]+),([-\d.]+)L([-\d.]+),([-\d.]+)", svg)
    ]


@pytest.mark.parametrize(("sign", "slope"), [("-", -1), ("", 1)])
def test_strokes_keep_their_place_and_slope_through_one_large_tile(sign: str, slope: int) -> None:
    drawn = seamless(TILE.format(sign=sign), 720, 300)
    lines = strokes(drawn)
    assert {(y2 - y1) / (x2 - x1) for x1, y1, x2, y2 in lines} == {slope}
    # Where a stroke meets the upper edge: every 10 px from the tile's corner, as in the small tile.
    crossings = sorted(x1 - y1 / slope for x1, y1, _, _ in lines)
    assert all(crossing % 10 == 0 for crossing in crossings)
    assert {round(b - a) for a, b in pairwise(crossings)} == {10}
    sides = [float(side) for side in re.findall(r' (?:width|height)="([\d.]+)"', drawn)]
    assert min(sides) >= 720
    assert 'stroke-width="3px"' in drawn


def test_other_shapes_are_left_as_they_are() -> None:
    dots = '<pattern id="p" width="9px" height="9px"><circle r="2"/></pattern><path d="M0,0l1,1"/>'
    assert seamless(dots, 720, 300) == dots


@pytest.mark.slow
def test_plotlys_own_hatch_is_understood() -> None:
    marker = {"color": "#8b97a3", "pattern": {"shape": "/", "size": 5, "solidity": 0.25}}
    with Drawer() as drawer:
        svg = drawer.svg(
            {"data": [{"type": "bar", "y": [1, 2], "marker": marker}], "layout": {}}, 300
        )
    (pattern, *_) = re.findall(r"<pattern\b.*?</pattern>", svg)
    assert len(strokes(pattern)) > 100
