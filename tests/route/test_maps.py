"""The map and the strip of heights: true to scale, names apart, nothing invented."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from itertools import combinations, product
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.ops import substring

from reporting.charts import DrawnMap, height_strip, route_map
from reporting.charts.maps.frame import WIDTH, Frame
from reporting.charts.maps.labels import LabelRequest, LabelSheet, overlap
from reporting.charts.maps.marks import GAP, apart, codes, leg_controls, marks
from reporting.charts.maps.route_map import only, shown_points
from reporting.charts.maps.text import Text, measured
from reporting.event import load
from reporting.language import LANGUAGES
from reporting.route import Route, Waypoint, measure
from reporting.route.geodesy import between
from reporting.route.writers import geojson, road, write
from reporting.story.voice import Voice
from support.packages import LEGS, write_package
from support.small_events import SmallEvent

EVENTS = ("experience-italy-2025", "coppa-delle-alpi-2024", "demo-rally")
UNTRACKED = EVENTS[:2]


@pytest.fixture(scope="module")
def routes() -> dict[str, Route]:
    return {name: measure(load(name)) for name in EVENTS}


@pytest.fixture(scope="module")
def maps(routes: dict[str, Route]) -> dict[tuple[str, str], DrawnMap]:
    return {
        (name, language): route_map(route, Voice(language))
        for name, route in routes.items()
        for language in LANGUAGES
    }


SVG = "{http://www.w3.org/2000/svg}"


def elements(drawn: DrawnMap, name: str) -> list[ET.Element]:
    return list(ET.fromstring(drawn.svg).iter(f"{SVG}{name}"))


def faces(element: ET.Element) -> str:
    weights = {"600": "semibold", "700": "bold"}
    style = element.get("font-style")
    return "italic" if style else weights.get(element.get("font-weight", ""), "regular")


def text_boxes(drawn: DrawnMap) -> list[tuple[tuple[float, float, float, float], str]]:
    """The box of each line of words as drawn, from its letters, size and anchor; no casings."""
    boxes = []
    for note in elements(drawn, "text"):
        if note.get("aria-hidden"):
            continue
        words, size = note.text or "", float(note.get("font-size", 0))
        wide = measured(words, size, faces(note))
        x, y = float(note.get("x", 0)), float(note.get("y", 0))
        left = x - {"start": 0, "end": 1, "middle": 0.5}[note.get("text-anchor", "start")] * wide
        if words == "\u2022":  # a town's dot, much smaller than a letter's box
            boxes.append(((x - 2, y - 5, x + 2, y - 1), words))
        else:
            boxes.append(((left, y - 0.72 * size, left + wide, y + 0.1 * size), words))
    return boxes


# ---------------------------------------------------------------------------- the frame


def test_distances_on_the_map_are_true_to_scale(routes: dict[str, Route]):
    for route in routes.values():
        places = [place for leg in route.legs for place in leg.waypoints]
        frame = Frame.around(places)
        for one, other in combinations(places[::6], 2):
            metres, _ = between(one.point, other.point)
            drawn = np.hypot(*np.subtract(frame.at(one), frame.at(other))) / frame.scale
            assert drawn == pytest.approx(metres, rel=0.003, abs=30)


def test_every_place_lies_inside_and_north_is_up(routes: dict[str, Route]):
    for route in routes.values():
        places = [place for leg in route.legs for place in leg.waypoints]
        frame = Frame.around(places)
        for place in places:
            x, y = frame.at(place)
            assert 15 < x < WIDTH - 15
            assert 10 < y < frame.height - 10
        north = max(places, key=lambda place: place.lat)
        south = min(places, key=lambda place: place.lat)
        assert frame.at(north)[1] > frame.at(south)[1]


def test_a_route_from_north_to_south_gets_a_taller_map():
    south, east = Frame.holding([(45.5, 10.2), (41.9, 12.5)]), Frame.holding([(45, 8), (45.5, 13)])
    assert south.height > 1.5 * east.height


# ---------------------------------------------------------------------------- names


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", EVENTS)
def test_no_two_names_overlap_and_none_leaves_the_map(
    maps: dict[tuple[str, str], DrawnMap], event: str, language: str
):
    boxes = text_boxes(maps[event, language])
    assert len(boxes) > 15
    for (one, first), (other, second) in combinations(boxes, 2):
        assert not overlap(one, other), f"{first} / {second}"
    for (left, _, right, _), words in boxes:
        assert left >= 0, words
        assert right <= WIDTH, words


@pytest.mark.parametrize("event", UNTRACKED)
def test_leg_ends_sites_and_passes_are_all_named(
    routes: dict[str, Route], maps: dict[tuple[str, str], DrawnMap], event: str
):
    route = routes[event]
    shown = {words for _, words in text_boxes(maps[event, "it"])}
    wanted = {place.name for place in (*route.passes, *route.unesco)}
    wanted |= {leg.waypoints[-1].name.split(",")[0] for leg in route.legs}
    assert wanted <= shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_towns_that_the_story_names_have_labels_before_the_names_of_controls(
    maps: dict[tuple[str, str], DrawnMap], language: str
):
    shown = {words for _, words in text_boxes(maps["experience-italy-2025", language])}
    assert {"Positano", "Amalfi", "Caggiano", "Petina"} <= shown
    # Its site says the name of the town that it is in.
    assert "Alberobello" not in shown


def test_a_site_stands_beside_the_place_that_it_is_at(routes: dict[str, Route]):
    route = routes["experience-italy-2025"]
    found = marks(route, Frame.holding(shown_points(route)))
    sites = [mark for mark in found if mark.kind == "unesco"]
    stops = [mark for mark in found if mark.kind == "stop"]
    assert sites
    assert stops
    for site, stop in product(sites, stops):
        assert math.dist(site.at, stop.at) > stop.radius + 4, (site.place.name, stop.place.name)


def test_names_are_in_the_readers_language(maps: dict[tuple[str, str], DrawnMap]):
    english = {words for _, words in text_boxes(maps["coppa-delle-alpi-2024", "en"])}
    italian = {words for _, words in text_boxes(maps["coppa-delle-alpi-2024", "it"])}
    assert {"Vršič Pass", "Gulf of Venice", "Zürich"} <= english
    assert {"Passo della Moistrocca", "Golfo di Venezia", "Zurigo"} <= italian


def test_a_map_is_drawn_the_same_every_time(routes: dict[str, Route]):
    first, second = (route_map(routes["experience-italy-2025"], Voice("it")).svg for _ in range(2))
    assert first == second


places_to_name = st.lists(
    st.tuples(
        st.floats(20, 380),
        st.floats(20, 280),
        st.text(st.characters(categories=["L"]), min_size=2, max_size=14),
    ),
    min_size=1,
    max_size=25,
)


@given(places_to_name)
@settings(max_examples=25, deadline=None)
def test_names_never_overlap_whatever_the_places(places):
    sheet = LabelSheet(400, 300)
    for x, y, _ in places:
        sheet.mark((x, y), (x - 4, y - 4, x + 4, y + 4))
    wishes = [LabelRequest((Text(words, 11),), (x, y), 7.0, 1.0) for x, y, words in places]
    placed = [found for found in sheet.arrange(wishes) if found]
    for one, other in combinations(placed, 2):
        assert not overlap(one.box, other.box)
    for found in placed:
        assert 0 <= found.box[0] <= found.box[2] <= 400
        for x, y, _ in places:
            assert not overlap(found.box, (x - 4, y - 4, x + 4, y + 4))


def test_a_lonely_name_stands_to_the_right_of_its_mark():
    [placed] = LabelSheet(400, 300).arrange(
        [LabelRequest((Text("Matera", 11),), (200, 150), 6.0, 1.0)]
    )
    assert placed is not None
    assert placed.box[0] == pytest.approx(206)
    assert placed.align == "left"


def test_the_weightier_of_two_rivals_gets_the_only_place():
    sheet = LabelSheet(80, 16, edge=0)
    sheet.mark((10, 8), (6, 4, 14, 12))
    sheet.mark((14, 8), (10, 4, 18, 12))
    first, second = sheet.arrange(
        [
            LabelRequest((Text("minor", 11),), (10, 8), 6.0, 1.0, (0.0,)),
            LabelRequest((Text("major", 11),), (14, 8), 6.0, 9.0, (0.0,)),
        ]
    )
    assert first is None
    assert second is not None


def test_words_are_measured_with_our_own_fonts():
    assert measured("iiii", 12) < measured("mmmm", 12)
    assert measured("Matera", 12, "bold") > measured("Matera", 12)


def test_markup_in_a_name_is_shown_and_not_obeyed(routes: dict[str, Route]):
    route = routes["experience-italy-2025"]
    evil = '<a href="javascript:x">Matera</a>'
    legs = [
        replace(leg, waypoints=tuple(replace(p, name=evil, name_en=evil) for p in leg.waypoints))
        for leg in route.legs
    ]
    drawn = route_map(replace(route, legs=tuple(legs)), Voice("it")).svg
    assert "<a href" not in drawn
    assert "&lt;a href" in drawn


# ---------------------------------------------------------------------------- marks and lines


def test_marks_are_pushed_apart_and_stay_near_home(routes: dict[str, Route]):
    for route in routes.values():
        frame = Frame.around([place for leg in route.legs for place in leg.waypoints])
        found = [mark for mark in marks(route, frame) if mark.kind == "control"]
        for one, other in combinations(found, 2):
            assert np.hypot(*np.subtract(one.at, other.at)) > GAP - 1.5
        for mark in found:
            assert np.hypot(*np.subtract(mark.at, mark.home)) < 60


def test_what_is_far_apart_does_not_move():
    assert apart([(0.0, 0.0), (100.0, 0.0)], 10.0)[1] == pytest.approx((100.0, 0.0), abs=0.01)


def test_controls_have_the_road_books_codes_and_a_series_is_one_mark(routes: dict[str, Route]):
    route = routes["experience-italy-2025"]
    frame = Frame.around([place for leg in route.legs for place in leg.waypoints])
    found = [mark for mark in marks(route, frame) if mark.kind == "control"]
    assert sum(len(leg_controls(leg)) for leg in route.legs) == 68
    assert len(found) < 25
    said = [mark.codes for mark in found]
    assert "PC\u20091\u20135" in said
    assert "PC\u20096\u201311, PM\u20092" in said


def test_every_control_stands_for_one_mark_and_no_more(routes: dict[str, Route]):
    for route in routes.values():
        frame = Frame.around([place for leg in route.legs for place in leg.waypoints])
        drawn = [place for mark in marks(route, frame) for place in mark.places if place.code]
        controls = [place for leg in route.legs for place in leg.controls]
        assert sorted(place.code for place in drawn) == sorted(place.code for place in controls)


def test_codes_that_follow_one_another_are_a_span():
    def control(code: str) -> Waypoint:
        return Waypoint(1, 1, "", "control", 45.0, 10.0, control=code[:2], code=code)

    assert codes(map(control, ["PC1", "PC2", "PC3"])) == "PC\u20091\u20133"
    assert codes(map(control, ["PC1", "CO1", "PC2"])) == "PC\u20091, CO\u20091, PC\u20092"
    assert codes(map(control, ["PC-lago", "PC-passo"])) == "PC"
    # A place that says its kind alone, and the control of the table there, are one.
    assert codes(map(control, ["PM-passo", "PM1"])) == "PM\u20091"
    assert codes(map(control, ["CT-passo", "CT2"])) == "CT\u20092"


def test_on_a_track_controls_stand_in_order_where_the_road_passes_them(routes: dict[str, Route]):
    for leg in routes["demo-rally"].legs:
        along = [control.km for control in leg.controls]
        assert None not in along
        assert along == sorted(along)
        assert [control.seq for control in leg.controls] == list(range(1, len(along) + 1))


SHADES = {"#b8122b", "#27313a", "#b9822a", "#3f6f95"}


def leg_lines(chart: DrawnMap) -> list[ET.Element]:
    """The lines that stand for legs."""
    groups = [group for group in elements(chart, "g") if group.get("class") == "leg"]
    return [group.find(f"{SVG}path") for group in groups]


def test_without_a_track_the_line_is_dashed_and_says_that_it_is_no_road(
    maps: dict[tuple[str, str], DrawnMap],
):
    for event in UNTRACKED:
        chart = maps[event, "it"]
        assert {line.get("stroke-dasharray") for line in leg_lines(chart)} == {"5 3.5"}
        assert any("non è la strada" in words for _, words in text_boxes(chart))


def test_a_track_is_a_solid_line_a_shade_a_leg_on_a_white_casing(
    maps: dict[tuple[str, str], DrawnMap],
):
    chart = maps["demo-rally", "it"]
    lines = leg_lines(chart)
    assert {line.get("stroke-dasharray") for line in lines} == {None}
    assert len({line.get("stroke") for line in lines} & SHADES) == 2
    casings = [line for line in elements(chart, "path") if line.get("stroke-width") == "5.4"]
    assert {line.get("stroke") for line in casings} == {"#ffffff"}
    assert not any("schematica" in words for _, words in text_boxes(chart))


def test_a_tick_stands_every_fifty_kilometres_of_a_leg(maps: dict[tuple[str, str], DrawnMap]):
    shown = [words for _, words in text_boxes(maps["demo-rally", "it"])]
    assert [shown.count(km) for km in ("50", "100", "150", "200")] == [2, 2, 1, 0]


def test_a_night_stop_is_a_flag_and_says_which_leg_ends(maps: dict[tuple[str, str], DrawnMap]):
    shown = [words for _, words in text_boxes(maps["demo-rally", "en"])]
    assert "night stop, end of leg 1" in shown
    assert "start" in shown
    assert "finish" in shown


def test_a_leg_that_begins_elsewhere_begins_at_no_night_stop(tmp_path):
    legs = (LEGS[0], {**LEGS[1], "date": LEGS[0]["date"]})
    for drawn, said in ((LEGS, "night stop, end of leg 1"), (legs, "end of leg 1")):
        small = SmallEvent(legs=2, stamps=3)
        folder = write_package(tmp_path, legs=drawn, **small.tables())
        shown = [words for _, words in text_boxes(route_map(measure(load(folder)), Voice("en")))]
        assert said in shown
        assert not any("leg 2" in words for words in shown)


def test_a_map_of_another_size_is_filled_and_its_names_stay_apart(routes: dict[str, Route]):
    for size in ((1122.0, 620.0), (400.0, 470.0)):
        drawn = route_map(routes["coppa-delle-alpi-2024"], Voice("en"), size=size)
        assert drawn.drawing.width == size[0]
        for (one, first), (other, second) in combinations(text_boxes(drawn), 2):
            assert not overlap(one, other), f"{first} / {second}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", EVENTS)
def test_no_line_to_a_mark_runs_through_words(
    maps: dict[tuple[str, str], DrawnMap], event: str, language: str
):
    chart = maps[event, language]
    lines = []
    for path in elements(chart, "path"):
        found = re.fullmatch(r"M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)", path.get("d", ""))
        if found and path.get("stroke-width") == "0.7":
            x, y, to_x, to_y = map(float, found.groups())
            lines.append(shapely.LineString([(x, y), (to_x, to_y)]))
    assert lines or event == "demo-rally"
    words = [(2.5 if re.fullmatch(r"[A-Z]+\W\d+", said) else 0.0, box)
             for box, said in text_boxes(chart)]  # fmt: skip
    boxes = [shapely.box(left - air, low, right + air, high)
             for air, (left, low, right, high) in words]  # fmt: skip
    for line in lines:
        middle = substring(line, 0.05, 0.9, normalized=True)
        assert not [box for box in boxes if middle.intersects(box)]


def test_a_leg_of_long_names_stays_within_a_phones_map(tmp_path):
    folder = SmallEvent(legs=2, long=True).write(tmp_path)
    drawn = route_map(measure(load(folder)), Voice("it"), size=(360.0, 400.0))
    assert all(box[2] <= 360.0 for box, _ in text_boxes(drawn))
    assert any(words.startswith("Tappa 1: Llan") for _, words in text_boxes(drawn))


def test_one_leg_alone_has_a_closer_map(routes: dict[str, Route]):
    route = routes["demo-rally"]
    alone = only(route, 2)
    assert [leg.number for leg in alone.legs] == [2]
    assert Frame.holding(shown_points(alone)).across_m < Frame.holding(shown_points(route)).across_m
    assert "PC\u20091\u20135" not in route_map(alone, Voice("en")).svg


def test_names_of_seas_stand_off_the_coast_that_they_are_of(routes: dict[str, Route]):
    drawn = route_map(routes["coppa-delle-alpi-2024"], Voice("en"))
    [venice] = [box for box, words in text_boxes(drawn) if words == "Gulf of Venice"]
    frame = Frame.holding(shown_points(routes["coppa-delle-alpi-2024"]))
    x, y = frame.pixels([12.95], [45.12])
    middle = (venice[0] + venice[2]) / 2, frame.height - (venice[1] + venice[3]) / 2
    assert np.hypot(middle[0] - x[0], middle[1] - y[0]) < 45_000 * frame.scale


def test_a_sea_is_named_on_its_own_side_of_the_land_alone(routes: dict[str, Route]):
    alone = only(routes["experience-italy-2025"], 1)
    shown = [words for _, words in text_boxes(route_map(alone, Voice("en"), size=(1054, 360)))]
    assert "Tyrrhenian Sea" in shown
    assert "Adriatic Sea" not in shown


def test_pointing_at_a_control_tells_name_kind_and_distance(
    maps: dict[tuple[str, str], DrawnMap],
):
    marks = [group.get("aria-label", "") for group in elements(maps["demo-rally", "it"], "g")]
    [brunico] = [words for words in marks if words.startswith("Brunico 1 ")]
    assert "PC\u20091\u20135" in brunico
    assert "Prova cronometrata" in brunico
    assert re.search(r"66,\d.km", brunico)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", EVENTS)
def test_the_map_has_all_its_words_and_fills_are_flat(
    maps: dict[tuple[str, str], DrawnMap], event: str, language: str
):
    chart = maps[event, language]
    for word in ("title", "subtitle", "source", "alt"):
        assert chart.words()[word]
        assert "{" not in chart.words()[word]
    assert "ISTAT" in chart.source
    assert "Gradient" not in chart.svg
    assert len(chart.svg) < 300_000


# ---------------------------------------------------------------------------- heights


def triangles(chart: DrawnMap) -> list[ET.Element]:
    marks = [group for group in elements(chart, "g") if group.get("class") == "mark"]
    return [path for group in marks for path in group.findall(f"{SVG}path")]


def test_without_a_track_heights_are_marks_on_stems_and_no_profile(routes: dict[str, Route]):
    chart = height_strip(routes["coppa-delle-alpi-2024"], Voice("it"))
    assert chart is not None
    assert not any(path.get("fill") == "#e9e1d2" for path in elements(chart, "path"))
    assert len(triangles(chart)) == 18
    assert "2.330" in chart.title


def test_heights_that_were_not_verified_are_hollow(routes: dict[str, Route]):
    chart = height_strip(routes["coppa-delle-alpi-2024"], Voice("it"))
    assert chart is not None
    assert [path.get("fill") for path in triangles(chart)].count("#ffffff") == 1


def test_with_tracks_the_strip_is_a_profile_with_the_band_in_its_title(routes: dict[str, Route]):
    chart = height_strip(routes["demo-rally"], Voice("en"))
    assert chart is not None
    assert any(path.get("fill") == "#e9e1d2" for path in elements(chart, "path"))
    assert re.search(r"Between 2,0\d\d and 2,\d\d\d m", chart.title)


def test_a_profile_names_its_summits_shows_controls_and_the_countries_under_it(
    routes: dict[str, Route],
):
    chart = height_strip(routes["demo-rally"], Voice("en"))
    assert chart is not None
    shown = [words for _, words in text_boxes(chart)]
    assert {"Brenner Pass", "1,370\u202fm", "Corvara in Badia", "Italy", "Austria"} <= set(shown)
    ticks = [group for group in elements(chart, "g") if group.get("class") == "ticks"]
    assert {group.get("data-kind") for group in ticks} == {"CO", "CT", "PC", "PM"}


def test_map_and_profile_speak_of_the_same_kilometres(routes: dict[str, Route]):
    road = route_map(routes["demo-rally"], Voice("en"))
    strip = height_strip(routes["demo-rally"], Voice("en"))
    assert strip is not None
    length = routes["demo-rally"].length_km.central
    assert float(road.linked["data_km"]) == pytest.approx(length, abs=0.01)
    assert float(strip.linked["data_strip"].split()[2]) == pytest.approx(length, abs=0.01)
    assert len(road.linked["data_road"].split()) == len(strip.linked["data_heights"].split())


def test_where_no_height_is_known_there_is_no_strip(routes: dict[str, Route]):
    route = routes["experience-italy-2025"]
    legs = [
        replace(leg, waypoints=tuple(replace(p, elevation_m=None) for p in leg.waypoints))
        for leg in route.legs
    ]
    assert height_strip(replace(route, legs=tuple(legs)), Voice("it")) is None


# ---------------------------------------------------------------------------- files


def test_geojson_says_which_lines_are_schematic(routes: dict[str, Route]):
    for name, route in routes.items():
        document = geojson(route)
        legs = [one for one in document["features"] if "leg" in one["properties"]][
            : len(route.legs)
        ]
        assert {leg["properties"]["schematic"] for leg in legs} == {name in UNTRACKED}
        for one in document["features"]:
            first = np.array(one["geometry"]["coordinates"], dtype=object)
            assert first is not None
        lon, lat = legs[0]["geometry"]["coordinates"][0][0]
        assert 5 < lon < 19
        assert 40 < lat < 49
        json.dumps(document, allow_nan=False)


def test_the_measured_road_is_written_point_by_point(routes: dict[str, Route], tmp_path):
    import pandas as pd

    route = routes["demo-rally"]
    files = write(route, tmp_path)
    assert [file.name for file in files] == ["route.geojson", "road.parquet"]
    table = pd.read_parquet(tmp_path / "road.parquet")
    assert table.equals(road(route))
    assert table.groupby("leg")["along_km"].max().sum() == pytest.approx(route.length_km.central)


def test_without_tracks_no_road_is_written(routes: dict[str, Route], tmp_path):
    files = write(routes["experience-italy-2025"], tmp_path)
    assert [file.name for file in files] == ["route.geojson"]


def test_the_inset_and_the_scale_bar_leave_a_sea_its_name(routes: dict[str, Route]):
    assert "Adriatic Sea" in route_map(routes["experience-italy-2025"], Voice("en")).svg


def test_a_map_without_a_track_says_that_its_places_are_joined(routes: dict[str, Route]):
    bare = replace(
        routes["experience-italy-2025"],
        legs=tuple(
            replace(leg, controls=(), waypoints=tuple(p for p in leg.waypoints if not p.control))
            for leg in routes["experience-italy-2025"].legs
        ),
    )
    assert "joined by straight lines" in route_map(bare, Voice("en")).subtitle
