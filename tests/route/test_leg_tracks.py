"""A leg's tracks, places and published figures held together: names, misfits, shapes, verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reporting.event import load
from reporting.route import measure
from reporting.route.event_tracks import track_findings
from support.packages import write_package

Place = tuple[float, float]
BRESCIA, VERONA, TRENTO = (45.5398, 10.2200), (45.4384, 10.9916), (46.0704, 11.1196)


def line(*places: Place, count: int = 60, day: str = "") -> str:
    """A GPX along straight roads from place to place; with a day, at 72 km/h."""
    lat, lon = (
        np.concatenate(
            [np.linspace(a[axis], b[axis], count, endpoint=False) for a, b in pairwise(places)]
            + [np.array([places[-1][axis]])]
        )
        for axis in (0, 1)
    )
    steps = np.hypot(np.diff(lat) * 111_200, np.diff(lon) * 78_000) / 20
    seconds = np.concatenate([[0.0], np.cumsum(steps)]).astype("timedelta64[s]")
    times = [
        f"<time>{np.datetime64(day + 'T08:00:00') + second}Z</time>" if day else ""
        for second in seconds
    ]
    points = "".join(
        f'<trkpt lat="{a:.6f}" lon="{b:.6f}">{time}</trkpt>'
        for a, b, time in zip(lat, lon, times, strict=True)
    )
    return f"<gpx><trk><trkseg>{points}</trkseg></trk></gpx>"


def rally(
    folder: Path,
    tracks: dict[str, str],
    road: Sequence[Place] = (BRESCIA, VERONA),
    published: Sequence[float] = (),
    **tables: list[dict[str, Any]],
) -> Any:
    """An event of one leg on 10 May 2025 through some places, with some files in its tracks."""
    kinds = ["start", *["control"] * (len(road) - 2), "finish"]
    waypoints = [
        {"leg": 1, "seq": seq, "name": f"Luogo {seq}", "kind": kind, "lat": lat, "lon": lon,
         "source": "prova", "confidence": "seen"}
        for seq, (kind, (lat, lon)) in enumerate(zip(kinds, road, strict=True), start=1)
    ]  # fmt: skip
    figures = [{"value": km, "source": f"fonte {km}"} for km in published]
    leg = {"number": 1, "date": "2025-05-10", "from": "A", "to": "B", "published_km": figures}
    package = write_package(folder, legs=[leg], **{"waypoints": waypoints, **tables})
    (package / "tracks").mkdir(exist_ok=True)
    for name, text in tracks.items():
        (package / "tracks" / name).write_text(text, encoding="utf-8")
    return load(package)


def codes(event: Any) -> set[str]:
    return {caveat.code for caveat in measure(event).caveats}


@pytest.mark.parametrize(
    "name",
    [
        "Leg 1.gpx",
        "etappe-01.gpx",
        "STAGE_1.GPX",
        "giorno 1.gpx",
        "2025-05-10.gpx",
        "10.05.2025.gpx",
    ],
)
def test_a_track_is_the_legs_by_its_name_in_many_a_hand(tmp_path: Path, name: str):
    event = rally(tmp_path, {name: line(BRESCIA, VERONA)})
    assert list(track_findings(event)) == []
    assert measure(event).length_km is not None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("road.gpx", "track-unassigned"),
        ("leg9.gpx", "track-no-leg"),
        ("leg1.plt", "track-unknown"),
        ("2025-05-11.gpx", "track-unassigned"),
    ],
)
def test_a_track_that_is_not_taken_is_told(tmp_path: Path, name: str, code: str):
    event = rally(tmp_path, {name: line(BRESCIA, VERONA)})
    assert [finding.code for finding in track_findings(event)] in ([code], [code, "track-unknown"])


@pytest.mark.parametrize(
    ("track", "code"),
    [
        (line(VERONA, BRESCIA), "route-leg-reversed"),
        (line(BRESCIA, (45.49, 10.6)), "route-leg-below-bound"),
        (line((41.9, 12.5), (42.4, 12.9)), "route-leg-elsewhere"),
        (line((45.6, 10.3), (45.62, 10.6), VERONA), "route-leg-misses"),
        (line(BRESCIA, VERONA, day="2025-05-17"), "route-leg-other-day"),
        (line(BRESCIA, VERONA, day="2024-05-11"), "route-leg-other-day"),
        (line(BRESCIA, VERONA, day="2005-09-24"), "route-leg-rollover"),
    ],
)
def test_a_track_that_is_no_track_of_the_leg_is_told(tmp_path: Path, track: str, code: str):
    assert code in codes(rally(tmp_path, {"leg1.gpx": track}))


def test_the_legs_own_track_is_silent(tmp_path: Path):
    found = codes(rally(tmp_path, {"leg1.gpx": line(BRESCIA, VERONA, day="2025-05-10")}))
    assert not any(code.startswith("route-leg-") for code in found)


@pytest.mark.parametrize(
    "road",
    [
        (BRESCIA, TRENTO, VERONA, BRESCIA),
        (BRESCIA, VERONA, BRESCIA),
        (BRESCIA, TRENTO, (45.541, 10.222)),
    ],
)
@pytest.mark.parametrize("tracked", [True, False])
def test_a_route_that_ends_where_it_began_is_a_loop(
    tmp_path: Path, road: Sequence[Place], tracked: bool
):
    event = rally(tmp_path, {"leg1.gpx": line(*road)} if tracked else {}, road)
    document = measure(event).as_json()
    assert document["shape"] == "loop"
    assert document["bearing_deg"] is document["great_circle_km"] is None
    assert document["farthest"]["name"] == "Luogo 2"
    assert document["extent_km"]["west_east"] > 50


@pytest.mark.parametrize(
    ("published", "verdict"),
    [
        ((61.4,), "consistent"),
        ((61,), "consistent"),
        ((62, 61.6), "consistent"),
        ((61, 63), "conflict"),
        ((75,), "conflict"),
        ((30,), "impossible"),
    ],
)
def test_a_figure_is_a_conflict_outside_the_band_and_its_own_rounding(
    tmp_path: Path, published: Sequence[float], verdict: str
):
    event = rally(tmp_path, {"leg1.gpx": line(BRESCIA, VERONA)}, published=published)
    leg = measure(event).as_json()["legs"][0]
    assert leg["length_km"] == pytest.approx(61.4, abs=0.1)
    assert leg["verdict"] == verdict


@pytest.mark.parametrize("kind", ["unesco", "venue", "stop"])
def test_a_place_beside_the_road_hides_no_control(tmp_path: Path, kind: str):
    beside = [{"leg": 1, "seq": 1, "name": "Sito", "kind": kind, "lat": 45.5, "lon": 10.6,
               "source": "prova", "confidence": "seen"}]  # fmt: skip
    controls = [
        {"leg": 1, "seq": seq, "code": f"CT{seq}", "kind": "CT", "name": "", "km": None,
         "lat": lat, "lon": lon}
        for seq, (lat, lon) in enumerate((BRESCIA, (45.47, 10.7), VERONA), start=1)
    ]  # fmt: skip
    event = rally(tmp_path, {}, waypoints=beside, controls=controls, passages=[], starts=[])
    bound = measure(event).as_json()["lower_bound_km"]
    assert bound is not None
    assert 61 < bound < 66
