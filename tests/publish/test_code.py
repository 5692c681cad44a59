"""A step's hash covers every room of ours that the step can reach by an import."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from reporting.engine import code
from support.project import ROOT

PACKAGE = ROOT / "src" / "reporting"


def imported(file: Path) -> set[str]:
    """Return the modules of ours that a file imports when it runs, lazily or not."""
    found = set()
    for node in running(ast.parse(file.read_bytes())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("reporting"):
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("reporting.")}
    return found


def running(tree: ast.AST) -> list[ast.AST]:
    nodes = []
    for node in ast.iter_child_nodes(tree):
        types_only = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        if not types_only:
            nodes += [node, *running(node)]
    return nodes


def file_of(module: str) -> Path | None:
    place = PACKAGE.joinpath(*module.split(".")[1:])
    return next(
        (one for one in (place.with_suffix(".py"), place / "__init__.py") if one.exists()), None
    )


@pytest.mark.parametrize("step", code.AREAS)
def test_what_a_step_can_import_counts(step: str) -> None:
    areas = [PACKAGE / area for area in code.AREAS[step]]
    outside = {}
    for area in areas:
        for file in [area] if area.is_file() else sorted(area.rglob("*.py")):
            for module in imported(file):
                there = file_of(module)
                if there is None or there.parent == PACKAGE:
                    continue
                faces = there == PACKAGE / "publish" / "__init__.py"
                if not faces and not any(there.is_relative_to(one) for one in areas):
                    outside[str(there.relative_to(PACKAGE))] = str(file.relative_to(PACKAGE))
    assert outside == {}


def test_a_change_of_a_room_counts_for_its_steps_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    import reporting

    copy = tmp_path / "reporting"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
    monkeypatch.setattr(reporting, "__file__", str(copy / "__init__.py"))
    caches = (code.of_step, code.whole, code._area, code._root)
    try:
        before = {step: fresh(caches, step) for step in code.AREAS}
        (copy / "publish" / "pages" / "page.py").write_text("changed")
        after = {step: fresh(caches, step) for step in code.AREAS}
    finally:
        for cached in caches:
            cached.cache_clear()
    changed = {step for step in code.AREAS if before[step] != after[step]}
    assert {"html", "pdf"} <= changed
    assert not {"score", "measure", "execute"} & changed


def fresh(caches: tuple, step: str) -> str:
    for cached in caches:
        cached.cache_clear()
    return code.of_step(step)
