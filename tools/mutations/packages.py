"""Sound packages of several kinds, and one to four mutations of each: a seed, a broken package."""

from __future__ import annotations

import csv
import random
import shutil
from pathlib import Path
from typing import Any

from mutations.cells import mutate_table
from mutations.files import as_workbook, mutate_bytes, mutate_files, mutate_info, mutate_track
from support.footprint import line, power
from support.packages import good_tables, write_package
from support.small_events import drawn

ROOT = Path(__file__).resolve().parents[2]
SEVERAL = [1, 1, 2, 4]


def sound_package(seed: int, parent: Path) -> Path:
    """Write the sound package that `seed` begins with into `parent` and return its folder."""
    chance = random.Random(seed)  # noqa: S311 - test data, not secrets
    kind = chance.random()
    if kind < 0.06:
        folder = parent / "demo-rally"
        shutil.copytree(ROOT / "data" / "events" / "demo-rally", folder, dirs_exist_ok=True)
        return folder
    if kind < 0.10:
        folder = parent / "experience-italy-2025"
        shutil.copytree(ROOT / "data" / "events" / folder.name, folder, dirs_exist_ok=True)
        return folder
    if kind < 0.30:
        return drawn(seed).write(parent)
    tables = good_tables() | {"decisions": _decisions()}
    if kind < 0.65:
        tables |= _everything()
    folder = write_package(parent, **tables)
    if kind < 0.65:
        _drive(folder)
    return folder


def broken_package(seed: int, parent: Path) -> Path:
    """Write the package of `seed` into `parent`, break it, and return its folder."""
    folder = sound_package(seed, parent)
    chance = random.Random(-seed - 1)  # noqa: S311 - broken packages, not secrets
    for _ in range(chance.choice(SEVERAL)):
        tables, tracks = sorted(folder.glob("*.csv")), sorted(folder.glob("tracks/*"))
        kind = chance.random()
        if kind < 0.12 and tracks:
            mutate_track(chance.choice(tracks), chance)
        elif kind < 0.74 and tables:
            mutate_table(chance.choice(tables), chance)
        elif kind < 0.86 and tables:
            mutate_bytes(chance.choice(tables), chance)
        elif kind < 0.93:
            mutate_info(folder / "event.toml", chance)
        else:
            mutate_files(folder, chance)
    if chance.random() < 0.12:
        as_workbook(folder, chance)
    return folder


def _decisions() -> list[dict[str, Any]]:
    columns = ("id", "number", "control", "action", "value", "reason", "document", "decided_at")
    rows = (
        ("D1", "*", "PC3", "annul", "", "r", "d", "2025-04-12T12:00:00"),
        ("D2", 1, "PC1", "set_time", "finish=08:11:20", "r", "d", ""),
    )
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _everything() -> dict[str, list[dict[str, Any]]]:
    """Return a few rows of every table that a package may have beside its timing."""
    waypoint = {"elevation_m": "10", "municipality": "x", "country": "IT", "confidence": "seen"}
    tables: dict[str, list[dict[str, Any]]] = {
        "activities": [line(), power(), line("A2", quantity="12,5", tier="screening")],
        "waypoints": [
            waypoint | {"leg": leg, "seq": seq, "name": name, "kind": kind, "lat": lat, "lon": lon,
                        "region": "Campania", "source": "prova"}
            for leg, seq, name, kind, lat, lon in (
                (1, 1, "Sorrento", "start", 40.6263, 14.3758),
                (1, 2, "Matera", "finish", 40.6664, 16.6043),
                (2, 1, "Matera", "start", 40.6664, 16.6043),
                (2, 2, "Bari", "finish", 41.1171, 16.8719),
            )
        ],
        "facts": [
            {"key": key, "value": value, "unit": unit, "source": "prova", "published_at": ""}
            for key, value, unit in (("cars", 3, ""), ("wait", 2, "ore"))
        ],
        "published_results": [
            {"ranking": "overall", "position": 1, "driver": "Equipaggio 01",
             "codriver": "Navigatore 01", "make": "Lancia", "model": "Aprilia", "year": 1938,
             "value": "0", "source": "prova"}
        ],
    }  # fmt: skip
    for name in ("encounters", "policies", "targets", "actions", "stakeholders", "sites",
                 "material_topics", "indicators_social", "suppliers"):  # fmt: skip
        tables[name] = _sample(name)
    return tables


def _sample(name: str) -> list[dict[str, Any]]:
    for event in ("demo-rally", "coppa-delle-alpi-2024"):
        path = ROOT / "data" / "events" / event / f"{name}.csv"
        if path.exists():
            with path.open(encoding="utf-8", newline="") as opened:
                return list(csv.DictReader(opened))[:2]
    return []


def _drive(folder: Path) -> None:
    """Give the first leg a recorded track of a minute's fixes, east along the leg."""
    points = "".join(
        f'<trkpt lat="{40.62 + 0.0001 * at:.5f}" lon="{14.37 + 0.0101 * at:.5f}">'
        f"<ele>{at % 90}</ele><time>2025-04-11T{6 + at // 60:02}:{at % 60:02}:00Z</time></trkpt>\n"
        for at in range(220)
    )
    tracks = folder / "tracks"
    tracks.mkdir(exist_ok=True)
    (tracks / "leg1.gpx").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="prova" '
        'xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>\n'
        f"{points}</trkseg></trk></gpx>\n",
        "utf-8",
    )
