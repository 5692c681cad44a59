"""Trial by trial: how hard each was, who was sharpest, every penalty at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reporting.charts import theme
from reporting.charts.chart import Chart
from reporting.charts.race.crew_labels import crew_labels, row_px
from reporting.frames import present, records
from reporting.scoring.analysis import sharpest as least_error
from reporting.scoring.running import NOT_STARTED
from reporting.story.names import crew_short, stem
from reporting.story.race.race_facts import extremes, hundredths, trial_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from reporting.scoring import Standings
    from reporting.story.voice import Voice

SHARPEST = 10
"""Crews shown among the sharpest."""

MOST_NAMED = 3
"""Crews level with the least error that are still named."""

ROW_PX = 20
"""Height of a crew in the matrix [CSS px]."""

LETTERS, MATRIX_LETTERS = 12.5, 10.5
"""Size of the crews' names [px], among the sharpest and in the matrix."""

DARKEST = 60
"""Penalties from which a cell of the matrix is as dark as can be."""


def trials(standings: Standings, voice: Voice, notice: str = "") -> Chart | None:
    """Draw the error in each time trial: the median, and the middle half of the crews.

    Parameters
    ----------
    standings
        Scored results with times.
    voice
        The reader's language.
    notice
        The word beside simulated figures.

    Returns
    -------
    Chart or None
        None where no time trial counts; so the other two.
    """
    summary = standings.trial_summary
    if summary.empty:
        return None
    named = {str(code): trial_name(summary, str(code)) for code in summary.index}
    hard, easy = extremes(summary)
    low, high = (
        voice.number(hundredths(end), 1)
        for end in (summary["median_s"].min(), summary["median_s"].max())
    )
    figure = theme.figure(voice, 260)
    _boxes(figure, summary, notice)
    figure.add_scatter(
        x=list(range(len(summary))),
        y=summary["median_s"] * 100,
        mode="markers",
        marker={"size": 8, "color": [theme.RED if code == hard else theme.INK for code in named]},
        customdata=[theme.plain(name) for name in named.values()],
        hovertemplate="%{customdata}: %{y:,.1f}<extra></extra>",
    )
    _trial_axis(figure, summary)
    figure.update_yaxes(rangemode="tozero", nticks=6, showgrid=True, gridcolor=theme.GRID)
    words = {
        "hardest": named.get(hard, ""),
        "easiest": named.get(easy, ""),
        "low": low,
        "high": high,
        "trials": voice.number(len(summary)),
    }
    ends = [end for end, code in (("hardest", hard), ("easiest", easy)) if code]
    title = " ".join(["chart trials title", *(ends or (["span"] if low != high else ["level"]))])
    return _told(
        "trial-errors",
        "trials",
        figure,
        words,
        title=voice.text(title, **words),
        standings=standings,
        voice=voice,
        notice=notice,
    )


def _boxes(figure: Any, summary: pd.DataFrame, notice: str) -> None:
    """Draw the middle half of the crews' errors in each trial, hatched where simulated."""
    figure.add_bar(
        x=list(range(len(summary))),
        base=summary["q1_s"] * 100,
        y=(summary["q3_s"] - summary["q1_s"]) * 100,
        width=0.62,
        marker={
            "color": theme.SAND_DEEP,
            "pattern": theme.HATCH if notice else None,
            "line": {"width": 0},
        },
        hoverinfo="skip",
    )


def precision(standings: Standings, voice: Voice, notice: str = "") -> Chart | None:
    """Draw the mean error of the sharpest crews in the time trials."""
    names = _names(standings)
    sharpest = records(standings.precision.head(SHARPEST).reset_index())
    if len(sharpest) < 2:
        return None  # one bar compares nobody
    crews = [names[row["number"]] for row in sharpest]
    labels = crew_labels(((row["number"], names[row["number"]]) for row in sharpest), LETTERS)
    errors = [hundredths(row["mean_s"]) for row in sharpest]
    figure = theme.figure(
        voice, round(row_px(labels, LETTERS, 23) * len(crews)) + 20, barmode="overlay"
    )
    first = len(best := least_error(standings.precision))
    # The first and the rest are two traces: plotly takes one colour a pattern.
    for part, colour in ((slice(0, first), theme.RED), (slice(first, None), theme.SLATE)):
        figure.add_bar(
            y=labels[part],
            x=[float(error) for error in errors[part]],
            orientation="h",
            width=0.66,
            marker={"color": colour, "pattern": theme.HATCH if notice else None},
            text=[voice.number(error, 1) for error in errors[part]],
            textposition="outside",
            cliponaxis=False,
            customdata=[voice.plural("n zeros", row["zeros"]) for row in sharpest[part]],
            hovertemplate="%{y}: %{x:,.1f}<br>%{customdata}<extra></extra>",
        )
    figure.update_yaxes(
        autorange="reversed", tickfont={"size": LETTERS, "color": theme.INK}, **theme.APART
    )
    figure.update_xaxes(visible=False, range=[0, (float(max(errors)) or 1.0) * 1.12])
    shown = [f"{crew} {voice.number(error, 1)}" for crew, error in zip(crews, errors, strict=True)]
    words = {
        "n": voice.number(len(crews)),
        "sharpest": voice.list([names[number] for number in best]),
        "error": voice.number(errors[0], 1),
        "list": ", ".join(shown),
    }
    if first > MOST_NAMED:
        words["sharpest"] = voice.plural("n crews", first, in_words=True)
    return _told(
        "sharpest-crews",
        "precision",
        figure,
        words,
        title=voice.text("chart precision title", **words),
        standings=standings,
        voice=voice,
        notice=notice,
    )


LEAST_PX = 140
"""Height below which a matrix of few crews has no room for the names under it [pixels]."""


def matrix(standings: Standings, voice: Voice, notice: str = "") -> Chart | None:
    """Draw the penalty of every starter in every time trial, crews as the standings have them."""
    summary, names = standings.trial_summary, _names(standings)
    if summary.empty:
        return None
    rows = records(standings.rankings["overall"])
    overall = [row for row in rows if row["status"] != NOT_STARTED]
    order = [int(row["number"]) for row in overall]
    named = crew_labels(((number, names[number]) for number in order), MATRIX_LETTERS)
    labels = [_position(row) + name for row, name in zip(overall, named, strict=True)]
    grid, lost = _grids(standings, order, list(summary.index))
    rows_px = round(row_px(labels, MATRIX_LETTERS, ROW_PX) * len(order))
    figure = theme.figure(voice, max(rows_px + 70, LEAST_PX))
    trial_names = [theme.plain(trial_name(summary, str(code))) for code in summary.index]
    figure.add_heatmap(
        z=grid,
        x=list(range(len(summary))),
        y=labels,
        zmin=0,
        zmax=DARKEST,
        colorscale=[list(step) for step in theme.PENALTY_SCALE],
        showscale=False,
        xgap=1,
        ygap=1,
        customdata=[trial_names] * len(order),
        hovertemplate="%{y}<br>%{customdata}: %{z:,.0f}<extra></extra>",
        hoverongaps=False,
    )
    figure.add_scatter(
        x=[x for _, x in lost],
        y=[labels[y] for y, _ in lost],
        mode="markers",
        hoverinfo="skip",
        marker={"symbol": "x-thin", "size": 6, "line": {"color": theme.RED, "width": 1.6}},
    )
    _trial_axis(figure, summary)
    figure.update_yaxes(
        autorange="reversed", tickfont={"size": MATRIX_LETTERS, "color": theme.INK}, **theme.APART
    )
    zeros = int(summary["zeros"].sum())
    words = {
        "zeros": voice.number(zeros),
        "of": voice.number(int(summary["crews"].sum())),
        "crews": voice.number(len(order)),
        "trials": voice.number(len(summary)),
        "darkest": voice.number(DARKEST),
    }
    return _told(
        "trial-penalties",
        "matrix",
        figure,
        words,
        title=voice.plural("chart matrix title", zeros, zeros=words["zeros"], of=words["of"])
        if zeros
        else voice.text("chart matrix title none", **words),
        standings=standings,
        voice=voice,
        notice=notice,
    )


def _grids(
    standings: Standings, crews: list[int], trials: list[Any]
) -> tuple[list[list[float | None]], list[tuple[int, int]]]:
    """Return penalties, crews by trials, and the cells (row, column) that were missed or capped.

    A trial that is annulled for one crew has no penalty of its own there, and one that a crew may
    still come to has none yet.
    """
    cells = {
        (row["number"], row["control"]): row
        for row in records(standings.results)
        if row["kind"] == "PC"
    }
    grid: list[list[float | None]] = []
    lost: list[tuple[int, int]] = []
    for place, crew in enumerate(crews):
        passages = [cells[crew, trial] for trial in trials]
        dropped = [(one["missed"] or one["capped"]) and not one["annulled"] for one in passages]
        lost += [(place, at) for at, out in enumerate(dropped) if out]
        grid.append(
            [
                None
                if out or cell["annulled"] or not present(cell["penalty"])
                else float(cell["penalty"])
                for out, cell in zip(dropped, passages, strict=True)
            ]
        )
    return grid, lost


def _trial_axis(figure: Any, summary: pd.DataFrame) -> None:
    """Name groups of trials at one place, divide the legs."""
    places = summary.assign(place=range(len(summary)), series=summary["name"].fillna("").map(stem))
    groups = places.groupby(["leg", "series"], sort=False)["place"].agg(["min", "max"])
    figure.update_xaxes(
        tickvals=[(low + high) / 2 for low, high in groups.to_numpy()],
        ticktext=[theme.wrapped(name) for _, name in groups.index],
        tickangle=0,
        tickfont={"size": 10.5},
        range=[-0.6, len(summary) - 0.4],
    )
    for low in groups["min"].iloc[1:]:
        figure.add_vline(x=low - 0.5, line={"color": theme.HAIRLINE, "width": 1})


def _names(standings: Standings) -> dict[int, str]:
    return {int(row["number"]): crew_short(row) for row in records(standings.rankings["overall"])}


def _position(row: Mapping[str, Any]) -> str:
    return f"{int(row['position'])}  " if present(row["position"]) else ""


def _told(
    name: str,
    kind: str,
    figure: Any,
    words: Mapping[str, str],
    *,
    title: str,
    standings: Standings,
    voice: Voice,
    notice: str,
) -> Chart:
    """Return a chart with the words that the catalogue has for its kind."""
    simulated = standings.status == "simulated"
    return Chart(
        name,
        figure,
        title=title,
        subtitle=voice.text(f"chart {kind} subtitle", **words),
        source=voice.text("source simulated" if simulated else "source computed"),
        alt=voice.text(f"chart {kind} alt", **words),
        notice=notice,
    )
