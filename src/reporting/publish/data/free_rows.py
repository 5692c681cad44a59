"""Free rows of the inventory's workbook: a line that somebody adds is accounted for like any.

Below the lines stand rows with formulas alone. Whoever fills in id, category, scope, quantity and
factor (of the sheet ``factors``) gets its mass and gases, its well-to-tank and grid losses in rows
of their own, and its biogenic CO2 on the sheet ``memo``, by the relations of the sheet ``factors``.
"""

from __future__ import annotations

from typing import Any

from reporting.footprint import classification
from reporting.publish.data.inventory_formulas import (
    GASES,
    LINE_COLUMNS,
    Formula,
    letter,
    of_factor,
)
from reporting.publish.data.inventory_sheets import MEMO, RELATED, factor_letter

FREE = 20
"""How many lines can be added."""

BY_RULE = ("upstream", "losses")
HINT = {
    "note": "righe libere: id, categoria, Scope, quantità, fattore",
    "note_en": "free rows: id, category, scope, quantity, factor",
}


def free_lines(first: int) -> list[list[Any]]:
    """Return the free rows of the sheet ``lines``, then those that follow from them.

    Parameters
    ----------
    first
        The row of the sheet that the first free one stands in.
    """
    own = range(first, first + FREE)
    free = [_free(row) for row in own]
    free[0] = [HINT.get(name, cell) for name, cell in zip(LINE_COLUMNS, free[0], strict=True)]
    made = [(own_row, kind) for own_row in own for kind in BY_RULE]
    return free + [_by_rule(row, *source) for row, source in enumerate(made, own.stop)]


def free_memo(first: int, memo_first: int) -> list[list[Any]]:
    """Return the rows of the sheet ``memo`` that hold the biogenic CO2 of the free lines."""
    return [_biogenic(first + n, memo_first + n) for n in range(FREE)]


def _at(row: int) -> dict[str, str]:
    return {name: f"{letter(name)}{row}" for name in LINE_COLUMNS}


def _blank_unless(cell: str, formula: str) -> Formula:
    return Formula(f'=IF({cell}="","",{formula})', None)


def _free(row: int) -> list[Any]:
    """Return a row to be filled in: what is blank in it stays blank, never 0."""
    at = _at(row)
    of_unit = of_factor(at["market_factor"], "B", None).text[1:]
    unit = f'IF({at["market_factor"]}="",{at["factor_kgco2e_per_unit"]},{of_unit})'
    converted = f'{at["quantity"]}*IF({at["conversion"]}="",1,{at["conversion"]})'
    cells = {
        "amount": _blank_unless(at["quantity"], converted),
        "market_factor_kgco2e_per_unit": _blank_unless(at["factor"], unit),
    }
    return _masses(at, cells)


def _by_rule(row: int, own_row: int, kind: str) -> list[Any]:
    """Return the row of well-to-tank, or grid losses, of a free line."""
    at, own = _at(row), _at(own_row)
    related = _related(own["factor"], kind)
    scope, ours = own["scope"], classification().lookup.upstream_scope
    moved = f'IF(OR({scope}&""="1",{scope}&""="2"),"{ours}",{scope}&"")'
    cells = {
        "id": _blank_unless(at["factor"], f'{own["id"]}&"+{kind}"'),
        "activity": _blank_unless(at["factor"], own["id"]),
        "event_category": _blank_unless(at["factor"], own["event_category"]),
        "scope": _blank_unless(at["factor"], moved),
        "amount": _blank_unless(at["factor"], own["amount"]),
        "factor": Formula(f"={related}", None),
        "market_factor": _blank_unless(at["factor"], at["factor"]),
        "market_factor_kgco2e_per_unit": _blank_unless(at["factor"], at["factor_kgco2e_per_unit"]),
        "tier": _blank_unless(at["factor"], f'{own["tier"]}&""'),
    }
    return _masses(at, cells)


def _masses(at: dict[str, str], cells: dict[str, Formula]) -> list[Any]:
    """Return a row with the formulas of its factor, masses and gases."""
    amount = at["amount"]
    found = dict(cells)
    value = of_factor(at["factor"], "B", None).text[1:]
    found["factor_kgco2e_per_unit"] = _blank_unless(at["factor"], value)
    for basis, unit in (
        ("location_kg", "factor_kgco2e_per_unit"),
        ("market_kg", "market_factor_kgco2e_per_unit"),
    ):
        known = f'OR({amount}="",{at[unit]}="")'
        found[basis] = Formula(f'=IF({known},"",{amount}*{at[unit]})', None)
    for gas, column in GASES.items():
        of_unit = of_factor(at["factor"], column, None).text[1:]
        found[gas] = _blank_unless(at["location_kg"], f"{amount}*{of_unit}")
    split = "-".join(at[name] for name in ("location_kg", *GASES))
    found["not_split"] = _blank_unless(at["location_kg"], split)
    return [found.get(name) for name in LINE_COLUMNS]


def _biogenic(own_row: int, row: int) -> list[Any]:
    """Return the row of the sheet ``memo`` that belongs to a free line."""
    own = {name: f"lines!{cell}" for name, cell in _at(own_row).items()}
    at = {name: f"{chr(ord('A') + place)}{row}" for place, name in enumerate(MEMO)}
    column = factor_letter("biogenic_kgco2")
    of_unit = of_factor(at["factor"], column, None).text[1:]
    cells = {
        "factor": Formula(f"={_related(own['factor'], 'biogenic')}", None),
        "id": _blank_unless(at["factor"], f'{own["id"]}&"+biogenic"'),
        "event_category": _blank_unless(at["factor"], '"M1"'),
        "quantity": _blank_unless(at["factor"], own["quantity"]),
        "amount": _blank_unless(at["factor"], own["amount"]),
        "kg": _blank_unless(at["amount"], f"{at['amount']}*{of_unit}"),
    }
    return [cells.get(name) for name in MEMO]


def _related(cell: str, kind: str) -> str:
    """Return the expression for the factor of a kind that belongs to the factor in a cell."""
    related = of_factor(cell, factor_letter(RELATED[kind]), None).text[1:]
    return f'IF({cell}="","",IF({related}="","",{related}))'
