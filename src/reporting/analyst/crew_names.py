"""Crews as one reads them in a frame."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd


def crew_of(table: pd.DataFrame, columns: Iterable[str], between: str) -> list[str]:
    """Return some columns of each row joined, blank ones left out.

    Examples
    --------
    >>> crew_of(pd.DataFrame({"a": ["Rossi"], "b": [None]}), ("a", "b"), " - ")
    ['Rossi']
    """
    rows = zip(*(table[name] for name in columns), strict=True)
    return [between.join(str(cell) for cell in row if pd.notna(cell)) for row in rows]
