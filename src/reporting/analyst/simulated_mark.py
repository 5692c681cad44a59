"""The word on simulated times that a notebook keeps: whatever page it becomes says it too."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.event import Event


def show_mark(event: Event, language: str) -> None:
    """Show in a notebook that an event's times are simulated; nothing elsewhere, or where not.

    A bare frame or a chart of plotly express does not know where its figures come from. The mark
    stands among the outputs, where an export finds it.
    """
    if event.info.provenance.timing != "simulated" or "IPython" not in sys.modules:
        return
    from IPython import get_ipython
    from IPython.display import display
    from markupsafe import Markup

    from reporting.charts.chart import FOR_THE_ANALYST
    from reporting.publish.pages.working_paper import NOTICE_MIME
    from reporting.story.voice import Voice

    if get_ipython() is None:
        return
    notice = f"{Voice(language).text('Simulated times')} ({event.id})"
    shown = str(Markup("<p><b>{}</b></p>").format(notice))
    display(
        {"text/html": shown, "text/plain": notice, NOTICE_MIME: {"notice": notice}},
        raw=True,
        metadata={"text/html": {"reporting": FOR_THE_ANALYST}},
    )
