"""Regions that a sentence says it is in, or enters, held to where the next place lies."""

from __future__ import annotations

from collections.abc import Iterator

from reporting.proofreading.place_mentions import PlaceMention
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import pattern, phrase, words

_SOURCE = "waypoints.csv"


def entered_regions_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield whether the place behind "having crossed into Apulia" lies there."""
    named = list(pattern("regions", "names").finditer(sentence.plain))
    for at, found in enumerate(named):
        region = words()["regions"]["aliases"].get(found[0], found[0])
        high = named[at + 1].start() if at + 1 < len(named) else len(sentence.plain)
        if region not in sentence.known.way.regions.values() or any(
            place.start <= found.start() < place.end for place in sentence.places
        ):
            continue
        before = sentence.plain[: found.start()]
        place = _next(sentence, found.end(), high)
        joined: object = None
        if phrase("regions_in_text", "within").search(before) and place:
            joined = phrase("regions_in_text", "there").fullmatch(
                sentence.plain[found.end() : place.start]
            )
        else:
            place = _label(sentence) if len(named) == 1 else None
            joined = place and phrase("regions_in_text", "apposed").search(before[place.end :])
        told = _region_of(sentence, place) if place and joined else None
        if place is None or told is None or sentence.negated(found.start()):
            continue
        stated = f"{sentence.text[place.start : place.end]}: {region.title()}"
        yield sentence.claim(
            "region", stated, told.title(), _SOURCE, right=told == region, at=found.start()
        )


def _next(sentence: Sentence, low: int, high: int) -> PlaceMention | None:
    return next((place for place in sentence.places if low <= place.start < high), None)


def _label(sentence: Sentence) -> PlaceMention | None:
    """Return the one place of a sentence that it begins with, as a title: "Petina: ..."."""
    if len(sentence.places) != 1:
        return None
    (place,) = sentence.places
    begins = not any(sign.isalnum() for sign in sentence.plain[: place.start])
    return place if begins and sentence.plain[place.end :].startswith(":") else None


def _region_of(sentence: Sentence, place: PlaceMention) -> str | None:
    way = sentence.known.way
    return way.regions.get(place.name) or way.regions.get(way.town(place.name))


def legs_of_regions(sentence: Sentence) -> Iterator[tuple[PlaceMention, set[int]]]:
    """Yield the regions that a sentence names, with the legs that touch them."""
    way, aliases = sentence.known.way, words()["regions"]["aliases"]
    for found in pattern("regions", "names").finditer(sentence.plain):
        name = aliases.get(found[0], found[0])
        towns = {town for town, region in way.regions.items() if region == name}
        legs = {stop.leg for town in towns for stop in way.stops.get(town, ()) if stop.leg}
        if legs and not any(one.start <= found.start() < one.end for one in sentence.places):
            yield PlaceMention(found.start(), found.end(), found[0]), legs
