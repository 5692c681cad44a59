"""Times of day of a sentence, held to the event's: its starts, arrivals, prizes, and crews."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reporting.proofreading.dates_in_text import (
    clock_time,
)
from reporting.proofreading.days_in_text import CLOCK, clause_of, is_clock
from reporting.proofreading.known_way import short_name
from reporting.proofreading.moments_in_text import (
    CEREMONIES,
    ceremony_of,
    ceremony_times,
    is_late,
    moments_of,
)
from reporting.proofreading.place_mentions import (
    PlaceMention,
    owned,
)
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import pattern, phrase
from reporting.story.fact_register import RegisteredFact


def times_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield times of day."""
    for match in CLOCK.finditer(sentence.plain):
        after = sentence.plain[match.end() :]
        parts = [phrase("days_in_text", part).match(after) for part in ("morning", "evening")]
        if not is_clock(sentence.plain, match):
            continue
        if match["noon"]:
            parts = [None, None]
        late = is_late(sentence, match)
        in_words = not (match["h"] or match["hour"] or match["pm"] or parts[0])
        time = clock_time(match, evening=bool(parts[1] or (late and in_words)))
        if time is None:
            continue
        facts = _facts_of_time(sentence, match, time)
        stated = sentence.text[match.start() : match.end()]
        if not facts or sentence.negated(match.start()):
            yield sentence.unsupported("time", stated)
        else:
            right = any(time == fact.value for fact in facts)
            expected, source = " / ".join(fact.value for fact in facts), facts[0].source
            yield sentence.claim("time", stated, expected, source, right=right, at=match.start())


def _facts_of_time(sentence: Sentence, match: re.Match[str], time: str) -> Sequence[RegisteredFact]:
    """Return what a time is held to: the event's own, or when the crew that is named was there."""
    key = _moment(sentence, match)
    facts = sentence.known.facts(key)
    every = [PlaceMention(one.start(), one.end(), "") for one in CLOCK.finditer(sentence.plain)]
    here = next(one for one in every if one.start == match.start())
    if key in CEREMONIES.values() and len(every) > 1:
        return ceremony_times(sentence, here, every, time)
    if (key and not key.endswith("start_time")) or key == "prologue_start_time":
        return facts
    own = moments_of(sentence, here, every, time)
    if own is None:
        return facts
    return own or [fact for fact in facts if fact.value == time]


def _moment(sentence: Sentence, match: re.Match[str]) -> str:
    """Return the key of the time that a sentence speaks of; nothing where it does not say."""
    plain = sentence.plain
    if sentence.previous and len(sentence.previous.plain.split()) <= _FEW:
        plain = f"{sentence.previous.plain} {plain}"  # "And off we go! 7:30, from the square."
    clause = sentence.plain[slice(*clause_of(sentence, match))]
    if match["word"] and len(CLOCK.findall(plain)) > 1:  # "up at seven: off at half past"
        plain = clause = phrase("days_in_text", "part").split(sentence.plain[: match.end()])[-1]
    prizes = ceremony_of(sentence, clause, match.start()) == "prizes"
    if prizes and sentence.known.facts("conference_prizes_time"):
        return "conference_prizes_time"
    if pattern("hints", "conference").search(plain):
        return "conference_start_time"
    if pattern("hints", "prologue").search(plain):
        return "prologue_start_time"
    if pattern("hints", "arrival").search(plain) and _at_the_end(sentence):
        return "arrival_time_announced"
    told = pattern("hints", "starts").search(plain) and not pattern("hints", "checks").search(plain)
    return _start_told(sentence, match, clause) if told else ""


def _start_told(sentence: Sentence, match: re.Match[str], clause: str) -> str:
    """Return the key of the start that a time is of; nothing where it is of another place."""
    low, high = clause_of(sentence, match)
    way = sentence.known.way
    starts = {way.town(short_name(leg.start)) for leg in sentence.known.legs}
    ends = {way.town(short_name(leg.finish)) for leg in sentence.known.legs} - starts
    elsewhere = any(
        low <= one.start < high and way.town(one.name) in ends for one in sentence.places
    )
    if elsewhere and not pattern("hints", "starts").search(clause):
        return ""  # "left at eight, and was in Bari at a quarter to four"
    return "" if _is_on_the_way(sentence, match) else _start(sentence, match)


def _is_on_the_way(sentence: Sentence, match: re.Match[str]) -> bool:
    """Tell whether a time stands behind a place where no leg begins: when somebody was there."""
    way, (low, high) = sentence.known.way, clause_of(sentence, match)
    before = [place for place in sentence.places if place.end <= match.start()]
    behind = [
        place
        for place in sentence.places
        if match.end() <= place.start < high
        and any(
            phrase("days_in_text", name).search(sentence.plain[: place.start])
            for name in ("there", "from_there")
        )
    ]
    return (bool(before) and way.town(before[-1].name) not in way.leg_ends) or (
        not any(low <= place.start for place in before)
        and bool(behind)
        and not any(way.leg_by("start", place.name) for place in behind)
    )


def _start(sentence: Sentence, match: re.Match[str]) -> str:
    """Return the key of the start that a time is of: the event's, or or that of a leg."""
    times = [PlaceMention(one.start(), one.end(), "") for one in CLOCK.finditer(sentence.plain)]
    here = next(one for one in times if one.start == match.start())
    leaves = phrase("days_in_text", "from_there")
    places = [
        PlaceMention(each.start, each.end, str(leg))
        for each in sentence.places
        if leaves.search(sentence.plain[: each.start])
        and (leg := sentence.known.way.leg_by("start", each.name))
    ]
    meant = [PlaceMention(each.start, each.end, str(each.number)) for each in sentence.meant_legs]
    meant = sorted([*meant, *places], key=lambda each: each.start)
    legs = {int(leg.name) for leg in owned(here, meant, times, sentence.plain)}
    if legs <= {1}:
        own = sentence.known.facts("start_time") or not sentence.known.facts("leg.1.start_time")
        return "start_time" if own else "leg.1.start_time"
    return f"leg.{min(legs)}.start_time" if len(legs) == 1 else ""


def _at_the_end(sentence: Sentence) -> bool:
    """Tell whether a sentence names where the whole way ends, and no other place."""
    way, legs = sentence.known.way, sentence.known.legs
    towns = {way.town(place.name) for place in sentence.places}
    return bool(legs) and towns == {short_name(legs[-1].finish)}


_FEW = 4
"""How many words a sentence has at most that only opens the next one."""
