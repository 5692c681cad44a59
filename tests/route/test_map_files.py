"""``reporting map``: files that stand alone, of any size; the relief of a client's height model."""

from __future__ import annotations

import importlib.util
import json
import re
from html import unescape
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image, TiffImagePlugin

from reporting.charts.maps import relief
from reporting.charts.maps.frame import Frame
from reporting.engine.staging import locked
from reporting.errors import InputError, UsageError
from reporting.publish.data.map_files import map_page, map_parts, sheet_size
from reporting.route import measure_track
from reporting.story.voice import Voice
from support.command import reporting
from support.project import ROOT

TRACK = """<gpx><trk><trkseg>{points}</trkseg></trk></gpx>"""


@pytest.fixture(scope="module")
def parade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A parade of two kilometres through Brescia, on a hill of its own."""
    points = "".join(
        f'<trkpt lat="{45.5398 + 0.006 * np.sin(t / 9):.6f}" lon="{10.2205 + t * 0.0002:.6f}">'
        f"<ele>{150 + 220 * np.sin(t / 60 * np.pi):.1f}</ele></trkpt>"
        for t in range(60)
    )
    path = tmp_path_factory.mktemp("parade") / "parade.gpx"
    path.write_text(TRACK.format(points=points), encoding="utf-8")
    return path


def test_a_track_alone_is_drawn_as_pdf_page_and_svg_without_any_request(
    parade: Path, tmp_path: Path
):
    done = reporting(
        "map", parade, "--lang", "it", "--kind", "pdf,html,svg", "--out", tmp_path, "--json"
    )
    assert done.exit_code == 0, done.stderr
    files = {Path(one["path"]).name for one in json.loads(done.stdout)["files"]}
    assert files == {"map.pdf", "map.html", "map.svg"}
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    drawing = (tmp_path / "map.svg").read_text(encoding="utf-8")
    for text in (page, drawing):
        fetched = re.findall(r'(?:src|href)="(?!data:|#)[^"]*"|url\((?!data:)[^)]*\)', text)
        assert fetched == []
    assert "default-src 'none'" in unescape(page)
    assert "Fonte: Strada dalla traccia pianificata. Base da " in page
    assert page.count("<svg") == 4
    assert "data-road=" in page
    assert "data-strip=" in page
    with pikepdf.open(tmp_path / "map.pdf") as document:
        box = document.pages[0].mediabox
        assert {round(float(side) / 72 * 25.4) for side in box[2:]} == {210, 297}


@pytest.mark.parametrize(
    ("words", "millimetres"),
    [("a4", (297, 210)), ("A2", (594, 420)), ("300x200mm", (300, 200)), ("960x480", (254, 127))],
)
def test_sizes_are_names_paper_or_pixels(words: str, millimetres: tuple[float, float]):
    assert sheet_size(words).millimetres == pytest.approx(millimetres)


@pytest.mark.parametrize("words", ["a7", "100x100", "20000x900", "3x2cm", "", "axb"])
def test_a_size_that_is_none_is_refused_with_those_that_are(words: str):
    with pytest.raises(UsageError, match="a4, a3, a2, wide, square, story"):
        sheet_size(words)


def test_a_leg_that_is_none_is_refused(parade: Path):
    route = measure_track(parade)
    with pytest.raises(UsageError, match=r"no leg 4: parade\.gpx has 1"):
        map_parts(None, route, Voice("en"), 4)


def test_the_page_is_drawn_for_wide_and_for_narrow_screens(parade: Path):
    voice = Voice("en")
    page = map_page(map_parts(None, measure_track(parade), voice, None), voice)
    widths = set(re.findall(r'viewBox="0 0 (\d+) ', page))
    assert widths == {"1080", "400"}
    assert 'lang="en"' in page


# ---------------------------------------------------------------------------- relief


def height_model(path: Path, heights: np.ndarray, west: float, north: float, cell: float) -> Path:
    """Write a GeoTIFF in degrees."""
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[relief.SCALE], tags.tagtype[relief.SCALE] = (cell, cell, 0.0), 12
    tags[relief.TIEPOINT], tags.tagtype[relief.TIEPOINT] = (0.0, 0.0, 0.0, west, north, 0.0), 12
    keys = (1, 1, 0, 2, 1024, 0, 1, 2, 2048, 0, 1, 4326)
    tags[relief.GEO_KEYS], tags.tagtype[relief.GEO_KEYS] = keys, 3
    Image.fromarray(heights.astype(np.float32)).save(path, tiffinfo=tags)
    return path


@pytest.fixture
def hill(tmp_path: Path) -> Path:
    """A hill of 800 m in the middle of a square of half a degree, west 10, north 46."""
    rows, columns = np.mgrid[0:200, 0:200]
    heights = 800 * np.exp(-(((rows - 100) / 30) ** 2 + ((columns - 100) / 30) ** 2))
    return height_model(tmp_path / "relief.tif", heights, 10.0, 46.0, 0.0025)


def test_heights_are_where_the_model_says(hill: Path):
    found = relief.read_height_model(hill).at(np.array([10.25, 10.02, 9.0]), np.array([45.75] * 3))
    assert found[0] == pytest.approx(800, abs=5)
    assert found[1] < 5
    assert np.isnan(found[2])


def test_the_relief_lies_under_the_map_and_is_dark_away_from_the_sun(
    hill: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(relief, "reference_folder", lambda: hill.parent)
    frame = Frame.holding([(45.65, 10.15), (45.85, 10.35)])
    address = relief.shading(frame)
    assert address is not None
    assert address.startswith("data:image/png;base64,")
    dark = relief.shade(relief.read_height_model(hill).heights, 200.0)
    assert dark[130, 130] > 0.1  # south-east of the top
    assert dark[70, 70] == pytest.approx(0.0, abs=0.02)  # north-west of it
    assert dark[0, 0] == pytest.approx(0.0, abs=0.01)


def test_without_a_height_model_nothing_is_shaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(relief, "reference_folder", lambda: tmp_path)
    assert relief.shading(Frame.holding([(45.65, 10.15), (45.85, 10.35)])) is None


def test_a_map_among_the_reports_waits_for_no_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parade: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    with locked(tmp_path / "reports"):
        done = reporting("map", parade, "--kind", "svg")
        elsewhere = reporting("map", parade, "--kind", "svg", "--out", tmp_path / "drawn")
    assert (done.exit_code, elsewhere.exit_code) == (3, 0)
    assert "Another build" in done.stderr


@pytest.mark.parametrize("content", [b"", b"II*\0rubbish", b"\x89PNG"])
def test_what_is_no_height_model_is_refused_in_words(tmp_path: Path, content: bytes):
    path = tmp_path / "relief.tif"
    path.write_bytes(content)
    with pytest.raises(InputError, match="height model") as caught:
        relief.read_height_model(path)
    [finding] = caught.value.findings
    assert "modello delle quote" in finding.message("it")


def test_a_picture_without_a_place_is_refused(tmp_path: Path):
    path = tmp_path / "relief.tif"
    Image.fromarray(np.zeros((4, 4), dtype=np.float32)).save(path)
    with pytest.raises(InputError, match="where it lies"):
        relief.read_height_model(path)


# ---------------------------------------------------------------------------- broken tracks


def test_no_broken_track_ends_in_anything_but_words(tmp_path: Path):
    spec = importlib.util.spec_from_file_location("fuzz", ROOT / "tools" / "fuzz_tracks.py")
    assert spec is not None
    fuzz = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fuzz)
    for number in range(60):
        kind, data = fuzz.broken(number, 42)
        path = tmp_path / f"{number}.{kind}"
        path.write_bytes(data)
        assert fuzz.fault_of(path) is None, path
