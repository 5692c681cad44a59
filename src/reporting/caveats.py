"""Caveats: what the reader of a computed result must know, computed and never written by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from reporting.language import in_each

ENDS = (".", "!", "?", "\u2026")


@dataclass(frozen=True, slots=True)
class Caveat:
    """One caveat: a code of ``caveats.toml`` and what fills its sentence.

    Parameters
    ----------
    code
        The entry of ``caveats.toml``, such as ``timing-simulated``.
    details
        Values for the sentence's fields; a mapping with a text for each language is read in the
        language that is asked for.
    """

    code: str
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def text(self, language: str = "en") -> str:
        """Return the caveat as one sentence in `language` (it, en), with its full stop.

        Examples
        --------
        >>> Caveat("timing-simulated", {"note": "a test"}).text()
        'The times are simulated: a test.'
        """
        shown = {
            name: value[language] if isinstance(value, Mapping) else value
            for name, value in self.details.items()
        }
        words = catalogue()[self.code][language]
        said = words.format_map(shown)
        # What a package or a rulebook says of itself ends as its author wrote it; what begins small
        # is part of a sentence.
        whole = words[0].isupper() and words.endswith("}")
        return f"{said}." if whole and not said.endswith(ENDS) else said

    def as_json(self) -> dict[str, str]:
        """Return code and both sentences."""
        return {"code": self.code, **in_each(self.text)}


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return ``caveats.toml``: code -> it, en."""
    text = files("reporting").joinpath("caveats.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))
