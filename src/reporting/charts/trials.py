"""Trial by trial: how hard each was, who was sharpest, every penalty at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reporting.charts import theme
from reporting.charts.chart import Chart
from reporting.scoring.analysis import precision as crew_precision, trial_summary
from reporting.story.names import crew_short
from reporting.story.race_facts import hundredths, trial_name

if TYPE_CHECKING:
    import pandas as pd

    from reporting.scoring import Standings
    from reporting.story.voice import Voice

SHARPEST = 12
"""Crews shown among the sharpest."""


def trials(standings: Standings, voice: Voice, notice: str = "") -> Chart:
    """Draw the error in each time trial: the median, and the middle half of the crews.

    Parameters
    ----------
    standings
        Scored results with times.
    voice
        The reader's language.
    notice
        The word beside simulated figures.
    """
    summary = trial_summary(standings)
    hundred = summary[["q1_s", "median_s", "q3_s"]] * 100
    figure = theme.figure(voice, 330)
    place = list(range(len(summary)))
    figure.add_bar(
        x=place, base=hundred["q1_s"], y=hundred["q3_s"] - hundred["q1_s"], width=0.62,
        marker={"color": theme.SAND_DEEP, "pattern": theme.HATCH if notice else None, "line": {"width": 0}},
        hoverinfo="skip",
    )
    hard, easy = str(summary["median_s"].idxmax()), str(summary["median_s"].idxmin())
    figure.add_scatter(
        x=place, y=hundred["median_s"], mode="markers",
        marker={"size": 8, "color": [theme.RED if c == hard else theme.INK for c in summary.index]},
        customdata=[trial_name(summary, str(control)) for control in summary.index],
        hovertemplate="%{customdata}: %{y:,.1f}<extra></extra>",
    )
    _trial_axis(figure, summary, voice)
    figure.update_yaxes(rangemode="tozero", nticks=6, showgrid=True, gridcolor="#ece7dd")
    low, high = (voice.number(hundredths(summary.loc[c, "median_s"]), 1) for c in (easy, hard))
    return Chart(
        "trials", figure,
        voice.text("chart trials title", hardest=trial_name(summary, hard), easiest=trial_name(summary, easy)),
        voice.text("chart trials subtitle"), _source(standings, voice),
        voice.text("chart trials alt", trials=voice.number(len(summary)), low=low, high=high, hardest=trial_name(summary, hard), easiest=trial_name(summary, easy)),
        notice,
    )


def precision(standings: Standings, voice: Voice, notice: str = "") -> Chart:
    """Draw the mean error of the sharpest crews in the time trials."""
    table = crew_precision(standings).head(SHARPEST)
    names = _names(standings)
    crews = [names[int(str(number))] for number in table.index]
    errors = [float(hundredths(value)) for value in table["mean_s"]]
    figure = theme.figure(voice, 26 * len(crews) + 20)
    figure.add_bar(
        y=crews, x=errors, orientation="h", width=0.66,
        marker={
            "color": [theme.RED, *[theme.SLATE] * (len(crews) - 1)],
            "pattern": theme.HATCH if notice else None,
        },
        text=[voice.number(hundredths(value), 1) for value in table["mean_s"]],
        textposition="outside", cliponaxis=False,
        customdata=[voice.plural("n zeros", int(zeros)) for zeros in table["zeros"]],
        hovertemplate="%{y}: %{x:,.1f}<br>%{customdata}<extra></extra>",
    )
    figure.update_yaxes(autorange="reversed", tickfont={"size": 12.5, "color": theme.INK}, ticksuffix="  ")
    figure.update_xaxes(visible=False, range=[0, max(errors) * 1.12])
    listed = ", ".join(f"{crew} {voice.number(hundredths(value), 1)}" for crew, value in zip(crews, table["mean_s"], strict=True))
    shown = voice.number(len(crews))
    return Chart(
        "precision", figure,
        voice.text("chart precision title", sharpest=crews[0], error=voice.number(hundredths(table["mean_s"].iloc[0]), 1)),
        voice.text("chart precision subtitle", n=shown), _source(standings, voice),
        voice.text("chart precision alt", n=shown, list=listed), notice,
    )


def matrix(standings: Standings, voice: Voice, notice: str = "") -> Chart:
    """Draw the penalty of every crew in every time trial, crews in the order of the standings."""
    summary, names = trial_summary(standings), _names(standings)
    results = standings.results
    timed = results[(results["kind"] == "PC") & results["counts"]].copy()
    timed["shown"] = timed["penalty"].astype("float64")
    overall = standings.rankings["overall"]
    order = [int(number) for number in overall["number"]]
    grid = timed.pivot_table(index="number", columns="control", values="shown", aggfunc="first")
    grid = grid.reindex(index=order, columns=summary.index)
    lost = timed.assign(lost=timed["missed"] | timed["capped"]).pivot_table(
        index="number", columns="control", values="lost", aggfunc="first"
    ).reindex(index=order, columns=summary.index)
    figure = theme.figure(voice, 15 * len(order) + 70)
    labels = [f"{_position(row)}{names[int(row['number'])]}" for _, row in overall.iterrows()]
    places = list(range(len(summary)))
    text = [trial_name(summary, str(control)) for control in summary.index]
    figure.add_heatmap(
        z=grid.where(lost != True).to_numpy(), x=places, y=labels,  # noqa: E712  # NA counts as not lost
        zmin=0, zmax=60, colorscale=[list(step) for step in theme.PENALTY_SCALE], showscale=False,
        xgap=1, ygap=1, customdata=[text] * len(order),
        hovertemplate="%{y}<br>%{customdata}: %{z:,.0f}<extra></extra>", hoverongaps=False,
    )
    marks = [(x, labels[y]) for y in range(len(order)) for x in places if lost.iat[y, x] is True or lost.iat[y, x] == True]  # noqa: E712
    figure.add_scatter(
        x=[x for x, _ in marks], y=[y for _, y in marks], mode="markers", hoverinfo="skip",
        marker={"symbol": "x-thin", "size": 6, "line": {"color": theme.RED, "width": 1.6}},
    )
    _trial_axis(figure, summary, voice)
    figure.update_yaxes(autorange="reversed", tickfont={"size": 10.5, "color": theme.INK}, ticksuffix=" ")
    zeros = voice.number(int(summary["zeros"].sum()))
    return Chart(
        "matrix", figure, voice.text("chart matrix title", zeros=zeros),
        voice.text("chart matrix subtitle"), _source(standings, voice),
        voice.text("chart matrix alt", crews=voice.number(len(order)), trials=voice.number(len(summary)), zeros=zeros),
        notice,
    )


def _trial_axis(figure: Any, summary: pd.DataFrame, voice: Voice) -> None:
    """Name groups of trials at one place, divide the legs."""
    places = summary.assign(place=range(len(summary)))
    groups = places.groupby(["leg", "name"], sort=False)["place"].agg(["min", "max"])
    figure.update_xaxes(
        tickvals=[(low + high) / 2 for low, high in groups.to_numpy()],
        ticktext=[theme.wrapped(name) for _, name in groups.index], tickangle=0, tickfont={"size": 10.5},
        range=[-0.6, len(summary) - 0.4],
    )
    for low in groups["min"].iloc[1:]:
        figure.add_vline(x=low - 0.5, line={"color": theme.HAIRLINE, "width": 1})


def _names(standings: Standings) -> dict[int, str]:
    return {int(row["number"]): crew_short(row) for _, row in standings.rankings["overall"].iterrows()}


def _position(row: pd.Series) -> str:
    return f"{int(row['position'])}  " if row["position"] == row["position"] else ""  # noqa: PLR0124


def _source(standings: Standings, voice: Voice) -> str:
    return voice.text("source simulated" if standings.status == "simulated" else "source computed")
