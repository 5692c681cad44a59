"""Small helpers for going from frames to plain Python values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as dictionaries, column -> value."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def present(value: Any) -> bool:
    """Tell whether a cell holds something (neither blank nor NA).

    Examples
    --------
    >>> present("x"), present(0), present(""), present(None), present(float("nan"))
    (True, True, False, False, False)
    """
    import pandas as pd

    return value is not None and value is not pd.NA and bool(value == value) and str(value) != ""  # noqa: PLR0124


PUBLIC = "public"


def public_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows that everybody may read, as dictionaries."""
    return [row for row in records(frame) if row.get("audience") == PUBLIC]


def public_facts(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of ``facts`` that everybody may read: public ones, and those without a word.

    What is for officers or internal is in no metric, no intensity and on no page.
    """
    return [
        row
        for row in records(frame)
        if not present(row.get("audience")) or row["audience"] == PUBLIC
    ]


def in_language(row: Mapping[str, Any], column: str, language: str) -> str:
    """Return a cell, or its variant where one stands beside it in ``<column>_<language>``.

    Examples
    --------
    >>> in_language({"name": "Roma", "name_en": "Rome"}, "name", "en")
    'Rome'
    >>> in_language({"name": "Siena", "name_en": None}, "name", "en")
    'Siena'
    """
    cells = (row.get(f"{column}_{language}"), row.get(column))
    return next((str(cell) for cell in cells if present(cell)), "")
