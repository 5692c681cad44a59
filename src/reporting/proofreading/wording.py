"""The words of ``words.toml``, compiled; and text made comparable."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words() -> dict[str, Any]:
    """Return what ``words.toml`` says."""
    content = files("reporting.proofreading").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(content)


@cache
def pattern(*path: str) -> re.Pattern[str]:
    """Return the words under a path of ``words.toml``, whole words only."""
    found: Any = words()
    for part in path:
        found = found[part]
    return whole(found)


@cache
def phrase(module: str, name: str) -> re.Pattern[str]:
    """Return a phrase that a module asks for, as it stands in ``words.toml``."""
    return re.compile(words()["phrases"][module][name])


@cache
def whole(expression: str) -> re.Pattern[str]:
    """Return an expression that matches whole words only."""
    return re.compile(rf"(?<!\w)(?:{expression})(?!\w)")


def comparable(text: str) -> str:
    """Return text in small letters without accents, of the same length.

    Examples
    --------
    >>> comparable("Città d’Arechi, Vršič")
    "citta d'arechi, vrsic"
    """
    return text.translate(_SIGNS)


class _Comparable(dict[int, str]):
    """Each sign's comparable one, found when it is first met."""

    def __missing__(self, sign: int) -> str:
        self[sign] = _comparable(chr(sign))
        return self[sign]


_SIGNS = _Comparable()


def _comparable(sign: str) -> str:
    if sign in "’‘ʼ`´":
        return "'"
    if sign in "–—‐‑−":
        return "-"
    if sign in "\u00a0\u2009\u202f\t\n":
        return " "
    plain = unicodedata.normalize("NFD", sign)[0].lower()
    return plain if len(plain) == 1 else sign


def language_of(text: str, lead: int = 1) -> str:
    """Return ``it`` or ``en`` by a comparable text's small words; empty where neither leads."""
    counts = {name: len(pattern("language", name).findall(text)) for name in ("it", "en")}
    if abs(counts["it"] - counts["en"]) < lead:
        return ""
    return max(counts, key=lambda name: counts[name])


def near(found: re.Match[str], text: str, reach: int) -> tuple[str, str]:
    """Return what stands before and after a match, at most `reach` characters."""
    return text[max(0, found.start() - reach) : found.start()], text[found.end() :][:reach]
