"""Figures in a series: of a list all whose other figures are known, the odd one is wrong.

A list says once what its figures are, in its head or nowhere: "km per leg: 370 | 285 | 370", "first
A 81.28, second B 112.48". That all but one are the known figures of those whom they stand beside
says what the list tells, and what should stand where the odd one does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reporting.proofreading.known import as_number
from reporting.proofreading.known_crews import KnownCrew
from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.subjects_in_text import subjects_of
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.units_in_text import unit_of
from reporting.proofreading.wording import phrase


@dataclass(frozen=True, slots=True)
class ListedFigure:
    """A figure of a list: where it stands, and what each reading of the list has there."""

    sentence: Sentence
    number: NumberInText
    readings: Mapping[str, frozenset[Decimal]]

    def is_known(self, reading: str) -> bool:
        """Tell whether it is what a reading of the list has there."""
        return bool(self.readings.get(reading, frozenset()) & {*self.number.values})


def series_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield the figures of a list in which all but one at most are what is known."""
    yield from _judged(sentence, _by_leg(sentence), "length", "event.toml")
    yield from _judged(sentence, _by_crew(sentence), "points", "standings")


def _judged(
    sentence: Sentence, figures: Sequence[ListedFigure], kind: str, source: str
) -> Iterator[TextClaim]:
    readings = {name for one in figures for name in one.readings}
    rights = {name: sum(one.is_known(name) for one in figures) for name in readings}
    best = max(sorted(rights), key=lambda name: rights[name], default="")
    if len(figures) < _FEWEST or rights[best] < max(_FEWEST - 1, len(figures) - 1):
        return
    begun = sum(one.sentence is not sentence for one in figures) < _FEWEST
    for one in figures:
        expected = one.readings.get(best)
        if expected and (one.sentence is sentence or begun):
            right = one.is_known(best)
            stated = one.sentence.text[one.number.start : one.number.end].strip()
            told = " / ".join(f"{value:f}" for value in sorted(expected))
            yield one.sentence.claim(kind, stated, told, source, right=right, at=one.number.start)


_FEWEST = 3
"""Of how many figures on a list says by the others what the odd one should be."""


def _by_leg(sentence: Sentence) -> list[ListedFigure]:
    """Return the lengths of all legs in a list that only its head says to be that."""
    head = phrase("series_in_text", "km_by_leg").match(sentence.plain)
    legs = sentence.known.legs
    numbers = [one for one in sentence.numbers if head and one.start >= head.end()]
    if not head or len(numbers) != len(legs):
        return []
    known = (sentence.known.facts(f"leg.{leg.number}.km") for leg in legs)
    return [
        ListedFigure(
            sentence,
            number,
            {"km": frozenset(value for fact in facts if (value := as_number(fact.value)))},
        )
        for number, facts in zip(numbers, known, strict=True)
    ]


def _by_crew(sentence: Sentence) -> list[ListedFigure]:
    """Return the figures right behind the crews and cars of a list, over its semicolons."""
    if not sentence.known.complete:
        return []
    earlier = _by_crew(sentence.before) if sentence.before else []
    return [*earlier, *_beside_crews(sentence)]


def _beside_crews(sentence: Sentence) -> Iterator[ListedFigure]:
    subjects = [one for one in subjects_of(sentence) if 0 < len(one.crews) <= _ALIKE]
    listed, ends = (phrase("series_in_text", name) for name in ("beside", "ends"))
    for at, subject in enumerate(subjects):
        high = subjects[at + 1].start if at + 1 < len(subjects) else len(sentence.plain)
        cars = [car.end for car in sentence.cars if subject.end <= car.start < high]
        low = max([subject.end, *cars])
        number = next((one for one in sentence.numbers if low <= one.start < high), None)
        if number is None:
            continue
        unit, end = unit_of(sentence.plain, number)
        beside = listed.fullmatch(sentence.plain[low : number.start])
        if unit in ("", "pt") and beside and ends.match(sentence.plain[end:]):
            yield ListedFigure(sentence, number, _readings(sentence, subject.crews))


_ALIKE = 3
"""How many crews the name of a car in a list can stand for at most."""


def _readings(sentence: Sentence, crews: Iterable[KnownCrew]) -> dict[str, frozenset[Decimal]]:
    """Return the figures that a list may tell of crews: in which ranking, of which kind."""
    found: dict[str, frozenset[Decimal]] = {}
    for ranking, place in (item for crew in crews for item in crew.standings.items()):
        first = next(
            (
                each.standings[ranking]
                for each in sentence.known.crews
                if ranking in each.standings and each.standings[ranking].position == 1
            ),
            None,
        )
        gap = place.total - first.total if first and place.total and first.total else None
        for kind, value in (("net", place.net), ("total", place.total), ("gap", gap)):
            if value is not None:
                reading = f"{ranking}, {kind}"
                found[reading] = found.get(reading, frozenset()) | {value}
    return found
