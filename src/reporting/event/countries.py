"""ISO 3166-1 country codes, in three letters and in two, from Babel's CLDR data."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any
from unicodedata import combining

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
    """Return the ISO code for what is often written in its place: a sporting code, a name.

    >>> proposal("GER"), proposal("Svizzera"), proposal("Great Britain"), proposal("Atlantis")
    ('DEU', 'CH', 'GB', None)
    """
    proposed: str | None = _notes()["sporting"].get(text.upper())
    return proposed or _names().get(_plain(text))


@cache
def _names() -> dict[str, str]:
    """Return every name of a country, as Babel or people write it, and its code."""
    known = {
        _plain(name): code
        for language in _notes()["languages"]
        for code, name in Locale(language).territories.items()
        if code in alpha2()
    }
    return known | {_plain(name): code for name, code in _notes()["names"].items()}


def _plain(text: str) -> str:
    """Return a name in small letters, without accents, signs and doubled spaces."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign if sign.isalnum() else " " for sign in apart if not combining(sign))
    return " ".join(bare.split())


@cache
def _notes() -> dict[str, Any]:
    text = files("reporting.event").joinpath("countries.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
