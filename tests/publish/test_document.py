"""What of an executed notebook reaches readers."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from reporting.charts.chart import FOR_THE_PAGE, PLOTLY_MIME
from reporting.errors import StepFailedError
from reporting.publish.pages.document import PAGE_MIME, Figure, Fragment, read
from support.notebooks import executed

WORDS = new_output("display_data", {PAGE_MIME: {"language": "it", "title": "Prova"}})


def html(text: str):
    return new_output(
        "display_data", {"text/html": text}, metadata={"text/html": {"reporting": FOR_THE_PAGE}}
    )


def chart(name: str = "lead", **words: str):
    told = {"name": name, "title": "t", "subtitle": "", "source": "s", "alt": "a", "notice": ""}
    figure = {"data": [], "layout": {"font": {"family": "Source Sans 3"}, "height": 310}}
    said = {PLOTLY_MIME: {"reporting": told | words}}
    return new_output("display_data", {PLOTLY_MIME: figure}, metadata=said)


def chapter(name: str, title: str = "Titolo", *, closed: bool = True):
    return html(f'<section class="chapter" id="{name}"><h2>{title}</h2>' + "</section>" * closed)


def test_code_markdown_and_streams_are_the_analysts() -> None:
    notebook = executed([WORDS, html("<p>shown</p>")])
    notebook.cells += [
        new_markdown_cell("# secret"),
        new_code_cell("secret()", outputs=[new_output("stream", name="stderr", text="secret")]),
        new_code_cell("1", outputs=[new_output("execute_result", {"text/plain": "secret"})]),
    ]
    document = read(notebook)
    assert document.front == (Fragment("<p>shown</p>"),)
    assert document.chapters == ()


def test_parts_belong_to_the_chapter_opened_before_them() -> None:
    outputs = [WORDS, html("<header></header>"), chapter("one"), html("<p>1</p>"), chart()]
    outputs += [chapter("two", "Penalit&agrave; <em>nette</em>", closed=False), html("<p>2</p>")]
    document = read(executed(outputs))
    assert [part.html for part in document.front] == ["<header></header>"]
    assert [(one.id, one.heading, len(one.parts)) for one in document.chapters] == [
        ("one", "Titolo", 3),
        ("two", "Penalità nette", 2),
    ]
    assert all(one.parts[0].html.endswith("</h2>") for one in document.chapters)


def test_a_section_inside_a_chapter_is_left_whole() -> None:
    inner = '<section class="chapter" id="a"><h2>A</h2><section>x</section></section>'
    (only,) = read(executed([WORDS, html(inner)])).chapters
    assert only.parts[0].html.endswith("<section>x</section>")


def test_a_figure_keeps_its_words_and_quotes_its_fonts() -> None:
    (figure,) = read(executed([WORDS, chapter("a"), chart(title="Passa in testa")])).figures
    assert isinstance(figure, Figure)
    assert (figure.name, figure.title, figure.height) == ("lead", "Passa in testa", 310)
    assert figure.plot["layout"]["font"]["family"] == "'Source Sans 3'"


@pytest.mark.parametrize(
    ("outputs", "told"),
    [
        ([html("<p></p>")], "language and title"),
        ([WORDS, html('<section class="chapter"><h2>x</h2></section>')], "no id"),
        ([WORDS, html('<section class="chapter" id="x"></section>')], "no <h2>"),
        ([WORDS, chapter("x"), chapter("x")], "same id: x"),
        ([WORDS, chapter("x"), chart("x")], "same id: x"),
        ([WORDS, chapter("x"), chart(alt="")], "without its words"),
        ([WORDS, new_output("display_data", {PLOTLY_MIME: {}})], "without its words"),
        ([WORDS, new_output("error", ename="E", evalue="bad", traceback=[])], "E: bad"),
    ],
)
def test_a_notebook_that_is_no_report_is_refused(outputs: list[object], told: str) -> None:
    with pytest.raises(StepFailedError, match=told):
        read(executed(outputs))
