"""Numbers as people write them: decimal point or comma, exact, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

_NUMBER = re.compile(r"[+-]?(\d{1,30}([.,]\d{0,30})?|[.,]\d{1,30})([eE][+-]?\d{1,2})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}((\.\d{3})+,\d+|(,\d{3})+\.\d+)", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


def read_decimal(text: str) -> Decimal | None:
    """Read a number with a decimal point or comma, exactly; None where it is none.

    >>> read_decimal("1,38"), read_decimal("1.234,5"), read_decimal("8 km")
    (Decimal('1.38'), Decimal('1234.5'), None)
    """
    if _GROUPED.fullmatch(text):
        decimal_mark = "," if text.rfind(",") > text.rfind(".") else "."
        group_mark = "." if decimal_mark == "," else ","
        return Decimal(text.replace(group_mark, "").replace(",", "."))
    return Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def ambiguous_numbers(
    words: Iterable[str], delimiter: str | None, text_cells: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Return the texts whose mark may be a decimal one or one of thousands: ``1.300``, ``1,300``.

    A comma is doubtful where the file uses commas between its cells, or points in other cells of
    the column; a point where other cells of a CSV file's column have a decimal comma, or where its
    cells are not parted by commas (as in countries with a decimal comma) and no other cell of the
    column can only be read with a decimal point. A worksheet
    keeps numbers as numbers: one that stands there as text is doubtful by either mark, unless
    another text of the column can only be read with that mark as the decimal one.

    >>> sorted(ambiguous_numbers(["1,300", "2.5"], ";")), ambiguous_numbers(["1,300"], ";")
    (['1,300'], frozenset())
    >>> sorted(ambiguous_numbers(["1.300", "350"], ";")), ambiguous_numbers(["1.300", "0.5"], ";")
    (['1.300'], frozenset())
    >>> sorted(ambiguous_numbers(["1.300", "2"], None, frozenset({"1.300"})))
    ['1.300']

    Parameters
    ----------
    words
        The distinct texts of one column.
    delimiter
        What separates the cells of the file; None for a worksheet.
    text_cells
        Of a worksheet, those that stand there as text.
    """
    every = list(words)
    single = [word for word in every if not _GROUPED.fullmatch(word)]
    decimal_marks = {_decimal_mark(word) for word in every}
    marks = {mark for mark in ",." for word in single if mark in word} | (decimal_marks - {""})
    if delimiter is None:
        proven = {_decimal_mark(word) for word in text_cells}
        alone = proven if len(proven - {""}) == 1 else set()
        doubtful = [word for word in single if word in text_cells or "," in word]
        return frozenset(
            word
            for word in doubtful
            if _THOUSANDS.fullmatch(word) and ("," if "," in word else ".") not in alone
        )
    return frozenset(
        word
        for word in single
        if _THOUSANDS.fullmatch(word)
        and (
            ("." in marks or delimiter == ",")
            if "," in word
            else "," in marks or (delimiter != "," and "." not in decimal_marks)
        )
    )


def _decimal_mark(word: str) -> str:
    """Return the mark that can only be the decimal one; blank where there is none, or a doubt."""
    if _THOUSANDS.fullmatch(word) or not (_GROUPED.fullmatch(word) or _NUMBER.fullmatch(word)):
        return ""
    return max(",.", key=word.rfind) if "," in word or "." in word else ""
