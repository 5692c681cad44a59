"""What receivers log line by line: NMEA 0183 sentences, and the B records of IGC."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import reduce
from operator import xor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reporting.caveats import Caveat
from reporting.reads import source
from reporting.route.other_formats import Point, refuse_large, track_of_lines
from reporting.route.track import Track

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PLACE = (
    r"(?P<lat>\d{2})(?P<lats>\d+\.?\d*),(?P<ns>[NS]),"
    r"(?P<lon>\d{3})(?P<lons>\d+\.?\d*),(?P<ew>[EW])"
)
_RMC = re.compile(
    rf"\$..RMC,(?P<time>\d{{6}}(?:\.\d+)?),A,{_PLACE},"
    r"[^,]*,[^,]*,(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{2})"
)
_GGA = re.compile(
    rf"\$..GGA,(?P<time>\d{{6}}(?:\.\d+)?),{_PLACE},[1-9]\d*,[^,]*,[^,]*,(?:(?P<height>-?[\d.]+),M)?"
)
_GLL = re.compile(rf"\$..GLL,{_PLACE},(?P<time>\d{{6}}(?:\.\d+)?),A")
_ZDA = re.compile(r"\$..ZDA,[^,]*,(?P<day>\d{2}),(?P<month>\d{2}),(?P<year>\d{4})")
_CHECKED = re.compile(r"\$([^*$]*)\*([0-9A-Fa-f]{2})")


def read_nmea(path: Path) -> Track:
    """Read NMEA 0183 sentences.

    Positions with date and time (RMC), or, where there is none, those of GGA, else of GLL, which
    are dated by ZDA alone. Heights are of GGA, by the second. Sentences with a wrong checksum are
    left out and counted, unless it is wrong in all of them.
    """
    refuse_large(path)
    lines = source(path).read_text(encoding="ascii", errors="replace").splitlines()
    sound = [line for line in lines if _is_sound(line)]
    wrong = len(lines) - len(sound)
    if not any("$" in line for line in sound):
        sound, wrong = lines, 0
    found = (_sentences(path, sound, kind) for kind in (_RMC, _GGA, _GLL))
    track = next((track for track in found if len(track)), track_of_lines(path, ()))
    return track.noting(Caveat("track-checksums", {"count": wrong})) if wrong else track


def _is_sound(line: str) -> bool:
    """Tell whether a sentence has the checksum that it says, or says none."""
    found = _CHECKED.search(line)
    return found is None or reduce(xor, found[1].encode(), 0) == int(found[2], 16)


def _sentences(path: Path, lines: list[str], kind: re.Pattern[str]) -> Track:
    """Return the positions of the sentences of one kind."""
    points: list[Point] = []
    date = ""
    high, height = -1.0, np.nan  # the second that a height was last told of
    for line in lines:
        if dated := _ZDA.search(line):
            date = f"{dated['year']}-{dated['month']}-{dated['day']}"
        if found := _GGA.search(line):
            high, height = float(found["time"]), float(found["height"] or "nan")
            if points and points[-1][3].endswith(_clock(found["time"])):
                points[-1] = (*points[-1][:2], height, points[-1][3])
        if found := kind.search(line):
            second = float(found["time"])
            if kind is _RMC:
                date = f"{full_year(found['year'])}-{found['month']}-{found['day']}"
            when = _clock(found["time"])
            points.append((*_place(found), height if second == high else np.nan, date + when))
    points = [(lat, lon, up, when if date else "") for lat, lon, up, when in points]
    return _on_past_midnight(track_of_lines(path, [points]))


def _clock(text: str) -> str:
    """Return a time of day, the same for 080000, 080000.0 and 080000.00."""
    whole, _, part = text.partition(".")
    return f"T{whole[:2]}:{whole[2:4]}:{whole[4:]}.{part.rstrip('0') or '0'}Z"


def _place(found: re.Match[str]) -> tuple[float, float]:
    lat = (int(found["lat"]) + float(found["lats"]) / 60) * (1 if found["ns"] == "N" else -1)
    lon = (int(found["lon"]) + float(found["lons"]) / 60) * (1 if found["ew"] == "E" else -1)
    return lat, lon


def full_year(two: str) -> str:
    """Return the year of two digits: no satellite receiver is older than 1980.

    Examples
    --------
    >>> full_year("94"), full_year("25")
    ('1994', '2025')
    """
    return ("19" if two >= "80" else "20") + two


_IGC = re.compile(
    r"B(\d{2})(\d{2})(\d{2})(\d{2})(\d{5})([NS])(\d{3})(\d{5})([EW])[AV](-?\d{4,5})(-?\d{5})"
)
_IGC_DATE = re.compile(r"HFDTE(?:DATE:)?\s*(\d{2})(\d{2})(\d{2})")


def read_igc(path: Path) -> Track:
    """Read the B records of an IGC file (FAI), from the date of its header on."""
    refuse_large(path)
    points, date = [], ""
    for line in source(path).read_text(encoding="ascii", errors="replace").splitlines():
        if found := _IGC_DATE.match(line):
            date = f"{full_year(found[3])}-{found[2]}-{found[1]}"
        elif found := _IGC.match(line):
            lat = (int(found[4]) + int(found[5]) / 60000) * (1 if found[6] == "N" else -1)
            lon = (int(found[7]) + int(found[8]) / 60000) * (1 if found[9] == "E" else -1)
            when = f"{date}T{found[1]}:{found[2]}:{found[3]}Z" if date else ""
            points.append((lat, lon, float(found[11]), when))
    return _on_past_midnight(track_of_lines(path, [points]))


def _on_past_midnight(track: Track) -> Track:
    return replace(track, time=past_midnight(track.time))


def past_midnight(time: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """Return times whose clock began anew at midnight, on the next day."""
    back = np.diff(time) < -np.timedelta64(12, "h")
    return time + np.concatenate([[0], np.cumsum(back)])[: len(time)] * np.timedelta64(24, "h")
