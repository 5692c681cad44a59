"""Laying what was read beside what stands: new, known already, or another time for the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from reporting.event.times_of_day import DAY, NONE, read_times

if TYPE_CHECKING:
    from reporting.event.collect import Collector
    from reporting.event.importing.readings import Reading
    from reporting.event.model import Event

Choice = Literal["refuse", "keep", "replace"]
Key = tuple[int, str, str]


@dataclass(frozen=True)
class Moment:
    """When a passage was, as far as it can be compared with another of the same key.

    Two times of one crew at one point stand on the same leg, so that times of day compare; a
    date is compared only where both have one.
    """

    clock: int
    day: int = NONE

    def same(self, other: Moment) -> bool:
        """Tell whether both are the same time."""
        dated = NONE not in (self.day, other.day)
        return self.clock == other.clock and (self.day == other.day or not dated)


@dataclass(frozen=True)
class Standing:
    """A passage that is there before another: in the package, or in a file of the import."""

    row: int
    moment: Moment
    shown: str
    file: str = ""


@dataclass
class Merge:
    """What an import comes to.

    Parameters
    ----------
    new
        Passages to be added, in the order in which they were read.
    replaced
        Line in the package's table -> the passage that takes its place.
    known
        How many stand there already, with the same time.
    conflicts
        How many have another time already, and nobody said which counts.
    kept
        How many have another time already, which is kept as asked.
    """

    new: dict[Key, Reading] = field(default_factory=dict)
    replaced: dict[int, Reading] = field(default_factory=dict)
    known: int = 0
    conflicts: int = 0
    kept: int = 0


def merge(readings: Sequence[Reading], event: Event, choice: Choice, collector: Collector) -> Merge:
    """Compare what was read with what stands.

    Parameters
    ----------
    readings
        In the order in which they were read.
    event
        The package; its ``passages`` without errors.
    choice
        What a different time does: refuses the import, is left aside, or takes the place of the
        one that stands (of several in the files, of the one read before).
    collector
        Takes a finding for each passage that is not simply new.
    """
    place = event.sources["passages"].name if "passages" in event.sources else "passages.csv"
    merger = _Merger(_standing(event), place, choice, collector)
    for reading, moment in zip(readings, moments([one.time for one in readings]), strict=True):
        merger.add(reading, moment)
    return merger.result


class _Merger:
    def __init__(
        self, standing: Mapping[Key, Standing], place: str, choice: Choice, collector: Collector
    ) -> None:
        self._standing, self._place = standing, place
        self._choice, self._collector = choice, collector
        self._read: dict[Key, tuple[Reading, Moment]] = {}
        self.result = Merge()

    def add(self, reading: Reading, moment: Moment) -> None:
        there = self._standing.get(reading.key)
        if reading.key in self._read:
            earlier, known = self._read[reading.key]
            before = Standing(earlier.row, known, earlier.time, earlier.file)
        elif there is not None:
            before = there
        else:
            self._accept(reading, moment, there)
            return
        self._tell(self._verdict(moment, before), reading, before)
        if self._choice == "replace" and not before.moment.same(moment):
            self._accept(reading, moment, there)

    def _verdict(self, moment: Moment, before: Standing) -> str:
        """Count what becomes of a passage that was there before; return the finding's code."""
        if before.moment.same(moment):
            self.result.known += 1
            return "import-known"
        if self._choice == "refuse":
            self.result.conflicts += 1
            return "import-conflict"
        if self._choice == "keep":
            self.result.kept += 1
            return "import-kept"
        return "import-replaced"

    def _accept(self, reading: Reading, moment: Moment, there: Standing | None) -> None:
        self._read[reading.key] = reading, moment
        if there is None:
            self.result.new[reading.key] = reading
        else:
            self.result.replaced[there.row] = reading

    def _tell(self, code: str, reading: Reading, before: Standing) -> None:
        number, control, point = reading.key
        self._collector.add(
            code,
            "passages",
            reading.file,
            row=reading.row,
            column="time",
            value=reading.time,
            number=number,
            control=control,
            point=point,
            where=f"{before.file or self._place}:{before.row}",
            other=before.shown,
        )


def _standing(event: Event) -> dict[Key, Standing]:
    passages = event["passages"].dropna(subset=["number", "control", "point"])
    local = passages["time"].dt.tz_localize(None).to_numpy(dtype="M8[ns]").view(np.int64)
    known = passages["time"].notna().to_numpy()
    rows: Iterable[tuple[object, ...]] = zip(
        passages.index, passages["number"], passages["control"], passages["point"], strict=True
    )
    found: dict[Key, Standing] = {}
    for (row, number, control, point), nanoseconds, timed in zip(rows, local, known, strict=True):
        whole = int(nanoseconds)
        moment = Moment(whole % DAY, whole // DAY) if timed else Moment(NONE)
        shown = str(pd.Timestamp(whole)) if timed else "?"
        key = int(str(number)), str(control), str(point)
        found.setdefault(key, Standing(int(str(row)), moment, shown))
    return found


def moments(times: Sequence[str]) -> list[Moment]:
    """Return times as the contract writes them, to be compared."""
    readings = read_times(pa.chunked_array([pa.array(times, pa.large_string())]))
    return [
        Moment(int(clock), int(day))
        for clock, day in zip(readings.clock, readings.day, strict=True)
    ]
