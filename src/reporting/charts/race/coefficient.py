"""What the coefficient of the car does to the order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting.charts import theme
from reporting.charts.chart import Chart
from reporting.charts.race.crew_labels import crew_labels, row_px
from reporting.frames import records
from reporting.story.cell_text import coefficient as factor_text
from reporting.story.names import crew_short

if TYPE_CHECKING:
    import pandas as pd

    from reporting.scoring import Standings
    from reporting.story.voice import Voice

SHOWN = 10
"""Crews shown."""

LETTERS = 12.5
"""Size of their names [px]."""


def coefficient(standings: Standings, voice: Voice, notice: str = "") -> Chart | None:
    """Draw net penalties and the total with the coefficient, side by side, for the leading crews.

    Parameters
    ----------
    standings
        Scored results of the penalties family.
    voice
        The reader's language.
    notice
        The word beside simulated figures.

    Returns
    -------
    Chart or None
        None where fewer than two crews are classified, or no total is other than nought: there is
        no order to change.
    """
    ranked = standings.rankings["overall"].dropna(subset=["position"])
    if len(ranked) < 2 or not ranked["total"].astype("float64").any():
        return None
    table = ranked.head(SHOWN)
    crews = [f"{int(row['position'])}  {crew_short(row)}" for row in records(table)]
    named = crew_labels(((int(row["number"]), crew_short(row)) for row in records(table)), LETTERS)
    labels = [
        f"{int(row['position'])}  {name}" for row, name in zip(records(table), named, strict=True)
    ]
    net, total = (table[key].astype("float64").tolist() for key in ("net", "total"))
    figure = theme.figure(voice, round(row_px(labels, LETTERS, 22) * len(crews)) + 40)
    for crew, low, high in zip(labels, net, total, strict=True):
        figure.add_scatter(
            x=[low, high],
            y=[crew, crew],
            mode="lines",
            hoverinfo="skip",
            line={"color": theme.SAND_DEEP, "width": 3},
        )
    hover = "%{y}: %{x:,.2f}<extra></extra>"
    figure.add_scatter(
        x=net,
        y=labels,
        mode="markers",
        hovertemplate=hover,
        marker={"size": 9, "color": theme.PAPER, "line": {"color": theme.SLATE, "width": 1.6}},
    )
    shown = factor_text(voice)
    figure.add_scatter(
        x=total,
        y=labels,
        mode="markers+text",
        hovertemplate=hover,
        text=[
            f"{voice.number(before)} × {shown(factor)} = {voice.number(after, 2)}"
            for before, factor, after in zip(
                table["net"], table["coefficient"], table["total"], strict=True
            )
        ],
        textposition="middle right",
        textfont={"size": 11, "color": theme.SLATE},
        cliponaxis=False,
        marker={"size": 9, "color": [theme.RED, *[theme.INK] * (len(crews) - 1)]},
    )
    figure.update_yaxes(
        autorange="reversed", tickfont={"size": LETTERS, "color": theme.INK}, **theme.APART
    )
    figure.update_xaxes(
        range=[0, max(*net, *total, 1) * 1.4], nticks=6, showgrid=True, gridcolor=theme.GRID
    )
    listed = ", ".join(
        f"{crew} {voice.number(value, 2)}"
        for crew, value in zip(crews, table["total"], strict=True)
    )
    simulated = standings.status == "simulated"
    return Chart(
        "coefficient-effect",
        figure,
        _title(ranked, voice),
        voice.text("chart coefficient subtitle", n=voice.number(len(crews))),
        voice.text("source simulated" if simulated else "source computed"),
        voice.text("chart coefficient alt", n=voice.number(len(crews)), list=listed),
        notice,
    )


def _title(ranked: pd.DataFrame, voice: Voice) -> str:
    """Say how many of all classified crews have another place than by their net penalties."""
    by_net, by_total = (
        ranked[key].astype("float64").rank(method="min") for key in ("net", "total")
    )
    moved = int((by_net != by_total).sum())
    if not moved:
        return voice.text("chart coefficient title none")
    return voice.plural("chart coefficient title", moved, of=voice.number(len(ranked)))
