"""A build that is killed, at whatever moment, leaves the last good reports whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from reporting.engine import warm
from reporting.engine.staging import put_in_place, recover
from reporting.publish import build as build_reports
from reporting.publish.warm import COMPOSING, PRINTING
from support.home import (
    EVENT,
    HIDDEN,
    assert_whole,
    change,
    files,
    manifest,
    processes_of,
    write_home,
)

RACE = ("--report", "race")
LANGUAGE = ("--lang", "it")


def start(home: Path, *options: str) -> subprocess.Popen[bytes]:
    """Start a build of `home` in a process group of its own."""
    command = [sys.executable, "-m", "reporting", "build", *RACE, "--out", str(home / "reports")]
    return subprocess.Popen(
        [*command, *options],
        env={**os.environ, "REPORTING_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def wait_until(so: Callable[[], object], seconds: float) -> bool:
    """Wait until something is so; tell whether it came to be."""
    until = time.monotonic() + seconds
    while not so() and time.monotonic() < until:
        time.sleep(0.02)
    return bool(so())


def gone(home: Path) -> bool:
    """Tell whether every process of `home` ends soon."""
    return wait_until(lambda: not list(processes_of(home)), 20)


@dataclass(frozen=True)
class Killed:
    """A build that was killed with all its processes, taken up, and one that was killed alone."""

    home: Path
    stood_after_the_first: bool
    ended_after_the_first: bool
    done_by_the_second: dict[str, str]
    last: dict[str, str]
    after_the_third: dict[str, str]
    ended_after_the_third: bool


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killed]:
    """Kill a first build when its notebook is done, end it, and kill one of changed results."""
    if warm.available():
        warm.start(COMPOSING, PRINTING)  # they are no processes of this home
    home = write_home(tmp_path_factory.mktemp("killed") / "home")
    out = home / "reports"
    record = out / ".cache" / "records" / f"{EVENT}.it.race.execute.json"
    with pytest.MonkeyPatch.context() as patch:
        first = start(home, *LANGUAGE)
        assert wait_until(record.exists, 600)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        stood, ended = (out / EVENT).exists(), gone(home)

        patch.setenv("REPORTING_HOME", str(home))
        build(home)
        done = {step: why for step, why in manifest(out)["steps"].items() if why}
        last, before = files(out / EVENT), record.stat().st_mtime_ns

        change(home, "Un altro")
        third = start(home, *LANGUAGE)
        assert wait_until(lambda: record.stat().st_mtime_ns != before, 600)
        third.kill()
        third.wait()
        yield Killed(home, stood, ended, done, last, files(out / EVENT), gone(home))


def build(home: Path) -> None:
    """Build in this process."""
    build_reports(reports=["race"], languages=["it"], out=home / "reports")


@pytest.mark.slow
def test_a_killed_build_is_taken_up_where_it_was(killed: Killed) -> None:
    assert not killed.stood_after_the_first
    assert {"it/race html", "it/race pdf"} <= set(killed.done_by_the_second)
    assert not {"it/race execute", "measure", "score"} & set(killed.done_by_the_second)


@pytest.mark.slow
def test_killing_a_build_at_any_moment_leaves_the_last_reports_whole(killed: Killed) -> None:
    out = killed.home / "reports"
    assert killed.after_the_third == killed.last
    assert_whole(out)
    build(killed.home)
    assert_whole(out)
    assert files(out / EVENT) != killed.last
    assert sorted(path.name for path in out.iterdir() if path.name.startswith(".")) == HIDDEN


@pytest.mark.slow
def test_the_workers_end_with_a_build_that_is_killed_alone(killed: Killed) -> None:
    assert killed.ended_after_the_first
    assert killed.ended_after_the_third


@pytest.mark.slow
def test_an_interrupted_build_cleans_up(tmp_path: Path) -> None:
    home = write_home(tmp_path / "home")
    build = start(home, *LANGUAGE)
    assert wait_until(lambda: list((home / "reports").glob(".staging-*")), 600)
    os.killpg(build.pid, signal.SIGINT)
    _, told = build.communicate(timeout=60)
    assert build.returncode == 130
    assert told.decode().splitlines()[1:] == ["Interrupted."]  # after which home it is
    assert gone(home)
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
