"""Times that are no passages of their own: second impulses, net times, those of another day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from reporting.event.importing.merge import moments
from reporting.event.times_of_day import DAY, NEXT_DAY_AFTER, NONE, SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reporting.event.collect import Collector
    from reporting.event.importing.merge import ComparedTime, Key
    from reporting.event.importing.readings import Reading
    from reporting.event.model import Event

EARLY = 3600 * SECOND
"""So long before a leg's first start nobody passes its controls."""
NET = 2 * 3600 * SECOND
"""Below it a time may be a net one: no leg is run in that many hours after midnight ..."""

NOON = 12 * 3600 * SECOND
BY_DAY = 4 * 3600 * SECOND
"""... where its first crew starts later than this."""


def on_their_days(event: Event, readings: Sequence[Reading], collector: Collector) -> list[Reading]:
    """Return the readings without those whose date is not that of their leg.

    A leg may run past midnight, until the hour at which it began.

    Parameters
    ----------
    event
        The package with its legs.
    readings
        In the order in which they were read.
    collector
        Takes a finding for each that is left out.
    """
    dates = {leg.number: leg.date for leg in event.info.legs}
    legs = dict(zip(event["controls"]["code"], event["controls"]["leg"], strict=True))
    begun = {leg: _first_start(event, int(leg)) for leg in set(legs.values())}
    kept = []
    for one in readings:
        leg = legs[one.control]
        day = dates.get(leg) if "T" in one.time else None
        if day is None or _runs(one.time, day, begun[leg]):
            kept.append(one)
            continue
        _tell("import-day-other", one, collector, control=one.control, other=day.isoformat())
    return kept


def _runs(time: str, day: dt.date, first_start: int | None) -> bool:
    """Tell whether a dated time may be of a leg of this day: until it began, on the day after."""
    began = NOON if first_start is None else first_start % DAY
    late = dt.date.fromisoformat(time[:10]) - day
    return not late or (late == dt.timedelta(days=1) and moments([time])[0].clock < began)


def without_doubles(
    readings: Sequence[Reading], within_s: Decimal, collector: Collector
) -> list[Reading]:
    """Return the readings without those that follow another one of the same passage too closely.

    Parameters
    ----------
    readings
        In the order in which they were read.
    within_s
        How close is too close [s]; the earliest of several counts.
    collector
        Takes a finding for each that is left out.
    """
    if not within_s:
        return list(readings)
    times = moments([one.time for one in readings])
    order = sorted(range(len(readings)), key=lambda at: times[at].clock)
    first: dict[Key, int] = {}
    dropped: set[int] = set()
    for at in order:
        one = first.setdefault(readings[at].key, at)
        if one != at and _close(times[one], times[at], within_s):
            dropped.add(at)
            _tell_double(readings[at], readings[one], within_s, collector)
        else:
            first[readings[at].key] = at
    return [reading for at, reading in enumerate(readings) if at not in dropped]


def _close(one: ComparedTime, other: ComparedTime, within_s: Decimal) -> bool:
    same_day = one.day == other.day or NONE in (one.day, other.day)
    apart = other.clock - one.clock
    return same_day and NONE not in (one.clock, other.clock) and apart <= within_s * SECOND


def _tell_double(reading: Reading, first: Reading, within_s: Decimal, collector: Collector) -> None:
    number, control, point = reading.key
    _tell(
        "import-double",
        reading,
        collector,
        number=number,
        control=control,
        point=point,
        within=f"{within_s:f}",
        other=first.time,
        where=f"{first.file}:{first.row}",
    )


def _tell(code: str, reading: Reading, collector: Collector, **details: Any) -> None:
    """Tell of a reading's time, at its line."""
    line, time = reading.row, reading.time
    collector.add(code, "passages", reading.file, row=line, column="time", value=time, **details)


def without_early_times(
    event: Event, readings: Sequence[Reading], collector: Collector
) -> list[Reading]:
    """Return the readings without those at which nobody can have passed; each is told.

    Net times refuse the import: all of a file and point are below two hours without a date, on a
    leg that starts by day, or nobody knows when. Else each without a date that is long before the
    leg's first start is left out: it may be after midnight, or of a clock of twelve hours.
    """
    left_out: set[int] = set()
    legs = dict(zip(event["controls"]["code"], event["controls"]["leg"], strict=True))
    started = {int(leg): _first_start(event, int(leg)) for leg in set(legs.values())}
    for group in _places(readings):
        first = started.get(int(legs[group[0].control]))
        times = moments([one.time for one in group])
        net = all(one.day == NONE and NONE != one.clock < NET for one in times)
        if net and (first is None or first % DAY > BY_DAY):
            _tell_net(group, first, collector)
        elif first is not None:
            soonest = first % DAY - EARLY
            start = f"{pd.Timestamp(first):%H:%M}"
            for one, at in zip(group, times, strict=True):
                same_day = at.clock > first % DAY - NEXT_DAY_AFTER
                if at.day == NONE != at.clock < soonest and same_day:
                    _tell("import-before-start", one, collector, control=one.control, other=start)
                    left_out.add(id(one))
    return [one for one in readings if id(one) not in left_out]


def _tell_net(group: Sequence[Reading], first: int | None, collector: Collector) -> None:
    """Tell of a point whose times look like net ones, and why."""
    one = group[0]
    collector.add(
        "import-times-net" if first is not None else "import-times-after-midnight",
        "passages",
        one.file,
        row=one.row,
        column="time",
        value=", ".join(reading.time for reading in group[:3]),
        control=one.control,
        point=one.point,
        other="" if first is None else f"{pd.Timestamp(first):%H:%M}",
    )


def _places(readings: Sequence[Reading]) -> Iterator[list[Reading]]:
    groups: dict[tuple[str, str, str], list[Reading]] = {}
    for one in readings:
        groups.setdefault((one.file, one.control, one.point), []).append(one)
    yield from groups.values()


def _first_start(event: Event, leg: int) -> int | None:
    """Return when a leg's first crew starts, local nanoseconds; None where that is not known."""
    starts = event["starts"]
    times = starts["time"][(starts["leg"] == leg).fillna(value=False)].dropna()
    if times.empty:
        return None
    local = times.dt.tz_localize(None).to_numpy(dtype="M8[ns]").view(np.int64)
    return int(local.min())
