"""Every word in a chart or on a map is read against its ground: 4.5 : 1 at least, dark too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from reporting.charts import route_map
from reporting.charts.theme import PAPER
from reporting.event import load
from reporting.publish.pages.page import asset
from reporting.route import measure
from reporting.story.voice import Voice
from support.composed import composed
from support.project import ROOT
from support.small_events import SmallEvent

LEAST = 4.5
FONTS = ("font", "textfont", "tickfont", "insidetextfont", "outsidetextfont")
GROUNDS = ("#faf7ef", "#d9e4eb")
"""Land and sea of a map."""
TURNED = (
    (-0.574, 1.430, 0.144),
    (0.426, 0.430, 0.144),
    (0.426, 1.430, -0.856),
)
"""What ``hue-rotate(180deg)`` makes of red, green and blue (Filter Effects, 8.5)."""


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 has it."""
    light, dark = sorted(map(_luminance, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def letters(node: Any) -> Iterator[str]:
    """Go through the colours of all letters in a figure."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key in FONTS and isinstance(value, Mapping) and isinstance(value.get("color"), str):
                yield value["color"]
            yield from letters(value)
    elif isinstance(node, (list, tuple)):
        for value in node:
            yield from letters(value)


def in_the_dark() -> dict[str, str]:
    """Return what the style sheet makes of a chart's colours in dark mode."""
    return {
        f"#{light}": dark
        for light, dark in re.findall(r"--plot-([0-9a-f]{6}): (#[0-9a-f]{6})", asset("screen.css"))
    }


@pytest.mark.parametrize("report", ["race", "race_annex", "timing_quality"])
def test_every_letter_of_the_races_charts_stands_out(report: str, tmp_path: Path) -> None:
    small = SmallEvent(crews=5, home=5, trials=5, legs=2)
    shown = composed(report, str(small.write(tmp_path)), "it")
    colours = {
        colour
        for chart in shown
        if hasattr(chart, "figure")
        for colour in letters(chart.figure.to_dict())
        if colour.startswith("#")
    }
    assert colours or report == "race_annex"  # which has tables alone
    assert {one: contrast(one, PAPER) for one in colours if contrast(one, PAPER) < LEAST} == {}
    dark, paper = in_the_dark(), re.search(r"--paper: (#[0-9a-f]{6})", asset("screen.css"))
    assert paper is not None
    shown_dark = {dark.get(one, one) for one in colours}
    assert {one for one in shown_dark if contrast(one, paper[1]) < LEAST} == set()


def turned_over(colour: str) -> str:
    """Return what the style sheet makes of a map's colour in dark mode."""
    amount = re.search(r"svg \{ filter: invert\((0\.\d+)\) hue-rotate\(180deg\)", asset("map.css"))
    assert amount is not None
    inverted = float(amount[1])
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    parts = [inverted + (1 - 2 * inverted) * part for part in parts]
    mixed = (sum(w * part for w, part in zip(row, parts, strict=True)) for row in TURNED)
    return "#" + "".join(f"{round(255 * min(max(one, 0), 1)):02x}" for one in mixed)


@pytest.mark.parametrize("event", ["experience-italy-2025", "coppa-delle-alpi-2024"])
def test_every_name_on_a_map_stands_out_on_land_and_sea(event: str) -> None:
    route = measure(load(ROOT / "data" / "events" / event))
    drawn = route_map(route, Voice("it"))
    assert drawn is not None
    fills = set(re.findall(r'<text[^>]*? fill="(#[0-9a-f]{6})"', str(drawn.svg)))
    assert fills
    weak = {one: ground for one in fills for ground in GROUNDS if contrast(one, ground) < LEAST}
    assert weak == {}
    dark = {
        one: contrast(turned_over(one), turned_over(ground)) for one in fills for ground in GROUNDS
    }
    assert {one: found for one, found in dark.items() if found < LEAST} == {}
    assert all(_luminance(turned_over(ground)) < 0.1 for ground in GROUNDS)
