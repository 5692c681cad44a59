"""Dates that are too far from their event to be believed: a slip of the year, most often.

How far a column's dates may be stands in ``tables.toml`` (``around``: years before the event and
after it). A date of a known far year is asked about, never corrected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting.event.schema import package_tables

if TYPE_CHECKING:
    from reporting.event.typed_tables import Book


def check_far_dates(book: Book) -> None:
    """Find dates, months and years that are far from the event."""
    for name, table in package_tables().items():
        for column in table.columns.values():
            if column.around and book.knows(name) and column.name in book.tables[name]:
                _check(book, name, column.name, column.around)


def _check(book: Book, table: str, column: str, around: tuple[int, int]) -> None:
    first, last = book.info.start.year - around[0], book.info.end.year + around[1]
    years = book.tables[table][column].str[:4].astype("Int64")
    far = ((years < first) | (years > last)).fillna(value=False)
    book.flag("date-far", table, column, far, details=lambda _: {"first": first, "last": last})
