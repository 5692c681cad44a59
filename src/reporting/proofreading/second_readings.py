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
from reporting.proofreading.known_crews import AFTER, KnownCrew
from reporting.proofreading.known_way import short_name
from reporting.proofreading.labelled_in_text import known_labels
from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.other_readings import OTHERS
from reporting.proofreading.place_mentions import Spanned, WayMention
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.subjects_in_text import subjects_of
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.trials_in_text import is_beside_a_place, is_in_a_place, trials_by_place
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
    if claim.kind in OTHERS:
        return OTHERS[claim.kind](sentence, claim)
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


def _is_no_height(_: Sentence, number: NumberInText, claim: TextClaim) -> bool:
    """Tell whether metres are too few to be a height that was mistaken: "within four metres"."""
    known = as_number(claim.expected.split()[0])
    return known is not None and number.values[0] * _FEWER < known


_FEWER = 20


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
    facts: list[RegisteredFact] = [*known.computed("total_km")]
    for key, subject in words()["second_readings"].items():
        facts += known.facts(key) if whole(subject).search(sentence.plain) else []
    if not sentence.named_legs:
        towns = {leg: {short_name(leg.start), short_name(leg.finish)} for leg in known.legs}
        whole_legs = [leg for leg in known.legs if towns[leg] <= ends]  # both its ends are named
        for leg in whole_legs or known.legs:
            if leg.number in named or towns[leg] & ends:
                facts += known.facts(f"leg.{leg.number}.km")
    return any(
        agrees(number.values[0], value, fact, hedge)
        for fact in facts
        if (value := as_number(fact.value)) is not None
    )


def _is_made_of_others(sentence: Sentence, number: NumberInText, claim: TextClaim) -> bool:
    """Tell whether a figure is the sum of two others of the sentence, or their difference."""
    unit = unit_of(sentence.plain, number)[0]
    others = [
        one.values[0]
        for one in sentence.numbers
        if one != number and unit_of(sentence.plain, one)[0] == unit
    ]
    pairs = [(one, other) for at, one in enumerate(others) for other in others[at + 1 :]]
    made = {value for one, other in pairs for value in (one + other, abs(one - other))}
    return bool(unit or claim.kind == "figure") and number.values[0] in made


def _is_of_the_way_told(sentence: Sentence, number: NumberInText, claim: TextClaim) -> bool:
    """Tell whether countries or regions are those of a leg, or of a way that is not the whole."""
    behind = phrase("second_readings", "areas").match(sentence.plain[number.end :])
    known = as_number(claim.expected.split()[0])
    fewer = known is not None and number.values[0] < known
    return bool(behind and fewer and not sentence.covers and (sentence.ways or sentence.legs))


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
    """Tell whether points are by how much some first won: "the winning margin came to 53.11"."""
    end = unit_of(sentence.plain, number)[1]
    said = phrase("second_readings", "margin").search(sentence.plain[: number.start]) or phrase(
        "second_readings", "fewer"
    ).match(sentence.plain[end:])
    firsts, seconds = (
        {name: place for crew in (*sentence.known.crews, *sentence.known.teams)
         for name, place in crew.standings.items() if place.position == position}
        for position in (1, 2)
    )  # fmt: skip
    gaps = {
        abs(own - other)
        for name in firsts.keys() & seconds.keys()
        for own, other in (
            (firsts[name].total, seconds[name].total), (firsts[name].net, seconds[name].net)
        )
        if own is not None and other is not None
    }  # fmt: skip
    return bool(said) and number.values[0] in gaps


def _is_more_of_it(sentence: Sentence, number: NumberInText, _: TextClaim) -> bool:
    """Tell whether a figure goes on with what the one before it counts: "22, and another 60"."""
    more = phrase("second_readings", "more_of_it").search(sentence.plain[: number.start])
    earlier = sentence.before or any(one.end <= number.start for one in sentence.numbers)
    return bool(more and earlier)


def _is_between_neighbours(sentence: Sentence, number: NumberInText, _: TextClaim) -> bool:
    """Tell whether points lie between a crew that is named and another, in any ranking.

    The other is the first, the one before or behind, or one that is named too: "third, fifty
    points further back", "off the podium by three".
    """
    known = sentence.known
    named = {crew for one in sentence.crews for crew in one.crews}
    fitting = ([crew for crew in known.crews if car.fits(crew)] for car in sentence.cars)
    named |= {crew for crews in fitting if len(crews) == 1 for crew in crews}
    told = [one for one in sentence.rankings if one.startswith(AFTER)]  # of a leg: no other
    return any(
        number.values[0] in _distances(crew, other, ranking)
        for crew in named
        for ranking, own in crew.standings.items()
        for other in known.crews
        if not told or ranking in told
        if other is not crew and (place := other.standings.get(ranking)) is not None
        and (other in named or place.position == 1
             or abs((place.position or 0) - (own.position or 0)) == 1)
    )  # fmt: skip


def _distances(crew: KnownCrew, other: KnownCrew, ranking: str) -> set[Decimal]:
    """Return how far apart two crews of a ranking are, by their totals and before these."""
    pairs = [
        tuple(getattr(one.standings[ranking], which) for one in (crew, other))
        for which in ("total", "net")
    ]
    return {abs(own - its) for own, its in pairs if own is not None and its is not None}


def _is_out_of(sentence: Sentence, number: NumberInText, claim: TextClaim) -> bool:
    """Tell whether a figure is what the known one is a part of: "sette donne su dodici"."""
    before = phrase("second_readings", "out_of").search(sentence.plain[: number.start])
    known = as_number(claim.expected.split()[0])
    return bool(before) and any(
        one.values[0] == known for one in sentence.numbers if one.end <= number.start
    )


def _is_part_of_a_stranger(sentence: Sentence, number: NumberInText, _: TextClaim) -> bool:
    """Tell whether a figure is a part of a whole that is no known figure: "41 of 76"."""
    behind = next((one for one in sentence.numbers if one.start >= number.end), None)
    link = phrase("second_readings", "out_of_all")
    if behind is None or not link.fullmatch(sentence.plain[number.end : behind.start]):
        return False
    wholes = {as_number(label.fact.value) for label in known_labels(sentence.known)}
    return not wholes & {*behind.values}


def _is_of_a_subset(sentence: Sentence, number: NumberInText, claim: TextClaim) -> bool:
    """Tell whether a count is of those that something is true of: "two legs measure 370 km"."""
    behind = phrase("second_readings", "subset").match(sentence.plain[number.end :])
    return bool(behind) and _is_below(number, claim)


def _is_of_some(sentence: Sentence, number: NumberInText, claim: TextClaim) -> bool:
    """Tell whether a count is of some of those that are known: of a place, or "of the ..."."""
    if unit_of(sentence.plain, number)[0] or not _is_below(number, claim):
        return False
    some = phrase("second_readings", "some").match(sentence.plain[number.end :])
    return bool(some or sentence.places or _is_of_a_subset(sentence, number, claim))


def _is_told_beside(sentence: Sentence, number: NumberInText, claim: TextClaim) -> bool:
    """Tell whether the known figure stands in the sentence too: then this one is of another."""
    known = {as_number(each.split()[0]) for each in claim.expected.split(" / ")}
    beside = {
        value for one in sentence.numbers if one.start != number.start for value in one.values
    }
    return known <= beside


def _is_of_a_day(sentence: Sentence, number: NumberInText, claim: TextClaim) -> bool:
    """Tell whether a count is of a day, or a part of one, that nobody has counted."""
    said = sentence.days_as_legs or phrase("second_readings", "part_of_a_day").search(
        sentence.plain
    )
    trials = any(pattern("counts", name, "noun").search(sentence.plain) for name in _TRIALS)
    placed = is_in_a_place(sentence, number) or is_beside_a_place(sentence, number)
    scoped = placed or sentence.named_legs
    return bool(trials and said) and not scoped and _is_below(number, claim)


_TRIALS = ("trials", "time_trials", "average_trials")


def _is_of_nobody_near(sentence: Sentence, number: NumberInText, _: TextClaim) -> bool:
    """Tell whether whose points a figure is stands only in a later part of the sentence."""
    subjects: list[Spanned] = [*subjects_of(sentence), *sentence.cars]
    return bool(subjects) and all(
        one.start >= number.end and _ENDED.search(sentence.plain[number.end : one.start])
        for one in subjects
    )


def _is_denied_to_others(sentence: Sentence, number: NumberInText, _: TextClaim) -> bool:
    """Tell whether points are those that nobody else came to."""
    said = phrase("second_readings", "nobody").search(sentence.plain[: number.start])
    return said is not None


_ENDED = re.compile(r"(?:[;:]| [-–—] )(?:\W+\w+){3}")


def _is_a_registered_one(sentence: Sentence, number: NumberInText, claim: TextClaim) -> bool:
    """Tell whether a figure of many digits is one that is registered, of another thing.

    A figure without a unit is read with any; a leg's length, or the whole, is never another's.
    """
    unit = unit_of(sentence.plain, number)[0]
    if number.values[0] < _MANY or (unit and claim.kind == "figure"):
        return False
    return any(
        as_number(fact.value) == number.values[0]
        for key in sentence.known.keys("")
        if not _WAYS.fullmatch(key)
        for fact in sentence.known.facts(key)
        if fact.unit and unit in ("", fact.unit)
    )


_MANY = 1000
_WAYS = re.compile(r"total_km|leg\..*|place\..*|pass_.*|standing\..*|after_leg\..*")

_FIGURES: Mapping[str, tuple[Callable[[Sentence, NumberInText, TextClaim], bool], ...]] = {
    "count": (
        _is_of_the_way_told,
        _is_of_several_places,
        _is_of_the_field,
        _is_of_a_subset,
        _is_of_a_day,
    ),
    "length": (
        _is_difference,
        _is_part,
        _is_of_another,
        _is_made_of_others,
        _is_a_registered_one,
    ),
    "height": (_is_difference, _is_no_height, _is_made_of_others),
    "figure": (
        _is_difference,
        _is_made_of_others,
        _is_out_of,
        _is_part_of_a_stranger,
        _is_of_some,
        _is_told_beside,
        _is_more_of_it,
        _is_a_registered_one,
    ),
    "points": (
        _is_margin,
        _is_between_neighbours,
        _is_of_nobody_near,
        _is_denied_to_others,
    ),
    "error": (),
}
"""What the figure of each kind of claim can be instead."""
