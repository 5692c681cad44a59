"""Days, times, ways and regions of a sentence, held to the event's calendar and its places."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache

from babel.dates import get_day_names, get_month_names

from reporting.proofreading.sentence import Sentence, TextClaim
from reporting.proofreading.wording import comparable, pattern

_FROM_TO = r"(?:da|dal|from)\s+{a}\W+(?:\w+\W+){{0,3}}?(?:a|ad|to|fino a|verso|sino a)\s+{b}(?!\w)"
_CLOCK = re.compile(r"(?<![\d.,])([01]?\d|2[0-3])[:.h]([0-5]\d)(?!\.?\d|\s*(?:km|%))")
_SINCE = re.compile(r"(?<!\w)(?:dal|since|sin dal|fin dal|from)\s+((?:19|20)\d\d)(?!\d)")


@cache
def _names(kind: str) -> dict[str, int]:
    """Return each name of a weekday (0 to 6) or a month (1 to 12) in both languages."""
    take = get_day_names if kind == "day" else get_month_names
    return {
        comparable(name): number
        for locale in ("it", "en")
        for number, name in take("wide", locale=locale).items()
    }


@cache
def _date() -> re.Pattern[str]:
    days, months = "|".join(_names("day")), "|".join(_names("month"))
    ordinal = r"(\d{1,2})(?:st|nd|rd|th|°|º)?"
    return re.compile(
        rf"(?:(?<!\w)({days}),?\s+(?:il |the |l')?)?(?<![\d.,]){ordinal}\s+(?:of )?({months})(?!\w)"
        rf"(?:,?\s+(20\d\d))?"
        rf"|(?:(?<!\w)({days}),?\s+)?(?<!\w)({months})\s+{ordinal}(?!\d)(?:,?\s+(20\d\d))?"
    )


def days_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield dates, weekdays, times, ways, regions and years of partnership."""
    yield from _dates(sentence)
    yield from _weekdays(sentence)
    yield from _times(sentence)
    yield from _ways(sentence)
    yield from _regions(sentence)
    yield from _since(sentence)
    yield from _met(sentence)


def _dates(sentence: Sentence) -> Iterator[TextClaim]:
    every = list(_date().finditer(sentence.plain))
    found = [
        match for match in every if not _DATELINE.match(sentence.plain[match.end() :])
    ] or every
    for match in every:
        weekday, day, month = (match[1] or match[5], match[2] or match[7], match[3] or match[6])
        stated = sentence.text[match.start() : match.end()]
        year = int(match[4] or match[8] or sentence.known.info.start.year)
        try:
            date = dt.date(year, _names("month")[month], int(day))
        except ValueError:
            yield sentence.claim("date", stated, "", "the calendar", right=False)
            continue
        if weekday and _names("day")[weekday] != date.weekday():
            right = _named(date)
            yield sentence.claim("weekday", stated, right, "the calendar", right=False)
            continue
        if len(found) == 1:
            expected = _expected(sentence, sentence.plain) if match in found else set()
        else:
            expected = _expected(sentence, _clause(sentence.plain, match))
        if not expected or sentence.negated(match.start()):
            yield sentence.unsupported("date", stated)
            continue
        told = " / ".join(sorted(each.isoformat() for each in expected))
        yield sentence.claim("date", stated, told, "event.toml; facts.csv", date in expected)


_DATELINE = re.compile(r"\s*(?:-|\.|:)\s")
"""What stands behind the date that a release begins with."""


def _clause(plain: str, match: re.Match[str]) -> str:
    """Return the part of a sentence, between commas, that a date stands in."""
    start = plain.rfind(",", 0, match.start()) + 1
    end = plain.find(",", match.end())
    return plain[start : end if end >= 0 else len(plain)]


def _expected(sentence: Sentence, plain: str) -> set[dt.date]:
    """Return the days that words of a sentence can mean; nothing where they do not say."""
    known, legs = sentence.known, sentence.legs()
    if len(legs) == 1:
        return {leg.date for leg in known.legs if leg.number == legs[0]}
    if legs:
        return set()
    for hint, key in (("conference", "conference_date"), ("checks", "checks_date")):
        if pattern("hints", hint).search(plain):
            day = known.day(key)
            return {day} if day else set()
    starts = bool(pattern("hints", "starts").search(plain))
    ends = bool(pattern("hints", "ends").search(plain))
    if starts == ends or not known.legs:
        return set()
    if starts:
        return {known.info.start, known.legs[0].date}
    return {known.info.end, known.legs[-1].date}


def _named(date: dt.date) -> str:
    names = [get_day_names("wide", locale=locale)[date.weekday()] for locale in ("it", "en")]
    return f"{' / '.join(names)}, {date.isoformat()}"


def _weekdays(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold a weekday without a date to the leg that the sentence is about."""
    if _date().search(sentence.plain):
        return
    days = re.findall(rf"(?<!\w)({'|'.join(_names('day'))})(?!\w)", sentence.plain)
    expected = _expected(sentence, sentence.plain)
    if len(days) == 1 and len(expected) == 1 and not sentence.negated(sentence.plain.find(days[0])):
        (date,) = expected
        right = _names("day")[days[0]] == date.weekday()
        yield sentence.claim("weekday", days[0], _named(date), "event.toml", right)


def _times(sentence: Sentence) -> Iterator[TextClaim]:
    for match in _CLOCK.finditer(sentence.plain):
        if match.group()[-3] == "." and not re.search(
            r"(alle|ore|at|dalle)\s*$", sentence.plain[: match.start()]
        ):
            continue
        key = ""
        if pattern("hints", "conference").search(sentence.plain):
            key = "conference_start_time"
        elif pattern("hints", "starts").search(sentence.plain) and not sentence.legs()[1:]:
            key = "start_time" if sentence.legs() in ([], [1]) else ""
        facts = sentence.known.facts(key)
        stated = sentence.text[match.start() : match.end()]
        if (
            not facts
            or sentence.negated(match.start())
            or pattern("hints", "checks").search(sentence.plain)
        ):
            yield sentence.unsupported("time", stated)
            continue
        right = f"{int(match[1]):02}:{match[2]}" == facts[0].value
        yield sentence.claim("time", stated, facts[0].value, facts[0].source, right)


def _ways(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold "from A to B" to where legs begin and end."""
    known = sentence.known
    ends = [name for name in known.endpoints() if _short(name) in sentence.plain]
    legs = sentence.legs()
    for first in ends:
        for second in ends:
            if first == second or not _goes(sentence, first, second):
                continue
            if len(legs) == 1:
                leg = next(each for each in known.legs if each.number == legs[0])
                right = (leg.start, leg.finish) == (first, second)
                expected = f"{leg.start} - {leg.finish}"
            else:
                order = known.endpoints()
                right = order.index(first) < order.index(second)
                expected = f"{first} - {second}" if right else f"{second} - {first}"
            if not sentence.negated(sentence.plain.find(_short(first))):
                yield sentence.claim("way", f"{first} - {second}", expected, "event.toml", right)


def _short(name: str) -> str:
    plain = comparable(name)
    return plain if plain.startswith("st") else plain.split()[0].split(",")[0]


def _goes(sentence: Sentence, first: str, second: str) -> bool:
    a, b = re.escape(_short(first)), re.escape(_short(second))
    way = _FROM_TO.format(a=a, b=b)
    return bool(
        re.search(way, sentence.plain)
        or re.search(rf"(?<!\w){a}\s*(?:-|→|>|/)+\s*{b}(?!\w)", sentence.plain)
    )


def _regions(sentence: Sentence) -> Iterator[TextClaim]:
    regions = {*sentence.known.regions.values()}
    aliases = {
        "apulia": "puglia",
        "lucania": "basilicata",
        **{region: region for region in regions},
    }
    places = [each for each in sentence.known.regions.items() if each[0] in sentence.plain]
    names = "|".join(map(re.escape, aliases))
    for place, region in places:
        told = re.search(
            rf"(?<!\w){re.escape(place)}(?:\s*\(|,? (?:in|nella|nel) )({names})(?!\w)",
            sentence.plain,
        )
        if told and not sentence.negated(told.start()):
            right = aliases[told[1]] == region
            stated = sentence.text[told.start() : told.end()]
            yield sentence.claim("region", stated, region.title(), "waypoints.csv", right)


def _met(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold where somebody is said to have been met to where it was."""
    met = sentence.known.met()
    named = [name for name in met if name in sentence.plain]
    towns = {_short(place): place for place, _ in met.values()}
    said = [
        town
        for town in towns
        if re.search(rf"(?<!\w)(?:a|ad|at|in)\s+{re.escape(town)}(?!\w)", sentence.plain)
    ]
    if len(named) != 1 or len(said) != 1 or sentence.negated(sentence.plain.find(said[0])):
        return
    place, source = met[named[0]]
    stated = f"{named[0].title()}: {towns[said[0]]}"
    yield sentence.claim("place", stated, place, source, said[0] == _short(place))


def _since(sentence: Sentence) -> Iterator[TextClaim]:
    facts = sentence.known.facts("partner_since")
    if not facts or not pattern("hints", "partner").search(sentence.plain):
        return
    for match in _SINCE.finditer(sentence.plain):
        others = [fact.value for fact in sentence.known.facts("partner")[1:]]
        if "chopard" not in sentence.plain or any(
            comparable(name) in sentence.plain for name in others
        ):
            yield sentence.unsupported("since", match[1])
        else:
            yield sentence.claim(
                "since", match[1], facts[0].value, facts[0].source, match[1] == facts[0].value
            )
