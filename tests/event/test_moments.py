"""An event at a moment is the event as if it ended there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reporting.errors import InputError, UsageError
from reporting.event import Event, load, load_as_run
from reporting.event.moment import as_run, at_moment
from reporting.scoring import score
from support.command import reporting
from support.packages import control, entry, event_toml, good_tables, passage, write_package

DEMO = "demo-rally"
RUNNING = load(DEMO)["controls"].sort_values(["leg", "seq"])


def cut_by_hand(event: Event, codes: set[str], leg: int) -> Event:
    """Return the event with the rows of some controls only, as a package that ends there has."""
    tables = {
        name: event[name][event[name]["control"].isin(codes) | event[name]["control"].isna()]
        for name in ("detections", "passages", "decisions")
    }
    controls, starts = event["controls"], event["starts"]
    tables["controls"] = controls[controls["code"].isin(codes)]
    return event.narrowed(starts=starts[starts["leg"] <= leg], **tables)


def told(scored: Callable[[], Event]) -> Any:
    """Return the standings as JSON without their moment, or why there are none."""
    try:
        document = score(scored()).as_json()
    except InputError as refused:
        return [one.as_json() for one in refused.findings]
    return {name: value for name, value in document.items() if name != "moment"}


@pytest.mark.parametrize("place", range(1, len(RUNNING) + 1))
def test_standings_after_a_control_are_those_of_an_event_that_ends_there(place: int) -> None:
    event = load(DEMO)
    codes = [str(code) for code in RUNNING["code"]]
    leg = int(RUNNING["leg"].iloc[place - 1])
    ended = told(lambda: cut_by_hand(event, set(codes[:place]), leg))
    assert told(lambda: at_moment(event, codes[place - 1])) == ended
    # Nobody has been beyond it: the suite sees by itself how far the event has been run.
    beyond = event["passages"]["control"].isin(codes[place:])
    decided = event["decisions"]["control"].isin(codes[place:])
    on_the_way = event.narrowed(
        passages=event["passages"][~beyond], decisions=event["decisions"][~decided]
    )
    assert told(lambda: as_run(on_the_way)) == ended


def test_a_moment_by_leg_by_control_and_by_time_is_the_same_one() -> None:
    last = str(RUNNING[RUNNING["leg"] == 1]["code"].iloc[-1])
    document = score(load(f"{DEMO}@leg=1")).as_json()
    assert document["moment"]["control"] == last
    assert document["moment"]["whole_leg"]
    for asked in (last, last.lower(), "at=2025-06-14T23:59", "at=2025-06-14T21:59Z"):
        other = score(load(f"{DEMO}@{asked}")).as_json()
        assert other["rankings"] == document["rankings"]


def two_legs(tmp_path: Path, **changes: Any) -> Path:
    """Write two crews that have run leg 1 of two; crew 2 leads with the coefficient."""
    tables = {
        "entries": [entry(1, coefficient="1.30"), entry(2, coefficient="1.45")],
        "controls": [
            control(1, 1, "PC1", "PC", target_s=10),
            control(2, 1, "PC2", "PC", target_s=10),
            control(2, 2, "PC3", "PC", target_s=10),
        ],
        "starts": [{"number": number, "leg": 1, "time": "10:00:00"} for number in (1, 2)],
        "passages": [
            passage(1, "PC1", "start", "10:10:00"),
            passage(1, "PC1", "finish", "10:10:10.50"),
            passage(2, "PC1", "start", "10:11:00"),
            passage(2, "PC1", "finish", "10:11:10.40"),
        ],
    } | changes
    return write_package(tmp_path, timing="timekeeper", **tables)


def totals(package: Path, *options: str) -> dict[int, str]:
    shown = json.loads(reporting("standings", package, "--json", *options).stdout)
    return {row["number"]: row["total"] for row in shown["rankings"]["overall"]}


def test_what_nobody_has_reached_costs_nobody_anything(tmp_path: Path) -> None:
    package = two_legs(tmp_path)
    assert totals(package) == {2: "58.00", 1: "65.00"}
    assert "after leg 1" in reporting("standings", package).stdout


def test_a_trial_that_was_only_started_has_not_been_run(tmp_path: Path) -> None:
    package = two_legs(tmp_path)
    (package / "passages.csv").open("a").write("1,PC2,start,2025-04-12T09:00:00,test\n")
    assert totals(package) == {2: "58.00", 1: "65.00"}


def test_what_somebody_has_reached_counts_for_those_who_have_been_beyond(tmp_path: Path) -> None:
    package = two_legs(tmp_path)
    with (package / "passages.csv").open("a") as passages:
        passages.write("1,PC2,start,2025-04-12T09:00:00,test\n")
        passages.write("1,PC2,finish,2025-04-12T09:00:10,test\n")
    assert totals(package) == {2: "58.00", 1: "65.00"}  # crew 2 is on the way
    with (package / "passages.csv").open("a") as passages:
        passages.write("2,PC3,start,2025-04-12T09:10:00,test\n")
    assert totals(package) == {1: "65.00", 2: "493.00"}


def test_official_standings_are_of_the_whole_event(tmp_path: Path) -> None:
    package = two_legs(tmp_path)
    text = (package / "event.toml").read_text(encoding="utf-8")
    (package / "event.toml").write_text(text + '\n[standings]\nstatus = "official"\n')
    assert totals(package) == {1: "845.00", 2: "928.00"}
    assert totals(package, "--until", "leg=1") == {2: "58.00", 1: "65.00"}


def test_a_decision_after_the_moment_is_left_out_and_one_about_the_crew_stays(
    tmp_path: Path,
) -> None:
    decisions = [
        {"id": "D1", "number": 1, "control": "", "action": "add_penalty", "value": "10"},
        {"id": "D2", "number": 2, "control": "PC2", "action": "set_penalty", "value": "7"},
    ]
    package = two_legs(tmp_path, decisions=decisions)
    assert totals(package, "--until", "PC1") == {2: "58.00", 1: "78.00"}
    assert load_as_run(package).moment is not None  # PC2 was decided: leg 2 has begun
    assert load_as_run(package).moment.control == "PC2"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("leg=7", "There is no leg 7: there is 1, 2"),
        ("PC99", "There is no control 'PC99'"),
        ("leg=" + "9" * 5000, "There is no control 'leg=999"),
        ("leg=" + "9" * 18, "There is no leg 999"),
        ("at=yesterday", "is no time"),
        ("at=25:61", "'25:61' is no time"),
        ("at=10:30", "on any of 2 days"),
        ("at=2025-04-11T06:00", "no control had been passed"),
    ],
)
def test_a_moment_that_the_event_does_not_have_is_refused(
    tmp_path: Path, asked: str, says: str
) -> None:
    event = load(write_package(tmp_path))
    with pytest.raises(UsageError, match=says):
        at_moment(event, asked)


def test_two_moments_at_once_are_wrong_use(tmp_path: Path) -> None:
    package = two_legs(tmp_path)
    told = reporting("standings", package, "--until", "leg=1", "--at", "2025-04-11T12:00")
    assert told.exit_code == 2


def test_a_folder_may_have_the_sign_in_its_name(tmp_path: Path) -> None:
    (tmp_path / "ours@home").mkdir()
    package = write_package(tmp_path / "ours@home")
    assert load(package).moment is None
    assert load(f"{package}@leg=1").moment is not None
    at_home = tmp_path / "home@leg=1"
    package.rename(at_home)
    assert load(at_home).moment is None


def test_a_time_of_day_is_enough_where_the_event_has_one_day(tmp_path: Path) -> None:
    tables = good_tables()
    for name, column in (("controls", "leg"), ("starts", "leg")):
        tables[name] = [row for row in tables[name] if row[column] == 1]
    tables["passages"] = [row for row in tables["passages"] if row["control"] != "PC3"]
    legs = [{"number": 1, "date": "2025-04-11", "from": "Sorrento", "to": "Matera"}]
    package = write_package(tmp_path, info=event_toml(legs=legs), **tables)
    assert load(f"{package}@at=08:14").moment.control == "PC2"  # type: ignore[union-attr]
