"""A step's hash covers every file of ours that the step runs or reads, and no other room's."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reporting.engine import code
from reporting.engine.store import Store
from reporting.publish.building import step_code
from reporting.publish.building.kinds import KINDS
from support.project import ROOT

PACKAGE = ROOT / "src" / "reporting"

# Runs steps in processes that have imported nothing of ours, and tells which of our files each came
# to. What others wrote is imported once, before the processes fork.
RUN = """
import json, os, sys
from pathlib import Path
import great_expectations, jinja2, numpy, openpyxl, pandas, plotly.graph_objects, pyproj, shapely
import pyarrow.parquet, scipy.stats
ours, opened = Path({package!r}), set()
def hear(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        opened.add(arguments[0] if isinstance(arguments[0], str) else arguments[0].decode())
for name, work in {works!r}.items():
    assert "reporting" not in sys.modules
    sys.stdout.flush()
    child = os.fork()
    if child:
        assert os.waitpid(child, 0)[1] == 0, name
        continue
    sys.addaudithook(hear)
    from reporting.publish.building import tasks
    exec(work)
    loaded = {{getattr(module, "__file__", None) for name, module in sys.modules.items()
               if name.split(".")[0] == "reporting"}}
    data = {{name for name in opened if name.startswith(str(ours)) and "__pycache__" not in name
             and not name.endswith(".py")}}
    print(json.dumps([name, sorted(name for name in loaded | data if name)]), flush=True)
    os._exit(0)
"""
STEPS = {
    "validate": "tasks.validate('demo-rally')",
    **{
        step: f"tasks.compute('demo-rally', ({step!r},))"
        for step in ("score", "trail", "measure", "account", "presence")
    },
}
"""Step -> a call of its task that needs nothing of earlier steps."""
REPORTS = {
    "race": "experience-italy-2025",
    "sustainability": "demo-rally",
    "timing-quality": "demo-rally",
    "grande-viaggio-alpino": "coppa-delle-alpi-2024",
}
"""Kind of report -> an event that has it."""
WORK = STEPS | {
    kind: f"answer = tasks.execute({event!r}, {kind!r}, 'it', {{}})\n"
    "tasks.html(answer.files['document'])\n"
    for kind, event in REPORTS.items()
}


@pytest.fixture(scope="module")
def ran() -> dict[str, set[Path]]:
    """Return step or kind of report -> the files of ours that it loaded and opened."""
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(package=str(PACKAGE), works=WORK)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    lines = (json.loads(line) for line in done.stdout.splitlines() if line.startswith("["))
    return {name: {Path(path) for path in paths} for name, paths in lines}


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_what_a_step_really_loads_and_opens_counts(step: str, ran: dict[str, set[Path]]) -> None:
    assert sorted(ran[step] - step_code.files(step)) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", REPORTS)
def test_what_a_report_really_loads_and_opens_counts(kind: str, ran: dict[str, set[Path]]) -> None:
    files = step_code.files("execute", kind) | step_code.files("html")
    # Without a build's results the notebook computes them itself: those are steps of their own.
    own = (*STEPS, "data")
    assert ran[kind] - files - frozenset().union(*map(step_code.files, own)) == set()


def test_a_room_that_a_step_does_not_reach_does_not_count() -> None:
    reached = {step: {path.relative_to(PACKAGE).parts[0] for path in step_code.files(step)}
               for step in step_code.TASKS}  # fmt: skip
    assert not {"route", "footprint", "story", "charts"} & reached["score"]
    assert not {"scoring", "footprint", "story", "charts"} & reached["measure"]
    assert not {"scoring", "route", "story", "charts"} & reached["account"]
    assert not {"scoring", "route", "footprint"} & reached["pdf"]
    # The one gate opens whatever a package holds; what tells of a footprint is another report's.
    race = {path.relative_to(PACKAGE).parts[:2] for path in step_code.files("execute", "race")}
    assert not {("story", "footprint"), ("charts", "footprint")} & race


def test_every_file_of_ours_counts_for_a_step_or_is_of_no_report() -> None:
    counted = frozenset().union(
        *map(step_code.files, [*step_code.TASKS, "figure"]),
        *(step_code.files("execute", kind) for kind in KINDS),
        *map(code.of_notebook, (ROOT / "notebooks").rglob("*.ipynb")),
    )
    commands = frozenset().union(
        *(code.of_module(f"reporting.cli.{path.stem}") for path in (PACKAGE / "cli").glob("*.py")),
        *map(code.of_module, STARTED_BY_NAME),
    )
    left = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if path not in counted | commands and path.read_text(encoding="utf-8").strip()
    }
    assert left == set()


STARTED_BY_NAME = (
    "reporting.__main__",
    "reporting.analyst.laboratory.notebook_files",
    "reporting.analyst.laboratory.server",
    "reporting.analyst.opening",
    "reporting.analyst.own_blocks",
    "reporting.analyst.season",
    "reporting.engine.notebook.child",
    "reporting.engine.notebook.kernel",
    "reporting.engine.notebook.preload",
    "reporting.publish.data.output_reference",
    "reporting.publish.data.telemetry_on_cluster",
    "reporting.publish.pages.exporter",
    "reporting.publish.warm.preload_crews",
    "reporting.publish.warm.preload_press",
    "reporting.publish.warm.preload_suite",
)
"""Modules that others start by their name: people, Python, Jupyter, warm processes."""


def test_a_change_of_a_file_of_ours_changes_the_steps_that_reach_it_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import reporting

    copy = tmp_path / "reporting"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
    monkeypatch.setattr(reporting, "__file__", str(copy / "__init__.py"))
    forget()
    try:
        before = {step: code.hash_of(step_code.files(step)) for step in step_code.TASKS}
        page = copy / "publish" / "pages" / "page.py"
        page.write_text(page.read_text(encoding="utf-8") + "\nCHANGED = 1\n", encoding="utf-8")
        forget()
        after = {step: code.hash_of(step_code.files(step)) for step in step_code.TASKS}
    finally:
        monkeypatch.undo()
        forget()
    changed = {step for step in step_code.TASKS if before[step] != after[step]}
    assert changed == {"html", "pdf"}


def test_the_hashes_are_found_once_for_the_same_code(tmp_path: Path) -> None:
    store = Store(tmp_path)
    step_code._known.clear()
    found = step_code.hash_of("execute", "race", store)
    step_code._known.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(step_code, "files", lambda *_: pytest.fail("walked again"))
        assert step_code.hash_of("execute", "race", store) == found


def forget() -> None:
    for name in ("_imported_by", "_homes", "_data_of", "_data_in", "_file", "_tree", "_content"):
        getattr(code, name).cache_clear()
    code.whole.cache_clear()
