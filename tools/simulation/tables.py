"""The simulated tables of an event package, written as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from simulation.course import Leg
from simulation.driving import TICKS, Drive

SOURCE = "simulated"
SIMULATED_TABLES = ("entries", "controls", "detections", "starts", "passages", "decisions")


def write(folder: Path, plan: Mapping[str, Any], drive: Drive) -> None:
    """Write entries, controls, detections, starts, passages and decisions into `folder`."""
    starts = [
        {"number": number, "leg": leg, "time": clock(due * TICKS)}
        for number, leg, due in drive.starts
    ]
    tables = (
        _entries(plan),
        _controls(drive.legs),
        _detections(drive.legs),
        starts,
        _passages(drive),
        _decisions(plan, drive),
    )
    for name, rows in zip(SIMULATED_TABLES, tables, strict=True):
        _write(folder / f"{name}.csv", rows)


def clock(ticks: int) -> str:
    """Write ten-thousandths of a second since midnight; whole seconds without decimals.

    >>> clock(27_000_0000), clock(27_000_1230)
    ('07:30:00', '07:30:00.1230')
    """
    whole, fraction = divmod(ticks, TICKS)
    text = f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{text}.{fraction:04}" if fraction else text


def _entries(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    statuses = {
        incident["number"]: incident["status"]
        for incident in plan["incidents"]
        if incident["kind"] == "retired"
    }
    return [
        {
            "number": number,
            "driver": crew.get("driver", f"Equipaggio {number:02}"),
            "codriver": crew.get("codriver", ""),
            "driver_country": "",
            "codriver_country": "",
            "make": crew["make"],
            "model": crew["model"],
            "year": crew["year"],
            "displacement_cc": crew["displacement_cc"],
            "category": crew.get("category", ""),
            "coefficient": f"1.{crew['year'] % 100:02}",
            "team": "",
            "ladies": "",
            "under_30": "",
            "status": statuses.get(number, ""),
            "source": crew.get("published") or crew.get("published_car") or SOURCE,
            "simulated": _simulated(crew),
        }
        for number, crew in enumerate(plan["crews"], start=1)
    ]


def _simulated(crew: Mapping[str, Any]) -> str:
    """Return which columns of an entry nobody published."""
    if "published" in crew:
        return "number coefficient"
    car = crew.get("unpublished", "") if "published_car" in crew else "make model year"
    return " ".join(["number driver", *car.split(), "category coefficient"])


def _controls(legs: Sequence[Leg]) -> list[dict[str, Any]]:
    return [
        {
            "leg": control.leg,
            "seq": seq,
            "code": control.code,
            "kind": control.kind,
            "name": control.name,
            "km": f"{control.km:.2f}",
            "lat": control.lat,
            "lon": control.lon,
            "target_s": control.target_s,
            "target_kmh": control.target_kmh,
            "starts_at": control.starts_at,
            "trophy": control.trophy,
            "name_en": control.name_en,
            "source": control.source,
            "assumed": control.assumed,
        }
        for leg in legs
        for seq, control in enumerate(leg.controls(), start=1)
    ]


def _detections(legs: Sequence[Leg]) -> list[dict[str, Any]]:
    return [
        {"control": stop.chains[0][0].code, "point": point, "distance_km": distance}
        for leg in legs
        for stop in leg.stops
        for point, distance in enumerate(stop.detections_km, start=1)
    ]


def _passages(drive: Drive) -> list[dict[str, Any]]:
    codes = [control.code for leg in drive.legs for control in leg.controls()]
    place = {code: index for index, code in enumerate(codes)}
    # A detection's number sorts it; a start or a stamp comes before, a finish stands alone.
    points = {"start": 0, "in": 0, "finish": 1}
    ordered = sorted(
        drive.passages,
        key=lambda row: (
            place[row.control],
            points[row.point] if row.point in points else int(row.point),
            row.ticks,
            row.number,
        ),
    )
    return [
        {
            "number": row.number,
            "control": row.control,
            "point": row.point,
            "time": clock(row.ticks),
            "source": SOURCE,
        }
        for row in ordered
    ]


def _decisions(plan: Mapping[str, Any], drive: Drive) -> list[dict[str, Any]]:
    rows = []
    for incident in plan["incidents"]:
        decision = incident.get("decision")
        if decision is None:
            continue
        number, control = incident.get("number", "*"), incident["control"]
        value = ""
        if decision["action"] == "set_time":
            value = f"finish={clock(drive.times_read_elsewhere[number, control])}"
        rows.append(
            {
                "id": decision["id"],
                "number": number,
                "control": control,
                "action": decision["action"],
                "value": value,
                "reason": decision["reason"],
                "document": decision["document"],
                "decided_at": decision["decided_at"],
                "reason_en": decision["reason_en"],
                "document_en": decision["document_en"],
            }
        )
    return rows


def _write(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
