"""What regulations say beside the general rules, each with an example computed by hand."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from reporting.scoring import Standings
from support.packages import entry
from support.scored import co, ct, order, pc, penalty, pm, rules, scored


def totals(standings: Standings) -> dict[int, int]:
    overall = standings.rankings["overall"]
    return {int(n): int(net) for n, net in zip(overall["number"], overall["net"], strict=True)}


def dropped(standings: Standings, crew: int) -> list[str]:
    results = standings.results
    mine = results[(results["number"] == crew) & results["discarded"]]
    return list(mine["control"])


# ------------------------------------------------------------------ time controls

TO_THE_SECOND = {"unit_s": "1", "early_per_min": "120", "late_per_min": "60"}
"""Two points a second early, one a second late."""


@pytest.mark.parametrize(
    ("time", "cost"),
    [
        ("09:00:00", 0),
        ("09:00:00.99", 0),  # the due second lasts to its end
        ("09:00:07.20", 7),
        ("09:02:00", 120),
        ("08:59:59.50", 2),  # a fraction of a second early is a second
        ("08:59:50", 20),
    ],
)
def test_a_time_control_may_be_judged_to_the_second(time: str, cost: int) -> None:
    standings = scored([co("CO1", 3600)], {(1, "CO1"): time}, rules(time_control=TO_THE_SECOND))
    assert penalty(standings, 1, "CO1") == cost


def test_the_next_control_counts_from_the_second_then() -> None:
    # CO1 at 09:00:07 is due + 7; CO2 an hour later is due at 10:00:07, passed at 10:00:10.
    times = {(1, "CO1"): "09:00:07.20", (1, "CO2"): "10:00:10"}
    standings = scored([co("CO1", 3600), co("CO2", 3600)], times, rules(time_control=TO_THE_SECOND))
    assert [penalty(standings, 1, code) for code in ("CO1", "CO2")] == [7, 3]


def test_grace_minutes_are_free_over_a_whole_leg_and_anew_on_the_next() -> None:
    # Five free minutes: CO1 3 late (0; 2 left), CO2 4 late (2 pay), CO3 1 late (pays);
    # on leg 2 CO4 is 6 late (1 pays). Early is never free.
    controls = [co("CO1", 3600), co("CO2", 3600), co("CO3", 3600), co("CO4", 3600, leg=2)]
    times = {
        (1, "CO1"): "09:03:00",
        (1, "CO2"): "10:07:00",
        (1, "CO3"): "11:08:00",
        (1, "CO4"): "09:06:00",
        (2, "CO1"): "08:59:00",
    }
    standings = scored(controls, times, rules(time_control={"grace_min": 5}))
    costs = [penalty(standings, 1, code) for code in ("CO1", "CO2", "CO3", "CO4")]
    assert costs == [0, 200, 100, 100]
    assert penalty(standings, 2, "CO1") == 100


@pytest.mark.parametrize("unit", ["7", "0.7", "120"])
def test_a_unit_that_does_not_divide_a_minute_is_refused(unit: str) -> None:
    with pytest.raises(ValidationError, match="divides a minute"):
        rules(time_control={"unit_s": unit})


# ------------------------------------------------------------------ discards, best laps

COSTS = {"PC1": 10, "PC2": 40, "PC3": 30, "PC4": 20}
"""Penalties of crew 1; PC1 and PC2 on leg 1, PC3 and PC4 on leg 2."""


def four_trials(rulebook: Any, costs: dict[str, int] = COSTS, **more: Any) -> Standings:
    controls = [pc(code, 10, leg=1 if code < "PC3" else 2) for code in costs]
    times = {(1, code): ("10:00:00", f"10:00:10.{cost:02}") for code, cost in costs.items()}
    return scored([*controls, *more.get("controls", [])], times | more.get("times", {}), rulebook)


@pytest.mark.parametrize(
    ("discard", "gone", "net"),
    [
        ({"worst": 1}, ["PC2"], 60),
        ({"worst": 1, "each_leg": True}, ["PC2", "PC3"], 30),
        ({"best": 3}, ["PC2"], 60),
        ({"best": 1}, ["PC2", "PC3", "PC4"], 10),
        ({"best": 1, "each_leg": True}, ["PC2", "PC3"], 30),
        ({"best": 9}, [], 100),
    ],
)
def test_the_worst_are_dropped_or_the_best_count(
    discard: dict[str, Any], gone: list[str], net: int
) -> None:
    standings = four_trials(rules(discard=discard))
    assert (dropped(standings, 1), totals(standings)[1]) == (gone, net)


def test_average_trials_may_be_dropped_alone_or_with_the_others() -> None:
    # PM1: 1 km at 36 km/h is 100 s, passed at 150 s: 50 penalties, more than any PC.
    average = {"controls": [pm("PM9", 36, leg=2)], "times": {(1, "PM9"): ("11:00:00", "11:02:30")}}
    detections = [{"control": "PM9", "point": 1, "distance_km": 1}]
    controls = [*(pc(code, 10, leg=1 if code < "PC3" else 2) for code in COSTS)]
    times = {(1, code): ("10:00:00", f"10:00:10.{cost:02}") for code, cost in COSTS.items()}
    for kinds, gone in ((["PM"], ["PM9"]), (["PC"], ["PC2"]), (["PC", "PM"], ["PM9"])):
        standings = scored(
            [*controls, *average["controls"]],
            times | average["times"],
            rules(discard={"worst": 1, "kinds": kinds}),
            detections=detections,
        )
        assert dropped(standings, 1) == gone


def test_worst_and_best_together_are_refused() -> None:
    with pytest.raises(ValidationError, match="worst or best"):
        rules(discard={"worst": 1, "best": 3})


# ------------------------------------------------------------------ order


def test_missed_controls_may_come_before_the_total() -> None:
    # Crew 1: 50 penalties and every stamp; crew 2: none, and a stamp missed at 10 penalties.
    controls = [pc("PC1", 10), ct("CT1", seq=2)]
    times = {
        (1, "PC1"): ("10:00:00", "10:00:10.50"),
        (1, "CT1"): "11:00:00",
        (2, "PC1"): ("10:00:00", "10:00:10"),
    }
    stamps = {"passage_control": {"missed": "10"}}
    assert order(scored(controls, times, rules(**stamps))) == [(1, 2), (2, 1)]
    first = rules(**stamps, rank={"fewest_missed_first": True})
    standings = scored(controls, times, first)
    assert order(standings) == [(1, 1), (2, 2)]
    last = standings.running_totals.tail(2)
    assert dict(zip(last["number"], last["position"], strict=True)) == {1: 1, 2: 2}


def test_ties_may_be_separated_over_average_trials_too() -> None:
    # Both 4: crew 1 has 0 + 4 (PC, PM), crew 2 has 4 + 0. Over PC alone crew 1 has more zeros.
    controls = [pc("PC1", 10), pm("PM2", 36)]
    times = {
        (1, "PC1"): ("10:00:00", "10:00:10"),
        (1, "PM2"): ("11:00:00", "11:01:44"),
        (2, "PC1"): ("10:00:00", "10:00:10.04"),
        (2, "PM2"): ("11:00:00", "11:01:40"),
    }
    detections = [{"control": "PM2", "point": 1, "distance_km": 1}]

    def positions(kinds: list[str]) -> list[int]:
        rulebook = rules(rank={"ties": ["most_zeros"], "kinds": kinds})
        overall = scored(controls, times, rulebook, detections=detections).rankings["overall"]
        return [int(place) for place in overall["position"]]

    assert positions(["PC"]) == [1, 2]
    assert positions(["PC", "PM"]) == [1, 1]


def test_a_ranking_by_two_columns_has_a_list_for_each_pair() -> None:
    entries = [
        entry(1, category="RC2", team="A"),
        entry(2, category="RC2", team="B"),
        entry(3, category="RC3", team="A"),
        entry(4, category="RC3", team=""),
    ]
    rulebook = rules(ranking=[{"id": "both", "by": ["category", "team"], "coefficient": False}])
    times = {(n, "PC1"): ("10:00:00", "10:00:10") for n in range(1, 5)}
    found = scored([pc("PC1", 10)], times, rulebook, entries=entries).rankings
    lists = {name: list(table["number"]) for name, table in found.items() if name != "overall"}
    assert lists == {"both:RC2/A": [1], "both:RC2/B": [2], "both:RC3/A": [3]}


# ------------------------------------------------------------------ targets by category


def test_an_imposed_time_may_be_another_for_some_cars() -> None:
    # Everybody takes 12 s; imposed are 10 s, for RC3 12 s, for RC4 11 s.
    entries = [entry(n, category=f"RC{n + 1}") for n in (1, 2, 3)]
    times = {(n, "PC1"): ("10:00:00", "10:00:12") for n in (1, 2, 3)}
    target = [
        {"controls": ["PC1"], "value": "RC3", "target_s": "12"},
        {"controls": ["PC1"], "value": "RC4", "target_s": "11"},
    ]
    standings = scored([pc("PC1", 10)], times, rules(target=target), entries=entries)
    assert [penalty(standings, n, "PC1") for n in (1, 2, 3)] == [200, 0, 100]


def test_an_average_may_be_another_for_some_cars() -> None:
    # 1 km: 100 s at 36 km/h, 90 s at 40 km/h; both crews pass at 100 s.
    entries = [entry(1, category="RC2"), entry(2, category="RC5")]
    times = {(n, "PM1"): ("10:00:00", "10:01:40") for n in (1, 2)}
    target = [{"controls": ["PM1"], "value": "RC5", "target_kmh": "40"}]
    standings = scored(
        [pm("PM1", 36)],
        times,
        rules(target=target),
        entries=entries,
        detections=[{"control": "PM1", "point": 1, "distance_km": 1}],
    )
    assert [penalty(standings, n, "PM1") for n in (1, 2)] == [0, 10]
    assert [int(cost) for cost in standings.detections["penalty"]] == [0, 10]


@pytest.mark.parametrize(
    "target",
    [
        {"controls": ["PC1"], "value": "RC3"},
        {"controls": ["PC1"], "value": "RC3", "target_s": "12", "target_kmh": "40"},
        {"controls": [], "value": "RC3", "target_s": "12"},
        {"controls": ["PC1"], "values": "RC3", "target_s": "12"},
    ],
)
def test_a_target_that_does_not_say_what_it_is_is_refused(target: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rules(target=[target])
