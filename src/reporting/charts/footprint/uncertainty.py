"""How sure the footprint is: intervals by each method, and what moves the total most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting.charts import theme
from reporting.charts.chart import Chart
from reporting.charts.footprint.categories import BASES, framed, pattern, tonnes
from reporting.language import EN_DASH

if TYPE_CHECKING:
    from reporting.story.footprint.telling import Footprint

SHOWN = 10
"""Activities in the tornado."""

MARK = {"size": 9, "color": theme.INK, "symbol": "line-ns-open", "line": {"width": 2}}
"""The inventory's own figure."""

METHODS = ("simulated", "propagated", "dependent")


def tornado(fp: Footprint) -> Chart:
    """Draw how far each activity alone could move the location-based total."""
    voice = fp.voice
    shown = fp.statement["tornado"][:SHOWN]
    names = [theme.plain(f"{one['activity']} {fp.own(one, 'description')}") for one in shown]
    figure = theme.figure(voice, 27 * len(shown) + 44, barmode="overlay")
    for end, colour in (("down_kg", theme.SLATE_LIGHT), ("up_kg", theme.RED)):
        moved = [tonnes(one[end]) for one in shown]
        figure.add_bar(
            x=moved,
            y=names,
            orientation="h",
            width=0.62,
            text=[voice.signed(round(value, 6), 1) for value in moved],
            textposition="outside",
            textfont={"size": 11, "color": theme.INK},
            cliponaxis=False,
            marker={"color": colour, "pattern": pattern(fp), "line": {"width": 0}},
            hovertemplate="%{y}: %{x:+,.2f} t<extra></extra>",
        )
    low = min(tonnes(one["down_kg"]) for one in shown)
    high = max(tonnes(one["up_kg"]) for one in shown)
    reach = high - low
    figure.add_vline(x=0, line={"color": theme.INK, "width": 1})
    figure.update_yaxes(
        autorange="reversed", tickfont={"size": 11, "color": theme.INK}, **theme.APART
    )
    figure.update_xaxes(range=[low - reach * 0.12, high + reach * 0.12], showticklabels=False)
    first = shown[0]
    words = {
        "what": fp.own(first, "description"),
        "up": voice.number(round(tonnes(first["up_kg"]), 6), 1),
        "down": voice.number(round(-tonnes(first["down_kg"]), 6), 1),
        "n": voice.number(len(shown)),
    }
    return framed(fp, "tornado", figure, words)


def intervals(fp: Footprint) -> Chart:
    """Draw both totals with their 95 % intervals, by each method."""
    voice = fp.voice
    figure = theme.figure(voice, 200 if fp.totals_differ else 116)
    bases = BASES if fp.totals_differ else BASES[:1]
    names = []
    for basis in bases:
        centre = tonnes(fp.statement[f"total_{basis}_kg"])
        for method in METHODS:
            low, high = (tonnes(kg) for kg in _ends(fp, method, basis))
            name = f"{voice.text(f'{basis}-based')}, {voice.text(f'interval {method}')}"
            names.append(name)
            main = method == METHODS[0]
            figure.add_scatter(
                x=[low, high],
                y=[name, name],
                mode="lines",
                line={
                    "color": theme.RED if main else theme.SLATE_LIGHT,
                    "width": 6 if main else 3,
                    "dash": "dot" if fp.notice and not main else "solid",
                },
                hovertemplate="%{x:,.2f} t<extra></extra>",
            )
            figure.add_scatter(
                x=[centre],
                y=[name],
                mode="markers",
                hoverinfo="skip",
                marker=MARK,
            )
            figure.add_annotation(
                x=high,
                y=name,
                text=f"{voice.number(round(low, 6), 1)}–{voice.number(round(high, 6), 1)}",
                showarrow=False,
                xanchor="left",
                xshift=8,
                font={"size": 11.5, "color": theme.INK if main else theme.SLATE},
            )
    most = max(tonnes(fp.read(f"/uncertainty/dependent_{basis}_kg/1")) for basis in BASES)
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=names[::-1],
        tickfont={"size": 12, "color": theme.INK},
        **theme.APART,
    )
    figure.update_xaxes(range=[0, most * 1.2], showgrid=True, gridcolor=theme.GRID, nticks=7)
    ends = _ends(fp, METHODS[0], BASES[0])
    figures = (*ends, fp.statement["total_location_kg"])
    shown = [voice.number(round(tonnes(kg), 6), 1) for kg in figures]
    words = dict(zip(("low", "high", "total"), shown, strict=True))
    words |= {method: _between(fp, *_ends(fp, method, BASES[0])) for method in METHODS[1:]}
    return framed(fp, "intervals", figure, words)


def _between(fp: Footprint, low: float, high: float) -> str:
    """Return an interval as words carry it, in tonnes [given in kg CO2e]."""
    ends = [fp.voice.number(round(tonnes(kg), 6), 1) for kg in (low, high)]
    return EN_DASH.join(ends)


def _ends(fp: Footprint, method: str, basis: str) -> tuple[float, float]:
    """Return low and high of a total by a method [kg CO2e]."""
    if method == "dependent":
        low, high = fp.read(f"/uncertainty/dependent_{basis}_kg")
    else:
        place = "total" if method == "simulated" else "propagated"
        found = fp.read(f"/uncertainty/{place}_{basis}_kg")
        low, high = found["low"], found["high"]
    return float(low), float(high)
