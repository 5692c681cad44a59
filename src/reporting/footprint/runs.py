"""Frozen runs: what was published stays, with hashes of everything it was computed from."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.aside import written_aside
from reporting.errors import InputError, UsageError
from reporting.event.findings import Finding, Severity
from reporting.event.package import fault_of
from reporting.footprint.activities import read_activities
from reporting.footprint.inventory import Inventory
from reporting.footprint.lines import as_number
from reporting.footprint.metrics import metrics
from reporting.footprint.signatures import signed_after
from reporting.footprint.targets import published_targets
from reporting.reads import remembered, source

if TYPE_CHECKING:
    from reporting.event import Event

RUNS = "footprint"
"""Folder of a package with its published runs."""

TABLES = ("activities", "emission_factors", "facts", "entries", "targets", "indicators_social")
FORMAT = 2
"""With a seal over the whole document; the first format had none, so that nothing could be told."""
LARGEST = 16 << 20
"""Bytes of a run; one of thousands of lines has some hundred thousand."""


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
        return _written(values | {"seal": _seal(values)})

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
        For a label that is no plain word, or a day on which nothing can have been published: one
        before the event was over, or one that has not come.
    InputError
        Where a line is signed later than that day: when it was published it was not signed.
    """
    _hold_day(event, on)
    if not label.replace("-", "").replace(".", "").isalnum() or label.startswith("."):
        raise UsageError(f"The label {label!r} must be letters, digits, '-' and '.' only.")
    if late := tuple(signed_after(read_activities(event), on, Severity.ERROR)):
        lines = ", ".join(str(one.details["id"]) for one in late)
        raise InputError(f"Published on {on}, but signed later: {lines}.", late)
    document = inventory.as_json() | {
        "metrics": {
            code: {"value": as_number(one.value), "unit": one.unit}
            for code, one in metrics(event, inventory).items()
            if one.value is not None
        },
        "targets": published_targets(event),
    }
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


def _hold_day(event: Event, on: dt.date) -> None:
    """Refuse a day on which nothing can have been published, and say why.

    Raises
    ------
    UsageError
        For a day before the event was over, or one that has come nowhere on earth.
    """
    last = event.info.end
    if on < last:
        why = f"{event.id} was over on {last}; give a day since then."
    elif on > dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1):
        why = f"That day has not come; give the day of publication, from {last} to today."
    else:
        return
    raise UsageError(f"Published on {on}? {why}")


@remembered
def read_frozen(path: Path) -> FrozenRun:
    """Read a frozen run.

    Raises
    ------
    InputError
        Where the file is not one, or is no longer what was published.
    """
    try:
        if (larger := path.stat().st_size - LARGEST) > 0:
            raise ValueError(f"it is {larger} bytes larger than any ({LARGEST >> 20} MiB)")
        text = source(path).read_text(encoding="utf-8")
        values = json.loads(text)
        if not isinstance(values, dict):
            raise ValueError("it holds no object of JSON")
        seal = values.pop("seal", None)
        if values["format"] != FORMAT:
            raise ValueError("it is of another format, without a seal; freeze it again")
        if not _sealed(text, values, seal):
            raise ValueError("it was changed after it was published, its seal is broken")
        _hold_sums(values["result"])
        del values["format"]
        return FrozenRun(**values | {"frozen_on": dt.date.fromisoformat(values["frozen_on"])})
    except (ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError) as error:
        reason = {"reason": str(error)}
        finding = Finding("footprint-run-unread", "footprint", path.name, details=reason)
        raise InputError(f"{path.name} is not a frozen footprint: {error}.", [finding]) from error


def runs_folder(event: Event) -> Path:
    """Return where the published runs of `event` are kept."""
    return event.folder / RUNS


def published_runs(event: Event) -> tuple[FrozenRun, ...]:
    """Return the published runs that the package keeps, the earliest first.

    Runs of the same event are what was published of it; runs of other events (an edition of
    another year) are to be compared with.

    Raises
    ------
    InputError
        Where a file is no frozen run, or none of the package.
    """
    files = sorted(runs_folder(event).glob("*.json"))
    for path in files:
        if fault := fault_of(path, event.folder):
            finding = Finding(fault, "footprint", f"{RUNS}/{path.name}")
            raise InputError(finding.message(), [finding])
    found = [read_frozen(path) for path in files]
    return tuple(sorted(found, key=lambda run: (run.frozen_on, run.event, run.label)))


def _written(values: Mapping[str, Any]) -> str:
    return json.dumps(values, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _seal(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of everything in a run but the seal."""
    return _digest(_written(values))


def _sealed(text: str, values: Mapping[str, Any], seal: object) -> bool:
    """Tell whether a seal is that of a run: of its text as it was written, or of its values."""
    unsealed = text.replace(f' "seal": "{seal}",\n', "", 1)
    return seal == _digest(unsealed) or seal == _seal(values)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _hold_sums(result: Mapping[str, Any]) -> None:
    """Hold both totals against the lines, whoever made the seal.

    Raises
    ------
    ValueError
        Where a total is not the sum of its lines.
    """
    for basis in ("location", "market"):
        total, lines = result[f"total_{basis}_kg"], result["lines"]
        summed = math.fsum(line[f"{basis}_kg"] for line in lines)
        if (total is None) != (not lines) or not math.isclose(total or 0, summed, rel_tol=1e-9):
            raise ValueError(f"its {basis}-based total is not the sum of its lines")


def _hashes(event: Event) -> dict[str, str]:
    """Return the SHA-256 of ``event.toml`` and of the files of the tables that are used."""
    tables = {path for name, path in event.sources.items() if name in TABLES}
    paths = {event.folder / "event.toml", *tables}
    return {
        path.name: hashlib.sha256(source(path).read_bytes()).hexdigest()
        for path in sorted(paths)
        if path.is_file()
    }
