"""What a piece of work reads: tables of an event, results of earlier steps, files.

A build asks, so that it does again only what depends on a change. Nothing is declared by hand:
the event tells which of its tables are asked for, and every file of a package or of the reference
data goes through one door, :func:`source`, whoever opens it underneath (Arrow and expat open
files without Python). A notebook's own ``open`` is heard as well (:func:`sys.addaudithook`).
Outside of :func:`watched` nothing is noted.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
from typing import Any, Literal, ParamSpec, TypeVar

from reporting import paths
from reporting.errors import InputError

What = Literal["table", "holds", "step", "file"]
"""A table's rows; whether a table holds any; the result of a step; a file (absolute path)."""

Read = tuple[What, str]
Given = ParamSpec("Given")
Result = TypeVar("Result")
Stamp = tuple[int, int, int] | None

_noting: list[set[Read]] = []


@contextmanager
def watched() -> Iterator[set[Read]]:
    """Note what is read in this process from here on.

    Examples
    --------
    >>> with watched() as seen:
    ...     note("table", "passages")
    >>> seen
    {('table', 'passages')}
    """
    _listen()
    with _noted() as seen:
        yield seen


def note(what: What, name: str) -> None:
    """Note that `name` is read."""
    for seen in _noting:
        seen.add((what, name))


def source(path: Path) -> Path:
    """Note that the file `path` is read, and return it: the door for every input.

    Raises
    ------
    InputError
        For what is there and is no file: a pipe would keep its reader waiting for ever.

    Examples
    --------
    >>> with watched() as seen:
    ...     _ = source(Path("/data/leg1.parquet"))
    >>> seen
    {('file', '/data/leg1.parquet')}
    """
    note("file", str(path.absolute()))
    try:
        kind = path.stat().st_mode
    except OSError:  # whoever opens it says what is wrong
        return path
    if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
        raise InputError(f"{path.name} is no file, but a pipe or a device. Remove it.")
    return path


def remembered(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Keep what `function` makes of files while they, and the home, are the same.

    Whoever gets the kept result has read the same files: they are noted again. So an edited file
    counts at once, in a running kernel too.

    Parameters
    ----------
    function
        Of hashable arguments; reads files through :func:`source`.
    """
    results: dict[Any, tuple[Result, frozenset[Read], dict[str, Stamp]]] = {}

    @wraps(function)
    def remember(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        key = (paths.home(), args, tuple(kwargs.items()))
        known = results.get(key)
        if known is None or any(_stamp(name) != then for name, then in known[2].items()):
            with _noted() as seen:
                result = function(*args, **kwargs)
            stamps = {name: _stamp(name) for what, name in seen if what == "file"}
            results[key] = known = (result, frozenset(seen), stamps)
        for what, name in known[1]:
            note(what, name)
        return known[0]

    return remember


@contextmanager
def _noted() -> Iterator[set[Read]]:
    seen: set[Read] = set()
    _noting.append(seen)
    try:
        yield seen
    finally:
        # Removed by identity: two sets with the same reads in them are equal.
        _noting[:] = [other for other in _noting if other is not seen]


def _stamp(name: str) -> Stamp:
    """Return what changes with a file's content: time, size and number; None where it is gone."""
    try:
        about = os.stat(name)  # noqa: PTH116 - asked for each line of an inventory
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size, about.st_ino


@cache
def _listen() -> None:
    """Listen to files being opened; a hook of the interpreter stays for good."""

    def opened(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and _noting and isinstance(arguments[0], str | bytes | os.PathLike):
            written = isinstance(arguments[1], str) and set("wax+") & set(arguments[1])
            if not written:
                note("file", str(Path(os.fsdecode(arguments[0])).absolute()))

    sys.addaudithook(opened)
