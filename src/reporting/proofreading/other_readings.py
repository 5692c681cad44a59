"""Second readings of claims that are no counts and measures: ways, places in a ranking, days."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from reporting.proofreading.guests_in_text import guests_in
from reporting.proofreading.known_crews import AFTER
from reporting.proofreading.numbers_in_text import ordinal_value
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.subjects_in_text import subjects_of
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import comparable, pattern, phrase


def _is_stretch(sentence: Sentence, claim: TextClaim) -> bool:
    """Tell whether a way is a part of the leg that is named: from a pass down to the finish."""
    known = sentence.known.way
    way = next((one for one in sentence.ways if one.start == claim.start), None)
    if way is None or known.order(way.first.name, way.last.name) is not True:
        return False
    legs = {leg.number for leg in [*sentence.legs, *sentence.days_as_legs]}
    stops = [
        {stop.leg for name in {place.name, known.town(place.name)} for stop in known.stops[name]}
        for place in (way.first, way.last)
        if place.name in known.stops and known.town(place.name) in known.stops
    ]
    on_it = len(stops) == 2 and bool(legs & stops[0] & stops[1])
    between = sentence.plain[way.first.end : way.last.start]
    led = phrase("ways_in_text", "from_a_place").search(sentence.plain[: way.start]) or phrase(
        "ways_in_text", "direct"
    ).fullmatch(between)
    ends = any(known.town(place.name) in known.leg_ends for place in (way.first, way.last))
    return on_it and not (led and ends)


def _is_of_some(sentence: Sentence, claim: TextClaim) -> bool:
    """Tell whether a superlative is one of some: "the oldest of the six Ferraris"."""
    behind = sentence.plain[claim.start or 0 :]
    some = phrase("second_readings", "of_some").match(behind)
    return some is not None and not phrase("second_readings", "of_all").match(behind)


def _is_another_edition(sentence: Sentence, claim: TextClaim) -> bool:
    """Tell whether an ordinal is that of the event's edition, or of its prologue's."""
    cups = sentence.known.facts("prologue_edition")
    spoken = pattern("hints", "prologue").search(sentence.plain)
    facts = [*sentence.known.facts("edition"), *(cups if spoken else ())]
    told = {ordinal_value(word) for word in re.findall(r"\w+", claim.stated.lower())}
    return any(ordinal_value(fact.value) in told - {None} for fact in facts)


def _is_later(_: Sentence, claim: TextClaim) -> bool:
    """Tell whether an hour of the clock is that of the afternoon, by twelve: "half past six"."""
    known = re.fullmatch(r"(\d\d):(\d\d)", claim.expected)
    told = re.search(r"(?<!\d)(\d{1,2})[:.h](\d\d)", claim.stated)
    half = phrase("second_readings", "half_past").search(claim.stated.lower())
    if known is None or not (told or half):
        return False
    hour = int(told[1]) if told else ordinal_value(half[1] or half[2]) if half else None
    minute = told[2] if told else "30"
    return hour is not None and hour < _NOON and (hour + _NOON, minute) == (
        int(known[1]), known[2],
    )  # fmt: skip


_NOON = 12


def _is_of_others(sentence: Sentence, claim: TextClaim) -> bool:
    """Tell whether a place is not the crew's that is named: that follows it, or others follow."""
    led = phrase("crews_in_text", "led_by")
    behind = any(
        one.crew and claim.stated.startswith(one.crew.name)
        and led.search(sentence.plain[: one.start])
        for one in subjects_of(sentence)
    )  # fmt: skip
    nobody = phrase("second_readings", "nobody").search(sentence.plain[: claim.start])
    return (
        behind
        or nobody is not None
        or _is_of_a_car(sentence, claim)
        or _is_of_another_ranking(sentence, claim)
    )


def _is_of_another_ranking(sentence: Sentence, claim: TextClaim) -> bool:
    """Tell whether a place is that after a leg, or at the end, or in the prize of a town.

    "Fourth after leg 1, it slipped to fifth"; "first in Sorrento", where a cup of that name is.
    """
    subject, _, stated = claim.stated.rpartition(": ")
    told = [rank for rank in sentence.ranks if sentence.text[rank.start : rank.end] == stated]
    own = [crew for crew in sentence.known.crews if crew.name == subject]
    if claim.kind != "position" or len(told) != 1 or len(own) != 1:
        return False
    rank = told[0]
    fitting = [name for name, at in own[0].positions.items() if at == rank.position]
    there = phrase("positions_in_text", "at_a_place")
    towns = [
        sentence.known.way.town(place.name)
        for place in sentence.places
        if place.start >= rank.end and there.fullmatch(sentence.plain[rank.end : place.start])
    ]
    of_town = any(town in name for name in fitting for town in towns)
    staged = {name for name in own[0].positions if name == "overall" or name.startswith(AFTER)}
    after = phrase("sentence", "after_a_leg").search(sentence.plain) or sentence.days_as_legs
    twice = len(sentence.ranks) > 1 and bool(sentence.legs or after)
    return of_town or (twice and bool(staged & {*fitting}))


def _is_of_a_car(sentence: Sentence, claim: TextClaim) -> bool:
    """Tell whether a place is that of a car that is none of the crew's: "the runner-up's Aston"."""
    subject, _, rank = claim.stated.rpartition(": ")
    makes = {crew.make for crew in sentence.known.crews if crew.name == subject}
    place = re.escape(comparable(rank))
    whose = phrase("second_readings", "whose").pattern
    return any(
        car.make and all(comparable(make).replace("-", " ") != car.make for make in makes)
        and (re.search(rf"{place}'s? $", sentence.plain[: car.start])
             or re.match(rf"{whose}{place}", sentence.plain[car.end :]))
        for car in sentence.cars
    )  # fmt: skip


def _is_product(sentence: Sentence, claim: TextClaim) -> bool:
    """Tell whether a figure is what a coefficient makes of another: "times that, it is 291.60"."""
    made = phrase("second_readings", "makes").search(sentence.plain[: claim.start])
    return made is not None


def _is_of_anything(sentence: Sentence, claim: TextClaim) -> bool:
    """Tell whether a day is said of nothing that the event does: a complaint, a road closed."""
    race = pattern("event", "race").search(sentence.plain) or phrase(
        "second_readings", "caravan"
    ).search(sentence.plain)
    named = sentence.known.is_named(sentence.text) or sentence.named
    at, legs = claim.start or 0, sentence.named_legs
    apart = (
        bool(legs)
        and all(  # "seventh after the first leg: it had a Sunday to forget"
            set(sentence.plain[min(leg.end, at) : max(leg.start, at)]) & set(":;") for leg in legs
        )
    )
    return claim.source == "event.toml" and (
        apart or not (race or named or sentence.places or sentence.crews or sentence.cars or legs)
    )


def _is_there_too(sentence: Sentence, claim: TextClaim) -> bool:
    """Tell whether the sentence itself has what is expected of the one person that it names."""
    people = {sentence.known.met[one.name].name for one in guests_in(sentence)}
    expected = [comparable(each).strip() for each in claim.expected.split(" / ")]
    return len(people) == 1 and any(each and each in sentence.plain for each in expected)


def _is_of_those(sentence: Sentence, claim: TextClaim) -> bool:
    """Tell whether a place says who somebody is: "of the 27 who left Sorrento 26 remain"."""
    before = sentence.plain[: claim.start or 0]
    return phrase("second_readings", "attributive").search(before) is not None


OTHERS: Mapping[str, Callable[[Sentence, TextClaim], bool]] = {
    "way": _is_stretch,
    "superlative": _is_of_some,
    "edition": _is_another_edition,
    "time": _is_later,
    "position": _is_of_others,
    "trophy": _is_of_others,
    "coefficient": _is_product,
    "house": _is_there_too,
    "name": _is_there_too,
    "role": _is_there_too,
    "weekday": _is_of_anything,
    "place": _is_of_those,
    "leg": _is_of_those,
}
"""What claims of other kinds can be instead."""
