"""OpenRally GPX: a road book's points in order, its controls among them, without a track.

Elements of the extension (openrally.org, GpxExtensions v0.1 to v1.0.3): ``distance`` from the
start, ``dss`` and ``ass`` where a timed section begins and ends, ``checkpoint``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reporting.route.gpx import LIMITS
from reporting.route.places import Waypoint
from reporting.route.refusal import refusal
from reporting.route.track import read_float
from reporting.route.xml_faults import local, tree

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

CONTROLS = {"dss": "PC", "ass": "PC", "checkpoint": "CT"}
"""Element -> kind of control."""

MILE_KM = 1.609344


def read_road_book(path: Path) -> tuple[Waypoint, ...]:
    """Return the waypoints of a GPX file in their order, those that are controls with a code.

    Parameters
    ----------
    path
        A GPX file that has no track and no route.

    Returns
    -------
    tuple of Waypoint
        Empty where the file has fewer than two. The first is the start, the last the finish;
        `km` is the road book's distance.

    Raises
    ------
    InputError
        For a position outside the world.
    """
    root = tree(path)
    units = next((e.text for e in root.iter() if local(e.tag) == "units"), "")
    unit_km = MILE_KM if (units or "").strip().lower() == "imperial" else 1.0
    points = [element for element in root.iter() if local(element.tag) == "wpt"]
    if len(points) < 2:
        return ()
    return tuple(_waypoints(path, points, unit_km))


def _waypoints(path: Path, points: list[Element], unit_km: float) -> Iterator[Waypoint]:
    counts: dict[str, int] = {}
    last = len(points) - 1
    for rank, element in enumerate(points):
        said = {local(e.tag): (e.text or "").strip() for e in element.iter() if e is not element}
        control = next((CONTROLS[name] for name in CONTROLS if name in said), "")
        counts[control] = counts.get(control, 0) + 1
        kind = {0: "start", last: "finish"}.get(rank, "control" if control else "stop")
        named = control or kind in ("start", "finish")
        distance = _number(said.get("distance", ""))
        yield Waypoint(
            1,
            rank + 1,
            said.get("name", "") if named else "",
            kind,
            _degrees(path, element, "lat"),
            _degrees(path, element, "lon"),
            source=path.name,
            control=control,
            km=None if math.isnan(distance) else distance * unit_km,
            code=f"{control}{counts[control]}" if control else "",
        )


def _degrees(path: Path, element: Element, name: str) -> float:
    text = element.get(name, "")
    limit, what = LIMITS[name]
    value = _number(text)
    if not abs(value) <= limit:
        shown = f"\N{PLUS-MINUS SIGN}{limit:.0f}"
        raise refusal("track-position", path, column=name, value=text, limit=shown, what=what)
    return value


def _number(text: str) -> float:
    try:
        return read_float(text)
    except ValueError:
        return math.nan
