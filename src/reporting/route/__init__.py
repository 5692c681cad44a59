"""The route: lengths, heights and places, measured where there is a track, bounded where not."""

from reporting.route.lengths import Bound, Published, Reconciliation, Verdict
from reporting.route.measure import is_track_file, measure, measure_track
from reporting.route.places import Crossing, Met, Waypoint
from reporting.route.route_model import LegRoute, Route
from reporting.route.writers import write

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
    "write",
]
