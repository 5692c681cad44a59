"""Registered words that end in a name: who uses the words with another name says something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from reporting.proofreading.known import KnownEvent
from reporting.proofreading.numbers_in_text import ordinal_value
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import comparable, pattern, phrase
from reporting.story.fact_register import RegisteredFact


@dataclass(frozen=True, slots=True)
class RegisteredWords:
    """Registered words: the common ones before a name, by their beginnings, and the name."""

    fact: RegisteredFact
    stems: tuple[str, ...]
    name: str


def wording_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield what a sentence says in registered words, with their name or with another one."""
    yield from _times(sentence)
    yield from _roads(sentence)
    seen: set[str] = set()
    for told in _told(sentence.known):
        if told.fact.key in seen or sum(stem in sentence.plain for stem in told.stems) < _ENOUGH:
            continue
        found = [re.search(rf"(?<!\w){stem}\w*", sentence.plain) for stem in told.stems]
        if sum(one is not None for one in found) < _ENOUGH or sentence.negated(0):
            continue
        anchor = next((one for one in reversed(found) if one), None)
        if anchor is None:
            continue
        name = _NAME.match(sentence.text, anchor.end())
        if name is None:
            continue
        seen.add(told.fact.key)
        words = {word[:_ROOT] for word in re.findall(r"\w+", told.name)}
        right = {word[:_ROOT] for word in re.findall(r"\w+", comparable(name[1]))} <= words
        stated = sentence.text[anchor.start() : name.end()]
        if right or sentence.known.is_strange(name[1].split()[0]):
            yield sentence.claim(
                "words", stated, told.fact.value, told.fact.source, right=right, at=anchor.start()
            )


def _roads(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold the number of the road along the coast, where the towns on it are named."""
    facts = sentence.known.facts("coast_road")
    towns = {comparable(fact.value) for fact in sentence.known.facts("coast_town")}
    named = any(place.name in towns for place in sentence.places)
    coast = named or pattern("hints", "coast").search(sentence.plain)
    known = {number for fact in facts for number in re.findall(r"\d+", fact.value)}
    for found in phrase("wording_in_text", "road").finditer(sentence.plain if coast else ""):
        if known and not sentence.negated(found.start()):
            yield sentence.claim(
                "words", found[0], facts[0].value, facts[0].source,
                right=found[1] in known, at=found.start(),
            )  # fmt: skip


def _times(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold "three times champions of the X" to how often that is registered."""
    here = _OFTEN.search(sentence.plain)
    for fact, number, names in _often(sentence.known) if here else ():
        told = _times_told(here) if here else None
        if not here or not told or not any(name in sentence.plain for name in names):
            continue
        if not sentence.negated(here.start()):
            yield sentence.claim(
                "words", here[0], fact.value, fact.source, right=told == number, at=here.start()
            )


def _times_told(found: re.Match[str]) -> int | None:
    """Return how often something is said to have been: "three-time", "due volte", "twice"."""
    return 2 if found["two"] else 3 if found["three"] else ordinal_value(found[1])


@cache
def _often(known: KnownEvent) -> tuple[tuple[RegisteredFact, int, tuple[str, ...]], ...]:
    """Return the facts that say how often, with the number and the names beside it."""
    every = []
    for key in known.keys(""):
        for fact in known.facts(key):
            ways = [fact.value, *fact.spellings.values()] if fact.kind == "words" else []
            counts = [
                _times_told(found) for way in ways if (found := _OFTEN.search(comparable(way)))
            ]
            names = {comparable(name) for way in ways for name in re.findall(_NAMED, way)}
            number = counts[0] if counts else None
            if number and names:
                every.append((fact, number, tuple(names)))
    return tuple(every)


_OFTEN = phrase("wording_in_text", "often")
_NAME = re.compile(phrase("wording_in_text", "name").pattern)
_NAMED = r"[A-Z][a-z]+ [A-Z][a-z]+"

_ENOUGH, _ROOT = 2, 5
"""How many of the words stand in a text that speaks of the same; what forms of a name share."""


@cache
def _told(known: KnownEvent) -> tuple[RegisteredWords, ...]:
    found = []
    for key in known.keys(""):
        for fact in known.facts(key):
            if fact.kind != "words" or "." in key:
                continue
            for way in (fact.value, *fact.spellings.values()):
                name = re.search(r"(?<=[a-z'’] )[A-Z]\w+(?: [A-Z]\w+)*", way)
                if name is None:
                    continue
                before = re.findall(r"[^\W\d_]{5,}", comparable(way[: name.start()]))
                stems = tuple(word[: max(5, len(word) - 2)] for word in before)
                if len(stems) >= _ENOUGH:
                    found.append(RegisteredWords(fact, stems, comparable(name[0])))
    return tuple(found)
