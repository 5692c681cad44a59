"""The suites are whole, agree with the catalogue, and run quietly and offline."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reporting.event import load
from reporting.event.findings import catalogue
from reporting.event.schema import all_tables
from reporting.quality import examination, examine
from reporting.quality.limits import limits_of, standard
from reporting.quality.plain_reading import run_plainly
from reporting.quality.suites import SUITES, Outcome, run, suite
from support.corpus import CORPUS, written
from support.packages import write_package
from support.rally import rally_tables

GRADES = {"critical": "error", "warning": "warning", "info": "note"}
EXPECTATIONS = [(table, one) for table in SUITES for one in suite(table)["expectations"]]


@pytest.mark.parametrize("table", SUITES)
def test_a_suite_bears_its_tables_name(table: str) -> None:
    assert suite(table)["name"] == table
    assert suite(table)["notes"]


def test_every_check_stands_in_the_catalogue_with_its_severity() -> None:
    for _, one in EXPECTATIONS:
        assert catalogue()[one["meta"]["check"]]["severity"] == GRADES[one["severity"]]


def test_every_check_marks_a_column_of_its_table() -> None:
    for table, one in EXPECTATIONS:
        assert one["meta"]["column"] in all_tables()[table].columns


def test_a_checks_table_and_measured_column_name_it_alone() -> None:
    keys = [(table, one["meta"]["check"], one["kwargs"]["column"]) for table, one in EXPECTATIONS]
    assert len(keys) == len(set(keys))


def test_every_threshold_is_used_and_every_one_used_is_known() -> None:
    used = {
        value["$PARAMETER"]
        for _, one in EXPECTATIONS
        for value in one["kwargs"].values()
        if isinstance(value, dict)
    }
    lists = {"status", "control_kind", "action", "crews", "crews_or_all", "controls", "legs"}
    assert used - lists <= set(standard())


def test_every_check_says_on_how_many_rows_it_ran(tmp_path: Path) -> None:
    event = load(write_package(tmp_path, **rally_tables()))
    outcomes = examine(event).outcomes
    assert len(outcomes) == len(EXPECTATIONS)
    for outcome in outcomes:
        assert 0 <= outcome.failed <= outcome.rows <= len(event[outcome.table])
    times = [one for one in outcomes if (one.table, one.measured) == ("passages", "time_given")]
    assert [one.rows for one in times] == [len(event["passages"])]


def test_a_time_at_a_control_nobody_knows_is_not_called_blank(tmp_path: Path) -> None:
    tables = rally_tables()
    tables["passages"][0]["control"] = "PC99"
    found = examine(load(write_package(tmp_path, **tables))).findings
    errors = [(one.code, one.column) for one in found if one.severity == "error"]
    assert ("control-unknown", "control") in errors
    assert ("cell-blank", "time") not in errors


def test_a_suite_that_asks_for_what_is_not_measured_is_a_fault_of_ours() -> None:
    frame = pd.DataFrame({"id": ["D1"]}, index=pd.Index([2], name="row"))
    with pytest.raises(RuntimeError, match="did not run"):
        run({"decisions": frame}, {"action": [], "controls": [], "crews_or_all": []})


def test_checking_leaves_no_file_prints_nothing_and_calls_nobody(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "packages", **rally_tables())
    home = tmp_path / "home"
    home.mkdir()
    code = (
        "import socket, sys\n"
        "def no(*_): raise AssertionError('a connection')\n"
        "socket.socket.connect = no\n"
        "from reporting.event import load\n"
        "from reporting.quality import examine\n"
        f"assert examine(load({str(folder)!r})).findings == ()\n"
        "assert 'posthog' not in sys.modules\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "HOME": str(home)},
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert list(home.rglob("*")) == []


def test_a_check_and_the_standings_import_no_great_expectations(tmp_path: Path) -> None:
    folder = str(write_package(tmp_path, **rally_tables()))
    code = (
        "import sys\n"
        "from reporting.event import load\n"
        "from reporting.quality import check\n"
        "from reporting.publish.gate import load_fit\n"
        f"check(load({folder!r})); load_fit({folder!r}, 'standings')\n"
        "print('great_expectations' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"


def test_the_plain_reading_says_of_every_row_what_great_expectations_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = Counter[bool]()

    def both(frames: Any, parameters: Any) -> list[Outcome]:
        plain, real = run_plainly(frames, parameters), run(frames, parameters)
        for one, other in zip(plain, real, strict=True):
            assert one == replace(other, limits=one.limits)
            compared[bool(one.failed)] += 1
        return real

    monkeypatch.setattr(examination, "run", both)
    for fault in random.Random(17).sample(sorted(CORPUS), 4):
        examine(load(written(CORPUS[fault], tmp_path / fault)))
    assert compared[True] > 3


def test_a_package_may_bring_its_own_thresholds(tmp_path: Path) -> None:
    folder = write_package(tmp_path, **rally_tables())
    (folder / "limits.toml").write_text("gap_s = 61\n", "utf-8")
    values, problem = limits_of(folder)
    assert (values["gap_s"], problem) == (61, None)
    codes = {one.code for one in examine(load(folder)).findings}
    # The trial that a decision covers is a note; all others ask for a minute and a second.
    assert codes == {"crews-too-close", "settled-by-decision"}


@pytest.mark.parametrize("text", ["gap_s = -1", "gap_s = true", "gaps = 1", "gap_s = nan", "gap_s"])
def test_thresholds_that_cannot_be_used_leave_the_standard_ones(tmp_path: Path, text: str) -> None:
    (tmp_path / "limits.toml").write_text(text, "utf-8")
    values, problem = limits_of(tmp_path)
    assert problem
    assert values == {name: limit.value for name, limit in standard().items()}


def test_every_threshold_says_what_it_means_and_where_it_is_from() -> None:
    for limit in standard().values():
        assert all((limit.it, limit.en, limit.unit, limit.source_it, limit.source_en))
