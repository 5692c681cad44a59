"""TOML that anybody may have written: numbers, digits and depth within what a person writes."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

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
        of these would keep a processor busy for ever.

    Examples
    --------
    >>> read_toml("missed = 1e99999999")
    Traceback (most recent call last):
    tomllib.TOMLDecodeError: a number of more than 30 digits: 1e99999999
    """

    def number(word: str) -> Any:
        _refuse_large(word)
        return parse_float(word)

    try:
        read = tomllib.loads(text, parse_float=number)
    except RecursionError:
        raise _too_deep() from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:  # whole numbers of thousands of digits, years that no calendar has
        raise tomllib.TOMLDecodeError(str(error)) from None
    _refuse_depth(read)
    return read


def _refuse_large(word: str) -> None:
    try:
        number = Decimal(word.replace("_", ""))
    except InvalidOperation:
        number = Decimal("inf")
    if len(word) > 2 * MOST_DIGITS or (number and abs(number.adjusted()) > MOST_DIGITS):
        raise tomllib.TOMLDecodeError(f"a number of more than {MOST_DIGITS} digits: {word[:40]}")


def _refuse_depth(read: dict[str, Any]) -> None:
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
            raise tomllib.TOMLDecodeError(f"a number of {len(str(large))} digits")
    raise _too_deep()


def _is_large(part: Any) -> bool:
    return isinstance(part, int) and abs(part) >= 10**MOST_DIGITS


def _too_deep() -> tomllib.TOMLDecodeError:
    return tomllib.TOMLDecodeError(f"values nested more than {DEEPEST} deep")
