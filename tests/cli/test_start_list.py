"""The start of a leg: by the package's times, by number, by the standings before it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reporting.event import load
from support.command import reporting
from support.packages import entry, good_tables, write_package


def package(tmp_path: Path) -> Path:
    """Write three crews that have run leg 1: crew 2 before 3 before 1, crew 4 retired."""
    tables = good_tables()
    tables["entries"] = [entry(number, coefficient="1") for number in (1, 2, 3)]
    tables["entries"].append(entry(4, coefficient="1", status="DNF"))
    late = {(1, "PC1"): "0.30", (3, "PC1"): "0.10"}
    for row in tables["passages"]:
        off = late.get((row["number"], row["control"]))
        if off and row["point"] == "finish":
            row["time"] = f"{row['time'][:-5]}{off[1:]}"
    tables["passages"] = [row for row in tables["passages"] if row["control"] != "PC3"]
    tables["starts"] = [row for row in tables["starts"] if row["leg"] == 1]
    return write_package(tmp_path, **tables)


def listed(where: Path, *options: str) -> dict[str, Any]:
    told = reporting("start-list", where, "--json", *options)
    assert told.exit_code == 0, told.stderr
    shown: dict[str, Any] = json.loads(told.stdout)
    return shown


def starts(shown: dict[str, Any]) -> list[tuple[int, str]]:
    return [(row["number"], row["time"][11:19]) for row in shown["starts"]]


@pytest.mark.parametrize(
    ("order", "numbers"),
    [("number", [1, 2, 3]), ("standings", [2, 3, 1]), ("reversed", [1, 3, 2])],
)
def test_a_leg_starts_by_number_or_by_the_standings_before_it(
    tmp_path: Path, order: str, numbers: list[int]
) -> None:
    options = ("--leg", "2", "--order", order, "--first", "09:00", "--interval", "0.5")
    shown = listed(package(tmp_path), *options)
    times = ["09:00:00", "09:00:30", "09:01:00"]
    assert starts(shown) == list(zip(numbers, times, strict=True))
    assert [row["number"] for row in shown["not_starting"]] == [4]
    if order != "number":
        assert (shown["moment"]["leg"], shown["moment"]["whole_leg"]) == (1, True)


def test_the_times_of_the_package_are_the_list_where_no_order_is_asked_for(tmp_path: Path) -> None:
    shown = listed(package(tmp_path), "--leg", "1")
    assert starts(shown) == [(1, "08:01:00"), (2, "08:02:00"), (3, "08:03:00")]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--leg", "3"), "There is no leg 3"),
        (("--leg", "2"), "no start times for leg 2"),
        (("--leg", "2", "--order", "number"), "Say --first"),
        (("--leg", "1", "--order", "reversed"), "no standings to order by"),
        (("--leg", "2", "--order", "odd"), "--order is given, number"),
        (("--leg", "2", "--order", "number", "--first", "25:00"), "--first is a time of day"),
        (("--leg", "2", "--order", "number", "--first", "09:00", "--interval", "0"), "above zero"),
    ],
)
def test_what_is_not_known_is_asked_for(
    tmp_path: Path, options: tuple[str, ...], says: str
) -> None:
    told = reporting("start-list", package(tmp_path), *options)
    assert told.exit_code == 2
    assert says in told.stderr


def test_a_leg_that_is_still_being_driven_gives_no_order(tmp_path: Path) -> None:
    where = package(tmp_path)
    rows = (where / "passages.csv").read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if ",CO1," not in row]
    (where / "passages.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    told = reporting("start-list", where, "--leg", "2", "--order", "reversed", "--first", "09:00")
    assert told.exit_code == 2
    assert "nobody has a time at CO1" in told.stderr


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_files_hold_the_list_and_the_rows_go_back_into_the_package(
    tmp_path: Path, language: str
) -> None:
    where, out = package(tmp_path), tmp_path / "lists"
    options = ("--leg", "2", "--order", "reversed", "--first", "09:00", "--out", out)
    told = reporting("start-list", where, *options, "--lang", language, "--json")
    assert told.exit_code == 0, told.stderr
    assert len(json.loads(told.stdout)["files"]) == 4
    page = (out / "start-list-leg2.html").read_text(encoding="utf-8").replace("\xa0", " ")
    for name in ("Equipaggio 01", "Equipaggio 04", {"it": "tappa 2", "en": "leg 2"}[language]):
        assert name in page
    assert (out / "start-list-leg2.pdf").read_bytes().startswith(b"%PDF")
    sheet = openpyxl.load_workbook(out / "start-list-leg2.xlsx")["starts"]
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == [1, 3, 2]
    rows = (out / "start-list-leg2.csv").read_text(encoding="utf-8").splitlines()[1:]
    with (where / "starts.csv").open("a", encoding="utf-8") as given:
        given.write("\n".join(rows) + "\n")
    assert load(where).ok
    assert starts(listed(where, "--leg", "2"))[0] == (1, "09:00:00")
