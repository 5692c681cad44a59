"""What-if drawn: by how much each measure changes each category."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting.charts import theme
from reporting.charts.chart import Chart
from reporting.footprint.classification import classification
from reporting.story.footprint.inventory_words import chemical
from reporting.story.footprint.what_if import measure_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporting.footprint.what_if import Variant
    from reporting.story.voice import Voice

ROW_PX = 26


def what_if(variants: Sequence[Variant], voice: Voice, notice: str = "") -> Chart:
    """Draw the difference of each measure by category, location-based, in tonnes of CO2e."""
    categories = classification().categories
    names: list[str] = []
    changes: list[float] = []
    for variant in variants:
        for code, kg in variant.difference().items():
            category = getattr(categories[code], voice.language)
            names.append(f"{measure_name(variant, voice)}<br><sup>{category}</sup>")
            changes.append(float(kg.location_kg) / 1000)
    figure = theme.figure(voice, ROW_PX * len(names) + 60)
    figure.add_bar(
        x=changes,
        y=names,
        orientation="h",
        width=0.6,
        text=[voice.signed(round(change, 6), 2) for change in changes],
        textposition="outside",
        cliponaxis=False,
        marker={
            "color": [theme.RED if change > 0 else theme.SLATE for change in changes],
            "line": {"width": 0},
        },
        hovertemplate="%{y}: %{x:+,.2f} t<extra></extra>",
    )
    reach = max((abs(change) for change in changes), default=1.0)
    figure.add_vline(x=0, line={"color": theme.INK, "width": 1})
    figure.update_yaxes(autorange="reversed", tickfont={"size": 11.5, "color": theme.INK})
    figure.update_xaxes(range=[-reach * 1.25, reach * 0.35], showticklabels=False)
    best = min(variants, key=lambda one: one.total().location_kg)
    words = {
        "measure": measure_name(best, voice),
        "change": voice.number(round(abs(float(best.total().location_kg)) / 1000, 6), 2),
    }
    return Chart(
        "what-if",
        figure,
        chemical(voice.text("chart what-if title", **words)),
        chemical(voice.text("chart what-if subtitle")),
        voice.text("source what-if"),
        chemical(voice.text("chart what-if alt", **words)),
        notice,
    )
