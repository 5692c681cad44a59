"""What prints booklets: WeasyPrint, its style sheet and fonts made ready once.

A child of this process begins with all of it, prints, and ends with what WeasyPrint kept.
"""

from __future__ import annotations

from contextlib import suppress

from reporting.engine.warming import is_warm_process, warm_up
from reporting.errors import ReportingError

MODULES = ("weasyprint", "pikepdf", "reporting.publish.crews.booklet_pdf")


def _rehearse() -> None:
    """Print a page that nobody sees."""
    from reporting.publish.crews.booklet_pdf import STYLE
    from reporting.publish.pages.page import asset
    from reporting.publish.pages.printing import pdf_of

    with suppress(ReportingError):  # whoever is to print is told then
        pdf_of("<html lang=en><title>x</title><p>x", "x", "en", "x", style=asset(STYLE))


if is_warm_process():
    warm_up(MODULES, _rehearse)
