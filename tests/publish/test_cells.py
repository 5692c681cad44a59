"""Heat maps reach print as vectors."""

from __future__ import annotations

import pytest

from reporting.publish.pages.figures import Drawer
from reporting.publish.pages.heatmaps import as_vectors

MAP = {
    "type": "heatmap",
    "x": [0, 1, 2],
    "y": ["Rossi", "Verdi"],
    "z": [[0, 5, None], [10, 0, 3]],
    "zmin": 0,
    "zmax": 10,
    "xgap": 1,
    "colorscale": [[0, "#ffffff"], [1, "#102030"]],
    "showscale": False,
}


def test_each_known_cell_becomes_a_bar_in_its_place_and_colour() -> None:
    drawn = as_vectors({"data": [MAP], "layout": {"height": 300}})
    (bars,) = drawn["data"]
    assert (bars["type"], bars["orientation"], bars["x"]) == ("bar", "h", [1.0] * 5)
    assert list(zip(bars["y"], bars["base"], bars["marker"]["color"], strict=True)) == [
        ("Rossi", -0.5, 0),
        ("Rossi", 0.5, 5),
        ("Verdi", -0.5, 10),
        ("Verdi", 0.5, 0),
        ("Verdi", 1.5, 3),
    ]
    assert (bars["marker"]["cmin"], bars["marker"]["cmax"]) == (0, 10)
    assert drawn["layout"]["xaxis"]["range"] == [-0.5, 2.5]


@pytest.mark.parametrize(
    "data",
    [
        [{"type": "scatter", "y": [1]}],
        [{**MAP, "x": ["a", "b", "c"]}],
        [{**MAP, "x": [0, 1, 5]}],
        [MAP, {"type": "bar", "y": [1]}],
    ],
)
def test_what_cannot_be_redrawn_alike_is_left_as_it_is(data: list[dict]) -> None:
    plot = {"data": data, "layout": {}}
    assert as_vectors(plot) == plot


@pytest.mark.slow
def test_a_heat_map_is_drawn_without_a_bitmap() -> None:
    with Drawer() as drawer:
        svg = drawer.svg({"data": [MAP], "layout": {}}, height=300)
    assert "<image" not in svg
    assert "rgb(16, 32, 48)" in svg
