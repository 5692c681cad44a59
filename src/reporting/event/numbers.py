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


def ambiguous_numbers(words: Iterable[str], delimiter: str | None) -> frozenset[str]:
    """Return the texts whose mark may be a decimal one or one of thousands: ``1.300``, ``1,300``.

    A comma is doubtful where the file uses commas between its cells, or points in other cells of
    the column; a point where other cells of a CSV file's column have a decimal comma.

    >>> sorted(ambiguous_numbers(["1,300", "2.5"], ";")), ambiguous_numbers(["1,300"], ";")
    (['1,300'], frozenset())

    Parameters
    ----------
    words
        The distinct texts of one column.
    delimiter
        What separates the cells of the file; None for a worksheet.
    """
    single = [word for word in words if not _GROUPED.fullmatch(word)]
    commas = any("," in word for word in single)
    points = any("." in word for word in single)
    return frozenset(
        word
        for word in single
        if _THOUSANDS.fullmatch(word)
        and ((points or delimiter == ",") if "," in word else (commas and delimiter is not None))
    )
