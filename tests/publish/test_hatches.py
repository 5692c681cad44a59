"""Hatched bars get strokes of their own, where plotly's small tiles would leave seams."""

from __future__ import annotations

import re

import pytest
import shapely

from reporting.charts import theme
from reporting.publish.pages.figures import Drawer
from reporting.publish.pages.hatches import seamless

TILE = (
    '<pattern id="p1" width="10px" height="10px" patternUnits="userSpaceOnUse">'
    '<rect width="10px" height="10px" fill="rgb(1, 2, 3)"/>'
    '<path d="M-2.5,2.5l5,{sign}5M0,10L10,0M7.5,12.5l5,{sign}5" opacity="0.5" '
    'stroke="white" stroke-width="2px"/></pattern>'
)
BAR = '<path d="M12,5V35H112V5Z" style="fill: url(\'#p1\');"/>'


def strokes(svg: str) -> list[shapely.Polygon]:
    """Return the outline of every stroke."""
    (cut,) = re.findall(r'<path d="(M[^"]*)" style="fill: white;', svg)
    return [
        shapely.Polygon([tuple(map(float, at.split(","))) for at in one.split("L")])
        for one in re.findall(r"M([^Z]+)Z", cut)
    ]


@pytest.mark.parametrize(("sign", "lean"), [("-", -1), ("", 1)])
def test_strokes_run_where_the_tiles_strokes_would(sign: str, lean: int) -> None:
    drawn = strokes(seamless(TILE.format(sign=sign) + BAR))
    bar = shapely.box(12, 5, 112, 35)
    assert all(bar.buffer(0.01).contains(one) for one in drawn)
    for one in drawn:
        crossings = [x - lean * y for x, y in one.exterior.coords]
        # A stroke's middle is a whole number of tiles from the corner; it is 2 px wide.
        middle = (min(crossings) + max(crossings)) / 2
        if one.touches(bar.exterior) and len(one.exterior.coords) == 5:
            assert round(middle) % 10 == 0
            assert max(crossings) - min(crossings) == pytest.approx(2 * 2**0.5, abs=0.05)
    # 2 px in every 10 px along the edges, so 2 / (10 / sqrt 2) of the area.
    share = sum(one.area for one in drawn) / bar.area
    assert share == pytest.approx(0.2 * 2**0.5, rel=0.05)


def test_the_ground_stays_beneath_and_the_tile_goes() -> None:
    drawn = seamless(TILE.format(sign="-") + BAR)
    ground, over = re.findall(r"<path[^>]*>", drawn)
    assert "M12,5V35H112V5Z" in ground
    assert "fill: rgb(1, 2, 3);" in ground
    assert "fill-opacity: 0.5" in over
    assert "<pattern" not in drawn


def test_a_bar_of_no_length_is_not_drawn() -> None:
    nothing = BAR.replace("M12,5V35H112V5Z", "M0,0Z")
    assert seamless(TILE.format(sign="-") + nothing) == ""


def test_other_hatches_and_other_shapes_are_left_as_they_are() -> None:
    dots = '<pattern id="p1" width="9px" height="9px"><circle r="2"/></pattern>' + BAR
    assert seamless(dots) == dots
    circle = TILE.format(sign="-") + BAR.replace("M12,5V35H112V5Z", "M1,1A2,2 0 0 1 3,3Z")
    assert seamless(circle) == circle


@pytest.mark.slow
def test_plotlys_own_hatch_is_understood() -> None:
    marker = {"color": "#8b97a3", "pattern": theme.HATCH}
    trace = {"type": "bar", "y": [1, 2], "marker": marker, "showlegend": True, "name": "a"}
    with Drawer() as drawer:
        svg = drawer.svg({"data": [trace], "layout": {}}, 300)
    bars = re.findall(r'<path d="(M[^"]+)"[^>]*fill-opacity: ', svg)
    assert [bar.count("M") > 20 for bar in bars] == [True, True]
    assert "<pattern" not in svg  # the legend's, too
