"""The demonstration rally: complete, named as synthetic, made again from its seed."""

import subprocess
import sys
from functools import cache

import pytest
from defusedxml import ElementTree
from pyproj import Geod

from reporting.event.findings import Severity
from reporting.event.loader import load
from reporting.footprint import account, classification, metrics
from reporting.scoring import score
from support.project import ROOT

PACKAGE = ROOT / "data" / "events" / "demo-rally"
TOOL = ROOT / "tools" / "simulate_demo_rally.py"
TABLES = ("entries", "controls", "detections", "starts", "passages", "decisions")


@cache
def rally():
    return load(PACKAGE)


@cache
def inventory():
    return account(rally())


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "demo-rally"
    subprocess.run([sys.executable, TOOL, "--out", folder], check=True)
    return folder


@pytest.mark.parametrize("table", TABLES)
def test_the_bundled_table_is_what_the_seed_gives(table, written):
    assert (written / f"{table}.csv").read_bytes() == (PACKAGE / f"{table}.csv").read_bytes()


@pytest.mark.parametrize("leg", [1, 2])
def test_the_bundled_track_is_what_the_seed_gives(leg, written):
    name = f"tracks/leg{leg}.gpx"
    assert (written / name).read_bytes() == (PACKAGE / name).read_bytes()


def test_it_has_no_error_and_no_warning():
    assert [f.as_json() for f in rally().findings if f.severity is not Severity.NOTE] == []


def test_its_name_and_every_quantity_say_that_it_is_made_up():
    assert "sintetici" in rally().info.name.it
    assert "synthetic" in rally().info.name.en
    assert rally().info.provenance.timing == "simulated"
    assert rally()["activities"]["evidence"].str.startswith("dato sintetico").all()
    assert rally()["activities"]["evidence_en"].str.startswith("synthetic").all()
    given = [line for line in inventory().lines if not line.by_rule]
    (said,) = [c for c in inventory().caveats if c.code == "footprint-simulated"]
    assert said.details == {"count": len(given), "of": len(given)}


def test_a_track_is_as_long_as_its_leg():
    for leg in rally().info.legs:
        gpx = ElementTree.parse(PACKAGE / "tracks" / f"leg{leg.number}.gpx")
        points = gpx.findall(".//{*}trkpt")
        lon, lat = ([float(point.get(axis)) for point in points] for axis in ("lon", "lat"))
        km = Geod(ellps="WGS84").line_length(lon, lat) / 1000
        assert km == pytest.approx(float(leg.published_km[0].value), rel=0.001)
        assert "synthetic" in gpx.findtext(".//{*}trk/{*}name")


def test_it_is_scored_with_all_its_mishaps():
    overall = score(rally()).as_json()["rankings"]["overall"]
    assert len(overall) == 20
    assert [row["status"] for row in overall if row["position"] is None] == ["DNF", "DNS"]


def test_its_activities_cover_every_category():
    categories = {line.event_category for line in inventory().lines}
    assert categories == {f"E{number}" for number in range(1, 14)}
    given = set(rally()["activities"]["event_category"])
    assert given == categories | {"M2"}
    assert 55 <= len(rally()["activities"]) <= 70
    assert set(classification().categories) == given | {"M1"}


def test_location_and_market_differ_and_both_are_named():
    document = inventory().as_json()
    assert document["total_location_kg"] > document["total_market_kg"]
    assert "total_kg" not in document


def test_hvo_stands_in_scope_and_beside_it():
    hvo = [line for line in inventory().lines if line.factor.key == "hvo"]
    assert {line.scope for line in hvo} == {"1"}
    litres = sum(line.amount for line in hvo)
    memo = [line for line in inventory().memo if line.factor and line.factor.key == "hvo"]
    assert sum(line.kg for line in memo) == litres * hvo[0].factor.biogenic_kgco2


def test_what_is_missing_is_listed_with_its_reason():
    reasons = {
        gap.activity.id: gap.reason.code for gap in inventory().not_estimated if gap.activity
    }
    assert reasons == {
        "E6-03": "not-estimated-not-available",
        "E8-07": "not-estimated-recalled",
        "E13-02": "not-estimated-no-factor",
    }


def test_its_caveats_show_every_kind_of_weakness():
    codes = {caveat.code for caveat in inventory().caveats}
    assert codes >= {
        "footprint-simulated",
        "footprint-screening",
        "footprint-proxy-country",
        "footprint-vintage",
        "footprint-undated",
        "footprint-derived",
        "footprint-recalled",
        "footprint-market-is-location",
        "footprint-upstream-missing",
        "footprint-credits-apart",
        "footprint-lines-not-estimated",
    }


def test_every_metric_has_a_value():
    # Nobody bought heat or metals: unknown, and no zero.
    missing = [code for code, one in metrics(rally(), inventory()).items() if one.value is None]
    assert missing == ["heat", "metals"]


def test_all_three_intensities_are_given():
    assert {one.rule.code for one in inventory().intensities} == {
        "crew",
        "car_km",
        "participant_day",
    }
