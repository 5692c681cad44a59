"""The controls of a leg where they stand on its road, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from reporting.caveats import Caveat
from reporting.language import number_in_each
from reporting.route.alignment import Sought, aligned
from reporting.route.methods import methods
from reporting.route.waypoints import control_rows

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.route.places import Waypoint
    from reporting.route.road_line import RoadLine

KM = 1000.0


def leg_controls(event: Event, leg: int, road: RoadLine | None) -> tuple[Waypoint, ...]:
    """Return the controls of a leg that have a place, in the order of `seq`.

    Parameters
    ----------
    event
        A loaded package.
    leg
        The leg's number.
    road
        The measured road, None where the leg has no track. With one, a control stands where the
        road passes it in order (`km` is measured then), and one without a position at its `km`.

    Returns
    -------
    tuple of Waypoint
        Those without a position and without a road that has their kilometre are left out.
    """
    rows = [row for row in control_rows(event) if row.leg == leg]
    if road is None:
        return tuple(row for row in rows if not np.isnan(row.lat))
    return tuple(_on_road(rows, road))


def beyond(event: Event, leg: int, road: RoadLine | None) -> Caveat | None:
    """Return that a leg's controls reach farther than its road: kilometres of the whole event."""
    told = [row.km for row in control_rows(event) if row.leg == leg and row.km is not None]
    if road is None or not told:
        return None
    limits, length = methods()["alignment"], float(road.along_m[-1])
    if max(told) * KM <= length * (1 + 5 * limits["km_share"]) + limits["km_m"]:
        return None
    km, last = (number_in_each(value, 1) for value in (length / KM, max(told)))
    return Caveat("route-controls-beyond", {"leg": leg, "last": last, "km": km})


def _on_road(rows: Sequence[Waypoint], road: RoadLine) -> Iterator[Waypoint]:
    located = [row for row in rows if not np.isnan(row.lat)]
    within = methods()["near"]["place_m"]
    sought = [Sought(row.lat, row.lon, within, row.km) for row in located]
    passed = dict(zip((row.seq for row in located), aligned(road, sought), strict=True))
    for row in rows:
        passage = passed.get(row.seq)
        if passage is not None:
            yield replace(row, km=passage.along_m / KM)
        elif not np.isnan(row.lat):
            yield replace(row, km=None)
        elif row.km is not None and row.km * KM <= road.along_m[-1]:
            lat, lon = (
                float(np.interp(row.km * KM, road.along_m, axis)) for axis in (road.lat, road.lon)
            )
            yield replace(row, lat=lat, lon=lon)
