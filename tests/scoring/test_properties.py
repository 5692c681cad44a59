"""What holds for every event: random ones against the oracle, and laws of the arithmetic."""

import dataclasses
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.errors import InputError
from reporting.event import Event
from reporting.scoring import Rulebook, Standings, score
from support.oracle import NothingToAverageError, Oracle
from support.packages import Rows, control, entry
from support.scored import PENALTIES, POINTS, event_of, merged

TIES = ["most_zeros", "most_ones", "smallest_sum_of_squares", "older_car", "best_first_trial"]
RANDOMS = st.integers(0, 2**32).map(Random)
"""Seeds: what a random event is made of is too entangled to shrink piece by piece."""


def clock(ten_thousandths: int) -> str:
    whole, fraction = divmod(ten_thousandths, 10_000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{fraction:04}"


def random_rules(random: Random) -> dict[str, Any]:
    """Return a rulebook as TOML gives it, every switch of the contract thrown at random."""
    points = random.random() < 0.4
    per_unit = random.choice(
        [{"per_unit": "1"}, {"per_unit": None, "early_per_unit": "2", "late_per_unit": "0.5"}]
    )
    trial = {
        "rounding": random.choice(["truncate", "up", "half_even"]),
        "cap": random.choice([None, "20", "300"]),
        "missed": random.choice(["300", "20"]),
        **per_unit,
    }
    over = random.choice(
        [{}, {"max_late_min": 2, "over_max": "1000"}, {"max_late_min": 2, "over_max": "exclude"}]
    )
    return merged(
        POINTS if points else PENALTIES,
        {
            "resolution": random.choice(["0.01", "0.1", "0.001"]),
            "quantise": random.choice(["truncate", "half_even"]),
            "quantise_on": random.choice(["time_of_day", "elapsed"]),
            "time_trial": trial | {"unit_s": random.choice(["0.01", "0.1", "0.6"])},
            "average_trial": trial
            | {
                "unit_s": random.choice(["1", "0.1"]),
                "detections": random.choice(["sum", "worst", "mean"]),
            },
            "time_control": {"late_cap": random.choice([None, "150"]), **over},
            "coefficient": {"on_controls": random.random() < 0.5},
            "discard": {
                "worst": 0 if points else random.randrange(3),
                "capped": random.random() < 0.5,
            },
            "rank": {"ties": random.sample(TIES, random.randrange(len(TIES) + 1))},
            "ranking": [{"id": "category", "by": "category", "coefficient": False}],
        },
    )


def random_tables(random: Random) -> dict[str, Rows]:
    """Return a small event: up to 5 crews, 2 legs, every kind of control, times near the due."""
    controls = [_control(random, place) for place in range(random.randrange(1, 9))]
    trials = [row for row in controls if row["kind"] == "PC"]
    for before, row in pairwise(trials):
        if random.random() < 0.4:
            row["starts_at"] = before["code"]
    detections = [
        {
            "control": row["code"],
            "point": point,
            "distance_km": f"{point}.{random.randrange(1000):03}",
        }
        for row in controls
        if row["kind"] == "PM"
        for point in range(1, random.randrange(2, 4))
    ]
    entries = [
        entry(
            number,
            coefficient=random.choice(["1", "1.38", "1.385"]),
            year=random.choice(["", 1934, 1938]),
            category=random.choice(["RC1", "RC2"]),
            status=random.choice(["", "", "", "", "DNF"]),
        )
        for number in random.sample(range(1, 20), random.randrange(1, 6))
    ]
    tables = {"entries": entries, "controls": controls, "detections": detections}
    tables["starts"] = [
        {"number": row["number"], "leg": leg, "time": "08:00:00"}
        for row in entries
        for leg in (1, 2)
    ]
    tables["passages"] = [one for row in entries for one in _passages(random, row, tables)]
    tables["decisions"] = [_decision(random, tables, at) for at in range(random.randrange(4))]
    return tables


def _control(random: Random, place: int) -> dict[str, Any]:
    kind = random.choice(["PC", "PC", "PC", "PM", "CO", "CT"])
    more: dict[str, Any] = {"trophy": random.choice(["", "Trofeo"])}
    if kind == "PC":
        more["target_s"] = random.choice(["7.5", "10", "0"])
    if kind == "PM":
        more["target_kmh"] = random.choice(["40", "43.7", "49"])
    if kind == "CO":
        more["target_s"] = random.choice(["600", "720"])
    return control(random.choice([1, 2]), place, f"{kind}{place}", kind, **more)


def _passages(random: Random, row: dict[str, Any], tables: dict[str, Rows]) -> Rows:
    now, found = 8 * 3600 * 10_000, []

    def note(code: str, point: object, time: int) -> None:
        if random.random() < 0.93:
            found.append(
                {"number": row["number"], "control": code, "point": point, "time": clock(time)}
            )

    for one in sorted(tables["controls"], key=lambda one: (one["leg"], one["seq"])):
        code, kind = one["code"], one["kind"]
        if kind == "PC":
            if not one["starts_at"]:
                now += 300_000
                note(code, "start", now + random.randrange(300))
            now += int(Fraction(one["target_s"]) * 10_000) + _noise(random, 400)
            note(code, "finish", now)
        elif kind == "PM":
            note(code, "start", now + random.randrange(300))
            for point in tables["detections"]:
                if point["control"] == code:
                    due = Fraction(point["distance_km"]) / Fraction(one["target_kmh"]) * 3600
                    note(code, point["point"], now + int(due * 10_000) + _noise(random, 30_000))
        else:
            now += 600 * 10_000
            note(code, "in", now + _noise(random, 2_000_000))
    return found


def _noise(random: Random, width: int) -> int:
    return random.choice([0, random.randrange(-width, width + 1), random.choice([-1, 1]) * width])


def _decision(random: Random, tables: dict[str, Rows], at: int) -> dict[str, Any]:
    one = random.choice(tables["controls"])
    number = random.choice(["*", str(random.choice(tables["entries"])["number"])])
    actions = ["annul", "set_penalty", "add_penalty", "set_status", "total"]
    actions += ["set_time"] if one["kind"] in ("CO", "CT", "PC") else []
    actions += ["assign_average"] if one["kind"] in ("PC", "PM") else []
    action = random.choice(actions)
    value = {
        "set_penalty": random.choice(["0", "1", "20", "12.5"]),
        "add_penalty": random.choice(["5", "100"]),
        "total": random.choice(["5", "-2"]),
        "set_status": random.choice(["DNS", "DSQ"]),
        "set_time": ("finish=" if one["kind"] == "PC" else "in=") + "08:30:00.0050",
    }.get(action, "")
    # An average for one crew needs a basis; for everyone a trial without one stays missed.
    number = "*" if action == "assign_average" else number
    code = "" if action in ("total", "set_status") else one["code"]
    action = "add_penalty" if action == "total" else action
    return {"id": f"D{at}", "number": number, "control": code, "action": action, "value": value}


def scorable(random: Random) -> tuple[dict[str, Any], Event]:
    """Return a random rulebook and event that can be scored."""
    while True:
        rulebook, tables = random_rules(random), random_tables(random)
        try:
            Oracle(rulebook, tables)
        except NothingToAverageError:
            continue
        return rulebook, event_from(tables)


def event_from(tables: dict[str, Rows]) -> Event:
    rest = {name: rows for name, rows in tables.items() if name != "controls"}
    return event_of(tables["controls"], {}, **rest)


def told(standings: Standings, name: str) -> list[tuple[int | None, int, Fraction]]:
    table = standings.rankings[name]
    return [
        (None if place is pd.NA else int(place), int(number), Fraction(total))
        for place, number, total in zip(
            table["position"], table["number"], table["total"], strict=True
        )
    ]


@settings(max_examples=60, deadline=None)
@given(RANDOMS)
def test_any_event_is_scored_as_the_oracle_scores_it(random: Random) -> None:
    rulebook, tables = random_rules(random), random_tables(random)
    try:
        oracle = Oracle(rulebook, tables)
    except NothingToAverageError:
        with pytest.raises(InputError):
            score(event_from(tables), Rulebook.model_validate(rulebook))
        return
    standings = score(event_from(tables), Rulebook.model_validate(rulebook))

    results = standings.results
    marks = zip(results["penalty"], results["discarded"], results["annulled"], strict=True)
    cells = dict(zip(zip(results["number"], results["control"], strict=True), marks, strict=True))
    for crew in oracle.crews:
        for code, cell in crew.cells.items():
            penalty, discarded, annulled = cells[crew.number, code]
            assert annulled == cell.annulled
            assert annulled or (Fraction(penalty), discarded) == (cell.penalty, cell.discarded)

    assert told(standings, "overall") == oracle.overall()
    nets = standings.rankings["overall"].set_index("number")["net"].map(Fraction).to_dict()
    assert nets == {crew.number: crew.net for crew in oracle.crews}
    for category in {row["category"] for row in tables["entries"]}:
        assert told(standings, f"category:{category}") == oracle.by("category", category)
    if any(row["trophy"] for row in tables["controls"]):
        assert told(standings, "Trofeo") == oracle.trophy("Trofeo")


@settings(max_examples=30, deadline=None)
@given(RANDOMS)
def test_the_last_running_position_is_the_final_one(random: Random) -> None:
    rulebook, event = scorable(random)
    standings = score(event, Rulebook.model_validate(rulebook))
    running = standings.running_totals
    if running.empty:
        return
    last = running[running["control"] == running["control"].iloc[-1]]
    overall = standings.rankings["overall"]
    columns = ["number", "net", "total", "position"]
    pd.testing.assert_frame_equal(
        last[columns].sort_values("number").reset_index(drop=True),
        overall[columns].sort_values("number").reset_index(drop=True),
    )


@settings(max_examples=25, deadline=None)
@given(RANDOMS)
def test_a_permutation_of_rows_changes_nothing(random: Random) -> None:
    raw, event = scorable(random)
    rulebook = Rulebook.model_validate(raw)
    shuffled = {
        name: table.iloc[random.sample(range(len(table)), len(table))]
        for name, table in event.tables.items()
    }
    again = dataclasses.replace(event, tables=shuffled)
    assert score(again, rulebook).as_json() == score(event, rulebook).as_json()


@settings(max_examples=25, deadline=None)
@given(RANDOMS, st.integers(-3600 * 100, 3600 * 100))
def test_shifting_all_clocks_of_a_trial_by_a_constant_changes_nothing(
    random: Random, hundredths: int
) -> None:
    # With times of day the shift has to be whole in the clock's own unit.
    rulebook, event = scorable(random)
    rulebook |= {"resolution": random.choice(["0.01", "0.001"])}
    if rulebook["quantise"] == "half_even":
        hundredths *= 2
    trials = event["controls"].query("kind in ('PC', 'PM')")
    links = set(trials["starts_at"].dropna())
    alone = trials[trials["starts_at"].isna() & ~trials["code"].isin(links)]["code"]
    untouched = ~alone.isin(event["decisions"].query("action == 'set_time'")["control"])
    if not untouched.any():
        return
    code = random.choice(alone[untouched].tolist())
    passages = event["passages"].copy()
    here = passages["control"] == code
    passages.loc[here, "time"] += np.timedelta64(hundredths * 10_000_000, "ns")
    shifted = dataclasses.replace(event, tables={**event.tables, "passages": passages})
    rules = Rulebook.model_validate(rulebook)
    assert score(shifted, rules).as_json() == score(event, rules).as_json()


@settings(max_examples=25, deadline=None)
@given(RANDOMS)
def test_a_perfect_crew_has_no_penalties(random: Random) -> None:
    rulebook = random_rules(random) | {"resolution": "0.0001"}
    tables = random_tables(random) | {"decisions": []}
    tables["controls"] = [row for row in tables["controls"] if row["kind"] != "PM"]
    tables["entries"] = [entry(1, coefficient="1.38", status="")]
    tables["starts"] = [{"number": 1, "leg": leg, "time": "08:00:00"} for leg in (1, 2)]
    tables["passages"] = _perfect(tables["controls"])
    standings = score(event_from(tables), Rulebook.model_validate(rulebook))
    assert (standings.results["penalty"] == 0).all()
    if rulebook["family"] == "penalties":
        assert told(standings, "overall") == [(1, 1, Fraction(0))]


def _perfect(controls: Rows) -> Rows:
    """Return passages without any deviation; a trial is linked to one listed before it."""
    begin = 8 * 3600 * 10_000
    readings: dict[tuple[str, str], int] = {}
    due = {1: begin, 2: begin}
    for row in controls:
        code = row["code"]
        if row["kind"] == "PC":
            link = row["starts_at"]
            readings |= {} if link else {(code, "start"): begin}
            start = readings[(link, "finish") if link else (code, "start")]
            readings[code, "finish"] = start + int(Fraction(row["target_s"]) * 10_000)
        elif row["kind"] == "CT":
            readings[code, "in"] = begin
    for row in sorted(controls, key=lambda row: row["seq"]):
        if row["kind"] == "CO":
            due[row["leg"]] += int(row["target_s"]) * 10_000
            readings[row["code"], "in"] = due[row["leg"]]
    return [
        {"number": 1, "control": code, "point": point, "time": clock(time)}
        for (code, point), time in readings.items()
    ]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**8), st.integers(0, 10**6))
def test_truncated_times_of_day_and_truncated_elapsed_time_differ_by_one_unit_at_most(
    start: int, elapsed: int
) -> None:
    tables = {
        "entries": [entry(1, coefficient="1", status="")],
        "passages": [
            {"number": 1, "control": "PC1", "point": "start", "time": clock(start)},
            {"number": 1, "control": "PC1", "point": "finish", "time": clock(start + elapsed)},
        ],
        "controls": [control(1, 1, "PC1", "PC", target_s="0")],
    }
    costs = []
    for quantise_on in ("time_of_day", "elapsed"):
        rulebook = merged(PENALTIES, {"quantise_on": quantise_on, "time_trial": {"cap": None}})
        standings = score(event_from(tables), Rulebook.model_validate(rulebook))
        costs.append(standings.results["penalty"].iloc[0])
    on_times, on_elapsed = costs
    carries = start % 100 + elapsed % 100 >= 100
    assert on_times - on_elapsed == carries
