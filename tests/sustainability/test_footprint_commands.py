"""``reporting footprint`` and ``reporting freeze``; ``reporting check`` over activities."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reporting.cli import app
from support.footprint import line, package
from support.project import ROOT

CONTRACT = {
    "total_location_kg", "total_market_kg", "by_scope", "by_category", "by_gas", "memo", "lines",
    "not_estimated", "uncertainty", "caveats",
}  # fmt: skip


def run(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """Return a copy of the demonstration's package, without published runs."""
    source = ROOT / "data" / "events" / "demo-rally"
    ignored = shutil.ignore_patterns("footprint", "tracks")
    return Path(shutil.copytree(source, tmp_path / "demo-rally", ignore=ignored))


def test_json_gives_what_the_contract_asks_for() -> None:
    status, out, _ = run("footprint", "demo-rally", "--json")
    assert status == 0
    assert json.loads(out).keys() >= CONTRACT


def test_both_totals_are_named_for_people() -> None:
    status, out, _ = run("footprint", "experience-italy-2025")
    assert status == 0
    for sentence in out.splitlines():
        if sentence.lower().startswith("total"):
            assert "location-based" in sentence or "market-based" in sentence
    assert out.count("not estimated: E") == 12


def test_events_stand_side_by_side() -> None:
    status, out, _ = run(
        "footprint", "experience-italy-2025", "--compare", "coppa-delle-alpi-2024", "--json"
    )
    rows = json.loads(out)["compared"]
    assert status == 0
    assert {row["event"] for row in rows} == {"experience-italy-2025", "coppa-delle-alpi-2024"}


def test_a_wrong_unit_is_refused_with_its_row(tmp_path: Path) -> None:
    event = package(tmp_path, line("A1", unit="kg"))
    status, out, _ = run("footprint", event.folder, "--json")
    assert status == 1
    (finding,) = [one for one in json.loads(out)["findings"] if one["severity"] == "error"]
    assert (finding["table"], finding["row"], finding["column"]) == ("activities", 2, "unit")


def test_check_tells_what_keeps_activities_from_being_accounted_for(tmp_path: Path) -> None:
    event = package(tmp_path, line("A1", factor="no-such-factor"))
    status, out, _ = run("check", event.folder, "--json")
    assert status == 1
    codes = [one["code"] for one in json.loads(out)["findings"]]
    assert codes.count("footprint-factor-unknown") == 1


def test_a_frozen_run_is_kept_in_the_package_and_compared_later(demo: Path) -> None:
    status, _, _ = run("freeze", demo, "--label", "v1", "--on", "2025-07-01")
    assert status == 0
    assert (demo / "footprint" / "demo-rally-v1.json").is_file()
    table = demo / "activities.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace(",420,L,hvo,", ",520,L,hvo,"), encoding="utf-8")
    status, out, _ = run("footprint", demo)
    assert status == 0
    assert "restated: E4-01: location-based" in out
    assert "420 to 520" in out or "420 a 520" in out


def test_what_was_published_is_never_overwritten(demo: Path) -> None:
    assert run("freeze", demo, "--label", "v1", "--on", "2025-07-01")[0] == 0
    assert run("freeze", demo, "--label", "v1", "--on", "2025-07-02")[0] == 2


@pytest.mark.parametrize("options", [("--on", "yesterday"), ("--label", "../v1")])
def test_a_wrong_day_or_label_is_wrong_use(options: tuple[str, str], demo: Path) -> None:
    assert run("freeze", demo, *options)[0] == 2


def test_activities_are_written_with_drop_downs(tmp_path: Path) -> None:
    target = tmp_path / "activities.xlsx"
    assert run("footprint", "demo-rally", "--sheet", target)[0] == 0
    assert target.is_file()
    assert run("footprint", "demo-rally", "--sheet", target)[0] == 2
