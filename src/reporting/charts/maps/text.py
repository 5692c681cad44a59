"""Words on the map: measured with the report's own fonts, written where they were placed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from reporting.charts import svg
from reporting.charts.theme import SLATE

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

    from reporting.charts.maps.map_drawing import MapDrawing

Pixel = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top [pixels]."""

_FACES = {
    "regular": ("SourceSans3-Regular", ""),
    "italic": ("SourceSans3-It", 'font-style="italic"'),
    "semibold": ("SourceSans3-Semibold", 'font-weight="600"'),
    "bold": ("SourceSans3-Bold", 'font-weight="700"'),
}
"""Face -> font file, and how SVG asks for it."""

_UNITS = 1000

LINE = 1.22
"""Height of a line of text, in multiples of the letters' size."""

UNDER = 0.86
"""Size of the line under a name, in multiples of the name's."""


@dataclass(frozen=True)
class Text:
    """Words in one face and size, with a smaller line under them where `under` has words.

    `room` is how wide it is at least [pixels]: as wide as in another language.
    """

    words: str
    size: float
    face: str = "regular"
    colour: str = "#1b1b1b"
    under: str = ""
    room: float = 0.0

    @property
    def width(self) -> float:
        """Width of the longer line [pixels]."""
        first = measured(self.words, self.size, self.face)
        return max(first, measured(self.under, self.size * UNDER, "regular"), self.room)

    @property
    def height(self) -> float:
        """Height of all lines [pixels]."""
        return self.size * LINE * (1 + (UNDER if self.under else 0.0))


@dataclass(frozen=True)
class Placed:
    """A text where it stands: its box, how it is set, and the line to its mark if it is far."""

    text: Text
    box: Box
    align: str = "center"
    leader: tuple[Pixel, Pixel] | None = None


@cache
def _font(face: str) -> FreeTypeFont:
    from PIL import ImageFont

    path = files("reporting").joinpath("assets", "fonts", f"{_FACES[face][0]}.ttf")
    return ImageFont.truetype(str(path), _UNITS)


@cache
def measured(words: str, size: float, face: str = "regular") -> float:
    """Return the width of `words` [pixels] set in `size` pixels.

    Examples
    --------
    >>> measured("Matera", 20.0) == 2 * measured("Matera", 10.0)
    True
    """
    return svg.advance(_font(face), words) * size


def centred(text: Text, at: Pixel) -> Box:
    """Return the box of `text` with its centre at a point."""
    half = text.width / 2, text.height / 2
    return at[0] - half[0], at[1] - half[1], at[0] + half[0], at[1] + half[1]


def write(drawing: MapDrawing, placed: Iterable[Placed], casing: str = "") -> None:
    """Write all texts where they stand, with the lines to their marks."""
    for item in placed:
        if item.leader:
            drawing.strokes([item.leader], SLATE, 0.7)
        left, low, right, high = item.box
        x = {"left": left, "right": right}.get(item.align, (left + right) / 2)
        text = item.text
        y = (low + high) / 2 + text.height / 2
        lines = [(text.words, text.size, text.face, text.colour)]
        if text.under:
            lines.append((text.under, text.size * UNDER, "regular", SLATE))
        for words, size, face, colour in lines:
            y -= size * LINE
            drawing.words(
                (x, y + size * 0.33),
                words,
                round(size, 2),
                anchor={"left": "start", "right": "end"}.get(item.align, "middle"),
                colour=colour,
                style=_FACES[face][1],
                casing=casing,
            )
