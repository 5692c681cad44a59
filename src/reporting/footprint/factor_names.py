"""What factors are called, in Italian and English, and finding them by any of their names.

The names are data (``data/reference/factor_names.csv``): a name in each language, and what people
call the same thing (``gasolio`` finds diesel).
"""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from reporting.caveats import Caveat
from reporting.event.worded import Words
from reporting.footprint.factors import Choice, CountryMissingError, Factor, FactorMissingError
from reporting.footprint.lines import as_number
from reporting.footprint.register import Register
from reporting.footprint.units import canonical
from reporting.language import LANGUAGES, in_each
from reporting.paths import reference_folder
from reporting.reads import remembered, source

NEAR, CLOSE = 3, 0.75


class FactorName(Words):
    """What the factors of a key are called; synonyms are separated by semicolons."""

    key: str
    synonyms_it: str
    synonyms_en: str

    @cached_property
    def spoken(self) -> tuple[str, ...]:
        """Every name, in any language, that the key is looked for by."""
        texts = [self.in_language(language, "synonyms") for language in LANGUAGES]
        synonyms = [word for text in texts for word in text.split(";")]
        return tuple(folded(word) for word in (self.key, self.it, self.en, *synonyms))


@dataclass(frozen=True, slots=True)
class NamedFactor:
    """A factor that was looked for, how far it is from what was asked, and its names."""

    choice: Choice
    name: Mapping[str, str]

    def differs(self, language: str) -> str:
        """Return how the factor differs from what was asked, in words; blank where it does not."""
        return ", ".join(
            Caveat(f"factor-{reason}").text(language) for reason in self.choice.reasons
        )

    def as_json(self) -> dict[str, Any]:
        """Return the factor with its value, where that comes from, and its names."""
        factor = self.choice.factor
        about = ("publisher", "dataset", "cell", "source", "licence", "gwp", "verification")
        return {
            "id": factor.id,
            "key": factor.key,
            "name": dict(self.name),
            "activity": factor.activity,
            "kgco2e_per_unit": str(factor.kgco2e_per_unit),
            "unit": factor.unit,
            "country": factor.country,
            "year": factor.year,
            "basis": factor.basis,
            "biogenic_kgco2": as_number(factor.biogenic_kgco2),
            **{name: getattr(factor, name) for name in about},
            "differs": list(self.choice.reasons),
        }


def factor_names() -> Mapping[str, FactorName]:
    """Return the names of every key that has some."""
    return _read(reference_folder() / "factor_names.csv")


def factor_in_words(factor: Mapping[str, Any], language: str) -> str:
    """Return what readers call a factor, with its country and year; its id is for the annex.

    Parameters
    ----------
    factor
        ``key``, ``activity`` (the publisher's own words), ``activity_it``, ``country``, ``year``.
    language
        The reader's.
    """
    name = factor_names().get(factor["key"])
    own = str(factor.get(f"activity_{language}", ""))
    said = name.in_language(language) if name else own or str(factor["activity"])
    about = " ".join(str(one) for one in (factor["country"], factor["year"]) if one)
    return ", ".join(part for part in (said, about) if part)


@remembered
def _read(path: Path) -> Mapping[str, FactorName]:
    if not source(path).exists():
        return {}  # a home of one's own may have none
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [FactorName.model_validate(row) for row in csv.DictReader(file)]
    return {row.key: row for row in rows}


def search_factors(
    register: Register,
    text: str,
    *,
    country: str | None = None,
    year: int | None = None,
    unit: str | None = None,
) -> tuple[NamedFactor, ...]:
    """Find factors by key, id, name or synonym, in Italian or English.

    Parameters
    ----------
    register
        The factors.
    text
        Words that a name must hold, whole or from their beginning; blank: every factor.
    country, year
        Where and when: the edition is given that an activity would be accounted with. Without
        them: the newest edition of each country.
    unit
        Only factors per this unit.

    Returns
    -------
    tuple of NamedFactor
        Those that are called so first, then those whose names hold the words; what was only
        recalled is left out, since no total ever uses it.

    Raises
    ------
    UnitError
        For a unit that nobody knows.
    """
    wanted = canonical(unit) if unit else None
    words, found = folded(text).split(), dict[str, NamedFactor]()
    for key in _ranked(register, words):
        for each in register.units(key):
            if wanted not in (None, each):
                continue
            for choice in _editions(register, key, each, country, year):
                found.setdefault(choice.factor.id, NamedFactor(choice, factor_name(choice.factor)))
    return tuple(found.values())


def near_names(register: Register, text: str) -> tuple[str, ...]:
    """Return the keys that are called like `text`, or spelt nearly so; at most three."""
    words = folded(text)
    known = [factor_names()[key] for key in usable_keys(register) if key in factor_names()]
    called = [name.key for name in known if words in name.spoken]
    spelt = {word: name.key for name in reversed(known) for word in name.spoken}
    near = [spelt[word] for word in difflib.get_close_matches(words, spelt, NEAR, CLOSE)]
    return tuple(dict.fromkeys([*called, *near]))[:NEAR]


def named_in(text: str) -> tuple[str, ...]:
    """Return the keys that a text calls by name, the longest name alone.

    >>> named_in("Gasolio per il gruppo elettrogeno")[:1]
    ('gas-oil',)
    """
    words = f" {folded(text)} "
    called = [
        (len(name), known.key)
        for known in factor_names().values()
        for name in known.spoken
        if f" {name} " in words
    ]
    longest = max((length for length, _ in called), default=0)
    return tuple(dict.fromkeys(key for length, key in called if length == longest))


def usable_keys(register: Register) -> tuple[str, ...]:
    """Return every key with a factor that a total may use: one that was not only recalled."""
    usable = (one for one in register.factors.values() if one.verification != "recalled")
    return tuple(dict.fromkeys(one.key for one in usable if one.key))


def factor_name(factor: Factor) -> Mapping[str, str]:
    """Return what a factor is called in each language; its own words where it has no name."""
    known = factor_names().get(factor.key)
    return in_each(known.in_language) if known else dict.fromkeys(LANGUAGES, factor.activity)


def _ranked(register: Register, words: list[str]) -> Iterator[str]:
    """Yield the keys (or ids) whose names hold the words: those called just so first."""
    whole, ranks = " ".join(words), dict[str, int]()
    for factor in register.factors.values():
        if factor.verification == "recalled":
            continue
        key = factor.key or factor.id
        known = factor_names().get(factor.key)
        names = (*(known.spoken if known else ()), folded(factor.activity), folded(factor.id))
        told = {word for name in names for word in name.split()}
        if all(any(own.startswith(word) for own in told) for word in words):
            ranks.setdefault(factor.id if whole == folded(factor.id) else key, whole not in names)
    yield from sorted(ranks, key=ranks.__getitem__)


def _editions(
    register: Register, name: str, unit: str, country: str | None, year: int | None
) -> Iterator[Choice]:
    """Yield what an activity would be accounted with; without country and year all newest ones."""
    if name in register.factors:
        yield Choice(register.factors[name])
        return
    try:
        if country or year:
            yield register.serve(name, unit, country, year)
            return
    except CountryMissingError:
        pass
    except FactorMissingError:
        return
    for place in register.countries(name, unit):
        try:
            yield register.find(name, unit, place, year)
        except FactorMissingError:
            continue


def folded(text: str) -> str:
    """Return words in lower case, without accents and signs."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", bare))
