"""An installation without the extra ``cluster``: everything but ``--scheduler`` works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.home import EVENT, PLAIN, assert_whole, write_home
from support.project import ROOT

# Found before the installed packages, by this process and by every process that it starts.
ABSENT = 'raise ModuleNotFoundError("No module named " + repr(__name__), name=__name__)\n'

IMPORT_EVERYTHING = """
import importlib, pkgutil, reporting
for module in pkgutil.walk_packages(reporting.__path__, "reporting."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""


@pytest.fixture(scope="module")
def without_dask(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment in which neither ``dask`` nor ``distributed`` can be imported."""
    folder = tmp_path_factory.mktemp("absent")
    for name in ("dask", "distributed"):
        (folder / f"{name}.py").write_text(ABSENT, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(folder)}


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def test_dask_is_hidden_here(without_dask: dict[str, str]) -> None:
    for name in ("dask", "distributed"):
        assert "No module named" in run(without_dask, "-c", f"import {name}").stderr


def test_every_module_can_be_imported(without_dask: dict[str, str]) -> None:
    result = run(without_dask, "-c", IMPORT_EVERYTHING)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("command", ["build", "crews"])
def test_a_scheduler_is_refused_with_the_way_to_install_what_it_needs(
    without_dask: dict[str, str], command: str, tmp_path: Path
) -> None:
    write_home(tmp_path)
    asked = (command, EVENT, "--scheduler", "tcp://127.0.0.1:9", "--out", str(tmp_path / "reports"))
    result = run({**without_dask, "REPORTING_HOME": str(tmp_path)}, "-m", "reporting", *asked)
    assert result.returncode == 3, result.stderr
    assert "make reports" in result.stderr
    assert '".[cluster]"' in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.slow
def test_reports_are_built_on_this_machine(without_dask: dict[str, str], tmp_path: Path) -> None:
    write_home(tmp_path, *PLAIN)
    environment = {**without_dask, "REPORTING_HOME": str(tmp_path)}
    out = tmp_path / "reports"
    result = run(
        environment,
        "-m",
        "reporting",
        "build",
        "--report",
        "race",
        "--lang",
        "it",
        "--out",
        str(out),
    )
    assert result.returncode == 0, result.stderr
    assert_whole(out)
