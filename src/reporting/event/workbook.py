"""Opening ``event.xlsx``: looked at before it is opened, refused where it is no workbook."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

from reporting.event.collect import Collector
from reporting.event.raw import RawTable
from reporting.event.schema import TableSchema
from reporting.event.spreadsheet_numbers import CellStyle
from reporting.event.worksheet import CellParser, SheetReader, grid_text
from reporting.reads import source

LARGEST = 400 << 20
"""Bytes that a workbook may unpack to; a larger table is for CSV."""

BEST_PACKED = 200
"""How many times smaller than its content a large part may be; real tables are 5 to 40 times."""

SMALL = 4 << 20
"""A part below this many bytes may be packed as well as it likes."""

MOST_TAGS_IN_A_ROW = 100_000
MOST_TAGS_OUTSIDE_ROWS = 8_000_000
"""Of a worksheet between two rows, and of other parts: each tag becomes an object in memory."""

MOST_PARTS = 2000
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


@dataclass(frozen=True)
class SheetRow:
    """A row of a worksheet.

    Parameters
    ----------
    line, texts
        Its line, and its cells as a CSV file would hold them.
    hidden
        Whether the row is.
    veiled
        Places of the hidden columns.
    struck
        Places of the cells whose text is struck through.
    """

    line: int
    texts: list[str]
    hidden: bool
    veiled: Collection[int]
    struck: Collection[int]


@dataclass(frozen=True)
class MergedCells:
    """Cells that are one: from a line to a line, from a place up to but not including another."""

    first: int
    last: int
    left: int
    right: int


class Workbook:
    """An open workbook.

    Parameters
    ----------
    path
        The file; see :func:`open_workbook`, which checks it first.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        # Given open: openpyxl would judge a path by its suffix.
        self._file = path.open("rb")
        try:
            self._reader = ExcelReader(self._file, read_only=True, data_only=True, keep_links=False)
            self._reader.read()
        except Exception:
            self._file.close()
            raise
        found = [
            (sheet, relation.target)
            for sheet, relation in self._reader.parser.find_sheets()
            if "chartsheet" not in relation.Type and relation.target in self._reader.valid_files
        ]
        self._parts = {sheet.name: target for sheet, target in found}
        self.hidden = frozenset(sheet.name for sheet, _ in found if sheet.state != "visible")

    @property
    def _style(self) -> CellStyle:
        book = self._reader.wb
        return CellStyle(
            dates=frozenset(book._date_formats),  # type: ignore[attr-defined]  # noqa: SLF001
            durations=frozenset(book._timedelta_formats),  # type: ignore[attr-defined]  # noqa: SLF001
            epoch=book.epoch,
            percentages=self._percentages,
            struck=self._struck,
        )

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the worksheets."""
        return tuple(self._parts)

    def close(self) -> None:
        """Close the file."""
        self._reader.archive.close()
        self._file.close()

    def read(self, sheet: str, table: TableSchema, collector: Collector) -> RawTable | None:
        """Read a worksheet as text, every problem of its form into `collector`.

        Returns
        -------
        RawTable or None
            None where nothing can be read: an empty sheet, no known header, broken content.
        """
        with self._reader.archive.open(self._parts[sheet]) as content:
            # No date formats: dates and times stay the numbers that they are in the file.
            parser = CellParser(content, self._reader.shared_strings, data_only=True)
            return SheetReader(self.path.name, table, self._style, collector).read(parser)

    def grid(self, sheet: str) -> tuple[list[SheetRow], list[MergedCells]]:
        """Return every row, whatever header there is, and which cells are one.

        Dates and times are written as a CSV file would hold them; a formula that was never
        calculated is ``(formula)``.
        """
        rows = []
        with self._reader.archive.open(self._parts[sheet]) as content:
            parser = CellParser(content, self._reader.shared_strings, data_only=True)
            style = self._style
            for line, cells in parser.parse():
                filled = [
                    cell for cell in cells if cell["value"] is not None or cell["data_type"] == "f"
                ]
                texts = [""] * max((cell["column"] for cell in filled), default=0)
                for cell in filled:
                    texts[cell["column"] - 1] = grid_text(cell, style)
                gone = [cell["column"] - 1 for cell in filled if cell["style_id"] in style.struck]
                hidden = "hidden" in parser.row_dimensions.get(str(line), ())
                rows.append(SheetRow(line, texts, hidden, parser.veiled, gone))
        merged = parser.merged_cells.mergeCell if parser.merged_cells else ()
        return rows, [MergedCells(r.min_row, r.max_row, r.min_col - 1, r.max_col) for r in merged]

    @property
    def _percentages(self) -> frozenset[int]:
        """The styles that show a number as a percentage."""
        book = self._reader.wb
        own = enumerate(book._number_formats, BUILTIN_FORMATS_MAX_SIZE)  # type: ignore[attr-defined]  # noqa: SLF001
        formats = {**BUILTIN_FORMATS, **dict(own)}
        styles = enumerate(book._cell_styles)  # type: ignore[attr-defined]  # noqa: SLF001
        return frozenset(n for n, one in styles if "%" in formats.get(one.numFmtId, ""))

    @property
    def _struck(self) -> frozenset[int]:
        """The styles that strike their text through."""
        book = self._reader.wb
        fonts = [bool(font.strike) for font in book._fonts]  # type: ignore[attr-defined]  # noqa: SLF001
        styles = enumerate(book._cell_styles)  # type: ignore[attr-defined]  # noqa: SLF001
        return frozenset(place for place, style in styles if fonts[style.fontId])


def open_workbook(path: Path, collector: Collector) -> Workbook | None:
    """Open a workbook, or report why it is none.

    Parameters
    ----------
    path
        The file.
    collector
        Takes the finding: not a workbook, encrypted, too large when unpacked, broken.
    """
    problem = _problem(path)
    if problem is None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return Workbook(path)
        except Exception as error:  # noqa: BLE001 - whatever a broken workbook makes openpyxl raise
            problem = "workbook-broken"
            collector.add(problem, "event", path.name, reason=f"{type(error).__name__}: {error}")
            return None
    collector.add(problem, "event", path.name)
    return None


def _problem(path: Path) -> str | None:
    with source(path).open("rb") as file:
        if file.read(4) == _OLE:
            return "workbook-encrypted" if _ENCRYPTED in file.read(LARGEST) else "workbook-old"
    try:
        with zipfile.ZipFile(path) as archive:
            return _archive_problem(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        NotImplementedError,
        ValueError,
    ):
        return "workbook-none"


def _archive_problem(archive: zipfile.ZipFile) -> str | None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST:
        return "workbook-too-large"
    if any(
        part.file_size > SMALL and part.file_size > BEST_PACKED * part.compress_size
        for part in parts
    ):
        return "workbook-too-large"
    if "[Content_Types].xml" not in archive.namelist():
        return "workbook-none"
    return next(filter(None, (_part_problem(archive, part) for part in parts)), None)


def _part_problem(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str | None:
    """Tell whether a part declares a document type (the way to entities), or never ends a row."""
    if part.filename.endswith(".svg"):
        return None  # a picture: never read, and it may have one
    limit = MOST_TAGS_IN_A_ROW if "worksheets/" in part.filename else MOST_TAGS_OUTSIDE_ROWS
    before, tags = b"", 0
    with archive.open(part) as content:
        while block := content.read(1 << 20):
            if any(mark in before + block for mark in _DOCTYPES):
                return "workbook-doctype"
            before = block[-32:]
            for place, piece in enumerate(block.split(b"/row>")):
                tags = piece.count(b"<") + (tags if place == 0 else 0)
                if tags > limit:
                    return "workbook-too-large"
    return None
