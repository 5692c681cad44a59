"""Average trials (PM): contract, section 2, item 3."""

from decimal import Decimal

import pytest

from reporting.scoring import Standings
from support.scored import cell, penalty, pm, rules, scored


def one_trial(*clocks: str | None, speed: object = 40, **changes: object) -> Standings:
    """Score one PM with a detection each kilometre; perfect at 40 km/h is 90 s a kilometre."""
    points = [
        {"control": "PM1", "point": point, "distance_km": point} for point in range(1, len(clocks))
    ]
    full = ("10:00:00", *(f"10:{90 * point // 60:02}:{90 * point % 60:02}" for point in (1, 2, 3)))
    return scored(
        [pm("PM1", speed)],
        {(1, "PM1"): clocks, (2, "PM1"): full[: len(clocks)]},
        rules(average_trial=changes),
        detections=points,
    )


def cost(*clocks: str | None, speed: object = 40, **changes: object) -> Decimal | None:
    return penalty(one_trial(*clocks, speed=speed, **changes), 1, "PM1")


def test_a_crew_at_the_imposed_speed_pays_nothing() -> None:
    assert cost("10:00:00", "10:01:30", "10:03:00") == 0


def test_each_whole_second_early_or_late_costs_one_at_each_detection() -> None:
    assert cost("10:00:00", "10:01:33.99", "10:02:55.01") == 3 + 4


def test_the_due_time_is_an_exact_fraction() -> None:
    # 1 km at 49 km/h takes 73.469387755102... s; a tenth of a microsecond decides.
    trial = {"unit_s": "0.0000001", "cap": None}
    rulebook = rules(resolution="0.0000001", average_trial=trial)
    for finish, expected in (("10:01:13.4693877", 0), ("10:01:13.4693876", 1)):
        standings = scored(
            [pm("PM1", 49)],
            {(1, "PM1"): ("10:00:00", finish)},
            rulebook,
            detections=[{"control": "PM1", "point": 1, "distance_km": 1}],
        )
        assert penalty(standings, 1, "PM1") == expected


def test_a_detections_deviation_is_told_to_the_nearest_nanosecond() -> None:
    # Due after 73.469387755102... s; the crew comes after 73.4693877 s.
    standings = scored(
        [pm("PM1", 49)],
        {(1, "PM1"): ("10:00:00", "10:01:13.4693877")},
        rules(resolution="0.0000001"),
        detections=[{"control": "PM1", "point": 1, "distance_km": 1}],
    )
    assert standings.detections["deviation_s"].tolist() == [Decimal("-0.000000055")]


def test_a_deviation_of_exactly_one_unit_is_not_lost_to_rounding() -> None:
    # 1.1 km at 40 km/h: 99 s. In binary floating point 1.1 / 40 * 3600 is a little more.
    standings = scored(
        [pm("PM1", 40)],
        {(1, "PM1"): ("10:00:00", "10:01:40")},
        detections=[{"control": "PM1", "point": 1, "distance_km": "1.1"}],
    )
    assert penalty(standings, 1, "PM1") == 1


def test_speed_and_distance_may_have_decimals() -> None:
    standings = scored(
        [pm("PM1", "43.2")],  # 12 m/s
        {(1, "PM1"): ("10:00:00", "10:00:13")},
        detections=[{"control": "PM1", "point": 1, "distance_km": "0.132"}],  # 11 s
    )
    assert penalty(standings, 1, "PM1") == 2


def test_cap_and_missed_hold_for_each_detection() -> None:
    assert cost("10:00:00", "10:30:00", "10:03:00", cap="60") == 60
    assert cost("10:00:00", None, "10:03:01", missed="70") == 70 + 1


def test_a_missed_start_costs_the_missed_penalty_at_each_detection() -> None:
    assert cost(None, "10:01:30", "10:03:00", missed="70") == 140


def test_the_worst_detection_may_count_alone() -> None:
    assert cost("10:00:00", "10:01:35", "10:02:52", "10:04:30", detections="worst") == 8


@pytest.mark.parametrize(("second", "mean"), [("10:03:00", 1), ("10:03:02", 2), ("10:03:01", 1)])
def test_the_mean_is_rounded_half_up_to_a_whole_penalty(second: str, mean: int) -> None:
    # The first detection costs 1: means of 0.5, 1.5 and 1.
    assert cost("10:00:00", "10:01:31", second, detections="mean") == mean


def test_each_detection_is_kept_with_its_deviation_and_penalty() -> None:
    standings = one_trial("10:00:00", "10:01:33.50", None)
    mine = standings.detections[standings.detections["number"] == 1]
    assert mine["point"].tolist() == ["1", "2"]
    assert mine["deviation_s"].iloc[0] == Decimal("3.5")
    assert mine["deviation_s"].isna().tolist() == [False, True]
    assert mine["penalty"].tolist() == [3, 300]


def test_a_trial_is_usable_with_one_detection_and_missed_with_none() -> None:
    standings = one_trial("10:00:00", None, "10:03:00")
    assert cell(standings, 1, "PM1").usable
    assert not cell(standings, 1, "PM1").missed
    standings = one_trial("10:00:00", None, None)
    assert not cell(standings, 1, "PM1").usable
    assert cell(standings, 1, "PM1").missed


def test_detections_are_found_by_their_point_whatever_the_order_of_the_rows() -> None:
    standings = scored(
        [pm("PM1", 40)],
        {(1, "PM1"): ("10:00:00", "10:01:31", "10:03:05")},
        detections=[
            {"control": "PM1", "point": 2, "distance_km": 2},
            {"control": "PM1", "point": 1, "distance_km": 1},
        ],
    )
    assert penalty(standings, 1, "PM1") == 1 + 5


def test_distances_too_fine_for_64_bits_stay_exact() -> None:
    standings = scored(
        [pm("PM1", "39.999999999999")],
        {(1, "PM1"): ("10:00:00", "10:01:31")},
        detections=[{"control": "PM1", "point": 1, "distance_km": "1.000000000001"}],
    )
    # Due after 90.00000000000234 s: not yet a whole second late.
    assert penalty(standings, 1, "PM1") == 0
