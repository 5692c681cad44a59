"""Places of a sentence: ways and their order, starts and finishes, legs, regions, people met."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from reporting.proofreading.known_way import short_name
from reporting.proofreading.place_mentions import PlaceMention, WayMention
from reporting.proofreading.sentence import Sentence, TextClaim
from reporting.proofreading.wording import comparable, pattern, words

_SOURCE = "event.toml; waypoints.csv"


def places_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield what a sentence states of places."""
    for way in sentence.ways:
        yield from _way(sentence, way)
    yield from _seas(sentence)
    yield from _ends(sentence)
    yield from _of_leg(sentence)
    yield from _regions(sentence)
    yield from _venues(sentence)
    yield from _met(sentence)


def _way(sentence: Sentence, way: WayMention) -> Iterator[TextClaim]:
    """Hold "from A to B" to the leg that is named, or to the order of the whole way."""
    known = sentence.known
    first, last = known.way.town(way.first.name), known.way.town(way.last.name)
    if first == last or sentence.negated(way.start) or not way.ordered:
        return
    stated = f"{_text(sentence, way.first)} - {_text(sentence, way.last)}"
    legs = [each for each in sentence.legs if each.end <= way.start] or sentence.legs
    near = legs[-1:] if legs and legs[-1].end <= way.start else legs[:1]
    ends = [short_name(name) for leg in known.legs for name in (leg.start, leg.finish)]
    alone = len(sentence.ways) == 1 or len(sentence.ways) == len(sentence.legs)
    if near and alone and first in ends and last in ends:
        leg = next(each for each in known.legs if each.number == near[0].number)
        right = (short_name(leg.start), short_name(leg.finish)) == (first, last)
        expected = f"{leg.start} - {leg.finish}"
        yield sentence.claim("way", stated, expected, _SOURCE, right=right, at=way.start)
        return
    order = known.way.order(way.first.name, way.last.name)
    if order is not None:
        turned = f"{_text(sentence, way.last)} - {_text(sentence, way.first)}"
        expected = stated if order else turned
        yield sentence.claim("way", stated, expected, _SOURCE, right=order, at=way.start)


def _text(sentence: Sentence, place: PlaceMention) -> str:
    return sentence.text[place.start : place.end]


def _seas(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold from which sea to which, and from which side, the way leads."""
    for key in ("seas", "direction"):
        for fact in sentence.known.facts(key):
            ends = [pattern("seas", end) for end in _ends_of(comparable(fact.value))]
            found = [end.search(sentence.plain) for end in ends]
            if len(found) != 2 or found[0] is None or found[1] is None:
                continue
            low, high = sorted((found[0], found[1]), key=lambda each: each.start())
            if not re.search(
                r"(?<!\w)(?:da|dal|dalla|from) (?:the )?$", sentence.plain[: low.start()]
            ):
                continue
            if high.start() - low.end() > 30 or sentence.negated(low.start()):
                continue
            stated = sentence.text[low.start() : high.end()]
            right = low is found[0]
            yield sentence.claim(
                "way", stated, fact.value, fact.source, right=right, at=low.start()
            )


def _ends_of(told: str) -> list[str]:
    """Return the seas or sides of "from one to the other", in its order."""
    found = [
        (match.start(), name)
        for name in words()["seas"]
        if (match := pattern("seas", name).search(told))
    ]
    return [name for _, name in sorted(found)]


def _ends(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold where the event, or the leg that is named, starts and finishes."""
    known, legs = sentence.known, sentence.legs
    if not known.legs or len(legs) > 1:
        return
    leg = next((each for each in known.legs if legs and each.number == legs[0].number), None)
    for hint, end in (("starts_at", "start"), ("ends_at", "finish")):
        for found in pattern("hints", hint).finditer(sentence.plain):
            name = re.match(_PLACE, sentence.plain[found.end() :])
            if name is None or sentence.negated(found.start()):
                continue
            at = found.end() + name.start(1)
            place = next((each for each in sentence.places if each.start == at), None)
            if legs and 0 <= legs[0].start - found.end() < _BESIDE:
                place = _only(sentence)
                if place is None:
                    continue
            expected = getattr(leg or known.legs[0 if end == "start" else -1], end)
            stated = (
                _text(sentence, place) if place else sentence.text[at : found.end() + name.end(1)]
            )
            right = (known.way.town(place.name) if place else comparable(stated)) == short_name(
                expected
            )
            if not right and not _is_wrong_end(sentence, place, stated, leg is not None, end):
                continue
            yield sentence.claim("place", stated, expected, _SOURCE, right=right, at=at)


_BESIDE = 12
"""How near a leg stands behind its verb: "here ended the first leg"."""


def _only(sentence: Sentence) -> PlaceMention | None:
    """Return the one place that a sentence names, by any of its names."""
    towns = {sentence.known.way.town(place.name) for place in sentence.places}
    return sentence.places[-1] if len(towns) == 1 else None


_PLACE = (
    r"\W{0,3}(?:(?:a|ad|da|di|in|at|of|from|sul|lungomare|seafront|the|on|nel|centro|cuore|heart|"
    r"piazza) )*([^\W\d_]+(?:\. [^\W\d_]+)?)"
)


def _is_wrong_end(
    sentence: Sentence, place: PlaceMention | None, stated: str, of_leg: bool, end: str
) -> bool:
    """Tell whether a place that is not the right one is surely said to be the end."""
    known = sentence.known
    if place is not None:
        town = known.way.town(place.name)
        ends = {short_name(getattr(leg, end)) for leg in known.legs}
        return of_leg or town not in ends
    plain = comparable(stated)
    strange = stated[:1].isupper() and plain not in known.words and len(plain) > 3
    return strange and not pattern("regions", "names").search(plain) and not _is_day(plain)


def _is_day(plain: str) -> bool:
    from babel.dates import get_day_names, get_month_names

    return any(
        plain == comparable(name)
        for locale in ("it", "en")
        for names in (get_day_names("wide", locale=locale), get_month_names("wide", locale=locale))
        for name in names.values()
    )


def _of_leg(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold the one place that is named to the one leg that is."""
    way, legs = sentence.known.way, sentence.legs
    place = _only(sentence)
    if len({leg.number for leg in legs}) != 1 or place is None or sentence.ways:
        return
    leg = legs[0]
    if _AROUND.search(sentence.plain[: leg.start][-24:]) or sentence.negated(leg.start):
        return
    names = {place.name, way.town(place.name)}
    stops = {stop.leg for name in names for stop in way.stops.get(name, ())} - {None}
    if not stops or (leg.number in stops and len(stops) > 1):
        return
    expected, right = " / ".join(sorted(map(str, stops))), leg.number in stops
    stated = f"{_text(sentence, place)}: {leg.number}"
    yield sentence.claim("leg", stated, expected, _SOURCE, right=right, at=place.start)


_AROUND = re.compile(
    r"(?<!\w)(?:dopo|after|prima|before|verso|attesa|fine|termine|end|vista|della)(?!\w)"
)


def _regions(sentence: Sentence) -> Iterator[TextClaim]:
    known = sentence.known
    for place in sentence.places:
        region = known.way.regions.get(place.name) or known.way.regions.get(
            known.way.town(place.name)
        )
        if region is None:
            continue
        told = re.match(
            r"(?:\s*\(|,? (?:in|nella|nel) )([\w' -]+?)(?=[),.;:]| (?:ha|e|and|the|gli)(?!\w)|$)",
            sentence.plain[place.end :],
        )
        if told is None or sentence.negated(place.start):
            continue
        stated = words()["regions"]["aliases"].get(told[1], told[1])
        if not pattern("regions", "names").fullmatch(stated):
            continue
        said = sentence.text[place.start : place.end + told.end()]
        yield sentence.claim(
            "region", said, region.title(), "waypoints.csv", right=stated == region, at=place.start
        )


def _venues(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold "the track in Turi" to the town that a venue stands in."""
    way = sentence.known.way
    for venue, town in pairwise(sentence.places):
        between = sentence.plain[venue.end : town.start]
        if not re.fullmatch(r",? (?:in|a|ad|at|di|of) |, | \(", between) or sentence.negated(
            venue.start
        ):
            continue
        own = way.town(venue.name)
        if own == venue.name or own not in way.stops or way.town(town.name) != town.name:
            continue
        stated = sentence.text[venue.start : town.end]
        right = own == town.name
        if right or between.strip() != ",":
            yield sentence.claim("place", stated, own.title(), _SOURCE, right=right, at=venue.start)


def _met(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold where somebody is said to have been met to where it was."""
    known = sentence.known
    met = known.met()
    named = [name for name in met if name in sentence.plain]
    said = [
        place
        for place in sentence.places
        if re.search(r"(?<!\w)(?:a|ad|at|in|di)\s+$", sentence.plain[: place.start])
    ]
    towns = {known.way.town(place.name) for place in said}
    if len(named) != 1 or len(towns) != 1 or sentence.negated(said[0].start):
        return
    place, source = met[named[0]]
    stated = f"{named[0].title()}: {_text(sentence, said[0])}"
    right = towns == {known.way.town(comparable(place))}
    yield sentence.claim("place", stated, place, source, right=right, at=said[0].start)
