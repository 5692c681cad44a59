"""Changes between two years, side by side: a dashed line joins the ends that are published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reporting.charts import theme
from reporting.charts.chart import Chart
from reporting.language import MINUS
from reporting.story.journey.indicators import sources

if TYPE_CHECKING:
    from reporting.story.journey.indicators import Indicator
    from reporting.story.voice import Voice

LABEL = 12.5
PANEL = 190
GAP = 0.09


def changes(name: str, rows: Sequence[Indicator], voice: Voice) -> Chart | None:
    """Draw changes between two years side by side; None without any."""
    drawn = [one for one in rows if one.numeric]
    if not drawn:
        return None
    figure = theme.figure(voice, PANEL + 46)
    wide = (1 - GAP * (len(drawn) - 1)) / len(drawn)
    for place, one in enumerate(drawn):
        left = place * (wide + GAP)
        _slope(figure, one, place + 1, (left, min(left + wide, 1.0)), voice)
    figure.update_layout(margin={"l": 30, "r": 30, "t": 46, "b": 24}, hovermode=False)
    listed = "; ".join(
        f"{one.name}: {one.show(voice)}, {one.since}\u2013{one.until}" for one in drawn
    )
    return Chart(
        name,
        figure,
        title=voice.text("journey district changes title"),
        subtitle=voice.text("journey district changes subtitle"),
        source=sources(drawn),
        alt=voice.text("journey district changes alt", listed=listed),
    )


def _slope(
    figure: Any, one: Indicator, panel: int, domain: tuple[float, float], voice: Voice
) -> None:
    """Draw one change: from nothing for a rise, from everything for a share that was lost."""
    assert one.since is not None
    assert one.until is not None
    share = one.unit.startswith("%")
    start = 100.0 if share else 0.0
    change = float(one.number)
    end = start - abs(change) if share else change
    axis = "" if panel == 1 else str(panel)
    colour = theme.SLATE if share else theme.RED
    xs, ys = [one.since, one.until], [start, end]
    floor = 0.0 if share else min(0.0, end)
    figure.add_scatter(
        x=[*xs, xs[1], xs[0]],
        y=[*ys, floor, floor],
        fill="toself",
        mode="lines",
        line={"width": 0},
        fillcolor=theme.SAND,
        xaxis=f"x{axis}",
        yaxis=f"y{axis}",
    )
    figure.add_scatter(
        x=xs,
        y=ys,
        mode="lines+markers",
        line={"color": colour, "width": 2.4, "dash": "4px,4px"},
        marker={"size": 9, "color": colour},
        cliponaxis=False,
        xaxis=f"x{axis}",
        yaxis=f"y{axis}",
    )
    top = 108.0 if share else max(end, 0.0) * 1.25
    figure.update_layout(
        {
            f"xaxis{axis}": {
                "domain": list(domain),
                "tickvals": xs,
                "ticktext": [str(year) for year in xs],
                "range": [xs[0] - 1, xs[1] + 1],
                "anchor": f"y{axis}",
                "fixedrange": True,
                "showgrid": False,
                "tickfont": {"size": 12, "color": theme.SLATE},
                "showline": True,
                "linecolor": theme.HAIRLINE,
            },
            f"yaxis{axis}": {
                "visible": False,
                "range": [floor, top],
                "anchor": f"x{axis}",
                "fixedrange": True,
            },
        }
    )
    _panel_head(figure, one, domain, voice)


def _signed_change(one: Indicator, voice: Voice) -> str:
    """Return a change; of a share that was lost with its minus, whichever way it is published."""
    lost = one.unit.startswith("%") and one.number > 0
    return f"{MINUS}{one.show(voice)}" if lost else one.show(voice)


def _panel_head(figure: Any, one: Indicator, domain: tuple[float, float], voice: Voice) -> None:
    """Write what changed over a panel, and by how much in it: under the line."""
    rising = not one.unit.startswith("%") and one.number > 0
    common = {"y": 1, "xref": "paper", "yref": "paper", "showarrow": False, "align": "left"}
    figure.add_annotation(
        x=domain[0],
        text=theme.wrapped(one.name, 30),
        xanchor="left",
        yanchor="bottom",
        yshift=8,
        font={"size": LABEL, "color": theme.SLATE},
        **common,
    )
    figure.add_annotation(
        x=domain[1] - 0.005 if rising else (domain[0] + domain[1]) / 2,
        text=f"<b>{_signed_change(one, voice)}</b>",
        xanchor="right" if rising else "center",
        yanchor="top",
        yshift=-PANEL * (0.68 if rising else 0.45),
        font={"size": 17, "color": theme.INK},
        **common,
    )
