"""A new package: loadable at once, commented, guarded, and the same after LibreOffice."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from reporting.errors import UsageError
from reporting.event import Event, has_errors, load
from reporting.event.authoring import PackagePlan, new_package
from reporting.event.authoring.blank_workbook import template_columns, write_book
from reporting.event.authoring.new_package import place_of
from reporting.event.schema import info_keys, package_tables
from support.command import reporting
from support.office import NEEDS_OFFICE, converted
from support.packages import Rows, event_toml, good_tables

PLAN = PackagePlan("alpi-2027", 'Alpi «2027» "bis"', dt.date(2027, 4, 30), 3, "aci-classica-2024")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("new") / "alpi-2027"
    new_package(where, PLAN)
    return where


@pytest.fixture(scope="module")
def book(folder: Path) -> Workbook:
    return load_workbook(folder / "event.xlsx")


def test_a_new_package_loads_and_says_only_that_it_is_empty(folder: Path) -> None:
    event = load(folder)
    assert {finding.code for finding in event.findings} == {"table-empty", "event-leg-unnamed"}
    assert not has_errors(event.findings)
    assert event.info.name.it == PLAN.name
    assert [leg.date.day for leg in event.info.legs] == [30, 1, 2]
    assert sorted(path.name for path in folder.iterdir()) == ["event.toml", "event.xlsx"]


def test_event_toml_says_in_both_languages_what_each_key_is(folder: Path) -> None:
    text = (folder / "event.toml").read_text(encoding="utf-8")
    described = {key: said for key, said in info_keys().items() if "published_km." not in key}
    for said in described.values():
        assert f"# {said['it']}" in text
        assert f"# {said['en']}" in text
    uncommented = text.replace("# [standings]", "[standings]").replace("# status", "status")
    assert tomllib.loads(uncommented)["standings"] == {"status": "provisional"}


@pytest.mark.parametrize("name", package_tables())
def test_every_table_is_a_sheet_with_units_comments_and_a_guarded_header(
    book: Workbook, name: str
) -> None:
    sheet, table = book[name], package_tables()[name]
    columns = template_columns(table)
    for column, cell in zip(columns, sheet[1], strict=True):
        assert table.column_for(str(cell.value)) == column.name
        assert (column.unit is None) or f"[{column.unit}]" in str(cell.value)
        assert cell.comment is not None
        assert column.words["it"] in cell.comment.text
        assert column.words["en"] in cell.comment.text
        assert cell.protection.locked
    assert sheet.protection.sheet
    assert not any(dimension.protection.locked for dimension in sheet.column_dimensions.values())
    assert str(sheet.freeze_panes)[1:] == "2"


def test_every_code_and_truth_value_has_a_drop_down(book: Workbook) -> None:
    lists = book["liste"]
    assert lists.sheet_state == "hidden"
    for name, table in package_tables().items():
        for place, column in enumerate(template_columns(table), start=1):
            if column.type not in ("code", "boolean"):
                continue
            (validation,) = (
                one
                for one in book[name].data_validations.dataValidation
                if book[name].cell(2, place).coordinate in one.sqref
            )
            cells = book.defined_names[str(validation.formula1)].attr_text.partition("!")[2]
            values = [row[0].value for row in lists[cells.replace("$", "")]]
            expected = [one.code for one in column.codes] or ["true", "false"]
            assert values == expected


OFFERED = {"activities": {"unit": (("L", ""), ("kWh", "")), "factor": (("gas", "metano / gas"),)}}


@pytest.mark.parametrize("column", ["unit", "factor", "country", "tier", "basis", "instrument"])
def test_activities_are_filled_in_from_drop_downs(column: str, tmp_path: Path) -> None:
    new_package(tmp_path / "alpi-2027", PLAN, offered=OFFERED)
    book = load_workbook(tmp_path / "alpi-2027" / "event.xlsx")
    sheet = book["activities"]
    (place,) = (cell.column for cell in sheet[1] if str(cell.value) == column)
    (rule,) = (
        one
        for one in sheet.data_validations.dataValidation
        if sheet.cell(2, place).coordinate in one.sqref
    )
    cells = book.defined_names[str(rule.formula1)].attr_text.partition("!")[2]
    values = [row[0].value for row in book["liste"][cells.replace("$", "")]] if ":" in cells else []
    expected = {"unit": ["L", "kWh"], "factor": ["gas"]}
    assert column not in expected or values == expected[column]
    assert sheet.column_dimensions[sheet.cell(1, place).column_letter].number_format == "@"


def test_offered_codes_stand_with_their_words_and_are_no_table(tmp_path: Path) -> None:
    new_package(tmp_path / "alpi-2027", PLAN, offered=OFFERED)
    sheet = load_workbook(tmp_path / "alpi-2027" / "event.xlsx")["codici"]
    assert [cell.value for cell in sheet[2]] == ["L", None, "gas", "metano / gas"]
    assert {one.code for one in load(tmp_path / "alpi-2027").findings} == {
        "table-empty",
        "event-leg-unnamed",
    }


def test_the_command_offers_the_factors_that_there_are(tmp_path: Path) -> None:
    reporting("new", str(tmp_path / "alpi-2027"))
    book = load_workbook(tmp_path / "alpi-2027" / "event.xlsx", read_only=True)
    rows = list(book["codici"].iter_rows(values_only=True))
    offered = {row[2]: row[3] for row in rows}
    assert offered["diesel-blend-ttw"].startswith("gasolio alla pompa")
    assert {row[0]: row[1] for row in rows}["room-night"].endswith("notti-camera")


def test_tables_may_be_csv_instead(tmp_path: Path) -> None:
    made = new_package(tmp_path / "alpi-2027", PLAN, as_csv=True)
    assert {path.name for path in made} == {
        "event.toml",
        *(f"{name}.csv" for name in package_tables()),
    }
    assert {one.code for one in load(tmp_path / "alpi-2027").findings} == {
        "table-empty",
        "event-leg-unnamed",
    }


@pytest.mark.parametrize("where", ["Alpi", "../x y", "a\0b", "alpi_2027", ""])
def test_a_name_that_is_no_id_is_refused(where: str) -> None:
    with pytest.raises(UsageError, match="no id"):
        place_of(where)


def test_what_stands_is_never_overwritten(folder: Path) -> None:
    with pytest.raises(UsageError, match="there already"):
        place_of(str(folder))


@pytest.mark.parametrize(
    "changes", [{"days": 0}, {"days": 100}, {"rulebook": "none"}, {"name": "a\nb"}, {"name": " "}]
)
def test_a_plan_that_makes_no_event_is_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        new_package(tmp_path / "x", PackagePlan(**(vars(PLAN) | changes)))  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_the_command_makes_a_package_that_check_accepts(tmp_path: Path) -> None:
    made = reporting("new", str(tmp_path / "alpi-2027"), "--days", "2", "--json")
    assert json.loads(made.stdout)["files"] == ["event.toml", "event.xlsx"]
    assert reporting("check", str(tmp_path / "alpi-2027")).exit_code == 0
    again = reporting("new", str(tmp_path / "alpi-2027"))
    assert (again.exit_code, "already" in again.stderr) == (2, True)


def filled(folder: Path, tables: dict[str, Rows]) -> Path:
    """Write a package in `folder`: the empty workbook, filled in as people do."""
    write_book(folder / "event.xlsx")
    book = load_workbook(folder / "event.xlsx")
    for name, rows in tables.items():
        table = package_tables()[name]
        names = [table.column_for(str(cell.value)) for cell in book[name][1]]
        for line, row in enumerate(rows, start=2):
            for column, value in row.items():
                if value not in ("", None) and column in names:
                    book[name].cell(line, names.index(column) + 1, value)
    book.save(folder / "event.xlsx")
    return folder


def same(one: Event, other: Event) -> None:
    """Hold two packages against each other: every cell, type, row and finding."""
    for name in package_tables():
        pd.testing.assert_frame_equal(one[name], other[name], check_exact=True)
    assert one.findings == other.findings


def odd_tables() -> dict[str, Rows]:
    """Return the usual tables with everything that a spreadsheet might change."""
    tables = good_tables()
    tables["passages"][0]["time"] = "08:11:00.1234567"
    tables["passages"][1]["time"] = dt.time(8, 11, 20, 123400)
    tables["passages"][2]["source"] = "=1+1"
    tables["entries"][0] |= {"driver": "D'Ërrico «Gigi»\nBis", "coefficient": 1.38, "ladies": True}
    tables["entries"][1] |= {"coefficient": "1,385", "team": "007"}
    tables["controls"][0] |= {"km": 12.345, "lat": 40.123456, "lon": -0.5}
    tables["facts"] = [{"key": "1e5", "value": "12%", "source": "2025-04-11"}]
    return tables


@NEEDS_OFFICE
def test_opening_and_saving_in_libreoffice_changes_nothing_that_is_read(tmp_path: Path) -> None:
    folder, after = tmp_path / "before" / "prova-uno", tmp_path / "after" / "prova-uno"
    for one in (folder, after):
        one.mkdir(parents=True)
        (one / "event.toml").write_text(event_toml(), encoding="utf-8")
    filled(folder, odd_tables())
    # A text that looks like a formula is a text in our workbooks.
    book = load_workbook(folder / "event.xlsx")
    book["passages"]["E4"].data_type = "s"
    book.save(folder / "event.xlsx")
    before = load(folder)
    assert before["passages"]["source"].iloc[2] == "=1+1"
    shutil.copy(converted(folder / "event.xlsx", "xlsx", tmp_path), after)
    same(before, load(after))
    saved = load_workbook(after / "event.xlsx")
    assert saved["entries"].protection.sheet
    assert saved["entries"].data_validations.dataValidation
    assert saved["entries"]["A1"].comment is not None


@NEEDS_OFFICE
def test_an_empty_workbook_stays_empty_in_libreoffice(folder: Path, tmp_path: Path) -> None:
    after = tmp_path / "alpi-2027"
    after.mkdir()
    shutil.copy(folder / "event.toml", after)
    shutil.copy(converted(folder / "event.xlsx", "xlsx", tmp_path), after)
    same(load(folder), load(after))
