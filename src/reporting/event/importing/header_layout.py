"""What is known of a table's columns: which is read, which is doubtful, which is idle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from reporting.event.importing.clock import BESIDE
from reporting.event.importing.header_words import header_words
from reporting.event.schema import normal, package_tables

if TYPE_CHECKING:
    from reporting.event.importing.mapping import SheetRule

NEEDED = ("number", "control", "point", "time")
"""The columns of a passage."""


@dataclass(frozen=True)
class HeaderLayout:
    """What each place of a row holds.

    Parameters
    ----------
    row
        Line of the header, of its last row where it has two.
    cells
        The header.
    columns
        Column of ``passages`` -> place in the row.
    times
        Control and point -> place of the column with its times.
    fixed
        Column of ``passages`` -> what holds for every row.
    words
        Normalised word -> the control or point that it means.
    doubtful
        What could be more than one column -> the places of these.
    parts
        Part of a time (hours, minutes, seconds, ...) -> place of its column, where no column has
        the whole.
    halves
        Place of a time -> that of the column that tells its half of the day (AM, PM).
    torn
        The names that speak of different controls, as they are shown; empty where all agree.
    rule
        How the plan is written into a mapping.
    """

    row: int
    cells: Sequence[str]
    columns: Mapping[str, int]
    times: Mapping[tuple[str, str], int]
    fixed: Mapping[str, str]
    rule: SheetRule
    words: Mapping[str, str] = field(default_factory=dict)
    doubtful: Mapping[str, Sequence[int]] = field(default_factory=dict)
    parts: Mapping[str, int] = field(default_factory=dict)
    halves: Mapping[int, int] = field(default_factory=dict)
    torn: str = ""

    @property
    def complete(self) -> bool:
        """Whether crew, control, point and time stand in a row, be it in doubtful columns."""
        return not self.missing

    @property
    def missing(self) -> Sequence[str]:
        """Which of the needed columns there are not; the point may go without saying."""
        there = {*self.columns, *self.fixed, *self.doubtful}
        if (self.times and not self.by_point) or any(":" in name for name in self.doubtful):
            there |= {"control", "time"}
        there |= {"time"} if self.parts or self.by_point else set()
        return [name for name in NEEDED if name != "point" and name not in there]

    def shown(self) -> list[str]:
        """Return what its columns are, as people read it: ``number = N.``."""
        named = {**self.columns, **{":".join(key): at for key, at in self.times.items()}}
        if self.date is not None:
            named["date"] = self.date
        columns = [f"{name} = {self.cells[at]}" for name, at in {**named, **self.parts}.items()]
        return [*columns, *(f"{name}: {value}" for name, value in self.fixed.items())]

    @property
    def by_point(self) -> bool:
        """Whether each row names its control, and a column holds the times of each point."""
        return any(not control for control, _ in self.times)

    @property
    def idle(self) -> Sequence[int]:
        """The places that nothing is read from."""
        parts = (at for found in self.beside.values() for at in found.values())
        used = {self.date, *parts, *self.halves.values()}
        return [at for at in self._free if at not in used]

    def nameless(self, width: int) -> Sequence[int]:
        """Return the places, of so many in a row, that have no header and are not read."""
        used = {*self.columns.values(), *self.times.values(), *self.halves.values()}
        named = {at for at, text in enumerate(self.cells) if text}
        return [at for at in range(width) if at not in named | used]

    @property
    def _free(self) -> Sequence[int]:
        used = {*self.columns.values(), *self.times.values(), *self.parts.values()}
        return [at for at, text in enumerate(self.cells) if text and at not in used]

    @cached_property
    def date(self) -> int | None:
        """The place of the one column with the days of the times."""
        found = [at for at in self._free if normal(self.cells[at]) in header_words()["date"]]
        return found[0] if len(found) == 1 else None

    @cached_property
    def beside(self) -> Mapping[int, Mapping[str, int]]:
        """Place of a time -> what is finer than it (seconds, ...) -> place of its own column."""
        kinds = {
            at: part
            for at in self._free
            for part in BESIDE
            if normal(self.cells[at]) in header_words()[part]
        }
        if "time" in self.columns:
            single = {part: at for at, part in kinds.items()}
            return {self.columns["time"]: single} if single and len(single) == len(kinds) else {}
        return {at: found for at in self.times.values() if (found := _following(at, kinds))}

    @property
    def names(self) -> Sequence[int]:
        """The places of columns with the names of crews."""
        table = package_tables()["entries"]
        return [
            at
            for at in self._free
            if table.column_for(self.cells[at]) in ("driver", "codriver")
            or normal(self.cells[at]) in header_words()["crew"]
        ]


def _following(at: int, kinds: Mapping[int, str]) -> dict[str, int]:
    """Return the parts of a time whose columns come behind its own, part -> place."""
    found: dict[str, int] = {}
    while (part := kinds.get(at + 1)) is not None and part not in found:
        at += 1
        found[part] = at
    return found
