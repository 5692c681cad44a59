"""The base map tells countries, regions and provinces, and how far the sea is."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely

from reporting.paths import reference_folder
from reporting.route import basemap
from reporting.route.areas import coast_km, kilometres_in
from reporting.route.geodesy import steps_m
from reporting.route.sun import daylight

FOLDER = reference_folder() / "basemap"


def inside(shapes: dict[str, object], lat: float, lon: float) -> list[str]:
    return [name for name, shape in shapes.items() if shape.contains(shapely.Point(lon, lat))]


def test_italy_has_20_regions_and_107_provinces():
    assert len(basemap.italian_regions()) == 20
    assert len(basemap.italian_provinces()) == 107


@pytest.mark.parametrize(
    ("lat", "lon", "country"),
    [
        (45.65, 13.80, "IT"),
        (46.05, 14.51, "SI"),
        (47.27, 11.39, "AT"),
        (47.44, 11.26, "DE"),
        (47.14, 9.53, "LI"),
        (46.80, 7.15, "CH"),
        (45.92, 6.87, "FR"),
        (43.936, 12.446, "SM"),
    ],
)
def test_each_place_lies_in_one_country(lat: float, lon: float, country: str):
    assert inside(basemap.countries(), lat, lon) == [country]


def test_places_lie_in_their_provinces():
    assert inside(basemap.italian_provinces(), 40.666, 16.604) == ["Matera"]
    assert inside(basemap.italian_regions(), 46.54, 12.14) == ["Veneto"]


def test_no_land_is_lost_between_italy_and_its_neighbours():
    shapes = basemap.countries()
    for lat, lon in [(47.006, 11.506), (46.41, 10.03), (46.497, 13.703), (45.83, 6.95)]:
        near = shapely.Point(lon, lat).buffer(0.02)
        covered = shapely.union_all([shape.intersection(near) for shape in shapes.values()])
        assert covered.area == pytest.approx(near.area, rel=0.01)


def test_kilometres_are_parted_at_the_border():
    lat = np.linspace(46.80, 47.20, 4001)
    lon = np.full(4001, 11.5)
    found = kilometres_in(lat, lon, steps_m(lat, lon), basemap.countries())
    assert list(found) == ["IT", "AT"]
    assert sum(found.values()) == pytest.approx(44.46, abs=0.05)
    assert found["IT"] == pytest.approx(23, abs=1.5)


def test_the_sea_is_near_at_the_coast_and_unknown_far_inland():
    assert coast_km(41.1215, 16.88) == pytest.approx(0.3, abs=0.4)
    assert coast_km(40.6666, 16.6043) == pytest.approx(37, abs=5)
    assert coast_km(46.5, 11.35) is None


def test_the_border_of_the_map_is_no_coast():
    assert coast_km(48.0, 4.3) is None


def test_sunrise_and_sunset_are_those_of_the_almanac():
    # Rome, midsummer: 05:35 and 20:49 in published tables.
    told = daylight(dt.date(2025, 6, 21), 41.9, 12.5, ZoneInfo("Europe/Rome"))
    assert told is not None
    rise, fall = told
    assert abs((rise.hour * 60 + rise.minute) - (5 * 60 + 35)) <= 2
    assert abs((fall.hour * 60 + fall.minute) - (20 * 60 + 49)) <= 2


def test_where_the_sun_does_not_set_nothing_is_told():
    assert daylight(dt.date(2025, 6, 21), 80.0, 20.0, ZoneInfo("UTC")) is None


def test_every_file_of_the_base_map_has_its_source_and_licence():
    told = (FOLDER / "README.md").read_text("utf-8")
    files = [path for path in FOLDER.iterdir() if path.suffix in (".topojson", ".csv")]
    assert [path.name for path in files if path.name not in told] == []
    assert "CC BY 4.0" in told
    assert "LGPL" in told
    assert "public domain" in told


def test_the_base_map_stays_a_few_hundred_kilobytes():
    sizes = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    assert sizes.pop("world.topojson") < 800_000
    assert sum(sizes.values()) < 700_000


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (25.2, 55.27, "AE"),
        (40.4, -3.7, "ES"),
        (28.5, -81.4, "US"),
        (52.5, 13.4, "DE"),
        (48.1, 11.6, "DE"),
        (45.5, 10.2, "IT"),
        (-33.9, 18.6, "ZA"),
    ],
)
def test_land_is_land_anywhere_in_the_world(lat: float, lon: float, code: str):
    shapes = basemap.lands((lon - 1, lat - 1, lon + 1, lat + 1))
    assert inside(shapes, lat, lon) == [code]


def test_a_road_over_the_edge_of_the_detailed_map_is_told_by_countries_on_both_sides():
    lat, lon = np.linspace(48.5, 51.0, 200), np.full(200, 11.0)
    steps = steps_m(lat, lon)
    found = kilometres_in(lat, lon, steps, basemap.lands((10.5, 48.0, 11.5, 51.5)))
    assert found == pytest.approx({"DE": steps.sum() / 1000})


def test_borders_between_regions_are_drawn_once():
    lines = [tuple(map(tuple, (line[0], line[-1]))) for line in basemap.region_borders()]
    assert len(lines) > 80
    both = {frozenset(ends) for ends in lines if ends[0] != ends[1]}
    assert len(both) > 0.9 * len(lines)
