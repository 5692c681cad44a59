"""Some booklets printed in one go: pages in, PDFs out, on this machine or another.

A task takes pages alone, so that whoever prints needs none of the event's files.
"""

from __future__ import annotations

import gc
import json
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256

from reporting.engine.workers import Placement, placed
from reporting.publish.pages import fonts
from reporting.publish.pages.page import asset
from reporting.publish.pages.printing import pdf_of
from reporting.publish.warm import BOOKLETS

PAGES = 2
STYLE = "crews.css"


@dataclass(frozen=True, slots=True)
class BookletPage:
    """A booklet's page for print.

    Parameters
    ----------
    path
        The PDF's, within the folder of the booklets.
    language, title
        What the PDF says of itself.
    html
        The page.
    """

    path: str
    language: str
    title: str
    html: str = field(repr=False)


@placed(Placement(BOOKLETS))
def print_booklets(pages: tuple[BookletPage, ...]) -> tuple[bytes, ...]:
    """Return the pages as PDFs, in their order.

    Raises
    ------
    StepFailedError
        Where one asks for something outside, has not two pages, or lacks tags, language or title.
    ToolMissingError
        Where WeasyPrint's libraries are not installed.
    """
    gc.disable()  # a tenth of the time, for some MB of a process that ends here
    return tuple(
        pdf_of(page.html, page.path, page.language, page.title, style=asset(STYLE), pages=PAGES)
        for page in pages
    )


@cache
def press() -> str:
    """Return one hash over all that makes a PDF of a page: style, fonts, WeasyPrint's version."""
    from importlib.metadata import version

    whole = sha256(asset(STYLE).encode())
    for face in fonts.FACES:
        whole.update((fonts.FOLDER / f"{face.file}.ttf").read_bytes())
    whole.update(json.dumps([version("weasyprint"), version("pydyf")]).encode())
    return whole.hexdigest()
