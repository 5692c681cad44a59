#!/usr/bin/env python3
"""Make the timing and the tracks of the demonstration rally.

    .venv/bin/python tools/simulate_demo_rally.py

Reads tools/demo_rally.toml (the seed and all inventions) and the package's waypoints; writes
entries, controls, detections, starts, passages, decisions and tracks/*.gpx. The same seed gives
the same bytes; tests/footprint/test_demo_rally.py holds the bundled package against a new run.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from simulation.course import Leg, lay
from simulation.driving import Drive
from simulation.tables import write
from simulation.tracks import Track, trace, write_gpx

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent / "data" / "events" / "demo-rally"
PLAN = HERE / "demo_rally.toml"
DATES = {1: "2025-06-14", 2: "2025-06-15"}
FIRST_DRAW = 0
Row = dict[str, str]


def main() -> int:
    """Write the tables and the tracks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=PACKAGE, help="folder of the package")
    arguments = parser.parse_args()
    plan = tomllib.loads(PLAN.read_text(encoding="utf-8"))
    with (PACKAGE / "waypoints.csv").open(encoding="utf-8", newline="") as file:
        waypoints = list(csv.DictReader(file))
    make(plan, waypoints, arguments.out)
    return 0


def make(plan: Mapping[str, Any], waypoints: Sequence[Mapping[str, str]], folder: Path) -> None:
    """Write everything that is simulated into `folder`."""
    legs = lay(plan, waypoints)
    tracks = {leg.number: trace(plan, waypoints, leg.number) for leg in legs}
    drive = Drive(plan, legs, FIRST_DRAW)
    drive.run()
    (folder / "tracks").mkdir(parents=True, exist_ok=True)
    write(folder, plan, drive)
    _change(folder / "entries.csv", lambda row: _crew(row, plan["crews"]))
    _change(folder / "controls.csv", lambda row: _on_track(row, tracks))
    absent = {str(n) for n, crew in enumerate(plan["crews"], start=1) if crew.get("absent")}
    for name in ("starts", "passages"):
        _change(folder / f"{name}.csv", lambda row: None if row["number"] in absent else row)
    for leg in legs:
        _write_track(folder, plan, leg, tracks[leg.number])


def _crew(row: Row, crews: Sequence[Mapping[str, Any]]) -> Row:
    """Add what the demonstration says more of a crew: team, ladies, under 30, not started."""
    crew = crews[int(row["number"]) - 1]
    row["codriver"] = f"Navigatore {int(row['number']):02}"
    row["team"] = crew.get("team", "")
    row["simulated"] += " team"
    for flag in ("ladies", "under_30"):
        row[flag] = "true" if crew.get(flag) else "false"
    row["status"] = "DNS" if crew.get("absent") else row["status"]
    return row


def _on_track(row: Row, tracks: Mapping[int, Track]) -> Row:
    """Put a control where the track is at its kilometre."""
    lat, lon = tracks[int(row["leg"])].at(float(row["km"]))
    return row | {"lat": f"{lat:.5f}", "lon": f"{lon:.5f}"}


def _write_track(folder: Path, plan: Mapping[str, Any], leg: Leg, track: Track) -> None:
    start = leg.first_start - 60 * plan["tracks"]["ahead_min"]
    path = folder / "tracks" / f"leg{leg.number}.gpx"
    write_gpx(path, track, DATES[leg.number], start, plan["tracks"]["kmh"])


def _change(path: Path, change: Callable[[Row], Row | None]) -> None:
    """Rewrite a table row by row; None drops the row."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [changed for row in csv.DictReader(file) if (changed := change(row))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    sys.exit(main())
