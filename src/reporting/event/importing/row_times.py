"""The time that a row gives at a place, with what stands beside it: its parts, half and day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from reporting.event.importing.clock import clock, composed, local, past_midnight, with_parts
from reporting.event.schema import normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporting.event.importing.cell_grid import CellGrid
    from reporting.event.importing.header_layout import HeaderLayout
    from reporting.event.importing.known_names import KnownNames

_HALVES = frozenset({"am", "pm", "a m", "p m"})
_NOON = 12


class RowTimes:
    """Reads the times of the rows under a header."""

    def __init__(self, plan: HeaderLayout, course: KnownNames) -> None:
        self._plan, self._course = plan, course

    def text(self, cells: Sequence[str], at: int | None) -> str:
        """Return what a row says of the time at a place, with its parts and half of the day."""
        if at is None:
            parts = self._plan.parts.items()
            return composed({name: _cell(cells, at) for name, at in parts})
        text = _cell(cells, at)
        if at in self._plan.beside:
            beside = self._plan.beside[at].items()
            text = with_parts(text, {part: _cell(cells, place) for part, place in beside})
        if not text or at not in self._plan.halves:
            return text
        half = _cell(cells, self._plan.halves[at])
        known = clock(text)
        if half or (known and int(known[:2]) > _NOON):
            return f"{text} {half}".strip()
        return f"{text} AM? PM?"

    def dated(self, text: str, cells: Sequence[str]) -> str:
        """Return a time with its day, if the row has that in its own cell and the time has none."""
        at = self._plan.date
        day = _cell(cells, at).removesuffix("T00:00:00") if at is not None else ""
        time = clock(text) or text if day else text
        return text if not day or "T" in time else f"{day} {time}"

    def read(self, text: str, cells: Sequence[str], control: str) -> str | None:
        """Return a time at a control as the contract has it; None where it is none."""
        dated = self.dated(text, cells)
        time = clock(local(dated, self._course.event.info.zone), self._course.days)
        late = past_midnight(text) if time is None and dated == text else None
        day = self._course.day_of(control) if late else None
        return f"{day + dt.timedelta(days=1)}T{late}" if day else time


def halves(grid: CellGrid, plan: HeaderLayout) -> dict[int, int]:
    """Return place of a time -> that of the column with its half of the day.

    One such column holds for every time of the row; several stand each behind its own.
    """
    used = {*plan.columns.values(), *plan.times.values(), *plan.parts.values()}
    below = [cells for row, cells in grid.rows if row > plan.row]
    width = max(map(len, below), default=0)
    found = [at for at in range(width) if at not in used and _tells_half(below, at)]
    times = [*plan.times.values(), *(at for name, at in plan.columns.items() if name == "time")]
    if len(found) == 1:
        return dict.fromkeys(times, found[0])
    behind = {at: max([at, *plan.beside.get(at, {}).values()]) + 1 for at in times}
    if not found or {*behind.values()} == {*found}:
        return behind if found else {}
    return dict.fromkeys(times, width)  # which is whose is not known: no row says it


def _tells_half(rows: Sequence[Sequence[str]], at: int) -> bool:
    said = {normal(_cell(cells, at)) for cells in rows} - {""}
    return bool(said) and said <= _HALVES


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""
