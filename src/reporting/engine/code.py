"""Which of our own code a step runs: one hash over the rooms it may reach."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

import reporting

_ROOMS = ("event", "quality", "scoring", "route", "footprint")
_TOLD = (*_ROOMS, "story", "charts", "publish/reports", "engine", "assets")
_PAGES = ("charts/chart.py", "story/voice.py", "publish/pages", "assets")

AREAS: Mapping[str, tuple[str, ...]] = {
    "survey": ("event",),
    "validate": ("event", "quality", "footprint"),
    "score": ("event", "scoring"),
    "trail": ("event", "scoring"),
    "measure": ("event", "route"),
    "account": ("event", "footprint"),
    "execute": _TOLD,
    "html": _PAGES,
    "figure": _PAGES,
    "pdf": _PAGES,
    "data": (*_ROOMS, "story", "publish/data", "publish/reports/step_results.py", *_PAGES),
}
"""Step -> the rooms and modules of the package that it may reach.

The modules at its root, and the tasks themselves, belong to every step.
"""


@cache
def of_step(step: str) -> str:
    """Return the hash of the code that `step` runs."""
    whole = sha256()
    for area in AREAS[step]:
        whole.update(_area(area).encode())
    return sha256(whole.digest() + _root().encode()).hexdigest()


@cache
def whole() -> str:
    """Return one hash over all of the suite's own files."""
    return _hash(sorted(_folder().rglob("*")))


@cache
def _area(area: str) -> str:
    place = _folder() / area
    return _hash([place] if place.is_file() else sorted(place.rglob("*")))


@cache
def _root() -> str:
    tasks = _folder() / "publish" / "building" / "tasks.py"
    return _hash([tasks, *sorted(_folder().glob("*"))])


def _folder() -> Path:
    return Path(reporting.__file__).parent


def _hash(paths: list[Path]) -> str:
    found = sha256()
    for path in paths:
        if path.is_file() and path.suffix != ".pyc":
            content = sha256(path.read_bytes()).digest()
            found.update(path.relative_to(_folder()).as_posix().encode() + b"\0" + content)
    return found.hexdigest()
