"""Crew booklets: two pages for each crew, printed many at a time, moved into place together."""

from __future__ import annotations

from reporting.publish.crews.batch import BookletResult, BookletTask, PrintedBooklet, batch

__all__ = ["BookletResult", "BookletTask", "PrintedBooklet", "batch"]
