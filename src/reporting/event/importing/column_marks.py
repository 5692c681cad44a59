"""What a number or a cross in a column of times says, by what else stands in the column.

A half may be noon, and half a minute late; 300 may be a stamp, and the penalty for having none; a
cross may say passed, and, beside ticks, missed.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from reporting.event.importing.clock import clock
from reporting.event.schema import normal

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER = re.compile(r"[-+]?\d{1,9}(?:[.,]\d{1,20})?", re.ASCII)
_CROSS = "x"
_TICKS = frozenset({"v", "\u2713", "\u2714"})
"""Signs beside which a cross says the contrary; beside yes and numbers it does not."""
_PENALTY = 100
"""Stamps are numbered from 1; penalties for a missed one are so high, and end in a nought."""


class ColumnMarks:
    """The cells of one column of times.

    Parameters
    ----------
    texts
        What stands in it, blanks left out.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        numbers = list(dict.fromkeys(text for text in texts if _NUMBER.fullmatch(text)))
        self._no_times = [text for text in numbers if clock(text) is None]
        self._penalties = [text for text in numbers if _is_penalty(text)]
        self._ticks = [text for text in dict.fromkeys(texts) if (normal(text) or text) in _TICKS]

    def against_time(self, text: str) -> str | None:
        """Return a cell for which a plain number is not to be read as a time; None for none."""
        plain = _NUMBER.fullmatch(text) and self._no_times
        return self._no_times[0] if plain else None

    def against_stamp(self, text: str) -> str | None:
        """Return a cell for which a number or a cross is not to be read as a stamp."""
        if _NUMBER.fullmatch(text):
            return next(iter(self._penalties), None)
        return next(iter(self._ticks), None) if normal(text) == _CROSS else None


def _is_penalty(text: str) -> bool:
    value = Decimal(text.replace(",", "."))
    return value == 0 or (value >= _PENALTY and value % 10 == 0)
