"""Writing what was imported: beside the table that stands, then moved into its place.

Rows that stay are kept to the letter. A table in ``event.xlsx`` is written by openpyxl, which
cannot keep pictures, charts or the results of formulas: such a workbook is left alone.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from reporting.aside import written_aside
from reporting.errors import InputError
from reporting.event.dateless import save_dateless
from reporting.event.safe_cells import neutral, put_text
from reporting.event.schema import package_tables, table_for

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from reporting.event.importing.readings import Reading
    from reporting.event.schema import TableSchema

COLUMNS = ("number", "control", "point", "time", "source")
Cells = Mapping[str, str]
"""Column of a table (or the header of one that it does not know) -> what stands there."""

_LOST = ("xl/drawings/", "xl/charts/", "xl/media/", "xl/pivot", "xl/embeddings/", "xl/vbaProject")


@dataclass(frozen=True)
class RowChanges:
    """What becomes of a table: rows at its end, cells of lines that stand, lines that go."""

    new: Sequence[Cells] = ()
    changed: Mapping[int, Cells] = field(default_factory=dict)
    withdrawn: Collection[int] = ()

    def names(self, table: TableSchema) -> list[str]:
        """Return the columns that are written, those of the table first and in its order."""
        given = dict.fromkeys(
            name for cells in (*self.new, *self.changed.values()) for name in cells
        )
        known = [name for name in table.columns if name in given]
        return [*known, *(name for name in given if name not in table.columns)]


def write_passages(
    path: Path,
    new: Iterable[Reading],
    replaced: Mapping[int, Reading],
    withdrawn: Collection[int] = (),
) -> None:
    """Add passages to the package's table, change the times of some that stand, remove others.

    Parameters
    ----------
    path
        The CSV file (made where there is none) or ``event.xlsx`` with the table's sheet.
    new
        Passages to be added at the end.
    replaced
        Line in the table -> the passage whose time and source take the place of those there.
    withdrawn
        Lines of the table that are removed.

    Raises
    ------
    InputError
        When a workbook holds what would be lost by writing it.
    """
    changes = RowChanges(
        [_cells(one, COLUMNS) for one in new],
        {row: _cells(one, ("time", "source")) for row, one in replaced.items()},
        withdrawn,
    )
    write_rows(path, package_tables()["passages"], changes)


def _cells(reading: Reading, names: Sequence[str]) -> Cells:
    return {name: str(getattr(reading, name)) for name in names}


def write_rows(path: Path, table: TableSchema, changes: RowChanges) -> None:
    """Write changes into a table of the package; columns that it has not yet are added.

    Raises
    ------
    InputError
        As :func:`write_passages`.
    """
    if path.suffix.lower() == ".xlsx":
        _write_sheet(path, table, changes)
        return
    columns = ",".join(changes.names(table))
    text = path.read_bytes().decode("utf-8-sig") if path.exists() else f"{columns}\n"
    with written_aside(path) as aside:
        bom = "\ufeff" if path.exists() and path.read_bytes().startswith(b"\xef\xbb\xbf") else ""
        aside.write_bytes((bom + _with_rows(text, table, changes)).encode())


def _with_rows(text: str, table: TableSchema, changes: RowChanges) -> str:
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = list(StringIO(text, newline=""))
    header = next(at for at, line in enumerate(lines) if _header(line, table) is not None)
    delimiter, names = _header(lines[header], table) or (",", changes.names(table))
    if not lines[-1].endswith(("\n", "\r")):
        lines[-1] += ending
    for name in changes.names(table):
        if name not in names:
            _add_column(lines, header, delimiter, name)
            names.append(name)
    for start, stop in list(_records(lines, header, delimiter)):
        if start + 1 in changes.withdrawn:
            lines[start:stop] = [""] * (stop - start)
        if start + 1 in changes.changed:
            record = next(csv.reader(lines[start:stop], delimiter=delimiter))
            cells = _changed(record, names, changes.changed[start + 1])
            # The lines that a record took stay lines, so that those behind it keep their numbers.
            kept = [""] * (stop - start - 1)
            lines[start:stop] = [_record(cells, delimiter, ending), *kept]
    added = (_record(_changed([], names, cells), delimiter, ending) for cells in changes.new)
    return "".join([*lines, *added])


def _changed(record: Sequence[str], names: Sequence[str], values: Cells) -> list[str]:
    """Return a record with other values in some of its columns."""
    cells = [*record, *[""] * (len(names) - len(record))]
    for place, name in enumerate(names):
        if name in values:
            cells[place] = str(neutral(values[name]))
    return cells


def _records(lines: Sequence[str], header: int, delimiter: str) -> Iterator[tuple[int, int]]:
    """Yield which lines each record under the header takes: from, up to but not including."""
    reader = csv.reader(iter(lines[header + 1 :]), delimiter=delimiter)
    start = header + 1
    for _ in reader:
        stop = header + 1 + reader.line_num
        yield start, stop
        start = stop


def _add_column(lines: list[str], header: int, delimiter: str, name: str) -> None:
    """Give the table a further column, blank so far; blank lines stay blank."""
    ends = [stop - 1 for start, stop in _records(lines, header, delimiter) if lines[start].strip()]
    title = _record([name], delimiter, "")
    for at, cell in [(header, title), *((end, "") for end in ends)]:
        body = lines[at].rstrip("\r\n")
        lines[at] = f"{body}{delimiter}{cell}{lines[at][len(body) :]}"


def _header(line: str, table: TableSchema) -> tuple[str, list[str]] | None:
    """Return the delimiter of a header and the columns that it names; None for another line."""

    def cells(delimiter: str) -> list[str]:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]

    def known(delimiter: str) -> int:
        return sum(bool(table.column_for(cell)) for cell in cells(delimiter))

    best = max((",", ";", "\t"), key=known)
    found = cells(best)
    names = [name or text for name, text in zip(table.columns_for(found), found, strict=True)]
    return (best, names) if known(best) > 1 else None


def _record(cells: Sequence[str], delimiter: str, ending: str) -> str:
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=ending).writerow(cells)
    return out.getvalue()


def _write_sheet(path: Path, table: TableSchema, changes: RowChanges) -> None:
    from openpyxl import load_workbook

    _refuse_what_is_lost(path, table.name)
    book = load_workbook(path)
    (sheet,) = (one for one in book.worksheets if table_for(one.title) == table.name)
    header, names = _sheet_header(sheet, table)
    for name in changes.names(table):
        if name not in names:
            sheet.cell(header, len(names) + 1, name)
            names.append(name)
    for row in changes.withdrawn:
        for cell in sheet[row]:
            cell.value = None
    for row, cells in changes.changed.items():
        _fill(sheet, row, names, cells, table)
    filled = (row for row in range(sheet.max_row, header, -1) if any(_texts(sheet, row)))
    last = next(filled, header)
    for row, cells in enumerate(changes.new, start=last + 1):
        _fill(sheet, row, names, cells, table)
    with written_aside(path) as aside:
        save_dateless(book, aside, ours=False)


def _sheet_header(sheet: Worksheet, table: TableSchema) -> tuple[int, list[str]]:
    for row in range(1, sheet.max_row + 1):
        texts = _texts(sheet, row)
        names = table.columns_for(texts)
        if any(names):
            return row, [name or text for name, text in zip(names, texts, strict=True)]
    columns = ", ".join(name for name, one in table.columns.items() if one.presence == "required")
    message = f"The sheet {sheet.title} has no header. Give it the columns {columns}."
    raise InputError(message)


def _texts(sheet: Worksheet, row: int) -> list[str]:
    return ["" if cell.value is None else str(cell.value).strip() for cell in sheet[row]]


def _fill(
    sheet: Worksheet, row: int, names: Sequence[str], values: Cells, table: TableSchema
) -> None:
    unlocked = _unlocked()
    for column, name in enumerate(names, start=1):
        if name not in values:
            continue
        cell = sheet.cell(row, column)
        whole = name in table.columns and table.columns[name].type == "whole"
        if whole and values[name].isdecimal():
            cell.value = int(values[name])
        else:
            put_text(cell, values[name])
            cell.number_format = "@"
        if sheet.protection.sheet:
            unlocked(cell)


def _unlocked() -> Callable[[object], None]:
    from openpyxl.styles import Protection

    return lambda cell: setattr(cell, "protection", Protection(locked=False))


def _refuse_what_is_lost(path: Path, table: str) -> None:
    """Refuse a workbook with parts, or results of formulas, that openpyxl would not write back."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        lost = [name for name in names if name.startswith(_LOST) and "vmlDrawing" not in name]
        lost = [name for name in lost if "comment" not in name.lower()]
        sheets = [name for name in names if name.startswith("xl/worksheets/sheet")]
        formulas = [name for name in sheets if b"<f" in _body(archive, name)]
    if lost or formulas:
        what = lost[0] if lost else "formulas"
        raise InputError(
            f"{path.name} holds {what}, which would be lost by writing {table} into it. Save the "
            f"sheet {table} as {table}.csv, delete it in the workbook, and import again."
        )


def _body(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the cells of a worksheet; the formulas of drop-downs stand behind them."""
    return archive.read(name).partition(b"<sheetData")[2].partition(b"</sheetData")[0]
