"""Figures and names that a text takes from a row: of a supplier, an action, a target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from reporting.proofreading.agreement import decided
from reporting.proofreading.known import KnownEvent, as_number
from reporting.proofreading.known_rows import KnownRow, RowFigure, spoken
from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.units_in_text import IN_BASE, is_identifier, unit_of
from reporting.proofreading.wording import comparable, phrase
from reporting.story.fact_register import RegisteredFact


def rows_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield what a sentence says of the row of a table that its words are of."""
    rows = sentence.known.rows
    if not rows:
        return
    named = [row for row in rows if row.name and row.name in sentence.plain]
    if not named and not any(unit_of(sentence.plain, one)[0] for one in sentence.numbers):
        return
    said = spoken(sentence.plain)
    scores = {row: score for row in rows if (score := row.named_by(said))}
    yield from _names(sentence, named, scores)
    unit = ""
    for number in sentence.numbers:
        own = unit_of(sentence.plain, number)[0]
        of_those = phrase("counts_in_text", "of_those").match(sentence.plain[number.end :])
        carried, unit = not own and not of_those and not _is_parallel(sentence, number), own or unit
        if not is_identifier(sentence, number) and unit:
            yield from _figure(sentence, number, unit, (named, scores, carried))


def _is_parallel(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a figure goes on in the unit before it: "420 litres of A and 150 of B"."""
    before = [one for one in sentence.numbers if one.end <= number.start][-1:]
    if not before:
        return False
    between = sentence.plain[unit_of(sentence.plain, before[0])[1] : number.start]
    joined = phrase("rows_in_text", "amount_of").fullmatch(between)
    return bool(joined and phrase("rows_in_text", "of").match(sentence.plain, number.end))


def _names(
    sentence: Sentence, named: Sequence[KnownRow], scores: dict[KnownRow, int]
) -> Iterator[TextClaim]:
    """Hold who is said to have supplied something to whose row its words are of."""
    if len(named) != 1:
        return
    (row,) = named
    yield from _place(sentence, row)
    others = {
        each: score
        for each, score in scores.items()
        if each.table == row.table and not _shares(sentence, each, row)
    }
    at = sentence.plain.index(row.name)
    stated = sentence.text[at : at + len(row.name)]
    if row.named_by(spoken(sentence.plain.replace(row.name, " "))):
        yield sentence.claim("supplier", stated, row.name.title(), row.source, right=True, at=at)
    elif others:
        owner = max(others, key=lambda each: others[each])
        yield sentence.claim(
            "supplier", stated, owner.name.title(), owner.source, right=False, at=at
        )


def _place(sentence: Sentence, row: KnownRow) -> Iterator[TextClaim]:
    """Hold the town that stands right behind a name to the row's: "X, a printer at C"."""
    end = sentence.plain.index(row.name) + len(row.name)
    found = phrase("rows_in_text", "its_place").match(sentence.text, end)
    if not found or not row.place or sentence.negated(found.start(1)):
        return
    name = comparable(found[1])
    known = sentence.known.is_strange_place(found[1]) or name in sentence.known.way.stops
    if name in row.place or known:
        stated = sentence.text[end - len(row.name) : found.end(1)]
        yield sentence.claim(
            "place", stated, row.place.title(), row.source, right=name in row.place,
            at=found.start(1),
        )  # fmt: skip


def _shares(sentence: Sentence, row: KnownRow, other: KnownRow) -> bool:
    """Tell whether all that names a row in a sentence is the name of another."""
    return row is other or not row.named_by(spoken(sentence.plain.replace(other.name, " ")))


def _figure(
    sentence: Sentence,
    number: NumberInText,
    unit: str,
    meant: tuple[Sequence[KnownRow], dict[KnownRow, int], bool],
) -> Iterator[TextClaim]:
    """Hold a figure to the rows that the sentence speaks of."""
    if phrase("rows_in_text", "other_year").search(sentence.plain):
        return
    named, scores, carried = meant
    fitting = {row: score for row, score in scores.items() if _of_unit(row, unit)}
    rows = _meant_rows(named, fitting, unit)
    # Few words are enough to confirm what all rows with them say, and no more.
    told = rows or (list(fitting) if len(fitting) <= _FEW else [])
    figures = [figure for row in told for figure in _of_unit(row, unit)]
    target = _target(sentence, number, unit, figures)
    if target is not None:
        yield from _by_year(sentence, number, target, told)
        return
    current = [one for one in figures if one.year in ("", _year(sentence))]
    right = [one for one in current if _in(one, unit) in number.values]
    denied = bool(rows) and not carried and not _is_known(sentence, number, unit)
    if right or (current and denied):
        claim = decided(sentence, number, "figure", _facts(right or current, unit, told[0]), unit)
        if claim is not None:
            yield claim


def _of_unit(row: KnownRow, unit: str) -> list[RowFigure]:
    """Return a row's figures that measure what a unit does."""
    return [one for one in row.figures if _base(one.unit) == _base(unit)]


def _meant_rows(
    named: Sequence[KnownRow], fitting: dict[KnownRow, int], unit: str
) -> list[KnownRow]:
    """Return the rows that a sentence surely speaks of: by their name, or by most of the words."""
    own = [row for row in named if _of_unit(row, unit)]
    most = max(fitting.values(), default=0)
    return own or [row for row, score in fitting.items() if score == most >= _ENOUGH]


def _target(
    sentence: Sentence, number: NumberInText, unit: str, figures: Sequence[RowFigure]
) -> RowFigure | None:
    """Return what is to be reached in a later year, where that is the figure's value."""
    later = [one for one in figures if one.year > _year(sentence)]
    return later[0] if later and _in(later[0], unit) in number.values else None


def _facts(figures: Sequence[RowFigure], unit: str, row: KnownRow) -> list[RegisteredFact]:
    """Return figures of a row as facts in the unit of a text."""
    return [
        RegisteredFact("row", f"{_in(one, unit).normalize():f}", row.source, unit)
        for one in figures
    ]


_ENOUGH, _FEW = 2, 3
"""How many of a row's words a text has that is about it; in how many rows a word tells."""


def _by_year(
    sentence: Sentence, number: NumberInText, target: RowFigure, rows: Sequence[KnownRow]
) -> Iterator[TextClaim]:
    """Hold the year by which something is to be reached to the target's."""
    years = phrase("rows_in_text", "by_year").findall(sentence.plain)
    if len(years) == 1:
        stated = sentence.text[number.start : number.end]
        yield sentence.claim(
            "target", f"{stated}, {years[0]}", target.year, rows[0].source,
            right=years[0] == target.year, at=number.start,
        )  # fmt: skip


def _year(sentence: Sentence) -> str:
    return str(sentence.known.info.start.year)


def _base(unit: str) -> str:
    return IN_BASE[unit][0] if unit in IN_BASE else unit


def _in(figure: RowFigure, unit: str) -> Decimal:
    """Return a figure in the unit of a text."""
    scale = (IN_BASE.get(each, ("", Decimal(1)))[1] for each in (figure.unit, unit))
    return figure.value * next(scale) / next(scale)


@cache
def _values(known: KnownEvent, unit: str) -> frozenset[Decimal]:
    """Return the values of all registered figures of a unit."""
    every = (fact for key in known.keys("") for fact in known.facts(key) if fact.unit == unit)
    return frozenset(value for fact in every if (value := as_number(fact.value)) is not None)


def _is_known(sentence: Sentence, number: NumberInText, unit: str) -> bool:
    """Tell whether any registered figure has that value and unit: a text may mean that."""
    known = sentence.known
    every: dict[str, Decimal] = {}  # of each table, what its rows make together
    for row in known.rows:
        for each in _of_unit(row, unit):
            if each.year in ("", _year(sentence)):
                every[row.table] = every.get(row.table, Decimal()) + _in(each, unit)
    if set(every.values()) & set(number.values):
        return True
    return bool(_values(known, unit) & set(number.values)) or any(
        _in(each, unit) in number.values
        for row in known.rows
        for each in row.figures
        if _base(each.unit) == _base(unit) and row.named_by(spoken(sentence.plain)) and not row.name
    )
