"""How things stand now: every file that reports may be made from, with its hash."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from reporting import paths
from reporting.reads import Read
from reporting.strangers_toml import read_toml
from reporting.today import is_over

PACKAGE = "package/"
INFO = "event.toml"
NAMES = "names"
ASKED = "asked"


class State:
    """The inputs of one event's reports as they are when the build begins.

    Parameters
    ----------
    folder
        The event's package.
    asked
        What is asked of it beside what its files say (a moment); it belongs to whatever reads
        anything.
    """

    def __init__(self, folder: Path, asked: str = "") -> None:
        self.folder = folder
        self._files = {}
        for name, path in _inputs(folder).items():
            with suppress(FileNotFoundError):  # an office program's own, gone meanwhile
                self._files[name] = _entry(path)
        self._hashes: dict[str, str] = {
            f"file:{name}": str(entry["sha256"]) for name, entry in self._files.items()
        }
        self._hashes[NAMES] = sha256(json.dumps(sorted(self._files)).encode()).hexdigest()
        self._hashes[ASKED] = f"{asked}{_before_its_end(folder)}"

    @property
    def inputs(self) -> list[dict[str, Any]]:
        """Every file as the manifest lists it: ``path``, ``bytes``, ``sha256``."""
        return sorted(self._files.values(), key=lambda entry: str(entry["path"]))

    def learn(self, hashes: Mapping[str, str]) -> None:
        """Add hashes that others found: of tables, of the results of steps."""
        self._hashes.update(hashes)

    def now(self, read: str) -> str | None:
        """Return the present hash of something read; None where there is no such thing."""
        return self._hashes.get(read)

    def everything(self) -> dict[str, str]:
        """Return every file, and all their names, each with its hash."""
        files = (f"file:{name}" for name in self._files)
        return {read: self._hashes[read] for read in (*files, NAMES, ASKED)}

    def reads(self, seen: Iterable[str]) -> dict[str, str]:
        """Return what a step read, each with its hash.

        ``event.toml``, the names of all files and what was asked belong to whatever reads
        anything: a new file can matter to a step that looked for it in vain.
        """
        always = (f"file:{PACKAGE}{INFO}", NAMES, ASKED)
        known = ((read, self.now(read)) for read in sorted({*seen, *always}))
        return {read: found for read, found in known if found is not None}


def _before_its_end(folder: Path) -> str:
    """Return a word where the event is not over yet: its reports say so, until it is."""
    try:
        end = read_toml((folder / INFO).read_text(encoding="utf-8-sig")).get("end")
    except (OSError, ValueError):  # what is wrong with it is for the loader to say
        return ""
    return " before its end" if isinstance(end, dt.date) and not _over(end) else ""


def _over(end: dt.date) -> bool:
    return is_over(end.date() if isinstance(end, dt.datetime) else end)


def keyed(seen: Iterable[Read], folder: Path) -> list[str]:
    """Return what was read as keys that mean the same on every machine.

    Files of the package and of the project's home are named from there; others (libraries, the
    system's) are told by the versions in a step's parts, and left out.
    """
    found = set()
    for what, name in seen:
        place = _named(Path(name), folder) if what == "file" else name
        if place:
            found.add(f"{what}:{place}")
    return sorted(found)


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    with path.open("rb") as stream:
        whole = sha256()
        for block in iter(lambda: stream.read(1 << 20), b""):
            whole.update(block)
    return whole.hexdigest()


def _named(path: Path, folder: Path) -> str:
    home = paths.home()
    if path.is_relative_to(folder):
        return f"{PACKAGE}{path.relative_to(folder).as_posix()}"
    ours = (home / "data", home / "notebooks")
    return path.relative_to(home).as_posix() if any(map(path.is_relative_to, ours)) else ""


def _inputs(folder: Path) -> dict[str, Path]:
    found = {f"{PACKAGE}{_below(path, folder)}": path for path in sorted(input_files(folder))}
    for place in (paths.reference_folder(), paths.notebooks_folder()):
        found |= {_below(path, paths.home()): path for path in sorted(input_files(place))}
    return found


def input_files(folder: Path) -> Iterator[Path]:
    """Go through the inputs of a folder; ``os.walk`` bears that it changes meanwhile."""
    for place, _, names in os.walk(folder):
        yield from (path for name in names if _counts(path := Path(place) / name))


def _counts(path: Path) -> bool:
    """Tell whether a file of a folder is an input: no hidden one, no other program's lock."""
    hidden = any(part.startswith((".", "~$", "__pycache__")) for part in path.parts[-2:])
    return not hidden and path.is_file()


def _below(path: Path, base: Path) -> str:
    return path.relative_to(base).as_posix()


def _entry(path: Path) -> dict[str, Any]:
    home = paths.home()
    shown = path.relative_to(home) if path.is_relative_to(home) else path
    return {"path": shown.as_posix(), "bytes": path.stat().st_size, "sha256": hash_of(path)}
