"""What stands beside an event's reports, made by other commands, and whether it is still true.

A build that renews the reports takes it along where all that it was made of is the same. What else
stands there (a map, somebody's own file) is not the build's: it is always taken along.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.engine import code
from reporting.engine.inputs import hash_of

if TYPE_CHECKING:
    from reporting.engine.inputs import State
    from reporting.engine.store import Store


@dataclass(frozen=True, slots=True)
class Companion:
    """A folder beside the reports.

    Parameters
    ----------
    folder
        Its name.
    contents
        The JSON file in it that lists what it holds.
    archive
        A file beside it with the same; empty where there is none.
    """

    folder: str
    contents: str
    archive: str = ""

    def read(self, home: Path) -> dict[str, Any]:
        """Return the list of what stands in an event's folder of reports; empty where none is."""
        try:
            listed = json.loads((home / self.folder / self.contents).read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return listed if isinstance(listed, dict) else {}

    def remember(self, home: Path, reads: Mapping[str, str], store: Store) -> None:
        """Keep, as a record like any step's, that what stands in `home` was made of all this."""
        store.keep(f"{home.name}/{self.folder}", self._parts(home), reads, {}, {})

    def carry_over(self, home: Path, state: State, folder: Path, store: Store) -> None:
        """Copy it from `home` to `folder`, where all that it was made of is the same."""
        if not self.read(home):
            return
        record, _ = store.find(f"{home.name}/{self.folder}", self._parts(home), state.now)
        if record is not None:
            shutil.copytree(home / self.folder, folder / self.folder)
            if self.archive and (home / self.archive).is_file():
                shutil.copy2(home / self.archive, folder / self.archive)

    def _parts(self, home: Path) -> Mapping[str, str]:
        return {
            "our code": code.whole(),
            "a library's version": code.libraries(),
            "what stands in place": hash_of(home / self.folder / self.contents),
        }


BOOKLETS = Companion("crews", "crews.json", "crews.zip")
PRESS_KIT = Companion("press", "kit.json")
COMPANIONS = (BOOKLETS, PRESS_KIT)


def carry_over_others(home: Path, built: Collection[str] | None, folder: Path) -> None:
    """Copy from `home` to `folder` what neither a build nor a companion's command has made.

    Parameters
    ----------
    home, folder
        The event's reports that stand; those that are to stand in their place.
    built
        What the build that made those in `home` says that it made; None where it cannot be told.
    """
    if built is None:
        return
    ours = {part for one in COMPANIONS for part in (one.folder, one.archive) if part}
    for path in home.rglob("*"):
        part = path.relative_to(home)
        target = folder / part
        others = part.parts[0] not in ours and part.as_posix() not in built
        if others and (path.is_file() or path.is_symlink()) and not target.exists():
            with suppress(FileExistsError, NotADirectoryError):  # reports stand where it stood
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, target, follow_symlinks=False)
