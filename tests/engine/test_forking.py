"""A child for each notebook: forked from a warm process, alone, ended in time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError
from nbformat.v4 import new_code_cell, new_notebook

from reporting.engine import warm
from reporting.engine.notebook import cell_client, execute
from reporting.engine.notebook.entry_point import ForkedEngine
from reporting.errors import StepFailedError, UsageError
from reporting.publish.warm import BOOKLETS, COMPOSING, PRINTING
from support.notebooks import write_notebook

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not warm.available(), reason="no fork server on this system"),
]


def run(*sources: str, **options: Any) -> list[str]:
    """Run cells; return the text that each wrote to its standard output."""
    cells = [new_code_cell(source) for source in sources]
    notebook = new_notebook(cells=cells, metadata={"papermill": {}})
    done = ForkedEngine.execute_notebook(notebook, "python3", progress_bar=False, **options)
    return ["".join(one.get("text", "") for one in cell.outputs) for cell in done.cells]


def running(word: str) -> bool:
    """Tell whether a process with `word` in its command line is left."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if word.encode() in (folder / "cmdline").read_bytes():
                return True
        except OSError:
            continue
    return False


@pytest.mark.parametrize(
    ("process", "modules"),
    [
        (warm.NOTEBOOK, {"pandas", "plotly", "ipykernel"}),
        (COMPOSING, {"pandas", "plotly", "ipykernel", "reporting.story.race.telling"}),
        (PRINTING, {"pandas", "great_expectations", "weasyprint"}),
        (BOOKLETS, {"weasyprint", "reporting.publish.crews.booklet_pdf"}),
    ],
)
def test_a_warm_process_has_one_thread_and_everything_imported(
    process: warm.Warm, modules: set[str]
) -> None:
    with ProcessPoolExecutor(1, mp_context=warm.context(process), max_tasks_per_child=1) as pool:
        parent = pool.submit(os.getppid).result()
        assert len(list(Path(f"/proc/{parent}/task").iterdir())) == 1
        imported = pool.submit(eval, "set(__import__('sys').modules)").result()
    assert modules <= imported


def test_a_notebook_leaves_no_trace_in_the_next(tmp_path: Path) -> None:
    run(
        "import os, random, sys, builtins, pandas as pd, numpy as np\n"
        "left = 1; builtins.left = 1; pd.left = 1; pd.DataFrame.sum = None\n"
        "pd.set_option('display.max_rows', 3); os.environ['LEFT'] = '1'; sys.path.append('left')\n"
        f"os.chdir({str(tmp_path)!r}); np.random.seed(1); random.seed(1); os.umask(0o77)"
    )
    told = run(
        "import os, random, sys, builtins, pandas as pd, numpy as np\n"
        "print(any(hasattr(place, 'left') for place in (builtins, pd, sys.modules['__main__'])))",
        "print(pd.DataFrame.sum is None, pd.get_option('display.max_rows'))",
        "print('LEFT' in os.environ, 'left' in sys.path, os.getcwd())",
    )
    assert told == ["False\n", "False 60\n", f"False False {Path.cwd()}\n"]


def test_two_notebooks_draw_different_random_numbers() -> None:
    draw = "import random, numpy as np; print(random.random(), np.random.rand())"
    (first,), (second,) = run(draw), run(draw)
    assert not set(first.split()) & set(second.split())


def test_a_notebook_sees_the_callers_environment_and_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("1")  # the warm process is older than what follows
    monkeypatch.setenv("SEEN", "yes")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "beside.py").write_text("word = 'imported'")
    assert run("import os, beside; print(os.environ['SEEN'], os.getcwd(), beside.word)") == [
        f"yes {tmp_path} imported\n"
    ]


def test_a_cell_that_takes_too_long_is_ended_with_what_it_started() -> None:
    begin = time.monotonic()
    with pytest.raises(CellTimeoutError, match="timed out"):
        run("import subprocess; subprocess.run(['sleep', '61.25'])", execution_timeout=1)
    assert time.monotonic() - begin < 20
    assert not running("61.25")


def test_a_cell_that_ignores_its_interruption_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_client, "_MERCY_S", 0.5)
    stubborn = (
        "import time\nwhile True:\n    try: time.sleep(62.25)\n    except BaseException: pass"
    )
    with pytest.raises(CellTimeoutError):
        run(stubborn, execution_timeout=1)


def test_a_cell_in_this_process_is_ended_by_an_alarm(tmp_path: Path) -> None:
    order = (
        "from reporting.engine.notebook import runner\nfrom pathlib import Path\n"
        "runner.CELL_TIMEOUT_S = 1\n"
        "runner.execute(Path('in.ipynb'), {}, Path('out.ipynb'), engine='here')"
    )
    write_notebook(tmp_path / "in.ipynb", "import time; time.sleep(63.25)")
    ran = subprocess.run(
        [sys.executable, "-c", order],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "StepFailedError: in.ipynb: cell 3 ran longer than 1 s" in ran.stderr


def test_what_a_notebook_left_running_ends_with_it() -> None:
    run("import subprocess; left = subprocess.Popen(['sleep', '64.25'])")
    time.sleep(0.2)
    assert not running("64.25")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_caller_that_is_ended_leaves_no_child(tmp_path: Path, number: int) -> None:
    word = f"66.2{int(number)}"
    source = f"import subprocess as s; s.run(['sleep', {word!r}])"
    notebook = write_notebook(tmp_path / "in.ipynb", source)
    order = (
        "from pathlib import Path\nfrom reporting.engine.notebook import execute\n"
        f"execute(Path({str(notebook)!r}), {{}}, Path({str(tmp_path / 'o.ipynb')!r}))"
    )
    caller = subprocess.Popen([sys.executable, "-c", order], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not running(f"sleep\0{word}") and time.monotonic() < deadline:
        time.sleep(0.1)
    assert running(f"sleep\0{word}")
    caller.send_signal(number)
    caller.wait(20)
    while running(f"sleep\0{word}") and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not running(f"sleep\0{word}")


@pytest.mark.parametrize("engine", ["forked", "here", "kernel"])
def test_the_runner_gives_the_same_notebook_wherever_the_cells_run(
    tmp_path: Path, engine: str
) -> None:
    write_notebook(tmp_path / "in.ipynb", "print(event)", "import os; 1 + 1")
    order = (
        "from reporting.engine.notebook import execute\nfrom pathlib import Path\nimport os\n"
        "before = dict(os.environ)\n"
        "execute(Path('in.ipynb'), {'event': 'a\"b'}, Path('out.ipynb'), engine='" + engine + "')\n"
        "assert {*os.environ.items()} - {*before.items()} == set()"
    )
    subprocess.run([sys.executable, "-c", order], cwd=tmp_path, check=True, timeout=60)
    cells = nbformat.read(tmp_path / "out.ipynb", as_version=4).cells
    assert cells[-2].outputs[0].text == 'a"b\n'
    assert cells[-1].outputs[0].data == {"text/plain": "2"}


def test_papermill_finds_the_engine_from_its_command_line(tmp_path: Path) -> None:
    notebook = nbformat.read(write_notebook(tmp_path / "in.ipynb", "print(event)"), as_version=4)
    notebook.metadata.kernelspec = {"name": "python3", "language": "python", "display_name": "x"}
    nbformat.write(notebook, tmp_path / "in.ipynb")
    command = [sys.executable, "-m", "papermill", "--engine", "reporting", "--no-progress-bar"]
    subprocess.run(
        [*command, "in.ipynb", "out.ipynb", "-p", "event", "x"],
        cwd=tmp_path, check=True, timeout=60, capture_output=True,
    )  # fmt: skip
    assert nbformat.read(tmp_path / "out.ipynb", as_version=4).cells[-1].outputs[0].text == "x\n"


def test_a_script_without_a_main_guard_may_run_a_notebook(tmp_path: Path) -> None:
    write_notebook(tmp_path / "in.ipynb", "print(event)")
    (tmp_path / "script.py").write_text(
        "import papermill\nprint('once')\n"
        "papermill.execute_notebook('in.ipynb', 'out.ipynb', engine_name='reporting')\n"
    )
    ran = subprocess.run(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, "once\n")


def test_the_engine_can_be_imported_before_papermill() -> None:
    order = "from reporting.engine.notebook.entry_point import ForkedEngine; import papermill"
    subprocess.run([sys.executable, "-c", order], check=True, timeout=60)


def test_an_ordinary_kernel_runs_the_notebook_where_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    parent = "import os; print(open(f'/proc/{os.getppid()}/cmdline').read())"
    assert "forkserver" in run(parent)[0]
    monkeypatch.setenv("REPORTING_ENGINE", "kernel")
    assert "forkserver" not in run(parent)[0]


def test_papermill_may_save_and_log_while_the_notebook_runs(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    out = tmp_path / "out.ipynb"
    seen = f"import json; print(len(json.load(open({str(out)!r}))['cells'][1]['outputs']))"
    write_notebook(tmp_path / "in.ipynb", seen, parameters="print('said')")
    with caplog.at_level("INFO", "papermill"):
        papermill.execute_notebook(
            tmp_path / "in.ipynb", out, engine_name="reporting", log_output=True, progress_bar=False
        )
    assert nbformat.read(out, as_version=4).cells[-1].outputs[0].text == "1\n"
    assert "said" in caplog.text


@pytest.mark.parametrize("name", ["x = 1; import os #", "class", "event.x", "", "Event"])
def test_no_code_comes_in_by_the_name_of_a_parameter(tmp_path: Path, name: str) -> None:
    notebook = write_notebook(tmp_path / "in.ipynb")
    with pytest.raises(UsageError, match="has no parameter"):
        execute(notebook, {name: 1}, tmp_path / "out.ipynb")


def test_a_value_that_would_become_text_is_refused(tmp_path: Path) -> None:
    from datetime import date

    notebook = write_notebook(tmp_path / "in.ipynb", parameters="days: list = []")
    with pytest.raises(UsageError, match="cannot be written"):
        execute(notebook, {"days": [date(2026, 1, 1)]}, tmp_path / "out.ipynb")


def test_a_killed_child_is_told_as_a_dead_kernel(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "in.ipynb", "import os; os.kill(os.getpid(), 9)")
    with pytest.raises(StepFailedError, match="kernel died"):
        execute(notebook, {}, tmp_path / "out.ipynb")
    assert os.listdir(tmp_path) == ["in.ipynb"]  # noqa: PTH208
