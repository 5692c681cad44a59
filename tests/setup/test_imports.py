"""What the code imports is what the project declares, no more and no less."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.utils import canonicalize_name

from support.project import ROOT, requirements


def imported_by(file: Path) -> set[str]:
    """Return the top-level modules that ``file`` imports, lazily or for types only as well."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_bytes(), str(file))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


def imported_modules(folders: Iterable[str]) -> dict[str, Path]:
    """Return the top-level modules imported under ``folders``, each with a file that does it."""
    files = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]
    return {name: file for file in reversed(files) for name in imported_by(file)}


def third_party(modules: dict[str, Path]) -> dict[str, Path]:
    own = {
        entry.stem
        for folder in ("src", "tests", "tools", "benchmarks")
        for entry in ((ROOT / folder), *(ROOT / folder).iterdir())
    }
    return {
        name: file
        for name, file in modules.items()
        if name not in sys.stdlib_module_names and name not in own
    }


# Parts of a dependency that are released with it under a name of their own.
PART_OF = {"pydantic_core": "pydantic"}


@cache
def installed() -> Mapping[str, list[str]]:
    """Return the distributions that bring each top-level module; looking costs a second."""
    return packages_distributions()


def distributions_of(module: str) -> set[str]:
    module = PART_OF.get(module, module)
    return {canonicalize_name(name) for name in installed().get(module, [])}


def test_the_package_imports_only_what_it_declares() -> None:
    declared = set(requirements("package", "cluster"))
    for module, file in third_party(imported_modules(["src"])).items():
        assert distributions_of(module) & declared, (
            f"{file.relative_to(ROOT)} imports {module}, which no dependency in pyproject.toml "
            "brings by name"
        )


def test_the_tests_import_only_what_the_project_declares() -> None:
    declared = set(requirements("package", "cluster", "dev", "setup"))
    for module, file in third_party(imported_modules(["tests", "benchmarks"])).items():
        assert distributions_of(module) & declared, f"{file.relative_to(ROOT)}: {module}"


def test_what_only_a_cluster_needs_is_imported_by_the_room_for_clusters_alone() -> None:
    only_a_cluster = set(requirements("cluster")) - set(requirements("package"))
    elsewhere = [
        f"{file.relative_to(ROOT)} imports {module}"
        for file in sorted((ROOT / "src").rglob("*.py"))
        if file.parent.name != "dask"
        for module in imported_by(file)
        if distributions_of(module) & only_a_cluster
    ]
    assert elsewhere == []
