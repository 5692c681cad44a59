"""Executing notebooks: real papermill, real kernels."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nbformat
import pytest

from reporting.engine.notebook import execute
from reporting.errors import InputError, StepFailedError, UsageError
from support.notebooks import write_notebook

pytestmark = pytest.mark.slow


def run(tmp_path: Path, *sources: str, **given: object) -> str:
    """Execute a notebook of `sources`; return the last cell's streamed text."""
    notebook = write_notebook(tmp_path / "in {0}.ipynb", *sources)
    done = execute(notebook, given, tmp_path / "out {event}" / "race.ipynb")
    shown = nbformat.read(done, as_version=4).cells[-1].outputs
    return "".join(output.get("text", "") for output in shown)


def test_a_notebook_runs_with_its_parameters_in_this_interpreter(tmp_path: Path) -> None:
    text = run(tmp_path, "import sys; print(event, language, sys.executable)", event="a{b} 'c'")
    assert text.split() == ["a{b}", "'c'", "it", sys.executable]


def test_the_kernel_is_isolated_from_the_users_start_up_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("language = 'changed'")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    assert run(
        tmp_path, "print(language, 'rfc3987_syntax.parser' in __import__('sys').modules)"
    ) == ("it False\n")


def test_a_failing_cell_is_named_as_the_analyst_counts_it(tmp_path: Path) -> None:
    with pytest.raises(StepFailedError) as failed:
        run(tmp_path, "x = 1", "x / 0", event="prova")
    assert str(failed.value) == "in {0}.ipynb, cell 4 failed: ZeroDivisionError: division by zero"
    assert not (tmp_path / "out {event}").exists()


def test_errors_of_the_package_come_out_of_the_notebook_with_their_findings(tmp_path: Path) -> None:
    raising = """
from reporting.errors import InputError
from reporting.event.findings import Finding
found = Finding("time-unreadable", "passages", "passages.csv", 12, "time", "25:61")
raise InputError("errori", [found])
"""
    with pytest.raises(InputError, match="errori") as failed:
        run(tmp_path, raising)
    (finding,) = failed.value.findings
    assert (finding.file, finding.row, finding.column, finding.value) == (
        "passages.csv",
        12,
        "time",
        "25:61",
    )


def test_wrong_use_inside_a_notebook_stays_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such event"):
        run(tmp_path, "from reporting.errors import UsageError; raise UsageError('no such event')")


def test_a_dead_kernel_is_told_and_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(StepFailedError, match="kernel died"):
        run(tmp_path, "import os; os._exit(3)")


def test_what_is_not_a_notebook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "race.ipynb"
    for content in (None, "", "{", json.dumps({"cells": 3, "nbformat": 4})):
        if content is not None:
            path.write_text(content)
        with pytest.raises(StepFailedError, match=r"race\.ipynb"):
            execute(path, {}, tmp_path / "out.ipynb")
