"""What a machine of a cluster imports to print booklets: WeasyPrint and what booklets tell.

Without Great Expectations: whoever asks for booklets has examined the event.
"""

from __future__ import annotations

from reporting.publish.running.warming import is_warm_process, warm_up

MODULES = (
    "weasyprint",
    "pikepdf",
    "reporting.charts.crews.route_map",
    "reporting.publish.cluster.booklets",
    "reporting.publish.crews.batch",
    "reporting.publish.crews.sheet",
    "reporting.scoring",
    "reporting.story.crews.telling",
)

if is_warm_process():
    warm_up(MODULES, tuple)
