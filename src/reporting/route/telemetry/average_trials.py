"""Average trials from telemetry: when each car was at each point of detection.

The times have the form of the table `passages`. Also: where cars left the route.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.route.alignment import Passage, Sought, aligned
from reporting.route.methods import methods
from reporting.route.motion import METRES_PER_DEGREE
from reporting.route.telemetry.distances import odometer_m
from reporting.route.telemetry.matching import Match, Reached, Reference, match, nearest_m

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

    from reporting.event import Event
    from reporting.route.telemetry.telemetry_tables import Telemetry
    from reporting.route.track import Track

DRIFT = 0.03
"""By this share the odometer of a car may differ from the road's length."""

MARGIN_M = 300.0
"""The road is looked at so far before a trial's start and beyond its last detection [m]."""

SOURCE = "telemetry"


@dataclass(frozen=True, slots=True)
class Trial:
    """An average trial on a reference road.

    Parameters
    ----------
    code
        The control's code.
    start_m
        Distance of its start from the leg's start, along the reference [m].
    points
        Name of each point and its distance from the trial's start [m], the start first.
    """

    code: str
    start_m: float
    points: tuple[tuple[str, float], ...]


def trials(event: Event, leg: int, reference: Reference) -> list[Trial]:
    """Return the average trials of a leg that can be found on the reference road.

    A trial begins where its control stands on the road; a control without a position begins at
    its `km`. Distances of the detections are those of the table `detections`.
    """
    controls = event["controls"]
    mine = controls[controls["leg"] == leg].sort_values("seq").to_dict("records")
    begins = zip(mine, aligned(reference, [_sought(control) for control in mine]), strict=True)
    found = []
    for control, passage in begins:
        start = _start_m(control, passage)
        points = tuple(_points(event, str(control["code"])))
        if control["kind"] == "PM" and start is not None and len(points) > 1:
            found.append(Trial(str(control["code"]), start, points))
    return found


def _sought(control: Mapping[Any, Any]) -> Sought:
    """Return a control as a place to look for; one without a position is nowhere."""
    km = None if _blank(control["km"]) else float(control["km"])
    if _blank(control["lat"]) or _blank(control["lon"]):
        return Sought(0.0, 0.0, -1.0, km)
    within = methods()["near"]["place_m"]
    return Sought(float(control["lat"]), float(control["lon"]), within, km)


def _start_m(control: Mapping[Any, Any], passage: Passage | None) -> float | None:
    if passage is not None:
        return passage.along_m
    return None if _blank(control["km"]) else float(control["km"]) * 1000


def _points(event: Event, code: str) -> Iterator[tuple[str, float]]:
    yield "start", 0.0
    table = event["detections"]
    for row in table[table["control"] == code].sort_values("point").to_dict("records"):
        yield str(row["point"]), float(row["distance_km"]) * 1000


def _blank(value: Any) -> bool:
    import pandas as pd

    return bool(pd.isna(value))


def detections(telemetry: Telemetry, reference: Reference, found: Iterable[Trial]) -> pd.DataFrame:
    """Return when each car was at each point of each trial.

    Parameters
    ----------
    telemetry
        Positions of all cars during the leg.
    reference
        The leg's road.
    found
        Its trials.

    Returns
    -------
    pandas.DataFrame
        `number`, `control`, `point` (``start``, ``1``, ``2``, ...), `time` (UTC instant),
        `source` as in the table `passages`, and `error_s`, the standard error of the time [s].
        A point that a car never reached, or reached in a gap of its track, has no row.
    """
    import pandas as pd

    sought = list(found)
    rows = [
        (int(number), code, point, reached.time, SOURCE, reached.error_s)
        for number in np.unique(telemetry.number)
        for code, point, reached in _of_car(telemetry.car(int(number)), reference, sought)
    ]
    columns = ["number", "control", "point", "time", "source", "error_s"]
    return pd.DataFrame(rows, columns=columns)


def _of_car(
    track: Track, reference: Reference, found: Iterable[Trial]
) -> Iterator[tuple[str, str, Reached]]:
    """Go through the points that one car reached: trial, point, when."""
    odometer = odometer_m(track)
    for trial in found:
        end = trial.start_m + trial.points[-1][1]
        stretch = reference.between(trial.start_m - MARGIN_M, end + MARGIN_M)
        rows = _passing(track, odometer, stretch)
        matched = match(track.keep(rows), stretch, odometer[rows]) if len(rows) > 1 else None
        for point, distance in trial.points:
            reached = matched.reached(trial.start_m + distance) if matched else None
            if reached is not None:
                yield trial.code, point, reached


def _around(track: Track, stretch: Reference) -> NDArray[np.bool_]:
    """Return which positions lie in the rectangle around a stretch of road."""
    margin = 2 * MARGIN_M / METRES_PER_DEGREE
    return np.asarray(
        (track.lat > stretch.lat.min() - margin)
        & (track.lat < stretch.lat.max() + margin)
        & (track.lon > stretch.lon.min() - 2 * margin)
        & (track.lon < stretch.lon.max() + 2 * margin)
    )


def _passing(track: Track, odometer: Numbers, stretch: Reference) -> NDArray[np.intp]:
    """Return the positions that drive along a stretch, rather than across it or another time.

    Along it, the road's lead over the odometer keeps its value for the whole stretch.
    """
    rows = np.flatnonzero(_around(track, stretch))
    if rows.size < 2:
        return rows
    nearest, near = nearest_m(track.keep(rows), stretch)
    lead, places = (nearest - odometer[rows])[near], rows[near]
    if not lead.size:
        return places
    drift = max(MARGIN_M, DRIFT * (stretch.along_m[-1] - stretch.along_m[0]))
    bins = np.floor(lead / drift).astype(int)
    values, counts = np.unique(bins, return_counts=True)
    usual = float(np.median(lead[bins == values[np.argmax(counts)]]))
    along = places[np.abs(lead - usual) <= drift]
    return np.asarray(rows[(rows >= along[0]) & (rows <= along[-1])])


def off_route(telemetry: Telemetry, reference: Reference) -> pd.DataFrame:
    """Return where cars were off the route: `number`, `begin`, `end`, `away_m` (greatest)."""
    import pandas as pd

    rows = [
        (int(number), *stretch)
        for number in np.unique(telemetry.number)
        for stretch in _matched(telemetry, int(number), reference).off_route()
    ]
    return pd.DataFrame(rows, columns=["number", "begin", "end", "away_m"])


def _matched(telemetry: Telemetry, number: int, reference: Reference) -> Match:
    return match(telemetry.car(number), reference)
