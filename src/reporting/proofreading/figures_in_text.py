"""Figures with a unit: lengths, heights, errors; each held to the facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reporting.proofreading.agreement import decided
from reporting.proofreading.counts_in_text import counts_of, topics_of
from reporting.proofreading.days_in_text import dated
from reporting.proofreading.heights_in_text import heights_of, is_height
from reporting.proofreading.known import as_number
from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.place_mentions import PlaceMention, belonging, owner_in
from reporting.proofreading.points_in_text import further_back, is_further, is_points, points
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.units_in_text import (
    IN_BASE,
    IN_KM,
    METRES,
    SECONDS,
    carried_unit,
    is_identifier,
    unit_of,
)
from reporting.proofreading.wording import pattern, phrase
from reporting.story.fact_register import RegisteredFact

_BY_DIFFERENCE = 20
"""How many kilometres off a leg's length by difference a figure is surely wrong."""

_FEW_KM = 10
"""So few kilometres are a difference, or a stretch, and no leg's."""


def figures_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield what a sentence states in figures."""
    days = dated(sentence.plain)
    counting = []
    for number in sentence.numbers:
        names = is_identifier(sentence, number) and not is_further(sentence, number)
        if names or any(low <= number.start < high for low, high in days):
            continue
        unit, end = unit_of(sentence.plain, number)
        if not unit and is_height(sentence, number):
            unit = "m"
        if not unit and counting_on(sentence, number):
            unit = "km"
        if not unit and is_points(sentence, number):
            unit = "pt"
        if not unit and carried_unit(sentence, number) in IN_BASE.keys() | {"EUR", "h", "L"}:
            continue  # what the part is, the labels and rows say
        if not unit:
            counting.append(number)
            continue
        claim = _measured(sentence, number, unit, end)
        if claim is not None:
            yield claim
    yield from counts_of(sentence, counting)


def counting_on(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a number is in km as the one before it: "315 km on Friday, 245 on Saturday"."""
    before = [one for one in sentence.numbers if one.end <= number.start]
    if not before or unit_of(sentence.plain, before[-1])[0] != "km":
        return False
    behind = [one.start for one in sentence.meant_legs if one.start >= number.end]
    between = sentence.plain[number.end : behind[0]] if behind else "-"
    ahead = [one.end for one in sentence.meant_legs if one.end <= number.start]
    led = sentence.plain[ahead[-1] : number.start] if ahead else "-"
    return bool(
        phrase("figures_in_text", "of_a_leg").fullmatch(between)
        or phrase("figures_in_text", "leg_is").fullmatch(led)
    )


def _measured(sentence: Sentence, number: NumberInText, unit: str, end: int) -> TextClaim | None:
    if unit in SECONDS:
        return _error(sentence, number, unit, end)
    if unit == "pt":
        return _in_points(sentence, number, end)
    if unit not in METRES:
        way = _OF_A_WAY.match(sentence.plain[end:])
        facts = _lengths(sentence, number) if way else []
        high = heights_of(sentence, number) if unit == "ft" else None
        return _in_wrong_unit(sentence, number, end, high or facts)
    above = phrase("heights", "above_the_sea").match(sentence.plain[end:])
    heights = heights_of(sentence, number) if unit == "m" or above else None
    if heights and unit != "m":
        return _in_wrong_unit(sentence, number, end, heights)
    if heights is None:
        return _length(sentence, number, unit, end)
    return decided(sentence, number, "height", heights, unit)


def _in_points(sentence: Sentence, number: NumberInText, end: int) -> TextClaim:
    if is_further(sentence, number):
        return further_back(sentence, number, end)
    every = [one for one in sentence.numbers if is_points(sentence, one)]
    return points(sentence, number, end, every)


def _length(sentence: Sentence, number: NumberInText, unit: str, end: int) -> TextClaim | None:
    apart = _is_apart(sentence, number, end) or _LISTED.search(sentence.plain[: number.start])
    facts = [] if apart else _lengths_or_slip(sentence, number, unit)
    if facts and unit != "km":
        return _in_other_unit(sentence, number, unit, facts)
    return decided(sentence, number, "length", facts, unit)


_LISTED = phrase("figures_in_text", "listed")
"""What stands before the last of several figures with one unit: "370, 285 and 160 km"."""


def _is_apart(sentence: Sentence, number: NumberInText, end: int) -> bool:
    """Tell whether a length is none of the way's: few kilometres, a speed, how far away it is."""
    few = number.values[0] < _FEW_KM and number.values[0] % 1 == 0
    return bool(
        few
        or pattern("guards", "speed").search(sentence.plain)
        or pattern("guards", "other_length").search(sentence.plain)
        or _is_away(sentence, number, end)
    )


def _in_wrong_unit(
    sentence: Sentence, number: NumberInText, end: int, facts: Sequence[RegisteredFact]
) -> TextClaim:
    """Hold a figure whose unit measures something else: a known figure with it is wrong."""
    stated = sentence.text[number.start : end].strip()
    if not facts or all(as_number(fact.value) not in number.values for fact in facts):
        return sentence.unsupported("figure", stated)
    expected, source = f"{facts[0].value} {facts[0].unit}", facts[0].source
    return sentence.claim("unit", stated, expected, source, right=False, at=number.start)


def _lengths_or_slip(
    sentence: Sentence, number: NumberInText, unit: str
) -> Sequence[RegisteredFact]:
    """Return the facts that a length is held to, those that it can only fail included."""
    facts = _lengths(sentence, number)
    if facts or unit != "km":
        return facts
    if sentence.of_the_event and _slipped(sentence, number):
        return sentence.known.facts("total_km")
    lengths = [one for one in sentence.numbers if unit_of(sentence.plain, one)[0] in METRES]
    scope = belonging(number, sentence.meant_legs, lengths)
    derived = sentence.known.derived(scope.number) if scope else []
    values = [value for fact in derived if (value := as_number(fact.value)) is not None]
    far = all(abs(number.values[0] - value) > _BY_DIFFERENCE for value in values)
    return derived if far else []


def _in_other_unit(
    sentence: Sentence, number: NumberInText, unit: str, facts: Sequence[RegisteredFact]
) -> TextClaim:
    """Hold a length in miles or metres: the kilometres' figure with another unit is wrong."""
    value = number.values[0] * METRES[unit] / 1000
    known = [as_number(fact.value) for fact in facts]
    stated = f"{number.values[0]} {unit}"
    converted = any(each is not None and abs(each - value) < 1 for each in known)
    if converted or number.values[0] not in known:
        return sentence.unsupported("length", stated)
    return sentence.claim(
        "unit", stated, f"{facts[0].value} km", facts[0].source, right=False, at=number.start
    )


def _is_away(sentence: Sentence, number: NumberInText, end: int) -> bool:
    """Tell whether it is how far something is from a place: "160 km from Milan"."""
    far = phrase("figures_in_text", "from_there").match(sentence.plain[end:])
    if far is None:
        return bool(
            phrase("figures_in_text", "no_more_than").search(sentence.plain[: number.start])
        )
    return not phrase("figures_in_text", "towards").search(far[1])


def _error(sentence: Sentence, number: NumberInText, unit: str, end: int) -> TextClaim | None:
    """Hold a mean error to the one of the trophy that is named."""
    stated = sentence.text[number.start : end].strip()
    winners = [
        name
        for one in sentence.crews
        for crew in one.crews
        for name, position in crew.positions.items()
        if position == 1
    ]
    rankings = [*sentence.rankings, *winners]
    facts = [fact for ranking in rankings for fact in sentence.known.errors(ranking)]
    if not facts or not pattern("hints", "error").search(sentence.plain):
        return sentence.unsupported("figure", stated)
    value = number.values[0] / SECONDS[unit]
    right = any(as_number(fact.value) == value for fact in facts)
    expected = f"{facts[0].value} s"
    return sentence.claim("error", stated, expected, facts[0].source, right=right, at=number.start)


_OF_A_WAY = phrase("figures_in_text", "of_a_way")


def _lengths(sentence: Sentence, number: NumberInText) -> Sequence[RegisteredFact]:
    """Return the lengths that a figure can be: of the legs that are meant, of all, of the coast."""
    known, plain = sentence.known, sentence.plain
    coast = known.facts("coast_km") if pattern("hints", "coast").search(plain) else []
    total = pattern("hints", "total").search(plain) or known.is_named(sentence.text)
    total = bool(total or sentence.named or sentence.covers or IN_KM.search(plain[: number.start]))
    if sentence.meant_legs:
        return _of_scopes(sentence, number, total, coast)
    if sentence.ways and not sentence.covers:
        return []
    ended = {leg for place in sentence.places if (leg := _ended_at(sentence, place))}
    if len(ended) == 1 and not coast and not sentence.ways:
        last = total or ended == {known.legs[-1].number}
        return known.facts(f"leg.{min(ended)}.km") + (known.facts("total_km") if last else [])
    if coast:
        return (known.facts("total_km") if total else []) + coast
    return known.facts("total_km") if _is_of_all(sentence, number, total) else []


def _of_scopes(
    sentence: Sentence, number: NumberInText, total: bool, coast: Sequence[RegisteredFact]
) -> Sequence[RegisteredFact]:
    """Return the lengths of the leg that a figure is said of, among those that are meant."""
    known, numbers = sentence.known, sentence.numbers
    lengths = [
        one
        for one in numbers
        if unit_of(sentence.plain, one)[0] in METRES or counting_on(sentence, one)
    ]
    counted = topics_of(sentence, [one for one in numbers if one not in lengths])
    whose = [(each, owner_in(each, numbers, sentence.plain)) for each in sentence.meant_legs]
    # "Fourteen trials, eight of them on leg 1: that is the menu of the 320 km."
    scopes = [
        each
        for each, owner in whose
        if owner is None or owner.start > each.start or owner.start not in counted
    ]
    if not scopes:
        return known.facts("total_km") if total else []
    told = {each.number for each in sentence.scopes}
    every = len(told) == len(known.legs) > 1 == len(lengths)
    if every or pattern("hints", "in_all").search(sentence.plain[: number.start][-30:]):
        return known.facts("total_km")
    scope, legs = belonging(number, scopes, lengths), {each.number for each in scopes}
    paired = len(legs) == 1 or len(scopes) == len(lengths) or len(legs) <= len(lengths) * 2
    if not scope or not paired:
        return []
    # "1,600 km, and the finish in B": of the whole way, or of the leg that ends there.
    both = total and not (sentence.named_legs or sentence.days_as_legs)
    return [
        *known.facts(f"leg.{scope.number}.km"), *(known.facts("total_km") if both else ()), *coast
    ]  # fmt: skip


def _is_of_all(sentence: Sentence, number: NumberInText, total: bool) -> bool:
    """Tell whether a length of no leg is said of the whole way, or can be of nothing known."""
    known = sentence.known
    named = pattern("hints", "in_all").search(sentence.plain) or known.is_named(sentence.text)
    named = named or sentence.named
    if total and (named or not _is_of_a_leg(sentence, number)):
        return True
    long = sentence.of_the_event and number.values[0] >= _LONG
    return long and number.values[0] not in known.lengths


def _slipped(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a length is the whole's with the point elsewhere: 1.58 or 16,000 for 1,600."""
    whole = sentence.known.facts("total_km")
    told = [value for fact in whole if (value := as_number(fact.value)) is not None]
    return any(
        number.values[0] in (value * scale, value / scale)
        for value in told for scale in (10, 100, 1000)
    )  # fmt: skip


_LONG = 100
"""From how many kilometres on a length is none of a stretch between two controls."""


def _ended_at(sentence: Sentence, place: PlaceMention) -> int | None:
    """Return the leg that ends at a place where a sentence says that something came to it."""
    at = phrase("figures_in_text", "into_a_place").search(sentence.plain[: place.start])
    return sentence.known.way.leg_by("finish", place.name) if at else None


def _is_of_a_leg(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a length is exactly that of a leg, where nobody says which it is."""
    every = (sentence.known.facts(f"leg.{leg.number}.km") for leg in sentence.known.legs)
    return any(as_number(fact.value) == number.values[0] for facts in every for fact in facts)
