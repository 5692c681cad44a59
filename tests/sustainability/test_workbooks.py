"""The officer's workbooks: the inventory that recomputes itself, the activities to fill in."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reporting.errors import UsageError
from reporting.event import load
from reporting.footprint import account, statement
from reporting.footprint.activities_workbook import COLUMNS, write_activities_workbook
from reporting.publish.data.files import write
from support.footprint import factor, line, package, power

EVENTS = ("demo-rally", "experience-italy-2025", "coppa-delle-alpi-2024")
SHEETS = ["summary", "lines", "memo", "factors", "metrics", "index", "exclusions", "log"]


@pytest.fixture(scope="module", params=EVENTS)
def data(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an event's data files."""
    folder = tmp_path_factory.mktemp("data") / request.param
    write(load(request.param), folder)
    return folder


def stated(data: Path) -> dict[str, Any]:
    return json.loads((data / "results.json").read_text(encoding="utf-8"))["footprint"]


def summary(path: Path) -> dict[str, tuple[float, float]]:
    """Return what the summary says: totals, and every scope, category and tier."""
    rows = openpyxl.load_workbook(path, data_only=True)["summary"].iter_rows(values_only=True)
    return {str(row[0]): (row[3], row[4]) for row in rows if isinstance(row[3], (int, float))}


def expected(statement: dict[str, Any]) -> dict[str, tuple[float, float]]:
    found = {"Totals": (statement["total_location_kg"], statement["total_market_kg"])}
    for group in ("by_scope", "by_category", "by_tier"):
        for code, sums in statement[group].items():
            found[code] = (sums["location_kg"], sums["market_kg"])
    return found


def hold(path: Path, statement: dict[str, Any]) -> None:
    shown = summary(path)
    for code, masses in expected(statement).items():
        if code in shown:
            assert shown[code] == pytest.approx(masses, rel=1e-9), code
    assert set(expected(statement)) <= set(shown)


def test_the_workbook_has_its_sheets(data: Path) -> None:
    assert openpyxl.load_workbook(data / "footprint.xlsx").sheetnames == SHEETS


def test_totals_are_formulas_over_the_lines(data: Path) -> None:
    book = openpyxl.load_workbook(data / "footprint.xlsx")
    totals = next(row for row in book["summary"].iter_rows() if row[0].value == "Totals")
    assert all(str(cell.value).startswith("=SUM(lines!") for cell in totals[3:5])
    lines = stated(data)["lines"]
    rows = book["lines"].iter_rows(min_row=2, max_row=len(lines) + 1)
    formulas = [cell for row in rows for cell in row]
    by_rule = sum(one["by_rule"] for one in lines)
    # Amount, two factors, two masses, four gases; of a line made by rule its quantity, too.
    assert sum(cell.data_type == "f" for cell in formulas) == 9 * len(lines) + by_rule


def test_a_viewer_that_does_not_calculate_shows_the_same_figures(data: Path) -> None:
    hold(data / "footprint.xlsx", stated(data))


def filled(rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """Return the rows that hold a line: the free ones below are blank."""
    return [row for row in rows if row[0]]


def free(book: openpyxl.Workbook) -> Iterator[Any]:
    """Yield the free rows of the sheet ``lines``, each as column -> cell."""
    head, *rows = book["lines"].iter_rows()
    for row in rows:
        if row[0].value is None:
            yield {str(title.value): cell for title, cell in zip(head, row, strict=True)}


def workbook(folder: Path, *rows: dict[str, Any], **tables: Any) -> openpyxl.Workbook:
    write(package(folder / "prova", *rows, **tables), folder / "data")
    return openpyxl.load_workbook(folder / "data" / "footprint.xlsx")


def powered(litres: int, kwh: int) -> list[dict[str, Any]]:
    go = {"instrument": "go", "instrument_id": "GO-1", "instrument_cancelled": "2026-01-15"}
    wtt = line("W", scope="3.3", factor="wtt-diesel-blend-l-2025-uk", quantity=40, covers="A1")
    return [
        line("A1", factor="diesel-blend-ttw", quantity=litres),
        line("A2", factor="hvo", quantity=1000),
        wtt,
        power("P1", factor="green", quantity=kwh, instrument_mwh="5", **go),
        line("C1", event_category="M2", scope="memo", factor="", unit="tCO2e", quantity=3),
    ]


GREEN = [factor("green", "0.01", basis="contract", country="IT", year=2025)]
CREWS = {"event_category": "E1", "scope": "3.other", "factor": "petrol-blend-ttw"}
OLD = [line("A1", factor="diesel-blend-ttw"), line("C1", **CREWS), line("A2", factor="hvo")]
NEW = [line("N1", factor="diesel-blend-ttw", quantity=70), line("N2", **CREWS, quantity=30)]


def as_it_is(folder: Path) -> openpyxl.Workbook:
    write(load("demo-rally"), folder / "data")
    return openpyxl.load_workbook(folder / "data" / "footprint.xlsx")


def another_factor(folder: Path) -> openpyxl.Workbook:
    book = workbook(folder, *OLD)
    (cell,) = (row[1] for row in book["factors"].iter_rows() if "diesel-blend-ttw" in row[0].value)
    cell.value += 1
    return book


def other_quantities(folder: Path) -> openpyxl.Workbook:
    book = workbook(folder, *powered(100, 8000), emission_factors=GREEN)
    places = {row[0].value: row[7] for row in book["lines"].iter_rows(min_row=2)}
    places["A1"].value, places["P1"].value = 250, 9000
    return book


def more_lines(folder: Path) -> openpyxl.Workbook:
    book = workbook(folder, *OLD)
    ids = {"diesel-blend-ttw": "diesel-blend-ttw-l-2025-uk"}
    ids |= {"petrol-blend-ttw": "petrol-blend-ttw-l-2025-uk"}
    for row, one in zip(free(book), NEW, strict=False):
        for column in ("id", "event_category", "scope", "quantity", "tier"):
            row[column].value = one[column]
        row["activity"].value, row["factor"].value = one["id"], ids[one["factor"]]
    return book


def no_such_factor(folder: Path) -> openpyxl.Workbook:
    book = workbook(folder, line())
    row = next(free(book))
    for column, value in {"id": "X", "event_category": "E4", "scope": "1", "quantity": 9}.items():
        row[column].value = value
    row["factor"].value = "none"
    return book


CHANGES = (as_it_is, another_factor, other_quantities, more_lines, no_such_factor)


@pytest.fixture(scope="module")
def recomputed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return what LibreOffice makes of the formulas of each changed workbook; opened once."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("office")
    bare = {change.__name__: folder / f"{change.__name__}.xlsx" for change in CHANGES}
    for change in CHANGES:
        # openpyxl keeps the formulas and drops the values: whatever comes back was computed.
        change(folder / change.__name__).save(bare[change.__name__])
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    files = map(str, bare.values())
    subprocess.run([*command, str(folder / "out"), *files], check=True, capture_output=True)
    return {name: folder / "out" / path.name for name, path in bare.items()}


def hold_lines(path: Path, statement: dict[str, Any]) -> None:
    """Hold every line and memo line of a workbook, and its sums, against a statement."""
    hold(path, statement)
    done = openpyxl.load_workbook(path, data_only=True)
    head, *found = done["lines"].iter_rows(values_only=True)
    shown = {row[0]: dict(zip(head, row, strict=True)) for row in filled(found)}
    assert shown.keys() == {one["id"] for one in statement["lines"]}
    for one in statement["lines"]:
        row = shown[one["id"]]
        assert (row["scope"], row["factor"]) == (one["scope"], one["factor"])
        for name in ("amount", "location_kg", "market_kg"):
            assert row[name] == pytest.approx(one[name], rel=1e-9), (one["id"], name)
        for gas, kg in one["by_gas"].items():
            assert row[gas] == pytest.approx(kg, abs=1e-6), (one["id"], gas)
    kg = {row[0]: row[7] for row in filled(done["memo"].iter_rows(min_row=2, values_only=True))}
    assert kg == {one["id"]: pytest.approx(one["kg"]) for one in statement["memo"]["lines"]}


def test_libreoffice_recomputes_the_same_lines_and_totals(recomputed: dict[str, Path]) -> None:
    hold_lines(recomputed["as_it_is"], statement(load("demo-rally")))


def test_a_changed_quantity_reaches_upstream_biogenic_gases_and_totals(
    recomputed: dict[str, Path], tmp_path: Path
) -> None:
    after = package(tmp_path, *powered(250, 9000), emission_factors=GREEN)
    hold_lines(recomputed["other_quantities"], statement(after))


def test_an_added_line_has_its_upstream_biogenic_co2_gases_and_totals(
    recomputed: dict[str, Path], tmp_path: Path
) -> None:
    hold_lines(recomputed["more_lines"], statement(package(tmp_path, *OLD, *NEW)))


def test_a_changed_factor_reaches_every_total(recomputed: dict[str, Path], tmp_path: Path) -> None:
    before = statement(package(tmp_path, *OLD))["total_location_kg"]
    shown = summary(recomputed["another_factor"])
    assert shown["Totals"] == (pytest.approx(before + 100), pytest.approx(before + 100))


def test_a_factor_that_the_workbook_does_not_have_is_an_error_and_no_zero(
    recomputed: dict[str, Path],
) -> None:
    done = openpyxl.load_workbook(recomputed["no_such_factor"], data_only=True)["summary"]
    (total,) = (row[3] for row in done.iter_rows(values_only=True) if row[0] == "Totals")
    assert total == "#N/A"


def test_the_audit_trail_adds_up_to_the_totals(data: Path) -> None:
    with (data / "footprint.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for basis in ("location", "market"):
        found = sum(float(row[f"{basis}_kg"]) for row in rows)
        assert found == pytest.approx(stated(data)[f"total_{basis}_kg"], rel=1e-9)
    assert {row["nature"] for row in rows} == {stated(data)["nature"]}


def test_the_workbook_says_above_its_totals_what_the_figures_are(data: Path) -> None:
    sheet = openpyxl.load_workbook(data / "footprint.xlsx")["summary"]
    said = " ".join(str(sheet.cell(row, 1).value) for row in range(1, 5)).lower()
    word = {"synthetic": "synthetic data", "screening": "screening estimate"}
    assert word[stated(data)["nature"]] in said


def test_no_text_of_a_package_becomes_a_formula(tmp_path: Path) -> None:
    event = package(tmp_path, line("A1", description="=HYPERLINK(1)", evidence="@SUM(1)"))
    write(event, tmp_path / "data")
    book = openpyxl.load_workbook(tmp_path / "data" / "footprint.xlsx")
    texts = [cell for row in book["lines"].iter_rows() for cell in row if cell.value]
    mine = [cell for cell in texts if str(cell.value).startswith(("=HYPER", "@SUM"))]
    assert len(mine) == 4, "the line and its well-to-tank"
    assert all(cell.data_type == "s" for cell in mine)


@pytest.mark.parametrize(
    "column",
    [
        *("event_category", "scope", "unit", "factor", "country", "tier"),
        *("basis", "instrument", "approval"),
    ],
)
def test_activities_offer_their_codes(column: str, tmp_path: Path) -> None:
    path = write_activities_workbook(tmp_path / "activities.xlsx")
    book = openpyxl.load_workbook(path)
    letter = openpyxl.utils.get_column_letter(COLUMNS.index(column) + 1)
    offered = [
        rule.formula1
        for rule in book["activities"].data_validations.dataValidation
        if str(rule.sqref).startswith(f"{letter}2:")
    ]
    assert len(offered) == 1
    first, last = offered[0].removeprefix("codes!").replace("$", "").split(":")
    codes = [row[0].value for row in book["codes"][f"{first}:{last}"]]
    assert len(codes) == len(set(codes)) > 2
    assert {"E1"} <= set(codes) or column != "event_category"
    assert {"3.1", "3.10"} <= set(codes) or column != "scope"


def test_activities_go_out_and_come_back_the_same(tmp_path: Path) -> None:
    original = load("demo-rally")
    folder = tmp_path / "demo-rally"
    folder.mkdir()
    about = (original.folder / "event.toml").read_text(encoding="utf-8")
    untimed = about.replace('timing = "simulated"', 'timing = "none"')
    (folder / "event.toml").write_text(untimed, encoding="utf-8")
    write_activities_workbook(folder / "event.xlsx", original)
    book = openpyxl.load_workbook(folder / "event.xlsx")
    factors = book.create_sheet("emission_factors")
    with (original.folder / "emission_factors.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            factors.append(row)
    book.save(folder / "event.xlsx")
    filled = load(str(folder))
    assert not [one for one in filled.findings if one.severity == "error"]
    assert account(filled).total_location_kg == account(original).total_location_kg


def test_what_was_filled_in_is_never_overwritten(tmp_path: Path) -> None:
    path = write_activities_workbook(tmp_path / "activities.xlsx")
    with pytest.raises(UsageError, match="there already"):
        write_activities_workbook(path)


def test_every_line_and_metric_of_the_workbook_is_the_one_of_the_results(data: Path) -> None:
    book = openpyxl.load_workbook(data / "footprint.xlsx", data_only=True)
    statement = stated(data)
    head, *rows = book["lines"].iter_rows(values_only=True)
    for line_, cells in zip(statement["lines"], filled(rows), strict=True):
        row = dict(zip(head, cells, strict=True))
        for key in ("id", "scope", "amount", "location_kg", "market_kg", "factor", "factor_unit"):
            assert row[key] == line_[key]
        assert {gas: row[gas] for gas in line_["by_gas"]} == line_["by_gas"]
        assert row["gsd_squared"] == statement["uncertainty"]["gsd_squared"][line_["id"]]
    head, *rows = book["metrics"].iter_rows(values_only=True)
    values = {row[head.index("code")]: row[head.index("value")] for row in rows}
    assert values.keys() == statement["metrics"].keys()
    for code, one in statement["metrics"].items():
        expect = one["value"] if one["value"] is None else pytest.approx(one["value"], rel=1e-15)
        assert values[code] == expect, code


def test_the_workbook_lists_every_disclosure_and_every_gap(data: Path) -> None:
    book = openpyxl.load_workbook(data / "footprint.xlsx")
    statement = stated(data)
    assert book["index"].max_row == len(statement["index"]) + 1
    assert book["exclusions"].max_row == len(statement["not_estimated"]) + 1
    assert book["factors"].max_row == len(statement["factors"]) + 1


def test_the_same_statement_gives_the_same_workbook(data: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    write(load(stated(data)["event"]), again)
    assert (again / "footprint.xlsx").read_bytes() == (data / "footprint.xlsx").read_bytes()
