"""How the event was won: the gap to the lead after every scored control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reporting.charts import theme
from reporting.charts.chart import Chart
from reporting.frames import records
from reporting.scoring.analysis import stints
from reporting.story.names import crew_short

if TYPE_CHECKING:
    import pandas as pd

    from reporting.scoring import Standings
    from reporting.story.voice import Voice

NAMED = 5
"""Crews drawn in colour and named."""

HEIGHT = 430


def lead(standings: Standings, voice: Voice, notice: str = "") -> Chart | None:
    """Draw the gap of every classified crew to the lead after each scored control.

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
        None where nobody is classified.
    """
    told = standings.history
    if told.empty:
        return None
    overall = standings.rankings["overall"].dropna(subset=["position"])
    names = {int(row["number"]): crew_short(row) for row in records(overall)}
    controls = told.drop_duplicates("order").sort_values("order")
    figure = theme.figure(voice, HEIGHT)
    for number in reversed(list(names)):
        _line(figure, told[told["number"] == number], number, names)
    ends = _finish(told, overall)
    _labels(figure, ends, names, voice)
    _axes(figure, controls, ends, voice)
    return Chart(
        "gap-to-lead",
        figure,
        _title(told, names, voice),
        **_words(standings, ends, names, voice),
        notice=notice,
    )


def _line(figure: Any, crew: pd.DataFrame, number: int, names: dict[int, str]) -> None:
    rank = list(names).index(number)
    named = rank < NAMED
    figure.add_scatter(
        x=crew["order"],
        y=crew["gap"].astype("float64"),
        customdata=crew["control"],
        mode="lines",
        name=names[number],
        line={
            "color": theme.SERIES[rank] if named else theme.HAIRLINE,
            "width": 2.6 if rank == 0 else 1.8 if named else 0.8,
            "shape": "hv",
        },
        hovertemplate=f"{names[number]}<br>%{{customdata}}: +%{{y:,.2f}}<extra></extra>",
        hoverinfo="all" if named else "skip",
    )


def _finish(told: pd.DataFrame, overall: pd.DataFrame) -> dict[int, float]:
    """Return the final gap of the named crews."""
    last = told[told["order"] == told["order"].max()].set_index("number")["gap"].astype("float64")
    return {int(number): float(last[number]) for number in overall["number"].head(NAMED)}


def _labels(figure: Any, ends: dict[int, float], names: dict[int, str], voice: Voice) -> None:
    """Name the leading crews at the end of their lines, no two names over one another."""
    reach = _reach(ends)
    places = theme.spread(list(ends.values()), reach * 0.062)
    for rank, ((number, gap), place) in enumerate(zip(ends.items(), places, strict=True)):
        shown = f"{names[number]}  +{voice.number(round(gap, 1), 1)}" if gap else names[number]
        figure.add_annotation(
            x=1.005,
            xref="paper",
            y=place,
            text=f"<b>{shown}</b>" if rank == 0 else shown,
            showarrow=False,
            xanchor="left",
            align="left",
            font={"color": theme.SERIES[rank] if rank < NAMED - 1 else theme.SLATE, "size": 12.5},
        )


def _reach(ends: dict[int, float]) -> float:
    return max(max(ends.values()) * 1.35, 1.0)


def _axes(figure: Any, controls: pd.DataFrame, ends: dict[int, float], voice: Voice) -> None:
    reach = _reach(ends)
    named = controls.assign(series=controls["name"].fillna("").map(theme.stem))
    starts = named.groupby(["leg", "series"], sort=False)["order"].agg(["min", "max"])
    ticks = [(low + high) / 2 for low, high in starts.to_numpy()]
    wide = [
        (t, name)
        for t, (_, name), (low, high) in zip(ticks, starts.index, starts.to_numpy(), strict=True)
        if high - low >= 2
    ]
    figure.update_xaxes(
        range=[0.5, controls["order"].max() + 0.5],
        tickvals=[tick for tick, _ in wide],
        ticktext=[theme.wrapped(name) for _, name in wide],
        tickangle=0,
        tickfont={"size": 10.5},
    )
    figure.update_yaxes(
        range=[reach, -reach * 0.04], nticks=6, showgrid=True, gridcolor=theme.GRID, ticksuffix=" "
    )
    for leg, first in controls.groupby("leg")["order"].min().items():
        if first > controls["order"].min():
            figure.add_vline(
                x=first - 0.5, line={"color": theme.SLATE_LIGHT, "width": 1, "dash": "dot"}
            )
        figure.add_annotation(
            x=first - 0.4,
            y=1.0,
            yref="paper",
            yanchor="bottom",
            xanchor="left",
            showarrow=False,
            text=f"{voice.text('Leg')} {leg}",
            font={"size": 11.5, "color": theme.SLATE},
        )
    figure.update_layout(margin={"l": 8, "r": 190, "t": 26, "b": 8})


def _title(told: pd.DataFrame, names: dict[int, str], voice: Voice) -> str:
    found = stints(told)
    winner = names[found[-1].number]
    if len(found) == 1:
        return voice.text("chart lead title one", winner=winner)
    return voice.text("chart lead title", winner=winner, trial=found[-1].first)


def _words(
    standings: Standings, ends: dict[int, float], names: dict[int, str], voice: Voice
) -> dict[str, str]:
    unit = voice.text("points" if standings.rulebook.higher_is_better else "penalties")
    finish = ", ".join(
        f"{names[number]} +{voice.number(round(gap, 1), 1)}" for number, gap in ends.items()
    )
    simulated = standings.status == "simulated"
    return {
        "subtitle": voice.text("chart lead subtitle", unit=unit),
        "source": voice.text("source simulated" if simulated else "source computed"),
        "alt": voice.text(
            "chart lead alt", trials=voice.number(standings.history["order"].max()), finish=finish
        ),
    }
