"""What is known of a count: of all, of a leg, of a place, of a part of the field."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from reporting.proofreading.known import as_number
from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.place_mentions import LegMention, belonging, owned
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.timed_counts import field_of, timed_counts
from reporting.proofreading.trials_in_text import is_in_a_place, trials_of
from reporting.proofreading.wording import comparable, pattern, phrase, words
from reporting.story.fact_register import RegisteredFact

PARTS = {"prewar": "prewar_cars", "ferraris": "ferraris", "expert": "expert_cars"}
"""What a part of the cars can be, and the fact that counts it."""

WHO = ("cars", "crews")

_END = 10_000
"""Behind the end of every sentence."""


_FIELD_OF = re.compile(rf"(?<!\w)(?:{words()['light']['field']}) $")
"""What stands before a count of the whole field."""

_WHOLE = phrase("counts_in_text", "whole")
"""What stands before the whole that a part is of: "three of the 27 cars"."""


def is_whole(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a number is the whole that a part is of."""
    found = _WHOLE.search(sentence.plain[: number.start])
    parts = [one for one in sentence.numbers if found and one.end == found.end(1)]
    digits = found is not None and found[1].isdigit()
    return bool(found and (parts or digits or found[1] in words()["light"]["some"]))


def facts_of_count(
    sentence: Sentence, number: NumberInText, topic: str, context: str
) -> Sequence[RegisteredFact]:
    """Return what a count is held to; nothing where the words leave open what it counts.

    Parameters
    ----------
    sentence, number
        The count and where it stands.
    topic
        What it counts, by its name in ``words.toml``.
    context
        What stands behind it, as far as it can narrow it.
    """
    known, legs = sentence.known, owned(number, sentence.legs, sentence.numbers, sentence.plain)
    if topic in _TRIALS:
        return _of_trials(sentence, number, topic)
    if topic == "people":
        return _people(sentence, number, legs)
    if topic in ("cars", "crews", "entered"):
        plain_counts = known.counts(*words()["counts"][topic]["keys"])
        agrees = any(as_number(fact.value) == number.values[0] for fact in plain_counts)
        beside = "" if is_whole(sentence, number) else _beside(sentence, number, apart=agrees)
        before = sentence.plain[: number.start]
        apart = phrase("counts_in_text", "beside_others").search(before) or _FIELD_OF.search(before)
        experts = "" if apart else beside
        for part, around in (("prewar", beside), ("ferraris", context), ("expert", experts)):
            narrowed = pattern("narrowed", part).search(around)
            single = part == "ferraris" and phrase("counts_in_text", "single")
            # "26 classified, with a Ferrari"
            if narrowed and not (single and single.search(around[: narrowed.start()])):
                return known.facts(PARTS[part])
    if legs and topic != "legs":
        return _of_legs(sentence, topic, legs)
    published = known.counts(*words()["counts"][topic]["keys"])
    if topic in WHO and known.complete:
        return timed_counts(sentence, number, topic) or field_of(sentence, number, published)
    return published or timed_counts(sentence, number, topic)


_TRIALS = ("trials", "time_trials", "average_trials")


def _of_trials(sentence: Sentence, number: NumberInText, topic: str) -> Sequence[RegisteredFact]:
    if topic == "trials":
        return trials_of(sentence, number, "time_trials") if sentence.places else []
    return trials_of(sentence, number, topic) or timed_counts(sentence, number, topic)


def _of_legs(
    sentence: Sentence, topic: str, legs: Sequence[LegMention]
) -> Sequence[RegisteredFact]:
    """Return how many of something there are on the one leg that is meant."""
    part = words()["counts"][topic].get("of_leg")
    numbers = {each.number for each in legs}
    return sentence.known.facts(f"leg.{min(numbers)}.{part}") if part and len(numbers) == 1 else []


def of_category(
    sentence: Sentence, number: NumberInText, topic: str
) -> Sequence[RegisteredFact] | None:
    """Return how many crews of the one category that a sentence names; None of the whole field."""
    if topic not in _OF_CREWS or is_whole(sentence, number):
        return None
    known = sentence.known
    label = sentence.plain.partition(":")[0] if ":" in sentence.plain else ""
    within = " ".join(found[0] for found in known.of_ranking.finditer(sentence.plain))
    named = {
        crew.category
        for crew in known.crews
        if crew.category
        and any(
            mark in text
            for mark in known.marks.get(comparable(crew.category), ())
            for text in (label, within)
        )
    }
    if not named:
        return None
    own = [crew for crew in known.crews if crew.category in named]
    if topic == "classified":
        own = [crew for crew in own if any(crew.positions)]
    if len(named) > 1 or not known.complete:
        return []
    return [RegisteredFact("category", str(len(own)), own[0].source)]


_OF_CREWS = ("cars", "crews", "entered", "classified")


def _people(
    sentence: Sentence, number: NumberInText, legs: Sequence[LegMention]
) -> Sequence[RegisteredFact]:
    """Return how many people were met, on the leg that is meant or in all."""
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
    towns = _towns_of(sentence, number)
    if towns or is_in_a_place(sentence, number):
        return _met_in(sentence, towns)
    if one_leg is None and phrase("counts_in_text", "by_each").search(sentence.plain):
        return []  # "day by day: five, then two": of which day each is, is not plain
    return sentence.known.people(one_leg) if told else []


def _towns_of(sentence: Sentence, number: NumberInText) -> frozenset[str]:
    """Return the towns of a list that a count stands behind: "Brunico, Seefeld: 2"."""
    low = max((one.end for one in sentence.numbers if one.end <= number.start), default=0)
    own = [one for one in sentence.places if low <= one.start < number.start]
    there = phrase("counts_in_text", "listed_at")
    ends = [*(one.start for one in own[1:]), number.start]
    first = next(
        (
            at
            for at in range(len(own))
            if all(
                there.fullmatch(sentence.plain[one.end : end])
                for one, end in zip(own[at:], ends[at:], strict=True)
            )
        ),
        len(own),
    )
    colon = own and sentence.plain[own[-1].end : number.start].lstrip().startswith(":")
    return frozenset(sentence.known.way.town(one.name) for one in own[first:] if colon)


def _met_in(sentence: Sentence, towns: Collection[str]) -> list[RegisteredFact]:
    """Return how many people were met in some towns, those of no leg counted or not."""
    known = sentence.known
    met = dict.fromkeys(
        one for one in known.met.values() if known.way.town(comparable(one.place)) in towns
    )
    least = sum(one.leg is not None for one in met)
    source = next((one.source for one in met), "")
    return [RegisteredFact("people", str(n), source) for n in range(least, len(met) + 1) if met]


def _beside(sentence: Sentence, number: NumberInText, *, apart: bool) -> str:
    """Return what stands around a count, up to the counts before and behind.

    Where it is known to be right of the whole, what a comma parts off before it narrows it not:
    "led by the prewar BMW, 27 cars left".
    """
    low = max((one.end for one in sentence.numbers if one.end <= number.start), default=0)
    low = max(low, sentence.plain.rfind(", ", low, number.start)) if apart else low
    high = min((one.start for one in sentence.numbers if one.start >= number.end), default=None)
    # "27 cars, a mere trio of them prewar": what stands behind tells of some of them.
    some = phrase("counts_in_text", "some_behind").search(sentence.plain, number.end, high or _END)
    others = some and pattern("narrowed", "expert").search(sentence.plain, some.start())
    return sentence.plain[low : some.start() if some and (apart or not others) else high]
