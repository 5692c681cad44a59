"""People met on the way, as a sentence tells them: where, on which leg, of which house."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from reporting.proofreading.known import KnownEvent
from reporting.proofreading.place_mentions import PlaceMention, belonging
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import comparable, pattern, phrase, words


def guests_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield where, and on which leg, somebody is said to have been met."""
    known = sentence.known
    guests = guests_in(sentence) if known.met else []
    said = [
        place
        for place in sentence.places
        if (
            phrase("guests_in_text", "in_a_place").search(sentence.plain[: place.start])
            or phrase("guests_in_text", "here").match(sentence.plain[place.end :])
        )
        and not phrase("guests_in_text", "house").search(sentence.plain[: place.start])
    ]
    for mention in guests:
        guest = known.met[mention.name]
        if sentence.negated(mention.start):
            continue
        place = belonging(mention, said, guests)
        if place is not None and _leads_others(sentence, place, mention, guests):
            place = None  # "A, the mayor, told us this, and in B we met C and D"
        if place is not None and len({known.way.town(each.name) for each in said}) <= len(guests):
            stated = f"{guest.name}: {sentence.text[place.start : place.end]}"
            right = known.way.town(place.name) == known.way.town(comparable(guest.place))
            yield sentence.claim(
                "place", stated, guest.place, guest.source, right=right, at=mention.start
            )
        legs = {leg.number for leg in sentence.legs}
        if len(legs) == 1 and guest.leg:
            stated, expected = f"{guest.name}: {min(legs)}", str(guest.leg)
            yield sentence.claim(
                "leg", stated, expected, guest.source, right=legs == {guest.leg}, at=mention.start
            )
    if not said:
        yield from _elsewhere(sentence, guests)
    yield from _houses(sentence, guests)
    yield from _roles(sentence, guests)
    yield from _places_of_roles(sentence, guests)


def _leads_others(
    sentence: Sentence, place: PlaceMention, mention: PlaceMention, guests: list[PlaceMention]
) -> bool:
    """Tell whether a place behind somebody begins a clause that names others."""
    led = phrase("guests_in_text", "leads_a_clause").search(sentence.plain, 0, place.start)
    return bool(
        led and mention.end <= led.start() and any(one.start >= place.end for one in guests)
    )


def _elsewhere(sentence: Sentence, guests: list[PlaceMention]) -> Iterator[TextClaim]:
    """Hold a place that nobody knows, where the one person named is said to have been met."""
    names = {sentence.known.met[one.name].name for one in guests}
    found = phrase("guests_in_text", "at_a_name").search(sentence.text)
    name = next(filter(None, found.groups()), "") if found else ""
    if len(names) != 1 or not found or sentence.negated(guests[0].start):
        return
    guest = sentence.known.met[guests[0].name]
    whose = phrase("guests_in_text", "own_place").search(sentence.plain[: found.start() + 1])
    if sentence.known.is_strange_place(name) and not whose:
        yield sentence.claim(
            "place", f"{guest.name}: {name}", guest.place, guest.source, right=False,
            at=found.start(),
        )  # fmt: skip


def _houses(sentence: Sentence, guests: list[PlaceMention]) -> Iterator[TextClaim]:
    """Hold the house that stands beside somebody's name, behind it or before, to the own one."""
    houses = {comparable(each.house) for each in sentence.known.met.values() if each.house}
    for at, mention in enumerate(guests):
        guest = sentence.known.met[mention.name]
        beside = _beside(sentence, guests, at)
        named = [house for house in houses if any(house in part for part in beside)]
        if not named and len(guests) == 1:
            named = [
                house
                for house in houses
                if re.search(
                    rf"{phrase('guests_in_text', 'on_behalf').pattern}{re.escape(house)}(?!\w)",
                    sentence.plain,
                )
            ]
        if len(named) == 1 and guest.house and not sentence.negated(mention.end):
            yield sentence.claim(
                "house", f"{guest.name}: {named[0].title()}", guest.house, guest.source,
                right=named[0] == comparable(guest.house), at=mention.start,
            )  # fmt: skip


def _roles(sentence: Sentence, guests: list[PlaceMention]) -> Iterator[TextClaim]:
    """Hold what somebody is said to be, behind the name or before it, to the published role."""
    for at, mention in enumerate(guests):
        guest = sentence.known.met[mention.name]
        beside = _beside(sentence, guests, at)
        named = {
            kind: found[0]
            for kind in words()["roles"]
            for part in beside
            if (found := pattern("roles", kind).search(part))
        }
        if named and guest.roles and not sentence.negated(mention.start):
            stated = f"{guest.name}: {', '.join(named.values())}"
            yield sentence.claim(
                "role", stated, guest.role, guest.source,
                right=bool(guest.roles & set(named)), at=mention.start,
            )  # fmt: skip


def _places_of_roles(sentence: Sentence, guests: list[PlaceMention]) -> Iterator[TextClaim]:
    """Hold the town of which somebody is said to be mayor, or director, to the published one."""
    form = phrase("guests_in_text", "role_of_a_place")
    for at, mention in enumerate(guests):
        guest = sentence.known.met[mention.name]
        own = comparable(f"{guest.house} {guest.place} {guest.role}")
        low = guests[at - 1].end if at else 0
        high = guests[at + 1].start if at + 1 < len(guests) else len(sentence.plain)
        behind = phrase("guests_in_text", "apposed_role").match(sentence.plain, mention.end)
        found = form.match(sentence.text, behind.end(), high) if behind else None
        found = found or form.search(sentence.text, low, mention.start)
        ahead = found and found.end() <= mention.start
        between = sentence.plain[found.end() : mention.start] if found and ahead else ","
        if not found or not guest.roles or between.strip(" ,:"):
            continue
        name = found[1] or found[2]
        right = comparable(name) in own
        elsewhere = name.lower() in sentence.known.way.stops or sentence.known.is_strange(name)
        if (right or elsewhere) and not sentence.negated(mention.start):
            yield sentence.claim(
                "house", f"{guest.name}: {name}", guest.house or guest.role, guest.source,
                right=right, at=mention.start,
            )  # fmt: skip


def _beside(sentence: Sentence, guests: list[PlaceMention], at: int) -> list[str]:
    """Return what stands in apposition to somebody's name, behind it and before it."""
    mention, plain = guests[at], sentence.plain
    low = guests[at - 1].end if at else 0
    behind, before = _behind(sentence, guests, at), None
    form = phrase("guests_in_text", "apposition")
    if found := form.search(plain, low, mention.start):
        others = _behind(sentence, guests, at - 1) if at else None
        # "A, the head of B, C": what stands in apposition to one is not said of the next.
        is_of_others = others is not None and found.start() < others.end()
        before = None if is_of_others else found
    return [next(filter(None, found.groups())) for found in (behind, before) if found]


def _behind(sentence: Sentence, guests: list[PlaceMention], at: int) -> re.Match[str] | None:
    """Return what stands in apposition behind somebody's name."""
    mention, plain = guests[at], sentence.plain
    high = guests[at + 1].start if at + 1 < len(guests) else len(plain)
    behind = phrase("guests_in_text", "apposed").match(plain, mention.end, high)
    if not behind or not behind[1] or high == len(plain) or behind.end() < high:
        return behind
    joined = phrase("guests_in_text", "joined_to_next").search(behind[1])
    return behind if joined else None  # "A, the farmer B": that is what B is


def guests_in(sentence: Sentence) -> list[PlaceMention]:
    """Return where a sentence names people who were met."""
    return [
        PlaceMention(found.start(), found.end(), found[0])
        for found in _names(sentence.known).finditer(sentence.plain)
        if sentence.text[found.start()].isupper()
        and not any(place.start <= found.start() < place.end for place in sentence.places)
    ]


@cache
def _names(known: KnownEvent) -> re.Pattern[str]:
    names = sorted(known.met, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names)) or '(?!)'})(?!\w)")
