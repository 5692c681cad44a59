"""Tracks as programs and receivers export them: courses, copies, blanks, signs, units, clocks."""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Callable, Sequence
from functools import reduce
from pathlib import Path

import numpy as np
import pytest

from reporting.errors import InputError
from reporting.event import load
from reporting.route import measure, measure_track
from reporting.route.motion import motion
from reporting.route.track import TimesKind, Track
from reporting.route.track_reading import read_track
from support.fit import fit_file

Write = Callable[[str, str], Path]
Place = tuple[float, float]


def codes(path: Path) -> list[str]:
    return [caveat.code for caveat in read_track(path).caveats]


def length_km(path: Path) -> float:
    length = measure_track(path).length_km
    assert length is not None
    return length.central


def counted(path: Path, code: str) -> object:
    [caveat] = [caveat for caveat in read_track(path).caveats if caveat.code == code]
    return caveat.details["count"]


def clock(count: int, begin: str = "2025-06-14T08:00:00", step: int = 8) -> list[str]:
    return [f"{np.datetime64(begin) + np.timedelta64(step * n)}Z" for n in range(count)]


def winding(count: int, begin: Place = (45.0, 10.0)) -> list[Place]:
    """A road northwards with bends, a point about every 120 m."""
    return [(begin[0] + n / 1000, begin[1] + 0.002 * float(np.sin(n / 3))) for n in range(count)]


# ---------------------------------------------------------------------------- planned times


def tcx(kind: str, count: int = 30) -> str:
    points = "".join(
        f"<Trackpoint><Time>{when}</Time><Position><LatitudeDegrees>{lat}</LatitudeDegrees>"
        f"<LongitudeDegrees>{lon}</LongitudeDegrees></Position></Trackpoint>"
        for when, (lat, lon) in zip(clock(count), winding(count), strict=True)
    )
    inner = {"Course": "{}", "Activity": "<Lap>{}</Lap>"}[kind].format(f"<Track>{points}</Track>")
    plural = {"Course": "Courses", "Activity": "Activities"}[kind]
    return (
        "<TrainingCenterDatabase>"
        f"<{plural}><{kind}>{inner}</{kind}></{plural}></TrainingCenterDatabase>"
    )


@pytest.mark.parametrize(
    ("kind", "expected"), [("Course", TimesKind.PLANNED), ("Activity", TimesKind.RECORDED)]
)
def test_the_times_of_a_tcx_course_are_planned(write: Write, kind: str, expected: TimesKind):
    path = write("ride.tcx", tcx(kind))
    assert read_track(path).clock is expected
    assert ("track-clock-course" in codes(path)) == (kind == "Course")
    assert (measure_track(path).as_json()["moving_time_s"] is None) == (kind == "Course")


@pytest.mark.parametrize(("kind", "expected"), [(6, TimesKind.PLANNED), (4, TimesKind.RECORDED)])
def test_the_times_of_a_fit_course_are_planned(tmp_path: Path, kind: int, expected: TimesKind):
    path = tmp_path / "ride.fit"
    rows = [(1_746_079_200 + 8 * n, lat, lon, None) for n, (lat, lon) in enumerate(winding(30))]
    path.write_bytes(fit_file(rows, kind))
    assert read_track(path).clock is expected


def test_a_tcx_with_a_drive_and_its_course_is_the_drive(write: Write):
    both = tcx("Activity").replace(
        "</TrainingCenterDatabase>", tcx("Course").removeprefix("<TrainingCenterDatabase>")
    )
    track = read_track(write("both.tcx", both))
    assert (len(track), track.timed) == (30, True)


# ---------------------------------------------------------------------------- copies


def line_string(places: Sequence[Place]) -> str:
    text = " ".join(f"{lon},{lat},0" for lat, lon in places)
    return f"<Placemark><LineString><coordinates>{text}</coordinates></LineString></Placemark>"


def gx_track(places: Sequence[Place]) -> str:
    whens = "".join(f"<when>{time}</when>" for time in clock(len(places)))
    coords = "".join(f"<gx:coord>{lon} {lat} 0</gx:coord>" for lat, lon in places)
    return f"<Placemark><gx:Track>{whens}{coords}</gx:Track></Placemark>"


def kml(*parts: str) -> str:
    space = 'xmlns:gx="http://www.google.com/kml/ext/2.2"'
    return f"<kml {space}><Document>{''.join(parts)}</Document></kml>"


@pytest.mark.parametrize("every", [1, 2, 5])
@pytest.mark.parametrize("line_first", [True, False])
def test_a_kml_with_a_line_beside_its_recording_is_the_recording(
    write: Write, every: int, line_first: bool
):
    places = winding(41)
    alone = length_km(write("alone.kml", kml(gx_track(places))))
    parts = [gx_track(places), line_string(places[::every])]
    path = write("both.kml", kml(*(reversed(parts) if line_first else parts)))
    assert read_track(path).timed
    assert len(read_track(path)) == 41
    assert length_km(path) == pytest.approx(alone, rel=1e-6)


def gpx_tracks(*roads: Sequence[Place], times: Sequence[str] = ()) -> str:
    def points(road: Sequence[Place]) -> str:
        whens = [f"<time>{time}</time>" for time in times] or [""] * len(road)
        return "".join(
            f'<trkpt lat="{lat}" lon="{lon}">{when}</trkpt>'
            for (lat, lon), when in zip(road, whens, strict=True)
        )

    body = "".join(f"<trk><trkseg>{points(road)}</trkseg></trk>" for road in roads)
    return f"<gpx>{body}</gpx>"


def straight(start: Place, end: Place, count: int = 40) -> list[Place]:
    shares = np.linspace(0, 1, count)
    return [
        (start[0] + s * (end[0] - start[0]), start[1] + s * (end[1] - start[1])) for s in shares
    ]


def bulged(start: Place, end: Place, by: float) -> list[Place]:
    """Another road between two places, `by` degrees to the side."""
    return [
        (lat, lon + by * float(np.sin(np.pi * n / 39)))
        for n, (lat, lon) in enumerate(straight(start, end))
    ]


A, B = (45.0, 10.0), (45.2, 10.0)


@pytest.mark.parametrize("by", [0.002, 0.02, 0.1])
def test_untimed_alternatives_from_one_place_to_another_are_not_summed(write: Write, by: float):
    first = bulged(A, B, by)
    alone = length_km(write("alone.gpx", gpx_tracks(first)))
    path = write("choices.gpx", gpx_tracks(first, straight(A, B)))
    assert {"track-alternatives", "track-repeated"} & set(codes(path))
    assert length_km(path) == pytest.approx(alone, rel=1e-6)


def test_untimed_pieces_that_follow_one_another_are_one_road(write: Write):
    out, back = straight(A, B), bulged(B, A, 0.05)
    path = write("pieces.gpx", gpx_tracks(out[:20], out[19:], back))
    assert codes(path) == ["track-roads"]
    loops = [bulged(A, B, 0.05) + bulged(B, A, -0.05), bulged(A, B, 0.1) + bulged(B, A, 0.15)]
    assert codes(write("clover.gpx", gpx_tracks(*loops))) == ["track-roads"]


def package(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "rally"
    (folder / "tracks").mkdir(parents=True)
    for name, text in files.items():
        (folder / "tracks" / name.replace("_", ".")).write_text(text, encoding="utf-8")
    (folder / "event.toml").write_text(
        'id = "rally"\nname.it = "R"\nname.en = "R"\nstart = 2025-06-14\nend = 2025-06-14\n'
        'timezone = "Europe/Rome"\nrulebook = "aci-classica-2024"\n'
        '[provenance]\ntiming = "none"\nnote.it = "n"\nnote.en = "n"\n'
        '[[legs]]\nnumber = 1\ndate = 2025-06-14\nfrom = "A"\nto = "B"\n',
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize("loop", [True, False])
def test_one_leg_in_two_formats_is_measured_once(tmp_path: Path, loop: bool):
    places = bulged(A, B, 0.05) + (bulged(B, A, 0.02) if loop else [])
    folder = package(tmp_path, leg1_gpx=gpx_tracks(places), leg1_kml=kml(line_string(places)))
    alone = package(tmp_path / "alone", leg1_gpx=gpx_tracks(places))
    both, one = measure(load(str(folder))), measure(load(str(alone)))
    assert both.length_km == one.length_km
    assert "track-copies" in [caveat.code for caveat in both.caveats]


# ---------------------------------------------------------------------------- blanks


def test_a_blank_fix_is_skipped_and_counted(write: Write):
    whole = kml(gx_track(winding(12)))
    lat, lon = winding(12)[4]
    path = write("blank.kml", whole.replace(f"<gx:coord>{lon} {lat} 0</gx:coord>", "<gx:coord/>"))
    track = read_track(path)
    assert (len(track), track.timed) == (11, True)
    assert counted(path, "track-blank-fixes") == 1
    points = re.sub(r"<Position>.*?</Position>", "", tcx("Activity"), count=2)
    assert counted(write("blank.tcx", points), "track-blank-fixes") == 2
    nothing = '{"type": "LineString", "coordinates": [[10, 45], null, [], [10, 45.01]]}'
    assert counted(write("blank.json", nothing), "track-blank-fixes") == 2


def test_a_position_that_is_no_number_is_still_refused(write: Write):
    with pytest.raises(InputError) as caught:
        read_track(write("odd.kml", kml(line_string(winding(3))).replace("10.0,45.0", "x,45.0")))
    assert caught.value.findings[0].code == "track-position"


# ---------------------------------------------------------------------------- tables


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("time,latitude,N/S,longitude,E/W", "{time},33.8{n},S,70.2{n},W"),
        ("TIME,LATITUDE N/S,LONGITUDE E/W", "{time},33.8{n}S,070.2{n}W"),
        ("ora;latitudine;ns;longitudine;ew", "{time};33,8{n};S;70,2{n};W"),
        ("time,lat,lat_dir,lon,lon_dir", "{time},33.8{n},s,70.2{n},w"),
    ],
)
def test_columns_of_hemispheres_give_the_sign(write: Write, head: str, row: str):
    rows = [row.format(time=time, n=n) for n, time in enumerate(clock(6))]
    track = read_track(write("south.csv", "\n".join([head, *rows]) + "\n"))
    assert track.lat == pytest.approx([-33.8 - n / 100 for n in range(6)])
    assert track.lon == pytest.approx([-70.2 - n / 100 for n in range(6)])


def test_a_hemisphere_that_two_languages_read_otherwise_is_refused(write: Write):
    text = "time,lat,N/S,lon,E/W\n2025-06-14T08:00:00Z,45.0,N,10.0,O\n"
    with pytest.raises(InputError) as caught:
        read_track(write("odd.csv", text))
    [finding] = caught.value.findings
    assert (finding.row, finding.value) == (2, "O")


@pytest.mark.parametrize(
    ("head", "row"), [("lat,lon", "45.{n:03},10.0"), ("time;lat;lon", ";45.{n:03};10.0")]
)
def test_a_table_without_times_is_a_line(write: Write, head: str, row: str):
    rows = [row.format(n=n) for n in range(20)]
    path = write("bare.csv", "\n".join([head, *rows]) + "\n")
    assert read_track(path).clock is TimesKind.NONE
    assert length_km(path) == pytest.approx(19 * 0.11114, rel=1e-3)


@pytest.mark.parametrize(
    ("header", "value", "metres"),
    [
        ("Elevation (ft)", "1000", 304.8),
        ("altitude_ft", "1000", 304.8),
        ("Quota [m]", "300", 300.0),
        ("Altitude (feet)", "1000", 304.8),
        ("Altitudine (piedi)", "1000", 304.8),
        ("Altitude (m)", "300", 300.0),
        ("height", "300", 300.0),
        ("Altitude (m s.l.m.)", "300", 300.0),
    ],
)
def test_heights_are_read_in_their_unit(write: Write, header: str, value: str, metres: float):
    rows = [f"{time},45.0{n},10.0,{value}" for n, time in enumerate(clock(6))]
    path = write("high.csv", "\n".join([f"time,lat,lon,{header}", *rows]) + "\n")
    assert read_track(path).elevation_m == pytest.approx([metres] * 6)


@pytest.mark.parametrize("column", ["deviceId", "Device", "imei", "dispositivo"])
def test_two_devices_in_a_table_are_two_cars(write: Write, column: str):
    rows = [f"{time},45.0{n},10.0,{'ab'[n % 2]}" for n, time in enumerate(clock(6))]
    text = "\n".join([f"time,lat,lon,{column}", *rows]) + "\n"
    with pytest.raises(InputError) as caught:
        read_track(write("two.csv", text))
    assert caught.value.findings[0].code == "track-several-cars"
    assert len(read_track(write("one.csv", text.replace(",b\n", ",a\n")))) == 6


def test_a_table_keeps_the_order_of_its_rows(write: Write):
    times = clock(60)
    times[20:] = clock(40, "2025-06-14T07:02:48")
    rows = [f"{t},{lat},{lon}" for t, (lat, lon) in zip(times, winding(60), strict=True)]
    path = write("back.csv", "\n".join(["time,lat,lon", *rows]) + "\n")
    track = read_track(path)
    assert (np.diff(track.lat) > 0).all()
    assert codes(path) == ["track-clock-set-back"]


# ---------------------------------------------------------------------------- receivers


def sentence(body: str) -> str:
    return f"${body}*{reduce(lambda a, b: a ^ b, body.encode()):02X}"


def rmc(time: str, minutes: float, date: str = "140625") -> str:
    return sentence(f"GPRMC,{time},A,45{minutes:07.4f},N,01000.0000,E,30.0,0.0,{date},,,A")


def gga(time: str, minutes: float, height: float = 100.0) -> str:
    return sentence(f"GPGGA,{time},45{minutes:07.4f},N,01000.0000,E,1,08,1.0,{height},M,47.0,M,,")


def test_a_sentence_with_a_wrong_checksum_is_skipped_and_counted(write: Write):
    lines = [rmc(f"0800{n:02}.00", n / 10) for n in range(10)]
    lines[4] = lines[4].replace("4500.4", "4530.4")
    path = write("noise.nmea", "\n".join(lines))
    assert len(read_track(path)) == 9
    assert counted(path, "track-checksums") == 1
    bare = write("bare.nmea", "\n".join(line.split("*")[0] for line in lines))
    assert len(read_track(bare)) == 10


@pytest.mark.parametrize("heights_first", [True, False])
@pytest.mark.parametrize("stamp", ["0800{:02}.00", "0800{:02}.000", "0800{:02}"])
def test_heights_belong_to_their_second(write: Write, heights_first: bool, stamp: str):
    pairs = [
        (gga(f"0800{n:02}.00", n / 10, 100 + n), rmc(stamp.format(n), n / 10)) for n in range(6)
    ]
    lines = [line for pair in pairs for line in (pair if heights_first else pair[::-1])]
    track = read_track(write("high.nmea", "\n".join(lines)))
    assert track.elevation_m.tolist() == [100, 101, 102, 103, 104, 105]


def test_positions_without_a_date_are_a_line(write: Write):
    path = write("gga.nmea", "\n".join(gga(f"0800{n:02}", n / 100, 100 + n) for n in range(10)))
    track = read_track(path)
    assert (track.clock, len(track), track.elevation_m[9]) == (TimesKind.NONE, 10, 109)
    lines = [sentence("GPZDA,080000,14,06,2025,00,00"), path.read_text()]
    assert read_track(write("zda.nmea", "\n".join(lines))).timed


@pytest.mark.parametrize(("year", "full"), [("94", "1994"), ("99", "1999"), ("25", "2025")])
def test_two_digits_of_a_year_are_of_the_age_of_satellites(write: Write, year: str, full: str):
    lines = [rmc(f"0800{n:02}.00", n / 100, f"1406{year}") for n in range(6)]
    assert str(read_track(write("old.nmea", "\n".join(lines))).time[0])[:4] == full
    records = [f"B0800{n:02}45000{n}0N01000000EA0010000100" for n in range(6)]
    path = write("old.igc", "\n".join([f"HFDTE1406{year}", *records]))
    assert str(read_track(path).time[0])[:4] == full


@pytest.mark.parametrize("date", ["140625", "DATE:140625,01"])
def test_an_igc_goes_on_past_midnight(write: Write, date: str):
    times = ["235940", "235950", "000000", "000010", "000020"]
    records = [f"B{time}4500{n}00N01000000EA0010000100" for n, time in enumerate(times)]
    track = read_track(write("night.igc", "\n".join([f"HFDTE{date}", *records])))
    assert track.seconds.tolist() == [0, 10, 20, 30, 40]


def test_fixes_years_apart_are_measured_in_no_time():
    count = 300
    lat = 45 + np.arange(count) / 1000
    days = np.datetime64("2000-01-01", "ns") + np.arange(count) * np.timedelta64(30, "D")
    lon, heights = np.full(count, 10.0), np.full(count, np.nan)
    track = Track("years", lat, lon, heights, days, np.zeros(count, dtype=np.int32))
    begun = time.process_time()
    motion(track, 0.0, 30 * 86400.0)
    assert time.process_time() - begun < 0.5


# ---------------------------------------------------------------------------- packed, odd places


def test_what_a_mac_packs_beside_the_track_is_no_track(tmp_path: Path):
    path = tmp_path / "leg.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("leg/leg.gpx", gpx_tracks(winding(5)))
        archive.writestr("__MACOSX/leg/._leg.gpx", "\0\5\26\7")
        archive.writestr("leg/.hidden.gpx", "")
    assert len(read_track(path)) == 5


def test_heights_with_a_decimal_comma_are_heights(write: Write):
    text = gpx_tracks(winding(5)).replace("></trkpt>", "><ele>123,5</ele></trkpt>")
    assert read_track(write("comma.gpx", text)).elevation_m.tolist() == [123.5] * 5


@pytest.mark.parametrize("timed", [True, False])
def test_a_road_across_the_date_line_is_as_long_as_any_other(write: Write, timed: bool):
    def across(lon: float) -> str:
        road = [(67.0 + n / 5000, (lon + n / 1000 + 180) % 360 - 180) for n in range(120)]
        return gpx_tracks(road, times=clock(120) if timed else ())

    here, there = (
        measure_track(write(name, across(lon))).as_json()
        for name, lon in (("here.gpx", 179.94), ("there.gpx", 120.0))
    )
    for key in ("length_km", "west_east_km", "great_circle_km", "bearing_deg"):
        assert here[key] == pytest.approx(there[key], rel=1e-4), key
    west, _, east, _ = here["bbox"]
    assert (west, east) == pytest.approx((179.94, -179.941), abs=1e-3)
