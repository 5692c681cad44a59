"""A text read sentence by sentence: where each ends, which question it answers, what it is of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from reporting.proofreading.doubts_in_text import takes_for_granted
from reporting.proofreading.known import KnownEvent
from reporting.proofreading.place_mentions import legs_in
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.spelt_years import with_digits
from reporting.proofreading.texts import TextLine
from reporting.proofreading.wording import comparable, language_of, pattern, phrase

_UNSEEN = re.compile("[\ufe0e\ufe0f\u20e3\u200b\u00ad]")
# A full stop ends no sentence after a capital alone, a short form or between figures.
_END = phrase("sentence", "end")
# What a question asks, or a reader is invited to, is not what stands before its emoji.
_ASIDE = phrase("sentence", "aside")
# "1. A; 2. B": the number in a list is a place and ends no sentence.
_LISTED = re.compile(r"(^|[:;,–—-] )([1-9])\. ")
_FIRST = re.compile(r"(^|[:;,–—-] )1\. ")


def sentences(lines: Iterable[TextLine], known: KnownEvent) -> Iterator[Sentence]:
    """Yield the sentences of a text; what follows the name of another event is about that."""
    lines = tuple(lines)
    language = language_of(comparable(" ".join(line.text for line in lines)[:20_000]))
    elsewhere = False
    text_leg = _leg_of(lines[:_HEAD], known)
    heading = ""
    for line in lines:
        heading = _heading(line, known, heading)
        text_leg = _leg_of([line], known) or text_leg if _is_title(line) else text_leg
        text = with_digits(_UNSEEN.sub("", line.text))
        if _FIRST.search(text):
            text = _LISTED.sub(r"\1\2° ", text)
        previous: Sentence | None = None
        leg = text_leg
        named = len(text) <= _POST and known.is_named(text)
        parts = [cut for part in _END.split(text) if part.strip() for cut in _cut(part)]
        parts = [one for part in parts for one in _ASIDE.split(part) if one]
        for asked, part in _with_answers(parts):
            elsewhere = known.is_elsewhere(part, elsewhere)
            sentence = Sentence(
                line.number, part, known, language, elsewhere, previous, asked, leg, heading, named
            )
            yield sentence
            previous = sentence
            legs = {each.number for each in sentence.legs}
            leg = min(legs) if len(legs) == 1 else leg


_POST = 300
"""How many characters a post has at most whose hashtag says what all its sentences are of."""


def _heading(line: TextLine, known: KnownEvent, before: str) -> str:
    """Return the ranking that a title names; that of the last title where a line is none."""
    plain = comparable(line.text)
    if not _is_title(line):
        return before
    named = [
        ranking for ranking in known.rankings if any(mark in plain for mark in known.marks[ranking])
    ]
    return named[0] if len(named) == 1 else before


def _is_title(line: TextLine) -> bool:
    return len(line.text.split()) <= _TITLE and not line.text.rstrip().endswith(_ENDS)


_ENDS = (".", "!", "?", ";", ",")


def _leg_of(head: Iterable[TextLine], known: KnownEvent) -> int | None:
    """Return the one leg that the titles of a text name by its number."""
    titles = (comparable(line.text) for line in head if len(line.text.split()) <= _TITLE)
    named = {leg.number for title in titles for leg in legs_in(title, known, False)}
    return named.pop() if len(named) == 1 else None


_HEAD, _TITLE = 3, 15
"""In how many lines the titles of a text stand, and how many words one has at most."""

_LONGEST = 1200
"""How many characters a sentence has at most: what is longer is no sentence, and read in parts."""


def _cut(part: str) -> list[str]:
    if len(part) <= _LONGEST:
        return [part]
    return re.findall(rf".{{1,{_LONGEST}}}(?:\s|$)|.{{{_LONGEST}}}", part, re.DOTALL)


_TOPIC = 10
"""How many words a question has at most that only names what its answer is about."""


def _with_answers(parts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield each sentence with the length of the question that it answers: "The way? 560 km."."""
    question = ""
    for at, part in enumerate(parts):
        following = parts[at + 1] if at + 1 < len(parts) else ""
        topic = part.rstrip().endswith("?") and len(part.split()) <= _TOPIC
        plain = not pattern("guards", "answer").match(comparable(following).lstrip(" -\u2013:"))
        if (
            topic
            and not takes_for_granted(comparable(part))
            and not question
            and following
            and plain
            and not following.rstrip().endswith("?")
        ):
            question = f"{part} "
            continue
        yield len(question), question + part
        question = ""
