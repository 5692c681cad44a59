"""What a sentence says of crews: who drove with whom, in which car, who came where, who won."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reporting.proofreading.crew_mentions import CarMention, CrewMention, misspelt
from reporting.proofreading.known_crews import AFTER, KnownCrew
from reporting.proofreading.positions_in_text import RankMention, parted
from reporting.proofreading.sentence import Sentence, TextClaim
from reporting.proofreading.wording import pattern, phrase

_FAR = 80
"""How many characters behind its crew a car may stand where there are several."""


def crews_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield what a sentence states of crews and their cars."""
    yield from _pairs(sentence)
    for start, end, right, crew in misspelt(sentence.text, sentence.plain, sentence.known):
        stated = sentence.text[start:end]
        yield sentence.unsupported("spelling", stated, right.title(), crew.source)
    subjects = list(sentence.crews)
    for at, car in enumerate(sentence.cars):
        owner = _owner(sentence, car, at)
        if owner is None:
            subjects += _rivals(sentence, car)
            yield from _loose_car(sentence, car)
        else:
            yield from _car(sentence, car, owner)
    subjects.sort(key=lambda each: each.start)
    rankings = sentence.rankings
    if len(rankings) == 1 and rankings[0].startswith(("overall", AFTER)):
        yield from _order(sentence, subjects, rankings[0])
    if len(rankings) > 1 and len(subjects) > 1:
        rankings = []  # which crew won which trophy is not plain
    asked: list[str | None] = [*rankings] or [None]
    ranks = [rank for rank in sentence.ranks if not _of_another_car(sentence, rank)]
    for ranking in asked:
        overall, others = parted(ranks, sentence.plain, ranking)
        if overall:
            yield from _positions(sentence, subjects, "overall", overall)
        if others or not overall:
            yield from _positions(sentence, subjects, ranking, others)


def _pairs(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield pairs that nobody drove in."""
    for mention in sentence.crews:
        if not mention.crews and not sentence.negated(mention.start):
            told = [one for one in sentence.people if mention.start <= one.start < mention.end]
            crew = next(iter(told[0].crews))
            right = " / ".join(sorted(each.name for each in told[0].crews))
            stated = sentence.text[mention.start : mention.end]
            yield sentence.claim("crew", stated, right, crew.source, right=False, at=mention.start)


def _owner(sentence: Sentence, car: CarMention, at: int) -> CrewMention | None:
    """Return the crew that a car is said to be of; None where that is not plain."""
    crews, cars = sentence.crews, sentence.cars
    holding = [crew for crew in crews if crew.start <= car.start < crew.end]
    if holding:
        return holding[0]
    behind = [crew for crew in crews if crew.start >= car.end]
    if behind and phrase("crews_in_text", "driven_by").fullmatch(
        sentence.plain[car.end : behind[0].start]
    ):
        return behind[0]
    if len(crews) == len(cars):
        owner: CrewMention | None = crews[at]
    else:
        before = [crew for crew in crews if crew.end <= car.start]
        between = [each for each in cars if before and before[-1].end <= each.start < car.start]
        near = bool(before) and not between and car.start - before[-1].end < _FAR
        owner = before[-1] if near else crews[0] if len(crews) == 1 == len(cars) else None
    if owner is None:
        return None
    gap = sentence.plain[min(owner.end, car.end) : max(owner.start, car.start)]
    low = min(owner.end, car.end)
    places = {rank.position for rank in sentence.ranks if low <= rank.start < low + len(gap)}
    apart = _compared(gap) or len(places) > 1
    return None if apart and not pattern("positions", "all").search(sentence.plain) else owner


def _of_another_car(sentence: Sentence, rank: RankMention) -> bool:
    """Tell whether a position is that of a car in its own clause: "the Fiat that won"."""
    named = [crew for one in sentence.crews for crew in one.crews]
    return len(named) > 0 and any(
        phrase("crews_in_text", "that").fullmatch(sentence.plain[car.end : rank.start])
        and not any(car.fits(crew) for crew in named)
        for car in sentence.cars
    )


def _compared(text: str) -> bool:
    """Tell whether a text puts one before, or behind, another."""
    return any(pattern("positions", way).search(text) for way in ("ahead", "beaten"))


def _car(sentence: Sentence, car: CarMention, owner: CrewMention) -> Iterator[TextClaim]:
    crews = sorted(owner.crews, key=lambda crew: crew.name)
    alike = [crew for crew in crews if car.fits(crew)] or crews
    if not crews or sentence.negated(owner.end) or sentence.negated(car.start):
        return
    crew, stated = alike[0], " ".join(sentence.plain[car.start : car.end].split()).upper()
    fits = car.fits(crew)
    if fits is None:
        yield sentence.unsupported("car", stated, crew.car, crew.source)
    elif car.make or car.model:
        yield sentence.claim("car", stated, crew.car, crew.source, right=fits, at=car.start)
    year = car.year or _year_said(sentence)
    if year and crew.year and len(alike) == 1 and fits is not False:
        right = year == crew.year
        yield sentence.claim("year", year, crew.year, crew.source, right=right, at=car.start)


_SAID = phrase("crews_in_text", "said")
_RACING = phrase("crews_in_text", "racing")


def _year_said(sentence: Sentence) -> str:
    """Return the year that a sentence gives its one car in words of its own."""
    said = _SAID.findall(sentence.plain)
    return str(said[0]) if len(set(said)) == 1 == len(sentence.cars) else ""


def _rivals(sentence: Sentence, car: CarMention) -> list[CrewMention]:
    """Return the crews that a car without one stands for, where a car may stand for its crew."""
    fitting = frozenset(
        crew for crew in sentence.known.crews
        if car.fits(crew) and (not car.year or car.year == crew.year)
    )  # fmt: skip
    whole = car.model and car.year  # a car told as in a ranking, although nobody drove it
    if not car.make or not (fitting or whole):
        return []
    if sentence.crews and not (fitting and _compared(sentence.plain)):
        return []
    return [CrewMention(car.start, car.end, fitting)]


def _loose_car(sentence: Sentence, car: CarMention) -> Iterator[TextClaim]:
    """Hold a car without a crew to the cars that are known: a known model has a known year."""
    known = sentence.known
    same = [crew for crew in known.crews if car.fits(crew) and (car.make or car.model)]
    if not car.model and same:  # "BMW 1938": that of the podium, where one is spoken of
        podium = pattern("positions", "podium").search(sentence.plain)
        same = [crew for crew in same if podium and crew.won]
    years = {crew.year for crew in same if crew.year}
    if not car.year or not years:
        return
    stated = " ".join(sentence.plain[car.start : car.end].split()).upper()
    expected, source = " / ".join(sorted(years)), same[0].source
    if not sentence.ranks and not _RACING.search(sentence.plain):
        yield sentence.unsupported("year", stated, expected, source)
        return
    won = [crew for crew in same if crew.won]
    if car.year in years and (won or len(years) == 1):
        yield sentence.claim("year", stated, expected, source, right=True, at=car.start)
    elif car.year not in years and len(years) == 1 and won:
        yield sentence.claim("year", stated, expected, source, right=False, at=car.start)
    else:
        yield sentence.unsupported("year", stated, expected, source)


def _positions(
    sentence: Sentence,
    subjects: Sequence[CrewMention],
    ranking: str | None,
    ranks: Sequence[RankMention],
) -> Iterator[TextClaim]:
    for at, subject in enumerate(subjects):
        place = _place_of(sentence, ranks, at, subjects) or _given(sentence, subject, ranking)
        if place is None or not (subject.crews or sentence.is_car(subject)):
            continue
        name = subject.crew.name if subject.crew else sentence.text[subject.start : subject.end]
        stated = f"{name}: {sentence.text[place.start : place.end]}"
        if ranking is None or sentence.negated(place.start):
            yield sentence.unsupported("position", stated)
        else:
            yield from _held(sentence, subject, ranking, place, stated)


def _held(
    sentence: Sentence, subject: CrewMention, ranking: str, place: RankMention, stated: str
) -> Iterator[TextClaim]:
    """Yield whether the one who holds a place is the one who is said to."""
    kind = "position" if ranking.startswith(("overall", AFTER)) else "trophy"
    holder = [
        crew for crew in sentence.known.crews if crew.positions.get(ranking) == place.position
    ]
    own = {crew.positions[ranking] for crew in subject.crews if ranking in crew.positions}
    if not holder and len(own) != 1:
        yield sentence.unsupported(kind, stated)
        return
    crew = (holder or sorted(subject.crews, key=_by_name))[0]
    expected = f"{place.position}: {crew.name}" if holder else f"{crew.name}: {min(own)}"
    among = bool(subject.crews.intersection(holder))
    if among and subject.crew is None and not sentence.is_car(subject):
        yield sentence.unsupported(kind, stated, expected, crew.source)
    else:
        at = max(place.start, subject.start)  # an answer takes up what its question names
        yield sentence.claim(kind, stated, expected, crew.source, right=among, at=at)


def _by_name(crew: KnownCrew) -> str:
    return crew.name


def _place_of(
    sentence: Sentence, found: Sequence[RankMention], at: int, subjects: Sequence[CrewMention]
) -> RankMention | None:
    """Return the position that a sentence gives to a crew.

    Each position belongs to the one crew that it stands before, or behind: in a sentence that
    begins with a position, they stand before their crews.
    """
    subject = subjects[at]
    numbers = [_NUMBERED.search(sentence.plain[: one.start]) for one in subjects]
    number = numbers[at]
    if number and all(numbers) and len(subjects) > 1:  # a list: 1 A, 2 B, 3 C
        return RankMention(number.start(1), number.end(1), int(number[1]))
    inside = [rank for rank in found if subject.start <= rank.start < subject.end]
    if inside or not found:
        return inside[0] if inside else None
    previous = subjects[at - 1].end if at else 0
    following = subjects[at + 1].start if at + 1 < len(subjects) else len(sentence.plain)
    before = [rank for rank in found if previous <= rank.start < subject.start]
    behind = [rank for rank in found if subject.end <= rank.start < following]
    leads = found[0].start < subjects[0].start
    own = (before or (behind if len(subjects) == 1 else [])) if leads else behind
    ahead = pattern("positions", "ahead").search(sentence.plain, previous, subject.start)
    if ahead and not any(one.start <= ahead.start() < one.end for one in found):
        return None
    if len({rank.position for rank in own}) > 1:
        own = _of_clause(sentence, subject, own)
    if len({rank.position for rank in own}) != 1:
        return None
    return own[-1] if leads else own[0]


def _of_clause(
    sentence: Sentence, subject: CrewMention, ranks: Sequence[RankMention]
) -> list[RankMention]:
    """Return the positions that no comma parts from a crew."""
    low = sentence.plain.rfind(",", 0, subject.start)
    high = sentence.plain.find(",", subject.end)
    high = high if high >= 0 else len(sentence.plain)
    return [rank for rank in ranks if low < rank.start < high]


_NUMBERED = re.compile(r"(?:^|[\s,;])p?([123])[.)°º:]?\s*[-:]?\s*$")


def _given(sentence: Sentence, subject: CrewMention, ranking: str | None) -> RankMention | None:
    """Return first place where a trophy, or the event, is said to have gone to a crew."""
    if ranking is None or sentence.ranks:
        return None
    before = sentence.plain[: subject.start]
    if ranking.startswith(AFTER):
        after = sentence.plain[subject.end :]
        first = not any(one.start < subject.start for one in sentence.crews)
        led = phrase("crews_in_text", "leads_before").search(before) or phrase(
            "crews_in_text", "leads_behind"
        ).match(after)
        return RankMention(subject.start, subject.end, 1) if first and led else None
    if 0 < sentence.asked <= subject.start and ranking != "overall":
        answered = phrase("crews_in_text", "answered").fullmatch(before[sentence.asked :])
        return RankMention(subject.start, subject.end, 1) if answered else None
    if ranking == "overall":
        gone = _is_headline(sentence, subject) or (
            pattern("positions", "gives").search(before[-20:])
            and (sentence.known.is_named(sentence.text) or _THE_WIN.search(sentence.plain))
        )
        return RankMention(subject.start, subject.end, 1) if gone else None
    marks = "|".join(map(re.escape, sentence.known.marks[ranking]))
    for given in (
        pattern("positions", "given"),
        phrase("crews_in_text", "awarded_to"),
        re.compile(rf"(?:{marks}){phrase('crews_in_text', 'to_a_crew').pattern}"),
    ):
        found = given.search(before)
        if found:
            return RankMention(found.start(), subject.end, 1)
    alone = len(sentence.crews) == 1 and not _NOT_WON.search(sentence.plain)
    return RankMention(subject.start, subject.end, 1) if alone else None


_NOT_WON = phrase("crews_in_text", "not_won")
"""What is done with a trophy but winning it."""


def _is_headline(sentence: Sentence, subject: CrewMention) -> bool:
    """Tell whether a crew ends a headline in which the event's name goes to it."""
    before, after = sentence.plain[: subject.start], sentence.plain[subject.end :]
    named = sentence.known.is_named(before[-45:]) and phrase("crews_in_text", "to_somebody").search(
        before
    )
    return bool(named) and not after.strip(" .!")


_THE_WIN = phrase("crews_in_text", "the_win")


def _order(
    sentence: Sentence, subjects: Sequence[CrewMention], ranking: str
) -> Iterator[TextClaim]:
    """Yield who is said to be ahead of whom."""
    listed = False
    for first, second in pairwise(subjects):
        between = _ASIDE.sub(" ", sentence.plain[first.end : second.start])
        behind = pattern("positions", "beaten").search(between)
        ahead = pattern("positions", "ahead").search(between) or (
            sentence.ranks and phrase("crews_in_text", "next_in_order").fullmatch(between)
        )
        leads = phrase("crews_in_text", "led_by").search(sentence.plain[: first.start])
        behind = None if ahead or leads else behind
        ahead = ahead or (leads and phrase("crews_in_text", "led").search(between))
        if first is subjects[0] and phrase("crews_in_text", "ranking_says").search(
            sentence.plain[: first.start]
        ):
            ahead = ahead or re.fullmatch(r"\s*(?:,|e|and)\s*", between)
        listed = bool(ahead or behind) or (listed and between.strip() in ("e", "and", ",", "&"))
        if not listed:
            continue
        told = (second, first) if behind else (first, second)
        places = [_best(one, ranking) for one in told]
        if 0 in places or sentence.negated(second.start):
            continue
        ordered = sorted(zip(places, told, strict=True), key=lambda pair: pair[0])
        named = [_named(sentence, one) for _, one in ordered]
        stated = " > ".join(_named(sentence, one) for one in told)
        source = next(iter(told[0].crews)).source
        right = places[0] < places[1]
        yield sentence.claim(
            "order",
            stated,
            " > ".join(named),
            source,
            right=right,
            at=second.start,
        )


_ASIDE = re.compile(r"\([^()]*\)")
"""What is told of the first of two in brackets: "A (1.2 behind) and B"."""


def _best(subject: CrewMention, ranking: str) -> int:
    """Return the best place of the crews that a mention can be; 0 where none has one."""
    return min(
        (crew.positions[ranking] for crew in subject.crews if ranking in crew.positions), default=0
    )


def _named(sentence: Sentence, subject: CrewMention) -> str:
    return subject.crew.name if subject.crew else sentence.text[subject.start : subject.end]
