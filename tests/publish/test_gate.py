"""One gate: every command and every notebook gives the same verdict on a package, and says why."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reporting import publish, quality
from reporting.errors import InputError
from reporting.event import Event, Finding, load
from reporting.publish import gate
from reporting.publish.reports import step_results
from support.command import reporting
from support.corpus import Case, written
from support.packages import csv_text, replace_in, write_package
from support.project import ROOT
from support.rally import rally_tables

Break = Callable[[Path], None]
Place = tuple[str, str, int | None]


def exchange_a_start_and_a_finish(package: Path) -> None:
    swap = {"start": "finish", "finish": "start"}
    rows = rally_tables()["passages"]
    for row in rows:
        if (row["number"], row["control"]) == (5, "PC10"):
            row["point"] = swap[row["point"]]
    (package / "passages.csv").write_text(csv_text(rows), encoding="utf-8")


def write_a_rulebook(change: Callable[[str], str]) -> Break:
    source = ROOT / "data" / "reference" / "rulebooks" / "aci-classica-2024.toml"

    def write(package: Path) -> None:
        changed = change(source.read_text(encoding="utf-8"))
        (package / "rulebook.toml").write_text(changed, encoding="utf-8")

    return write


def without_section(name: str) -> Callable[[str], str]:
    def cut(text: str) -> str:
        parts = text.split("\n[")
        return "\n[".join(one for one in parts if not one.startswith(f"{name}]"))

    return cut


def decide(*rows: tuple[int, str, str, str]) -> Break:
    def write(package: Path) -> None:
        columns = ("number", "control", "action", "value")
        table = [
            {"id": f"D{at}", **dict(zip(columns, row, strict=True)), "reason": "prova"}
            for at, row in enumerate(rows, 1)
        ]
        (package / "decisions.csv").write_text(csv_text(table), encoding="utf-8")

    return write


def write_track(text: str) -> Break:
    def write(package: Path) -> None:
        (package / "tracks").mkdir()
        (package / "tracks" / "leg1.gpx").write_text(text, encoding="utf-8")

    return write


def account(**changes: object) -> Break:
    def write(package: Path) -> None:
        row = {
            "id": "A1", "event_category": "E1", "scope": "3.other", "description": "auto",
            "quantity": "100", "unit": "L", "factor": "no-such-factor", "tier": "screening",
        } | changes  # fmt: skip
        (package / "activities.csv").write_text(csv_text([row]), encoding="utf-8")

    return write


def keep_a_run_that_is_none(package: Path) -> None:
    (package / "footprint").mkdir()
    (package / "footprint" / "2024.json").write_text("{}", encoding="utf-8")


def name_a_rulebook_that_is_none(package: Path) -> None:
    replace_in(package / "event.toml", "aci-classica-2024", "aci-classica-2026")


def spoil_a_time(package: Path) -> None:
    replace_in(package / "starts.csv", "5,2,09:05:00.0000", "5,2,29:65")


ALL = frozenset({"standings", "route", "footprint"})
BROKEN: dict[str, tuple[Break, Place, frozenset[str]]] = {
    "a time that is none": (spoil_a_time, ("time-unreadable", "starts", 18), ALL),
    "a start and a finish exchanged": (
        exchange_a_start_and_a_finish,
        ("finish-before-start", "passages", 210),
        frozenset({"standings"}),
    ),
    "a rulebook that there is none of": (
        name_a_rulebook_that_is_none,
        ("rulebook-not-found", "event", None),
        frozenset({"standings"}),
    ),
    "a rulebook with an unknown key": (
        write_a_rulebook(lambda text: "mercy = true\n" + text),
        ("rulebook-key-unknown", "rulebook", None),
        frozenset({"standings"}),
    ),
    "a rulebook that is no TOML": (
        write_a_rulebook(lambda text: text + "\n[["),
        ("rulebook-unreadable", "rulebook", None),
        frozenset({"standings"}),
    ),
    "a rulebook without average trials": (
        write_a_rulebook(without_section("average_trial")),
        ("score-kind-unruled", "controls", 9),
        frozenset({"standings"}),
    ),
    "an average of nothing": (
        decide((3, "PM1", "assign_average", "")),
        ("score-average-basis", "decisions", 2),
        frozenset({"standings"}),
    ),
    "a track that is no GPX": (
        write_track("<gpx"),
        ("track-broken", "tracks", 1),
        frozenset({"route"}),
    ),
    "an empty track": (
        write_track('<gpx version="1.1"></gpx>'),
        ("track-empty", "tracks", None),
        frozenset({"route"}),
    ),
    "an unknown factor": (
        account(),
        ("footprint-factor-unknown", "activities", 2),
        frozenset({"footprint"}),
    ),
    "a published footprint that is none": (
        keep_a_run_that_is_none,
        ("footprint-run-unread", "footprint", None),
        frozenset({"footprint"}),
    ),
}
COMMANDS: dict[str, tuple[str, ...]] = {
    "standings": ("standings",),
    "crews": ("standings", "route"),
    "diff": ("standings", "route", "footprint"),
    "route": ("route",),
    "footprint": ("footprint",),
    "freeze": ("footprint",),
}
NOTEBOOKS: dict[str, Callable[[str], object]] = {
    "race": lambda where: publish.open_report("race", where, "it"),
    "journey": lambda where: publish.open_journey(where, "it"),
    "sustainability": lambda where: publish.open_sustainability(where, "it"),
}


@pytest.fixture(params=BROKEN)
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Place, frozenset[str]]:
    breaks, place, concerned = BROKEN[request.param]
    package = written(Case(expected=("", "", None, None)), tmp_path)
    breaks(package)
    return package, place, concerned


def places(findings: Any) -> set[Place]:
    """Return code, table and row of the errors, as findings or as JSON."""
    plain = [one.as_json() if isinstance(one, Finding) else one for one in findings]
    return {(one["code"], one["table"], one["row"]) for one in plain if one["severity"] == "error"}


@pytest.fixture
def examined_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the quality room examine each package once: what it finds is not in question here."""
    found: dict[Path, tuple[Finding, ...]] = {}
    examined = quality.check

    def check(event: Event) -> tuple[Finding, ...]:
        if event.folder not in found:
            found[event.folder] = examined(event)
        return found[event.folder]

    monkeypatch.setattr(quality, "check", check)


@pytest.mark.usefixtures("examined_once")
def test_every_command_and_notebook_gives_the_same_verdict_and_finding(
    broken: tuple[Path, Place, frozenset[str]], tmp_path: Path
) -> None:
    package, place, concerned = broken
    checked = reporting("check", package, "--json")
    found = places(json.loads(checked.stdout)["findings"])
    assert checked.exit_code == 1
    assert place in found
    for command, purposes in COMMANDS.items():
        more = {"diff": [tmp_path / "none"], "crews": ["--out", tmp_path / "out"]}
        told = reporting(command, package, *more.get(command, []), "--json")
        if concerned.intersection(purposes):
            assert told.exit_code == 1, command
            assert places(json.loads(told.stdout)["findings"]) == found, command
        elif command not in (*more, "freeze"):
            assert told.exit_code == 0, (command, told.stderr)
    for opened in NOTEBOOKS.values():
        with pytest.raises(InputError) as refused:
            opened(str(package))
        assert places(refused.value.findings) == found
    publish.open_quality(str(package), "it")  # what is wrong is what it is about


def test_a_crew_without_a_name_is_called_in_the_reader_s_language(tmp_path: Path) -> None:
    tables = rally_tables()
    tables["entries"][0]["driver"] = "Equipaggio 01"
    package = str(write_package(tmp_path, **tables))
    called = [publish.open_quality(package, language).quality.crews for language in ("it", "en")]
    number = int(tables["entries"][0]["number"])
    assert [one[number].split()[0] for one in called] == ["Equipaggio", "Crew"]


def test_a_timing_quality_report_says_that_a_rulebook_keeps_it_from_a_score(
    tmp_path: Path,
) -> None:
    package = write_package(tmp_path, rulebook="aci-classica-2026")
    assert not publish.open_quality(str(package), "it").scored


def test_a_fault_that_two_rooms_notice_is_told_once(tmp_path: Path) -> None:
    tables = rally_tables()
    tables["entries"][2]["coefficient"] = ""
    found = gate.findings(load(write_package(tmp_path, **tables)))
    assert [one.code for one in found].count("score-coefficient-blank") == 1


def test_a_notebook_within_a_build_examines_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = load(write_package(tmp_path))
    step_results.remember(event, {})

    def examined_again(*_: object, **__: object) -> None:
        raise AssertionError("the build examines the event, once")

    monkeypatch.setattr(gate, "findings", examined_again)
    assert publish.open_report("race", str(event.folder), "it").event is event


@pytest.mark.slow
def test_a_build_refuses_what_check_tells_with_the_same_findings(tmp_path: Path) -> None:
    package = written(Case(expected=("", "", None, None)), tmp_path)
    exchange_a_start_and_a_finish(package)
    account()(package)
    told = reporting("build", package, "--out", tmp_path / "out", "--json")
    checked = reporting("check", package, "--json")
    assert told.exit_code == 1
    assert places(json.loads(told.stdout)["findings"]) == places(
        json.loads(checked.stdout)["findings"]
    )
    assert not (tmp_path / "out" / "prova-uno").exists()
