"""Counts as dots in a grid: a row each, columns named at the top, words beside the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reporting.charts import theme
from reporting.charts.maps.text import measured

if TYPE_CHECKING:
    from reporting.story.voice import Voice

ROW = 25
"""Height of a row [pixels]."""

DOT = 19.0
"""Diameter of a dot [pixels]."""

SLANT = 7
"""From more columns than this on their names stand aslant."""


def dots(
    voice: Voice,
    rows: Sequence[tuple[str, str, list[int]]],
    columns: Sequence[str],
    heads: Mapping[int, str],
    *,
    totals: bool = False,
) -> Any:
    """Draw counts as dots with their number: a row each, columns named at the top.

    Parameters
    ----------
    rows
        Label, colour, counts.
    columns
        Their names.
    heads
        Row's index -> words over it.
    totals
        Whether each row ends with its sum.
    """
    ys = _rows_down(rows, heads)
    depth = ys[-1] - ROW * 0.8
    figure = theme.figure(voice, 10)
    for (label, colour, counts), y in zip(rows, ys, strict=True):
        _dot_row(figure, counts, y, colour)
        shown = f"{label}  <b>{voice.number(sum(counts))}</b>" if totals else label
        beside(figure, -0.6, y, shown, "right")
    for place, words in heads.items():
        _head(figure, words, ys[place] + ROW * (0.95 + 0.25 * rows[place][0].count("<br>")))
    top = _column_names(figure, columns)
    hidden = {"visible": False, "fixedrange": True}
    figure.update_xaxes(range=[-0.6, len(columns) - 0.4], **hidden)
    figure.update_yaxes(range=[depth, ROW * 0.9], **hidden)
    labels = [part for words, _, _ in rows for part in words.split("<br>")]
    left = max(measured(words, 12.5) for words in labels) + (34 if totals else 16)
    height = round(ROW * 0.9 - depth + top)
    figure.update_layout(
        height=height,
        margin={"l": left, "r": 48 if len(columns) > SLANT else 8, "t": top, "b": 0},
        hovermode=False,
    )
    return figure


def _rows_down(rows: Sequence[tuple[str, str, list[int]]], heads: Mapping[int, str]) -> list[float]:
    """Return each row's height, broken labels and heads given their room."""
    ys, y = [], 0.0
    for place, (label, _, _) in enumerate(rows):
        if place in heads:
            y -= ROW * (1.5 if place else 1.1)
        tall = 0.5 * ROW * label.count("<br>")
        ys.append(y - tall / 2)
        y -= ROW + tall
    return ys


def _dot_row(figure: Any, counts: Sequence[int], y: float, colour: str) -> None:
    figure.add_shape(
        type="line",
        x0=-0.5,
        x1=len(counts) - 0.5,
        y0=y,
        y1=y,
        line={"color": theme.GRID, "width": 1},
        layer="below",
    )
    there = [place for place, count in enumerate(counts) if count]
    figure.add_scatter(
        x=there,
        y=[y] * len(there),
        mode="markers+text",
        text=[str(counts[place]) for place in there],
        textfont={"size": 11, "color": theme.PAPER, "weight": 700},
        marker={"size": DOT, "color": colour, "line": {"color": theme.PAPER, "width": 1}},
        hoverinfo="skip",
        cliponaxis=False,
    )


def _head(figure: Any, words: str, y: float) -> None:
    figure.add_annotation(
        x=0,
        xref="paper",
        y=y,
        text=theme.plain(words),
        showarrow=False,
        xanchor="right",
        xshift=-9,
        font={"size": 11.5, "color": theme.SLATE, "weight": 600},
    )


def _column_names(figure: Any, names: Sequence[str]) -> float:
    """Write the columns' names, aslant where they are many; return the room they take."""
    slant = len(names) > SLANT
    for place, name in enumerate(names):
        figure.add_annotation(
            x=place,
            y=1,
            yref="paper",
            text=theme.plain(name),
            showarrow=False,
            textangle=-38 if slant else 0,
            xanchor="left" if slant else "center",
            yanchor="bottom",
            xshift=-5 if slant else 0,
            font={"size": 12, "weight": 600},
        )
    widest = max(measured(name, 12, "semibold") for name in names)
    return 14 + widest * 0.62 if slant else 26


def beside(
    figure: Any, x: float, y: float, text: str, side: str, *, gap: float = 9, size: float = 12.5
) -> None:
    """Write `text` beside a point, on its right or left `side` ending there, `gap` away [px]."""
    figure.add_annotation(
        x=x,
        y=y,
        text=text,
        showarrow=False,
        xanchor=side,
        align=side,
        xshift=-gap if side == "right" else gap,
        font={"size": size},
    )
