"""What stands where something has still to be written: it is no value."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def filled(text: str) -> str:
    """Return a text, or nothing where it only keeps a place.

    Examples
    --------
    >>> filled("Sirmione"), filled(" ? "), filled("da definire")
    ('Sirmione', '', '')
    """
    return "" if text.strip().lower() in _words()["words"] else text


def is_first_note(it: str, en: str) -> bool:
    """Tell whether a note on the times is still the one that a new event begins with."""
    note: dict[str, str] = _words()["note"]
    return it.strip() == note["it"] or en.strip() == note["en"]


@cache
def _words() -> dict[str, Any]:
    text = files("reporting.event").joinpath("unfilled.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
