"""Editions of the bundled events and of small packages, printed once for all tests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reporting.publish.crews.edition import BookletsRequest, publish
from support.booklets import Edition
from support.packages import Rows, write_package
from support.rally import rally_tables
from support.shared import shared

CREWS = 5
"""Crews of the small rally that get booklets: enough for some to stay and others to go."""

SPOKEN = (1, 3, 4, 5, 17)
"""Crews whose booklets are read in English."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The demonstration rally: everybody's booklet in Italian, some in English beside it."""

    def make(out: Path) -> None:
        publish(BookletsRequest("demo-rally", ("en",), SPOKEN, out))
        made = publish(BookletsRequest("demo-rally", ("it",), out=out))
        (out / "made.json").write_text(json.dumps(made), encoding="utf-8")

    out = shared(tmp_path_factory, "booklets", make)
    told: dict[str, Any] = json.loads((out / "made.json").read_text(encoding="utf-8"))
    return out / "demo-rally" / "crews", told


def small_rally(parent: Path, crews: int = CREWS, **changes: dict[str, Any]) -> Path:
    """Write the small rally with its first crews, their entries changed by number."""
    tables: dict[str, Rows] = {
        name: [row for row in rows if int(row.get("number", 1)) <= crews]
        for name, rows in rally_tables().items()
    }
    for name, change in changes.items():
        number = int(name.removeprefix("n"))
        tables["entries"][number - 1] |= change
    return write_package(parent, **tables)


@pytest.fixture
def package(tmp_path: Path) -> Callable[..., Path]:
    """Write the small rally, its entries changed by number; give its folder."""

    def write(folder: str = "events", **changes: Any) -> Path:
        return small_rally(tmp_path / folder, **changes)

    return write


@pytest.fixture
def standing(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The small rally, and a folder in which its booklets stand: a copy of what was printed once.

    The package is everybody's: a test that changes it writes its own.
    """

    def make(folder: Path) -> None:
        publish(BookletsRequest(str(small_rally(folder)), out=folder / "out"))

    folder = shared(tmp_path_factory, "small-rally", make)
    out = shutil.copytree(folder / "out", tmp_path / "out")
    return str(folder / "prova-uno"), Path(out)
