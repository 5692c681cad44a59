"""An event's name in an Italian sentence: its article and gender."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.event.model import EventName

_GENDER = {"il": "m", "lo": "m", "i": "m", "gli": "m", "la": "f", "le": "f"}
_LO = re.compile(r"z|s[^aeiou]|gn|ps|pn|x|y", re.IGNORECASE)


def gender_of(name: EventName) -> str:
    """Return ``m`` or ``f``: as the package says, else by the first word; empty where unknown."""
    if name.gender or name.article in _GENDER:
        return name.gender or _GENDER[str(name.article)]
    first = name.it.split(maxsplit=1)[0].lower() if name.it.strip() else ""
    return next((gender for gender, words in _first_words().items() if first in words), "")


def with_article(name: EventName) -> str:
    """Return the Italian name with its article; alone where the article is not known.

    Examples
    --------
    >>> from reporting.event.model import EventName
    >>> with_article(EventName(it="Gran Premio di Prova", en=""))
    'il Gran Premio di Prova'
    >>> with_article(EventName(it="Coppa delle Alpi", en=""))
    'la Coppa delle Alpi'
    >>> with_article(EventName(it="Elegance Days", en="", article="gli"))
    'gli Elegance Days'
    >>> with_article(EventName(it="Prova Uno", en=""))
    'Prova Uno'
    """
    article = name.article or _article(name.it, gender_of(name))
    gap = "" if article.endswith("'") or not article else " "
    return f"{article}{gap}{name.it}"


def _article(name: str, gender: str) -> str:
    if not gender:
        return ""
    if name[:1].lower() in "aeiouàèéìòù":
        return "l'"
    if gender == "f":
        return "la"
    return "lo" if _LO.match(name) else "il"


@cache
def _first_words() -> dict[str, list[str]]:
    text = files("reporting.story").joinpath("event_names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
