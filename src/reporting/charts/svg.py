"""SVG by hand: a few marks, text that is escaped, numbers that are short."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from markupsafe import escape

from reporting.charts.theme import INK

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

SANS = "Source Sans 3"
REGULAR = "SourceSans3-Regular"
SEMIBOLD = "SourceSans3-Semibold"
TITLE = "SourceSerif4Display-Semibold"
_UNITS = 1000

Point = tuple[float, float]


@cache
def _font(file: str) -> FreeTypeFont:
    from PIL import ImageFont

    path = files("reporting").joinpath("assets", "fonts", f"{file}.ttf")
    return ImageFont.truetype(str(path), _UNITS)


@lru_cache(maxsize=50_000)
def width(words: str, size: float, font: str = REGULAR) -> float:
    """Return the width of `words` set in `size`, in the same unit.

    Examples
    --------
    >>> width("1927", 10)
    19.88
    >>> width("王小明", 10)
    30.0
    """
    return advance(_font(font), words) * size


def advance(font: FreeTypeFont, words: str) -> float:
    """Return the width of `words` in multiples of the letters' size.

    Chinese, Japanese and Korean signs are in none of our fonts: each is as wide as it is high.

    Parameters
    ----------
    font, words
        In which font, and what is measured.
    """
    if words.isascii():
        return float(font.getlength(words)) / font.size
    narrow = "".join(sign for sign in words if east_asian_width(sign) not in _WIDE)
    return float(font.getlength(narrow)) / font.size + len(words) - len(narrow)


_WIDE = ("W", "F")


def fitted(words: str, room: float, size: float, font: str = REGULAR) -> str:
    """Return `words`, cut with an ellipsis where they are wider than `room`.

    Examples
    --------
    >>> fitted("Marina d'Arechi", 30, 10)
    'Mari…'
    """
    if width(words, size, font) <= room:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if width(f"{words[:middle].rstrip()}…", size, font) <= room:
            low = middle
        else:
            high = middle - 1
    return f"{words[:low].rstrip()}…" if low else ""


def broken(words: str, room: float, size: float, font: str = REGULAR) -> list[str]:
    """Return `words` in lines no wider than `room`: by words; a word too long breaks anywhere.

    Examples
    --------
    >>> broken("Marina d'Arechi", 40, 10)
    ['Marina', "d'Arechi"]
    """
    lines: list[str] = []
    for word in words.split(" "):
        together = f"{lines[-1]} {word}" if lines else word
        if lines and width(together, size, font) <= room:
            lines[-1] = together
            continue
        rest = word
        while width(rest, size, font) > room and len(rest) > 1:
            fits = next(n for n in range(len(rest) - 1, 0, -1)
                        if n == 1 or width(rest[:n], size, font) <= room)  # fmt: skip
            lines.append(rest[:fits])
            rest = rest[fits:]
        lines.append(rest)
    return lines


_PARTED = (" \u2013 ", ", ")
"""What parts a name from more about it."""

LEADING_ON = 5
"""Letters of a small word that leads on to the next, at most: *degli*, *della*, *of*."""


def whole_words(words: str, room: float, size: float, font: str = REGULAR) -> str:
    """Return as many of the first words as `room` holds; nothing where it does not hold the first.

    What is cut does not end in a word that leads on to the next, nor in part of what stands
    behind a dash or a comma.

    Examples
    --------
    >>> whole_words("Piano Sottani \N{EN DASH} Contrada", 75, 10)
    'Piano Sottani'
    >>> whole_words("Sicignano degli Alburni", 75, 10)
    'Sicignano'
    >>> whole_words("Tricarico \N{EN DASH} Piano Sottani", 90, 10)
    'Tricarico'
    >>> whole_words("Salerno, Automobile Club", 90, 10), whole_words("Turi, centro", 90, 10)
    ('Salerno', 'Turi, centro')
    """
    kept = words
    while kept and (width(kept, size, font) > room or (kept != words and _leads_on(kept))):
        kept = kept.rpartition(" ")[0].rstrip(" ,;:\u00b7\u2013-")
    if kept == words or words.startswith(_PARTED, len(kept)):
        return kept
    last = max(kept.rfind(sign) for sign in _PARTED)
    return kept if last < 0 else kept[:last]


def _leads_on(words: str) -> bool:
    """Return whether the last of several words is a preposition or an article: short and small."""
    first, _, last = words.rpartition(" ")
    return bool(first) and last.islower() and len(last) <= LEADING_ON


def drawing(wide: float, high: float, parts: Iterable[str]) -> str:
    """Return a drawing of `wide` by `high` units."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" '
        f'width="{wide:g}" height="{high:g}">{"".join(parts)}</svg>'
    )


def text(
    at: Point,
    words: str,
    size: float,
    *,
    anchor: str = "start",
    colour: str = INK,
    weight: int = 400,
) -> str:
    """Return words at a point, their baseline on it."""
    return (
        f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" font-family="{SANS}" font-size="{size:g}" '
        f'font-weight="{weight}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'
    )


def line(points: Iterable[Point], colour: str, thick: float, *, dash: str = "") -> str:
    """Return a line through points."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="M{_joined(points)}" fill="none" stroke="{colour}" stroke-width="{thick:g}" '
        f'stroke-linejoin="round" stroke-linecap="round"{dashed}/>'
    )


def area(points: Iterable[Point], colour: str) -> str:
    """Return a filled polygon."""
    return f'<path d="M{_joined(points)}Z" fill="{colour}"/>'


def dots(points: Iterable[Point], colour: str, across: float) -> str:
    """Return round dots, all in one path: a shape each would cost ten times as much."""
    drawn = "".join(f"M{x:.1f},{y:.1f}h0.01" for x, y in points)
    return (
        f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="{across:g}" '
        'stroke-linecap="round"/>'
        if drawn
        else ""
    )


def _joined(points: Iterable[Point]) -> str:
    return "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
