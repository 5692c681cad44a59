"""The start of a leg: who leaves when, as given, by number or by the standings before it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from reporting.errors import UsageError
from reporting.event.moment import at_moment
from reporting.frames import present, records
from reporting.scoring.scorer import score

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reporting.event import Event, Leg
    from reporting.event.moment import EventMoment
    from reporting.scoring.standings import Standings

StartOrder = Literal["given", "number", "standings", "reversed"]
ORDERS: tuple[StartOrder, ...] = ("given", "number", "standings", "reversed")


@dataclass(frozen=True, slots=True)
class StartRow:
    """One crew at the start; `time` is None and `status` its reason where it does not start."""

    number: int
    driver: str | None
    codriver: str | None
    make: str | None
    model: str | None
    year: int | None
    category: str | None
    time: dt.datetime | None = None
    status: str | None = None


@dataclass(frozen=True)
class StartList:
    """Who starts a leg, in order, and who does not.

    Parameters
    ----------
    event, leg, date
        The event's id, the leg and its day.
    order
        What the order is by; ``given``: by the times of the package.
    starts
        In the order of their times.
    out
        Crews with a status, by number.
    standings
        How final the standings behind the order are; None where it rests on none.
    moment
        After which control those standings are.
    """

    event: str
    leg: int
    date: dt.date
    order: StartOrder
    starts: tuple[StartRow, ...]
    out: tuple[StartRow, ...]
    standings: str | None = None
    moment: EventMoment | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the list as plain values; times with their offset."""
        return {
            "event": self.event,
            "leg": self.leg,
            "date": self.date.isoformat(),
            "order": self.order,
            "standings": self.standings,
            "moment": self.moment and self.moment.as_json(),
            "starts": [
                {"position": place, **_plain(one)} for place, one in enumerate(self.starts, 1)
            ],
            "not_starting": [_plain(one) for one in self.out],
        }


def _plain(row: StartRow) -> dict[str, Any]:
    return asdict(row) | {"time": row.time and row.time.isoformat()}


def start_list(
    event: Event,
    leg: int,
    order: StartOrder | None = None,
    *,
    first: dt.time | None = None,
    interval_min: Decimal = Decimal(1),
) -> StartList:
    """Return the start list of a leg.

    Parameters
    ----------
    event
        A loaded event without errors.
    leg
        The leg's number.
    order
        What it is by; by default the times that the package gives.
    first
        When the first crew leaves; by default the earliest time given for the leg.
    interval_min
        Between two crews [min].

    Raises
    ------
    UsageError
        For a leg that there is none of, times that are not given, or standings that are not there
        yet; it says what to give.
    """
    day = next((one for one in event.info.legs if one.number == leg), None)
    if day is None:
        known = ", ".join(str(one.number) for one in event.info.legs) or "none"
        raise UsageError(f"There is no leg {leg}; there is {known}.")
    before = _before(event, day, needed=order in ("standings", "reversed"))
    status = _statuses(event, before)
    rows = {int(row["number"]): row for row in records(event["entries"].sort_values("number"))}
    free = [number for number in rows if status.get(number) is None]
    given = _given(event, leg)
    chosen = order or "given"
    if chosen == "given":
        numbers = [number for number in given if number in free]
        times = [given[number] for number in numbers]
        if not numbers:
            raise UsageError(
                f"The package gives no start times for leg {leg}: say --order number, standings or "
                "reversed, and --first."
            )
    else:
        numbers = free if chosen == "number" else _by_standings(before, free, chosen)
        begin = _begin(event, day, given, first)
        times = _spaced(begin, interval_min, len(numbers))
    starts = [_row(rows[one], time=time) for one, time in zip(numbers, times, strict=True)]
    out = [_row(row, status=status[one]) for one, row in rows.items() if status.get(one)]
    ranked = before if chosen in ("standings", "reversed") else None
    return StartList(
        event.id, leg, day.date, chosen, tuple(starts), tuple(out),
        ranked.status if ranked else None, ranked.moment if ranked else None,
    )  # fmt: skip


def _before(event: Event, leg: Leg, *, needed: bool) -> Standings | None:
    """Return the standings after the legs before; None where there are none and none is needed."""
    controls, passages = event["controls"], event["passages"]
    earlier = controls[controls["leg"] < leg.number]
    ends = earlier.sort_values(["leg", "seq"])["code"].tail(1).tolist()
    run = bool(ends) and bool(passages["control"].isin(ends).any())
    if run:
        return score(at_moment(event, ends[0]))
    if needed:
        last = f": nobody has a time at {ends[0]}, the last control before it" if ends else ""
        raise UsageError(f"Before leg {leg.number} there are no standings to order by{last}.")
    return None


def _statuses(event: Event, before: Standings | None) -> dict[int, str | None]:
    table = event["entries"] if before is None else before.rankings["overall"]
    pairs = zip(table["number"], table["status"], strict=True)
    return {int(number): str(status) if present(status) else None for number, status in pairs}


def _given(event: Event, leg: int) -> dict[int, pd.Timestamp]:
    starts = event["starts"]
    of_leg = starts[(starts["leg"] == leg).fillna(value=False)].dropna(subset=["number", "time"])
    ordered = of_leg.sort_values(["time", "number"])
    return {int(one): time for one, time in zip(ordered["number"], ordered["time"], strict=True)}


def _by_standings(before: Standings | None, free: Sequence[int], order: str) -> list[int]:
    """Return the crews by their position, the leader first or last; equal ones by number."""
    assert before is not None
    overall = before.rankings["overall"].dropna(subset=["position"])
    ranked = overall.sort_values(["position", "number"])["number"].astype(int).tolist()
    known = [number for number in ranked if number in free]
    return known if order == "standings" else known[::-1]


def _begin(
    event: Event, leg: Leg, given: Mapping[int, pd.Timestamp], first: dt.time | None
) -> pd.Timestamp:
    """Return when the first crew leaves."""
    if first is not None:
        return pd.Timestamp(dt.datetime.combine(leg.date, first)).tz_localize(event.info.zone)
    if not given:
        raise UsageError(f"When does the first crew leave on leg {leg.number}? Say --first 08:00.")
    return min(given.values())


def _spaced(begin: pd.Timestamp, interval_min: Decimal, crews: int) -> list[pd.Timestamp]:
    if not interval_min.is_finite() or interval_min <= 0:
        raise UsageError(f"--interval is minutes above zero, not {interval_min}.")
    step = pd.Timedelta(int(interval_min * 60_000), "ms")
    return [begin + place * step for place in range(crews)]


def _row(
    entry: Mapping[str, Any], time: pd.Timestamp | None = None, status: str | None = None
) -> StartRow:
    texts = {
        name: str(entry[name]) if present(entry.get(name)) else None
        for name in ("driver", "codriver", "make", "model", "category")
    }
    return StartRow(
        number=int(entry["number"]),
        year=int(entry["year"]) if present(entry.get("year")) else None,
        time=None if time is None else time.to_pydatetime(),
        status=status,
        **texts,
    )
