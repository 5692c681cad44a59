"""The analyst's face: one object an event, tidy frames, what-ifs that are checked.

``import reporting as rp`` gives the same names: ``rp.events()``, ``rp.open(...)``,
``rp.season([...])``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting import lazy

if TYPE_CHECKING:
    from reporting.analyst.open_event import OpenEvent, events, open_event, season
    from reporting.analyst.what_if import WhatIf

__all__ = ["OpenEvent", "WhatIf", "events", "open_event", "season"]

__getattr__, __dir__ = lazy.face(
    __name__,
    {
        "OpenEvent": "open_event",
        "WhatIf": "what_if",
        "events": "open_event",
        "open_event": "open_event",
        "season": "open_event",
    },
)
