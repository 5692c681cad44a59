"""Small event packages, written from Python rows, and ways to break them.

A table is a list of rows, a row is a mapping from column to value. ``good_tables()`` gives a
small valid event with every kind of control; change what the test is about, write it, load it::

    tables = good_tables()
    tables["passages"][0]["time"] = "25:61:00"
    event = load(write_package(tmp_path, **tables))
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

Rows = list[dict[str, Any]]

LEGS: tuple[Mapping[str, Any], ...] = (
    {"number": 1, "date": "2025-04-11", "from": "Sorrento", "to": "Matera"},
    {"number": 2, "date": "2025-04-12", "from": "Matera", "to": "Bari"},
)


def entry(number: int, **changes: Any) -> dict[str, Any]:
    """Return one row of ``entries``."""
    return {
        "number": number,
        "driver": f"Equipaggio {number:02}",
        "codriver": f"Navigatore {number:02}",
        "driver_country": "ITA",
        "codriver_country": "IT",
        "make": "Lancia",
        "model": "Aprilia",
        "year": 1938,
        "displacement_cc": 1352,
        "category": "RC2",
        "coefficient": "1.38",
        "team": "Scuderia Uno",
        "ladies": "false",
        "under_30": "false",
        "status": "",
    } | changes


def control(leg: int, seq: int, code: str, kind: str, **changes: Any) -> dict[str, Any]:
    """Return one row of ``controls``; a target that the kind needs is filled in."""
    return {
        "leg": leg,
        "seq": seq,
        "code": code,
        "kind": kind,
        "name": f"{kind} {code}",
        "km": seq * 10,
        "lat": "40.6",
        "lon": "15.8",
        "target_s": {"PC": 20, "CO": 3600}.get(kind, ""),
        "target_kmh": 40 if kind == "PM" else "",
        "starts_at": "",
        "trophy": "",
    } | changes


def passage(number: int, control: str, point: str | int, time: str) -> dict[str, Any]:
    """Return one row of ``passages``."""
    return {"number": number, "control": control, "point": point, "time": time, "source": "test"}


def clock(seconds: int | float) -> str:
    """Write seconds since midnight as ``HH:MM:SS.ffff`` (four decimals).

    >>> clock(36_000.25)
    '10:00:00.2500'
    """
    ten_thousandths = round(seconds * 10_000)
    whole, fraction = divmod(ten_thousandths, 10_000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{fraction:04}"


def good_tables() -> dict[str, Rows]:
    """Return a small valid event: 3 crews, 2 legs; PC (one linked), PM, CO and CT.

    Leg 1 starts at 08:00, a crew a minute: PC1 (20 s), PC2 linked to its finish (20 s), CT1,
    PM1 (40 km/h, points at 1 and 2 km), CO1. Leg 2 starts at 09:00: PC3. Every crew is perfect.
    """
    entries = [entry(number) for number in (1, 2, 3)]
    controls = [
        control(1, 1, "PC1", "PC", trophy="Trofeo Prova"),
        control(1, 2, "PC2", "PC", starts_at="PC1", trophy="Trofeo Prova"),
        control(1, 3, "CT1", "CT"),
        control(1, 4, "PM1", "PM"),
        control(1, 5, "CO1", "CO"),
        control(2, 1, "PC3", "PC"),
    ]
    detections = [
        {"control": "PM1", "point": 1, "distance_km": 1},
        {"control": "PM1", "point": 2, "distance_km": 2},
    ]
    starts: Rows = []
    passages: Rows = []
    for number in (1, 2, 3):
        first, second = 8 * 3600 + 60 * number, 9 * 3600 + 60 * number
        starts.append({"number": number, "leg": 1, "time": clock(first)})
        starts.append({"number": number, "leg": 2, "time": clock(second)})
        for code, point, offset in (
            ("PC1", "start", 600),
            ("PC1", "finish", 620),
            ("PC2", "finish", 640),
            ("CT1", "in", 900),
            ("PM1", "start", 1200),
            ("PM1", 1, 1290),
            ("PM1", 2, 1380),
            ("CO1", "in", 3600),
        ):
            passages.append(passage(number, code, point, clock(first + offset)))
        passages.append(passage(number, "PC3", "start", clock(second + 600)))
        passages.append(passage(number, "PC3", "finish", clock(second + 620)))
    return {
        "entries": entries,
        "controls": controls,
        "detections": detections,
        "starts": starts,
        "passages": passages,
    }


def event_toml(
    *,
    event_id: str = "prova-uno",
    timing: str = "simulated",
    timezone: str = "Europe/Rome",
    rulebook: str = "aci-classica-2024",
    legs: Sequence[Mapping[str, Any]] = LEGS,
) -> str:
    """Return the text of ``event.toml``; a leg may have ``published_km`` (value, source)."""
    dates = [str(leg["date"]) for leg in legs] or ["2025-04-11"]
    lines = [
        f"id = {json.dumps(event_id)}",
        'name = { it = "Prova Uno", en = "Trial One" }',
        f"start = {min(dates)}",
        f"end = {max(dates)}",
        f"timezone = {json.dumps(timezone)}",
        f"rulebook = {json.dumps(rulebook)}",
        "",
        "[provenance]",
        f"timing = {json.dumps(timing)}",
        'note = { it = "Tempi di prova", en = "Times made for a test" }',
    ]
    for leg in legs:
        lines += ["", "[[legs]]", f"number = {leg['number']}", f"date = {leg['date']}"]
        lines += [f"from = {json.dumps(leg['from'])}", f"to = {json.dumps(leg['to'])}"]
        published = [
            f"{{ value = {length['value']}, source = {json.dumps(length['source'])} }}"
            for length in leg.get("published_km", ())
        ]
        lines.append(f"published_km = [{', '.join(published)}]")
    return "\n".join(lines) + "\n"


def csv_text(rows: Iterable[Mapping[str, Any]], *, delimiter: str = ",") -> str:
    """Write rows as CSV text; the header is every key, in order of first appearance."""
    rows = list(rows)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=delimiter, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_package(
    parent: Path,
    *,
    event_id: str = "prova-uno",
    info: str | None = None,
    timing: str = "simulated",
    timezone: str = "Europe/Rome",
    rulebook: str = "aci-classica-2024",
    legs: Sequence[Mapping[str, Any]] = LEGS,
    **tables: Rows,
) -> Path:
    """Write a package folder ``parent/event_id`` and return it.

    Parameters
    ----------
    parent
        Where the folder is made; files left in it by an earlier call go.
    event_id
        The event's id and the folder's name.
    info
        The whole text of ``event.toml``, instead of what the next four make.
    timing, timezone, rulebook, legs
        As in :func:`event_toml`.
    tables
        Name -> rows. Without any table the package is :func:`good_tables`.
    """
    folder = parent / event_id
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.iterdir():
        stale.unlink()
    text = info or event_toml(
        event_id=event_id, timing=timing, timezone=timezone, rulebook=rulebook, legs=legs
    )
    (folder / "event.toml").write_text(text, encoding="utf-8")
    for name, rows in (tables or good_tables()).items():
        (folder / f"{name}.csv").write_text(csv_text(rows), encoding="utf-8")
    return folder


def write_workbook(path: Path, tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> Path:
    """Write tables as sheets of one workbook; values keep their Python types."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, given in tables.items():
        sheet = book.create_sheet(name)
        rows = list(given)
        columns = list(dict.fromkeys(key for row in rows for key in row))
        sheet.append(columns)
        for row in rows:
            sheet.append([None if row.get(column) == "" else row.get(column) for column in columns])
    book.save(path)
    return path


def replace_in(path: Path, old: str, new: str) -> None:
    """Replace `old`, which must stand in the file exactly once, by `new`."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")
