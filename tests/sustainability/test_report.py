"""The sustainability report as readers see it: every figure held against ``results.json``."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest

from reporting.footprint import claims_check
from reporting.publish import build
from reporting.publish.pages.claims_on_page import plain
from support.page_ends import white_at_end
from support.vectors import bars_missing, outlines, plots_of, values

pytestmark = pytest.mark.slow

SYNTHETIC = "demo-rally"
SCREENING = ("experience-italy-2025", "coppa-delle-alpi-2024")
LANGUAGES = {SYNTHETIC: ["it", "en"], SCREENING[0]: ["en"], SCREENING[1]: ["it"]}
"""What is built: of those that are screened, each language once."""

EACH = [(event, language) for event, told in LANGUAGES.items() for language in told]
NOTICE = {
    (SYNTHETIC, "it"): "dati sintetici",
    (SYNTHETIC, "en"): "synthetic data",
    **{(event, "it"): "stima preliminare" for event in SCREENING},
    **{(event, "en"): "screening estimate" for event in SCREENING},
}
FACT = re.compile(
    r'<span class="fact" data-ref="/footprint(?P<ref>[^"]+)" data-scale="(?P<scale>-?\d+)">'
    r"(?P<shown>[^<]*)</span>"
)
CHAPTERS = {
    "board", "boundary", "emissions", "scopes", "intensities", "uncertainty",
    "energy", "communities", "missing", "method", "index", "annex", "claims",
}  # fmt: skip
WHOLE = {"strategy", "water-waste", "people", "governance", "targets", "restatements"}
"""Chapters of an event that says something public of its strategy, people and governance."""

TRAVELLED = {"coppa-delle-alpi-2024"}
"""Events with a journey of listening beside them: a chapter tells of it."""
TABLES = {
    "boundary", "categories", "scopes", "gases", "intensities", "tiers", "intervals", "energy",
    "legs", "activities", "factors", "audit",
}  # fmt: skip
SAID = {
    "people", "communities", "material-topics", "stakeholders", "policies", "targets", "actions",
    "suppliers", "sites", "targets-restated", "omissions-unavailable", "presence", "materials",
}  # fmt: skip
each_report = pytest.mark.parametrize(("event", "language"), EACH)


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the sustainability reports, built as users build them."""
    out = tmp_path_factory.mktemp("built") / "reports"
    for event in SCREENING:
        build(events=[event], reports=["sustainability"], languages=LANGUAGES[event], out=out)
    build(events=[SYNTHETIC], reports=["sustainability", "sustainability-brief"], out=out)
    return out


@cache
def page(reports: Path, event: str, language: str) -> str:
    return (reports / event / language / "sustainability.html").read_text(encoding="utf-8")


@cache
def pdf_pages(reports: Path, event: str, language: str) -> list[str]:
    """Return the text of every page, white space folded."""
    pdf = reports / event / language / "sustainability.pdf"
    command = ["pdftotext", "-layout", "-enc", "UTF-8", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    return [" ".join(one.split()) for one in text.split("\f")][:-1]


@cache
def stated(reports: Path, event: str) -> dict[str, Any]:
    path = reports / event / "data" / "results.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["footprint"]
    return found


def at(document: Any, pointer: str) -> Any:
    """Return what stands at a JSON pointer."""
    for step in pointer.strip("/").split("/"):
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def number(shown: str, language: str) -> Decimal:
    """Read the first number of a text as `language` writes it."""
    found = re.search(r"[−-]?\d[\d.,]*\d|[−-]?\d", shown)
    assert found, shown
    text = found[0].replace("−", "-")
    point, group = (",", ".") if language == "it" else (".", ",")
    return Decimal(text.replace(group, "").replace(point, "."))


def rounded(value: float, scale: int, like: Decimal) -> Decimal:
    return Decimal(str(value)).scaleb(scale).quantize(like, ROUND_HALF_UP)


def lines_of(markup: str) -> list[str]:
    """Return the page's text, one line for each paragraph and cell, without quoted titles."""
    markup = re.sub(r"<cite>.*?</cite>", " ", markup, flags=re.S)
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", markup, flags=re.S)
    return plain(body).splitlines()


@each_report
def test_every_figure_is_the_one_of_the_results(reports: Path, event: str, language: str) -> None:
    document = stated(reports, event)
    found = list(FACT.finditer(page(reports, event, language)))
    wrong = []
    for fact in found:
        shown = number(html.unescape(fact["shown"]), language)
        expected = rounded(at(document, fact["ref"]), int(fact["scale"]), shown)
        if shown != expected:
            wrong.append((fact["ref"], str(shown), str(expected)))
    assert wrong == []
    assert len(found) > (700 if event == SYNTHETIC else 80)


@each_report
def test_every_number_of_a_numeric_cell_has_an_address(
    reports: Path, event: str, language: str
) -> None:
    cells = re.findall(r'<td class="number[^"]*"[^>]*>(.*?)</td>', page(reports, event, language))
    bare = [cell for cell in cells if re.search(r"\d", FACT.sub("", cell))]
    assert bare == []
    assert len(cells) > 50


@each_report
def test_the_pdf_shows_the_same_figures(reports: Path, event: str, language: str) -> None:
    text = " ".join(pdf_pages(reports, event, language))
    facts = FACT.finditer(page(reports, event, language))
    shown = {" ".join(html.unescape(fact["shown"]).split()) for fact in facts}
    missing = [one for one in shown if one not in text]
    assert missing == []


@each_report
def test_every_page_says_what_the_figures_are(reports: Path, event: str, language: str) -> None:
    told = pdf_pages(reports, event, language)
    notice = NOTICE[event, language]
    silent = [place for place, one in enumerate(told, 1) if notice not in one.lower()]
    assert silent == []
    assert len(told) > 10


@pytest.mark.parametrize("language", ["it", "en"])
def test_made_up_data_are_named_in_the_title_of_every_page(reports: Path, language: str) -> None:
    name = {"it": "(dati sintetici)", "en": "(synthetic data)"}[language]
    for one in pdf_pages(reports, SYNTHETIC, language):
        assert name in one.lower()
    title = re.search(r"<title>(.*?)</title>", page(reports, SYNTHETIC, language))
    assert title
    assert name in title[1].lower()


@each_report
def test_estimates_carry_the_notice_beside_figures_and_in_charts(
    reports: Path, event: str, language: str
) -> None:
    markup = page(reports, event, language)
    charts = re.findall(r'<figure class="chart".*?</figure>', markup, flags=re.S)
    assert charts
    for chart in charts:
        assert NOTICE[event, language] in chart.lower()
        bars = json.loads(re.search(r'json">(.*?)</script>', chart, flags=re.S)[1])["data"]
        assert all(one["marker"]["pattern"] for one in bars if one["type"] == "bar")
    pulls = re.findall(r'<p class="pull">.*?</p>', markup, flags=re.S)
    masses = [one for one in pulls if "CO₂e" in one.split("label")[0]]
    assert len(masses) >= 2
    assert all(NOTICE[event, language] in one.lower() for one in masses)


@each_report
def test_no_total_is_without_a_name(reports: Path, event: str, language: str) -> None:
    """A singular total of emissions is location-based or market-based in the same breath."""
    word = {"it": r"\btotal[ei]\b", "en": r"\btotals?\b"}[language]
    spared = {"it": "spesa totale|rifiuti in totale", "en": "total (?:spending|energy|waste)"}[
        language
    ]
    beside = {
        "it": "(fuori dai|accanto ai|nei|dei due|i due|alcun|in nessun|mai usati in un)",
        "en": "(outside the|beside the|in the|of both|both|no|in no|never used in a)",
    }[language]
    unnamed = []
    for line in lines_of(page(reports, event, language)):
        for sentence in re.split(r"(?<=[.;:])\s", line):
            bare = re.sub(spared, "", sentence, flags=re.I)
            bare = re.sub(rf"{beside}\s+\S*total\S*", "", bare, flags=re.I)
            named = re.search("location-based|market-based", sentence)
            if re.search(word, bare, flags=re.I) and not named and not _head_of_both(bare):
                unnamed.append(sentence)
    assert unnamed == []


def _head_of_both(cell: str) -> bool:
    """Tell the row of both totals: its columns are location-based and market-based."""
    return cell.strip() in ("Totali", "Totals")


@each_report
def test_rows_of_totals_stand_under_named_columns(reports: Path, event: str, language: str) -> None:
    tables = re.findall(r"<table.*?</table>", page(reports, event, language), flags=re.S)
    with_totals = [one for one in tables if re.search(">Total[is]<", one)]
    assert len(with_totals) >= 4
    for one in with_totals:
        head = one.split("</thead>")[0]
        assert "Location-based" in head
        assert "Market-based" in head


@each_report
def test_credits_are_in_no_total(reports: Path, event: str, language: str) -> None:
    document = stated(reports, event)
    for basis in ("location", "market"):
        lines = sum(Decimal(str(one[f"{basis}_kg"])) for one in document["lines"])
        assert float(lines) == pytest.approx(document[f"total_{basis}_kg"], rel=1e-12)
        assert all(one[f"{basis}_kg"] >= 0 for one in document["lines"])
    assert not [one for one in document["lines"] if one["event_category"] in ("M1", "M2")]
    if event == SYNTHETIC:
        assert document["memo"]["credits_kgco2e"] > 0
        beside = re.search(r'id="table-memo".*?</figure>', page(reports, event, language), re.S)
        assert beside
        assert "M2-01" in beside[0]


@each_report
def test_the_report_makes_no_claim(reports: Path, event: str, language: str) -> None:
    hits = claims_check("\n".join(lines_of(page(reports, event, language))), language)
    assert [(hit.text, hit.sentence) for hit in hits] == []


@each_report
def test_every_chapter_and_table_is_there(reports: Path, event: str, language: str) -> None:
    markup = page(reports, event, language)
    wanted = CHAPTERS | ({"journey"} if event in TRAVELLED else set())
    wanted |= WHOLE if event == SYNTHETIC else set()
    assert set(re.findall(r'<section[^>]*class="chapter[^>]*id="([^"]+)"', markup)) == wanted
    tables = set(re.findall(r'id="table-([^"]+)"', markup))
    assert tables >= TABLES
    assert sum(name.startswith("index-") for name in tables) == 8
    if event == SYNTHETIC:
        assert tables >= {"exclusions", "memo", "years", "restatements", "contributions"} | SAID


@each_report
def test_what_is_not_available_is_never_zero(reports: Path, event: str, language: str) -> None:
    markup = page(reports, event, language)
    for code, metric in stated(reports, event)["metrics"].items():
        if metric["value"] is None:
            assert f'data-ref="/footprint/metrics/{code}/value"' not in markup
    missing = re.search(r'id="missing".*?</section>', markup, re.S)
    assert missing
    nothing = {"it": "non copre", "en": "does not cover:"}[language]
    assert (nothing in plain(missing[0].split("</h2>")[1])) is (event in SCREENING)


@each_report
def test_nothing_unfilled_reaches_a_reader(reports: Path, event: str, language: str) -> None:
    for text in lines_of(page(reports, event, language)):
        assert not re.search(r"\bnan\b|\bNone\b|<NA>|\{[a-z_]*\}|Decimal\(|&lt;|data-ref", text)


@each_report
def test_the_board_has_one_page(reports: Path, event: str, language: str) -> None:
    title = {"it": "Per il consiglio", "en": "For the board"}[language]
    # The contents name it too, and of a short report they stand on the same page.
    said = {"it": "Le emissioni", "en": "emissions are"}[language]
    told = pdf_pages(reports, event, language)[1:]
    own = [one for one in told if title in one and said in one]
    assert len(own) == 1


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_summary_has_four_pages_and_states_no_figure_of_its_own(
    reports: Path, language: str
) -> None:
    folder = reports / SYNTHETIC / language
    with pikepdf.open(folder / "sustainability-brief.pdf") as pdf:
        assert len(pdf.pages) == 4
    short = (folder / "sustainability-brief.html").read_text(encoding="utf-8")
    document = stated(reports, SYNTHETIC)
    found = list(FACT.finditer(short))
    assert len(found) >= 60
    for fact in found:
        shown = number(html.unescape(fact["shown"]), language)
        assert shown == rounded(at(document, fact["ref"]), int(fact["scale"]), shown), fact["ref"]
    assert claims_check("\n".join(lines_of(short)), language) == []


@each_report
def test_the_pdf_is_tagged_and_has_bookmarks(reports: Path, event: str, language: str) -> None:
    with pikepdf.open(reports / event / language / "sustainability.pdf") as pdf:
        assert str(pdf.Root.Lang) == language
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_outline() as outline:
            assert len(outline.root) >= len(CHAPTERS)


@each_report
def test_every_category_without_an_activity_says_so(
    reports: Path, event: str, language: str
) -> None:
    said = {
        "it": "non stimata: nessun dato di attività pubblicato o fornito",
        "en": "not estimated: no activity data published or given",
    }[language]
    gaps = stated(reports, event)["not_estimated"]
    empty = [gap for gap in gaps if gap["id"] is None]
    boundary = re.search(r'id="table-boundary".*?</figure>', page(reports, event, language), re.S)
    assert boundary
    assert boundary[0].count(said) == len(empty)


@each_report
def test_codes_and_units_of_the_other_language_reach_no_reader(
    reports: Path, event: str, language: str
) -> None:
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page(reports, event, language), flags=re.S)
    units = {"it": "room-nights|meals|cups", "en": "notti-camera|pasti|tazze"}[language]
    strange = rf"3\.other|MWh -> kWh|^m3$|passenger-km|^(?:{units})$|^new-1$"
    assert [cell for cell in cells if re.search(strange, re.sub("<[^>]+>", "", cell))] == []


@each_report
def test_one_is_never_many(reports: Path, event: str, language: str) -> None:
    text = "\n".join(lines_of(page(reports, event, language)))
    wrong = r"\b1 (?:categorie|righe|attività producono|create|categories are|lines|activities)\b"
    assert re.findall(wrong, text) == []


@each_report
def test_answers_by_scope_lead_to_the_chapter_of_scopes(
    reports: Path, event: str, language: str
) -> None:
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page(reports, event, language), flags=re.S)
    answers = [row for row in rows if "/figures/scope_" in row]
    # Other people's travel answers too: it is part of scope 3, in none of its categories.
    assert answers
    assert all('href="#scopes"' in row for row in answers)


@each_report
def test_no_link_within_the_page_leads_nowhere(reports: Path, event: str, language: str) -> None:
    markup = page(reports, event, language)
    places = set(re.findall(r'\bid="([^"]+)"', markup))
    assert set(re.findall(r'href="#([^"]+)"', markup)) <= places


@each_report
def test_a_year_has_no_thousands(reports: Path, event: str, language: str) -> None:
    assert not re.search(r">2[.,]0[0-4]\d</span>", page(reports, event, language))


@each_report
def test_no_page_is_left_nearly_empty(reports: Path, event: str, language: str) -> None:
    """Every page but the last of the report holds more than its head and a line or two."""
    told = pdf_pages(reports, event, language)[2:-1]
    thin = [place for place, one in enumerate(told, 3) if len(one.split()) < 60]
    assert thin == []


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler is not installed")
@each_report
def test_no_page_but_the_last_ends_in_two_fifths_of_white(
    reports: Path, event: str, language: str, tmp_path: Path
) -> None:
    """Chapters follow one another on the page; what cannot be parted may need the next one."""
    white = white_at_end(reports / event / language / "sustainability.pdf", tmp_path)
    assert {page: share for page, share in white.items() if share > 2 / 5} == {}


@each_report
def test_charts_on_screen_and_in_print_show_the_same_data(
    reports: Path, event: str, language: str
) -> None:
    """Bars are as long as the page's own data say, at one scale a chart."""
    folder = reports / event / language
    drawn = outlines(folder / "sustainability.pdf")
    plots = plots_of(folder / "sustainability.html")
    assert any(one["type"] == "bar" for plot in plots for one in plot["data"])
    assert [missing for plot in plots if (missing := bars_missing(plot, drawn))] == []
    if event == SYNTHETIC:
        # Had a bar another length, it would be noticed.
        trace = next(one for one in plots[0]["data"] if np.count_nonzero(values(one["x"])) > 3)
        lengths = values(trace["x"])
        lengths[np.flatnonzero(lengths)[1]] *= 1.05
        trace["x"] = lengths.tolist()
        assert len(bars_missing(plots[0], drawn)) == 1
