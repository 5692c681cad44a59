"""Texts from files in spreadsheets: shown as they are, never run as a formula."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from reporting.unfit_signs import writable

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell

# Where lists are separated by semicolons (every Italian Excel), a comma file is cut at these.
_BEHIND_A_SEPARATOR = re.compile(r"([;\t|\r\n][\s\"']*)(?=[=+\-@])")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def neutral(value: Any) -> Any:
    """Return `value` so that no spreadsheet that opens a CSV file runs it as a formula.

    Examples
    --------
    >>> neutral("=1+1"), neutral("Rossi"), neutral(-3)
    ("'=1+1", 'Rossi', -3)
    >>> neutral("Rossi;=1+1")
    "Rossi;'=1+1"
    """
    if not isinstance(value, str):
        return value
    inner = _BEHIND_A_SEPARATOR.sub(r"\1'", value)
    return f"'{inner}" if inner.startswith(FORMULA_SIGNS) else inner


def put_text(cell: Cell | MergedCell, text: str) -> None:
    """Write a text into a cell of a workbook, as text whatever it begins with."""
    cell.value = writable(text)
    cell.data_type = "s"
    if text.startswith(FORMULA_SIGNS):
        # What Excel sets itself for a text typed with an apostrophe before it.
        cell.quotePrefix = True
