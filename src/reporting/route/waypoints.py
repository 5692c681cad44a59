"""The places of a route, read from the event's tables."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reporting.route.geodesy import between
from reporting.route.methods import methods
from reporting.route.places import Waypoint

if TYPE_CHECKING:
    from reporting.event import Event

_TEXTS = (
    "municipality",
    "region",
    "province",
    "country",
    "confidence",
    "source",
    "control",
    "name_en",
    "name_local",
    "elevation_confidence",
    "unesco_id",
    "inscribed",
    "note",
)
BOTH = " / "
"""Parts two regions in a cell, for a place on the border between them."""


def places(event: Event) -> tuple[Waypoint, ...]:
    """Return the located places of `event` by leg and rank.

    They are the rows of `waypoints` with a position, and the located controls of each leg that
    stand at none of its places: all of them where the leg has no place on the road.
    """
    controls = [_waypoint(row) for row in _located(event, "controls")]
    found = [_waypoint(row) for row in _located(event, "waypoints")]
    named = [_with_control(place, controls) for place in found]
    legs = dict.fromkeys(place.leg for place in (*named, *controls))
    return tuple(place for leg in sorted(legs) for place in _of_both(leg, named, controls))


def control_rows(event: Event) -> list[Waypoint]:
    """Return every control by leg and rank; latitude and longitude are NaN where none is told."""
    rows = [row for row in event["controls"].to_dict("records") if not _blank(row.get("leg"))]
    return sorted(map(_waypoint, rows), key=lambda control: (control.leg, control.seq))


def _of_both(
    leg: int, named: Sequence[Waypoint], controls: Sequence[Waypoint]
) -> Sequence[Waypoint]:
    """Return the places of a leg in order: those of the table, controls between them.

    Two tables count their own rows. A control between places stands where it makes the way least
    longer, after the control before it.
    """
    ranked = sorted((p for p in named if p.leg == leg), key=lambda place: place.seq)
    driven = [place for place in ranked if place.on_the_road]
    whole, after = list(driven), 0
    for control in sorted((c for c in controls if c.leg == leg), key=lambda control: control.seq):
        if all(_apart_m(control, place) > methods()["near"]["place_m"] for place in driven):
            after = _rank(whole, control, after)
            whole.insert(after, control)
            after += 1
    if len(whole) == len(driven):
        return ranked
    return [*whole, *(place for place in ranked if not place.on_the_road)]


def _rank(driven: Sequence[Waypoint], control: Waypoint, after: int) -> int:
    """Return where in the order a control makes the way least longer.

    None stands before the start or after the finish; a table that names neither leaves its ends
    open.
    """

    def longer(at: int) -> float:
        before, behind = driven[max(at - 1, 0) : at], driven[at : at + 1]
        detour = sum(_apart_m(place, control) for place in (*before, *behind))
        return detour - (_apart_m(before[0], behind[0]) if before and behind else 0.0)

    first = max(after, any(place.kind == "start" for place in driven[:1]))
    last = len(driven) - any(place.kind == "finish" for place in driven[-1:])
    return min(range(first, last + 1), key=longer, default=len(driven))


def _with_control(place: Waypoint, controls: Sequence[Waypoint]) -> Waypoint:
    """Return the place with the kind of the first control of its leg that stands there.

    A place on the way at which a control stands is no mere passage: it is a control.
    """
    if place.control or place.kind not in ("control", "pass", "track", "stop"):
        return place
    there = (
        control.control
        for control in sorted(controls, key=lambda control: control.seq)
        if control.leg == place.leg and _apart_m(place, control) <= methods()["near"]["control_m"]
    )
    control = next(there, "")
    kind = "control" if control and place.kind == "stop" else place.kind
    return replace(place, control=control, kind=kind)


def _apart_m(one: Waypoint, other: Waypoint) -> float:
    return between(one.point, other.point)[0]


def _located(event: Event, table: str) -> list[Mapping[Hashable, Any]]:
    return [
        row
        for row in event[table].to_dict("records")
        if not any(_blank(row.get(column)) for column in ("leg", "lat", "lon"))
    ]


def _waypoint(row: Mapping[Hashable, Any]) -> Waypoint:
    kind = _text(row.get("kind"))
    control = kind if _text(row.get("code")) else ""
    height = row.get("elevation_m")
    texts = {column: _text(row.get(column)) for column in _TEXTS}
    texts["control"] = control or texts["control"]
    return Waypoint(
        leg=int(row["leg"]),
        seq=0 if _blank(row.get("seq")) else int(row["seq"]),
        name=_text(row.get("name")),
        kind="control" if control else kind,
        lat=_degrees(row.get("lat")),
        lon=_degrees(row.get("lon")),
        code=_text(row.get("code")),
        elevation_m=None if _blank(height) else float(str(height)),
        km=None if _blank(row.get("km")) else float(str(row["km"])),
        **texts,
    )


def _degrees(value: Any) -> float:
    return math.nan if _blank(value) else float(value)


def _blank(value: Any) -> bool:
    import pandas as pd

    return bool(pd.isna(value))


def _text(value: Any) -> str:
    return "" if _blank(value) else str(value).strip()


def of_leg(waypoints: Iterable[Waypoint], leg: int) -> tuple[Waypoint, ...]:
    """Return the places of `leg` that the cars drive through, in order."""
    return tuple(place for place in waypoints if place.leg == leg and place.on_the_road)


def names_met(waypoints: Iterable[Waypoint], field: str) -> tuple[str, ...]:
    """Return the different texts of `field` (country, region, province) as the route meets them."""
    met = (name.strip() for place in waypoints for name in getattr(place, field).split(BOTH))
    return tuple(dict.fromkeys(name for name in met if name))


def once(waypoints: Iterable[Waypoint]) -> Iterator[Waypoint]:
    """Go through `waypoints`, giving a place that is met twice only once."""
    seen: set[tuple[str, float, float]] = set()
    for place in waypoints:
        mark = (place.name, place.lat, place.lon)
        if mark not in seen:
            seen.add(mark)
            yield place
