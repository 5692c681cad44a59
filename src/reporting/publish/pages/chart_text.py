"""A chart's words drawn whole, as a browser draws them.

WeasyPrint sets the text of an SVG letter by letter, since each may have a place of its own: pairs
of letters lose their kerning, and the names of 430 crews take longer than the rest of their pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_EACH = ("x", "y", "dx", "dy")
"""Of the first letter, unless there are several values."""

_BY_LETTER = ("rotate", "letter-spacing", "textLength")
"""What gives the letters of a text places of their own."""


class WholeText(str):
    """A text that is one piece to whoever goes through its letters."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        """Give the whole text once."""
        return iter((str(self),))


@contextmanager
def drawn_whole() -> Iterator[None]:
    """Have WeasyPrint draw a text whole where its letters have no places: there is no public way.

    Examples
    --------
    >>> list(WholeText("AVA"))
    ['AVA']
    """
    from weasyprint.svg import Node

    by_letter = Node.text

    def text(node: Any) -> Any:
        words = by_letter.fget(node)
        return WholeText(words) if words and not _places_letters(node) else words

    Node.text = property(text)
    try:
        yield
    finally:
        Node.text = by_letter


def _places_letters(node: Any) -> bool:
    many = any(len(str(node.get(name, "")).replace(",", " ").split()) > 1 for name in _EACH)
    return many or any(node.get(name) for name in _BY_LETTER)
