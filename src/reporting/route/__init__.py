"""The route: lengths, heights and places, measured where there is a track, bounded where not."""

from reporting.route.measure import measure, measure_track
from reporting.route.model import (
    Bound,
    Crossing,
    LegRoute,
    Met,
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
    "Met",
    "Published",
    "Reconciliation",
    "Route",
    "Verdict",
    "Waypoint",
    "measure",
    "measure_track",
]
