"""The event package: reading it, typed, with every problem as a finding."""

from typing import TYPE_CHECKING, Any

from reporting.event.findings import Finding, Severity, has_errors
from reporting.event.model import Event, EventInfo, Leg
from reporting.event.package import bundled, locate

if TYPE_CHECKING:
    from reporting.event.loader import load, read_table

__all__ = [
    "Event",
    "EventInfo",
    "Finding",
    "Leg",
    "Severity",
    "bundled",
    "has_errors",
    "load",
    "locate",
    "read_table",
]


def __getattr__(name: str) -> Any:
    # pandas and Arrow are imported when something is loaded, not by ``reporting --help``.
    if name in {"load", "read_table"}:
        from reporting.event import loader

        return getattr(loader, name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
