"""GPX 1.0 and 1.1: tracks, routes, and the road that Garmin hides inside routes.

The file is read piece by piece into numbers, without a tree in memory, by a parser that refuses
DTDs and entities. Tracks come first; where there is none, routes are read, the points of
``gpxx:rpt`` after each point of the route being the road to the next.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.caveats import Caveat
from reporting.route.geodesy import scales
from reporting.route.methods import methods
from reporting.route.refusal import refusal
from reporting.route.track import NO_TIME, TimesKind, Track, read_float, without_zone
from reporting.route.xml_faults import local, parsed

if TYPE_CHECKING:
    from numpy.typing import NDArray

POINTS = {"trkpt": "track", "rtept": "route", "rpt": "route"}
PIECES = frozenset({"trkseg", "rte"})
ROADS = {"trk": "track", "rte": "route"}
TOLD = frozenset({"ele", "time"})
UNKNOWN = float("nan")
LIMITS = {
    "lat": (90.0, {"it": "latitudine", "en": "latitude"}),
    "lon": (180.0, {"it": "longitudine", "en": "longitude"}),
}


class _Points:
    """Collects points while the parser goes through the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.parser: Any = None
        self.root = ""
        self.kinds: dict[str, _Kind] = {"track": _Kind(), "route": _Kind()}
        self.open: list[tuple[_Kind, int]] = []
        self.text = ""
        self.road: _Kind | None = None  # the road whose name is still to come
        self.limit = int(methods()["limits"]["gpx_points"])

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local(tag)
        if name in POINTS:
            kind = self.kinds[POINTS[name]]
            place = len(kind.lat)
            self.open.append((kind, place))
            kind.lat.append(self._degrees(attributes, "lat", 90.0))
            kind.lon.append(self._degrees(attributes, "lon", 180.0))
            kind.elevation.append(UNKNOWN)
            if place >= self.limit:
                raise refusal("track-too-large", self.path, limit=self.limit, unit="points")
        elif name in TOLD and self.open:
            self._listen(self.data)
        elif not self.open:
            self._outside_points(name)

    def _outside_points(self, name: str) -> None:
        """Take the begin of an element that is not of a point."""
        if not self.root:
            self._begin(name)
        if name in ROADS:
            self.road = self.kinds[ROADS[name]]
            self.road.roads.append([len(self.road.begins) + 1, ""])
        if name in PIECES:
            for kind in self.kinds.values():
                kind.begins.append(len(kind.lat))
        if name == "trkseg":
            self.road = None
        elif name == "name" and self.road is not None:
            self._listen(self.data)

    def _listen(self, data: Callable[[str], None] | None) -> None:
        """Take text from here on, or none: most of a file's text is the space between elements."""
        self.text = ""
        self.parser.CharacterDataHandler = data

    def _begin(self, name: str) -> None:
        self.root = name
        if name != "gpx":
            raise refusal("track-not-gpx", self.path, row=self.line, value=name)

    def data(self, text: str) -> None:
        self.text += text

    def end(self, tag: str) -> None:
        name = local(tag)
        if name in TOLD:
            if self.open:
                kind, place = self.open[-1]
                kind.tell(name, place, self.text.strip())
                self._listen(None)
        elif name in POINTS:
            self.open.pop()
        elif name == "name" and self.road is not None and not self.open:
            self.road.roads[-1][1] = self.text.strip()
            self.road = None
            self._listen(None)

    @property
    def line(self) -> int:
        """The line that the parser is in."""
        return int(self.parser.CurrentLineNumber)

    def _degrees(self, attributes: Mapping[str, str], name: str, limit: float) -> float:
        try:
            value = read_float(attributes[name])
            if -limit <= value <= limit:
                return value
        except (KeyError, ValueError):
            pass
        raise refusal(
            "track-position",
            self.path,
            row=self.line,
            column=name,
            value=attributes.get(name, ""),
            limit=f"±{limit:.0f}",
            what=LIMITS[name][1],
        )


class _Kind:
    """The points of all tracks, or of all routes, of a file."""

    def __init__(self) -> None:
        self.lat, self.lon, self.elevation = array("d"), array("d"), array("d")
        self.time: dict[int, str] = {}
        self.begins: list[int] = []
        self.roads: list[list[Any]] = []  # the first piece of each road, and its name

    def tell(self, name: str, place: int, text: str) -> None:
        if name == "time":
            self.time[place] = text
            return
        try:
            self.elevation[place] = read_float(text)
        except ValueError:
            self.elevation[place] = UNKNOWN

    @property
    def piece(self) -> NDArray[np.int32]:
        """The number of the piece that each point belongs to."""
        places = np.arange(len(self.lat))
        return np.searchsorted(self.begins, places, side="right").astype(np.int32)


def read_gpx(path: Path) -> Track:
    """Read a GPX file.

    Parameters
    ----------
    path
        The file. Elements of a point may come in any order and be missing; the namespace may
        be that of GPX 1.0, of 1.1, or none.

    Returns
    -------
    Track
        Of all tracks, segment after segment; of the routes where there is no track.

    Raises
    ------
    InputError
        For a file that is too large, broken, with a DTD, not GPX, without points, or with a
        position outside the world.
    """
    size = path.stat().st_size
    limit = int(methods()["limits"]["gpx_bytes"])
    if size > limit:
        raise refusal("track-too-large", path, limit=limit >> 20, unit="MiB")
    points, mended = parsed(path, lambda: _Points(path))
    tracked = bool(points.kinds["track"].lat)
    kind = points.kinds["track" if tracked else "route"]
    track = Track(
        path.name,
        np.array(kind.lat),
        np.array(kind.lon),
        np.array(kind.elevation),
        instants(kind.time, len(kind.lat)),
        kind.piece,
        # The time of a route's point is when the point was made (GPX 1.1, wptType).
        clock=TimesKind.RECORDED if tracked else TimesKind.CREATION,
        roads=tuple((piece, name) for piece, name in kind.roads),
    )
    notes = [
        Caveat(code)
        for code, is_so in (
            ("track-xml-mended", mended),
            ("track-times-zone", tracked and without_zone(kind.time.values())),
            ("track-other-route", tracked and _elsewhere(points.kinds["route"], track)),
        )
        if is_so
    ]
    return track.noting(*notes) if notes else track


def _elsewhere(route: _Kind, track: Track) -> bool:
    """Tell whether most of a route's points lie far from the track: it is another road."""
    if not route.lat:
        return False
    from scipy.spatial import KDTree  # a quarter of a second, which few files need

    north, east = scales(track.lat[:1])
    road = KDTree(np.column_stack([track.lat * north, track.lon * east]))
    places = np.column_stack([np.array(route.lat) * north, np.array(route.lon) * east])
    away, _ = road.query(places)
    return bool((away > methods()["route"]["beside_m"]).mean() > methods()["route"]["share"])


def instants(texts: Mapping[int, str], count: int) -> NDArray[np.datetime64]:
    """Return UTC instants from ISO 8601 texts by place; NaT where there is none to be read."""
    import pandas as pd

    found = np.full(count, NO_TIME, dtype="datetime64[ns]")
    if texts:
        read = pd.to_datetime(list(texts.values()), utc=True, format="ISO8601", errors="coerce")
        found[list(texts)] = read.tz_localize(None).to_numpy(dtype="datetime64[ns]")
    return found
