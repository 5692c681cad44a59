"""The evidence pack: what an assurer needs to follow a footprint, in one ZIP.

The inventory's workbook, the factors with their sources, the index, who signed what, the published
runs, and the files that the tables name, each with its SHA-256. What is missing is listed; a file
that is no longer the one whose hash the package holds is refused by name.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import reporting
from reporting.aside import written_aside
from reporting.errors import InputError
from reporting.event.findings import Finding
from reporting.event.safe_cells import neutral
from reporting.frames import present, records
from reporting.paths import within

if TYPE_CHECKING:
    from reporting.event import Event

FOLDER = "evidence/"
"""Where a package keeps the files that prove its tables; a cell that begins so names one."""

HIDDEN = "internal"
"""Rows for the organiser alone: their files stay at home, and the manifest says so."""

SIGNED = {
    "activities": ("id", "approved_by", "approved_on"),
    "policies": ("title", "approved_by", "approved_on"),
    "statements": ("subject", "signed_by", "signed_on"),
    "evidence_files": ("file", "signed_by", "signed_on"),
}
"""Table -> what was signed, by whom, when."""

PIECE = 1 << 20
"""Bytes that are read at once."""

EPOCH = (2000, 1, 1, 0, 0, 0)
"""A fixed day: the same package gives the same bytes."""


@dataclass(frozen=True)
class NamedFile:
    """A file that tables name as evidence.

    Parameters
    ----------
    name
        Its path within the package.
    path
        Where it is; None where there is no such file.
    rows
        The tables and rows that name it.
    told
        The SHA-256 that the table ``evidence_files`` holds; blank where it holds none.
    withheld
        Whether only rows for the organiser alone name it.
    """

    name: str
    path: Path | None
    rows: tuple[str, ...]
    told: str = ""
    withheld: bool = False

    @property
    def state(self) -> str:
        """``present``, ``missing`` or ``withheld``."""
        return "withheld" if self.withheld else "present" if self.path else "missing"


@dataclass(frozen=True)
class EvidencePack:
    """What was written.

    Parameters
    ----------
    path
        The ZIP.
    manifest
        What is in it: ``event``, ``version``, ``files`` (path, SHA-256, bytes), ``evidence``
        (file, state, SHA-256, the rows that name it), ``runs``, ``inputs``.
    """

    path: Path
    manifest: Mapping[str, Any] = field(repr=False)


def named_files(event: Event) -> list[NamedFile]:
    """Return every file that the tables name as evidence, in the order of their names.

    Raises
    ------
    InputError
        For a name that leads out of the package, or a file whose hash is no longer the one told.
    """
    rows: dict[str, list[tuple[str, bool]]] = {}
    told: dict[str, tuple[str, Finding]] = {}
    for table, row, place in _rows(event):
        for name in _named(table, row):
            rows.setdefault(name, []).append((f"{table}:{place}", row.get("audience") == HIDDEN))
        if table == "evidence_files" and present(row["sha256"]):
            at = ("evidence_files", event.sources[table].name, place, "sha256")
            told[str(row["file"])] = (str(row["sha256"]).lower(), Finding("evidence-changed", *at))
    found, wrong = [], []
    for name, said in sorted(rows.items()):
        path, outside = _within(event.folder, name)
        if outside:
            named_by, _, line = said[0][0].partition(":")
            file = event.sources[named_by].name
            wrong.append(Finding("evidence-outside", named_by, file, int(line), value=name))
            continue
        one = NamedFile(
            name,
            path,
            tuple(dict.fromkeys(place for place, _ in said)),
            told[name][0] if name in told else "",
            all(hidden for _, hidden in said),
        )
        found.append(one)
        if path and one.told and (now := digest(path)) != one.told:
            of = told[name][1]
            details = {"name": name, "now": now}
            wrong.append(Finding(of.code, of.table, of.file, of.row, of.column, one.told, details))
    if wrong:
        raise InputError(f"The evidence of {event.id} is not in order.", wrong)
    return found


def _rows(event: Event) -> Iterator[tuple[str, dict[str, Any], int]]:
    """Return the rows of every table that names evidence, with the line in its file."""
    for table, frame in event.tables.items():
        if {"evidence", "file"} & set(frame.columns):
            for place, row in zip(frame.index, records(frame), strict=True):
                yield table, row, int(place)


def _named(table: str, row: Mapping[str, Any]) -> list[str]:
    """Return the files that a row names; of several, a semicolon stands between."""
    cells = [str(row[column]) for column in ("evidence", "file") if present(row.get(column))]
    names = [name.strip() for cell in cells for name in cell.split(";")]
    return [name for name in names if name.startswith(FOLDER) or table == "evidence_files"]


def _within(folder: Path, name: str) -> tuple[Path | None, bool]:
    """Return the file in the package, None where there is none; and whether the name leads out."""
    if "\0" in name:
        return None, True
    path = folder / name
    outside = Path(name).is_absolute() or not within(path, folder)
    return (path if path.is_file() and not outside else None), outside


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_pack(event: Event, statement: Mapping[str, Any], path: Path) -> EvidencePack:
    """Write the evidence pack of an event, whole or not at all.

    Parameters
    ----------
    event
        The package.
    statement
        What :func:`reporting.footprint.statement` gave.
    path
        The ZIP; what stands there is replaced.

    Raises
    ------
    InputError
        As :func:`named_files`.
    """
    evidence = named_files(event)
    path.parent.mkdir(parents=True, exist_ok=True)
    files: list[dict[str, Any]] = []
    listed: list[dict[str, Any]] = []
    with written_aside(path) as aside, zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in _made(event, statement):
            files.append(_added(pack, name, io.BytesIO(content)))
        for run in sorted((event.folder / "footprint").glob("*.json")):
            with run.open("rb") as content_of_run:
                files.append(_added(pack, f"runs/{run.name}", content_of_run))
        for one in evidence:
            entry: dict[str, Any] = {"file": one.name, "state": one.state, "rows": list(one.rows)}
            if one.path and not one.withheld:
                with one.path.open("rb") as content_of_file:
                    files.append(_added(pack, one.name, content_of_file))
                entry["sha256"] = files[-1]["sha256"]
                entry["checked"] = bool(one.told)
            listed.append(entry)
        manifest = {
            "event": event.id,
            "version": reporting.__version__,
            "factor_set": statement["factor_set"],
            "files": files,
            "evidence": listed,
            "runs": statement["published"],
            "inputs": {
                source.name: digest(source)
                for source in sorted({event.folder / "event.toml", *event.sources.values()})
                if source.is_file()
            },
        }
        told = json.dumps(manifest, indent=1, ensure_ascii=False).encode() + b"\n"
        _added(pack, "manifest.json", io.BytesIO(told))
    return EvidencePack(path, manifest)


def _added(pack: zipfile.ZipFile, name: str, content: Any) -> dict[str, Any]:
    """Add a file to the pack, and return its path, SHA-256 and size."""
    entry, sha, size = zipfile.ZipInfo(name, EPOCH), hashlib.sha256(), 0
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    with pack.open(entry, "w", force_zip64=True) as target:
        while piece := content.read(PIECE):
            target.write(piece)
            sha.update(piece)
            size += len(piece)
    return {"file": name, "sha256": sha.hexdigest(), "bytes": size}


def _made(event: Event, statement: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Return what is made for the pack: the workbook, factors, index and sign-offs."""
    from reporting.publish.data import footprint
    from reporting.publish.data.inventory_sheets import sheets
    from reporting.publish.data.inventory_workbook import write_inventory

    with tempfile.TemporaryDirectory(prefix="reporting-") as folder:
        notes = footprint.notes(event, statement)
        book = write_inventory(Path(folder) / "footprint.xlsx", statement, notes)
        yield "inventory/footprint.xlsx", book.read_bytes()
    for name, sheet in (("factors", "factors"), ("index", "index"), ("exclusions", "exclusions")):
        yield f"{name}.csv", _csv(*sheets(statement)[sheet])
    yield "sign-offs.csv", _csv(["table", "row", "what", "by", "on"], list(_signed(event)))


def _signed(event: Event) -> Iterator[list[Any]]:
    """Return who signed what, as the tables have it; what nobody signed stands with a blank."""
    for table, columns in SIGNED.items():
        frame = event[table]
        for place, row in zip(frame.index, records(frame), strict=True):
            if row.get("audience") != HIDDEN:
                cells = [row.get(column) for column in columns]
                shown = [cell if present(cell) else "" for cell in cells]
                yield [table, int(place), *shown]


def _csv(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
