"""Crews as one reads them in a frame, and their numbers in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

_MOST_NUMBERS = 40


def crew_of(table: pd.DataFrame, columns: Iterable[str], between: str) -> list[str]:
    """Return some columns of each row joined, blank ones left out.

    Examples
    --------
    >>> crew_of(pd.DataFrame({"a": ["Rossi"], "b": [None]}), ("a", "b"), " - ")
    ['Rossi']
    """
    rows = zip(*(table[name] for name in columns), strict=True)
    return [between.join(str(cell) for cell in row if pd.notna(cell)) for row in rows]


def listed_numbers(numbers: Iterable[int]) -> str:
    """Return numbers in order, cut short where they are many.

    Examples
    --------
    >>> listed_numbers({3, 1})
    '1, 3'
    """
    ordered = sorted(numbers)
    more = " ..." if len(ordered) > _MOST_NUMBERS else ""
    return ", ".join(map(str, ordered[:_MOST_NUMBERS])) + more
