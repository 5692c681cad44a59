"""The edition in place: complete, resumed where it was interrupted, whole whatever happens."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from reporting.errors import UsageError
from reporting.language import typographic
from reporting.publish.companion import BOOKLETS
from reporting.publish.crews.edition import BookletsRequest, publish
from support.booklets import Edition
from support.command import reporting

pytestmark = pytest.mark.slow

EVENT = "prova-uno"
CREWS = 5
Standing = tuple[str, Path]
"""A package, and a folder in which its booklets stand."""


def assert_whole(home: Path) -> dict[str, Any]:
    """Hold an edition against its list, byte by byte."""
    listed = BOOKLETS.read(home)
    pdfs = {f"crews/{one['path']}": one["sha256"] for one in listed["booklets"]}
    for path, told in (pdfs | listed["files"]).items():
        assert sha256((home / path).read_bytes()).hexdigest() == told, path
    standing = {path.relative_to(home).as_posix() for path in home.glob("crews/*/*.pdf")}
    assert standing == set(pdfs)
    return listed


def test_the_archive_holds_every_booklet(demo: Edition) -> None:
    folder, made = demo
    with zipfile.ZipFile(folder.parent / "crews.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(one["path"] for one in made["booklets"])
        for name in archive.namelist():
            assert archive.read(name) == (folder / name).read_bytes()


def test_the_index_names_every_crew_and_leads_to_every_file(demo: Edition) -> None:
    folder, made = demo
    assert not (folder.parent.parent / "index.html").exists()  # no report stands to be listed
    page = (folder / "index.html").read_text(encoding="utf-8")
    for one in made["booklets"]:
        assert f'href="{one["path"]}"' in page
        assert typographic(one["crew"].split("\u00a0")[0]) in page
    assert '<html lang="it">' in page
    assert page.count('<th scope="row">') == 20
    assert "Tempi simulati" in page
    assert "hidden><label" in page, "the search must not show where its script does not run"
    assert not re.search(r"(src|href)=\"https?:", page)


def test_a_second_run_prints_nothing_and_leaves_the_same_bytes(standing: Standing) -> None:
    event, out = standing
    before = assert_whole(out / EVENT)
    assert len(before["booklets"]) == CREWS
    assert publish(BookletsRequest(event, out=out))["printed"] == 0
    assert assert_whole(out / EVENT) == before
    assert {one.name for one in out.iterdir()} == {EVENT, ".lock", ".cache"}


def test_what_is_missing_or_damaged_stands_again_without_being_printed(standing: Standing) -> None:
    event, out = standing
    before = assert_whole(out / EVENT)
    paths = sorted((out / EVENT / "crews").glob("*/*.pdf"))
    for path in paths[:2]:
        path.unlink()
    paths[2].write_bytes(b"%PDF-1.7 damaged")
    assert publish(BookletsRequest(event, out=out))["printed"] == 0
    assert assert_whole(out / EVENT) == before


def test_what_the_store_has_lost_or_holds_damaged_alone_is_printed_again(
    standing: Standing,
) -> None:
    event, out = standing
    before = assert_whole(out / EVENT)
    contents = sorted((out / ".cache" / "objects").glob("*/*"))
    for path in contents[:2]:
        path.unlink()
    contents[2].write_bytes(b"%PDF-1.7 damaged")
    assert publish(BookletsRequest(event, out=out))["printed"] == 3
    assert assert_whole(out / EVENT) == before


def test_a_language_asked_for_leaves_the_other_that_is_still_true(
    tmp_path: Path, package: Callable[..., Path]
) -> None:
    event, out = str(package()), tmp_path / "out"
    publish(BookletsRequest(event, ("en",), (1, 2), out))
    made = publish(BookletsRequest(event, ("it",), (2, 3), out))
    assert made["printed"] == 2
    listed = assert_whole(out / EVENT)["booklets"]
    there = [(one["number"], one["language"]) for one in listed]
    assert there == [(1, "en"), (2, "en"), (2, "it"), (3, "it")]


@pytest.mark.parametrize("order", ["crews first", "build first"])
def test_a_build_of_the_same_inputs_leaves_the_booklets(
    standing: Standing, tmp_path: Path, order: str
) -> None:
    event, out = standing
    if order == "build first":
        out = tmp_path / "built"
    build = ("build", event, "--report", "race", "--lang", "it", "--out", out)
    if order == "build first":
        assert reporting(*build).exit_code == 0
        publish(BookletsRequest(event, out=out))
    before = assert_whole(out / EVENT)
    # Unchanged, or made now beside the booklets; and once more for the order that cost less.
    for options in [(), () if order == "build first" else ("--force",)]:
        done = reporting(*build, *options)
        assert done.exit_code == 0, done.stderr
        assert (out / EVENT / "it" / "race.pdf").is_file()
        assert assert_whole(out / EVENT) == before
    assert publish(BookletsRequest(event, out=out))["printed"] == 0


def test_one_crew_asked_for_leaves_the_others(standing: Standing) -> None:
    event, out = standing
    made = publish(BookletsRequest(event, ("en", "it"), (3,), out))
    assert made["printed"] == 1
    assert len(assert_whole(out / EVENT)["booklets"]) == CREWS + 1


def test_booklets_of_other_results_are_not_kept_beside_new_ones(
    standing: Standing, package: Callable[..., Path]
) -> None:
    _, out = standing
    made = publish(BookletsRequest(str(package(n1={"coefficient": "1.99"})), numbers=(1,), out=out))
    assert [one["number"] for one in made["booklets"]] == [1]


def test_a_killed_run_leaves_the_last_edition_and_the_next_goes_on(
    standing: Standing, package: Callable[..., Path]
) -> None:
    _, out = standing
    before = assert_whole(out / EVENT)
    first = printed_of(out)
    # Another name in every title: nothing of the last edition can be taken over.
    renamed = {f"n{number}": {"driver": f"Nuovo {number}"} for number in range(1, 13)}
    event = package(crews=12, **renamed)
    command = [sys.executable, "-m", "reporting", "crews", str(event), "--out", str(out)]
    run = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 120
    while printed_of(out) - first < 3 and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    assert assert_whole(out / EVENT) == before
    time.sleep(1)
    kept = printed_of(out) - first
    assert 3 <= kept < 12
    made = publish(BookletsRequest(str(event), out=out))
    assert made["printed"] == 12 - kept
    assert {one["crew"][:5] for one in assert_whole(out / EVENT)["booklets"]} == {"Nuovo"}


def printed_of(out: Path) -> int:
    """Return how many booklets the store has records of, older editions counted too."""
    records = (out / ".cache" / "records").glob("*.crews.*.json")
    return sum(len(json.loads(path.read_bytes())) for path in records)


def test_unknown_crews_and_languages_are_told(tmp_path: Path, package: Callable[..., Path]) -> None:
    event = str(package())
    with pytest.raises(UsageError, match=r"no crew 77.*1 to 5"):
        publish(BookletsRequest(event, numbers=(77,), out=tmp_path / "out"))
    with pytest.raises(UsageError, match="no booklets in fr"):
        publish(BookletsRequest(event, ("fr",), out=tmp_path / "out"))


def test_the_command_prints_its_list_as_json(tmp_path: Path, package: Callable[..., Path]) -> None:
    out = tmp_path / "out"
    done = reporting("crews", package(), "--crew", 2, "--lang", "it", "--out", out, "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert [one["path"] for one in told["booklets"]] == ["it/2-pilota-02-navigatore-02.pdf"]
    refused = reporting("crews", package(), "--lang", "de", "--out", out)
    assert refused.exit_code == 2
    assert "Traceback" not in refused.stderr
