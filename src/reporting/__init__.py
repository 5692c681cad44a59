"""Results and ESG reporting for historic-car regularity events.

Data flows one way through the rooms of the package::

    event -> quality -> scoring, route, footprint -> story -> charts -> publish

For analysts::

    import reporting as rp

    rp.events()
    rally = rp.open("demo-rally")
    rally.standings()

Nothing is imported here before it is asked for, so that ``reporting --help`` answers at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting import lazy

if TYPE_CHECKING:
    from reporting.analyst.open_event import events, season
    from reporting.analyst.open_event import open_event as open  # noqa: A004 - said as rp.open

__all__ = ["events", "open", "season"]
__version__ = "0.1.0"

__getattr__, __dir__ = lazy.face(
    __name__,
    {
        "events": "analyst.open_event",
        "open": "analyst.open_event:open_event",
        "season": "analyst.open_event",
    },
)
