"""A place whose coordinates contradict what else is said of it is told by the check."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reporting.event import load
from reporting.publish.gate import findings
from support.packages import good_tables, write_package
from support.project import ROOT

ROAD = (
    ("Cortina", 46.5369, 12.1390),
    ("Corvara", 46.5504, 11.8734),
    ("Brunico", 46.7994, 11.9343),
    ("Vipiteno", 46.8976, 11.4297),
    ("Brennero", 47.0064, 11.5059),
)


def told(folder: Path, road: Any = ROAD, country: str = "", km: float | None = None) -> list[Any]:
    rows = [
        {"leg": 1, "seq": seq, "name": name, "kind": "control", "lat": lat, "lon": lon,
         "country": country, "source": "prova"}
        for seq, (name, lat, lon) in enumerate(road, start=1)
    ]  # fmt: skip
    published = [{"value": km, "source": "prova"}] if km else []
    leg = {"number": 1, "date": "2025-04-11", "from": "A", "to": "B", "published_km": published}
    tables = good_tables()
    for name in ("controls", "passages", "starts"):
        tables[name] = [
            row for row in tables[name] if row.get("leg") != 2 and row.get("control") != "PC3"
        ]
    event = load(write_package(folder, legs=[leg], **tables, waypoints=rows))
    return [
        (one.code, one.row, one.column)
        for one in findings(event, "route")
        if one.code.startswith("place-")
    ]


def moved(place: int, lat: float, lon: float) -> list[tuple[str, float, float]]:
    road = list(ROAD)
    road[place] = (road[place][0], lat, lon)
    return road


def test_places_where_they_should_be_are_silent(tmp_path: Path) -> None:
    assert told(tmp_path, country="IT", km=180) == []
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(46.7994, 1.9343), (46.7994, -11.9343), (11.9343, 46.7994), (56.7994, 11.9343)],
    ids=["a digit lost", "the sign", "swapped", "another digit"],
)
def test_a_country_that_the_position_is_not_in_is_told(
    tmp_path: Path, lat: float, lon: float
) -> None:
    assert told(tmp_path, moved(2, lat, lon), "IT") == [("place-abroad", 4, "lat")]


@pytest.mark.parametrize("place", range(len(ROAD)))
@pytest.mark.parametrize("km", [None, 180])
def test_without_a_country_the_places_beside_it_tell(
    tmp_path: Path, place: int, km: float | None
) -> None:
    _, lat, lon = ROAD[place]
    assert told(tmp_path, moved(place, lat, lon - 10), km=km) == [("place-far", place + 2, "lat")]


def test_a_far_turning_place_is_no_fault_where_the_leg_is_as_long(tmp_path: Path) -> None:
    there_and_back = (("Brescia", 45.54, 10.22), ("Roma", 41.9, 12.5), ("Brescia", 45.54, 10.22))
    assert told(tmp_path, there_and_back, "IT", km=1100) == []


@pytest.mark.parametrize("event", ["demo-rally", "experience-italy-2025", "coppa-delle-alpi-2024"])
def test_the_bundled_events_places_are_where_they_are_said_to_be(event: str) -> None:
    loaded = load(ROOT / "data" / "events" / event)
    assert [one for one in findings(loaded, "route") if one.code.startswith("place-")] == []
