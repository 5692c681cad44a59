"""The laboratory as an analyst uses it: JupyterLab in a browser, with the network cut."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_notebook
from playwright.sync_api import sync_playwright

from reporting.publish.pages.figures import browser_path
from support.browser import NO_HOSTS
from support.notebooks import code
from support.project import ROOT

pytestmark = pytest.mark.slow

HERE_ALONE = f"{NO_HOSTS}, EXCLUDE 127.0.0.1"

PARAMETERS = 'event: str = "{event}"\nlanguage: str = "en"'
CELLS = (
    (
        "from reporting.publish import open_report, show\n\n"
        'report = open_report("race", event, language)\nreport.page()'
    ),
    'show(report.cover(), report.chapter("figures"), report.pulls())',
)
EXPERIMENT = "import pandas as pd; pd.DataFrame({'note': [1, 2]})"
PATIENCE_S = 120


def until(done: Callable[[], Any]) -> Any:
    """Return what `done` gives as soon as it gives something."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE_S:
        if found := done():
            return found
        time.sleep(0.2)
    raise AssertionError("it took too long")


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Start the laboratory on an empty work folder; yield the folder and the address."""
    folder, log = tmp_path / "lab", tmp_path / "log"
    command = [sys.executable, "-m", "reporting", "lab", "--no-browser", "--port", "18932"]
    with log.open("wb") as stream:
        started = subprocess.Popen(
            [*command, "--folder", str(folder), "--lang", "en"], stdout=stream, stderr=stream
        )
    try:
        until(lambda: b"token=" in log.read_bytes() or started.poll() is not None)
        said = log.read_text()
        yield folder, re.search(r"http://127\.0\.0\.1:\S+token=\w+", said)[0]
        assert not re.search(r"^\[[WE]", said, re.MULTILINE), said
    finally:
        started.terminate()
        started.wait(30)


class Notebook:
    """A notebook open in a tab.

    Parameters
    ----------
    tab
        Playwright's page.
    path
        The notebook's file.
    """

    def __init__(self, tab: Any, path: Path) -> None:
        self.tab, self.path = tab, path

    def menu(self, *entries: str) -> None:
        """Choose an entry of a menu."""
        self.tab.click(f".lm-MenuBar-itemLabel:text-is('{entries[0]}')")
        for entry in entries[1:]:
            self.tab.click(f".lm-Menu-itemLabel:text-is('{entry}')")

    def write(self, cell: int, source: str) -> None:
        """Write other text into a cell."""
        self.tab.locator(".jp-Cell .cm-content").nth(cell).click()
        self.tab.keyboard.press("Control+a")
        self.tab.keyboard.insert_text(source)

    def run(self, last: Callable[[list[Any]], bool]) -> list[Any]:
        """Run all cells and save until the saved ones are as `last` wants them."""
        self.menu("Run", "Run All Cells")

        def saved() -> list[Any]:
            self.tab.keyboard.press("Control+s")
            self.tab.wait_for_timeout(400)
            cells = nbformat.read(self.path, as_version=4).cells
            return cells if last(cells) else []

        return until(saved)

    def export(self, entry: str) -> tuple[bytes, str]:
        """Export by the menu; return the file, or what the new tab says instead."""
        files: list[Any] = []
        self.tab.context.once("page", lambda page: page.on("download", files.append))
        with self.tab.context.expect_page() as opened:
            self.menu("File", "Save and Export Notebook As", entry)
        page = opened.value

        def answer() -> tuple[bytes, str] | None:
            self.tab.wait_for_timeout(200)
            if files:
                return Path(files[0].path()).read_bytes(), ""
            said = "" if page.is_closed() else page.inner_text("body")
            return (b"", said) if said else None

        given = until(answer)
        if not page.is_closed():
            page.close()
        return given


def test_an_analyst_runs_changes_exports_and_publishes_nothing(lab: tuple[Path, str]) -> None:
    folder, address = lab
    originals = {path: path.read_bytes() for path in (ROOT / "notebooks").rglob("*.ipynb")}
    mine = folder / "mine.ipynb"
    cells = [code(PARAMETERS.format(event="demo-rally"), "parameters"), *map(code, CELLS)]
    opened = json.loads((folder / "race.ipynb").read_text())["metadata"]
    nbformat.write(new_notebook(cells=cells, metadata=opened), mine)
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=[HERE_ALONE])
        tab = browser.new_page(viewport={"width": 1300, "height": 1400})
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(address.replace("/lab/tree/start.md", "/lab/tree/mine.ipynb"))
        tab.wait_for_selector(".jp-Notebook .cm-content", timeout=60_000)
        tab.wait_for_selector("text=Reporting", timeout=60_000)  # the kernel's name
        notebook = Notebook(tab, mine)
        assert tab.locator(".lm-DockPanel-tabBar .jp-mod-dirty").count() == 0
        assert "has not been run" in notebook.export("Report (HTML)")[1]

        ran = notebook.run(lambda cells: bool(cells[-1].get("execution_count")))
        assert "There is no" not in json.dumps(ran)
        title = tab.locator(".reporting .cover h1")
        family = title.evaluate("one => getComputedStyle(one).fontFamily")
        assert "Source Serif 4 Display" in family
        page, _ = notebook.export("Report (HTML)")
        assert b"Demonstration rally" in page
        document, _ = notebook.export("Report (PDF)")
        assert document.startswith(b"%PDF")

        notebook.write(0, PARAMETERS.format(event="demo-raly"))
        ran = notebook.run(lambda cells: "There is no event" in json.dumps(cells[1]))
        [error] = [one for one in ran[1].outputs if one.output_type == "error"]
        assert len(error.traceback) == 1
        assert "demo-rally" in error.traceback[0]

        notebook.write(0, PARAMETERS.format(event="experience-italy-2025"))
        notebook.write(2, EXPERIMENT)
        notebook.run(lambda cells: "note" in json.dumps(cells[2].outputs))
        made, said = notebook.export("Report (PDF)")
        assert not made
        assert "HTML that the suite did not make" in said
        browser.close()
    assert {path: path.read_bytes() for path in originals} == originals
    home = address.partition("/lab")[0]
    outside = [one for one in asked if not one.startswith((home, "data:", "blob:", "ws://127."))]
    assert outside == []
