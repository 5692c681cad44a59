"""Editions of the bundled events and of small packages, printed once for all tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reporting.publish.crews.edition import BookletsRequest, publish
from support.booklets import Edition
from support.packages import Rows, write_package
from support.rally import rally_tables


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The demonstration rally in both languages."""
    out = tmp_path_factory.mktemp("demo")
    made = publish(BookletsRequest("demo-rally", ("it", "en"), out=out))
    return out / "demo-rally" / "crews", made


@pytest.fixture
def package(tmp_path: Path) -> Callable[..., Path]:
    """Write the small rally, its entries changed by number; give its folder."""

    def write(folder: str = "events", **changes: dict[str, Any]) -> Path:
        tables: dict[str, Rows] = rally_tables()
        for name, change in changes.items():
            number = int(name.removeprefix("n"))
            tables["entries"][number - 1] |= change
        return write_package(tmp_path / folder, **tables)

    return write
