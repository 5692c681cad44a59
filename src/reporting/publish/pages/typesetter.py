"""WeasyPrint as we use it: our own assets and nothing else goes in, tagged PDFs come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from reporting.errors import ToolMissingError
from reporting.publish.pages import chart_text, page_numbers, pdf_tags
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


def laid_out(html: str, fonts: Any, fetcher: Any, stylesheets: Sequence[Any] = ()) -> Any:
    """Return a page laid out: WeasyPrint's document, for :func:`written`.

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
    options = {**_options(), "stylesheets": list(stylesheets)}
    with _fetching_told():
        document = page.render(font_config=fonts, **options)
    page_numbers.fill(document)
    return document


def written(document: Any) -> bytes:
    """Return a laid-out page as PDF/UA-1.

    Raises
    ------
    URLFetchingError
        As for :func:`laid_out`.
    """
    pdf_tags.keep_outermost_links(document)
    with _fetching_told(), chart_text.drawn_whole(), pdf_tags.tagging() as tagged:
        finisher = partial(pdf_tags.put_in_order, tagged=tagged)
        made: bytes = document.write_pdf(finisher=finisher, **_options())
    return made


def _options() -> dict[str, Any]:
    from weasyprint import DEFAULT_OPTIONS

    own = {"presentational_hints": False, "pdf_variant": "pdf/ua-1", "custom_metadata": False}
    return {**DEFAULT_OPTIONS, **own}


@contextmanager
def _fetching_told() -> Iterator[None]:
    """Turn WeasyPrint's refusal into an exception; it is none, so that WeasyPrint passes it on."""
    from weasyprint.urls import FatalURLFetchingError, URLFetchingError

    try:
        yield
    except FatalURLFetchingError as fault:
        raise URLFetchingError(str(fault)) from None


def _plain(title: str) -> str:
    """Return a title with every blank alike: a page keeps a number on its noun's line."""
    return " ".join(title.split())


def faults(document: pikepdf.Pdf, language: str, title: str) -> list[str]:
    """Return what a PDF lacks of its language, its title and its tags."""
    import pikepdf

    root = document.Root
    marked = root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False)
    wanted = (
        (str(root.get("/Lang", "")) == language, f"its language is not {language}"),
        (
            _plain(str(document.docinfo.get("/Title", ""))) == _plain(title),
            "its title is not the page's",
        ),
        (bool(marked), "it is not tagged"),
        ("/StructTreeRoot" in root, "it has no structure"),
    )
    return [message for fine, message in wanted if not fine]
