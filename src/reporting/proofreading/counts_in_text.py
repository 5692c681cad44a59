"""Counts of a sentence: which noun a number counts, whose it is, and what is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from reporting.proofreading.agreement import decided
from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.place_mentions import PlaceMention, Spanned, belonging
from reporting.proofreading.sentence import Sentence, TextClaim
from reporting.proofreading.timed_counts import is_of_the_field, timed_counts
from reporting.proofreading.wording import pattern, phrase, whole, words
from reporting.story.fact_register import RegisteredFact

_FIELD = "cars"
"""What is counted where a number of starters, or of a field, names no noun."""

_PART = phrase("counts_in_text", "part")


def topics_of(sentence: Sentence, numbers: Sequence[NumberInText]) -> dict[int, str]:
    """Return what each number of a sentence counts, by where it stands.

    Parameters
    ----------
    sentence
        It is read on from what stands before its semicolon.
    numbers
        Those that are no quantities: nothing measures them.
    """
    told: dict[int, str] = {}
    previous = _topic_before(sentence)
    for at, number in enumerate(numbers):
        low = numbers[at - 1].end if at else 0
        high = numbers[at + 1].start if at + 1 < len(numbers) else len(sentence.plain)
        topic = (
            _after(sentence.plain[number.end : high])
            or _before(sentence, low, number.start)
            or _field(sentence.plain[low : number.start], sentence.plain[number.end : high])
            or (_asked(sentence) if not at else "")
        )
        if not topic and previous and _goes_on(sentence, number):
            topic = previous
        if topic:
            told[number.start] = previous = topic
    return told


@cache
def _nouns() -> re.Pattern[str]:
    every = (f"(?P<{name}>{told['noun']})" for name, told in words()["counts"].items())
    return re.compile(rf"(?<!\w)(?:{'|'.join(every)})(?!\w)")


@cache
def _light(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:[\s\W]|(?<!\w)(?:{words()['light'][name]})(?!\w))*")


def _after(text: str) -> str:
    """Return what is counted by the number before a text: the first noun, little between."""
    segment = re.split(r"[.;:(|\n]", text)[0]
    for found in _nouns().finditer(segment):
        if (
            _light("before_noun").fullmatch(segment[: found.start()])
            and "," not in segment[: found.start()]
        ):
            return str(found.lastgroup)
        break
    return ""


def _before(sentence: Sentence, low: int, high: int) -> str:
    """Return what a number counts that stands behind its noun: "le auto sono 27", "cars: 27"."""
    segment = sentence.plain[low:high]
    nouns = list(_nouns().finditer(segment))
    if not nouns:
        return ""
    noun = nouns[-1]
    between = _without_places(sentence, low + noun.end(), high)
    if "," in between.rstrip(", ") or ";" in between:
        return ""
    rest = sentence.plain[high:]
    if between == ", " and phrase("counts_in_text", "apposed").match(rest):
        own = [one for one in nouns if not re.search(r"(?<!\w)(?:di|of) $", segment[: one.start()])]
        return str((own or nouns)[-1].lastgroup)
    label = _LABELS.search(sentence.plain[: low + noun.start()])
    if noun.lastgroup == "people" and between == " in ":
        return "people"  # "they were interviewed in nineteen"
    said = re.search(rf"[:=]\s*$|(?<!\w)(?:{words()['light']['copula']})(?!\w)", between)
    if (said or (label and not between.strip())) and _light("behind_noun").fullmatch(between):
        return str(noun.lastgroup)
    return ""


_LABELS = phrase("counts_in_text", "labels")


def _without_places(sentence: Sentence, low: int, high: int) -> str:
    text = sentence.plain
    for each in _named(sentence):
        if low <= each.start < high:
            text = text[: each.start] + " " * (each.end - each.start) + text[each.end :]
    return text[low:high]


def _named(sentence: Sentence) -> list[Spanned]:
    return [*sentence.places, *sentence.legs]


def _field(before: str, after: str) -> str:
    field = re.search(rf"(?<!\w)(?:{words()['light']['field']}) $", before)
    starts = re.match(rf"\s*(?:{words()['light']['starters']})(?!\w)", after)
    return _FIELD if field or starts else ""


def _asked(sentence: Sentence) -> str:
    """Return what the question counts that a sentence answers: "How many cars? Twenty-seven"."""
    question = sentence.plain[: sentence.asked].rstrip("? ")
    many = phrase("counts_in_text", "how_many").search(question)
    return _after(f" {question[many.end() if many else 0 :]}") if question else ""


def _goes_on(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a number in a list counts, elsewhere, what the one before it does."""
    rest, before = sentence.plain[number.end :], sentence.plain[: number.start]
    there = re.match(rf"\s*(?:{words()['light']['there']})\s*", rest)
    named = [each.start - number.end for each in _named(sentence)]
    if there and any(0 <= each <= there.end() for each in named):
        return True
    ends = [each.end for each in _named(sentence)]
    return bool(re.search(r":\s*$", before)) and len(before.rstrip(": ")) in ends


def _topic_before(sentence: Sentence) -> str:
    """Return what the sentence before a semicolon counted last."""
    if sentence.before is None:
        return ""
    told = topics_of(sentence.before, sentence.before.numbers)
    return told[max(told)] if told else ""


def counted(
    sentence: Sentence, number: NumberInText, topic: str, numbers: Sequence[NumberInText]
) -> TextClaim | None:
    """Return the claim that a count makes; unsupported where it may be another's count."""
    stated = sentence.text[number.start : number.end]
    if number.values[0] != number.values[0].to_integral_value():
        return None
    after = sentence.plain[number.end :]
    known_part = any(pattern("narrowed", part).search(after) for part in _PARTS)
    if phrase("counts_in_text", "of_them").match(after) and not known_part:
        return sentence.unsupported("count", stated)  # a part of them: "two of the sites"
    anothers = _is_anothers(sentence, _context(sentence, number), topic)
    if anothers and not is_of_the_field(sentence, number, topic):
        return sentence.unsupported("count", stated)
    facts = _known(sentence, number, topic, _context(sentence, number, numbers))
    claim = decided(sentence, number, "count", facts)
    confirmed = claim is not None and claim.verdict == "confirmed"
    if confirmed and _strange_regions(sentence):
        return sentence.unsupported("count", stated)  # right as a number, of another region
    return claim


def part_counted(sentence: Sentence, number: NumberInText) -> TextClaim | None:
    """Return the claim of "three of the 27 entries were built before the war"; None for others."""
    after = sentence.plain[number.end :]
    if not _PART.match(after):
        return None
    keys = [key for part, key in _PARTS.items() if pattern("narrowed", part).search(after)]
    return decided(sentence, number, "count", sentence.known.facts(keys[0]) if keys else [])


_PARTS = {"prewar": "prewar_cars", "ferraris": "ferraris", "expert": "expert_cars"}
"""What a part of the cars can be, and the fact that counts it."""


def _context(sentence: Sentence, number: NumberInText, numbers: Sequence[NumberInText] = ()) -> str:
    """Return what stands behind a count, as far as it can narrow it."""
    if numbers and _is_whole(sentence, number):
        return ""
    if 0 < sentence.asked <= number.start:
        return sentence.plain
    later = (each.start for each in numbers if each.start > number.start)
    until = min(later, default=len(sentence.plain))
    return _ENUMERATED.split(sentence.plain[number.end : until][:70])[0]


_ENUMERATED = phrase("counts_in_text", "enumerated")
_WHOLE = phrase("counts_in_text", "whole")
"""What stands before the whole that a part is of: "three of the 27 cars"."""


def _is_whole(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a number is the whole that a part is of."""
    found = _WHOLE.search(sentence.plain[: number.start])
    parts = [one for one in sentence.numbers if found and one.end == found.end(1)]
    return bool(found and (parts or found[2] != "su"))


def _is_anothers(sentence: Sentence, context: str, topic: str) -> bool:
    if pattern("guards", "others_count").search(sentence.plain):
        return True
    if pattern("narrowed", "other").search(context):
        return topic != "prewar" or not pattern("narrowed", "prewar").search(context)
    listed = _LABEL.fullmatch(sentence.plain) or (sentence.before and sentence.before.of_the_event)
    return not (topic in words()["light"]["own"] or sentence.of_the_event or listed)


_LABEL = re.compile(r"\W*\w+(?:\W+\w+){0,2}\s*:\s*[\w-]+\W*")


def _known(
    sentence: Sentence, number: NumberInText, topic: str, context: str
) -> Sequence[RegisteredFact]:
    known, legs = sentence.known, sentence.legs
    if topic == "trials":
        return _trials(sentence, number, "time_trials") if sentence.places else []
    if topic in ("time_trials", "average_trials"):
        return _trials(sentence, number, topic) or timed_counts(sentence, number, topic)
    if topic == "people":
        leg = belonging(number, legs, sentence.numbers)
        between = [
            one
            for one in sentence.numbers
            if leg and min(number.end, leg.end) <= one.start < max(number.start, leg.start)
        ]
        told: object = legs or pattern("hints", "met").search(sentence.plain)
        one_leg = leg.number if leg and not between else None
        if not legs and phrase("counts_in_text", "of_a_leg").search(sentence.plain):
            one_leg, told = sentence.text_leg, sentence.text_leg
        met = known.people(one_leg) if told else None
        at_a_place = _IN_A_PLACE.fullmatch(_up_to_place(sentence, number))
        return [met] if met and not at_a_place else []
    if topic in ("cars", "crews"):
        beside = "" if _is_whole(sentence, number) else _beside(sentence, number)
        for part, around in (("prewar", beside), ("ferraris", context), ("expert", beside)):
            if pattern("narrowed", part).search(around):
                return known.facts(_PARTS[part])
    if legs and topic != "legs":
        return []
    published = known.counts(*words()["counts"][topic]["keys"])
    return published or timed_counts(sentence, number, topic)


def _beside(sentence: Sentence, number: NumberInText) -> str:
    """Return what stands around a count, up to the counts before and behind."""
    low = max((one.end for one in sentence.numbers if one.end <= number.start), default=0)
    high = [one.start for one in sentence.numbers if one.start >= number.end]
    return sentence.plain[low : min(high, default=None)]


def _strange_regions(sentence: Sentence) -> set[str]:
    """Return the regions that a sentence names and the way does not touch."""
    aliases = words()["regions"]["aliases"]
    named = {each[0] for each in pattern("regions", "names").finditer(sentence.plain)}
    crossed = {*sentence.known.way.regions.values(), *words()["regions"]["no_region"]}
    return {aliases.get(name, name) for name in named} - crossed


def _trials(sentence: Sentence, number: NumberInText, topic: str) -> Sequence[RegisteredFact]:
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
        and not _IN_A_PLACE.fullmatch(_up_to_place(sentence, number))
    ):
        return whole
    places = [
        PlaceMention(found.start(), found.end(), key)
        for key in known.keys(f"{topic}_")
        for found in _slug(key.removeprefix(f"{topic}_")).finditer(sentence.plain)
    ]
    town = known.way.town
    towns = {town(sentence.plain[each.start : each.end]) for each in places}
    places += [  # a place whose trials nobody counted is not another's
        PlaceMention(each.start, each.end, "")
        for each in sentence.places
        if town(each.name) not in towns
    ]
    places.sort(key=lambda place: place.start)
    following = [each for each in places if each.start >= number.end]
    near = following[:1] if following and _IN_A_PLACE.fullmatch(
        sentence.plain[number.end : following[0].start]
    ) else []  # fmt: skip
    own = [one for one in sentence.numbers if one.start >= number.start]
    if not near and len(own) > 1 and following and following[0].start > own[1].start:
        return []  # the place is that of a number behind it
    place = near[0] if near else belonging(number, places, sentence.numbers)
    if place is not None:
        return known.facts(place.name)
    return [] if sentence.legs or sentence.places else known.facts(topic)


def _up_to_place(sentence: Sentence, number: NumberInText) -> str:
    """Return what stands between a number and the next place; a full stop where none follows."""
    following = [each.start for each in sentence.places if each.start >= number.end]
    return sentence.plain[number.end : following[0]] if following else "."


_IN_A_PLACE = phrase("counts_in_text", "in_a_place")


@cache
def _slug(slug: str) -> re.Pattern[str]:
    return whole(re.escape(slug.removeprefix("passo_")).replace("_", r"\W+"))


def counts_of(sentence: Sentence, numbers: Sequence[NumberInText]) -> Iterator[TextClaim]:
    """Yield the counts of a sentence, of the numbers that measure nothing."""
    topics = topics_of(sentence, numbers)
    for number in numbers:
        claim = part_counted(sentence, number)
        if claim is None and number.start in topics:
            claim = counted(sentence, number, topics[number.start], numbers)
        if claim is not None:
            yield claim
