"""Counts of trials: of all, of a leg's half, or of the place that they are said to be at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from reporting.proofreading.known import KnownEvent, as_number
from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.place_mentions import PlaceMention, belonging
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.wording import comparable, pattern, phrase, whole
from reporting.story.fact_register import RegisteredFact


def trials_of(sentence: Sentence, number: NumberInText, topic: str) -> Sequence[RegisteredFact]:
    """Return how many trials there are at the place that is named; in all where none is."""
    known = sentence.known
    halves = [
        half for half in ("morning", "afternoon") if pattern("hints", half).search(sentence.plain)
    ]
    legs = {leg.number for leg in sentence.meant_legs} or {leg.number for leg in known.legs}
    if (
        len(halves) == 1
        and (
            whole := [
                fact
                for leg in sorted(legs)
                for fact in known.facts(f"{topic}_leg_{leg}_{halves[0]}")
            ]
        )
        and not (is_in_a_place(sentence, number) or is_beside_a_place(sentence, number))
    ):
        return whole
    places = [
        PlaceMention(found.start(), found.end(), key)
        for key in known.keys(f"{topic}_")
        for found in _slug(key.removeprefix(f"{topic}_")).finditer(sentence.plain)
    ]
    town = known.way.town
    ends = known.way.ends if sentence.covers else set()  # "90 trials from A to Z"
    places += [
        PlaceMention(each.start, each.end, key)
        for each in sentence.places
        if (key := _controls_at(known, topic, town(each.name)))
        and not any(each.start == one.start for one in places)
    ]
    towns = {town(sentence.plain[each.start : each.end]) for each in places}
    places += [  # a place whose trials nobody counted is not another's
        PlaceMention(each.start, each.end, "")
        for each in sentence.places
        if town(each.name) not in towns | ends
    ]
    compared = phrase("counts_in_text", "compared")
    places = [each for each in places if not compared.search(sentence.plain[: each.start])]
    places.sort(key=lambda place: place.start)
    following = [each for each in places if each.start >= number.end]
    near = following[:1] if following and _IN_A_PLACE.fullmatch(
        sentence.plain[number.end : following[0].start]
    ) else []  # fmt: skip
    own = [one for one in sentence.numbers if one.start >= number.start]
    led = following and following[0] is not places[0]
    if not (near or led) and len(own) > 1 and following and following[0].start > own[1].start:
        return []  # the place is that of a number behind it
    place = near[0] if near else belonging(number, places, sentence.numbers)
    if place is not None and place.name:
        return known.facts(place.name)
    if place is not None and (near or sentence.legs or len(places) > 1):
        return []
    if place is not None:  # "come to C they had 90 trials behind them": C has none of its own
        return known.facts(topic)
    of_all = sentence.covers or not sentence.places
    return known.facts(topic) if of_all and not sentence.legs else []


def _controls_at(known: KnownEvent, topic: str, town: str) -> str:
    """Return the key of how many trials the table of controls has at a place."""
    prefix = f"controls_at.{topic}."
    keys = [key for key in known.keys(prefix) if town in _towns(known, key[len(prefix) :])]
    return keys[0] if len(keys) == 1 else ""


def _towns(known: KnownEvent, place: str) -> set[str]:
    """Return the towns that a control's place is in: "Kartodromo 90, Turi" is Turi's."""
    return {known.way.town(comparable(one)) for one in (place, *place.split(", "))}


def trials_by_place(sentence: Sentence, topic: str) -> list[Decimal]:
    """Return how many trials there are at each place that a sentence names, where it is known."""
    known, town = sentence.known, sentence.known.way.town
    keys = {
        key
        for key in known.keys(f"{topic}_")
        if _slug(key.removeprefix(f"{topic}_")).search(sentence.plain)
    }
    keys |= {
        key for each in sentence.places if (key := _controls_at(known, topic, town(each.name)))
    }
    told = (as_number(known.facts(key)[0].value) for key in sorted(keys))
    return [value for value in told if value is not None]


def is_beside_a_place(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a number stands beside a place that it is of: "A five, B, 3; six at C"."""
    behind = phrase("counts_in_text", "at")
    ahead = phrase("counts_in_text", "is")
    return any(
        (each.end <= number.start and ahead.fullmatch(sentence.plain[each.end : number.start]))
        or behind.fullmatch(sentence.plain[number.end : each.start])
        for each in sentence.places
    )


def is_in_a_place(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a count is said of the next place: "seven trials at the Giau"."""
    return _IN_A_PLACE.fullmatch(_up_to_place(sentence, number)) is not None


def _up_to_place(sentence: Sentence, number: NumberInText) -> str:
    """Return what stands between a number and the next place; a full stop where none follows."""
    following = [each.start for each in sentence.places if each.start >= number.end]
    return sentence.plain[number.end : following[0]] if following else "."


_IN_A_PLACE = phrase("counts_in_text", "in_a_place")


@cache
def _slug(slug: str) -> re.Pattern[str]:
    return whole(re.escape(slug.removeprefix("passo_")).replace("_", r"\W+"))
