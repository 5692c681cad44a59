"""TOML that anybody may have written: numbers, digits, depth and signs that a person writes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from reporting.unfit_signs import unfit_sign

MOST_DIGITS = 30
DEEPEST = 20


def read_toml(text: str, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """Read a TOML text.

    Parameters
    ----------
    text
        The content of a file.
    parse_float
        What makes a number of a text with a point or an exponent.

    Raises
    ------
    tomllib.TOMLDecodeError
        Also for a number too large to be meant, and for arrays in arrays without end: a few bytes
        of these would keep a processor busy for ever. And for a text with signs that no text may
        hold: it stands in titles, files and tables of every report.

    Examples
    --------
    >>> read_toml("missed = 1e99999999")
    Traceback (most recent call last):
    tomllib.TOMLDecodeError: a number of more than 30 digits: 1e99999999 (at line 1, column 10)
    """

    def number(word: str) -> Any:
        if _is_large_text(word):
            raise _too_large(word, text)
        return parse_float(word)

    try:
        read = tomllib.loads(text, parse_float=number)
    except RecursionError:
        raise _too_deep() from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:  # whole numbers of thousands of digits, years that no calendar has
        if digits := _DIGITS.search(text):
            raise _too_large(digits[0], text) from None
        raise tomllib.TOMLDecodeError(str(error)) from None
    _refuse_depth(read, text)
    _refuse_signs(read, text)
    return read


_DIGITS = re.compile(r"\d[\d_]{4000,}")


def _is_large_text(word: str) -> bool:
    try:
        number = Decimal(word.replace("_", ""))
    except InvalidOperation:
        number = Decimal("inf")
    return len(word) > 2 * MOST_DIGITS or bool(number and abs(number.adjusted()) > MOST_DIGITS)


def _too_large(word: str, text: str) -> tomllib.TOMLDecodeError:
    """Return the error for a number, with its place."""
    sentence = f"a number of more than {MOST_DIGITS} digits: {word[:40]}"
    return tomllib.TOMLDecodeError(f"{sentence} {_place(text.partition(word)[0])}")


def _place(before: str) -> str:
    """Tell a place by the text before it, as tomllib does."""
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return f"(at line {line}, column {column})"


def _refuse_signs(read: dict[str, Any], text: str) -> None:
    for sign in filter(None, map(unfit_sign, _texts(read))):
        code = f"{ord(sign):04x}"
        written = re.search(rf"{re.escape(sign)}|\\(u|U0000){code}", text, re.IGNORECASE)
        place = _place(text[: written.start()]) if written else ""
        said = f"the sign U+{code.upper()}, which controls or turns what is printed after it"
        raise tomllib.TOMLDecodeError(f"{said} {place}".strip())


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        yield from part
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for one in parts:
        yield from _texts(one)


def _refuse_depth(read: dict[str, Any], text: str) -> None:
    level: list[Any] = [read]
    for _ in range(DEEPEST):
        level = [
            part
            for one in level
            for part in (one.values() if isinstance(one, dict) else one)
            if isinstance(part, dict | list) or _is_large(part)
        ]
        if not level:
            return
        if large := next((part for part in level if isinstance(part, int)), None):
            raise _too_large(str(large), text)
    raise _too_deep()


def _is_large(part: Any) -> bool:
    return isinstance(part, int) and abs(part) >= 10**MOST_DIGITS


def _too_deep() -> tomllib.TOMLDecodeError:
    return tomllib.TOMLDecodeError(f"values nested more than {DEEPEST} deep")
