"""Tasks on a Dask cluster: a real scheduler and real workers on the loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reporting.engine.dask import cluster, remote
from reporting.engine.dask.bundle import pack, unpack
from reporting.engine.dask.cluster import Cluster
from reporting.engine.store import Store
from reporting.errors import InputError, StepFailedError, UsageError
from reporting.event import load
from reporting.publish import build
from reporting.publish.building import tasks
from reporting.publish.crews.booklet_pdf import print_booklets
from reporting.publish.crews.booklet_steps import PDF, BookletSteps
from reporting.publish.crews.composing import composer
from reporting.publish.data.telemetry_on_cluster import distances, partitions
from reporting.route.telemetry import Telemetry
from reporting.route.telemetry import distances as distances_here
from support.home import EVENT, PLAIN, assert_whole, files, manifest, write_home
from support.notebooks import CHART
from support.packages import replace_in

DASK = (sys.executable, "-m", "dask")
QUIET = {
    "DASK_DISTRIBUTED__WORKER__DAEMON": "True",
    "DASK_DISTRIBUTED__ADMIN__LARGE_GRAPH_WARNING_THRESHOLD": "1GB",
}


@contextmanager
def started(*command: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a part of the cluster in a process group of its own."""
    with (folder / f"{len(list(folder.iterdir()))}.log").open("wb") as log:
        running = subprocess.Popen(
            [*DASK, *command],
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, **QUIET},
        )
    try:
        yield running
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


@dataclass(frozen=True)
class Hands:
    """A scheduler with two workers, and others for a while."""

    address: str
    folder: Path

    @contextmanager
    def hand(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run one more worker."""
        options = ("--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard")
        scratch = ("--local-directory", str(self.folder / "scratch"))
        with started("worker", self.address, *options, *scratch, folder=self.folder) as running:
            yield running

    def wait_for(self, workers: int) -> None:
        """Wait until so many are there."""
        from distributed import Client

        with Client(self.address, timeout=30, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)


@pytest.fixture(scope="module")
def hands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hands]:
    """Start a scheduler with two workers, for all tests."""
    folder = tmp_path_factory.mktemp("cluster")
    told = folder / "scheduler.json"
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
    with started("scheduler", *options, "--scheduler-file", str(told), folder=folder):
        until = time.monotonic() + 60
        # The scheduler makes the file first and fills it then: a loaded machine shows it empty.
        while not (told.exists() and told.read_text()) and time.monotonic() < until:
            time.sleep(0.05)
        made = Hands(json.loads(told.read_text())["address"], folder)
        with made.hand(), made.hand():
            made.wait_for(2)
            yield made


@pytest.fixture
def address(hands: Hands) -> str:
    """Return the address of a scheduler with two workers."""
    return hands.address


@pytest.fixture
def third(hands: Hands) -> Iterator[subprocess.Popen[bytes]]:
    """Start a third worker, which may be killed."""
    with hands.hand() as running:
        hands.wait_for(3)
        yield running


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home with a small event, which the workers do not see."""
    monkeypatch.setenv("REPORTING_HOME", str(tmp_path / "home"))
    return write_home(tmp_path / "home", *PLAIN, CHART)


@pytest.mark.slow
def test_a_cluster_builds_what_this_machine_builds(address: str, home: Path) -> None:
    there, here = home / "there", home / "here"
    build(out=there, reports=["race"], scheduler=address, languages=["it"])
    build(out=here, reports=["race"], languages=["it"])
    assert_whole(there)
    assert set(files(there / EVENT)) == set(files(here / EVENT))
    page = f"{EVENT}/it/race.html"
    assert (there / page).read_bytes() == (here / page).read_bytes()
    assert manifest(there)["inputs"] == manifest(here)["inputs"]
    assert (there / EVENT / "data" / "results.json").read_bytes() == (
        here / EVENT / "data" / "results.json"
    ).read_bytes()


@pytest.mark.slow
def test_errors_of_a_package_come_back_with_their_findings(address: str, home: Path) -> None:
    replace_in(
        home / "data" / "events" / EVENT / "event.toml", "2025-04-11\nend", "2025-13-11\nend"
    )
    with pytest.raises(InputError) as failed:
        build(out=home / "reports", scheduler=address)
    assert failed.value.findings


@pytest.mark.slow
def test_another_version_of_the_suite_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "suite", lambda: "another")
    with (
        Cluster(address) as cluster,
        pytest.raises(StepFailedError, match="another version of the suite"),
    ):
        cluster.run(tasks.survey, EVENT)


@pytest.mark.slow
def test_telemetry_gives_the_same_figures_to_the_last_digit(address: str) -> None:
    telemetry = drives(cars=7, points=400)
    with Cluster(address) as cluster:
        there = distances(telemetry, cluster, points=900)
    pd.testing.assert_frame_equal(there, distances_here(telemetry), check_exact=True)


@pytest.mark.slow
def test_a_worker_that_is_killed_costs_its_task_alone(
    address: str, third: subprocess.Popen[bytes]
) -> None:
    telemetry = drives(cars=40, points=300)
    with Cluster(address) as cluster:
        asked = [
            cluster.submit(distances_here, part, 1) for part in partitions(telemetry, points=300)
        ]
        cluster.answer(asked[0])
        os.killpg(third.pid, signal.SIGKILL)
        numbers = [n for one in asked for n in cluster.answer(one)["number"].tolist()]
    assert numbers == list(range(1, 41))


@pytest.mark.slow
def test_booklets_are_all_there_once_though_a_worker_was_killed(
    tmp_path: Path, address: str, third: subprocess.Popen[bytes]
) -> None:
    booklets = composer(load("demo-rally"))
    numbers = sorted(booklets.field.rows)[:6]
    wanted = [booklets.compose(number, one) for number in numbers for one in ["it", "en"]]
    store = Store(tmp_path / "store")
    with Cluster(address) as cluster:
        done: list[int] = []

        def kill_one(made: int, _: int) -> None:
            done.append(made)
            if len(done) == 2:
                os.killpg(third.pid, signal.SIGKILL)

        made = BookletSteps("demo-rally", store, cluster).made(wanted, kill_one, len(wanted))
    paths = [one.composed.page.path for one in made]
    assert sorted(paths) == sorted(one.page.path for one in wanted)
    assert len({one.record.files[PDF] for one in made}) == len(wanted)
    here = print_booklets((wanted[0].page,))[0]
    there = next(one for one in made if one.composed is wanted[0])
    assert store.content(there.record, PDF) == here


def test_nobody_at_the_address_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_TIMEOUT_S", 1)
    with pytest.raises(UsageError, match="No Dask scheduler answers"):
        Cluster("tcp://127.0.0.1:9")


def test_a_bundle_is_the_same_for_the_same_files_and_unpacks_whole(home: Path) -> None:
    bundle = pack([EVENT])
    assert bundle.name == pack([EVENT]).name
    there = unpack(bundle.content, bundle.name)
    for place in (f"data/events/{EVENT}/passages.csv", "notebooks/race.ipynb"):
        assert (there / place).read_bytes() == (home / place).read_bytes()
    with pytest.raises(StepFailedError, match="damaged"):
        unpack(bundle.content + b" ", bundle.name)


@pytest.mark.parametrize("planted", ["a folder that all may write to", "a link"])
def test_a_home_that_somebody_else_may_have_written_is_not_used(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, planted: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    bundle = pack([EVENT])
    there = unpack(bundle.content, bundle.name)
    assert unpack(bundle.content, bundle.name) == there
    if planted == "a link":
        there.rename(tmp_path / "theirs")
        there.symlink_to(tmp_path / "theirs")
    else:
        there.chmod(0o777)
    with pytest.raises(StepFailedError, match="not ours alone"):
        unpack(bundle.content, bundle.name)


def test_a_damaged_answer_is_refused(home: Path) -> None:
    sealed = remote.Sealed(b"42", "0" * 64)
    with pytest.raises(StepFailedError, match="damaged"):
        Cluster.answer(object.__new__(Cluster), Answered(sealed))  # type: ignore[arg-type]


class Answered:
    """A task that is done."""

    def __init__(self, sealed: remote.Sealed) -> None:
        self._sealed = sealed

    def result(self) -> remote.Sealed:
        return replace(self._sealed)


def drives(cars: int, points: int) -> Telemetry:
    """Return cars that drive north at different speeds, a position a second."""
    number = np.repeat(np.arange(1, cars + 1, dtype=np.int32), points)
    second = np.tile(np.arange(points), cars)
    time_ = np.datetime64("2025-04-11T10:00:00", "ns") + second * np.timedelta64(1, "s")
    lat = 40 + second * number * 1e-6 * 3
    return Telemetry(number, time_.astype("datetime64[ns]"), lat, np.full(len(lat), 15.0))
