"""The tracks of an event package: which file belongs to which leg, and what it measures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from reporting.caveats import Caveat
from reporting.route.geodesy import between
from reporting.route.measured import Measured, measure_points
from reporting.route.methods import methods
from reporting.route.track import Track, joined
from reporting.route.track_reading import READERS, read_track, refuse_swapped

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.route.places import Waypoint

_LEG = re.compile(r"leg0*(\d+)(?!\d)", re.IGNORECASE)


def track_files(folder: Path) -> Mapping[int, list[Path]]:
    """Return the files in ``tracks`` by leg; the name of each begins with ``leg<number>``."""
    found: dict[int, list[Path]] = defaultdict(list)
    for path in sorted((folder / "tracks").glob("*")):
        named = _LEG.match(path.name)
        if named and path.suffix.lower() in READERS:
            found[int(named.group(1))].append(path)
    return found


def tracks(event: Event, waypoints: Sequence[Waypoint] = ()) -> dict[int, Track]:
    """Return the track of each leg that has one.

    Several files of a leg are pieces of one track where each begins near the end of the one
    before; otherwise the first by name is taken and a caveat tells so.

    Raises
    ------
    InputError
        Where a file cannot be read, or has latitude and longitude swapped.
    """
    return {
        leg: _one(leg, [_read(path, waypoints) for path in paths])
        for leg, paths in track_files(event.folder).items()
    }


def measured_legs(event: Event, waypoints: Sequence[Waypoint]) -> dict[int, Measured]:
    """Return what the track of each leg measures."""
    return {leg: measure_points(track) for leg, track in tracks(event, waypoints).items()}


def _read(path: Path, waypoints: Sequence[Waypoint]) -> Track:
    track = read_track(path)
    refuse_swapped(track, waypoints, path)
    return track


def _one(leg: int, found: list[Track]) -> Track:
    if len(found) == 1:
        return found[0]
    if all(_follows(one, other) for one, other in pairwise(found)):
        return joined(", ".join(track.name for track in found), found)
    return found[0].noting(Caveat("track-several", {"leg": leg, "used": found[0].name}))


def _follows(one: Track, other: Track) -> bool:
    metres, _ = between((one.lat[-1], one.lon[-1]), (other.lat[0], other.lon[0]))
    late = one.timed and other.timed and other.time[0] < one.time[-1]
    return metres <= methods()["gap"]["follows_m"] and not late
