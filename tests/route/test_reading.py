"""Tracks are read from what programs really write, and refused in words where they are broken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reporting.errors import InputError
from reporting.route import measure_track
from reporting.route.methods import methods
from reporting.route.track_reading import read_track
from support.fit import fit_file

Write = Callable[..., Path]

TWO = '<trkpt lat="46.5" lon="11.0"/><trkpt lat="46.51" lon="11.0"/>'


def codes(track: object) -> list[str]:
    return [caveat.code for caveat in track.caveats]


def refused(path: Path) -> tuple[str, str]:
    """The code and the message with which a file is refused."""
    with pytest.raises(InputError) as caught:
        read_track(path)
    assert caught.value.exit_status == 1
    [finding] = caught.value.findings
    assert finding.file == path.name
    assert finding.message("it") != finding.message("en")
    return finding.code, str(caught.value)


# ---------------------------------------------------------------------------- GPX


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_both_versions_of_gpx_are_read(gpx: Write, version: str):
    track = read_track(gpx(f"<trk><trkseg>{TWO}</trkseg></trk>", version=version))
    assert track.lat.tolist() == [46.5, 46.51]


def test_a_file_without_namespace_is_read(tmp_path: Path):
    path = tmp_path / "plain.gpx"
    path.write_text(f"<gpx><trk><trkseg>{TWO}</trkseg></trk></gpx>", encoding="utf-8")
    assert len(read_track(path)) == 2


def test_the_elements_of_a_point_come_in_any_order(gpx: Write):
    track = read_track(
        gpx(
            '<trk><trkseg><trkpt lat="46.5" lon="11"><time>2025-05-01T08:00:00+02:00</time>'
            '<ele>300.5</ele></trkpt><trkpt lon="11" lat="46.51"><ele>310</ele>'
            "<time>2025-05-01T06:01:10Z</time></trkpt></trkseg></trk>"
        )
    )
    assert track.elevation_m.tolist() == [300.5, 310.0]
    assert track.time.astype(str).tolist() == [
        "2025-05-01T06:00:00.000000000",
        "2025-05-01T06:01:10.000000000",
    ]


def two(lat: int) -> str:
    return f'<trkpt lat="{lat}" lon="11"/><trkpt lat="{lat}.01" lon="11"/>'


def test_each_segment_is_a_piece(gpx: Write):
    track = read_track(
        gpx(
            f"<trk><trkseg>{TWO}</trkseg><trkseg>{two(47)}</trkseg></trk><trk><trkseg>{two(48)}</trkseg></trk>"
        )
    )
    assert [(part.start, part.stop) for part in track.pieces()] == [(0, 2), (2, 4), (4, 6)]


def test_the_road_hidden_in_a_garmin_route_is_found(gpx: Write):
    points = "".join(f'<gpxx:rpt lat="46.5{n}" lon="11.0"/>' for n in (1, 2, 3))
    track = read_track(
        gpx(
            '<rte xmlns:gpxx="http://www.garmin.com/xmlschemas/GpxExtensions/v3">'
            '<rtept lat="46.50" lon="11.0"><ele>12</ele><extensions><gpxx:RoutePointExtension>'
            f"{points}</gpxx:RoutePointExtension></extensions></rtept>"
            '<rtept lat="46.54" lon="11.0"/></rte>'
        )
    )
    assert track.lat.tolist() == [46.50, 46.51, 46.52, 46.53, 46.54]
    assert track.elevation_m[0] == 12


def test_a_track_counts_before_a_route(gpx: Write):
    route = '<rte><rtept lat="40" lon="15"/><rtept lat="41" lon="15"/></rte>'
    assert read_track(gpx(f"{route}<trk><trkseg>{TWO}</trkseg></trk>")).lat.min() > 46


def test_waypoints_alone_are_no_track(gpx: Write):
    code, _ = refused(gpx('<wpt lat="46" lon="11"/><wpt lat="47" lon="11"/>'))
    assert code == "track-empty"


def test_a_segment_without_points_is_passed_over(gpx: Write):
    track = read_track(gpx(f"<trk><trkseg/><trkseg>{TWO}</trkseg></trk>"))
    assert len(track) == 2


# ---------------------------------------------------------------------------- what is broken


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE gpx SYSTEM "http://192.0.2.1/gpx.dtd">',
    ],
)
def test_a_dtd_is_refused_before_anything_is_expanded(tmp_path: Path, head: str):
    path = tmp_path / "bomb.gpx"
    path.write_text(f"{head}<gpx><trk><name>&b;</name></trk></gpx>", encoding="utf-8")
    code, words = refused(path)
    assert code == "track-entities"
    assert "DTD" in words


def test_no_point_and_one_point_are_refused(gpx: Write):
    assert refused(gpx("<trk><trkseg/></trk>"))[0] == "track-empty"
    one = gpx('<trk><trkseg><trkpt lat="46" lon="11"/></trkseg></trk>', name="one.gpx")
    assert refused(one)[0] == "track-one-point"


def test_a_cut_off_file_is_refused_with_its_line(tmp_path: Path):
    path = tmp_path / "cut.gpx"
    path.write_text(f"<gpx>\n<trk>\n<trkseg>\n{TWO}\n<trkpt lat='46.5", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_track(path)
    assert caught.value.findings[0].code == "track-broken"
    assert caught.value.findings[0].row == 5


@pytest.mark.parametrize(
    ("point", "column", "value"),
    [
        ('lat="91" lon="11"', "lat", "91"),
        ('lat="46" lon="-190.5"', "lon", "-190.5"),
        ('lat="nan" lon="11"', "lat", "nan"),
        ('lat="46.5.1" lon="11"', "lat", "46.5.1"),
        ('lon="11"', "lat", ""),
    ],
)
def test_a_position_outside_the_world_is_refused_with_line_and_value(
    gpx: Write, point: str, column: str, value: str
):
    path = gpx(f"<trk><trkseg>\n<trkpt lat='46' lon='11'/>\n<trkpt {point}/></trkseg></trk>")
    with pytest.raises(InputError) as caught:
        read_track(path)
    [finding] = caught.value.findings
    assert (finding.code, finding.row, finding.column) == ("track-position", 5, column)
    assert (finding.value or "") == value


def test_more_points_than_a_days_drive_are_refused(gpx: Write, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(methods()["limits"], "gpx_points", 1000)
    body = '<trkpt lat="46" lon="11"/>' * 1001
    code, words = refused(gpx(f"<trk><trkseg>{body}</trkseg></trk>"))
    assert code == "track-too-large"
    assert "1000 points" in words


def test_ten_million_points_are_refused_without_reading_them_all(tmp_path: Path):
    path = tmp_path / "huge.gpx"
    line = b'<trkpt lat="46.5" lon="11.0"/>\n'
    with path.open("wb") as stream:
        stream.write(b"<gpx><trk><trkseg>\n")
        for _ in range(100):
            stream.write(line * 100_000)
    code, _ = refused(path)
    assert code == "track-too-large"


def test_another_xml_file_is_told_from_gpx(tmp_path: Path):
    path = tmp_path / "page.gpx"
    path.write_text("<html><body/></html>", encoding="utf-8")
    code, words = refused(path)
    assert code == "track-not-gpx"
    assert "html" in words


def test_a_missing_file_and_an_unknown_kind_are_told(tmp_path: Path):
    assert refused(tmp_path / "none.gpx")[0] == "track-missing"
    other = tmp_path / "track.plt"
    other.write_text("[header]", encoding="utf-8")
    assert refused(other)[0] == "track-unknown"


# ---------------------------------------------------------------------------- what is implausible


def points(times: list[str], heights: list[str]) -> str:
    rows = (
        f'<trkpt lat="{46.5 + n / 1000}" lon="11"><ele>{height}</ele><time>{time}</time></trkpt>'
        for n, (time, height) in enumerate(zip(times, heights, strict=True))
    )
    return f"<trk><trkseg>{''.join(rows)}</trkseg></trk>"


GOOD_TIMES = [f"2025-05-01T06:00:{second:02}Z" for second in range(0, 60, 6)]
GOOD_HEIGHTS = [str(300 + n) for n in range(10)]


def test_heights_of_zero_count_as_unknown(gpx: Write):
    track = read_track(gpx(points(GOOD_TIMES, ["0"] * 10)))
    assert codes(track) == ["track-heights-zero"]
    assert np.isnan(track.elevation_m).all()


def test_impossible_heights_are_taken_out(gpx: Write):
    track = read_track(gpx(points(GOOD_TIMES, ["-9999", "99999", *GOOD_HEIGHTS[2:]])))
    assert codes(track) == ["track-heights-impossible"]
    assert np.isnan(track.elevation_m).tolist() == [True, True, *[False] * 8]


def test_dates_in_1970_count_for_nothing(gpx: Write):
    times = [time.replace("2025", "1970") for time in GOOD_TIMES]
    route = measure_track(gpx(points(times, GOOD_HEIGHTS)))
    assert "track-times-impossible" in [caveat.code for caveat in route.caveats]
    assert route.as_json()["moving_time_s"] is None
    assert route.length_km.central == pytest.approx(9 * 0.11117, rel=1e-3)


def test_a_few_missing_times_are_put_in_between(gpx: Write):
    times = [*GOOD_TIMES]
    times[4] = ""
    track = read_track(gpx(points(times, GOOD_HEIGHTS)))
    assert codes(track) == ["track-times-filled"]
    assert track.seconds[4] == pytest.approx(24, abs=0.01)


def test_times_that_are_mostly_missing_count_for_nothing(gpx: Write):
    track = read_track(gpx(points([*GOOD_TIMES[:3], *[""] * 7], GOOD_HEIGHTS)))
    assert codes(track) == ["track-times-missing"]
    assert not track.timed


def test_points_written_in_another_order_are_sorted_by_time_and_told(gpx: Write):
    whole = points(GOOD_TIMES, GOOD_HEIGHTS)
    rows = [row + "</trkpt>" for row in whole.split("</trkpt>")[:-1]]
    head, tail = whole.index("<trkpt"), whole.rindex("</trkpt>") + len("</trkpt>")
    rows[0] = rows[0][head:]
    mixed = "".join(rows[place] for place in np.random.default_rng(1).permutation(len(rows)))
    track = read_track(gpx(whole[:head] + mixed + whole[tail:]))
    assert codes(track) == ["track-times-disordered"]
    assert (np.diff(track.seconds) > 0).all()
    assert (np.diff(track.lat) > 0).all()


def test_a_clock_set_back_for_a_point_does_not_turn_the_road(gpx: Write):
    times = [GOOD_TIMES[1], GOOD_TIMES[0], *GOOD_TIMES[2:]]
    track = read_track(gpx(points(times, GOOD_HEIGHTS)))
    assert codes(track) == ["track-clock-set-back"]
    assert (np.diff(track.lat) > 0).all()
    assert (np.diff(track.seconds) > 0).all()


# ---------------------------------------------------------------------------- FIT, CSV, Parquet


def test_a_fit_file_gives_positions_times_and_heights(tmp_path: Path):
    path = tmp_path / "ride.fit"
    path.write_bytes(
        fit_file([(1_746_079_200 + n, 46.5 + n / 1e4, 11.0, 300.0 + n) for n in range(20)])
    )
    track = read_track(path)
    assert len(track) == 20
    assert track.lat[3] == pytest.approx(46.5003, abs=1e-6)
    assert track.elevation_m[19] == pytest.approx(319, abs=0.2)
    assert str(track.time[0]) == "2025-05-01T06:00:00.000000000"


def test_a_damaged_fit_file_is_refused(tmp_path: Path):
    whole = fit_file([(1_746_079_200 + n, 46.5, 11.0 + n / 1e4, None) for n in range(20)])
    path = tmp_path / "ride.fit"
    path.write_bytes(whole[:60] + bytes([whole[60] ^ 0xFF]) + whole[61:])
    assert refused(path)[0] == "track-broken"
    path.write_bytes(b"not a FIT file at all")
    assert refused(path)[0] == "track-broken"


def table(**changes: object) -> pd.DataFrame:
    whole = {
        "number": 7,
        "time": pd.date_range("2025-05-01T06:00:00Z", periods=50, freq="s"),
        "lat": 46.5 + np.arange(50) / 1e4,
        "lon": 11.0,
        "elevation": 300.0,
    }
    return pd.DataFrame(whole | changes)


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_csv_table_is_read(tmp_path: Path, separator: str):
    path = tmp_path / "car.csv"
    table().to_csv(path, index=False, sep=separator)
    track = read_track(path)
    assert len(track) == 50
    assert track.seconds[-1] == 49


def test_a_parquet_table_is_read(tmp_path: Path):
    path = tmp_path / "car.parquet"
    table().to_parquet(path)
    assert read_track(path).lat[1] == pytest.approx(46.5001)


def test_a_table_lacking_a_column_names_it(tmp_path: Path):
    path = tmp_path / "car.csv"
    table().drop(columns="lon").to_csv(path, index=False)
    code, words = refused(path)
    assert code == "track-columns"
    assert "lon" in words


def test_a_table_with_a_wrong_position_names_its_row(tmp_path: Path):
    path = tmp_path / "car.csv"
    lat = np.full(50, 46.5)
    lat[10] = 461.0
    table(lat=lat).to_csv(path, index=False)
    with pytest.raises(InputError) as caught:
        read_track(path)
    [finding] = caught.value.findings
    assert (finding.row, finding.column, finding.value) == (12, "lat", "461.0")


def test_a_table_of_several_cars_is_no_track(tmp_path: Path):
    path = tmp_path / "cars.csv"
    table(number=np.arange(50) % 3).to_csv(path, index=False)
    assert refused(path)[0] == "track-several-cars"


def test_a_table_that_is_no_table_is_refused(tmp_path: Path):
    path = tmp_path / "car.parquet"
    path.write_bytes(b"PAR1 not really")
    assert refused(path)[0] == "track-broken"
    words = tmp_path / "words.csv"
    table(lat="north").to_csv(words, index=False)
    assert refused(words)[0] == "track-number"
