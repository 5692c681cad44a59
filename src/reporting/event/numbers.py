"""Numbers as people write them: decimal point or comma, exact, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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
    words: Iterable[str], highest: Decimal | None = None
) -> Mapping[str, tuple[str, str]]:
    """Return the texts whose mark may be a decimal one or one of thousands: ``1.300``, ``1,300``.

    Whatever parts the cells of the file, a text is sure where another one of its column can only
    be read with that mark as the decimal one, and none only with the other; so is one that would
    be beyond the column's highest value with thousands. A spreadsheet keeps numbers as numbers:
    of its cells only those that stand there as text are asked.

    >>> ambiguous_numbers(["1.300", "350"])
    {'1.300': ('1300', '1.3')}
    >>> ambiguous_numbers(["1.300", "0.5"]), ambiguous_numbers(["1,380"], highest=Decimal(100))
    ({}, {})
    >>> sorted(ambiguous_numbers(["1,300", "2.5"]))
    ['1,300']

    Parameters
    ----------
    words
        The distinct texts of one column.
    highest
        What no value of the column exceeds; None where nobody says.

    Returns
    -------
    mapping
        Text -> how its two meanings are written without a doubt: with thousands, with decimals.
    """
    every = list(words)
    proven = {_decimal_mark(word, highest) for word in every} - {""}
    return {
        word: _unmistakable(word)
        for word in every
        if _THOUSANDS.fullmatch(word)
        and proven != {"," if "," in word else "."}
        and not _beyond(word, highest)
    }


def _decimal_mark(word: str, highest: Decimal | None) -> str:
    """Return the mark that can only be the decimal one; blank where there is none, or a doubt."""
    if _THOUSANDS.fullmatch(word):
        sure = _beyond(word, highest)
    else:
        sure = bool(_GROUPED.fullmatch(word) or _NUMBER.fullmatch(word))
    return max(",.", key=word.rfind) if sure and ("," in word or "." in word) else ""


def _beyond(word: str, highest: Decimal | None) -> bool:
    return highest is not None and Decimal(re.sub("[.,]", "", word)) > highest


def _unmistakable(word: str) -> tuple[str, str]:
    """Write both meanings so that nobody can take one for the other.

    >>> _unmistakable("12.000"), _unmistakable("1,234")
    (('12000', '12'), ('1234', '1,2340'))
    """
    decimals = word.rstrip("0").rstrip(".,")
    return re.sub("[.,]", "", word), decimals + "0" * bool(_THOUSANDS.fullmatch(decimals))
