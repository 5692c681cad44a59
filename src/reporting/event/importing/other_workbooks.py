"""Worksheets of LibreOffice (``.ods``) and of old Excel (``.xls``), read by calamine."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from reporting.event.importing import calamine_child
from reporting.event.importing.cell_grid import LARGEST, CellGrid, Rows, plain
from reporting.event.spreadsheet_numbers import number_text

if TYPE_CHECKING:
    from pathlib import Path

    from reporting.event.collect import Collector

SUFFIXES = (".ods", ".xls")
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ODS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"


def is_other_workbook(path: Path) -> bool:
    """Tell whether a file is a workbook of these kinds, whatever its name."""
    with path.open("rb") as file:
        head = file.read(200)
        return _ODS in head or (head.startswith(_OLE) and _ENCRYPTED not in head + file.read())


def other_grids(path: Path, collector: Collector) -> list[CellGrid]:
    """Return every worksheet that is shown; a workbook that cannot be read is a finding.

    Which rows are hidden these files' reader does not tell: that is a finding, too.
    """
    if _unpacked(path) > LARGEST:
        collector.add("workbook-too-large", "passages", path.name)
        return []
    grids: list[CellGrid] = []
    try:
        for name, shown, rows in _sheets(path):
            if shown:
                grids.append(CellGrid(name, [(n, texts) for n, texts in rows if any(texts)]))
            else:
                place = f"{path.name}[{name}]"
                collector.add("import-sheet-hidden", "passages", place, value=name)
    except _TooLargeError:
        collector.add("workbook-too-large", "passages", path.name)
        return []
    except _BrokenError as error:
        collector.add("workbook-broken", "passages", path.name, reason=str(error))
        return []
    collector.add("import-hidden-untold", "passages", path.name)
    return grids


class _TooLargeError(Exception):
    """A workbook that asks for more memory or time than any table needs."""


class _BrokenError(Exception):
    """A workbook that calamine refuses, and why."""


def _sheets(path: Path) -> list[tuple[str, bool, Rows]]:
    """Return name, whether it is shown and the rows of each worksheet, read by another process."""
    sheets: list[tuple[str, bool, Rows]] = []
    with TemporaryFile() as faults, subprocess.Popen(
        [sys.executable, "-P", calamine_child.__file__, path.resolve()],
        stdout=subprocess.PIPE,
        stderr=faults,
    ) as child:  # fmt: skip
        size = 0
        for line in child.stdout or ():
            size += len(line)
            if size > LARGEST:
                child.kill()
                raise _TooLargeError
            first, second = json.loads(line)
            if isinstance(first, str):
                sheets.append((first, second, []))
            else:
                sheets[-1][2].append((first, [_text(one) for one in second]))
        if (status := child.wait()) == 0:
            return sheets
        faults.seek(0)
        reason = faults.read()[-1000:].decode(errors="replace").strip().splitlines()[-1:]
    if status < 0 or any("MemoryError" in one or "Cell limit" in one for one in reason):
        raise _TooLargeError
    raise _BrokenError(*reason)


def _unpacked(path: Path) -> int:
    if not zipfile.is_zipfile(path):
        return path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        return sum(part.file_size for part in archive.infolist())


def _text(value: Any) -> str:
    """Return a cell as a CSV file would hold it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    return plain(value[0] if isinstance(value, list) else value).strip()
