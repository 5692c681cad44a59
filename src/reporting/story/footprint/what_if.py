"""What-if told: each measure's difference by category, on both bases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting.footprint.classification import classification
from reporting.story.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporting.footprint.inventory import Kilograms
    from reporting.footprint.what_if import Variant
    from reporting.story.voice import Voice


def differences(variants: Sequence[Variant], voice: Voice, notice: str = "") -> Table:
    """Return the difference that each measure makes, category by category [kg CO2e]."""
    t = voice.text
    rows: list[Row] = []
    for variant in variants:
        rows += [
            _row(measure_name(variant, voice), f"{code} {_category(code, voice)}", kg)
            for code, kg in variant.difference().items()
        ]
        rows.append(_row(measure_name(variant, voice), t("Totals"), variant.total(), "total"))
    columns = [
        Column("measure", t("Measure")),
        Column("category", t("Event category")),
        Column("location", t("Location-based [kg]"), "number", lambda kg: voice.signed(kg, 1)),
        Column("market", t("Market-based [kg]"), "number", lambda kg: voice.signed(kg, 1)),
    ]
    source = t("source what-if")
    return Table("what-if", t("caption what-if"), columns, rows, source, notice=notice)


def measure_name(variant: Variant, voice: Voice) -> str:
    """Return the name of a variant's measure, or that it is all of them together."""
    if "+" in variant.name:
        return voice.text("all measures")
    return str(getattr(variant.measure, voice.language))


def _category(code: str, voice: Voice) -> str:
    return str(getattr(classification().categories[code], voice.language))


def _row(measure: str, category: str, kg: Kilograms, kind: str = "") -> Row:
    return {
        "measure": measure,
        "category": category,
        "location": kg.location_kg,
        "market": kg.market_kg,
        "class": kind,
    }
