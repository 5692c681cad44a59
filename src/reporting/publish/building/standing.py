"""What stands already: a package's files now, against the reports in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from reporting import paths
from reporting.engine import code
from reporting.engine.inputs import State
from reporting.engine.store import Store
from reporting.errors import UsageError
from reporting.event.package import INFO
from reporting.publish.building import manifest
from reporting.publish.building.kinds import ReportKey
from reporting.publish.building.manifest import Manifest
from reporting.strangers_toml import read_toml


@dataclass(frozen=True)
class Package:
    """One package to build, as it stands.

    Parameters
    ----------
    where
        How the notebooks are to call it: a bundled event by its id, another by its path; behind
        an ``@`` the moment that is asked for.
    event
        The id in its ``event.toml``; empty where that cannot be read.
    state
        Its files now.
    last
        The manifest of its reports in place, if they are whole and made of the same.
    """

    where: str
    event: str
    state: State
    last: Manifest | None

    @property
    def standing(self) -> frozenset[ReportKey]:
        """The reports that stand, made of what there is now."""
        return frozenset(map(ReportKey.parse, self.last.titles)) if self.last else frozenset()

    def stands(self, reports: Sequence[str], languages: Sequence[str]) -> bool:
        """Tell whether everything asked for stands, made of the same."""
        if self.last is None or not set(reports) <= set(self.last.kinds):
            return False
        kinds = reports or self.last.kinds
        return {ReportKey(one, kind) for kind in kinds for one in languages} <= self.standing


def packages(events: Sequence[tuple[Path, str]], out: Path, store: Store) -> list[Package]:
    """Return how each package stands, from its files alone: nothing is loaded.

    Parameters
    ----------
    events
        Folder, and moment that is asked for (empty for as far as it has been run).
    out, store
        The folder of the reports, and what earlier builds kept.

    Raises
    ------
    UsageError
        For two packages of one id: their reports would stand in the same folder.
    """
    found = [_package(folder, asked, out, store) for folder, asked in events]
    ids = [one.event for one in found if one.event]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise UsageError(f"Two of the packages have the id {twice[0]}; build them one by one.")
    return found


def remember(event: str, state: State, folder: Path, store: Store) -> None:
    """Keep, as a record like any step's, that the reports in `folder` were made of all this."""
    store.keep(f"{event}/reports", _parts(folder), state.everything(), {}, {})


def _package(folder: Path, asked: str, out: Path, store: Store) -> Package:
    bundled_here = folder.parent == paths.events_folder()
    state = State(folder, asked)
    event = _id(folder)
    last = manifest.read(out / event) if event else None
    if last is not None:
        same, _ = store.find(f"{event}/reports", _parts(out / event), state.now)
        last = last if same and manifest.intact(out / event, last) else None
    place = folder.name if bundled_here else str(folder)
    return Package(f"{place}@{asked}" if asked else place, event, state, last)


def _parts(folder: Path) -> Mapping[str, str]:
    """Return what all reports of an event are made of beside its inputs; and which they are."""
    listed = folder / manifest.NAME
    return {
        "our code": code.whole(),
        "a library's version": code.libraries(),
        "the reports in place": sha256(listed.read_bytes()).hexdigest() if listed.exists() else "",
    }


def _id(folder: Path) -> str:
    """Return the id that ``event.toml`` gives; what is wrong with it is for the loader to say."""
    try:
        text = (folder / INFO).read_text(encoding="utf-8-sig")
        told = read_toml(text).get("id", "")
    except (OSError, ValueError):
        return ""
    return told if isinstance(told, str) and "/" not in told and not told.startswith(".") else ""
