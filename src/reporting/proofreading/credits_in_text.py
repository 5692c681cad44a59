"""Who gave or made what: a partner's own share, held to what its row says of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from reporting.proofreading.known import KnownEvent
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import comparable, phrase
from reporting.story.fact_register import RegisteredFact


def credits_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield what a sentence gives a partner credit for: a prize, a study, a trophy's name."""
    for found in _credited(sentence):
        name = found[0]
        named = phrase("credits_in_text", "name").search(sentence.plain)
        shares = [
            (partner, share)
            for partner, share in _shares(sentence.known)
            if any(stem in sentence.plain for stem in share)
        ]
        if named:
            shares = [(fact, ()) for fact in _name_givers(sentence.known)]
        if not shares or sentence.negated(found.start()):
            continue
        right = any(_is_called(partner, name) for partner, _ in shares)
        expected = " / ".join(partner.value for partner, _ in shares)
        at = found.start()
        stated = sentence.text[at : found.end()]
        yield sentence.claim("partner", stated, expected, shares[0][0].source, right=right, at=at)


def _is_called(partner: RegisteredFact, name: str) -> bool:
    return name in comparable(partner.value)


def _credited(sentence: Sentence) -> Iterator[re.Match[str]]:
    """Yield the partners beside a word that says that they gave or made something."""
    by, gave = (phrase("credits_in_text", way) for way in ("by", "gave"))
    for found in _partner(sentence.known).finditer(sentence.plain):
        before, behind = sentence.plain[: found.start()], sentence.plain[found.end() :]
        if by.search(before) or gave.match(behind):
            yield found


@cache
def _partner(known: KnownEvent) -> re.Pattern[str]:
    names = {comparable(fact.value).removeprefix("the ") for fact in known.facts("partner")}
    names |= {phrase("members_in_text", "trade").sub("", name) for name in names}
    every = "|".join(sorted(map(re.escape, names), key=len, reverse=True)) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{every})(?!\w)")


@cache
def _shares(known: KnownEvent) -> tuple[tuple[RegisteredFact, tuple[str, ...]], ...]:
    """Return each partner with the beginnings of words that only its own row has."""
    told = [
        (fact, {word[:_ROOT] for word in re.findall(r"[^\W\d_]{5,}", comparable(_all_of(fact)))})
        for fact in known.facts("partner")
    ]
    for fact, stems in told:
        for prize in known.facts("prize"):
            if comparable(fact.value) in comparable(prize.value):
                ways = [prize.value, *prize.spellings.values()]
                stems |= {
                    word[:_ROOT]
                    for way in ways
                    for word in re.findall(r"(?<!\w)[a-z]{5,}", _without(way, fact))
                }
    return tuple(
        (fact, own)
        for fact, stems in told
        if (own := tuple(
            stem for stem in stems
            if sum(stem in others for _, others in told) == 1
            and not phrase("credits_in_text", "receivers").match(stem)
            and not any(stem in comparable(each.value) for each, _ in told)
        ))
    )  # fmt: skip


def _all_of(fact: RegisteredFact) -> str:
    return " ".join([fact.note, *fact.remarks.values()])


def _without(text: str, fact: RegisteredFact) -> str:
    return comparable(text.replace(fact.value, " "))


_ROOT = 8
"""How many letters the forms of a word have in common."""


@cache
def _name_givers(known: KnownEvent) -> tuple[RegisteredFact, ...]:
    """Return the partners whose name a trophy bears."""
    return tuple(
        fact
        for fact in known.facts("partner")
        for ranking in known.rankings
        if phrase("known", "kind_of_prize").sub("", ranking) in comparable(fact.value)
    )
