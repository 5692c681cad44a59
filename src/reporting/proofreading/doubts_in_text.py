"""What makes a sentence doubtful: another's words, a wish, another year or race, a question.

A doubt reaches as far as it is said: what somebody is quoted to wish takes nothing from what stands
outside the quotation, and what a figure is compared with is doubted alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from reporting.proofreading.known import KnownEvent
from reporting.proofreading.wording import comparable, pattern, phrase

_WORDS = ("reported", "unreal", "other_time", "other_event")
_QUOTED = re.compile(r"[«“\"][^«»“”\"]{3,}[»”\"]")


def is_doubtful(text: str, plain: str, known: KnownEvent, built: Collection[str]) -> bool:
    """Tell whether a sentence tells another's words, a wish, another year or race.

    Parameters
    ----------
    text, plain
        The sentence as it stands, and comparable, without the years of cars and prizes.
    known
        The event.
    built
        Years of the event's cars, where it speaks of these.
    """
    meant = _without_set_phrases(text, plain)
    if any(pattern("guards", name).search(meant) for name in _WORDS):
        return True
    for low, high in compared_with(plain, known):
        meant = meant[:low] + " " * (high - low) + meant[high:]
    years = set(re.findall(r"(?<!\d)20\d\d(?!\d)", meant))
    years -= set(phrase("sentence", "by_year").findall(plain))  # a target's
    return bool(years - {str(known.info.start.year)} - {*built})


def _without_set_phrases(text: str, plain: str) -> str:
    """Return a sentence without what only sounds like a doubt: "who would have thought", "sé"."""
    for name in ("exclaimed", "titled"):
        plain = phrase("doubts_in_text", name).sub(lambda found: " " * len(found[0]), plain)
    signs = list(plain)
    for found in _SELF.finditer(text):  # accents tell a pronoun from a condition
        signs[found.start()] = " "
    return "".join(signs)


_SELF = re.compile(r"(?<!\w)[Ss][éè](?!\w)")


def compared_with(plain: str, known: KnownEvent) -> list[tuple[int, int]]:
    """Return where a sentence only compares with another year: "against the 39.1 of 2024"."""
    return [
        found.span()
        for found in phrase("doubts_in_text", "compared").finditer(plain)
        if found[1] != str(known.info.start.year)
    ]


def asks(text: str, plain: str) -> bool:
    """Tell whether a sentence is a question that takes nothing for granted."""
    if not text.rstrip().endswith("?") or ":" in text:
        return False
    return not (
        phrase("doubts_in_text", "exclaimed_at_end").search(plain) or takes_for_granted(plain)
    )


def takes_for_granted(plain: str) -> bool:
    """Tell whether a question states what it asks the reason of, or who has missed it."""
    return phrase("doubts_in_text", "takes_for_granted").match(plain) is not None


def is_of_another_race(text: str, known: KnownEvent) -> bool:
    """Tell whether a sentence names a race, a show or a museum of a place that nobody knows."""
    return any(
        known.is_strange(name := next(filter(None, found.groups()))) and not known.is_in_name(name)
        for found in phrase("sentence", "event_at").finditer(text)
    )


def outside_quotations(text: str) -> str:
    """Return a text with what is quoted in it blanked, sign by sign."""
    return _QUOTED.sub(lambda found: " " * len(found[0]), text)


def quoted_by_others(text: str) -> list[tuple[int, int]]:
    """Return where a text quotes somebody who says so and does not speak for the event.

    Who worked for the race speaks for it, and so does who is only "she": the text has named them.
    """
    outside = comparable(_QUOTE.sub(" ", text))
    if not pattern("guards", "speech").search(outside):
        return []
    if pattern("guards", "own_voice").search(outside):
        return []
    return [quote.span() for quote in _QUOTE.finditer(text)]


_QUOTE = re.compile(r"[«“\"].{3,}?[»”\"]")


def within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether something stands in one of some spans."""
    return any(start <= at < end for start, end in spans)
