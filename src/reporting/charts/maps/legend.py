"""Under the map: what each mark and line means; on it: the scale bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reporting.charts import svg
from reporting.charts.maps.labels import overlap
from reporting.charts.maps.leg_strokes import DASH, NEUTRAL, SCHEMATIC_WIDTH, WIDTH
from reporting.charts.maps.mark_signs import sign
from reporting.charts.maps.marks import KINDS
from reporting.charts.maps.search import AIR
from reporting.charts.maps.text import Box, Placed, Text, measured
from reporting.charts.theme import INK, PAPER, SLATE
from reporting.language import EN_DASH

if TYPE_CHECKING:
    from reporting.charts.maps.frame import Frame
    from reporting.charts.maps.ground import MapGround
    from reporting.charts.maps.labels import LabelSheet
    from reporting.charts.maps.leg_strokes import LegStroke
    from reporting.charts.maps.map_drawing import MapDrawing
    from reporting.charts.maps.marks import MapMark
    from reporting.route import LegRoute
    from reporting.story.voice import Voice

ROW = 19.0
TOP = 8.0
SIZE = 11.0
BETWEEN = 16.0
SIGN = 24.0
"""Room for an item's sign [pixels]."""

LENGTHS_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class LegendItem:
    """One item: its words and its sign, a mark's kind (and control) or a line in a colour."""

    words: str
    kind: str = ""
    control: str = ""
    colour: str = ""
    dash: str = ""

    @property
    def width(self) -> float:
        """Width with its sign [pixels]."""
        return SIGN + measured(self.words, SIZE)


def rows(
    strokes: Sequence[LegStroke], marks: Sequence[MapMark], voice: Voice, width: float
) -> list[list[LegendItem]]:
    """Return the items in rows that fit the width; one that is wider alone ends in dots."""
    made: list[list[LegendItem]] = [[]]
    used = 0.0
    for whole in _items(strokes, marks, voice):
        item = replace(whole, words=svg.fitted(whole.words, width - SIGN, SIZE))
        if made[-1] and used + item.width > width:
            made.append([])
            used = 0.0
        made[-1].append(item)
        used += item.width + BETWEEN
    return made


def _items(
    strokes: Sequence[LegStroke], marks: Sequence[MapMark], voice: Voice
) -> Iterator[LegendItem]:
    if len(strokes) > 1:
        for leg in strokes:
            dash = "" if leg.along_km else DASH
            yield LegendItem(leg_words(leg.leg, voice), colour=leg.colour, dash=dash)
    elif strokes and strokes[0].along_km:
        yield LegendItem(voice.text(track_word(strokes[0].leg)), colour=strokes[0].colour)
    controls = {mark.control for mark in marks if mark.kind == "control"}
    for kind in (kind for kind in KINDS if kind in controls):
        yield LegendItem(coded_kind(kind, voice), kind="control", control=kind)
    kinds = {mark.kind for mark in marks}
    for kind in ("end", "turning", "pass", "summit", "unesco"):
        if kind in kinds:
            words = voice.text(f"map {kind}")
            yield LegendItem(words[:1].upper() + words[1:], kind=kind)
    schematic = next((leg for leg in strokes if not leg.along_km), None)
    if schematic is not None:
        yield LegendItem(voice.text("map schematic"), colour=NEUTRAL, dash=DASH)


def coded_kind(kind: str, voice: Voice) -> str:
    """Return a kind of control with the code that stands beside its mark."""
    words = voice.text(f"kind {kind}")
    return words if kind in words else f"{words} ({kind})"


def track_word(leg: LegRoute) -> str:
    """Return the message that says what a leg's line is: a track that was driven, or a plan."""
    recorded = leg.measured is not None and leg.measured.begins is not None
    return "map track" if recorded else "map plan"


def leg_words(leg: LegRoute, voice: Voice) -> str:
    """Return a leg in words: its number, its ends, its length where it was measured."""
    start, finish = leg.ends(voice.language)
    ends = f"{start} {EN_DASH} {finish}" if start and finish else ""
    words = voice.text("heights leg", leg=leg.number) + (f": {ends}" if ends else "")
    if leg.measured is None:
        return words
    return f"{words}, {voice.quantity(leg.measured.length_km.central, 'km', 0)}"


def height(strip: Sequence[Sequence[LegendItem]]) -> float:
    """Return the height of the legend [pixels]."""
    return TOP + ROW * len(strip) + 2 if any(strip) else 2.0


def draw(drawing: MapDrawing, strip: Sequence[Sequence[LegendItem]]) -> list[Placed]:
    """Draw the map's edge and the legend under it; return its words."""
    right, top = drawing.width - 0.5, drawing.height - 0.5
    edge = [(0.5, 0.5), (right, 0.5), (right, top), (0.5, top), (0.5, 0.5)]
    drawing.strokes([edge], "#b9b3a6", 1.0)
    texts: list[Placed] = []
    for number, row in enumerate(strip):
        texts += _row(drawing, row, -TOP - ROW * (number + 0.5))
    return texts


def _row(drawing: MapDrawing, row: Sequence[LegendItem], y: float) -> Iterator[Placed]:
    x = 2.0
    for item in row:
        if item.colour:
            width = SCHEMATIC_WIDTH if item.dash else WIDTH
            drawing.strokes([[(x, y), (x + 19, y)]], item.colour, width, dash=item.dash)
        else:
            sign(drawing, item.kind, (x + 9, y - (7 if item.kind == "end" else 0)), item.control)
        text = Text(item.words, SIZE, "regular", SLATE)
        left = x + SIGN
        yield Placed(text, (left, y - 7, left + text.width, y + 7), "left")
        x += item.width + BETWEEN


LEAST_HALF = 40.0
"""Half of a scale bar that is shorter than this [pixels] has no number of its own."""


def scale_bar(frame: Frame, sheet: LabelSheet, ground: MapGround) -> tuple[Box, float] | None:
    """Return where the scale bar goes and its length [km]: a free corner, on the sea if it can."""
    fitting = [km for km in LENGTHS_KM if km * 1000 * frame.scale <= frame.width * 0.2]
    length = fitting[-1] if fitting else LENGTHS_KM[0]
    size = length * 1000 * frame.scale + 26, 24.0
    box = free_corner(frame, sheet, ground, size)
    return (box, length) if box else None


def free_corner(
    frame: Frame, sheet: LabelSheet, ground: MapGround, size: tuple[float, float]
) -> Box | None:
    """Return a corner of the map with room for a box; take its room.

    Liked best is one that no sea's name would stand in, then one with the least land.
    """
    import shapely

    wide, high = size
    corners = [
        (x, y, x + wide, y + high)
        for y in (8.0, frame.height - high - 8)
        for x in (10.0, frame.width - wide - 10)
    ]
    free = [box for box in corners if sheet.free(box) and sheet.hidden(box) < 1.0]

    def cost(box: Box) -> tuple[bool, float]:
        named = any(overlap(box, other, AIR) for other in sheet.wanted)
        return named, shapely.box(*box).intersection(ground.land).area

    best = min(free, key=cost, default=None)
    if best is not None:
        sheet.take(best)
    return best


def draw_bar(drawing: MapDrawing, box: Box, length: float, voice: Voice) -> list[Placed]:
    """Draw the scale bar and return its numbers."""
    left, low, right, _ = box
    y, end = low + 6, right - 26
    middle = (left + end) / 2
    drawing.polygon([(left, y - 2), (end, y - 2), (end, y + 2), (left, y + 2)], INK)
    inner = [(middle, y - 1.2), (end - 0.8, y - 1.2), (end - 0.8, y + 1.2), (middle, y + 1.2)]
    drawing.polygon(inner, PAPER)
    half = [(voice.number(length / 2), middle)] if middle - left > LEAST_HALF else []
    marks = [("0", left), *half, (voice.quantity(length, "km"), end)]
    texts = []
    for words, x in marks:
        text = Text(words, 9.5, "regular", INK)
        texts.append(Placed(text, (x - text.width / 2, y + 4, x + text.width / 2, y + 16)))
    return texts
