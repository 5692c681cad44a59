"""How the workbooks look: paper, ink, sand, one red; a fill and a word for each severity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

INK, RED, SLATE, SAND, RULE = "1B1B1B", "B8122B", "5B6670", "F3EEE6", "C9C1B4"
FILLS = {"error": "F6D5D3", "warning": "FBE7C6", "note": "E3E8EE"}
"""Severity -> the fill of a marked cell, told apart in grey, too."""
TABS = {"error": RED, "warning": "D9A441", "note": SLATE}
"""Severity -> the colour of a sheet's tab."""

TITLE = Font(name="Cambria", size=18, bold=True, color=INK)
TEXT = Font(name="Calibri", size=11, color=INK)
BOLD = Font(name="Calibri", size=11, bold=True, color=INK)
QUIET = Font(name="Calibri", size=11, color=SLATE)
LINK = Font(name="Calibri", size=11, color=INK, underline="single")
REQUIRED = Font(name="Calibri", size=11, bold=True, color=RED)

HEADER_FILL = PatternFill("solid", fgColor=SAND)
UNDERLINE = Border(bottom=Side(style="medium", color=INK))
HAIRLINE = Border(bottom=Side(style="hair", color=RULE))
MIDDLE = Alignment(vertical="center")
WRAPPED_LEFT = Alignment(wrap_text=True, vertical="top", horizontal="left")
WRAPPED = Alignment(wrap_text=True, vertical="top")


def printable(sheet: Worksheet) -> None:
    """Have a sheet print across, as wide as a page, its header on each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = "1:1"


def fit_height(sheet: Worksheet, row: int, *widths: int) -> None:
    """Make a row as high as its wrapped texts need, in columns of these widths [characters]."""
    texts = [str(cell.value or "") for cell in sheet[row]]
    lines = [-(-len(text) // width) for text, width in zip(texts, widths, strict=False)]
    sheet.row_dimensions[row].height = 16 * max([1, *lines])


def fill(severity: str, *, conditional: bool = False) -> PatternFill:
    """Return the fill of a marked cell; a conditional format takes its colour from the ground."""
    if conditional:
        return PatternFill(bgColor=FILLS[severity])
    return PatternFill("solid", fgColor=FILLS[severity])


def outline(severity: str) -> Border:
    """Return the outline of a marked cell: an error's is red, a note's is dotted."""
    colour = RED if severity == "error" else SLATE
    side = Side(style="dotted" if severity == "note" else "thin", color=colour)
    return Border(left=side, right=side, top=side, bottom=side)
