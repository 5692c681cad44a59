"""How crews and cars are named in running text, charts and tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reporting.frames import present
from reporting.language import EN_DASH

if TYPE_CHECKING:
    from reporting.scoring.rulebook import Rulebook

_SMALL = frozenset(["van", "von", "der", "den", "ter", "ten", "zu", "und", "af"])
"""Parts of surnames that stay small where capitals are taken back."""

_PARTICLES = _SMALL | frozenset(
    [
        "de",
        "di",
        "da",
        "del",
        "della",
        "delle",
        "dello",
        "dei",
        "degli",
        "dal",
        "dalla",
        "la",
        "lo",
        "le",
    ]
)
"""Words that begin a surname, capital or small."""

_TOGETHER = re.compile(r"\s*[/&;+]\s*|\s+(?:e|ed|and|und|et)\s+")
"""What stands between people who share a cell."""

_SUFFIXES = frozenset(["JR", "SR", "II", "III", "IV"])

TOLD_APART = "told_apart"
"""Column of tables for readers: what a crew is called that shares its surnames with another."""

JOINED = f"\u00a0{EN_DASH} "
"""Between two names: the dash stays with the first, the line may break after it."""


def persons(crew: str) -> Markup:
    """Return a crew's names, each kept on one line where it has room.

    Examples
    --------
    >>> print(persons(f"Ugo Neri{JOINED}Ada Blu").replace("\N{NO-BREAK SPACE}", " "))
    <span class="person">Ugo Neri –</span> <span class="person">Ada Blu</span>
    """
    names = crew.split(JOINED)
    ends = [JOINED.rstrip()] * (len(names) - 1) + [""]
    each = (Markup('<span class="person">{}</span>').format(name + end)
            for name, end in zip(names, ends, strict=True))  # fmt: skip
    return Markup(" ").join(each)


def surname(name: str) -> str:
    """Return the family name, particles kept.

    Where some words are in capitals, as federations write surnames, those are it; of a name all
    in capitals nobody knows which. A name with a digit (``Equipaggio 07``), of a single word, or
    of which the surname is not known is returned whole.

    Examples
    --------
    >>> surname("Anna Maria Fabrizi")
    'Fabrizi'
    >>> surname("Ludwig van der Rohe"), surname("Anna De Luca"), surname("De Luca Anna")
    ('van der Rohe', 'De Luca', 'De Luca')
    >>> surname("Equipaggio 07")
    'Equipaggio 07'
    >>> surname("DE LUCA Anna Maria"), surname("Ugo D'ANGELO"), surname("Rossi Bianchi, Mario")
    ('De Luca', "D'Angelo", 'Rossi Bianchi')
    >>> surname("Ugo Neri / Ada Blu"), surname("Ugo Blu e Ada Blu"), surname("Ada e Ugo Blu")
    ('Neri/Blu', 'Blu', 'Blu')
    """
    return "/".join(dict.fromkeys(_surname(one) for one in _surnamed(name)))


def _surname(name: str) -> str:
    before, comma, after = name.partition(",")
    if comma and before.strip() and after.strip():
        return before.strip()
    words = [word for word in name.split() if word.upper().rstrip(".") not in _SUFFIXES]
    if len(words) < 2 or any(character.isdigit() for character in name):
        return name
    capitals = [place for place, word in enumerate(words) if _in_capitals(word)]
    if len(capitals) == len(words):
        return name
    if capitals:
        return " ".join(_lowered(words[place]) for place in _run(capitals))
    begins = [place for place, word in enumerate(words) if word.lower() in _PARTICLES]
    if begins[:1] == [0] and words[0][0].isupper() and len(words) > 2:
        # Nobody's given name begins so: this one has the surname first.
        return " ".join(words[: begins[-1] + 2])
    begins += [place for place, word in enumerate(words) if place and word[0].islower()]
    first = min(begins, default=0)
    return " ".join(words[first:]) if first else words[-1]


def given_first(name: str) -> str:
    """Return a name with the family name last, as a sentence has it; as it stands where unknown.

    Examples
    --------
    >>> given_first("DE LUCA Anna"), given_first("Rossi, Mario"), given_first("SMITH John Jr.")
    ('Anna De Luca', 'Mario Rossi', 'John Smith')
    >>> given_first("Anna Maria Fabrizi"), given_first("Equipaggio 07")
    ('Anna Maria Fabrizi', 'Equipaggio 07')
    >>> given_first("Ugo Neri / Ada Blu")
    'Ugo Neri / Ada Blu'
    """
    family = surname(name)
    of_family = family.lower().split()
    given = [
        word
        for word in name.replace(",", " ").split()
        if word.lower() not in of_family and word.upper().rstrip(".") not in _SUFFIXES
    ]
    return " ".join([*given, family]) if given and len(_each(name)) == 1 else name


def _each(name: str) -> list[str]:
    """Return the people of a cell; the last of several has a surname, for all where it is one."""
    each = _TOGETHER.split(name.strip())
    return each if " " in each[-1] else [name]


def _surnamed(name: str) -> list[str]:
    """Return those of a cell who bring a surname: *Ada e Ugo Blu* share one."""
    each = _each(name)
    return [one for one in each if " " in one] if len(each) > 1 else each


def _in_capitals(word: str) -> bool:
    """Tell whether a word is written in capitals: an initial is not."""
    return word.isupper() and sum(letter.isalpha() for letter in word) > 1


def _run(places: list[int]) -> list[int]:
    """Return the first places that follow each other."""
    return [place for at, place in enumerate(places) if place - places[0] == at]


def _lowered(word: str) -> str:
    """Return a word in capitals as it is written in a sentence."""
    return word.lower() if word.lower() in _SMALL else word.title()


def crew_short(row: Mapping[str, Any]) -> str:
    """Return a crew as ``Facchini - Olivetti`` (with an en dash), or as it is told apart."""
    if present(row.get(TOLD_APART)):
        return str(row[TOLD_APART])
    names = [surname(str(row[key])) for key in ("driver", "codriver") if present(row.get(key))]
    return JOINED.join(names)


def distinct_names(rows: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Return how crews that share their surnames are called: number -> names in full.

    With the number where those are the same, too; who shares nothing is left out.

    Examples
    --------
    >>> people = ("Ugo Neri", "Ada Blu"), ("Ivo Neri", "Eva Blu"), ("Jo Fry", "Al Fry")
    >>> rows = [{"number": n, "driver": a, "codriver": b} for n, (a, b) in enumerate(people, 1)]
    >>> [name.replace(JOINED, "/") for name in distinct_names(rows).values()]
    ['Ugo Neri/Ada Blu', 'Ivo Neri/Eva Blu']
    """
    short = Counter(map(crew_short, rows))
    full = Counter(map(crew_full, rows))
    return {
        int(row["number"]): crew_full(row)
        if full[crew_full(row)] == 1
        else f"{crew_full(row)} ({int(row['number'])})"
        for row in rows
        if short[crew_short(row)] > 1
    }


def people(row: Mapping[str, Any]) -> int:
    """Return how many people a crew is: a driver may be alone, a cell may hold several."""
    return sum(len(_each(str(row[key]))) for key in ("driver", "codriver") if present(row.get(key)))


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


def way(start: str, finish: str) -> str:
    """Return from where to where a leg goes, as far as it is known.

    Examples
    --------
    >>> way("Sorrento", "Matera"), way("", "Matera"), way("", "")
    ('Sorrento – Matera', 'Matera', '')
    """
    return f" {EN_DASH} ".join(filter(None, (start, finish)))


def ranking_name(rulebook: Rulebook, key: str, language: str) -> str:
    """Return how a ranking is called: its rulebook's name, its value, or the trophy itself."""
    identifier, _, value = key.partition(":")
    for ranking in rulebook.ranking:
        if ranking.id == identifier:
            name = ranking.name.in_language(language) if ranking.name else identifier
            return f"{name} {EN_DASH} {value}" if value else name
    called = (one.name for one in rulebook.knockout if one.id == key and one.name)
    return next((name.in_language(language) for name in called), key)


def stem(name: str) -> str:
    """Return a control's name without its running number, so that a series reads as one.

    Examples
    --------
    >>> stem("Cupolicchio 16"), stem("Kartodromo 90, Turi")
    ('Cupolicchio', 'Kartodromo 90, Turi')
    """
    first, _, last = name.rpartition(" ")
    return first if first and last.isdigit() else name
