"""Penalties and gaps of a sentence, held to the standings that timekeepers' times make."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from reporting.proofreading.agreement import decided, hedge_of
from reporting.proofreading.crew_mentions import CrewMention
from reporting.proofreading.known_crews import KnownCrew, TimedPlace
from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.place_mentions import belonging
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.subjects_in_text import subjects_of
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.units_in_text import unit_of
from reporting.proofreading.wording import pattern, phrase
from reporting.story.fact_register import RegisteredFact

_SOURCE = "standings"


def is_points(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a number is in points: by its unit, as a gap, or as what stands by a place."""
    unit, end = unit_of(sentence.plain, number)
    near = sentence.plain[max(0, number.start - _COEFFICIENT) : end + _BEHIND]
    if unit or pattern("hints", "coefficient").search(near):
        return unit == "pt"
    before = sentence.plain[: number.start]
    if _is_listed(sentence, number) or is_further(sentence, number):
        return True
    gap = phrase("points_in_text", "of_a_gap").match(sentence.plain[end:]) or phrase(
        "points_in_text", "before_a_gap"
    ).search(before)
    timed = sentence.known.complete and bool(subjects_of(sentence))
    if gap and (sentence.crews or timed):
        return True
    if not timed:
        return False
    counted = phrase("points_in_text", "hundredths").fullmatch(sentence.plain[number.start : end])
    placed = any(rank.end <= number.start for rank in sentence.ranks)
    standing = phrase("points_in_text", "at_a_total").search(before)
    return bool(counted or (placed and standing))


_COEFFICIENT, _BEHIND = 40, 20
"""Within how many characters before and behind a figure "coefficient" is said of it."""


def _is_listed(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a number is in points as others of its list: "A, 64 penalties; B, 76"."""
    earlier = (sentence.plain[one.end :] for one in sentence.numbers if one.end <= number.start)
    measured = phrase("units_in_text", "in_points")
    before = f"{sentence.led_by} {sentence.plain[: number.start]}"
    in_points = (
        measured.search(sentence.led_by)
        or any(map(measured.match, earlier))
        or phrase("units_in_text", "headed").search(before)
    )
    between = [
        sentence.plain[one.end : number.start]
        for one in subjects_of(sentence)
        if one.crew and one.end <= number.start
    ] if in_points else []  # fmt: skip
    return bool(
        between
        and phrase("points_in_text", "listed").fullmatch(between[-1])
        and phrase("points_in_text", "listed_ends").match(sentence.plain[number.end :])
    )


def is_gap(sentence: Sentence, number: NumberInText, end: int) -> bool:
    """Tell whether a number is how far somebody is behind, or ahead."""
    before, after = sentence.plain[: number.start], sentence.plain[end:]
    if _is_total(sentence, number, end):
        return False
    return bool(
        phrase("points_in_text", "gap_before").search(before)
        or phrase("points_in_text", "gap_after").match(after)
    )


def _is_total(sentence: Sentence, number: NumberInText, end: int) -> bool:
    """Tell whether a figure is what somebody ended with: "on 154.29 points, ahead of ..."."""
    ended = phrase("points_in_text", "total").search(sentence.plain[: number.start])
    return bool(ended) and not phrase("points_in_text", "of_a_gap").match(sentence.plain[end:])


def points(
    sentence: Sentence, number: NumberInText, end: int, every: Sequence[NumberInText]
) -> TextClaim:
    """Return the claim of a figure in points: a total, or a gap between two crews.

    Parameters
    ----------
    sentence, number
        The figure and where it stands.
    end
        Where its unit ends.
    every
        All figures in points of the sentence.
    """
    stated = sentence.text[number.start : end].strip()
    ended = any(
        phrase("points_in_text", "ended_on").fullmatch(sentence.plain[rank.end : number.start])
        for rank in sentence.ranks
        if rank.end <= number.start
    )
    if sentence.at_control and not ended:
        return sentence.unsupported("points", stated)
    subject, other = _rivals(sentence, number, end, every)
    rankings = _rankings(sentence, number, subject)
    found: list[Decimal] = []
    if subject and subject.crew and len(rankings) == 1:
        gap = other or is_gap(sentence, number, end)
        own = subject.crew.standings.get(rankings[0])
        found = _gaps(sentence, rankings[0], own, other) if gap else _totals(own)
        if not gap and not _is_total(sentence, number, end):
            named = [one for one in subjects_of(sentence) if one.crews != subject.crews]
            beside = named[0] if len(named) == 1 and named[0].crew else None
            found = [*found, *_gaps(sentence, rankings[0], own, beside)]
        if found and other and other.crew:
            around = sentence.plain[min(subject.end, number.start) : max(other.start, end)]
            pair = (own, other.crew.standings.get(rankings[0]))
            apposed = phrase("points_in_text", "apposed_trail").match(sentence.plain, other.end)
            if not apposed and _is_turned(around, pair):  # "A, ahead of B, beaten by 31"
                return sentence.claim(
                    "points", stated, f"-{found[0]}", _SOURCE, right=False, at=number.start
                )
    facts = [
        RegisteredFact("points", _held_to(sentence, value, number), _SOURCE) for value in found
    ]
    claim = decided(sentence, number, "points", facts)
    teams = [crew for team in sentence.teams for crew in team.crews]
    wrong = claim is not None and claim.verdict == "contradicted"
    of_team = subject and subject.crew not in teams and _fits(teams, sentence, number)
    if wrong and subject and (of_team or _fits_another(sentence, number, subject, rankings)):
        return sentence.unsupported("points", stated)  # the team's, or the trophy's, that is named
    if claim is not None and claim.verdict == "contradicted" and rankings == ["overall"]:
        told = phrase("positions_in_text", "said_overall").search(sentence.plain)
        fits = not told and subject and _fits(subject.crews, sentence, number)
        return sentence.unsupported("points", stated) if fits else claim
    if not found and subject and _is_nobodys(sentence, number):
        figures = [value for crew in subject.crews for value in _figures(crew)]
        nearest = min(figures, key=lambda value: abs(value - number.values[0]))
        return sentence.claim("points", stated, f"{nearest}", _SOURCE, right=False, at=number.start)
    return claim or sentence.unsupported("points", stated)


def _fits_another(
    sentence: Sentence, number: NumberInText, subject: CrewMention, rankings: Sequence[str]
) -> bool:
    """Tell whether a figure is a crew's total in another ranking that the sentence names."""
    marks = sentence.known.marks
    return any(
        _as_told(value, number) == str(number.values[0])
        for crew in subject.crews
        for ranking, place in crew.standings.items()
        if ranking not in rankings
        and any(mark in sentence.plain for mark in marks.get(ranking, ()))
        for value in _totals(place)
    )


def is_further(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a number is how far somebody is behind the next ahead: "17 further back"."""
    before, after = sentence.plain[: number.start], sentence.plain[number.end :]
    further = phrase("points_in_text", "further").match(after)
    told = "further" in (further[0] if further else "") or phrase(
        "points_in_text", "further_before"
    ).search(before)
    earlier = [one for one in sentence.numbers if one.end <= number.start]
    return bool(further and told and earlier and sentence.known.complete)


def further_back(sentence: Sentence, number: NumberInText, end: int) -> TextClaim:
    """Return the claim of how far a crew is behind the one right before it in the ranking.

    Parameters
    ----------
    sentence, number, end
        As :func:`points` takes them. Of a make's cars the best placed one is meant.
    """
    stated = sentence.text[number.start : end].strip()
    before = [one for one in subjects_of(sentence) if one.end <= number.start][-1:]
    ranked = [
        place
        for one in before
        for crew in one.crews
        if (place := crew.standings.get("overall")) and place.position
    ]
    own = min(ranked, key=lambda place: place.position or 0) if ranked else None
    places = (each.standings.get("overall") for each in sentence.known.crews)
    ahead = [
        each for each in places if own and each and own.position and each.position
        and each.position == own.position - 1
    ]  # fmt: skip
    if own is None or own.total is None or not ahead or ahead[0].total is None:
        return sentence.unsupported("points", stated)
    gap = RegisteredFact("points", _as_told(own.total - ahead[0].total, number), _SOURCE)
    claim = decided(sentence, number, "points", [gap])
    return claim or sentence.unsupported("points", stated)


def _is_nobodys(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a figure is none that anybody named has in any ranking, nor any gap."""
    named = frozenset(crew for one in subjects_of(sentence) for crew in one.crews)
    known = bool(named) and all(crew.standings for crew in named)
    return known and not (_fits(named, sentence, number) or sentence.negated(number.start))


def _fits(crews: Collection[KnownCrew], sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a figure is a total of one of some crews, or how far one is from another."""
    named = {crew for one in subjects_of(sentence) for crew in one.crews}
    own = {value for crew in crews for value in _figures(crew)}
    for ranking in {name for crew in named for name in crew.standings}:
        places = [(crew, crew.standings[ranking]) for crew in _every(sentence)
                  if ranking in crew.standings]  # fmt: skip
        totals = [
            (crew, place.total)
            for crew, place in places
            if place.total is not None and (crew in named or place.position in (1, 2))
        ]
        own |= {abs(one - other) for crew, one in totals if crew in crews for _, other in totals}
    return any(_as_told(value, number) == str(number.values[0]) for value in own)


def _every(sentence: Sentence) -> tuple[KnownCrew, ...]:
    return (*sentence.known.crews, *sentence.known.teams)


def _figures(crew: KnownCrew) -> list[Decimal]:
    return [value for place in crew.standings.values() for value in _totals(place)]


def _rankings(sentence: Sentence, number: NumberInText, subject: CrewMention | None) -> list[str]:
    """Return the ranking of the position that a figure stands behind; else the sentence's."""
    if subject and (own := sentence.known.team_ranking(subject.crew)):
        return [own]
    clause = phrase("positions_in_text", "clause_end").split(sentence.plain[number.end :])[0]
    if phrase("points_in_text", "in_the_end").search(clause):
        return ["overall"]
    before = [rank for rank in sentence.ranks if rank.end <= number.start]
    ranking = sentence.ranking_of(before[-1]) if before else ""
    return [ranking] if ranking else sentence.rankings


def _rivals(  # noqa: PLR0911 - one a wording
    sentence: Sentence, number: NumberInText, end: int, every: Sequence[NumberInText]
) -> tuple[CrewMention | None, CrewMention | None]:
    """Return whose a figure is, and from whom it is counted where a second crew is named."""
    low, high = sentence.half(number.start)
    every_crew = subjects_of(sentence)
    crews = [one for one in every_crew if low <= one.start < high] or [*every_crew]
    before = [one for one in crews if one.end <= number.start]
    if before and phrase("points_in_text", "from_the_top").match(sentence.plain[end:]):
        return before[-1], None
    ahead = [
        one
        for one in crews
        if phrase("points_in_text", "behind").search(sentence.plain[: one.start])
    ]
    others = [one for one in crews if one not in ahead]
    if len(ahead) == len(others) == 1 and not _is_total(sentence, number, end):
        return others[0], ahead[0]
    after = [one for one in crews if one.start >= end]
    if after and phrase("points_in_text", "of").fullmatch(sentence.plain[end : after[0].start]):
        return after[0], None
    if _is_total(sentence, number, end):
        return belonging(number, crews, every), None
    linked = after and phrase("points_in_text", "from").fullmatch(
        sentence.plain[end : after[0].start]
    )
    if linked:
        return next(iter([*before[-1:], *after[1:]]), None), after[0]
    if len(before) > 1:
        between = sentence.plain[before[-2].end : before[-1].start]
        if pattern("positions", "ahead").search(between):
            return before[-2], before[-1]
    return belonging(number, crews, every), None


def _is_turned(around: str, pair: tuple[TimedPlace | None, TimedPlace | None]) -> bool:
    """Tell whether the one who is behind is said to lead, or the other way round."""
    leads = bool(phrase("points_in_text", "leads").search(around))
    trails = bool(phrase("points_in_text", "trails").search(around))
    own, against = (each.position if each else None for each in pair)
    if leads == trails or own is None or against is None:
        return False
    return leads != (own < against)


def _totals(standing: TimedPlace | None) -> list[Decimal]:
    return [value for value in (standing.total, standing.net) if value] if standing else []


def _gaps(
    sentence: Sentence, ranking: str, own: TimedPlace | None, other: CrewMention | None
) -> list[Decimal]:
    """Return how far a crew is from the other that is named, from the first, or ahead as first."""
    if other is not None:
        against = other.crew.standings.get(ranking) if other.crew else None
    else:
        sought = 2 if own and own.position == 1 else 1
        every = (each.standings.get(ranking) for each in _every(sentence))
        against = next((each for each in every if each and each.position == sought), None)
    if own is None or against is None or own.total is None or against.total is None:
        return []
    return [abs(own.total - against.total)]


def _held_to(sentence: Sentence, value: Decimal, number: NumberInText) -> str:
    """Return a figure as a text is held to it: exactly where it says "just over", else rounded."""
    hedged = hedge_of(sentence, number) in ("over", "almost")
    return f"{value:f}" if hedged else _as_told(value, number)


def _as_told(value: Decimal, number: NumberInText) -> str:
    """Return a figure with as many decimals as the text has, rounded or cut as the text is."""
    stated = number.values[0]
    exponent = Decimal(1).scaleb(min(0, int(stated.as_tuple().exponent)))
    ways = [value.quantize(exponent, way) for way in (ROUND_HALF_UP, ROUND_DOWN)]
    return str(ways[1] if stated == ways[1] else ways[0])
