"""In the middle of a leg a control that a crew has not come to yet is not one that it missed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.event import load, load_as_run
from reporting.scoring import score
from support.command import reporting
from support.packages import clock, control, entry, event_toml, passage, write_package

TRIALS = 4
MISSED = "300"
LEG = ({"number": 1, "date": "2025-04-11", "from": "Sorrento", "to": "Matera"},)


def begun(crew: int, trial: int, late_s: int = 0) -> int:
    """Return when a crew starts a trial [s]: a minute between crews, ten between trials."""
    return 10 * 3600 + 60 * crew + 600 * trial + late_s


def passed(crew: int, trials: Any, late_s: int = 0) -> list[dict[str, Any]]:
    """Return the passages of a crew, 0.05 s late in each trial."""
    return [
        passage(crew, f"PC{trial}", point, clock(begun(crew, trial, late_s) + after))
        for trial in trials
        for point, after in (("start", 0), ("finish", 20.05))
    ]


def package(tmp_path: Path, passages: list[dict[str, Any]], crews: int = 4, **more: Any) -> Path:
    tables = {
        "entries": [entry(number, coefficient="1.00") for number in range(1, crews + 1)],
        "controls": [control(1, trial, f"PC{trial}", "PC") for trial in range(1, TRIALS + 1)],
        "starts": [
            {"number": number, "leg": 1, "time": clock(begun(number, 0))}
            for number in range(1, crews + 1)
        ],
        "passages": passages,
    } | more
    return write_package(tmp_path, info=event_toml(timing="timekeeper", legs=LEG), **tables)


def penalties(where: Path | str) -> dict[int, list[str | None]]:
    document = score(load_as_run(where)).as_json()
    return {
        row["number"]: [cell["penalty"] for cell in row["controls"].values()]
        for row in document["rankings"]["overall"]
    }


def test_crews_behind_have_not_missed_what_the_first_has_passed(tmp_path: Path) -> None:
    run = [*passed(1, (1, 2, 3)), *passed(2, (1, 2)), *passed(3, (1,))]
    where = package(tmp_path, run)
    assert penalties(where) == {
        1: ["5", "5", "5"],
        2: ["5", "5", None],
        3: ["5", None, None],
        4: [None, None, None],
    }
    shown = reporting("standings", where, "--lang", "en").stdout
    assert "after PC3, 3 crews still on the way" in shown
    assert "Still on the way: 2, 3, 4." in shown
    document = json.loads(reporting("standings", where, "--json").stdout)
    assert document["status"] == "provisional"
    assert document["moment"]["on_the_way"] == [2, 3, 4]
    (second,) = (row for row in document["rankings"]["overall"] if row["number"] == 2)
    assert second["controls"]["PC3"]["flags"] == ["waiting"]


def test_a_trial_begun_is_not_missed_before_its_end(tmp_path: Path) -> None:
    run = [*passed(1, (1, 2)), *passed(2, (1, 2))[:-1], *passed(3, (1,)), *passed(4, (1,))]
    assert penalties(package(tmp_path, run))[2] == ["5", None]


def test_a_later_passage_says_that_a_control_was_missed(tmp_path: Path) -> None:
    run = [*passed(1, (1, 2, 3)), *passed(2, (1, 3)), *passed(3, (1,)), *passed(4, (1,))]
    found = penalties(package(tmp_path, run))
    assert (found[2], found[3]) == (["5", MISSED, "5"], ["5", None, None])


def test_a_crew_that_others_overtook_is_awaited_while_the_field_is(tmp_path: Path) -> None:
    run = [*passed(1, (1, 2)), *passed(2, (1,)), *passed(3, (1, 2))]
    assert penalties(package(tmp_path, [*run, *passed(4, (1,))]))[2] == ["5", None]
    # The last on the road has gone by: nobody else is still to come.
    (tmp_path / "gone").mkdir()
    gone = package(tmp_path / "gone", [*run, *passed(4, (1, 2))])
    assert penalties(gone)[2] == ["5", MISSED]


def test_a_crew_that_does_not_come_for_half_an_hour_is_awaited_no_longer(tmp_path: Path) -> None:
    late = [*passed(3, (1,)), *passed(3, (2, 3), 1000), *passed(4, (1,))]
    rows = [*passed(1, (1, 2, 3)), *passed(2, (1, 2, 3))]
    assert penalties(package(tmp_path, [*rows, *late]))[4] == ["5", None, None]
    (tmp_path / "later").mkdir()
    later = [*passed(3, (1,)), *passed(3, (2, 3), 2400), *passed(4, (1,))]
    found = penalties(package(tmp_path / "later", [*rows, *later]))
    assert found[4] == ["5", MISSED, MISSED]


@pytest.mark.parametrize("out", ["given", "decided"])
def test_who_is_out_of_the_event_is_not_awaited(tmp_path: Path, out: str) -> None:
    entries = [entry(number, coefficient="1.00") for number in (1, 2, 3)]
    decisions = [{"id": "D1", "number": 3, "control": "", "action": "set_status", "value": "DNF"}]
    if out == "given":
        entries[2]["status"] = "DNF"
    run = [*passed(1, (1, 2)), *passed(2, (1, 2)), *passed(3, (1,))]
    more = {"entries": entries} | ({"decisions": decisions} if out == "decided" else {})
    where = package(tmp_path, run, crews=3, **more)
    assert penalties(where)[3] == ["5", MISSED]
    assert load_as_run(where).moment.on_the_way == []  # type: ignore[union-attr]


def test_official_standings_await_nobody(tmp_path: Path) -> None:
    where = package(tmp_path, [*passed(1, (1, 2)), *passed(2, (1,))], crews=2)
    with (where / "event.toml").open("a", encoding="utf-8") as file:
        file.write('\n[standings]\nstatus = "official"\n')
    assert penalties(where)[2] == ["5", MISSED, MISSED, MISSED]


def test_the_last_on_the_road_alone_without_the_last_time_has_missed_it(tmp_path: Path) -> None:
    every = range(1, TRIALS + 1)
    run = [*passed(1, every), *passed(2, every), *passed(3, (1, 2, 3))]
    assert penalties(package(tmp_path, run, crews=3))[3] == ["5", "5", "5", MISSED]
    # Two or more that come last, one behind the other, are coming.
    (tmp_path / "two").mkdir()
    found = penalties(package(tmp_path / "two", [*run, *passed(4, (1, 2))]))
    assert (found[3], found[4]) == (["5", "5", "5", None], ["5", "5", None, None])


def test_an_average_over_other_trials_leaves_out_what_is_ahead(tmp_path: Path) -> None:
    run = [*passed(1, (1, 2, 3)), *passed(2, (1, 2)), *passed(3, (1,))]
    decided = [{"id": "D1", "number": 2, "control": "PC1", "action": "assign_average", "value": ""}]
    assert penalties(package(tmp_path, run, decisions=decided))[2] == ["5", "5", None]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, TRIALS), min_size=2, max_size=5))
def test_at_any_moment_a_crew_pays_for_what_it_has_run_and_for_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, done: list[int]
) -> None:
    done = sorted(done, reverse=True)  # who started later has run less
    rows = [row for crew, n in enumerate(done, 1) for row in passed(crew, range(1, n + 1))]
    where = package(tmp_path_factory.mktemp("run"), rows, crews=len(done))
    event = load_as_run(where)
    alone = sum(n < done[0] for n in done) == 1
    if not rows or not done[0] or (done[0] == TRIALS and alone):
        return
    overall = score(event).rankings["overall"]
    assert {int(n): int(net) for n, net in zip(overall["number"], overall["net"], strict=True)} == {
        crew: 5 * n for crew, n in enumerate(done, 1)
    }


def test_a_stamp_says_that_a_crew_has_been_there(tmp_path: Path) -> None:
    controls = [control(1, 1, "PC1", "PC"), control(1, 2, "CT1", "CT"), control(1, 3, "PC2", "PC")]
    run = [*passed(1, (1, 2)), passage(1, "CT1", "in", "x"), passage(2, "CT1", "in", "12")]
    where = package(tmp_path, [*run, *passed(3, (1,))], crews=3, controls=controls)
    assert load(where).ok
    found = penalties(where)
    assert found[1] == ["5", "0", "5"]
    assert found[2] == [MISSED, "0", None]
    assert found[3] == ["5", None, None]


def test_a_stamp_is_no_time_where_one_is_needed(tmp_path: Path) -> None:
    event = load(package(tmp_path, [*passed(1, (1,)), passage(1, "PC2", "start", "X")]))
    assert [one.code for one in event.findings if one.column == "time"] == ["time-unreadable"]


@pytest.mark.parametrize("word", ["no", "0", "-"])
def test_a_word_that_says_no_is_no_stamp(tmp_path: Path, word: str) -> None:
    controls = [control(1, 1, "CT1", "CT")]
    event = load(package(tmp_path, [passage(1, "CT1", "in", word)], controls=controls))
    assert [one.code for one in event.findings if one.column == "time"] == ["time-unreadable"]
