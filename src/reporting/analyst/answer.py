"""What an event answers: a DataFrame that draws itself as the report would."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from reporting.errors import UsageError

if TYPE_CHECKING:
    from reporting.charts import Chart, DrawnMap


class AnswerFrame(pd.DataFrame):
    """A DataFrame as any other, but that ``plot()`` gives the report's chart of it.

    ``attrs["units"]`` and ``attrs["meaning"]`` tell of each column its unit and what it holds.
    What is made of it (a part, a sum) is a plain DataFrame: its ``plot`` is that of pandas, and
    plotly express draws either.

    Examples
    --------
    >>> import reporting as rp
    >>> lead = rp.open("demo-rally").lead()
    >>> type(lead.head()).__name__, lead.plot().name
    ('DataFrame', 'gap-to-lead')
    """

    _metadata: ClassVar[list[str]] = ["chart_of"]  # what pandas is to leave alone

    @property
    def _constructor(self) -> Callable[..., pd.DataFrame]:
        return pd.DataFrame

    def plot(self, *given: Any, **options: Any) -> Chart | DrawnMap:  # type: ignore[override]
        """Return the report's chart, in the language that the event was opened in.

        Raises
        ------
        UsageError
            Where the reports draw none of it, or there is too little to draw; and for anything
            given: it is one chart, not the ``plot`` of pandas.

        Examples
        --------
        >>> import reporting as rp
        >>> rp.open("demo-rally").consistency().plot().name
        'sharpest-crews'
        """
        if given or options:
            raise UsageError(
                "plot() draws the report's chart and takes nothing. Draw another: "
                "plotly.express.bar(frame, x=..., y=...)."
            )
        draw: Callable[[], Chart | DrawnMap | None] | None = getattr(self, "chart_of", None)
        if draw is None:
            raise UsageError(
                "The reports draw no chart of this. Draw your own: "
                "plotly.express.bar(frame, x=..., y=...)."
            )
        made = draw()
        if made is None:
            raise UsageError("There is too little here to draw.")
        return made


def answer(frame: pd.DataFrame, draw: Callable[[], Any] | None = None) -> AnswerFrame:
    """Return a frame as an answer.

    Parameters
    ----------
    frame
        With its ``attrs``.
    draw
        Makes its chart, when it is asked for.
    """
    made = AnswerFrame(frame)
    made.attrs = dict(frame.attrs)
    object.__setattr__(made, "chart_of", draw)
    return made
