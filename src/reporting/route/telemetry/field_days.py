"""What a field's telemetry tells of an event, day by day: distances, passages, detours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.caveats import Caveat
from reporting.route.telemetry.average_trials import detections, off_route, trials
from reporting.route.telemetry.distances import distances
from reporting.route.telemetry.matching import Reference, nearest_m

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import pandas as pd
    from numpy.typing import NDArray

    from reporting.event import Event
    from reporting.route.route_model import LegRoute, Route
    from reporting.route.telemetry.telemetry_tables import Telemetry

MOSTLY = 0.6
"""So much of a car's way says where, and which way, it drove."""

BARELY = 0.05
"""A car with less of its positions on any of the day's roads was on none of them."""

SHOWN = 12
"""So many cars are named; more are counted."""


@dataclass(frozen=True, slots=True)
class FieldDay:
    """What the cars did on one day of an event.

    Parameters
    ----------
    date
        The day, in the event's time zone.
    legs
        The legs driven on it.
    untracked
        Those of them without a track: nobody knows their road, so they have neither passages nor
        detours.
    caveats
        Which cars were on none of the day's roads, or drove one the other way round.
    distances
        As :func:`reporting.route.telemetry.distances` gives them, a row a car.
    passages
        As :func:`reporting.route.telemetry.detections` gives them, with the `leg`.
    detours
        As :func:`reporting.route.telemetry.off_route` gives them, with the `leg`.
    """

    date: dt.date
    legs: tuple[int, ...]
    untracked: tuple[int, ...]
    distances: pd.DataFrame
    passages: pd.DataFrame
    detours: pd.DataFrame
    caveats: tuple[Caveat, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the day as a document: lists of rows, instants in the event's time."""
        return {
            "date": self.date.isoformat(),
            "legs": list(self.legs),
            "legs_without_track": list(self.untracked),
            "distances": _rows(self.distances),
            "passages": _rows(self.passages),
            "detours": _rows(self.detours),
        }


def field_days(event: Event, route: Route, telemetry: Telemetry) -> list[FieldDay]:
    """Return what the positions of a field tell of each day of an event.

    Parameters
    ----------
    event
        A loaded package: its trials and its time zone.
    route
        Its route as measured; a leg's track is the road that positions are held against.
    telemetry
        Positions of the cars. Those of other days than the event's are left out.

    Returns
    -------
    list of FieldDay
        The days that have positions, in order.
    """
    zone = event.info.zone
    days: dict[dt.date, list[LegRoute]] = {}
    for leg in route.legs:
        if leg.date is not None:
            days.setdefault(leg.date, []).append(leg)
    parts = ((date, telemetry.keep(_on(telemetry, date, zone))) for date in sorted(days))
    return [_day(event, date, days[date], part) for date, part in parts if len(part)]


def field_caveats(event: Event, telemetry: Telemetry) -> list[Caveat]:
    """Return what was noticed in the table, and how many positions are of no day of the event."""
    days = {leg.date for leg in event.info.legs}
    inside = sum(int(_on(telemetry, date, event.info.zone).sum()) for date in days)
    other = len(telemetry) - inside
    notes = list(telemetry.caveats)
    return [*notes, Caveat("telemetry-other-days", {"count": other})] if other else notes


def _on(telemetry: Telemetry, date: dt.date, zone: ZoneInfo) -> Any:
    begin, end = (
        np.datetime64(midnight.astimezone(dt.UTC).replace(tzinfo=None), "ns")
        for midnight in (
            dt.datetime.combine(day, dt.time(), zone) for day in (date, date + dt.timedelta(1))
        )
    )
    return (telemetry.time >= begin) & (telemetry.time < end)


def _day(event: Event, date: dt.date, legs: Sequence[LegRoute], part: Telemetry) -> FieldDay:
    roads = {leg.number: Reference.of(leg.measured.line) for leg in legs if leg.measured}
    numbers = tuple(leg.number for leg in legs)
    passages = {
        leg: detections(part, road, trials(event, leg, road)) for leg, road in roads.items()
    }
    detours = {leg: off_route(part, road) for leg, road in roads.items()}
    return FieldDay(
        date,
        numbers,
        tuple(number for number in numbers if number not in roads),
        distances(part),
        _of_legs(passages, ["time"], event.info.zone),
        _of_legs(detours, ["begin", "end"], event.info.zone),
        tuple(_strays(date, part, roads, whole=len(roads) == len(numbers))),
    )


def _strays(
    date: dt.date, part: Telemetry, roads: dict[int, Reference], *, whole: bool
) -> Iterator[Caveat]:
    """Tell of cars that were on none of the day's roads, or drove one the other way round.

    Parameters
    ----------
    date
        The day.
    part
        Its positions.
    roads
        The roads of its legs that have a track.
    whole
        Whether all of its legs have one: a car may be on the road that nobody knows.
    """
    shares: dict[int, float] = dict.fromkeys(map(int, np.unique(part.number)), 0.0)
    for leg, road in roads.items():
        against = []
        for number in shares:
            nearest, near = nearest_m(part.car(number), road)
            shares[number] += float(near.mean())
            if near.mean() > MOSTLY and _is_against(nearest[near], road):
                against.append(number)
        if against:
            yield Caveat("telemetry-against", {"leg": leg, "day": str(date), "cars": _few(against)})
    astray = [number for number, share in shares.items() if share < BARELY]
    if astray and roads and whole:
        yield Caveat("telemetry-off-its-roads", {"day": str(date), "cars": _few(astray)})


def _is_against(along: NDArray[np.float64], road: Reference) -> bool:
    """Tell whether places on a road run back along it; a road that turns back on itself does."""
    back = float(along[-1] - along[0]) < -MOSTLY * float(road.along_m[-1])
    return back and bool((np.diff(along) <= 0).mean() > MOSTLY)


def _few(numbers: Sequence[int]) -> str:
    more = f" (+{len(numbers) - SHOWN})" if len(numbers) > SHOWN else ""
    return ", ".join(map(str, numbers[:SHOWN])) + more


def _of_legs(tables: dict[int, pd.DataFrame], moments: list[str], zone: ZoneInfo) -> pd.DataFrame:
    """Return the legs' tables as one, with instants in the event's time."""
    import pandas as pd

    if not tables:
        return pd.DataFrame()
    whole = pd.concat([table.assign(leg=leg) for leg, table in tables.items()], ignore_index=True)
    for column in moments:
        whole[column] = pd.to_datetime(whole[column], utc=True).dt.tz_convert(zone)
    return whole


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [dict(_cells(row)) for row in table.to_dict("records")]


def _cells(row: dict[Any, Any]) -> Iterator[tuple[str, Any]]:
    import pandas as pd

    for name, value in row.items():
        if isinstance(value, pd.Timestamp):
            yield name, value.isoformat(timespec="milliseconds")
        elif isinstance(value, float):
            yield name, None if np.isnan(value) else round(value, 3)
        else:
            yield name, value
