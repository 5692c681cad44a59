"""The rows of an entry list or a start list, held to the columns of the table they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from reporting.event.collect import Collector
from reporting.event.convert import convert
from reporting.event.importing import cell_grid
from reporting.event.importing.clock import clock
from reporting.event.importing.header_rows import joined
from reporting.event.importing.list_header import (
    PEOPLE,
    ListHeader,
    as_nation,
    as_yes,
    list_header,
    names_a_part,
)
from reporting.event.importing.list_pairs import pairs_of_rows
from reporting.event.importing.list_without_header import lacks, tell_nearest
from reporting.event.importing.other_workbooks import is_other_workbook, other_grids
from reporting.event.importing.readings import NOTHING_OF, Listing
from reporting.event.raw import Header, RawBuilder
from reporting.event.schema import package_tables
from reporting.event.status_words import statuses_in
from reporting.event.typed_frames import framed

if TYPE_CHECKING:
    from pathlib import Path

    from reporting.event.model import Event

ListKind = Literal["entries", "starts"]
SEARCHED = 40
"""In how many rows a header is looked for."""
_SHOWN = 3
_NUMBER = re.compile(r"(?:#|(?:[Nn](?:[.°º]|[or]\.?)? ?)?)(\d{1,5})(?:[.,]0+)?")


@dataclass
class ListRow:
    """A row of a list.

    Parameters
    ----------
    listing, line
        Where it stands.
    cells
        Column of the table, or header that it does not know -> text.
    typed
        The same as the table would hold it; empty where the row is not taken.
    """

    listing: Listing
    line: int
    cells: dict[str, str]
    typed: dict[str, Any] = field(default_factory=dict)


class ListReader:
    """Reads lists of one kind.

    Parameters
    ----------
    event
        The package.
    kind
        The table that the lists are for.
    leg
        The leg of a start list that does not say it; None: the event's only one.
    collector
        Takes a finding for each row and cell that is not taken.
    """

    def __init__(self, event: Event, kind: ListKind, leg: int | None, collector: Collector) -> None:
        legs = [one.number for one in event.info.legs]
        self._leg = leg or (legs[0] if len(legs) == 1 else None)
        self._legs = {str(number) for number in legs}
        self._crews = {str(number) for number in event["entries"]["number"].dropna()}
        self._kind, self._collector = kind, collector
        self._schema = package_tables()[kind]
        self.columns: dict[str, list[str]] = {}

    def read(self, path: Path) -> list[ListRow]:
        """Return the rows of a file; one that gives none refuses the import."""
        found = [row for grid in _grids(path, self._collector) for row in self._table(path, grid)]
        if not found:
            what = NOTHING_OF[self._kind]
            self._collector.add("import-nothing", self._kind, path.name, what=what)
        return found

    def _table(self, path: Path, grid: cell_grid.CellGrid) -> list[ListRow]:
        listing = Listing(self._collector, path.name, grid.sheet, self._kind)
        found = [list_header(row, cells, self._schema) for row, cells in self._headers(grid)]
        header = next((one for one in found if not lacks(one, self._kind)), None)
        if header is None:
            tell_nearest(found, self._kind, listing)
            return []
        self.columns[listing.place] = header.shown()
        if self._refuses(grid, header, listing):
            return []
        for line in grid.hidden:
            listing.add("import-row-hidden", line)
        rows = list(self._rows(grid, header, listing))
        (self._hold_entries if self._kind == "entries" else self._hold_starts)(rows)
        return rows

    def _headers(self, grid: cell_grid.CellGrid) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield what may be a header: two rows as one where the lower names parts, and each row."""
        rows = grid.rows[: SEARCHED + 1]
        for (_, above), (row, below) in pairwise(rows):
            number = list_header(row, above, self._schema).places.get("number")
            parts = [text for text in below if text]
            numbered = number is None or any(below[at] for at in number if at < len(below))
            if parts and not numbered and all(names_a_part(one, self._schema) for one in parts):
                yield row, joined(above, below)
        yield from rows[:SEARCHED]

    def _refuses(self, grid: cell_grid.CellGrid, header: ListHeader, listing: Listing) -> bool:
        """Tell of columns that could be several things, and of those that nothing names."""
        for name, places in header.doubtful.items():
            shown = "; ".join(header.cells[at] for at in places)
            listing.add("import-columns-doubtful", header.row, column=name, value=shown, name=name)
        numbers = header.places["number"][0]
        below = [
            cells
            for line, cells in grid.rows
            if line > header.row and numbers < len(cells) and _NUMBER.fullmatch(cells[numbers])
        ]
        blank = [at for at, text in enumerate(header.cells) if not text]
        unnamed = {at: [one[at] for one in below if at < len(one) and one[at]] for at in blank}
        for at, held in unnamed.items():
            if held:
                shown = ", ".join(held[:_SHOWN])
                listing.add("import-column-unnamed", header.row, column=f"#{at + 1}", value=shown)
        return bool(header.doubtful or any(unnamed.values()))

    def _rows(
        self, grid: cell_grid.CellGrid, header: ListHeader, listing: Listing
    ) -> Iterator[ListRow]:
        below = [(line, cells) for line, cells in grid.rows if line > header.row]
        numbered = {line: _numbered(header, cells) for line, cells in below}
        pairs = pairs_of_rows(header, below, numbered)
        for line, cells in below:
            if line in pairs.lone:
                listing.add("import-list-second", line, column="driver", value=pairs.lone[line])
            if line in pairs.taken or list(cells) == list(header.cells):
                continue
            values = header.values(cells)
            if line in pairs.people:
                values |= dict(zip(PEOPLE, pairs.people[line], strict=True))
            number = numbered[line]
            if number is None or any(cells[len(header.cells) :]):
                shown = " | ".join(filter(None, cells))
                listing.add("import-row-unknown", line, column="number", value=shown)
                continue
            yield ListRow(listing, line, self._meant(values | {"number": number[1]}))

    def _meant(self, values: dict[str, str]) -> dict[str, str]:
        """Return a row's texts as the table has them."""
        if self._kind == "starts":
            leg = values.get("leg") or str(self._leg or "")
            time = clock(values["time"]) or values["time"]
            return {"number": values["number"], "leg": leg, "time": time}
        read = {"boolean": as_yes, "country": as_nation}
        types = {name: column.type for name, column in self._schema.columns.items()}
        return {name: read.get(str(types.get(name)), str)(text) for name, text in values.items()}

    def _hold_entries(self, rows: Sequence[ListRow]) -> None:
        names = list(dict.fromkeys(name for row in rows for name in row.cells))
        schema = self._schema
        known = tuple(name if name in schema.columns else None for name in names)
        others = tuple(None if name in schema.columns else name for name in names)
        place = rows[0].listing.place if rows else ""
        builder = RawBuilder(schema, place, Header(0, tuple(names), known, others))
        texts = [[row.cells.get(name, "") for name in names] for row in rows]
        builder.add([row.line for row in rows], texts)
        raw = builder.build(Collector())
        frame = framed(raw, convert(raw, self._collector))
        for row, typed in zip(rows, frame.to_dict("records"), strict=True):
            row.typed = {name: typed[name] for name in row.cells}
            for code, column in statuses_in(row.cells):
                row.listing.add(code, row.line, column=column, value=row.cells[column])

    def _hold_starts(self, rows: Sequence[ListRow]) -> None:
        for row in rows:
            number, leg, time = (row.cells[name] for name in ("number", "leg", "time"))
            if leg not in self._legs:
                expected = ", ".join(sorted(self._legs))
                row.listing.add(
                    "import-leg-unknown",
                    row.line,
                    column="leg",
                    value=leg or None,
                    expected=expected,
                )
            elif clock(time) is None:
                row.listing.add(
                    "import-time-unreadable", row.line, column="time", value=time or None
                )
            elif number not in self._crews:
                row.listing.add("import-number-unknown", row.line, column="number", value=number)
            else:
                row.typed = {"number": int(number), "leg": int(leg), "time": time}


def _numbered(header: ListHeader, cells: Sequence[str]) -> re.Match[str] | None:
    at = header.places["number"][0]
    return _NUMBER.fullmatch(cells[at]) if at < len(cells) else None


def _grids(path: Path, collector: Collector) -> list[cell_grid.CellGrid]:
    if cell_grid.is_workbook(path):
        other = is_other_workbook(path)
        return (other_grids if other else cell_grid.workbook_grids)(path, collector)
    read = cell_grid.read_text(path)
    return list(cell_grid.text_grids(read[0]))[:1] if read else []
