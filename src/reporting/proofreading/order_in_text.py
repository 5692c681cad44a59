"""The order of crews in a sentence: who is said to be ahead of whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reporting.proofreading.crew_mentions import CrewMention
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import pattern, phrase


def order_of(
    sentence: Sentence, subjects: Sequence[CrewMention], ranking: str
) -> Iterator[TextClaim]:
    """Yield who is said to be ahead of whom.

    Parameters
    ----------
    sentence
        It may name several pairs, each behind the one before it.
    subjects
        Whom it names, in order.
    ranking
        The one that it is about.
    """
    listed = False
    for first, second in pairwise(subjects):
        if first.crews == second.crews:
            continue
        between = _ASIDE.sub(" ", sentence.plain[first.end : second.start])
        between = _GAP.sub(" ", between)
        behind = pattern("positions", "beaten").search(between)
        ahead = pattern("positions", "ahead").search(between) or (
            sentence.ranks and phrase("crews_in_text", "next_in_order").fullmatch(between)
        )
        leads = phrase("crews_in_text", "led_by").search(sentence.plain[: first.start])
        behind = None if ahead or leads else behind
        ahead = ahead or (leads and phrase("crews_in_text", "led").search(between))
        if first is subjects[0] and phrase("crews_in_text", "ranking_says").search(
            sentence.plain[: first.start]
        ):
            ahead = ahead or re.fullmatch(r"\s*(?:,|e|and)\s*", between)
        ahead = ahead or (
            phrase("crews_in_text", "in_order").search(sentence.plain)
            and re.fullmatch(r"\s*(?:,|e|and|&|,? (?:e|and))\s*(?:the |la |il )?", between)
        )
        listed = bool(ahead or behind) or (listed and between.strip() in ("e", "and", ",", "&"))
        if not listed:
            continue
        told = (second, first) if behind else (first, second)
        places = [_best(one, ranking) for one in told]
        if 0 in places or sentence.negated(second.start):
            continue
        ordered = sorted(zip(places, told, strict=True), key=lambda pair: pair[0])
        names = [name_of(sentence, one) for _, one in ordered]
        stated = " > ".join(name_of(sentence, one) for one in told)
        source = next(iter(told[0].crews)).source
        right = places[0] < places[1]
        yield sentence.claim(
            "order",
            stated,
            " > ".join(names),
            source,
            right=right,
            at=second.start,
        )


_GAP = phrase("crews_in_text", "gap")
"""How far the first of two is behind the one before it: "A 53.11 behind and B third"."""

_ASIDE = re.compile(r"\([^()]*\)")
"""What is told of the first of two in brackets: "A (1.2 behind) and B"."""


def _best(subject: CrewMention, ranking: str) -> int:
    """Return the best place of the crews that a mention can be; 0 where none has one."""
    return min(
        (crew.positions[ranking] for crew in subject.crews if ranking in crew.positions), default=0
    )


def name_of(sentence: Sentence, subject: CrewMention) -> str:
    """Return a crew's surnames, or what stands there for it."""
    return subject.crew.name if subject.crew else sentence.text[subject.start : subject.end]
