"""What is recorded and no drive: ferries, planners' speeds, heights of the ground over a tunnel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reporting.route.heights import on_road
from reporting.route.measured import Measured, measure_points
from reporting.route.track import NO_TIME, TimesKind, Track
from reporting.route.track_clock import judged
from reporting.route.track_reading import read_track
from support.roads import driven, scatter

START = np.datetime64("2025-06-14T08:00:00", "ns")

CROSSINGS = {
    "Messina": [(38.2060, 15.6440), (38.2190, 15.6370), (38.1940, 15.5610), (38.1800, 15.5470)],
    "Elba": [
        (42.9420, 10.5200),
        (42.9330, 10.5480),
        (42.8600, 10.4000),
        (42.8380, 10.3520),
        (42.8130, 10.3340),
        (42.8000, 10.3200),
    ],
}
"""A road to the quay, the way over the water from quay to quay, a road on from there."""

ROUGH_KM = {"Messina": 1.6, "Elba": 3.0}
"""How much of a crossing near the shore may be taken for road."""


def chain(places: list[tuple[float, float]], kmh: list[float], timed: bool = True) -> Track:
    """A track through places, a fix every ten seconds, each way at a speed."""
    lat, lon, seconds = [places[0][0]], [places[0][1]], [0.0]
    for (a, b), (c, d), speed in zip(places, places[1:], kmh, strict=False):
        metres = np.hypot((c - a) * 111_200, (d - b) * 111_200 * np.cos(np.radians(a)))
        steps = max(int(metres / (speed / 3.6) / 10), 1)
        for share in np.linspace(0, 1, steps + 1)[1:]:
            lat.append(a + share * (c - a))
            lon.append(b + share * (d - b))
            seconds.append(seconds[-1] + metres / steps / (speed / 3.6))
    time = START + (np.array(seconds) * 1e9).astype("timedelta64[ns]")
    blank = np.full(len(lat), NO_TIME, dtype="datetime64[ns]")
    flat = np.full(len(lat), np.nan)
    piece = np.zeros(len(lat), dtype=np.int32)
    return Track("t", np.array(lat), np.array(lon), flat, time if timed else blank, piece)


def crossed(places: list[tuple[float, float]], timed: bool = True) -> Track:
    """A road at 40 km/h, a ferry at 22, a road at 40."""
    return chain(places, [40, *[22.0] * (len(places) - 3), 40], timed)


def measured(track: Track) -> Measured:
    return measure_points(judged(track))


@pytest.mark.parametrize("name", CROSSINGS)
def test_a_ferry_that_was_recorded_at_sea_is_no_road(name: str):
    places = CROSSINGS[name]
    found = measured(crossed(places))
    roads = sum(
        np.hypot((c - a) * 111.2, (d - b) * 111.2 * np.cos(np.radians(a)))
        for (a, b), (c, d) in (places[:2], places[-2:])
    )
    assert "track-transfers" in [caveat.code for caveat in found.caveats]
    assert found.length_km.central < roads + ROUGH_KM[name]
    assert found.length_km.central > roads - 0.8


def test_a_planned_line_over_the_sea_is_a_ferry_too():
    found = measured(crossed(CROSSINGS["Elba"], timed=False))
    assert "track-transfers" in [caveat.code for caveat in found.caveats]
    assert found.length_km.central < 8


def test_a_road_on_a_peninsula_of_a_lake_is_driven():
    sirmione = [(45.4620, 10.6080), (45.4920, 10.6080), (45.4620, 10.6085)]
    assert measured(chain(sirmione, [30, 30])).length_km.central == pytest.approx(6.7, abs=0.2)


def test_a_bridge_over_a_lagoon_is_driven():
    bridge = chain([(45.4760, 12.2700), (45.4660, 12.2800), (45.4410, 12.3100)], [50, 60])
    found = measured(bridge)
    assert found.bridged_km == 0
    assert found.length_km.central > 4.5


def planned(speeds: list[float], seed: int) -> Track:
    """A planner's track: uneven steps, each stretch of road at its class's speed, whole seconds."""
    rng = np.random.default_rng(seed)
    metres = rng.uniform(300, 2500, 90)
    kmh = np.repeat(rng.choice(speeds, 15), 6)
    seconds = np.round(np.concatenate([[0], np.cumsum(metres / (kmh / 3.6))]))
    lat = 45 + np.concatenate([[0], np.cumsum(metres)]) / 111_200
    time = START + seconds.astype("timedelta64[s]")
    return Track(
        "plan",
        lat,
        np.full(91, 10.0),
        np.full(91, np.nan),
        time.astype("datetime64[ns]"),
        np.zeros(91, dtype=np.int32),
    )


@pytest.mark.parametrize("speeds", [[50, 80], [30, 60, 90], [48, 72, 96, 120]])
def test_a_planners_speeds_by_kind_of_road_are_a_plan(speeds: list[float]):
    for seed in range(3):
        assert judged(planned(speeds, seed)).clock is TimesKind.PLANNED


@pytest.mark.parametrize("seed", range(4))
def test_a_drive_recorded_at_uneven_times_is_a_drive(seed: int):
    drive = driven(seed=seed, km=40, hairpins=(0.0, 0.05, 0.15, 0.3)[seed], stops=5)
    rng = np.random.default_rng(seed)
    rows = np.cumsum(rng.integers(15, 75, 400))
    rows = rows[rows < len(drive.seconds)]
    x, y = (axis + scatter(rng, len(axis), 3.0, 0) for axis in (drive.x, drive.y))
    track = judged(drive.track(x, y).keep(rows))
    assert track.clock is TimesKind.RECORDED


# ---------------------------------------------------------------------------- heights


def test_the_ground_over_a_tunnel_is_no_climb():
    along = np.arange(0, 20_000, 10.0)
    road = 1200 + along * 0.005
    ground = road + np.where(
        (along > 5000) & (along < 16_600), 2300 * np.sin(np.pi * (along - 5000) / 11_600), 0
    )
    mended, metres = on_road(ground, 10.0)
    assert metres == pytest.approx(11_600, rel=0.05)
    assert np.abs(mended - road).max() < 15


def test_the_ground_under_a_viaduct_is_no_descent():
    along = np.arange(0, 5000, 10.0)
    road = np.full(len(along), 400.0)
    valley = road - np.where((along > 2000) & (along < 2600), 120, 0)
    mended, metres = on_road(valley, 10.0)
    assert metres == pytest.approx(600, rel=0.1)
    assert np.ptp(mended) < 5


@pytest.mark.parametrize("steep", [0.08, 0.14, 0.24])
def test_a_steep_road_keeps_its_heights(steep: float):
    along = np.arange(0, 8000, 10.0)
    road = 500 + steep * np.minimum(along, 8000 - along) + 4 * np.sin(along / 90)
    mended, metres = on_road(road, 10.0)
    assert metres == 0
    assert np.array_equal(mended, road)


# ---------------------------------------------------------------------------- VBO

VBO = """File created on 14/06/2025 at 10:00:00

[header]
satellites
time
latitude
longitude
velocity kmh
height

[column names]
sats time lat long velocity height

[data]
000 080000.00 +00000.000000 +00000.000000 000.00 +0000.00
{rows}
"""


@pytest.mark.parametrize(
    ("first", "east", "date"),
    [(80000, 10.0, "14/06/2025"), (235958, -81.5, "3.2.2026"), (1, 55.3, "01/12/2025")],
)
def test_a_vbo_is_read_in_minutes_of_arc_west_positive(
    tmp_path: Path, first: int, east: float, date: str
):
    begin = np.datetime64("2025-01-01") + np.timedelta64(
        first // 10000 * 3600 + first // 100 % 100 * 60 + first % 100, "s"
    )
    clocks = [str(begin + np.timedelta64(n, "s"))[11:].replace(":", "") for n in range(40)]
    rows = "\n".join(
        f"008 {clock}.00 {(45 + n * 0.0002) * 60:+013.6f} {-east * 60:+013.6f} 080.0 +0120.50"
        for n, clock in enumerate(clocks)
    )
    path = tmp_path / "box.vbo"
    path.write_text(VBO.format(rows=rows).replace("14/06/2025", date), encoding="latin-1")
    track = read_track(path)
    assert len(track) == 40
    assert track.timed
    assert track.lat[0] == pytest.approx(45.0)
    assert track.lon[0] == pytest.approx(east)
    assert (track.time[-1] - track.time[0]) / np.timedelta64(1, "s") == pytest.approx(39)
    assert track.elevation_m[5] == 120.5
