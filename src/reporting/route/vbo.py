"""VBO: the text files of Racelogic's VBOX, which RaceChrono and Harry's LapTimer write, too.

Latitudes and longitudes are minutes of arc, longitudes positive to the west; times are of the day
in UTC, the date is that of the file's first line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from reporting.reads import source
from reporting.route.gpx import instants
from reporting.route.receiver_logs import past_midnight
from reporting.route.refusal import refusal
from reporting.route.telemetry.table_dialects import unit_m
from reporting.route.track import Track

_DATE = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_SECTION = re.compile(r"\s*\[(.+?)\]\s*$")


def read_vbo(path: Path) -> Track:
    """Read the positions, times and heights of a VBO file.

    Raises
    ------
    InputError
        Where its columns do not name time, lat and long.
    """
    lines = source(path).read_text(encoding="latin-1").splitlines()
    sections = _sections(lines)
    names = " ".join(sections.get("column names", ())).lower().split()
    if not {"time", "lat", "long"} <= set(names):
        reason = {
            "it": "sotto [column names] mancano time, lat o long",
            "en": "under [column names] time, lat or long is missing",
        }
        raise refusal("track-broken", path, reason=reason)
    rows = [row.replace(",", ".").split() for row in sections.get("data", ())]
    rows = [row for row in rows if len(row) >= len(names)]
    dated = next((found for line in lines[:5] if (found := _DATE.search(line))), None)
    date = f"{dated[3]}-{int(dated[2]):02}-{int(dated[1]):02}" if dated else ""
    fixed = [row for row in rows if _has_fix(row, names)]
    column = {name: [row[names.index(name)] for row in fixed] for name in names}
    count = len(fixed)
    times = {at: _instant(date, text) for at, text in enumerate(column["time"]) if date}
    height = np.full(count, np.nan)
    if "height" in column:
        height = np.array(column["height"], float) * _height_unit_m(sections)
    return Track(
        path.name,
        np.array(column["lat"], float) / 60,
        -np.array(column["long"], float) / 60,
        height,
        past_midnight(instants(times, count)),
        np.zeros(count, dtype=np.int32),
    )


def _sections(lines: Sequence[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        if match := _SECTION.match(line):
            name = match[1].strip().lower()
            found.setdefault(name, [])
        elif name and line.strip():
            found[name].append(line)
    return found


def _height_unit_m(sections: Mapping[str, Sequence[str]]) -> float:
    """Return the unit of heights [m], which the header names where it is not the metre."""
    heads = [line for line in sections.get("header", ()) if line.lower().startswith("height")]
    units = sections.get("channel units", ())
    if len(units) == len(sections.get("header", ())):
        heads += [units[sections["header"].index(head)] for head in heads]
    return unit_m(" ".join(heads))


def _has_fix(row: Sequence[str], names: Sequence[str]) -> bool:
    """Tell whether a row has satellites: before the first fix they are none."""
    return "sats" not in names or int(float(row[names.index("sats")])) % 64 > 0


def _instant(date: str, text: str) -> str:
    whole, _, part = text.partition(".")
    clock = whole.zfill(6)
    return f"{date}T{clock[:2]}:{clock[2:4]}:{clock[4:]}.{part or 0}Z"
