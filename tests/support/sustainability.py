"""The sustainability report made without a kernel."""

from __future__ import annotations

from reporting.publish.pages.document import Document
from support.journey import shown_by
from support.project import ROOT

NOTEBOOK = ROOT / "notebooks" / "sustainability.ipynb"


def run(event: str, language: str = "it", depth: str = "full") -> Document:
    """Run the cells of the report's notebook here, and read what they show."""
    return shown_by(NOTEBOOK, event=event, language=language, depth=depth)
