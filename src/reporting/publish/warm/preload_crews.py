"""What a machine of a cluster imports to print booklets: WeasyPrint and what booklets tell.

Without Great Expectations: whoever asks for booklets has examined the event.
"""

from __future__ import annotations

from reporting.engine.warming import is_warm_process, warm_up

MODULES = (
    "weasyprint",
    "pikepdf",
    "reporting.charts.crews.booklet_map",
    "reporting.publish.crews.on_cluster",
    "reporting.publish.crews.batch",
    "reporting.publish.crews.booklet_page",
    "reporting.scoring",
    "reporting.story.crews.telling",
)

if is_warm_process():
    warm_up(MODULES, tuple)
