"""Published lengths against one another, against the lower bound and against a track."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from reporting.route import Bound, Published, Verdict, Waypoint
from reporting.route.reconcile import bound, by_difference, reconcile, total_bound

FAR = Bound(km=100.0, certain_km=90.0, points=5)


def figures(*kilometres: str, derived: bool = False) -> list[Published]:
    return [Published(Decimal(km), "somebody", derived=derived) for km in kilometres]


def place(lat: float, lon: float, confidence: str = "seen") -> Waypoint:
    return Waypoint(1, 1, "A", "control", lat, lon, confidence=confidence)


def test_figures_that_agree_and_are_long_enough_are_consistent():
    assert reconcile(figures("150", "150"), FAR).verdict is Verdict.CONSISTENT


def test_two_different_figures_are_in_conflict_and_both_stand():
    found = reconcile(figures("315", "317"), FAR)
    assert found.verdict is Verdict.CONFLICT
    assert found.figures == (Decimal(315), Decimal(317))
    assert found.spread_km == 2


def test_a_figure_shorter_than_any_road_can_be_is_impossible():
    found = reconcile(figures("80", "150"), FAR)
    assert found.verdict is Verdict.IMPOSSIBLE
    assert [figure.km for figure in found.too_short] == [Decimal(80)]


def test_a_figure_under_the_chain_but_within_its_allowance_is_in_conflict():
    assert reconcile(figures("95"), FAR).verdict is Verdict.CONFLICT


def test_a_figure_outside_the_measured_limits_is_in_conflict():
    measured = (118.0, 120.0, 122.0)
    assert reconcile(figures("120"), FAR, measured).verdict is Verdict.CONSISTENT
    assert reconcile(figures("130"), FAR, measured).verdict is Verdict.CONFLICT


def test_nothing_published_is_told_as_such():
    assert reconcile((), FAR).verdict is Verdict.NOT_PUBLISHED
    assert reconcile(figures("245", derived=True), FAR).verdict is Verdict.NOT_PUBLISHED


def test_differences_from_bound_and_track_are_given():
    [one] = reconcile(figures("130"), FAR, (118.0, 120.0, 122.0)).as_json()["differences"]
    assert one["from_bound_km"] == 30
    assert one["from_measured_km"] == 10
    assert one["source"] == "somebody"


def test_the_bound_is_the_chain_of_geodesics():
    places = [place(40.6, 14.4), place(40.7, 15.0), place(40.6, 16.6)]
    judge = sum(
        Geodesic.WGS84.Inverse(a.lat, a.lon, b.lat, b.lon)["s12"] for a, b in pairwise(places)
    )
    found = bound(places)
    assert found is not None
    assert found.km * 1000 == pytest.approx(judge, rel=1e-9)


def test_places_from_memory_are_allowed_to_lie_farther_off():
    seen = bound([place(40.6, 14.4), place(40.7, 15.0)])
    recalled = bound([place(40.6, 14.4, "recalled"), place(40.7, 15.0, "recalled")])
    assert seen is not None
    assert recalled is not None
    assert seen.km == recalled.km
    assert recalled.certain_km < seen.certain_km < seen.km


def test_one_place_bounds_nothing():
    assert bound([place(40.6, 14.4)]) is None
    assert total_bound([None, None]) is None
    assert total_bound([None, FAR]) == FAR


@given(st.lists(st.tuples(st.floats(35, 48), st.floats(6, 18)), min_size=2, max_size=12))
def test_no_bound_is_shorter_than_the_way_as_the_crow_flies(points):
    places = [place(lat, lon) for lat, lon in points]
    found = bound(places)
    assert found is not None
    first, last = points[0], points[-1]
    direct = Geodesic.WGS84.Inverse(*first, *last)["s12"] / 1000
    assert found.km >= direct - 1e-6
    assert found.certain_km <= found.km


def test_the_one_unpublished_leg_follows_by_difference_with_its_range():
    total = reconcile(figures("560"), FAR)
    legs = [reconcile(figures("315", "317"), FAR), reconcile((), FAR)]
    assert by_difference(total, legs) == {1: (Decimal(243), Decimal(245))}


def test_nothing_follows_where_two_legs_are_unpublished():
    total = reconcile(figures("560"), FAR)
    assert by_difference(total, [reconcile((), FAR), reconcile((), FAR)]) == {}
    assert by_difference(reconcile((), FAR), [reconcile((), FAR)]) == {}
