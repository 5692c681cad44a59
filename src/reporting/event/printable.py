"""The characters that reports can print: those that all of their fonts have."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "printable.toml"
_SHOWN = 3
# Control characters and letters that were lost have findings of their own.
_TOLD_ELSEWHERE = ((0x00, 0x1F), (0x7F, 0x7F), (0xFFFD, 0xFFFF))


@cache
def ranges() -> tuple[tuple[int, int], ...]:
    """Return the first and the last code point of each range that can be printed."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))["ranges"]
    return tuple(
        (int(first, 16), int(last, 16)) for first, last in (one.split("-") for one in told)
    )


@cache
def unprintable() -> str:
    """Return a pattern, of RE2 and of Python alike, of a character that cannot be printed."""
    known = (*ranges(), *_TOLD_ELSEWHERE)
    inside = (f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in known)
    return f"[^{''.join(inside)}]"


def unprintable_in(text: str) -> dict[str, str]:
    r"""Return which characters of a text cannot be printed, for a message.

    Examples
    --------
    >>> unprintable_in("Marco \U0001f3c1")
    {'signs': '🏁 (U+1F3C1 CHEQUERED FLAG)'}
    """
    signs = dict.fromkeys(re.findall(unprintable(), text))
    told = [
        f"{sign} (U+{ord(sign):04X} {unicodedata.name(sign, '?')})" for sign in list(signs)[:_SHOWN]
    ]
    return {"signs": ", ".join(told)}
