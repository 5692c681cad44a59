"""The words of headers: what a column is called, in the languages of timekeepers' files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from reporting.event.schema import normal, package_tables


def passes(header: str) -> bool:
    """Tell whether a column of this header may hold times of passages.

    >>> passes("Ora rilevata"), passes("Ora teorica"), passes("Tempo netto")
    (True, False, False)
    """
    return not set(normal(header).split()) & header_words()["no_passage"]


def says(text: str, kind: str) -> bool:
    """Tell whether a text has a word, or several together, of a kind.

    >>> says("Tabella di marcia CO1", "due_title"), says("Tempi PC1", "due_title")
    (True, False)
    """
    padded = f" {normal(text)} "
    return any(f" {word} " in padded for word in header_words()[kind])


def says_no_time(text: str) -> bool:
    """Tell whether a cell says, in place of a time, that there is none, or why.

    >>> says_no_time("RIT."), says_no_time("--"), says_no_time("08:11")
    (True, True, False)
    """
    reasons = package_tables()["entries"].columns["status"].readings
    word = normal(text)
    return not word or word in reasons or word in header_words()["no_time"]


_UNIT = re.compile(r"\s*[(\[](?=[^)\]]*[hmsHMS])[hmscdtHMSCDT:;.,/'\"\s0-9]{1,12}[)\]]\s*$")


def without_unit(header: str) -> str:
    """Return a header without the unit, or form of a time, in brackets at its end.

    >>> (
    ...     without_unit("Start (h:m:s,cc)"),
    ...     without_unit("PC1 Arrivo [hh:mm:ss]"),
    ...     without_unit("Prova (2)"),
    ... )
    ('Start', 'PC1 Arrivo', 'Prova (2)')
    """
    return _UNIT.sub("", header) or header


def without_words(header: str, kind: str) -> str:
    """Return a header without the words of a kind; as it is where nothing, or no word, is left."""
    words = normal(header.replace(":", " ")).split()
    left = [word for word in words if word not in header_words()[kind]]
    return " ".join(left) if left and len(left) < len(words) else header


@cache
def header_words() -> Mapping[str, frozenset[str]]:
    """Return the words of headers and cells by kind, in every language, as they are compared."""
    text = files("reporting.event.importing").joinpath("headers.toml").read_text(encoding="utf-8")
    return {
        kind: frozenset(normal(word) for word in words)
        for kind, words in tomllib.loads(text).items()
    }
