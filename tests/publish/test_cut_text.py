"""No text of a PDF is cut without a word: what is too wide is broken, or the build says so."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from reporting.errors import StepFailedError
from reporting.publish.pages.document import Chapter, Document, Fragment
from reporting.publish.pages.printing import pdf_of, printed

pytestmark = pytest.mark.slow

WORDS = {"language": "it", "title": "Prova", "running_head": "Prova", "report": "race"}
WORD = "Wolfeschlegelsteinhausenberger" * 4


def report(*html: str) -> bytes:
    opening = Fragment('<section class="chapter" id="c"><h2>Uno</h2>')
    chapter = Chapter("c", "Uno", (opening, *map(Fragment, html)))
    return printed(Document(WORDS, (Fragment("<header><h1>Prova</h1></header>"),), (chapter,)), {})


def table(rows: list[list[str]], name: str = "table-wide") -> str:
    lines = ("".join(f'<td class="x">{cell}</td>' for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<figure class="table" id="{name}"><table class="data">{body}</table></figure>'


def page(html: str) -> bytes:
    return pdf_of(f'<html lang="it"><title>x</title>{html}</html>', "x.pdf", "it", "x")


def text_of(pdf: bytes, *options: str) -> str:
    command = ["pdftotext", *options, "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def test_a_table_wider_than_the_page_is_refused_by_page_table_and_text() -> None:
    rows = [[f"colonna {n}" for n in range(40)]]
    with pytest.raises(StepFailedError, match=r"would lose text. page 1 in table-wide: 'c"):
        report(table(rows))


def test_a_long_word_takes_no_other_cell_from_the_page() -> None:
    rows = [[str(n), WORD if n == 3 else f"Rossi {n}", "+138,90", "1.234,50"] for n in range(9)]
    pdf = report(table(rows), f"<p>{WORD * 2}</p><h3>{WORD}</h3>")
    assert text_of(pdf).count("1.234,50") == 9
    assert re.sub(r"\s", "", text_of(pdf)).count(WORD) >= 3
    places = re.findall(r'xMin="([-\d.]+)" yMin="[-\d.]+" xMax="([-\d.]+)"', text_of(pdf, "-bbox"))
    assert min(float(left) for left, _ in places) >= 52
    assert max(float(right) for _, right in places) <= 595 - 52


@pytest.mark.parametrize("bound", ["413-1", "Austin-Healey"])
def test_no_word_bound_to_one_with_a_hyphen_is_divided(bound: str) -> None:
    words = f"impacts; {bound}\xa0Operations with; " * 3
    cell = f'<td class="text"><cite>{words}</cite></td>'
    widths = range(150, 260, 6)
    rows = "".join(f'<table style="width: {width}px"><tr>{cell}</tr></table>' for width in widths)
    assert text_of(report(rows)).count("Operations") == 3 * len(widths)


@pytest.mark.parametrize(
    "style",
    [
        "overflow: hidden; width: 60px; white-space: nowrap",
        "overflow: hidden; height: 20px; width: 100px",
        "position: absolute; left: 700px",
        "margin-left: -200px; white-space: nowrap; width: 10px",
    ],
)
def test_words_that_are_cut_are_refused_wherever_they_stand(style: str) -> None:
    html = f'<p>Sta.</p><div id="box" style="{style}">Una riga che qui non ci sta tutta</div>'
    with pytest.raises(StepFailedError, match=r"x.pdf would lose text. page 1 in box: '"):
        page(html)


@pytest.mark.parametrize(
    "style",
    [
        "overflow: hidden; height: 1px; width: 1px; position: absolute; white-space: nowrap",
        "visibility: hidden; margin-left: 900px",
        "overflow: hidden; width: 300px",
    ],
)
def test_words_for_listeners_and_words_that_fit_are_let_through(style: str) -> None:
    page(f'<div style="{style}">Una riga che ci sta</div>')


def test_a_name_is_never_divided_by_a_hyphen() -> None:
    words = " ".join(["Vergamini-Fabrizi, Vergamini e Castellanotti"] * 60)
    text = text_of(report(f'<div class="prose"><p>{words}</p></div>'))
    assert "\u2010" not in text
    assert len(re.findall("Vergamini", text)) == 120
    assert text.count("Vergamini-Fabrizi") == 60  # nor after a hyphen of its own


def test_the_package_asks_for_no_division_by_hyphens_in_print() -> None:
    assets = Path(__file__).parents[2] / "src" / "reporting" / "assets"
    for sheet in ("print.css", "crews.css", "journey-print.css"):
        assert "hyphens: auto" not in (assets / sheet).read_text("utf-8")


def test_no_row_is_alone_on_a_page() -> None:
    for count in range(36, 46):
        pdf = report(table([[f"riga {at}", "x"] for at in range(count)]))
        on_pages = [text.count("riga ") for text in text_of(pdf, "-layout").split("\f")]
        assert 1 not in on_pages, (count, on_pages)
