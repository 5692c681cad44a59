"""Roads as planners write them: variants, several legs in a file, via points, slips of the hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

from reporting.event import load
from reporting.route import measure, measure_track
from reporting.route.event_tracks import track_files, unused
from reporting.route.track_reading import read_track

Place = tuple[float, float]
Write = Callable[[str, str], Path]


def winding(count: int, begin: Place = (45.54, 10.21), heading: float = 80) -> list[Place]:
    """A road of steps of 20 m."""
    places = [begin]
    for n in range(count - 1):
        turned = heading + 35 * np.sin(n / 23) + 20 * np.sin(n / 7.3)
        there = Geodesic.WGS84.Direct(*places[-1], float(turned), 20)
        places.append((there["lat2"], there["lon2"]))
    return places


def around(bulge_m: float = 0.0, first: int = 0, last: int = 400) -> list[Place]:
    """A loop of three leaves, or a part of it, bulging outwards."""
    turns = np.linspace(0, 2 * np.pi, 401)[first : last + 1]
    out = 2000 * (1 + 0.2 * np.sin(3 * turns))
    out += bulge_m * np.sin(np.linspace(0, np.pi, len(turns)))
    there = [
        Geodesic.WGS84.Direct(45.6, 10.3, float(np.degrees(turn)), float(metres))
        for turn, metres in zip(turns, out, strict=True)
    ]
    return [(place["lat2"], place["lon2"]) for place in there]


def km(*roads: Sequence[Place]) -> float:
    return sum(
        Geodesic.WGS84.Inverse(*one, *other)["s12"] / 1000
        for road in roads
        for one, other in pairwise(road)
    )


def points(tag: str, places: Sequence[Place]) -> str:
    return "".join(f'<{tag} lat="{lat:.7f}" lon="{lon:.7f}"/>' for lat, lon in places)


def trk(places: Sequence[Place], name: str = "") -> str:
    return f"<trk><name>{name}</name><trkseg>{points('trkpt', places)}</trkseg></trk>"


def rte(places: Sequence[Place], name: str = "") -> str:
    return f"<rte><name>{name}</name>{points('rtept', places)}</rte>"


def gpx(*parts: str) -> str:
    return f'<gpx version="1.1" creator="x">{"".join(parts)}</gpx>'


def told(path: Path) -> dict[str, str]:
    return {caveat.code: caveat.text("en") for caveat in measure_track(path).caveats}


def length(path: Path) -> float:
    return measure_track(path).as_json()["length_km"]


ROAD = winding(400)
LOOP = around()


# ---------------------------------------------------------------------------- variants


def aside(road: Sequence[Place], first: int, last: int) -> list[Place]:
    """A variant of a part of a road, up to 330 m north of it."""
    part = road[first:last]
    away = 0.003 * np.sin(np.linspace(0, np.pi, len(part)))
    return [(lat + float(by), lon) for (lat, lon), by in zip(part, away, strict=True)]


@pytest.mark.parametrize(
    ("road", "variant"),
    [
        (LOOP, around(600, 100, 160)),
        (LOOP, around(400, 300, 390)),
        (ROAD, aside(ROAD, 120, 260)),
        (ROAD, aside(ROAD, 250, 400)),
    ],
)
@pytest.mark.parametrize("variant_first", [False, True])
def test_a_variant_that_comes_back_further_on_is_not_counted(
    write: Write, road: list[Place], variant: list[Place], variant_first: bool
):
    parts = [trk(road, "main"), trk(variant, "when it rains")]
    path = write("variants.gpx", gpx(*(parts[::-1] if variant_first else parts)))
    assert length(path) == pytest.approx(km(road), abs=0.002)
    assert "1" in told(path)["track-branches"]


def test_a_loop_that_shares_its_way_with_another_is_an_alternative(write: Write):
    other = LOOP[:200] + around(900, 200)
    path = write("loops.gpx", gpx(trk(LOOP, "dry"), trk(other, "wet")))
    assert length(path) == pytest.approx(km(LOOP), abs=0.002)
    assert "track-alternatives" in told(path)


def test_two_leaves_of_a_clover_are_both_driven_and_named(write: Write):
    north = [(45.6 + 0.01 * (1 - np.cos(t)), 10.3 + 0.01 * np.sin(t)) for t in ANGLES]
    south = [(45.6 - 0.01 * (1 - np.cos(t)), 10.3 + 0.01 * np.sin(t)) for t in ANGLES]
    path = write("clover.gpx", gpx(trk(north, "north"), trk(south, "south")))
    assert length(path) == pytest.approx(km(north, south), abs=0.002)
    assert "north and south" in told(path)["track-roads"]


ANGLES = np.linspace(0, 2 * np.pi, 101)


def test_pieces_of_an_out_and_back_are_no_variants(write: Write):
    back = [(lat + 0.0002, lon) for lat, lon in ROAD[::-1]]
    path = write("out_and_back.gpx", gpx(trk(ROAD, "out"), trk(back, "back")))
    assert length(path) == pytest.approx(2 * km(ROAD), abs=0.05)


# ---------------------------------------------------------------------------- several legs


NEXT = winding(300, ROAD[-1], 20)


def kml(*roads: tuple[str, Sequence[Place]]) -> str:
    folders = "".join(
        f"<Folder><Placemark><name>{name}</name><LineString><coordinates>"
        + " ".join(f"{lon:.7f},{lat:.7f},0" for lat, lon in road)
        + "</coordinates></LineString></Placemark></Folder>"
        for name, road in roads
    )
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}</Document></kml>'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("two.gpx", gpx(trk(ROAD, "Leg 1"), trk(NEXT, "Leg 2"))),
        ("routes.gpx", gpx(rte(ROAD, "Leg 1"), rte(NEXT, "Leg 2"))),
        ("folders.kml", kml(("Leg 1", ROAD), ("Leg 2", NEXT))),
    ],
)
def test_legs_that_lie_in_one_file_are_named(write: Write, name: str, text: str):
    path = write(name, text)
    assert "(2): Leg 1 and Leg 2" in told(path)["track-roads"]
    assert length(path) == pytest.approx(km(ROAD, NEXT), abs=0.002)


def test_segments_of_one_track_and_copies_are_no_several_roads(write: Write):
    cut = f"<trk><trkseg>{points('trkpt', ROAD[:200])}</trkseg>"
    cut += f"<trkseg>{points('trkpt', ROAD[199:])}</trkseg></trk>"
    path = write("one.gpx", gpx(rte(ROAD[::50]), cut, trk(ROAD[::2], "500 points")))
    assert not {"track-roads", "track-gaps"} & set(told(path))
    assert length(path) == pytest.approx(km(ROAD), abs=0.002)


def package(folder: Path, tracks: dict[str, str]) -> str:
    (folder / "tracks").mkdir(parents=True)
    for name, text in tracks.items():
        (folder / "tracks" / name).write_text(text, encoding="utf-8")
    legs = "".join(
        f'[[legs]]\nnumber = {n}\ndate = 2025-06-{13 + n}\nfrom = "A"\nto = "B"\n' for n in (1, 2)
    )
    (folder / "event.toml").write_text(
        f'id = "{folder.name}"\nname.it = "R"\nname.en = "R"\nstart = 2025-06-14\n'
        'end = 2025-06-15\ntimezone = "Europe/Rome"\nrulebook = "aci-classica-2024"\n'
        f'[provenance]\ntiming = "none"\nnote.it = "n"\nnote.en = "n"\n{legs}',
        encoding="utf-8",
    )
    ends = [(1, ROAD[0], ROAD[-1]), (2, NEXT[0], NEXT[-1])]
    rows = [
        f"{leg},{seq},{kind} {leg},{kind},{place[0]},{place[1]},map,seen\n"
        for leg, *places in ends
        for seq, kind, place in zip((1, 2), ("start", "finish"), places, strict=True)
    ]
    head = "leg,seq,name,kind,lat,lon,source,confidence\n"
    (folder / "waypoints.csv").write_text(head + "".join(rows), encoding="utf-8")
    return str(folder)


def test_a_track_that_goes_on_beyond_its_finish_is_told(tmp_path: Path):
    both = gpx(trk(ROAD, "Leg 1"), trk(NEXT, "Leg 2"))
    caveats = measure(load(package(tmp_path / "rally", {"leg1.gpx": both}))).caveats
    [caveat] = [caveat for caveat in caveats if caveat.code == "route-leg-goes-on"]
    beyond = Geodesic.WGS84.Inverse(*ROAD[-1], *NEXT[-1])["s12"] / 1000
    assert f"{beyond:.1f} km" in caveat.text("en")
    back = gpx(trk(ROAD[::-1]))
    codes = {c.code for c in measure(load(package(tmp_path / "back", {"leg1.gpx": back}))).caveats}
    assert "route-leg-reversed" in codes
    assert "route-leg-goes-on" not in codes


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2025-06-14.gpx", "15.06.25 pomeriggio.gpx"),
        ("20250614_083000.gpx", "Prova_15-6-2025.gpx"),
        ("250614 AM.gpx", "6-15-2025.gpx"),
    ],
)
def test_a_file_named_by_its_day_is_of_that_days_leg(tmp_path: Path, first: str, second: str):
    one = gpx(trk(ROAD))
    event = load(package(tmp_path / "rally", {first: one, second: one, "14-15.06.gpx": one}))
    assert {leg: [path.name for path in paths] for leg, paths in track_files(event).items()} == {
        1: [first],
        2: [second],
    }
    assert unused(event) == ["14-15.06.gpx"]


# ---------------------------------------------------------------------------- what is drawn


def test_via_points_make_the_least_that_the_road_can_be(write: Write):
    path = write("via.gpx", gpx(rte(ROAD[::80] + ROAD[-1:])))
    band = measure_track(path).as_json()["length_band_km"]
    assert band["central"] == pytest.approx(km(ROAD[::80] + ROAD[-1:]), abs=0.002)
    assert band["low"] < km(ROAD) < band["high"]
    assert "track-via-points" in told(path)
    assert "track-via-points" not in told(write("road.gpx", gpx(rte(ROAD))))


@pytest.mark.parametrize("slip", [(45.0, 13.0), (45.57, 10.22), (0.5, 10.2)])
def test_a_point_that_a_hand_put_far_off_is_taken_out(write: Write, slip: Place):
    road = [*ROAD[:200], slip, *ROAD[201:]]
    path = write("slip.gpx", gpx(trk(road)))
    assert length(path) == pytest.approx(km(ROAD), abs=0.003)
    assert told(path)["track-spikes"].endswith(": 1.")


def test_a_long_straight_there_and_back_with_points_between_is_a_road(write: Write):
    spur = [(45.0 + n / 2000, 10.0) for n in range(40)]
    path = write("spur.gpx", gpx(trk([*spur, *spur[::-1]])))
    assert length(path) == pytest.approx(2 * km(spur), abs=0.003)


def test_a_route_that_is_not_the_tracks_is_told(write: Write):
    far = [(lat + 0.2, lon) for lat, lon in ROAD]
    assert "track-other-route" in told(write("log.gpx", gpx(rte(far), trk(ROAD))))
    assert "track-other-route" not in told(write("tour.gpx", gpx(rte(ROAD[::40]), trk(ROAD))))


def test_degrees_with_a_decimal_comma_are_degrees(write: Write):
    text = gpx(trk(ROAD)).replace('lat="45.', 'lat="45,').replace('lon="10.', 'lon="10,')
    assert length(write("comma.gpx", text)) == pytest.approx(km(ROAD), abs=0.002)


@pytest.mark.parametrize(("zone", "said"), [("", False), ("Z", True), ("+02:00", True)])
def test_times_without_their_zone_are_told(write: Write, zone: str, said: bool):
    timed = "".join(
        f'<trkpt lat="{lat}" lon="{lon}"><time>2025-06-14T08:{n // 60:02}:{n % 60:02}{zone}</time>'
        "</trkpt>"
        for n, (lat, lon) in enumerate(ROAD)
    )
    path = write("clock.gpx", gpx(f"<trk><trkseg>{timed}</trkseg></trk>"))
    assert ("track-times-zone" not in told(path)) is said
    hour = 6 if zone == "+02:00" else 8
    assert read_track(path).time[0] == np.datetime64(f"2025-06-14T{hour:02}:00:00")


# ---------------------------------------------------------------------------- countries


@pytest.mark.parametrize("tracked", [True, False])
def test_a_table_without_countries_leaves_them_to_the_base_map(tmp_path: Path, tracked: bool):
    road = gpx(trk(ROAD))
    tracks = {"leg1.gpx": road, "leg2.gpx": gpx(trk(NEXT))} if tracked else {}
    assert measure(load(package(tmp_path / "rally", tracks))).countries == ("IT",)
