"""Words on the map: measured with the report's own fonts and written as annotations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reporting.charts.theme import SLATE

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Pixel = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top [pixels]."""

_FACES: dict[str, tuple[str, dict[str, Any]]] = {
    "regular": ("SourceSans3-Regular", {}),
    "italic": ("SourceSans3-It", {"style": "italic"}),
    "semibold": ("SourceSans3-Semibold", {"weight": 600}),
    "bold": ("SourceSans3-Bold", {"weight": 700}),
}
"""Face -> font file, and how plotly asks for it."""

_UNITS = 1000

LINE = 1.22
"""Height of a line of text, in multiples of the letters' size."""

UNDER = 0.86
"""Size of the line under a name, in multiples of the name's."""


@dataclass(frozen=True)
class Text:
    """Words in one face and size, with a smaller line under them where `under` has words."""

    words: str
    size: float
    face: str = "regular"
    colour: str = "#1b1b1b"
    under: str = ""

    @property
    def width(self) -> float:
        """Width of the longer line [pixels]."""
        first = measured(self.words, self.size, self.face)
        return max(first, measured(self.under, self.size * UNDER, "regular"))

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
    return float(_font(face).getlength(words)) / _UNITS * size


def centred(text: Text, at: Pixel) -> Box:
    """Return the box of `text` with its centre at a point."""
    half = text.width / 2, text.height / 2
    return at[0] - half[0], at[1] - half[1], at[0] + half[0], at[1] + half[1]


def write(figure: Any, placed: Iterable[Placed]) -> None:
    """Write all texts into `figure` as annotations in its coordinates, with their lines."""
    texts = list(placed)
    _leaders(figure, [item.leader for item in texts if item.leader])
    # All at once: plotly checks every annotation again whenever one is added.
    figure.update_layout(annotations=[_annotation(item) for item in texts])


def _annotation(item: Placed) -> dict[str, Any]:
    left, low, right, high = item.box
    text = item.text
    return {
        "x": {"left": left, "right": right, "center": (left + right) / 2}[item.align],
        "y": (low + high) / 2,
        "text": _marked_up(text),
        "showarrow": False,
        "xanchor": item.align,
        "yanchor": "middle",
        "align": item.align,
        "borderpad": 0,
        "font": {"size": text.size, "color": text.colour, **_FACES[text.face][1]},
    }


def _leaders(figure: Any, lines: Iterable[tuple[Pixel, Pixel]]) -> None:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for (x0, y0), (x1, y1) in lines:
        xs += [round(x0, 1), round(x1, 1), None]
        ys += [round(y0, 1), round(y1, 1), None]
    if xs:
        line = {"color": SLATE, "width": 0.7}
        figure.add_scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip")


def _marked_up(text: Text) -> str:
    """Return the words with what plotly would read as markup made harmless."""
    first = escape(text.words, quote=False)
    if not text.under:
        return first
    small = f"font-size:{text.size * UNDER:.1f}px;color:{SLATE};font-weight:400;font-style:normal"
    return f'{first}<br><span style="{small}">{escape(text.under, quote=False)}</span>'
