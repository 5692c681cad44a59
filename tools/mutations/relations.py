"""What must not change what a package says: the order of rows and columns, the format, the ends."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path

from mutations.files import book_of

ORDERED = {"detections", "passages"}
"""Tables whose rows may be told apart only by their order (two impulses of one crew)."""


def _rewritten(folder: Path, change: Callable[[str, list[list[str]]], str | None]) -> None:
    for path in sorted(folder.glob("*.csv")):
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
        text = change(path.stem, rows)
        if text is not None:
            path.write_bytes(text.encode())


def _text(rows: list[list[str]], end: str = "\n", mark: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark, lineterminator=end).writerows(rows)
    return out.getvalue()


def rows_in_other_order(folder: Path, chance: random.Random) -> None:
    """Shuffle the rows of every table whose rows stand for themselves."""

    def change(name: str, rows: list[list[str]]) -> str | None:
        body = rows[1:]
        chance.shuffle(body)
        return None if name in ORDERED else _text(rows[:1] + body)

    _rewritten(folder, change)


def columns_in_other_order(folder: Path, chance: random.Random) -> None:
    """Shuffle the columns of every table."""

    def change(_: str, rows: list[list[str]]) -> str:
        order = list(range(len(rows[0])))
        chance.shuffle(order)
        return _text([[row[place] for place in order] for row in rows])

    _rewritten(folder, change)


def other_line_ends(folder: Path, _: random.Random) -> None:
    """Write every table as Windows does, with a mark of byte order."""
    _rewritten(folder, lambda _, rows: "\ufeff" + _text(rows, "\r\n"))


def blank_lines(folder: Path, chance: random.Random) -> None:
    """Put empty lines between the rows and at the end."""

    def change(_: str, rows: list[list[str]]) -> str:
        lines = [rows[0]]
        for row in rows[1:]:
            lines += [[""] * len(row)] * chance.choice([0, 0, 1, 2]) + [row]
        return _text(lines) + "\n\n"

    _rewritten(folder, change)


def more_columns(folder: Path, _: random.Random) -> None:
    """Add a column that nobody knows."""
    _rewritten(
        folder,
        lambda _, rows: _text([[*row, "xyzzy" if at == 0 else "?"] for at, row in enumerate(rows)]),
    )


def as_a_workbook(folder: Path, _: random.Random) -> None:
    """Turn the tables into the sheets of ``event.xlsx``, every cell a text."""
    book_of(folder, lambda cell: cell or None)


RELATIONS = (
    rows_in_other_order, columns_in_other_order, other_line_ends, blank_lines, more_columns,
    as_a_workbook,
)  # fmt: skip
