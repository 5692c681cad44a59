"""The pieces of a page as a cell shows them: blocks of HTML, and what is said once for the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markupsafe import Markup

PAGE_MIME = "application/vnd.reporting.page+json"


@dataclass(frozen=True, repr=False)
class Block:
    """A piece of a page: HTML from autoescaped templates."""

    html: Markup

    def __repr__(self) -> str:
        """Return what it is, not the whole of it."""
        return f"<a block of {len(self.html)} characters>"

    def _repr_html_(self) -> str:
        return str(self.html)

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """Say that the suite made it for a page; in JupyterLab it is dressed as the pages are."""
        from reporting.publish.pages import dress

        return dress.bundle(str(self.html), repr(self))


@dataclass(frozen=True, repr=False)
class Page:
    """What is said once for the whole page: language, titles, notice, running head."""

    words: dict[str, Any]

    def __repr__(self) -> str:
        """Return the page's title."""
        return f"{self.words['title']}"

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        """Say the words; in JupyterLab, dress the blocks that follow as the pages dress them."""
        from reporting.publish.pages import dress

        return {PAGE_MIME: self.words, "text/html": dress.style_once(), "text/plain": repr(self)}
