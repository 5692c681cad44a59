"""The route: lengths, heights and places, measured where there is a track, bounded where not."""

from reporting.route.lengths import Bound, Published, Reconciliation, Verdict
from reporting.route.measure import is_track_file, measure, measure_track
from reporting.route.places import Crossing, Met, Waypoint
from reporting.route.route_model import LegRoute, Route
from reporting.route.telemetry.average_trials import detections, off_route, trials
from reporting.route.telemetry.distances import distances
from reporting.route.telemetry.telemetry_tables import Telemetry, read_telemetry
from reporting.route.writers import write

__all__ = [
    "Bound",
    "Crossing",
    "LegRoute",
    "Met",
    "Published",
    "Reconciliation",
    "Route",
    "Telemetry",
    "Verdict",
    "Waypoint",
    "detections",
    "distances",
    "is_track_file",
    "measure",
    "measure_track",
    "off_route",
    "read_telemetry",
    "trials",
    "write",
]
