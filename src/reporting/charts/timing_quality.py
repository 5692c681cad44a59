"""Timing quality as pictures: who was timed where, and what each clock says of itself."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.charts import theme
from reporting.charts.chart import Chart

if TYPE_CHECKING:
    import pandas as pd

    from reporting.quality.coverage import Coverage
    from reporting.story.quality.telling import Quality

ROW_PX = 17
"""Height of a crew in the matrix [CSS px], where there is room."""

TALLEST_PX = 640
"""Height of the tallest matrix: it fits a page below the chapter's opening."""

NAMED_ROWS = 48
"""Crews up to which each is named."""

NAMED_CONTROLS = 40
"""Controls up to which each is named; of more as many as stand side by side in legible letters."""

LEVEL_CONTROLS = 16
"""Names up to which they stand level."""

CODE_PX = 10.5
"""Letters of the controls' codes: 6 points in print."""

_COMPLETE, _PARTIAL, _OUT = 1.0, 2.0, 3.0
_SCALE = [
    [0.0, theme.SAND_DEEP], [1 / 3, theme.SAND_DEEP], [1 / 3, theme.OCHRE], [2 / 3, theme.OCHRE],
    [2 / 3, theme.GRID], [1.0, theme.GRID],
]  # fmt: skip


def completeness(quality: Quality) -> Chart | None:
    """Draw which crew was timed at which control; None where the event has no times."""
    coverage, voice = quality.examination.coverage, quality.voice
    if coverage is None or not len(coverage.crews) or not len(coverage.controls):
        return None
    cells, lost = _cells(coverage)
    labels = [_crew(quality, number) for number in coverage.crews.tolist()]
    row_px = ROW_PX if len(labels) <= NAMED_ROWS else max(1.5, TALLEST_PX / len(labels))
    figure = theme.figure(voice, int(row_px * len(labels)) + 76)
    gap = 1 if row_px > 5 else 0
    figure.add_heatmap(
        z=cells,
        x=list(range(len(coverage.controls))),
        y=list(range(len(labels))),
        zmin=0.5,
        zmax=3.5,
        colorscale=_SCALE,
        showscale=False,
        xgap=gap,
        ygap=gap,
        customdata=[
            [f"{label}<br>{theme.plain(code)}" for code in coverage.controls] for label in labels
        ],
        hovertemplate="%{customdata}<extra></extra>",
        hoverongaps=False,
    )
    figure.add_scatter(
        x=[x for _, x in lost],
        y=[y for y, _ in lost],
        mode="markers",
        customdata=[f"{labels[y]}<br>{theme.plain(coverage.controls[x])}" for y, x in lost],
        hovertemplate="%{customdata}: –<extra></extra>",
        marker={
            "symbol": "x-thin",
            "size": min(9, max(4, row_px * 0.6)),
            "line": {"color": theme.RED, "width": 2 if row_px > 5 else 1},
        },
    )
    _crew_axis(figure, labels)
    _control_axis(figure, quality, coverage.controls)
    return _chart(quality, "completeness", figure, _coverage_words(quality, coverage, len(lost)))


def _cells(coverage: Coverage) -> tuple[list[list[float | None]], list[tuple[int, int]]]:
    """Return crews by controls, and the cells (row, column) that a running crew lacks."""
    grid: list[list[float | None]] = []
    lost: list[tuple[int, int]] = []
    for crew in range(len(coverage.crews)):
        timed, whole = coverage.timed[:, crew], coverage.complete[:, crew]
        row: list[float | None] = []
        for at in range(len(coverage.controls)):
            if whole[at]:
                row.append(_COMPLETE)
            elif timed[at]:
                row.append(_PARTIAL)
                lost.append((crew, at))
            elif coverage.running[crew]:
                row.append(None)
                lost.append((crew, at))
            else:
                row.append(_OUT)
        grid.append(row)
    return grid, lost


def _crew(quality: Quality, number: int) -> str:
    return f"{number}  {theme.plain(quality.crews.get(number, ''))}".strip()


def _crew_axis(figure: Any, labels: list[str]) -> None:
    every = 1 if len(labels) <= NAMED_ROWS else max(1, len(labels) // 20)
    shown = range(0, len(labels), every)
    figure.update_yaxes(
        range=[len(labels) - 0.5, -0.5],
        tickvals=list(shown),
        ticktext=[labels[at] if every == 1 else labels[at].split("  ")[0] for at in shown],
        tickfont={"size": 10, "color": theme.INK},
        **theme.APART,
    )


def _named_controls(figure: Any, quality: Quality, controls: list[str]) -> list[int]:
    """Name the controls, divide the legs; return the leg of each control."""
    every = -(-len(controls) // NAMED_CONTROLS)
    shown = range(0, len(controls), every)
    figure.update_xaxes(
        tickvals=list(shown),
        ticktext=[theme.plain(controls[at]) for at in shown],
        tickangle=0 if len(shown) <= LEVEL_CONTROLS else -90,
        tickfont={"size": CODE_PX},
        range=[-0.6, len(controls) - 0.4],
    )
    legs = _legs(quality, controls)
    for at in range(1, len(controls)):
        if legs[at] != legs[at - 1]:
            figure.add_vline(x=at - 0.5, line={"color": theme.INK, "width": 1})
    return legs


def _control_axis(figure: Any, quality: Quality, controls: list[str]) -> None:
    """Name the controls, and above them the legs."""
    legs = _named_controls(figure, quality, controls)
    for leg in dict.fromkeys(legs):
        places = [at for at, found in enumerate(legs) if found == leg]
        figure.add_annotation(
            x=places[0] - 0.4,
            y=1,
            yref="paper",
            yanchor="bottom",
            xanchor="left",
            showarrow=False,
            text=f"{quality.voice.text('Leg')} {leg}",
            font={"size": 11, "color": theme.SLATE},
        )
    figure.update_layout(margin={"t": 24})


def _legs(quality: Quality, controls: list[str]) -> list[int]:
    table = quality.event["controls"].dropna(subset=["code", "leg"])
    legs = dict(zip(table["code"].astype(str), table["leg"].astype(int), strict=False))
    return [legs.get(code, 0) for code in controls]


def _coverage_words(quality: Quality, coverage: Coverage, lost: int) -> dict[str, str]:
    voice = quality.voice
    return {
        "lost": voice.plural("quality n gaps", lost),
        "cells": voice.number(int(coverage.running.sum()) * len(coverage.controls)),
        "crews": voice.number(len(coverage.crews)),
        "controls": voice.number(len(coverage.controls)),
        "state": "whole" if lost == 0 else "gaps",
    }


def drift(quality: Quality) -> Chart | None:
    """Draw each time trial's clock against those of its neighbours; None where none can be."""
    trials, voice = quality.examination.trials, quality.voice
    compared = None if trials is None else trials.dropna(subset=["drift_s"]).reset_index(drop=True)
    if compared is None or not len(compared):
        return None
    limit = quality.examination.limits["drift_s"]
    off = (compared["sure_s"].abs() > limit) & (compared["cause"] == compared["control"])
    figure = theme.figure(voice, 300)
    _chance(figure, compared, quality.notice)
    _clocks(figure, compared, off.to_numpy())
    _named_controls(figure, quality, [str(code) for code in compared["control"]])
    names = [str(code) for code in compared["control"][off]]
    worst = compared.iloc[int(compared["drift_s"].abs().to_numpy().argmax())]
    hundredths = Decimal(str(round(abs(float(worst["drift_s"])) * 100, 1)))
    words = {
        "trials": voice.number(len(compared)),
        "named": voice.list(names) if names else "",
        "worst": str(worst["control"]),
        "hundredths": voice.number(hundredths, 1),
        "state": "off" if names else "together",
    }
    return _chart(quality, "drift", figure, words)


def _chance(figure: Any, compared: pd.DataFrame, notice: str) -> None:
    """Draw what chance may do at each trial, hatched where simulated."""
    figure.add_bar(
        x=list(range(len(compared))),
        base=-compared["granted_s"] * 100,
        y=compared["granted_s"] * 200,
        width=0.62,
        marker={
            "color": theme.SAND_DEEP,
            "pattern": theme.HATCH if notice else None,
            "line": {"width": 0},
        },
        hoverinfo="skip",
    )


def _clocks(figure: Any, compared: pd.DataFrame, off: Any) -> None:
    figure.add_scatter(
        x=list(range(len(compared))),
        y=compared["drift_s"] * 100,
        mode="markers+text",
        text=[
            theme.plain(code) if bad else ""
            for code, bad in zip(compared["control"], off, strict=True)
        ],
        textposition="top center",
        textfont={"color": theme.RED, "size": 12},
        cliponaxis=False,
        marker={"size": 8, "color": np.where(off, theme.RED, theme.INK).tolist()},
        customdata=[theme.plain(code) for code in compared["control"]],
        hovertemplate="%{customdata}: %{y:,.1f}<extra></extra>",
    )
    figure.add_hline(y=0, line={"color": theme.SLATE, "width": 1})
    figure.update_yaxes(showgrid=True, gridcolor=theme.GRID, nticks=7)


def _chart(quality: Quality, name: str, figure: Any, words: dict[str, str]) -> Chart:
    voice = quality.voice
    state = words.pop("state")
    return Chart(
        f"quality-{name}",
        figure,
        title=voice.text(f"chart quality {name} {state}", **words),
        subtitle=voice.text(f"chart quality {name} subtitle", **words),
        source=voice.text("source simulated" if quality.simulated else "source computed"),
        alt=voice.text(f"chart quality {name} alt {state}", **words),
        notice=quality.notice,
    )
