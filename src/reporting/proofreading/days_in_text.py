"""Days of a sentence, held to the event's calendar."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from reporting.proofreading.dates_in_text import (
    date_form,
    day_in_words,
    names_of,
    parts_of,
    range_form,
    weekday_form,
)
from reporting.proofreading.numbers_in_text import ordinal_value
from reporting.proofreading.place_mentions import (
    LegMention,
    PlaceMention,
    belonging,
    beside_day,
)
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import comparable, pattern, phrase

CLOCK = phrase("days_in_text", "clock")


@lru_cache(maxsize=8)  # each reader of a sentence asks again
def dated(plain: str) -> tuple[tuple[int, int], ...]:
    """Return where dates and times stand in a text: their numbers count nothing."""
    return tuple(
        each.span()
        for expression in (range_form(), date_form(), CLOCK)
        for each in expression.finditer(plain)
        if expression is not CLOCK or is_clock(plain, each)
    )


def is_clock(plain: str, match: re.Match[str]) -> bool:
    """Tell whether figures with a full stop are a time of day: words around them say so."""
    if match["sign"] != ".":
        return True
    after = plain[match.end() :]
    parts = (phrase("days_in_text", part).match(after) for part in ("morning", "evening"))
    return bool(phrase("days_in_text", "at_hour").search(plain[: match.start()]) or any(parts))


def days_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield dates and weekdays."""
    yield from _ranges(sentence)
    yield from _dates(sentence)
    yield from _weekdays(sentence)


def _dates(sentence: Sentence) -> Iterator[TextClaim]:
    known = sentence.known
    ranges = [match.span() for match in range_form().finditer(sentence.plain)]
    every = [
        match
        for match in date_form().finditer(sentence.plain)
        if not any(low <= match.start() < high for low, high in ranges)
    ]
    found = [
        match for match in every if not _DATELINE.match(sentence.plain[match.end() :])
    ] or every
    for match in every:
        weekday, day, month, told = parts_of(match, _month(sentence, match))
        stated = sentence.text[match.start() : match.end()]
        year = int(told or known.info.start.year)
        try:
            date = dt.date(year, month, day)
        except ValueError:
            yield sentence.claim("date", stated, "", "the calendar", right=False, at=match.start())
            continue
        if weekday and names_of("day")[weekday] != date.weekday():
            right = day_in_words(date)
            yield sentence.claim(
                "weekday", stated, right, "the calendar", right=False, at=match.start()
            )
            continue
        expected = _expected(sentence, match, found) if match in found else set()
        if not expected and _is_of_no_day(sentence, date):
            expected = {known.info.start, known.info.end}
        if not expected or sentence.negated(match.start()):
            yield sentence.unsupported("date", stated)
            continue
        days = " / ".join(sorted(each.isoformat() for each in expected))
        source = "event.toml; facts.csv"
        yield sentence.claim("date", stated, days, source, right=date in expected, at=match.start())


def _month(sentence: Sentence, match: re.Match[str]) -> int:
    """Return the month that a day without one is of: the event's in which there is such a day."""
    start, end = sentence.known.info.start, sentence.known.info.end
    day = ordinal_value(match[10] or "")
    every = (start + dt.timedelta(at) for at in range((end - start).days + 1))
    return next((date.month for date in every if date.day == day), start.month)


def _ranges(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold "from the 10th to the 12th of April" to the event's first and last days."""
    info, legs = sentence.known.info, sentence.known.legs
    for match in range_form().finditer(sentence.plain):
        day, month, last, end, year, end2, day2, month2, last2, year2 = match.groups()
        first_month, last_month = (month or end, end) if last else (end2, month2 or end2)
        try:
            first, until = (
                dt.date(int(year or year2 or info.start.year), names_of("month")[name], int(number))
                for number, name in ((day or day2, first_month), (last or last2, last_month))
            )
        except ValueError:
            continue
        ours = sentence.of_the_event or sentence.places or sentence.crews or year or year2
        if not ours or sentence.legs or pattern("guards", "other_day").search(sentence.plain):
            continue
        right = first in {info.start, legs[0].date} and until in {info.end, legs[-1].date}
        inside = info.start <= first and until <= info.end
        stated = sentence.text[match.start() : match.end()]
        if right or not inside:
            told = f"{info.start.isoformat()} / {info.end.isoformat()}"
            yield sentence.claim("date", stated, told, "event.toml", right=right, at=match.start())


def _is_of_no_day(sentence: Sentence, date: dt.date) -> bool:
    """Tell whether a day on which something of the event is said to be is none of its days."""
    info = sentence.known.info
    ours = sentence.of_the_event or sentence.places or sentence.legs or sentence.crews
    another = pattern("guards", "other_day").search(sentence.plain)
    return bool(ours and not another and not info.start <= date <= info.end)


_DATELINE = re.compile(r"\s*(?:-|\.|:)\s(?!\d)")
"""What stands behind the date that a release begins with."""


def _expected(
    sentence: Sentence, match: re.Match[str], dates: Sequence[re.Match[str]]
) -> set[dt.date]:
    """Return the days that the words around a day can mean; nothing where they do not say."""
    known, scopes = sentence.known, sentence.scopes
    own_part = clause_of(sentence, match)
    start, end = sentence.half(match.start()) if len(dates) == 1 else own_part
    clause = sentence.plain[start:end]
    if not sentence.named_legs:
        scopes = [scope for scope in scopes if start <= scope.start < end]
    here = _fitting_place(sentence, match)
    if here and not sentence.named_legs:  # "in A on Friday night, and never reached B"
        scopes = [scope for scope in scopes if scope.start == here.start]
    told = sentence.plain[slice(*own_part)]
    own = not sentence.named_legs and any(_is_of(sentence, told, hint) for hint, _ in _DAYS_OF)
    begun = None if sentence.legs else _said_right_before(sentence, match)
    if begun is not None and sentence.covers:
        return begun
    if scopes and not own:
        leg = _leg(scopes, match, dates, bool(sentence.named_legs))
        return {each.date for each in known.legs if leg and each.number == leg.number}
    for hint, key in _DAYS_OF:
        if _is_of(sentence, clause, hint):
            day = known.day(key)
            return {day} if day and _is_there(sentence, f"{hint}_place") else set()
    low, high = own_part
    inside = [one for one in sentence.places if low <= one.start < high]
    return _at_an_end(sentence, clause, [here] if here else inside)


def _fitting_place(sentence: Sentence, match: re.Match[str]) -> PlaceMention | None:
    """Return the place right beside a day on which the event was there; None for others."""
    here = beside_day(LegMention(*match.span(), 0), sentence.places, sentence.plain)
    way = sentence.known.way
    stops = way.stops.get(way.town(here.name), ()) if here else ()
    legs = {leg.number for leg in sentence.days_as_legs}
    return here if legs & {stop.leg for stop in stops} else None


def _at_an_end(sentence: Sentence, clause: str, places: Sequence[PlaceMention]) -> set[dt.date]:
    """Return the day of a start, or a finish: that of the leg at the one place that is named."""
    info, legs = sentence.known.info, sentence.known.legs
    starts, ends = (bool(pattern("hints", hint).search(clause)) for hint in ("starts", "ends"))
    if starts == ends or not legs:
        return set()
    those = phrase("second_readings", "attributive")
    if any(those.search(sentence.plain[: place.start]) for place in places):
        return set()
    way = sentence.known.way
    told = {way.leg_by("start" if starts else "finish", place.name) for place in places} - {None}
    if len(told) == 1:
        return {each.date for each in legs if each.number in told}
    return {info.start, legs[0].date} if starts else {info.end, legs[-1].date}


_DAYS_OF = (
    ("conference", "conference_date"), ("checks", "checks_date"), ("prologue", "checks_date"),
)  # fmt: skip
"""What has a day of its own, and the fact that says which."""


def _said_right_before(sentence: Sentence, match: re.Match[str]) -> set[dt.date] | None:
    """Return the first, or last, days where the verb right before a day says which; else None."""
    before = " ".join(sentence.plain[: match.start()].split()[-_WORDS:])
    starts, ends = (bool(pattern("hints", hint).search(before)) for hint in ("starts", "ends"))
    info, legs = sentence.known.info, sentence.known.legs
    if starts == ends or not legs:
        return None
    return {info.start, legs[0].date} if starts else {info.end, legs[-1].date}


_WORDS = 3
"""How many words before a day say what happened then."""


def _is_of(sentence: Sentence, clause: str, hint: str) -> bool:
    """Tell whether a clause speaks of what has a day of its own; a trophy has its prologue's."""
    known = sentence.known
    marks = [mark for name in known.prologues for mark in known.marks[name]]
    cup = hint == "prologue" and any(mark in clause for mark in marks)
    return cup or bool(pattern("hints", hint).search(clause))


def _is_there(sentence: Sentence, key: str) -> bool:
    """Tell whether no place that a sentence names is another one than is published."""
    facts = sentence.known.facts(key)
    towns = {sentence.known.way.town(place.name) for place in sentence.places}
    return not facts or all(town in comparable(facts[0].value) for town in towns)


def _leg(
    scopes: Sequence[LegMention],
    match: re.Match[str],
    dates: Sequence[re.Match[str]],
    named: bool,
) -> LegMention | None:
    """Return the leg that a day is said of: the one, or in a list the nearest."""
    numbers = {scope.number for scope in scopes}
    if named and len(numbers) > 1 and len(numbers) != len(dates):
        return None
    spans = [LegMention(each.start(), each.end(), 0) for each in dates]
    return belonging(LegMention(match.start(), match.end(), 0), scopes, spans)


def clause_of(sentence: Sentence, match: re.Match[str]) -> tuple[int, int]:
    """Return where the part of a sentence, between commas, begins and ends around a date."""
    low, high = sentence.half(match.start())
    start = max(low, sentence.plain.rfind(",", 0, match.start()) + 1)
    end = sentence.plain.find(",", match.end())
    return start, min(high, end) if end >= 0 else high


def _weekdays(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold a weekday without a date to the leg that the sentence is about."""
    if date_form().search(sentence.plain):
        return
    days = list(weekday_form().finditer(sentence.plain))
    expected = _expected(sentence, days[0], days) if len(days) == 1 else set()
    span = (sentence.known.info.end - sentence.known.info.start).days + 1
    every = {sentence.known.info.start + dt.timedelta(at) for at in range(min(span, 7))}
    if days and not expected and all(
        names_of("day")[days[0][1]] != date.weekday() for date in every
    ) and _is_of_no_day(sentence, dt.date.max):  # fmt: skip
        told = " / ".join(day_in_words(date) for date in sorted(every))
        yield sentence.claim(
            "weekday", days[0][1], told, "event.toml", right=False, at=days[0].start()
        )
    if len(expected) == 1 and not sentence.negated(days[0].start()):
        (date,) = expected
        right = names_of("day")[days[0][1]] == date.weekday()
        yield sentence.claim(
            "weekday", days[0][1], day_in_words(date), "event.toml", right=right, at=days[0].start()
        )
