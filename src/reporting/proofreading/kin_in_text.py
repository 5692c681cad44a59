"""Kinship: who is said to be whose daughter, held to what is published of that family."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from reporting.proofreading.known import KnownEvent
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.subjects_in_text import subjects_of
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import comparable, pattern, phrase, words
from reporting.story.fact_register import RegisteredFact


@dataclass(frozen=True, slots=True)
class KnownFamily:
    """Who is related: the names that tell each side, and the words that are right of them."""

    fact: RegisteredFact
    sides: tuple[frozenset[str], ...]
    kinds: frozenset[str]


def kin_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield the kinship that a sentence states of people of a family that is published."""
    found = [
        (match, kind)
        for kind in words()["kin"]["words"]
        for match in pattern("kin", "words", kind).finditer(sentence.plain)
    ]
    found = [
        (match, kind)
        for match, kind in found
        if not any(
            other.start() <= match.start() and match.end() < other.end() for other, _ in found
        )
    ]
    if not found:
        return
    families = [family for family in _families(sentence.known) if _is_spoken_of(sentence, family)]
    if len(families) != 1:
        return
    (family,) = families
    for match, kind in found:
        if sentence.negated(match.start()):
            continue
        whose = phrase("kin_in_text", "of_somebody").match(sentence.plain[match.end() :])
        strange = whose is not None and _is_a_stranger(sentence, family, whose[1])
        right = kind in family.kinds and not strange
        both = not strange and all(_is_named(sentence, side, before=True) for side in family.sides)
        stated = sentence.text[match.start() : match.end()]
        if right and not both:
            yield sentence.unsupported("kinship", stated, family.fact.value, family.fact.source)
        else:
            yield sentence.claim(
                "kinship", stated, family.fact.value, family.fact.source,
                right=right, at=match.start(),
            )  # fmt: skip


def _is_spoken_of(sentence: Sentence, family: KnownFamily) -> bool:
    if _is_named(sentence, family.sides[0]):
        return True
    named = {crew for one in subjects_of(sentence) for crew in one.crews}
    named |= {
        crew
        for rank in sentence.ranks
        for crew in sentence.known.crews
        if crew.positions.get("overall") == rank.position > 1
    }
    younger = {
        crew
        for crew in named
        for person in crew.people if person.split()[0] in family.sides[0]
    }  # fmt: skip
    return bool(younger) and _is_named(sentence, family.sides[-1])


def _is_named(sentence: Sentence, side: frozenset[str], *, before: bool = False) -> bool:
    """Tell whether a side of a family is named, or was in what its line tells before."""
    if before and sentence.previous and _is_named(sentence.previous, side, before=True):
        return True
    return any(re.search(rf"(?<!\w){re.escape(name)}s?(?!\w)", sentence.plain) for name in side)


def _is_a_stranger(sentence: Sentence, family: KnownFamily, name: str) -> bool:
    """Tell whether a known driver is of no side of a family."""
    own = {part for side in family.sides for each in side for part in each.split()}
    known = {part for crew in sentence.known.crews for each in crew.people for part in each.split()}
    return name in known and name not in own


@cache
def _families(known: KnownEvent) -> Sequence[KnownFamily]:
    found = []
    for fact in known.facts("winners_family"):
        kinds = _kinds(fact.value)
        name = re.search(r"[A-Z]\w+", fact.value)
        winners = [crew for crew in known.crews if crew.positions.get("overall") == 1]
        if not kinds or name is None or not winners:
            continue
        elders = {word for crew in winners for person in crew.people for word in person.split()}
        younger = {comparable(name[0])}
        shared = {
            word
            for crew in known.crews if crew not in winners
            for person in crew.people if person.split()[0] in younger
            for word in person.split()
        }  # fmt: skip
        elders = (elders - shared) | set(words()["kin"]["winners"])
        found.append(KnownFamily(fact, (frozenset(younger), frozenset(elders)), _inverse(kinds)))
    for fact in known.facts("crew_named"):
        if kinds := _kinds(fact.note):
            names = {comparable(name) for name in fact.value.partition(",")[0].split(" - ")}
            found.append(KnownFamily(fact, (frozenset(names),), kinds))
    return tuple(found)


def _kinds(told: str) -> frozenset[str]:
    plain = comparable(told)
    return frozenset(
        kind for kind in words()["kin"]["words"] if pattern("kin", "words", kind).search(plain)
    )


def _inverse(kinds: frozenset[str]) -> frozenset[str]:
    """Return words with what they make the other: a daughter has parents."""
    inverse = words()["kin"]["inverse"]
    return kinds | {other for kind in kinds for other in inverse.get(kind, ())}
