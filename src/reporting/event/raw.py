"""A table as text: columns matched to the contract, every row with its line in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reporting.event.collect import Collector
from reporting.event.findings import Severity
from reporting.event.schema import TableSchema

TEXT = pa.large_string()

MOST_COLUMNS = 1_000
"""Of a table: a stray cell far to the right would make every row as wide."""


@dataclass
class RawTable:
    """The cells of one table as trimmed text; a blank cell is null.

    Parameters
    ----------
    table
        What the contract says of the table.
    file
        The file's name inside the package.
    rows
        Line in the file of each row, int64.
    columns
        Column of the contract -> texts, for the columns that the file has.
    unknown
        Header as written -> texts, for columns that the contract does not know.
    text_cells
        Column -> texts that stand in a worksheet as text, not as numbers; None for a CSV file.
    """

    table: TableSchema
    file: str
    rows: np.ndarray
    columns: dict[str, pa.ChunkedArray]
    unknown: dict[str, pa.ChunkedArray] = field(default_factory=dict)
    text_cells: dict[str, set[str]] | None = None

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Header:
    """A header that was matched: for each position the contract's column, or an unknown one.

    Both are None where a column came before under the same name. A blank header is unknown and
    called ``column 5`` after its place.
    """

    row: int
    texts: tuple[str, ...]
    known: tuple[str | None, ...]
    unknown: tuple[str | None, ...]

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.texts)

    def name(self, position: int) -> str | None:
        """Return the column at a position, known or unknown; None beyond the header."""
        if position >= self.width:
            return None
        return self.known[position] or self.unknown[position]


def match_header(
    table: TableSchema, cells: Sequence[str], row: int, file: str, collector: Collector
) -> Header | None:
    """Match the header's cells to the columns of `table` and report what does not fit.

    Returns
    -------
    Header or None
        None where no cell is a header of the table, so that nothing can be read.
    """
    texts = [cell.strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    known = table.columns_for(texts)
    if not any(known):
        return None
    unknown: list[str | None] = [None] * len(texts)
    seen: set[str] = set()
    for position, text in enumerate(texts):
        name = known[position] or text or f"column {position + 1}"
        if name in seen:
            collector.add("column-twice", table.name, file, row=row, column=name, value=text)
            known[position] = None
        elif known[position] is None:
            unknown[position] = name
        seen.add(name)
    _report_missing(table, {name for name in known if name}, row, file, collector)
    return Header(row, tuple(texts), tuple(known), tuple(unknown))


def recognised(table: TableSchema, cells: Sequence[str]) -> int:
    """Count the cells that are headers of `table`."""
    return len({name for cell in cells if (name := table.column_for(cell.strip()))})


def _report_missing(
    table: TableSchema, found: set[str], row: int, file: str, collector: Collector
) -> None:
    grades = {"required": Severity.ERROR, "expected": Severity.WARNING}
    for column in table.columns.values():
        if column.presence in grades and column.name not in found:
            graded = grades[column.presence]
            collector.add(
                "column-missing", table.name, file, row=row, column=column.name, graded=graded
            )


class RawBuilder:
    """Puts blocks of rows together into a :class:`RawTable`."""

    def __init__(self, table: TableSchema, file: str, header: Header) -> None:
        self.table = table
        self.file = file
        self.header = header
        self._rows: list[np.ndarray] = []
        self._chunks: list[list[pa.Array]] = [[] for _ in range(header.width)]

    def add(self, lines: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
        """Add rows of exactly the header's width; rows without any text are left out."""
        if rows:
            columns = [pa.array(column, TEXT) for column in zip(*rows, strict=True)]
            self.add_columns(np.fromiter(lines, dtype=np.int64, count=len(lines)), columns)

    def add_columns(self, numbers: np.ndarray, texts: Sequence[pa.Array]) -> None:
        """Add rows given as columns, with their lines; rows without any text are left out."""
        columns = [_trimmed(column) for column in texts]
        filled = np.zeros(len(numbers), dtype=bool)
        for column in columns:
            filled |= column.is_valid().to_numpy(zero_copy_only=False)
        if not filled.all():
            columns = [column.filter(pa.array(filled)) for column in columns]
            numbers = numbers[filled]
        self._rows.append(numbers)
        for chunks, column in zip(self._chunks, columns, strict=True):
            chunks.append(column)

    def build(self, collector: Collector) -> RawTable:
        """Return the table of everything that was added; unknown columns are noted."""
        rows = np.concatenate(self._rows) if self._rows else np.empty(0, dtype=np.int64)
        known: dict[str, pa.ChunkedArray] = {}
        unknown: dict[str, pa.ChunkedArray] = {}
        for position, chunks in enumerate(self._chunks):
            column = pa.chunked_array(chunks, type=TEXT)
            name, other = self.header.known[position], self.header.unknown[position]
            if name:
                known[name] = column
            elif other and (self.header.texts[position] or column.null_count < len(column)):
                unknown[other] = column
                collector.add(
                    "column-unknown", self.table.name, self.file, row=self.header.row, column=other
                )
        return RawTable(self.table, self.file, rows, known, unknown)


def _trimmed(cells: pa.Array) -> pa.Array:
    texts = pc.utf8_trim_whitespace(cells)
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, TEXT), texts)
