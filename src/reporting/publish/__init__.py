"""Publishing: notebooks executed, pages and PDF rendered, everything moved into place at once.

The verbs are imported when they are first asked for, so that a command or a kernel that needs one
of them does not pay for the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reporting.engine.notebook.runner import execute
    from reporting.publish.building.builder import build
    from reporting.publish.pages.page import page
    from reporting.publish.pages.printing import pdf
    from reporting.publish.reports.journey import open_journey
    from reporting.publish.reports.report import open_report, show
    from reporting.publish.reports.sustainability import open_sustainability
    from reporting.publish.reports.timing_quality import open_quality

__all__ = [
    "build",
    "execute",
    "open_journey",
    "open_quality",
    "open_report",
    "open_sustainability",
    "page",
    "pdf",
    "show",
]

_HOMES = {
    "build": "publish.building.builder",
    "execute": "engine.notebook.runner",
    "open_journey": "publish.reports.journey",
    "open_quality": "publish.reports.timing_quality",
    "open_report": "publish.reports.report",
    "open_sustainability": "publish.reports.sustainability",
    "page": "publish.pages.page",
    "pdf": "publish.pages.printing",
    "show": "publish.reports.report",
}


def __getattr__(name: str) -> Any:
    """Import the verb `name` from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"reporting.{_HOMES[name]}"), name)
