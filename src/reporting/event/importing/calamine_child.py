"""What calamine reads of a workbook, as lines of JSON: run by its file, in a process of its own.

A workbook of a few kilobytes can say that a row stands a million times, or that a long text stands
in each of its cells. calamine makes all of it before it answers, and ends the process where there
is no memory left: so it is given little, and that process is not ours.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
from typing import Any

MEMORY_BYTES = 1536 << 20
PROCESSOR_S = 60


def limit(what: int, most: int) -> None:
    """Hold this process to so much, or to less where it is held to less already."""
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def json_value(value: Any) -> Any:
    """Return a cell as JSON bears it: a moment as its text in a list."""
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, dt.timedelta):
        value = dt.datetime(1899, 12, 30) + value  # noqa: DTZ001 - no zone in a sheet
    return [value.isoformat() if hasattr(value, "isoformat") else str(value)]


def main(path: str) -> None:
    """Tell each worksheet: its name and whether it is shown, its rows with something in them."""
    limit(resource.RLIMIT_AS, MEMORY_BYTES)
    limit(resource.RLIMIT_CPU, PROCESSOR_S)
    limit(resource.RLIMIT_CORE, 0)

    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_path(path)
    for sheet in book.sheets_metadata:
        shown = sheet.visible == SheetVisibleEnum.Visible
        sys.stdout.write(f"{json.dumps([sheet.name, shown])}\n")
        cells = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False) if shown else ()
        for line, row in enumerate(cells, 1):
            if any(value != "" for value in row):
                sys.stdout.write(f"{json.dumps([line, list(map(json_value, row))])}\n")


if __name__ == "__main__":
    main(sys.argv[1])
