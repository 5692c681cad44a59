"""The inventory as a workbook that an assurer can follow: live formulas from lines to totals.

Written with XlsxWriter: each formula carries the value that we computed, so that a viewer which
does not calculate shows the same figures as one that does. Texts are stored as texts, never run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.footprint import classification
from reporting.language import LANGUAGES, in_each
from reporting.publish.data.free_rows import free_lines, free_memo
from reporting.publish.data.inventory_formulas import (
    FIRST,
    GASES,
    LAST,
    LINE_COLUMNS,
    Formula,
    letter,
    of_factor,
)
from reporting.publish.data.inventory_sheets import MEMO, log_rows, sheets

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet


BASES = ("location", "market")
EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""A fixed day: the same inventory gives the same bytes."""
UNCOVERED = "+uncovered"


@dataclass(frozen=True)
class _Places:
    """Where the lines of each activity stand, and how much all of them are for.

    Parameters
    ----------
    statement
        What the workbook is of.
    rows
        Activity -> row of its own line on the sheet.
    whole
        Activity -> its quantity in the factor's unit: both parts where a contract covers one.
    """

    statement: Mapping[str, Any]
    rows: Mapping[str, int]
    whole: Mapping[str, float]

    @classmethod
    def of(cls, statement: Mapping[str, Any]) -> _Places:
        rows: dict[str, int] = {}
        whole: dict[str, float] = {}
        for row, line in enumerate(statement["lines"], FIRST):
            name = line["activity"]
            rows.setdefault(name, row)
            if line["id"] == name or line["id"].endswith(UNCOVERED):
                whole[name] = whole.get(name, 0.0) + line["amount"]
        return cls(statement, rows, whole)


@dataclass
class _Book:
    """The workbook while it is written."""

    book: Workbook

    def __post_init__(self) -> None:
        self.bold = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.kg = self.book.add_format({"num_format": "#,##0.000"})
        self.sum = self.book.add_format({"num_format": "#,##0.000", "bold": True, "top": 1})
        self.notice = self.book.add_format({"bold": True, "font_color": "#B8122B"})

    def table(self, name: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> Worksheet:
        """Add a sheet with a head and rows, filtered and frozen."""
        sheet = self.book.add_worksheet(name)
        for column, title in enumerate(head):
            sheet.write_string(0, column, title, self.bold)
        for row, cells in enumerate(rows, start=1):
            self.row(sheet, row, cells)
        sheet.freeze_panes(1, 1)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(head) - 1)
        sheet.autofit(320)
        return sheet

    def row(self, sheet: Worksheet, row: int, cells: Sequence[Any], style: Any = None) -> None:
        """Write one row; nothing but a formula of ours is ever a formula."""
        for column, value in enumerate(cells):
            if isinstance(value, Formula):
                shown = "" if value.value is None else value.value
                sheet.write_formula(row, column, value.text, style or self.kg, shown)
            elif isinstance(value, bool):
                sheet.write_boolean(row, column, value, style)
            elif isinstance(value, (int, float)):
                sheet.write_number(row, column, value, style)
            elif value is not None:
                sheet.write_string(row, column, str(value), style)


def write_inventory(path: Path, statement: Mapping[str, Any], notes: Sequence[str]) -> Path:
    """Write the workbook of a statement.

    Parameters
    ----------
    path
        The file.
    statement
        What :func:`reporting.footprint.statement` gave.
    notes
        What stands above the totals: title and notice, in both languages.

    Returns
    -------
    Path
        `path`; sheets ``summary``, ``lines``, ``memo``, ``factors``, ``metrics``, ``index``,
        ``exclusions``, ``log``.
    """
    from xlsxwriter import Workbook

    with Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": notes[0], "created": EPOCH})
        writer = _Book(book)
        summary = book.add_worksheet("summary")
        places = _Places.of(statement)
        lines = [_line(one, places, row) for row, one in enumerate(statement["lines"], FIRST)]
        below = FIRST + len(lines)
        writer.table("lines", LINE_COLUMNS, lines + free_lines(below))
        beside = statement["memo"]["lines"]
        memo = [_memo(one, places, row) for row, one in enumerate(beside, FIRST)]
        memo += free_memo(below, FIRST + len(memo))
        for name, (head, rows) in sheets(statement).items():
            writer.table(name, head, memo if name == "memo" else rows)
        writer.table("log", *log_rows(statement))
        _summary(writer, summary, statement, notes)
    return path


def _line(line: Mapping[str, Any], places: _Places, row: int) -> list[Any]:
    """Return the cells of a line: everything that follows from a quantity or factor is a formula.

    A line made by rule takes its quantity from the line that it belongs to.
    """
    at = {name: f"{letter(name)}{row}" for name in LINE_COLUMNS}
    statement, whole = places.statement, places.whole[line["activity"]]
    own = places.rows[line["activity"]]
    quantity: Any = line["quantity"]
    computed: dict[str, Any] = {
        "quantity": Formula(f"={letter('quantity')}{own}", quantity) if own != row else quantity,
        "conversion": whole / quantity if quantity else 1,
        "amount": Formula(_amount(line, at, own, whole), line["amount"]),
        "factor_kgco2e_per_unit": of_factor(at["factor"], "B", line["factor_kgco2e_per_unit"]),
        "market_factor_kgco2e_per_unit": of_factor(
            at["market_factor"], "B", line["market_factor_kgco2e_per_unit"]
        ),
        "location_kg": Formula(
            f"={at['amount']}*{at['factor_kgco2e_per_unit']}", line["location_kg"]
        ),
        "market_kg": Formula(
            f"={at['amount']}*{at['market_factor_kgco2e_per_unit']}", line["market_kg"]
        ),
        "gsd_squared": statement["uncertainty"]["gsd_squared"][line["id"]],
        "pedigree": "-".join(map(str, line["pedigree"])),
        "factor_differs": " ".join(line["factor_differs"]),
    }
    gases = line["by_gas"]
    for gas, column in GASES.items():
        of_unit = of_factor(at["factor"], column, None).text[1:]
        computed[gas] = Formula(f"={at['amount']}*{of_unit}", gases[gas])
    split = "-".join(at[name] for name in ("location_kg", *GASES))
    computed["not_split"] = Formula(f"={split}", gases["not_split"])
    return [computed.get(name, line.get(name)) for name in LINE_COLUMNS]


def _amount(line: Mapping[str, Any], at: Mapping[str, str], own: int, whole: float) -> str:
    """Return the formula of an amount: all of the quantity, what a contract covers, or the rest."""
    converted = f"{at['quantity']}*{at['conversion']}"
    if line["id"].endswith(UNCOVERED):
        return f"={converted}-{letter('amount')}{own}"
    taken = whole - line["amount"]
    if not taken:
        instrument = line["instrument"]
        if line["scope"] != "2" or not instrument or instrument["mwh"] is None:
            return f"={converted}"
    if line["id"] == line["activity"]:
        return f"=MIN({converted},{line['instrument']['mwh']}*1000)"
    return f"=MAX(0,{converted}-{taken!r})"


def _memo(line: Mapping[str, Any], places: _Places, row: int) -> list[Any]:
    """Return the cells of a memo line; its mass follows the quantity that it belongs to."""
    given = line["quantity"]
    cells = {key: line.get(key) for key in MEMO}
    amount, kg = line["amount"], line["kg"]
    if line["by_rule"]:
        own = places.rows[line["activity"]]
        taken = places.whole[line["activity"]] - amount
        cells["quantity"] = Formula(f"=lines!$H${own}", given)
        cells["amount"] = Formula(f"=MAX(0,lines!$K${own}-{taken!r})", amount)
    elif given:
        cells["amount"] = Formula(f"=E{row}*{amount / given!r}", amount)
    if line["factor"] is None:
        cells["kg"] = Formula(f"=I{row}", kg)
    else:
        column = "H" if line["event_category"] == "M1" else "B"
        of_unit = of_factor(f"G{row}", column, None).text[1:]
        plain = of_factor(f"G{row}", "B", None).text[1:]
        cells["kg"] = Formula(f'=I{row}*IF({of_unit}="",{plain},{of_unit})', kg)
    return [cells[key] for key in MEMO]


def _summary(
    writer: _Book, sheet: Worksheet, statement: Mapping[str, Any], notes: Sequence[str]
) -> None:
    """Write titles, notice, both totals and their parts, all recomputed from the lines."""
    rows: list[tuple[list[Any], Any]] = [
        ([note], writer.notice if place in (1, 3) else writer.bold)
        for place, note in enumerate(notes)
    ]
    rows.append(([], None))
    head = ["", *LANGUAGES, "location-based kg CO2e", "market-based kg CO2e"]
    rows.append((head, writer.bold))
    rows.append((["Totals", "Totali", "Totals", *_totals(statement)], writer.sum))
    rules = classification()
    for column, named in (
        ("scope", rules.scopes),
        ("event_category", rules.categories),
        ("tier", rules.tiers),
    ):
        rows += [([], None), ([column.replace("_", " "), *head[1:]], writer.bold)]
        known = statement[f"by_{column.removeprefix('event_')}"]
        for code in named:
            if code == "memo" or code.startswith("M"):
                continue
            cell = f"A{len(rows) + 1}"
            masses = [_where(cell, column, basis, known.get(code, {})) for basis in BASES]
            rows.append(([code, *in_each(named[code].in_language).values(), *masses], None))
    rows += [
        ([], None),
        (["Outside the totals", "Fuori dai totali", "Outside the totals"], writer.bold),
    ]
    rows += [(cells, None) for cells in _beside(statement)]
    for row, (cells, style) in enumerate(rows):
        writer.row(sheet, row, cells, style)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 2, 46)
    sheet.set_column(3, 4, 26)


def _range(column: str) -> str:
    at = letter(column)
    return f"lines!${at}${FIRST}:${at}${LAST}"


def _totals(statement: Mapping[str, Any]) -> list[Formula]:
    return [
        Formula(f"=SUM({_range(f'{basis}_kg')})", statement[f"total_{basis}_kg"]) for basis in BASES
    ]


def _where(cell: str, column: str, basis: str, sums: Mapping[str, Any]) -> Formula:
    """Return the sum over the lines of one code, compared as text: 3.1 is not 3.10.

    A code without a line is blank: what is not estimated is not zero.
    """
    same, masses = f"--EXACT({_range(column)},{cell})", _range(f"{basis}_kg")
    formula = f'=IF(SUMPRODUCT({same})=0,"",SUMPRODUCT({same},{masses}))'
    return Formula(formula, sums.get(f"{basis}_kg"))


def _beside(statement: Mapping[str, Any]) -> list[list[Any]]:
    """Return biogenic CO2, and credits with avoided emissions: never part of a total."""
    kinds, kg = (f"memo!${column}${FIRST}:${column}${LAST}" for column in "BH")
    given = (
        ("M1", "CO2 biogenica [kg CO2]", "Biogenic CO2 [kg CO2]", "biogenic_co2_kg"),
        ("M2", "Crediti ed emissioni evitate", "Credits and avoided emissions", "credits_kgco2e"),
    )
    formula = '=IF(SUMPRODUCT(--EXACT({0},"{1}"))=0,"",SUMPRODUCT(--EXACT({0},"{1}"),{2}))'
    return [
        [code, it, en, Formula(formula.format(kinds, code, kg), statement["memo"][key])]
        for code, it, en, key in given
    ]
