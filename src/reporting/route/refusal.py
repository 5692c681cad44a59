"""Refusing a track file in words: which file, where, what was found, what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reporting.errors import InputError
from reporting.event.findings import Finding

TABLE = "tracks"


def refusal(
    code: str,
    path: Path,
    *,
    row: int | None = None,
    column: str | None = None,
    value: object = None,
    table: str = TABLE,
    **details: Any,
) -> InputError:
    """Return the error for a track file that cannot be read.

    Parameters
    ----------
    code
        An entry of ``event/messages.toml``.
    path
        The file.
    row
        The line in the file, or the row of a table (header = 1).
    column, value
        What stands where it should not.
    table
        What the file is part of.
    details
        What else fills the message.
    """
    shown = None if value is None else str(value)
    file = f"{TABLE}/{path.name}" if path.parent.name == TABLE else path.name
    finding = Finding(code, table, file, row, column, shown, details)
    where = file if row is None else f"{file}, line {row}"
    return InputError(f"{where}: {finding.message()} {finding.remedy()}", [finding])
