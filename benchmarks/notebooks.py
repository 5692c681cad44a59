"""How long twenty small notebooks take: plain papermill against our engine, two at a time.

Each notebook imports pandas and plotly, makes a small table and a figure from its parameters.
Plain papermill starts an ordinary kernel for each of them. Ours forks a warm process, whose start
is counted, and checks the parameters. Each run is a process of its own, the two take turns, and
ours must be 8 times faster.

Run: python -m benchmarks notebooks
     python benchmarks/notebooks.py 5      that many runs of each
"""

from __future__ import annotations

import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

NOTEBOOKS, AT_ONCE, RUNS = 20, 2, 3
LIMIT = 8.0
WAYS = {
    "ordinary": "papermill, an ordinary kernel each",
    "here": "our engine, each in a child of the warm process (as a build does)",
}

CELLS = (
    'number: int = 0\nname: str = ""',
    "import pandas as pd\nimport plotly.graph_objects as go",
    "table = pd.DataFrame({'x': range(50)}).assign(y=lambda t: t.x * number % 7)\ntable.describe()",
    "go.Figure(go.Scatter(x=table.x, y=table.y), layout={'title': {'text': name}})",
    "print(name, int(table.y.sum()))",
)


@dataclass(frozen=True)
class Row:
    """What was measured of one way to run them.

    Parameters
    ----------
    way
        How the notebooks ran.
    times_s
        Wall time of each run of all notebooks [s].
    """

    way: str
    times_s: tuple[float, ...]

    @property
    def median_s(self) -> float:
        """The median run [s]."""
        return statistics.median(self.times_s)

    @property
    def spread_s(self) -> float:
        """The slowest run less the fastest [s]."""
        return max(self.times_s) - min(self.times_s)


def main() -> int:
    if sys.argv[1:2] == ["--run"]:
        return run_all(sys.argv[2], Path(sys.argv[3]))
    runs = int(sys.argv[1]) if sys.argv[1:2] and sys.argv[1].isdigit() else RUNS
    measured = rows(runs)
    print(f"{NOTEBOOKS} notebooks with pandas and plotly, {AT_ONCE} at a time, {runs} runs")
    for row in measured:
        print(f"{row.median_s:6.2f} s (spread {row.spread_s:.2f})  {row.way}")
    gained = ratio(measured)
    verdict = "kept" if gained >= LIMIT else "NOT KEPT"
    print(f"{gained:.1f} times faster; at least {LIMIT:.0f}: {verdict}")
    return 0 if gained >= LIMIT else 1


def rows(runs: int = RUNS) -> list[Row]:
    """Measure both ways in turn, plain papermill first."""
    taken: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(runs):
        for way in WAYS:
            taken[way].append(_measured(way))
    return [Row(WAYS[way], tuple(times)) for way, times in taken.items()]


def ratio(measured: list[Row]) -> float:
    """Return how many times faster the second way is than the first."""
    return measured[0].median_s / measured[1].median_s


def _measured(way: str) -> float:
    with tempfile.TemporaryDirectory(prefix="notebooks-") as parent:
        folder = Path(parent)
        cells = [new_code_cell(source) for source in CELLS]
        cells[0].metadata["tags"] = ["parameters"]
        kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
        notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, folder / "in.ipynb")
        begin = time.perf_counter()
        subprocess.run([sys.executable, __file__, "--run", way, parent], check=True)
        took = time.perf_counter() - begin
        _look(folder)
    return took


def _look(folder: Path) -> None:
    """Make sure that every notebook ran to its last cell with its own parameters."""
    for number in range(NOTEBOOKS):
        done = nbformat.read(folder / f"out-{number}.ipynb", as_version=4)
        said = done.cells[-1].outputs[0].text
        if not said.startswith(f"notebook-{number} "):
            raise RuntimeError(f"notebook {number} said {said!r}")


def run_all(way: str, folder: Path) -> int:
    """Run all notebooks in children of this process, two at a time."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from benchmarks import notebooks  # by its name: the warm process never sees a main module

    if way == "ordinary":
        pool = ProcessPoolExecutor(AT_ONCE, mp_context=multiprocessing.get_context("spawn"))
    else:
        from reporting.engine import warm

        pool = ProcessPoolExecutor(
            AT_ONCE,
            mp_context=warm.context(),
            max_tasks_per_child=1,
        )
    with pool:
        list(pool.map(partial(notebooks.run_one, way, folder), range(NOTEBOOKS)))
    return 0


def run_one(way: str, folder: Path, number: int) -> None:
    """Run one notebook with its own parameters."""
    given = {"number": number, "name": f"notebook-{number}"}
    source, target = folder / "in.ipynb", folder / f"out-{number}.ipynb"
    if way == "here":
        from reporting.engine.notebook import execute

        execute(source, given, target, engine="here")
    else:
        import papermill

        papermill.execute_notebook(source, target, given, progress_bar=False)


if __name__ == "__main__":
    raise SystemExit(main())
