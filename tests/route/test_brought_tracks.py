"""Tracks as people bring them: two days in a file, overlaps, rounded positions, feet, defaults."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

from reporting.errors import InputError
from reporting.event import load
from reporting.route import measure, measure_track
from reporting.route.telemetry import field_days, read_telemetry
from reporting.route.track_reading import read_track
from support.packages import write_package

Place = tuple[float, float]
Write = Callable[[str, str], Path]
DAY = dt.datetime(2025, 6, 14, 7, tzinfo=dt.UTC)


def winding(count: int, begin: Place = (45.54, 10.21), heading: float = 80) -> list[Place]:
    """A road of steps of 20 m."""
    places = [begin]
    for n in range(count - 1):
        turned = heading + 35 * np.sin(n / 23) + 20 * np.sin(n / 7.3)
        there = Geodesic.WGS84.Direct(*places[-1], float(turned), 20)
        places.append((there["lat2"], there["lon2"]))
    return places


ONE = winding(600)
TWO = winding(500, ONE[-1], 120)


def clock(at: dt.datetime, count: int) -> list[str]:
    """An instant every two seconds."""
    return [f"{at + dt.timedelta(seconds=2 * n):%Y-%m-%dT%H:%M:%SZ}" for n in range(count)]


def seg(places: Sequence[Place], times: Sequence[str] = (), heights: Sequence[float] = ()) -> str:
    inner = [
        (f"<ele>{heights[n]}</ele>" if len(heights) else "")
        + (f"<time>{times[n]}</time>" if len(times) else "")
        for n in range(len(places))
    ]
    points = "".join(
        f'<trkpt lat="{lat:.7f}" lon="{lon:.7f}">{text}</trkpt>'
        for (lat, lon), text in zip(places, inner, strict=True)
    )
    return f"<trkseg>{points}</trkseg>"


def gpx(*segments: str) -> str:
    return f'<gpx version="1.1" creator="x"><trk>{"".join(segments)}</trk></gpx>'


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def told(path: Path) -> dict[str, str]:
    return {caveat.code: caveat.text("it") + caveat.text("en") for caveat in _caveats(path)}


def _caveats(path: Path) -> Sequence[Any]:
    return measure_track(path).caveats


def km(path: Path) -> float:
    return measure_track(path).as_json()["length_km"]


# ---------------------------------------------------------------------------- two days


@pytest.mark.parametrize("logging", [True, False])
def test_two_days_in_one_file_are_told(write: Write, logging: bool):
    night = [ONE[-1]] * 700 if logging else []
    slept = [f"{DAY + dt.timedelta(hours=1, minutes=n):%Y-%m-%dT%H:%M:%SZ}" for n in range(700)]
    times = [*clock(DAY, len(ONE)), *slept[: len(night)]]
    times += clock(DAY + dt.timedelta(days=1), len(TWO))
    path = write("two.gpx", gpx(seg([*ONE, *night, *TWO], times)))
    assert "2 drives" in told(path)["track-days"]
    assert km(path) == pytest.approx(21.96, rel=0.01)


def test_a_day_with_a_long_lunch_is_one_day(write: Write):
    times = clock(DAY, len(ONE)) + clock(DAY + dt.timedelta(hours=3), len(TWO))
    assert "track-days" not in told(write("one.gpx", gpx(seg(ONE + TWO, times))))


# ---------------------------------------------------------------------------- overlaps


@pytest.mark.parametrize(("end", "begin"), [(400, 300), (350, 335)])
def test_the_end_of_a_piece_that_is_repeated_counts_once(write: Write, end: int, begin: int):
    path = write("again.gpx", gpx(seg(ONE[:end]), seg(ONE[begin:])))
    assert km(path) == pytest.approx(11.98, abs=0.05)
    assert "track-overlap" in told(path)
    assert "track-jumps" not in told(path)


def test_pieces_that_meet_or_part_are_no_overlap(write: Write):
    for number, pieces in enumerate(((ONE[:300], ONE[299:]), (ONE[:300], ONE[:299:-1], TWO))):
        path = write(f"{number}.gpx", gpx(*map(seg, pieces)))
        assert "track-overlap" not in told(path)


def test_a_jump_that_is_not_counted_says_how_far(write: Write):
    path = write("hole.gpx", gpx(seg(ONE[:200]), seg(ONE[300:])))
    assert "1.9 km" in told(path)["track-jumps"]


# ---------------------------------------------------------------------------- rounded


@pytest.mark.parametrize("timed", [True, False])
def test_positions_rounded_to_a_hundred_metres_are_told(write: Write, timed: bool):
    rounded = [(round(lat, 3), round(lon, 3)) for lat, lon in ONE]
    path = write("round.gpx", gpx(seg(rounded, clock(DAY, len(ONE)) if timed else ())))
    band = measure_track(path).as_json()["length_band_km"]
    assert band["low"] <= 11.98 <= band["high"]
    assert band["central"] == pytest.approx(11.98, rel=0.06)
    assert "111" in told(path)["track-rounded"]
    assert not {"track-untimed", "track-via-points"} & {*told(path)}


def test_positions_rounded_to_a_kilometre_are_refused(write: Write):
    rows = "\n".join(f"{lat:.2f},{lon:.2f}" for lat, lon in winding(4000))
    with pytest.raises(InputError) as refused:
        read_track(write("coarse.csv", f"lat,lon\n{rows}"))
    assert [one.code for one in refused.value.findings] == ["track-rounded-coarse"]


@pytest.mark.parametrize("decimals", [4, 5])
def test_enough_decimals_are_silent(write: Write, decimals: int):
    rounded = [(round(lat, decimals), round(lon, decimals)) for lat, lon in ONE]
    path = write("fine.gpx", gpx(seg(rounded, clock(DAY, len(ONE)))))
    assert "track-rounded" not in told(path)
    assert km(path) == pytest.approx(11.98, rel=0.02)


def test_fixes_that_are_written_twice_are_no_noise(write: Write):
    twice = [place for place in ONE for _ in (0, 1)]
    times = [f"{DAY + dt.timedelta(seconds=n):%Y-%m-%dT%H:%M:%SZ}" for n in range(len(twice))]
    path = write("held.gpx", gpx(seg(twice, times)))
    assert "track-noise" not in told(path)
    assert km(path) == pytest.approx(11.98, rel=0.005)


# ---------------------------------------------------------------------------- heights


def test_one_height_everywhere_is_not_known(write: Write):
    path = write("flat.gpx", gpx(seg(ONE, heights=[300.0] * len(ONE))))
    assert "300" in told(path)["track-heights-constant"]
    assert measure_track(path).as_json()["ascent_m"] is None


def rally(folder: Path, tracks: dict[str, str], **tables: Any) -> Any:
    """An event of two legs on 14 and 15 June 2025."""
    dates = ("2025-06-14", "2025-06-15")
    legs = [
        {"number": number, "date": date, "from": "A", "to": "B"}
        for number, date in enumerate(dates, start=1)
    ]
    places = [
        {"leg": leg, "seq": seq, "name": f"Luogo {leg}{seq}", "kind": kind, "lat": lat,
         "lon": lon, "elevation_m": height, "source": "prova", "confidence": "seen"}
        for leg, seq, kind, (lat, lon), height in (
            (1, 1, "start", ONE[0], 500),
            (1, 2, "pass", ONE[300], 900),
            (1, 3, "finish", ONE[-1], 500),
            (2, 1, "start", TWO[0], ""),
            (2, 2, "finish", TWO[-1], ""),
        )
    ]  # fmt: skip
    package = write_package(folder, legs=legs, **{"waypoints": places, **tables})
    (package / "tracks").mkdir(exist_ok=True)
    for name, text in tracks.items():
        (package / "tracks" / name).write_text(text, encoding="utf-8")
    return load(package)


def codes(event: Any) -> set[str]:
    return {caveat.code for caveat in measure(event).caveats}


def hill(times: float, more: float = 0.0) -> list[float]:
    """Heights from 500 m up to 900 m and down again, in another unit or of another place."""
    up = 400 * np.sin(np.pi * np.arange(len(ONE)) / (len(ONE) - 1))
    return [float(height) for height in np.round((500 + up) * times + more, 1)]


@pytest.mark.parametrize(
    ("heights", "code"),
    [
        (hill(3.28084), "route-leg-heights-feet"),
        (hill(1 / 3.28084), "route-places-heights-feet"),
        (hill(1, 600), "route-leg-heights-differ"),
        (hill(1, 40), ""),
    ],
)
def test_heights_are_held_against_the_places(heights: list[float], code: str, tmp_path: Path):
    found = codes(rally(tmp_path, {"leg1.gpx": gpx(seg(ONE, heights=heights))}))
    assert {one for one in found if "heights-" in one and one.startswith("route")} == {code} - {""}


# ---------------------------------------------------------------------------- whose road


def test_the_same_road_for_two_legs_is_told(tmp_path: Path):
    whole = gpx(seg(ONE + TWO))
    found = codes(rally(tmp_path, {"leg1.gpx": whole, "leg2.gpx": whole}))
    assert {"route-legs-same-road", "route-leg-goes-on", "route-leg-begins-before"} <= found


def test_legs_that_follow_one_another_are_silent(tmp_path: Path):
    found = codes(rally(tmp_path, {"leg1.gpx": gpx(seg(ONE)), "leg2.gpx": gpx(seg(TWO))}))
    assert not {"route-legs-same-road", "route-leg-begins-before", "route-leg-goes-on"} & found


@pytest.mark.parametrize(("first", "beyond"), [(12.0, True), (0.0, False)])
def test_kilometres_of_the_whole_event_are_told(first: float, beyond: bool, tmp_path: Path):
    controls = [
        {"leg": 2, "seq": seq, "code": f"CT{seq}", "kind": "CT", "km": first + km}
        for seq, km in enumerate((0, 5, 9.9), start=1)
    ]
    tracks = {"leg1.gpx": gpx(seg(ONE)), "leg2.gpx": gpx(seg(TWO))}
    assert ("route-controls-beyond" in codes(rally(tmp_path, tracks, controls=controls))) is beyond


def positions(number: int, places: Sequence[Place], day: dt.datetime) -> list[str]:
    return [
        f"{number},{time},{lat:.6f},{lon:.6f}"
        for (lat, lon), time in zip(places, clock(day, len(places)), strict=True)
    ]


def test_cars_on_another_legs_road_or_against_it_are_told(tmp_path: Path):
    event = rally(tmp_path / "p", {"leg1.gpx": gpx(seg(ONE)), "leg2.gpx": gpx(seg(TWO))})
    second = DAY + dt.timedelta(days=1)
    rows = [
        *positions(3, ONE, DAY),
        *positions(4, ONE[::-1], DAY),
        *positions(3, TWO, second),
        *positions(5, ONE, second),
    ]
    file = tmp_path / "field.csv"
    file.write_text("number,time,lat,lon\n" + "\n".join(rows), encoding="utf-8")
    days = field_days(event, measure(event), read_telemetry(file))
    said = {one.code: one.text("en") for day in days for one in day.caveats}
    assert said.keys() == {"telemetry-against", "telemetry-off-its-roads"}
    assert ": 4." in said["telemetry-against"]
    assert ": 5." in said["telemetry-off-its-roads"]


# ---------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        (
            "map.kml",
            "<kml><NetworkLink><Link><href>https://x.example</href></Link></NetworkLink></kml>",
            "track-network-link",
        ),
        (
            "pins.kml",
            "<kml><Placemark><Point><coordinates>10.2,45.5,0</coordinates></Point></Placemark></kml>",
            "track-points-only",
        ),
        (
            "pins.geojson",
            json.dumps(
                {
                    "type": "FeatureCollection",
                    "features": [
                        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [10, 45]}}
                    ],
                }
            ),
            "track-points-only",
        ),
    ],
)
def test_a_file_without_a_line_says_what_it_holds(write: Write, name: str, text: str, code: str):
    with pytest.raises(InputError) as refused:
        read_track(write(name, text))
    (finding,) = refused.value.findings
    assert finding.code == code
    assert finding.remedy("it")


def test_times_of_day_with_points_are_read(write: Write):
    rows = "\n".join(
        f"14/06/2025;07.{n // 60:02}.{n % 60:02};{lat:.6f};{lon:.6f}"
        for n, (lat, lon) in enumerate(ONE[:300])
    )
    track = read_track(write("sheet.csv", f"Data;Ora;Lat;Lon\n{rows}"))
    assert str(track.time[1]).startswith("2025-06-14T07:00:01")


def test_a_time_that_is_none_is_told_with_its_row(write: Write):
    rows = "\n".join(
        f"2025-06-14T07:00:{n:02}Z,{lat},{lon}" for n, (lat, lon) in enumerate(ONE[:9])
    )
    broken = rows.replace("2025-06-14T07:00:04Z", "sette e quattro")
    with pytest.raises(InputError) as refused:
        read_track(write("words.csv", f"time,lat,lon\n{broken}"))
    (finding,) = refused.value.findings
    assert (finding.row, finding.column, finding.value) == (6, "time", "sette e quattro")
