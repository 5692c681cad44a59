"""What the formulas of the inventory's workbook are made of: the sheet's columns, the factors."""

from __future__ import annotations

from dataclasses import dataclass

LINE_COLUMNS = (
    "id", "activity", "event_category", "scope", "description", "description_en", "by_rule",
    "quantity", "unit", "conversion", "amount", "factor_unit", "factor", "factor_kgco2e_per_unit",
    "market_factor", "market_factor_kgco2e_per_unit", "location_kg", "market_kg", "co2", "ch4",
    "n2o", "not_split", "gsd_squared", "tier", "pedigree", "year", "country", "evidence",
    "evidence_en", "note", "note_en", "factor_differs", "row",
)  # fmt: skip
"""Columns of the sheet ``lines``."""

GASES = {"co2": "E", "ch4": "F", "n2o": "G"}
"""Gas -> column of the sheet ``factors``."""

FIRST, LAST = 2, 5000
"""Rows that sums run over: a line that somebody adds below is added up, too."""


@dataclass(frozen=True)
class Formula:
    """A formula and the value that we computed for it."""

    text: str
    value: float | None


def of_factor(cell: str, column: str, value: float | None) -> Formula:
    """Return a value of the factor that a cell names; a blank one counts as nothing."""
    return Formula(f"=INDEX(factors!${column}:${column},MATCH({cell},factors!$A:$A,0))", value)


def letter(column: str) -> str:
    """Return the letter of a column of the sheet ``lines``."""
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(LINE_COLUMNS.index(column)))
