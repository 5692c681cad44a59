"""Which of our own code a piece of work runs: the closure of its imports, and what it depends on.

Nothing is listed by hand. From a function (or a notebook) its imports are followed, lazy ones
included, through every module that they lead to; the package's own data files (templates,
catalogues, style sheets) belong to the modules that name them. What is imported for types alone
does not count.
"""

from __future__ import annotations

import ast
import json
import platform
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import FunctionType

import reporting

_PACKAGE = "reporting"
_LAZY = "__getattr__"


def of_function(function: FunctionType) -> frozenset[Path]:
    """Return our files that a call of a module's function can reach.

    Parameters
    ----------
    function
        Of its module count what it imports itself, what the module imports at its top, and the
        module's other functions and classes that it names.
    """
    module = function.__module__
    own = _file(module)
    reached = _closed(_reached_by(module, function.__name__) | _above(module))
    return reached | {own} if own else reached


def of_module(module: str) -> frozenset[Path]:
    """Return our files that a module can reach, itself among them."""
    return _closed([module])


def of_notebook(notebook: Path) -> frozenset[Path]:
    """Return our files that the code cells of a notebook can reach; none where it is not one."""
    try:
        cells = json.loads(notebook.read_bytes())["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        trees = [_parsed(_plain(source)) for source in sources]
    except (OSError, ValueError, KeyError, TypeError, SyntaxError):
        return frozenset()
    return _closed({module for tree in trees for module in _imports(tree, "")})


def hash_of(files: Iterable[Path]) -> str:
    """Return one hash over some of our files, their data files among them."""
    whole = sha256()
    for path in sorted(files):
        whole.update(_named(path).encode() + b"\0" + _content(path))
    return whole.hexdigest()


@cache
def whole() -> str:
    """Return one hash over all of the suite's own files."""
    return hash_of(path for path in _folder().rglob("*") if path.is_file() and _counts(path))


@cache
def libraries() -> str:
    """Return one hash over every installed distribution with its version, and Python's.

    The names of their folders say both, without reading 200 metadata files.
    """
    found = {platform.python_version()}
    for place in map(Path, dict.fromkeys(sys.path)):
        if place.is_dir():
            found |= {one.name for one in place.glob("*-info") if one.suffix in _INFO}
    return sha256("\n".join(sorted(found)).encode()).hexdigest()


_INFO = (".dist-info", ".egg-info")


def _plain(source: str) -> str:
    """Return a cell without IPython's own lines, which import nothing of ours."""
    return "\n".join(
        "" if line.lstrip().startswith(("%", "!", "?")) else line for line in source.splitlines()
    )


def _closed(modules: Iterable[str]) -> frozenset[Path]:
    """Follow imports from `modules` to the end; return files of code and of data."""
    waiting, seen = list(modules), set[str]()
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        waiting += _imported_by(module)
    files = {path for module in seen if (path := _file(module))}
    return frozenset(files | {data for path in files for data in _data_of(path)})


@cache
def _imported_by(module: str) -> frozenset[str]:
    path = _file(module)
    return _imports(_tree(path), module) if path else frozenset()


def _reached_by(module: str, function: str) -> set[str]:
    """Return the modules that a function imports, itself or through its module."""
    path = _file(module)
    if path is None:
        return set()
    body = _tree(path).body
    defined = {node.name: node for node in body if isinstance(node, _DEFINITIONS)}
    found = {found for node in body if node not in defined.values() for found in _imports(node, "")}
    waiting, seen = [function], set[str]()
    while waiting:
        name = waiting.pop()
        if name in defined and name not in seen:
            seen.add(name)
            found |= _imports(defined[name], "")
            waiting += [node.id for node in ast.walk(defined[name]) if isinstance(node, ast.Name)]
    return found


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _imports(tree: ast.AST, module: str) -> frozenset[str]:
    """Return our modules that code imports when it runs; of a lazy face, the home of each name."""
    found = _above(module)
    for node in _running(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if _ours(alias.name)}
        elif isinstance(node, ast.ImportFrom) and node.module and _ours(node.module):
            found.add(node.module)
            homes = _homes(node.module)
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if _file(inner) else homes.get(alias.name, node.module))
                found |= set(_homes(inner).values())  # who has a face may ask it for any name
    return frozenset(found)


def _above(module: str) -> set[str]:
    """Return the packages that a module stands in: they are imported before it."""
    return {".".join(module.split(".")[:n]) for n in range(1, module.count(".") + 1)}


@cache
def _homes(face: str) -> Mapping[str, str]:
    """Return, of a face that imports its names when they are asked for, where each is at home.

    Such a face imports them for the type checker too: that is what is read here.
    """
    path = _file(face)
    if path is None or path.name != "__init__.py":
        return {}
    tree = _tree(path)
    if not any(isinstance(node, ast.Name) and node.id == _LAZY for node in ast.walk(tree)):
        return {}
    return {
        alias.asname or alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(face)
        for alias in node.names
    }


def _running(tree: ast.AST) -> Iterator[ast.AST]:
    yield tree
    for node in ast.iter_child_nodes(tree):
        for_types = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        if not for_types:
            yield from _running(node)


@cache
def _data_of(path: Path) -> frozenset[Path]:
    """Return the data files that a module names, or whose folder it names, in a room above it."""
    if path.suffix != ".py":
        return frozenset()
    named = {
        part
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for part in node.value.split("/")
    }
    rooms = [room for room in path.parents if room.is_relative_to(_folder())]
    return frozenset(
        file
        for room in rooms
        for name, files in _data_in(room).items()
        if name in named
        for file in files
    )


@cache
def _data_in(room: Path) -> Mapping[str, tuple[Path, ...]]:
    """Return name -> files, of the data files and the folders without code directly in a room."""
    found: dict[str, tuple[Path, ...]] = {}
    for path in sorted(room.iterdir()):
        if path.is_file() and path.suffix not in (".py", ".pyc"):
            found[path.name] = (path,)
        elif path.is_dir() and not any(path.rglob("*.py")) and _counts(path):
            found[path.name] = tuple(one for one in sorted(path.rglob("*")) if one.is_file())
    return found


def _ours(module: str) -> bool:
    return module == _PACKAGE or module.startswith(f"{_PACKAGE}.")


@cache
def _file(module: str) -> Path | None:
    place = _folder().joinpath(*module.split(".")[1:]) if _ours(module) else Path("/nowhere")
    for path in (place.with_suffix(".py"), place / "__init__.py"):
        if module != _PACKAGE and path.is_file():
            return path
    return _folder() / "__init__.py" if module == _PACKAGE else None


_parsing = threading.Lock()
"""Python 3.11 counts the depth of all parsers of a process together: two at once fail."""


def _parsed(source: str | bytes) -> ast.Module:
    with _parsing:
        return ast.parse(source)


@cache
def _tree(path: Path) -> ast.Module:
    return _parsed(path.read_bytes())


@cache
def _content(path: Path) -> bytes:
    return sha256(path.read_bytes()).digest()


def _counts(path: Path) -> bool:
    return path.suffix != ".pyc" and path.name != "__pycache__"


def _named(path: Path) -> str:
    return path.relative_to(_folder()).as_posix()


def _folder() -> Path:
    return Path(reporting.__file__).parent
