"""Kilometres in protected areas: from outlines that the package brings, or nothing is said."""

import json

import pytest

from reporting.event import load
from reporting.language import LANGUAGES
from reporting.route.measure import measure
from reporting.route.protected_areas import FILE, area_findings, protected_areas
from reporting.story.footprint.territory import Territory
from reporting.story.voice import Voice
from support.footprint import package

SQUARE = [[[11.0, 46.0], [11.1, 46.0], [11.1, 46.1], [11.0, 46.1], [11.0, 46.0]]]
BOW = [[[11.0, 46.0], [11.1, 46.1], [11.1, 46.0], [11.0, 46.1], [11.0, 46.0]]]
METRES = [[[5e6, 4e6], [5.1e6, 4e6], [5.1e6, 4.1e6], [5e6, 4e6]]]


def feature(outline, **told):
    return {"properties": told, "geometry": {"type": "Polygon", "coordinates": outline}}


def outlines(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": features} | more)


PARK = feature(SQUARE, name="Parco")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (outlines(PARK, source="x"), []),
        ("{", ["areas-unreadable"]),
        ("[" * 100_000, ["areas-unreadable"]),
        ('{"features": 1}', ["areas-unreadable"]),
        (outlines(PARK), ["areas-without-source"]),
        (outlines(feature(SQUARE), source="x"), ["areas-without-name"]),
        (outlines(3, source="x"), ["areas-without-name"]),
        (outlines({"properties": [1]}, source="x"), ["areas-without-name"]),
        (outlines(feature(SQUARE, name="P\ud800"), source="x"), ["text-control-character"]),
        (
            outlines(feature(SQUARE, name="P", name_en="\x00P"), source="x"),
            ["text-control-character"],
        ),
        (outlines(PARK, source="x\u202e"), ["text-control-character"]),
        (outlines(feature(BOW, name="B"), source="x"), ["areas-no-outline"]),
        (outlines({"properties": {"name": "P"}}, source="x"), ["areas-no-outline"]),
        (outlines(feature(METRES, name="M"), source="x"), ["areas-not-degrees"]),
        (outlines(PARK, source="x", crs={"name": "EPSG:32632"}), ["areas-not-degrees"]),
    ],
)
def test_outlines_that_cannot_be_right_are_named_and_used_in_nothing(text, codes, tmp_path):
    event = package(tmp_path)
    assert protected_areas(event) is None
    (event.folder / FILE).write_text(text, encoding="utf-8")
    found = area_findings(event)
    assert [one.code for one in found] == codes
    assert bool(protected_areas(event).shapes) == (not codes)
    for one in found:
        assert all(one.message(language) and one.remedy(language) for language in LANGUAGES)
        assert one.file == FILE


def test_the_kilometres_in_each_area_and_in_all_together(tmp_path, monkeypatch):
    event = load("demo-rally")
    route = measure(event)
    line = route.legs[0].measured.line
    half = len(line.lat) // 2
    west, east = min(line.lon) - 1, max(line.lon) + 1
    south, north, middle = min(line.lat) - 1, max(line.lat) + 1, float(line.lat[half])

    def box(low, high):
        return [[[west, low], [east, low], [east, high], [west, high], [west, low]]]

    def territory(language):
        return Territory(event, route, Voice(language), {})

    monkeypatch.setattr("reporting.story.footprint.territory.protected_areas", lambda _: None)
    assert not territory("it").knows_protected
    assert territory("it").protected() is None
    text = outlines(
        feature(box(south, middle), name="Parco sud", name_en="South park"),
        feature(box(south, north), name="Riserva"),
        feature(SQUARE, name="Altrove"),
        source="Portale, 2025",
    )
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    areas = protected_areas(event.__class__(**{**vars(event), "folder": tmp_path}))
    found, together = areas.kilometres(line)
    steps = (line.along_m[1:] - line.along_m[:-1]) / 1000
    at = (line.lat[:-1] + line.lat[1:]) / 2
    assert found["Parco sud", "South park"] == pytest.approx(steps[at < middle].sum(), abs=0.3)
    assert found["Riserva", "Riserva"] == pytest.approx(steps.sum())
    assert together == pytest.approx(steps.sum())
    assert ("Altrove", "Altrove") not in found

    monkeypatch.setattr("reporting.story.footprint.territory.protected_areas", lambda _: areas)
    for language, park in (("it", "Parco sud"), ("en", "South park")):
        there = territory(language)
        assert there.knows_protected
        html = there.protected().html(there.voice)
        assert park in html
        assert "Portale, 2025" in html
