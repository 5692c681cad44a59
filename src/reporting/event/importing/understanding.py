"""What an import understood of each file, to be looked at before anything is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.event.findings import Severity
from reporting.event.importing.merge import moments
from reporting.event.times_of_day import NONE, SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reporting.event.findings import Finding
    from reporting.event.importing.merge import Key, Standing
    from reporting.event.importing.readings import Reading

COMPARED = 3
"""How many passages in common say something of two clocks."""

_OUTCOMES = {
    "import-known": "known",
    "import-replaced": "changed",
    "import-decided": "known",
    "import-conflict": "changed",
    "import-twice": "changed",
    "import-kept": "kept",
    "import-double": "double",
}


@dataclass(frozen=True)
class FileLayout:
    """How a file, or a sheet of it, is written.

    Parameters
    ----------
    place
        The file, with the sheet where there is one.
    device
        The device's name by language; None for a table.
    columns
        What its columns or channels are.
    """

    place: str
    device: Mapping[str, str] | None
    columns: Sequence[str]


@dataclass(frozen=True)
class FileUnderstanding:
    """What a file, or a sheet of it, gives.

    Parameters
    ----------
    layout
        How it is written.
    crews, controls
        How many crews, and the codes of the controls that it has times of.
    earliest, latest
        The first and the last time; empty without any.
    offset_s
        By how much its clock differs from that of the passages that stand from elsewhere, the
        median of those in common [s]; None where fewer than three are.
    counts
        How many passages it tells, and how many of them are new, known already, changed
        (replaced, or in conflict), kept as they stand, second impulses; and how many rows or
        cells are told and not taken.
    """

    layout: FileLayout
    crews: int
    controls: Sequence[str]
    earliest: str
    latest: str
    offset_s: Decimal | None
    counts: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        device = self.layout.device
        return {
            "file": self.layout.place,
            "layout": "table" if device is None else dict(device),
            "columns": list(self.layout.columns),
            "crews": self.crews,
            "controls": list(self.controls),
            "earliest": self.earliest or None,
            "latest": self.latest or None,
            "offset_s": None if self.offset_s is None else f"{self.offset_s:f}",
            "counts": dict(self.counts),
        }


def understood(
    standing: Mapping[Key, Standing],
    layouts: Iterable[FileLayout],
    readings: Sequence[Reading],
    findings: Iterable[Finding],
) -> tuple[FileUnderstanding, ...]:
    """Return what each file gives.

    Parameters
    ----------
    standing
        What stands in the package before the import.
    layouts
        How each file is written, one entry for each that was understood.
    readings
        Everything that was read.
    findings
        Everything that is told.
    """
    by_place: dict[str, list[Reading]] = {}
    for one in readings:
        by_place.setdefault(one.file, []).append(one)
    outcomes: dict[str, Counter[str]] = {}
    for finding in findings:
        outcome = _OUTCOMES.get(finding.code)
        if outcome or finding.severity is Severity.WARNING:
            outcomes.setdefault(finding.file, Counter())[outcome or "told"] += 1
    given = {place.partition("[")[0] for place in by_place}
    others = {
        key: there.moment.clock for key, there in standing.items() if there.given_by not in given
    }
    return tuple(
        _of_file(layout, by_place.get(layout.place, []), outcomes.get(layout.place), others)
        for layout in layouts
    )


def _of_file(
    layout: FileLayout,
    readings: Sequence[Reading],
    outcomes: Counter[str] | None,
    others: Mapping[Key, int],
) -> FileUnderstanding:
    counts = Counter(outcomes or {})
    taken = sum(counts[name] for name in ("known", "changed", "kept", "double"))
    times = sorted(one.time for one in readings)
    return FileUnderstanding(
        layout,
        crews=len({one.number for one in readings}),
        controls=tuple(dict.fromkeys(one.control for one in readings)),
        earliest=times[0] if times else "",
        latest=times[-1] if times else "",
        offset_s=_offset(readings, others),
        counts={
            "read": len(readings),
            "new": len(readings) - taken,
            **{name: counts[name] for name in ("changed", "known", "kept", "double", "told")},
        },
    )


def _offset(readings: Sequence[Reading], others: Mapping[Key, int]) -> Decimal | None:
    clocks = [one.clock for one in moments([one.time for one in readings])]
    apart = [
        clock - others[one.key]
        for one, clock in zip(readings, clocks, strict=True)
        if NONE not in (clock, others.get(one.key, NONE))
    ]
    if len(apart) < COMPARED:
        return None
    return (Decimal(int(np.median(apart))) / SECOND).quantize(Decimal("0.01"))
