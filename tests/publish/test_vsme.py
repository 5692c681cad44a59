"""The VSME answers as a workbook: our own, or a copy of the client's template filled in."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from typer.testing import CliRunner

from reporting.cli import app
from reporting.event import load
from reporting.footprint import statement
from reporting.publish.vsme_workbook import vsme_answers, write_vsme

COMMAND = ("vsme", "demo-rally", "--template")


@cache
def stated() -> dict[str, Any]:
    return statement(load("demo-rally"))


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    return done.exit_code, done.stdout


def named(path: Path) -> dict[str, Any]:
    """Return what stands in the cell of each defined name."""
    book = openpyxl.load_workbook(path)
    found = {}
    for name, defined in book.defined_names.items():
        ((sheet, place),) = defined.destinations
        found[name] = book[sheet][place].value
    return found


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_datapoint_in_force_has_its_cell_its_unit_and_its_value(
    language: str, tmp_path: Path
) -> None:
    answers = vsme_answers(stated(), language)
    path = tmp_path / "vsme.xlsx"
    write_vsme(path, answers, language)
    cells, total = named(path), stated()["total_location_kg"]
    assert cells["TotalGrossLocationBasedGHGEmissions"] == pytest.approx(total / 1000)
    assert cells["GreenhouseGasEmissionReductionTargetYear_C3"] == 2030
    assert cells["TotalGrossLocationBasedGHGEmissions_C3"] == pytest.approx(19.5)
    assert cells["EmployeeTurnoverRate"] == pytest.approx(0.083)
    assert cells["NumberOfEmployees"] == 12
    assert {one.concept for one in answers if one.concept} == {
        row["concept"]
        for row in stated()["index"]
        if row["framework"] == "VSME" and row["in_force"] and row["concept"]
    }
    words = {"it": "società a responsabilità limitata", "en": "private limited company"}
    assert words[language] in cells["UndertakingsLegalForm"].lower()
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["General information", "Environment", "Social", "Governance"]
    assert sum(sheet.max_row - 1 for sheet in book.worksheets) == len(answers)


def template(path: Path) -> Path:
    """Write a workbook with cells named as in the public template, and others of its own."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Environmental Disclosures"
    sheet["A1"], sheet["A9"] = "Template of the client", "=SUM(B2:B3)"
    for name, place in (
        ("TotalGrossLocationBasedGHGEmissions", "$B$2"),
        ("DescriptionOfHowCircularEconomyPrinciplesAreApplied", "$B$3"),
        ("WeightOfMaterialUsed", "$B$4:$B$12"),
        ("SomethingElse", "$B$20"),
    ):
        attribute = f"'{sheet.title}'!{place}"
        book.defined_names[name] = DefinedName(name, attr_text=attribute)
    book.save(path)
    return path


def test_a_copy_of_the_client_s_template_is_filled_and_nothing_else_of_it_changes(
    tmp_path: Path,
) -> None:
    given, out = template(tmp_path / "template.xlsx"), tmp_path / "out.xlsx"
    before = given.read_bytes()
    status, said = run(*COMMAND, given, "--out", out, "--lang", "en", "--json")
    found = json.loads(said)
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert status == 0
    assert sheet["B2"].value == pytest.approx(stated()["total_location_kg"] / 1000)
    assert "used for several editions" in sheet["B3"].value
    weights = [sheet[f"B{row}"].value for row in range(4, 13)]
    weighed = [one for one in weights if one is not None]
    assert weighed == pytest.approx([0.085, 0.132, 0.096, 0.018, 0.4])
    assert (sheet["A1"].value, sheet["A9"].value) == ("Template of the client", "=SUM(B2:B3)")
    assert sheet["B20"].value is None
    assert "NumberOfEmployees" in found["not_in_template"]
    assert given.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"no workbook", b"\xd0\xcf\x11\xe0 old"])
def test_what_is_no_workbook_is_refused_by_name(content: bytes, tmp_path: Path) -> None:
    given = tmp_path / "template.xlsx"
    given.write_bytes(content)
    status, said = run(*COMMAND, given, "--out", tmp_path / "o.xlsx", "--json")
    assert status == 1
    assert json.loads(said)["findings"][0]["file"] == "template.xlsx"
    assert not (tmp_path / "o.xlsx").exists()


def test_the_template_itself_is_never_overwritten(tmp_path: Path) -> None:
    given = template(tmp_path / "template.xlsx")
    assert run(*COMMAND, given, "--out", given)[0] == 2
