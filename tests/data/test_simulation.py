"""The simulated tables are what the generator writes, today as on the day of the commit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support.project import ROOT

TOOL = ROOT / "tools" / "simulate_experience_italy.py"
PLAN = ROOT / "tools" / "experience_italy_2025.toml"
PACKAGE = ROOT / "data" / "events" / "experience-italy-2025"
TABLES = ("entries", "controls", "detections", "starts", "passages", "decisions")


def simulate(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, TOOL, *arguments], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated") / "experience-italy-2025"
    run = simulate("--out", folder)
    assert run.returncode == 0, run.stderr
    return folder


def test_the_generator_writes_its_tables_and_nothing_else(written: Path) -> None:
    assert {file.name for file in written.iterdir()} == {f"{table}.csv" for table in TABLES}


@pytest.mark.parametrize("table", TABLES)
def test_the_bundled_table_is_what_the_generator_writes(written: Path, table: str) -> None:
    assert (written / f"{table}.csv").read_bytes() == (PACKAGE / f"{table}.csv").read_bytes()


def test_without_a_draw_that_agrees_nothing_is_written(tmp_path: Path) -> None:
    plan = PLAN.read_text(encoding="utf-8")
    assert plan.count("spread_s = 0.067") == plan.count("attempts = 200") == 1
    # A winner who drives like a beginner never wins.
    weaker = plan.replace("spread_s = 0.067", "spread_s = 0.9").replace(
        "attempts = 200", "attempts = 2"
    )
    other = tmp_path / "plan.toml"
    other.write_text(weaker, encoding="utf-8")
    run = simulate("--plan", other, "--out", tmp_path / "out")
    assert run.returncode == 1
    assert "None of 2 draws agrees" in run.stderr
    assert not (tmp_path / "out").exists()


def test_numbers_of_one_key_do_not_depend_on_what_else_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(TOOL.parent))
    from simulation.draws import Draws

    alone = Draws(7, 2, 1).normal()
    other, again = Draws(7, 2, 2), Draws(7, 2, 1)
    other.uniform()
    assert again.normal() == alone
    # Published by NumPy for this bit generator and seed sequence: a change would change the data.
    assert Draws(0).uniform() == pytest.approx(0.6369616873214543, abs=0)
