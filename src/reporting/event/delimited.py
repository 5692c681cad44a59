"""Reading CSV as people write it: comma, semicolon or tab, Italian headers, real line numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from pyarrow import csv as csv_reader

from reporting import reads
from reporting.event.collect import Collector
from reporting.event.raw import (
    MOST_COLUMNS,
    TEXT,
    Header,
    RawBuilder,
    RawTable,
    match_header,
    recognised,
)
from reporting.event.schema import TableSchema

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = (",", ";", "\t")
BLOCK = 100_000
HEADER_SEARCHED = 20
LONGEST_CELL = 1 << 17

_FOREIGN_STARTS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"PK\x03\x04": "ZIP, XLSX",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"%PDF": "PDF",
    b"\x1f\x8b": "GZIP",
}


@dataclass(frozen=True)
class _Source:
    """What is being read, and where its problems go."""

    path: Path
    table: TableSchema
    collector: Collector
    decodes: bool
    quoted: bool

    def report(self, code: str, row: int | None = None, **more: str | int | None) -> None:
        self.collector.add(code, self.table.name, self.path.name, row=row, **more)  # type: ignore[arg-type]


def read_csv(path: Path, table: TableSchema, collector: Collector) -> RawTable | None:
    """Read a CSV file as text, every problem of its form into `collector`.

    Parameters
    ----------
    path
        The file: UTF-8 with or without byte-order mark, separated by comma, semicolon or tab.
    table
        The table that it holds.
    collector
        Takes the findings.

    Returns
    -------
    RawTable or None
        None where nothing can be read: an empty file, another format, no known header.
    """
    with reads.source(path).open("rb") as file:
        start = file.read(4096)
    source = _Source(path, table, collector, *_survey(path))
    foreign = _foreign(start)
    if foreign:
        source.report("file-not-csv", found=foreign)
        return None
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        source.report("file-empty")
        return None
    # A byte that is not UTF-8 becomes a surrogate, so that its cell can be named.
    errors = "strict" if source.decodes else "surrogateescape"
    with path.open(encoding="utf-8-sig", errors=errors, newline="") as text:
        delimiter = choose_delimiter(text.read(1 << 16), table)
        text.seek(0)
        return _read(csv.reader(text, delimiter=delimiter, strict=True), delimiter, source)


def _survey(path: Path) -> tuple[bool, bool]:
    """Tell whether a whole file is UTF-8, and whether it has quotes."""
    quoted = False
    try:
        with path.open(encoding="utf-8", newline="") as text:
            while block := text.read(1 << 20):
                quoted = quoted or '"' in block
    except UnicodeDecodeError:
        return False, True
    return True, quoted


def _foreign(start: bytes) -> str | None:
    for magic, name in _FOREIGN_STARTS.items():
        if start.startswith(magic):
            return name
    zeros = start.count(b"\0")
    if zeros * 3 > len(start):
        return "UTF-16"
    return "binary" if zeros else None


def choose_delimiter(sample: str, table: TableSchema) -> str:
    """Choose the delimiter that makes most headers known, then most cells of the first line."""
    lines = sample.splitlines()
    if lines and lines[0].strip().casefold() in {f"sep={mark}" for mark in DELIMITERS}:
        return lines[0].strip()[-1]
    candidates = [line for line in lines if line.strip()][:HEADER_SEARCHED]

    def fit(delimiter: str) -> tuple[int, int]:
        rows = [next(csv.reader([line], delimiter=delimiter), []) for line in candidates]
        most = 0
        for row in rows:
            if len(row) > most:  # a row has no more headers than cells
                most = max(most, recognised(table, row))
        return most, len(rows[0])

    if not candidates:
        return DELIMITERS[0]

    return max(DELIMITERS, key=fit)


def _read(reader: Reader, delimiter: str, source: _Source) -> RawTable | None:
    header = _header(reader, source)
    if header is None:
        return None
    builder = RawBuilder(source.table, source.path.name, header)
    if not source.quoted and _add_plain(builder, header, delimiter, source.path):
        return builder.build(source.collector)
    for lines, rows in _blocks(reader, header, source):
        builder.add(lines, rows)
    return builder.build(source.collector)


def _add_plain(builder: RawBuilder, header: Header, delimiter: str, path: Path) -> bool:
    """Add the rows of a file without quotes by Arrow's reader, ten times faster than Python's.

    Returns
    -------
    bool
        False where a row is not as wide as the header: then nothing was added, and the rows are
        read one by one to tell which.
    """
    names = [str(place) for place in range(header.width)]
    try:
        table = csv_reader.read_csv(
            path,
            read_options=csv_reader.ReadOptions(
                use_threads=False, column_names=names, skip_rows=header.row, block_size=1 << 22
            ),
            parse_options=csv_reader.ParseOptions(
                delimiter=delimiter, quote_char=False, ignore_empty_lines=False
            ),
            convert_options=csv_reader.ConvertOptions(column_types=dict.fromkeys(names, TEXT)),
        )
    except pa.ArrowInvalid:
        return False
    line = header.row + 1
    for batch in table.to_batches():
        builder.add_columns(np.arange(line, line + len(batch), dtype=np.int64), batch.columns)
        line += len(batch)
    return True


def _header(reader: Reader, source: _Source) -> Header | None:
    """Return the first record that is not blank as a header, or report that it is none."""
    first: tuple[int, list[str]] | None = None
    for line, read in islice(_records(reader, source), HEADER_SEARCHED):
        cells = read if source.decodes else _scrubbed(line, read, None, source)
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > MOST_COLUMNS:
            source.report("columns-too-many", row=line, found=len(cells), limit=MOST_COLUMNS)
            return None
        if first is None:
            if cells[0].strip().casefold().startswith("sep=") and not any(cells[1:]):
                continue
            first = line, cells
            if recognised(source.table, cells):
                name = source.path.name
                return match_header(source.table, cells, line, name, source.collector)
        elif recognised(source.table, cells) > 1:
            source.report("header-not-first", row=first[0], value=first[1][0], found=line)
            return None
    row, value = (first[0], first[1][0]) if first else (1, None)
    wanted = ", ".join(name for name, column in source.table.columns.items() if not column.blank)
    source.report("header-missing", row=row, value=value, expected=wanted)
    return None


def _records(reader: Reader, source: _Source) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line that it begins on; a broken one is reported."""
    line = reader.line_num
    while True:
        try:
            for cells in reader:
                yield line + 1, cells
                line = reader.line_num
        except csv.Error as error:
            source.report("row-quoting", row=line + 1, reason=str(error))
            line = reader.line_num
        else:
            return


def _blocks(
    reader: Reader, header: Header, source: _Source
) -> Iterator[tuple[list[int], list[list[str]]]]:
    """Yield blocks of lines and rows, every row as wide as the header."""
    lines: list[int] = []
    rows: list[list[str]] = []
    width, decodes = header.width, source.decodes
    for line, read in _records(reader, source):
        cells = read if decodes else _scrubbed(line, read, header, source)
        lines.append(line)
        rows.append(cells if len(cells) == width else _fitted(line, cells, header, source))
        if len(rows) == BLOCK:
            yield lines, rows
            lines, rows = [], []
    yield lines, rows


def _fitted(line: int, cells: list[str], header: Header, source: _Source) -> list[str]:
    """Cut or fill a row to the header's width, and report what does not belong or is not there."""
    width = header.width
    extra = [cell for cell in cells[width:] if cell.strip()]
    if extra:
        source.report("row-long", row=line, value=extra[0], found=len(cells), expected=width)
    elif len(cells) < width and any(cell.strip() for cell in cells):
        column = next((name for name in header.known[len(cells) :] if name), None)
        source.report("row-short", row=line, column=column, found=len(cells), expected=width)
    return cells[:width] + [""] * (width - len(cells))


def _scrubbed(line: int, cells: Sequence[str], header: Header | None, source: _Source) -> list[str]:
    """Report each cell with a byte that is not UTF-8; read on with what Windows-1252 makes of it.

    The finding is an error, so nothing is scored from such a reading: it only spares the reader
    a second wave of findings about the same cell.
    """
    clean = []
    for position, cell in enumerate(cells):
        guess = _guessed(cell)
        clean.append(guess)
        if guess != cell:
            column = header.name(position) if header else None
            source.report("encoding-not-utf8", row=line, column=column, value=guess)
    return clean


def _guessed(cell: str) -> str:
    try:
        cell.encode("utf-8")
    except UnicodeEncodeError:
        return cell.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    return cell
