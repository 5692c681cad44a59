#!/usr/bin/env python3
"""Simulate the timing of 1000 Miglia Experience Italy 2025 and write its tables.

    .venv/bin/python tools/simulate_experience_italy.py

Reads tools/experience_italy_2025.toml (all assumptions, the seed) and, from the package, what was
published; writes entries, controls, detections, starts, passages and decisions. Draws are tried in
turn until one, scored by the suite itself, gives every published result. The same seed gives the
same bytes; tests/data/test_simulation.py holds the bundled package against a new run.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from simulation.agreement import disagreements, mean_errors
from simulation.course import lay
from simulation.driving import Drive
from simulation.tables import SIMULATED_TABLES, write

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent / "data" / "events" / "experience-italy-2025"
PLAN = HERE / "experience_italy_2025.toml"


def main() -> int:
    """Run the simulation; exit status 1 where no draw agrees with what was published."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=PACKAGE, help="folder for the tables")
    parser.add_argument("--plan", type=Path, default=PLAN, help="the assumptions")
    arguments = parser.parse_args()
    plan = tomllib.loads(arguments.plan.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        found = simulate(plan, Path(scratch))
        if found is None:
            sys.stderr.write(f"None of {plan['attempts']} draws agrees with what was published.\n")
            return 1
        arguments.out.mkdir(parents=True, exist_ok=True)
        for name in SIMULATED_TABLES:
            shutil.copyfile(found / f"{name}.csv", arguments.out / f"{name}.csv")
    return 0


def simulate(plan: dict[str, Any], scratch: Path) -> Path | None:
    """Try draws until one agrees; return its package, or None.

    Parameters
    ----------
    plan
        The assumptions.
    scratch
        An empty folder to work in.
    """
    waypoints, results = _rows("waypoints"), _rows("published_results")
    legs = lay(plan, waypoints)
    folder = scratch / PACKAGE.name
    folder.mkdir()
    shutil.copyfile(PACKAGE / "event.toml", folder / "event.toml")
    for attempt in range(plan["attempts"]):
        drive = Drive(plan, legs, attempt, mean_errors(plan, results))
        drive.run()
        write(folder, plan, drive)
        differing = disagreements(folder, plan, results)
        if not differing:
            sys.stderr.write(f"Draw {attempt} agrees with what was published.\n")
            return folder
        sys.stderr.write(f"Draw {attempt}: {'; '.join(differing)}\n")
    return None


def _rows(table: str) -> list[dict[str, str]]:
    with (PACKAGE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    sys.exit(main())
