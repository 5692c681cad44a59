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
_INVISIBLE = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x180E, 0x180E), (0x200B, 0x200F), (0x2028, 0x2029),
    (0x2060, 0x2064), (0xFEFF, 0xFEFF), (0xE0000, 0xE007F),
)  # fmt: skip
_TURNING = ((0x202A, 0x202E), (0x2066, 0x2069))
_TOLD_ELSEWHERE = ((0x00, 0x1F), (0x7F, 0x7F), (0xFFFD, 0xFFFF), *_TURNING, *_INVISIBLE)


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
    return f"[^{_inside((*ranges(), *_TOLD_ELSEWHERE))}]"


@cache
def invisible() -> str:
    """Return a pattern, of RE2 and of Python alike, of a sign that nobody sees."""
    return f"[{_inside(_INVISIBLE)}]"


def _inside(ranges: tuple[tuple[int, int], ...]) -> str:
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in ranges)


def signs_in(text: str, pattern: str) -> dict[str, str]:
    r"""Return which characters of a text a pattern finds, for a message.

    Examples
    --------
    >>> signs_in("Marco \U0001f3c1", unprintable())
    {'signs': '🏁 (U+1F3C1 CHEQUERED FLAG)'}
    >>> signs_in("Ros\u200bsi", invisible())
    {'signs': 'U+200B ZERO WIDTH SPACE'}
    """
    signs = list(dict.fromkeys(re.findall(pattern, text)))[:_SHOWN]
    return {"signs": ", ".join(map(_told, signs))}


def _told(sign: str) -> str:
    name = f"U+{ord(sign):04X} {unicodedata.name(sign, '?')}"
    return name if re.match(invisible(), sign) else f"{sign} ({name})"
