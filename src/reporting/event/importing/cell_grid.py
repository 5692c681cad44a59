"""Files as people send them, cell by cell: CSV of any kind, worksheets, and plain lines."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.event.collect import Collector
    from reporting.event.workbook import MergedCells, SheetRow

DELIMITERS = (";", "\t", ",", "|")
LARGEST = 200 << 20
MOST_COVERED = 1_000_000
_OTHER_KINDS = re.compile(rb"\s*(%PDF|\{\\rtf|<[!?A-Za-z])")
"""How documents begin that are no tables: a PDF, a web page (often called .xls), other markup."""

Rows = list[tuple[int, list[str]]]

_AROUND = " \t\r\n\v\f\x1a"
"""What may stand around a cell's text; the last ends a file of old programs."""


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
    veiled
        Texts of each hidden column of a worksheet; they are not in `rows`.
    struck
        Texts of cells that are struck through, each with its line; they are not in `rows`.
    covered
        Line and place of a cell that is one with another, by merging -> what that one says.
    titles
        What stands above the header, where that was looked for.
    """

    sheet: str
    rows: Rows
    delimiter: str = ""
    broken: Sequence[tuple[int, str]] = ()
    hidden: Sequence[int] = ()
    veiled: Sequence[Sequence[str]] = ()
    struck: Sequence[tuple[int, str]] = ()
    covered: Mapping[tuple[int, int], str] = field(default_factory=dict)
    titles: str = ""

    @property
    def width(self) -> int:
        """How many cells the widest row has."""
        return max((len(cells) for _, cells in self.rows), default=0)


def is_workbook(path: Path) -> bool:
    """Tell whether a file is to be opened as a workbook, whatever its name."""
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_text(path: Path) -> tuple[str, bool] | None:
    """Return a file as text, and whether it is not UTF-8 but Windows' own code page.

    None where it is no text.
    """
    data = path.read_bytes()
    encoding = _wide_encoding(data)
    if encoding:
        return plain(data.decode(encoding, "replace")), False
    if b"\0" in data or _OTHER_KINDS.match(data[:200]):
        return None
    try:
        return plain(data.decode("utf-8")), False
    except UnicodeDecodeError:
        return plain(data.decode("cp1252", "replace")), True


def _wide_encoding(data: bytes) -> str | None:
    """Return the encoding of a text whose signs take two or four bytes, with or without a mark."""
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[: 1 << 12]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(sample) > 3 and sample[first::2].count(0) * 10 > 9 * len(sample[first::2]):
            return encoding
    return None


def plain(text: str) -> str:
    r"""Return a text with every kind of blank and of digit as the common one, no sign unseen.

    >>> plain("\ufeff08:11:\u00a0\uff10\uff10")
    '08:11: 00'
    """
    if text.isascii():
        return text
    signs = {ord(sign): _plain(sign) for sign in set(text) if not sign.isascii()}
    return text.translate(signs)


def _plain(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Nd":
        return str(unicodedata.decimal(sign))
    return {"Zs": " ", "Cf": ""}.get(kind, sign)


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
        trimmed = [cell.strip(_AROUND) for cell in cells]
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
            rows, merged = book.grid(sheet)
        except Exception as error:  # noqa: BLE001 - whatever a broken sheet makes openpyxl raise
            reason = f"{type(error).__name__}: {error}"
            collector.add("workbook-broken", "passages", place, reason=reason)
            continue
        covered = dict(islice(_covered(rows, merged), MOST_COVERED))
        grids.append(replace(_seen(sheet, rows), covered=covered))
    return grids


def _covered(
    rows: Sequence[SheetRow], merged: Sequence[MergedCells]
) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield line and place of each cell below the first of merged ones, with what that says."""
    texts = {row.line: row.texts for row in rows}
    for one in merged:
        said = texts.get(one.first, [])[one.left : one.left + 1]
        if not (said and said[0]):
            continue
        for line in range(one.first + 1, min(one.last, max(texts)) + 1):
            for at in range(one.left, one.right):
                yield (line, at), plain(said[0]).strip(_AROUND)


def _seen(sheet: str, rows: Sequence[SheetRow]) -> CellGrid:
    """Return what people see of a worksheet, and apart from it what they do not."""
    shown: Rows = []
    hidden: list[int] = []
    veiled: dict[int, list[str]] = {}
    struck: list[tuple[int, str]] = []
    for row in rows:
        texts = [plain(text).strip(_AROUND) for text in row.texts]
        if row.hidden:
            hidden += [row.line] if any(texts) else []
            continue
        for at, text in enumerate(texts):
            if text and at in row.veiled:
                veiled.setdefault(at, []).append(text)
            elif text and at in row.struck:
                struck.append((row.line, text))
        texts = ["" if at in row.veiled or at in row.struck else t for at, t in enumerate(texts)]
        if any(texts):
            shown.append((row.line, texts))
    return CellGrid(sheet, shown, hidden=hidden, veiled=list(veiled.values()), struck=struck)
