"""What stands already: a package's files now, against the reports in place."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reporting import paths
from reporting.engine.inputs import State
from reporting.errors import UsageError
from reporting.event.package import INFO
from reporting.publish.building import manifest
from reporting.publish.building.manifest import Manifest


@dataclass(frozen=True)
class Package:
    """One package to build, as it stands.

    Parameters
    ----------
    where
        How the notebooks are to call it: a bundled event by its id, another by its path.
    event
        The id in its ``event.toml``; empty where that cannot be read.
    state, fingerprint
        Its files now, and one hash over them, our code and the versions.
    last
        The manifest of its reports in place, if they are whole and of the same fingerprint.
    """

    where: str
    event: str
    state: State
    fingerprint: str
    last: Manifest | None

    def stands(self, reports: Sequence[str], languages: Sequence[str]) -> bool:
        """Tell whether everything asked for stands, made from the same inputs."""
        if self.last is None or not set(reports) <= set(self.last.kinds):
            return False
        kinds = reports or self.last.kinds
        return {f"{one}/{kind}" for kind in kinds for one in languages} <= set(self.last.titles)


def packages(folders: Sequence[Path], out: Path) -> list[Package]:
    """Return how each package stands, from its files alone: nothing is loaded.

    Raises
    ------
    UsageError
        For two packages of one id: their reports would stand in the same folder.
    """
    found = [_package(folder, out) for folder in folders]
    ids = [one.event for one in found if one.event]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise UsageError(f"Two of the packages have the id {twice[0]}; build them one by one.")
    return found


def _package(folder: Path, out: Path) -> Package:
    bundled_here = folder.parent == paths.events_folder()
    state = State(folder)
    fingerprint = manifest.fingerprint(state.inputs)
    event = _id(folder)
    last = manifest.read(out / event) if event else None
    same = last and last.fingerprint == fingerprint and manifest.intact(out / event, last)
    where = folder.name if bundled_here else str(folder)
    return Package(where, event, state, fingerprint, last if same else None)


def _id(folder: Path) -> str:
    """Return the id that ``event.toml`` gives; what is wrong with it is for the loader to say."""
    try:
        told = tomllib.loads((folder / INFO).read_text(encoding="utf-8")).get("id", "")
    except (OSError, ValueError):
        return ""
    return told if isinstance(told, str) and "/" not in told and not told.startswith(".") else ""
