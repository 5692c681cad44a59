"""Places of a sentence: starts and finishes, legs, regions, venues, what was done there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from reporting.proofreading.country_names import country_signs
from reporting.proofreading.dates_in_text import date_form
from reporting.proofreading.known_way import short_name
from reporting.proofreading.place_mentions import LegMention, PlaceMention, beside_day
from reporting.proofreading.regions_in_text import legs_of_regions
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.ways_in_text import SOURCE, text_of
from reporting.proofreading.wording import comparable, pattern, phrase, whole, words

if TYPE_CHECKING:
    from reporting.event import Leg


def places_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield what a sentence states of places."""
    yield from _ends(sentence)
    yield from _turned_legs(sentence)
    yield from _of_leg(sentence)
    yield from _regions(sentence)
    yield from _countries(sentence)
    yield from _venues(sentence)
    yield from _squares(sentence)
    yield from _stops_for(sentence)


def _ends(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold where the event, or the leg that is named, starts and finishes."""
    known, legs = sentence.known, sentence.legs
    if not known.legs or len(legs) > 1:
        return
    leg = next((each for each in known.legs if legs and each.number == legs[0].number), None)
    for hint, end in (("starts_at", "start"), ("ends_at", "finish")):
        for found in pattern("hints", hint).finditer(sentence.plain):
            beside = bool(legs) and 0 <= legs[0].start - found.end() < _BESIDE
            place = _only(sentence) if beside else _place_behind(sentence, found.end())
            strange = None if place or beside else _stranger_behind(sentence, found.end())
            name = found.start() and sentence.text[found.start()].isupper()
            if name or sentence.negated(found.start()) or not (place or strange):
                continue
            start, stop = (place.start, place.end) if place else strange or (0, 0)
            stated = sentence.text[start:stop]
            expected = getattr(leg or known.legs[0 if end == "start" else -1], end)
            right = place is not None and known.way.town(place.name) == short_name(expected)
            from_it = end == "finish" or phrase("places_in_text", "way_begins").search(
                sentence.plain[:start]
            )
            of_it = leg is not None or pattern("hints", "curtain").fullmatch(found[0]) is not None
            led = date_form().sub(" ", sentence.plain[found.end() : start])
            straight = beside or phrase("places_in_text", "straight").fullmatch(led)
            if right or (straight and from_it and _is_wrong_end(sentence, place, of_it, end)):
                yield sentence.claim("place", stated, expected, SOURCE, right=right, at=start)


_BESIDE = 12
"""How near a leg stands behind its verb: "here ended the first leg"."""


def _turned_legs(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold "left A" and "reached B" to where the leg that is named begins and ends."""
    numbers = {each.number for each in sentence.legs or sentence.days_as_legs}
    for leg in sentence.known.legs:
        if numbers != {leg.number}:
            continue
        yield from _set_off(sentence, leg)
        ends = {"leaves": leg.start, "reaches": leg.finish}
        for place in sentence.places:
            town = sentence.known.way.town(place.name)
            for hint, end in ends.items():
                own, other = (
                    short_name(end),
                    {short_name(one) for one in ends.values() if one != end},
                )
                before = sentence.plain[max(0, place.start - 40) : place.start]
                told = re.search(rf"(?<!\w)(?:{words()['hints'][hint]}) $", before)
                if told and town != own and town in other and not sentence.negated(place.start):
                    stated = sentence.text[place.start - len(told[0]) : place.end]
                    yield sentence.claim("place", stated, end, SOURCE, right=False, at=place.start)


def _set_off(sentence: Sentence, leg: Leg) -> Iterator[TextClaim]:
    """Hold "on Sunday they set off from A" to the leg's start, A being on another leg."""
    for place in sentence.places:
        away = leg.number not in _legs_of(sentence, place)
        told = phrase("places_in_text", "set_off").search(sentence.plain[: place.start])
        onward = any(way.first == place for way in sentence.ways)
        if told and away and not onward and not sentence.negated(place.start):
            stated = sentence.text[told.start() : place.end]
            yield sentence.claim("place", stated, leg.start, SOURCE, right=False, at=place.start)


def _only(sentence: Sentence) -> PlaceMention | None:
    """Return the one place that a sentence names, by any of its names."""
    towns = {sentence.known.way.town(place.name) for place in sentence.places}
    return sentence.places[-1] if len(towns) == 1 else None


_BEHIND = 45
"""How far behind "it ended" the place may stand."""


def _place_behind(sentence: Sentence, start: int) -> PlaceMention | None:
    """Return the first place behind a verb that a preposition, or nothing, joins to it."""
    for place in sentence.places:
        if start <= place.start < start + _BEHIND:
            between = sentence.plain[start : place.start]
            return place if re.search(rf"(?:^|\W{_TO_PLACE}|:)\W*$", between) else None
    return None


_TO_PLACE = phrase("places_in_text", "to_place").pattern
_NAME = phrase("places_in_text", "name")


def _stranger_behind(sentence: Sentence, start: int) -> tuple[int, int] | None:
    """Return where a name that nobody knows stands as a place behind a verb."""
    found = _NAME.search(sentence.text[start : start + _BEHIND])
    if found is None or not sentence.known.is_strange_place(found[1]):
        return None
    return start + found.start(1), start + found.end(1)


def _is_wrong_end(sentence: Sentence, place: PlaceMention | None, of_leg: bool, end: str) -> bool:
    """Tell whether a place that is not the right one is surely said to be the end."""
    known = sentence.known
    if not of_leg and pattern("event", "part").search(sentence.plain):
        return False
    if place is not None:
        ends = {short_name(getattr(leg, end)) for leg in known.legs}
        return of_leg or known.way.town(place.name) not in ends
    label = re.fullmatch(r"\W*\w+: \w+\W*", sentence.plain)
    race = pattern("event", "race").search(sentence.plain)
    return bool(label or race) or known.is_named(sentence.text)


def _of_leg(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold the places that are named to the one leg that is: all of them on it, or none."""
    legs = sentence.named_legs or sentence.days_as_legs
    begins = sentence.places[0].start if sentence.places else len(sentence.plain)
    goes_on = phrase("places_in_text", "next_day").search(sentence.plain, begins)
    if len({leg.number for leg in legs}) != 1 or (goes_on and not sentence.named_legs):
        return
    leg = (sentence.legs or legs)[0]
    if _AROUND.search(sentence.plain[: leg.start][-24:]) or sentence.negated(leg.start):
        return
    low, high = (0, len(sentence.plain)) if sentence.named_legs else sentence.half(leg.start)
    told = [
        (place, _legs_of(sentence, place)) for place in sentence.places if low <= place.start < high
    ]
    told = sorted([*told, *legs_of_regions(sentence)], key=lambda each: each[0].start)
    if not sentence.named_legs:
        told = _of_the_day(sentence, leg, told)
    by_way = [each for each in told if _BY_WAY.search(sentence.plain[: each[0].start])]
    off = [each for each in by_way if each[1] and leg.number not in each[1]]
    off = off[:1] or _odd_one(sentence, told, leg.number)
    way, ends = sentence.known.way, sentence.known.way.leg_ends
    between = all(
        way.town(each.name) not in ends for one in sentence.ways for each in (one.first, one.last)
    )
    beside = told if between else by_way  # a way from end to end is held to its leg elsewhere
    inner = [each for each in beside if len(each[1]) == 1]  # where two legs meet, both are right
    held = off or (inner if all(numbers for _, numbers in beside) else [])
    on_it = {leg.number in numbers for _, numbers in held}
    if len(on_it) != 1:
        return
    first = held[0][0]
    expected = " / ".join(sorted({str(number) for _, numbers in held for number in numbers}))
    stated = f"{text_of(sentence, first)}: {leg.number}"
    yield sentence.claim("leg", stated, expected, SOURCE, right=on_it == {True}, at=first.start)


def _legs_of(sentence: Sentence, place: PlaceMention) -> set[int]:
    way = sentence.known.way
    names = {place.name, way.town(place.name)}
    return {each.leg for name in names for each in way.stops.get(name, ()) if each.leg}


def _of_the_day(
    sentence: Sentence, day: LegMention, told: list[tuple[PlaceMention, set[int]]]
) -> list[tuple[PlaceMention, set[int]]]:
    """Return the places that a day is said of: beside a right one, those of its list alone."""
    beside = beside_day(day, sentence.places, sentence.plain)
    if beside is None or day.number not in _legs_of(sentence, beside):
        return told
    return [
        each
        for each in told
        if day.number in each[1]
        or _LISTED.fullmatch(
            sentence.plain[min(each[0].end, beside.end) : max(each[0].start, beside.start)]
        )
    ]


def _odd_one(
    sentence: Sentence, told: Sequence[tuple[PlaceMention, set[int]]], leg: int
) -> list[tuple[PlaceMention, set[int]]]:
    """Return the one place, in a list of a leg's, that is on another."""
    listed = all(
        _LISTED.fullmatch(sentence.plain[one.end : other.start])
        for (one, _), (other, _) in pairwise(told)
    )
    off = [each for each in told if each[1] and leg not in each[1]]
    return off if listed and len(off) == 1 and len(told) > _LIST else []


_LIST = 3
"""How many places, and no fewer than one more, make a list."""

_LISTED = phrase("places_in_text", "listed")
_AROUND = phrase("places_in_text", "around")
_BY_WAY = phrase("places_in_text", "by_way_of")


def _regions(sentence: Sentence) -> Iterator[TextClaim]:
    known = sentence.known
    for place in sentence.places:
        region = known.way.regions.get(place.name) or known.way.regions.get(
            known.way.town(place.name)
        )
        if region is None:
            continue
        rest = sentence.plain[place.end :]
        for other in sentence.places:  # "A, B and C are in D"
            if other.start > place.end and _LISTED.fullmatch(
                sentence.plain[len(sentence.plain) - len(rest) : other.start]
            ):
                rest = sentence.plain[other.end :]
        ways = [phrase("places_in_text", way).match(rest) for way in _IN_A_REGION]
        named = [one for one in ways if one and pattern("regions", "names").fullmatch(one[1])]
        apposed = phrase("places_in_text", "called").match(rest)
        called = _region_called(apposed[1]) if apposed else ""
        if not (named or called) or sentence.negated(place.start):
            continue
        told = named[0] if named else apposed
        stated = words()["regions"]["aliases"].get(told[1], told[1]) if named and told else called
        said = sentence.text[
            place.start : len(sentence.plain) - len(rest) + (told.end() if told else 0)
        ]
        yield sentence.claim(
            "region", said, region.title(), "waypoints.csv", right=stated == region, at=place.start
        )


def _countries(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold the country that a place is said to be in."""
    way, signs = sentence.known.way, country_signs()
    for place in sentence.places:
        own = way.countries.get(place.name) or way.countries.get(way.town(place.name))
        ways = [
            phrase("places_in_text", name).match(sentence.plain, place.end) for name in _IN_A_REGION
        ]
        named = [one for one in ways if one and one[1] in signs]
        if own and named and not sentence.negated(place.start):
            stated = sentence.text[place.start : named[0].end(1)]
            yield sentence.claim(
                "country", stated, own.upper(), "waypoints.csv",
                right=signs[named[0][1]] == own, at=place.start,
            )  # fmt: skip


def _region_called(apposition: str) -> str:
    """Return the region of "the Lucanian village", by its name or adjective; empty where none."""
    if not pattern("regions", "of", "heads").search(apposition):
        return ""
    aliases = words()["regions"]["aliases"]
    named = {
        aliases.get(found[0], found[0])
        for found in pattern("regions", "names").finditer(apposition)
    }
    named |= {
        region
        for region in words()["regions"]["of"]
        if region != "heads" and pattern("regions", "of", region).search(apposition)
    }
    named -= set(words()["regions"]["no_region"])
    return named.pop() if len(named) == 1 else ""


_IN_A_REGION = ("within", "lies_in", "is_one_of")


def _venues(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold "the track in Turi" to the town that a venue stands in."""
    way = sentence.known.way
    for venue in sentence.places:
        own = way.town(venue.name)
        told = phrase("places_in_text", "in_a_town").match(sentence.text[venue.end :])
        stands = own != short_name(venue.name) and own in way.stops and told
        if stands and told and sentence.known.is_strange_place(told[1]):
            stated = sentence.text[venue.start : venue.end + told.end()]
            yield sentence.claim("place", stated, own.title(), SOURCE, right=False, at=venue.start)
    for first, second in pairwise(sentence.places):
        between = sentence.plain[first.end : second.start]
        address = _is_address(sentence, first, second)
        turned = phrase("places_in_text", "home_of").fullmatch(between) or (
            address and way.town(first.name) == first.name
        )
        venue, town = (second, first) if turned else (first, second)
        between = " di " if turned else between
        if not phrase("places_in_text", "beside").fullmatch(between) or sentence.negated(
            venue.start
        ):
            continue
        own = way.town(venue.name)
        if (
            own == short_name(venue.name)
            or (own != town.name and town.name in own.split())
            or own not in way.stops
            or way.town(town.name) != town.name
        ):
            continue
        stated = sentence.text[min(venue.start, town.start) : max(venue.end, town.end)]
        right = own == town.name
        if right or between.strip() != "," or address:
            yield sentence.claim("place", stated, own.title(), SOURCE, right=right, at=venue.start)


def _is_address(sentence: Sentence, town: PlaceMention, venue: PlaceMention) -> bool:
    """Tell whether a caption begins with a town and what stands in it: "Potenza, the bridge: "."""
    begins = not sentence.plain[: town.start].strip(' -\u2022#\u00ab"')
    between = sentence.plain[town.end : venue.start] == ", "
    ends = phrase("places_in_text", "address_ends").match(sentence.plain[venue.end :])
    return bool(begins and between and ends)


def _squares(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold the square of a start or a finish to the one that is published for that town."""
    stops = sentence.known.way.stops
    for found in _SQUARE.finditer(sentence.plain):
        if not sentence.text[found.start(2)].isupper() or any(
            place.start <= found.start() < place.end for place in sentence.places
        ):
            continue
        towns = {sentence.known.way.town(place.name) for place in sentence.places}
        if len(towns) != 1 or sentence.negated(found.start()):
            continue
        (town,) = towns
        squares = {name: each[0].town for name, each in stops.items() if _SQUARE.match(name)}
        own = {name for name, each in squares.items() if each == town}
        stated = sentence.text[found.start() : found.end()]
        told = any(found[2] in name for name in own)
        prologue = sentence.known.facts("prologue_place")
        if prologue and pattern("hints", "prologue").search(sentence.plain):
            own = {comparable(fact.value) for fact in prologue}
            told = any(found[2] in name for name in own)
        elif not told and any(found[2] in name for name in squares):
            continue
        if own and (
            told
            or any(
                pattern("hints", hint).search(sentence.plain)
                for hint in ("starts", "ends", "prologue")
            )
        ):
            expected = " / ".join(sorted(own)).title()
            yield sentence.claim("place", stated, expected, SOURCE, right=told, at=found.start())


_SQUARE = phrase("places_in_text", "square")


def _stops_for(sentence: Sentence) -> Iterator[TextClaim]:
    """Hold where something was done that has a place of its own: lunch, the conference."""
    known = sentence.known
    for key, said in words()["stops_for"].items():
        facts = known.facts(key)
        found = whole(said).search(sentence.plain) if facts else None
        place = _place_behind(sentence, found.end()) if found else None
        if found and place is None and phrase("figures_in_text", "into_a_place").search(
            sentence.plain[: sentence.places[0].start if sentence.places else 0]
        ):  # fmt: skip
            place = _only(sentence)
        if found is None or place is None or sentence.negated(place.start):
            continue
        low, high = min(found.start(), place.start), max(found.end(), place.end)
        stated = sentence.text[low:high]
        right = known.way.town(place.name) == short_name(facts[0].value)
        led = sentence.plain[min(found.end(), place.end) : place.start]
        aside = phrase("places_in_text", "aside").search(led)
        around = phrase("places_in_text", "around").search(sentence.plain[: found.start()])
        if right or not (aside or around):  # "after lunch A": it was had elsewhere
            yield sentence.claim(
                "place", stated, facts[0].value, facts[0].source, right=right, at=place.start
            )
