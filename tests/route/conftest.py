"""Shared by the tests of the route."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def gpx(tmp_path: Path) -> Callable[..., Path]:
    """Write a GPX file with the given body, and give its path."""

    def write(body: str, name: str = "track.gpx", version: str = "1.1") -> Path:
        space = f"http://www.topografix.com/GPX/{version.replace('.', '/')}"
        path = tmp_path / name
        path.write_text(
            f'<?xml version="1.0"?>\n<gpx version="{version}" xmlns="{space}">\n{body}\n</gpx>\n',
            encoding="utf-8",
        )
        return path

    return write


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a file of a name and a text, and give its path."""

    def written(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written
