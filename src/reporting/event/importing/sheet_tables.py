"""Several tables on one sheet: one below the other, or side by side, each with its header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from reporting.event.importing.clock import clock
from reporting.event.schema import normal, package_tables

if TYPE_CHECKING:
    from reporting.event.importing.cell_grid import CellGrid, Rows
    from reporting.event.importing.known_names import KnownNames


def tables_on(grid: CellGrid, course: KnownNames) -> list[CellGrid]:
    """Return the tables of a grid, each with the rows above its header, from top to bottom.

    A header that comes again, as on each page of a printout, begins no other table, unless a
    title above it speaks of another control; it is left out.

    Parameters
    ----------
    grid
        The cells; what is told of it as a whole stays with the first table.
    course
        The controls that titles may speak of.
    """
    heads = [place for place, (_, cells) in enumerate(grid.rows) if _is_header(cells, course)]
    if not heads:
        return [grid]
    cuts, again = [0], set()
    for before, head in pairwise(heads):
        top = _titles_from(grid.rows, before, head)
        titled = any(course.controls_in(" ".join(cells)) for _, cells in grid.rows[top:head])
        if titled or not _same(grid.rows[before][1], grid.rows[head][1]):
            cuts.append(top)
        else:
            again.add(head)
    parts = [
        [row for place, row in enumerate(grid.rows[cut:end], cut) if place not in again]
        for cut, end in zip(cuts, [*cuts[1:], len(grid.rows)], strict=True)
    ]
    tables = [table for part in parts for table in _side_by_side(part, course)]
    rest = replace(grid, broken=(), hidden=(), veiled=(), struck=())
    return [
        replace(rest if at else grid, rows=rows, titles=_titles(rows, course))
        for at, rows in enumerate(tables)
    ]


def _titles(rows: Rows, course: KnownNames) -> str:
    head = next((at for at, (_, cells) in enumerate(rows) if _is_header(cells, course)), 0)
    return " | ".join(text for _, cells in rows[:head] for text in cells if text)


def _is_header(cells: Sequence[str], course: KnownNames) -> bool:
    """Tell whether a row names the column of the crews and another one, and holds no time."""
    names = [_column(text) if text and not text[0].isdigit() else None for text in cells]
    if "number" not in names:
        return False
    # A row that begins with a number is a crew's, and "no" in it is an answer.
    if any(map(clock, cells)) or next(filter(None, cells)).isdecimal():
        return False
    others = {*names} - {"number", None}
    words = [text for text, name in zip(cells, names, strict=True) if text and not name]
    return bool(others) or any(course.place_named(w) or course.point_named(w) for w in words)


@lru_cache(4096)
def _column(text: str) -> str | None:
    return package_tables()["passages"].column_for(text)


def _titles_from(rows: Rows, before: int, head: int) -> int:
    """Return from where on rows above a header, with neither crew nor time, are its titles."""
    first = head
    while first - 1 > before:
        cells = rows[first - 1][1]
        if any(map(clock, cells)) or next(filter(None, cells))[0].isdigit():
            break
        first -= 1
    return first


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    return [*map(normal, filter(None, one))] == [*map(normal, filter(None, other))]


def _side_by_side(rows: Rows, course: KnownNames) -> Iterator[Rows]:
    """Yield the tables that stand beside each other, each in its own columns."""
    head = next((cells for _, cells in rows if _is_header(cells, course)), [])
    begins = [at for at, text in enumerate(head) if text and _column(text) == "number"]
    ends = [*begins[1:], max((len(cells) for _, cells in rows), default=0)]
    spans = list(zip(begins, ends, strict=True))
    apart = all(not head[at - 1] for at in begins[1:])
    alike = len({tuple(map(normal, filter(None, head[a:b]))) for a, b in spans}) == 1
    if len(begins) < 2 or not (apart or alike):
        yield rows
        return
    spans[0] = (0, spans[0][1])
    for first, end in spans:
        part = [
            (line, [text if first <= at < end else "" for at, text in enumerate(cells)])
            for line, cells in rows
        ]
        yield [(line, cells) for line, cells in part if any(cells)]
