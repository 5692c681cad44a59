"""Whom a sentence speaks of: crews by name or number, cars that stand for theirs, teams."""

from __future__ import annotations

from functools import lru_cache

from reporting.proofreading.crew_mentions import CarMention, CrewMention
from reporting.proofreading.known_crews import KnownCrew
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.wording import pattern, phrase

_FAR = 80
"""How many characters behind its crew a car may stand where there are several."""


@lru_cache(maxsize=8)  # each reader of a sentence asks again
def subjects_of(sentence: Sentence) -> tuple[CrewMention, ...]:
    """Return who or what a sentence speaks of, in order; a car only where no crew owns it."""
    loose = [
        one
        for at, car in enumerate(sentence.cars)
        if owner_of(sentence, car, at) is None
        for one in _rivals(sentence, car)
    ]
    named = [_with_car(sentence, one) for one in sentence.crews]
    return tuple(sorted([*named, *loose], key=lambda each: each.start))


def _with_car(sentence: Sentence, subject: CrewMention) -> CrewMention:
    """Return a crew's mention with the car right before or behind it: "the Fiat of A and B"."""
    for car in sentence.cars:
        low, high = min(subject.end, car.end), max(subject.start, car.start)
        near = high - low < _NEAR and not set(sentence.plain[low:high]) & set(",.;:")
        if near and any(car.fits(crew) for crew in subject.crews):
            start, end = min(subject.start, car.start), max(subject.end, car.end)
            return CrewMention(start, end, subject.crews)
    return subject


_NEAR = 12
"""How many characters part a crew and its car where both are named as one."""


def owner_of(sentence: Sentence, car: CarMention, at: int) -> CrewMention | None:
    """Return the crew that a car is said to be of; None where that is not plain."""
    crews, cars = sentence.crews, sentence.cars
    holding = [crew for crew in crews if crew.start <= car.start < crew.end]
    if holding:
        return holding[0]
    behind = [crew for crew in crews if crew.start >= car.end]
    if behind and phrase("crews_in_text", "driven_by").fullmatch(
        sentence.plain[car.end : behind[0].start]
    ):
        return behind[0]
    if len(crews) == len(cars):
        owner: CrewMention | None = crews[at]
    else:
        before = [crew for crew in crews if crew.end <= car.start]
        between = [each for each in cars if before and before[-1].end <= each.start < car.start]
        near = bool(before) and not between and car.start - before[-1].end < _FAR
        owner = before[-1] if near else crews[0] if len(crews) == 1 == len(cars) else None
    if owner is None:
        return None
    gap = sentence.plain[min(owner.end, car.end) : max(owner.start, car.start)]
    low = min(owner.end, car.end)
    places = {rank.position for rank in sentence.ranks if low <= rank.start < low + len(gap)}
    apart = compared(gap) or len(places) > 1
    if apart and not pattern("positions", "all").search(sentence.plain):
        return None
    # "A with 422, then the 296 GTS of crew 27": the next in a list is another's.
    listed = any(low <= one.start < low + len(gap) for one in sentence.numbers)
    label = phrase("crew_mentions", "of_a_number").match(sentence.plain[car.end :])
    if (listed or label) and not any(car.fits(crew) for crew in owner.crews):
        return None
    # Where every car is known, one that is another's and not beside the crew is that other's.
    others = sentence.known.complete and _fitting(sentence, car)
    far = len(gap) > _BESIDE or set(gap) & set(".;:")
    return None if others and far and not owner.crews & others else owner


_BESIDE = 25
"""How many characters part a crew and the car that it is said to drive, at most."""


def _fitting(sentence: Sentence, car: CarMention) -> frozenset[KnownCrew]:
    """Return the crews whose car a text means; a wrong year hides none of a model of its own."""
    known = sentence.known
    fitting = frozenset(crew for crew in known.crews if car.fits(crew))
    dated = frozenset(crew for crew in fitting if not car.year or car.year == crew.year)
    return dated or (fitting if known.complete and car.model and len(fitting) == 1 else dated)


def _rivals(sentence: Sentence, car: CarMention) -> list[CrewMention]:
    """Return the crews that a car without one stands for, where a car may stand for its crew."""
    fitting = _fitting(sentence, car)
    if sentence.known.complete:
        named = frozenset(crew for one in sentence.crews for crew in one.crews)
        alone = (car.make or car.model) and not fitting & named
        return [CrewMention(car.start, car.end, fitting)] if fitting and alone else []
    whole = car.model and car.year  # a car told as in a ranking, although nobody drove it
    if not car.make or not (fitting or whole):
        return []
    if sentence.crews and not (fitting and compared(sentence.plain)):
        return []
    return [CrewMention(car.start, car.end, fitting)]


def compared(text: str) -> bool:
    """Tell whether a text puts one before, or behind, another."""
    return any(pattern("positions", way).search(text) for way in ("ahead", "beaten"))
