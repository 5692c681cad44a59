"""Laying what was read beside what stands: new, known already, or another time for the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from reporting.event.importing.readings import displaced_by, file_of
from reporting.event.times_of_day import DAY, NONE, read_times

if TYPE_CHECKING:
    from reporting.event.collect import Collector
    from reporting.event.importing.readings import Reading
    from reporting.event.model import Event

Choice = Literal["refuse", "keep", "replace"]
Key = tuple[int, str, str]


@dataclass(frozen=True)
class ComparedTime:
    """When a passage was, as far as it can be compared with another of the same key.

    Two times of one crew at one point stand on the same leg, so that times of day compare; a
    date is compared only where both have one.
    """

    clock: int
    day: int = NONE

    def same(self, other: ComparedTime) -> bool:
        """Tell whether both are the same time; a stamp without one contradicts none."""
        if NONE in (self.clock, other.clock):
            return True
        dated = NONE not in (self.day, other.day)
        return self.clock == other.clock and (self.day == other.day or not dated)


@dataclass(frozen=True)
class Standing:
    """A passage that is there before another: in the package, or in a file of the import.

    `text` is how a file writes it; `displaced` are the times whose place it took, by decision of
    an earlier import.
    """

    row: int
    moment: ComparedTime
    text: str = ""
    file: str = ""
    given_by: str = ""
    displaced: Mapping[str, ComparedTime] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """The time as people read it."""
        at = self.moment
        known = NONE not in (at.clock, at.day)
        return self.text or (str(pd.Timestamp(at.day * DAY + at.clock)) if known else "?")

    def is_decided(self, moment: ComparedTime) -> bool:
        """Tell whether it took the place of a time."""
        return any(time.same(moment) for time in self.displaced.values())


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
    withdrawn
        Lines in the package's table that are removed: the file that gave them has them no more.
    """

    new: dict[Key, Reading] = field(default_factory=dict)
    replaced: dict[int, Reading] = field(default_factory=dict)
    known: int = 0
    conflicts: int = 0
    kept: int = 0
    withdrawn: set[int] = field(default_factory=set)


def merge(
    readings: Sequence[Reading],
    standing: Mapping[Key, Standing],
    place: str,
    choice: Choice,
    collector: Collector,
    *,
    sources: Collection[str] = (),
) -> Merge:
    """Compare what was read with what stands.

    Parameters
    ----------
    readings
        In the order in which they were read.
    standing
        What stands in the package (:func:`standing_passages`).
    place
        The file that it stands in.
    choice
        What a different time does: refuses the import, is left aside, or takes the place of the
        one that stands (of several in the files, of the one read before).
    collector
        Takes a finding for each passage that is not simply new.
    sources
        The files that are read, and others in whose place they come: what stands from these and
        is in the files no more is withdrawn, if `choice` is to replace.
    """
    merger = _Merger(standing, place, choice, collector)
    both = list(zip(readings, moments([one.time for one in readings]), strict=True))
    merger.uphold(both)
    for reading, moment in both:
        merger.add(reading, moment)
    merger.withdraw({reading.key for reading in readings}, sources)
    return merger.result


class _Merger:
    def __init__(
        self, standing: Mapping[Key, Standing], place: str, choice: Choice, collector: Collector
    ) -> None:
        self._standing, self._place = standing, place
        self._choice, self._collector = choice, collector
        self._read: dict[Key, tuple[Reading, ComparedTime]] = {}
        self._upheld: set[Key] = set()
        self.result = Merge()

    def uphold(self, read: Iterable[tuple[Reading, ComparedTime]]) -> None:
        """Note whose standing time is among those read: a decision for it still has its file."""
        for reading, moment in read:
            there = self._standing.get(reading.key)
            if there is not None and there.moment.same(moment):
                self._upheld.add(reading.key)

    def add(self, reading: Reading, moment: ComparedTime) -> None:
        there = self._standing.get(reading.key)
        if there is not None and self._is_decided(reading.key, moment, there):
            self.result.known += 1
            self._tell("import-decided", reading, there)
            return
        if reading.key in self._read:
            earlier, known = self._read[reading.key]
            gone = _displaced([earlier.source])[0]
            before = Standing(earlier.row, known, earlier.time, earlier.file, displaced=gone)
        elif there is not None:
            before = there
        else:
            self._accept(reading, moment, there)
            return
        self._tell(self._verdict(reading, moment, before), reading, before)
        if self._choice == "replace" and not before.moment.same(moment):
            others = [time for time, at in before.displaced.items() if not at.same(moment)]
            taken = reading.instead_of([*others, before.shown.replace(" ", "T")])
            self._accept(taken, moment, there)

    def _is_decided(self, key: Key, moment: ComparedTime, there: Standing) -> bool:
        """Tell whether a time is one that an earlier import replaced by the one that stands.

        Asked again to replace, it is decided only where the time that stands is read, too.
        """
        if there.moment.same(moment) or (self._choice == "replace" and key not in self._upheld):
            return False
        return there.is_decided(moment)

    def withdraw(self, read: Collection[Key], sources: Collection[str]) -> None:
        """Take back what a file gave before and holds no more; tell what may be left over.

        A file of the same name that has no time at a point where the earlier one had any is no
        newer version of it, but another dump of the same device. A corrected file under another
        name replaces times of the first one: then what it lacks of the same controls is told, not
        taken back.
        """
        corrected = {
            standing.given_by
            for standing in self._standing.values()
            if standing.row in self.result.replaced
        }
        places = {key[1:] for key in read}
        again = {one.given_by for key, one in self._standing.items() if key[1:] in places}
        for key, standing in self._standing.items():
            if key in read or not standing.given_by:
                continue
            if standing.given_by in again & {*sources}:
                code = {"replace": "import-withdrawn", "keep": "import-stays"}
                self._tell_gone(code.get(self._choice, "import-missing"), key, standing)
                if self._choice == "replace":
                    self.result.withdrawn.add(standing.row)
            elif standing.given_by in corrected and key[1:] in places:
                self._tell_gone("import-left-over", key, standing)

    def _tell_gone(self, code: str, key: Key, standing: Standing) -> None:
        number, control, point = key
        self._collector.add(
            code,
            "passages",
            self._place,
            row=standing.row,
            column="time",
            value=standing.shown,
            number=number,
            control=control,
            point=point,
            other=standing.given_by,
        )

    def _verdict(self, reading: Reading, moment: ComparedTime, before: Standing) -> str:
        """Count what becomes of a passage that was there before; return the finding's code."""
        if before.moment.same(moment):
            self.result.known += 1
            return "import-known"
        if self._choice == "refuse":
            self.result.conflicts += 1
            return "import-twice" if before.file == reading.file else "import-conflict"
        if self._choice == "keep":
            self.result.kept += 1
            return "import-kept"
        return "import-replaced"

    def _accept(self, reading: Reading, moment: ComparedTime, there: Standing | None) -> None:
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


def standing_passages(event: Event) -> dict[Key, Standing]:
    """Return what stands in the package's ``passages``, by crew, control and point."""
    passages = event["passages"].dropna(subset=["number", "control", "point"])
    local = passages["time"].dt.tz_localize(None).to_numpy(dtype="M8[ns]").view(np.int64)
    sources = passages["source"].tolist() if "source" in passages else [""] * len(passages)
    said = [source if isinstance(source, str) else "" for source in sources]
    keys = zip(*(passages[name].tolist() for name in ("number", "control", "point")), strict=True)
    found: dict[Key, Standing] = {}
    for key, row, at, source, displaced in zip(
        keys, passages.index.tolist(), local.tolist(), said, _displaced(said), strict=True
    ):
        moment = ComparedTime(NONE) if at == NONE else ComparedTime(at % DAY, at // DAY)
        standing = Standing(row, moment, given_by=file_of(source), displaced=displaced)
        found.setdefault(key, standing)
    return found


def _displaced(sources: Sequence[str]) -> list[dict[str, ComparedTime]]:
    """Return the times whose place each passage took, as its source says."""
    texts = [displaced_by(source) for source in sources]
    distinct = list(dict.fromkeys(time for times in texts for time in times))
    known = dict(zip(distinct, moments(distinct), strict=True))
    return [{time: known[time] for time in times} for times in texts]


def moments(times: Sequence[str]) -> list[ComparedTime]:
    """Return times as the contract writes them, to be compared."""
    read = read_times(pa.chunked_array([pa.array(times, pa.large_string())]))
    return [*map(ComparedTime, read.clock.tolist(), read.day.tolist())]
