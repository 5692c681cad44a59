"""What a build's press imports: what examines an event, and what makes pages.

Great Expectations takes longer to import than everything else together. A process of its own does
it while the desk's notebooks already run.
"""

from __future__ import annotations

from reporting.engine.warming import is_warm_process, warm_up

MODULES = (
    "reporting.event.loader",
    "reporting.quality.examination",
    "reporting.publish.gate",
    "reporting.publish.building.tasks",
    "reporting.publish.reports.step_results",
    "reporting.publish.pages.page",
    "reporting.publish.pages.printing",
    "weasyprint",
)


def _rehearse() -> None:
    from reporting.quality.suites import prepare

    prepare()


if is_warm_process():
    warm_up(MODULES, _rehearse)
