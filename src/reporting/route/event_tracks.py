"""The tracks of an event package: which file belongs to which leg, and what it measures."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from reporting.caveats import Caveat
from reporting.errors import InputError
from reporting.event.findings import Finding, Severity
from reporting.event.package import fault_of
from reporting.route.geodesy import between
from reporting.route.measured import Measured, measure_points
from reporting.route.methods import methods
from reporting.route.repeated_roads import is_copy
from reporting.route.route_words import route_words
from reporting.route.track import Track, joined
from reporting.route.track_reading import is_track, read_track, refuse_swapped
from reporting.route.waypoints import places

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.route.places import Waypoint

_DATES = (
    re.compile(r"(?<!\d)(?P<y>20\d\d)[-_.]?(?P<m>\d\d)[-_.]?(?P<d>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d\d?)[-_.](?P<m>\d\d?)[-_.](?P<y>(?:20)?\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<m>\d\d?)[-_.](?P<d>\d\d?)[-_.](?P<y>(?:20)?\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>\d\d)[-_.]?(?P<m>\d\d)[-_.]?(?P<d>\d\d)(?!\d)"),
)
"""Ways to write a day in a file's name; where two of them mean days of two legs, it tells none."""

_ASIDE = frozenset({".md", ".txt", ".toml", ".license"})
"""Files that may lie beside tracks."""


@cache
def _leg_in_name() -> re.Pattern[str]:
    """Return how people name the track of a leg."""
    words = "|".join(route_words()["tracks"]["leg"])
    return re.compile(rf"(?:^|[^a-z])(?:{words})[\s_.\-]*0*(\d{{1,2}})(?!\d)", re.IGNORECASE)


def track_files(event: Event) -> Mapping[int, list[Path]]:
    """Return the files in ``tracks`` by leg.

    A leg's track is the file that ``event.toml`` names for it (`track`); else those whose names
    say so: ``leg1``, ``tappa 1``, ``stage-1``, or the date of the only leg on that day.
    """
    numbers = {leg.number for leg in event.info.legs}
    found: dict[int, list[Path]] = defaultdict(list)
    for path in _files(event.folder):
        leg = _leg_of(event, path)
        if leg in numbers and is_track(path.name):
            found[leg].append(path)
    return found


def _files(folder: Path) -> list[Path]:
    files = sorted((folder / "tracks").glob("*"))
    return [
        path
        for path in files
        if not path.is_dir() and path.name[0] != "." and path.suffix.lower() not in _ASIDE
    ]


def _leg_of(event: Event, path: Path) -> int:
    """Return the leg that a file's name, or ``event.toml``, says it is of; 0 where neither does."""
    named = {leg.track: leg.number for leg in event.info.legs if leg.track}
    if path.name in named:
        return named[path.name]
    plain = unicodedata.normalize("NFKD", path.name).encode("ascii", "ignore").decode()
    numbered = _leg_in_name().search(plain)
    days = {
        f"20{found['y'][-2:]}-{int(found['m']):02}-{int(found['d']):02}"
        for pattern in _DATES
        for found in pattern.finditer(path.name)
    }
    dated = [leg.number for leg in event.info.legs if leg.date.isoformat() in days]
    leg = int(numbered.group(1)) if numbered else dated[0] if len(dated) == 1 else 0
    return 0 if leg in named.values() else leg


def unused(event: Event) -> list[str]:
    """Return the names of the files in ``tracks`` that are taken for no leg."""
    used = {path for paths in track_files(event).values() for path in paths}
    return [path.name for path in _files(event.folder) if path not in used]


def track_findings(event: Event) -> Iterator[Finding]:
    """Go through what is wrong with the files in ``tracks``: unassigned, unread, broken."""
    for leg in event.info.legs:
        if leg.track and not (event.folder / "tracks" / leg.track).is_file():
            yield Finding(
                "track-not-there",
                "event",
                "event.toml",
                column="legs.track",
                value=leg.track,
                details={"leg": leg.number},
            )
    for path in _files(event.folder):
        if unreadable := fault_of(path, event.folder):
            yield Finding(unreadable, "tracks", f"tracks/{path.name}")
        elif path.name in unused(event):
            yield _unassigned(event, path)
    located = places(event)
    for paths in track_files(event).values():
        for path in (path for path in paths if not fault_of(path, event.folder)):
            try:
                _read(path, located)
            except InputError as error:
                yield from error.findings


def _unassigned(event: Event, path: Path) -> Finding:
    """Return why a file in ``tracks`` is not used."""
    file, leg = f"tracks/{path.name}", _leg_of(event, path)
    if not is_track(path.name):
        end = path.suffix.lower() or path.name
        return Finding("track-unknown", "tracks", file, value=end, graded=Severity.WARNING)
    if leg:
        return Finding("track-no-leg", "tracks", file, details={"leg": leg})
    return Finding("track-unassigned", "tracks", file, value=path.name)


def tracks(event: Event, waypoints: Sequence[Waypoint] = ()) -> dict[int, Track]:
    """Return the track of each leg that has one.

    Of files with the same road the recording is taken, else the first by name. The others are
    pieces of one track where each begins near the end of the one before; otherwise the first by
    name is taken. Caveats tell.

    Raises
    ------
    InputError
        Where a file cannot be read, or has latitude and longitude swapped.
    """
    faults = {path.name: fault_of(path, event.folder) for path in _files(event.folder)}
    findings = [Finding(code, "tracks", f"tracks/{name}") for name, code in faults.items() if code]
    if findings:
        raise InputError(findings[0].message(), findings)
    return {
        leg: _one(leg, [_read(path, waypoints) for path in paths])
        for leg, paths in track_files(event).items()
    }


def measured_legs(event: Event, waypoints: Sequence[Waypoint]) -> dict[int, Measured]:
    """Return what the track of each leg measures."""
    whole = tracks(event, waypoints)
    return {leg: measure_points(_told_again(leg, whole)) for leg in whole}


def _told_again(leg: int, whole: Mapping[int, Track]) -> Track:
    """Return a leg's track with a word where it is the road of a leg before it."""
    track = whole[leg]
    before = sorted(other for other in whole if other < leg)
    again = (other for other in before if is_copy(whole[other], track))
    notes = [Caveat("route-legs-same-road", {"leg": other, "other": leg}) for other in again]
    return track.noting(*notes[:1])


def _read(path: Path, waypoints: Sequence[Waypoint]) -> Track:
    track = read_track(path)
    refuse_swapped(track, waypoints, path)
    return track


def _one(leg: int, found: list[Track]) -> Track:
    roads: list[Track] = []
    for track in sorted(found, key=lambda track: not track.timed):
        if not any(is_copy(road, track) for road in roads):
            roads.append(track)
    roads.sort(key=lambda track: track.name)
    used = roads[0]
    if len(roads) > 1 and all(_follows(one, other) for one, other in pairwise(roads)):
        used = joined(", ".join(track.name for track in roads), roads)
    elif len(roads) > 1:
        used = used.noting(Caveat("track-several", {"leg": leg, "used": used.name}))
    copies = ", ".join(track.name for track in found if track not in roads)
    details = {"leg": leg, "files": copies, "used": used.name}
    return used.noting(Caveat("track-copies", details)) if copies else used


def _follows(one: Track, other: Track) -> bool:
    """Return whether a track goes on where another ends; a plan never goes on with a drive."""
    metres, _ = between((one.lat[-1], one.lon[-1]), (other.lat[0], other.lon[0]))
    late = one.timed and other.timed and other.time[0] < one.time[-1]
    return metres <= methods()["gap"]["follows_m"] and not late and one.timed == other.timed
