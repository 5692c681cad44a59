"""What a build does again, and what it leaves: step by step, with the reason."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from reporting.engine.inputs import State
from reporting.engine.store import Store
from reporting.errors import StepFailedError
from reporting.publish import build as build_reports
from support.home import EVENT, PLAIN, built_home, change, manifest, write_home
from support.notebooks import CHART, write_notebook

build = partial(build_reports, reports=("race",), languages=("it",))


@pytest.fixture
def home(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Return a home with a small event and a notebook with a chart, built, the process's own."""
    made = built_home(tmp_path_factory, tmp_path / "home")
    monkeypatch.setenv("REPORTING_HOME", str(made))
    return made


def done(out: Path) -> dict[str, str]:
    """Return step -> why it was done, for the steps that were."""
    return {step: why for step, why in manifest(out)["steps"].items() if why}


def package(home: Path) -> Path:
    return home / "data" / "events" / EVENT


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.slow
def test_only_what_depends_on_a_change_is_done_again(home: Path) -> None:
    out = home / "reports"
    assert set(done(out).values()) == {"it was not built before"}

    # A note that no report of this notebook shows: the times are examined again, no more.
    path = home / "data" / "reference" / "rulebooks" / "1000-miglia.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# another word\n", encoding="utf-8")
    build(out=out)
    assert done(out) == {}

    # One passage: scores and what shows them; the route and its maps stay, and so does the chart.
    rows = list(csv.reader((package(home) / "passages.csv").open(encoding="utf-8")))
    late = next(row for row in rows[1:] if row[2] == "finish")
    late[3] = f"{late[3][:-1]}{(int(late[3][-1]) + 1) % 10}"
    with (package(home) / "passages.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    build(out=out)
    assert {"score", "validate"} <= set(done(out))
    assert done(out)["score"] == "the table passages changed"
    assert not {
        step for step in done(out) if step.startswith(("measure", "maps")) or " figure " in step
    }


@pytest.mark.slow
def test_a_notebook_that_shows_the_same_leaves_the_pages(home: Path) -> None:
    out = home / "reports"
    write_notebook(home / "notebooks" / "race.ipynb", *PLAIN, CHART, "seen_by_nobody = 1")
    build(out=out)
    assert done(out) == {"it/race execute": "the notebook changed"}


@pytest.mark.slow
def test_going_back_to_what_was_before_makes_nothing_again(home: Path) -> None:
    out = home / "reports"
    before = (package(home) / "entries.csv").read_bytes()
    change(home, "Un'altra")
    build(out=out)
    assert "score" in done(out)
    (package(home) / "entries.csv").write_bytes(before)
    build(out=out)
    assert done(out) == {}


@pytest.mark.slow
def test_a_damaged_cache_is_noticed_and_made_again(home: Path) -> None:
    out = home / "reports"
    for kept in (out / ".cache" / "objects").glob("*/*"):
        kept.write_bytes(kept.read_bytes() + b" ")
    (out / EVENT / "it" / "race.html").write_text("spoilt")
    build(out=out)
    assert set(done(out).values()) == {"what was kept of it is damaged or gone"}
    assert "spoilt" not in (out / EVENT / "it" / "race.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_failed_step_is_told_and_the_others_end(home: Path) -> None:
    write_notebook(home / "notebooks" / "race.ipynb", *PLAIN, "1 / 0")
    with pytest.raises(StepFailedError, match="ZeroDivisionError"):
        build(out=home / "reports", languages=("it", "en"))


def test_a_record_holds_while_everything_it_read_is_the_same(tmp_path: Path) -> None:
    store = Store(tmp_path)
    now = {"table:passages": "1", "file:data/x.csv": "2"}
    store.keep("event/score", {"our code": "a"}, now, {"result": b"42"}, {"title": "t"})
    found, why = store.find("event/score", {"our code": "a"}, now.get)
    assert (found and store.content(found, "result"), why) == (b"42", "")
    changed = {**now, "table:passages": "9"}
    assert store.find("event/score", {"our code": "a"}, changed.get) == (
        None,
        "the table passages changed",
    )
    assert store.find("event/score", {"our code": "b"}, now.get) == (None, "our code changed")
    assert store.find("event/other", {}, now.get) == (None, "it was not built before")


def test_what_no_record_names_is_swept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in range(10):
        store.keep("step", {"n": str(number)}, {}, {"result": str(number).encode()}, {})
    store.sweep()
    assert len(list((tmp_path / "objects").glob("*/*"))) == 4


def test_a_new_file_in_a_package_is_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = write_home(tmp_path / "home")
    monkeypatch.setenv("REPORTING_HOME", str(home))
    before = State(package(home)).reads(())
    (package(home) / "rulebook.toml").write_text("")
    assert State(package(home)).reads(()) != before


@pytest.mark.slow
def test_a_watched_event_is_built_again_when_it_changes(home: Path, tmp_path: Path) -> None:
    out, said = home / "reports", tmp_path / "said"
    (out / "index.html").unlink()
    command = [sys.executable, "-m", "reporting", "build", "--report", "race", "--lang", "it"]
    with said.open("w") as stream:
        watching = subprocess.Popen(
            [*command, "--watch", "--out", str(out)],
            start_new_session=True,
            stdout=stream,
            stderr=stream,
        )
    try:
        wait_for((out / "index.html").exists)  # the watch has begun, and nothing had changed
        first = manifest(out)["built_at"]
        (package(home) / "entries.csv").write_text("number\nuno\n", encoding="utf-8")
        wait_for(lambda: "has errors" in said.read_text(encoding="utf-8"))
        assert manifest(out)["built_at"] == first
        change(home, "Un'altra")
        wait_for(lambda: manifest(out)["built_at"] != first)
        assert "Un'altra" in (out / EVENT / "data" / "standings.csv").read_text(encoding="utf-8")
    finally:
        os.killpg(watching.pid, signal.SIGINT)
        assert watching.wait(60) == 130
    assert "Traceback" not in said.read_text(encoding="utf-8")


def wait_for(done: Callable[[], bool], seconds: float = 600) -> None:
    """Wait until something is so."""
    until = time.monotonic() + seconds
    while not done() and time.monotonic() < until:
        time.sleep(0.05)
    assert done()
