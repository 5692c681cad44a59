"""What-ifs drawn: who gains and loses, which categories weigh more or less."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reporting.analyst.answer_charts import words_in

if TYPE_CHECKING:
    import pandas as pd

    from reporting.charts.chart import Chart
    from reporting.event import Event
    from reporting.footprint.what_if import Variant
    from reporting.story.voice import Voice

MOST_BARS = 24
_ROW_PX = 24


def gains(
    frame: pd.DataFrame, changes: str, event: Event, voice: Voice, *, higher_is_better: bool | None
) -> Chart:
    """Draw the change of each total, the largest first; what is a loss is red.

    Where ``higher_is_better`` is None, penalties stand against points: places are drawn.
    """
    words = words_in(voice)
    told = {None: "places", True: "points", False: "penalties"}[higher_is_better]
    column = "gained" if higher_is_better is None else "change"
    touched = _largest(frame, column)
    sign = 1 if higher_is_better is False else -1
    losing = [change * sign > 0 for change in touched[column]]
    labels = [f"{row.number} {row.crew}" for row in touched.itertuples()]
    subtitle, axis = words[f"gains-subtitle-{told}"], words[f"gains-axis-{told}"]
    source = words["source"].format(event=event.info.name.in_language(voice.language))
    simulated = event.info.provenance.timing == "simulated"
    notice = voice.text("Simulated times") if simulated else ""
    said = {"title": changes, "subtitle": subtitle, "axis": axis,
            "source": source, "notice": notice}  # fmt: skip
    return _bars(labels, list(touched[column]), losing, said, voice)


def masses(frame: pd.DataFrame, changes: str, event: Event, voice: Voice) -> Chart:
    """Draw the change of each category [kg CO2e], the largest first; what grows is red."""
    words = words_in(voice)
    touched = _largest(frame)
    source = words["inventory"].format(event=event.info.name.in_language(voice.language))
    growing = [change > 0 for change in touched["change"]]
    said = {"title": changes, "subtitle": words["mass-subtitle"], "axis": words["mass-axis"],
            "source": source, "notice": ""}  # fmt: skip
    return _bars(list(touched["event_category"]), list(touched["change"]), growing, said, voice)


def measure(variant: Variant, event: Event, voice: Voice) -> Chart:
    """Draw a measure as the reports do, with what the figures are."""
    from reporting.charts.footprint.what_if import what_if
    from reporting.footprint import statement
    from reporting.story.footprint.telling import tell

    return what_if([variant], voice, tell(event, statement(event), voice).notice)


def _largest(frame: pd.DataFrame, column: str = "change") -> pd.DataFrame:
    touched = frame[frame[column].fillna(0) != 0]
    order = touched[column].abs().sort_values(ascending=False, kind="stable").index
    return touched.loc[order[:MOST_BARS]]


def _bars(
    labels: list[str], values: list[float], red: list[bool], said: dict[str, Any], voice: Voice
) -> Chart:
    from reporting.charts import Chart, theme

    words = words_in(voice)
    figure = theme.figure(voice, _ROW_PX * max(1, len(labels)) + 70)
    figure.add_bar(
        x=values,
        y=labels,
        orientation="h",
        marker={"color": [theme.RED if one else theme.SLATE for one in red]},
        text=[voice.signed(round(value, 2)) for value in values],
        textposition="outside",
        cliponaxis=False,
    )
    figure.update_yaxes(autorange="reversed")
    figure.update_xaxes(title_text=said["axis"])
    figure.add_vline(x=0, line={"color": theme.INK, "width": 1})
    title, alt = (words[f"gains-{part}"].format(changes=said["title"]) for part in ("title", "alt"))
    return Chart("what-if", figure, title, said["subtitle"], said["source"], alt, said["notice"])
