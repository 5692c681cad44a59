"""The clock readings: one for each slot of the course and each crew, in nanoseconds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reporting.exact import NANO, divided, scaled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporting.event import Event
    from reporting.exact import Rounding, Whole
    from reporting.scoring.course import Course
    from reporting.scoring.problems import Problems
    from reporting.scoring.rulebook import Rulebook, Section

NO_TIME = np.iinfo(np.int64).min
"""Stands where there is no reading; the same whole number as pandas' NaT."""

STAMPED = 0
"""Stands for a stamp without a time: nothing is ever subtracted from it."""

MINUTE_NS = 60 * 10**NANO
_FAR_NS = 2**61  # 73 years: beyond it a difference of two instants could leave int64
_BLOCK_CELLS = 2**18


@dataclass(frozen=True)
class Clock:
    """How the rulebook reads a clock (contract, section 2, item 1).

    Parameters
    ----------
    resolution_ns
        The unit that a reading is brought to [ns].
    half_even
        Whether to the nearest (a half to the even one); else the rest is cut off.
    of_day
        Whether each time of day is brought to it; else each difference of two.
    """

    resolution_ns: int
    half_even: bool
    of_day: bool

    @classmethod
    def of(cls, rulebook: Rulebook) -> Clock:
        """Return the clock of a rulebook."""
        return cls(
            scaled(rulebook.resolution, NANO),
            rulebook.quantise == "half_even",
            rulebook.quantise_on == "time_of_day",
        )

    def of_section(self, rule: Section | None) -> Clock:
        """Return the clock of a section: this one, to the resolution of its own if it has one."""
        own = getattr(rule, "resolution", None)
        return self if own is None else replace(self, resolution_ns=scaled(own, NANO))

    def read(self, times: Whole) -> Whole:
        """Return instants [ns] as the rulebook reads them."""
        if not self.of_day:
            return times
        if self.half_even:
            read = divided(times, self.resolution_ns, "half_even") * self.resolution_ns
        else:
            read = times - times % self.resolution_ns
        return np.where(times == NO_TIME, NO_TIME, read)

    def between(self, start: Whole, end: Whole) -> Whole:
        """Return the time from `start` to `end` [ns]; meaningless where one is missing."""
        elapsed = end - start
        if self.of_day:
            return elapsed
        rounding: Rounding = "half_even" if self.half_even else "truncate"
        return divided(elapsed, self.resolution_ns, rounding) * self.resolution_ns


def blocks(rows: int, width: int) -> Iterator[slice]:
    """Cut `rows` rows of `width` cells into slices that stay in the processor's cache."""
    step = max(1, _BLOCK_CELLS // max(width, 1))
    return (slice(low, min(low + step, rows)) for low in range(0, rows, step))


@dataclass(frozen=True)
class Times:
    """What the clocks said.

    Parameters
    ----------
    slots
        Readings [ns since 1970], shape (slots, crews); ``NO_TIME`` where there is none.
    starts
        Leg -> due start of each crew [ns], shape (crews,).
    unused
        Passages whose point the control does not have.
    """

    slots: Whole
    starts: dict[int, Whole]
    unused: int

    def through(self, clock: Clock, course: Course) -> Times:
        """Return the same readings as `clock` gives them, each as its control's section asks."""
        read = np.empty_like(self.slots)
        for rows in blocks(*read.shape):
            read[rows] = clock.read(self.slots[rows])
        for (code, _), slot in course.slots.items():
            own = clock.of_section(course.rules[course.index[code]])
            if own != clock:
                read[slot] = own.read(self.slots[slot])
        starts = {leg: clock.read(times) for leg, times in self.starts.items()}
        return Times(read, starts, self.unused)


def nanoseconds(times: pd.Series[pd.Timestamp]) -> Whole:
    """Return a time column as instants [ns since 1970], ``NO_TIME`` where blank."""
    return times.to_numpy(dtype="datetime64[ns]").view(np.int64)


def times_of(event: Event, course: Course, crews: pd.Index[int], problems: Problems) -> Times:
    """Put each passage of `event` into its slot.

    Parameters
    ----------
    event
        The event; tables ``passages`` and ``starts`` are read.
    course
        Its controls.
    crews
        The crews' numbers, in the order of the result's columns.
    problems
        Receives passages of unknown crews or controls, and two times for one reading.
    """
    passages = event["passages"]
    slots = np.full((len(set(course.slots.values())), len(crews)), NO_TIME, dtype=np.int64)
    time = nanoseconds(passages["time"])
    crew = _known(passages, "number", crews, "passages", problems)
    slot, named = _slot(passages, course, problems)
    _refuse_far(event, passages, time, problems)
    stamps = course.end[course.of_kind("CT")]
    time = np.where((time == NO_TIME) & np.isin(slot, stamps), STAMPED, time)
    usable = (time != NO_TIME) & (crew >= 0) & (slot >= 0)
    cell = np.where(usable, slot * len(crews) + crew, -1)
    everywhere = usable.all()
    flat = slots.reshape(-1)
    flat[cell if everywhere else cell[usable]] = time if everywhere else time[usable]
    _refuse_doubles(passages, cell, time, flat, problems)
    starts = _starts(event, crews, problems)
    return Times(slots, starts, int(np.count_nonzero(named & (slot < 0))))


def _known(
    table: pd.DataFrame, column: str, known: pd.Index[int], name: str, problems: Problems
) -> Whole:
    """Return where each value of `column` stands in `known`."""
    values = table[column].to_numpy(dtype=np.int64, na_value=-1)
    at = known.get_indexer(pd.Index(values))
    for row in table.index[at < 0]:
        problems.add("crew-unknown", name, column, row, table.loc[row, column])
    return at


def _slot(passages: pd.DataFrame, course: Course, problems: Problems) -> tuple[Whole, Whole]:
    """Return each passage's slot (-1 where it has none), and whether its control is known."""
    control, codes = pd.factorize(passages["control"])
    point, points = pd.factorize(passages["point"])
    table = np.full((len(codes) + 1, len(points) + 1), -1, dtype=np.int64)
    for row, code in enumerate(codes):
        for column, name in enumerate(points):
            table[row, column] = course.slots.get((code, str(name)), -1)
    unknown = np.array([code not in course.index for code in codes] + [True])[control]
    for row in passages.index[unknown]:
        value = passages.loc[row, "control"]
        problems.add("control-unknown", "passages", "control", row, value, hint="")
    return table[control, point], ~unknown


def _refuse_far(event: Event, passages: pd.DataFrame, time: Whole, problems: Problems) -> None:
    begin = pd.Timestamp(event.info.start).value
    far = (time != NO_TIME) & ((time < begin - _FAR_NS) | (time > begin + _FAR_NS))
    for row in passages.index[far]:
        problems.add("score-time-far", "passages", "time", row, passages.loc[row, "time"])


def _refuse_doubles(
    passages: pd.DataFrame, cell: Whole, time: Whole, flat: Whole, problems: Problems
) -> None:
    """Note every reading that says another time than the one that was kept for its place."""
    if flat.size == 0:
        return
    double = (cell >= 0) & (flat[cell] != time)
    for at in map(int, np.flatnonzero(double)):
        other = passages.index[(cell == cell[at]) & (flat[cell[at]] == time)][0]
        row, value = passages.index[at], passages["time"].iloc[at]
        problems.add("passage-conflict", "passages", "time", row, value, other=other)


def _starts(event: Event, crews: pd.Index[int], problems: Problems) -> dict[int, Whole]:
    starts = event["starts"]
    crew = _known(starts, "number", crews, "starts", problems)
    time, leg = nanoseconds(starts["time"]), starts["leg"].to_numpy(dtype=np.int64, na_value=-1)
    found: dict[int, Whole] = {}
    for number in np.unique(leg).tolist():
        here = (leg == number) & (crew >= 0)
        due = np.full(len(crews), NO_TIME, dtype=np.int64)
        due[crew[here]] = time[here]
        found[number] = due
    return found
