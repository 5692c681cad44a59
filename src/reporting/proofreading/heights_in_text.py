"""Heights of passes: of each, which is the highest, which of two is higher."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from reporting.proofreading.known import as_number
from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.place_mentions import PlaceMention
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.units_in_text import unit_of
from reporting.proofreading.wording import pattern, phrase
from reporting.story.fact_register import RegisteredFact


def passes_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield the highest pass, which of two is higher, a pass that has another one's height."""
    yield from _summit(sentence)
    yield from _higher(sentence)
    yield from _another_pass(sentence)


_FEW_WORDS = 6
"""A height in so few words is a pass's, although nothing says that it is one."""


def _passes(sentence: Sentence) -> list[PlaceMention]:
    """Return the passes with a known height that a sentence names."""
    named = [
        PlaceMention(found.start(), found.end(), name)
        for name in sentence.known.heights
        for found in re.finditer(rf"(?<!\w){name}(?!\w)", sentence.plain)
    ]
    other = phrase("heights", "no_pass")
    named = [one for one in named if not other.search(sentence.plain[: one.start])]
    named.sort(key=lambda each: (each.start, -each.end))
    return [
        one for at, one in enumerate(named) if not any(each.end >= one.end for each in named[:at])
    ]


def heights_of(sentence: Sentence, number: NumberInText) -> Sequence[RegisteredFact] | None:
    """Return the heights of the pass that a sentence names with a figure: one, and plainly."""
    heights = sentence.known.heights
    if not heights:
        return _altitude(sentence, number)
    passes = _passes(sentence)
    beside = _behind(sentence, number, passes)
    if beside:
        return heights[beside.name]
    if not passes and (altitude := _altitude(sentence, number)):
        return altitude
    few = len(sentence.plain.split()) <= _FEW_WORDS or (
        sentence.before and _passes(sentence.before)
    )
    listed = len(passes) > 1 and len(passes) == len(_metres(sentence))
    alone = heights[passes[0].name] if len(passes) == 1 else []
    if number.values[0] in _told(alone):
        return alone  # so many metres are nothing else's
    if not (
        few
        or listed
        or is_height(sentence, number)
        or pattern("hints", "pass").search(sentence.plain)
    ):  # little binds them: only what is right is of the one pass that is named
        only = heights[passes[0].name] if len(passes) == 1 else []
        return only if number.values[0] in _told(only) else []
    last = max((one.end for one in sentence.numbers if one.end <= number.start), default=0)
    own = [one for one in passes if last <= one.start < number.start]
    first = next(iter(_metres(sentence)), number)
    if not own and passes and first.end <= passes[0].start:  # heights lead
        own = [one for one in passes if one.start >= number.end][:1]
    return heights[own[0].name] if len(own) == 1 else []


def _behind(
    sentence: Sentence, number: NumberInText, places: Sequence[PlaceMention]
) -> PlaceMention | None:
    """Return the place that stands right behind its metres: "the 2,236 m of the Giau"."""
    _, end = unit_of(sentence.plain, number)
    between = phrase("heights", "behind_metres")
    return next((one for one in places if between.fullmatch(sentence.plain[end : one.start])), None)


def _altitude(sentence: Sentence, number: NumberInText) -> Sequence[RegisteredFact] | None:
    """Return how high the town lies that stands beside metres above the sea; None of none.

    A town has many heights: one that is a little off is neither right nor wrong.
    """
    unit, end = unit_of(sentence.plain, number)
    known, towns = sentence.known, sentence.places
    right = phrase("heights", "of_a_pass")
    above = phrase("heights", "above_the_sea").match(sentence.plain[end:])
    before = [one for one in towns if one.end <= number.start][-1:]
    beside = [one for one in before if right.fullmatch(sentence.plain[one.end : number.start])]
    place = beside[0] if beside else _behind(sentence, number, towns) if above else None
    if place is None or unit != "m":
        return None
    facts = known.altitudes.get(known.way.town(place.name), [])
    off = [abs(value - number.values[0]) for value in _told(facts)]
    return facts if off and (0 in off or min(off) > _AROUND) else []


_AROUND = 40
"""Within how many metres of a town's height another one may be that of its other end."""


def is_height(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a number stands right behind a pass: "Giau 2,236", "the Sella, at 2,240"."""
    before = [one for one in _passes(sentence) if one.end <= number.start]
    between = sentence.plain[before[-1].end : number.start] if before else "-"
    high = number.values[0] >= _LOWEST
    return bool(high and before and phrase("heights", "of_a_pass").fullmatch(between))


_LOWEST = 1000
"""From how many metres on a number behind a pass's name is taken for its height."""


def _metres(sentence: Sentence) -> list[NumberInText]:
    return [
        one
        for one in sentence.numbers
        if unit_of(sentence.plain, one)[0] == "m" or is_height(sentence, one)
    ]


def _summit(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold what is called the highest pass to the highest of those that were driven."""
    found, passes = pattern("hints", "highest").search(sentence.plain), _passes(sentence)
    heights = {name: max(_told(facts)) for name, facts in sentence.known.heights.items()}
    if not found or len(passes) != 1 or not heights or sentence.negated(found.start()):
        return
    top = max(heights, key=lambda name: heights[name])
    source = sentence.known.heights[top][0].source
    stated, right = passes[0].name.title(), heights[passes[0].name] == heights[top]
    at = max(found.start(), passes[0].start)
    yield sentence.claim("superlative", stated, top.title(), source, right=right, at=at)


def _another_pass(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold a pass that nobody knows to the one that has its height."""
    named = phrase("heights", "named_pass").search(sentence.text)
    name = next(filter(None, named.groups())) if named else ""
    if not named or _passes(sentence) or not sentence.known.is_strange_place(name):
        return
    for number in _metres(sentence):
        for owner, facts in sentence.known.heights.items():
            if {*_told(facts)} & {*number.values} and not sentence.negated(named.start()):
                yield sentence.claim(
                    "height", name, owner.title(), facts[0].source, right=False, at=named.start()
                )


def _higher(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold which of two passes is said to be higher."""
    passes = _passes(sentence)
    if len({one.name for one in passes}) != 2:
        return
    first, second = passes[0], next(one for one in passes if one.name != passes[0].name)
    between, before = sentence.plain[first.end : second.start], sentence.plain[: first.start]
    up, down = (phrase("heights", way).search(between) for way in ("higher", "lower"))
    if not up and not down and "," in between:  # "lower than A, B": B is
        compared = phrase("heights", "than").search(before)
        up, down = (
            compared and phrase("heights", way).search(before) for way in ("lower", "higher")
        )
    if bool(up) == bool(down) or sentence.negated(second.start):
        return
    one, other = (_told(sentence.known.heights[each.name]) for each in (first, second))
    if not one or not other or (max(one) > max(other)) != (min(one) > min(other)):
        return
    apart = [
        each
        for each in sentence.numbers
        if first.end <= each.start < second.start
        and phrase("heights", "apart").match(sentence.plain[each.end :])
    ]
    if apart:
        gaps = {abs(high - low) for high in one for low in other}
        sources = sentence.known.heights[first.name][0].source
        told = " / ".join(f"{gap:f}" for gap in sorted(gaps))
        yield sentence.claim(
            "height", sentence.text[apart[-1].start : apart[-1].end], f"{told} m", sources,
            right=apart[-1].values[0] in gaps, at=apart[-1].start,
        )  # fmt: skip
    names = [first.name.title(), second.name.title()]
    expected = " > ".join(names if max(one) > max(other) else names[::-1])
    source, right = (
        sentence.known.heights[first.name][0].source,
        (max(one) > max(other)) == bool(up),
    )
    stated = sentence.text[first.start : second.end]
    yield sentence.claim("height", stated, expected, source, right=right, at=first.start)


def _told(facts: Sequence[RegisteredFact]) -> list[Decimal]:
    return [value for fact in facts if (value := as_number(fact.value)) is not None]
