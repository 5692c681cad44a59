"""The analyst's face: one object an event, tidy frames, what-ifs that are checked.

``import reporting as rp`` gives the same names: ``rp.events()``, ``rp.open(...)``,
``rp.season([...])``, and ``rp.table``, ``rp.chart`` for the analyst's own on a report's page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting import lazy

if TYPE_CHECKING:
    from reporting.analyst.answer import AnswerFrame
    from reporting.analyst.open_event import OpenEvent
    from reporting.analyst.opening import events, open_event
    from reporting.analyst.own_blocks import chart, table
    from reporting.analyst.season import Season, season
    from reporting.analyst.what_if import WhatIf

__all__ = [
    "AnswerFrame",
    "OpenEvent",
    "Season",
    "WhatIf",
    "chart",
    "events",
    "open_event",
    "season",
    "table",
]

__getattr__, __dir__ = lazy.face(
    __name__,
    {
        "AnswerFrame": "answer",
        "OpenEvent": "open_event",
        "Season": "season",
        "WhatIf": "what_if",
        "chart": "own_blocks",
        "events": "opening",
        "open_event": "opening",
        "season": "season",
        "table": "own_blocks",
    },
)
