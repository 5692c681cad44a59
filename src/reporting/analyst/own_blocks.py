"""The analyst's own tables and charts on a report's page: with their words and their source."""

from __future__ import annotations

import numbers
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zlib import crc32

import pandas as pd

from reporting.errors import UsageError, described

if TYPE_CHECKING:
    from reporting.charts.chart import Chart
    from reporting.publish.reports.block import Block
    from reporting.story.voice import Voice


def table(
    frame: pd.DataFrame, title: str, source: str, *, notice: str = "", language: str = "en"
) -> Block:
    """Return a frame as a table of a report's page: ``rp.table``.

    Parameters
    ----------
    frame
        Any frame; its index is left out.
    title
        What it tells, one sentence.
    source
        Where the figures come from.
    notice
        A word where they are simulated or estimated; said by itself of a frame whose ``timing``
        says so.
    language
        Of the page: numbers are written as it writes them.

    Raises
    ------
    UsageError
        For what is no frame, for columns that share a name or have several, and for a blank title
        or source.

    Examples
    --------
    >>> shown = table(
    ...     pd.DataFrame({"crew": ["Rossi"], "s": [1.25]}), "Tempi", "prova", language="it"
    ... )
    >>> "1,25" in shown.html and "Fonte: prova" in shown.html
    True
    """
    from reporting.publish.reports.block import Block
    from reporting.story.table import Column, Table
    from reporting.story.voice import Voice

    if not isinstance(frame, pd.DataFrame):
        raise UsageError(f"A table is made of a DataFrame, not of {type(frame).__name__}.")
    _refuse_blank(title=title, source=source)
    _refuse_no_text(notice=notice)
    if frame.columns.has_duplicates or frame.columns.nlevels > 1:
        raise UsageError(
            "A table's columns have one name each, all different: rename them, or reset_index()."
        )
    voice = Voice(language)
    if not notice and "timing" in frame and (frame["timing"] == "simulated").any():
        notice = voice.text("Simulated times")
    columns = [
        Column(str(name), str(name), "number" if _is_number(frame[name]) else "text",
               lambda value: _shown(value, voice))
        for name in frame.columns
    ]  # fmt: skip
    rows = [{str(key): _known(value) for key, value in row.items()}
            for row in frame.to_dict("records")]  # fmt: skip
    made = Table(_name_of(title), title, columns, rows, source, notice=notice)
    return Block(made.html(voice))


def chart(
    figure: Any, title: str, source: str, *, alt: str = "", subtitle: str = "", notice: str = ""
) -> Chart:
    """Return a plotly figure as a chart of a report's page: ``rp.chart``.

    Parameters
    ----------
    figure
        A plotly figure, such as plotly express makes.
    title
        The finding, one sentence without full stop.
    source
        Where the data comes from.
    alt
        What it tells to whoever cannot see it; the title if none.
    subtitle
        What is drawn, with the unit.
    notice
        A word where the figures are simulated or estimated.

    Raises
    ------
    UsageError
        For what is no figure, and for a blank title or source.

    Examples
    --------
    >>> import plotly.express as px
    >>> chart(px.bar(x=["a"], y=[1]), "A is one", "counted").alt
    'A is one'
    """
    import plotly.graph_objects as go

    from reporting.charts import Chart

    if not isinstance(figure, go.Figure):
        raise UsageError(f"A chart is made of a plotly figure, not of {type(figure).__name__}.")
    _refuse_blank(title=title, source=source)
    _refuse_no_text(alt=alt, subtitle=subtitle, notice=notice)
    drawn = go.Figure(figure)
    drawn.update_layout(title=None)
    return Chart(_name_of(title), drawn, title, subtitle, source, alt or title, notice)


def _refuse_blank(**given: object) -> None:
    for name, text in given.items():
        if not (isinstance(text, str) and text.strip()):
            raise UsageError(f"A page shows nothing without its {name}: give it as a text.")


def _refuse_no_text(**given: object) -> None:
    for name, text in given.items():
        if not isinstance(text, str):
            raise UsageError(f"{name} is a text, not {described(text)}.")


def _name_of(title: str) -> str:
    """Return a name for ids and files, the same for the same title."""
    return f"own-{crc32(title.encode()):08x}"


def _is_number(column: pd.Series[Any]) -> bool:
    return getattr(column.dtype, "kind", "O") in "iuf"


def _known(value: Any) -> Any:
    return None if not isinstance(value, list | tuple) and pd.isna(value) else value


def _shown(value: Any, voice: Voice) -> str:
    if isinstance(value, bool) or not isinstance(value, numbers.Real | Decimal):
        return str(value)
    # Three decimals, but never a figure rounded to nothing.
    number = float(value)
    return voice.number(round(number, 3) if abs(number) >= 0.01 else float(f"{number:.3g}"))
