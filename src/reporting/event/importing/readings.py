"""What an import reads: one passage each, and the list of everything that became none."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reporting.event.collect import Collector

BY_HAND = "by hand"
"""How a source says that a time was taken by hand."""
_INSTEAD = "in place of"
"""How a source says which times of the same passage were decided against."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One passage as a file tells it.

    Parameters
    ----------
    number, control, point
        The crew, the control's code, the point: known to the package.
    time
        A time of day, or an ISO date and time, as the contract has it.
    source
        File, line and device, for the column ``source``.
    file, row
        Where it stands.
    """

    number: int
    control: str
    point: str
    time: str
    source: str
    file: str
    row: int

    @property
    def key(self) -> tuple[int, str, str]:
        """What may stand only once in ``passages``."""
        return self.number, self.control, self.point

    def instead_of(self, times: Iterable[str]) -> Reading:
        """Return it with the times whose place it takes in its source."""
        return replace(self, source=f"{self.source} {_INSTEAD} {' / '.join(times)}")


def displaced_by(source: str) -> tuple[str, ...]:
    """Return the times whose place a passage took, as its source says.

    >>> displaced_by("timy.txt:12 C0 in place of 08:11:01 / 08:11:02"), displaced_by("timy.txt:12")
    (('08:11:01', '08:11:02'), ())
    """
    times = source.partition(f" {_INSTEAD} ")[2]
    return tuple(times.split(" / ")) if times else ()


def file_of(source: str) -> str:
    """Return the file that a text of the column ``source`` names; empty where it names none.

    >>> file_of("timy.txt:12 C0 by hand"), file_of("'=sera.xlsx[PC1]:3"), file_of("hand")
    ('timy.txt', '=sera.xlsx', '')
    """
    found = re.match(r"'?([^:]+?)(?:\[[^\]]*\])?:\d+(?: |$)", source)
    return found[1] if found else ""


NOTHING_OF = {
    "passages": {"it": "passaggio", "en": "passage"},
    "entries": {"it": "equipaggio", "en": "crew"},
    "starts": {"it": "orario di partenza", "en": "start"},
}
"""What a file for a table gave none of."""


@dataclass(frozen=True)
class Listing:
    """Takes what is to be told about one file (or one sheet of it)."""

    collector: Collector
    file: str
    sheet: str = ""
    table: str = "passages"

    def add(self, code: str, row: int | None = None, *, value: object = None, **more: Any) -> None:
        """Add a finding; see :class:`~reporting.event.findings.Finding` for the parameters."""
        self.collector.add(code, self.table, self.place, row=row, value=value, **more)

    @property
    def place(self) -> str:
        """The file, with the sheet where there is one."""
        return f"{self.file}[{self.sheet}]" if self.sheet else self.file

    def source(self, row: int, mark: str = "") -> str:
        """Return the text for the column ``source``.

        >>> from reporting.event.collect import Collector
        >>> Listing(Collector(), "timy.txt").source(12, "C0 by hand")
        'timy.txt:12 C0 by hand'
        """
        return f"{self.place}:{row} {mark}".strip()
