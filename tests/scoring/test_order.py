"""Positions and ties: contract, section 2, item 9."""

from collections.abc import Sequence

import pytest

from reporting.scoring import Rulebook, Standings
from support.packages import entry
from support.scored import ct, decision, order, pc, point_rules, row, rules, scored

Crew = Sequence[int | None]


def ranked(
    *crews: Crew,
    ties: Sequence[str] = (),
    years: Sequence[int | None] = (),
    rulebook: Rulebook | None = None,
    **more: object,
) -> Standings:
    """Score crews 1, 2, ... that run each trial so late [1/100 s]; None is missed."""
    controls = [pc(f"PC{trial}", 10) for trial in range(1, len(crews[0]) + 1)]
    times = {
        (number, f"PC{trial}"): (
            f"1{number}:{trial:02}:00",
            None if late is None else f"1{number}:{trial:02}:{10 + late / 100:05.2f}",
        )
        for number, crew in enumerate(crews, 1)
        for trial, late in enumerate(crew, 1)
    }
    entries = [
        entry(number, coefficient="1", year=years[number - 1] if years else 1938)
        for number in range(1, len(crews) + 1)
    ]
    return scored(
        controls, times, rulebook or rules(rank={"ties": list(ties)}), entries=entries, **more
    )


def test_the_lowest_total_of_penalties_is_first() -> None:
    standings = ranked([5], [3], [9])
    assert order(standings) == [(1, 2), (2, 1), (3, 3)]
    assert [row(standings, number).gap for number in (2, 1, 3)] == [0, 2, 6]


def test_equal_crews_share_the_position_and_the_next_is_skipped() -> None:
    assert order(ranked([5], [3], [3], [9])) == [(1, 2), (1, 3), (3, 1), (4, 4)]


def test_most_zeros_wins_a_tie() -> None:
    standings = ranked([2, 2, 2], [6, 0, 0], [3, 3, 0], ties=["most_zeros"])
    assert order(standings) == [(1, 2), (2, 3), (3, 1)]


def test_most_ones_wins_a_tie() -> None:
    standings = ranked([2, 2, 2], [4, 1, 1], [3, 2, 1], ties=["most_ones"])
    assert order(standings) == [(1, 2), (2, 3), (3, 1)]


def test_the_smallest_sum_of_squares_wins_a_tie() -> None:
    standings = ranked([6, 0, 0], [2, 2, 2], [3, 3, 0], ties=["smallest_sum_of_squares"])
    assert order(standings) == [(1, 2), (2, 3), (3, 1)]


def test_the_older_car_wins_a_tie_and_an_unknown_year_does_not() -> None:
    standings = ranked([5], [5], [5], ties=["older_car"], years=[1951, 1934, None])
    assert order(standings) == [(1, 2), (2, 1), (3, 3)]


def test_the_best_first_trial_wins_a_tie_at_the_first_trial_that_differs() -> None:
    standings = ranked([4, 3, 2], [4, 2, 3], [5, 2, 2], ties=["best_first_trial"])
    assert order(standings) == [(1, 2), (2, 1), (3, 3)]


def test_the_first_trial_is_the_first_by_leg_and_seq() -> None:
    controls = [
        pc("PC1", 10, leg=2, seq=1),
        pc("PC2", 10, leg=1, seq=2),
        pc("PC3", 10, leg=1, seq=1),
    ]
    late = {1: (1, 2, 3), 2: (3, 2, 1)}
    times = {
        (number, f"PC{trial}"): ("10:00:00", f"10:00:10.0{costs[trial - 1]}")
        for number, costs in late.items()
        for trial in (1, 2, 3)
    }
    standings = scored(controls, times, rules(rank={"ties": ["best_first_trial"]}))
    assert order(standings) == [(1, 2), (2, 1)]


def test_ties_are_separated_in_the_order_of_the_rulebook() -> None:
    crews = ([6, 0, 0], [2, 2, 2], [2, 2, 2])
    years = [1951, 1938, 1934]
    zeros_first = ranked(*crews, ties=["most_zeros", "older_car"], years=years)
    assert order(zeros_first) == [(1, 1), (2, 3), (3, 2)]
    cars_first = ranked(*crews, ties=["older_car", "most_zeros"], years=years)
    assert order(cars_first) == [(1, 3), (2, 2), (3, 1)]


@pytest.mark.parametrize("tie", ["most_zeros", "smallest_sum_of_squares", "best_first_trial"])
def test_a_trial_that_is_annulled_or_dropped_separates_nobody(tie: str) -> None:
    crews = ([0, 2, 1], [5, 1, 2])
    annulled = ranked(*crews, ties=[tie], decisions=[decision("annul", "*", "PC1")])
    expected = {"best_first_trial": [(1, 2), (2, 1)]}.get(tie, [(1, 1), (1, 2)])
    assert order(annulled) == expected
    dropped = rules(rank={"ties": ["smallest_sum_of_squares"]}, discard={"worst": 1})
    assert order(ranked([9, 1, 1], [3, 1, 1], rulebook=dropped)) == [(1, 1), (1, 2)]


def test_a_trial_that_does_not_count_for_a_crew_is_never_its_better_one() -> None:
    annulled = [decision("annul", 1, "PC1")]
    standings = ranked([0, 5], [2, 3], ties=["best_first_trial"], decisions=annulled)
    assert order(standings) == [(1, 2), (2, 1)]


def test_sums_of_squares_beyond_64_bits_stay_exact() -> None:
    far = {"cap": None, "unit_s": "0.0000001", "per_unit": "1"}
    rulebook = rules(
        time_trial=far, resolution="0.0000001", rank={"ties": ["smallest_sum_of_squares"]}
    )
    controls = [pc("PC1", 10), pc("PC2", 10)]
    times = {
        (1, "PC1"): ("10:00:00", "10:20:10.0000001"),
        (1, "PC2"): ("11:00:00", "11:20:10.0000001"),
        (2, "PC1"): ("10:00:00", "10:20:10.0000002"),
        (2, "PC2"): ("11:00:00", "11:20:10.0000000"),
    }
    assert order(scored(controls, times, rulebook)) == [(1, 1), (2, 2)]


def test_ties_are_over_the_penalties_of_the_trials_in_the_points_family_too() -> None:
    rulebook = point_rules(rank={"ties": ["most_zeros"]})
    # 300 + 420 and 360 twice would need another table: 3 and 0 against 1 and 1 are 720 and 790.
    flat = point_rules(rank={"ties": ["most_zeros"]}, time_trial={"score_table": [[0, 10], [5, 0]]})
    assert order(ranked([1, 1], [0, 3], rulebook=flat)) == [(1, 2), (2, 1)]
    assert order(ranked([1, 1], [0, 3], rulebook=rulebook)) == [(1, 1), (2, 2)]


def test_crews_with_a_status_come_after_unranked_and_without_a_gap() -> None:
    decided = [decision("set_status", 1, value="DSQ")]
    standings = ranked([0], [7], [5], decisions=decided)
    assert order(standings) == [(1, 3), (2, 2), (None, 1)]
    first = row(standings, 1)
    assert (first.status, first.net) == ("DSQ", 0)
    assert standings.rankings["overall"]["gap"].isna().tolist() == [False, False, True]
    assert row(standings, 3).gap == 0


def test_a_status_of_the_entry_list_is_kept() -> None:
    entries = [entry(1, coefficient="1", status="DNS"), entry(2, coefficient="1")]
    standings = scored([ct("CT1")], {(2, "CT1"): "10:00:00"}, entries=entries)
    assert order(standings) == [(1, 2), (None, 1)]
    assert row(standings, 1).status == "DNS"


def test_an_event_in_which_nobody_is_ranked_has_no_first() -> None:
    decided = [decision("set_status", "*", value="DNF")]
    standings = ranked([0], [7], decisions=decided)
    assert order(standings) == [(None, 1), (None, 2)]


def test_the_rule_that_separated_two_crews_is_known() -> None:
    ties = ["older_car", "most_zeros", "best_first_trial"]
    standings = ranked([6, 0, 0], [2, 2, 2], [2, 1, 3], [2, 1, 3], ties=ties, years=[1938] * 4)
    assert order(standings) == [(1, 1), (2, 3), (2, 4), (4, 2)]
    assert standings.tie_between(1, 3) == "most_zeros"
    assert standings.tie_between(3, 2) == "best_first_trial"
    assert standings.tie_between(3, 4) is None
