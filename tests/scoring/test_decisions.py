"""The stewards' decisions: contract, section 2, item 7."""

import dataclasses
from decimal import Decimal

import pandas as pd
import pytest

from reporting.errors import InputError
from reporting.scoring import Standings, score
from support.packages import entry
from support.scored import (
    cell,
    co,
    ct,
    decision,
    event_of,
    order,
    pc,
    penalty,
    pm,
    point_rules,
    row,
    rules,
    scored,
)

LINKED = [pc("PC1", 10), pc("PC2", 10, starts_at="PC1"), pc("PC3", 10, leg=2)]
TIMES = {
    (1, "PC1"): ("10:00:00", "10:00:10.05"),
    (1, "PC2"): "10:00:20.08",
    (1, "PC3"): ("11:00:00", "11:00:10.40"),
    (2, "PC1"): ("10:01:00", "10:01:10.10"),
    (2, "PC2"): "10:01:20.10",
    (2, "PC3"): ("11:01:00", "11:01:10.02"),
}


def decided(*decisions: dict[str, object], **changes: object) -> Standings:
    return scored(LINKED, TIMES, rules(**changes), decisions=list(decisions))


def test_without_decisions_the_times_speak() -> None:
    standings = decided()
    assert [row(standings, number).net for number in (1, 2)] == [48, 12]


def test_an_annulled_control_counts_for_nobody_but_still_starts_the_trial_linked_to_it() -> None:
    standings = decided(decision("annul", "*", "PC1"))
    assert [row(standings, number).net for number in (1, 2)] == [43, 2]
    annulled = cell(standings, 1, "PC1")
    assert (annulled.annulled, annulled.counts) == (True, False)
    assert penalty(standings, 1, "PC1") is None
    assert penalty(standings, 1, "PC2") == 3


def test_a_control_may_be_annulled_for_one_crew() -> None:
    standings = decided(decision("annul", 1, "PC3"))
    assert [row(standings, number).net for number in (1, 2)] == [8, 12]


def test_a_set_time_takes_the_place_of_the_recorded_one_and_serves_the_linked_trial() -> None:
    standings = decided(decision("set_time", 1, "PC1", "finish=10:00:10.06"))
    assert [penalty(standings, 1, code) for code in ("PC1", "PC2")] == [6, 2]


def test_a_set_time_makes_a_missed_trial_usable() -> None:
    times = TIMES | {(1, "PC1"): ("10:00:00", None)}
    decisions = [decision("set_time", 1, "PC1", "finish = 10:00:10,07")]
    standings = scored(LINKED, times, rules(), decisions=decisions)
    assert penalty(standings, 1, "PC1") == 7
    assert not cell(standings, 1, "PC1").missed


def test_a_set_time_may_be_a_date_and_a_time() -> None:
    times = {(1, "PC1"): ("2025-04-12T10:00:00", None)}
    decisions = [decision("set_time", 1, "PC1", "finish=2025-04-12 10:00:10.03")]
    assert penalty(scored([pc("PC1", 10)], times, decisions=decisions), 1, "PC1") == 3


def test_a_set_time_after_midnight_belongs_to_the_next_day() -> None:
    starts = [{"number": 1, "leg": 1, "time": "22:00:00"}]
    standings = scored(
        [pc("PC1", 10)],
        {(1, "PC1"): ("23:59:55.00", None)},
        starts=starts,
        decisions=[decision("set_time", 1, "PC1", "finish=00:00:05.02")],
    )
    assert penalty(standings, 1, "PC1") == 2


def test_a_set_time_is_read_by_the_rulebooks_clock_like_any_other() -> None:
    standings = decided(decision("set_time", 1, "PC1", "finish=10:00:10.0699"))
    assert penalty(standings, 1, "PC1") == 6


def test_a_set_penalty_takes_the_place_of_the_computed_one() -> None:
    standings = decided(decision("set_penalty", 1, "PC1", "20.5"))
    assert penalty(standings, 1, "PC1") == Decimal("20.5")
    fixed = cell(standings, 1, "PC1")
    assert (fixed.set, fixed.counts) == (True, True)
    assert fixed.deviation_s == Decimal("0.05")


def test_a_penalty_may_be_set_for_everyone() -> None:
    standings = decided(decision("set_penalty", "*", "PC3", "0"))
    assert [row(standings, number).net for number in (1, 2)] == [8, 10]


def test_a_set_penalty_is_read_from_the_score_table_in_the_points_family() -> None:
    standings = scored(
        LINKED, TIMES, point_rules(), decisions=[decision("set_penalty", 1, "PC1", "1")]
    )
    assert cell(standings, 1, "PC1").score == 395


def test_added_penalties_go_to_the_total() -> None:
    standings = decided(decision("add_penalty", 1, "", "100"), decision("add_penalty", 1, "", "10"))
    assert row(standings, 1).net == 48 + 110
    assert row(standings, 1).added == 110


def test_added_penalties_at_a_control_come_on_top_of_its_own() -> None:
    standings = decided(decision("add_penalty", 1, "PC1", "100"))
    assert penalty(standings, 1, "PC1") == 105
    assert (row(standings, 1).net, row(standings, 1).added) == (148, 0)


def test_penalties_added_at_a_control_are_gone_with_it() -> None:
    standings = decided(decision("add_penalty", 1, "PC1", "100"), decision("annul", "*", "PC1"))
    assert row(standings, 1).net == 43


def test_a_later_decision_on_the_same_control_takes_the_place_of_an_earlier_one() -> None:
    standings = decided(
        decision("set_penalty", "*", "PC1", "50"),
        decision("add_penalty", 1, "PC1", "5"),
        decision("set_penalty", 1, "PC1", "7"),
        decision("add_penalty", 1, "PC1", "1"),
    )
    assert [penalty(standings, number, "PC1") for number in (1, 2)] == [8, 50]


@pytest.mark.parametrize(
    "earlier",
    [
        [decision("assign_average", 1, "PC1")],
        [decision("set_penalty", 1, "PC1", "99")],
        [decision("set_penalty", "*", "PC1", "99")],
        [decision("annul", 1, "PC1")],
        [decision("annul", "*", "PC1"), decision("assign_average", 1, "PC1")],
    ],
)
def test_a_later_time_takes_the_place_of_whatever_was_decided_before(
    earlier: list[dict[str, object]],
) -> None:
    standings = decided(*earlier, decision("set_time", 1, "PC1", "finish=10:00:10.09"))
    now = cell(standings, 1, "PC1")
    assert (now.penalty, now.annulled, now.averaged, now.set) == (9, False, False, False)
    # The linked trial starts at the time that was set: 9.99 s instead of 10.
    assert penalty(standings, 1, "PC2") == 1


def test_a_later_time_leaves_a_penalty_that_was_added() -> None:
    added = decision("add_penalty", 1, "PC1", "100")
    later = decision("set_time", 1, "PC1", "finish=10:00:10.09")
    assert penalty(decided(added, later), 1, "PC1") == 109


def test_a_later_time_that_is_not_enough_leaves_the_trial_missed() -> None:
    times = {(1, "PC3"): None, (2, "PC3"): TIMES[2, "PC3"]}
    decisions = [
        decision("set_penalty", 1, "PC3", "5"),
        decision("set_time", 1, "PC3", "start=11:00:00"),
    ]
    standings = scored(LINKED, times, rules(), decisions=decisions)
    now = cell(standings, 1, "PC3")
    assert (now.penalty, now.missed) == (300, True)


def test_what_was_annulled_counts_again_for_a_crew_with_a_later_penalty_of_its_own() -> None:
    standings = decided(decision("annul", "*", "PC3"), decision("set_penalty", 1, "PC3", "7"))
    assert penalty(standings, 1, "PC3") == 7
    assert penalty(standings, 2, "PC3") is None


def test_a_status_may_be_set() -> None:
    standings = decided(decision("set_status", 2, value="DSQ"))
    assert order(standings) == [(1, 1), (None, 2)]


def test_a_later_status_takes_the_place_of_an_earlier_one() -> None:
    decisions = [decision("set_status", "*", value="DNF"), decision("set_status", 2, value="DSQ")]
    standings = decided(*decisions)
    assert [row(standings, number).status for number in (1, 2)] == ["DNF", "DSQ"]


@pytest.mark.parametrize("value", ["", "classified", "Classificato"])
@pytest.mark.parametrize(
    ("given", "left"),
    [("", None), ("DNF", "DNF"), ("DSQ", None)],
)
def test_a_status_may_be_taken_back_and_leaves_what_was_before(
    value: str, given: str, left: str | None
) -> None:
    standings = scored(
        LINKED,
        TIMES,
        rules(),
        entries=[entry(1, status=given), entry(2)],
        decisions=[decision("set_status", 1, value="DSQ"), decision("set_status", 1, value=value)],
    )
    assert row(standings, 1).status == left or (left is None and pd.isna(row(standings, 1).status))


def test_a_given_status_is_not_replaced_by_an_exclusion() -> None:
    standings = scored(
        [co("CO1", 3600)],
        {(1, "CO1"): "10:00:00"},
        rules(time_control={"max_late_min": 30, "over_max": "exclude"}),
        entries=[entry(1, coefficient="1", status="DNF")],
    )
    assert row(standings, 1).status == "DNF"


# Seven trials of one leg for the averages: crew 1 has 1, 2, 4 and then what each test changes.
SEVEN = [pc(f"PC{trial}", 10) for trial in range(1, 5)] + [
    pc("PC5", 10, leg=2),
    pm("PM6", 40),
    ct("CT7"),
]


def averaged(*decisions: dict[str, object], fourth: str | None = "10:04:10.99") -> Standings:
    times = {
        (1, "PC1"): ("10:01:00", "10:01:10.01"),
        (1, "PC2"): ("10:02:00", "10:02:10.02"),
        (1, "PC3"): ("10:03:00", "10:03:10.04"),
        (1, "PC4"): ("10:04:00", fourth),
        (1, "PC5"): ("11:00:00", "11:00:11.00"),
        (1, "PM6"): ("10:10:00", "10:11:50"),
        (1, "CT7"): None,
    }
    return scored(
        SEVEN,
        times,
        rules(),
        decisions=[decision("assign_average", 1, "PC4"), *decisions],
        detections=[{"control": "PM6", "point": 1, "distance_km": 1}],
    )


def test_an_average_is_over_the_crews_other_trials_of_that_kind_in_the_leg() -> None:
    standings = averaged()
    assert penalty(standings, 1, "PC4") == 2  # 7 / 3
    assert cell(standings, 1, "PC4").averaged


def test_an_average_is_rounded_half_up_to_a_whole_penalty() -> None:
    standings = averaged(decision("set_penalty", 1, "PC1", "1.5"))
    assert penalty(standings, 1, "PC4") == 3  # 7.5 / 3


def test_an_average_leaves_out_what_is_annulled() -> None:
    assert penalty(averaged(decision("annul", "*", "PC3")), 1, "PC4") == 2  # 3 / 2


def test_an_average_leaves_out_a_missed_trial_but_not_a_set_penalty() -> None:
    times = [decision("assign_average", 1, "PC4")]
    missed = {
        (1, "PC1"): ("10:01:00", "10:01:10.01"),
        (1, "PC2"): ("10:02:00", None),
        (1, "PC3"): ("10:03:00", "10:03:10.04"),
        (1, "PC4"): None,
    }
    controls = SEVEN[:4]
    missed[1, "PC4"] = (None, None)  # type: ignore[assignment]
    assert penalty(scored(controls, missed, decisions=times), 1, "PC4") == 3  # 5 / 2
    times.append(decision("set_penalty", 1, "PC2", "100"))
    assert penalty(scored(controls, missed, decisions=times), 1, "PC4") == 35  # 105 / 3


def test_an_average_leaves_out_other_averages() -> None:
    standings = averaged(decision("assign_average", 1, "PC3"))
    assert [penalty(standings, 1, code) for code in ("PC3", "PC4")] == [2, 2]  # 3 / 2


def test_an_average_is_taken_before_discards() -> None:
    times = {
        (1, "PC1"): ("10:01:00", "10:01:10.10"),
        (1, "PC2"): ("10:02:00", "10:02:10.02"),
        (1, "PC3"): ("10:03:00", None),
    }
    standings = scored(
        SEVEN[:3],
        times,
        rules(discard={"worst": 1}),
        decisions=[decision("assign_average", 1, "PC3")],
    )
    assert penalty(standings, 1, "PC3") == 6
    assert row(standings, 1).net == 8


def test_the_average_of_an_average_trial_is_over_average_trials() -> None:
    controls = [pm("PM1", 40), pm("PM2", 40), pm("PM3", 40), pc("PC4", 10)]
    times = {
        (1, "PM1"): ("10:00:00", "10:01:33"),
        (1, "PM2"): ("10:10:00", "10:11:36"),
        (1, "PM3"): (None, "10:21:30"),
        (1, "PC4"): ("10:30:00", "10:30:12"),
    }
    points = [{"control": f"PM{n}", "point": 1, "distance_km": 1} for n in (1, 2, 3)]
    decisions = [decision("assign_average", 1, "PM3")]
    standings = scored(controls, times, decisions=decisions, detections=points)
    assert penalty(standings, 1, "PM3") == 5  # 9 / 2


def test_penalties_added_to_an_averaged_trial_come_on_top() -> None:
    assert penalty(averaged(decision("add_penalty", 1, "PC4", "10")), 1, "PC4") == 12


def test_a_trial_may_be_averaged_for_everyone_and_stays_missed_where_nothing_is_left() -> None:
    times = TIMES | {(3, "PC1"): (None, None)}
    decisions = [decision("assign_average", "*", "PC1")]
    standings = scored(LINKED, times, rules(), decisions=decisions)
    assert [penalty(standings, number, "PC1") for number in (1, 2, 3)] == [3, 0, 300]
    assert cell(standings, 3, "PC1").missed


def test_an_average_for_everyone_does_not_turn_a_time_into_a_missed_trial() -> None:
    event = event_of(
        [pc("PC1", 10)],
        {(1, "PC1"): ("10:00:00", "10:00:10")},
        decisions=[decision("assign_average", "*", "PC1")],
    )
    with pytest.raises(InputError) as raised:
        score(event, rules())
    assert [finding.code for finding in raised.value.findings] == ["score-average-basis"]


def test_what_was_before_and_after_a_decision_can_be_told() -> None:
    event = event_of(LINKED, TIMES, decisions=[decision("set_penalty", 2, "PC3", "99")])
    without = {**event.tables, "decisions": event["decisions"].iloc[:0]}
    before = score(dataclasses.replace(event, tables=without), rules())
    after = score(event, rules())
    assert (order(before), order(after)) == ([(1, 2), (2, 1)], [(1, 1), (2, 2)])
    changed = before.results["penalty"] != after.results["penalty"]
    assert after.results.loc[changed, ["number", "control"]].to_numpy().tolist() == [[2, "PC3"]]


@pytest.mark.parametrize("shuffled", [True, False])
def test_decisions_are_applied_in_the_order_of_the_file(shuffled: bool) -> None:
    rows = [decision("set_penalty", 1, "PC1", "7"), decision("set_penalty", 1, "PC1", "8")]
    event = event_of(LINKED, TIMES, decisions=rows)
    table = event["decisions"].iloc[::-1] if shuffled else event["decisions"]
    event = dataclasses.replace(event, tables={**event.tables, "decisions": table})
    assert penalty(score(event, rules()), 1, "PC1") == 8
