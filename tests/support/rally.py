"""A small rally whose times are as good as real ones: everything fits, nothing is to be found.

Twelve crews start a minute apart, drive 40 km/h between places and are a few hundredths off in
each trial. Leg 1: two chains of three linked time trials, a passage control, an average trial and
a time control; leg 2: one chain, two trials of their own and a passage control.
"""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from support.packages import Rows, clock, control, entry, passage

CREWS = tuple(range(1, 13))
FIRST_START_S = {1: 8 * 3600, 2: 9 * 3600}
# code, kind, kilometres, imposed seconds or km/h, the trial that starts it
COURSE: dict[int, tuple[tuple[str, str, str, int | None, str], ...]] = {
    1: (
        ("PC1", "PC", "10.00", 12, ""),
        ("PC2", "PC", "10.12", 10, "PC1"),
        ("PC3", "PC", "10.25", 11, "PC2"),
        ("CT1", "CT", "20", None, ""),
        ("PC4", "PC", "30.00", 14, ""),
        ("PC5", "PC", "30.15", 12, "PC4"),
        ("PC6", "PC", "30.27", 9, "PC5"),
        ("PM1", "PM", "40", 40, ""),
        ("CO1", "CO", "60", 5400, ""),
    ),
    2: (
        ("PC7", "PC", "8.00", 15, ""),
        ("PC8", "PC", "8.14", 12, "PC7"),
        ("PC9", "PC", "8.26", 13, "PC8"),
        ("PC10", "PC", "20", 20, ""),
        ("CT2", "CT", "30", None, ""),
        ("PC11", "PC", "38", 16, ""),
    ),
}
SPEED_KMH = 40


def rally_tables() -> dict[str, Rows]:
    """Return the tables of the rally; passages stand line by line, as timekeepers write them."""
    years = [1930 + number for number in CREWS]
    entries = [
        entry(number, driver=f"Pilota {number:02}", year=year, coefficient=f"1.{year % 100}")
        for number, year in zip(CREWS, years, strict=True)
    ]
    controls: Rows = []
    passages: Rows = []
    chance = random.Random(7)
    for leg, course in COURSE.items():
        passed: dict[str, dict[int, float]] = {}
        for seq, (code, kind, km, target, link) in enumerate(course, start=1):
            controls.append(_control(leg, seq, code, kind, km, target, link))
            for point, times in _lines(leg, kind, km, target, passed.get(link), chance):
                passages += [passage(crew, code, point, clock(t)) for crew, t in times.items()]
                passed[code] = times
    return {
        "entries": entries,
        "controls": controls,
        "detections": [
            {"control": "PM1", "point": 1, "distance_km": 4},
            {"control": "PM1", "point": 2, "distance_km": 9},
        ],
        "starts": [
            {"number": crew, "leg": leg, "time": clock(FIRST_START_S[leg] + 60 * crew)}
            for leg in COURSE
            for crew in CREWS
        ],
        "passages": passages,
        "decisions": [
            {
                "id": "D1", "number": 3, "control": "PC10", "action": "assign_average", "value": "",
                "reason": "strada ostruita", "document": "Decisione 1",
                "decided_at": "2025-04-12T18:00:00",
            },
        ],
    }  # fmt: skip


def _control(
    leg: int, seq: int, code: str, kind: str, km: str, target: int | None, link: str
) -> dict[str, Any]:
    # Places along a meridian: 1 km of driving is less than 1 km of latitude.
    lat = Decimal("40.6") + Decimal(km) * Decimal("0.006")
    return control(
        leg, seq, code, kind, km=km, lat=str(lat), lon="15.8",
        target_s=target if kind in ("PC", "CO") else "",
        target_kmh=target if kind == "PM" else "", starts_at=link,
    )  # fmt: skip


def _lines(
    leg: int,
    kind: str,
    km: str,
    target: int | None,
    linked: dict[int, float] | None,
    chance: random.Random,
) -> list[tuple[str | int, dict[int, float]]]:
    """Return each line of a control with the time of each crew [s since midnight]."""
    free = {crew: FIRST_START_S[leg] + 60 * crew + float(km) / SPEED_KMH * 3600 for crew in CREWS}
    if kind == "CO":
        assert target is not None
        return [("in", {crew: FIRST_START_S[leg] + 60 * crew + target for crew in CREWS})]
    if kind == "CT":
        return [("in", free)]
    off = {crew: round(chance.gauss(0, 0.05), 4) for crew in CREWS}
    if kind == "PM":
        detected = [
            (point, {crew: free[crew] + distance / SPEED_KMH * 3600 + off[crew] for crew in CREWS})
            for point, distance in ((1, 4), (2, 9))
        ]
        return [("start", free), *detected]
    assert target is not None
    begin = linked or {crew: time - target + off[crew] for crew, time in free.items()}
    finish = {crew: begin[crew] + target + round(chance.gauss(0, 0.05), 4) for crew in CREWS}
    return [("finish", finish)] if linked else [("start", begin), ("finish", finish)]


def place_of(tables: dict[str, Rows], number: int, code: str, point: str | int) -> int:
    """Return where the passage of a crew at a point stands among the passages."""
    for place, row in enumerate(tables["passages"]):
        if (row["number"], row["control"], str(row["point"])) == (number, code, str(point)):
            return place
    raise LookupError((number, code, point))
