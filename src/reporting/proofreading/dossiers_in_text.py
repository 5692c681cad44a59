"""Names and numbers in what is said of somebody or of a place, held to all that is known of them.

A dossier is what the tables say of one person met, or of one town, in both languages. A text that
puts another name to a head ("the Salzburg Festival" for the Menuhin Festival), or another number
to a noun ("twelve restaurants" for ten), says something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from rapidfuzz import fuzz

from reporting.proofreading.guests_in_text import guests_in
from reporting.proofreading.known import KnownEvent
from reporting.proofreading.numbers_in_text import NumberInText, numbers_in
from reporting.proofreading.place_mentions import PlaceMention
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.units_in_text import is_identifier
from reporting.proofreading.wording import comparable, pattern, phrase


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is known of a person or a town: texts, comparable, in any language; who says so.

    ``names`` are its names of two words.
    """

    texts: tuple[str, ...]
    source: str
    names: frozenset[tuple[str, str]] = frozenset()

    @property
    def whole(self) -> str:
        """All of it."""
        return " / ".join(self.texts)


def dossiers_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield the names and numbers that a sentence puts to what is known of its one subject."""
    yield from _where(sentence)
    subject, dossier = _subject(sentence)
    if subject is None or dossier is None:
        return
    yield from _names(sentence, subject, dossier)
    yield from _variants(sentence, dossier)
    yield from _numbers(sentence, dossier)


def _where(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold the town of what only one town has: "the seafront of B", "the military airport at C"."""
    known = sentence.known
    for words, town in _only_there(known).items():
        found = re.search(
            rf"(?<!\w){words}{phrase('dossiers_in_text', 'of_a_town').pattern}", sentence.plain
        )
        named = _NAME.match(sentence.text, found.end()) if found else None
        if not found or not named or sentence.negated(found.start()):
            continue
        place = next((one for one in sentence.places if one.start == named.start()), None)
        stands = place and known.way.town(place.name)
        if stands or known.is_strange_place(named[0]):
            stated = sentence.text[found.start() : place.end if place else named.end()]
            yield sentence.claim(
                "place", stated, town.title(), "waypoints.csv", right=stands == town,
                at=found.start(),
            )  # fmt: skip


_NAME = re.compile(r"[A-Z\u00c0-\u00dd][^\W\d_]{2,}")


@cache
def _only_there(known: KnownEvent) -> dict[str, str]:
    """Return the common words behind the names of towns, each with the one town that has it."""
    towns: dict[str, set[str]] = {}
    for key in known.keys("place."):
        for fact in known.facts(key) if key.endswith(".name") else ():
            for way in (fact.value, *fact.spellings.values()):
                town, _, rest = way.partition(", ")
                words = rest.partition(" (")[0]
                if words and words == words.lower():
                    towns.setdefault(comparable(words), set()).add(known.way.town(comparable(town)))
    return {words: min(own) for words, own in towns.items() if len(own) == 1}


def _subject(sentence: Sentence) -> tuple[PlaceMention | None, Dossier | None]:
    """Return whom or what a sentence speaks of: one person met, else one town."""
    known = sentence.known
    guests = {known.met[one.name].name: one for one in (guests_in(sentence) if known.met else ())}
    if guests:
        one = next(iter(guests.values())) if len(guests) == 1 else None
        return one, _people(known).get(known.met[one.name].name) if one else None
    towns = {known.way.town(place.name): place for place in sentence.places}
    dossiers = [(place, _towns(known)[town]) for town, place in towns.items()
                if town in _towns(known)]  # fmt: skip
    return dossiers[0] if len(dossiers) == 1 else (None, None)


def _names(sentence: Sentence, subject: PlaceMention, dossier: Dossier) -> Iterator[TextClaim]:
    """Hold the name beside each head to those that the dossier has beside it."""
    for head in pattern("dossiers", "heads").finditer(sentence.plain):
        if not re.search(rf"(?<!\w){head[0]}(?!\w)", dossier.whole):
            continue
        if _is_whole(sentence.plain, head, dossier):
            continue
        name = _beside(sentence.text, head.start(), head.end())
        words = {word[:_ROOT] for word in re.findall(r"[^\W\d_]{4,}", comparable(name))}
        own = words <= {word[:_ROOT] for word in subject.name.split()}
        if not words or own or sentence.negated(head.start()):
            continue
        known = {word for word in words if f" {word}" in f" {_parted(dossier.whole)}"}
        stated, expected = f"{name} ({head[0]})", _told(dossier, head[0])
        if not known and _is_nearly(comparable(name), dossier.whole):
            yield sentence.unsupported("spelling", stated, expected, dossier.source)
        elif known == words or not known:
            yield sentence.claim(
                "name", stated, expected, dossier.source, right=bool(known), at=head.start()
            )


def _is_nearly(name: str, whole: str) -> bool:
    """Tell whether every long word of a name is one of some text, but for a letter or two."""
    own = re.findall(r"[^\W\d_]{4,}", whole)
    return all(
        any(fuzz.ratio(word, other) >= _ALIKE for other in own)
        for word in re.findall(r"[^\W\d_]{4,}", name)
    )


_ALIKE = 80
"""How alike, of 100, two spellings of one word are."""


def _variants(sentence: Sentence, dossier: Dossier) -> Iterator[TextClaim]:
    """Hold a name of two words to the dossier's that begins with the same one."""
    for found in phrase("dossiers_in_text", "two_words").finditer(sentence.text):
        first, second = map(comparable, found.groups())
        known = {name[1] for name in dossier.names if name[0] == first} - {first}
        strange = second not in dossier.whole and not sentence.negated(found.start())
        if known and (second in known or strange):
            yield sentence.claim(
                "name", found[0], f"{first} {min(known)}".title(), dossier.source,
                right=second in known, at=found.start(),
            )  # fmt: skip


_ROOT, _NOUN = 5, 4
"""How many letters the forms of a name share; how many a noun has at least."""


def _parted(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def _told(dossier: Dossier, head: str) -> str:
    return next((text for text in dossier.texts if head in text), dossier.texts[0])


def _is_whole(plain: str, head: re.Match[str], dossier: Dossier) -> bool:
    """Tell whether a head stands behind the word that it is known with: "automobile club".

    What follows it, with a capital, then begins something else.
    """
    before = re.search(r"([^\W\d_]{4,}) $", plain[: head.start()])
    return before is not None and f" {before[1]} {head[0]}" in f" {_parted(dossier.whole)}"


def _beside(text: str, start: int, end: int) -> str:
    """Return the name behind a head, or right before it; empty where none stands there."""
    behind = phrase("dossiers_in_text", "behind").match(text, end)
    before = phrase("dossiers_in_text", "before").search(text[:start])
    return (behind or before or {1: ""})[1]


def _numbers(sentence: Sentence, dossier: Dossier) -> Iterator[TextClaim]:
    """Hold how many of something there are to the number that the dossier puts to the noun."""
    for number in (*sentence.numbers, *_ordinals(sentence.plain)):
        if is_identifier(sentence, number):
            continue
        noun = _noun_behind(sentence.plain, number.end)
        known = {value for stem, value in _counted(dossier) if noun.startswith(stem)}
        if len(known) == 1 and not sentence.negated(number.start):
            (value,) = known
            stated = f"{sentence.text[number.start : number.end]} {noun}"
            yield sentence.claim(
                "count", stated, value, dossier.source,
                right=value == str(number.values[0]), at=number.start,
            )  # fmt: skip


def _ordinals(plain: str) -> list[NumberInText]:
    return [
        NumberInText(found.start(), found.end(), (Decimal(found[0]),))
        for found in phrase("dossiers_in_text", "ordinal").finditer(plain)
    ]


def _noun_behind(plain: str, end: int) -> str:
    found = phrase("dossiers_in_text", "noun").match(plain, end)
    return found[1] if found else ""


@cache
def _counted(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """Return the stems of the nouns that a dossier counts, each with its number."""
    return tuple(
        (noun[: max(_NOUN, len(noun) - 2)], str(number.values[0]))
        for text in dossier.texts
        for number in (*numbers_in(text, ""), *_ordinals(text))
        if (noun := _noun_behind(text, number.end))
    )


@cache
def _people(known: KnownEvent) -> dict[str, Dossier]:
    """Return the dossier of each person who was met, by the name."""
    return {
        facts[0].value: _dossier(known, key.rpartition(".")[0])
        for key in known.keys("encounter.")
        if key.endswith(".person")
        for facts in [known.facts(key)]
    }


@cache
def _towns(known: KnownEvent) -> dict[str, Dossier]:
    """Return the dossier of each town: the names of what stands in it, the words on it."""
    every: dict[str, list[Dossier]] = {}
    for key in known.keys("place."):
        if key.endswith(".name"):
            one = _dossier(known, key.rpartition(".")[0], "name")
            every.setdefault(known.way.town(one.texts[0].split(",")[0]), []).append(one)
    for key in known.keys(""):
        if key in every:  # a fact that bears a town's name
            every[key].append(_dossier(known, key, ""))
    return {
        town: Dossier(tuple(text for one in ones for text in one.texts), ones[0].source)
        for town, ones in every.items()
    }


def _dossier(known: KnownEvent, prefix: str, *parts: str) -> Dossier:
    """Return all that the facts of a row say, or some parts of it, in all languages."""
    keys = [f"{prefix}.{part}".rstrip(".") for part in parts] or known.keys(f"{prefix}.")
    facts = [fact for key in keys for fact in known.facts(key)]
    texts = [text for fact in facts for text in (fact.value, *fact.spellings.values())]
    names = {
        (comparable(found[1]), comparable(found[2]))
        for fact in facts
        if not fact.key.endswith((".person", ".place", ".theme"))
        for text in (fact.value, *fact.spellings.values())
        for found in phrase("dossiers_in_text", "two_words").finditer(text)
    }
    return Dossier(tuple(dict.fromkeys(map(comparable, texts))), facts[0].source, frozenset(names))
