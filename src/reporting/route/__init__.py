"""The route: lengths, heights and places, measured where there is a track, bounded where not."""

from reporting.route.measure import is_track_file, measure, measure_track
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
    "is_track_file",
    "measure",
    "measure_track",
]
