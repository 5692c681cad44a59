"""JupyterLab as an analyst has it: run all, change a parameter, err, export; reports untouched."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Page, sync_playwright

from reporting.publish.pages.figures import browser_path
from support.browser import NO_HOSTS
from support.home import files, write_home
from support.notebooks import write_notebook

PATIENCE_MS = 300_000
"""How long a busy machine may take for any one step; nothing is said of how fast it is."""

CELLS = (
    "import reporting as rp\n\nev = rp.open(event)\nev.standings().head(3)",
    'rp.table(ev.crews()[["number", "crew"]], "Who starts", "the entries")',
)
NOTEBOOK = "explore/mine.ipynb"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = write_home(tmp_path / "home")
    write_notebook(made / "notebooks" / NOTEBOOK, *CELLS)
    return made


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    """Yield the address that ``reporting lab`` says, of its notebook."""
    command = [sys.executable, "-m", "reporting", "lab", "--no-browser", "--lang", "en"]
    started = subprocess.Popen(
        command, env=os.environ | {"REPORTING_HOME": str(home)}, cwd=home, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert started.stdout
    said = (re.search(r"http://127\.0\.0\.1:\d+/lab\S*token=\S+", line) for line in started.stdout)
    try:
        spoken = next(filter(None, said))[0]
        yield re.sub(r"/lab[^?]*\?", f"/lab/tree/{NOTEBOOK}?", spoken)
    finally:
        started.terminate()
        started.wait(60)


class Laboratory:
    """A notebook open in a browser, worked on as a person would."""

    def __init__(self, tab: Page) -> None:
        self.tab = tab

    def menu(self, *labels: str) -> None:
        """Choose an entry of the menus by its words, one menu after the other."""
        self.tab.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{labels[0]}$")).click()
        for label in labels[1:]:
            said = re.compile(f"^{re.escape(label)}")
            self.tab.locator(".lm-Menu-itemLabel:visible", has_text=said).first.click()

    def run_all(self, until: str) -> None:
        """Run every cell; wait for words in the outputs."""
        self.menu("Run", "Run All Cells")
        self.tab.locator(".jp-OutputArea-output", has_text=until).first.wait_for()

    def write(self, cell: int, source: str) -> None:
        """Write another source into a code cell."""
        self.tab.locator(".jp-CodeCell .jp-Editor .cm-content").nth(cell).click()
        self.tab.keyboard.press("ControlOrMeta+a")
        self.tab.keyboard.insert_text(source)

    def export(self, entry: str) -> APIResponse:
        """Export by the menu; return what the address that it opens answers."""
        self.menu("File", "Save and Export Notebook As", entry)
        opened = self.tab.wait_for_function("window.opened.shift()").json_value()
        return self.tab.context.request.get(
            opened, headers={"Referer": self.tab.url}, timeout=PATIENCE_MS
        )


@pytest.mark.slow
def test_a_notebook_is_run_changed_and_exported_and_its_report_stays_as_it_was(
    address: str, home: Path
) -> None:
    before = files(home / "notebooks")
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=[f"{NO_HOSTS} , EXCLUDE 127.0.0.1"]
        )
        tab = browser.new_page(viewport={"width": 1200, "height": 900})
        tab.set_default_timeout(PATIENCE_MS)
        tab.context.on("request", lambda request: asked.append(request.url))
        # A new tab is only a place for the answer: the menu's address is asked for instead.
        tab.add_init_script("window.opened = []; window.open = url => { opened.push(url); };")
        tab.goto(address)
        laboratory = Laboratory(tab)
        tab.locator(".jp-CodeCell").nth(1).wait_for()

        unrun = laboratory.export("Report (HTML)")
        assert (unrun.status, "has not been run" in unrun.text()) == (422, True)
        laboratory.run_all("Who starts")
        laboratory.write(0, 'event: str = "prova-due"')
        laboratory.run_all("There is no event 'prova-due'. Known events: prova-uno")
        assert "Traceback" not in tab.inner_text(".jp-Notebook")
        laboratory.write(0, 'event: str = "prova-uno"  # mine')
        laboratory.run_all("Who starts")
        # Charts are measured in the pages' font, whichever cells JupyterLab keeps on its page.
        loaded = "[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family)"
        assert "Source Sans 3" in {name.strip('"') for name in tab.evaluate(loaded)}
        family = "e => getComputedStyle(e).fontFamily"
        assert (
            tab.locator(".jp-OutputArea-output .reporting table")
            .first.evaluate(family)
            .startswith('"Source Sans 3"')
        )
        laboratory.menu("File", "Save Notebook")
        page = laboratory.export("Report (HTML)").text()
        assert "Who starts" in page
        assert "Working paper" in page
        assert "Simulated times (prova-uno)" in page
        assert laboratory.export("Report (PDF)").body().startswith(b"%PDF")
        browser.close()
    assert "# mine" in (home / "lab" / NOTEBOOK).read_text(encoding="utf-8")
    assert files(home / "notebooks") == before
    assert [
        url for url in asked if not url.startswith(("http://127.0.0.1", "data:", "blob:"))
    ] == []
