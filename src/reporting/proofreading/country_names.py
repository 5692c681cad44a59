"""The names of all countries in both languages."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from reporting.proofreading.wording import comparable


@cache
def country_signs() -> dict[str, str]:
    """Return each country's comparable name with its sign, in small letters.

    Examples
    --------
    >>> country_signs()["svizzera"], country_signs()["france"]
    ('ch', 'fr')
    """
    return {
        comparable(name): sign.lower()
        for locale in ("it", "en")
        for sign, name in Locale(locale).territories.items()
        if len(sign) == 2 and sign.isalpha()
    }


@cache
def country_form() -> re.Pattern[str]:
    """Return what any country's name looks like."""
    names = "|".join(sorted(map(re.escape, country_signs()), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)")
