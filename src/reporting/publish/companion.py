"""What stands beside an event's reports, made by other commands, and whether it is still true.

A build that renews the reports takes it along where all that it was made of is the same.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
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
