"""Whether a leg's track is the leg's: its places, its length, its direction, its day.

A track of another place, a piece of the road, the way back, or last year's drive measures as well
as the right one. What the event's tables say of the leg tells them apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from reporting.caveats import Caveat
from reporting.language import in_each, listed, number_in_each
from reporting.route.alignment import Sought, passages
from reporting.route.geodesy import between
from reporting.route.methods import methods
from reporting.route.place_heights import height_misfits

if TYPE_CHECKING:
    from reporting.route.measured import Measured
    from reporting.route.places import Waypoint
    from reporting.route.route_model import LegRoute

ROLLOVER = dt.timedelta(weeks=1024)
"""After so many weeks the satellites' count of weeks begins anew; old receivers fall back."""


def misfits(leg: LegRoute) -> Iterator[Caveat]:
    """Go through what says that a leg's track is not the leg's, or not the whole of it."""
    if leg.measured is None:
        return
    yield from _other_day(leg.number, leg.date, leg.measured.begins)
    if not leg.waypoints:
        return
    away = _away_km(leg.measured, leg.waypoints)
    near = methods()["near"]["place_m"] / 1000
    missed = [place for place, km in zip(leg.waypoints, away, strict=True) if km > near]
    if len(missed) == len(leg.waypoints) and min(away) > methods()["near"]["elsewhere_km"]:
        nearest = number_in_each(min(away), 0)
        yield Caveat("route-leg-elsewhere", {"leg": leg.number, "km": nearest})
        return
    if missed:
        yield Caveat("route-leg-misses", {"leg": leg.number, "places": _names(missed)})
    yield from _below_bound(leg)
    turned = list(_turned_round(leg))
    yield from turned or [*_begins_before(leg, missed), *_goes_on(leg, missed)]
    yield from height_misfits(leg)


def _away_km(measured: Measured, places: Sequence[Waypoint]) -> list[float]:
    """Return how far the track is from each place [km]."""
    found = (passages(measured.line, Sought(p.lat, p.lon, np.inf)) for p in places)
    return [min(passage.away_m for passage in near) / 1000 for near in found]


def _names(places: Sequence[Waypoint]) -> dict[str, str]:
    return in_each(lambda language: listed([p.called(language) for p in places], language))


def _other_day(leg: int, date: dt.date | None, begins: dt.datetime | None) -> Iterator[Caveat]:
    """Tell of a track that was recorded on another day than the leg's; a zone's day is allowed."""
    if date is None or begins is None:
        return
    late = date - begins.date()
    if abs(late) <= dt.timedelta(days=1):
        return
    code = "route-leg-other-day"
    if abs(late - ROLLOVER) <= dt.timedelta(days=1):
        code = "route-leg-rollover"
    yield Caveat(code, {"leg": leg, "day": begins.date().isoformat(), "date": date.isoformat()})


def _below_bound(leg: LegRoute) -> Iterator[Caveat]:
    bound = leg.reconciliation.bound
    if leg.measured is None or bound is None or leg.measured.length_km.high >= bound.certain_km:
        return
    details = {
        "leg": leg.number,
        "measured": number_in_each(leg.measured.length_km.central, 1),
        "least": number_in_each(bound.km, 1),
    }
    yield Caveat("route-leg-below-bound", details)


def _begins_before(leg: LegRoute, missed: Sequence[Waypoint]) -> Iterator[Caveat]:
    """Tell of a track that comes to its leg's start from elsewhere: the leg before, a hotel."""
    start = leg.waypoints[0]
    if leg.measured is None or start.kind != "start" or start in missed:
        return
    line = leg.measured.line
    metres, _ = between((float(line.lat[0]), float(line.lon[0])), start.point)
    if metres > methods()["near"]["place_m"]:
        details = {"leg": leg.number, "name": in_each(start.called)}
        yield Caveat("route-leg-begins-before", details | {"km": number_in_each(metres / 1000, 1)})


def _goes_on(leg: LegRoute, missed: Sequence[Waypoint]) -> Iterator[Caveat]:
    """Tell of a track that passes its leg's finish and goes on elsewhere: the next leg, a hotel."""
    finish = leg.waypoints[-1]
    if leg.measured is None or finish.kind != "finish" or finish in missed:
        return
    line = leg.measured.line
    metres, _ = between((float(line.lat[-1]), float(line.lon[-1])), finish.point)
    if metres > methods()["near"]["place_m"]:
        details = {"leg": leg.number, "name": in_each(finish.called)}
        yield Caveat("route-leg-goes-on", details | {"km": number_in_each(metres / 1000, 1)})


def _turned_round(leg: LegRoute) -> Iterator[Caveat]:
    """Tell of a track that begins at the leg's finish and ends at its start."""
    if leg.measured is None or len(leg.waypoints) < 2:
        return
    line, start, finish = leg.measured.line, leg.waypoints[0].point, leg.waypoints[-1].point
    first, last = ((float(line.lat[at]), float(line.lon[at])) for at in (0, -1))
    apart = between(start, finish)[0]
    against = between(first, finish)[0] + between(last, start)[0]
    along = between(first, start)[0] + between(last, finish)[0]
    if apart > methods()["near"]["place_m"] and against < apart / 2 < along:
        yield Caveat("route-leg-reversed", {"leg": leg.number})
