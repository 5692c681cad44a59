"""What lies in the current folder may be a stranger's: none of it is run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reporting import paths
from support.home import EVENT, write_home
from support.packages import write_package

PLANTED = ("pandas", "numpy", "json", "threading", "multiprocessing", "jinja2", "weasyprint")
PLANTED += ("jupyterlab", "ipykernel_launcher", "jupyter_lab_config", "jupyter_server_config")
COMMAND = [Path(sys.executable).with_name("reporting").as_posix()]
MODULE = [sys.executable, "-m", "reporting"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a package with modules planted beside its tables."""
    package = write_package(tmp_path)
    for name in PLANTED:
        canary = f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r})\nraise ImportError\n"
        (package / f"{name}.py").write_text(canary)
    return package


def environment(**named: str) -> dict[str, str]:
    """Return the environment of a command that names no home."""
    return {k: v for k, v in os.environ.items() if k != paths.HOME_VARIABLE} | named


def run(folder: Path, *command: str, **named: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(**named),
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert not (folder.parent / "ran").exists(), (folder.parent / "ran").read_text()
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize("command", ["check", "standings", "route"])
def test_no_command_imports_from_the_current_folder(folder: Path, command: str) -> None:
    assert run(folder, *COMMAND, command, ".", "--json").returncode in {0, 1}


def test_nor_does_the_package_run_as_a_module(folder: Path) -> None:
    # Python itself looks there for what it imports before our code has begun.
    for name in ("threading", "json"):
        (folder / f"{name}.py").unlink()
    assert run(folder, *MODULE, "check", ".", "--json").returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("command", [("build", "--report", "race", "--lang", "it"), ("crews",)])
def test_no_process_of_a_build_imports_from_the_current_folder(
    folder: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    home = write_home(tmp_path / "home")  # a small notebook: whose processes they are is the same
    done = run(
        folder, *COMMAND, command[0], ".", *command[1:], "--out", str(tmp_path / "out"),
        REPORTING_HOME=str(home),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_nor_does_jupyterlab(folder: Path) -> None:
    log = folder.parent / "log"
    with log.open("wb") as stream:
        lab = subprocess.Popen(
            [
                *COMMAND,
                "lab",
                "--no-browser",
                "--port",
                "18931",
                "--folder",
                str(folder.parent / "lab"),
            ],
            cwd=folder,
            env=environment(),
            stdout=stream,
            stderr=stream,
        )
    try:
        for _ in range(600):
            if b"token=" in log.read_bytes() or lab.poll() is not None:
                break
            time.sleep(0.1)
        assert b"token=" in log.read_bytes(), log.read_text()
    finally:
        lab.terminate()
        lab.wait(60)
    assert not (folder.parent / "ran").exists()


def test_a_folder_of_the_same_shape_does_not_become_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = write_home(tmp_path / "home")
    monkeypatch.delenv(paths.HOME_VARIABLE, raising=False)
    monkeypatch.chdir(other)
    assert paths.home() == paths.CHECKOUT
    monkeypatch.setenv(paths.HOME_VARIABLE, str(other))
    assert paths.home() == other


def test_the_home_is_named_by_an_option_and_said_where_notebooks_run(tmp_path: Path) -> None:
    home = write_home(tmp_path / "home")
    shutil.rmtree(home / "notebooks", ignore_errors=True)
    done = run(tmp_path, *COMMAND, "--home", str(home), "check", EVENT, "--json")
    assert json.loads(done.stdout)["event"] == EVENT
    done = run(tmp_path, *COMMAND, "--home", "home", "crews", "no-such-event")
    assert done.returncode == 2
    assert f"Notebooks and reference data are those of {home}." in done.stderr
    done = run(tmp_path, *COMMAND, "--home", str(tmp_path), "check", EVENT)
    assert done.returncode == 2
    assert "data/reference" in done.stderr
