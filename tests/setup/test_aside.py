"""Two commands at once, and commands that are killed, leave the files of a package whole."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reporting.aside import alone_in, written_aside
from support.packages import write_package
from support.project import ROOT

COMMAND = Path(sys.executable).with_name("reporting").as_posix()


def test_two_imports_at_once_write_every_passage_once(tmp_path: Path) -> None:
    package = write_package(tmp_path)
    table = package / "passages.csv"
    whole = table.read_text().splitlines()
    given = tmp_path / "given.csv"
    given.write_text("\n".join(whole) + "\n")
    table.write_text("\n".join(whole[:2]) + "\n")
    both = [
        subprocess.Popen([COMMAND, "import", str(package), str(given)], stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]
    assert [one.wait(120) for one in both] == [0, 0]
    rows = table.read_text().splitlines()[1:]
    assert len(rows) == len(whole) - 1


def test_a_command_waits_for_the_one_that_changes_the_package(tmp_path: Path) -> None:
    waiting = (
        "import sys; from pathlib import Path; from reporting.aside import alone_in\n"
        "print('begun', flush=True)\n"
        "with alone_in(Path(sys.argv[1])): print('in')"
    )
    with alone_in(tmp_path):
        other = subprocess.Popen(
            [sys.executable, "-c", waiting, str(tmp_path)], text=True, stdout=subprocess.PIPE
        )
        assert other.stdout is not None
        assert other.stdout.readline() == "begun\n"  # a busy machine starts it late
        with pytest.raises(subprocess.TimeoutExpired):
            other.communicate(timeout=1)
    assert other.communicate(timeout=60)[0] == "in\n"
    assert not list(tmp_path.iterdir())


def test_what_a_killed_command_had_not_finished_is_gone_after_the_next(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("whole")
    dying = (
        "import os, sys; from pathlib import Path; from reporting.aside import written_aside\n"
        "with written_aside(Path(sys.argv[1])) as aside:\n"
        "    aside.write_text('half'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", dying, str(tmp_path / "table.csv")], check=False)
    assert (tmp_path / "table.csv").read_text() == "whole"
    assert len(list(tmp_path.iterdir())) == 2
    with alone_in(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]


def _fill(table: Path) -> None:
    with written_aside(table) as aside:
        aside.write_text("half")
        raise OSError("full")


def test_a_disk_that_is_full_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("whole")
    with pytest.raises(OSError, match="full"):
        _fill(table)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [
        ("table.csv", "whole")
    ]


@pytest.mark.skipif(not shutil.which("bash"), reason="needs ulimit")
def test_an_interrupted_freeze_leaves_nothing_that_blocks_the_next(tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "data" / "events" / "experience-italy-2025"
    package = Path(shutil.copytree(source, tmp_path / "experience-italy-2025"))
    shutil.rmtree(package / "footprint", ignore_errors=True)
    freeze = f"{COMMAND} freeze {package} --label v1"
    small = subprocess.run(
        ["bash", "-c", f"ulimit -f 4; {freeze}"], capture_output=True, text=True, check=False
    )
    assert small.returncode != 0
    done = subprocess.run(freeze.split(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (frozen,) = (package / "footprint").iterdir()
    assert frozen.stat().st_size > 4096


INTO_A_FOLDER_THAT_IS_ASIDE = {
    "engine/notebook/child.py": "a lock",
    "engine/notebook/kernel.py": "what a child tells its parent",
    "engine/notebook/runner.py": "a child's folder",
    "event/authoring/new_package.py": "a package that is moved into place",
    "publish/building/manifest.py": "reports that are moved into place",
    "publish/crews/edition.py": "booklets that are moved into place",
    "publish/data/files.py": "reports that are moved into place",
    "publish/data/output_reference.py": "this project's own documents",
    "publish/pages/figures.py": "the browser's page",
    "publish/press/kit.py": "a press kit that is moved into place",
    "route/packed.py": "a temporary folder",
    "route/writers.py": "reports that are moved into place",
    "analyst/laboratory/work_folder.py": "copies, made anew when JupyterLab starts",
}
"""Module that writes files as they are -> where they lie."""


def test_whatever_people_are_given_is_written_aside() -> None:
    source, writing = ROOT / "src" / "reporting", set()
    for module in sorted(source.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {"write_text", "write_bytes"}:
                aside = isinstance(node.value, ast.Name) and node.value.id == "aside"
                writing |= set() if aside else {module.relative_to(source).as_posix()}
    assert writing <= set(INTO_A_FOLDER_THAT_IS_ASIDE)
