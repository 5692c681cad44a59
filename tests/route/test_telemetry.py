"""Telemetry of many cars: distances, moving times, average trials, stretches off the route."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reporting.errors import InputError
from reporting.event import load
from reporting.paths import events_folder
from reporting.route.measured import measure_points
from reporting.route.telemetry import (
    Reference,
    Telemetry,
    Trial,
    detections,
    distances,
    off_route,
    read_telemetry,
    trials,
)
from reporting.route.telemetry.matching import match
from reporting.route.track import Track
from reporting.route.track_reading import read_track
from support.command import reporting
from support.roads import Drive, driven, scatter

CARS = {1: (0.0, 0.0), 2: (1.0, 0.0), 3: (3.0, 0.0), 4: (2.0, 5.0), 5: (3.0, 30.0)}
"""Noise of each car [m] and its memory [s]."""


def together(tracks: dict[int, Track]) -> Telemetry:
    return Telemetry(
        np.concatenate([np.full(len(track), car, dtype=np.int32) for car, track in tracks.items()]),
        np.concatenate([track.time for track in tracks.values()]),
        np.concatenate([track.lat for track in tracks.values()]),
        np.concatenate([track.lon for track in tracks.values()]),
    )


@pytest.fixture(scope="module")
def drive() -> Drive:
    return driven(seed=21, km=50, hairpins=0.2, stops=10)


@pytest.fixture(scope="module")
def tracks(drive: Drive) -> dict[int, Track]:
    rng = np.random.default_rng(3)
    count = len(drive.x)
    return {
        car: drive.track(
            drive.x + scatter(rng, count, metres, memory),
            drive.y + scatter(rng, count, metres, memory),
        )
        for car, (metres, memory) in CARS.items()
    }


def test_every_car_drove_as_far_and_as_long_as_it_did(drive: Drive, tracks: dict[int, Track]):
    found = distances(together(tracks)).set_index("number")
    assert list(found.index) == list(CARS)
    for car in found.to_dict("records"):
        assert car["distance_km"] * 1000 == pytest.approx(drive.length_m, rel=0.005)
        assert car["moving_s"] == pytest.approx(drive.moving_s, rel=0.01)
    assert (found["points"] == len(drive.x)).all()


def test_the_fast_way_agrees_with_the_thorough_one(tracks: dict[int, Track]):
    found = distances(together(tracks)).set_index("number")
    for car, track in tracks.items():
        thorough = measure_points(track)
        assert found.loc[car, "distance_km"] == pytest.approx(thorough.length_km.central, rel=0.003)
        assert found.loc[car, "moving_s"] == pytest.approx(thorough.moving_s, rel=0.01)


@pytest.mark.parametrize("threads", [1, 2])
def test_rows_in_any_order_give_the_same(tracks: dict[int, Track], threads: int):
    telemetry = together(tracks)
    mixed = np.random.default_rng(0).permutation(len(telemetry))
    shuffled = Telemetry(
        telemetry.number[mixed], telemetry.time[mixed], telemetry.lat[mixed], telemetry.lon[mixed]
    )
    pd.testing.assert_frame_equal(distances(telemetry), distances(shuffled, threads))


def test_interleaved_cars_are_told_apart(tracks: dict[int, Track]):
    telemetry = together(tracks)
    order = np.argsort(telemetry.time, kind="stable")
    by_time = Telemetry(
        telemetry.number[order], telemetry.time[order], telemetry.lat[order], telemetry.lon[order]
    )
    pd.testing.assert_frame_equal(distances(telemetry), distances(by_time))


def test_spikes_and_tunnels_are_counted_and_do_not_lengthen(drive: Drive):
    inside = (drive.along_m > 20_000) & (drive.along_m < 23_000)
    x = drive.x.copy()
    x[[500, 900, 901]] += 4000
    x[2000] -= 90_000
    found = distances(together({9: drive.track(x).keep(~inside)})).iloc[0]
    assert found["spikes"] == 4
    assert found["gaps"] == 1
    assert 0.2 < found["bridged_km"] < 3
    hidden = 3.0 - found["bridged_km"]
    assert found["distance_km"] == pytest.approx(drive.length_m / 1000 - hidden, rel=0.01)


def test_a_second_reading_of_the_same_instant_counts_once(drive: Drive):
    track = drive.track()
    doubled = track.keep(np.repeat(np.arange(len(track)), 2))
    once, twice = (distances(together({1: one})).iloc[0] for one in (track, doubled))
    assert twice["distance_km"] == pytest.approx(once["distance_km"])


@pytest.mark.parametrize("points", [0, 1, 2, 4])
def test_a_car_with_hardly_a_point_drove_nowhere(drive: Drive, points: int):
    found = distances(together({1: drive.track().keep(np.arange(points))}))
    assert found["distance_km"].sum() == 0
    assert len(found) == min(points, 1)


def test_telemetry_is_read_from_parquet(tmp_path, tracks: dict[int, Track]):
    telemetry = together(tracks)
    path = tmp_path / "cars.parquet"
    pd.DataFrame(
        {
            "number": telemetry.number,
            "time": pd.to_datetime(telemetry.time, utc=True),
            "lat": telemetry.lat,
            "lon": telemetry.lon,
        }
    ).to_parquet(path)
    pd.testing.assert_frame_equal(distances(read_telemetry(path)), distances(telemetry))


@pytest.mark.parametrize("name", ["number", "lat"])
def test_a_yes_is_no_number_of_a_table(tmp_path, name: str):
    columns = {"number": [1, 1], "lat": [45.0, 45.1], "lon": [10.0, 10.1]} | {name: [True, False]}
    path = tmp_path / "cars.parquet"
    times = pd.to_datetime(["2025-06-14T08:00:00Z", "2025-06-14T08:05:00Z"])
    pd.DataFrame({"time": times, **columns}).to_parquet(path)
    with pytest.raises(InputError) as caught:
        read_telemetry(path)
    assert [finding.column for finding in caught.value.findings] == [name]


# ---------------------------------------------------------------------------- matching


@pytest.fixture(scope="module")
def reference(drive: Drive) -> Reference:
    return Reference.of(measure_points(drive.track()).line)


def true_time(drive: Drive, reference: Reference) -> Callable[[float], float]:
    """When the drive was at a distance along the reference [s]."""
    scale = reference.along_m[-1] / drive.along_m[-1]
    return lambda metres: float(np.interp(metres, drive.along_m * scale, drive.seconds))


@pytest.mark.parametrize("car", list(CARS))
def test_an_average_trials_detections_are_told_to_a_fraction_of_a_second(
    drive: Drive, tracks: dict[int, Track], reference: Reference, car: int
):
    trial = Trial("PM1", 14_000.0, (("start", 0.0), ("1", 1800.0), ("2", 4300.0), ("3", 6100.0)))
    found = detections(together({car: tracks[car]}), reference, [trial])
    assert list(found["point"]) == ["start", "1", "2", "3"]
    assert set(found["control"]) == {"PM1"}
    truth = true_time(drive, reference)
    for row, (_, metres) in zip(found.to_dict("records"), trial.points, strict=True):
        told = (row["time"] - pd.Timestamp(tracks[car].time[0])).total_seconds()
        assert told == pytest.approx(truth(14_000 + metres), abs=1.0)


def test_a_road_that_is_driven_twice_is_matched_in_the_right_direction():
    out = np.arange(0, 4000, 12.0)
    seconds = np.arange(2.0 * len(out))
    x = np.concatenate([out, out[::-1]])
    track = Drive(seconds, x, np.zeros(len(x)), x, 8000, len(x)).track()
    reference = Reference.of(measure_points(track.keep(np.arange(len(out)))).line)
    trial = Trial("PM1", 1000.0, (("start", 0.0), ("1", 2000.0)))
    found = detections(together({1: track}), reference, [trial])
    assert len(found) == 2
    told = [(time - pd.Timestamp(track.time[0])).total_seconds() for time in found["time"]]
    assert told == pytest.approx([1000 / 12, 3000 / 12], abs=0.5)


def test_a_detection_in_a_gap_of_the_track_has_no_row(
    drive: Drive, tracks: dict[int, Track], reference: Reference
):
    hidden = (drive.along_m > 15_600) & (drive.along_m < 16_000)
    trial = Trial("PM1", 14_000.0, (("start", 0.0), ("1", 1800.0), ("2", 4300.0)))
    found = detections(together({2: tracks[2].keep(~hidden)}), reference, [trial])
    assert list(found["point"]) == ["start", "2"]


def test_a_car_that_was_never_there_has_no_detections(drive: Drive, reference: Reference):
    away = drive.track(drive.x + 50_000)
    trial = Trial("PM1", 14_000.0, (("start", 0.0), ("1", 1800.0)))
    assert detections(together({1: away}), reference, [trial]).empty


def test_a_detour_is_told_with_its_time_and_distance(drive: Drive, reference: Reference):
    begin, end = np.searchsorted(drive.along_m, [30_000, 31_500])
    east, north = drive.x[end] - drive.x[begin], drive.y[end] - drive.y[begin]
    aside = 600 * np.sin(np.linspace(0, np.pi, end - begin)) / np.hypot(east, north)
    x, y = drive.x.copy(), drive.y.copy()
    x[begin:end] -= aside * north
    y[begin:end] += aside * east
    found = off_route(together({1: drive.track(x, y)}), reference)
    assert 1 <= len(found) <= 2
    assert 200 < found["away_m"].max() <= 605
    seconds = [(at - pd.Timestamp("2025-05-01T06:00")).total_seconds() for at in found["begin"]]
    assert begin <= seconds[0] <= end


def test_a_noisy_car_on_the_route_is_never_off_it(tracks: dict[int, Track], reference: Reference):
    assert off_route(together({3: tracks[3]}), reference).empty


def test_progress_along_the_road_never_falls(tracks: dict[int, Track], reference: Reference):
    along = match(tracks[5], reference).along_m
    assert (np.diff(along[np.isfinite(along)]) >= 0).all()


def test_the_trials_of_an_event_are_found_on_its_track():
    event = load("demo-rally")
    path = events_folder() / "demo-rally" / "tracks" / "leg1.gpx"
    road = Reference.of(measure_points(read_track(path)).line)
    found = trials(event, 1, road)
    table = event["controls"]
    codes = table[(table["leg"] == 1) & (table["kind"] == "PM")]["code"].tolist()
    assert [trial.code for trial in found] == codes
    for trial in found:
        assert trial.points[0] == ("start", 0.0)
        km = float(table[table["code"] == trial.code]["km"].iloc[0])
        assert trial.start_m / 1000 == pytest.approx(km, abs=0.5)


# ---------------------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def positions(tmp_path_factory) -> Path:
    """Two cars on the demo rally's first leg; the second one also a week later."""
    track = read_track(events_folder() / "demo-rally" / "tracks" / "leg1.gpx")
    path = tmp_path_factory.mktemp("positions") / "cars.csv"
    late = np.timedelta64(30, "s")
    weeks = [(1, track.time), (2, track.time + late), (2, track.time + np.timedelta64(7, "D"))]
    pd.concat(
        pd.DataFrame({"number": car, "time": time, "lat": track.lat, "lon": track.lon})
        for car, time in weeks
    ).to_csv(path, index=False, date_format="%Y-%m-%dT%H:%M:%SZ")
    return path


def test_the_command_tells_what_each_car_did_on_each_day(positions: Path):
    document = json.loads(
        reporting("route", "demo-rally", "--telemetry", str(positions), "--json").stdout
    )
    (day,) = document["days"]
    assert (day["legs"], day["legs_without_track"]) == ([1], [])
    first, second = day["distances"]
    assert first["distance_km"] == second["distance_km"] > 10
    assert day["detours"] == []
    passed = {(row["number"], row["control"], row["point"]): row["time"] for row in day["passages"]}
    assert {number for number, _, _ in passed} == {1, 2}
    for (number, control, point), time in passed.items():
        if number == 1:
            after = pd.Timestamp(passed[2, control, point]) - pd.Timestamp(time)
            assert after.total_seconds() == pytest.approx(30, abs=0.1)


def test_the_command_tells_people_the_same(positions: Path):
    told = reporting("route", "demo-rally", "--telemetry", str(positions)).stdout
    assert "2 cars" in told
    assert "km, moving" in told
    assert "PM" in told


@pytest.mark.parametrize("file", ["nowhere.csv", "."])
def test_a_file_of_positions_that_is_not_there_is_refused(file: str):
    refused = reporting("route", "demo-rally", "--telemetry", file)
    assert refused.exit_code == 1
    assert "There is no such file" in refused.stderr
