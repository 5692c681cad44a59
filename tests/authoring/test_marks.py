"""The workbook that goes back to the timekeeper: a mark in each cell, nothing else changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from reporting.errors import UsageError
from reporting.event import Event, load
from reporting.event.authoring.marked_workbook import MOST_ROWS, write_marked
from reporting.event.schema import package_tables
from support.command import reporting
from support.office import NEEDS_OFFICE, converted
from support.packages import Rows, event_toml, good_tables, write_package, write_workbook

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


def bad_tables() -> dict[str, Rows]:
    """Return the usual tables with one fault of each kind of place."""
    tables = good_tables()
    tables["passages"][3]["time"] = "25:61:00"
    tables["passages"][5]["number"] = 77
    tables["entries"][1] |= {"coefficient": "1.3.8", "driver": "=1+1"}
    tables["entries"][0]["colour"] = "red"
    return tables


def book_package(tmp_path: Path, tables: dict[str, Rows]) -> Path:
    folder = tmp_path / "prova-uno"
    folder.mkdir()
    (folder / "event.toml").write_text(event_toml(), encoding="utf-8")
    write_workbook(folder / "event.xlsx", tables)
    return folder


def marked(folder: Path, language: str = "en") -> tuple[Event, Any]:
    """Check a package; return it, and the marked workbook."""
    event, path = load(folder), folder.parent / "marked.xlsx"
    write_marked(event, event.findings, path, language)
    return event, load_workbook(path)


def comments(sheet: Worksheet) -> dict[str, str]:
    return {
        cell.coordinate: cell.comment.text
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }


def coloured(sheet: Worksheet) -> set[str]:
    return {
        str(cells)
        for formatting in sheet.conditional_formatting
        for cells in formatting.sqref.ranges
    }


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_finding_stands_in_its_cell(tmp_path: Path, kind: str) -> None:
    tables = bad_tables()
    tables["entries"][1]["driver"] = "Rossi"
    folder = write_package(tmp_path, **tables) if kind == "csv" else book_package(tmp_path, tables)
    event, book = marked(folder)
    assert book["passages"]["D5"].value == "25:61:00"
    found = {name: set(comments(book[name])) for name in ("passages", "entries")}
    assert found == {"passages": {"D5", "A7"}, "entries": {"K3", "P1"}}
    assert coloured(book["passages"]) == {"D5", "A7"}
    said = comments(book["passages"])["D5"]
    assert "ERROR (time-unreadable)" in said
    finding = next(one for one in event.findings if one.code == "time-unreadable")
    assert finding.message("en") in said
    assert finding.remedy("en") in said


def test_the_list_leads_to_every_cell_in_the_language_asked_for(tmp_path: Path) -> None:
    event, book = marked(write_package(tmp_path, **bad_tables()), "it")
    sheet = book.worksheets[0]
    assert sheet.title == "segnalazioni"
    rows = [row for row in sheet.iter_rows(min_row=5) if row[0].value]
    assert [row[7].value for row in rows] == [one.code for one in event.findings]
    links = {row[2].hyperlink.location for row in rows if row[2].hyperlink}
    assert {"'passages'!D5", "'passages'!A7", "'entries'!K3"} <= links
    assert {row[0].value for row in rows} <= {"ERRORE", "AVVISO", "NOTA"}


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    _, book = marked(write_package(tmp_path, **bad_tables()))
    assert (book["entries"]["B3"].value, book["entries"]["B3"].data_type) == ("=1+1", "s")
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("office", [False, pytest.param(True, marks=NEEDS_OFFICE)])
def test_the_marked_workbook_of_csv_files_reads_as_the_files_did(
    tmp_path: Path, office: bool
) -> None:
    tables = bad_tables()
    tables["entries"][2]["team"] = "  due\nrighe "
    event, _ = marked(write_package(tmp_path / "one", **tables))
    back = tmp_path / "two" / "prova-uno"
    back.mkdir(parents=True)
    (back / "event.toml").write_text(event_toml(), encoding="utf-8")
    path = tmp_path / "one" / "marked.xlsx"
    if office:
        path = converted(path, "xlsx", tmp_path)
    path.rename(back / "event.xlsx")
    again = load(back)
    for name in package_tables():
        pd.testing.assert_frame_equal(event[name], again[name])
    places = [(one.code, one.table, one.row, one.column) for one in event.findings]
    assert places == [(one.code, one.table, one.row, one.column) for one in again.findings]


@NEEDS_OFFICE
def test_marks_are_renewed_and_what_people_wrote_stays(tmp_path: Path) -> None:
    folder = book_package(tmp_path, bad_tables())
    book = load_workbook(folder / "event.xlsx")
    book["passages"]["D5"].comment = Comment("chiedere a Mario", "Anna")
    book["passages"]["D5"].fill = PatternFill("solid", fgColor="00FF00")
    book.save(folder / "event.xlsx")
    marked(folder)
    # The timekeeper corrects one of two cells in LibreOffice and sends the file back.
    back = load_workbook(converted(tmp_path / "marked.xlsx", "xlsx", folder))
    back["passages"]["D5"] = "08:16:00"
    back.save(folder / "event.xlsx")
    (folder / "marked.xlsx").unlink()
    _, again = marked(folder, "it")
    assert comments(again["passages"])["D5"] == "chiedere a Mario"
    assert again["passages"]["D5"].fill.fgColor.rgb.endswith("00FF00")
    assert coloured(again["passages"]) == {"A7"}
    assert comments(again["passages"])["A7"].count("crew-unknown") == 1
    assert again.sheetnames.count("segnalazioni") == 1
    assert "findings" not in again.sheetnames


def test_merged_cells_and_rows_without_a_column_find_their_place(tmp_path: Path) -> None:
    folder = book_package(tmp_path, good_tables())
    book = load_workbook(folder / "event.xlsx")
    book["passages"].merge_cells("D5:E6")
    book.save(folder / "event.xlsx")
    event, made = marked(folder)
    assert "cells-merged" in {one.code for one in event.findings}
    assert "cells-merged" in comments(made["passages"])["D5"]


def test_of_a_long_table_only_the_rows_with_findings_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_ROWS > 62_000
    monkeypatch.setattr("reporting.event.authoring.marked_workbook.MOST_ROWS", 10)
    _, book = marked(write_package(tmp_path, **bad_tables()))
    sheet = book["passages (estratto)"]
    assert [[cell.value for cell in row][3:] for row in sheet.iter_rows()] == [
        ["time", "source", "1"],
        ["25:61:00", "test", "5"],
        ["08:22:30.0000", "test", "7"],
    ]
    assert set(comments(sheet)) == {"D2", "A3"}


@pytest.mark.parametrize("name", ["event.xlsx", "passages.xlsx", "../marked.csv", "none/x.xlsx"])
def test_a_package_is_never_overwritten(tmp_path: Path, name: str) -> None:
    folder = write_package(tmp_path)
    event = load(folder)
    with pytest.raises(UsageError):
        write_marked(event, event.findings, folder / name)
    assert not (folder / name).exists()


def test_a_package_without_faults_says_so(tmp_path: Path) -> None:
    _, book = marked(write_package(tmp_path), "it")
    assert book.worksheets[0]["A2"].value == "Nulla da segnalare."


def test_check_writes_the_workbook_and_keeps_its_exit_status(tmp_path: Path) -> None:
    folder, out = write_package(tmp_path, **bad_tables()), tmp_path / "marked.xlsx"
    done = reporting("check", folder, "--xlsx", out)
    assert done.exit_code == 1
    assert str(out) in done.stdout
    assert "findings" in load_workbook(out).sheetnames
