"""Tables and texts of loggers: units, degrees, days and validity as each writes them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

from reporting.errors import InputError
from reporting.route import measure_track
from reporting.route.telemetry import read_telemetry
from reporting.route.track_reading import read_track
from support.command import reporting

Write = Callable[[str, str], Path]
Row = Callable[[int], str]

BEGIN = dt.datetime(2025, 6, 14, 8, 0, 0, tzinfo=dt.UTC)
LAT = [45.54 + n * 0.0002 for n in range(60)]
LON = [10.21 + 0.0004 * float(np.sin(n / 5)) for n in range(60)]
KM = sum(
    Geodesic.WGS84.Inverse(LAT[n], LON[n], LAT[n + 1], LON[n + 1])["s12"] / 1000 for n in range(59)
)


def when(n: int, form: str) -> str:
    return (BEGIN + dt.timedelta(seconds=2 * n)).strftime(form)


def table(head: str, row: Row) -> str:
    return "\n".join([head, *(row(n) for n in range(60))])


def codes(path: Path) -> set[str]:
    return {caveat.code for caveat in read_track(path).caveats}


def refused(path: Path) -> tuple[str, int | None, str | None]:
    with pytest.raises(InputError) as caught:
        read_track(path)
    finding = caught.value.findings[0]
    return finding.code, finding.row, finding.value


def sexagesimal(value: float, letter: str) -> str:
    minutes, seconds = divmod(value % 1 * 3600, 60)
    return f"{int(value)}°{int(minutes):02}'{seconds:07.4f}\"{letter}"


def plain(form: str) -> Row:
    return lambda n: f"{when(n, form)},{LAT[n]:.7f},{LON[n]:.7f}"


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("time,lat,lon", plain("%d/%m/%y %H:%M:%S")),
        ("time,lat,lon", plain("%d.%m.%y %H:%M:%S")),
        ("time,lat,lon", plain("%m/%d/%Y %I:%M:%S %p")),
        ("date,time,lat,lon", plain("%m/%d/%Y,%I:%M:%S %p")),
        ("date,time,lat,lon", plain("%Y%m%d,%H%M%S")),
        (
            "INDEX,TAG,DATE,TIME,LATITUDE N/S,LONGITUDE E/W",
            lambda n: f"{n},T,{when(n, '%y%m%d,%H%M%S')},{LAT[n]:.7f}N,{LON[n]:.7f}E",
        ),
        (
            "time;lat;lon",
            lambda n: f"{45822 + (8 * 3600 + 2 * n) / 86400:.8f};{LAT[n]:.7f};{LON[n]:.7f}".replace(
                ".", ","
            ),
        ),
        (
            "time;lat;lon",
            lambda n: (
                f"{when(n, '%Y-%m-%d %H:%M:%S')};{sexagesimal(LAT[n], 'N')};"
                f"{sexagesimal(LON[n], 'E')}"
            ),
        ),
        (
            "time;lat;lon",
            lambda n: (
                f"{when(n, '%Y-%m-%d %H:%M:%S')};{int(LAT[n])}° {LAT[n] % 1 * 60:.6f}';"
                f"{int(LON[n])}° {LON[n] % 1 * 60:.6f}'"
            ),
        ),
        (
            '"time","lat","lon"',
            lambda n: f'"{when(n, "%Y-%m-%d %H:%M:%S")}","{LAT[n]:.7f}","{LON[n]:.7f}"'.replace(
                ".", ","
            ),
        ),
    ],
)
def test_days_hours_and_degrees_are_read_as_loggers_write_them(write: Write, head: str, row: Row):
    path = write("car.csv", table(head, row))
    track = read_track(path)
    assert track.time[0] == np.datetime64("2025-06-14T08:00:00")
    assert (track.time[-1] - track.time[0]) == np.timedelta64(118, "s")
    assert measure_track(path).as_json()["length_km"] == pytest.approx(KM, rel=0.002)
    assert "track-times-zone" in codes(path)


def test_a_header_that_says_utc_leaves_no_doubt_of_the_zone(write: Write):
    path = write("car.csv", table("time_utc,lat,lon", plain("%Y-%m-%d %H:%M:%S")))
    assert "track-times-zone" not in codes(path)


@pytest.mark.parametrize(
    ("form", "doubt"),
    [("%d/%m/%Y %H:%M:%S", False), ("%d/%m/%y %H:%M:%S", True), ("%Y-%m-%d %H:%M:%S", False)],
)
def test_a_day_that_can_be_read_otherwise_is_told(write: Write, form: str, doubt: bool):
    path = write("car.csv", table("time,lat,lon", plain(form)))
    assert ("track-day-first" in codes(path)) is doubt
    june = table("time,lat,lon", plain(form)).replace("14", "05")
    found = read_track(write("june.csv", june))
    assert found.time[0].astype("datetime64[D]") == np.datetime64("2025-06-05")
    notes = {caveat.code: caveat.text("en") for caveat in found.caveats}
    assert form.startswith("%Y") or "2025-06-05" in notes["track-day-first"]


def test_a_day_of_six_digits_is_refused_where_nobody_says_what_stands_first(write: Write):
    path = write("car.csv", table("date,time,lat,lon", plain("%d%m%y,%H%M%S")))
    assert refused(path) == ("track-day", 2, "140625")


@pytest.mark.parametrize(
    ("head", "said"), [("valid", ("true", "false")), ("outdated", ("false", "true"))]
)
def test_positions_that_the_tracker_calls_invalid_are_left_out_and_counted(
    write: Write, head: str, said: tuple[str, str]
):
    def row(n: int) -> str:
        lost = n % 10 == 7
        lat = LAT[n] + (0.01 if lost else 0)
        return f"{said[lost]},{when(n, '%Y-%m-%d %H:%M:%S')},{lat:.7f},{LON[n]:.7f}"

    path = write("traccar.csv", table(f"{head},fixTime,latitude,longitude", row))
    [skipped] = [c for c in read_track(path).caveats if c.code == "track-blank-fixes"]
    assert skipped.details["count"] == 6
    assert measure_track(path).as_json()["length_km"] == pytest.approx(KM, rel=0.003)
    [skipped] = [c for c in read_telemetry(path).caveats if c.code == "track-blank-fixes"]
    assert skipped.details["count"] == 6


@pytest.mark.parametrize(
    ("units", "metres"), [("UTC,deg,deg,m", 300.0), ("(UTC),(°),(°),(ft)", 91.44)]
)
def test_a_row_of_units_under_the_header_is_no_position(write: Write, units: str, metres: float):
    text = table(f"time,lat,lon,altitude\n{units}", lambda n: plain("%H:%M:%S")(n) + ",300")
    track = read_track(write("car.csv", text.replace("08:", "2025-06-14 08:")))
    assert len(track) == 60
    assert track.elevation_m[0] == pytest.approx(metres)


@pytest.mark.parametrize("before", ["", "Logger 3000\nCar 7\n"])
def test_what_is_no_number_is_told_with_its_line(write: Write, before: str):
    row = plain("%Y-%m-%d %H:%M:%S")
    text = before + table("time;lat;lon;quota", lambda n: row(n).replace(",", ";") + ";1.200,5")
    code, line, value = refused(write("car.csv", text))
    assert (code, line, value) == ("track-number", 2 + before.count("\n"), "1.200,5")


@pytest.mark.parametrize("name", ["car.txt", "car.log", "car.nmea"])
def test_sentences_are_read_under_whatever_name_a_receiver_gives_them(write: Write, name: str):
    text = "\n".join(
        f"$GPRMC,{when(n, '%H%M%S')}.000,A,45{LAT[n] % 1 * 60:08.5f},N,010{LON[n] % 1 * 60:08.5f}"
        ",E,24.3,80.0,140625,,,A"
        for n in range(60)
    )
    path = write(name, text)
    assert measure_track(path).as_json()["length_km"] == pytest.approx(KM, rel=0.003)


@pytest.mark.parametrize(
    ("header", "units", "metres"),
    [
        ("height", "", 300.0),
        ("height feet", "", 91.44),
        ("height (ft)", "", 91.44),
        ("height", "[channel units]\n\nN\nN\nN\nft\n", 91.44),
    ],
)
def test_heights_of_a_vbo_are_in_the_unit_that_it_says(
    write: Write, header: str, units: str, metres: float
):
    rows = "\n".join(
        f"008 {when(n, '%H%M%S')}.00 {LAT[n] * 60:.6f} {-LON[n] * 60:.6f} 300.00" for n in range(60)
    )
    text = (
        f"File created on 14/06/2025 @ 08:00\n[header]\nsatellites\ntime\nlatitude\nlongitude\n"
        f"{header}\n{units}[column names]\nsats time lat long height\n[data]\n{rows}\n"
    ).replace("[channel units]\n\n", "[channel units]\nN\n")
    track = read_track(write("car.vbo", text))
    assert track.elevation_m[0] == pytest.approx(metres)


def test_times_beside_a_geojson_line_are_read(write: Write):
    line = [[lon, lat, 300.0] for lat, lon in zip(LAT, LON, strict=True)]
    times = [when(n, "%Y-%m-%dT%H:%M:%SZ") for n in range(60)]
    for about in ({"coordTimes": times}, {"coordinateProperties": {"times": times}}):
        feature = {"geometry": {"type": "LineString", "coordinates": line}, "properties": about}
        document = {"type": "FeatureCollection", "features": [{"type": "Feature", **feature}]}
        moving = measure_track(write("car.geojson", json.dumps(document))).as_json()
        assert moving["moving_time_s"] == pytest.approx(118, abs=2)
    short = {"geometry": {"type": "LineString", "coordinates": line[:-1]}, "properties": about}
    path = write("short.geojson", json.dumps({"type": "Feature", **short}))
    assert measure_track(path).as_json()["moving_time_s"] is None


@pytest.mark.parametrize("wrong", ["true", '"4_5"', "[9.1]"])
def test_what_is_no_number_in_a_geojson_line_is_refused(write: Write, wrong: str):
    text = f'{{"type": "LineString", "coordinates": [[9.0, 45.0], [9.1, {wrong}], [9.2, 45.0]]}}'
    with pytest.raises(InputError, match="latitude"):
        measure_track(write("car.geojson", text))


def test_digits_grouped_as_python_does_are_no_number_of_a_gpx(write: Write):
    points = '<trkpt lat="4_5" lon="9.0"/><trkpt lat="45.1" lon="9.0"/>'
    with pytest.raises(InputError, match="latitude"):
        measure_track(write("car.gpx", f"<gpx><trk><trkseg>{points}</trkseg></trk></gpx>"))


def test_what_was_left_out_of_a_fields_table_is_told(write: Write):
    def row(n: int) -> str:
        day = "2019-01-01" if n < 7 else "2025-06-14"
        lat = "" if n == 20 else f"{LAT[n]:.7f}"
        return f"{n % 2 + 1},{day}T{when(n, '%H:%M:%S')},{lat},{LON[n]:.7f}"

    path = write("field.csv", table("number,time,lat,lon", row))
    done = reporting("route", "demo-rally", "--telemetry", path, "--json")
    told = {one["code"]: one["en"] for one in json.loads(done.stdout)["caveats"]}
    assert told["telemetry-other-days"].endswith(": 7.")
    assert told["track-blank-fixes"].endswith(": 1.")
    assert "track-times-zone" in told
    said = reporting("route", "demo-rally", "--telemetry", path, "--lang", "it").stdout
    assert "giorni che non sono dell’evento" in said.replace("'", "’")
