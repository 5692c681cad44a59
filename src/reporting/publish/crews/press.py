"""The press: one process's WeasyPrint, its style sheet and fonts made ready once."""

from __future__ import annotations

import io
import json
import os
from functools import cached_property
from hashlib import sha256
from typing import Any

from reporting.errors import StepFailedError, ToolMissingError
from reporting.publish.pages import fonts
from reporting.publish.pages.page import ASSET_PREFIX, ASSETS, asset

PAGES = 2


class Press:
    """Prints pages to PDF (PDF/UA-1), one after another; make one a process.

    Our fonts are put into the process's environment before the first page: fontconfig reads it
    once.
    """

    @cached_property
    def _weasyprint(self) -> Any:
        os.environ["FONTCONFIG_FILE"] = str(fonts.configuration())
        try:
            import weasyprint
        except OSError as fault:
            raise ToolMissingError(
                f"WeasyPrint's libraries are missing ({str(fault).splitlines()[0]}). On Debian: "
                "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."
            ) from None
        return weasyprint

    @cached_property
    def _fonts(self) -> Any:
        from weasyprint.text.fonts import FontConfiguration

        return FontConfiguration()

    @cached_property
    def _fetcher(self) -> Any:
        from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

        class OwnAssets(URLFetcher):  # type: ignore[misc, unused-ignore]
            """Serve our assets and what the page carries inside; refuse everything else."""

            def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
                if url.startswith("data:"):
                    return super().fetch(url, headers)
                if url.startswith(ASSET_PREFIX):
                    path = (ASSETS / url.removeprefix(ASSET_PREFIX)).resolve()
                    if path.is_relative_to(ASSETS.resolve()) and path.is_file():
                        return URLFetcherResponse(url, path.read_bytes())
                raise FatalURLFetchingError(f"the page asks for {url[:200]}, which is outside")

        return OwnAssets(allowed_protocols={"data"}, allow_redirects=False)

    @cached_property
    def _style(self) -> Any:
        return self._weasyprint.CSS(
            string=style(), font_config=self._fonts, url_fetcher=self._fetcher
        )

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
        page = self._weasyprint.HTML(string=html, base_url=None, url_fetcher=self._fetcher)
        made: bytes = page.write_pdf(
            stylesheets=[self._style],
            font_config=self._fonts,
            presentational_hints=False,
            pdf_variant="pdf/ua-1",
            custom_metadata=False,
        )
        return made


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
        root = document.Root
        marked = root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False)
        faults = [
            message
            for fine, message in (
                (len(document.pages) == PAGES, f"it has {len(document.pages)} pages, not {PAGES}"),
                (str(root.get("/Lang", "")) == language, f"its language is not {language}"),
                (str(document.docinfo.get("/Title", "")) == title, "its title is not the page's"),
                (bool(marked) and "/StructTreeRoot" in root, "it is not tagged"),
            )
            if not fine
        ]
    if faults:
        raise StepFailedError(
            f"The booklet {title!r} is not what it should be: {'; '.join(faults)}."
        )
