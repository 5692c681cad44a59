"""Writing what was imported: beside the table that stands, then moved into its place.

Rows that stay are kept to the letter. A table in ``event.xlsx`` is written by openpyxl, which
cannot keep pictures, charts or the results of formulas: such a workbook is left alone.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
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

COLUMNS = ("number", "control", "point", "time", "source")
_LOST = ("xl/drawings/", "xl/charts/", "xl/media/", "xl/pivot", "xl/embeddings/", "xl/vbaProject")


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
    if path.suffix.lower() == ".xlsx":
        _write_sheet(path, list(new), replaced, withdrawn)
        return
    text = path.read_bytes().decode("utf-8-sig") if path.exists() else ",".join(COLUMNS) + "\n"
    with written_aside(path) as aside:
        bom = "\ufeff" if path.exists() and path.read_bytes().startswith(b"\xef\xbb\xbf") else ""
        rows = _with_rows(text, list(new), replaced, withdrawn)
        aside.write_bytes((bom + rows).encode())


def _with_rows(
    text: str, new: Sequence[Reading], replaced: Mapping[int, Reading], withdrawn: Collection[int]
) -> str:
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = list(StringIO(text, newline=""))
    header = next(at for at, line in enumerate(lines) if _header(line) is not None)
    delimiter, names = _header(lines[header]) or (",", list(COLUMNS))
    if not lines[-1].endswith(("\n", "\r")):
        lines[-1] += ending
    if "source" not in names:
        _add_source(lines, header, delimiter)
        names.append("source")
    for start, stop in list(_records(lines, header, delimiter)):
        if start + 1 in withdrawn:
            lines[start:stop] = [""] * (stop - start)
        if start + 1 in replaced:
            record = next(csv.reader(lines[start:stop], delimiter=delimiter))
            cells = _changed(record, names, replaced[start + 1])
            # The lines that a record took stay lines, so that those behind it keep their numbers.
            kept = [""] * (stop - start - 1)
            lines[start:stop] = [_record(cells, delimiter, ending), *kept]
    added = (_record([_value(one, name) for name in names], delimiter, ending) for one in new)
    return "".join([*lines, *added])


def _changed(record: Sequence[str], names: Sequence[str | None], reading: Reading) -> list[str]:
    """Return a record with the time and source of `reading`."""
    cells = [*record, *[""] * (len(names) - len(record))]
    for place, name in enumerate(names):
        if name in ("time", "source"):
            cells[place] = _value(reading, name)
    return cells


def _records(lines: Sequence[str], header: int, delimiter: str) -> Iterator[tuple[int, int]]:
    """Yield which lines each record under the header takes: from, up to but not including."""
    reader = csv.reader(iter(lines[header + 1 :]), delimiter=delimiter)
    start = header + 1
    for _ in reader:
        stop = header + 1 + reader.line_num
        yield start, stop
        start = stop


def _add_source(lines: list[str], header: int, delimiter: str) -> None:
    """Give the table a column ``source``, blank so far; blank lines stay blank."""
    ends = [stop - 1 for start, stop in _records(lines, header, delimiter) if lines[start].strip()]
    for at, cell in [(header, "source"), *((end, "") for end in ends)]:
        body = lines[at].rstrip("\r\n")
        lines[at] = f"{body}{delimiter}{cell}{lines[at][len(body) :]}"


def _header(line: str) -> tuple[str, list[str | None]] | None:
    """Return the delimiter of a header and the columns that it names; None for another line."""
    table = package_tables()["passages"]

    def named(delimiter: str) -> list[str | None]:
        cells = next(csv.reader([line], delimiter=delimiter), [])
        return [table.column_for(cell.strip()) for cell in cells]

    best = max((",", ";", "\t"), key=lambda delimiter: sum(map(bool, named(delimiter))))
    return (best, named(best)) if sum(map(bool, named(best))) > 1 else None


def _record(cells: Sequence[str], delimiter: str, ending: str) -> str:
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=ending).writerow(cells)
    return out.getvalue()


def _value(reading: Reading, name: str | None) -> str:
    return str(neutral(str(getattr(reading, name)))) if name in COLUMNS else ""


def _write_sheet(
    path: Path, new: Sequence[Reading], replaced: Mapping[int, Reading], withdrawn: Collection[int]
) -> None:
    from openpyxl import load_workbook

    _refuse_what_is_lost(path)
    book = load_workbook(path)
    (sheet,) = (one for one in book.worksheets if table_for(one.title) == "passages")
    header, names = _sheet_header(sheet)
    if "source" not in names:
        sheet.cell(header, len(names) + 1, "source")
        names.append("source")
    for row in withdrawn:
        for cell in sheet[row]:
            cell.value = None
    for row, reading in replaced.items():
        _fill(sheet, row, names, reading, only=("time", "source"))
    filled = (row for row in range(sheet.max_row, header, -1) if any(_texts(sheet, row)))
    last = next(filled, header)
    for row, reading in enumerate(new, start=last + 1):
        _fill(sheet, row, names, reading, only=COLUMNS)
    with written_aside(path) as aside:
        save_dateless(book, aside, ours=False)


def _sheet_header(sheet: Worksheet) -> tuple[int, list[str | None]]:
    table = package_tables()["passages"]
    for row in range(1, sheet.max_row + 1):
        names = [table.column_for(text) if text else None for text in _texts(sheet, row)]
        if any(names):
            return row, names
    message = f"The sheet {sheet.title} has no header. Give it the columns {', '.join(COLUMNS)}."
    raise InputError(message)


def _texts(sheet: Worksheet, row: int) -> list[str]:
    return ["" if cell.value is None else str(cell.value).strip() for cell in sheet[row]]


def _fill(
    sheet: Worksheet, row: int, names: Sequence[str | None], reading: Reading, only: Sequence[str]
) -> None:
    unlocked = _unlocked()
    for column, name in enumerate(names, start=1):
        if name not in only:
            continue
        cell = sheet.cell(row, column)
        if name == "number":
            cell.value = reading.number
        else:
            put_text(cell, str(getattr(reading, str(name))))
            cell.number_format = "@"
        if sheet.protection.sheet:
            unlocked(cell)


def _unlocked() -> Callable[[object], None]:
    from openpyxl.styles import Protection

    return lambda cell: setattr(cell, "protection", Protection(locked=False))


def _refuse_what_is_lost(path: Path) -> None:
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
            f"{path.name} holds {what}, which would be lost by writing passages into it. Save the "
            "sheet passages as passages.csv, delete it in the workbook, and import again."
        )


def _body(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the cells of a worksheet; the formulas of drop-downs stand behind them."""
    return archive.read(name).partition(b"<sheetData")[2].partition(b"</sheetData")[0]
