"""The race report of both bundled events as readers see it: PDF text, pages, the page on screen."""

from __future__ import annotations

import base64
import csv
import html
import json
import re
import subprocess
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from babel.messages.pofile import read_po

from reporting.event import load
from reporting.language import typographic
from reporting.proofreading.factcheck import factcheck
from reporting.proofreading.known import KnownEvent
from reporting.proofreading.texts import read_text
from reporting.publish import build
from reporting.story.anonymous_names import localised
from support.browser import visit
from support.project import ROOT
from support.vectors import bars_missing, curves_missing, outlines, plots_of, values

pytestmark = pytest.mark.slow

SIMULATED = "experience-italy-2025"
UNTIMED = "coppa-delle-alpi-2024"
LANGUAGES = {SIMULATED: ["it", "en"], UNTIMED: ["it"]}
"""What is built: pages, print and charts of the second language differ in words alone."""

EACH = [(event, language) for event, told in LANGUAGES.items() for language in told]
NOTICE = {"it": "tempi simulati", "en": "simulated times"}
each_report = pytest.mark.parametrize(("event", "language"), EACH)


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the race reports of both events, built as users build them."""
    out = tmp_path_factory.mktemp("built") / "reports"
    for event, told in LANGUAGES.items():
        build(events=[event], reports=["race"], languages=told, out=out)
    return out


@cache
def pages(pdf: Path) -> list[str]:
    """Return the text of every page, white space folded."""
    command = ["pdftotext", "-layout", "-enc", "UTF-8", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    return [" ".join(page.split()) for page in text.split("\f")][:-1]


def text_of(reports: Path, event: str, language: str) -> str:
    return " ".join(pages(reports / event / language / "race.pdf"))


@cache
def screen_text(page: Path) -> str:
    """Return what a reader of the HTML can read, without scripts and styles."""
    markup = re.sub(r"<(script|style)\b.*?</\1>", " ", page.read_text(encoding="utf-8"), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def rows(event: str, table: str) -> list[dict[str, str]]:
    path = ROOT / "data" / "events" / event / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def results(reports: Path, event: str) -> dict[str, Any]:
    path = reports / event / "data" / "results.json"
    return json.loads(path.read_text(encoding="utf-8"))


def people(event: str) -> set[str]:
    named = [*rows(event, "published_results")]
    if event == SIMULATED:
        named += rows(event, "entries")
    return {row[key] for row in named for key in ("driver", "codriver") if row[key]}


@each_report
def test_the_pdf_holds_every_name(reports: Path, event: str, language: str) -> None:
    text = text_of(reports, event, language)
    words = set(text.replace("–", " ").split())
    names = (typographic(localised(name, language)) for name in people(event))
    missing = [name for name in names if not set(name.split()) <= words]
    assert missing == []


@each_report
def test_the_fact_check_contradicts_nothing_of_a_page_that_is_true(
    reports: Path, event: str, language: str
) -> None:
    lines = read_text(reports / event / language / "race.html")
    claims = factcheck(lines, KnownEvent(load(event)))
    assert len(claims) > 20
    assert [one.in_words for one in claims if one.verdict == "contradicted"] == []


@each_report
def test_the_podium_reads_in_order(reports: Path, event: str, language: str) -> None:
    podium = [row for row in rows(event, "published_results") if row["ranking"] == "overall"]
    podium.sort(key=lambda row: int(row["position"]))
    text = screen_text(reports / event / language / "race.html")
    places = [text.index(row["driver"]) for row in podium]
    assert places == sorted(places)
    for row in podium:
        assert typographic(f"{row['make']} {row['model']}, {row['year']}") in text


@each_report
def test_nothing_unfilled_reaches_a_reader(reports: Path, event: str, language: str) -> None:
    for text in (
        text_of(reports, event, language),
        screen_text(reports / event / language / "race.html"),
    ):
        assert not re.search(
            r"\bnan\b|\bNone\b|<NA>|\bNaT\b|\{[a-z_]*\}|Decimal\(|&[a-z#0-9]+;", text
        )


@cache
def words_of_only(language: str) -> list[str]:
    """Return the catalogue's texts of `language` that the other language does not have."""
    texts: dict[str, set[str]] = {}
    for one in ("it", "en"):
        texts[one] = set()
        for source in files("reporting.story").joinpath("locale", one).iterdir():
            with source.open("rb") as stream:
                for message in read_po(stream):
                    strings = message.string
                    texts[one] |= {strings} if isinstance(strings, str) else set(strings)
    other = "en" if language == "it" else "it"
    own = {text for text in texts[language] - texts[other] if len(text) > 11}
    return [text for text in own if "{" not in text]


@each_report
def test_no_words_of_the_other_language(reports: Path, event: str, language: str) -> None:
    text = screen_text(reports / event / language / "race.html")
    other = "en" if language == "it" else "it"
    found = [words for words in words_of_only(other) if re.search(rf"\b{re.escape(words)}\b", text)]
    assert found == []


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_page_says_that_times_are_simulated(reports: Path, language: str) -> None:
    told = pages(reports / SIMULATED / language / "race.pdf")
    silent = [number for number, page in enumerate(told, 1) if NOTICE[language] not in page.lower()]
    assert silent == []
    assert len(told) >= 8


@pytest.mark.parametrize("language", LANGUAGES[UNTIMED])
def test_an_event_without_times_shows_no_times(reports: Path, language: str) -> None:
    page = (reports / UNTIMED / language / "race.html").read_text(encoding="utf-8")
    assert NOTICE[language] not in screen_text(reports / UNTIMED / language / "race.html").lower()
    for chapter in ("lead", "trials"):
        assert f'id="{chapter}"' not in page
    assert not (reports / UNTIMED / "data" / "standings.csv").exists()


@pytest.mark.parametrize("language", ["it", "en"])
def test_printed_totals_are_the_computed_ones(reports: Path, language: str) -> None:
    standings = results(reports, SIMULATED)["standings"]["rankings"]["overall"]
    text = text_of(reports, SIMULATED, language)
    # Who is not classified has no total: what it missed after leaving it did not drive.
    for row in (row for row in standings if row["position"] is not None):
        whole, _, cents = row["total"].partition(".")
        grouped = f"{int(whole):,}.{cents:0<2}"
        shown = grouped if language == "en" else grouped.translate(str.maketrans(",.", ".,"))
        assert shown in text, row


@each_report
def test_the_pdf_is_tagged_titled_and_has_bookmarks(
    reports: Path, event: str, language: str
) -> None:
    with pikepdf.open(reports / event / language / "race.pdf") as pdf:
        assert str(pdf.Root.Lang) == language
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo["/Title"])
        with pdf.open_outline() as outline:
            assert len(outline.root) >= 8


@each_report
def test_the_page_opens_from_a_file_with_the_network_cut(
    reports: Path, event: str, language: str
) -> None:
    page = reports / event / language / "race.html"
    drawn = (
        "(async () => { for (const one of document.querySelectorAll('figure.chart')) {"
        "one.scrollIntoView(); await new Promise(done => setTimeout(done, 300)) } })()"
    )
    figures = (
        "[...document.querySelectorAll('figure.chart')].map(one => !!one.querySelector('svg'))"
    )
    tongue = "document.documentElement.lang"
    fits = "document.documentElement.scrollWidth <= window.innerWidth"
    seen = visit(
        page, drawn, "new Promise(done => setTimeout(() => done(1), 1500))", figures, tongue, fits
    )
    assert seen.console == []
    assert [
        address for address in seen.requests if not address.startswith(("file:", "data:", "blob:"))
    ] == []
    assert seen.answers[2]
    assert all(seen.answers[2])
    assert seen.answers[3:] == [language, True]


@pytest.mark.parametrize("language", ["it", "en"])
def test_charts_in_the_pdf_carry_the_labels_of_the_screen(reports: Path, language: str) -> None:
    """Vector text: what names the lines on screen can be read in the PDF's chart page too."""
    page = (reports / SIMULATED / language / "race.html").read_text(encoding="utf-8")
    plots = re.findall(r'<script type="application/json">(.*?)</script>', page, flags=re.S)
    text = text_of(reports, SIMULATED, language).replace("\u00a0", " ")
    labels = [
        re.sub(r"<[^>]+>", "", note["text"]).replace("\u00a0", " ")
        for plot in plots
        for note in json.loads(plot)["layout"].get("annotations", ())
    ]
    named = [label for label in labels if "–" in label and "+" in label]
    assert len(named) >= 2
    for label in named:
        assert " ".join(label.split()) in text


@each_report
def test_conflicting_figures_stand_side_by_side(reports: Path, event: str, language: str) -> None:
    text = screen_text(reports / event / language / "race.html")
    wanted = {
        SIMULATED: ("315", "317"),
        UNTIMED: ("1.300", "1.600", "1.620", "1.800"),
    }[event]
    assert all(figure in text for figure in wanted)


@each_report
def test_the_contents_give_the_pages_on_which_the_chapters_begin(
    reports: Path, event: str, language: str
) -> None:
    path = reports / event / language / "race.pdf"
    with pikepdf.open(path) as document, document.open_outline() as outline:
        objects = {page.objgen: number for number, page in enumerate(document.pages, start=1)}
        begins = {item.title: objects[item.destination[0].objgen] for item in outline.root}
    html = (reports / event / language / "race.html").read_text(encoding="utf-8")
    chapters = re.findall(r'<li><a href="#[^"]+">([^<]+)</a></li>', html)
    assert len(chapters) > 5
    contents = pages(path)[1]
    for chapter in chapters:
        title = chapter.replace("&#39;", "'").replace("&amp;", "&")
        number = re.search(rf"{re.escape(title)} (\d+)", contents)
        assert number is not None, title
        assert int(number[1]) == begins[title]


@each_report
def test_the_pdf_shows_the_charts_of_the_page(reports: Path, event: str, language: str) -> None:
    html = (reports / event / language / "race.html").read_text(encoding="utf-8")
    alternatives = re.findall(r'class="plot" role="img" aria-label="([^"]+)"', html)
    with pikepdf.open(reports / event / language / "race.pdf") as document:
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
    assert plain or event == UNTIMED  # its maps are drawn, and it has no chart
    assert [alt for alt in plain if alt not in tagged] == []
    assert bitmaps == []


@pytest.mark.parametrize("language", ["it", "en"])
def test_charts_on_screen_and_in_print_show_the_same_data(reports: Path, language: str) -> None:
    """Bars are as long and curves run as the page's own data say, at one scale a chart."""
    folder = reports / SIMULATED / language
    drawn = outlines(folder / "race.pdf")
    plots = plots_of(folder / "race.html")
    assert [missing for plot in plots if (missing := bars_missing(plot, drawn))] == []
    curves = [curves_missing(plot, drawn) for plot in plots]
    assert [missing for _, missing in curves] == [0] * len(plots)
    assert sum(count for count, _ in curves) > 10
    # Had one bar or one curve another value, it would be noticed.
    bars = next(plot for plot in plots if plot["data"][-1]["type"] == "bar")
    bars["data"][-1]["x"][0] *= 1.05
    assert len(bars_missing(bars, drawn)) == 1
    lead = next(plot for plot in plots if plot["data"][0].get("line", {}).get("shape") == "hv")
    gaps = values(lead["data"][0]["y"])
    gaps[len(gaps) // 2] *= 1.2
    packed = base64.b64encode(gaps.tobytes()).decode()
    lead["data"][0]["y"] = {"dtype": "f8", "bdata": packed}
    assert curves_missing(lead, drawn)[1] > 0
