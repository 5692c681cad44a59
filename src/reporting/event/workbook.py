"""Reading ``event.xlsx``: checked before it is opened, and every cell exactly as it stands.

openpyxl turns times into milliseconds, which is not enough for a timekeeper, and tells nothing of
a formula that was never calculated. Its parser is therefore used one level below its worksheets,
where a cell still has its number.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from reporting.event.cells import CellStyle, number_text, serial_text
from reporting.event.collect import Collector
from reporting.event.findings import Severity
from reporting.event.raw import Header, RawBuilder, RawTable, match_header
from reporting.event.schema import Table, normal

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LARGEST = 400 << 20
"""Bytes that a workbook may unpack to; a larger table is for CSV."""

MOST_PARTS = 2000
BLOCK = 20_000
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


class _CellParser(WorkSheetParser):
    """openpyxl's parser, which also tells a formula without a value (data type ``f``)."""

    def parse_cell(self, element: Element) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            cell["data_type"] = "f"
        return cell


class Workbook:
    """An open workbook.

    Parameters
    ----------
    path
        The file; see :func:`open_workbook`, which checks it first.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._reader = ExcelReader(path, read_only=True, data_only=True, keep_links=False)
        self._reader.read()
        self._parts = {
            sheet.name: relation.target
            for sheet, relation in self._reader.parser.find_sheets()
            if "chartsheet" not in relation.Type and relation.target in self._reader.valid_files
        }

    @property
    def _style(self) -> CellStyle:
        book = self._reader.wb
        return CellStyle(
            dates=frozenset(book._date_formats),  # type: ignore[attr-defined]  # noqa: SLF001
            durations=frozenset(book._timedelta_formats),  # type: ignore[attr-defined]  # noqa: SLF001
            epoch=book.epoch,
        )

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the worksheets."""
        return tuple(self._parts)

    def read(self, sheet: str, table: Table, collector: Collector) -> RawTable | None:
        """Read a worksheet as text, every problem of its form into `collector`.

        Returns
        -------
        RawTable or None
            None where nothing can be read: an empty sheet, no known header, broken content.
        """
        with self._reader.archive.open(self._parts[sheet]) as content:
            # No date formats: dates and times stay the numbers that they are in the file.
            parser = _CellParser(content, self._reader.shared_strings, data_only=True)
            return _SheetReader(self.path.name, table, self._style, collector).read(parser)

    def grid(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the line and the texts of each row, whatever header the worksheet has.

        Dates and times are written as a CSV file would hold them; a formula that was never
        calculated is ``(formula)``.
        """
        with self._reader.archive.open(self._parts[sheet]) as content:
            parser = _CellParser(content, self._reader.shared_strings, data_only=True)
            style = self._style
            for line, cells in parser.parse():
                texts = [""] * max((cell["column"] for cell in cells), default=0)
                for cell in cells:
                    texts[cell["column"] - 1] = _grid_text(cell, style)
                yield line, texts


def _grid_text(cell: dict[str, Any], style: CellStyle) -> str:
    kind, value = cell["data_type"], cell["value"]
    if kind == "f":
        return "(formula)"
    if value is None:
        return ""
    if kind == "b":
        return "true" if value else "false"
    if kind == "n":
        shown = cell["style_id"] in style.dates | style.durations
        return serial_text(value, cell["style_id"], style) if shown else number_text(value)
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


def open_workbook(path: Path, collector: Collector) -> Workbook | None:
    """Open a workbook, or report why it is none.

    Parameters
    ----------
    path
        The file.
    collector
        Takes the finding: not a workbook, encrypted, too large when unpacked, broken.
    """
    problem = _problem(path)
    if problem is None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return Workbook(path)
        except Exception as error:  # noqa: BLE001 - whatever a broken workbook makes openpyxl raise
            problem = "workbook-broken"
            collector.add(problem, "event", path.name, reason=f"{type(error).__name__}: {error}")
            return None
    collector.add(problem, "event", path.name)
    return None


def _problem(path: Path) -> str | None:
    with path.open("rb") as file:
        if file.read(4) == _OLE:
            return "workbook-encrypted" if _ENCRYPTED in file.read() else "workbook-old"
    try:
        with zipfile.ZipFile(path) as archive:
            return _archive_problem(archive)
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, ValueError):
        return "workbook-none"


def _archive_problem(archive: zipfile.ZipFile) -> str | None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST:
        return "workbook-too-large"
    if "[Content_Types].xml" not in archive.namelist():
        return "workbook-none"
    return "workbook-doctype" if any(_has_doctype(archive, part) for part in parts) else None


def _has_doctype(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Tell whether an XML part declares a document type, the way to entities and bombs."""
    if not part.filename.endswith((".xml", ".rels", ".vml")):
        return False
    before = b""
    with archive.open(part) as content:
        while block := content.read(1 << 20):
            if any(mark in before + block for mark in _DOCTYPES):
                return True
            before = block[-32:]
    return False


class _SheetReader:
    """Reads the rows of one worksheet."""

    def __init__(self, file: str, table: Table, style: CellStyle, collector: Collector) -> None:
        self.file = file
        self.table = table
        self.style = style
        self.collector = collector

    def read(self, parser: _CellParser) -> RawTable | None:
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

    def _table(self, parser: _CellParser) -> RawTable | None:
        rows = parser.parse()
        header = self._header(rows)
        if header is None:
            return None
        builder = RawBuilder(self.table, self.file, header)
        lines: list[int] = []
        texts: list[list[str]] = []
        for line, cells in rows:
            if cells:
                lines.append(line)
                texts.append(self._row(line, cells, header))
            if len(texts) == BLOCK:
                builder.add(lines, texts)
                lines, texts = [], []
        builder.add(lines, texts)
        self._merged(parser, header)
        return builder.build(self.collector)

    def _header(self, rows: Iterator[tuple[int, list[dict[str, Any]]]]) -> Header | None:
        for line, cells in rows:
            texts = [""] * max((cell["column"] for cell in cells), default=0)
            for cell in cells:
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
            return value.isoformat() if hasattr(value, "isoformat") else str(value)
        return ""

    def _number(self, line: int, cell: dict[str, Any], name: str | None) -> str:
        column = self.table.columns.get(name or "")
        value, style = cell["value"], cell["style_id"]
        if (column and column.type == "time") or style in self.style.dates:
            return serial_text(value, style, self.style)
        text = number_text(value)
        if column and column.codes and normal(f"{text}0") in column.readings:
            self._report("code-as-number", row=line, column=name, value=text, other=f"{text}0")
        return text

    def _merged(self, parser: _CellParser, header: Header) -> None:
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
