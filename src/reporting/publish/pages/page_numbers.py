"""The numbers of pages that links of a printed page lead to.

CSS would have them by ``target-counter``, for which WeasyPrint lays out every page with such a
number three times: the statement's index alone took a third of its report's time. Room for two
digits is laid out instead, and the numbers are put there when all pages stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reporting.publish.pages.cut_text import laid_out

ROOM = "\u2007\u2007"
"""What style sheets put after a link where its page's number comes: two blanks, wide as digits."""


def fill(document: Any) -> None:
    """Put the numbers of their pages where there is room for them.

    Parameters
    ----------
    document
        WeasyPrint's laid-out document. A link to nowhere keeps its blanks.
    """
    pages = [(name, at) for at, page in enumerate(document.pages, 1) for name in page.anchors]
    number_of = {f"#{name}": str(at) for name, at in reversed(pages)}
    for page in document.pages:
        for text in _rooms(page._page_box):  # noqa: SLF001 - there is no public way
            number = number_of.get(text.element.get("href"))
            if number:
                text.text = text.pango_layout.text = text.text.replace(ROOM, number)


def _rooms(box: Any) -> Iterator[Any]:
    """Give the texts with room for a number."""
    box = laid_out(box)
    if ROOM in getattr(box, "text", ""):
        yield box
    for child in getattr(box, "children", ()):
        yield from _rooms(child)
