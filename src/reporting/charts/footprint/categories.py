"""The footprint's charts: where it comes from, how well it is known, the two totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reporting.charts import theme
from reporting.charts.chart import Chart
from reporting.footprint.classification import classification
from reporting.language import EN_DASH, article
from reporting.story.footprint.inventory_words import chemical

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from reporting.story.footprint.telling import Footprint

TIER_COLOURS = {
    "measured": theme.INK,
    "calculated": theme.SLATE_LIGHT,
    "screening": theme.SAND_DEEP,
}
SCOPE_COLOURS = {
    "1": theme.INK,
    "2": theme.RED,
    "3": theme.SLATE_LIGHT,
    "3.other": theme.SAND_DEEP,
}
BASES = ("location", "market")

LEGEND = {
    "orientation": "h",
    # Flush with the words above it, and in sight on a telephone: beside the figure, not the bars.
    "x": 0,
    "xref": "container",
    "xanchor": "left",
    "y": 1,
    "yref": "container",
    "yanchor": "top",
    "traceorder": "normal",
}
LEGEND_MARGIN = {"l": 8, "r": 8, "t": 32, "b": 8}
"""Room for the legend above the bars [px]."""


def _fill(fp: Footprint, colour: str) -> dict[str, Any]:
    """Return the fill of a bar: its colour, hatched where its figures are estimates."""
    return {"color": colour, "pattern": pattern(fp), "line": {"width": 0}}


def pattern(fp: Footprint) -> dict[str, Any] | None:
    """Return the hatch of bars whose figures are made up or a screening estimate."""
    return theme.HATCH if fp.notice else None


def named(fp: Footprint, code: str) -> str:
    """Return a category's code and name as a chart has room for it: without what it lists."""
    return f"{code} {fp.category(code).partition(' (')[0]}"


def tonnes(kg: float) -> float:
    """Return kilograms in tonnes, as charts draw them."""
    return kg / 1000


def quality(fp: Footprint) -> Chart:
    """Draw every category by tier: how much, how well it is known, and what is missing."""
    codes = _by_size(fp)
    known = fp.statement["by_category"]
    figure = theme.figure(fp.voice, 18 * len(codes) + 50, barmode="stack")
    names = [named(fp, code) for code in codes]
    for tier, colour in TIER_COLOURS.items():
        masses = [_of_tier(fp, code, tier) for code in codes]
        if not any(masses):
            continue
        figure.add_bar(
            x=masses,
            y=names,
            orientation="h",
            width=0.62,
            name=fp.tier(tier),
            marker=_fill(fp, colour),
            hovertemplate=f"%{{y}}, {fp.tier(tier)}: %{{x:,.2f}} t<extra></extra>",
        )
    for code, name in zip(codes, names, strict=True):
        _mark_total(fp, figure, code, name, known)
    figure.update_layout(showlegend=True, legend=LEGEND, margin=LEGEND_MARGIN)
    ticks = {"size": 11.5, "color": theme.INK}
    figure.update_yaxes(autorange="reversed", tickfont=ticks, **theme.APART)
    largest = max((tonnes(sums["location_kg"]) for sums in known.values()), default=1)
    figure.update_xaxes(range=[0, largest * 1.16], showticklabels=False)
    words = _quality_words(fp)
    return framed(fp, "data-quality", figure, words, "" if fp.measured else "none")


def _mark_total(fp: Footprint, figure: go.Figure, code: str, name: str, known: Any) -> None:
    """Write a category's mass beside its bar, or that it is not estimated."""
    if code in known:
        at = tonnes(known[code]["location_kg"])
        said, colour = fp.voice.number(round(at, 6), 1), theme.INK
    else:
        at, said, colour = 0, f"<i>{fp.voice.text('not estimated')}</i>", theme.SLATE
    figure.add_annotation(
        x=at,
        y=name,
        text=said,
        showarrow=False,
        xanchor="left",
        xshift=6,
        font={"size": 11.5, "color": colour},
    )


def _by_size(fp: Footprint) -> list[str]:
    """Return the codes of all event categories, the largest first, the missing last."""
    known = fp.statement["by_category"]
    codes = [code for code in classification().categories if code.startswith("E")]
    return sorted(codes, key=lambda code: -known[code]["location_kg"] if code in known else 1)


def _of_tier(fp: Footprint, code: str, tier: str) -> float:
    sums = fp.statement["by_category_tier"].get(code)
    return tonnes(sums[tier]["location_kg"]) if sums else 0


def _quality_words(fp: Footprint) -> dict[str, str]:
    voice, coverage = fp.voice, fp.statement["coverage"]
    primary = voice.percent(fp.statement["shares"]["primary"] or 0)
    of = voice.number(coverage["categories"])
    estimated = coverage["categories_estimated"]
    return {
        "primary": primary,
        "the_primary": article(primary, voice.language) + primary,
        "coverage": voice.plural("n of categories estimated", estimated, of=of),
    }


def waterfall(fp: Footprint) -> Chart:
    """Draw how the categories add up to the location-based total, with its interval."""
    known = fp.statement["by_category"]
    codes = sorted(known, key=lambda code: -known[code]["location_kg"])
    masses = [tonnes(known[code]["location_kg"]) for code in codes]
    starts = [sum(masses[:place]) for place in range(len(masses))]
    total = sum(masses)
    names = [
        *(named(fp, code) for code in codes),
        fp.voice.text("Total location-based"),
    ]
    figure = theme.figure(fp.voice, 20 * len(names) + 34)
    for part, colour in ((slice(0, 3), theme.RED), (slice(3, None), theme.SLATE_LIGHT)):
        _floating(figure, names[:-1][part], starts[part], masses[part], _fill(fp, colour))
    _floating(figure, names[-1:], [0.0], [total], _fill(fp, theme.INK))
    low, high = (
        tonnes(fp.read(f"/uncertainty/total_location_kg/{end}")) for end in ("low", "high")
    )
    _whisker(figure, names[-1], total, low, high)
    interval = f" ({_shown(fp, low)}{EN_DASH}{_shown(fp, high)})"
    for name, start, mass in zip(names, [*starts, 0.0], [*masses, total], strict=True):
        figure.add_annotation(
            x=high if name == names[-1] else start + mass,
            y=name,
            text=_shown(fp, mass) + (interval if name == names[-1] else ""),
            showarrow=False,
            xanchor="left",
            xshift=6,
            font={"size": 11.5, "color": theme.INK},
        )
    figure.update_yaxes(
        autorange="reversed", tickfont={"size": 11.5, "color": theme.INK}, **theme.APART
    )
    figure.update_xaxes(range=[0, high * 1.26], showgrid=True, gridcolor=theme.GRID, nticks=6)
    return framed(fp, "waterfall", figure, _driver_words(fp), "two" if len(codes) == 2 else "")


def _shown(fp: Footprint, mass: float) -> str:
    return fp.voice.number(round(mass, 6), 1)


def _floating(
    figure: go.Figure,
    names: Sequence[str],
    starts: Sequence[float],
    masses: Sequence[float],
    fill: dict[str, Any],
) -> None:
    """Draw bars that begin where the ones before them end."""
    figure.add_bar(
        x=list(masses),
        base=list(starts),
        y=list(names),
        orientation="h",
        width=0.64,
        marker=fill,
        hovertemplate="%{y}: %{customdata:,.2f} t<extra></extra>",
        customdata=list(masses),
    )


def _whisker(figure: go.Figure, name: str, at: float, low: float, high: float) -> None:
    """Draw a 95 % interval over a bar."""
    figure.add_scatter(
        x=[at],
        y=[name],
        mode="markers",
        hoverinfo="skip",
        marker={"size": 1, "color": theme.SLATE},
        error_x={
            "type": "data",
            "array": [high - at],
            "arrayminus": [at - low],
            "color": theme.RED,
            "thickness": 1.8,
            "width": 7,
        },
    )


def _driver_words(fp: Footprint) -> dict[str, str]:
    voice = fp.voice
    share = voice.percent(fp.statement["drivers"]["share_of_location"])
    return {
        "list": fp.listed,
        "first": fp.within(fp.drivers[0]),
        "share": article(share, voice.language) + share,
        "total": voice.number(round(tonnes(fp.statement["total_location_kg"]), 6), 1),
    }


def totals(fp: Footprint) -> Chart:
    """Draw scopes 1, 2 and 3 on both bases, side by side."""
    voice = fp.voice
    names = [voice.text(f"Total {basis}-based") for basis in BASES]
    figure = theme.figure(voice, 150, barmode="stack")
    for scope, colour in SCOPE_COLOURS.items():
        masses = [_of_scope(fp, scope, basis) for basis in BASES]
        known = scope != "3.other"
        name = voice.text("scope name", n=scope) if known else fp.scope(scope)
        figure.add_bar(
            x=masses,
            y=names,
            orientation="h",
            width=0.56,
            name=name,
            marker=_fill(fp, colour),
            hovertemplate=f"{name}: %{{x:,.2f}} t<extra></extra>",
        )
    for basis, name in zip(BASES, names, strict=True):
        mass = tonnes(fp.statement[f"total_{basis}_kg"])
        figure.add_annotation(
            x=mass,
            y=name,
            text=f"<b>{voice.number(round(mass, 6), 1)}</b>",
            showarrow=False,
            xanchor="left",
            xshift=6,
        )
    figure.update_layout(showlegend=True, legend=LEGEND, margin=LEGEND_MARGIN)
    figure.update_yaxes(
        autorange="reversed", tickfont={"size": 12.5, "color": theme.INK}, **theme.APART
    )
    most = max(tonnes(fp.statement[f"total_{basis}_kg"]) for basis in BASES)
    figure.update_xaxes(range=[0, most * 1.1], showticklabels=False)
    words = {
        basis: voice.number(round(tonnes(fp.statement[f"total_{basis}_kg"]), 6), 1)
        for basis in BASES
    }
    return framed(fp, "totals", figure, words, "same" if not fp.totals_differ else "")


def _of_scope(fp: Footprint, scope: str, basis: str) -> float:
    if scope == "3":
        return tonnes(fp.statement["scope_sums"].get("3", {}).get(f"{basis}_kg", 0))
    return tonnes(fp.statement["by_scope"].get(scope, {}).get(f"{basis}_kg", 0))


def framed(
    fp: Footprint, name: str, figure: go.Figure, words: dict[str, str], kind: str = ""
) -> Chart:
    """Return the figure with the words of its name."""
    text = fp.voice.text
    title = f"chart {name} title {kind}".strip()
    return Chart(
        name,
        figure,
        chemical(text(title, **words)),
        chemical(text(f"chart {name} subtitle")),
        fp.source,
        chemical(text(f"chart {name} alt", **words)),
        fp.notice,
    )
