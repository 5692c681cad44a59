"""The routes of the bundled events, and of events with tracks."""

from __future__ import annotations

import json
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reporting.cli import app
from reporting.errors import InputError
from reporting.event import load
from reporting.paths import events_folder
from reporting.route import Route, Verdict, measure, measure_track

ITALY, ALPS, DEMO = "experience-italy-2025", "coppa-delle-alpi-2024", "demo-rally"


@pytest.fixture(scope="module")
def italy() -> Route:
    return measure(load(ITALY))


@pytest.fixture(scope="module")
def alps() -> Route:
    return measure(load(ALPS))


@pytest.fixture(scope="module")
def demo() -> Route:
    return measure(load(DEMO))


def codes(route: Route) -> list[str]:
    return [caveat.code for caveat in route.caveats]


def test_315_and_317_km_stand_as_a_conflict_with_their_sources(italy: Route):
    first = italy.legs[0].reconciliation
    assert first.verdict is Verdict.CONFLICT
    assert first.figures == (Decimal(315), Decimal(317))
    assert all(figure.source for figure in first.published)


def test_the_unpublished_leg_is_told_by_difference(italy: Route):
    second = italy.legs[1]
    assert second.reconciliation.verdict is Verdict.NOT_PUBLISHED
    assert second.derived_km == (Decimal(243), Decimal(245))


def test_every_published_total_of_the_alps_stands_as_a_conflict(alps: Route):
    found = alps.reconciliation
    assert found.verdict is Verdict.CONFLICT
    assert {Decimal(km) for km in (1300, 1580, 1600, 1620)} <= set(found.figures)
    assert all(figure.source for figure in found.published)


def test_the_controls_in_a_straight_line_give_201_km_for_the_first_leg(italy: Route):
    assert italy.legs[0].lower_bound_km == pytest.approx(201, abs=1)


def test_no_length_is_invented_without_a_track(italy: Route, alps: Route):
    for route in (italy, alps):
        assert route.length_km is None
        assert route.as_json()["length_km"] is None
        assert "route-no-track" in codes(route)


def test_the_crossing_of_italy_goes_from_sea_to_sea(italy: Route):
    crossing = italy.crossing
    assert crossing is not None
    assert crossing.west_east_km == pytest.approx(211, abs=1)
    assert crossing.great_circle_km == pytest.approx(218, abs=1)
    assert crossing.coast_to_coast


def test_the_alps_are_crossed_westward_and_inland(alps: Route):
    crossing = alps.crossing
    assert crossing is not None
    assert crossing.west_east_km < -500
    assert not crossing.coast_to_coast


def test_countries_regions_and_passes_come_in_driving_order(italy: Route, alps: Route):
    assert italy.regions == ("Campania", "Basilicata", "Puglia")
    assert alps.countries == ("IT", "SI", "AT", "DE", "CH", "LI", "FR")
    assert len(alps.passes) == 18
    assert alps.highest is not None
    assert alps.highest.called("en") == "Bernina Pass"
    assert [site.unesco_id for site in italy.unesco] == ["830", "670", "787", "398"]


def test_every_caveat_is_a_sentence_in_both_languages(italy: Route, alps: Route, demo: Route):
    for route in (italy, alps, demo):
        for caveat in route.caveats:
            assert caveat.text("it") != caveat.text("en")
            assert "{" not in caveat.text("it") + caveat.text("en")


def test_the_legs_are_driven_between_sunrise_and_sunset(alps: Route):
    for leg in alps.legs:
        assert leg.daylight is not None
        rise, fall = leg.daylight
        assert rise.hour in (5, 6)
        assert fall.hour in (20, 21)
        assert rise.utcoffset() is not None


# ---------------------------------------------------------------------------- with tracks


def test_an_event_with_tracks_is_measured_and_reconciled(demo: Route):
    assert demo.length_km is not None
    assert demo.length_km.central == pytest.approx(320, rel=0.005)
    assert [leg.reconciliation.verdict for leg in demo.legs] == [Verdict.CONSISTENT] * 2
    assert demo.ascent_m is not None
    assert demo.ascent_m.low < demo.ascent_m.central < demo.ascent_m.high


def test_kilometres_by_country_make_up_the_leg(demo: Route):
    for leg in demo.legs:
        assert leg.measured is not None
        told = sum(leg.measured.countries_km.values())
        assert told == pytest.approx(leg.measured.length_km.central, rel=0.01)
        assert set(leg.measured.countries_km) == {"IT", "AT"}


def test_places_are_met_along_the_road(demo: Route):
    met = demo.legs[0].met
    assert [place.place.municipality for place in met][:2] == [
        "Cortina d'Ampezzo",
        "Corvara in Badia",
    ]
    assert [place.along_km for place in met] == sorted(place.along_km for place in met)


def test_the_json_has_what_the_contract_names(demo: Route, alps: Route):
    named = {
        *("legs", "length_km", "published", "west_east_km", "great_circle_km", "ascent_m"),
        *("moving_time_s", "points", "bbox", "lower_bound_km"),
    }
    for route in (demo, alps):
        document = route.as_json()
        assert named <= document.keys()
        assert named - {"west_east_km", "great_circle_km", "legs"} <= document["legs"][0].keys()
        json.dumps(document, allow_nan=False)
    assert demo.as_json()["ascent_m"].keys() == {"low", "central", "high"}
    assert alps.as_json()["ascent_m"] is None


@pytest.fixture
def package(tmp_path: Path) -> Path:
    copy = tmp_path / DEMO
    shutil.copytree(events_folder() / DEMO, copy)
    return copy


def test_a_track_that_contradicts_the_published_length_is_a_conflict(package: Path):
    path = package / "event.toml"
    path.write_text(path.read_text("utf-8").replace("value = 185", "value = 205"), encoding="utf-8")
    assert measure(load(package)).legs[0].reconciliation.verdict is Verdict.CONFLICT


def test_pieces_of_a_track_are_joined_by_name(package: Path):
    whole = (package / "tracks" / "leg1.gpx").read_text("utf-8")
    points = whole.split("<trkpt ")
    half = len(points) // 2
    head, tail = points[0], "</trkseg></trk></gpx>"
    first = "<trkpt ".join([head, *points[1:half]]) + tail
    second = "<trkpt ".join([head, *points[half - 1 : -1]]) + tail
    (package / "tracks" / "leg1.gpx").unlink()
    (package / "tracks" / "leg1-a.gpx").write_text(first, encoding="utf-8")
    (package / "tracks" / "leg1-b.gpx").write_text(second, encoding="utf-8")
    route = measure(load(package))
    assert route.legs[0].measured is not None
    assert route.legs[0].measured.length_km.central == pytest.approx(185, rel=0.01)
    assert "track-several" not in codes(route)


def test_tracks_that_do_not_follow_one_another_are_not_added_up(package: Path):
    planned = re.sub("<time>.*?</time>", "", (package / "tracks" / "leg2.gpx").read_text("utf-8"))
    (package / "tracks" / "leg1-other.gpx").write_text(planned, encoding="utf-8")
    shutil.copy(package / "tracks" / "leg1.gpx", package / "tracks" / "leg1-copy.gpx")
    route = measure(load(package))
    assert route.legs[0].measured is not None
    assert route.legs[0].measured.length_km.central == pytest.approx(185, rel=0.01)
    assert {"track-several", "track-copies"} <= set(codes(route))


def test_a_leg_without_a_track_keeps_the_whole_without_a_length(package: Path):
    (package / "tracks" / "leg2.gpx").unlink()
    route = measure(load(package))
    assert route.length_km is None
    assert route.legs[0].measured is not None
    assert "route-some-tracks" in codes(route)


def test_swapped_latitude_and_longitude_are_refused(package: Path):
    path = package / "tracks" / "leg1.gpx"
    text = path.read_text("utf-8").replace("lat=", "tmp=").replace("lon=", "lat=")
    path.write_text(text.replace("tmp=", "lon="), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        measure(load(package))
    assert caught.value.findings[0].code == "track-swapped"


def test_a_track_alone_is_a_route_of_one_leg():
    route = measure_track(events_folder() / DEMO / "tracks" / "leg2.gpx")
    assert len(route.legs) == 1
    assert route.length_km is not None
    assert route.length_km.central == pytest.approx(135, rel=0.005)
    assert route.countries == ("AT", "IT")


def test_the_command_measures_events_and_files(tmp_path: Path):
    runner = CliRunner()
    track = str(events_folder() / DEMO / "tracks" / "leg2.gpx")
    for where in (DEMO, track):
        told = runner.invoke(app, ["route", where, "--json"])
        assert told.exit_code == 0
        assert json.loads(told.stdout)["length_km"] > 100
    broken = tmp_path / "broken.gpx"
    broken.write_text("<gpx><trk>", encoding="utf-8")
    told = runner.invoke(app, ["route", str(broken), "--json"])
    assert told.exit_code == 1
    assert json.loads(told.stdout)["findings"][0]["code"] == "track-broken"
