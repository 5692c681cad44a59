"""Data flows one way through the rooms: a lower one never imports a higher one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from support.project import ROOT
from support.source import nodes_that_run

PACKAGE = ROOT / "src" / "reporting"

# Rooms of one floor do not import each other either. Modules at the package's root are for all
# and import no room.
FLOORS = (
    {"event"},
    {"engine"},
    {"quality"},
    {"scoring", "route", "footprint"},
    {"story"},
    {"charts", "proofreading"},
    {"publish"},
    {"analyst"},
    {"cli"},
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS, start=1) for room in rooms}


def room_of(file: Path) -> str:
    first = file.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported_rooms(file: Path) -> Iterator[tuple[int, str]]:
    """Yield line and room of each import of the package's own, lazy ones included."""
    for node in nodes_that_run(ast.parse(file.read_bytes(), str(file))):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            module = node.module
            names = [f"{module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "reporting" and len(parts) > 1:
                yield node.lineno, parts[1]


def test_every_folder_of_the_package_is_a_room_with_a_floor() -> None:
    folders = {file.parent.name for file in PACKAGE.glob("*/__init__.py")}
    assert folders <= set(FLOOR_OF)


def test_no_room_imports_a_higher_one_or_a_neighbour() -> None:
    upward = []
    for file in sorted(PACKAGE.rglob("*.py")):
        here = room_of(file)
        if here == "__main__":
            continue
        floor = FLOOR_OF.get(here, 0)
        for line, there in imported_rooms(file):
            if there != here and there in FLOOR_OF and FLOOR_OF[there] >= floor:
                upward.append(f"{file.relative_to(ROOT)}:{line} imports {there}")
    assert upward == []
