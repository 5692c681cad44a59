"""Under the map: what each mark means; on it: the scale bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reporting.charts.maps.frame import WIDTH, Frame
from reporting.charts.maps.labels import LabelSheet
from reporting.charts.maps.marks import DARK, PLAIN, SIZES, SYMBOLS
from reporting.charts.maps.text import Box, Placed, Text, measured
from reporting.charts.theme import INK, PAPER, RED, SLATE

if TYPE_CHECKING:
    from reporting.charts.maps.ground import MapGround
    from reporting.charts.maps.marks import MapMark
    from reporting.route import Route
    from reporting.story.voice import Voice

ROW = 19.0
TOP = 8.0
SIZE = 11.0
BETWEEN = 16.0
SIGN = 24.0
"""Room for an item's sign [pixels]."""

LENGTHS_KM = (1, 2, 5, 10, 20, 25, 50, 100, 200)


@dataclass(frozen=True)
class Item:
    """One item of the legend: the marker's style (None for a line) and its words."""

    marker: dict[str, Any] | None
    words: str
    dash: str = "5px,3.5px"

    @property
    def width(self) -> float:
        """Width with its sign [pixels]."""
        return SIGN + measured(self.words, SIZE)


def rows(route: Route, marks: Sequence[MapMark], voice: Voice) -> list[list[Item]]:
    """Return the items in rows that fit the width."""
    made: list[list[Item]] = [[]]
    used = 0.0
    for item in _items(route, marks, voice):
        if made[-1] and used + item.width > WIDTH:
            made.append([])
            used = 0.0
        made[-1].append(item)
        used += item.width + BETWEEN
    return made


def _items(route: Route, marks: Sequence[MapMark], voice: Voice) -> Iterator[Item]:
    controls = {mark.place.control for mark in marks if mark.kind == "control"}
    for kind, symbol in SYMBOLS.items():
        if kind in controls:
            line = {"color": PAPER, "width": 1}
            marker = {"symbol": symbol, "size": SIZES[symbol] * 0.8, "color": DARK, "line": line}
            words = voice.text(f"kind {kind}")
            yield Item(marker, words if kind in words else f"{words} ({kind})")
    kinds = {mark.kind for mark in marks}
    for kind in ("pass", "unesco"):
        if kind in kinds:
            yield Item(PLAIN[kind], voice.text(f"map {kind}"))
    if any(leg.measured for leg in route.legs):
        yield Item(None, voice.text("map track"), dash="solid")
    if not all(leg.measured for leg in route.legs):
        yield Item(None, voice.text("map schematic"))


def height(strip: Sequence[Sequence[Item]]) -> float:
    """Return the height of the legend [pixels]."""
    return TOP + ROW * len(strip) + 2


def draw(
    figure: Any,
    frame: Frame,
    strip: Sequence[Sequence[Item]],
    bar: tuple[Box, int] | None,
    voice: Voice,
) -> list[Placed]:
    """Draw the frame, the legend under it and the scale bar in it; return their words."""
    figure.add_scatter(
        x=[0.5, WIDTH - 0.5, WIDTH - 0.5, 0.5, 0.5],
        y=[0.5, 0.5, frame.height - 0.5, frame.height - 0.5, 0.5],
        mode="lines",
        line={"color": "#b9b3a6", "width": 1},
        hoverinfo="skip",
    )
    texts = _bar(figure, *bar, voice) if bar else []
    for number, row in enumerate(strip):
        texts += _row(figure, row, -TOP - ROW * (number + 0.5))
    return texts


def _row(figure: Any, row: Sequence[Item], y: float) -> list[Placed]:
    x = 2.0
    texts = []
    for item in row:
        if item.marker is None:
            line = {"color": RED, "width": 1.9, "dash": item.dash}
            figure.add_scatter(x=[x, x + 19], y=[y, y], mode="lines", line=line, hoverinfo="skip")
        else:
            figure.add_scatter(
                x=[x + 9], y=[y], mode="markers", marker=item.marker, hoverinfo="skip"
            )
        text = Text(item.words, SIZE, "regular", SLATE)
        left = x + SIGN
        texts.append(Placed(text, (left, y - 7, left + text.width, y + 7), "left"))
        x += item.width + BETWEEN
    return texts


def scale_bar(frame: Frame, sheet: LabelSheet, ground: MapGround) -> tuple[Box, int] | None:
    """Return where the scale bar goes and its length [km]: a free corner, on the sea if it can."""
    import shapely

    length = max(km for km in LENGTHS_KM if km * 1000 * frame.scale <= WIDTH * 0.2 or km == 1)
    wide, high = length * 1000 * frame.scale + 26, 24.0
    corners = [
        (x, y, x + wide, y + high)
        for y in (8.0, frame.height - high - 8)
        for x in (10.0, WIDTH - wide - 10)
    ]
    free = [box for box in corners if sheet.free(box)]
    if not free:
        return None
    best = min(free, key=lambda box: shapely.box(*box).intersection(ground.land).area)
    sheet.take(best)
    return best, length


def _bar(figure: Any, box: Box, length: int, voice: Voice) -> list[Placed]:
    left, low, right, _ = box
    y, end = low + 6, right - 26
    middle = (left + end) / 2
    for x0, x1, colour in ((left, end, INK), (middle, end - 0.8, PAPER)):
        figure.add_scatter(
            x=[x0, x1],
            y=[y, y],
            mode="lines",
            line={"color": colour, "width": 4 if colour == INK else 2.4},
            hoverinfo="skip",
        )
    marks = (("0", left), (voice.number(length / 2), middle), (voice.quantity(length, "km"), end))
    texts = []
    for words, x in marks:
        text = Text(words, 9.5, "regular", INK)
        texts.append(Placed(text, (x - text.width / 2, y + 4, x + text.width / 2, y + 16)))
    return texts
