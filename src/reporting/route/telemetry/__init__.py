"""Telemetry of a field: how far each car drove, where on the road it was, and when.

The door is :func:`field_days`: tables of positions in, what each car did on each day out. Behind
it stand the measures themselves, for whoever has a road and positions of their own.
"""

from reporting.route.telemetry.average_trials import Trial, detections, off_route, trials
from reporting.route.telemetry.distances import distances
from reporting.route.telemetry.field_days import FieldDay, field_caveats, field_days
from reporting.route.telemetry.matching import Reference
from reporting.route.telemetry.telemetry_tables import Telemetry, read_telemetry

__all__ = [
    "FieldDay",
    "Reference",
    "Telemetry",
    "Trial",
    "detections",
    "distances",
    "field_caveats",
    "field_days",
    "off_route",
    "read_telemetry",
    "trials",
]
