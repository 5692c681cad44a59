"""No module needs itself by way of others: each can be read and tried before those above it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from support.project import ROOT
from support.source import nodes_that_run

SOURCE = ROOT / "src"


def module_name(file: Path, source: Path = SOURCE) -> str:
    parts = file.relative_to(source).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def named_modules(file: Path) -> Iterator[str]:
    """Yield what a module imports, at once or later; a name may be a module's or in a module.

    Types alone do not count: nothing runs for them. A module that imports by name is taken to
    import every module that it names in full or within ``reporting``.
    """
    tree = ast.parse(file.read_bytes(), str(file))
    for node in nodes_that_run(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
    imports_by_name = any(
        isinstance(node, ast.Name | ast.Attribute) and "import_module" in ast.unparse(node)
        for node in ast.walk(tree)
    )
    if imports_by_name:
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from (node.value, f"reporting.{node.value}")


def imports(source: Path = SOURCE) -> dict[str, set[str]]:
    """Return each module of the package with those of its modules that it imports."""
    files = {module_name(file, source): file for file in source.rglob("*.py")}
    needs: dict[str, set[str]] = {}
    for name, file in files.items():
        named = [one for one in named_modules(file) if one in files and one != name]
        # `from package import module` needs the module: the package is but the way there.
        needs[name] = {one for one in named if not any(two.startswith(f"{one}.") for two in named)}
    return needs


def circle(needs: dict[str, set[str]]) -> list[str]:
    """Return one circle of imports, in order; nothing where there is none."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found[::-1]
    return []


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert circle(imports()) == []


@pytest.mark.parametrize(
    "back",
    [
        "from reporting.upper import verb",
        "def lazily():\n    from reporting import upper\n",
        'from importlib import import_module\nimport_module("reporting.upper")',
    ],
)
def test_a_circle_is_seen_however_the_way_back_is_written(back: str, tmp_path: Path) -> None:
    package = tmp_path / "reporting"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "upper.py").write_text("import reporting.lower", "utf-8")
    (package / "lower.py").write_text(back, "utf-8")
    assert set(circle(imports(tmp_path))) == {"reporting.upper", "reporting.lower"}


def test_types_alone_make_no_circle(tmp_path: Path) -> None:
    package = tmp_path / "reporting"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "upper.py").write_text("from reporting import lower", "utf-8")
    (package / "lower.py").write_text(
        "if TYPE_CHECKING:\n    from reporting.upper import Verb\n", "utf-8"
    )
    assert circle(imports(tmp_path)) == []
