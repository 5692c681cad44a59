"""The texts of the ``story`` table: the facts that they name in braces, held against ``facts``.

``{total_km}`` is the fact with that key (every value of it), ``{unesco_site.2}`` the second of
several rows, ``{edition:note}`` the note beside it. A leg's published length, from ``event.toml``,
is ``{leg_1_km}``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reporting.frames import present

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reporting.event.model import EventInfo
    from reporting.event.typed_tables import Book, Details

PUBLIC = "public"
"""The audience of a fact that reports print; a fact without one is public, too."""

PLACES = ("lead", "before", "standings", "prizes", "partners")
"""Where a text may stand, beside the legs by their numbers."""

_NAMED = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"(?P<key>[^.:\s]+)(?:\.(?P<row>[1-9]\d{0,3}))?(?P<note>:note)?")


@dataclass(frozen=True, slots=True)
class NamedFact:
    """A fact as a text names it: its key, which of its rows (from 1; None: all), or their note."""

    key: str
    row: int | None = None
    note: bool = False


def length_key(leg: int) -> str:
    """Return the key of a leg's published length.

    Examples
    --------
    >>> length_key(2)
    'leg_2_km'
    """
    return f"leg_{leg}_km"


def pieces(text: str) -> Iterator[str | NamedFact]:
    """Yield a text's words and the facts that it names, in order; what names none stays words.

    Examples
    --------
    >>> list(pieces("fino a {unesco_site.2}"))
    ['fino a ', NamedFact(key='unesco_site', row=2, note=False), '']
    """
    for at, piece in enumerate(_NAMED.split(text)):
        named = _NAME.fullmatch(piece) if at % 2 else None
        if named:
            row = named["row"]
            yield NamedFact(named["key"], int(row) if row else None, note=bool(named["note"]))
        else:
            yield f"{{{piece}}}" if at % 2 else piece


def check_story(book: Book) -> None:
    """Find texts that stand nowhere, and facts named that there are not."""
    if not book.knows("story"):
        return
    frame, places = book.tables["story"], [*PLACES, *(str(leg.number) for leg in book.info.legs)]
    strange = ~frame["place"].isin(places) & frame["place"].notna()
    told = {"expected": ", ".join(places)}
    book.flag("story-place-unknown", "story", "place", strange, details=lambda _: told)
    if "facts" in book.unread:
        return
    rows = _rows(book)
    for column in ("text", "text_en"):
        if column in frame:
            missing = [", ".join(_missing(text, rows)) for text in frame[column]]
            where = [bool(keys) for keys in missing]
            book.flag("story-fact-unknown", "story", column, where, details=_keys(missing))


def _keys(missing: list[str]) -> Details:
    return lambda place: {"keys": missing[place]}


def _rows(book: Book) -> Mapping[str, int]:
    """Return how many values each key has that anybody may read."""
    facts = book.tables["facts"]
    if "audience" in facts:
        facts = facts[facts["audience"].isna() | (facts["audience"] == PUBLIC)]
    counts = {str(key): int(n) for key, n in facts["key"].value_counts().items()}
    return {**counts, **_lengths(book.info)}


def _lengths(info: EventInfo) -> dict[str, int]:
    return {length_key(leg.number): len(leg.published_km) for leg in info.legs if leg.published_km}


def _missing(text: Any, rows: Mapping[str, int]) -> Iterator[str]:
    for piece in pieces(str(text)) if present(text) else ():
        if isinstance(piece, NamedFact):
            if (piece.row or 1) > rows.get(piece.key, 0):
                yield f"{{{piece.key}{f'.{piece.row}' if piece.row else ''}}}"
        elif _NAMED.fullmatch(piece):
            yield piece
