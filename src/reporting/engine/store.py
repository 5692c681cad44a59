"""What builds have made already, by content.

A step is not done again while nothing that it read has changed. It keeps a record: the *parts*
that make it up (its notebook, parameters, our code, the libraries), what it turned out to *read*
(tables, files, results of earlier steps), each with its hash, and the files it left. A record
holds when all of that is the same now. This is the "constructive trace" of build systems (Mokhov,
Mitchell, Peyton Jones: Build systems a la carte, 2018). Files are kept under the SHA-256 of their
content, verified when they are taken.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

FOLDER = ".cache"
_RECORDS = "records"
_OBJECTS = "objects"
_KEPT = 4
"""Records kept of a step: enough to go back to what was built before the last corrections."""

Now = Callable[[str], str | None]
"""Gives the hash of something read as it is now, by its key (``table:passages``)."""


@dataclass(frozen=True)
class Record:
    """One step done.

    Parameters
    ----------
    parts
        What it is made up of -> hash.
    reads
        What it read (``table:passages``, ``file:data/reference/claims.toml``) -> hash.
    files
        What it left -> SHA-256 of the content.
    told
        What else the build has to know of it; plain JSON.
    """

    parts: Mapping[str, str]
    reads: Mapping[str, str]
    files: Mapping[str, str]
    told: Mapping[str, Any] = field(default_factory=dict)


class Store:
    """Records and contents under one folder.

    Parameters
    ----------
    folder
        Made when something is first kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, step: str, parts: Mapping[str, str], now: Now) -> tuple[Record | None, str]:
        """Return a record of `step` that still holds, else why there is none.

        Parameters
        ----------
        step
            The step's name, such as ``demo-rally/it/race/execute``.
        parts
            What the step is made up of now.
        now
            Gives the present hash of what a record read.
        """
        records = self._records(step)
        for record in records:
            if not _difference(record, parts, now):
                if all(self._whole(content) for content in record.files.values()):
                    return record, ""
                return None, "what was kept of it is damaged or gone"
        return None, _difference(records[0], parts, now) if records else "it was not built before"

    def keep(
        self,
        step: str,
        parts: Mapping[str, str],
        reads: Mapping[str, str],
        files: Mapping[str, bytes],
        told: Mapping[str, Any],
    ) -> Record:
        """Keep what a step left; return its record."""
        contents = {name: self._keep_content(content) for name, content in files.items()}
        record = Record(dict(parts), dict(reads), contents, dict(told))
        others = [
            one
            for one in self._records(step)
            if (one.parts, one.reads) != (record.parts, record.reads)
        ]
        text = json.dumps([asdict(one) for one in [record, *others][:_KEPT]])
        _write(self._record_file(step), text.encode())
        return record

    def content(self, record: Record, name: str) -> bytes:
        """Return what the step left under `name`."""
        return self._object(record.files[name]).read_bytes()

    def put(self, record: Record, name: str, target: Path) -> None:
        """Write what the step left under `name` to the file `target`."""
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self._object(record.files[name]), target)

    def sweep(self) -> None:
        """Remove contents that no record names any more, and what killed builds were writing."""
        named = {
            content
            for file in (self._folder / _RECORDS).glob("*.json")
            for record in _read(file)
            for content in record.files.values()
        }
        unfinished = (self._folder / _RECORDS).glob(".*")
        for file in chain((self._folder / _OBJECTS).glob("*/*"), unfinished):
            if file.name not in named:
                file.unlink(missing_ok=True)

    def _records(self, step: str) -> list[Record]:
        return _read(self._record_file(step))

    def _record_file(self, step: str) -> Path:
        return self._folder / _RECORDS / f"{step.replace('/', '.')}.json"

    def _keep_content(self, content: bytes) -> str:
        name = sha256(content).hexdigest()
        if not self._whole(name):
            _write(self._object(name), content)
        return name

    def _object(self, name: str) -> Path:
        return self._folder / _OBJECTS / name[:2] / name

    def _whole(self, name: str) -> bool:
        try:
            return sha256(self._object(name).read_bytes()).hexdigest() == name
        except OSError:
            return False


def _difference(record: Record, parts: Mapping[str, str], now: Now) -> str:
    """Return what has changed since the record, as a reader says it; empty where nothing has."""
    for name in sorted({*parts, *record.parts}):
        if parts.get(name) != record.parts.get(name):
            return f"{name} changed"
    for name, then in record.reads.items():
        if now(name) != then:
            return f"{_spoken(name)} changed"
    return ""


def _spoken(read: str) -> str:
    """Return a key as words.

    Examples
    --------
    >>> _spoken("table:passages"), _spoken("step:score")
    ('the table passages', 'the result of score')
    """
    what, _, name = read.partition(":")
    words = {
        "table": "the table", "holds": "whether there is a table", "step": "the result of",
        "names": "which files there are", "asked": "what is asked of the event",
    }  # fmt: skip
    return f"{words.get(what, '')} {name}".strip()


def _read(file: Path) -> list[Record]:
    """Return a step's records; none where the file is of another shape than ours."""
    try:
        records = [Record(**one) for one in json.loads(file.read_bytes())]
    except (OSError, ValueError, TypeError, RecursionError):
        return []
    return records if all(map(_well_formed, records)) else []


def _well_formed(record: Record) -> bool:
    hashes = (record.parts, record.reads, record.files)
    return isinstance(record.told, dict) and all(
        isinstance(one, dict) and all(isinstance(value, str) for value in one.values())
        for one in hashes
    )


def _write(file: Path, content: bytes) -> None:
    """Write aside and move into place: a killed build leaves no half of a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.{os.getpid()}.{threading.get_ident()}")
    aside.write_bytes(content)
    aside.replace(file)
