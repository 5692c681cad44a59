"""The event package: reading it, typed, with every problem as a finding."""

from reporting.event.findings import Finding, Severity, has_errors
from reporting.event.model import Event, EventInfo, Leg

__all__ = ["Event", "EventInfo", "Finding", "Leg", "Severity", "has_errors"]
