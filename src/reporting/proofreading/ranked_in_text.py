"""What a sentence says of rankings: who came where, who won which trophy, who is ahead of whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reporting.proofreading.crew_mentions import CrewMention
from reporting.proofreading.known_crews import AFTER, KnownCrew
from reporting.proofreading.order_in_text import name_of, order_of
from reporting.proofreading.positions_in_text import RankMention, parted, whose_rank
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.subjects_in_text import subjects_of
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import pattern, phrase


def ranked_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield where a sentence says that crews, cars and teams came."""
    if sentence.at_control:
        return
    subjects = subjects_of(sentence)
    ranks = [rank for rank in sentence.ranks if not _of_another_car(sentence, rank)]
    own = {rank: name for rank in ranks if (name := sentence.ranking_of(rank))}
    for beside in dict.fromkeys(own.values()):
        told = [rank for rank in ranks if own.get(rank) == beside]
        yield from _positions(sentence, subjects, beside, told)
    ranks = [rank for rank in ranks if rank not in own]
    rankings = sentence.rankings
    if len(rankings) == 1:
        yield from order_of(sentence, subjects, rankings[0])
    yield from _top(sentence, subjects, rankings)
    yield from _each_in_own(sentence, subjects, ranks)
    yield from _goes_to_first(sentence, subjects, set(own.values()))
    yield from _to_each(sentence, subjects)
    if own and not ranks:
        return
    if len(rankings) > 1 and len(subjects) > 1:
        rankings = []  # which crew won which trophy is not plain
    asked: list[str | None] = [*rankings] or [None]
    for ranking in asked:
        overall, others = parted(ranks, sentence.plain, ranking, one=len(subjects) == 1)
        if overall:
            yield from _positions(sentence, subjects, "overall", overall)
        if others or not overall:
            yield from _positions(sentence, subjects, ranking, others)


def _top(
    sentence: Sentence, subjects: Sequence[CrewMention], rankings: Sequence[str]
) -> Iterator[TextClaim]:
    """Yield the places of a list that says that it begins with the first: "the top three: ..."."""
    head = (
        phrase("crews_in_text", "top").search(sentence.plain[: subjects[0].start])
        if subjects
        else None
    )
    if head is None or len(subjects) <= 1 or sentence.ranks or len(rankings) != 1:
        return
    for position, subject in enumerate(subjects, start=1):
        place = RankMention(subject.start, subject.end, position)
        yield from _held(
            sentence, subject, rankings[0], place, f"{name_of(sentence, subject)}: {position}"
        )


def _goes_to_first(
    sentence: Sentence, subjects: Sequence[CrewMention], told: set[str]
) -> Iterator[TextClaim]:
    """Yield the trophy that a headline gives to the crew that it begins with: "To A, the cup"."""
    begins = subjects and phrase("crews_in_text", "to_first").fullmatch(
        sentence.plain[: subjects[0].start]
    )
    if not begins or not sentence.ranks:
        return
    trophy = phrase("crews_in_text", "its_trophy").search(sentence.plain[subjects[0].end :])
    for ranking in sentence.rankings if trophy else ():
        if ranking not in told and any(
            mark in sentence.plain[subjects[0].end :] for mark in sentence.known.marks[ranking]
        ):
            place = RankMention(subjects[0].start, subjects[0].end, 1)
            yield from _held(
                sentence,
                subjects[0],
                ranking,
                place,
                f"{name_of(sentence, subjects[0])}: {ranking}",
            )


def _to_each(sentence: Sentence, subjects: Sequence[CrewMention]) -> Iterator[TextClaim]:
    """Yield the trophy that a list gives to each crew: "to A the cup, to B the prize"."""
    for at, subject in enumerate(subjects):
        high = subjects[at + 1].start if at + 1 < len(subjects) else len(sentence.plain)
        segment = re.split(r"[,;]|(?<!\.\w)\.\s", sentence.plain[subject.end : high].lstrip(" ,"))[
            0
        ]
        given = phrase("crews_in_text", "to_each").search(sentence.plain[: subject.start])
        marks = sentence.known.marks
        named = [one for one in marks if any(mark in segment for mark in marks[one])]
        ranked = any(subject.end <= rank.start < high for rank in sentence.ranks)
        first = len(named) == 1 and min(segment.find(each) for each in marks[named[0]]
                                        if each in segment)  # fmt: skip
        told = phrase("crews_in_text", "the_trophy").fullmatch(segment[: first or 0])
        if given and told and not ranked and not sentence.negated(subject.start):
            place = RankMention(subject.start, subject.end, 1)
            yield from _held(
                sentence, subject, named[0], place, f"{name_of(sentence, subject)}: {named[0]}"
            )


def _each_in_own(
    sentence: Sentence, subjects: Sequence[CrewMention], ranks: Sequence[RankMention]
) -> Iterator[TextClaim]:
    """Yield a position that leads a list of crews, each in the ranking that stands behind it."""
    winners = phrase("crews_in_text", "winners").search(
        sentence.plain[: subjects[0].start] if subjects else ""
    )
    if winners is None or len(subjects) <= 1 or len(ranks) > 1:
        return
    for at, subject in enumerate(subjects):
        high = subjects[at + 1].start if at + 1 < len(subjects) else len(sentence.plain)
        behind = sentence.plain[subject.end : high]
        named = [
            ranking
            for ranking in sentence.known.rankings
            if ranking != "overall"
            and any(mark in behind for mark in sentence.known.marks[ranking])
        ]
        if len(named) == 1:
            place = RankMention(subject.start, subject.end, 1)
            yield from _held(
                sentence, subject, named[0], place, f"{name_of(sentence, subject)}: 1, {named[0]}"
            )


def _of_another_car(sentence: Sentence, rank: RankMention) -> bool:
    """Tell whether a position is that of a car in its own clause: "the Fiat that won"."""
    named = [crew for one in sentence.crews for crew in one.crews]
    return len(named) > 0 and any(
        phrase("crews_in_text", "that").fullmatch(sentence.plain[car.end : rank.start])
        and not any(car.fits(crew) for crew in named)
        for car in sentence.cars
    )


def _positions(
    sentence: Sentence,
    subjects: Sequence[CrewMention],
    ranking: str | None,
    ranks: Sequence[RankMention],
) -> Iterator[TextClaim]:
    for at, subject in enumerate(subjects):
        own = sentence.known.team_ranking(subject.crew)
        of_teams = ranking is not None and ranking in sentence.known.team_rankings
        if of_teams != bool(own) and (of_teams or ranking not in (None, "overall")):
            continue
        asked = own or ranking
        place = _place_of(sentence, ranks, at, subjects) or _given(sentence, subject, asked)
        if place is None or not (subject.crews or sentence.is_car(subject)):
            continue
        stated = f"{name_of(sentence, subject)}: {sentence.text[place.start : place.end]}"
        if asked is None or sentence.negated(place.start):
            yield sentence.unsupported("position", stated)
        else:
            yield from _held(sentence, subject, asked, place, stated)


def _held(
    sentence: Sentence, subject: CrewMention, ranking: str, place: RankMention, stated: str
) -> Iterator[TextClaim]:
    """Yield whether the one who holds a place is the one who is said to."""
    kind = "position" if ranking.startswith(("overall", AFTER)) else "trophy"
    every = (*sentence.known.crews, *sentence.known.teams)
    holder = [crew for crew in every if crew.positions.get(ranking) == place.position]
    own = {crew.positions[ranking] for crew in subject.crews if ranking in crew.positions}
    if not holder and len(own) != 1:
        yield sentence.unsupported(kind, stated)
        return
    crew = (holder or sorted(subject.crews, key=_by_name))[0]
    expected = f"{place.position}: {crew.name}" if holder else f"{crew.name}: {min(own)}"
    among = bool(subject.crews.intersection(holder))
    row = phrase("crews_in_text", "row").match(sentence.plain)
    framed = place.position == 1 or kind == "position" or sentence.ranking_of(place) == ranking
    if (row or not framed) and not among and place.position in {*_positions_of(subject)}:
        yield sentence.unsupported(kind, stated)  # right in a ranking that the words may mean
        return
    if among and subject.crew is None and not sentence.is_car(subject):
        yield sentence.unsupported(kind, stated, expected, crew.source)
    else:
        at = max(place.start, subject.start)  # an answer takes up what its question names
        yield sentence.claim(kind, stated, expected, crew.source, right=among, at=at)


def _positions_of(subject: CrewMention) -> Iterator[int]:
    for crew in subject.crews:
        yield from crew.positions.values()


def _by_name(crew: KnownCrew) -> str:
    return crew.name


def _place_of(  # noqa: PLR0911 - one a way to be beside a crew
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
    bound = [(rank, whose_rank(sentence.plain, rank, subjects)) for rank in found]
    own = [rank for rank, whose in bound if whose == subject]
    if own:
        return own[0]
    found = [rank for rank, whose in bound if whose is None]
    if not found:
        return None
    previous = subjects[at - 1].end if at else 0
    following = subjects[at + 1].start if at + 1 < len(subjects) else len(sentence.plain)
    before = [rank for rank in found if previous <= rank.start < subject.start]
    behind = [
        rank
        for rank in found
        if subject.end <= rank.start < following
        and not _of_the_other_half(sentence, rank, subject, following)
        and not _of_a_car_between(sentence, rank, subject)
    ]
    leads = min(rank.start for rank, _ in bound) < subjects[0].start
    own = (before or (behind if len(subjects) == 1 else [])) if leads else behind
    ahead = pattern("positions", "ahead").search(sentence.plain, previous, subject.start)
    if ahead and not any(one.start <= ahead.start() < one.end for one in found):
        return None
    if len({rank.position for rank in own}) > 1:
        own = _of_clause(sentence, subject, own)
    if len({rank.position for rank in own}) != 1:
        return None
    return own[-1] if leads else own[0]


def _of_a_car_between(sentence: Sentence, rank: RankMention, subject: CrewMention) -> bool:
    """Tell whether a car that is not a crew's own stands between it and a position."""
    return any(
        subject.end <= car.start < rank.start
        and (car.make or car.model)
        and not any(car.fits(crew) for crew in subject.crews)
        for car in sentence.cars
    )


def _of_the_other_half(
    sentence: Sentence, rank: RankMention, subject: CrewMention, following: int
) -> bool:
    """Tell whether "but" parts a position from a crew, and another crew stands on its side."""
    low, high = sentence.half(rank.start)
    return subject.end <= low and following < high


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
        first = not any(
            one < subject.start
            for one in [each.start for each in sentence.crews]
            + [each.start for each in sentence.cars]
        )
        led = phrase("crews_in_text", "leads_before").search(before) or phrase(
            "crews_in_text", "leads_behind"
        ).match(after)
        return RankMention(subject.start, subject.end, 1) if first and led else None
    if 0 < sentence.asked <= subject.start and ranking != "overall":
        answered = phrase("crews_in_text", "answered").fullmatch(before[sentence.asked :])
        return RankMention(subject.start, subject.end, 1) if answered else None
    if ranking == "overall":
        after = sentence.plain[subject.end :]
        takes = phrase("crews_in_text", "takes").match(after)
        gone = (
            (takes and sentence.known.is_named(after[:_HEADLINE]))
            or _is_headline(sentence, subject)
            or (
                pattern("positions", "gives").search(before[-20:])
                and (sentence.known.is_named(sentence.text) or _THE_WIN.search(sentence.plain))
            )
        )
        return RankMention(subject.start, subject.end, 1) if gone else None
    marks = "|".join(map(re.escape, sentence.known.marks[ranking]))
    for given in (
        pattern("positions", "given"),
        phrase("crews_in_text", "awarded_to"),
        re.compile(rf"(?:{marks}){phrase('crews_in_text', 'to_a_crew').pattern}"),
    ):
        found = given.search(before)
        if found and not phrase("crews_in_text", "another_clause").search(before[found.end() :]):
            return RankMention(found.start(), subject.end, 1)
    subjects = {one.crews for one in subjects_of(sentence)}
    alone = len(sentence.crews) == 1 == len(subjects) and not sentence.before
    alone = alone and not _NOT_WON.search(sentence.plain)
    return RankMention(subject.start, subject.end, 1) if alone else None


_HEADLINE = 60
"""How many characters of a headline tell what its winners take."""

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


_SEGMENT = re.compile(r"[,;]|(?<!\.\w)\.\s")
