"""Caveats: what the reader of a computed result must know, computed and never written by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Caveat:
    """One caveat: a code of ``caveats.toml`` and what fills its sentence.

    Parameters
    ----------
    code
        The entry of ``caveats.toml``, such as ``timing-simulated``.
    details
        Values for the sentence's fields; a mapping with ``it`` and ``en`` is read in the
        language that is asked for.
    """

    code: str
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def text(self, language: str = "en") -> str:
        """Return the caveat as one sentence in `language` (it, en)."""
        shown = {
            name: value[language] if isinstance(value, Mapping) else value
            for name, value in self.details.items()
        }
        return catalogue()[self.code][language].format_map(shown)

    def as_json(self) -> dict[str, str]:
        """Return code and both sentences."""
        return {"code": self.code, "it": self.text("it"), "en": self.text("en")}


def written(value: Decimal | float, digits: int | None = None) -> dict[str, str]:
    """Return a number as each language writes it, to stand in a caveat's sentence.

    Parameters
    ----------
    value
        The number; a binary one is read as it prints.
    digits
        Decimals; None writes those that it has.

    Examples
    --------
    >>> written(15000.5)
    {'it': '15.000,5', 'en': '15,000.5'}
    """
    from babel.numbers import format_decimal

    exact = Decimal(str(value)).normalize()
    places = max(0, -int(exact.as_tuple().exponent)) if digits is None else digits
    pattern = "#,##0." + "0" * places if places else "#,##0"
    return {
        language: format_decimal(exact, pattern, locale=locale)
        for language, locale in (("it", "it"), ("en", "en_GB"))
    }


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return ``caveats.toml``: code -> it, en."""
    text = files("reporting").joinpath("caveats.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))
