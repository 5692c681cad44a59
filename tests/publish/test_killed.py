"""A build that is killed, at whatever moment, leaves the last good reports whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reporting.engine.staging import put_in_place, recover
from support.home import EVENT, HIDDEN, assert_whole, change, files, processes_of, write_home

KILLS = 2
RACE = ("--report", "race")
LANGUAGE = ("--lang", "it")


def start(home: Path, *options: str) -> subprocess.Popen[bytes]:
    """Start a build of `home` in a process group of its own."""
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "reporting",
            "build",
            *RACE,
            "--out",
            str(home / "reports"),
            *options,
        ],
        env={**os.environ, "REPORTING_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def wait_until_gone(home: Path, seconds: float = 20) -> list[int]:
    """Wait for every process of `home` to end; return those that did not."""
    until = time.monotonic() + seconds
    while (left := list(processes_of(home))) and time.monotonic() < until:
        time.sleep(0.1)
    return left


@pytest.mark.slow
def test_killing_a_build_at_any_moment_leaves_the_last_reports_whole(tmp_path: Path) -> None:
    home = write_home(tmp_path / "home")
    out = home / "reports"
    began = time.monotonic()
    assert start(home, *LANGUAGE).wait() == 0
    whole_build = time.monotonic() - began
    last = files(out / EVENT)
    moments = random.Random(2025)
    unchanged = 0
    for kill in range(KILLS):
        change(home, f"Pilota {kill}")
        build = start(home, *LANGUAGE)
        time.sleep(whole_build * (kill + moments.random()) / KILLS)
        if build.poll() is None:
            os.killpg(build.pid, signal.SIGKILL)
            build.wait()
        assert_whole(out)
        unchanged += files(out / EVENT) == last
        last = files(out / EVENT)
    assert unchanged, "no build was killed while it was still being made"
    assert wait_until_gone(home) == []
    assert start(home, *LANGUAGE).wait() == 0
    assert_whole(out)
    assert sorted(path.name for path in out.iterdir() if path.name.startswith(".")) == HIDDEN


@pytest.mark.slow
def test_the_workers_end_with_a_build_that_is_killed_alone(tmp_path: Path) -> None:
    home = write_home(tmp_path / "home")
    build = start(home)
    time.sleep(3)
    build.kill()
    build.wait()
    assert wait_until_gone(home) == []


@pytest.mark.slow
def test_an_interrupted_build_cleans_up(tmp_path: Path) -> None:
    home = write_home(tmp_path / "home")
    build = start(home)
    until = time.monotonic() + 20
    while not list((home / "reports").glob(".staging-*")) and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(build.pid, signal.SIGINT)
    _, told = build.communicate(timeout=30)
    assert build.returncode == 130
    assert told.decode().splitlines()[1:] == ["Interrupted."]  # after which home it is
    assert wait_until_gone(home) == []
    assert {path.name for path in (home / "reports").iterdir()} <= set(HIDDEN)


def folder(path: Path, content: str) -> Path:
    (path / "it").mkdir(parents=True)
    (path / "it" / "race.html").write_text(content)
    return path


def content(path: Path) -> str:
    return (path / "it" / "race.html").read_text()


def test_a_new_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    old, new = folder(tmp_path / "event", "old"), folder(tmp_path / ".staging-1" / "event", "new")
    put_in_place(new, old)
    assert (content(old), new.exists()) == ("new", False)


def test_without_an_exchange_by_the_kernel_two_renames_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.engine.staging._exchange", lambda one, other: False)
    old, new = folder(tmp_path / "event", "old"), folder(tmp_path / ".staging-1" / "event", "new")
    put_in_place(new, old)
    assert [path.name for path in sorted(tmp_path.iterdir())] == [".staging-1", "event"]
    assert content(old) == "new"


def test_a_build_killed_between_two_renames_is_mended_by_the_next(tmp_path: Path) -> None:
    folder(tmp_path / ".replaced-event", "old")
    folder(tmp_path / ".staging-1" / "event", "new")
    recover(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["event"]
    assert content(tmp_path / "event") == "old"


def test_a_build_killed_after_two_renames_keeps_the_new_one(tmp_path: Path) -> None:
    folder(tmp_path / ".replaced-event", "old")
    folder(tmp_path / "event", "new")
    recover(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["event"]
    assert content(tmp_path / "event") == "new"
