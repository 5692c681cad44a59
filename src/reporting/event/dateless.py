"""A workbook saved without the time of day: the same content gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

EPOCH = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - openpyxl's properties have no zone
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def save_dateless(book: Workbook, path: Path, *, ours: bool = True) -> None:
    """Save a workbook of openpyxl's; neither its properties nor its parts say when.

    Parameters
    ----------
    book
        The workbook, write-only or not.
    path
        The file.
    ours
        Whether we have made it; somebody else's goes on saying what it said.
    """
    if ours:
        book.properties.created = book.properties.modified = EPOCH
    moment = f"{book.properties.modified.replace(microsecond=0).isoformat()}Z".encode()
    whole = io.BytesIO()
    book.save(whole)
    with zipfile.ZipFile(whole) as read, zipfile.ZipFile(path, "w") as written:
        for part in read.infolist():
            content = read.read(part)
            if part.filename == _CORE:  # openpyxl sets it when it saves
                content = _MODIFIED.sub(rb"\g<1>" + moment + rb"\g<2>", content)
            info = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            info.external_attr, info.create_system = 0o644 << 16, 3
            written.writestr(info, content, zipfile.ZIP_DEFLATED)
