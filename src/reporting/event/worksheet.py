"""Reading one worksheet, every cell as it stands in the file.

openpyxl turns times into milliseconds, which is not enough for a timekeeper, and tells nothing of
a formula that was never calculated. Its parser is therefore used one level below its worksheets,
where a cell still has its number.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from reporting.event.collect import Collector
from reporting.event.findings import Severity
from reporting.event.raw import MOST_COLUMNS, Header, RawBuilder, RawTable, match_header
from reporting.event.schema import TableSchema, normal
from reporting.event.spreadsheet_numbers import CellStyle, number_text, serial_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

BLOCK = 20_000
UNCALCULATED = "(formula)"
"""The text of a cell whose formula was never calculated."""


class CellParser(WorkSheetParser):
    """openpyxl's parser, which also tells a formula without a value (data type ``f``)."""

    def parse_cell(self, element: Element) -> dict[str, Any]:
        """Return a cell as openpyxl does; its data type is ``f`` for a formula without a value."""
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["column"] > MOST_COLUMNS and cell["value"] is not None:
            raise ValueError(f"a value in column {cell['column']}; {MOST_COLUMNS} are read")
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            cell["data_type"] = "f"
        return cell

    @cached_property
    def veiled(self) -> frozenset[int]:
        """The places of the columns that nobody sees; known from the first row on."""
        spans = [
            range(int(one["min"]) - 1, min(int(one["max"]), MOST_COLUMNS))
            for one in self.column_dimensions.values()
            if one.get("hidden") in ("1", "true")
        ]
        return frozenset().union(*spans)


class SheetReader:
    """Reads the rows of one worksheet as a table.

    Parameters
    ----------
    file
        The workbook's name.
    table
        The table that the sheet holds.
    style
        Which styles are dates and durations.
    collector
        Takes the findings.
    """

    def __init__(
        self, file: str, table: TableSchema, style: CellStyle, collector: Collector
    ) -> None:
        self.file = file
        self.table = table
        self.style = style
        self.collector = collector
        self.text_cells: dict[str, set[str]] = {}

    def read(self, parser: CellParser) -> RawTable | None:
        """Return the table as text; None where nothing can be read."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return self._table(parser)
        except Exception as error:  # noqa: BLE001 - whatever a broken sheet makes openpyxl raise
            reason = f"{type(error).__name__}: {error}"
            self._report("workbook-broken", reason=reason)
            return None

    def _report(self, code: str, row: int | None = None, **more: Any) -> None:
        self.collector.add(code, self.table.name, self.file, row=row, **more)

    def _table(self, parser: CellParser) -> RawTable | None:
        rows = parser.parse()
        header = self._header(rows)
        if header is None:
            return None
        builder = RawBuilder(self.table, self.file, header)
        lines: list[int] = []
        texts: list[list[str]] = []
        hidden, struck = [], []
        for line, cells in rows:
            if cells:
                hidden += [line] if self._hides(parser, line, cells) else []
                struck += [line] if self._strikes(cells) else []
                lines.append(line)
                texts.append(self._row(line, cells, header))
            if len(texts) == BLOCK:
                builder.add(lines, texts)
                lines, texts = [], []
        builder.add(lines, texts)
        for code, doubtful in (("rows-hidden", hidden), ("rows-struck", struck)):
            if doubtful:
                self._report(code, row=doubtful[0], count=len(doubtful))
        self._merged(parser, header)
        table = builder.build(self.collector)
        table.text_cells = self.text_cells
        return table

    @staticmethod
    def _hides(parser: CellParser, line: int, cells: list[dict[str, Any]]) -> bool:
        """Tell whether a row with something in it is one that nobody sees."""
        shown = parser.row_dimensions.get(str(line), {}).get("hidden", "0")
        return shown in ("1", "true") and any(cell["value"] is not None for cell in cells)

    def _strikes(self, cells: list[dict[str, Any]]) -> bool:
        """Tell whether whatever a row says is struck through."""
        styles = {cell["style_id"] for cell in cells if cell["value"] is not None}
        return bool(styles) and styles <= self.style.struck

    def _header(self, rows: Iterator[tuple[int, list[dict[str, Any]]]]) -> Header | None:
        for line, cells in rows:
            filled = [cell for cell in cells if cell["value"] is not None]
            texts = [""] * max((cell["column"] for cell in filled), default=0)
            for cell in filled:
                value = cell["value"]
                texts[cell["column"] - 1] = "" if value is None else str(value)
            if not any(text.strip() for text in texts):
                continue
            header = match_header(self.table, texts, line, self.file, self.collector)
            if header is None:
                wanted = [name for name, column in self.table.columns.items() if not column.blank]
                value = next(text for text in texts if text.strip())
                self._report("header-missing", row=line, value=value, expected=", ".join(wanted))
            return header
        self._report("file-empty")
        return None

    def _row(self, line: int, cells: list[dict[str, Any]], header: Header) -> list[str]:
        texts = [""] * header.width
        for cell in cells:
            place = cell["column"] - 1
            if place < header.width:
                texts[place] = self._text(line, cell, header.name(place))
            elif cell["value"] is not None and str(cell["value"]).strip():
                self._report(
                    "row-long",
                    row=line,
                    value=cell["value"],
                    found=place + 1,
                    expected=header.width,
                )
        return texts

    def _text(self, line: int, cell: dict[str, Any], name: str | None) -> str:
        """Return a cell as a CSV file would hold it."""
        kind, value = cell["data_type"], cell["value"]
        if kind == "f":
            self._report("formula-without-value", row=line, column=name)
        elif kind == "e":
            self._report("cell-error", row=line, column=name, value=value)
        elif kind == "n" and value is not None:
            return self._number(line, cell, name)
        elif kind == "b":
            return "true" if value else "false"
        elif value is not None:
            text = value.isoformat() if hasattr(value, "isoformat") else str(value)
            self.text_cells.setdefault(name or "", set()).add(text.strip())
            return text
        return ""

    def _number(self, line: int, cell: dict[str, Any], name: str | None) -> str:
        column = self.table.columns.get(name or "")
        value, style = cell["value"], cell["style_id"]
        if (column and column.type == "time") or style in self.style.dates:
            return serial_text(value, style, self.style)
        if style in self.style.percentages:
            # 45 % is 0.45 in the file: a CSV file would hold what is seen, which is no number.
            return f"{number_text(value * 100)}%"
        text = number_text(value)
        if column and column.codes and normal(f"{text}0") in column.readings:
            self._report("code-as-number", row=line, column=name, value=text, other=f"{text}0")
        return text

    def _merged(self, parser: CellParser, header: Header) -> None:
        """Report merged cells: below the header they hide all values but one."""
        for merged in parser.merged_cells.mergeCell if parser.merged_cells else ():
            place = merged.min_col - 1
            inside = merged.max_row > header.row and place < header.width
            self._report(
                "cells-merged",
                row=max(merged.min_row, header.row + 1) if inside else merged.min_row,
                column=header.known[place] if place < header.width else None,
                value=merged.ref,
                graded=Severity.ERROR if inside else Severity.NOTE,
            )


def grid_text(cell: dict[str, Any], style: CellStyle) -> str:
    """Return a cell as a CSV file would hold it, whatever its column is."""
    kind, value = cell["data_type"], cell["value"]
    if kind == "f":
        return UNCALCULATED
    if value is None:
        return ""
    if kind == "b":
        return "true" if value else "false"
    if kind == "n":
        shown = cell["style_id"] in style.dates | style.durations
        return serial_text(value, cell["style_id"], style) if shown else number_text(value)
    return str(value.isoformat() if hasattr(value, "isoformat") else value)
