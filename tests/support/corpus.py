# ruff: noqa: E501 - a table of cases, one a line
"""The corpus of broken packages: each is the sound rally with one fault, and says what must come.

A case changes the tables before they are written, or the files afterwards. What must be found is
its code, table, line (header = 1) and column.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.packages import Rows, write_package, write_workbook
from support.rally import place_of, rally_tables

Tables = dict[str, Rows]
Place = tuple[str, str, int | None, str | None]
Change = Callable[[Tables], None]


@dataclass(frozen=True)
class Case:
    """One fault: how it is made, and what must be found."""

    expected: Place
    tables: Change = lambda _: None
    files: Callable[[Path], None] = lambda _: None
    legs: tuple[dict[str, Any], ...] | None = None


def line(number: int, code: str, point: str | int) -> int:
    """Return the line in ``passages.csv`` of a passage of the sound rally."""
    return place_of(rally_tables(), number, code, point) + 2


def put(table: str, row: int, column: str, value: object) -> Change:
    def change(tables: Tables) -> None:
        tables[table][row - 2][column] = value

    return change


def at(number: int, code: str, point: str | int, value: str) -> Change:
    return put("passages", line(number, code, point), "time", value)


def move(
    code: str, points: tuple[str | int, ...], seconds: float, crews: tuple[int, ...] = ()
) -> Change:
    """Move the clock of a control by `seconds`, for some crews or all."""

    def change(tables: Tables) -> None:
        for row in tables["passages"]:
            if (
                row["control"] == code
                and row["point"] in points
                and (not crews or row["number"] in crews)
            ):
                row["time"] = moved(row["time"], seconds)

    return change


def a_day_later(tables: Tables) -> None:
    """Write every time of the first leg with the date of the day after."""
    of_leg = {row["code"] for row in tables["controls"] if row["leg"] == 1}
    for row in (*tables["starts"], *tables["passages"]):
        if row.get("leg") == 1 or row.get("control") in of_leg:
            row["time"] = f"2025-04-12T{row['time']}"


def moved(time: str, seconds: float) -> str:
    hours, minutes, rest = time.split(":")
    ticks = round((int(hours) * 3600 + int(minutes) * 60 + float(rest) + seconds) * 10_000)
    whole, part = divmod(ticks, 10_000)
    return f"{whole // 3600 % 24:02}:{whole // 60 % 60:02}:{whole % 60:02}.{part:04}"


def drop(table: str, unwanted: Callable[[dict[str, Any]], bool]) -> Change:
    def change(tables: Tables) -> None:
        tables[table] = [row for row in tables[table] if not unwanted(row)]

    return change


def add(table: str, **row: object) -> Change:
    def change(tables: Tables) -> None:
        tables[table].append(dict(row))

    return change


def repeat(table: str, row: int, **changes: object) -> Change:
    def change(tables: Tables) -> None:
        tables[table].append(tables[table][row - 2] | changes)

    return change


def without_column(table: str, column: str) -> Change:
    def change(tables: Tables) -> None:
        for row in tables[table]:
            del row[column]

    return change


def swap(table: str, first: str, second: str, row: int) -> Change:
    def change(tables: Tables) -> None:
        cells = tables[table][row - 2]
        cells[first], cells[second] = cells[second], cells[first]

    return change


def swapped_points(tables: Tables) -> None:
    for row in tables["passages"]:
        if row["control"] == "PC10":
            row["point"] = {"start": "finish", "finish": "start"}[row["point"]]


def swapped_times(tables: Tables) -> None:
    start, finish = (
        tables["passages"][line(5, "PC10", point) - 2] for point in ("start", "finish")
    )
    start["time"], finish["time"] = finish["time"], start["time"]


def stuck(value: str) -> Change:
    def change(tables: Tables) -> None:
        for crew in (4, 5, 6, 7):
            tables["passages"][line(crew, "PC10", "finish") - 2]["time"] = value

    return change


def decided(**changes: object) -> Change:
    row = {
        "id": "D2", "number": 1, "control": "PC1", "action": "annul", "value": "", "reason": "r",
        "document": "d", "decided_at": "2025-04-12T18:00:00",
    }  # fmt: skip
    return add("decisions", **(row | changes))


def both(*changes: Change) -> Change:
    def change(tables: Tables) -> None:
        for one in changes:
            one(tables)

    return change


def cut(name: str, share: float) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(
            data[: int(len(data) * share)].rpartition(b"\n")[0] + b"\n1,PC1"
        )

    return change


def rewrite(
    name: str, edit: Callable[[str], str], encoding: str = "utf-8"
) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        (folder / name).write_bytes(edit(text).encode(encoding))

    return change


def as_workbook(edit: Callable[[Any], None]) -> Callable[[Path], None]:
    """Turn the detections into a sheet, edited."""

    def change(folder: Path) -> None:
        from openpyxl import load_workbook

        (folder / "detections.csv").unlink()
        path = write_workbook(folder / "event.xlsx", {"detections": rally_tables()["detections"]})
        book = load_workbook(path)
        edit(book["detections"])
        book.save(path)

    return change


def set_cell(address: str, value: object) -> Callable[[Any], None]:
    def edit(sheet: Any) -> None:
        sheet[address] = value

    return edit


def detections_as(content: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / "detections.csv").write_bytes(content)

    return change


def twice_over(folder: Path) -> None:
    write_workbook(folder / "event.xlsx", {"detections": rally_tables()["detections"]})


SPRING = (
    {"number": 1, "date": "2025-03-29", "from": "A", "to": "B"},
    {"number": 2, "date": "2025-03-30", "from": "B", "to": "C"},
)
AUTUMN = (
    {"number": 1, "date": "2025-10-25", "from": "A", "to": "B"},
    {"number": 2, "date": "2025-10-26", "from": "B", "to": "C"},
)
CLEAN = drop("decisions", lambda row: True)

CORPUS: dict[str, Case] = {
    # ------------------------------------------------------------------ files
    "a truncated file": Case(("row-short", "passages", 133, "point"), files=cut("passages.csv", 0.5)),
    "a file cut between two rows": Case(("control-unheld", "controls", 16, "code"), drop("passages", lambda row: row["control"] in ("CT2", "PC11"))),
    "a totals row at the end": Case(("whole-unreadable", "starts", 26, "number"), add("starts", number="Totale", leg="", time="24")),
    "the header again inside": Case(("whole-unreadable", "detections", 4, "point"), add("detections", control="PM1", point="point", distance_km="distance_km")),
    "a title above the header": Case(("header-not-first", "detections", 1, None), files=rewrite("detections.csv", lambda text: "Rilevamenti PM\n" + text)),
    "a column twice": Case(("column-twice", "detections", 1, "point"), files=rewrite("detections.csv", lambda text: text.replace("control,point,distance_km", "control,point,point"))),
    "no column of times": Case(("column-missing", "passages", 1, "time"), without_column("passages", "time")),
    "a cell too many": Case(("row-long", "detections", 2, None), files=rewrite("detections.csv", lambda text: text.replace("PM1,1,4", "PM1,1,4,9"))),
    "a decimal comma in a comma file": Case(("row-long", "detections", 2, None), files=rewrite("detections.csv", lambda text: text.replace("PM1,1,4", "PM1,1,4,5"))),
    "an open quote": Case(("row-quoting", "detections", 2, None), files=rewrite("detections.csv", lambda text: text.replace("PM1,1,4", '"PM1,1,4'))),
    "an empty file": Case(("file-empty", "detections", None, None), files=detections_as(b"")),
    "a workbook called csv": Case(("file-not-csv", "detections", None, None), files=detections_as(b"PK\x03\x04" + b"\x00" * 40)),
    "letters of Windows": Case(("encoding-not-utf8", "entries", 2, "team"), put("entries", 2, "team", "Città"), files=rewrite("entries.csv", str, "cp1252")),
    "letters read wrongly": Case(("text-garbled", "entries", 2, "team"), put("entries", 2, "team", "CittÃ ")),
    "a sign that no font has": Case(("text-unprintable", "entries", 2, "team"), put("entries", 2, "team", "Rossi 🏁")),
    "a table as file and as sheet": Case(("table-twice", "detections", None, None), files=twice_over),
    "merged cells": Case(("cells-merged", "detections", 2, "control"), files=as_workbook(lambda sheet: sheet.merge_cells("A2:A3"))),
    "a formula never calculated": Case(("formula-without-value", "detections", 2, "distance_km"), files=as_workbook(set_cell("C2", "=2+2"))),
    "a calculation error": Case(("cell-error", "detections", 3, "distance_km"), files=as_workbook(set_cell("C3", "#DIV/0!"))),
    "thresholds that are no TOML": Case(("limits-unread", "event", None, None), files=lambda folder: (folder / "limits.toml").write_text("gap_s = ", "utf-8") and None),
    # ------------------------------------------------------------------ cells
    "a letter in a number": Case(("whole-unreadable", "entries", 3, "number"), put("entries", 3, "number", "1O")),
    "the wrong decimal sign": Case(("number-ambiguous", "controls", 2, "km"), put("controls", 2, "km", "1,300")),
    "a negative imposed time": Case(("number-outside", "controls", 2, "target_s"), put("controls", 2, "target_s", "-12")),
    "latitude and longitude swapped": Case(("place-too-far", "controls", 5, "lat"), swap("controls", "lat", "lon", 5)),
    "a unit in a cell": Case(("number-unreadable", "controls", 5, "km"), put("controls", 5, "km", "20 km")),
    "a time that cannot be": Case(("time-unreadable", "passages", 2, "time"), put("passages", 2, "time", "25:61:00")),
    "a time as a day's fraction": Case(("time-unreadable", "passages", 2, "time"), put("passages", 2, "time", "0.3431")),
    "a blank time": Case(("cell-blank", "passages", 2, "time"), put("passages", 2, "time", "")),
    "no such kind": Case(("code-unknown", "controls", 5, "kind"), put("controls", 5, "kind", "CX")),
    "no such status": Case(("code-unknown", "entries", 2, "status"), put("entries", 2, "status", "lost")),
    "a country of sport": Case(("country-unknown", "entries", 2, "driver_country"), put("entries", 2, "driver_country", "GER")),
    "no such point": Case(("code-unknown", "passages", 2, "point"), put("passages", 2, "point", "middle")),
    "a start of nobody": Case(("crew-unknown", "starts", 14, "number"), put("starts", 14, "number", 112)),
    # ------------------------------------------------------------------ keys and references
    "a crew twice": Case(("key-twice", "entries", 14, "number"), repeat("entries", 2)),
    "a control twice": Case(("key-twice", "controls", 17, "code"), repeat("controls", 5, seq=99)),
    "a passage at two times": Case(("passage-conflict", "passages", 266, "time"), repeat("passages", 2, time="08:15:49.1")),
    "a passage twice": Case(("passage-repeated", "passages", 266, "time"), repeat("passages", 2)),
    "a crew nobody entered": Case(("crew-unknown", "passages", 2, "number"), put("passages", 2, "number", 77)),
    "a control nobody knows": Case(("control-unknown", "passages", 2, "control"), put("passages", 2, "control", "PC77")),
    "a leg nobody knows": Case(("leg-unknown", "starts", 2, "leg"), put("starts", 2, "leg", 3)),
    "a trial without imposed time": Case(("target-missing", "controls", 2, "target_s"), put("controls", 2, "target_s", "")),
    "a link to a later trial": Case(("link-order", "controls", 3, "starts_at"), put("controls", 3, "starts_at", "PC6")),
    "two controls in one place": Case(("seq-twice", "controls", 5, "seq"), put("controls", 5, "seq", 3)),
    "detections out of order": Case(("detection-order", "detections", 3, "distance_km"), put("detections", 3, "distance_km", 3)),
    "a passage at no detection": Case(("detection-unknown", "passages", line(1, "PM1", 2), "point"), put("passages", line(1, "PM1", 2), "point", 7)),
    "a stamp at a trial": Case(("point-misfit", "passages", 2, "point"), put("passages", 2, "point", "in")),
    # ------------------------------------------------------------------ crews
    "a coefficient not of its year": Case(("coefficient-differs", "entries", 4, "coefficient"), put("entries", 4, "coefficient", "1.83")),
    "a blank coefficient": Case(("score-coefficient-blank", "entries", 4, "coefficient"), put("entries", 4, "coefficient", "")),
    "a car younger than the event": Case(("car-after-event", "entries", 4, "year"), both(put("entries", 4, "year", 2033), put("entries", 4, "coefficient", "1.33"))),
    "a crew entered twice": Case(("driver-twice", "entries", 9, "driver"), put("entries", 9, "driver", "02 PILOTA")),
    "one name for two seats": Case(("crew-of-one-name", "entries", 4, "codriver"), put("entries", 4, "codriver", "Pilota 03")),
    "a crew that retired, timed at the end": Case(("home-though-out", "entries", 4, "status"), put("entries", 4, "status", "DNF")),
    "a crew that did not start, timed": Case(("timed-though-out", "entries", 4, "status"), put("entries", 4, "status", "DNS")),
    "a crew nobody saw": Case(("crew-unseen", "entries", 4, "number"), drop("passages", lambda row: row["number"] == 3)),
    "a crew that vanishes": Case(("crew-stops", "entries", 4, "number"), drop("passages", lambda row: row["number"] == 3 and row["control"] in ("PC7", "PC8", "PC9", "PC10", "CT2", "PC11"))),
    "a line that was moved": Case(("trial-scattered", "controls", 14, "code"), both(*(move("PC10", ("finish",), (-1) ** crew * crew / 9, (crew,)) for crew in range(1, 13)))),
    "a missed control": Case(("crew-incomplete", "entries", 4, "number"), drop("passages", lambda row: row["number"] == 3 and row["control"] == "CT1")),
    "no due start before a time control": Case(("score-start-missing", "entries", 4, "number"), drop("starts", lambda row: row["number"] == 3 and row["leg"] == 1)),
    "no due start": Case(("start-missing", "entries", 4, "number"), drop("starts", lambda row: row["number"] == 3 and row["leg"] == 2)),
    # ------------------------------------------------------------------ controls
    "an average above the limit": Case(("average-too-fast", "controls", 9, "target_kmh"), put("controls", 9, "target_kmh", 60)),
    "kilometres that go back": Case(("km-backwards", "controls", 6, "km"), put("controls", 6, "km", "3.00")),
    "an imposed time in hundredths": Case(("imposed-speed", "controls", 3, "target_s"), put("controls", 3, "target_s", 1000)),
    "a control without times": Case(("control-unheld", "controls", 5, "code"), drop("passages", lambda row: row["control"] == "CT1")),
    "a third of the crews missing": Case(("control-incomplete", "controls", 5, "code"), drop("passages", lambda row: row["control"] == "CT1" and row["number"] > 8)),
    "start and finish swapped": Case(("trial-reversed", "controls", 14, "code"), swapped_points),
    "a clock an hour ahead": Case(("control-disordered", "controls", 5, "code"), move("CT1", ("in",), 3600)),
    "a whole trial an hour behind": Case(("control-disordered", "controls", 14, "code"), move("PC10", ("start", "finish"), -3600)),
    "a finish clock seven seconds ahead": Case(("trial-shifted", "controls", 14, "code"), move("PC10", ("finish",), 7)),
    "a wrong imposed time": Case(("trial-shifted", "controls", 14, "code"), put("controls", 14, "target_s", 30)),
    "a time control's clock ahead": Case(("control-late", "controls", 10, "code"), move("CO1", ("in",), 1500)),
    "a distance too long": Case(("control-too-fast", "controls", 16, "code"), put("controls", 16, "km", "238")),
    "a clock a quarter of a second ahead": Case(("clock-drift", "controls", 14, "code"), move("PC10", ("finish",), 0.25)),
    "a clock in a chain a quarter ahead": Case(("clock-drift", "controls", 6, "code"), move("PC4", ("finish",), 0.25)),
    "a detection past the next control": Case(("detection-beyond", "detections", 3, "distance_km"), put("detections", 3, "distance_km", 90)),
    # ------------------------------------------------------------------ starts and passages
    "a start on another day": Case(("start-other-day", "starts", 2, "time"), put("starts", 2, "time", "2025-05-11T08:01:00")),
    "a leg that began the day after": Case(("start-other-day", "starts", 2, "time"), a_day_later),
    "two crews start at once": Case(("start-shared", "starts", 3, "time"), put("starts", 3, "time", "08:01:00")),
    "a passage on another day": Case(("passage-other-day", "passages", line(3, "CT1", "in"), "time"), at(3, "CT1", "in", "2025-05-11T08:33:00")),
    "start and finish of one crew swapped": Case(("finish-before-start", "passages", line(5, "PC10", "finish"), "time"), swapped_times),
    "a clock that stands still": Case(("clock-stuck", "passages", line(5, "PC10", "finish"), "time"), stuck("09:35:12.3456")),
    "times copied down": Case(("clock-repeats", "passages", line(5, "PC10", "finish"), "time"), stuck("09:35:12")),
    "a passage before the start": Case(("passage-before-start", "passages", line(5, "PC1", "start"), "time"), at(5, "PC1", "start", "07:20:00.5")),
    "a passage long after the leg": Case(("passage-after-leg", "passages", line(3, "CO1", "in"), "time"), at(3, "CO1", "in", "2025-04-12T06:00:00")),
    "a passage against the order": Case(("passage-disordered", "passages", line(5, "CT1", "in"), "time"), at(5, "CT1", "in", "09:35:00.5")),
    "faster than any car": Case(("speed-implausible", "passages", line(5, "CT1", "in"), "time"), at(5, "CT1", "in", "08:21:40.5")),
    "two cars on one line at once": Case(("crews-too-close", "passages", line(5, "PC11", "finish"), "time"), both(at(5, "PC11", "start", moved(rally_tables()["passages"][line(4, "PC11", "start") - 2]["time"], 1.5)), at(5, "PC11", "finish", moved(rally_tables()["passages"][line(4, "PC11", "finish") - 2]["time"], 0.4)))),
    "a time taken by hand": Case(("passage-by-hand", "passages", 5, "source"), put("passages", 5, "source", "timy.txt:12 C0 by hand")),
    "a leg past midnight": Case(("past-midnight", "controls", 15, "code"), both(*(move(code, ("start", "finish", "in"), 14.2 * 3600) for code in ("PC7", "PC8", "PC9", "PC10", "CT2", "PC11")), *(put("starts", 14 + place, "time", f"23:{20 + place:02}:00") for place in range(12)))),
    "a night in which clocks change": Case(("clock-change", "controls", 11, "code"), CLEAN, legs=SPRING),
    "an hour that does not exist": Case(("time-skipped", "passages", line(5, "CT2", "in"), "time"), both(CLEAN, at(5, "CT2", "in", "2025-03-30T02:30:00")), legs=SPRING),
    "an hour that comes twice": Case(("time-comes-twice", "passages", line(5, "CT2", "in"), "time"), both(CLEAN, at(5, "CT2", "in", "2025-10-26T02:30:00")), legs=AUTUMN),
    # ------------------------------------------------------------------ decisions
    "no such action": Case(("code-unknown", "decisions", 3, "action"), decided(action="forgive")),
    "a time for no point": Case(("decision-value", "decisions", 3, "value"), decided(action="set_time", value="08:00:00")),
    "two decisions on one passage": Case(("decision-overlap", "decisions", 3, "control"), decided(number=3, control="PC10", action="set_penalty", value="10")),
    "no reason": Case(("decision-unreasoned", "decisions", 3, "reason"), decided(reason="")),
    "no document": Case(("decision-undocumented", "decisions", 3, "document"), decided(document="")),
    "decided before the event": Case(("decision-early", "decisions", 3, "decided_at"), decided(decided_at="2025-04-01T10:00:00")),
    "a stuck clock that the stewards annulled": Case(("settled-by-decision", "passages", line(5, "PC10", "finish"), "time"), both(stuck("09:35:12.3456"), decided(number="*", control="PC10"))),
}  # fmt: skip


def written(case: Case, parent: Path) -> Path:
    """Write the package of a case and return its folder."""
    tables = rally_tables()
    case.tables(tables)
    more = {} if case.legs is None else {"legs": case.legs}
    folder = write_package(parent, **more, **tables)
    case.files(folder)
    return folder
