"""Files as people send them, cell by cell: CSV of any kind, worksheets, and plain lines."""

from __future__ import annotations

import csv
from collections.abc import Iterator
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
    """

    sheet: str
    rows: Rows


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
            yield CellGrid("", _trimmed(text, delimiter))
    if not any(delimiter in sample for delimiter in DELIMITERS):
        yield CellGrid("", _trimmed(text, DELIMITERS[0]))


def _trimmed(text: str, delimiter: str) -> Rows:
    rows = [(line, [cell.strip() for cell in cells]) for line, cells in records(text, delimiter)]
    return [(line, cells) for line, cells in rows if any(cells)]


def records(text: str, delimiter: str) -> Rows:
    """Return each record of a CSV text with the line that it begins on, cells as they stand."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    rows: Rows = []
    line = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return rows
        except csv.Error:
            cells = []
        begins, line = line + 1, reader.line_num
        rows.append((begins, cells))


def workbook_grids(path: Path, collector: Collector) -> list[CellGrid]:
    """Return every worksheet; a workbook that cannot be read is a finding."""
    from reporting.event.workbook import open_workbook

    book = open_workbook(path, collector)
    grids = []
    for sheet in book.sheets if book else ():
        assert book is not None
        try:
            rows = [(line, [text.strip() for text in texts]) for line, texts in book.grid(sheet)]
        except Exception as error:  # noqa: BLE001 - whatever a broken sheet makes openpyxl raise
            reason = f"{type(error).__name__}: {error}"
            collector.add("workbook-broken", "passages", f"{path.name}[{sheet}]", reason=reason)
            continue
        grids.append(CellGrid(sheet, [(line, texts) for line, texts in rows if any(texts)]))
    return grids
