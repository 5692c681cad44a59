"""Tracks with known truth: noise, stops, a tunnel, spikes and wrong heights come out as they must.

Tolerances: length 0.5 %, moving time 1 %, the true climb inside the band.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import PchipInterpolator, make_smoothing_spline
from scipy.ndimage import gaussian_filter1d

from reporting.route.cleaning import clean
from reporting.route.heights import climbs, profile
from reporting.route.measured import Measured, measure_points
from reporting.route.methods import methods
from reporting.route.motion import noise_m, smoothed
from support.roads import Drive, driven, scatter, track_of

LENGTH = 0.005
MOVING = 0.01

NOISES = [(0, 0), (1, 0), (2.5, 0), (5, 0), (2, 5), (5, 10), (3, 30), (5, 60)]
"""Standard deviation [m] and memory [s] of the noise."""


@pytest.fixture(scope="module")
def mountain() -> Drive:
    """60 km with many hairpins and twelve stops."""
    return driven(seed=3, hairpins=0.3)


def noisy(drive: Drive, metres: float, memory: float, seed: int = 1) -> Measured:
    rng = np.random.default_rng(seed)
    count = len(drive.seconds)
    x = drive.x + scatter(rng, count, metres, memory)
    y = drive.y + scatter(rng, count, metres, memory)
    return measure_points(drive.track(x, y))


@pytest.mark.parametrize(("metres", "memory"), NOISES)
def test_noise_changes_neither_length_nor_moving_time(
    mountain: Drive, metres: float, memory: float
):
    measured = noisy(mountain, metres, memory)
    assert measured.length_km.central * 1000 == pytest.approx(mountain.length_m, rel=LENGTH)
    assert measured.moving_s == pytest.approx(mountain.moving_s, rel=MOVING)


def test_the_limits_hold_the_true_length(mountain: Drive):
    measured = noisy(mountain, 2.5, 0)
    assert measured.length_km.low * 1000 < mountain.length_m < measured.length_km.high * 1000


def test_unsmoothed_the_same_noise_would_lengthen_the_road_by_per_cents(mountain: Drive):
    rng = np.random.default_rng(1)
    x, y = (axis + scatter(rng, len(axis), 3, 0) for axis in (mountain.x, mountain.y))
    bare = np.hypot(np.diff(x), np.diff(y)).sum()
    assert bare > 1.05 * mountain.length_m


@pytest.mark.parametrize("metres", [0.0, 1.0, 3.0])
def test_the_noise_is_told_from_the_positions_alone(mountain: Drive, metres: float):
    rng = np.random.default_rng(2)
    x, y = (axis + scatter(rng, len(axis), metres, 0) for axis in (mountain.x, mountain.y))
    runs = clean(mountain.track(x, y)).runs
    assert noise_m(runs) == pytest.approx(metres, rel=0.1, abs=0.05)


def test_moving_and_standing_make_up_the_whole_time(mountain: Drive):
    measured = noisy(mountain, 1, 0)
    assert measured.moving_s is not None
    assert measured.standing_s is not None
    assert measured.moving_s + measured.standing_s == pytest.approx(measured.elapsed_s)


def test_a_parked_car_drives_nowhere():
    rng = np.random.default_rng(5)
    seconds = np.arange(3600.0)
    track = track_of(seconds, scatter(rng, 3600, 4, 30), scatter(rng, 3600, 4, 30))
    measured = measure_points(track)
    assert measured.length_km.central < 0.05
    assert measured.moving_s < 0.02 * 3600


def test_spikes_are_taken_out_and_counted(mountain: Drive):
    rng = np.random.default_rng(6)
    x = mountain.x.copy()
    jumped = 0
    for place in rng.choice(np.arange(100, len(x) - 100, 50), 20, replace=False):
        long = int(rng.integers(1, 5))
        x[place : place + long] += rng.uniform(300, 5000)
        jumped += long
    measured = measure_points(mountain.track(x))
    assert measured.spikes == jumped
    assert measured.length_km.central * 1000 == pytest.approx(mountain.length_m, rel=LENGTH)
    assert "track-spikes" in [caveat.code for caveat in measured.caveats]


def test_a_spike_at_either_end_is_taken_out(mountain: Drive):
    x = mountain.x.copy()
    x[0] += 20_000
    x[-1] -= 20_000
    assert measure_points(mountain.track(x)).spikes == 2


def test_a_tunnel_counts_as_driving_in_a_straight_line_and_is_told_apart():
    drive = driven(seed=8, stops=0)
    inside = (drive.along_m > 20_000) & (drive.along_m < 26_000)
    track = drive.track().keep(~inside)
    measured = measure_points(track)
    first, last = np.flatnonzero(inside)[[0, -1]]
    across = np.hypot(
        drive.x[last + 1] - drive.x[first - 1], drive.y[last + 1] - drive.y[first - 1]
    )
    hidden = drive.along_m[last + 1] - drive.along_m[first - 1]
    [gap] = measured.gaps
    assert gap.driven
    assert measured.bridged_km * 1000 == pytest.approx(across, rel=1e-3)
    assert measured.driven_km * 1000 == pytest.approx(drive.length_m - hidden, rel=LENGTH)
    assert measured.moving_s == pytest.approx(drive.moving_s, rel=MOVING)
    assert "track-gaps" in [caveat.code for caveat in measured.caveats]


def test_a_logger_that_was_off_while_the_car_stood_is_no_tunnel(mountain: Drive):
    half = len(mountain.seconds) // 2
    late = mountain.seconds + np.where(np.arange(len(mountain.seconds)) >= half, 3600, 0)
    measured = measure_points(track_of(late, mountain.x, mountain.y))
    [gap] = measured.gaps
    assert not gap.driven
    assert measured.standing_s > 3600
    assert measured.length_km.central * 1000 == pytest.approx(mountain.length_m, rel=LENGTH)


def test_a_jump_to_another_valley_is_not_counted_as_driven(mountain: Drive):
    half = len(mountain.x) // 2
    x = mountain.x + np.where(np.arange(len(mountain.x)) >= half, 80_000, 0)
    measured = measure_points(mountain.track(x))
    assert measured.length_km.central * 1000 == pytest.approx(mountain.length_m, rel=LENGTH)


def test_without_times_the_points_are_summed_as_they_are(mountain: Drive):
    track = mountain.track()
    bare = type(track)(
        track.name,
        track.lat,
        track.lon,
        track.elevation_m,
        np.full(len(track), "NaT", dtype="datetime64[ns]"),
        track.piece,
    )
    measured = measure_points(bare)
    steps = np.hypot(np.diff(mountain.x), np.diff(mountain.y)).sum()
    assert measured.length_km.central * 1000 == pytest.approx(steps, rel=1e-4)
    assert measured.moving_s is None
    assert "track-untimed" in [caveat.code for caveat in measured.caveats]


# ---------------------------------------------------------------------------- heights


LANDS = {
    "alps": (9000, 500, 2300, 4.0),
    "hills": (3000, 100, 350, 4.0),
    "plain": (5000, 5, 40, 1.5),
}
"""Distance between knots, lowest and highest, undulation [m]."""


def terrain(seed: int, kind: str) -> tuple[np.ndarray, np.ndarray, float]:
    """Distance, height and true climb of 100 km of alps, hills or plain, with undulations."""
    rng = np.random.default_rng(seed)
    along = np.arange(0, 100_000, 10.0)
    spacing, low, high, wave = LANDS[kind]
    knots = np.arange(0, 100_001, spacing)
    shape = PchipInterpolator(knots, rng.uniform(low, high, len(knots)))
    height = shape(np.minimum(along, knots[-1]))
    waves = gaussian_filter1d(rng.normal(0, 1, len(along)), 30)
    height = height + waves / waves.std() * wave
    return along, height, float(np.clip(np.diff(height), 0, None).sum())


@pytest.mark.parametrize("kind", ["alps", "hills", "plain"])
@pytest.mark.parametrize(("metres", "memory"), [(0, 0), (1, 60), (3, 0), (3, 10), (5, 60)])
def test_the_true_climb_lies_inside_the_band(kind: str, metres: float, memory: float):
    along, height, truth = terrain(4, kind)
    at = np.arange(0, along[-1], 15.0)
    rng = np.random.default_rng(9)
    told = np.interp(at, along, height) + scatter(rng, len(at), metres, memory)
    found = profile(at, told, metres)
    assert found is not None
    assert found.ascent.low <= truth <= found.ascent.high


def test_in_the_mountains_the_band_is_narrow():
    along, height, truth = terrain(4, "alps")
    found = profile(along, height)
    assert found is not None
    assert found.ascent.low > 0.97 * truth
    assert found.ascent.high < 1.03 * truth


def test_slips_of_height_are_left_out():
    along, height, truth = terrain(5, "alps")
    broken = height.copy()
    broken[500:503] = 0
    broken[2000] += 900
    broken[7000:7004] -= 300
    found = profile(along, broken)
    assert found is not None
    assert found.ascent.low <= truth <= found.ascent.high
    assert found.highest[0] == pytest.approx(height.max(), abs=10)


def test_too_few_heights_tell_no_climb():
    along, height, _ = terrain(5, "hills")
    height[: int(len(height) * 0.4)] = np.nan
    assert profile(along, height) is None


def test_the_steepest_kilometre_is_found():
    along = np.arange(0, 10_000, 10.0)
    height = 500 + np.clip(along - 4000, 0, 1000) * 0.12
    found = profile(along, height)
    assert found is not None
    assert found.steepest is not None
    gradient, begin = found.steepest
    assert gradient == pytest.approx(0.12, abs=0.01)
    assert begin == pytest.approx(4000, abs=100)


def test_changes_below_the_least_do_not_add_up():
    wobble = np.tile([0.0, 2.0], 500)
    assert climbs(wobble, 3.0) == (0.0, 0.0)
    assert climbs(wobble, 1.0)[0] == pytest.approx(1000)


def test_what_goes_up_and_comes_back_climbs_as_much_as_it_falls():
    along = np.linspace(0, 20_000, 2000)
    found = profile(along, 600 + 400 * np.sin(np.pi * along / 20_000))
    assert found is not None
    assert found.ascent.central == pytest.approx(found.descent.central, rel=0.01)
    assert found.ascent.central == pytest.approx(400, rel=0.02)


def test_heights_noise_is_told_from_standing_still():
    drive = driven(seed=12, stops=8)
    rng = np.random.default_rng(1)
    along, height, truth = terrain(7, "hills")
    level = np.interp(drive.along_m, along, height)
    driven_part = np.interp(np.arange(0, drive.length_m, 10), along, height)
    inside = float(np.clip(np.diff(driven_part), 0, None).sum())
    measured = measure_points(drive.track(elevation=level + scatter(rng, len(level), 3, 0)))
    assert measured.profile is not None
    assert measured.profile.ascent.low <= inside <= measured.profile.ascent.high
    assert truth > inside


def test_smoothing_is_the_natural_smoothing_spline():
    rng = np.random.default_rng(5)
    seconds = np.cumsum(rng.uniform(0.05, 9, 400))
    line = 45 + np.cumsum(np.cumsum(rng.normal(0, 1e-6, 400))) + rng.normal(0, 3e-5, 400)
    agility = methods()["noise"]["agility"]
    for noise in (0.5, 3.0, 30.0):
        spline = make_smoothing_spline(seconds, line - 45, lam=noise**2 / agility)
        pair = smoothed(seconds, np.column_stack([line, line]), noise)
        assert pair == pytest.approx(np.column_stack([45 + spline(seconds)] * 2), abs=1e-11)
