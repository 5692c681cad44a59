"""Crew booklets: two pages for each crew, printed many at a time, moved into place together."""

from __future__ import annotations

from reporting.publish.crews.batch import Printed, Result, Task, batch

__all__ = ["Printed", "Result", "Task", "batch"]
