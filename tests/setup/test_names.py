"""A name says one thing, in the field's words, wherever in the package it stands."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from support.project import ROOT

PACKAGE = ROOT / "src" / "reporting"

# A stem that several rooms share means the same thing in each of them.
SHARED_STEMS = {
    "claims": "environmental claims in a text: the command, and what finds them",
    "diff": "two builds compared: the command, and what it calls",
    "factcheck": "a text against the facts: the command, and what it calls",
    "factors": "emission factors: the command, and what a factor is",
    "facts": "the named facts of an event: the command, and what a fact is",
    "footprint": "an event's footprint: the command, and the data files of it",
    "serve": "the built reports in a browser: the command, and the server",
    "standings": "an event's standings: the command, and what it prints",
    "tables": "the tables of a report, one module a report",
    "telling": "the sentences of a report, one module a report",
    "timing_quality": "the report on the timing's quality: itself, and its charts",
    "uncertainty": "a footprint's uncertainty: computed, and drawn",
    "what_if": "a footprint's what-ifs: computed, told, drawn",
}

# Words that say that something is done or that it is a thing, and not which.
EMPTY_WORDS = {"told", "found", "one", "kept", "hand", "hands", "foreman", "desk", "shop", "line"}

# Where such a word is the field's own: a drawn line, a file's line, an inventory's line.
FIELDS_OWN = {
    "AlgeLine",
    "InventoryLine",
    "MemoLine",
    "RoadLine",
    "TextLine",
    "joined_line",
    "line",
    "out_of_line",
    "parse_line",
    "road_line",
}


class Name(NamedTuple):
    """A name and where it stands."""

    name: str
    place: str

    @property
    def own(self) -> str:
        """The name without the class that it belongs to."""
        return self.name.rpartition(".")[2]

    @property
    def words(self) -> set[str]:
        """The words that it is made of, in small letters."""
        return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", self.own)}


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_bytes())


def modules() -> list[Path]:
    return [file for file in sorted(PACKAGE.rglob("*.py")) if file.stem != "__init__"]


def classes() -> Iterator[Name]:
    for file in modules():
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.ClassDef):
                yield Name(node.name, f"{file.relative_to(ROOT)}:{node.lineno}")


def public_functions() -> Iterator[Name]:
    """Yield functions of modules and methods of classes that others may call."""
    for file in modules():
        tree = tree_of(file)
        holders = [("", tree), *((f"{one.name}.", one) for one in tree.body if is_class(one))]
        for prefix, holder in holders:
            for node in holder.body:
                is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                if is_function and not node.name.startswith("_"):
                    yield Name(prefix + node.name, f"{file.relative_to(ROOT)}:{node.lineno}")


def is_class(node: ast.stmt) -> bool:
    return isinstance(node, ast.ClassDef)


def places_by_name(names: Iterator[Name]) -> dict[str, list[str]]:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        places[name.name].append(name.place)
    return places


def test_no_two_classes_share_a_name() -> None:
    shared = {name: where for name, where in places_by_name(classes()).items() if len(where) > 1}
    assert shared == {}


def test_modules_share_a_name_only_where_it_means_the_same() -> None:
    stems = (Name(file.stem, str(file.relative_to(PACKAGE))) for file in modules())
    shared = {name: where for name, where in places_by_name(stems).items() if len(where) > 1}
    assert {name: shared[name] for name in set(shared) - set(SHARED_STEMS)} == {}


def test_names_say_which_thing() -> None:
    stems = (Name(file.stem, str(file.relative_to(ROOT))) for file in modules())
    empty = [
        f"{name.place} {name.name}"
        for names in (classes(), public_functions(), stems)
        for name in names
        if name.words & EMPTY_WORDS and name.own not in FIELDS_OWN
    ]
    assert empty == []


def test_a_name_is_taken_apart_at_capitals_and_underscores() -> None:
    assert Name("Report.told_once", "").words == {"told", "once"}
    assert Name("OpenShop", "").words == {"open", "shop"}
    assert Name("GPXLine", "").words == {"gpx", "line"}
    assert Name("standings", "").words == {"standings"}
