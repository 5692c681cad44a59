"""Importing again, other times for the same passage, and tables that stand already."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from reporting.errors import InputError, UsageError
from reporting.event import load
from reporting.event.importing import Imported, Wishes, import_files
from support.command import reporting
from support.packages import good_tables, write_package, write_workbook

HEADER = "number,control,point,time\n"


def imported(folder: Path, text: str, name: str = "tempi.csv", **wishes: object) -> Imported:
    path = folder.parent / name
    path.write_text(text, encoding="utf-8")
    return import_files(load(folder), [path], Wishes(**wishes))  # type: ignore[arg-type]


def table(folder: Path) -> str:
    return (folder / "passages.csv").read_bytes().decode()


def package(tmp_path: Path, passages: str) -> Path:
    folder = write_package(tmp_path)
    (folder / "passages.csv").write_bytes(passages.encode())
    return folder


def test_the_same_file_imported_twice_changes_nothing(tmp_path: Path) -> None:
    folder = package(tmp_path, HEADER + "1,PC1,start,08:11:00\n")
    text = HEADER + "1,PC1,start,08:11:00.0000\n1,PC1,finish,08:11:20.5\n"
    first = imported(folder, text)
    assert first.counts() | {"not_taken": 0} == {
        "read": 2, "new": 1, "replaced": 0, "withdrawn": 0, "known": 1, "kept": 0, "conflicts": 0,
        "not_taken": 0,
    }  # fmt: skip
    before = table(folder)
    second = imported(folder, text)
    assert (second.written, second.merge.known, table(folder)) == (False, 2, before)


def test_a_different_time_refuses_the_whole_import(tmp_path: Path) -> None:
    before = HEADER + "1,PC1,start,08:11:00\n"
    folder = package(tmp_path, before)
    done = imported(folder, HEADER + "1,PC1,start,08:11:01\n2,PC1,start,08:12:00\n")
    (conflict,) = (one for one in done.findings if one.code == "import-conflict")
    assert (conflict.row, conflict.value) == (2, "08:11:01")
    assert "08:11:00" in conflict.message("it")
    assert "passages.csv:2" in conflict.message("en")
    assert (done.refused, done.written, table(folder)) == (True, False, before)
    assert not (folder / "import.toml").exists()


def test_a_different_time_is_kept_or_replaced_as_asked(tmp_path: Path) -> None:
    before = (
        "point;number;time;control;note\r\n"
        'start;1;08:11:00;PC1;"due\r\nrighe"\r\n'
        "start;3;08:13:00;PC1;x\r\n"
    )
    new = HEADER + "1,PC1,start,08:11:01\n2,PC1,start,08:12:00\n"
    folder = package(tmp_path, before)
    imported(folder, new, choice="keep")
    assert table(folder) == (
        "point;number;time;control;note;source\r\n"
        'start;1;08:11:00;PC1;"due\r\nrighe";\r\n'
        "start;3;08:13:00;PC1;x;\r\n"
        "start;2;08:12:00;PC1;;tempi.csv:3\r\n"
    )
    done = imported(folder, new, choice="replace")
    assert done.merge.replaced.keys() == {2}
    passages = load(folder)["passages"].set_index("number")
    assert [str(time.time()) for time in passages["time"]] == ["08:11:01", "08:13:00", "08:12:00"]
    assert passages["note"].tolist()[:2] == ["due\r\nrighe", "x"]


def test_two_times_in_the_files_themselves_are_a_conflict(tmp_path: Path) -> None:
    folder = package(tmp_path, HEADER + "3,PC1,start,08:13:00\n")
    text = HEADER + "1,PC1,start,08:11:01\n1,PC1,start,08:11:02\n"
    assert imported(folder, text).merge.conflicts == 1
    imported(folder, text, choice="replace")
    assert table(folder).splitlines()[-1] == "1,PC1,start,08:11:02,tempi.csv:3 in place of 08:11:01"


def test_a_time_after_midnight_is_known_again(tmp_path: Path) -> None:
    folder = package(tmp_path, HEADER + "1,CO1,in,00:10:00\n")
    done = imported(folder, HEADER + "1,CO1,in,2025-04-11T00:10:00\n2,CO1,in,00:11:00\n")
    # 00:10 stands more than twelve hours before nothing here: the leg starts at 08:01.
    assert done.counts()["known"] == 1


def test_passages_with_errors_are_left_alone(tmp_path: Path) -> None:
    folder = package(tmp_path, HEADER + "1,PC1,start,mezzogiorno\n")
    with pytest.raises(InputError, match="correct them") as caught:
        imported(folder, HEADER + "2,PC1,start,08:12:00\n")
    assert [one.row for one in caught.value.findings] == [2]


def test_a_package_without_entries_is_refused(tmp_path: Path) -> None:
    tables = good_tables()
    folder = write_package(tmp_path, controls=tables["controls"])
    with pytest.raises(InputError, match="entries"):
        imported(folder, HEADER)


def test_a_table_of_the_package_is_not_imported_into_itself(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    with pytest.raises(UsageError, match="itself"):
        import_files(load(folder), [folder / "passages.csv"])
    with pytest.raises(UsageError, match="no file"):
        import_files(load(folder), [folder / "none.csv"])


def test_passages_in_the_workbook_are_added_to_its_sheet(tmp_path: Path) -> None:
    tables = good_tables()
    tables["passages"] = tables["passages"][:1]
    del tables["passages"][0]["source"]
    folder = write_package(tmp_path, entries=tables["entries"])
    (folder / "entries.csv").unlink()
    write_workbook(folder / "event.xlsx", tables)
    done = imported(folder, HEADER + "1,PC1,finish,08:11:20.1234567\n")
    assert done.table.name == "event.xlsx"
    event = load(folder)
    assert event.ok
    assert event["passages"]["time"].iloc[1].nanosecond == 700
    assert event["passages"]["source"].iloc[1] == "tempi.csv:2"
    assert load_workbook(folder / "event.xlsx").sheetnames == list(tables)


def test_a_workbook_with_formulas_is_not_written(tmp_path: Path) -> None:
    tables = good_tables()
    folder = write_package(tmp_path, entries=tables["entries"])
    (folder / "entries.csv").unlink()
    book: Workbook = load_workbook(write_workbook(folder / "event.xlsx", tables))
    book["waypoints" if "waypoints" in book else "starts"]["Z9"] = "=1+1"
    book.save(folder / "event.xlsx")
    before = (folder / "event.xlsx").read_bytes()
    with pytest.raises(InputError, match="formulas"):
        imported(folder, HEADER + "1,CO1,in,2025-04-12T07:11:20\n", choice="replace")
    assert (folder / "event.xlsx").read_bytes() == before


def test_a_source_that_looks_like_a_formula_is_neutralised(tmp_path: Path) -> None:
    folder = package(tmp_path, HEADER.replace("time", "time,source") + "3,PC1,start,08:13:00,x\n")
    imported(folder, HEADER + "1,PC1,start,08:11:01\n", name="=cmd.csv")
    assert table(folder).splitlines()[-1] == "1,PC1,start,08:11:01,'=cmd.csv:2"


def test_a_rehearsal_writes_nothing(tmp_path: Path) -> None:
    folder = package(tmp_path, HEADER + "3,PC1,start,08:13:00\n")
    before = sorted(folder.iterdir()), table(folder)
    done = imported(folder, HEADER + "1,PC1,start,08:11:01\n", rehearsal=True)
    assert (done.written, set(done.merge.new)) == (False, {(1, "PC1", "start")})
    assert (sorted(folder.iterdir()), table(folder)) == before


def test_the_command_imports_lists_and_ends_with_its_status(tmp_path: Path) -> None:
    folder = package(tmp_path, HEADER + "3,PC1,start,08:13:00\n")
    dump = tmp_path / "timy.txt"
    dump.write_text(" 0001 C0  08:11:00.0000 00\n?0099 C0  08:12:00.0000 00\nALGE-TIMING\n")
    done = reporting("import", folder, dump, "--channel", "C0=PC1:start", "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert document["counts"]["new"] == 1
    assert [one["row"] for one in document["findings"]] == [2]
    dump.write_text(" 0001 C0  08:11:00.5000 00\nALGE-TIMING\n")
    refused = reporting("import", folder, dump)
    assert refused.exit_code == 1
    assert "timy.txt:1" in refused.stdout
    assert reporting("import", folder, dump, "--replace", "--keep").exit_code == 2
    assert reporting("import", folder, dump, "--channel", "X=PC1").exit_code == 2
