"""The statement: what an event says of its footprint beside its lines."""

from __future__ import annotations

import datetime as dt

import pytest

from reporting.event import load
from reporting.footprint import freeze, statement
from reporting.footprint.account import account
from support.footprint import line, package, power


@pytest.fixture(scope="module")
def demo():
    return statement(load("demo-rally"), dt.date(2026, 11, 22))


def test_the_three_drivers_are_the_largest_categories(demo):
    masses = {code: sums["location_kg"] for code, sums in demo["by_category"].items()}
    largest = sorted(masses, key=masses.get, reverse=True)[:3]
    assert demo["drivers"]["categories"] == largest
    share = sum(masses[code] for code in largest) / demo["total_location_kg"]
    assert demo["drivers"]["share_of_location"] == pytest.approx(share)


def test_shares_by_tier_make_the_whole(demo):
    assert sum(demo["shares"]["by_tier"].values()) == pytest.approx(1)
    assert demo["shares"]["primary"] == demo["shares"]["by_tier"]["measured"]


def test_tiers_add_up_to_their_category(demo):
    for code, tiers in demo["by_category_tier"].items():
        for basis in ("location_kg", "market_kg"):
            found = sum(sums[basis] for sums in tiers.values())
            assert found == pytest.approx(demo["by_category"][code][basis])


def test_each_activity_moves_the_total_to_the_ends_of_its_own_interval(tmp_path):
    stated = statement(package(tmp_path, line("A1"), power("P1")))
    for moved in stated["tornado"]:
        own = [one for one in stated["lines"] if one["activity"] == moved["activity"]]
        spread = stated["uncertainty"]["gsd_squared"]
        up = sum(one["location_kg"] * (spread[one["id"]] - 1) for one in own)
        down = sum(one["location_kg"] * (1 / spread[one["id"]] - 1) for one in own)
        assert moved["up_kg"] == pytest.approx(up)
        assert moved["down_kg"] == pytest.approx(down)
        assert moved["down_kg"] < 0 < moved["up_kg"]


def test_made_up_data_name_themselves(demo):
    assert demo["nature"] == "synthetic"


def test_default_values_throughout_are_a_screening_estimate(tmp_path):
    cars = {"event_category": "E1", "scope": "3.other", "tier": "screening"}
    assert statement(package(tmp_path, line("A1", **cars)))["nature"] == "screening"


def test_one_measured_line_is_no_screening_estimate(tmp_path):
    cars = {"event_category": "E1", "scope": "3.other", "tier": "screening"}
    assert statement(package(tmp_path, line("A1", **cars), line("A2")))["nature"] == "compiled"


def test_a_scope_without_a_line_has_no_sum(tmp_path):
    stated = statement(package(tmp_path, line("A1", event_category="E1", scope="3.other")))
    assert "1_2" not in stated["scope_sums"]
    assert stated["scope_sums"] == {}
    assert stated["by_scope"]["3.other"]["location_kg"] == stated["total_location_kg"]


@pytest.mark.parametrize(
    ("on", "old", "new"),
    [(dt.date(2026, 11, 22), True, False), (dt.date(2027, 1, 1), None, True)],
)
def test_the_index_changes_edition_on_the_day(on, old, new):
    rows = {row["code"]: row["in_force"] for row in statement(load("demo-rally"), on)["index"]}
    assert rows.get("305-1") is old
    assert rows["102-5"] is new


def test_a_changed_quantity_is_restated_against_the_published_run(tmp_path):
    first = package(tmp_path / "first", line("A1", quantity="100"))
    run = freeze(first, account(first), "v1", dt.date(2025, 6, 1))
    event = package(tmp_path / "second", line("A1", quantity="120"))
    run.write(event.folder / "footprint")
    stated = statement(event)
    assert [one["label"] for one in stated["published"]] == ["v1"]
    told = {one["what"]: one for one in stated["restatements"]}
    assert told["A1"]["old_location_kg"] < told["A1"]["new_location_kg"]
    assert "100" in told["A1"]["reason"]["en"]
    assert [run["state"] for run in stated["year_on_year"]] == ["published", "current"]


def test_another_edition_stands_beside_and_restates_nothing(demo):
    assert [(run["event"], run["state"]) for run in demo["year_on_year"]] == [
        ("demo-rally-2024", "published"),
        ("demo-rally", "published"),
        ("demo-rally", "current"),
    ]
    assert all(not one["what"].startswith("demo-rally-2024") for one in demo["restatements"])


def test_credits_lower_no_total(tmp_path):
    credit = {
        "event_category": "M2", "scope": "memo", "quantity": "5", "unit": "tCO2e", "factor": ""
    }  # fmt: skip
    without = statement(package(tmp_path / "without", line("A1"), power("P1")))
    given = statement(package(tmp_path / "with", line("A1"), power("P1"), line("M", **credit)))
    assert given["memo"]["credits_kgco2e"] == 5000
    for key in ("total_location_kg", "total_market_kg", "by_scope", "by_category", "tornado"):
        assert given[key] == without[key]
    for key in ("total_location_kg", "total_market_kg"):
        assert given["uncertainty"][key] == without["uncertainty"][key]


def test_with_nothing_estimated_nothing_is_zero(tmp_path):
    stated = statement(package(tmp_path, line("A1", quantity="")))
    assert stated["total_location_kg"] is None
    assert stated["total_market_kg"] is None
    assert stated["drivers"] == {
        "categories": [], "share_of_location": None, "location_kg": None
    }  # fmt: skip
    assert stated["scope_sums"] == {}
    assert stated["nature"] == "compiled"
