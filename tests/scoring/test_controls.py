"""Time controls (CO) and passage controls (CT): contract, section 2, items 4 and 5."""

import pytest

from reporting.scoring import Standings
from support.scored import cell, co, ct, order, penalty, row, rules, scored


def arriving(time: str | None, **changes: object) -> Standings:
    """Score a crew that starts at 08:00 and is due at 09:00, with another that keeps it company."""
    return scored(
        [co("CO1", 3600)], {(1, "CO1"): time, (2, "CO1"): "09:00:00"}, rules(time_control=changes)
    )


def cost(time: str | None, **changes: object) -> object:
    return penalty(arriving(time, **changes), 1, "CO1")


@pytest.mark.parametrize(
    ("time", "penalties"),
    [
        ("09:00:00", 0),
        ("09:00:59.99", 0),
        ("09:01:00", 100),
        ("09:01:59.99", 100),
        ("09:02:00", 200),
    ],
)
def test_the_due_minute_lasts_until_its_last_hundredth(time: str, penalties: int) -> None:
    assert cost(time) == penalties


@pytest.mark.parametrize(
    ("time", "penalties"),
    [("08:59:59.99", 100), ("08:59:00", 100), ("08:58:59.99", 200), ("08:58:00", 200)],
)
def test_early_costs_each_minute_or_fraction_of_one(time: str, penalties: int) -> None:
    assert cost(time) == penalties


def test_early_and_late_have_their_own_rates() -> None:
    assert cost("08:58:30", early_per_min="60", late_per_min="10") == 120
    assert cost("09:03:30", early_per_min="60", late_per_min="10") == 30


def test_lateness_is_cut_at_its_cap_but_earliness_is_not() -> None:
    assert cost("09:03:00", late_cap="250") == 250
    assert cell(arriving("09:03:00", late_cap="250"), 1, "CO1").capped
    assert cost("08:50:00", late_cap="250") == 1000


def test_beyond_the_maximum_lateness_another_penalty_holds() -> None:
    maximum = {"max_late_min": 30, "over_max": "1000", "late_cap": "300"}
    assert cost("09:30:59.99", **maximum) == 300
    assert cost("09:31:00", **maximum) == 1000


def test_beyond_the_maximum_lateness_a_crew_may_be_excluded() -> None:
    standings = arriving("09:31:00", max_late_min=30, over_max="exclude")
    assert row(standings, 1).status == "OTL"
    assert order(standings) == [(1, 2), (None, 1)]
    in_time = arriving("09:30:59", max_late_min=30, over_max="exclude")
    assert order(in_time) == [(1, 2), (2, 1)]


def test_a_missed_time_control_costs_the_missed_penalty() -> None:
    assert cost(None, missed="350") == 350
    assert cell(arriving(None), 1, "CO1").missed


def test_the_next_control_is_due_after_the_recorded_minute_of_the_one_before() -> None:
    controls = [co("CO1", 3600), co("CO2", 1800)]
    # 09:02:40 is recorded as 09:02, so that CO2 is due at 09:32.
    times = {(1, "CO1"): "09:02:40", (1, "CO2"): "09:32:10", (2, "CO1"): "09:02:40"}
    standings = scored(controls, times | {(2, "CO2"): "09:31:59"})
    assert (penalty(standings, 1, "CO1"), penalty(standings, 1, "CO2")) == (200, 0)
    assert penalty(standings, 2, "CO2") == 100


def test_after_a_missed_control_the_next_is_due_after_its_due_minute() -> None:
    controls = [co("CO1", 3600), co("CO2", 1800), co("CO3", 600)]
    times = {(1, "CO1"): None, (1, "CO2"): None, (1, "CO3"): "09:41:00"}
    standings = scored(controls, times)
    costs = [penalty(standings, 1, code) for code in ("CO1", "CO2", "CO3")]
    assert costs == [300, 300, 100]


def test_an_annulled_control_still_serves_the_next_one() -> None:
    controls = [co("CO1", 3600), co("CO2", 1800)]
    annul = [{"id": "D1", "number": "*", "control": "CO1", "action": "annul"}]
    times = {(1, "CO1"): "09:05:00", (1, "CO2"): "09:35:00"}
    standings = scored(controls, times, decisions=annul)
    assert (penalty(standings, 1, "CO1"), penalty(standings, 1, "CO2")) == (None, 0)


def test_each_leg_begins_at_the_crews_own_start() -> None:
    controls = [co("CO1", 3600), co("CO2", 3600, leg=2)]
    starts = [
        {"number": 1, "leg": 1, "time": "08:00:00"},
        {"number": 1, "leg": 2, "time": "2025-04-12T07:31:00"},
    ]
    times = {(1, "CO1"): "09:00:00", (1, "CO2"): "2025-04-12T08:32:00"}
    standings = scored(controls, times, starts=starts)
    assert (penalty(standings, 1, "CO1"), penalty(standings, 1, "CO2")) == (0, 100)


def test_a_time_control_does_not_exclude_where_it_is_annulled() -> None:
    standings = scored(
        [co("CO1", 3600)],
        {(1, "CO1"): "10:00:00"},
        rules(time_control={"max_late_min": 30, "over_max": "exclude"}),
        decisions=[{"id": "D1", "number": "*", "control": "CO1", "action": "annul"}],
    )
    assert row(standings, 1).position == 1


def test_a_half_even_clock_rounds_the_arrival_before_the_minute_is_counted() -> None:
    rulebook = rules(quantise="half_even")
    standings = scored([co("CO1", 3600)], {(1, "CO1"): "09:00:59.9960"}, rulebook)
    assert penalty(standings, 1, "CO1") == 100


def test_a_stamp_costs_nothing_and_a_missing_one_the_missed_penalty() -> None:
    controls = [ct("CT1"), ct("CT2")]
    times = {(1, "CT1"): "09:00:00", (1, "CT2"): None}
    standings = scored(controls, times, rules(passage_control={"missed": "450"}))
    assert (penalty(standings, 1, "CT1"), penalty(standings, 1, "CT2")) == (0, 450)
    assert cell(standings, 1, "CT2").missed
