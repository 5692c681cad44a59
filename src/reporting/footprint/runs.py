"""Frozen runs: what was published stays, with hashes of everything it was computed from."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.aside import written_aside
from reporting.errors import InputError, UsageError
from reporting.event.findings import Finding
from reporting.footprint.inventory import Inventory
from reporting.reads import source

if TYPE_CHECKING:
    from reporting.event import Event

TABLES = ("activities", "emission_factors", "facts", "entries")
FORMAT = 1


@dataclass(frozen=True)
class FrozenRun:
    """A published inventory, as it was.

    Parameters
    ----------
    event, label
        Which, under which name it was published.
    frozen_on
        The day.
    version
        Of this software.
    inputs
        File -> SHA-256 of what it was computed from.
    factor_set
        SHA-256 of the factors.
    result
        The inventory's document.
    note
        What the officer says about it.
    """

    event: str
    label: str
    frozen_on: dt.date
    version: str
    inputs: Mapping[str, str]
    factor_set: str
    result: Mapping[str, Any]
    note: str = ""

    def text(self) -> str:
        """Return the run as JSON; the same run gives the same bytes."""
        values = asdict(self) | {"frozen_on": self.frozen_on.isoformat(), "format": FORMAT}
        return json.dumps(values, indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    def write(self, folder: Path) -> Path:
        """Write the run to ``<folder>/<event>-<label>.json``.

        Raises
        ------
        UsageError
            Where a different run of this name is there: what was published is never overwritten.
        """
        path = folder / f"{self.event}-{self.label}.json"
        if path.exists() and path.read_text(encoding="utf-8") != self.text():
            message = f"{path.name} holds another run; a published run is never overwritten."
            raise UsageError(f"{message} Choose another label.")
        folder.mkdir(parents=True, exist_ok=True)
        with written_aside(path) as aside:
            aside.write_text(self.text(), encoding="utf-8")
        return path


def freeze(
    event: Event, inventory: Inventory, label: str, on: dt.date, note: str = ""
) -> FrozenRun:
    """Keep an inventory as published.

    Parameters
    ----------
    event, inventory
        What it was computed from, and what came out.
    label
        A word for the file name, such as ``2025`` or ``report-v1``.
    on
        The day of publication.
    note
        Free words.

    Raises
    ------
    UsageError
        For a label that is no plain word.
    """
    if not label.replace("-", "").replace(".", "").isalnum() or label.startswith("."):
        raise UsageError(f"The label {label!r} must be letters, digits, '-' and '.' only.")
    document = inventory.as_json()
    return FrozenRun(
        event=event.id,
        label=label,
        frozen_on=on,
        version=str(document["version"]),
        inputs=_hashes(event),
        factor_set=inventory.factor_set,
        result=document,
        note=note,
    )


def read_frozen(path: Path) -> FrozenRun:
    """Read a frozen run.

    Raises
    ------
    InputError
        Where the file is not one.
    """
    try:
        values = json.loads(source(path).read_text(encoding="utf-8"))
        if values.pop("format") != FORMAT:
            raise ValueError("another format")
        return FrozenRun(**values | {"frozen_on": dt.date.fromisoformat(values["frozen_on"])})
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        reason = {"reason": str(error)}
        finding = Finding("footprint-run-unread", "footprint", path.name, details=reason)
        raise InputError(f"{path.name} is not a frozen footprint: {error}.", [finding]) from error


def _hashes(event: Event) -> dict[str, str]:
    """Return the SHA-256 of ``event.toml`` and of the files of the tables that are used."""
    tables = {path for name, path in event.sources.items() if name in TABLES}
    paths = {event.folder / "event.toml", *tables}
    return {
        path.name: hashlib.sha256(source(path).read_bytes()).hexdigest()
        for path in sorted(paths)
        if path.is_file()
    }
