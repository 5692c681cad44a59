"""The route: lengths, heights and places, measured where there is a track, bounded where not."""

from reporting.route.measure import measure
from reporting.route.model import (
    Bound,
    Crossing,
    LegRoute,
    Published,
    Reconciliation,
    Route,
    Verdict,
    Waypoint,
)

__all__ = [
    "Bound",
    "Crossing",
    "LegRoute",
    "Published",
    "Reconciliation",
    "Route",
    "Verdict",
    "Waypoint",
    "measure",
]
