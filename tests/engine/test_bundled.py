"""The notebooks of this project come out the same, wherever their cells run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from engine.test_museum import merged, plain
from reporting.engine.notebook import execute
from support.packages import write_package
from support.project import ROOT
from support.rally import rally_tables

pytestmark = pytest.mark.slow

EVENTS = {
    "grande_viaggio_alpino": "coppa-delle-alpi-2024",
    "sustainability": "demo-rally",
    "what_if": "demo-rally",
}
"""Notebook -> the event that has what it tells; the others tell of a small rally."""

NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


def outputs(name: str, engine: Any, folder: Path) -> list[Any]:
    notebook = ROOT / "notebooks" / f"{name}.ipynb"
    given = {"event": EVENTS.get(name) or str(write_package(folder, **rally_tables()))}
    done = execute(notebook, given, folder / f"{engine}.ipynb", engine=engine)
    cells = nbformat.read(done, as_version=4).cells
    return [
        (cell.execution_count, [plain(one) for one in merged(cell.outputs)])
        for cell in cells
        if cell.cell_type == "code"
    ]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_report_shows_what_it_shows_in_an_ordinary_kernel(name: str, tmp_path: Path) -> None:
    ordinary = outputs(name, "kernel", tmp_path)
    assert outputs(name, "forked", tmp_path) == ordinary
    assert any(shown for _, shown in ordinary)
