"""Times of day at which a crew is said to have been somewhere, held to its starts and passages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from reporting.proofreading.known import KnownEvent
from reporting.proofreading.place_mentions import PlaceMention, Spanned, belonging
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.subjects_in_text import subjects_of
from reporting.proofreading.wording import comparable, pattern, phrase
from reporting.story.fact_register import RegisteredFact


def moments_of(
    sentence: Sentence, clock: Spanned, clocks: Sequence[Spanned], time: str
) -> Sequence[RegisteredFact] | None:
    """Return what a time of day is held to that is one crew's own; None where it is none's.

    Parameters
    ----------
    sentence
        It speaks of one crew, at one place.
    clock, clocks
        Where the time stands, and where all times of the sentence stand.
    time
        The time, as "07:30". Between a crew's first and last time at a place it is left open.
    """
    crews = {one.crew for one in subjects_of(sentence)}
    crew = next(iter(crews)) if len(crews) == 1 else None
    if crew is None or not crew.number or not _moments(sentence.known):
        return None
    place = _place(sentence, clock, clocks)
    stays = _moments(sentence.known).get((crew.number, place), ())
    facts = [fact for stay in stays for fact in stay]
    times = [fact.value for fact in facts]
    spans = [[fact.value for fact in stay] for stay in stays]
    open_ = time not in times and any(min(span) < time < max(span) for span in spans)
    passes = phrase("moments_in_text", "passes").search(sentence.plain)
    return [] if open_ or (not passes and time not in times) else facts


def _place(sentence: Sentence, clock: Spanned, clocks: Sequence[Spanned]) -> str:
    """Return the town that a time is said of; that where a leg begins where none is named."""
    way = sentence.known.way
    compared = phrase("counts_in_text", "compared")
    places: list[PlaceMention] = [
        one for one in sentence.places if not compared.search(sentence.plain[: one.start])
    ]
    place = belonging(clock, places, clocks)
    if place is not None:
        return way.town(place.name)
    legs = {leg.number for leg in sentence.meant_legs} or {1}
    starts = phrase("moments_in_text", "starts").search(sentence.plain)
    begins = [leg.start for leg in sentence.known.legs if legs == {leg.number}]
    return way.town(comparable(begins[0])) if starts and begins else ""


def ceremony_of(sentence: Sentence, clause: str, at: int) -> str:
    """Return which of prizes and conference a clause names; of both the one right before a time."""
    named = [hint for hint in ("prizes", "conference") if pattern("hints", hint).search(clause)]
    before = sentence.plain[:at]
    starts = {
        hint: max((one.start() for one in pattern("hints", hint).finditer(before)), default=-1)
        for hint in named
    }
    return max(named, key=lambda hint: starts[hint], default="")


def ceremony_times(
    sentence: Sentence, clock: Spanned, clocks: Sequence[Spanned], time: str
) -> Sequence[RegisteredFact]:
    """Return what one of several times is held to: the prizes, or the conference, of its own part.

    Where its part names neither, it can only be right.
    """
    which = ceremony_of(sentence, _own_part(sentence, clock, clocks), clock.start)
    if which:
        return sentence.known.facts(CEREMONIES[which])
    told = [fact for key in CEREMONIES.values() for fact in sentence.known.facts(key)]
    return [fact for fact in told if fact.value == time][:1]


CEREMONIES = {"prizes": "conference_prizes_time", "conference": "conference_start_time"}
"""What has a time of its own on the last day, and the fact that says which."""


def _own_part(sentence: Sentence, clock: Spanned, clocks: Sequence[Spanned]) -> str:
    """Return the part of a sentence with several times that one of them is said of.

    Where what happens stands before its time ("the prizes at nine, the conference at ten"), that is
    what lies behind the time before; where the times lead, what lies before the next one.
    """
    plain = sentence.plain
    at = [one.start for one in clocks].index(clock.start)
    if not phrase("moments_in_text", "leads").fullmatch(plain[: clocks[0].start]):
        return plain[clocks[at - 1].end if at else 0 : clock.end]
    return plain[clock.start : clocks[at + 1].start if at + 1 < len(clocks) else None]


def is_late(sentence: Sentence, clock: re.Match[str]) -> bool:
    """Tell whether a time is one of the evening: the part of the day nearest to it."""
    high = next(iter(_CLAUSE_ENDS.finditer(sentence.plain, clock.end())), None)
    told = [
        (max(found.start() - clock.end(), clock.start() - found.end()), late)
        for late, form in (
            (True, phrase("days_in_text", "late")), (False, pattern("hints", "morning"))
        )
        for found in form.finditer(sentence.plain[: high.start() if high else None])
    ]  # fmt: skip
    return min(told, default=(0, False))[1]


_CLAUSE_ENDS = phrase("days_in_text", "clause_end")


@cache
def _moments(known: KnownEvent) -> dict[tuple[str, str], list[list[RegisteredFact]]]:
    """Return the first and last times of each crew, by its number, at each place of a town."""
    every: dict[tuple[str, str], list[list[RegisteredFact]]] = {}
    for key in known.keys("moment."):
        _, number, _, place = key.split(".", 3)
        for town in {known.way.town(part) for part in comparable(place).split(", ")}:
            every.setdefault((number, town), []).append(known.facts(key))
    return every
