"""Second readings: what else the words around a contradicted claim can mean.

All finders' claims pass here. A contradiction stays only where nothing that stands beside it makes
it another thing: a part, a difference, what is left, a figure of something else that the sentence
names, a time of the afternoon, a stretch of a leg. Otherwise nothing known decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from reporting.proofreading.agreement import agrees, hedge_of
from reporting.proofreading.known import as_number
from reporting.proofreading.known_way import short_name
from reporting.proofreading.numbers_in_text import NumberInText, ordinal_value
from reporting.proofreading.place_mentions import Spanned, WayMention
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.trials_in_text import trials_by_place
from reporting.proofreading.units_in_text import unit_of
from reporting.proofreading.wording import pattern, phrase, whole, words
from reporting.story.fact_register import RegisteredFact


def settled(sentence: Sentence, claims: Sequence[TextClaim]) -> Iterator[TextClaim]:
    """Yield a sentence's claims; what has a second reading is contradicted no more.

    Parameters
    ----------
    sentence
        Where they stand.
    claims
        What all finders say of it.
    """
    for claim in claims:
        if claim.verdict == "contradicted" and _means_else(sentence, claim, claims):
            yield replace(claim, verdict="unsupported")
        else:
            yield claim


def _means_else(sentence: Sentence, claim: TextClaim, claims: Sequence[TextClaim]) -> bool:
    """Tell whether a contradicted claim can mean something that nobody contradicts."""
    if claim.kind in _OTHERS:
        return _OTHERS[claim.kind](sentence, claim)
    number = next((one for one in sentence.numbers if one.start == claim.start), None)
    if number is None or claim.kind not in _FIGURES:
        return False
    confirmed = any(
        one.verdict == "confirmed" and one.kind in _FIGURES and one.start == claim.start
        for one in claims
    )
    return confirmed or any(reading(sentence, number, claim) for reading in _FIGURES[claim.kind])


def _is_difference(sentence: Sentence, number: NumberInText, claim: TextClaim) -> bool:
    """Tell whether a figure says by how much two differ: "50 km longer", "tops it by 83 m"."""
    unit, end = unit_of(sentence.plain, number)
    behind = phrase("second_readings", "differs").match(sentence.plain[end:])
    ahead = phrase("second_readings", "by").search(sentence.plain[: number.start])
    return bool(unit) and bool(behind or ahead) and _is_below(number, claim)


def _is_below(number: NumberInText, claim: TextClaim) -> bool:
    """Tell whether a figure is less than the known one: no part, and no difference, is more."""
    told = [as_number(each.split()[0]) for each in claim.expected.split(" / ")]
    return any(value is not None and number.values[0] < value for value in told)


def _is_part(sentence: Sentence, number: NumberInText, claim: TextClaim) -> bool:
    """Tell whether a length is a part's: of the sea, still to go, after a place, between two."""
    end = unit_of(sentence.plain, number)[1]
    before, behind = sentence.plain[: number.start], sentence.plain[end:]
    said = phrase("second_readings", "part_behind").match(behind)
    left = phrase("second_readings", "part_ahead").search(before)
    between = any(
        not _PARTED.search(_between(sentence, way, number)) and not _is_whole(sentence, way)
        for way in sentence.ways
    )
    return bool(said or left or between) and _is_below(number, claim)


def _between(sentence: Sentence, one: Spanned, other: Spanned) -> str:
    """Return what stands between two things of a sentence, whichever is first."""
    first, second = sorted((one, other), key=lambda each: each.start)
    return sentence.plain[first.end : second.start]


_PARTED = re.compile(r"[,;:.!?()]")


def _is_whole(sentence: Sentence, way: WayMention) -> bool:
    """Tell whether a way leads from end to end of a leg, or of all legs."""
    known = sentence.known.way
    towns = {known.town(way.first.name), known.town(way.last.name)}
    legs = [{short_name(leg.start), short_name(leg.finish)} for leg in known.legs]
    return towns in [*legs, known.ends]


def _is_of_another(sentence: Sentence, number: NumberInText, _: TextClaim) -> bool:
    """Tell whether a length is that of something else that the sentence speaks of."""
    known, hedge = sentence.known, hedge_of(sentence, number)
    named = {leg.number for leg in sentence.meant_legs}
    ends = {known.way.town(place.name) for place in sentence.places}
    facts: list[RegisteredFact] = []
    for key, subject in words()["second_readings"].items():
        facts += known.facts(key) if whole(subject).search(sentence.plain) else []
    if not sentence.named_legs:
        for leg in known.legs:
            if leg.number in named or {short_name(leg.start), short_name(leg.finish)} & ends:
                facts += known.facts(f"leg.{leg.number}.km")
    return any(
        agrees(number.values[0], value, fact, hedge)
        for fact in facts
        if (value := as_number(fact.value)) is not None
    )


def _is_made_of_others(sentence: Sentence, number: NumberInText, _: TextClaim) -> bool:
    """Tell whether a figure is the sum of two others of the sentence, or their difference."""
    unit = unit_of(sentence.plain, number)[0]
    others = [
        one.values[0]
        for one in sentence.numbers
        if one != number and unit_of(sentence.plain, one)[0] == unit
    ]
    pairs = [(one, other) for at, one in enumerate(others) for other in others[at + 1 :]]
    made = {value for one, other in pairs for value in (one + other, abs(one - other))}
    return bool(unit) and number.values[0] in made


def _is_of_several_places(sentence: Sentence, number: NumberInText, _: TextClaim) -> bool:
    """Tell whether a count is that of all places that are named: "14 trials on A and B"."""
    told = trials_by_place(sentence, "time_trials")
    return len(told) > 1 and number.values[0] == sum(told, Decimal())


def _is_of_the_field(sentence: Sentence, number: NumberInText, claim: TextClaim) -> bool:
    """Tell whether a count of cars is one of those that a field has: entered, started, ranked."""
    fields = {fact.value for name in _FIELDS for fact in sentence.known.facts(f"field.{name}")}
    said = phrase("second_readings", "which_of_the_field").match(sentence.plain[number.end :])
    return claim.expected in fields and f"{number.values[0]:f}" in fields and not said


_FIELDS = ("entered", "starters", "classified")


def _is_margin(sentence: Sentence, number: NumberInText, _: TextClaim) -> bool:
    """Tell whether points are by how much the first won: "the winning margin came to 53.11"."""
    said = phrase("second_readings", "margin").search(sentence.plain[: number.start])
    second = [
        place.total - first.total
        for crew in sentence.known.crews
        for ranking, place in crew.standings.items()
        for rival in sentence.known.crews
        if (first := rival.standings.get(ranking)) and first.position == 1
        and place.position == 2 and place.total is not None and first.total is not None
    ]  # fmt: skip
    return bool(said) and any(abs(gap) == number.values[0] for gap in second)


def _is_out_of(sentence: Sentence, number: NumberInText, claim: TextClaim) -> bool:
    """Tell whether a figure is what the known one is a part of: "sette donne su dodici"."""
    before = phrase("second_readings", "out_of").search(sentence.plain[: number.start])
    known = as_number(claim.expected.split()[0])
    return bool(before) and any(
        one.values[0] == known for one in sentence.numbers if one.end <= number.start
    )


_FIGURES: Mapping[str, tuple[Callable[[Sentence, NumberInText, TextClaim], bool], ...]] = {
    "count": (_is_of_several_places, _is_of_the_field),
    "length": (_is_difference, _is_part, _is_of_another, _is_made_of_others),
    "height": (_is_difference, _is_made_of_others),
    "figure": (_is_difference, _is_made_of_others, _is_out_of),
    "points": (_is_margin,),
    "error": (),
}
"""What the figure of each kind of claim can be instead."""


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

_OTHERS: Mapping[str, Callable[[Sentence, TextClaim], bool]] = {
    "way": _is_stretch,
    "superlative": _is_of_some,
    "edition": _is_another_edition,
    "time": _is_later,
}
"""What claims of other kinds can be instead."""
