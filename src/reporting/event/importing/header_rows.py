"""The rows of a table that may be its header: one, or two read as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reporting.event.importing.clock import clock
from reporting.event.importing.header_words import header_words
from reporting.event.schema import normal, package_tables

if TYPE_CHECKING:
    from reporting.event.importing.cell_grid import CellGrid

SEARCHED = 40
"""In how many rows a header is looked for; titles and notes come before it."""


def header_rows(grid: CellGrid) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield what may be a header: two rows read as one where they seem to be, and each row.

    A first row that is a header with names below is none without them: what stands under
    "CO1" may be the due time and the actual one.
    """
    rows = grid.rows[: SEARCHED + 1]
    for place, (row, cells) in enumerate(rows[:SEARCHED]):
        below = rows[place + 1] if place + 1 < len(rows) else None
        if below is not None and _goes_on(cells, below[1]):
            yield below[0], joined(cells, below[1])
            if _number_at(cells) is not None:
                continue
        yield row, cells


def _goes_on(cells: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether the row below names parts of columns: words, no times, no crew."""
    if any(clock(text) for text in (*cells, *below)):
        return False
    at = _number_at(cells)
    if at is None:
        return _number_at(below) is not None and any(cells[1:])
    under = [place for place, text in enumerate(below) if text]
    above = ["" if place >= len(cells) else cells[place] for place in under]
    parts = any(not text or cells.count(text) > 1 for text in above)
    return (parts or any(map(_is_part, (below[place] for place in under)))) and at not in under


def _is_part(text: str) -> bool:
    """Tell whether a word says which time of a control a column holds: due, actual, net."""
    said = header_words()
    return bool(set(normal(text).split()) & (said["passage"] | said["no_passage"]))


def _number_at(cells: Sequence[str]) -> int | None:
    table = package_tables()["passages"]
    found = (at for at, text in enumerate(cells) if text and table.column_for(text) == "number")
    return next(found, None)


def joined(cells: Sequence[str], below: Sequence[str]) -> list[str]:
    """Return two rows as one; a name above stands for the blank places that follow it."""
    both, above = [], ""
    for at in range(max(len(cells), len(below))):
        own = cells[at] if at < len(cells) else ""
        under = below[at] if at < len(below) else ""
        above = own or above
        both.append(f"{above} {under}".strip() if under else own)
    return both
