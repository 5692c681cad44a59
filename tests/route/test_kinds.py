"""More inputs of the kinds that once went wrong, made here: clocks, copies, dialects, formats."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from reporting.caveats import Caveat
from reporting.errors import InputError
from reporting.route import measure_track
from reporting.route.measured import measure_points
from reporting.route.reading_share import watched
from reporting.route.track import TimesKind, Track
from reporting.route.track_clock import judged
from reporting.route.track_reading import read_track
from support.fit import fit_file

Write = Callable[[str, str], Path]
Place = tuple[float, float]
DEGREE_KM = 111.2


def gpx(*pieces: str) -> str:
    body = "".join(f"<trkseg>{piece}</trkseg>" for piece in pieces)
    return f"<gpx><trk>{body}</trk></gpx>"


def road(
    count: int, begin: float = 45.0, step: float = 0.001, times: list[str] | None = None
) -> str:
    """Points northwards along 10 E, 111 m apart."""
    times = times or [""] * count
    return "".join(
        f'<trkpt lat="{begin + place * step:.6f}" lon="10">'
        + (f"<time>{time}</time>" if time else "")
        + "</trkpt>"
        for place, time in enumerate(times)
    )


def clock(count: int, seconds: int, hour: int = 8) -> list[str]:
    begin = np.datetime64(f"2025-06-14T{hour:02}:00:00")
    return [f"{begin + np.timedelta64(seconds * place)}Z" for place in range(count)]


def codes(path: Path) -> list[str]:
    return [caveat.code for caveat in read_track(path).caveats]


def test_a_planners_even_speed_over_uneven_steps_is_a_plan(write: Write):
    rng = np.random.default_rng(1)
    steps = rng.uniform(0.002, 0.02, 60)
    lat = 45 + np.concatenate([[0], np.cumsum(steps)])
    seconds = np.round((lat - 45) * DEGREE_KM * 1000 / 16.7)
    begin = np.datetime64("2025-06-14T08:00:00")
    rows = "".join(
        f'<trkpt lat="{place:.6f}" lon="10">'
        f"<time>{begin + np.timedelta64(int(late))}Z</time></trkpt>"
        for place, late in zip(lat, seconds, strict=True)
    )
    track = read_track(write("plan.gpx", gpx(rows)))
    assert track.clock is TimesKind.PLANNED
    assert not track.timed


def test_pieces_that_begin_at_the_same_hour_are_a_plan_in_the_files_order(write: Write):
    first = road(20, 45.0, times=clock(20, 8))
    second = road(20, 45.02, times=clock(20, 8))
    path = write("days.gpx", gpx(first, second))
    assert read_track(path).clock is TimesKind.PLANNED
    assert measure_track(path).as_json()["length_km"] == pytest.approx(39 * 0.1112, rel=0.01)


def test_two_cars_in_one_file_are_not_one_road(write: Write):
    path = write("cars.gpx", gpx(road(40, times=clock(40, 8)), road(40, times=clock(40, 8))))
    assert codes(path) == ["track-repeated"]
    elsewhere = gpx(road(40, times=clock(40, 8)), road(40, 46.0, times=clock(40, 9)))
    path = write("apart.gpx", elsewhere)
    assert codes(path) == ["track-other-cars"]
    assert measure_track(path).as_json()["length_km"] == pytest.approx(39 * 0.1112, rel=0.01)


def test_the_same_road_driven_twice_one_after_the_other_counts_twice(write: Write):
    laps = gpx(road(40, times=clock(40, 8, 8)), road(40, times=clock(40, 8, 10)))
    track = read_track(write("laps.gpx", laps))
    assert len(track) == 80


def test_one_fix_a_segment_is_a_road_all_the_same(write: Write):
    pieces = [f'<trkpt lat="{45 + n / 1000}" lon="10"/>' for n in range(30)]
    document = measure_track(write("fixes.gpx", gpx(*pieces))).as_json()
    assert document["length_km"] == pytest.approx(29 * 0.1112, rel=0.01)


@pytest.mark.parametrize(
    "times",
    [["2025-06-14T08:00:00Z"] * 30, clock(30, 0), ["2025-06-14T08:00:00Z"] * 15 + clock(15, 0, 9)],
)
def test_whatever_the_clock_says_something_is_measured(write: Write, times: list[str]):
    document = measure_track(write("odd.gpx", gpx(road(30, times=times)))).as_json()
    assert document["length_km"] == pytest.approx(29 * 0.1112, rel=0.01)


TABLES = {
    "tab.csv": [
        "Data\tOra\tLatitudine\tLongitudine",
        "14/06/2025\t08:00:00\t45,0\t10,0",
        "14/06/2025\t08:00:08\t45,001\t10,0",
    ],
    "traccar.csv": [
        "Valid,Time,Latitude,Longitude,Altitude,Speed",
        "true,2025-06-14 08:00:00,45.0°,10.0°,100,0",
        "true,2025-06-14 08:00:08,45.001°,10.0°,,0",
    ],
    "racechrono.csv": [
        "This file is created using RaceChrono v7",
        "Format,3",
        "",
        "timestamp,fragment_id,latitude,longitude",
        "1749888000.0,0,45.0,10.0",
        "1749888008.0,0,45.001,10.0",
    ],
    "millis.csv": [
        "timestamp;lat;lng",
        "1749888000000;45.0;10.0",
        "1749888008000;45.001;10.0",
    ],
    "blank.csv": [
        "time,lat,lon",
        "2025-06-14T08:00:00Z,45.0,10.0",
        ",,",
        "2025-06-14T08:00:08Z,45.001,10.0",
    ],
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_read_in_the_dialect_it_is_exported_in(write: Write, name: str):
    track = read_track(write(name, "\n".join(TABLES[name]) + "\n"))
    assert track.lat.tolist() == [45.0, 45.001]
    assert [str(time)[:19] for time in track.time] == ["2025-06-14T08:00:00", "2025-06-14T08:00:08"]
    blank = [caveat for caveat in track.caveats if caveat.code == "track-blank-fixes"]
    assert len(blank) == (name == "blank.csv")


TCX = """<TrainingCenterDatabase><Activities><Activity><Lap><Track>
<Trackpoint><Time>2025-06-14T08:00:00Z</Time><Position><LatitudeDegrees>45.0</LatitudeDegrees>
<LongitudeDegrees>10.0</LongitudeDegrees></Position><AltitudeMeters>100</AltitudeMeters></Trackpoint>
<Trackpoint><Time>2025-06-14T08:00:08Z</Time><Position><LatitudeDegrees>45.001</LatitudeDegrees>
<LongitudeDegrees>10.0</LongitudeDegrees></Position></Trackpoint>
</Track></Lap></Activity></Activities></TrainingCenterDatabase>"""
GX = """<kml xmlns:gx="http://www.google.com/kml/ext/2.2"><Placemark><gx:Track>
<when>2025-06-14T08:00:00Z</when><when>2025-06-14T08:00:08Z</when>
<gx:coord>10.0 45.0 100</gx:coord><gx:coord>10.0 45.001 101</gx:coord>
</gx:Track></Placemark></kml>"""
NMEA = """$GPRMC,080000.00,A,4500.0000,N,01000.0000,E,10.0,0.0,140625,,,A*00
$GPGGA,080008.00,4500.0600,N,01000.0000,E,1,08,1.0,100.0,M,47.0,M,,*00
$GPRMC,080008.00,A,4500.0600,N,01000.0000,E,10.0,0.0,140625,,,A*00
"""
IGC = (
    "AXXX\nHFDTE140625\nB0800004500000N01000000EA0010000100\nB0800084500060N01000000EA0010000101\n"
)
GEOJSON = json.dumps(
    {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [[10.0, 45.0, 100], [10.0, 45.001]]},
    }
)


@pytest.mark.parametrize(
    ("name", "text", "timed"),
    [
        ("ride.tcx", TCX, True),
        ("ride.kml", GX, True),
        ("ride.nmea", NMEA, True),
        ("ride.igc", IGC, True),
        ("ride.geojson", GEOJSON, False),
    ],
)
def test_other_formats_give_the_same_points(write: Write, name: str, text: str, timed: bool):
    path = write(name, text)
    for packed in (path, zipped(path), gzipped(path)):
        track = read_track(packed)
        assert track.lat == pytest.approx([45.0, 45.001])
        assert track.lon == pytest.approx([10.0, 10.0])
        assert track.timed is timed


def zipped(path: Path) -> Path:
    target = path.with_suffix(".zip")
    with zipfile.ZipFile(target, "w") as archive:
        archive.write(path, path.name)
        archive.writestr("readme.md", "not a track")
    return target


def gzipped(path: Path) -> Path:
    target = path.with_name(path.name + ".gz")
    target.write_bytes(gzip.compress(path.read_bytes()))
    return target


def test_a_packed_file_with_two_tracks_is_refused(tmp_path: Path):
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("a.gpx", "b.gpx"):
            archive.writestr(name, gpx(road(3)))
    with pytest.raises(InputError) as caught:
        read_track(path)
    assert caught.value.findings[0].code == "track-not-one"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.gpx", b"<gpx><trk><trkseg><trkpt lat='45' lon='10'"),
        ("no.json", b"{"),
        ("no.kmz", b"PK"),
        ("no.gz", b"\x1f\x8b"),
        ("no.fit", b"\x0e\x10" + bytes(40)),
        ("no.csv", b"lat,lon,time\n\x81,\xff,\x00\n"),
        ("no.nmea", b"hello"),
        ("no.igc", bytes(100)),
    ],
)
def test_what_is_no_track_is_refused_in_words(tmp_path: Path, name: str, content: bytes):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_track(path)
    for language in ("it", "en"):
        assert caught.value.findings[0].message(language)


OPENRALLY = """<gpx xmlns="http://www.topografix.com/GPX/1/1"
 xmlns:openrally="http://www.openrally.org/xmlschemas/GpxExtensions/v1.0.3">
<metadata><extensions><openrally:units>{units}</openrally:units></extensions></metadata>
{points}</gpx>"""


def road_book(units: str, *signs: str) -> str:
    points = "".join(
        f'<wpt lat="{45 + n / 50}" lon="10"><name>P{n}</name><extensions>'
        f"<openrally:distance>{n * 2.5}</openrally:distance>{sign and f'<openrally:{sign}/>'}"
        "</extensions></wpt>"
        for n, sign in enumerate(signs)
    )
    return OPENRALLY.format(units=units, points=points)


@pytest.mark.parametrize(
    ("units", "signs", "controls"),
    [
        ("metric", ("", "dss", "", "ass", ""), [("PC1", 2.5), ("PC2", 7.5)]),
        ("imperial", ("", "checkpoint", ""), [("CT1", 4.02)]),
        ("metric", ("", "checkpoint", "dss", "ass", "checkpoint", ""),
         [("CT1", 2.5), ("PC1", 5.0), ("PC2", 7.5), ("CT2", 10.0)]),
    ],
)  # fmt: skip
def test_an_openrally_road_book_gives_its_controls(
    write: Write, units: str, signs: tuple[str, ...], controls: list[tuple[str, float]]
):
    document = measure_track(write("book.gpx", road_book(units, *signs))).as_json()
    [leg] = document["legs"]
    assert [(one["code"], one["along_km"]) for one in leg["controls"]] == controls
    assert leg["length_km"] is None
    assert document["lower_bound_km"] == pytest.approx((len(signs) - 1) * 2.22, rel=0.01)


def test_a_file_with_a_single_waypoint_is_no_road(write: Write):
    with pytest.raises(InputError) as caught:
        measure_track(write("lone.gpx", road_book("metric", "dss")))
    assert caught.value.findings[0].code == "track-empty"


# ---------------------------------------------------------------------------- slow, lost, cut


def driven_north(metres: np.ndarray, noise: float = 0.0) -> Track:
    """A drive northwards, a fix each second, its positions scattering."""
    rng = np.random.default_rng(3)
    count = len(metres)
    north, east = metres + rng.normal(0, noise, count), rng.normal(0, noise, count)
    time = np.datetime64("2025-06-14T08:00:00", "ns") + np.arange(count) * np.timedelta64(1, "s")
    flat = np.full(count, np.nan)
    piece = np.zeros(count, dtype=np.int32)
    lat, lon = 45 + north / 111_141, 10 + east / 78_850
    return Track("slow", lat, lon, flat, time, piece)


@pytest.mark.parametrize(
    ("kmh", "noise"), [(2.5, 0.0), (3.0, 0.5), (4.0, 1.0), (6.0, 3.0), (10.0, 2.0)]
)
def test_a_slow_parade_moves(kmh: float, noise: float):
    metres = np.arange(900) * kmh / 3.6
    found = measure_points(judged(driven_north(metres, noise)))
    assert found.length_km.central == pytest.approx(metres[-1] / 1000, rel=0.02)
    assert found.length_km.low <= metres[-1] / 1000 <= found.length_km.high
    assert found.moving_s == pytest.approx(899, rel=0.05)


def test_a_parade_that_stops_stands_only_where_it_stops():
    pace = np.where((np.arange(1200) // 200) % 2 == 0, 1.1, 0.0)
    metres = np.concatenate([[0.0], np.cumsum(pace)])
    found = measure_points(judged(driven_north(metres, 0.3)))
    assert found.length_km.central == pytest.approx(metres[-1] / 1000, rel=0.03)
    assert found.moving_s == pytest.approx(600, rel=0.1)


@pytest.mark.parametrize("lost", [range(5), range(12, 20), range(35, 40), (0, 7, 8, 39)])
def test_zeros_without_a_fix_are_left_out_wherever_they_stand(write: Write, lost: range):
    whole = road(40, times=clock(40, 8)).replace("</trkpt>", "</trkpt>\n").splitlines()
    for place in lost:
        whole[place] = whole[place].replace(whole[place].split(">")[0], '<trkpt lat="0" lon="0"')
    path = write("lost.gpx", gpx("".join(whole)))
    assert codes(path) == ["track-no-fix"]
    west, south, _, north = measure_track(path).as_json()["bbox"]
    assert (west, round(south), round(north)) == (10.0, 45, 45)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95, 0.999])
def test_a_fit_that_was_cut_is_read_as_far_as_it_goes(tmp_path: Path, share: float):
    whole = fit_file([(1_746_079_200 + n, 46.5 + n / 1e4, 11.0, 300.0) for n in range(200)])
    path = tmp_path / "cut.fit"
    path.write_bytes(whole[: int(len(whole) * share)])
    assert codes(path)[0] == "track-cut"
    assert len(read_track(path)) == pytest.approx(200 * share, abs=6)


@pytest.mark.parametrize(
    ("begin", "country"),
    [((40.4, -3.7), "ES"), ((28.5, -81.4), "US"), ((52.5, 13.4), "DE"), ((24.5, 55.4), "AE")],
)
def test_a_road_far_from_italy_is_in_its_country(write: Write, begin: Place, country: str):
    points = "".join(
        f'<trkpt lat="{begin[0] + n / 1000}" lon="{begin[1] + n / 2000}"/>' for n in range(40)
    )
    document = measure_track(write("abroad.gpx", gpx(points))).as_json()
    assert list(document["legs"][0]["countries_km"]) == [country]
    assert document["length_km"] > 4


# ---------------------------------------------------------------------------- XML, words, a bar


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<trkseg>", "<name>Uno & due</name><trkseg>"),
        ("<trkseg>", "<name>A&nbsp;B</name><trkseg>"),
        ("<trkseg>", "<extensions><gpxtpx:hr>80</gpxtpx:hr></extensions><trkseg>"),
        ("<trk>", '<trk xsi:type="drive">'),
    ],
)
def test_faults_of_exporters_are_mended_and_told(write: Write, old: str, new: str):
    path = write("faults.gpx", gpx(road(30)).replace(old, new, 1))
    assert codes(path)[:1] == ["track-xml-mended"]
    assert len(read_track(path)) == 30


@pytest.mark.parametrize("text", ["<gpx><trk></gpx>", "<gpx><trk>", "<gpx><trk a=b/></gpx>"])
def test_an_xml_fault_is_named_in_the_readers_language(write: Write, text: str):
    with pytest.raises(InputError) as caught:
        read_track(write("broken.gpx", text))
    [finding] = caught.value.findings
    assert "token" not in finding.message("it")
    assert finding.message("it") != finding.message("en")


def test_a_file_says_how_much_of_it_has_been_read(write: Write):
    seen: list[tuple[str, float]] = []
    path = write("long.gpx", gpx(road(3000)))
    with watched(lambda name, share: seen.append((name, share))):
        read_track(path)
    assert [name for name, _ in seen] == ["long.gpx"] * len(seen)
    assert [share for _, share in seen] == sorted(share for _, share in seen)
    assert len(seen) > 1
    assert seen[-1][1] == 1.0


@pytest.mark.parametrize("language", ["it", "en"])
def test_one_of_a_thing_and_many_are_told_without_a_wrong_plural(language: str):
    for code in (
        "track-jumps",
        "track-gaps",
        "track-spikes",
        "track-repeated",
        "track-blank-fixes",
    ):
        one, many = (
            Caveat(code, {"count": count, "km": {"it": "1", "en": "1"}}).text(language)
            for count in (1, 7)
        )
        assert one.replace("1", "#") == many.replace("7", "#").replace("1", "#")
