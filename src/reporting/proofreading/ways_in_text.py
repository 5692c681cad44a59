"""Ways of a sentence: from which place, or sea, to which, in which order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from reporting.proofreading.known import as_number
from reporting.proofreading.known_way import short_name
from reporting.proofreading.place_mentions import PlaceMention, WayMention
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.units_in_text import unit_of
from reporting.proofreading.wording import comparable, pattern, phrase, words
from reporting.story.fact_register import RegisteredFact

SOURCE = "event.toml; waypoints.csv"


def ways_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield what a sentence states of the way from one place, or sea, to the next."""
    for way in sentence.ways:
        yield from _way(sentence, way)
    yield from _out_of_order(sentence)
    yield from _strange_ways(sentence)
    yield from _seas(sentence)


def _way(sentence: Sentence, way: WayMention) -> Iterator[TextClaim]:
    """Hold "from A to B" to the leg that is named, or to the order of the whole way."""
    known = sentence.known
    first, last = known.way.town(way.first.name), known.way.town(way.last.name)
    if first == last or sentence.negated(way.start) or not way.ordered:
        return
    stated = f"{text_of(sentence, way.first)} - {text_of(sentence, way.last)}"
    legs = [each for each in sentence.legs if each.end <= way.start] or sentence.legs
    near = legs[-1:] if legs and legs[-1].end <= way.start else legs[:1]
    ends = [short_name(name) for leg in known.legs for name in (leg.start, leg.finish)]
    alone = len(sentence.ways) == 1 or len(sentence.ways) == len(sentence.legs)
    chained = any(way.last == each.first or way.first == each.last for each in sentence.ways)
    apposed = [
        each
        for each in sentence.days_as_legs + sentence.legs
        if each.end <= way.start and not chained
        and _APPOSED.fullmatch(sentence.plain[each.end : way.start])
    ]  # fmt: skip
    if {first, last} == known.way.ends and not sentence.legs:
        apposed, near = [], []  # "it left A on Monday and ended in E": the whole way
    near = apposed[:1] or near
    if last not in ends and _goes_on(sentence, way):
        apposed = []  # "leg 2: from A, then B, C and D": the leg does not end at B
    if apposed or (near and alone and first in ends and last in ends):
        leg = next(each for each in known.legs if each.number == near[0].number)
        right = (short_name(leg.start), short_name(leg.finish)) == (first, last)
        expected = f"{leg.start} - {leg.finish}"
        yield sentence.claim("way", stated, expected, SOURCE, right=right, at=way.start)
        return
    order = known.way.order(way.first.name, way.last.name)
    whole = _leg_as_long(sentence, way, (first, last))
    if order and whole:
        yield sentence.claim("way", stated, whole, SOURCE, right=False, at=way.start)
    elif order is not None:
        turned = f"{text_of(sentence, way.last)} - {text_of(sentence, way.first)}"
        expected = stated if order else turned
        yield sentence.claim("way", stated, expected, SOURCE, right=order, at=way.start)


def _out_of_order(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield two places of a list "in this order" that the way has in the other."""
    said = phrase("ways_in_text", "in_order").search(sentence.plain)
    for first, second in pairwise(sentence.places) if said else ():
        between = sentence.plain[first.end : second.start]
        listed = phrase("ways_in_text", "next_of_a_list").fullmatch(between)
        turned = sentence.known.way.order(first.name, second.name) is False
        if listed and turned and not any(one.start == first.start for one in sentence.ways):
            stated, expected = (
                f"{text_of(sentence, one)} - {text_of(sentence, other)}"
                for one, other in ((first, second), (second, first))
            )
            yield sentence.claim("way", stated, expected, SOURCE, right=False, at=first.start)


def _goes_on(sentence: Sentence, way: WayMention) -> bool:
    """Tell whether more places follow a way in its list."""
    return any(
        place.start >= way.end
        and phrase("places_in_text", "listed").fullmatch(sentence.plain[way.end : place.start])
        for place in sentence.places
    )


_APPOSED = phrase("ways_in_text", "apposed")


def _leg_as_long(sentence: Sentence, way: WayMention, towns: tuple[str, str]) -> str:
    """Return the leg whose length a stretch of it is said to have; empty where none is.

    A way that begins, or ends, where a leg does, and has the leg's length, should be all of it.
    """
    towns_named = {sentence.known.way.town(place.name) for place in sentence.places}
    beside = phrase("ways_in_text", "its_length")
    numbers = [
        one
        for one in sentence.numbers
        if one.start >= way.end
        and beside.fullmatch(sentence.plain[way.end : one.start])
        and unit_of(sentence.plain, one)[0] == "km"
    ]
    for leg in sentence.known.legs if len(towns_named) == 2 and numbers else ():
        ends = (short_name(leg.start), short_name(leg.finish))
        lengths = {as_number(fact.value) for fact in sentence.known.facts(f"leg.{leg.number}.km")}
        alike = [one == other for one, other in zip(ends, towns, strict=True)]
        if alike.count(True) == 1 and lengths & {*numbers[0].values}:
            return f"{leg.start} - {leg.finish}"
    return ""


def _strange_ways(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold "from A to B" to where the leg from A ends, B being a place that nobody knows."""
    known = sentence.known
    for first in sentence.places:
        leg = known.way.leg_by("start", first.name)
        told = _ONWARD.match(sentence.plain[first.end :])
        if leg is None or told is None or sentence.negated(first.start):
            continue
        named = told[1] or phrase("ways_in_text", "out_of").search(sentence.plain[: first.start])
        at = first.end + told.start(2)
        name = sentence.text[at : first.end + told.end(2)]
        dateline = not sentence.plain[: first.start].strip() and text_of(sentence, first).isupper()
        counted = any(one.start == at for one in sentence.numbers)
        if (dateline and told[1]) or counted:
            continue
        if named and sentence.known.is_strange(name):
            right = next(each.finish for each in known.legs if each.number == leg)
            stated = sentence.text[first.start : at + len(name)]
            yield sentence.claim("way", stated, right, SOURCE, right=False, at=first.start)


_ONWARD = phrase("ways_in_text", "onward")


def text_of(sentence: Sentence, place: PlaceMention) -> str:
    """Return how a sentence writes a place."""
    return sentence.text[place.start : place.end]


def _seas(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold from which sea to which, and from which side, the way leads."""
    for key in ("seas", "direction"):
        for fact in sentence.known.facts(key):
            ends = [pattern("seas", end) for end in _ends_of(comparable(fact.value))]
            found = [end.search(sentence.plain) for end in ends]
            if len(found) == 2 and (found[0] is None) != (found[1] is None):
                yield from _other_sea(sentence, fact, found[0] or found[1])
            if len(found) != 2 or found[0] is None or found[1] is None:
                continue
            low, high = sorted((found[0], found[1]), key=lambda each: each.start())
            begins = phrase("ways_in_text", "from_a_place").search(sentence.plain[: low.start()])
            direct = phrase("ways_in_text", "direct").fullmatch(
                sentence.plain[low.end() : high.start()]
            )
            between = sentence.plain[low.end() : high.start()]
            both = _are_joined(sentence, low.start(), between)
            if not (begins or direct or both):
                continue
            to = both or phrase("ways_in_text", "to_a_place").search(between)
            if len(between) > _SEAS or not to or sentence.negated(low.start()):
                continue
            stated = sentence.text[low.start() : high.end()]
            right = low is found[0] or bool(both)
            yield sentence.claim(
                "way", stated, fact.value, fact.source, right=right, at=low.start()
            )


def _are_joined(sentence: Sentence, start: int, between: str) -> bool:
    """Tell whether a way is said to join two seas, from either to the other."""
    joined = phrase("ways_in_text", "joined").search(sentence.plain[:start])
    return bool(joined and phrase("place_mentions", "both_joined").fullmatch(between))


def _other_sea(
    sentence: Sentence, fact: RegisteredFact, own: re.Match[str] | None
) -> Iterator[TextClaim]:
    """Hold a way from, or to, a sea that is none of the two."""
    other = phrase("ways_in_text", "other_sea").search(sentence.plain)
    if own is None or other is None or fact.key != "seas":
        return
    low, high = sorted((own, other), key=lambda each: each.start())
    before = phrase("ways_in_text", "from_a_place").search(sentence.plain[: low.start()])
    to = phrase("ways_in_text", "to_a_place").search(sentence.plain[low.end() : high.start()])
    both = _are_joined(sentence, low.start(), sentence.plain[low.end() : high.start()])
    if (
        ((before and to) or both)
        and high.start() - low.end() <= _SEAS
        and not sentence.negated(low.start())
    ):
        stated = sentence.text[low.start() : high.end()]
        yield sentence.claim("way", stated, fact.value, fact.source, right=False, at=low.start())


_SEAS = 30
"""How many characters may stand between the two seas of "from one to the other"."""


def _ends_of(told: str) -> list[str]:
    """Return the seas or sides of "from one to the other", in its order."""
    found = [
        (match.start(), name)
        for name in words()["seas"]
        if (match := pattern("seas", name).search(told))
    ]
    return [name for _, name in sorted(found)]
