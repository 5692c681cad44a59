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

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reporting.analyst.open_event import events, season
    from reporting.analyst.open_event import open_event as open  # noqa: A004 - said as rp.open

__all__ = ["events", "open", "season"]
__version__ = "0.1.0"

_ANALYST = {"events": "events", "open": "open_event", "season": "season"}


def __getattr__(name: str) -> Any:
    """Import the analyst's verbs when they are first asked for."""
    if name not in _ANALYST:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from reporting.analyst import open_event

    return getattr(open_event, _ANALYST[name])


def __dir__() -> list[str]:
    return sorted({*globals(), *_ANALYST})
