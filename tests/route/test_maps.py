"""The map and the strip of heights: true to scale, names apart, nothing invented."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.charts import height_strip, route_map
from reporting.charts.chart import Chart
from reporting.charts.maps.frame import WIDTH, Frame
from reporting.charts.maps.labels import LabelRequest, LabelSheet, overlap
from reporting.charts.maps.marks import GAP, apart, marks, numbered
from reporting.charts.maps.text import Text, measured
from reporting.event import load
from reporting.language import LANGUAGES
from reporting.route import Route, measure
from reporting.route.geodesy import between
from reporting.route.writers import geojson, road, write
from reporting.story.voice import Voice

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

EVENTS = ("experience-italy-2025", "coppa-delle-alpi-2024", "demo-rally")
UNTRACKED = EVENTS[:2]


@pytest.fixture(scope="module")
def routes() -> dict[str, Route]:
    return {name: measure(load(name)) for name in EVENTS}


@pytest.fixture(scope="module")
def maps(routes: dict[str, Route]) -> dict[tuple[str, str], Chart]:
    return {
        (name, language): route_map(route, Voice(language))
        for name, route in routes.items()
        for language in LANGUAGES
    }


def text_boxes(figure: Figure) -> list[tuple[tuple[float, float, float, float], str]]:
    """The box of each annotation as drawn, from its words, size and anchor."""
    faces = {(None, None): "regular", ("italic", None): "italic", (None, 600): "semibold"}
    boxes = []
    for note in figure.layout.annotations:
        if note.text == "\u2022":  # a town's dot, much smaller than a letter's box
            boxes.append(((note.x - 2, note.y - 2, note.x + 2, note.y + 2), note.text))
            continue
        first, _, rest = note.text.partition("<br>")
        face = faces.get((note.font.style, note.font.weight), "bold")
        under = re.sub(r"<[^>]+>", "", rest)
        text = Text(first, note.font.size, face, under=under)
        left = {"left": 0, "right": 1, "center": 0.5}[note.xanchor]
        x, y = note.x - left * text.width, note.y - text.height / 2
        boxes.append(((x, y, x + text.width, y + text.height), first))
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
    maps: dict[tuple[str, str], Chart], event: str, language: str
):
    figure = maps[event, language].figure
    boxes = text_boxes(figure)
    assert len(boxes) > 15
    for (one, first), (other, second) in combinations(boxes, 2):
        assert not overlap(one, other), f"{first} / {second}"
    for (left, _, right, _), words in boxes:
        assert left >= 0, words
        assert right <= WIDTH, words


@pytest.mark.parametrize("event", UNTRACKED)
def test_leg_ends_sites_and_passes_are_all_named(
    routes: dict[str, Route], maps: dict[tuple[str, str], Chart], event: str
):
    route = routes[event]
    shown = {words for _, words in text_boxes(maps[event, "it"].figure)}
    wanted = {place.name for place in (*route.passes, *route.unesco)}
    wanted |= {leg.waypoints[-1].name.split(",")[0] for leg in route.legs}
    assert wanted <= shown


def test_names_are_in_the_readers_language(maps: dict[tuple[str, str], Chart]):
    english = {words for _, words in text_boxes(maps["coppa-delle-alpi-2024", "en"].figure)}
    italian = {words for _, words in text_boxes(maps["coppa-delle-alpi-2024", "it"].figure)}
    assert {"Vršič Pass", "Gulf of Venice", "Zürich"} <= english
    assert {"Passo della Moistrocca", "Golfo di Venezia", "Zurigo"} <= italian


def test_a_map_is_drawn_the_same_every_time(routes: dict[str, Route]):
    first, second = (
        route_map(routes["experience-italy-2025"], Voice("it")).figure.to_json() for _ in range(2)
    )
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
    figure = route_map(replace(route, legs=tuple(legs)), Voice("it")).figure
    told = json.dumps(figure.to_plotly_json(), default=str)
    assert "<a href" not in told
    assert "&lt;a href" in told


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


def test_controls_are_numbered_in_driving_order_and_their_shape_tells_the_kind(
    routes: dict[str, Route], maps: dict[tuple[str, str], Chart]
):
    route = routes["coppa-delle-alpi-2024"]
    shapes = {"CO": "diamond", "CT": "square", "PC": "circle", "PM": "hexagon"}
    drawn = {
        number: trace.marker.symbol
        for trace in maps["coppa-delle-alpi-2024", "it"].figure.data
        for number in (trace.text or ())
        if number
    }
    assert drawn == {str(number): shapes[place.control] for number, place in numbered(route)}
    assert list(drawn) != []
    legs = [place.leg for _, place in numbered(route)]
    assert legs == sorted(legs)


def red_lines(chart: Chart) -> list[str | None]:
    """How the lines in the route's red that stand for legs are dashed."""
    return [
        trace.line.dash
        for trace in chart.figure.data
        if trace.mode == "lines" and trace.line.color == "#b8122b" and max(trace.y) > 0
    ]


def test_without_a_track_the_line_is_dashed_and_says_that_it_is_no_road(
    maps: dict[tuple[str, str], Chart],
):
    for event in UNTRACKED:
        chart = maps[event, "it"]
        assert set(red_lines(chart)) == {"5px,3.5px"}
        assert any("non è la strada" in words for _, words in text_boxes(chart.figure))


def test_a_track_is_a_solid_line_on_a_white_casing(maps: dict[tuple[str, str], Chart]):
    chart = maps["demo-rally", "it"]
    assert set(red_lines(chart)) == {None}
    assert not any("schematica" in words for _, words in text_boxes(chart.figure))


def test_pointing_at_a_control_tells_name_kind_and_distance(maps: dict[tuple[str, str], Chart]):
    told = [
        words
        for trace in maps["experience-italy-2025", "it"].figure.data
        for words in (trace.customdata if trace.customdata is not None else ())
    ]
    [castle] = [words for words in told if "Castel del Monte" in words and "Controllo" in words]
    assert "17" in castle
    assert re.search(r"ad almeno \d+.km", castle)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", EVENTS)
def test_the_map_has_all_its_words_and_fills_are_flat(
    maps: dict[tuple[str, str], Chart], event: str, language: str
):
    chart = maps[event, language]
    for word in ("title", "subtitle", "source", "alt"):
        assert chart.words()[word]
        assert "{" not in chart.words()[word]
    assert "ISTAT" in chart.source
    for trace in chart.figure.data:
        assert trace.type == "scatter"
        assert trace.fillgradient.type is None
    assert len(chart.figure.to_json()) < 300_000


# ---------------------------------------------------------------------------- heights


def test_without_a_track_heights_are_marks_on_stems_and_no_profile(routes: dict[str, Route]):
    chart = height_strip(routes["coppa-delle-alpi-2024"], Voice("it"))
    assert chart is not None
    assert not any(trace.fill for trace in chart.figure.data)
    passes = [trace for trace in chart.figure.data if trace.marker.symbol == "triangle-up"]
    assert len(passes[0].x) == 18
    assert "2.330" in chart.title


def test_heights_that_were_not_verified_are_hollow(routes: dict[str, Route]):
    chart = height_strip(routes["coppa-delle-alpi-2024"], Voice("it"))
    assert chart is not None
    [passes] = [trace for trace in chart.figure.data if trace.marker.symbol == "triangle-up"]
    assert list(passes.marker.color).count("#ffffff") == 1


def test_with_tracks_the_strip_is_a_profile_with_the_band_in_its_title(routes: dict[str, Route]):
    chart = height_strip(routes["demo-rally"], Voice("en"))
    assert chart is not None
    assert any(trace.fill == "toself" for trace in chart.figure.data)
    assert re.search(r"Between 1,9\d\d and 2,\d\d\d m", chart.title)


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
