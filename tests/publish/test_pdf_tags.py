"""What a PDF says to whoever listens: its rules, and the order and wholeness of what is told."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest

from reporting.publish.pages.printing import pdf_of
from support.pdf_ua import CHECKS, File, judged, rules

pytestmark = pytest.mark.slow

ROWS = "".join(
    f"<tr><td>{n}</td><td data-heads-row>Equipaggio {n}</td><td>{n * 2}</td></tr>"
    for n in range(1, 90)
)
PAGE = f"""<!doctype html><html lang="it"><head><meta charset="utf-8"><title>Prova</title>
<style>thead {{ display: table-header-group }} nav a::after {{
  content: leader(" ") target-counter(attr(href), page) }} nav a {{ display: block }}
.line li {{ display: inline; list-style: none }}</style></head>
<body><h1>La prova</h1><nav><ol><li><a href="#tavola">La <b>tavola</b></a></li></ol></nav>
<section id="tavola"><h2>Tavola</h2><figure><figcaption><p>Gli equipaggi</p></figcaption><div>
<table><thead><tr><th scope="col">Pos.</th><th scope="col">Nome</th><th scope="col">Punti</th></tr>
</thead><tbody>{ROWS}</tbody></table></div></figure>
<p>{"Una parola dopo l’altra, senza fine. " * 200}</p>
<ul>{"".join(f"<li>Punto {n}{' e poi ancora' * 30}</li>" for n in range(40))}</ul>
<p><a href="https://example.org/"><img alt="Un segno" src="data:image/svg+xml;base64,
PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSI5IiBoZWlnaHQ9IjkiLz4="></a></p>
<ul class="line"><li>Uno</li> <li>Due</li> <li>Tre</li></ul></section></body></html>"""


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf_of(PAGE, "prova.pdf", "it", "Prova")


@pytest.fixture
def file(made: bytes) -> Iterator[File]:
    with pikepdf.open(io.BytesIO(made)) as pdf:
        yield File(made, pdf)


def test_every_rule_that_a_machine_can_check_holds(made: bytes) -> None:
    verdicts = judged(made)
    assert {name: one.faults for name, one in verdicts.items() if one.faults} == {}
    assert sum(one.items > 0 for one in verdicts.values()) > 60


def test_every_rule_has_its_check_and_every_check_its_rule() -> None:
    assert {one.check for one in rules()} == set(CHECKS)
    assert len({one.id for one in rules()}) == len(rules()) > 100


def test_a_table_that_breaks_is_one_table_with_its_caption_and_one_head(file: File) -> None:
    assert len(file.pdf.pages) > 1
    (table,) = file.of("Table")
    kinds = table.kid_kinds()
    assert kinds[:2] == ["Caption", "THead"]
    assert set(kinds[2:]) == {"TBody"}
    assert len(file.of("TR")) == 90
    assert len(file.of("THead")) == 1


def test_a_cell_names_the_header_of_its_column_and_of_its_row(file: File) -> None:
    texts = {str(one.node.ID): one for one in file.of("TH")}
    last = file.of("TR")[-1]
    cell = last.kids[-1]
    named = [texts[str(name)] for name in cell.node.A.Headers]
    assert [str(one.node.A.Scope) for one in named] == ["/Row", "/Column"]
    assert named[0].above == last
    assert named[1] is file.of("TH")[2]


def test_what_breaks_over_pages_is_told_as_one(file: File) -> None:
    assert len([one for one in file.of("P") if len(one.kids) > 50]) == 1
    lists = [len([kid for kid in one.kids if kid.kind == "LI"]) for one in file.of("L")]
    assert lists == [1, 40, 3]


def test_a_link_says_where_it_leads_in_the_pages_own_words(file: File) -> None:
    said = [str(one.Contents) for _, one in file.annotations]
    assert said == ["La tavola", "Un segno"]
    assert len(file.of("Link")) == 2


def broken(change: Any, made: bytes) -> dict[str, tuple[str, ...]]:
    with pikepdf.open(io.BytesIO(made)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return {name: one.faults for name, one in judged(out.getvalue()).items() if one.faults}


def _no_language(pdf: Any) -> None:
    del pdf.Root.Lang


def _no_title(pdf: Any) -> None:
    del pdf.Root.ViewerPreferences


def _no_ids(pdf: Any) -> None:
    del pdf.Root.StructTreeRoot.IDTree


def _mute_links(pdf: Any) -> None:
    del pdf.pages[0].Annots[0].Contents


def _no_tabs(pdf: Any) -> None:
    del pdf.pages[0].Tabs


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (_no_language, "7.2-34"),
        (_no_title, "7.1-10"),
        (_no_ids, "7.5-2"),
        (_mute_links, "7.18.5-2"),
        (_no_tabs, "7.18.3-1"),
    ],
)
def test_a_rule_that_is_broken_is_noticed(change: Any, rule: str, made: bytes) -> None:
    assert rule in broken(change, made)
