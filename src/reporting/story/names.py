"""How crews and cars are named in running text, charts and tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporting.frames import present
from reporting.language import EN_DASH

JOINED = f"\u00a0{EN_DASH} "
"""Between two names: the dash stays with the first, the line may break after it."""


def surname(name: str) -> str:
    """Return the family name, particles kept.

    A name with a digit (``Equipaggio 07``) or of a single word is returned whole.

    Examples
    --------
    >>> surname("Anna Maria Fabrizi")
    'Fabrizi'
    >>> surname("Ludwig van der Rohe")
    'van der Rohe'
    >>> surname("Equipaggio 07")
    'Equipaggio 07'
    """
    words = name.split()
    if len(words) < 2 or any(character.isdigit() for character in name):
        return name
    lower = [place for place, word in enumerate(words) if place and word[0].islower()]
    return " ".join(words[lower[0] :]) if lower else words[-1]


def crew_short(row: Mapping[str, Any]) -> str:
    """Return a crew as ``Facchini - Olivetti`` (with an en dash)."""
    names = [surname(str(row[key])) for key in ("driver", "codriver") if present(row.get(key))]
    return JOINED.join(names)


def people(row: Mapping[str, Any]) -> int:
    """Return how many people a crew is: a driver may be alone."""
    return sum(present(row.get(key)) for key in ("driver", "codriver"))


def crew_full(row: Mapping[str, Any]) -> str:
    """Return a crew with given names."""
    names = [str(row[key]) for key in ("driver", "codriver") if present(row.get(key))]
    return JOINED.join(names)


def car(row: Mapping[str, Any], *, year: bool = True) -> str:
    """Return a car as ``BMW 328, 1938``."""
    name = " ".join(str(row[key]) for key in ("make", "model") if present(row.get(key)))
    shown = [name] if name else []
    if year and present(row.get("year")):
        shown.append(str(int(row["year"])))
    return ", ".join(shown)
