"""A package's tables as a workbook with every finding marked and commented in its cell.

A marked cell gets a comment (what is wrong, what to do) and a colour by a conditional format, so
that its own format and comment stand untouched beneath and come back when it is marked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import MultiCellRange

from reporting.aside import written_aside
from reporting.errors import InputError, UsageError
from reporting.event.authoring import look
from reporting.event.authoring.listing import write_listing
from reporting.event.authoring.workbook_words import words
from reporting.event.dateless import save_dateless
from reporting.event.delimited import choose_delimiter
from reporting.event.findings import Severity
from reporting.event.importing.cell_grid import read_text, records
from reporting.event.package import INFO, WORKBOOK
from reporting.event.safe_cells import put_text
from reporting.event.schema import package_tables, table_for
from reporting.paths import within
from reporting.unfit_signs import writable

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    from reporting.event.findings import Finding
    from reporting.event.model import Event

AUTHOR = "reporting check"
MOST_ROWS = 100_000
"""Of a longer CSV table only the rows with findings are written."""

_SIGNATURE = "reporting check ▸ "
_SEPARATOR = "\n―――\n"
_FORMULA = 'N("reporting check")=0'
_GRAVITY = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


@dataclass(frozen=True)
class Marked:
    """Where a finding was marked: sheet and cell; the cell is empty where none is meant."""

    finding: Finding
    sheet: str = ""
    cell: str = ""


def write_marked(
    event: Event, findings: Sequence[Finding], path: Path, language: str = "it"
) -> None:
    """Write the package's tables with the findings in their cells.

    Parameters
    ----------
    event
        The loaded package. Where it has an ``event.xlsx``, that workbook is written back; tables
        in CSV files become sheets, each row at its line in the file.
    findings
        What is to be marked.
    path
        The workbook to write; an older one is replaced.
    language
        Of the comments: it, en.

    Raises
    ------
    UsageError
        When `path` is no ``.xlsx``, or a file of the package itself.
    InputError
        When the package's workbook cannot be opened.
    """
    _refuse(event, path)
    book, sheets = _opened(event, findings)
    marked = [one for sheet in sheets for one in sheet.mark(language)]
    placed = {id(one.finding) for one in marked}
    marked += [Marked(finding) for finding in findings if id(finding) not in placed]
    order = {id(finding): place for place, finding in enumerate(findings)}
    marked.sort(key=lambda one: order[id(one.finding)])
    extracts = [sheet.sheet.title for sheet in sheets if sheet.extract]
    write_listing(book, event, marked, extracts, language)
    with written_aside(path) as aside:
        save_dateless(book, aside)


def _refuse(event: Event, path: Path) -> None:
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"The marked workbook is an .xlsx file, not {path.name}.")
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent}.")
    inside = path.parent.resolve() == event.folder.resolve()
    if inside and (path.name.lower() == WORKBOOK or table_for(path.stem)):
        raise UsageError(
            f"{path.name} is the package's own; give the marked workbook another name."
        )


def _opened(event: Event, findings: Sequence[Finding]) -> tuple[Workbook, list[_MarkedSheet]]:
    """Return the workbook to mark, and its sheets that hold tables."""
    source = event.folder / WORKBOOK
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.file, []).append(finding)
    sheets: list[_MarkedSheet] = []
    broken = any(
        f.table == "event" and str(f.severity) == "error" for f in by_file.get(WORKBOOK, ())
    )
    if source.is_file() and not broken:
        book = _loaded(source)
        for sheet in book.worksheets:
            name = table_for(sheet.title)
            if name:
                own = [one for one in by_file.get(WORKBOOK, ()) if one.table == name]
                sheets.append(_MarkedSheet(sheet, name, own))
    else:
        book = Workbook()
        book.remove(book.worksheets[0])
    for file in _csv_files(event):
        name = str(table_for(file.stem))
        title = name if name not in book.sheetnames else f"{name} (csv)"
        sheets.append(_from_csv(book, title, name, file, by_file.get(file.name, [])))
    return book, sheets


def _csv_files(event: Event) -> list[Path]:
    order = list(package_tables())
    found = [
        path
        for path in event.folder.iterdir()
        if path.suffix.lower() == ".csv"
        and not path.name.startswith(".")
        and within(path, event.folder)
        and table_for(path.stem)
    ]
    return sorted(found, key=lambda path: (order.index(str(table_for(path.stem))), path.name))


def _loaded(source: Path) -> Workbook:
    try:
        book = load_workbook(source)
    except Exception as error:  # noqa: BLE001 - whatever a broken workbook makes openpyxl raise
        raise InputError(f"{source.name} cannot be opened: {error}. See {INFO}.") from None
    for name in words()["marks"]["sheet"].values():
        if name in book.sheetnames:
            book.remove(book[name])
    for sheet in book.worksheets:
        _without_marks(sheet)
    return book


def _without_marks(sheet: Worksheet) -> None:
    """Take away the comments and colours of an earlier check."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.text.startswith(_SIGNATURE):
                _, _, own = cell.comment.text.partition(_SEPARATOR)
                cell.comment = Comment(own, cell.comment.author) if own else None
    kept = ConditionalFormattingList()
    for formatting in sheet.conditional_formatting:
        for rule in formatting.rules:
            if not any("reporting check" in str(formula) for formula in rule.formula):
                kept.add(str(formatting.sqref), rule)
    sheet.conditional_formatting = kept


def _from_csv(
    book: Workbook, title: str, table: str, path: Path, findings: Sequence[Finding]
) -> _MarkedSheet:
    """Add a CSV file as a sheet: every cell as text, every record at its line."""
    read = read_text(path)
    text = read[0] if read else ""
    rows = records(text, choose_delimiter(text[: 1 << 16], package_tables()[table]))
    extract = len(rows) > MOST_ROWS
    sheet = book.create_sheet(f"{title} (estratto)" if extract else title)
    places = {line: line for line, _ in rows}
    if extract:
        wanted = {one.row for one in findings}
        header = rows[0][0]
        rows = [(line, cells) for line, cells in rows if line == header or line in wanted]
        places = {line: row for row, (line, _) in enumerate(rows, start=1)}
        rows = [(line, [*cells, str(line)]) for line, cells in rows]
    widths: dict[int, int] = {}
    for line, cells in rows:
        for column, value in enumerate(cells, start=1):
            if value:
                cell = sheet.cell(places[line], column)
                put_text(cell, value)
                cell.number_format = "@"
                widths[column] = min(40, max(widths.get(column, 8), len(value) + 2))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    made = _MarkedSheet(sheet, table, findings, places if extract else None)
    made.dress()
    return made


class _MarkedSheet:
    """A worksheet that holds a table, and the findings about it."""

    def __init__(
        self,
        sheet: Worksheet,
        table: str,
        findings: Iterable[Finding],
        places: Mapping[int, int] | None = None,
    ) -> None:
        self.sheet, self._table = sheet, package_tables()[table]
        self._findings, self._places = list(findings), places
        self.header, self._columns = self._found_header()

    @property
    def extract(self) -> bool:
        """Whether only the rows with findings are there."""
        return self._places is not None

    def dress(self) -> None:
        """Make the header of a sheet that was a CSV file look like one."""
        for cell in self.sheet[self.header]:
            cell.font, cell.fill, cell.border = look.BOLD, look.HEADER_FILL, look.UNDERLINE
        self.sheet.freeze_panes = f"A{self.header + 1}"
        look.printable(self.sheet)

    def mark(self, language: str) -> list[Marked]:
        """Mark the findings; return where each stands."""
        by_cell: dict[tuple[int, int], list[Finding]] = {}
        marked = []
        for finding in self._findings:
            if finding.row is None:
                marked.append(Marked(finding, self.sheet.title))
                continue
            row = finding.row if self._places is None else self._places.get(finding.row, 1)
            cell = self._anchor(row, self._columns.get(finding.column or "", 1))
            by_cell.setdefault((cell.row or row, cell.column or 1), []).append(finding)
            marked.append(Marked(finding, self.sheet.title, cell.coordinate))
        for (row, column), found in by_cell.items():
            _comment(self.sheet.cell(row, column), found, language)
        self._colour(by_cell)
        return marked

    def _found_header(self) -> tuple[int, dict[str, int]]:
        """Return the line of the header, and the place of each column that it names."""
        for row in self.sheet.iter_rows(max_row=min(self.sheet.max_row, 40)):
            texts = ["" if cell.value is None else str(cell.value).strip() for cell in row]
            names = [self._table.column_for(text) or text for text in texts]
            if any(name in self._table.columns for name in names):
                places: dict[str, int] = {}
                for place, name in enumerate(names, start=1):
                    places.setdefault(name or f"column {place}", place)
                return row[0].row or 1, places
        return 1, {}

    def _anchor(self, row: int, column: int) -> Cell | MergedCell:
        """Return the cell itself, or the one that stands for it in a merged range."""
        for merged in self.sheet.merged_cells.ranges:
            if (
                merged.min_row <= row <= merged.max_row
                and merged.min_col <= column <= merged.max_col
            ):
                return self.sheet.cell(merged.min_row, merged.min_col)
        return self.sheet.cell(row, column)

    def _colour(self, by_cell: Mapping[tuple[int, int], Sequence[Finding]]) -> None:
        for severity in _GRAVITY:
            cells = [
                f"{get_column_letter(column)}{row}"
                for (row, column), found in by_cell.items()
                if _gravest(found) is severity
            ]
            if cells:
                rule = FormulaRule(  # type: ignore[no-untyped-call]
                    formula=[_FORMULA],
                    fill=look.fill(severity, conditional=True),
                    border=look.outline(severity),
                    font=Font(bold=severity is Severity.ERROR, color=look.INK),
                )
                ranges = MultiCellRange(_joined(cells))
                self.sheet.conditional_formatting.add(str(ranges), rule)
        gravest = _gravest([one for found in by_cell.values() for one in found])
        if gravest is not None:
            self.sheet.sheet_properties.tabColor = look.TABS[gravest]


def _gravest(findings: Sequence[Finding]) -> Severity | None:
    return min((one.severity for one in findings), key=_GRAVITY.index, default=None)


def _joined(cells: Sequence[str]) -> str:
    """Join neighbours below each other into ranges: a column that is wrong throughout is one."""
    by_column: dict[str, list[int]] = {}
    for cell in cells:
        letter, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
        by_column.setdefault(letter, []).append(int(row))
    ranges = []
    for letter, rows in by_column.items():
        first = last = min(rows)
        for row in sorted(rows)[1:]:
            if row > last + 1:
                ranges.append(f"{letter}{first}:{letter}{last}")
                first = row
            last = row
        ranges.append(f"{letter}{first}:{letter}{last}")
    return " ".join(ranges)


def _comment(cell: Cell | MergedCell, findings: Sequence[Finding], language: str) -> None:
    said = words()["marks"]["severity"]
    parts = [
        f"{said[str(one.severity)][language]} ({one.code})\n{one.message(language)}"
        f"\n→ {one.remedy(language)}"
        for one in findings
    ]
    own = cell.comment.text if cell.comment is not None else ""
    text = writable(_SIGNATURE + "\n\n".join(parts) + (_SEPARATOR + own if own else ""))
    comment = Comment(text, AUTHOR)
    comment.width = 380
    comment.height = 40 + 17 * sum(1 + len(line) // 54 for line in text.splitlines())
    cell.comment = comment
