"""Publishing: notebooks executed, pages and PDF rendered, everything moved into place at once.

The verbs are imported when they are first asked for, so that a command or a kernel that needs one
of them does not pay for the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting import lazy

if TYPE_CHECKING:
    from reporting.publish.building.builder import build
    from reporting.publish.pages.page import page
    from reporting.publish.pages.printing import printed
    from reporting.publish.reports.journey import open_journey
    from reporting.publish.reports.race import open_report
    from reporting.publish.reports.report import show
    from reporting.publish.reports.sustainability import open_sustainability
    from reporting.publish.reports.timing_quality import open_quality

__all__ = [
    "build",
    "open_journey",
    "open_quality",
    "open_report",
    "open_sustainability",
    "page",
    "printed",
    "show",
]

__getattr__, __dir__ = lazy.face(
    __name__,
    {
        "build": "building.builder",
        "open_journey": "reports.journey",
        "open_quality": "reports.timing_quality",
        "open_report": "reports.race",
        "open_sustainability": "reports.sustainability",
        "page": "pages.page",
        "printed": "pages.printing",
        "show": "reports.report",
    },
)
