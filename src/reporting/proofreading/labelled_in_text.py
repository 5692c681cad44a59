"""Figures that have no reader of their own, held by their unit and the words of their label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache

from reporting.proofreading.agreement import decided, hedge_of
from reporting.proofreading.known import KnownEvent, as_number
from reporting.proofreading.known_rows import spoken
from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.units_in_text import IN_BASE, carried_unit, unit_of
from reporting.proofreading.wording import comparable, pattern, phrase, words
from reporting.story.fact_register import FIGURE, RegisteredFact


@dataclass(frozen=True, slots=True)
class Label:
    """A figure that is known, with the beginnings of the words that a text must have beside it.

    ``part``: it is a part of the figure that stands before it in its table ("of whom women").
    """

    fact: RegisteredFact
    stems: frozenset[str]
    part: bool = False

    def stands_in(self, told: str) -> bool:
        """Tell whether all its words stand in a text, each behind a blank."""
        return all(f" {stem}" in told for stem in self.stems)


def labelled_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield the figures whose unit and label's words stand in the text as they are registered.

    The words all stand in the figure's own part of the sentence; of several labels the one with
    the most words is meant.
    """
    labels = known_labels(sentence.known)
    if not labels or phrase("labelled_in_text", "not_applicable").search(sentence.plain):
        return
    edition = str(sentence.known.info.start.year)  # "of the edition 2025" parts no label
    said = [one for one in sentence.numbers if sentence.plain[one.start : one.end] != edition]
    numbers = [*said, *_none_or_one(sentence)]
    numbers.sort(key=lambda one: one.start)
    for at, number in enumerate(numbers):
        low = numbers[at - 1].end if at else 0
        before = unit_of(sentence.plain, numbers[at - 1])[0] if at else ""
        high = numbers[at + 1].start if at + 1 < len(numbers) else len(sentence.plain)
        year = _YEAR.fullmatch(sentence.plain, number.start, number.end)
        if year and not unit_of(sentence.plain, number)[0]:
            continue
        facts = _meant(sentence, number, labels, (low, high), before)
        other = phrase("labelled_in_text", "other_noun").match(sentence.plain, number.end)
        each = phrase("labelled_in_text", "each").search(sentence.plain[low:high])
        if facts and not each and not (other and facts[0].unit in words()["labelled"]["counted"]):
            claim = decided(sentence, number, "figure", facts, facts[0].unit)
            if claim is not None:
                yield claim


_YEAR = re.compile(r"(?:19|20)\d\d")


@cache
def known_labels(known: KnownEvent) -> tuple[Label, ...]:
    """Return the labels of all registered figures that no other finder reads."""
    found = []
    whole: dict[str, frozenset[str]] = {}
    for key in known.keys(""):
        for fact in known.facts(key):
            if fact.kind != FIGURE or not fact.labels or pattern("labelled", "read").match(key):
                continue
            for language, label in fact.labels.items():
                part = phrase("labelled_in_text", "part").match(comparable(label)) is not None
                stems = frozenset(_stems(label))
                if part:
                    stems |= whole.get(language, frozenset())
                else:
                    whole[language] = stems
                if stems:
                    found.append(Label(fact, stems, part))
    return tuple(found)


def _stems(label: str) -> Iterator[str]:
    """Yield the beginnings of the words that tell a label from others."""
    for word in re.findall(r"[^\W\d_]+", comparable(label)):
        if len(word) > _SHORT and not pattern("labelled", "empty").fullmatch(word):
            ending = _ENDING + word.endswith("ing")  # "spending", "spent"
            yield word[: min(max(len(word) - ending, _SHORT + 1), _LONG)]


_SHORT, _ENDING, _LONG = 3, 3, 8
"""How many letters a word has that tells nothing, its ending, and its beginning at most."""


def _meant(
    sentence: Sentence,
    number: NumberInText,
    labels: Sequence[Label],
    span: tuple[int, int],
    carried: str,
) -> list[RegisteredFact]:
    """Return what a figure can be: its unit's, with all of a label's words in its own part.

    A figure without a unit may have that of the one before it: "32.2 tonnes, or 32.7 ...".
    """
    unit, end = unit_of(sentence.plain, number)
    fractional = number.values[0] != number.values[0].to_integral_value()
    part = "" if unit else carried_unit(sentence, number)
    unit = unit or part or (carried if fractional else "")
    breaks = phrase("labelled_in_text", "breaks")
    left = breaks.split(sentence.plain[span[0] : number.start])[-1]
    head = sentence.plain[: number.start].partition(":")[0]
    if not span[0] and len(head.split()) <= _HEAD and ":" in sentence.plain[: number.start]:
        left = f"{head} {left}"  # "Spending on suppliers: 98,000 euros"
    right = breaks.split(sentence.plain[end : span[1]])[0]
    told, behind = spoken(with_synonyms(f"{left} {right}")), spoken(with_synonyms(right))
    of_whole, of_part = _shares(sentence, number, end)
    known = {as_number(one.fact.value) for one in labels if unit_fits(one.fact, unit)}
    of_whole = of_whole if known & {*of_whole} else ()
    labels = [
        one
        for one in labels
        if unit_fits(one.fact, unit)
        and as_number(one.fact.value) not in of_whole
        and as_number(one.fact.value) not in of_part
        and not (one.part and of_part)
        and not (fractional and one.fact.unit in words()["labelled"]["counted"])
    ]
    fitting = [one for one in labels if one.stands_in(told) and (part or not of_whole)]
    own = [one for one in labels if one.stands_in(behind)]
    if own and fitting and not any(f" {stem}" in behind for one in fitting if one not in own
                       for stem in one.stems):  # fmt: skip
        fitting = own  # "64 volunteers and 12 employees": what stands behind is counted
    if (part or of_whole) and not fitting:  # "140 hours of training, 96 of them on safety"
        later = [one.start for one in sentence.numbers if one.start >= end][1:2]
        until = later[0] if later else len(sentence.plain)
        whole = spoken(with_synonyms(sentence.plain[:until]))
        before = spoken(with_synonyms(sentence.plain[: span[0]]))
        clause = sentence.plain[span[0] : end] + breaks.split(sentence.plain[end:until])[0]
        told = spoken(with_synonyms(clause)) if of_whole else told
        fitting = [
            one
            for one in labels
            if one.stands_in(whole)
            and any(f" {stem}" in told and f" {stem}" not in before for stem in one.stems)
        ]
    most = max((len(one.stems) for one in fitting), default=0)
    rounded = None if hedge_of(sentence, number) else number
    facts = [_in_unit(one.fact, unit, rounded) for one in fitting if len(one.stems) == most]
    values = {fact.value: fact for fact in facts}
    return list(values.values()) if len(values) == 1 else []


def _shares(
    sentence: Sentence, number: NumberInText, end: int
) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...]]:
    """Return the whole that a number is a part of, and the part that it is the whole of."""
    plain, link = sentence.plain, phrase("labelled_in_text", "part_of")
    behind = [one for one in sentence.numbers if one.start >= end][:1]
    before = [one for one in sentence.numbers if one.end <= number.start][-1:]
    of_those = phrase("units_in_text", "of_those").match(plain[end:])
    whole = before if of_those else []
    if behind and link.fullmatch(plain[end : behind[0].start]):
        whole = behind
    return (
        whole[0].values if whole else (),
        before[0].values if before and link.fullmatch(plain[before[0].end : number.start]) else (),
    )


@lru_cache(maxsize=4096)  # the labels are the same for each sentence
def with_synonyms(plain: str) -> str:
    """Return a text with the labels' own words behind it for what it calls by others."""
    forms = words()["synonyms"]
    return " ".join([plain, *(own for own in forms if pattern("synonyms", own).search(plain))])


_HEAD = 6
"""How many words a label before a colon has at most."""


def unit_fits(fact: RegisteredFact, unit: str) -> bool:
    """Tell whether a text's unit measures what a fact's does; no unit counts."""
    own = "" if fact.unit in words()["labelled"]["counted"] else fact.unit
    return own == unit or (
        own in IN_BASE and unit in IN_BASE and IN_BASE[own][0] == IN_BASE[unit][0]
    )


def _in_unit(fact: RegisteredFact, unit: str, number: NumberInText | None) -> RegisteredFact:
    """Return a fact in the text's unit; one that was computed rounded as the text's figure is."""
    value = as_number(fact.value)
    if value is None or fact.unit not in IN_BASE:
        return replace(fact, labels={})
    value = value * IN_BASE[fact.unit][1] / IN_BASE[unit][1]
    if fact.decimals is not None and number is not None:
        value = value.quantize(
            Decimal(1).scaleb(int(number.values[0].as_tuple().exponent)), ROUND_HALF_UP
        )
    return replace(fact, value=f"{value:f}", unit=unit, labels={})


def _none_or_one(sentence: Sentence) -> Iterator[NumberInText]:
    """Yield "none" and "one" as numbers; elsewhere an article counts nothing."""
    for value, name in enumerate(("none", "one")):
        for found in phrase("labelled_in_text", name).finditer(sentence.plain):
            yield NumberInText(found.start(), found.end(), (Decimal(value),))
