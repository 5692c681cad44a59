"""Lengths on the ellipsoid, with GeographicLib's own solver as the judge."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from reporting.route import geodesy, measure_track
from reporting.route.measured import measure_points
from reporting.route.track import Track

WGS84 = Geodesic.WGS84
COUNT = 10_000


def test_ten_thousand_geodesics_agree_with_geographiclib_to_one_part_in_a_thousand_million():
    rng = np.random.default_rng(4)
    lat, lon = rng.uniform(-89, 89, COUNT + 1), rng.uniform(-180, 180, COUNT + 1)
    # Every other step is short, as the steps of tracks are.
    lat[1::2] = lat[:-1:2] + rng.uniform(-0.01, 0.01, len(lat[1::2]))
    lon[1::2] = lon[:-1:2] + rng.uniform(-0.01, 0.01, len(lon[1::2]))
    ours = geodesy.steps_m(lat, lon)
    judge = [
        WGS84.Inverse(*one, *other, Geodesic.DISTANCE)["s12"]
        for one, other in pairwise(zip(lat.tolist(), lon.tolist(), strict=True))
    ]
    assert len(ours) == COUNT
    assert np.abs(ours / np.array(judge) - 1).max() < 1e-9


def test_length_and_bearing_of_the_crossing_agree_with_geographiclib():
    metres, bearing = geodesy.between((40.627, 14.3725), (41.1215, 16.88))
    judge = WGS84.Inverse(40.627, 14.3725, 41.1215, 16.88)
    assert metres == pytest.approx(judge["s12"], rel=1e-12)
    assert bearing == pytest.approx(judge["azi1"] % 360, abs=1e-9)


@given(
    lat=st.floats(-60, 60),
    lon=st.floats(-180, 180),
    bearing=st.floats(0, 360),
    metres=st.floats(0.5, 1000),
)
@settings(max_examples=200, deadline=None)
def test_the_closed_form_for_short_steps_stays_within_a_ten_millionth(lat, lon, bearing, metres):
    end = WGS84.Direct(lat, lon, bearing, metres)
    far = lon + (end["lon2"] - lon + 180) % 360 - 180
    [ours] = geodesy.short_steps_m(np.array([lat, end["lat2"]]), np.array([lon, far]))
    # Degrees in floating point are good to some nanometres.
    assert ours == pytest.approx(metres, rel=1e-7, abs=1e-7)


def winding(points: int, step_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Positions along a winding road of steps of the same length, far from any sea."""
    solver = Geod(ellps="WGS84")
    lats, lons = [46.627], [16.3725]
    for place in range(points - 1):
        heading = 75 + 60 * math.sin(place / 40) + 20 * math.sin(place / 7)
        lon, lat, _ = solver.fwd(lons[-1], lats[-1], heading, step_m)
        lats.append(lat)
        lons.append(lon)
    return np.array(lats), np.array(lons)


@pytest.mark.parametrize("timed", [True, False])
def test_a_track_of_28000_points_and_560_km_measures_560_km_to_the_metre(tmp_path, timed):
    points = 28_000
    lats, lons = winding(points, 560_000 / (points - 1))
    path = tmp_path / "long.gpx"
    clock = np.datetime64("2025-04-11T05:30:00") + np.arange(points).astype("timedelta64[s]")
    body = "".join(
        f'<trkpt lat="{lat:.9f}" lon="{lon:.9f}">'
        + (f"<time>{at}Z</time>" if timed else "")
        + "</trkpt>"
        for lat, lon, at in zip(lats, lons, clock, strict=True)
    )
    path.write_text(f"<gpx><trk><trkseg>{body}</trkseg></trk></gpx>", encoding="utf-8")
    route = measure_track(path)
    assert route.length_km.central == pytest.approx(560.0, abs=0.001)
    assert route.as_json()["length_km"] == pytest.approx(560.0, abs=0.001)


def test_a_sphere_would_be_off_by_kilometres():
    lats, lons = winding(2_000, 280)
    track = Track(
        "t",
        lats,
        lons,
        np.full(2_000, np.nan),
        np.full(2_000, "NaT", dtype="datetime64[ns]"),
        np.zeros(2_000, dtype=np.int32),
    )
    ours = measure_points(track).length_km.central
    phi, lam = np.radians(lats), np.radians(lons)
    chord = np.sin(np.diff(phi) / 2) ** 2
    chord += np.cos(phi[1:]) * np.cos(phi[:-1]) * np.sin(np.diff(lam) / 2) ** 2
    sphere = 2 * 6371.0088 * np.arcsin(np.sqrt(chord)).sum()
    assert abs(sphere - ours) > 0.5
    assert ours == pytest.approx(1_999 * 0.28, abs=0.001)


def test_going_west_is_negative():
    assert geodesy.eastward_m((46, 13.8), (45.8, 7.0)) < 0
    assert geodesy.eastward_m((0, 179.5), (0, -179.5)) == pytest.approx(111_319.49, abs=0.01)


def test_a_single_point_has_no_length():
    assert geodesy.chain_m([46.0], [11.0]) == 0.0
