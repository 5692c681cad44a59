"""Nets, totals, coefficients and discards: contract, section 2, items 6 and 8."""

from decimal import Decimal

import pytest

from reporting.scoring import Standings
from support.packages import entry
from support.scored import (
    SCORE_TABLE,
    cell,
    co,
    ct,
    decision,
    order,
    pc,
    pm,
    point_rules,
    row,
    rules,
    scored,
)

DISTANCE = [{"control": "PM2", "point": 1, "distance_km": 1}]


def all_kinds(rulebook: object, **more: object) -> Standings:
    """Score a crew (coefficient 1.38): PC 3, PM 2, CO 100, CT 300 penalties."""
    times = {
        (1, "PC1"): ("10:00:00", "10:00:10.03"),
        (1, "PM2"): ("10:10:00", "10:11:32"),
        (1, "CO3"): "09:01:00",
        (1, "CT4"): None,
    }
    entries = [entry(1, coefficient="1.38")]
    controls = [pc("PC1", 10), pm("PM2", 40), co("CO3", 3600), ct("CT4")]
    return scored(controls, times, rulebook, entries=entries, detections=DISTANCE, **more)


def test_the_net_is_the_sum_of_all_penalties_and_the_total_has_the_coefficient() -> None:
    first = row(all_kinds(rules()), 1)
    assert (first.pc, first.pm, first.co, first.ct) == (3, 2, 100, 300)
    assert first.net == 405
    assert first.total == Decimal("558.90")
    assert first.coefficient == Decimal("1.38")


def test_added_penalties_enter_the_net_before_the_coefficient() -> None:
    first = row(all_kinds(rules(), decisions=[decision("add_penalty", 1, value="5")]), 1)
    assert (first.added, first.net, first.total) == (5, 410, Decimal("565.80"))


@pytest.mark.parametrize(
    ("penalties", "coefficient", "total"),
    [
        ("1", "1.005", "1.01"),
        ("1", "1.0049", "1.00"),
        ("3", "1.385", "4.16"),
        ("7", "1.39", "9.73"),
    ],
)
def test_a_total_is_rounded_half_up_to_two_decimals(
    penalties: str, coefficient: str, total: str
) -> None:
    standings = scored(
        [ct("CT1")],
        {(1, "CT1"): "10:00:00"},
        entries=[entry(1, coefficient=coefficient)],
        decisions=[decision("set_penalty", 1, "CT1", penalties)],
    )
    assert str(row(standings, 1).total) == total


def test_a_coefficient_may_have_many_decimals() -> None:
    coefficient = "1.23456789012345678901"
    standings = scored(
        [ct("CT1")],
        {(1, "CT1"): None},
        rules(passage_control={"missed": "100000000"}),
        entries=[entry(1, coefficient=coefficient)],
    )
    assert row(standings, 1).total == Decimal("123456789.01")


def test_points_are_the_tables_times_the_coefficient_less_the_controls() -> None:
    # PC 3 penalties: 300 points; PM 2: the row of 1 holds, 395; CO 100 and CT 300 come off.
    standings = all_kinds(point_rules())
    first = row(standings, 1)
    assert (first.pc, first.pm, first.co, first.ct) == (300, 395, 100, 300)
    assert first.net == 695 - 400
    assert first.total == Decimal("1.38") * 695 - 400
    assert cell(standings, 1, "PC1").score == Decimal("414.00")
    assert cell(standings, 1, "PC1").penalty == 3


def test_the_coefficient_may_multiply_what_comes_off_too() -> None:
    standings = all_kinds(point_rules(coefficient={"on_controls": True}))
    assert row(standings, 1).total == Decimal("1.38") * 295


def test_added_penalties_come_off_the_points() -> None:
    added = [decision("add_penalty", 1, value="10")]
    assert row(all_kinds(point_rules(), decisions=added), 1).total == Decimal("549.10")
    everywhere = point_rules(coefficient={"on_controls": True})
    total = row(all_kinds(everywhere, decisions=added), 1).total
    assert total == Decimal("1.38") * 285


@pytest.mark.parametrize(
    ("hundredths", "points"),
    [(0, 420), (1, 395), (2, 395), (3, 300), (9, 300), (10, 100), (49, 100)],
)
def test_the_row_with_the_highest_penalty_not_above_the_crews_holds(
    hundredths: int, points: int
) -> None:
    standings = scored(
        [pc("PC1", 10)], {(1, "PC1"): ("10:00:00", f"10:00:10.{hundredths:02}")}, point_rules()
    )
    assert cell(standings, 1, "PC1").score == points


def test_the_last_row_of_the_table_holds_for_all_beyond() -> None:
    table = [*SCORE_TABLE[:-1], [50, 7]]
    rulebook = point_rules(time_trial={"score_table": table})
    times = {(1, "PC1"): ("10:00:00", "10:00:12"), (2, "PC1"): ("10:00:00", None)}
    standings = scored([pc("PC1", 10)], times, rulebook)
    assert (cell(standings, 1, "PC1").score, cell(standings, 2, "PC1").score) == (7, 7)


def test_the_highest_total_of_points_is_first() -> None:
    times = {(1, "PC1"): ("10:00:00", "10:00:10.05"), (2, "PC1"): ("10:00:00", "10:00:10.00")}
    standings = scored([pc("PC1", 10)], times, point_rules())
    assert order(standings) == [(1, 2), (2, 1)]
    assert row(standings, 1).gap == 120


def test_points_below_zero_are_rounded_away_from_zero() -> None:
    rulebook = point_rules(coefficient={"on_controls": True})
    entries = [entry(1, coefficient="1.005")]
    standings = scored(
        [ct("CT1")],
        {(1, "CT1"): "10:00:00"},
        rulebook,
        entries=entries,
        decisions=[decision("set_penalty", 1, "CT1", "1")],
    )
    assert row(standings, 1).total == Decimal("-1.01")


def with_discard(hundredths: tuple[object, ...], **rule: object) -> Standings:
    """Score trials that a crew runs so late [1/100 s]; None is missed."""
    controls = [pc(f"PC{trial}", 10) for trial in range(1, len(hundredths) + 1)]
    times = {
        (1, f"PC{trial}"): (
            f"10:{trial:02}:00",
            late and f"10:{trial:02}:{10 + int(late) / 100:05.2f}",
        )
        for trial, late in enumerate(map(_text, hundredths), 1)
    }
    return scored(controls, times, rules(discard=rule))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def test_the_worst_trials_are_dropped() -> None:
    standings = with_discard((5, 40, 7, 30), worst=2)
    assert row(standings, 1).net == 12
    assert row(standings, 1).discarded == 70
    results = standings.results.set_index("control")
    assert results["discarded"].tolist() == [False, True, False, True]
    assert results["counts"].tolist() == [True, False, True, False]
    assert results.loc["PC2", "penalty"] == 40


def test_a_capped_or_missed_trial_is_never_dropped() -> None:
    assert row(with_discard((5, 300, None, 30), worst=1), 1).net == 605
    assert row(with_discard((5, 300, None, 30), worst=3), 1).net == 600


def test_a_capped_or_missed_trial_may_be_dropped_where_the_rulebook_says_so() -> None:
    assert row(with_discard((5, 300, None, 30), worst=1, capped=True), 1).net == 335
    assert row(with_discard((5, 300, None, 30), worst=2, capped=True), 1).net == 35


def test_of_equally_bad_trials_the_first_is_dropped() -> None:
    results = with_discard((5, 9, 9), worst=1).results
    assert results["discarded"].tolist() == [False, True, False]


def test_an_annulled_trial_is_not_dropped_in_place_of_one_that_counts() -> None:
    controls = [pc("PC1", 10), pc("PC2", 10)]
    times = {(1, "PC1"): ("10:00:00", "10:00:10.50"), (1, "PC2"): ("10:01:00", "10:01:10.20")}
    annul = [decision("annul", "*", "PC1")]
    standings = scored(controls, times, rules(discard={"worst": 1}), decisions=annul)
    assert row(standings, 1).net == 0


def test_only_time_trials_are_dropped() -> None:
    standings = scored([ct("CT1")], {(1, "CT1"): None}, rules(discard={"worst": 1, "capped": True}))
    assert row(standings, 1).net == 300
