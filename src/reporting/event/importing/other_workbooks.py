"""Worksheets of LibreOffice (``.ods``) and of old Excel (``.xls``), read by calamine."""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING, Any

from reporting.event.importing.cell_grid import LARGEST, CellGrid, plain
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
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    if _unpacked(path) > LARGEST:
        collector.add("workbook-too-large", "passages", path.name)
        return []
    grids = []
    try:
        book = CalamineWorkbook.from_path(path)
        for sheet in book.sheets_metadata:
            if sheet.visible != SheetVisibleEnum.Visible:
                place = f"{path.name}[{sheet.name}]"
                collector.add("import-sheet-hidden", "passages", place, value=sheet.name)
                continue
            cells = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            rows = [(line, [_text(one) for one in row]) for line, row in enumerate(cells, 1)]
            grids.append(CellGrid(sheet.name, [(n, texts) for n, texts in rows if any(texts)]))
    except Exception as error:  # noqa: BLE001 - whatever a broken workbook makes calamine raise
        reason = f"{type(error).__name__}: {error}"
        collector.add("workbook-broken", "passages", path.name, reason=reason)
        return []
    collector.add("import-hidden-untold", "passages", path.name)
    return grids


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
    if isinstance(value, dt.timedelta):
        return (dt.datetime(1899, 12, 30) + value).isoformat()  # noqa: DTZ001 - no zone in a sheet
    return plain(str(value.isoformat() if hasattr(value, "isoformat") else value)).strip()
