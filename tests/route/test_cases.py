"""Inputs that went wrong once, each one of a kind: what the route says of them now.

The files lie in ``tests/route/cases``, one folder a case.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reporting.charts import route_map
from reporting.charts.maps.frame import Frame
from reporting.event import load
from reporting.route import measure
from reporting.route.measured import measure_points
from reporting.route.telemetry import Reference, trials
from reporting.route.track_reading import read_track
from reporting.story.voice import Voice
from support.command import reporting

CASES = Path(__file__).parent / "cases"


@cache
def measured(case: str, name: str) -> dict[str, Any]:
    done = reporting("route", CASES / case / name, "--json")
    assert done.exit_code == 0, done.stderr or done.stdout
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def codes(document: dict[str, Any]) -> set[str]:
    return {caveat["code"] for caveat in document["caveats"]}


def checked(case: str, name: str) -> list[dict[str, Any]]:
    done = reporting("check", CASES / case / name, "--all", "--json")
    findings: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    return findings


LENGTHS = {
    "planned-straights": ("planned_straights.gpx", 17.975),
    "planned-tunnel": ("planned_tunnel.gpx", 15.105),
    "same-time-everywhere": ("same_time.gpx", 9.600),
    "fake-times-one-second": ("fake_1s.gpx", 9.514),
    "route-creation-times": ("route_creation_times.gpx", 9.491),
    "same-track-twice": ("track_twice.gpx", 9.600),
    "undeclared-prefix": ("prefix.gpx", 2.36),
    "ampersand-in-name": ("ampersand.gpx", 2.36),
    "csv-italian-semicolon-comma": ("semicolon.csv", 3.16),
    "csv-cp1252-crash": ("cp1252.csv", 3.16),
    "csv-epoch-seconds": ("epoch.csv", 3.16),
    "fit-without-its-end": ("no_crc.fit", 3.0),
    "parade-at-walking-pace": ("parade.gpx", 0.48),
    "overnight-transfer-driven": ("overnight.gpx", 9.6),
    "clock-set-back": ("clock_set_back.gpx", 9.60),
}


@pytest.mark.parametrize("case", LENGTHS)
def test_the_length_is_that_of_the_road(case: str):
    name, km = LENGTHS[case]
    document = measured(case, name)
    assert document["length_km"] == pytest.approx(km, rel=0.005, abs=0.006)
    assert document["length_band_km"]["low"] <= km * 1.0005
    assert km * 0.9995 <= document["length_band_km"]["high"]


def test_a_straight_road_of_a_plan_is_no_jump():
    for case in ("planned-straights", "planned-tunnel"):
        assert "track-jumps" not in codes(measured(case, LENGTHS[case][0]))


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("same-time-everywhere", "track-clock-still"),
        ("fake-times-one-second", "track-clock-too-fast"),
        ("route-creation-times", "track-clock-creation"),
    ],
)
def test_times_that_are_no_driving_times_are_refused_with_a_word(case: str, code: str):
    document = measured(case, LENGTHS[case][0])
    assert code in codes(document)
    assert document["legs"][0]["moving_time_s"] is None


def test_a_clock_set_back_is_told_and_the_order_of_the_file_kept():
    document = measured("clock-set-back", "clock_set_back.gpx")
    assert "track-clock-set-back" in codes(document)
    track = read_track(CASES / "clock-set-back" / "clock_set_back.gpx")
    assert (track.lat[0], track.lon[0]) == (45.54, 10.21)


@pytest.mark.parametrize(("interval", "chords"), [(10, 17.094), (30, 12.338)])
def test_sparse_fixes_are_no_noise_and_their_band_holds_the_truth(interval: int, chords: float):
    document = measured(f"sparse-sampling-{interval}s", f"hairpins_{interval}s.gpx")
    band = document["length_band_km"]
    assert band["low"] <= 19.2 <= band["high"]
    assert document["length_km"] >= chords
    assert document["legs"][0]["noise_m"] == 0
    assert {"track-sparse"} <= codes(document)
    assert "track-noise" not in codes(document)


def test_a_parade_moves():
    assert measured("parade-at-walking-pace", "parade.gpx")["moving_time_s"] == pytest.approx(
        400, abs=4
    )


def test_a_night_between_two_places_is_told_apart():
    document = measured("overnight-transfer-driven", "overnight.gpx")
    assert "track-transfers" in codes(document)
    assert document["moving_time_s"] < 3600


def test_fixes_at_zero_are_left_out_and_told():
    document = measured("no-fix-zeros-first", "no_fix_first.gpx")
    assert document["west_east_km"] == pytest.approx(4, abs=0.7)
    assert document["great_circle_km"] < 6
    assert document["ascent_m"]["high"] < 340
    assert "track-no-fix" in codes(document)


def test_zeros_between_heights_are_no_heights():
    """The file climbs from 300 m to 470 m and falls to 234.5 m, 20 zeros on its top left out.

    Its heights rise by 169.3 m and fall by 225.9 m besides the zeros, and by 8.9 m between their
    two ends: 235 m are its descent, and no reading of it climbs more than 170 m.
    """
    leg = measured("heights-zero-in-part", "zero_heights_part.gpx")["legs"][0]
    for name, metres in (("ascent_m", 170), ("descent_m", 235)):
        assert leg[name]["central"] == pytest.approx(metres, abs=5)
        assert leg[name]["low"] <= metres <= leg[name]["high"]


def test_the_same_road_twice_in_a_file_is_told():
    assert "track-repeated" in codes(measured("same-track-twice", "track_twice.gpx"))


def test_a_logger_that_lost_power_is_read_as_far_as_it_goes():
    assert "track-cut" in codes(measured("fit-without-its-end", "no_crc.fit"))


def test_epoch_seconds_are_times():
    track = read_track(CASES / "csv-epoch-seconds" / "epoch.csv")
    assert str(track.time[0])[:10] == "2025-06-14"


def test_a_loop_has_a_farthest_point_and_no_bearing():
    document = measured("loop-brescia-roma-brescia", "loop")
    assert document["shape"] == "loop"
    assert document["bearing_deg"] is None
    assert document["great_circle_km"] is None
    assert document["farthest"]["name"] == "Roma"
    assert document["farthest"]["km"] == pytest.approx(444, abs=1)
    assert document["west_east_km"] == pytest.approx(183, abs=7)
    assert document["south_north_km"] == pytest.approx(404, abs=1)


def test_places_are_met_in_the_order_of_the_table():
    document = measured("out-and-back-order", "outback")
    met = [(place["name"], place["along_km"]) for place in document["legs"][0]["met"]]
    assert [name for name, _ in met] == [
        "Brescia",
        "Lonato andata",
        "Sirmione",
        "Lonato ritorno",
        "Brescia arrivo",
    ]
    assert [km for _, km in met] == pytest.approx([0, 10.0, 30.7, 48.4, 61.4], abs=0.05)


def test_a_trial_on_the_way_back_begins_on_the_way_back():
    package = CASES / "out-and-back-order" / "outback"
    road = Reference.of(measure_points(read_track(package / "tracks" / "leg1.gpx")).line)
    [trial] = trials(load(str(package)), 1, road)
    assert trial.start_m == pytest.approx(48_377, abs=20)


def test_one_rounded_figure_is_no_conflict():
    document = measured("one-figure-called-conflict", "p62")
    assert document["legs"][0]["verdict"] == "consistent"
    assert "route-leg-conflict" not in codes(document)


def test_controls_beside_a_site_still_make_the_route():
    document = measured("one-unesco-row-hides-controls", "unesco")
    assert document["lower_bound_km"] == pytest.approx(61.4, abs=0.1)
    assert document["bearing_deg"] is not None
    assert len(document["unesco"]) == 1


@pytest.mark.parametrize(
    ("case", "name", "code"),
    [
        ("measured-below-bound", "below", "route-leg-below-bound"),
        ("track-of-another-place", "elsewhere", "route-leg-elsewhere"),
        ("track-of-2005", "date", "route-leg-rollover"),
    ],
)
def test_a_track_that_is_not_the_legs_is_told(case: str, name: str, code: str):
    assert code in codes(measured(case, name))


def test_a_track_named_tappa_is_the_legs():
    document = measured("track-named-tappa1", "tappa")
    assert document["length_km"] == pytest.approx(61.389, rel=0.005)


def test_check_names_the_line_where_a_track_is_broken():
    done = reporting("check", CASES / "broken-track-passes-check" / "brk", "--all", "--json")
    assert done.exit_code == 1
    [error] = [f for f in json.loads(done.stdout)["findings"] if f["severity"] == "error"]
    assert error["file"] == "tracks/leg1.gpx"
    assert error["row"] is not None


def test_a_kml_is_read():
    document = measured("kml-called-no-event", "tour.kml")
    assert document["length_km"] > 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case", "name", "language", "missing"),
    [
        ("outside-base-map-uae", "uae", "it", None),
        ("podium-of-two", "two", "it", None),
        ("through-nothing", "noregion", "en", "through ."),
    ],
)
def test_a_report_is_made(case: str, name: str, language: str, missing: str | None, tmp_path: Path):
    where = CASES / case / name
    done = reporting(
        "build", where, "--report", "race", "--lang", language, "--jobs", "1", "--out", tmp_path
    )
    assert done.exit_code == 0, done.stderr
    page = (tmp_path / name / language / "race.html").read_text(encoding="utf-8")
    assert missing is None or missing not in page


@pytest.mark.parametrize(
    ("language", "title", "end"),
    [
        ("it", "Da Brescia a Roma e ritorno", "partenza e arrivo"),
        ("en", "From Brescia out to Roma and back", "start and finish"),
    ],
)
def test_the_map_of_a_loop_names_where_it_turns(language: str, title: str, end: str):
    route = measure(load(str(CASES / "loop-brescia-roma-brescia" / "loop")))
    chart = route_map(route, Voice(language))
    assert chart.title.startswith(title)
    assert end in chart.svg
    assert ("punto di svolta" if language == "it" else "turning point") in chart.svg


def test_a_small_event_has_a_small_map():
    here = [(45.5398, 10.22), (45.5498, 10.235)]
    assert Frame.holding(here).across_m < 2500
