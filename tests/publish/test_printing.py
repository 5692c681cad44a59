"""The PDF and its charts: real WeasyPrint, real Chromium."""

from __future__ import annotations

import base64
import io
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from reporting.errors import StepFailedError, ToolMissingError
from reporting.publish.pages.document import Chapter, Document, Figure, Fragment
from reporting.publish.pages.figures import Drawer, browser_path
from reporting.publish.pages.printing import pdf_of
from reporting.publish.pages.printing import printed as print_document

pytestmark = pytest.mark.slow

PLOT = {
    "data": [{"x": [1, 2, 3], "y": [3, 1, 2], "type": "bar", "marker": {"color": "#b8122b"}}],
    "layout": {
        "template": {},
        "font": {"family": "'Source Sans 3'"},
        "annotations": [{"x": 2, "y": 1, "text": "Penalità più bassa", "showarrow": False}],
    },
}
FIGURE = Figure("lead", PLOT, "Passa in testa", "Penalità", "i tempi", "Una linea che scende")
COVER = Fragment('<header class="cover"><h1>La prova di Città della Pieve</h1></header>')
PODIUM = Chapter(
    "podium",
    "Il podio",
    (
        Fragment('<section class="chapter" id="podium"><h2>Il podio</h2>'),
        Fragment("<p>Luigia Olivetti, Ósk Þórsdóttir, Jürgen Weiß</p>"),
        FIGURE,
    ),
)
WORDS = {"language": "it", "title": "Prova & co", "running_head": "Prova", "author": "Noi"}


@pytest.fixture(scope="module")
def drawer() -> Iterator[Drawer]:
    with Drawer() as drawer:
        yield drawer


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, drawer: Drawer) -> Path:
    target = tmp_path_factory.mktemp("pdf") / "race.pdf"
    drawing = drawer.svg(FIGURE.plot, FIGURE.height)
    target.write_bytes(print_document(Document(WORDS, (COVER,), (PODIUM,)), {"lead": drawing}))
    return target


def text_of(path: Path) -> str:
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def test_the_pdf_holds_every_word_even_those_inside_charts(printed: Path) -> None:
    text = text_of(printed)
    for words in (
        "La prova di Città della Pieve",
        "Luigia Olivetti, Ósk Þórsdóttir, Jürgen Weiß",
        "Penalità più bassa",
        "Passa in testa",
    ):
        assert words in text


def test_the_pdf_is_tagged_named_and_bookmarked(printed: Path) -> None:
    with pikepdf.open(printed) as document:
        assert str(document.Root.Lang) == "it"
        assert document.Root.MarkInfo.Marked
        assert str(document.docinfo["/Title"]) == "Prova & co"
        assert str(document.docinfo["/Author"]) == "Noi"
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        with document.open_outline() as outline:
            assert "Il podio" in [item.title for item in outline.root]
        alternatives = [
            str(element["/Alt"])
            for element in document.objects
            if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/Figure"
        ]
        assert alternatives == ["Una linea che scende"]


def test_only_our_fonts_are_in_the_pdf_all_embedded(printed: Path) -> None:
    listed = subprocess.run(["pdffonts", str(printed)], capture_output=True, text=True, check=True)
    fonts = [line.split() for line in listed.stdout.splitlines()[2:]]
    assert fonts
    assert all(re.match(r"[A-Z]{6}\+Source-S(ans-3|erif-4)", font[0]) for font in fonts)
    assert {font[-5] for font in fonts} == {"yes"}


def test_a_chart_is_drawn_as_vectors_with_its_fonts_named(drawer: Drawer) -> None:
    svg = drawer.svg(PLOT, height=310)
    assert 'width="720" height="310"' in svg
    assert "<image" not in svg
    assert "font-family: 'Source Sans 3'" in svg.replace("&quot;", "'").replace('"', "'")
    assert "rgb(184, 18, 43)" in svg


def test_one_browser_draws_many_charts_quickly(drawer: Drawer) -> None:
    drawer.svg(PLOT, height=310)
    began = time.perf_counter()
    for height in range(300, 310):
        drawer.svg(PLOT, height=height)
    assert (time.perf_counter() - began) / 10 < 0.5


def test_a_browser_that_died_is_started_again(drawer: Drawer) -> None:
    drawer.svg(PLOT, height=310)
    assert drawer._browser is not None
    drawer._browser.subprocess.kill()
    drawer._browser.subprocess.wait()
    assert "<svg" in drawer.svg(PLOT, height=310)


def test_a_figure_that_plotly_refuses_is_a_failed_step(drawer: Drawer) -> None:
    with pytest.raises(StepFailedError, match="could not be drawn"):
        drawer.svg({"data": 3, "layout": {"xaxis": {"type": "date", "range": "x"}}}, height=-1)


def test_a_closed_drawer_leaves_no_browser() -> None:
    with Drawer() as drawer:
        drawer.svg(PLOT, height=310)
        assert drawer._browser is not None
        process = drawer._browser.subprocess
    assert process.poll() is not None


def test_a_missing_browser_is_told_with_the_way_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    with pytest.raises(ToolMissingError, match="apt-get install chromium-headless-shell"):
        browser_path()
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chrome")
    with pytest.raises(ToolMissingError, match="/nowhere/chrome"):
        browser_path()


def test_what_calls_itself_a_browser_and_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/bin/false")
    with Drawer() as drawer, pytest.raises((ToolMissingError, StepFailedError), match="Chromium"):
        drawer.svg(PLOT, height=310)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.png",
        "file:///etc/hostname",
        "reporting:../../../../../../etc/hostname",
        "ftp://127.0.0.1/x",
    ],
)
def test_the_pdf_takes_nothing_from_outside(address: str) -> None:
    page = f'<html lang="it"><title>x</title><img alt="" src="{address}"></html>'
    with pytest.raises(StepFailedError, match="outside"):
        pdf_of(page, "race.pdf", "it", "x")


def test_an_svg_inside_the_page_takes_nothing_from_outside_either(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8), "red").save(tmp_path / "red.png")
    address = (tmp_path / "red.png").as_uri()
    image = f'<image href="{address}" width="8" height="8"/>'
    inner = f'<svg xmlns="http://www.w3.org/2000/svg">{image}</svg>'
    packed = base64.b64encode(inner.encode()).decode()
    image = f'<img alt="" src="data:image/svg+xml;base64,{packed}">'
    made = pdf_of(f'<html lang="it"><title>x</title>{image}</html>', "race.pdf", "it", "x")
    with pikepdf.open(io.BytesIO(made)) as document:
        objects = [one for one in document.objects if isinstance(one, pikepdf.Stream)]
        assert not [one for one in objects if one.get("/Subtype") == "/Image"]


def test_a_pdf_without_language_or_title_is_not_let_through() -> None:
    with pytest.raises(StepFailedError, match=r"language is not it.*title"):
        pdf_of("<title>Altro</title><p>x", "race.pdf", "it", "Prova")


def test_a_pdf_of_other_pages_than_promised_is_not_let_through() -> None:
    with pytest.raises(StepFailedError, match="it has 1 pages, not 2"):
        pdf_of('<html lang="it"><title>x</title><p>x', "1.pdf", "it", "x", pages=2)
