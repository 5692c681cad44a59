"""Putting the times of a package on their days: which leg a row belongs to, when it began."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reporting.event.columns import ColumnCells
from reporting.event.model import EventInfo
from reporting.event.schema import is_stamp
from reporting.event.times_of_day import (
    DAY,
    NONE,
    ParsedTimes,
    day_number,
    first_on_the_clock,
    instants,
    read_times,
)

if TYPE_CHECKING:
    from reporting.event.collect import Collector
    from reporting.event.raw import RawTable

NO_LEG = -1
STAMPED_KIND = "CT"


class Timeline:
    """The legs' dates and first starts, learnt while the tables are read.

    The first start of a leg is the earliest due start in ``starts``; without any, the earliest
    time at the first control of the leg that has times. Where these run past midnight, the
    first is the one after the day's longest pause.
    """

    def __init__(self, info: EventInfo) -> None:
        self._zone = info.zone
        self._days = {leg.number: day_number(leg.date) for leg in info.legs}
        self._first: dict[int, int] = {}
        self._control_legs: dict[str, int] = {}
        self._control_order: dict[str, tuple[int, int]] = {}
        self._stamped: frozenset[str] = frozenset()

    def learn_controls(self, controls: Mapping[str, Any]) -> None:
        """Take over which leg each control belongs to."""
        frame = pd.DataFrame({name: controls[name] for name in ("code", "leg", "seq")}).dropna()
        for code, leg, seq in frame.itertuples(index=False):
            self._control_legs.setdefault(code, int(leg))
            self._control_order.setdefault(code, (int(leg), int(seq)))
        kinds = pd.DataFrame({name: controls[name] for name in ("code", "kind")})
        self._stamped = frozenset(kinds["code"][kinds["kind"] == STAMPED_KIND].dropna())

    def starts(self, raw: RawTable, typed: Mapping[str, Any], collector: Collector) -> Any:
        """Return the due starts as moments."""
        cells = ColumnCells(raw, raw.table.columns["time"], collector)
        readings = read_times(cells.texts)
        legs = typed["leg"].to_numpy(dtype=np.int64, na_value=NO_LEG)
        for leg in self._days:
            self._learn_first(leg, readings, legs == leg)
        return self._moments(cells, readings, legs)

    def passages(self, raw: RawTable, typed: Mapping[str, Any], collector: Collector) -> Any:
        """Return the passages' times as moments; NaT where a card was stamped, no time taken."""
        cells = ColumnCells(raw, raw.table.columns["time"], collector)
        readings = read_times(cells.texts)
        places, controls = pd.factorize(typed["control"])
        codes = [str(code) for code in controls]
        readings = self._without_stamps(cells, readings, np.append(codes, "")[places])
        of_control = [self._control_legs.get(code, NO_LEG) for code in codes]
        legs = np.array([*of_control, NO_LEG], dtype=np.int64)[places]
        for leg in self._days.keys() - self._first.keys():
            order = sorted(
                (self._control_order[code], place)
                for place, code in enumerate(codes)
                if self._control_legs.get(code) == leg
            )
            for _, place in order:
                if self._learn_first(leg, readings, places == place):
                    break
        return self._moments(cells, readings, legs)

    def _without_stamps(
        self, cells: ColumnCells, readings: ParsedTimes, controls: np.ndarray
    ) -> ParsedTimes:
        """Return the readings; a stamp of a passage control is no time, and not a bad one."""
        stamped = np.zeros(len(readings.bad), dtype=bool)
        for place in np.flatnonzero(readings.bad):
            if controls[place] in self._stamped:
                stamped[place] = is_stamp(cells.texts[int(place)].as_py())
        return replace(readings, bad=readings.bad & ~stamped)

    def dated(self, raw: RawTable, column: str, collector: Collector) -> Any:
        """Return the moments of a column that must bring its own date."""
        cells = ColumnCells(raw, raw.table.columns[column], collector)
        readings = read_times(cells.texts)
        cells.flag("time-without-date", (readings.clock != NONE) & (readings.day == NONE))
        return self._moments(cells, readings, np.full(len(raw), NO_LEG))

    def _learn_first(self, leg: int, readings: ParsedTimes, where: np.ndarray) -> bool:
        """Learn a leg's first start from some readings; tell whether there was any."""
        day = self._days[leg]
        read = where & (readings.clock != NONE)
        dated = read & (readings.day != NONE)
        bare = read & ~dated
        candidates = []
        if bare.any():
            candidates.append(day * DAY + first_on_the_clock(readings.clock[bare]))
        if dated.any():
            candidates.append(int((readings.day[dated] * DAY + readings.clock[dated]).min()))
        if candidates:
            self._first[leg] = min(candidates)
        return bool(candidates)

    def _moments(
        self, cells: ColumnCells, readings: ParsedTimes, legs: np.ndarray
    ) -> pd.DatetimeIndex:
        cells.flag("time-unreadable", readings.bad)
        moments = instants(
            readings, _looked_up(self._days, legs), _looked_up(self._first, legs), self._zone
        )
        cells.flag("time-skipped", moments.skipped)
        cells.flag("time-comes-twice", moments.twice)
        utc = pd.DatetimeIndex(moments.utc.view("M8[ns]")).tz_localize("UTC")
        return utc.tz_convert(self._zone)


def _looked_up(values: Mapping[int, int], legs: np.ndarray) -> np.ndarray:
    table = np.full(max([*values, 0]) + 2, NONE, dtype=np.int64)
    for leg, value in values.items():
        table[leg] = value
    inside = (legs >= 0) & (legs < len(table))
    return np.where(inside, table[np.where(inside, legs, 0)], NONE)
