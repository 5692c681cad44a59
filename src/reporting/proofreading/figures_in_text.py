"""Figures with a unit: lengths, heights, errors, and editions; each held to the facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from reporting.proofreading.agreement import decided
from reporting.proofreading.counts_in_text import counts_of
from reporting.proofreading.days_in_text import dated
from reporting.proofreading.known import as_number
from reporting.proofreading.numbers_in_text import NumberInText, ordinal_value
from reporting.proofreading.place_mentions import (
    PlaceMention,
    belonging,
)
from reporting.proofreading.points_in_text import points
from reporting.proofreading.positions_in_text import rankings_of
from reporting.proofreading.sentence import Sentence, TextClaim
from reporting.proofreading.wording import comparable, pattern, phrase, whole, words
from reporting.story.fact_register import RegisteredFact

_METRES = {"km": Decimal(1000), "m": Decimal(1), "mi": Decimal("1609.344")}
_SECONDS = {"s": Decimal(1), "ds": Decimal(10), "cs": Decimal(100), "ms": Decimal(1000)}
_UNITS = (*_METRES, "%", "t", "kg", "MWh", "GWh", "kWh", "pt", *_SECONDS, "min", "h")
_IDENTIFIER = re.compile(rf"{whole(words()['identifiers']).pattern}$")

_NEAR = 80  # signs: what names a number stands beside it, however long its sentence is


def figures_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield what a sentence states in figures."""
    days = dated(sentence.plain)
    counting = []
    for number in sentence.numbers:
        if is_identifier(sentence, number) or any(low <= number.start < high for low, high in days):
            continue
        unit, end = _unit(sentence.plain, number)
        if not unit and is_points(sentence, number):
            unit = "pt"
        if not unit:
            counting.append(number)
            continue
        claim = _measured(sentence, number, unit, end)
        if claim is not None:
            yield claim
    yield from counts_of(sentence, counting)
    yield from _editions(sentence)
    yield from _summit(sentence)
    yield from _oldest(sentence)
    yield from _prizes(sentence)


def is_identifier(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a number names something (leg 2, 1000 Miglia) and counts nothing."""
    before = sentence.plain[: number.start].rstrip()
    after = sentence.plain[number.end : number.end + _NEAR].lstrip(" -")
    if phrase("figures_in_text", "not_the_race").match(after) and number.values[0] in (1000, 1600):
        return number.values[0] == 1000
    if any(leg.end == len(before) for leg in sentence.legs):
        return False  # "in the second leg nine trials"
    if phrase("figures_in_text", "first_trials").search(f"{before[-_NEAR:]} # {after}"):
        return False
    return bool(_IDENTIFIER.search(before[-_NEAR:])) or before.endswith(("#", "@"))


@cache
def _units() -> re.Pattern[str]:
    every = (f"(?P<u{at}>{words()['units'][name]})" for at, name in enumerate(_UNITS))
    return re.compile(rf"\s*-?(?:i |the )?(?:{'|'.join(every)})(?![\w²³/])")


_AT_HEIGHT = phrase("figures_in_text", "at_height")
_IN_KM = phrase("figures_in_text", "in_km")


def _unit(plain: str, number: NumberInText) -> tuple[str, int]:
    """Return the unit that stands behind a number, and where it ends; nothing where none does."""
    found = _units().match(plain, number.end)
    if found is None:
        before = plain[: number.start]
        unit = "m" if _AT_HEIGHT.search(before) else "km" if _IN_KM.search(before) else ""
        return unit, number.end
    return _UNITS[int(str(found.lastgroup)[1:])], found.end()


def _measured(sentence: Sentence, number: NumberInText, unit: str, end: int) -> TextClaim | None:
    if unit in _SECONDS:
        return _error(sentence, number, unit, end)
    if unit == "pt":
        every = [one for one in sentence.numbers if is_points(sentence, one)]
        return points(sentence, number, end, every)
    if unit not in _METRES:
        stated = sentence.text[number.start : end].strip()
        return sentence.unsupported("figure", stated)
    heights = _height(sentence, number) if unit == "m" else None
    if heights is not None:
        return decided(sentence, number, "height", heights, unit)
    away = pattern("guards", "speed").search(sentence.plain) or _is_away(sentence, number, end)
    facts = [] if away else _lengths(sentence, number)
    if facts and unit != "km":
        return _in_other_unit(sentence, number, unit, facts)
    return decided(sentence, number, "length", facts, unit)


def is_points(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a number is in points: by its unit, or as a gap that needs none."""
    unit, end = _unit(sentence.plain, number)
    behind = phrase("points_in_text", "of_a_gap").match(sentence.plain[end:])
    before = phrase("points_in_text", "before_a_gap").search(sentence.plain[: number.start])
    return unit == "pt" or bool(not unit and sentence.crews and (behind or before))


def _in_other_unit(
    sentence: Sentence, number: NumberInText, unit: str, facts: Sequence[RegisteredFact]
) -> TextClaim:
    """Hold a length in miles or metres: the kilometres' figure with another unit is wrong."""
    value = number.values[0] * _METRES[unit] / 1000
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
    rankings = rankings_of(sentence.plain, sentence.known)
    facts = [fact for ranking in rankings for fact in sentence.known.errors(ranking)]
    if not facts or not pattern("hints", "error").search(sentence.plain):
        return sentence.unsupported("figure", stated)
    value = number.values[0] / _SECONDS[unit]
    right = any(as_number(fact.value) == value for fact in facts)
    expected = f"{facts[0].value} s"
    return sentence.claim("error", stated, expected, facts[0].source, right=right, at=number.start)


_FEW_WORDS = 6
"""A height in so few words is a pass's, although nothing says that it is one."""


def _passes(sentence: Sentence) -> list[PlaceMention]:
    """Return the passes with a known height that a sentence names."""
    named = [
        PlaceMention(found.start(), found.end(), name)
        for name in sentence.known.heights
        for found in re.finditer(rf"(?<!\w){name}(?!\w)", sentence.plain)
    ]
    named.sort(key=lambda each: (each.start, -each.end))
    return [
        one for at, one in enumerate(named) if not any(each.end >= one.end for each in named[:at])
    ]


def _height(sentence: Sentence, number: NumberInText) -> Sequence[RegisteredFact] | None:
    """Return the heights of the pass that a sentence names with a figure: one, and plainly."""
    heights = sentence.known.heights
    if not heights:
        return None
    passes = _passes(sentence)
    few = len(sentence.plain.split()) <= _FEW_WORDS or (
        sentence.before and _passes(sentence.before)
    )
    listed = len(passes) > 1 and len(passes) == len(_metres(sentence))
    if not (few or listed or pattern("hints", "pass").search(sentence.plain)):
        return []
    last = max((one.end for one in sentence.numbers if one.end <= number.start), default=0)
    own = [one for one in passes if last <= one.start < number.start]
    if not own and passes and _metres(sentence)[0].end <= passes[0].start:  # heights lead
        own = [one for one in passes if one.start >= number.end][:1]
    return heights[own[0].name] if len(own) == 1 else []


def _metres(sentence: Sentence) -> list[NumberInText]:
    return [one for one in sentence.numbers if _unit(sentence.plain, one)[0] == "m"]


def _lengths(sentence: Sentence, number: NumberInText) -> Sequence[RegisteredFact]:
    known, scopes = sentence.known, sentence.meant_legs
    coast = pattern("hints", "coast").search(sentence.plain)
    total = pattern("hints", "total").search(sentence.plain) or known.is_named(sentence.text)
    total = bool(total or _IN_KM.search(sentence.plain[: number.start]))
    lengths = [one for one in sentence.numbers if _unit(sentence.plain, one)[0] in _METRES]
    if scopes:
        told = {each.number for each in sentence.scopes}
        every = len(told) == len(known.legs) > 1 == len(lengths)
        if every or pattern("hints", "in_all").search(sentence.plain[: number.start][-30:]):
            return known.facts("total_km")
        scope = belonging(number, scopes, lengths)
        lone = len({each.number for each in scopes}) == 1 or len(scopes) == len(lengths)
        paired = lone or len({each.number for each in scopes}) <= len(lengths) * 2
        if not scope or not paired:
            return []
        # "1,600 km, and the finish in B": of the whole way, or of the leg that ends there.
        both = total and not (sentence.named_legs or sentence.days_as_legs)
        return (
            known.facts(f"leg.{scope.number}.km")
            + (known.facts("total_km") if both else [])
            + (known.facts("coast_km") if coast else [])
        )
    if sentence.ways and not sentence.covers:
        return []
    if coast and known.facts("coast_km"):
        return (known.facts("total_km") if total else []) + known.facts("coast_km")
    named = pattern("hints", "in_all").search(sentence.plain) or known.is_named(sentence.text)
    of_all = total and (named or not _is_of_a_leg(sentence, number))
    return known.facts("total_km") if of_all else []


def _is_of_a_leg(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a length is exactly that of a leg, where nobody says which it is."""
    every = (sentence.known.facts(f"leg.{leg.number}.km") for leg in sentence.known.legs)
    return any(as_number(fact.value) == number.values[0] for facts in every for fact in facts)


_EDITION = phrase("figures_in_text", "edition")


def _editions(sentence: Sentence) -> Iterator[TextClaim]:
    known, facts = sentence.known, sentence.known.facts("edition")
    found = list(_EDITION.finditer(sentence.plain)) + [
        match
        for match in phrase("figures_in_text", "numbered_edition").finditer(sentence.plain)
        if known.begins_with_name(sentence.plain[match.end() :])
    ]
    for match in found:
        number = ordinal_value(match[1] or match[2])
        if number is None or not facts or not match[0].strip()[0].isalnum():
            continue
        stated = sentence.text[match.start() : match.end()].strip()
        other = any(
            mark in sentence.plain
            for ranking in known.rankings if ranking != "overall" for mark in known.marks[ranking]
        )  # fmt: skip
        right = str(number) == facts[0].value
        if not right and (other or _ANOTHERS.search(sentence.plain)):
            yield sentence.unsupported("edition", stated)
        elif not sentence.negated(match.start()):
            expected, source = facts[0].value, facts[0].source
            yield sentence.claim("edition", stated, expected, source, right=right, at=match.start())


_ANOTHERS = phrase("figures_in_text", "anothers")


def _summit(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold what is called the highest pass to the highest of those that were driven."""
    found, passes = pattern("hints", "highest").search(sentence.plain), _passes(sentence)
    heights = {
        name: max(value for fact in facts if (value := as_number(fact.value)) is not None)
        for name, facts in sentence.known.heights.items()
    }
    if not found or len(passes) != 1 or not heights or sentence.negated(found.start()):
        return
    top = max(heights, key=lambda name: heights[name])
    source = sentence.known.heights[top][0].source
    stated, right = passes[0].name.title(), passes[0].name == top
    at = max(found.start(), passes[0].start)
    yield sentence.claim("superlative", stated, top.title(), source, right=right, at=at)


def _oldest(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold the year of what is called the oldest car of its make."""
    found = pattern("hints", "oldest").search(sentence.plain)
    makes = {car.make for car in sentence.cars if car.make} if found else set()
    years = {car.year for car in sentence.cars if car.year}
    years |= set(phrase("crews_in_text", "said").findall(sentence.plain))
    for fact in (each for make in makes for each in sentence.known.facts(f"oldest_{make}_year")):
        if found and len(years) == len(makes) == 1 and not sentence.negated(found.start()):
            (year,) = years
            yield sentence.claim(
                "year", year, fact.value, fact.source, right=year == fact.value, at=found.start()
            )


def _prizes(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold the year of an event in which the prize is a place."""
    for fact in sentence.known.facts("prize"):
        prize = re.fullmatch(r".*?(\w+ \w+ \w+) (20\d\d)", comparable(fact.value))
        name = re.escape(prize[1]) if prize else "(?!)"
        stated = re.search(rf"{name} (20\d\d)|(20\d\d) {name}", sentence.plain)
        if prize and stated and pattern("hints", "prize").search(sentence.plain):
            yield sentence.claim(
                "prize", stated[0], fact.value, fact.source, right=prize[2] in stated.groups(),
                at=stated.start(),
            )  # fmt: skip
