"""What is measured: order, clocks, completeness; and what a decision settles."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.event import Event, load
from reporting.quality import examine
from reporting.quality.running_order import out_of_line
from support.corpus import both, decided, move, moved, stuck
from support.packages import Rows, write_package
from support.rally import CREWS, rally_tables


def rally(tmp_path: Path, tables: dict[str, Rows] | None = None) -> Event:
    return load(write_package(tmp_path, **(tables or rally_tables())))


def rises(values: list[int], without: set[int]) -> bool:
    kept = [value for place, value in enumerate(values) if place not in without]
    return kept == sorted(kept)


@given(st.lists(st.integers(0, 9), max_size=8))
def test_the_fewest_times_are_blamed_for_a_broken_order(values: list[int]) -> None:
    wrong = set(out_of_line(values))
    assert rises(values, wrong)
    fewer = combinations(range(len(values)), max(len(wrong) - 1, 0))
    assert not wrong or not any(rises(values, set(places)) for places in fewer)


@given(st.integers(-86_400, 86_400), st.integers(0, 6))
def test_one_clock_that_is_off_is_the_only_one_blamed(off: int, place: int) -> None:
    times = [600 * step for step in range(7)]
    times[place] += off
    assert len(out_of_line(times)) <= 1


@pytest.mark.parametrize("seconds", [0.2, -0.3, 1.5])
def test_the_drift_of_a_clock_is_measured(tmp_path: Path, seconds: float) -> None:
    tables = rally_tables()
    move("PC10", ("finish",), seconds)(tables)
    trials = examine(rally(tmp_path, tables)).trials
    assert trials is not None
    drift = trials.set_index("control")["drift_s"]
    assert drift["PC10"] == pytest.approx(seconds, abs=0.05)
    assert drift.drop("PC10").abs().max() < 0.1


def test_a_clock_within_a_chain_is_told_once(tmp_path: Path) -> None:
    tables = rally_tables()
    move("PC4", ("finish",), 0.4)(tables)
    found = examine(rally(tmp_path, tables)).findings
    assert [(one.code, one.value) for one in found] == [("clock-drift", "PC4")]


def test_the_minute_of_a_desk_is_not_held_against_the_seconds_before_it(tmp_path: Path) -> None:
    tables = rally_tables()
    for row in tables["passages"]:
        if row["control"] == "CT2":
            row["time"] = f"{row['time'][:5]}:00"
        if row["control"] == "PC10":
            row["time"] = moved(row["time"], 899)
    codes = {one.code for one in examine(rally(tmp_path, tables)).findings}
    assert "passage-disordered" not in codes
    assert "control-disordered" not in codes


def test_a_crew_missing_at_one_line_of_a_chain_puts_no_control_out_of_order(tmp_path: Path) -> None:
    """The middle crew of a finish is then not that of the start which is the same impulse."""
    tables = rally_tables()
    tables["controls"] = [
        {**row, "starts_at": ""} if row["code"] == "PC5" else row for row in tables["controls"]
    ]
    finishes = {
        row["number"]: row["time"]
        for row in tables["passages"]
        if row["control"] == "PC4" and row["point"] == "finish"
    }
    for leaves_out in sorted(finishes)[3:6]:
        starts = [
            {"number": number, "control": "PC5", "point": "start", "time": time, "source": "x"}
            for number, time in finishes.items()
            if number != leaves_out
        ]
        changed = {**tables, "passages": [*tables["passages"], *starts]}
        codes = {one.code for one in examine(rally(tmp_path / str(leaves_out), changed)).findings}
        assert "control-disordered" not in codes


def test_completeness_counts_running_crews_alone(tmp_path: Path) -> None:
    tables = rally_tables()
    tables["entries"][2]["status"] = "DNF"
    tables["passages"] = [
        row
        for row in tables["passages"]
        if not (row["number"] == 3 and row["control"] == "PC11")
        and not (row["number"] == 5 and row["control"] == "CT1")
    ]
    coverage = examine(rally(tmp_path, tables)).coverage
    assert coverage is not None
    missing = dict(zip(coverage.crews.tolist(), coverage.missing.tolist(), strict=True))
    assert {crew for crew, lacks in missing.items() if lacks} == {3, 5}
    share = dict(zip(coverage.controls, coverage.missing_share.tolist(), strict=True))
    assert share["CT1"] == pytest.approx(1 / (len(CREWS) - 1))
    assert share["PC11"] == 0


def test_an_error_that_a_decision_settles_does_not_stop_the_score(tmp_path: Path) -> None:
    tables = rally_tables()
    stuck("09:35:12.3456")(tables)
    assert {str(one.severity) for one in examine(rally(tmp_path, tables)).findings} == {"error"}
    both(decided(number="*", control="PC10"))(tables)
    found = examine(rally(tmp_path, tables)).findings
    assert {one.code for one in found} == {"settled-by-decision"}
    assert all("D2" in one.message("it") for one in found)


def test_a_missing_time_that_a_decision_gives_is_a_note_that_names_it(tmp_path: Path) -> None:
    tables = rally_tables()
    tables["passages"] = [
        row
        for row in tables["passages"]
        if not (row["number"] == 5 and row["control"] == "PC10" and row["point"] == "finish")
    ]
    assert [one.code for one in examine(rally(tmp_path / "open", tables)).findings] == [
        "crew-incomplete"
    ]
    both(decided(number=5, control="PC10", action="set_time", value="finish=09:37:00"))(tables)
    [found] = examine(rally(tmp_path / "given", tables)).findings
    assert (found.code, found.row) == ("settled-by-decision", 6)
    assert "PC10" in found.message("en")
    assert "Decision D2" in found.message("en")


@pytest.mark.parametrize("value", ["start=09:36:00", ""])
def test_a_gap_is_settled_by_decisions_for_all_that_is_missing_there(
    tmp_path: Path, value: str
) -> None:
    """A start that was set does not give the finish; of two controls one is left to clear up."""
    tables = rally_tables()
    tables["passages"] = [
        row
        for row in tables["passages"]
        if not (row["number"] == 5 and row["control"] in ("PC10", "CT1"))
    ]
    action = "set_time" if value else "set_penalty"
    both(decided(number=5, control="PC10", action=action, value=value or "12"))(tables)
    [found] = [one for one in examine(rally(tmp_path, tables)).findings if one.table == "entries"]
    assert found.code == "crew-incomplete"
    assert "CT1" in found.message("en")
    assert ("PC10" in found.message("en")) == bool(value)


def test_an_event_without_tables_of_timing_is_not_examined(tmp_path: Path) -> None:
    folder = write_package(tmp_path, timing="none", facts=[{"key": "k", "value": 1, "source": "s"}])
    examination = examine(load(folder))
    assert (examination.outcomes, examination.grid) == ((), None)


def test_passages_too_thinly_spread_are_told_and_not_laid_out(tmp_path: Path) -> None:
    folder = write_package(tmp_path, **rally_tables())
    (folder / "limits.toml").write_text("cells = 10\n", "utf-8")
    examination = examine(load(folder))
    assert [one.code for one in examination.findings] == ["timing-too-thin"]
    assert examination.grid is None


def test_start_numbers_that_cannot_be_read_at_all_are_told_and_nothing_else(tmp_path: Path) -> None:
    tables = rally_tables()
    for table in ("entries", "passages", "starts"):
        for row in tables[table]:
            row["number"] = "x"
    codes = {one.code for one in examine(rally(tmp_path, tables)).findings}
    assert "whole-unreadable" in codes
    assert "crew-unseen" not in codes
