"""The empty ``event.xlsx``: a sheet for each table, with units, comments and drop-downs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from reporting.event import countries
from reporting.event.authoring import look
from reporting.event.authoring.workbook_words import words
from reporting.event.dateless import save_dateless
from reporting.event.schema import package_tables
from reporting.language import LANGUAGES, in_each

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openpyxl.worksheet.worksheet import Worksheet

    from reporting.event.schema import ColumnSchema, TableSchema

Codes = Sequence[tuple[str, str]]
"""Codes, each with its words."""

Offered = Mapping[str, Mapping[str, Codes]]
"""Table -> column -> codes."""

LAST_ROW = 1_048_576
AUTHOR = "reporting"
_WIDTHS = {"text": 22, "code": 12, "time": 20, "country": 10, "boolean": 10, "figure": 14}
_TEXT_FORMAT = frozenset({"text", "code", "point", "crew", "time", "country", "calendar", "figure"})


def template_columns(table: TableSchema) -> list[ColumnSchema]:
    """Return the columns that people are given: the contract's, English companions, a few more."""
    given = words()["given"].get(table.name, ())
    return [
        one
        for one in table.columns.values()
        if one.presence != "extra" or one.name.endswith("_en") or one.name in given
    ]


def write_book(path: Path, offered: Offered | None = None) -> None:
    """Write the empty workbook of a package.

    Parameters
    ----------
    path
        The file.
    offered
        Codes of free columns that higher rooms know (units, factors): offered in the cells, and
        listed with their words on a sheet of their own.
    """
    book, offered = Workbook(), offered or {}
    guide, lists = book.worksheets[0], book.create_sheet(words()["book"]["lists"])
    guide.title = words()["book"]["sheet"]
    _guide(guide)
    drop_downs = _Lists(book, lists)
    for table in package_tables().values():
        known = offered.get(table.name, {})
        _table_sheet(book.create_sheet(table.name), table, drop_downs, known)
    if offered:
        _codes_sheet(book.create_sheet(words()["book"]["codes"]), offered)
    # After the last of the tables: nobody is to come across it.
    book.move_sheet(lists, offset=len(book.sheetnames))
    lists.sheet_state = "hidden"
    save_dateless(book, path)


def _guide(sheet: Worksheet) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = sheet.column_dimensions["C"].width = 62
    sheet.append(["event.xlsx", *in_each(words()["book"]["title"].__getitem__).values()])
    for cell in sheet[1]:
        cell.font = look.TITLE
    for number, step in enumerate(words()["book"]["steps"], start=1):
        sheet.append([number, *in_each(step.__getitem__).values()])
    sheet.append([])
    for table in package_tables().values():
        sheet.append([table.name, *table.words.values()])
        link = sheet.cell(sheet.max_row, 1)
        link.hyperlink = f"#{quote_sheetname(table.name)}!A1"
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.font, cell.alignment = look.TEXT, look.WRAPPED
        row[0].font = look.BOLD
        look.fit_height(sheet, row[0].row or 1, 20, 52, 52)
    look.printable(sheet)


class _Lists:
    """The hidden sheet of lists, and a name for each that drop-downs refer to."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self._book, self._sheet = book, sheet
        self._names: dict[tuple[str, ...], str] = {}

    def of(self, values: Iterable[str]) -> str:
        """Return the name of a list, written at its first use."""
        wanted = tuple(values)
        if wanted not in self._names:
            column = len(self._names) + 1
            for row, value in enumerate(wanted, start=1):
                self._sheet.cell(row, column, value).number_format = "@"
            letter = get_column_letter(column)
            place = f"{quote_sheetname(self._sheet.title)}!${letter}$1:${letter}${len(wanted)}"
            name = f"list_{column}"
            self._book.defined_names[name] = DefinedName(name, attr_text=place)
            self._names[wanted] = name
        return self._names[wanted]


def _codes_sheet(sheet: Worksheet, offered: Offered) -> None:
    """Write every offered code with its words, a pair of columns for each list."""
    lists = {column: codes for known in offered.values() for column, codes in known.items()}
    for place, (column, codes) in enumerate(lists.items()):
        for row, (code, said) in enumerate([(column, ""), *codes], start=1):
            sheet.cell(row, 2 * place + 1, code).font = look.BOLD if row == 1 else look.TEXT
            sheet.cell(row, 2 * place + 2, said).font = look.TEXT
        for column_number, width in ((2 * place + 1, 44), (2 * place + 2, 90)):
            sheet.column_dimensions[get_column_letter(column_number)].width = width
    sheet.freeze_panes = "A2"
    look.printable(sheet)


def _table_sheet(
    sheet: Worksheet, table: TableSchema, lists: _Lists, known: Mapping[str, Codes]
) -> None:
    for place, column in enumerate(template_columns(table), start=1):
        _header(sheet, place, column)
        letter = get_column_letter(place)
        below = sheet.column_dimensions[letter]
        below.width = max(_WIDTHS.get(column.type, 12), len(_head(column)) + 3)
        below.protection = Protection(locked=False)
        if column.type in _TEXT_FORMAT:
            below.number_format = "@"
        validation = _validation(table, column, lists)
        if column.name in known:
            # A conversion (t -> kg) or a factor of one's own is no code of the list.
            codes = lists.of(code for code, _ in known[column.name])
            validation = _list(f"={codes}", strict=False)
        if validation is not None:
            validation.add(f"{letter}2:{letter}{LAST_ROW}")
            sheet.add_data_validation(validation)
    sheet.row_dimensions[1].height = 24
    sheet.freeze_panes = "B2" if table.key else "A2"
    _protect(sheet)
    look.printable(sheet)


def _head(column: ColumnSchema) -> str:
    return f"{column.name} [{column.unit}]" if column.unit else column.name


def _header(sheet: Worksheet, place: int, column: ColumnSchema) -> None:
    cell = sheet.cell(1, place, _head(column))
    required = column.presence == "required"
    cell.font = look.REQUIRED if required else look.BOLD
    cell.fill, cell.border, cell.alignment = look.HEADER_FILL, look.UNDERLINE, look.MIDDLE
    cell.protection = Protection(locked=True)
    text = "\n\n".join(_described(column, language) for language in LANGUAGES)
    comment = Comment(text, AUTHOR)
    comment.width, comment.height = 360, 90 + 18 * (len(text) // 52 + text.count("\n"))
    cell.comment = comment


def _described(column: ColumnSchema, language: str) -> str:
    said = words()["comment"]
    parts = [column.words[language]]
    if column.presence == "required":
        parts.append(said["may_be_blank" if column.blank else "required"][language])
    elif column.presence == "expected":
        parts.append(said["expected"][language])
    if column.unit:
        parts.append(said["unit"][language].format(unit=column.unit))
    if column.minimum is not None and column.maximum is not None:
        parts.append(said["limits"][language].format(low=column.minimum, high=column.maximum))
    if column.codes:
        meanings = [f"{one.code} = {one.words[language]}" for one in column.codes]
        parts.append(f"{said['codes'][language]} {'; '.join(meanings)}.")
    if column.example:
        parts.append(said["example"][language].format(example=column.example[language]))
    return " ".join(parts)


def _validation(table: TableSchema, column: ColumnSchema, lists: _Lists) -> DataValidation | None:
    reference = words()["references"].get(table.name, {}).get(column.name)
    if column.type in ("code", "point"):
        codes = [one.code for one in column.codes]
        # The detections of an average trial are numbered: more than a list can know.
        points = [*codes, *map(str, range(1, 10))] if column.type == "point" else codes
        return _list(f"={lists.of(points)}", strict=column.type == "code")
    if column.type == "boolean":
        return _list(f"={lists.of(['true', 'false'])}", strict=True)
    if column.type == "country":
        return _list(f"={lists.of(sorted(countries.alpha3()))}", strict=False)
    if reference is not None:
        return _list(_reference(reference), strict=False)
    return _limits(column)


def _reference(reference: str) -> str:
    """Return the cells of another sheet's column."""
    name, _, wanted = reference.partition(".")
    names = [one.name for one in template_columns(package_tables()[name])]
    letter = get_column_letter(names.index(wanted) + 1)
    return f"={quote_sheetname(name)}!${letter}$2:${letter}$2000"


def _list(formula: str, *, strict: bool) -> DataValidation:
    return _validated(
        type="list",
        formula1=formula.removeprefix("="),
        # What is not in a list that cannot be complete is for reporting check to tell.
        showErrorMessage=strict,
        error=_refusal("code"),
    )


def _limits(column: ColumnSchema) -> DataValidation | None:
    if column.type not in ("whole", "decimal") or column.minimum is None or column.maximum is None:
        return None
    low, high = str(column.minimum), str(column.maximum)
    return _validated(
        type=column.type,
        operator="between",
        formula1=low,
        formula2=high,
        showErrorMessage=True,
        error=_refusal("number", low=low, high=high),
    )


def _validated(**more: Any) -> DataValidation:
    return DataValidation(allow_blank=True, errorTitle=_refusal("title")[:32], **more)


def _refusal(key: str, **more: str) -> str:
    said = in_each(words()["refused"][key].__getitem__)
    return " / ".join(said.values()).format(**more)[:225]


def _protect(sheet: Worksheet) -> None:
    """Protect the header alone: what is unlocked below it can be edited, sorted and formatted."""
    protection = sheet.protection
    protection.sheet = True
    for allowed in (
        "formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort",
        "autoFilter", "insertHyperlinks",
    ):  # fmt: skip
        setattr(protection, allowed, False)
