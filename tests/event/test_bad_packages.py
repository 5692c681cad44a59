# ruff: noqa: E501 - a table of cases, one a line
"""Every fault is told with its code, table, line and column, and never as a traceback.

Each case changes one thing in a sound package and names the one error that must come of it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reporting.event import load
from support.command import reporting
from support.packages import Rows, good_tables, passage, replace_in, write_package

Tables = dict[str, Rows]
Place = tuple[str, str, int | None, str | None]


def put(table: str, place: int, column: str, value: object) -> Callable[[Tables], None]:
    def change(tables: Tables) -> None:
        tables[table][place][column] = value

    return change


def drop_column(table: str, column: str) -> Callable[[Tables], None]:
    def change(tables: Tables) -> None:
        for row in tables[table]:
            del row[column]

    return change


def add(table: str, **row: object) -> Callable[[Tables], None]:
    def change(tables: Tables) -> None:
        tables.setdefault(table, []).append(dict(row))

    return change


def drop_table(table: str) -> Callable[[Tables], None]:
    def change(tables: Tables) -> None:
        del tables[table]

    return change


def repeat(table: str, place: int, **changes: object) -> Callable[[Tables], None]:
    def change(tables: Tables) -> None:
        tables[table].append(tables[table][place] | changes)

    return change


def decision(**changes: object) -> Callable[[Tables], None]:
    row = {
        "id": "D1", "number": 1, "control": "PC1", "action": "annul", "value": "",
        "reason": "r", "document": "", "decided_at": "",
    }  # fmt: skip
    return add("decisions", **(row | changes))


def both(*changes: Callable[[Tables], None]) -> Callable[[Tables], None]:
    def change(tables: Tables) -> None:
        for one in changes:
            one(tables)

    return change


ONE_ERROR: dict[str, tuple[Callable[[Tables], None], Place]] = {
    # tables and columns
    "no entries": (drop_table("entries"), ("table-missing", "entries", None, None)),
    "no passages": (drop_table("passages"), ("table-missing", "passages", None, None)),
    "no time column": (drop_column("passages", "time"), ("column-missing", "passages", 1, "time")),
    "no coefficient": (drop_column("entries", "coefficient"), ("column-missing", "entries", 1, "coefficient")),
    # cells
    "25:61:00": (put("passages", 0, "time", "25:61:00"), ("time-unreadable", "passages", 2, "time")),
    "eight decimals": (put("passages", 4, "time", "08:10:00.12345678"), ("time-unreadable", "passages", 6, "time")),
    "no seconds": (put("passages", 0, "time", "08:10"), ("time-unreadable", "passages", 2, "time")),
    "wrong date": (put("passages", 0, "time", "2025-02-30T08:10:00"), ("time-unreadable", "passages", 2, "time")),
    "letter in a number": (put("entries", 1, "number", "2O"), ("whole-unreadable", "entries", 3, "number")),
    "letter in a decimal": (put("controls", 0, "target_s", "2O"), ("number-unreadable", "controls", 2, "target_s")),
    "a unit in a cell": (put("controls", 0, "km", "10 km"), ("number-unreadable", "controls", 2, "km")),
    "not a number": (put("controls", 0, "km", "NaN"), ("number-unreadable", "controls", 2, "km")),
    "a comma of thousands": (put("controls", 0, "km", "1,300"), ("number-ambiguous", "controls", 2, "km")),
    "a penalty of thousands": (decision(action="set_penalty", value="1.300"), ("decision-value", "decisions", 2, "value")),
    "a point of thousands": (put("entries", 0, "displacement_cc", "1.352"), ("whole-unreadable", "entries", 2, "displacement_cc")),
    "latitude 95": (put("controls", 2, "lat", "95"), ("number-outside", "controls", 4, "lat")),
    "negative number": (put("entries", 0, "number", "-1"), ("number-outside", "entries", 2, "number")),
    "a huge number": (put("entries", 0, "year", "9" * 30), ("whole-unreadable", "entries", 2, "year")),
    "blank driver": (put("entries", 0, "driver", " "), ("cell-blank", "entries", 2, "driver")),
    "perhaps": (put("entries", 0, "ladies", "forse"), ("boolean-unreadable", "entries", 2, "ladies")),
    "a country of sport": (put("entries", 0, "driver_country", "GER"), ("country-unknown", "entries", 2, "driver_country")),
    "unknown kind": (put("controls", 2, "kind", "CX"), ("code-unknown", "controls", 4, "kind")),
    "unknown status": (put("entries", 0, "status", "lost"), ("code-unknown", "entries", 2, "status")),
    "unknown point": (put("passages", 0, "point", "middle"), ("code-unknown", "passages", 2, "point")),
    "a control character": (put("entries", 0, "team", "a\x07b"), ("text-control-character", "entries", 2, "team")),
    # keys and references
    "crew twice": (repeat("entries", 0), ("key-twice", "entries", 5, "number")),
    "control twice": (repeat("controls", 2, seq=9), ("key-twice", "controls", 8, "code")),
    "place twice": (put("controls", 2, "seq", 2), ("seq-twice", "controls", 4, "seq")),
    "due start twice": (repeat("starts", 0), ("key-twice", "starts", 8, "number")),
    "other time": (repeat("passages", 0, time="08:11:00.5"), ("passage-conflict", "passages", 32, "time")),
    "crew not entered": (put("passages", 0, "number", 99), ("crew-unknown", "passages", 2, "number")),
    "start of nobody": (put("starts", 0, "number", 99), ("crew-unknown", "starts", 2, "number")),
    "decision on nobody": (decision(number=99), ("crew-unknown", "decisions", 2, "number")),
    "control nobody knows": (put("passages", 0, "control", "PC9"), ("control-unknown", "passages", 2, "control")),
    "detection of nothing": (add("detections", control="PM9", point=1, distance_km=1), ("control-unknown", "detections", 4, "control")),
    "detection of a PC": (add("detections", control="PC1", point=1, distance_km=1), ("detection-not-average", "detections", 4, "control")),
    "detections out of order": (put("detections", 1, "distance_km", "0.5"), ("detection-order", "detections", 3, "distance_km")),
    "passage at no detection": (put("passages", 5, "point", 3), ("detection-unknown", "passages", 7, "point")),
    "leg nobody knows": (put("starts", 0, "leg", 3), ("leg-unknown", "starts", 2, "leg")),
    "PC without target": (put("controls", 0, "target_s", ""), ("target-missing", "controls", 2, "target_s")),
    "CO without target": (put("controls", 4, "target_s", ""), ("target-missing", "controls", 6, "target_s")),
    "PM without speed": (put("controls", 3, "target_kmh", ""), ("target-missing", "controls", 5, "target_kmh")),
    "stamp at a PC": (put("passages", 0, "point", "in"), ("point-misfit", "passages", 2, "point")),
    "start at a CT": (put("passages", 3, "point", "start"), ("point-misfit", "passages", 5, "point")),
    # links
    "link to nothing": (put("controls", 5, "starts_at", "PC9"), ("control-unknown", "controls", 7, "starts_at")),
    "link to a CT": (put("controls", 5, "starts_at", "CT1"), ("link-not-trial", "controls", 7, "starts_at")),
    "link to another leg": (put("controls", 5, "starts_at", "PC1"), ("link-order", "controls", 7, "starts_at")),
    "link to itself": (put("controls", 5, "starts_at", "PC3"), ("link-circular", "controls", 7, "starts_at")),
    # decisions
    "unknown action": (decision(action="forgive"), ("code-unknown", "decisions", 2, "action")),
    "annul nothing": (decision(control=""), ("decision-without-control", "decisions", 2, "control")),
    "annul what is not": (decision(control="PC9"), ("control-unknown", "decisions", 2, "control")),
    "set_time without point": (decision(action="set_time", value="08:11:00"), ("decision-value", "decisions", 2, "value")),
    "set_time at no point": (decision(action="set_time", value="in=08:11:00"), ("decision-value", "decisions", 2, "value")),
    "set_time to no time": (decision(action="set_time", value="finish=8.11"), ("decision-value", "decisions", 2, "value")),
    "set_penalty to words": (decision(action="set_penalty", value="ten"), ("decision-value", "decisions", 2, "value")),
    "set_penalty below zero": (decision(action="set_penalty", value="-1"), ("decision-value", "decisions", 2, "value")),
    "unknown new status": (decision(action="set_status", control="", value="out"), ("decision-value", "decisions", 2, "value")),
    "mean of a CT": (decision(action="assign_average", control="CT1"), ("decision-not-trial", "decisions", 2, "control")),
    "decided after what stands below": (
        both(decision(decided_at="2025-04-12T10:00:00"), decision(id="D2", number="*", action="set_penalty", value="5", decided_at="2025-04-11T20:00:00")),
        ("decision-order", "decisions", 3, "decided_at"),
    ),
    "taken back after what stands below": (
        both(decision(action="set_status", control="", value="classified", decided_at="2025-04-12T10:00:00"), decision(id="D2", action="set_status", control="", value="DSQ", decided_at="2025-04-11T20:00:00")),
        ("decision-order", "decisions", 3, "decided_at"),
    ),
    "decided at no date": (decision(decided_at="18:30:00"), ("time-without-date", "decisions", 2, "decided_at")),
    "decided by nobody": (decision(number="Rossi"), ("crew-unreadable", "decisions", 2, "number")),
    # statuses
    "a status for a name": (put("entries", 1, "driver", "Non partito"), ("name-is-status", "entries", 3, "driver")),
    # groups
    "a category in two spellings": (put("entries", 1, "category", "rc 2"), ("group-alike", "entries", 3, "category")),
    "a team in two spellings": (put("entries", 2, "team", "SCUDERIA UNO"), ("group-alike", "entries", 4, "team")),
    "a trophy in two spellings": (put("controls", 1, "trophy", "Trofeo prova"), ("group-alike", "controls", 3, "trophy")),
    # optional tables
    "a wrong place": (add("waypoints", leg=1, seq=1, name="a", kind="hill", source="s", confidence="seen"), ("code-unknown", "waypoints", 2, "kind")),
    "a wrong month": (add("facts", key="k", value=1, unit="", source="s", published_at="2025-13"), ("calendar-unreadable", "facts", 2, "published_at")),
    "a pedigree of 6": (add("activities", id="A", event_category="E1", scope="3.other", quantity=1, unit="l", factor="f", year=2025, tier="measured", description="d", reliability=6), ("number-outside", "activities", 2, "reliability")),
    "a scope 4": (add("activities", id="A", event_category="E1", scope="4", quantity=1, unit="l", factor="f", year=2025, tier="measured", description="d"), ("code-unknown", "activities", 2, "scope")),
}  # fmt: skip


@pytest.mark.parametrize("case", ONE_ERROR)
def test_one_fault_is_one_error_in_its_place(tmp_path: Path, case: str) -> None:
    change, expected = ONE_ERROR[case]
    tables = good_tables()
    change(tables)
    event = load(write_package(tmp_path, **tables))
    errors = [finding for finding in event.findings if finding.severity == "error"]
    found = [(error.code, error.table, error.row, error.column) for error in errors]
    assert expected in found
    assert not event.ok
    # A fault in a key or a kind has echoes (what refers to it is unknown); nothing else has.
    echoes = {"number", "kind", "code", "leg"}
    if expected[3] not in echoes and expected[0] != "table-missing":
        assert found == [expected]


WARNINGS = {
    "the same passage again": (repeat("passages", 0), ("passage-repeated", "passages", 32, "time")),
    "a start of a linked trial": (
        lambda tables: tables["passages"].append(passage(1, "PC2", "start", "08:11:20")),
        ("point-of-linked-trial", "passages", 32, "point"),
    ),
    "a finish of an average trial": (
        lambda tables: tables["passages"].append(passage(1, "PM1", "finish", "08:30:20")),
        ("point-idle", "passages", 32, "point"),
    ),
    "letters read wrongly": (
        put("entries", 0, "team", "Scuderia CittÃ "),
        ("text-garbled", "entries", 2, "team"),
    ),
    "a value nobody needs": (decision(value="3"), ("decision-value-idle", "decisions", 2, "value")),
    "a control nobody needs": (
        decision(action="set_status", value="DSQ"),
        ("decision-control-idle", "decisions", 2, "control"),
    ),
    "the same penalty twice": (
        both(*(decision(id=name, action="add_penalty", value="100") for name in ("D1", "D2"))),
        ("decision-repeated", "decisions", 3, "value"),
    ),
    "a penalty with a minus sign": (
        decision(action="add_penalty", control="", value="-50"),
        ("decision-credit", "decisions", 2, "value"),
    ),
    "no model": (drop_column("entries", "model"), ("column-missing", "entries", 1, "model")),
}


@pytest.mark.parametrize("case", WARNINGS)
def test_what_does_not_stop_a_score_is_a_warning(tmp_path: Path, case: str) -> None:
    change, expected = WARNINGS[case]
    tables = good_tables()
    change(tables)
    event = load(write_package(tmp_path, **tables))
    assert event.ok
    found = [(f.severity, f.code, f.table, f.row, f.column) for f in event.findings]
    assert found == [("warning", *expected)]


@pytest.mark.parametrize(
    "second",
    [
        {"action": "set_penalty", "value": "5", "number": 2},
        {"action": "set_penalty", "value": "5", "control": "PC2"},
        {"action": "add_penalty", "value": "5"},
        {"action": "set_status", "control": "", "value": "DNF"},
        {"action": "set_penalty", "value": "5", "decided_at": "2025-04-12T11:00:00"},
        {"action": "set_penalty", "value": "5", "decided_at": ""},
    ],
)
def test_decisions_that_do_not_meet_may_stand_in_any_order(
    tmp_path: Path, second: dict[str, object]
) -> None:
    tables = good_tables()
    decision(decided_at="2025-04-12T10:00:00")(tables)
    decision(**({"id": "D2", "decided_at": "2025-04-11T20:00:00"} | second))(tables)
    assert load(write_package(tmp_path, **tables)).findings == ()


@pytest.mark.parametrize(
    ("word", "code"), [("Ritirato", "DNF"), ("dsq", "DSQ"), ("non partito", "DNS")]
)
def test_a_status_is_decided_in_the_words_of_the_entry_list(
    tmp_path: Path, word: str, code: str
) -> None:
    tables = good_tables()
    decision(action="set_status", control="", value=word)(tables)
    event = load(write_package(tmp_path, **tables))
    assert (event.findings, event["decisions"]["value"].tolist()) == ((), [code])


def test_a_status_in_a_column_that_gives_none_is_told(tmp_path: Path) -> None:
    tables = good_tables()
    for row, note in zip(tables["entries"], ("DNS", "ospite", "Rit."), strict=True):
        row["Note"] = note
    tables["entries"][2]["status"] = "DNF"
    findings = load(write_package(tmp_path, **tables)).findings
    beside = [(one.row, one.column) for one in findings if one.code == "status-beside"]
    assert beside == [(2, "Note")]


def test_a_circle_of_linked_trials_is_told_at_each_of_them(tmp_path: Path) -> None:
    tables = good_tables()
    tables["controls"][0]["starts_at"] = "PC2"
    errors = load(write_package(tmp_path, **tables)).findings
    circular = [error.row for error in errors if error.code == "link-circular"]
    assert circular == [2, 3]


def test_an_average_trial_without_detections_is_an_error(tmp_path: Path) -> None:
    tables = good_tables()
    del tables["detections"]
    found = {error.code for error in load(write_package(tmp_path, **tables)).findings}
    assert found == {"average-without-detections", "detection-unknown"}


def test_a_control_that_is_nearly_known_is_proposed(tmp_path: Path) -> None:
    tables = good_tables()
    tables["passages"][0]["control"] = "pc 1"
    (error,) = load(write_package(tmp_path, **tables)).findings
    assert "(PC1?)" in error.message("it")


def test_a_code_of_sport_is_answered_with_the_iso_code(tmp_path: Path) -> None:
    tables = good_tables()
    tables["entries"][0]["driver_country"] = "GER"
    (error,) = load(write_package(tmp_path, **tables)).findings
    assert "GER -> DEU" in error.message("en")


def write_bytes(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder


FILES: dict[str, tuple[bytes, Place]] = {
    "empty": (b"", ("file-empty", "entries", None, None)),
    "blank": (b"\xef\xbb\xbf\n \n", ("file-empty", "entries", None, None)),
    "header only": (
        b"number,driver,codriver,make,model,year,category,coefficient\n",
        ("table-empty", "entries", None, None),
    ),
    "no header": (b"1,Rossi,Bianchi\n2,Verdi,Neri\n", ("header-missing", "entries", 1, None)),
    "a title": (b"Elenco iscritti\n\nnumero;pilota\n1;Rossi\n", ("header-not-first", "entries", 1, None)),
    "a workbook": (b"PK\x03\x04" + b"\0" * 30, ("file-not-csv", "entries", None, None)),
    "UTF-16": ("number,driver\n1,Rossi\n".encode("utf-16"), ("file-not-csv", "entries", None, None)),
    "UTF-16 without mark": ("number,driver\n1,Rossi\n".encode("utf-16-be"), ("file-not-csv", "entries", None, None)),
    "Latin-1": ("number,driver,coefficient\n1,Forlì,1\n".encode("latin-1"), ("encoding-not-utf8", "entries", 2, "driver")),
    "header twice": (b"number,numero,driver,coefficient\n1,1,Rossi,1\n", ("column-twice", "entries", 1, "number")),
    "row too long": (b"number,driver,coefficient\n1,Rossi,1,38\n", ("row-long", "entries", 2, None)),
    "row too short": (b"number,driver,coefficient\n1,Rossi,1\n2,Ver", ("row-short", "entries", 3, "coefficient")),
    "quote not closed": (b'number,driver,coefficient\n1,Rossi,1\n2,"Ver,1\n', ("row-quoting", "entries", 3, None)),
    "quote inside": (b'number,driver,coefficient\n1,"Ros"si,1\n2,Ver,1\n', ("row-quoting", "entries", 2, None)),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_good_is_told_as_such(tmp_path: Path, case: str) -> None:
    content, expected = FILES[case]
    folder = write_bytes(write_package(tmp_path), "entries.csv", content)
    event = load(folder)
    found = [(f.code, f.table, f.row, f.column) for f in event.findings if f.severity == "error"]
    assert expected in found
    assert "table-missing" not in {finding.code for finding in event.findings}


def test_latin_1_is_shown_as_it_was_meant_and_not_accepted(tmp_path: Path) -> None:
    content = "number,driver,coefficient\n1,Niccolò,1\n2,Verdi,1\n3,Forlì,1\n".encode("cp1252")
    event = load(write_bytes(write_package(tmp_path), "entries.csv", content))
    found = [(f.row, f.value) for f in event.findings if f.code == "encoding-not-utf8"]
    assert found == [(2, "Niccolò"), (4, "Forlì")]


def test_a_table_in_both_csv_and_workbook_is_refused(tmp_path: Path) -> None:
    from support.packages import write_workbook

    folder = write_package(tmp_path)
    write_workbook(folder / "event.xlsx", {"Passaggi": good_tables()["passages"]})
    event = load(folder)
    (error,) = event.findings
    assert (error.code, error.table) == ("table-twice", "passages")
    assert "event.xlsx [Passaggi]" in error.message("it")
    assert not event.has("passages")


def test_a_table_under_its_english_and_italian_name_is_refused(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    (folder / "iscritti.csv").write_bytes((folder / "entries.csv").read_bytes())
    assert [error.code for error in load(folder).findings] == ["table-twice"]


def test_a_file_that_no_table_is_called_like_is_noted(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    (folder / "passages_old.csv").write_text("a,b\n")
    (folder / "event.ods").write_text("x")
    (folder / "notes.xls").write_text("x")
    (folder / "README.md").write_text("x")
    notes = [(note.severity, note.code, note.file) for note in load(folder).findings]
    assert notes == [
        ("error", "workbook-not-read", "event.ods"),
        ("note", "file-unknown", "notes.xls"),
        ("note", "file-unknown", "passages_old.csv"),
    ]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    (folder / "entries.csv").rename(tmp_path / "elsewhere.csv")
    (folder / "entries.csv").symlink_to(tmp_path / "elsewhere.csv")
    codes = [error.code for error in load(folder).findings]
    assert codes == ["file-outside"]


def test_a_trailing_total_is_told_with_its_line(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    replace_in(folder / "entries.csv", "3,Equipaggio 03", "Totale: 3,Equipaggio 03")
    codes = [(error.code, error.row) for error in load(folder).findings if error.table == "entries"]
    assert codes == [("whole-unreadable", 4)]


def test_before_the_race_there_are_no_passages_yet(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    header = (folder / "passages.csv").read_text().splitlines()[0]
    (folder / "passages.csv").write_text(header + "\n")
    event = load(folder)
    found = [(f.severity, f.code, f.table) for f in event.findings]
    assert found == [("warning", "table-empty", "passages")]


def test_the_cause_is_told_before_what_follows_from_it(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    (folder / "passages.csv").write_bytes(b"")
    told = reporting("check", folder, "--lang", "en").output.splitlines()
    severities = [
        "error" if ": error: " in line else "warning"
        for line in told
        if ": error: " in line or ": warning: " in line
    ]
    assert told[0].startswith("passages.csv: error: ")
    assert severities == ["error", "warning"]
