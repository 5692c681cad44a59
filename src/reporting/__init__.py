"""Results and ESG reporting for historic-car regularity events.

For analysts, with ``import reporting as rp``::

    rp.open("demo-rally").standings().plot()  # rp.events() lists what can be opened

``rp.table``, ``rp.chart``, ``rp.show`` bring the analyst's own to a page (``help(rp.table)``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting import lazy

if TYPE_CHECKING:
    from reporting.analyst.opening import events
    from reporting.analyst.opening import open_event as open  # noqa: A004 - said as rp.open
    from reporting.analyst.own_blocks import chart as chart
    from reporting.analyst.own_blocks import table as table
    from reporting.analyst.season import season
    from reporting.publish.reports.report import show as show

__all__ = ["events", "open", "season"]
__version__ = "0.1.0"

# Nothing is imported before it is asked for, so that ``reporting --help`` answers at once.
__getattr__, __dir__ = lazy.face(
    __name__,
    {
        "chart": "analyst.own_blocks",
        "events": "analyst.opening",
        "open": "analyst.opening:open_event",
        "season": "analyst.season",
        "show": "publish.reports.report",
        "table": "analyst.own_blocks",
    },
)
