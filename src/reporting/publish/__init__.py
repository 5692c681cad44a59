"""Publishing: notebooks executed, pages and PDF rendered, everything moved into place at once.

The verbs are imported when they are first asked for, so that a command or a kernel that needs one
of them does not pay for the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reporting.publish.building.builder import build
    from reporting.publish.desk.journey import open_journey
    from reporting.publish.desk.quality import open_quality
    from reporting.publish.desk.report import open_report, show
    from reporting.publish.desk.sustainability import open_sustainability
    from reporting.publish.pages.page import page
    from reporting.publish.pages.printing import pdf
    from reporting.publish.running.runner import execute

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
    "build": "building.builder",
    "execute": "running.runner",
    "open_journey": "desk.journey",
    "open_quality": "desk.quality",
    "open_report": "desk.report",
    "open_sustainability": "desk.sustainability",
    "page": "pages.page",
    "pdf": "pages.printing",
    "show": "desk.report",
}


def __getattr__(name: str) -> Any:
    """Import the verb `name` from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"reporting.publish.{_HOMES[name]}"), name)
