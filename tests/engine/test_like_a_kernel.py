"""What a notebook may expect of its process, and its caller of the engine: as of any kernel."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError
from nbformat.v4 import new_code_cell, new_notebook

from reporting import paths
from reporting.engine import warm
from reporting.engine.notebook import execute, runner
from reporting.errors import StepFailedError
from support.notebooks import write_notebook

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not warm.available(), reason="no fork server on this system"),
]

KERNEL = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
SQUARE = "def square(x): return x * x"
POOLS = (
    "import multiprocessing as mp; print(mp.get_start_method(), mp.parent_process())",
    f"{SQUARE}\nwith mp.Pool(2) as pool: print(pool.map(square, [1, 2, 3]))",
    (
        "from concurrent.futures import ProcessPoolExecutor\n"
        "with ProcessPoolExecutor(2) as pool: print(list(pool.map(square, [4, 5])))"
    ),
    (
        "import queue\nq = mp.Queue()\np = mp.Process(target=q.put, args=(7,), daemon=True)\n"
        "p.start(); print(q.get(timeout=20)); p.join(); print(p.name, mp.current_process().name)"
    ),
)


def ran(*sources: str, engine: str | None = "reporting", **options: Any) -> list[str]:
    """Run cells by papermill; return what each wrote to its standard output."""
    notebook = new_notebook(cells=[new_code_cell(one) for one in sources], metadata=KERNEL)
    options = {"execution_timeout": 60, "progress_bar": False} | options
    done = papermill.execute_notebook(notebook, None, engine_name=engine, **options)
    return ["".join(one.get("text", "") for one in cell.outputs) for cell in done.cells]


def test_processes_that_a_notebook_starts_are_those_of_an_ordinary_kernel() -> None:
    assert ran(*POOLS) == ran(*POOLS, engine=None)


@pytest.mark.parametrize("engine", ["forked", "here"])
def test_a_pool_works_wherever_the_cells_run(tmp_path: Path, engine: str) -> None:
    write_notebook(tmp_path / "in.ipynb", *POOLS)
    order = (
        "from reporting.engine.notebook import execute\nfrom pathlib import Path\n"
        f"execute(Path('in.ipynb'), {{}}, Path('out.ipynb'), engine={engine!r})"
    )
    subprocess.run([sys.executable, "-c", order], cwd=tmp_path, check=True, timeout=100)
    cells = nbformat.read(tmp_path / "out.ipynb", as_version=4).cells
    # A busy machine takes so long from word to word that they are two outputs, as in any kernel.
    assert ["".join(part.text for part in one.outputs) for one in cells[-3:]] == [
        "[1, 4, 9]\n",
        "[16, 25]\n",
        "7\nProcess-5 MainProcess\n",
    ]


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_workers_find_the_module_beside_the_notebook(tmp_path: Path, method: str) -> None:
    (tmp_path / "module_beside.py").write_text(SQUARE)
    source = (
        "import multiprocessing as mp, module_beside\n"
        f"with mp.get_context({method!r}).Pool(1) as pool:\n"
        "    print(pool.map(module_beside.square, [3]))"
    )
    assert ran(source, cwd=tmp_path) == ["[9]\n"]


@pytest.mark.parametrize("where", ["forked", "here", "kernel"])
def test_cells_run_in_the_folder_that_nbclients_resources_name(tmp_path: Path, where: str) -> None:
    named = {"metadata": {"path": str(tmp_path)}}
    before = Path.cwd()
    told = ran("import os; print(os.getcwd())", resources=named, where=where)
    assert told == [f"{tmp_path}\n"]
    assert Path.cwd() == before


def five(_: int) -> str:
    return ran("print(5)")[0]


@pytest.mark.parametrize("warmed", [False, True])
def test_a_worker_of_a_pool_may_run_a_notebook(*, warmed: bool) -> None:
    if warmed:
        assert five(0) == "5\n"
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(five, range(3)) == ["5\n"] * 3


def note(told: list[str], name: str, **_: Any) -> None:
    told.append(name)


def test_hooks_and_times_are_those_of_an_ordinary_kernel() -> None:
    seen = []
    for engine in (None, "reporting"):
        told: list[str] = []
        names = ("on_notebook_start", "on_cell_start", "on_cell_executed")
        hooks = {name: partial(note, told, name) for name in names}
        notebook = new_notebook(cells=[new_code_cell("1")], metadata=KERNEL)
        done = papermill.execute_notebook(
            notebook, None, engine_name=engine, progress_bar=False, **hooks
        )
        seen.append((told, sorted(done.cells[0].metadata.execution)))
    assert seen[0] == seen[1]
    assert "shell.execute_reply" in seen[1][1]


def test_a_cell_that_is_stopped_says_where_it_hung(tmp_path: Path) -> None:
    source = "def inner():\n    while True: pass\nprint('begin', flush=True); inner()"
    notebook = new_notebook(cells=[new_code_cell(source)], metadata=KERNEL)
    nbformat.write(notebook, tmp_path / "in.ipynb")
    with pytest.raises(CellTimeoutError):
        papermill.execute_notebook(
            tmp_path / "in.ipynb", tmp_path / "out.ipynb", engine_name="reporting",
            progress_bar=False, execution_timeout=2,
        )  # fmt: skip
    outputs = nbformat.read(tmp_path / "out.ipynb", as_version=4).cells[0].outputs
    assert [one.get("text") or one.get("ename") for one in outputs] == [
        "begin\n",
        "KeyboardInterrupt",
    ]
    assert any("inner" in line for line in outputs[1].traceback)


def test_a_step_that_takes_too_long_names_its_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "CELL_TIMEOUT_S", 1)
    notebook = write_notebook(tmp_path / "in.ipynb", "1", "import time; time.sleep(67.5)")
    number = len(nbformat.read(notebook, as_version=4).cells)
    with pytest.raises(StepFailedError, match=rf"in.ipynb: cell {number} ran longer than 1 s"):
        execute(notebook, {}, tmp_path / "out.ipynb")


def test_an_executed_notebook_names_its_input_and_owes_nothing_to_chance(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "in.ipynb", "1")
    done = [execute(notebook, {"event": "x"}, tmp_path / f"{n}.ipynb") for n in (1, 2)]
    told = [json.loads(path.read_bytes()) for path in done]
    assert told[0]["metadata"]["papermill"]["input_path"] == str(notebook)
    assert [one["id"] for one in told[0]["cells"]] == [one["id"] for one in told[1]["cells"]]
    race = execute(
        paths.notebooks_folder() / "race.ipynb", {"event": "demo-rally"}, tmp_path / "race.ipynb"
    )
    said = json.loads(race.read_bytes())["metadata"]["papermill"]["input_path"]
    assert said == "notebooks/race.ipynb"


def test_nothing_is_said_of_signing_where_there_is_no_socket(tmp_path: Path) -> None:
    nbformat.write(new_notebook(cells=[new_code_cell("1")], metadata=KERNEL), tmp_path / "in.ipynb")
    command = [sys.executable, "-m", "papermill", "--engine", "reporting", "--no-progress-bar"]
    done = subprocess.run(
        [*command, "in.ipynb", "out.ipynb"],
        cwd=tmp_path, check=True, timeout=100, capture_output=True, text=True,
    )  # fmt: skip
    assert "signing" not in done.stderr


def test_a_cell_finds_the_running_kernel_application() -> None:
    found = (
        "from traitlets.config import Application\n"
        "print(Application.initialized(), Application.instance().kernel is get_ipython().kernel)"
    )
    assert ran(found, "%gui asyncio") == ["True True\n", ""]


def test_a_long_temporary_folder_is_no_obstacle_and_stays_empty(tmp_path: Path) -> None:
    long = tmp_path / ("l" * 110)
    long.mkdir()
    write_notebook(tmp_path / "in.ipynb", "print(5)")
    order = (
        "from reporting.engine.notebook import execute\nfrom pathlib import Path\n"
        "execute(Path('in.ipynb'), {}, Path('out.ipynb'))"
    )
    subprocess.run(
        [sys.executable, "-c", order], cwd=tmp_path, check=True, timeout=100,
        env={**os.environ, "TMPDIR": str(long)},
    )  # fmt: skip
    assert nbformat.read(tmp_path / "out.ipynb", as_version=4).cells[-1].outputs[0].text == "5\n"
    assert not list(long.iterdir())
    assert tempfile.gettempdir() != str(long)
