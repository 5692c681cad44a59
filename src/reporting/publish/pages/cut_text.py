"""Text of a laid-out page that nobody would see: beyond the page's edge, or cut by its box.

The page's layout is looked at, not the PDF: it knows every word's place before anything is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

TOLERANCE_PX = 1.0
_FEWEST_PX = 4.0
"""A box smaller than that is there for whoever listens, and is not meant to be seen."""


class Area(NamedTuple):
    """Where text is seen [CSS px]."""

    left: float
    top: float
    right: float
    bottom: float

    def within(self, other: Area) -> Area:
        """Return what both have in common."""
        lower, upper = map(max, self[:2], other[:2]), map(min, self[2:], other[2:])
        return Area(*lower, *upper)

    def shows(self, word: Self) -> bool:
        """Tell whether a word's whole width and the middle of its height are inside."""
        middle = (word.top + word.bottom) / 2
        return (
            word.left >= self.left - TOLERANCE_PX
            and word.right <= self.right + TOLERANCE_PX
            and self.top <= middle <= self.bottom
        )


@dataclass(frozen=True)
class CutText:
    """Text that is not wholly seen.

    Parameters
    ----------
    page
        Its number, from 1.
    text
        The words.
    place
        The id of the part that they stand in; empty where none has one.
    """

    page: int
    text: str
    place: str

    def __str__(self) -> str:
        """Return page, part and words."""
        inside = f" in {self.place}" if self.place else ""
        return f"page {self.page}{inside}: {self.text[:60]!r}"


def cut_texts(document: Any) -> Iterator[CutText]:
    """Give the text of WeasyPrint's laid-out `document` that is cut, page after page."""
    for number, page in enumerate(document.pages, start=1):
        box = page._page_box  # noqa: SLF001 - WeasyPrint has no public way to its layout
        edge = Area(0, 0, box.margin_width(), box.margin_height())
        for text, place in _cut(box, edge, ""):
            yield CutText(number, text, place)


def _cut(box: Any, seen: Area, place: str) -> Iterator[tuple[str, str]]:
    box = laid_out(box)
    if box.style["visibility"] != "visible" or box.style["transform"]:
        return
    place = box.element.get("id", place) if hasattr(box.element, "get") else place
    words = getattr(box, "text", None)
    if isinstance(words, str):
        x, y = box.position_x, box.position_y
        if words.strip() and not seen.shows(Area(x, y, x + box.width, y + box.height)):
            yield words.strip(), place
        return
    if box.style["overflow"] != "visible" and hasattr(box, "padding_width"):
        x, y = box.padding_box_x(), box.padding_box_y()
        seen = seen.within(Area(x, y, x + box.padding_width(), y + box.padding_height()))
        if min(seen.right - seen.left, seen.bottom - seen.top) < _FEWEST_PX:
            return
    for child in getattr(box, "children", ()):
        yield from _cut(child, seen, place)


def laid_out(box: Any) -> Any:
    """Return the box itself where WeasyPrint's tree has a placeholder for what is positioned."""
    return getattr(box, "_box", box)
