"""The answers to the EU's voluntary standard (VSME) as a workbook laid out like its template.

Each answer's cell has the name of its concept, as in the public template. Where the client gives a
copy of the template, the answers are written into the cells that it names, and nothing else of it
is touched.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.aside import written_aside
from reporting.errors import InputError
from reporting.event.collect import Collector
from reporting.event.dateless import save_dateless
from reporting.event.safe_cells import put_text
from reporting.event.worded import Strict
from reporting.event.workbook import open_workbook
from reporting.paths import reference_folder
from reporting.reads import remembered, source

if TYPE_CHECKING:
    from openpyxl import Workbook

FRAMEWORK = "VSME"


class TemplateUnit(Strict):
    """The template's unit for one of ours, and the power of ten between them."""

    unit: str
    scale: int


class VsmeLayout(Strict):
    """The whole file: sheets, heads, units."""

    sheets: dict[str, tuple[str, ...]]
    heads: dict[str, dict[str, str]]
    units: dict[str, TemplateUnit]


@dataclass(frozen=True, slots=True)
class VsmeAnswer:
    """One datapoint.

    Parameters
    ----------
    code, title, concept
        As the template has them.
    sheet
        The sheet that it stands on.
    values
        The figures in the template's unit, with the unit; empty where it asks for words.
    words
        The answer in words; blank where there is none.
    omission
        Why there is no answer; blank where there is one.
    """

    code: str
    title: str
    concept: str
    sheet: str
    values: tuple[tuple[Decimal, str], ...]
    words: str
    omission: str

    @property
    def name(self) -> str:
        """The name of its cell; the targets of C3 have the names of the figures of B3."""
        return f"{self.concept}_{self.code}" if self.code == "C3" else self.concept


def vsme_answers(statement: Mapping[str, Any], language: str) -> list[VsmeAnswer]:
    """Return the answers in force, in the order of the template.

    Parameters
    ----------
    statement
        What :func:`reporting.footprint.statement` gave.
    language
        Of the answers in words.
    """
    layout = _layout(reference_folder() / "frameworks" / "vsme.toml")
    found, sheet = [], next(iter(layout.sheets))
    for row in statement["index"]:
        if row["framework"] != FRAMEWORK or not row["in_force"]:
            continue
        sheet = next((name for name, codes in layout.sheets.items() if row["code"] in codes), sheet)
        omission = row["omission"]
        found.append(
            VsmeAnswer(
                row["code"],
                row["title"] if language == "en" else row["title_it"],
                row["concept"],
                sheet,
                tuple(_figure(layout, one) for one in row["figures"].values()),
                row["words"].get(language, ""),
                omission["explanation"][language] if omission else "",
            )
        )
    return found


def _figure(layout: VsmeLayout, one: Mapping[str, Any]) -> tuple[Decimal, str]:
    value, unit = Decimal(str(one["value"])), str(one["unit"])
    if unit not in layout.units:
        return value, unit
    return value.scaleb(layout.units[unit].scale), layout.units[unit].unit


def write_vsme(path: Path, answers: Sequence[VsmeAnswer], language: str) -> None:
    """Write the answers as a workbook of our own, a sheet for each part of the template."""
    from openpyxl import Workbook
    from openpyxl.utils import quote_sheetname
    from openpyxl.workbook.defined_name import DefinedName

    layout = _layout(reference_folder() / "frameworks" / "vsme.toml")
    book = Workbook()
    book.remove(book.worksheets[0])
    for name in layout.sheets:
        sheet = book.create_sheet(name)
        sheet.append([head[language] for head in layout.heads.values()])
        for one in (answer for answer in answers if answer.sheet == name):
            row = sheet.max_row + 1
            for column, text in ((1, one.code), (2, one.title), (3, one.concept)):
                put_text(sheet.cell(row, column), text)
            _fill([sheet.cell(row, 4)], one)
            put_text(sheet.cell(row, 5), one.values[0][1] if len(one.values) == 1 else "")
            put_text(sheet.cell(row, 6), one.omission)
            if one.concept and one.name not in book.defined_names:
                place = f"{quote_sheetname(name)}!$D${row}"
                book.defined_names[one.name] = DefinedName(one.name, attr_text=place)
        for letter, width in zip("ABCDEF", (8, 46, 60, 60, 10, 46), strict=True):
            sheet.column_dimensions[letter].width = width
        sheet.freeze_panes = "A2"
    with written_aside(path) as aside:
        save_dateless(book, aside)


def fill_template(
    template: Path, path: Path, answers: Sequence[VsmeAnswer]
) -> tuple[list[str], list[str]]:
    """Write the answers into a copy of the client's template, into the cells that it names.

    Returns
    -------
    tuple of list of str
        The names that were filled, and those of answers that the template does not have.

    Raises
    ------
    InputError
        Where the file is no workbook.
    """
    from openpyxl import load_workbook

    collector = Collector()
    opened = open_workbook(template, collector)
    if opened is None:
        raise InputError(f"{template.name} cannot be opened.", collector.findings())
    opened.close()
    book = load_workbook(template)
    filled: list[str] = []
    unknown: list[str] = []
    for one in answers:
        if not one.concept or not (one.values or one.words):
            continue
        cells = list(_cells_of(book, one.name))
        if cells:
            _fill(cells, one)
        (filled if cells else unknown).append(one.name)
    with written_aside(path) as aside:
        save_dateless(book, aside)
    return filled, unknown


def _cells_of(book: Workbook, name: str) -> Iterator[Any]:
    """Return the cells of a defined name, of the workbook or of one of its sheets."""
    own = [book.defined_names, *(sheet.defined_names for sheet in book.worksheets)]
    found = next((names[name] for names in own if name in names), None)
    for sheet, place in found.destinations if found is not None else ():
        if sheet in book.sheetnames:
            cells = book[sheet][place]
            rows = cells if isinstance(cells, tuple) else ((cells,),)
            yield from (
                cell for row in rows for cell in (row if isinstance(row, tuple) else (row,))
            )


def _fill(cells: Sequence[Any], one: VsmeAnswer) -> None:
    """Write an answer: figures into a cell each where there is room, else all as one text."""
    if one.values and len(one.values) <= len(cells):
        for cell, (value, _) in zip(cells, one.values, strict=False):
            cell.value = value
    elif one.values:
        put_text(cells[0], "; ".join(f"{value} {unit}".strip() for value, unit in one.values))
    elif one.words:
        put_text(cells[0], one.words)


@remembered
def _layout(path: Path) -> VsmeLayout:
    return VsmeLayout.model_validate(tomllib.loads(source(path).read_text(encoding="utf-8")))
