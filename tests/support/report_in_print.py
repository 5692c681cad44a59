"""A report as it is printed: what is cut, and which pages end in white."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell, new_notebook, new_output

from reporting.publish.pages import document, printing, typesetter
from reporting.publish.pages.cut_text import cut_texts, laid_out
from reporting.publish.pages.figures import Drawer
from reporting.publish.pages.long_words import divided, undivided
from reporting.publish.pages.page import print_page
from support.page_ends import white_at_end

MOST_WHITE = 1 / 3


def ill_printed(shown: Sequence[Any], drawer: Drawer, folder: Path) -> list[str]:
    """Return what is cut in print, and which pages end in white though their chapter goes on.

    Parameters
    ----------
    shown
        What the report's notebook shows (:func:`support.composed.composed`).
    drawer
        Draws the charts.
    folder
        Receives the PDF and the pictures of its pages.
    """
    report = as_document(shown)
    drawings = {one.name: drawer.svg(one.plot, one.height, name=one.name) for one in report.figures}
    html = undivided(divided(print_page(report, drawings)))
    laid = typesetter.laid_out(html, printing._fonts(), typesetter.own_assets())
    pdf = folder / "report.pdf"
    pdf.write_bytes(typesetter.written(laid))
    begun = [set(_chapters(page._page_box)) for page in laid.pages]
    white = list(white_at_end(pdf, folder).values())
    return [f"cut: {one}" for one in cut_texts(laid)] + [
        f"page {at} is white by {share:.0%}"
        for at, share in enumerate(white, start=1)
        if share > MOST_WHITE and begun[at - 1] & begun[at]
    ]


def as_document(shown: Sequence[Any]) -> document.Document:
    """Return what a notebook shows as the document that its pages are made of."""
    cells = []
    for one in shown:
        bundle = one._repr_mimebundle_(include=None, exclude=None)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        cell = new_code_cell("")
        cell.outputs = [new_output("display_data", data=data, metadata=metadata)]
        cells.append(cell)
    return document.read(new_notebook(cells=cells))


def _chapters(box: Any) -> Iterator[str]:
    """Go through the ids of the chapters that stand on a page."""
    box = laid_out(box)
    if box.element_tag == "section" and "chapter" in (box.element.get("class") or "").split():
        yield box.element.get("id")
    for child in getattr(box, "children", ()):
        yield from _chapters(child)
