"""What is told beyond the standings: who led, who was sharpest, which trials were hard."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reporting.scoring import Standings
from reporting.scoring.analysis import (
    leg_totals,
    precision,
    stints,
    trial_errors,
    trial_summary,
)
from support.packages import entry
from support.scored import decision, pc, scored

TRIALS = [pc("PC1", 10), pc("PC2", 10), pc("PC3", 10, leg=2)]


def finish(hour: int, error: str) -> tuple[str, str]:
    """Return start and finish of a 10 s trial with an error of so many hundredths."""
    return f"{hour:02d}:00:00.00", f"{hour:02d}:00:{10 + Decimal(error) / 100:05.2f}"


def three_crews(**more: object) -> Standings:
    """Return crew 1 leading at first, crew 2 from the second trial, crew 3 always behind."""
    errors = {1: ("1", "9", "4"), 2: ("3", "2", "0"), 3: ("9", "9", "9")}
    times = {
        (number, f"PC{trial}"): finish(9 + trial, error)
        for number, each in errors.items()
        for trial, error in enumerate(each, 1)
    }
    return scored(TRIALS, times, **more)  # type: ignore[arg-type]


def test_the_gap_is_taken_after_every_control() -> None:
    told = three_crews().history
    second = told[told["number"] == 2].sort_values("order")
    assert list(second["gap"]) == [Decimal(2), Decimal(0), Decimal(0)]
    assert list(second["position"]) == [2, 1, 1]


def test_a_change_of_lead_ends_one_stint_and_begins_another() -> None:
    found = stints(three_crews().history)
    assert [(one.numbers, one.first, one.last, one.trials) for one in found] == [
        ((1,), "PC1", "PC1", 1),
        ((2,), "PC2", "PC3", 2),
    ]


def course(*errors: tuple[str, ...], status: str = "") -> Standings:
    """Return crews 1, 2, ... by their errors in each trial; the first may have a status."""
    times = {
        (number, f"PC{trial}"): finish(9 + trial, error)
        for number, each in enumerate(errors, 1)
        for trial, error in enumerate(each, 1)
    }
    entries = [entry(number, coefficient="1") for number in range(1, len(errors) + 1)]
    entries[0]["status"] = status
    return scored(TRIALS, times, entries=entries)


def test_a_crew_level_with_the_leader_does_not_take_the_lead_from_it() -> None:
    told = course(("2", "5", "1"), ("3", "4", "1")).history
    assert [(one.numbers, one.trials) for one in stints(told)] == [((1,), 3)]


def test_of_crews_that_are_level_throughout_nobody_led() -> None:
    told = course(("2", "5", "1"), ("2", "5", "1")).history
    assert stints(told) == []


def test_nobody_leads_before_totals_differ() -> None:
    told = course(("0", "4", "1"), ("0", "2", "9")).history
    assert told[told["control"] == "PC1"]["position"].tolist() == [1, 1]
    assert [(one.numbers, one.first) for one in stints(told)] == [((2,), "PC2"), ((1,), "PC3")]


def test_a_crew_that_retires_leads_as_long_as_it_drives() -> None:
    told = course(("1", "1"), ("3", "5", "2"), ("9", "9", "9"), status="DNF").history
    assert told[told["number"] == 1]["control"].tolist() == ["PC1", "PC2"]
    assert told[told["control"] == "PC3"]["position"].tolist() == [1, 2]
    assert [(one.numbers, one.first, one.inherited) for one in stints(told)] == [
        ((1,), "PC1", False),
        ((2,), "PC3", True),
    ]


def test_a_crew_excluded_at_the_end_led_until_then_and_is_in_no_final_position() -> None:
    told = course(("0", "0", "0"), ("3", "5", "2"), status="DSQ").history
    last = told[told["control"] == "PC3"]
    assert (last["number"].tolist(), last["position"].tolist()) == ([2], [1])
    assert stints(told)[0].numbers == (1,)


def test_a_crew_that_did_not_start_is_nowhere() -> None:
    told = course((), ("3", "5", "2"), status="DNS").history
    assert set(told["number"]) == {2}


def test_a_leg_counts_only_for_who_came_to_its_end() -> None:
    assert leg_totals(course(("1",), ("3", "5", "2"), status="DNF"), 1) == {2: Decimal(8)}
    assert leg_totals(course(("1", "1"), ("3", "5", "2"), status="DNF"), 1)[1] == Decimal(2)


def test_a_leg_is_what_was_collected_on_it_alone() -> None:
    assert leg_totals(three_crews(), 2) == {1: Decimal(4), 2: Decimal(0), 3: Decimal(9)}


def test_errors_are_absolute_and_tell_early_from_late() -> None:
    times = {(1, "PC1"): ("10:00:00", "10:00:09.95"), (2, "PC1"): ("10:00:00", "10:00:10.05")}
    errors = trial_errors(scored(TRIALS[:1], times))
    assert list(errors["error_s"]) == pytest.approx([0.05, 0.05])
    assert list(errors["deviation_s"]) == pytest.approx([-0.05, 0.05])


def test_a_missed_trial_has_no_error_and_is_counted_as_missed() -> None:
    times = {(1, "PC1"): finish(10, "2"), (2, "PC1"): None, (2, "PC2"): finish(11, "1")}
    summary = trial_summary(scored(TRIALS[:2], times))
    assert summary.loc["PC1", ["crews", "missed"]].tolist() == [1, 1]


def test_an_annulled_trial_is_left_out() -> None:
    standings = three_crews(decisions=[decision("annul", "*", "PC2")])
    assert list(trial_summary(standings).index) == ["PC1", "PC3"]


def test_all_who_share_the_least_error_are_named() -> None:
    times = {(number, "PC1"): finish(10, "2") for number in (1, 2)} | {(3, "PC1"): finish(10, "7")}
    summary = trial_summary(scored(TRIALS[:1], times))
    assert summary.loc["PC1", "best"] == (1, 2)


def test_the_sharpest_come_first_and_only_classified_crews_count() -> None:
    entries = [entry(number, coefficient="1") for number in (1, 2, 3)]
    entries[1]["status"] = "DNF"
    table = precision(three_crews(entries=entries))
    assert list(table.index) == [1, 3]
    assert table.loc[1, "mean_s"] == pytest.approx((0.01 + 0.09 + 0.04) / 3)
    assert table.loc[1, "zeros"] == 0


def test_where_nearly_all_are_level_nobody_leads_yet() -> None:
    errors = [("0", str(number), "0") for number in range(1, 6)]
    told = course(*errors, ("9", "9", "9")).history
    assert [(one.numbers, one.first) for one in stints(told)] == [((1,), "PC2")]


def test_who_led_and_did_not_come_home_is_still_told() -> None:
    told = course(("1", "1"), ("3", "3", "1"), status="DNF").history
    assert [one.numbers for one in stints(told)] == [(1,), (2,)]


def test_a_crew_alone_leads_nobody() -> None:
    told = course(("1", "1"), status="DNF").history
    assert told["position"].tolist() == [1, 1]
    assert stints(told) == []


def test_a_time_that_a_decision_took_away_tells_nothing_of_how_precise_anybody_is() -> None:
    taken = [decision("set_penalty", 3, "PC3", "5")]
    told = three_crews(decisions=taken)
    assert list(trial_errors(told)["number"]).count(3) == 2
    assert precision(told).loc[3, "passages"] == 2


def test_who_never_started_or_has_left_misses_no_trial() -> None:
    entries = [entry(number, coefficient="1") for number in (1, 2, 3, 4)]
    entries[1]["status"], entries[3]["status"] = "DNF", "DNS"
    times = {
        (number, f"PC{trial}"): finish(9 + trial, "3")
        for number, trials in {1: (1, 2, 3), 2: (1,), 3: (1, 3)}.items()
        for trial in trials
    }
    summary = trial_summary(scored(TRIALS, times, entries=entries))
    assert list(summary["missed"]) == [0, 1, 0]
