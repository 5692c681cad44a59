"""WeasyPrint as we use it: our own assets and nothing else goes in, tagged PDFs come out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reporting.errors import ToolMissingError
from reporting.publish.pages.page import ASSET_PREFIX, ASSETS

if TYPE_CHECKING:
    import pikepdf


def loaded() -> Any:
    """Return WeasyPrint, imported.

    Raises
    ------
    ToolMissingError
        Where the libraries that it needs are not installed.
    """
    try:
        import weasyprint
    except OSError as fault:
        raise ToolMissingError(missing(fault)) from None
    return weasyprint


def missing(fault: object) -> str:
    """Say which libraries WeasyPrint lacks, and what brings them."""
    return (
        f"WeasyPrint's libraries are missing ({str(fault).splitlines()[0]}). On Debian: "
        "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."
    )


def own_assets() -> Any:
    """Return what fetches for WeasyPrint: our assets and what a page carries inside, no more."""
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


def typeset(html: str, fonts: Any, fetcher: Any, stylesheets: Sequence[Any] = ()) -> bytes:
    """Return a page as PDF/UA-1.

    Parameters
    ----------
    html
        The page.
    fonts
        WeasyPrint's font configuration.
    fetcher
        From :func:`own_assets`.
    stylesheets
        Parsed style sheets besides the page's own.

    Raises
    ------
    URLFetchingError
        Where the page asks for something outside.
    """
    page = loaded().HTML(string=html, base_url=None, url_fetcher=fetcher)
    from weasyprint.urls import FatalURLFetchingError, URLFetchingError

    try:
        made: bytes = page.write_pdf(
            stylesheets=list(stylesheets),
            font_config=fonts,
            presentational_hints=False,
            pdf_variant="pdf/ua-1",
            custom_metadata=False,
        )
    except FatalURLFetchingError as fault:  # no Exception, so that WeasyPrint lets it through
        raise URLFetchingError(str(fault)) from None
    return made


def faults(document: pikepdf.Pdf, language: str, title: str) -> list[str]:
    """Return what a PDF lacks of its language, its title and its tags."""
    import pikepdf

    root = document.Root
    marked = root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False)
    wanted = (
        (str(root.get("/Lang", "")) == language, f"its language is not {language}"),
        (str(document.docinfo.get("/Title", "")) == title, "its title is not the page's"),
        (bool(marked), "it is not tagged"),
        ("/StructTreeRoot" in root, "it has no structure"),
    )
    return [message for fine, message in wanted if not fine]
