"""The event package: reading it, typed, with every problem as a finding."""

from typing import TYPE_CHECKING

from reporting import lazy
from reporting.event.findings import Finding, Severity, has_errors
from reporting.event.model import Event, EventInfo, Leg
from reporting.event.package import bundled, locate, refuse_unloaded

if TYPE_CHECKING:
    from reporting.event.loader import load, load_as_run, read_table

__all__ = [
    "Event",
    "EventInfo",
    "Finding",
    "Leg",
    "Severity",
    "bundled",
    "has_errors",
    "load",
    "load_as_run",
    "locate",
    "read_table",
    "refuse_unloaded",
]


# pandas and Arrow are imported when something is loaded, not by ``reporting --help``.
__getattr__, __dir__ = lazy.face(
    __name__, dict.fromkeys(("load", "load_as_run", "read_table"), "loader")
)
