"""Counts that an event's times make: who was entered, started, was classified, and the trials."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.place_mentions import owned
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.wording import comparable, phrase
from reporting.story.fact_register import RegisteredFact

_FIELD = ("classified", "entered", "starters")
_KINDS = {"time_trials": "PC", "average_trials": "PM"}
_NEAR = 40
"""Within how many characters of a count the word stands that says who is counted."""


def timed_counts(sentence: Sentence, number: NumberInText, topic: str) -> Sequence[RegisteredFact]:
    """Return what the times say of a count; nothing where the words leave open what it counts.

    Parameters
    ----------
    sentence, number
        The count and where it stands.
    topic
        What it counts: ``cars``, ``crews``, ``time_trials``, ``average_trials``.
    """
    if topic in ("cars", "crews"):
        return _field(sentence, number)
    if topic not in _KINDS or _names_a_stranger(sentence, number):
        return []
    around = sentence.plain[max(0, number.start - _NEAR) : number.end + _NEAR]
    if phrase("timed_counts", "linked").search(around):
        return [
            fact
            for key in sentence.known.keys(f"{topic}_")
            for fact in sentence.known.facts(key)
            if phrase("timed_counts", "linked").search(comparable(fact.note))
        ]
    legs = {leg.number for leg in owned(number, sentence.legs, sentence.numbers, sentence.plain)}
    if not legs and phrase("counts_in_text", "of_a_leg").search(sentence.plain):
        legs = {sentence.text_leg or 0}
    elif not legs and sentence.text_leg:
        return []  # the leg's, or all
    if len(legs) > 1 or (sentence.places and not legs and not sentence.covers):
        return []
    scope = f"leg.{legs.pop()}." if legs else ""
    return sentence.known.facts(f"{scope}controls.{_KINDS[topic]}")


def is_of_the_field(sentence: Sentence, number: NumberInText, topic: str) -> bool:
    """Tell whether a count of crews says that they entered, started or were classified."""
    timed = bool(sentence.known.facts("field.starters"))
    return timed and (
        topic in _FIELD or (topic in ("cars", "crews") and bool(_said(sentence, number)))
    )


def _said(sentence: Sentence, number: NumberInText) -> list[str]:
    low, high = max(0, number.start - _NEAR), number.end + _NEAR
    others = [one for one in sentence.numbers if one != number]
    own = sentence.plain[
        max((one.end for one in others if low <= one.end <= number.start), default=low) : min(
            (one.start for one in others if number.end <= one.start < high), default=high
        )
    ]
    every = (
        [name for name in _FIELD if phrase("timed_counts", name).search(text)]
        for text in (own, sentence.plain[low:high])
    )
    return next(filter(None, every), [])


def _field(sentence: Sentence, number: NumberInText) -> Sequence[RegisteredFact]:
    """Return the crews that are meant; of no word about them only where all counts agree."""
    told = [sentence.known.facts(f"field.{name}") for name in _said(sentence, number) or _FIELD]
    values = {fact.value for facts in told for fact in facts}
    return told[0] if len(values) == 1 else []


def field_of(
    sentence: Sentence, number: NumberInText, published: Sequence[RegisteredFact]
) -> Sequence[RegisteredFact]:
    """Return what a count of crews can be that no word says entered, started or was classified.

    What is published stands for the whole field. A number that only some of the counts have is
    left open; one that none of them has is wrong, whichever is meant.
    """
    every = [fact for name in _FIELD for fact in sentence.known.facts(f"field.{name}")]
    if _said(sentence, number) or not every:
        return []
    known = {Decimal(fact.value) for fact in published}
    others = {Decimal(fact.value) for fact in every} - known
    return [] if others & {*number.values} else [*(published or every)]


def _names_a_stranger(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a place that nobody knows stands behind a count: its trials, not all."""
    behind = sentence.text[number.end : number.end + _NEAR]
    return any(sentence.known.is_strange_place(word) for word in re.findall(r"[^\W\d_]+", behind))
