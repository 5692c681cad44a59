"""The laboratory: copies to work on, exports by name, experiments that stay experiments."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import plotly.express as px
import pytest
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
    new_raw_cell,
)

import reporting as rp
from reporting.analyst.laboratory import jupyter, notebook_files, work_folder
from reporting.charts.chart import FOR_THE_ANALYST, PLOTLY_MIME
from reporting.errors import InputError, StepFailedError, UsageError
from reporting.publish.pages import pasted_table
from reporting.publish.pages.document import PAGE_MIME, Figure, figure_of, read
from reporting.publish.pages.dress import laboratory_style
from reporting.publish.pages.exporting import document_of, exported
from reporting.publish.pages.page import screen_page
from reporting.publish.pages.working_paper import NOTICE_MIME
from support.home import write_home
from support.project import ROOT

WORDS = {PAGE_MIME: {"language": "it", "title": "Prova"}}
FRAME = pd.DataFrame({"my_private_note": [1.5, 2.5], "who": ["<b>a</b>", "b"]})


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = write_home(tmp_path / "home")
    monkeypatch.setenv("REPORTING_HOME", str(made))
    return made


def shown(value: Any) -> Any:
    """Return the output that a cell shows of a value."""
    if hasattr(value, "_repr_mimebundle_"):
        bundle = value._repr_mimebundle_()
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return new_output("display_data", data, metadata=metadata)
    return new_output("display_data", {"text/html": value._repr_html_(), "text/plain": "x"})


def notebook(*cells: Any) -> Any:
    return new_notebook(cells=list(cells))


def ran(*outputs: Any, source: str = "shown()", tags: tuple[str, ...] = ()) -> Any:
    return new_code_cell(
        source, outputs=list(outputs), execution_count=1, metadata={"tags": list(tags)}
    )


def test_what_a_markdown_cell_carries_stands_where_it_is_named() -> None:
    cell = new_markdown_cell(
        "# Prova\n\nUna ![Una salita](attachment:la%20salita.png) dopo ![via](attachment:no.png).",
        attachments={"la salita.png": {"image/png": "iVBORw0KGgo="}},
    )
    page = screen_page(document_of(notebook(cell), "prova.ipynb"))
    assert '<img alt="Una salita" src="data:image/png;base64,iVBORw0KGgo="' in page
    assert "dopo via." in page
    wordless = new_markdown_cell(
        "![](attachment:a.png)", attachments={"a.png": {"image/png": "iVBO"}}
    )
    with pytest.raises(StepFailedError, match=r"Cell 1 shows a picture .* alternative text"):
        document_of(notebook(wordless), "x.ipynb")


def test_raw_text_stands_on_a_working_paper_unless_it_is_for_another_format() -> None:
    latex = new_raw_cell("\\section{Altrove}", metadata={"format": "text/latex"})
    page = screen_page(document_of(notebook(new_raw_cell("a < b & c"), latex), "x.ipynb"))
    assert '<pre class="plain">a &lt; b &amp; c</pre>' in page
    assert "Altrove" not in page


def test_an_experiment_in_a_report_does_not_reach_its_page() -> None:
    opening = ran(new_output("display_data", WORDS))
    with pytest.raises(StepFailedError, match=r"Cell 2 shows HTML that the suite did not make"):
        read(notebook(opening, ran(shown(FRAME))))
    assert read(notebook(opening, ran(shown(FRAME), tags=("remove-output",)))).front == ()


def test_a_table_with_its_words_stands_on_the_page_without_the_laboratorys_dress() -> None:
    block = rp.table(FRAME, "Due note", "l'analista", notice="Prova", language="it")
    [part] = read(notebook(ran(new_output("display_data", WORDS), shown(block)))).front
    assert "1,5" in part.html
    assert "Fonte: l&#39;analista" in part.html or "l’analista" in part.html
    assert "&lt;b&gt;a&lt;/b&gt;" in part.html
    assert "<style>" not in part.html
    assert 'class="reporting"' not in part.html


def test_a_table_of_simulated_times_says_so_by_itself() -> None:
    assert (
        "Tempi simulati" in rp.table(FRAME.assign(timing="simulated"), "x", "y", language="it").html
    )


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: rp.table(FRAME, " ", "x"),
        lambda: rp.table([1], "x", "x"),
        lambda: rp.chart(px.bar(x=[1], y=[1]), "x", ""),
        lambda: rp.chart(FRAME, "x", "x"),
    ],
)
def test_what_has_no_words_or_is_none_is_refused_at_once(wrong: Any) -> None:
    with pytest.raises(UsageError):
        wrong()


def test_the_dress_reaches_no_table_of_the_analysts() -> None:
    style = laboratory_style()
    assert style.count("{") == style.count("}")
    rules = [line for line in style.splitlines() if line and not line.startswith(" ")]
    bare = [line for line in rules if line.startswith(("table", "td", "th ", "* {", "body", "h1"))]
    depth = 0
    for line in style.splitlines():
        if line.strip() in bare:
            assert depth > 0, line
        depth += line.count("{") - line.count("}")
    assert '[data-jp-theme-light="false"] .reporting' in style
    assert "https:" not in style


def test_a_chart_can_be_read_in_a_dark_laboratory_and_has_the_pages_ground_on_a_page() -> None:
    chart = rp.open("demo-rally").speed(1).plot()
    bundle, metadata = chart._repr_mimebundle_()
    assert bundle[PLOTLY_MIME]["layout"]["paper_bgcolor"] == "#ffffff"
    shown = figure_of(new_output("display_data", bundle, metadata=metadata), 1)
    assert shown.plot["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"


def test_a_charts_title_stands_in_the_pages_dress(capsys: pytest.CaptureFixture[str]) -> None:
    rp.open("demo-rally").speed(1).plot()._ipython_display_()
    assert "{'text/html': '<div class=\"reporting\"><figure" in capsys.readouterr().out


def test_a_notebook_that_is_no_report_is_a_working_paper_and_says_so() -> None:
    figure = px.scatter(x=list(range(1200)), y=list(range(1200)), title="Points")
    plot = new_output("display_data", {PLOTLY_MIME: json.loads(figure.to_json())})
    paper = document_of(
        notebook(
            new_markdown_cell("# Mine\n\nText & <script>x</script> ![p](http://x/y.png)\n\n## One"),
            ran(source='language: str = "it"'),
            ran(shown(FRAME), plot),
            ran(new_output("stream", name="stdout", text="<printed>")),
        ),
        "mine.ipynb",
    )
    assert paper.words["language"] == "it"
    assert paper.words["title"] == "Mine"
    assert "Documento di lavoro" in paper.words["notice"]
    html = exported_text(paper)
    assert "http://x" not in html
    assert "<script>x" not in html
    assert "&lt;b&gt;a&lt;/b&gt;" in html
    assert "&lt;printed&gt;" in html
    assert "mine.ipynb" in html
    [drawn] = paper.figures
    assert isinstance(drawn, Figure)
    assert (drawn.title, drawn.plot["data"][0]["type"]) == ("Points", "scatter")


def test_a_working_paper_says_on_every_page_table_and_chart_that_times_are_simulated() -> None:
    plot = new_output("display_data", {PLOTLY_MIME: json.loads(px.bar(x=[1], y=[1]).to_json())})
    mark = {"text/html": "<p>x</p>", NOTICE_MIME: {"notice": "Simulated times (rally)"}}
    metadata = {"text/html": {"reporting": FOR_THE_ANALYST}}
    paper = document_of(
        notebook(ran(new_output("display_data", mark, metadata=metadata)), ran(plot, shown(FRAME))),
        "mine.ipynb",
    )
    assert paper.words["notice"].endswith("Simulated times (rally)")
    assert paper.figures[0].notice == "Simulated times (rally)"
    assert '<span class="notice">Simulated times (rally)</span>' in exported_text(paper)


def exported_text(paper: Any) -> str:
    parts = [*paper.front, *(part for chapter in paper.chapters for part in chapter.parts)]
    return "\n".join(getattr(part, "html", "") for part in parts)


def test_a_long_and_wide_table_says_what_it_leaves_out() -> None:
    frame = pd.DataFrame({f"c{n}": range(100) for n in range(15)})
    [table] = pasted_table.read(frame.to_html())
    assert table.left_out == (40, 6)  # the index is a column, too
    assert str(table.html()).count("<tr>") == 61
    assert '<th class="number">c1</th>' in table.html()
    paper = exported_text(document_of(notebook(ran(shown(frame.head()))), "mine.ipynb"))
    assert "Columns left out here: 6." in paper
    assert "Rows" not in paper


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([new_code_cell("1 + 1")], "Cell 1 has not been run"),
        ([ran(new_output("error", ename="E", evalue="bad", traceback=[]))], "Cell 1 failed: E"),
        (
            [ran(new_output("display_data", {"text/html": "<iframe></iframe>"}))],
            "Cell 1 shows HTML",
        ),
    ],
)
def test_what_cannot_be_exported_is_told_in_a_sentence(cells: list[Any], said: str) -> None:
    with pytest.raises(StepFailedError, match=said):
        exported(notebook(*cells), "html")


def test_the_export_process_says_a_sentence_and_no_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "reporting.publish.pages.exporting", "html", "x.ipynb"],
        input=nbformat.writes(notebook(new_code_cell("1"))),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        "Cell 1 has not been run. Run all cells (Run > Run All Cells), save, and export again."
    ]


def test_the_work_folder_holds_copies_and_a_start_page(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    [copy] = work_folder.prepare(folder, "en")
    assert (folder / copy.path).is_file()
    start = (folder / "start.md").read_text(encoding="utf-8")
    assert "`prova-uno`" in start
    assert "race.ipynb" in start
    assert "Report (PDF)" in start
    opened = json.loads((folder / "race.ipynb").read_text(encoding="utf-8"))
    assert opened["metadata"]["kernelspec"] == notebook_files.KERNEL


def test_a_copy_that_was_changed_stays_and_any_other_follows(home: Path, tmp_path: Path) -> None:
    folder, origin = tmp_path / "lab", home / "notebooks" / "race.ipynb"
    work_folder.prepare(folder, "it")
    published = origin.read_text(encoding="utf-8")

    def change(path: Path, source: str) -> None:
        changed = nbformat.read(path, as_version=4)
        changed.cells.append(new_code_cell(source))
        nbformat.write(changed, path)

    change(origin, "first = 1")
    assert not work_folder.prepare(folder, "it")[0].outdated
    assert "first = 1" in (folder / "race.ipynb").read_text(encoding="utf-8")
    change(folder / "race.ipynb", "mine = 1")
    assert not work_folder.prepare(folder, "it")[0].outdated
    change(origin, "second = 1")
    assert work_folder.prepare(folder, "it")[0].outdated
    assert "second = 1" not in (folder / "race.ipynb").read_text(encoding="utf-8")
    assert "mine" not in origin.read_text(encoding="utf-8")
    assert published != origin.read_text(encoding="utf-8")


def test_the_notebooks_that_reports_are_built_from_are_no_work_folder(home: Path) -> None:
    with pytest.raises(InputError, match="are built from"):
        work_folder.prepare(home / "notebooks" / "explore", "en")


def test_jupyterlab_is_told_to_stay_here_and_to_be_quiet(tmp_path: Path) -> None:
    said = jupyter.command(tmp_path, 8899, browser=False)
    assert "--ServerApp.ip=127.0.0.1" in said
    assert not [one for one in said if "token" in one]
    assert "--LabApp.news_url=None" in said
    assert f"--LabApp.workspaces_dir={tmp_path / '.workspaces'}" in said
    assert "--LabApp.extension_manager=readonly" in said
    kernel = json.loads((jupyter.SHARE / "kernels/python3/kernel.json").read_text())
    assert kernel["display_name"] == notebook_files.KERNEL["display_name"]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "notebooks").rglob("*.ipynb")), ids=lambda p: p.stem
)
def test_a_committed_notebook_is_as_the_filter_leaves_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    written = notebook_files.written(notebook_files.stripped(json.loads(text)))
    assert json.loads(written) == json.loads(text)
    assert written == text


def test_git_sees_a_notebook_without_what_running_it_left(tmp_path: Path) -> None:
    def git(*words: str) -> str:
        command = ["git", "-C", str(tmp_path), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    git("init", "-q")
    clean = f"{sys.executable} -m reporting.analyst.laboratory.notebook_files"
    git("config", "filter.notebook-outputs.clean", clean)
    (tmp_path / ".gitattributes").write_text((ROOT / ".gitattributes").read_text())
    source = json.loads((ROOT / "notebooks" / "race.ipynb").read_text(encoding="utf-8"))
    executed = notebook_files.as_opened(source)
    executed["cells"][1] |= {"outputs": [{"output_type": "stream", "text": "x"}],
                             "execution_count": 7}  # fmt: skip
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "race.ipynb").write_text(json.dumps(executed))
    git("add", ".")
    assert json.loads(git("show", ":notebooks/race.ipynb")) == source


SLEEPER = """
import asyncio, signal, threading, time
from reporting.analyst.laboratory import server

loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(loop.stop))

def beside():  # what another thread takes does not wake the loop, as what comes too early
    time.sleep(0.3)
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)

async def begin():
    server.keep_awake()
    threading.Thread(target=beside).start()

loop.create_task(begin())
loop.run_forever()
"""


def test_a_laboratory_that_nobody_visits_ends_when_it_is_told() -> None:
    done = subprocess.run([sys.executable, "-P", "-c", SLEEPER], timeout=30, check=False)
    assert done.returncode == 0
