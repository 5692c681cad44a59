"""What an analyst's cells show: on the page, or refused by cell and type; never gone."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output

from reporting.charts.chart import FOR_THE_PAGE, PLOTLY_MIME
from reporting.errors import StepFailedError
from reporting.publish.pages import figures, working_paper
from reporting.publish.pages.cell_outputs import PICTURES, TRACES, points
from reporting.publish.pages.document import PAGE_MIME, Document, read
from reporting.publish.pages.exporting import exported
from reporting.publish.pages.figures import PLOTLY_JS, Drawer
from reporting.publish.pages.page import screen_page

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg==\n"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
WORDS = {"alt": 'Una "linea" che <sale>', "caption": "Le velocità & i tempi"}
CHART = {"name": "speeds", "title": "T", "source": "S", "alt": "A"}


def document_of(*outputs: Any, tags: tuple[str, ...] = ()) -> Document:
    page = {PAGE_MIME: {"language": "it", "title": "Prova", "report": "race"}}
    chapter = {"text/html": '<section class="chapter" id="c"><h2>Uno</h2>'}
    ours = {"text/html": {"reporting": FOR_THE_PAGE}}
    opening = [new_output("display_data", data=one, metadata=ours) for one in (page, chapter)]
    shown = new_code_cell("x", outputs=list(outputs), metadata={"tags": list(tags)})
    return read(new_notebook(cells=[new_code_cell("y", outputs=opening), shown]))


def shows(data: dict[str, Any], **metadata: Any) -> Any:
    return new_output("display_data", data=data, metadata=metadata)


def chart(*traces: dict[str, Any]) -> Any:
    plot = {PLOTLY_MIME: {"data": list(traces), "layout": {}}}
    return shows(plot, **{PLOTLY_MIME: {"reporting": CHART}})


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize("inside", [True, False])
def test_a_picture_stands_on_the_page_with_caption_and_alternative_text(
    kind: str, *, inside: bool
) -> None:
    content = SVG if kind.endswith("xml") else PNG
    said: dict[str, Any] = {kind: WORDS} if inside else WORDS
    html = screen_page(document_of(shows({kind: content, "text/plain": "<Figure>"}, **said)))
    assert f'src="data:{kind};base64,' in html
    assert 'alt="Una &quot;linea&quot; che &lt;sale&gt;"' in html
    assert "Le velocità &amp; i tempi" in html
    assert "alert(1)" not in html


@pytest.mark.parametrize("missing", ["alt", "caption"])
def test_a_picture_without_words_is_refused_by_cell_and_type(missing: str) -> None:
    words = {**WORDS, missing: " "}
    with pytest.raises(StepFailedError, match=r"Cell 2 shows a picture \(image/png\) without"):
        document_of(shows({"image/png": PNG}, **words))


@pytest.mark.parametrize(
    "kind",
    [
        "text/markdown", "text/latex", "application/javascript", "application/pdf",
        "application/vnd.jupyter.widget-view+json", "application/json", "video/mp4",
    ],
)  # fmt: skip
def test_what_a_page_cannot_show_is_refused_by_cell_and_type(kind: str) -> None:
    data: dict[str, Any] = {"text/plain": "x", kind: {} if kind.endswith("json") else "x"}
    with pytest.raises(StepFailedError, match=re.escape(f"Cell 2 shows {kind}, which a page")):
        document_of(shows(data))
    assert document_of(shows(data), tags=("remove-output",)).chapters[0].parts[1:] == ()


def test_printed_text_is_refused_and_warnings_are_left_out() -> None:
    with pytest.raises(StepFailedError, match="Cell 2 prints text"):
        document_of(new_output("stream", name="stdout", text="42\n"))
    document_of(
        new_output("stream", name="stdout", text=" \n"),
        new_output("stream", name="stderr", text="DeprecationWarning"),
    )


def test_a_tag_hides_no_error() -> None:
    error = new_output("error", ename="ValueError", evalue="x", traceback=[])
    with pytest.raises(StepFailedError, match="ValueError"):
        document_of(error, tags=("remove-output",))


def test_the_traces_that_pages_draw_are_those_of_the_bundle() -> None:
    script = PLOTLY_JS.read_text(encoding="utf-8")
    assert set(re.findall(r'moduleType:"trace",name:"(\w+)"', script)) == TRACES


@pytest.mark.parametrize(
    "kind", ["sankey", "treemap", "scatter3d", "scattergl", "scatterpolar", "table", "scattermap"]
)
def test_a_trace_that_the_bundle_lacks_is_refused_with_chart_and_type(kind: str) -> None:
    wanted = rf"Cell 2: the chart 'speeds' \(3 points\) has a trace of the type {kind}"
    with pytest.raises(StepFailedError, match=wanted):
        document_of(chart({"y": [1]}, {"type": kind, "y": [1, 2]}))


@pytest.mark.parametrize(
    ("moving", "told"),
    [
        ({"frames": [{"data": [{"y": [3]}]}]}, "frames"),
        ({"layout": {"sliders": [{"steps": [{"label": "1"}]}]}}, "a slider"),
        ({"layout": {"updatemenus": [{"buttons": [{"label": "1"}]}]}}, "buttons or a menu"),
    ],
)
@pytest.mark.parametrize("ours", [True, False])
def test_what_paper_would_stop_is_refused_with_chart_and_reason(
    moving: dict[str, Any], told: str, *, ours: bool
) -> None:
    plot = {"data": [{"y": [1, 2]}], "layout": {}} | moving
    output = shows({PLOTLY_MIME: plot}, **({PLOTLY_MIME: {"reporting": CHART}} if ours else {}))
    cell = new_code_cell("x", outputs=[output], execution_count=1)
    with pytest.raises(StepFailedError, match=rf"Cell [12]: .*chart.* \(2 points\) has {told}"):
        document_of(output) if ours else working_paper.read(new_notebook(cells=[cell]), "x.ipynb")


def test_points_in_plotlys_packed_columns_are_counted_whole() -> None:
    assert points({"data": [{"x": {"dtype": "i1", "bdata": "AQ=="}}]}) == 1
    assert points({"data": [{"x": {"dtype": "i2", "bdata": "AQACAAMA"}}]}) == 3


def test_a_notebook_that_failed_is_told_by_the_cell_that_failed_and_not_by_those_after() -> None:
    error = new_output("error", ename="KeyError", evalue="'Zürich'", traceback=[])
    failed = new_code_cell("x", outputs=[error], execution_count=1)
    with pytest.raises(StepFailedError, match=r"^Cell 1 failed: KeyError: 'Zürich'$"):
        exported(new_notebook(cells=[failed, new_code_cell("y")]), "html")


@given(st.lists(st.lists(st.integers(), max_size=9), max_size=4))
def test_points_are_those_of_each_traces_longest_column(columns: list[list[int]]) -> None:
    plot = {"data": [{"x": column, "y": column[:2]} for column in columns]}
    assert points(plot) == sum(map(len, columns))


@pytest.mark.slow
def test_a_chart_that_takes_too_long_is_named_and_not_tried_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Drawer() as drawer:
        drawer.start()
        monkeypatch.setattr(figures, "DRAW_TIMEOUT_S", 0.001)
        monkeypatch.setattr(figures, "CHARACTERS_PER_SECOND", 1e12)
        plot = {"data": [{"type": "scatter", "y": list(range(20_000))}], "layout": {}}
        wanted = r"The chart 'speeds' of 20,000 points: Chromium did not draw it within"
        with pytest.raises(StepFailedError, match=wanted):
            drawer.svg(plot, 300, name="speeds")
        assert drawer._browser is None
        monkeypatch.setattr(figures, "DRAW_TIMEOUT_S", 60)
        assert "<svg" in drawer.svg({"data": [{"y": [1, 2]}], "layout": {}}, 300)


@pytest.mark.slow
def test_nbconvert_tells_in_a_sentence_why_a_notebook_is_no_report(tmp_path: Path) -> None:
    notebook = new_notebook(cells=[new_code_cell("1")])
    nbformat.write(notebook, tmp_path / "in.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "reporting", "in.ipynb"],
        cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    converting, told = done.stderr.strip().splitlines()
    assert "Converting notebook" in converting
    assert "'in.ipynb': Cell 1 has not been run" in told
    assert not (tmp_path / "in.html").exists()
