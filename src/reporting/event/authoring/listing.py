"""The sheet that lists every finding of a marked workbook, each with the way to its cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink

from reporting.event.authoring import look
from reporting.event.authoring.workbook_words import words
from reporting.event.safe_cells import put_text

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from reporting.event.authoring.marked_workbook import Marked
    from reporting.event.model import Event

_WIDTHS = (11, 16, 8, 16, 22, 56, 56, 24)


def write_listing(
    book: Workbook, event: Event, marked: Sequence[Marked], extracts: Sequence[str], language: str
) -> None:
    """Put the list in front of the workbook's sheets."""
    said = words()["marks"]
    sheet = book.create_sheet(said["sheet"][language], 0)
    book.active = 0
    sheet.sheet_view.showGridLines = False
    for place, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    name = event.info.name.in_language(language)
    put_text(sheet.cell(1, 1), said["title"][language].format(event=name))
    sheet.cell(1, 1).font = look.TITLE
    put_text(sheet.cell(2, 1), _count(marked, language))
    sheet.cell(2, 1).font = look.QUIET
    for title in extracts:
        row = sheet.max_row + 1
        put_text(sheet.cell(row, 1), said["extract"][language].format(sheet=title))
        sheet.cell(row, 1).font = look.QUIET
    head = sheet.max_row + 2
    for place, text in enumerate(said["head"][language], start=1):
        cell = sheet.cell(head, place, text)
        cell.font, cell.fill, cell.border = look.BOLD, look.HEADER_FILL, look.UNDERLINE
    for row, one in enumerate(marked, start=head + 1):
        _line(sheet, row, one, language)
    sheet.freeze_panes = f"A{head + 1}"
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(_WIDTHS))}{max(head, sheet.max_row)}"
    look.printable(sheet)
    sheet.print_title_rows = f"{head}:{head}"


def _count(marked: Sequence[Marked], language: str) -> str:
    said = words()["marks"]
    if not marked:
        return str(said["none"][language])
    tally = Counter(str(one.finding.severity) for one in marked)
    counts = {f"{name}s": tally[name] for name in ("error", "warning", "note")}
    return str(said["count"][language].format(**counts))


def _line(sheet: Worksheet, row: int, one: Marked, language: str) -> None:
    finding, severity = one.finding, str(one.finding.severity)
    texts = [
        words()["marks"]["severity"][severity][language],
        one.sheet or finding.file,
        finding.row,
        finding.column or "",
        finding.value or "",
        finding.message(language),
        finding.remedy(language),
        finding.code,
    ]
    for place, text in enumerate(texts, start=1):
        cell = sheet.cell(row, place)
        if isinstance(text, str):
            put_text(cell, text)
        else:
            cell.value = text
        cell.font, cell.border = look.TEXT, look.HAIRLINE
        cell.alignment = look.WRAPPED_LEFT
    sheet.cell(row, 1).fill = look.fill(severity)
    sheet.cell(row, 1).font = look.BOLD
    look.fit_height(sheet, row, 10, 14, 7, 14, 20, 54, 54, 24)
    if one.cell:
        target = f"{quote_sheetname(one.sheet)}!{one.cell}"
        for column in (2, 3, 4):
            link = sheet.cell(row, column)
            link.hyperlink = Hyperlink(ref=link.coordinate, location=target)
            link.font = look.LINK
