# ruff: noqa: DTZ001 - local times are what is tested
"""A workbook is read cell by cell as it stands, and refused where it is none."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from reporting.event import Event, load, workbook
from reporting.event.spreadsheet_numbers import CellStyle, number_text, serial_text
from support.packages import event_toml, good_tables, write_workbook

STYLE = CellStyle(frozenset({1}), frozenset({2}), dt.datetime(1899, 12, 30))


def book_package(parent: Path, change: Callable[[Workbook], None] = lambda _: None) -> Path:
    """Write a package whose tables are sheets, changed by openpyxl before it is saved."""
    folder = parent / "prova-uno"
    folder.mkdir()
    (folder / "event.toml").write_text(event_toml(), encoding="utf-8")
    write_workbook(folder / "event.xlsx", good_tables())
    book = load_workbook(folder / "event.xlsx")
    change(book)
    book.save(folder / "event.xlsx")
    return folder


def places(event: Event) -> list[tuple[str, str, int | None, str | None]]:
    return [(f.code, f.table, f.row, f.column) for f in event.findings]


def test_times_are_read_from_time_cells_dates_fractions_and_texts(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        sheet = book["passages"]
        sheet["D2"] = dt.time(8, 11, 0, 123400)
        sheet["D3"] = dt.datetime(2025, 4, 11, 8, 11, 20, 123450)
        sheet["D4"] = dt.timedelta(hours=8, minutes=11, seconds=40)
        sheet["D5"] = 0.3409722222222222
        sheet["D6"] = "8:21:00,1234567"

    event = load(book_package(tmp_path, change))
    assert event.findings == ()
    times = [str(moment.time()) for moment in event["passages"]["time"].iloc[:5]]
    expected = ["08:11:00.123400", "08:11:20.123450", "08:11:40", "08:11:00", "08:21:00.123456"]
    assert times == expected
    assert event["passages"]["time"].iloc[4].nanosecond == 700


@given(st.integers(0, 86_400 * 10**7 - 1))
def test_a_fraction_of_a_day_gives_back_every_tick(ticks: int) -> None:
    text = serial_text(ticks / (86_400 * 10**7), 1, STYLE)
    hour, minute, second = text.split(":")
    whole = (int(hour) * 3600 + int(minute) * 60) * 10**7
    assert whole + int(Decimal(second) * 10**7) == ticks


@given(st.datetimes(dt.datetime(1980, 1, 1), dt.datetime(2099, 1, 1)))
def test_a_date_with_a_time_gives_back_every_ten_microseconds(moment: dt.datetime) -> None:
    moment = moment.replace(microsecond=moment.microsecond // 10 * 10)
    since = moment - dt.datetime(1899, 12, 30)
    serial = since.days + (since.seconds * 10**6 + since.microseconds) / (86_400 * 10**6)
    text = serial_text(serial, 1, STYLE)
    assert dt.datetime.fromisoformat(text) == moment


@given(st.decimals(-(10**6), 10**6, places=6))
def test_a_number_is_written_as_it_was_typed(number: Decimal) -> None:
    assert Decimal(number_text(float(number))) == number
    assert "e" not in number_text(float(number)).lower()


def test_numbers_are_decimals_without_binary_noise(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        sheet = book["entries"]
        sheet["K2"] = 1.1 + 0.28
        sheet["K3"] = "1,38"
        sheet["A4"] = 3.0

    entries = load(book_package(tmp_path, change))["entries"]
    assert entries["coefficient"].tolist() == [Decimal("1.38")] * 3
    assert entries["number"].tolist() == [1, 2, 3]


FAULTS: dict[str, tuple[Callable[[Workbook], None], tuple[str, str, int, str | None]]] = {}


def fault(code: str, table: str, row: int, column: str | None) -> Callable:
    def keep(change: Callable[[Workbook], None]) -> Callable[[Workbook], None]:
        FAULTS[change.__name__] = change, (code, table, row, column)
        return change

    return keep


@fault("formula-without-value", "entries", 3, "coefficient")
def a_formula_never_calculated(book: Workbook) -> None:
    book["entries"]["K3"] = "=1+0.38"


@fault("cell-error", "entries", 2, "coefficient")
def an_error_in_a_cell(book: Workbook) -> None:
    book["entries"]["K2"] = "#REF!"


@fault("cells-merged", "entries", 2, "team")
def merged_cells(book: Workbook) -> None:
    book["entries"].merge_cells("L2:L4")


@fault("time-unreadable", "passages", 2, "time")
def more_than_a_day(book: Workbook) -> None:
    book["passages"]["D2"] = dt.timedelta(hours=25)


@fault("time-unreadable", "passages", 2, "time")
def a_number_that_is_no_time(book: Workbook) -> None:
    book["passages"]["D2"] = 81100


@fault("row-long", "entries", 3, None)
def a_word_beside_the_table(book: Workbook) -> None:
    book["entries"]["Q3"] = "sentito al telefono"


@fault("number-unreadable", "entries", 2, "coefficient")
def a_coefficient_that_became_a_date(book: Workbook) -> None:
    book["entries"]["K2"] = dt.date(2025, 1, 38 % 28)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_a_workbook_is_told_in_its_place(tmp_path: Path, name: str) -> None:
    change, expected = FAULTS[name]
    event = load(book_package(tmp_path, change))
    assert places(event) == [expected]
    assert not event.ok


def test_merged_cells_beside_or_above_the_rows_are_noted(tmp_path: Path) -> None:
    event = load(book_package(tmp_path, lambda book: book["entries"].merge_cells("R1:S1")))
    assert [(f.severity, f.code) for f in event.findings] == [("note", "cells-merged")]


def test_a_scope_written_as_a_number_is_not_guessed(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        sheet = book.create_sheet("activities")
        columns = [
            "id",
            "event_category",
            "scope",
            "quantity",
            "unit",
            "factor",
            "year",
            "tier",
            "description",
        ]
        sheet.append(columns)
        sheet.append(["A", "E1", 3.1, 1, "l", "f", 2025, "measured", "d"])
        sheet.append(["B", "E1", "3.10", 1, "l", "f", 2025, "measured", "d"])
        sheet.append(["C", "E1", 3.3, 1, "l", "f", 2025, "measured", "d"])

    event = load(book_package(tmp_path, change))
    assert places(event) == [("code-as-number", "activities", 2, "scope")]
    assert event["activities"]["scope"].tolist()[1:] == ["3.10", "3.3"]


def test_sheets_that_explain_are_passed_over_and_others_noted(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book.create_sheet("Leggimi")
        book.create_sheet("Foglio1")

    event = load(book_package(tmp_path, change))
    assert [(f.code, f.value) for f in event.findings] == [("sheet-unknown", "Foglio1")]


def test_an_empty_sheet_is_told(tmp_path: Path) -> None:
    event = load(book_package(tmp_path, lambda book: book.create_sheet("Decisioni")))
    assert places(event) == [("file-empty", "decisions", None, None)]


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


NO_WORKBOOKS = {
    "a renamed CSV file": (b"number,driver\n1,Rossi\n", "workbook-none"),
    "an empty file": (b"", "workbook-none"),
    "half a file": (zipped(**{"[Content_Types].xml": b"<Types/>"})[:40], "workbook-none"),
    "some other archive": (zipped(**{"a.txt": b"a"}), "workbook-none"),
    "nothing inside": (zipped(**{"[Content_Types].xml": b"<Types/>"}), "workbook-broken"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "workbook-old"),
    "an encrypted workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "workbook-encrypted",
    ),
    "an entity bomb": (
        zipped(
            **{"[Content_Types].xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'}
        ),
        "workbook-doctype",
    ),
}


@pytest.mark.parametrize("case", NO_WORKBOOKS)
def test_what_is_no_workbook_is_refused_and_nothing_else_is_said(tmp_path: Path, case: str) -> None:
    content, code = NO_WORKBOOKS[case]
    folder = book_package(tmp_path)
    (folder / "event.xlsx").write_bytes(content)
    event = load(folder)
    assert [finding.code for finding in event.findings] == [code]
    assert event.findings[0].file == "event.xlsx"


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = book_package(tmp_path)
    monkeypatch.setattr(workbook, "LARGEST", 8 << 20)
    with (
        zipfile.ZipFile(folder / "event.xlsx", "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/image1.png", "w") as part,
    ):
        part.write(b"\0" * (8 << 20))
    assert [finding.code for finding in load(folder).findings] == ["workbook-too-large"]


def test_a_sheet_with_broken_content_is_told_for_its_table(tmp_path: Path) -> None:
    folder = book_package(tmp_path)
    path = folder / "event.xlsx"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet5.xml"] = parts["xl/worksheets/sheet5.xml"][:400]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    event = load(folder)
    assert [(f.code, f.table) for f in event.findings] == [("workbook-broken", "passages")]


def test_what_is_shown_as_a_percentage_is_no_plain_number(tmp_path: Path) -> None:
    """45 % is 0.45 in the file: read so, a hundredth of what is seen would count."""

    def change(book: Workbook) -> None:
        for cell, shown in (("K2", "0%"), ("K3", "0.0 %")):
            book["entries"][cell] = 0.455
            book["entries"][cell].number_format = shown

    event = load(book_package(tmp_path, change))
    assert places(event) == [("number-unreadable", "entries", row, "coefficient") for row in (2, 3)]
    assert {f.value for f in event.findings} == {"45.5%"}


def test_rows_that_nobody_sees_or_that_are_struck_through_are_said(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        for row in (3, 4):
            book["entries"].row_dimensions[row].hidden = True
        for cell in book["controls"][2]:
            cell.font = Font(strike=True)
        book["controls"]["A3"].font = Font(strike=True)

    event = load(book_package(tmp_path, change))
    assert places(event) == [
        ("rows-hidden", "entries", 3, None),
        ("rows-struck", "controls", 2, None),
    ]
    assert "2" in event.findings[0].message("it")
