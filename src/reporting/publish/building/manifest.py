"""The manifest of a build: what went in, with what it was made, what came out."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import reporting
from reporting import paths
from reporting.engine.inputs import hash_of

NAME = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What is known of one event's reports.

    Parameters
    ----------
    event, name, start, dates, timing
        The event's id, its name in both languages, its first day (ISO 8601), its dates in both
        languages, where its times come from.
    built_at
        When the build began (ISO 8601, UTC).
    parameters
        The kinds of report and the languages that were built.
    versions
        Of this suite, Python and the libraries that leave a mark on the reports.
    inputs, outputs
        ``path``, ``bytes`` and ``sha256`` of each file; inputs relative to the project's home
        where they lie in it, outputs relative to the event's folder.
    durations_s
        Step -> seconds.
    titles
        ``<language>/<kind>`` -> what the report is, in its language.
    headlines
        Language -> ``won``, who won, and ``status``, how final that is, as the race report says it.
    invented
        Whether nothing of the results was ever published: the times are simulated, and nobody
        says who won.
    kinds
        The kinds of report that the event has data for.
    steps
        Step (``it/race execute``) -> why it was done; empty where what an earlier build left
        still held.
    claims
        ``<language>/<kind>`` -> the environmental claims of the report's text, as
        :func:`reporting.publish.pages.claims_on_page.claims_on_page` gives them.
    """

    event: str
    name: Mapping[str, str]
    start: str
    dates: Mapping[str, str]
    timing: str
    built_at: str
    parameters: Mapping[str, list[str]]
    versions: Mapping[str, str]
    inputs: list[dict[str, Any]]
    outputs: list[dict[str, Any]] = field(default_factory=list)
    durations_s: Mapping[str, float] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    headlines: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    invented: bool = False
    kinds: tuple[str, ...] = ()
    steps: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the manifest as it stands in its file."""
        return asdict(self)


def read(folder: Path) -> Manifest | None:
    """Return the manifest in an event's folder of reports; None where there is none to trust."""
    try:
        found = Manifest(**json.loads((folder / NAME).read_bytes()))
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    return found if found.event == folder.name and _well_formed(vars(found)) else None


def _well_formed(one: Mapping[str, Any]) -> bool:
    """Tell whether what a manifest says is of our shape: anybody may have written it."""
    listed = one["inputs"], one["outputs"]
    return (
        all(isinstance(one[name], str) for name in ("event", "start", "timing", "built_at"))
        and all(_holds(one[name], str) for name in ("name", "dates", "versions", "titles"))
        and all(_holds(one[name], list) for name in ("parameters", "claims"))
        and {"reports", "languages"} <= set(one["parameters"])
        and _holds(one["headlines"], dict)
        and isinstance(one["kinds"], list | tuple)
        and all(isinstance(entries, list) for entries in listed)
        and all(map(_is_entry, (entry for entries in listed for entry in entries)))
    )


def _is_entry(entry: object) -> bool:
    """Tell whether something is an entry of a file."""
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("bytes"), int)
        and all(isinstance(entry.get(key), str) for key in ("path", "sha256"))
    )


def _holds(part: object, kind: type) -> bool:
    return isinstance(part, dict) and all(isinstance(value, kind) for value in part.values())


def write(manifest: Manifest, folder: Path) -> None:
    """Write the manifest into an event's folder of reports."""
    text = json.dumps(manifest.as_json(), ensure_ascii=False, indent=2)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def intact(folder: Path, manifest: Manifest) -> bool:
    """Tell whether every output stands as the manifest says."""
    return all(
        (folder / entry["path"]).is_file() and hash_of(folder / entry["path"]) == entry["sha256"]
        for entry in manifest.outputs
    )


def changed(entries: list[dict[str, Any]]) -> list[str]:
    """Return the inputs that are not any more what they were when they were listed."""
    return [
        entry["path"]
        for entry in entries
        if _hash_now(paths.home() / entry["path"]) != entry["sha256"]
    ]


def _hash_now(path: Path) -> str:
    try:
        return hash_of(path)
    except OSError:  # gone, at whatever moment
        return ""


def outputs(folder: Path) -> list[dict[str, Any]]:
    """Return every file in an event's folder of reports, the manifest itself left out."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != NAME)
    return [_entry(path, folder) for path in files]


def outputs_of(folder: Path) -> set[str] | None:
    """Return the files of the build that made a folder of reports; None where it cannot be told."""
    if not (folder / NAME).exists():
        return set()
    last = read(folder)
    return {entry["path"] for entry in last.outputs} if last else None


@cache
def versions() -> Mapping[str, str]:
    """Return the versions of everything that leaves a mark on the reports."""
    from importlib import metadata

    own = {"reporting": reporting.__version__, "python": platform.python_version()}
    lines = metadata.requires("reporting") or ()
    declared = sorted(found[0] for line in lines if (found := re.match(r"[\w.-]+", line)))
    libraries = {name: version for name in declared if (version := _version(name))}
    return {**own, **libraries, "plotly.js": _plotly_js()}


def _version(library: str) -> str:
    """Return an installed library's version; empty for an extra that is not there."""
    from importlib import metadata

    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return ""


def _plotly_js() -> str:
    """Return the version of the plotly.js that draws the charts, as its first lines say it."""
    from reporting.publish.pages.figures import PLOTLY_JS

    with PLOTLY_JS.open(encoding="utf-8") as stream:
        head = stream.read(200)
    found = re.search(r" v(\S+)", head)
    return found[1] if found else "unknown"


def _entry(path: Path, base: Path) -> dict[str, Any]:
    return {
        "path": path.relative_to(base).as_posix(),
        "bytes": path.stat().st_size,
        "sha256": hash_of(path),
    }
