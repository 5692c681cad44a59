"""The press: one process's WeasyPrint, its style sheet and fonts made ready once."""

from __future__ import annotations

import io
import json
import os
from functools import cached_property
from hashlib import sha256
from typing import Any

from reporting.errors import StepFailedError, ToolMissingError
from reporting.publish.pages import fonts, typesetter
from reporting.publish.pages.page import ASSET_PREFIX, asset

PAGES = 2


class Press:
    """Prints pages to PDF (PDF/UA-1), one after another; make one a process.

    Our fonts are put into the process's environment before the first page: fontconfig reads it
    once.
    """

    @cached_property
    def _fonts(self) -> Any:
        os.environ.update(fonts.environment())
        typesetter.loaded()
        from weasyprint.text.fonts import FontConfiguration

        return FontConfiguration()

    @cached_property
    def _fetcher(self) -> Any:
        return typesetter.own_assets()

    @cached_property
    def _style(self) -> Any:
        ours = {"font_config": self._fonts, "url_fetcher": self._fetcher}
        return typesetter.loaded().CSS(string=style(), **ours)

    def warm(self) -> None:
        """Print a page nobody sees, so that whoever is forked from here begins at once."""
        self._print("<html lang=en><title>x</title><body><p>x")

    def pdf(self, html: str, language: str, title: str) -> bytes:
        """Return a page as PDF.

        Raises
        ------
        StepFailedError
            Where it asks for something outside, has not two pages, or lacks tags, language or
            title.
        ToolMissingError
            Where WeasyPrint's libraries are not installed.
        """
        try:
            made = self._print(html)
        except (ToolMissingError, StepFailedError):
            raise
        except Exception as fault:  # noqa: BLE001 - told as a sentence, not as a traceback
            raise StepFailedError(
                f"The booklet {title!r} could not be made: {type(fault).__name__}: {fault}"
            ) from None
        _check(made, language, title)
        return made

    def _print(self, html: str) -> bytes:
        return typesetter.typeset(html, self._fonts, self._fetcher, [self._style])


def style() -> str:
    """Return the booklets' style sheet with the faces of our fonts."""
    return f"{fonts.named_faces(f'{ASSET_PREFIX}fonts/')}\n{asset('crews.css')}"


def edition() -> str:
    """Return one hash over all that makes a PDF of a page: style, fonts, WeasyPrint's version."""
    from importlib.metadata import version

    whole = sha256(style().encode())
    for face in fonts.FACES:
        whole.update((fonts.FOLDER / f"{face.file}.ttf").read_bytes())
    whole.update(json.dumps([version("weasyprint"), version("pydyf")]).encode())
    return whole.hexdigest()


def _check(made: bytes, language: str, title: str) -> None:
    """Check that a PDF has two pages, its language, its title and its tags."""
    import pikepdf

    with pikepdf.open(io.BytesIO(made)) as document:
        faults = typesetter.faults(document, language, title)
        if len(document.pages) != PAGES:
            faults.append(f"it has {len(document.pages)} pages, not {PAGES}")
    if faults:
        raise StepFailedError(
            f"The booklet {title!r} is not what it should be: {'; '.join(faults)}."
        )
