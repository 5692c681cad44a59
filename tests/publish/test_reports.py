"""The bundled events' own race reports, built whole and read as readers read them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pikepdf
import pytest

from reporting.event import load
from reporting.publish import build
from support.browser import visit

pytestmark = pytest.mark.slow

SIMULATED = "experience-italy-2025"
UNTIMED = "coppa-delle-alpi-2024"
NOTICE = {"it": "tempi simulati", "en": "simulated times"}
REPORTS = [(event, language) for event in (SIMULATED, UNTIMED) for language in ("it", "en")]
HOLES = re.compile(r"\b(nan|None|NaT|undefined|NaN)\b|<NA>|\{\{|\}\}|Decimal\(")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the reports of both bundled events."""
    folder = tmp_path_factory.mktemp("reports")
    build((SIMULATED, UNTIMED), reports=("race",), out=folder)
    return folder


def pages(path: Path) -> list[str]:
    """Return the text of each page, spaces made one."""
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
    return [" ".join(page.split()) for page in done.stdout.split("\f")[:-1]]


def flat(text: str) -> str:
    """Return `text` without spaces, hyphens and case: lines break where they like."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text).casefold()


@pytest.mark.parametrize(("event", "language"), REPORTS)
def test_the_page_opens_offline_with_every_chart_drawn(
    out: Path, event: str, language: str
) -> None:
    seen = visit(
        out / event / language / "race.html",
        "(async () => { for (const one of document.querySelectorAll('figure.chart')) {"
        "one.scrollIntoView(); await new Promise(done => setTimeout(done, 300)) } })()",
        "[...document.querySelectorAll('figure.chart')].map(one => !!one.querySelector('svg'))",
        "document.documentElement.lang",
        "document.documentElement.scrollWidth <= window.innerWidth",
    )
    assert seen.console == []
    assert {address.partition(":")[0] for address in seen.requests} <= {"file", "data", "blob"}
    drawn = seen.answers[1]
    assert drawn
    assert all(drawn)
    assert seen.answers[2:] == [language, True]


@pytest.mark.parametrize(("event", "language"), REPORTS)
def test_the_pdf_holds_every_name(out: Path, event: str, language: str) -> None:
    text = flat(" ".join(pages(out / event / language / "race.pdf")))
    package = load(event)
    shown = [package["published_results"]] + (
        [package["entries"]] if package.has("passages") else []
    )
    names = {
        name for table in shown for one in ("driver", "codriver") for name in table[one].dropna()
    }
    assert names
    assert [name for name in sorted(names) if flat(name) not in text] == []


@pytest.mark.parametrize(("event", "language"), REPORTS)
def test_no_page_has_a_hole_or_is_empty(out: Path, event: str, language: str) -> None:
    for number, text in enumerate(pages(out / event / language / "race.pdf"), start=1):
        assert len(text) > 40, f"page {number} is empty"
        assert not HOLES.search(text), f"page {number}: {HOLES.search(text)}"


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_page_of_simulated_times_says_so(out: Path, language: str) -> None:
    told = [
        NOTICE[language] in text.casefold()
        for text in pages(out / SIMULATED / language / "race.pdf")
    ]
    told.pop(1)  # the contents show no times
    assert all(told)
    untimed = " ".join(pages(out / UNTIMED / language / "race.pdf"))
    assert NOTICE[language] not in untimed.casefold()


@pytest.mark.parametrize(("event", "language"), REPORTS)
def test_the_contents_give_the_pages_on_which_the_chapters_begin(
    out: Path, event: str, language: str
) -> None:
    path = out / event / language / "race.pdf"
    with pikepdf.open(path) as document, document.open_outline() as outline:
        objects = {page.objgen: number for number, page in enumerate(document.pages, start=1)}
        begins = {item.title: objects[item.destination[0].objgen] for item in outline.root}
    html = (out / event / language / "race.html").read_text(encoding="utf-8")
    chapters = re.findall(r'<li><a href="#[^"]+">([^<]+)</a></li>', html)
    assert len(chapters) > 5
    contents = pages(path)[1]
    for chapter in chapters:
        title = chapter.replace("&#39;", "'").replace("&amp;", "&")
        number = re.search(rf"{re.escape(title)} (\d+)", contents)
        assert number is not None, title
        assert int(number[1]) == begins[title]


@pytest.mark.parametrize(("event", "language"), REPORTS)
def test_the_pdf_shows_the_charts_of_the_page(out: Path, event: str, language: str) -> None:
    html = (out / event / language / "race.html").read_text(encoding="utf-8")
    alternatives = re.findall(r'class="plot" role="img" aria-label="([^"]+)"', html)
    with pikepdf.open(out / event / language / "race.pdf") as document:
        tagged = [
            str(element["/Alt"])
            for element in document.objects
            if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/Figure"
        ]
        bitmaps = [
            one
            for one in document.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
        ]
    plain = [alt.replace("&#39;", "'").replace("&amp;", "&") for alt in alternatives]
    assert plain
    assert [alt for alt in plain if alt not in tagged] == []
    assert bitmaps == []
