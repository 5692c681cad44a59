"""The places, ways and legs that a sentence names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal, Protocol, TypeVar

from reporting.proofreading.known import KnownEvent
from reporting.proofreading.numbers_in_text import is_ordinal, ordinal_value
from reporting.proofreading.wording import comparable, pattern, phrase, words


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place of the way, by any of its names."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class LegMention:
    """A leg, by its number or by where it begins and ends."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class WayMention:
    """Two places with a way from one to the other; ``ordered`` where it says from which."""

    start: int
    end: int
    first: PlaceMention
    last: PlaceMention
    ordered: bool


class Spanned(Protocol):
    """What stands somewhere in a sentence."""

    @property
    def start(self) -> int:
        """Where it begins, in characters."""

    @property
    def end(self) -> int:
        """Where it ends."""


_Subject = TypeVar("_Subject", bound=Spanned)


def belonging(
    value: Spanned, subjects: Sequence[_Subject], values: Iterable[Spanned]
) -> _Subject | None:
    """Return what a value is said of: where values lead, what follows it, else what stands before.

    Parameters
    ----------
    value
        A figure, a date, a position.
    subjects
        What it can be said of, in order.
    values
        All values of its kind in the sentence: the first tells which leads.
    """
    if len(subjects) <= 1:
        return subjects[0] if subjects else None
    first = min((each.start for each in values), default=value.start)
    if first < subjects[0].start:
        return next((each for each in subjects if each.start >= value.start), None)
    return [each for each in subjects if each.start <= value.start][-1]


def owned(
    value: Spanned, subjects: Sequence[_Subject], values: Sequence[Spanned], plain: str
) -> list[_Subject]:
    """Return what of several a value in a list is said of, clause by clause.

    What stands between two values is said of the one that no comma parts from it; what leads all
    values is said of each that has nothing of its own.

    Parameters
    ----------
    value, subjects, values
        As :func:`belonging` takes them, all in order.
    plain
        The sentence, comparable.
    """
    whose = [owner_in(one, values, plain) for one in subjects]
    own = [one for one, owner in zip(subjects, whose, strict=True) if owner == value]
    if own:
        return own
    first = min((one.start for one in values), default=value.start)
    return [one for one in subjects if one.end <= first]


def owner_in(subject: Spanned, values: Sequence[Spanned], plain: str) -> Spanned | None:
    """Return the value that something between two is said of: the one that no comma parts off."""
    before = [one for one in values if one.end <= subject.start][-1:]
    behind = [one for one in values if one.start >= subject.end][:1]
    if not before or not behind:
        return next(iter([*before, *behind]), None)
    breaks = phrase("place_mentions", "clauses")
    left = breaks.search(plain[before[0].end : subject.start])
    right = breaks.search(plain[subject.end : behind[0].start])
    return behind[0] if left and not right else before[0]


def places_in(text: str, plain: str, known: KnownEvent) -> list[PlaceMention]:
    """Return the places of the event that a text names, in order: "Sella", not "sella"."""
    return [
        PlaceMention(found.start(), found.end(), found.group())
        for found in _place(known).finditer(plain)
        if text[found.start()].isupper() or text[found.start() - 1] == "#" or " " in found.group()
    ]


@cache
def _place(known: KnownEvent) -> re.Pattern[str]:
    names = sorted(known.way.stops, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names)) or '(?!)'})(?!\w)")


def beside_day(day: Spanned, places: Sequence[PlaceMention], plain: str) -> PlaceMention | None:
    """Return the place that a day stands right beside: "in Matera on Friday night"."""
    ahead, behind = (phrase("place_mentions", name) for name in ("day_ahead", "day_behind"))
    return next(
        (
            place
            for place in places
            if (day.end <= place.start and ahead.fullmatch(plain[day.end : place.start]))
            or (place.end <= day.start and behind.fullmatch(plain[place.end : day.start]))
        ),
        None,
    )


def event_names_in(plain: str, known: KnownEvent) -> list[PlaceMention]:
    """Return where a comparable text writes one of the event's names in full."""
    return [
        PlaceMention(found.start(), found.end(), name)
        for name in _event_names(known)
        for found in re.finditer(rf"(?:the |il )?{re.escape(name)}(?: ?20\d\d)?", plain)
    ]


@cache
def _event_names(known: KnownEvent) -> tuple[str, ...]:
    told = [known.info.name.it, known.info.name.en]
    for fact in known.facts("journey_name"):
        told += [fact.value, *fact.spellings.values()]
    plain = [re.sub(r" ?\((.*?)\)| ?20\d\d", "", comparable(name)) for name in told]
    return tuple(name.removeprefix("il ").removeprefix("the ") for name in plain)


_NOUN = phrase("place_mentions", "leg").pattern
_LEG = re.compile(
    rf"(?<!\w)(\w+)[°ªº]?(?:{phrase('place_mentions', 'and_last').pattern})? {_NOUN}"
    rf"|(?<!\w){_NOUN}[ #:-]*{phrase('place_mentions', 'number').pattern}(\w+)"
)
_AND = re.compile(rf"(?<!\w)(\w+){phrase('place_mentions', 'and').pattern}(?=(\w+) {_NOUN})")
_SHORT = phrase("place_mentions", "short")


def legs_in(plain: str, known: KnownEvent, beside: bool) -> list[LegMention]:
    """Return the legs that a text names by number, as the longest, or as the last.

    Parameters
    ----------
    plain
        The text, comparable.
    known
        The event.
    beside
        Whether what stands before in the same sentence names legs: then "in the third" is one.
    """
    found: list[tuple[int, int, int | None]] = []
    for match in _LEG.finditer(plain):
        word = match[1] or match[2]
        number = (
            len(known.legs) if pattern("hints", "last").fullmatch(word) else ordinal_value(word)
        )
        if match[1] and not (
            is_ordinal(word) or word.isdigit() or pattern("hints", "last").fullmatch(word)
        ):
            number = None  # "in two legs"
        by_day = phrase("place_mentions", "by_day").search(plain[: match.start()])
        if match[2] in words()["light"]["articles"] or by_day:
            number = None  # "each day a leg", "day by day: 5, 2"
        if number is None and match[1]:
            again = re.match(rf"{_NOUN}[ #:-]*(\w+)", plain[match.end(1) + 1 :])
            stated = again is not None and not (
                again[1] in words()["light"]["articles"] or word in words()["light"]["by_day"]
            )
            number = ordinal_value(again[1]) if again and stated else None
            if again and number:
                found.append((match.start(), match.end(1) + 1 + again.end(), number))
                continue
        found.append((match.start(), match.end(), number))
    found += [(each.start(), each.end(), ordinal_value(each[1])) for each in _AND.finditer(plain)]
    if beside or found:
        found += [
            (each.start(), each.end(), ordinal_value(each[1])) for each in _SHORT.finditer(plain)
        ]
    for name, number in known.extreme_legs.items():
        found += [
            (each.start(), each.end(), number) for each in pattern("hints", name).finditer(plain)
        ]
    legs = {
        start: LegMention(start, end, number)
        for start, end, number in found
        if number is not None and 1 <= number <= len(known.legs)
    }
    return [legs[start] for start in sorted(legs)]


_ARROW = re.compile(r"\s*(?:-+>?|→|➡|➜|➔|>+)\s*")
_FROM = phrase("place_mentions", "from")
_BETWEEN = phrase("place_mentions", "between")
_TO = phrase("place_mentions", "to")


def ways_in(plain: str, places: Sequence[PlaceMention]) -> list[WayMention]:
    """Return the ways from one place to the next that a text tells, chains place by place."""
    return list(_ways(plain, places))


def _ways(plain: str, places: Sequence[PlaceMention]) -> Iterator[WayMention]:
    for first, last in pairwise(places):
        between, before = plain[first.end : last.start], plain[: first.start]
        both = _BETWEEN.search(before) and _told("both_joined", between)
        if both or _leads_on(before, between):
            yield WayMention(first.start, last.end, first, last, not both)
        elif _comes_after(before, between):
            yield WayMention(first.start, last.end, first, last, ordered=True)
        elif (_told("ahead", before) and between == ", ") or _told("back", between):
            yield WayMention(first.start, last.end, last, first, ordered=True)


def _told(name: str, text: str) -> bool:
    return phrase("place_mentions", name).fullmatch(text) is not None


def _leads_on(before: str, between: str) -> bool:
    """Tell whether a way leads from one place to the next: an arrow, "from A to B", "then B"."""
    arrow = _ARROW.fullmatch(between) or _told("bare", between) or _told("onward", between)
    return bool(arrow or (_FROM.search(before) and len(between) < _WAY and _TO.search(between)))


def _comes_after(before: str, between: str) -> bool:
    """Tell whether the next place comes after one: "after A, B", "A; then B", "in this order"."""
    if len(between) < _LATER and (
        phrase("place_mentions", "then").search(between)
        or _told("passed", between)
        or (_LISTED.fullmatch(between) and phrase("place_mentions", "in_order").search(before))
    ):
        return True
    alone = len(between) < _WAY and not _told("both_joined", between)
    return bool(
        alone
        and phrase("place_mentions", "behind").search(before)
        and not set(between) & set(".;:")
    )


_LISTED = re.compile(r"(?:, | e | and |, (?:e|and) )(?:the |il |i |la |le |lo )?")

_LATER = 90
"""How many characters may stand between two places of which one comes "only afterwards"."""

_WAY = 60
"""How many characters may stand between the two places of "from A to B"."""

_REACHED: dict[Literal["start", "finish"], str] = {"finish": "reaches", "start": "leaves"}


def reached_in(plain: str, places: Sequence[PlaceMention], known: KnownEvent) -> list[LegMention]:
    """Return the legs that are meant by where they end or begin: "reached Matera"."""
    found = []
    for place in places:
        before = plain[max(0, place.start - 40) : place.start]
        for ends, name in _REACHED.items():
            told = re.search(rf"(?<!\w)(?:{words()['hints'][name]}) (?:\w+ )?$", before)
            those = phrase("second_readings", "attributive").search(plain[: place.start])
            leg = known.way.leg_by(ends, place.name) if told and not those else None
            if leg is not None:
                found.append(LegMention(place.start, place.end, leg))
    return found
