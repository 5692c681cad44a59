"""What goes wrong beside the data: a full disk, a busy folder, readers who leave, odd caches."""

from __future__ import annotations

import errno
import json
import shutil
import socket
import threading
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer

from reporting.cli.output import handled
from reporting.engine import inputs
from reporting.engine.staging import locked, staging
from reporting.engine.store import Store
from reporting.engine.workers import Workers
from reporting.errors import FolderBusyError, StepFailedError, machine_fault
from reporting.publish import build as build_reports
from reporting.publish.building import manifest, watching
from reporting.publish.pages.figures import Drawer
from reporting.publish.pages.heatmaps import MOST_CELLS, as_vectors
from reporting.publish.serve import Reports
from support.home import EVENT, built_home, write_home

build = partial(build_reports, reports=("race",), languages=("it",))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REPORTING_HOME", str(tmp_path / "home"))
    return write_home(tmp_path / "home")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.ENOTDIR, "a file stands where a folder is needed"),
        (errno.EROFS, "only be read"),
        (errno.EIO, "to another one"),
        (errno.ENAMETOOLONG, "too long"),
        (errno.EMFILE, "too many files"),
    ],
)
def test_a_fault_of_the_machine_is_told_as_one(
    number: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    @handled
    def command() -> None:
        raise OSError(number, "as the system says it", "/somewhere/reports")

    with pytest.raises(typer.Exit) as ended:
        command()
    told = capsys.readouterr().err
    assert ended.value.exit_code == 3
    assert said in told
    assert "/somewhere/reports" in told
    assert "should not happen" not in told


@pytest.mark.slow
def test_a_full_disk_in_a_step_is_told_as_one(tmp_path: Path) -> None:
    page = tmp_path / "page.pdf"
    page.write_bytes(b"x" * 100_000)
    with Workers(1) as workers, pytest.raises(StepFailedError, match="disk is full"):
        workers.run(shutil.copyfile, page, "/dev/full")


@pytest.mark.parametrize("full", ["reports", "temporary"])
def test_a_write_to_a_full_disk_names_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: str
) -> None:
    out, temporary = tmp_path / "reports", tmp_path / "temporary"
    for folder in (out, temporary):
        folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    usage = SimpleNamespace(free=0)
    monkeypatch.setattr(
        shutil,
        "disk_usage",
        lambda one: usage if Path(one).name == full else SimpleNamespace(free=1 << 30),
    )
    with pytest.raises(OSError, match="No space") as failed, staging(out):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert str(machine_fault(failed.value)).startswith(f"{tmp_path / full}: the disk is full")


def test_other_errors_are_no_fault_of_the_machine() -> None:
    assert machine_fault(OSError(errno.ENOENT, "none", "x")) is None
    assert machine_fault(KeyError("x")) is None


@pytest.mark.parametrize(
    "content",
    ["7", "[1, 2]", '{"a": 1}', "[null]", '[{"parts": 3, "reads": [], "files": "x"}]', "[" * 9000],
)
def test_a_record_of_another_shape_counts_as_none(content: str, tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep("a/step", {"code": "1"}, {}, {"result": b"x"}, {})
    (record,) = (tmp_path / "records").glob("*.json")
    record.write_text(content, encoding="utf-8")
    assert store.find("a/step", {"code": "1"}, lambda _: None)[0] is None
    store.sweep()


@pytest.mark.slow
def test_the_index_is_mended_whenever_it_is_not_what_the_manifests_say(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = built_home(tmp_path_factory, tmp_path / "home")
    monkeypatch.setenv("REPORTING_HOME", str(home))
    out = home / "reports"
    index = out / "index.html"
    whole = index.read_bytes()
    for spoilt in (b"<html>an older index</html>", None):
        if spoilt is None:
            index.unlink()
        else:
            index.write_bytes(spoilt)
        assert build(out=out)["built"] == []
        assert index.read_bytes() == whole

    # An event whose build ended between its reports and the index.
    manifest = json.loads((out / EVENT / "manifest.json").read_text(encoding="utf-8"))
    other = out / "prova-due"
    other.mkdir()
    told = {**manifest, "event": "prova-due", "name": {"it": "Prova Due", "en": "Trial Two"}}
    (other / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    build(out=out)
    assert "Prova Due" in index.read_text(encoding="utf-8")


def test_a_busy_folder_is_told_apart_from_a_failed_step(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(FolderBusyError, match="Another build"), locked(tmp_path):
        pass


def test_a_watch_tries_again_when_the_folder_is_free(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def built(*_: object, **__: object) -> dict[str, object]:
        tries.append("try")
        if len(tries) < 3:
            raise FolderBusyError("Another build (process 1) is writing.")
        return {}

    class Done(Exception):  # noqa: N818
        pass

    def stop(_: object) -> None:
        raise Done

    monkeypatch.setattr(watching, "build", built)
    with pytest.raises(Done):
        watching.watch([EVENT], stop, pytest.fail, out=home / "reports")
    assert len(tries) == 3


def test_a_watch_lives_on_while_files_come_and_go(home: Path) -> None:
    package, ended = home / "data" / "events" / EVENT, threading.Event()

    def come_and_go() -> None:
        while not ended.is_set():
            folder = package / "new-folder"
            folder.mkdir(exist_ok=True)
            for number in range(20):
                (folder / f"w{number}.tmp").write_text("x")
            for path in folder.iterdir():
                path.unlink(missing_ok=True)
            folder.rmdir()

    office = threading.Thread(target=come_and_go)
    office.start()
    try:
        until = time.monotonic() + 2
        while time.monotonic() < until:
            assert any(path.name == "event.toml" for path in watching._stamps([EVENT]))
    finally:
        ended.set()
        office.join()


def test_a_file_that_is_gone_when_it_is_read_is_no_input(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = home / "data" / "events" / EVENT
    (package / "w1.tmp").write_text("x")
    read = inputs.hash_of

    def late(path: Path) -> str:
        if path.name == "w1.tmp":
            path.unlink()
        return read(path)

    monkeypatch.setattr(inputs, "hash_of", late)
    monkeypatch.setattr(manifest, "hash_of", late)
    names = {Path(one["path"]).name for one in inputs.State(package).inputs}
    assert "event.toml" in names
    assert "w1.tmp" not in names
    path = package / "w1.tmp"
    path.write_text("x")
    assert manifest.changed([{"path": str(path), "sha256": "listed"}]) == [str(path)]


def test_a_reader_who_leaves_is_not_told_of(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index.html").write_text("x" * 40_000_000)
    with Reports(tmp_path) as server:
        serving = threading.Thread(target=server.serve_forever, daemon=True)
        serving.start()
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", server.server_port)) as reader:
                host = f"127.0.0.1:{server.server_port}"
                reader.sendall(f"GET /{server.secret}/ HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
                reader.recv(1000)
        time.sleep(0.5)
        server.shutdown()
        serving.join()
    assert capfd.readouterr().err == ""


def heatmap(rows: int, columns: int) -> dict[str, object]:
    cells = [[(row * column) % 300 for column in range(columns)] for row in range(rows)]
    names = [f"Crew {row}" for row in range(rows)]
    trace = {"type": "heatmap", "x": list(range(columns)), "y": names, "z": cells}
    return {"data": [trace], "layout": {"height": 900}}


def test_a_heat_map_of_many_cells_stays_a_bitmap() -> None:
    assert as_vectors(heatmap(40, 100))["data"][0]["type"] == "bar"
    assert MOST_CELLS < 450 * 200
    assert as_vectors(heatmap(450, 200))["data"][0]["type"] == "heatmap"


@pytest.mark.slow
def test_a_heat_map_of_450_crews_and_200_trials_is_drawn() -> None:
    with Drawer() as drawer:
        drawn = drawer.svg(heatmap(450, 200), height=900)
    assert "<image" in drawn
    assert "Crew 449" in drawn or "Crew 4" in drawn
