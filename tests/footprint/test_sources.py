"""Where every value comes from can be followed; a new edition is read, not typed."""

import csv
import importlib.util
import sys
import tomllib
from decimal import Decimal

import openpyxl
import pytest

from reporting.event.loader import load
from reporting.footprint import account, register
from support.project import ROOT

BUNDLED = ("demo-rally", "experience-italy-2025", "coppa-delle-alpi-2024")


def tool(name="desnz_factors"):
    path = ROOT / "tools" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


TOOL = tool()
TABLE = TOOL.read_table()


@pytest.mark.parametrize("name", BUNDLED)
def test_every_factor_that_a_bundled_event_uses_says_its_page_or_cell(name):
    used = account(load(name)).factors
    assert used
    for factor in used:
        assert factor.cell, factor.id
        assert factor.verification != "recalled", factor.id


def test_every_row_of_a_flat_file_names_its_cell_once_an_edition():
    named = [row for row in TABLE if TOOL.CELL.fullmatch(row["cell"])]
    assert len(named) == 361
    assert len({(row["year"], row["cell"], row["unit"]) for row in named}) == len(named)
    own = [row for row in TABLE if row["publisher"] == "UK DESNZ/Defra"]
    assert {row["id"] for row in own if row not in named} == {
        "hotel-room-night-2021-at",
        "hotel-room-night-2021-it",
    }


def test_what_stands_without_a_cell_is_counted():
    bare = [one for one in register().factors.values() if not one.cell]
    assert len(bare) == 33


def flat_file(path, *rows, year=2025, sheet="Factors by Category"):
    """Write a workbook laid out as the official one: five rows of title, the head, the values."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for title in ("UK Government GHG Conversion Factors", "Factors by Category", "", "", ""):
        page.append([title])
    page.append([*TOOL.HEAD, f"GHG Conversion Factor {year}"])
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def diesel(gas="kg CO2e", end=1, value=2.57082):
    levels = ("Fuels", "Liquid fuels", "Diesel (average biofuel blend)", None, None)
    return (f"1_101_1011_8_{end}", "Scope 1", *levels, "litres", gas, value)


PAPER = ("21_506_5001_15_1", "Scope 3", "Material use", "Paper", "Paper", None, "Primary")
SPLIT = (
    diesel(),
    diesel("kg CO2e of CO2 per unit", 2, 2.53763),
    diesel("kg CO2e of CH4 per unit", 3, 0.00029),
    diesel("kg CO2e of N2O per unit", 4, 0.0329),
)


def ours(**changes):
    """Return the bundled row of diesel of 2025, standing in the seventh row of a small file."""
    row = next(row for row in TABLE if row["id"] == "diesel-blend-ttw-l-2025-uk")
    return row | {"cell": "Factors by Category!J7 (ID 1_101_1011_8_1)"} | changes


def test_the_bundled_diesel_is_what_a_flat_file_of_its_year_says(tmp_path):
    flat = TOOL.read_flat_file(flat_file(tmp_path / "flat.xlsx", *SPLIT))
    assert (flat.year, len(flat.rows)) == ("2025", 4)
    assert list(TOOL.differences(flat, [ours()])) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kgco2e_per_unit": "2.57"}, "kgco2e_per_unit is 2.57, the file has 2.57082"),
        ({"kgch4_co2e": ""}, "kgch4_co2e is blank"),
        ({"cell": "Factors by Category!J9 (ID 1_101_1011_8_1)"}, "stands in row 7"),
        ({"cell": "Factors by Category!J7 (ID 1_101_9999_8_1)"}, "stands in row none"),
    ],
)
def test_a_row_that_its_cell_does_not_say_is_named(changes, told, tmp_path):
    flat = TOOL.read_flat_file(flat_file(tmp_path / "flat.xlsx", *SPLIT))
    (found,) = TOOL.differences(flat, [ours(**changes)])
    assert found.startswith("diesel-blend-ttw-l-2025-uk: ")
    assert told in found


def test_a_value_per_tonne_is_held_against_ours_per_kilogram(tmp_path):
    paper = (*PAPER, "tonnes", "kg CO2e", 1345.0779)
    flat = TOOL.read_flat_file(flat_file(tmp_path / "flat.xlsx", paper))
    assert flat.rows[PAPER[0]].per("kg") == Decimal("1.3450779")


def test_an_edition_is_taken_over_by_the_ids_of_another(tmp_path):
    values = (2.6, 2.5, 0.05, 0.05)
    later = [(*row[:-1], value) for row, value in zip(SPLIT, values, strict=True)]
    flat = TOOL.read_flat_file(flat_file(tmp_path / "flat.xlsx", *later, year=2027))
    (row,) = TOOL.rows_like(flat, [ours(), ours(year="2024")], "2025")
    assert (row["id"], row["year"]) == ("diesel-blend-ttw-l-2027-uk", "2027")
    assert (row["kgco2e_per_unit"], row["kgco2"], row["biogenic_kgco2"]) == ("2.6", "2.5", "")
    assert list(TOOL.differences(flat, [row])) == []


@pytest.mark.parametrize(
    ("rows", "sheet", "told"),
    [
        ([diesel()], "Sheet1", "no sheet"),
        ([diesel(), diesel()], "Factors by Category", "ID 1_101_1011_8_1 in rows 7, 8"),
    ],
)
def test_a_file_that_is_not_laid_out_so_is_refused(rows, sheet, told, tmp_path):
    path = flat_file(tmp_path / "flat.xlsx", *rows, sheet=sheet)
    with pytest.raises(SystemExit, match=told):
        TOOL.read_flat_file(path)


def test_two_copies_that_differ_are_told_apart(tmp_path, capsys):
    one = flat_file(tmp_path / "one.xlsx", *SPLIT)
    other = flat_file(tmp_path / "other.xlsx", *SPLIT[1:], diesel(value=2.5))
    assert TOOL.compare(one, one) == 0
    assert TOOL.compare(one, other) == 1
    assert "1_101_1011_8_1\n4 and 4 rows, 1 apart" in capsys.readouterr().out


def test_the_table_is_written_as_it_is_read():
    text = TOOL.TABLE.read_text("utf-8")
    assert text.count("\n") == len(TABLE) + 1
    assert next(csv.reader([text.splitlines()[0]])) == list(TABLE[0])


def test_a_secondary_row_of_a_grid_is_what_two_copies_print(tmp_path):
    grids = tool("grid_factors")
    readings = tomllib.loads((ROOT / "tools" / "grid_factors.toml").read_text("utf-8"))["readings"]
    assert not list(grids.disagreements(readings, grids.rows()))
    named = {name for name, row in grids.rows().items() if "grid_factors.toml" in row["dataset"]}
    assert named == set(readings)
    wrong = {"electricity-residual-kwh-2025-it": {"A": "420.20", "E": "427.8"}, "gone": {}}
    assert len(list(grids.disagreements(wrong, grids.rows()))) == 2

    book = openpyxl.Workbook()
    page = book.active
    page.title = grids.SHEET
    for row in (["Country", grids.VALUE], ["IT", 420.2], ["AT", "NA"], ["NL", 0]):
        page.append(row)
    book.save(tmp_path / "aib.xlsx")
    assert grids.residual_mixes(tmp_path / "aib.xlsx") == {"IT": Decimal("0.4202")}
    assert not list(grids.check_aib("2025", tmp_path / "aib.xlsx", grids.rows()))
