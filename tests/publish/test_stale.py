"""No old figure is printed as new: whatever a step reads, a change of it is seen."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from reporting import reads
from reporting.engine import store
from reporting.engine.inputs import State, keyed
from reporting.event import Event, load
from reporting.publish import build as build_reports
from reporting.publish.building import tasks
from reporting.route import measure
from reporting.route.track_reading import read_track
from support.home import PLAIN
from support.notebooks import write_notebook
from support.opened import opened
from support.project import ROOT

EVENT = "demo-rally"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a home of its own: one event with everything, its second track a table."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(ROOT / "data" / "reference", home / "data" / "reference")
    package = home / "data" / "events" / EVENT
    shutil.copytree(ROOT / "data" / "events" / EVENT, package)
    shutil.copytree(ROOT / "notebooks", home / "notebooks")
    as_parquet(package / "tracks" / "leg2.gpx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPORTING_HOME", str(home))
        yield home


def as_parquet(gpx: Path, stretched: float = 1.0) -> None:
    """Write a track as a table of positions, its longitudes stretched, in place of the GPX."""
    track = read_track(gpx)
    longitudes = track.lon[0] + (track.lon - track.lon[0]) * stretched
    table = pd.DataFrame(
        {
            "number": 1,
            "time": track.time,
            "lat": track.lat,
            "lon": longitudes,
            "elevation": track.elevation_m,
        }
    )
    table.to_parquet(gpx.with_suffix(".parquet"))
    gpx.unlink()


def examine(event: Event) -> object:
    from reporting.quality import examine as examined

    return examined(event)


STEPS: dict[str, Callable[[Event], object]] = {"validate": examine, **tasks.COMPUTES}
"""What is computed of an event, by the name of its step."""


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_a_step_notes_every_file_that_anybody_opens_for_it(
    step: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import great_expectations  # noqa: F401 - what an import opens is no input of the step

    # Without the interpreter's hook: the door alone has to know.
    monkeypatch.setattr(reads, "_listen", lambda: None)
    folder = home / "data" / "events" / EVENT
    event = load(folder)
    with opened(folder, home / "data" / "reference") as files, reads.watched() as seen:
        STEPS[step](event)
    noted = {Path(name) for what, name in seen if what == "file"}
    assert files - noted == set()

    # Once more in the same process, where much is remembered: the same is noted.
    with reads.watched() as again:
        STEPS[step](event)
    # Libraries that the first time imported are no input.
    assert keyed(again, folder) == keyed(seen, folder)


@pytest.fixture(scope="module")
def fallen(home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[Path, str]]:
    """Change every file, one after another; return step -> the files it fell with, and why."""
    folder = home / "data" / "events" / EVENT
    event = load(folder)
    kept = store.Store(tmp_path_factory.mktemp("store"))
    whole = tasks.table_hashes(event)
    for step, compute in STEPS.items():
        with reads.watched() as seen:
            compute(event)
        state = State(folder)
        state.learn(whole)
        kept.keep(step, {}, state.reads(keyed(seen, folder)), {}, {})
    found: dict[str, dict[Path, str]] = {step: {} for step in STEPS}
    for file in every_input(home):
        before = file.read_bytes()
        file.write_bytes(before + b"\n")
        try:
            now = State(folder)
            is_table = file.suffix == ".csv" and file.parent == folder
            now.learn(tasks.table_hashes(load(folder)) if is_table else whole)
            for step in STEPS:
                record, why = kept.find(step, {}, now.now)
                if record is None:
                    found[step][file] = why
        finally:
            file.write_bytes(before)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_a_record_falls_with_every_file_that_its_step_reads_and_with_no_other(
    step: str, home: Path, fallen: dict[str, dict[Path, str]]
) -> None:
    folder = home / "data" / "events" / EVENT
    event = load(folder)
    with reads.watched() as seen:
        STEPS[step](event)
    tables = {name for what, name in seen if what == "table"}
    read = {Path(name) for what, name in seen if what == "file"}
    read |= {event.sources[name] for name in tables if name in event.sources}
    read.add(folder / "event.toml")
    dated = {"passages": ("starts", "controls"), "starts": ("controls",)}
    read |= {event.sources[other] for name in tables for other in dated.get(name, ())}
    read &= {*every_input(home)}  # libraries have files of their own, told by their versions
    assert {file.relative_to(home): why for file, why in fallen[step].items()}.keys() == {
        file.relative_to(home) for file in read
    }


def every_input(home: Path) -> list[Path]:
    """Return every file of the package, the reference data and the notebooks."""
    folders = ("data/events/" + EVENT, "data/reference", "notebooks")
    return [file for folder in folders for file in inputs(home / folder)]


def inputs(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


LENGTH = """
from reporting.publish import open_report
html(f'<p class="lead">{open_report("race", event, language).route.length_km}</p>')
"""
"""A cell that tells the length of the route."""


@pytest.mark.slow
def test_a_changed_track_that_arrow_opens_is_measured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    package = home / "data" / "events" / EVENT
    shutil.copytree(ROOT / "data" / "reference", home / "data" / "reference")
    shutil.copytree(ROOT / "data" / "events" / EVENT, package)
    write_notebook(home / "notebooks" / "race.ipynb", *PLAIN, LENGTH)
    monkeypatch.setenv("REPORTING_HOME", str(home))
    tracks = package / "tracks"
    as_parquet(tracks / "leg2.gpx")
    build = partial(build_reports, reports=("race",), languages=("it",), out=home / "reports")
    build()
    first = length_km(home)

    shutil.copy(ROOT / "data" / "events" / EVENT / "tracks" / "leg2.gpx", tracks)
    as_parquet(tracks / "leg2.gpx", stretched=1.2)
    told = build()["events"][EVENT]["steps"]
    assert "package/tracks/leg2.parquet changed" in told["measure"]
    assert told["it/race execute"]
    assert length_km(home) == measure(load(package)).as_json()["length_km"] != first


def length_km(home: Path) -> float:
    results = json.loads((home / "reports" / EVENT / "data" / "results.json").read_bytes())
    return results["route"]["length_km"]
