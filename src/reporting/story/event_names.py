"""An event's name in a sentence: its article, and in Italian its gender."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.event.model import EventName

_GENDER = {"il": "m", "lo": "m", "i": "m", "gli": "m", "la": "f", "le": "f"}
_BESIDE = re.compile(r"\s+(?:of|for|in)\s|\s*\(|\s+\d")
"""Where what stands beside the noun of an English name begins."""
_LO = re.compile(r"z|s[^aeiou]|gn|ps|pn|x|y", re.IGNORECASE)


def gender_of(name: EventName) -> str:
    """Return ``m`` or ``f``: as the package says, else by the first word; empty where unknown."""
    if name.gender or name.article in _GENDER:
        return name.gender or _GENDER[str(name.article)]
    first = name.it.split(maxsplit=1)[0].lower() if name.it.strip() else ""
    return next((gender for gender in ("m", "f") if first in _words()[gender]), "")


def with_article(name: EventName, language: str = "it") -> str:
    """Return the name with the article that a sentence gives it; alone where that is not known.

    In English it is *the*, where the Italian name has an article or the name's noun asks for one:
    the last word before a year, brackets or *of*.

    Examples
    --------
    >>> from reporting.event.model import EventName
    >>> with_article(EventName(it="Gran Premio di Prova", en=""))
    'il Gran Premio di Prova'
    >>> with_article(EventName(it="Coppa delle Alpi", en="Coppa delle Alpi"), "en")
    'the Coppa delle Alpi'
    >>> with_article(EventName(it="Elegance Days", en="", article="gli"))
    'gli Elegance Days'
    >>> with_article(EventName(it="Prova Uno", en=""))
    'Prova Uno'
    >>> for called in ("Trial Cup 2025", "Rally of the Lakes", "Trial One", "The Quail"):
    ...     with_article(EventName(it="Prova", en=called), "en")
    'the Trial Cup 2025'
    'the Rally of the Lakes'
    'Trial One'
    'The Quail'
    """
    article = name.article or _article(name.it, gender_of(name))
    called = name.in_language(language)
    if language == "en":
        begins = f"{called} ".lower().startswith(tuple(_words()["determined"]))
        asked = article or _noun(called) in _words()["nouns"]
        return f"the {called}" if asked and not begins else called
    if language != "it":
        return called
    gap = "" if article.endswith("'") or not article else " "
    return f"{article}{gap}{name.it}"


def _noun(name: str) -> str:
    """Return the noun of an English name, in small letters: the last word that is none beside it.

    Examples
    --------
    >>> _noun("Trial Cup 2025"), _noun("Demonstration rally of the Alps (synthetic data)")
    ('cup', 'rally')
    """
    words = _BESIDE.split(name, maxsplit=1)[0].split()
    return words[-1].lower() if words else ""


def _article(name: str, gender: str) -> str:
    if not gender:
        return ""
    if name[:1].lower() in "aeiouàèéìòù":
        return "l'"
    if gender == "f":
        return "la"
    return "lo" if _LO.match(name) else "il"


@cache
def _words() -> dict[str, list[str]]:
    text = files("reporting.story").joinpath("event_names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
