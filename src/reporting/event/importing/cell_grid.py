"""Files as people send them, cell by cell: CSV of any kind, worksheets, and plain lines."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.event.collect import Collector

DELIMITERS = (";", "\t", ",", "|")
LARGEST = 200 << 20
_WORKBOOKS = (".xlsx", ".xlsm")

Rows = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class CellGrid:
    """The cells of a file or worksheet.

    Parameters
    ----------
    sheet
        The worksheet; empty for a text file.
    rows
        Line in the file and trimmed texts, blank lines left out.
    delimiter
        What separates the cells; empty for a worksheet.
    broken
        Lines that a quotation mark, opened and not closed, makes one of, each with its text.
    hidden
        Lines of a worksheet that nobody sees; they are not in `rows`.
    """

    sheet: str
    rows: Rows
    delimiter: str = ""
    broken: Sequence[tuple[int, str]] = ()
    hidden: Sequence[int] = ()


def is_workbook(path: Path) -> bool:
    """Tell whether a file is to be opened as a workbook."""
    with path.open("rb") as file:
        return path.suffix.lower() in _WORKBOOKS or file.read(4) in (
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0",
        )


def read_text(path: Path) -> tuple[str, bool] | None:
    """Return a file as text, and whether it is not UTF-8 but Windows' own code page.

    None where it is no text.
    """
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), False
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), True


def text_grids(text: str) -> Iterator[CellGrid]:
    """Yield a text read with each delimiter that it has, the likeliest first."""
    sample = text[: 1 << 16]
    for delimiter in sorted(DELIMITERS, key=sample.count, reverse=True):
        if delimiter in sample:
            yield _grid(text, delimiter)
    if not any(delimiter in sample for delimiter in DELIMITERS):
        yield _grid(text, DELIMITERS[0])


def _grid(text: str, delimiter: str) -> CellGrid:
    lines = list(StringIO(text, newline=""))
    rows: Rows = []
    broken: list[tuple[int, str]] = []
    width = 0
    for begins, ends, cells in _records(text, delimiter, strict=True):
        if cells is None or (ends > begins and _swallows(cells, delimiter, width)):
            broken += [(line, lines[line - 1].rstrip()) for line in range(begins, ends + 1)]
            continue
        width = width or len(cells)
        trimmed = [cell.strip() for cell in cells]
        if any(trimmed):
            rows.append((begins, trimmed))
    return CellGrid("", rows, delimiter, broken)


def _swallows(cells: Sequence[str], delimiter: str, width: int) -> bool:
    """Tell whether a cell of several lines holds what looks like rows of the table."""
    inner = (line for cell in cells for line in cell.splitlines()[1:])
    return any(line.count(delimiter) >= max(1, width - 2) for line in inner)


def records(text: str, delimiter: str) -> Rows:
    """Return each record of a CSV text with the line that it begins on, cells as they stand."""
    return [(begins, cells or []) for begins, _, cells in _records(text, delimiter)]


def _records(
    text: str, delimiter: str, *, strict: bool = False
) -> Iterator[tuple[int, int, list[str] | None]]:
    """Yield each record with its first and last line; None where its quotation is broken."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    line = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        begins, line = line + 1, max(reader.line_num, line + 1)
        yield begins, line, cells


def workbook_grids(path: Path, collector: Collector) -> list[CellGrid]:
    """Return every worksheet; a workbook that cannot be read is a finding."""
    from reporting.event.workbook import open_workbook

    book = open_workbook(path, collector)
    grids = []
    for sheet in book.sheets if book else ():
        assert book is not None
        place = f"{path.name}[{sheet}]"
        if sheet in book.hidden:
            collector.add("import-sheet-hidden", "passages", place, value=sheet)
            continue
        try:
            rows = [
                (line, [text.strip() for text in texts], hidden)
                for line, texts, hidden in book.grid(sheet)
            ]
        except Exception as error:  # noqa: BLE001 - whatever a broken sheet makes openpyxl raise
            reason = f"{type(error).__name__}: {error}"
            collector.add("workbook-broken", "passages", place, reason=reason)
            continue
        shown = [(line, texts) for line, texts, hidden in rows if any(texts) and not hidden]
        unseen = [line for line, texts, hidden in rows if any(texts) and hidden]
        grids.append(CellGrid(sheet, shown, hidden=unseen))
    return grids
