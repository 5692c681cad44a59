"""What a piece of work reads: tables of an event, results of earlier steps, files that it opens.

A build asks, so that it does again only what depends on a change. Nothing is declared by hand: the
event tells which of its tables are asked for, and the interpreter tells which files are opened
(:func:`sys.addaudithook`). Outside of :func:`watched` nothing is noted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Literal

What = Literal["table", "holds", "step", "file"]
"""A table's rows; whether a table holds any; the result of a step; a file (absolute path)."""

Read = tuple[What, str]

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
    seen: set[Read] = set()
    _noting.append(seen)
    try:
        yield seen
    finally:
        # Removed by identity: two sets with the same reads in them are equal.
        _noting[:] = [one for one in _noting if one is not seen]


def note(what: What, name: str) -> None:
    """Note that `name` is read."""
    for seen in _noting:
        seen.add((what, name))


@cache
def _listen() -> None:
    """Listen to files being opened; a hook of the interpreter stays for good."""

    def opened(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and _noting and isinstance(arguments[0], str | bytes | os.PathLike):
            written = isinstance(arguments[1], str) and set("wax+") & set(arguments[1])
            if not written:
                note("file", str(Path(os.fsdecode(arguments[0])).absolute()))

    sys.addaudithook(opened)
