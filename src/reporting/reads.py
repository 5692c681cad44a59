"""What a piece of work reads: tables of an event, files that it opens.

A build asks, so that it does again only what depends on a change. Nothing is declared by hand: the
event tells which of its tables are asked for, and the interpreter tells which files are opened
(:func:`sys.addaudithook`). Outside of :func:`watched` nothing is noted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path


@dataclass
class Reads:
    """What was read.

    Parameters
    ----------
    tables
        Tables whose rows were asked for.
    presences
        Tables of which it was asked whether they hold anything.
    files
        Files that were opened for reading, absolute.
    """

    tables: set[str] = field(default_factory=set)
    presences: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


_noting: list[Reads] = []


@contextmanager
def watched() -> Iterator[Reads]:
    """Note what is read in this process from here on.

    Examples
    --------
    >>> with watched() as reads:
    ...     table("passages")
    >>> reads.tables
    {'passages'}
    """
    _listen()
    reads = Reads()
    _noting.append(reads)
    try:
        yield reads
    finally:
        _noting.remove(reads)


def table(name: str) -> None:
    """Note that the rows of the table `name` are asked for."""
    for reads in _noting:
        reads.tables.add(name)


def presence(name: str) -> None:
    """Note that it is asked whether the table `name` holds anything."""
    for reads in _noting:
        reads.presences.add(name)


@cache
def _listen() -> None:
    """Listen to files being opened; a hook of the interpreter stays for good."""

    def opened(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and _noting and isinstance(arguments[0], str | bytes | os.PathLike):
            written = isinstance(arguments[1], str) and set("wax+") & set(arguments[1])
            if not written:
                path = str(Path(os.fsdecode(arguments[0])).absolute())
                for reads in _noting:
                    reads.files.add(path)

    sys.addaudithook(opened)
