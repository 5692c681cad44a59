"""The footprint's data files: tables for Parquet and CSV, and the workbook with live formulas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reporting.language import LANGUAGES
from reporting.publish.data.inventory_sheets import sheets
from reporting.publish.pages.page_words import words

if TYPE_CHECKING:
    import pandas as pd

    from reporting.event import Event

NATURE = "nature"
"""Column that says what the figures are: synthetic, screening, compiled."""


def tables(statement: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """Return the statement as tables.

    Returns
    -------
    dict of str to DataFrame
        ``footprint`` is the audit trail, one row a line (quantity, amount, factor, location_kg
        and market_kg [kg CO2e], gases [kg CO2e]); then ``footprint-categories``,
        ``footprint-scopes``, ``footprint-memo``, ``footprint-exclusions``, ``footprint-factors``,
        ``footprint-metrics`` and ``footprint-index``. Each has the column ``nature``.
    """
    import pandas as pd

    found = {
        "footprint": _lines(statement),
        "footprint-categories": _keyed(statement["by_category"], "event_category"),
        "footprint-scopes": _keyed(statement["by_scope"], "scope"),
        **{
            f"footprint-{name}": pd.DataFrame(rows, columns=head)
            for name, (head, rows) in sheets(statement).items()
        },
    }
    return {
        name: table.assign(**{NATURE: statement["nature"]})
        for name, table in found.items()
        if len(table)
    }


def _lines(statement: Mapping[str, Any]) -> pd.DataFrame:
    import pandas as pd

    spread = statement["uncertainty"].get("gsd_squared", {})
    rows = [_flat(line) | {"gsd_squared": spread[line["id"]]} for line in statement["lines"]]
    return pd.DataFrame(rows)


def _flat(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line with a column for each gas, and its lists as words."""
    cells = {name: value for name, value in line.items() if name != "by_gas"}
    cells |= {f"location_{gas}_kg": kg for gas, kg in line["by_gas"].items()}
    cells["pedigree"] = "-".join(map(str, line["pedigree"]))
    cells["factor_differs"] = " ".join(line["factor_differs"])
    return cells


def _keyed(rows: Mapping[str, Any], key: str) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame([{key: code, **row} for code, row in rows.items()])


def notes(event: Event, statement: Mapping[str, Any]) -> list[str]:
    """Return what stands above the workbook's totals: name and nature, in both languages."""
    return [
        note
        for language in LANGUAGES
        for note in (
            event.info.name.in_language(language),
            words(language)[f"footprint-{statement['nature']}"],
        )
    ]
