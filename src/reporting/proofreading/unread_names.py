"""The names of a sentence that none of its claims has read: nobody has checked them.

A known place, person, car or weekday beside confirmed claims, or a name that nothing knows, may be
the wrong one: the sentence is not wholly confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

from reporting.proofreading.dates_in_text import weekday_form
from reporting.proofreading.guests_in_text import guests_in
from reporting.proofreading.known_crews import KnownCrew
from reporting.proofreading.place_mentions import PlaceMention, Spanned, event_names_in
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import comparable, phrase, words

_Named = TypeVar("_Named", bound=Spanned)


def unread_names(sentence: Sentence, claims: Sequence[TextClaim]) -> Iterator[TextClaim]:
    """Yield the names that none of the claims is about.

    Parameters
    ----------
    sentence
        Where they stand.
    claims
        What all finders say of it.
    """
    told = [comparable(f"{claim.stated} / {claim.expected}") for claim in claims]
    legs = {
        int(found[1])
        for claim in claims
        if claim.kind == "leg" and (found := re.search(r": (\d+)$", claim.stated))
    }
    meant = {leg.number for leg in sentence.meant_legs}
    legs |= meant if len(meant) == 1 else set()  # a place on the one leg that is meant fits
    for kind, names in (
        ("place", _places(sentence, claims, told, legs)),
        ("crew", _crews(sentence, claims, told)),
        ("name", _guests(sentence, told)),
        ("name", _houses(sentence, told)),
        ("position", _ranks(sentence, claims, told)),
        ("trophy", _rankings(sentence, claims)),
        ("weekday", _weekdays(sentence, claims, told, legs)),
        ("name", _strange(sentence, told)),
    ):
        for one in names:
            yield sentence.unsupported(kind, sentence.text[one.start : one.end].strip(" ."))


def _stands(name: str, told: Sequence[str]) -> bool:
    """Tell whether a name stands in one of some texts, as whole words."""
    form = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return any(form.search(text) for text in told)


def _places(
    sentence: Sentence, claims: Sequence[TextClaim], told: Sequence[str], legs: set[int]
) -> Iterator[Spanned]:
    way = sentence.known.way
    beside = _beside(sentence, claims, "of_a_place", sentence.places)
    guests = {sentence.known.met[one.name].place for one in guests_in(sentence)}
    homes = {way.town(comparable(home)) for home in guests}
    for place in sentence.places:
        town = way.town(place.name)
        stops = {
            stop.leg for name in (place.name, town) for stop in way.stops.get(name, ()) if stop.leg
        }
        read = stops & legs or any(_stands(name, told) for name in (place.name, town))
        if not (read or place in beside or town in homes):
            yield place


def _beside(
    sentence: Sentence, claims: Sequence[TextClaim], kinds: str, names: Sequence[_Named]
) -> list[_Named]:
    """Return what stands next to the figures of some kinds, before each and behind, in its part."""
    held = words()["unread_names"][kinds]
    found = []
    for at in (claim.start for claim in claims if claim.kind in held and claim.start is not None):
        before = [one for one in names if one.end <= at][-1:]
        behind = [one for one in names if one.start >= at][:1]
        for one in (*before, *behind):
            low, high = min(one.end, at), max(one.start, at)
            if not phrase("unread_names", "parts").search(sentence.plain[low:high]):
                found.append(one)
    return found


def _crews(
    sentence: Sentence, claims: Sequence[TextClaim], told: Sequence[str]
) -> Iterator[Spanned]:
    """Yield the crews and cars of which no claim has the name, or the car, or the points."""
    named: list[Spanned] = [*sentence.crews, *sentence.cars]
    every = sorted(named, key=lambda one: one.start)
    beside = _beside(sentence, claims, "of_a_crew", every)
    for crew in sentence.crews:
        if crew.crews and crew not in beside and not any(_is_told(one, told) for one in crew.crews):
            yield crew
    for car in (one for one in sentence.cars if one not in beside):
        own = " ".join(sentence.plain[car.start : car.end].split())
        fitting = [one for one in sentence.known.crews if car.fits(one)]
        read = _stands(own, told) or any(_is_told(one, told) for one in fitting)
        if not read and not any(one.start <= car.start < one.end for one in sentence.crews):
            yield car


def _is_told(crew: KnownCrew, told: Sequence[str]) -> bool:
    """Tell whether a claim is about a crew: by its name or its car."""
    return any(_stands(comparable(name), told) for name in (crew.name, crew.car) if name)


def _ranks(
    sentence: Sentence, claims: Sequence[TextClaim], told: Sequence[str]
) -> Iterator[Spanned]:
    """Yield the positions that are held to nobody's."""
    at = {claim.start for claim in claims}
    for rank in sentence.ranks:
        own = sentence.plain[rank.start : rank.end].strip()
        if rank.start not in at and not any(own in text for text in told):
            yield rank


def _rankings(sentence: Sentence, claims: Sequence[TextClaim]) -> Iterator[Spanned]:
    """Yield the rankings that are named and in which nobody's place is held."""
    if any(claim.kind in words()["unread_names"]["of_a_ranking"] for claim in claims):
        return
    for ranking, marks in sentence.known.marks.items():
        own = () if ranking == "overall" else set(marks) - sentence.known.way.stops.keys()
        found = [mark for mark in sorted(own) if mark in sentence.plain]
        if found:
            at = sentence.plain.index(found[0])
            yield PlaceMention(at, at + len(found[0]), found[0])


def _guests(sentence: Sentence, told: Sequence[str]) -> Iterator[Spanned]:
    for guest in guests_in(sentence):
        names = (guest.name, comparable(sentence.known.met[guest.name].name))
        if not any(_stands(name, told) for name in names):
            yield guest


def _houses(sentence: Sentence, told: Sequence[str]) -> Iterator[Spanned]:
    """Yield the houses of people who were met, and the partners, that no claim names."""
    known = sentence.known
    partners = (comparable(fact.value) for fact in known.facts("partner"))
    houses = (comparable(guest.house) for guest in known.met.values())
    for name in sorted({*partners, *houses} - {""}):
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence.plain)
        if found and not any(name in text for text in told):
            yield PlaceMention(found.start(), found.end(), name)


def _weekdays(
    sentence: Sentence, claims: Sequence[TextClaim], told: Sequence[str], legs: set[int]
) -> Iterator[Spanned]:
    """Yield the weekdays that are held to no date, and name no leg that is."""
    run = {one.start: one.number for one in sentence.days_as_legs}
    held = any(claim.kind in ("date", "weekday", "time") for claim in claims)
    for day in weekday_form().finditer(sentence.plain):
        if not held and run.get(day.start()) not in legs and not _stands(day[0], told):
            yield PlaceMention(day.start(), day.end(), day[0])


def _strange(sentence: Sentence, told: Sequence[str]) -> Iterator[Spanned]:
    """Yield the names that stand where a town does, and are of nothing known: "mayor of X"."""
    text, known = sentence.text, sentence.known
    taken: list[Spanned] = [*sentence.crews, *sentence.cars, *sentence.places]
    taken += event_names_in(sentence.plain, known)
    for found in _WORD.finditer(text):
        before = phrase("unread_names", "before_a_place").search(text[: found.start()])
        ends = phrase("unread_names", "ends").match(text[found.end() :])
        inside = any(one.start <= found.start() < one.end for one in taken)
        if not before or not ends or inside or not known.is_strange_place(found[0]):
            continue
        if not _stands(comparable(found[0]), told):
            yield PlaceMention(found.start(), found.end(), found[0])


_WORD = re.compile(r"[^\W\d_](?:[^\W\d]|-)+(?!\w)")
