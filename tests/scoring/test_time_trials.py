"""Time trials (PC): contract, section 2, items 1 and 2."""

from decimal import Decimal

import pytest

from support.scored import cell, pc, penalty, rules, scored


def one_trial(start: str, finish: str, target: object = 10, **changes: object) -> Decimal | None:
    standings = scored([pc("PC1", target)], {(1, "PC1"): (start, finish)}, rules(**changes))
    return penalty(standings, 1, "PC1")


def test_a_perfect_trial_costs_nothing() -> None:
    assert one_trial("10:00:00.00", "10:00:10.00") == 0


@pytest.mark.parametrize(("finish", "cost"), [("10:00:10.03", 3), ("10:00:09.96", 4)])
def test_each_hundredth_early_or_late_costs_one(finish: str, cost: int) -> None:
    assert one_trial("10:00:00.00", finish) == cost


def test_early_and_late_may_cost_differently() -> None:
    trial = {"per_unit": None, "early_per_unit": "2.5", "late_per_unit": "1"}
    assert one_trial("10:00:00.00", "10:00:09.97", time_trial=trial) == Decimal("7.5")
    assert one_trial("10:00:00.00", "10:00:10.03", time_trial=trial) == 3


def test_a_target_may_have_decimals() -> None:
    assert one_trial("10:00:00.00", "10:00:07.35", target="7.34") == 1


def test_the_deviation_is_kept_exactly_and_late_is_positive() -> None:
    standings = scored([pc("PC1", 10)], {(1, "PC1"): ("10:00:00.10", "10:00:10.07")})
    assert cell(standings, 1, "PC1").deviation_s == Decimal("-0.03")


@pytest.mark.parametrize("clocks", [("10:00:00.00", None), (None, "10:00:10.00"), (None, None)])
def test_a_missed_start_or_finish_costs_the_missed_penalty(clocks: tuple[str, str]) -> None:
    standings = scored(
        [pc("PC1", 10)],
        {(1, "PC1"): clocks, (2, "PC1"): ("10:01:00.00", "10:01:10.00")},
        rules(time_trial={"missed": "500"}),
    )
    assert penalty(standings, 1, "PC1") == 500
    missed = cell(standings, 1, "PC1")
    assert (missed.missed, missed.usable, missed.capped) == (True, False, False)


def test_a_penalty_is_cut_at_the_cap() -> None:
    assert one_trial("10:00:00.00", "10:00:12.99") == 299
    assert one_trial("10:00:00.00", "10:00:13.00") == 300
    assert one_trial("10:00:00.00", "10:59:59.99") == 300


def test_without_a_cap_the_penalty_grows_on() -> None:
    assert one_trial("10:00:00.00", "11:00:10.00", time_trial={"cap": None}) == 360_000


def test_a_trial_that_reaches_the_cap_is_marked_capped() -> None:
    controls = [pc("PC1", 10)]
    times = {(1, "PC1"): ("10:00:00", "10:00:13"), (2, "PC1"): ("10:00:00", "10:00:12.99")}
    standings = scored(controls, times)
    assert cell(standings, 1, "PC1").capped
    assert not cell(standings, 2, "PC1").capped


@pytest.mark.parametrize(
    ("rounding", "costs"),
    # Deviations of 0.24, 0.25, 0.26, 0.35 s in units of 0.1 s.
    [("truncate", (2, 2, 2, 3)), ("up", (3, 3, 3, 4)), ("half_even", (2, 2, 3, 4))],
)
def test_a_fraction_of_a_unit_is_rounded_as_the_rulebook_says(
    rounding: str, costs: tuple[int, ...]
) -> None:
    trial = {"unit_s": "0.1", "rounding": rounding}
    for hundredths, cost in zip((24, 25, 26, 35), costs, strict=True):
        late = one_trial("10:00:00.00", f"10:00:10.{hundredths}", time_trial=trial)
        early = one_trial("10:00:00.00", f"10:00:09.{100 - hundredths}", time_trial=trial)
        assert (late, early) == (cost, cost)


def test_a_unit_may_be_a_hundredth_of_a_minute() -> None:
    trial = {"unit_s": "0.6"}
    assert one_trial("10:00:00.00", "10:00:11.79", time_trial=trial) == 2
    assert one_trial("10:00:00.00", "10:00:11.80", time_trial=trial) == 3


# The start is 0.009 s into its hundredth, the finish 0.001 s: what is cut before the difference
# and after it is not the same.
START, FINISH = "10:00:00.0190", "10:00:10.0310"


def test_truncating_each_time_of_day_differs_from_truncating_what_elapsed() -> None:
    assert one_trial(START, FINISH, quantise_on="time_of_day") == 2  # 10.03 - 0.01
    assert one_trial(START, FINISH, quantise_on="elapsed") == 1  # 10.012


def test_truncating_differs_from_rounding_to_the_even_hundredth() -> None:
    assert one_trial("10:00:00.00", "10:00:10.0190", quantise="truncate") == 1
    assert one_trial("10:00:00.00", "10:00:10.0190", quantise="half_even") == 2


@pytest.mark.parametrize(
    ("finish", "cost"), [("10:00:10.0050", 0), ("10:00:10.0150", 2), ("10:00:10.0250", 2)]
)
@pytest.mark.parametrize("quantise_on", ["time_of_day", "elapsed"])
def test_half_a_hundredth_goes_to_the_even_one(finish: str, cost: int, quantise_on: str) -> None:
    rules = {"quantise": "half_even", "quantise_on": quantise_on}
    assert one_trial("10:00:00.00", finish, **rules) == cost


def test_a_trial_across_midnight_is_one_trial() -> None:
    finish = "2025-04-12T00:00:05.01"
    assert one_trial("23:59:55.00", finish) == 1


def test_a_trial_across_the_change_to_summer_time_lasts_as_long_as_it_lasts() -> None:
    # At 02:00 on 30 March 2025 the clocks in Italy go to 03:00.
    start, finish = "2025-03-30T01:59:55.00", "2025-03-30T03:00:05.00"
    assert one_trial(start, finish) == 0


def test_seven_decimals_of_a_second_are_kept() -> None:
    finest = {"resolution": "0.0000001", "time_trial": {"unit_s": "0.0000001"}}
    assert one_trial("10:00:00.0000001", "10:00:10.0000003", **finest) == 2


def test_a_linked_trial_starts_at_the_finish_of_the_one_it_names() -> None:
    controls = [pc("PC1", 10), pc("PC2", 20, starts_at="PC1"), pc("PC3", 5, starts_at="PC2")]
    times = {
        (1, "PC1"): ("10:00:00.00", "10:00:10.02"),
        (1, "PC2"): "10:00:30.05",
        (1, "PC3"): "10:00:35.05",
    }
    standings = scored(controls, times)
    assert [penalty(standings, 1, f"PC{trial}") for trial in (1, 2, 3)] == [2, 3, 0]


def test_a_linked_trial_is_missed_with_the_finish_that_starts_it() -> None:
    controls = [pc("PC1", 10), pc("PC2", 20, starts_at="PC1"), pc("PC3", 5, starts_at="PC2")]
    times = {
        (1, "PC1"): ("10:00:00.00", None),
        (1, "PC2"): "10:00:30.00",
        (1, "PC3"): "10:00:35.01",
    }
    standings = scored(controls, times)
    assert [penalty(standings, 1, f"PC{trial}") for trial in (1, 2, 3)] == [300, 300, 1]
