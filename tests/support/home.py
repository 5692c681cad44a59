"""A project's home of its own for a test: one small event, rulebooks, base map, one notebook."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from reporting.publish import build
from support.notebooks import CHAPTERS, CHART, COVER, PAGE, write_notebook
from support.packages import good_tables, write_package
from support.project import ROOT
from support.shared import shared

EVENT = "prova-uno"
CACHE = ".cache"
HIDDEN = [CACHE, ".lock"]
PLAIN = (PAGE, COVER, CHAPTERS)


def write_home(folder: Path, *cells: str, **tables: Any) -> Path:
    """Write a home with the event ``prova-uno`` and a notebook of `cells`; return it."""
    reference = folder / "data" / "reference"
    for name in ("rulebooks", "basemap"):
        shutil.copytree(ROOT / "data" / "reference" / name, reference / name)
    shutil.copy(ROOT / "data" / "reference" / "claims.toml", reference)
    write_package(folder / "data" / "events", **(tables or good_tables()))
    write_notebook(folder / "notebooks" / "race.ipynb", *(cells or PLAIN))
    return folder


def built_home(factory: pytest.TempPathFactory, folder: Path) -> Path:
    """Make `folder` a home with a chart whose Italian race report stands in ``reports``.

    It was built once for all tests; this is a copy.
    """

    def make(home: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("REPORTING_HOME", str(write_home(home, *PLAIN, CHART)))
            build(reports=["race"], languages=["it"], out=home / "reports")

    return Path(shutil.copytree(shared(factory, "home", make), folder))


def change(home: Path, driver: str) -> None:
    """Change the event's package: its first crew gets another driver."""
    tables = good_tables()
    tables["entries"][0]["driver"] = driver
    write_package(home / "data" / "events", **tables)


def files(folder: Path) -> dict[str, str]:
    """Return path -> SHA-256 of every file under `folder`, the cache of builds left out."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and CACHE not in path.relative_to(folder).parts
    }


def manifest(out: Path) -> dict[str, Any]:
    """Return the event's manifest."""
    told: dict[str, Any] = json.loads((out / EVENT / "manifest.json").read_text(encoding="utf-8"))
    return told


def assert_whole(out: Path) -> None:
    """Hold the reports against their manifest, byte by byte."""
    standing = files(out / EVENT)
    standing.pop("manifest.json")
    assert standing == {one["path"]: one["sha256"] for one in manifest(out)["outputs"]}
    assert (out / "index.html").read_text(encoding="utf-8").endswith("</html>")


def processes_of(home: Path) -> Iterator[int]:
    """Find the running processes that were started with `home` as their home (Linux)."""
    wanted = f"REPORTING_HOME={home}\0".encode()
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if wanted in environment.read_bytes():
                yield int(environment.parent.name)
        except OSError:
            continue
