"""Years in words: "millenovecentotrentanove", "nineteen thirty-nine", a car "del trentanove".

They are read as the digits that everybody else writes, so that each reader of years reads them.
"""

from __future__ import annotations

import re

from reporting.proofreading.numbers_in_text import value_of_word
from reporting.proofreading.wording import comparable, phrase

_FIRST, _LAST = 1885, 2099
"""The years that are meant: from the first car to those that somebody plans for."""

_CENTURY = 1900


def with_digits(text: str) -> str:
    """Return a text with its years in words as digits.

    Examples
    --------
    >>> with_digits("la MG TB del millenovecentotrentanove, partner dal duemilaventicinque")
    'la MG TB del 1939, partner dal 2025'
    >>> with_digits("a Fiat of nineteen thirty-four; the BMW 328 del trentanove")
    'a Fiat of 1934; the BMW 328 del 1939'
    >>> with_digits("at nineteen thirty, del trentanove per cento, duemila chilometri")
    'at nineteen thirty, del trentanove per cento, duemila chilometri'
    """
    plain = comparable(text)
    for read, form in _FORMS.items():
        for found in reversed(list(phrase("spelt_years", form).finditer(plain))):
            year = read(found[1])
            if year is not None and _FIRST <= year <= _LAST:
                text = f"{text[: found.start(1)]}{year}{text[found.end(1) :]}"
        plain = comparable(text)
    return text


def _of_the_century(told: str) -> int | None:
    value = value_of_word(told)
    return None if value is None else _CENTURY + value


def _in_pairs(told: str) -> int | None:
    first, late = re.split(r"[ -]", told, maxsplit=1)
    values = [value_of_word(word) for word in (first, re.sub(r"^oh[ -]", "", late))]
    return None if None in values else 100 * (values[0] or 0) + (values[1] or 0)


_FORMS = {value_of_word: "in_full", _in_pairs: "pair", _of_the_century: "short"}
