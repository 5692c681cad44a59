"""Rows of an event's tables as a text may speak of them: their words, names and figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from reporting.proofreading.numbers_in_text import numbers_in
from reporting.proofreading.wording import comparable, pattern, phrase, words
from reporting.story.fact_register import FIGURE, RegisteredFact


@dataclass(frozen=True, slots=True)
class RowFigure:
    """A figure of a row: its value, its unit, and the year it is of where the row says so."""

    value: Decimal
    unit: str
    year: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class KnownRow:
    """A row of a table.

    Parameters
    ----------
    table
        Its table's name.
    name
        The proper name that it is about, comparable; empty where it has none.
    stems
        The beginnings of its words, for each language.
    figures
        What it counts and measures.
    source
        Who says so.
    place
        Where it is, in any language, comparable; empty where nobody says.
    """

    table: str
    name: str
    stems: tuple[frozenset[str], ...]
    figures: tuple[RowFigure, ...]
    source: str
    place: str = ""

    def named_by(self, spoken: str) -> int:
        """Return how many of its words, in the language with the most, stand in a text.

        Parameters
        ----------
        spoken
            The text's words, comparable, each behind a blank.
        """
        return max(sum(f" {stem}" in spoken for stem in own) for own in self.stems)


def spoken(plain: str) -> str:
    """Return the words of a comparable text, each behind a blank."""
    return "".join(f" {word}" for word in re.findall(r"[^\W\d_]+", plain))


def rows_of_tables(
    rows: Iterable[tuple[str, Mapping[str, list[RegisteredFact]]]],
) -> tuple[KnownRow, ...]:
    """Return the rows whose words or figures are known.

    Parameters
    ----------
    rows
        ``row.<table>.<number>`` with the row's facts by part.
    """
    return tuple(_row(prefix.split(".")[1], parts) for prefix, parts in rows)


def _row(table: str, parts: Mapping[str, list[RegisteredFact]]) -> KnownRow:
    facts = [fact for each in parts.values() for fact in each]
    said = [fact for fact in facts if fact.kind != FIGURE]
    italian = [_plain(fact.value) for fact in said if fact is not _name(parts)]
    english = [
        _plain(fact.spellings.get("en", fact.value)) for fact in said if fact is not _name(parts)
    ]
    name = _name(parts)
    return KnownRow(
        table,
        comparable(_plain(name.value)) if name else "",
        (frozenset(_stems(italian)), frozenset(_stems(english))),
        tuple(_figures(facts)),
        facts[0].source,
        comparable(" / ".join(
            text for fact in parts.get("place", ())
            for text in (fact.value, *fact.spellings.values())
        )),
    )  # fmt: skip


def _name(parts: Mapping[str, list[RegisteredFact]]) -> RegisteredFact | None:
    return parts["name"][0] if "name" in parts else None


def _plain(text: str) -> str:
    return phrase("known_rows", "made_up").sub("", text)


def _stems(texts: Iterable[str]) -> Iterator[str]:
    for word in re.findall(r"[^\W\d_]+", " ".join(texts)):
        plain = comparable(word)
        if len(plain) > _SHORT and not pattern("labelled", "empty").fullmatch(plain):
            yield plain[: min(max(len(plain) - _ENDING, _SHORT), _LONG)]
        elif len(plain) == _SHORT and word.isupper():
            yield plain


_SHORT, _ENDING, _LONG = 3, 2, 8
"""How many letters a word has that tells nothing, its ending, and its beginning at most."""


def _figures(facts: Iterable[RegisteredFact]) -> Iterator[RowFigure]:
    for fact in facts:
        if fact.kind == FIGURE:
            yield RowFigure(Decimal(fact.value), fact.unit.partition(" -> ")[0], fact.note)
        elif fact.key.endswith(".result"):
            yield from _figures_in(comparable(fact.value))


def _figures_in(plain: str) -> Iterator[RowFigure]:
    """Yield the figures of a result in words: "0,25 t in discarica, 0,4 t nel 2024"."""
    for number in numbers_in(plain, "it"):
        signs = "|".join(f"(?P<u{at}>{sign})" for at, sign in enumerate(words()["units"].values()))
        found = re.match(rf"\s*(?:{signs})(?!\w)", plain[number.end :])
        unit = list(words()["units"])[int(str(found.lastgroup)[1:])] if found else ""
        year = phrase("known_rows", "of_a_year").match(plain[number.end :])
        if not re.fullmatch(r"20\d\d", plain[number.start : number.end]):
            yield RowFigure(number.values[0], unit, year[1] if year else "")
