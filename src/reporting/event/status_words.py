"""Cells that say why a crew is not ranked, where a name or a note is expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting.event.schema import normal, package_tables

if TYPE_CHECKING:
    from reporting.event.typed_tables import Book

PEOPLE = ("driver", "codriver")
_SHORTEST = 3
"""Letters: what has fewer may be anything."""


def is_status(cell: object) -> bool:
    """Tell whether a cell holds nothing but a word for a status.

    >>> is_status("NON PARTITO"), is_status("Rit."), is_status("Ugo Ritirato"), is_status(None)
    (True, True, False, False)
    """
    word = normal(cell) if isinstance(cell, str) else ""
    known = package_tables()["entries"].columns["status"].readings
    return len(word) >= _SHORTEST and word in known


def check_statuses(book: Book) -> None:
    """Find names of people that are statuses, and statuses in columns that do not give one."""
    entries = book.tables["entries"]
    for column in PEOPLE:
        book.flag("name-is-status", "entries", column, entries[column].map(is_status))
    free = entries["status"].isna()
    for column in entries.columns.difference([*package_tables()["entries"].columns]):
        said = entries[column].map(is_status) & free
        book.flag("status-beside", "entries", str(column), said)


def statuses_in(cells: dict[str, str]) -> list[tuple[str, str]]:
    """Return the code and the column of each such cell in a row of an entry list."""
    names = [("name-is-status", name) for name in PEOPLE if is_status(cells.get(name))]
    known = package_tables()["entries"].columns
    free = not cells.get("status")
    return names + [
        ("status-beside", name)
        for name, text in cells.items()
        if free and name not in known and is_status(text)
    ]
