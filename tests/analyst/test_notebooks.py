"""The notebooks that explore: run by papermill, exported as working papers; ten questions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from reporting.engine.notebook import execute
from reporting.publish.pages.exporting import document_of
from support.project import ROOT

EXPLORE = ROOT / "notebooks" / "explore"


def test_first_steps_answers_ten_questions_in_three_lines_each() -> None:
    notebook = nbformat.read(EXPLORE / "first_steps.ipynb", as_version=4)
    headings = [cell for cell in notebook.cells if cell.source.startswith("## ")]
    assert len(headings) == 10
    for heading in headings:
        answer = notebook.cells[notebook.cells.index(heading) + 1].source
        assert len(answer.splitlines()) <= 3, heading.source
        imports = [node for node in ast.walk(ast.parse(answer)) if isinstance(node, ast.Import)]
        assert not imports


@pytest.mark.slow
def test_every_notebook_that_explores_runs_and_can_be_exported(tmp_path: Path) -> None:
    paths = sorted(EXPLORE.glob("*.ipynb"))
    assert len(paths) >= 8
    for path in paths:
        done = nbformat.read(execute(path, {"language": "it"}, tmp_path / path.name), as_version=4)
        paper = document_of(done, path.name)
        assert len(paper.chapters) >= 4, path.name
        assert "Tempi simulati (demo-rally)" in paper.words["notice"], path.name
        shown = [cell for cell in done.cells if cell.cell_type == "code" and cell.outputs]
        assert len(shown) >= 4, path.name
        # A leg's number names it: its colour is one of several, not a place on a scale.
        assert "leg" not in set(_colour_scales(done)), path.name


def _colour_scales(notebook: nbformat.NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            figure = output.get("data", {}).get("application/vnd.plotly.v1+json", {})
            bar = figure.get("layout", {}).get("coloraxis", {}).get("colorbar", {})
            yield bar.get("title", {}).get("text", "")
