r"""Signs that no text of an event may hold, wherever it stands: in a table, a TOML or a GeoJSON.

Control characters and halves of letters, which no page, PDF or workbook can hold, and what turns
the direction of a text and of all that is printed after it.
"""

from __future__ import annotations

import re

_NOWHERE = ((0x00, 0x08), (0x0B, 0x0C), (0x0E, 0x1F), (0xFFFE, 0xFFFF))
_SHOWN_AS_ELSE = ((0x7F, 0x7F), (0x202A, 0x202E), (0x2066, 0x2069))
_HALVES = r"\ud800-\udfff"  # only an escape of JSON makes one; RE2 knows none


def _inside(ranges: tuple[tuple[int, int], ...], sign: str) -> str:
    return "".join(f"{sign % first}-{sign % last}" for first, last in ranges)


UNFIT_RE2 = "[" + _inside(_NOWHERE + _SHOWN_AS_ELSE, r"\x{%x}") + "]"
"""A pattern of one such sign, as Arrow takes it."""

_UNFIT = re.compile("[" + _inside(_NOWHERE + _SHOWN_AS_ELSE, r"\u%04x") + _HALVES + "]")
_UNWRITABLE = re.compile("[" + _inside(_NOWHERE, r"\u%04x") + _HALVES + "]")


def unfit_sign(text: str) -> str:
    r"""Return the first sign of a text that it may not hold, empty where there is none.

    Examples
    --------
    >>> unfit_sign("Rossi\u202e50") == "\u202e", unfit_sign("Òsk\n\t")
    (True, '')
    """
    found = _UNFIT.search(text)
    return found[0] if found else ""


def writable(text: str) -> str:
    r"""Return `text` with a mark in the place of what no XML can hold.

    Examples
    --------
    >>> writable("a\x01b\ufffec") == "a\ufffdb\ufffdc"
    True
    """
    return _UNWRITABLE.sub("\ufffd", text)
