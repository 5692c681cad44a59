"""The words that the page itself adds around a report: ``words.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("it", "en")
LANGUAGE_NAMES = {"it": "Italiano", "en": "English"}


@cache
def words(language: str) -> Mapping[str, str]:
    """Return word -> text in `language` (it, en).

    Examples
    --------
    >>> words("it")["contents"]
    'Indice'
    """
    text = files("reporting.publish.pages").joinpath("words.toml").read_text(encoding="utf-8")
    return {name: entry[language] for name, entry in tomllib.loads(text).items()}
