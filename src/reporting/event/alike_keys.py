"""Keys and names of groups told apart by case, blanks or dashes alone; words for rows of totals."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from reporting.event.schema import is_total, package_tables
from reporting.frames import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reporting.event.typed_tables import Book

_GROUPS = (("entries", "category"), ("entries", "team"), ("controls", "trophy"))
"""Columns whose equal values make a group that is ranked by itself."""

_DASHES = re.compile(r"[\u2010-\u2015\u2212]")


def as_read(key: str) -> str:
    """Return a key as people read it to each other: without case, blanks, kinds of dashes.

    >>> as_read("E4 \u2013 01") == as_read("e4-01"), as_read("GO n. 7") == as_read("go N.7")
    (True, True)
    """
    plain = unicodedata.normalize("NFKC", key).casefold()
    return _DASHES.sub("-", re.sub(r"\s", "", plain))


def check_alike(book: Book) -> None:
    """Find keys that are another row's but for how they are written, and rows of totals.

    Whoever names one of them elsewhere cannot be sure to have named that one; and most often it
    is the same thing, entered twice. The same of the names of groups: one that is written in two
    ways would be ranked as two.
    """
    for name, column in _GROUPS:
        if book.knows(name):
            _check_groups(book, name, column)
    for name, table in package_tables().items():
        texts = table.key and all(table.columns[column].type == "text" for column in table.key)
        if texts and book.knows(name):
            _check(book, name, table.key)


def written_otherwise(names: Iterable[object]) -> dict[int, int]:
    """Return the places of names that read like an earlier one but are written otherwise.

    >>> written_otherwise(["RC3", None, "rc 3", "RC3", "RC4"])
    {2: 0}
    """
    first: dict[str, tuple[int, str]] = {}
    otherwise: dict[int, int] = {}
    for place, name in enumerate(names):
        if isinstance(name, str) and name:
            before, written = first.setdefault(as_read(name), (place, name))
            if written != name:
                otherwise[place] = before
    return otherwise


def _check_groups(book: Book, name: str, column: str) -> None:
    frame = book.tables[name]
    otherwise = written_otherwise(frame[column].tolist())
    where = [place in otherwise for place in range(len(frame))]

    def details(place: int) -> Mapping[str, object]:
        other = otherwise[place]
        return {"other": frame[column].iloc[other], "other_row": int(frame.index[other])}

    book.flag("group-alike", name, column, where, details=details)


def _check(book: Book, name: str, columns: tuple[str, ...]) -> None:
    frame = book.tables[name]
    first: dict[tuple[str, ...], int] = {}
    written: list[tuple[str, ...]] = []
    alike: dict[int, int] = {}
    for place, row in enumerate(records(frame[list(columns)])):
        written.append(tuple(str(row[column] or "") for column in columns))
        before = first.setdefault(tuple(map(as_read, written[-1])), place)
        if all(written[-1]) and written[before] != written[-1]:
            alike[place] = before
    where = [place in alike for place in range(len(frame))]
    book.flag("key-total", name, columns[0], [is_total(key[0]) for key in written])

    def details(place: int) -> Mapping[str, object]:
        other = alike[place]
        return {"other": written[other][-1], "other_row": int(frame.index[other])}

    book.flag("key-alike", name, columns[-1], where, details=details)
