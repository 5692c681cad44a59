"""The booklets beside an event's reports: their list, and whether they are still true."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.engine import code
from reporting.engine.inputs import hash_of

if TYPE_CHECKING:
    from reporting.engine.inputs import State
    from reporting.engine.store import Store

FOLDER = "crews"
ARCHIVE = "crews.zip"
LIST = "crews.json"


def read(home: Path) -> dict[str, Any]:
    """Return the list of the booklets in an event's folder of reports; empty where none is."""
    try:
        listed = json.loads((home / FOLDER / LIST).read_bytes())
    except (OSError, ValueError):
        return {}
    return listed if isinstance(listed, dict) else {}


def remember(home: Path, reads: Mapping[str, str], store: Store) -> None:
    """Keep, as a record like any step's, that the booklets in `home` were made of all this."""
    store.keep(f"{home.name}/{FOLDER}", _parts(home), reads, {}, {})


def carry_over(home: Path, state: State, folder: Path, store: Store) -> None:
    """Copy the booklets in `home` to `folder`, where all that they were made of is the same."""
    if not read(home):
        return
    record, _ = store.find(f"{home.name}/{FOLDER}", _parts(home), state.now)
    if record is not None:
        shutil.copytree(home / FOLDER, folder / FOLDER)
        if (home / ARCHIVE).is_file():
            shutil.copy2(home / ARCHIVE, folder / ARCHIVE)


def _parts(home: Path) -> Mapping[str, str]:
    return {
        "our code": code.whole(),
        "a library's version": code.libraries(),
        "the booklets in place": hash_of(home / FOLDER / LIST),
    }
