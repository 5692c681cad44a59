"""Which language a crew reads: the rule is data (``languages.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from reporting.frames import present


def language_of(entry: Mapping[str, Any]) -> str:
    """Return the language (it, en) of a crew's booklet.

    Parameters
    ----------
    entry
        The crew's row of ``entries``; countries are ISO 3166-1, alpha-2 or alpha-3.

    Examples
    --------
    >>> language_of({"driver_country": "ITA", "codriver_country": "GBR"})
    'it'
    >>> language_of({"driver_country": "CHE", "language": "italiano"})
    'it'
    >>> language_of({"driver_country": None, "codriver_country": "SM"})
    'it'
    >>> language_of({})
    'it'
    """
    rule = _rule()
    for column in rule["columns"]:
        told = str(entry.get(column)).strip().lower() if present(entry.get(column)) else ""
        for language, names in rule["names"].items():
            if told in names:
                return str(language)
    for column in ("driver_country", "codriver_country"):
        if present(entry.get(column)):
            return _of_country(str(entry[column]).strip().upper())
    return str(rule["unknown"])


def _of_country(code: str) -> str:
    from reporting.event.countries import country_code, two_letters

    known = country_code(code)
    short = two_letters(known) if known else ""
    spoken = _rule()["countries"]
    elsewhere = str(_rule()["elsewhere"])
    return next((language for language, codes in spoken.items() if short in codes), elsewhere)


@cache
def _rule() -> dict[str, Any]:
    text = files("reporting.story.crews").joinpath("languages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
