"""A page as PDF: WeasyPrint, tagged (PDF/UA-1), in this process, which is thrown away afterwards.

A long-lived process keeps what WeasyPrint took. What is printed may read our own assets and what
the page carries inside, nothing else, and is checked before it is let through.
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from reporting.errors import StepFailedError, ToolMissingError
from reporting.publish.pages import fonts, typesetter
from reporting.publish.pages.cut_text import cut_texts
from reporting.publish.pages.document import Document
from reporting.publish.pages.long_words import divided, undivided
from reporting.publish.pages.page import print_page

_CUT_TOLD = 3


def printed(document: Document, drawings: Mapping[str, str]) -> bytes:
    """Return the document as PDF.

    Parameters
    ----------
    document
        The report.
    drawings
        Figure's name -> its drawing as SVG.

    Raises
    ------
    ToolMissingError, StepFailedError
        As :func:`pdf_of`.
    """
    words = document.words
    name = f"{words.get('report', 'page')}.pdf"
    return pdf_of(print_page(document, drawings), name, words["language"], words["title"])


def pdf_of(
    html: str, name: str, language: str, title: str, *, style: str = "", pages: int | None = None
) -> bytes:
    """Return a page as PDF.

    Parameters
    ----------
    html
        The page.
    name
        What the file is called where something is wrong with it.
    language, title
        What the PDF must say of itself.
    style
        A style sheet beside the page's own, parsed once a process.
    pages
        How many it must have; any number where None.

    Raises
    ------
    ToolMissingError
        Where Pango is not installed.
    StepFailedError
        Where the page cannot be rendered, text of it would be cut, or the PDF is not what it should
        be.
    """
    try:
        sheets = [_sheet(style)] if style else []
        html = undivided(divided(html))
        document = typesetter.laid_out(html, _fonts(), typesetter.own_assets(), sheets)
        _refuse_cut(document, name)
        made = typesetter.written(document)
    except (StepFailedError, ToolMissingError):
        raise
    except Exception as fault:
        raise StepFailedError(f"{name} could not be made: {_sentence(fault)}") from fault
    check(made, name, language, title, pages)
    return made


def check(made: bytes, name: str, language: str, title: str, pages: int | None = None) -> None:
    """Check that a PDF says its language and title, is tagged and has its pages.

    Raises
    ------
    StepFailedError
        Naming what is missing.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(made)) as document:
        faults = typesetter.faults(document, language, title)
        if pages is not None and len(document.pages) != pages:
            faults.append(f"it has {len(document.pages)} pages, not {pages}")
    if faults:
        raise StepFailedError(f"{name} is not what it should be: {', '.join(faults)}.")


def _refuse_cut(document: Any, name: str) -> None:
    """Refuse a page on which words stand beyond its edge, or are cut by their box."""
    cut = list(cut_texts(document))
    if cut:
        told = "; ".join(map(str, cut[:_CUT_TOLD]))
        more = f"; and {len(cut) - _CUT_TOLD} more" if len(cut) > _CUT_TOLD else ""
        raise StepFailedError(
            f"{name} would lose text. {told}{more}. Show it narrower: fewer columns, shorter words."
        )


@cache
def _fonts() -> Any:
    # fontconfig reads its environment once, before the first page.
    os.environ.update(fonts.environment())
    typesetter.loaded()
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@cache
def _sheet(style: str) -> Any:
    return typesetter.loaded().CSS(
        string=style, font_config=_fonts(), url_fetcher=typesetter.own_assets()
    )


def _sentence(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"
