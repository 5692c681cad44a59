"""ISO 3166-1 country codes, in three letters and in two, from Babel's CLDR data."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.core import get_global


@cache
def alpha3() -> dict[str, str]:
    """Return every three-letter code -> its two-letter code."""
    two = alpha2()
    withdrawn = _notes()["withdrawn"]
    aliases = get_global("territory_aliases")
    return {
        code: meant[0]
        for code, meant in aliases.items()
        if len(code) == 3 and code.isalpha() and code not in withdrawn and meant[0] in two
    }


@cache
def alpha2() -> frozenset[str]:
    """Return every two-letter code."""
    territories = Locale("en").territories
    return frozenset(str(code) for code in territories if len(str(code)) == 2) - set(
        _notes()["not_iso"]
    )


def country_code(text: str) -> str | None:
    """Return a code as ISO writes it; None where `text` is no country code.

    >>> country_code("ita"), country_code("CH"), country_code("GER")
    ('ITA', 'CH', None)
    """
    code = text.upper()
    return code if code in alpha2() or code in alpha3() else None


def two_letters(code: str) -> str:
    """Return the two-letter code of a country code in either form.

    >>> two_letters("ITA"), two_letters("CH")
    ('IT', 'CH')

    Raises
    ------
    KeyError
        For what is no country code.
    """
    return code if code in alpha2() else alpha3()[code]


def proposal(text: str) -> str | None:
    """Return the ISO code for a sporting code that is often written in its place."""
    proposed: str | None = _notes()["sporting"].get(text.upper())
    return proposed


@cache
def _notes() -> dict[str, Any]:
    text = files("reporting.event").joinpath("countries.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
