"""The journey's pages as readers meet them: in a browser, by keyboard, and on paper."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest

from reporting.event import load
from reporting.frames import present, records
from reporting.publish.pages.figures import Drawer
from reporting.publish.pages.page import screen_page
from reporting.publish.pages.printing import printed as print_document
from support.browser import Visit, visit
from support.journey import BUNDLED, bundled
from support.journey_brief import GUESTS, THEMES, TOLD, TRANSLATED
from support.page_ends import white_at_end
from support.project import ROOT

pytestmark = pytest.mark.slow

AXE = (ROOT / "tests" / "assets" / "vendor" / "axe.min.js").read_text(encoding="utf-8")
DRAW_ALL = "window.dispatchEvent(new Event('beforeprint')); 1"
FAULTS = """axe.run(document, {resultTypes: ['violations']}).then((found) => JSON.stringify(
  found.violations.map((fault) => [fault.id, fault.nodes.map((node) => node.target.join(' '))])))"""
EMPTY = 1 / 3
"""A page may not end in more white than this share of its text's height."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the full report in English and the two pages in Italian, as HTML files."""
    folder = tmp_path_factory.mktemp("pages")
    made = {"full": bundled("en", "full"), "brief": bundled("it", "brief")}
    for depth, document in made.items():
        (folder / f"{depth}.html").write_text(screen_page(document), encoding="utf-8")
    return {depth: folder / f"{depth}.html" for depth in made}


@pytest.mark.parametrize(
    ("depth", "dark", "width"), [("full", False, 1280), ("full", True, 360), ("brief", False, 390)]
)
def test_axe_finds_no_violation(
    pages: dict[str, Path], depth: str, *, dark: bool, width: int
) -> None:
    seen = visit(pages[depth], DRAW_ALL, f"{AXE}; 1", FAULTS, dark=dark, width=width)
    assert json.loads(seen.answers[-1]) == []


def test_links_to_other_documents_have_no_line_of_a_list_of_subjects(
    pages: dict[str, Path],
) -> None:
    line = """(() => {
      const nav = document.querySelector('nav.contents');
      nav.insertAdjacentHTML('beforeend', '<ul class="links"><li>PDF</li></ul>');
      return getComputedStyle(nav.querySelector('.links li')).borderTopWidth;
    })()"""
    assert visit(pages["full"], line).answers == ["0px"]


def chosen(page: Path, name: str, value: str) -> tuple[list[str], Visit]:
    """Return who is left in the timeline when one filter is set."""
    script = f"""(() => {{
      const choices = document.querySelector('.choices');
      choices.elements.namedItem({json.dumps(name)}).value = {json.dumps(value)};
      choices.dispatchEvent(new Event('change', {{bubbles: true}}));
      const people = [...document.querySelectorAll('.timeline ul li:not(.off) a')];
      const pins = [...document.querySelectorAll('.pins li:not(.off)')];
      return [people.map((one) => one.textContent), pins.length,
              document.querySelector('.count').textContent];
    }})()"""
    seen = visit(page, script)
    people, pins, count = seen.answers[0]
    assert count == f"{len(people)} of 19 encounters"
    assert 0 < pins <= len(people)
    return people, seen


@pytest.mark.parametrize(
    ("name", "value", "people"),
    [
        ("country", "SI", ["Luka Vrancic"]),
        ("leg", "leg-5", ["Giuseppe Argirò", "Jean Pierre Fosson"]),
        ("theme", "Mountaineering and renewable energy", ["Reinhold Messner", "Elias Walser"]),
        ("subject", "energy", ["Elias Walser", "Giuseppe Argirò"]),
    ],
)
def test_the_map_and_the_timeline_are_filtered(
    pages: dict[str, Path], name: str, value: str, people: list[str]
) -> None:
    left, seen = chosen(pages["full"], name, value)
    assert left == people
    assert seen.console == []
    assert [one for one in seen.requests if not one.startswith(("file:", "data:", "blob:"))] == []


def test_every_link_of_the_map_and_the_timeline_leads_to_an_encounter(
    pages: dict[str, Path],
) -> None:
    script = """[...document.querySelectorAll('.pins a, .timeline ul a')].map((link) =>
      [link.tabIndex, document.querySelector(link.hash)?.matches('.card') ?? false])"""
    answers = visit(pages["full"], script).answers[0]
    assert len(answers) == 19 + 10
    assert all(answer == [0, True] for answer in answers)


@pytest.mark.parametrize("depth", ["full", "brief"])
def test_no_link_within_the_page_leads_nowhere(pages: dict[str, Path], depth: str) -> None:
    html = pages[depth].read_text(encoding="utf-8")
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    assert set(re.findall(r'\bhref="#([^"]+)"', html)) - ids == set()


def test_the_keyboard_reaches_an_encounter_by_its_link(pages: dict[str, Path]) -> None:
    script = """(() => {
      const link = document.querySelector('.pins a');
      link.focus();
      link.click();
      return [document.activeElement.matches('.pins a') || location.hash !== '', location.hash];
    })()"""
    reached, where = visit(pages["full"], script).answers[0]
    assert reached
    assert where == "#encounter-1-1"


def test_without_script_map_and_timeline_still_lead_on(pages: dict[str, Path]) -> None:
    html = pages["full"].read_text(encoding="utf-8")
    assert '<form class="choices screen-only" hidden' in html
    assert html.count('href="#encounter-') >= 19 + 10


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return both lengths in both languages, as PDF."""
    folder = tmp_path_factory.mktemp("pdf")
    wanted = [("it", "full"), ("en", "full"), ("it", "brief"), ("en", "brief")]
    files = {}
    with Drawer() as drawer:
        for language, depth in wanted:
            document = bundled(language, depth)
            drawings = {one.name: drawer.svg(one.plot, one.height) for one in document.figures}
            file = files[f"{depth}-{language}"] = folder / f"{depth}-{language}.pdf"
            file.write_bytes(print_document(document, drawings))
    return files


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_brief_has_two_pages(printed: dict[str, Path], language: str) -> None:
    with pikepdf.open(printed[f"brief-{language}"]) as document:
        assert len(document.pages) == 2


def test_the_pdf_is_tagged_with_title_language_and_bookmarks(printed: dict[str, Path]) -> None:
    with pikepdf.open(printed["full-it"]) as document:
        assert str(document.Root.Lang) == "it"
        assert bool(document.Root.MarkInfo.Marked)
        assert (
            str(document.docinfo.Title) == "Il Grande Viaggio Alpino \u2013 Coppa delle Alpi 2024"
        )
        with document.open_outline() as outline:
            titles = [str(item.title) for item in outline.root]
    chapters = [chapter.id for chapter in bundled("it").chapters]
    assert titles[0] == "Il Grande Viaggio Alpino"
    assert len(titles) == 1 + len(chapters)
    assert any("Gstaad" in title and "Courmayeur" in title for title in titles)


def test_every_figure_of_the_pdf_has_an_alternative_text(printed: dict[str, Path]) -> None:
    with pikepdf.open(printed["full-it"]) as document:
        figures = [
            one
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
        ]
        # The cover's line, the map of the journey, five of the legs, and the charts.
        assert len(figures) == 1 + 1 + 5 + len(bundled("it").figures)
        assert all(len(str(one.get("/Alt", ""))) > 10 for one in figures)


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler is not installed")
@pytest.mark.parametrize("name", ["full-it", "full-en", "brief-it", "brief-en"])
def test_no_page_but_the_last_ends_in_a_third_of_white(
    printed: dict[str, Path], name: str, tmp_path: Path
) -> None:
    white = white_at_end(printed[name], tmp_path)
    assert {page: share for page, share in white.items() if share > EMPTY} == {}


TITLES = {
    "it": "president|direttor|direttric|amministrator|vicesindac|(?<!produzione)responsabil|"
    "rappresentant|segretari|consulent|fondator",
    "en": "(?-i:[Pp]resident(?!s))|director|administrator|mayor|(?<!a)headof|representative|"
    "secretary|founder|consultant",
}
"""How words begin that give somebody a title, white space left out."""

DAYS = {
    "it": (
        "18 persone incontrate e una dell’organizzatore, in cinque giornate",
        "a parte, nel giorno del convegno",
    ),
    "en": (
        "18 people met and one from the organiser, in five days",
        "apart, on the day of the conference",
    ),
}


def squeezed(text: str) -> str:
    """Return a text without white space and hyphens: a PDF breaks its lines at either."""
    return re.sub(r"[\s\u00ad\u2010-]", "", text)


def read_pdf(pdf: Path) -> str:
    command = ["pdftotext", "-enc", "UTF-8", str(pdf), "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
@pytest.mark.parametrize("language", ["it", "en"])
def test_the_pdf_tells_the_brief_and_gives_nobody_another_role(
    printed: dict[str, Path], language: str
) -> None:
    rows = {str(row["name_as_published"]): row for row in records(load(BUNDLED)["encounters"])}
    text = whole = squeezed(read_pdf(printed[f"full-{language}"]))
    for guest in GUESTS:
        row = rows[guest.person]
        spoken = guest.presented if language == "it" else TRANSLATED[guest.person]
        role = squeezed(spoken.replace("'", "\u2019"))
        assert squeezed(str(row["person"])) in text
        places = [row["place"], row["place_en"] if present(row["place_en"]) else row["place"]]
        place = str(places[language == "en"]).replace("'", "\u2019")
        assert squeezed(place) in text
        if guest.organisation:
            ours = row["organisation_as_published"]
            ours = ours if present(ours) else row["organisation"]
            theirs = row["organisation_en"] if language == "en" else None
            named = [str(one) for one in (theirs, ours, row["organisation"]) if present(one)]
            assert any(squeezed(one.replace("'", "\u2019")) in text for one in named), named
        assert role in text, (guest.person, spoken)
        text = text.replace(role, "")
    for theme in THEMES:
        assert squeezed(theme) in text, theme
    assert re.findall(TITLES[language], text, re.IGNORECASE) == []
    for words in TOLD[language]:
        assert squeezed(words) in whole, words


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
@pytest.mark.parametrize("language", ["it", "en"])
def test_the_five_days_and_the_day_of_the_conference_are_told_apart(
    printed: dict[str, Path], language: str
) -> None:
    text = squeezed(read_pdf(printed[f"full-{language}"]))
    for words in DAYS[language]:
        assert squeezed(words) in text
