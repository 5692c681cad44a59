"""Publishing: notebooks executed, pages and PDF rendered, everything moved into place at once.

The verbs are imported when they are first asked for, so that a command or a kernel that needs one
of them does not pay for the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reporting.publish.builder import build
    from reporting.publish.desk import open_report, show
    from reporting.publish.journey_desk import open_journey
    from reporting.publish.pages import page
    from reporting.publish.printing import pdf
    from reporting.publish.runner import execute
    from reporting.publish.sustainability_desk import open_sustainability

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
    "build": "builder",
    "execute": "runner",
    "open_journey": "journey_desk",
    "open_quality": "quality_desk",
    "open_report": "desk",
    "open_sustainability": "sustainability_desk",
    "page": "pages",
    "pdf": "printing",
    "show": "desk",
}


def __getattr__(name: str) -> Any:
    """Import the verb `name` from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"reporting.publish.{_HOMES[name]}"), name)
