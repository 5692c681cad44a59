"""Penalties and gaps of a sentence, held to the standings that timekeepers' times make."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from reporting.proofreading.agreement import decided
from reporting.proofreading.crew_mentions import CrewMention
from reporting.proofreading.known_crews import TimedPlace
from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.place_mentions import belonging
from reporting.proofreading.sentence import Sentence, TextClaim
from reporting.proofreading.wording import pattern, phrase
from reporting.story.fact_register import RegisteredFact

_SOURCE = "standings"


def is_gap(sentence: Sentence, number: NumberInText, end: int) -> bool:
    """Tell whether a number is how far somebody is behind, or ahead."""
    before, after = sentence.plain[: number.start], sentence.plain[end:]
    if _is_total(sentence, number, end):
        return False
    return bool(
        phrase("points_in_text", "gap_before").search(before)
        or phrase("points_in_text", "gap_after").match(after)
    )


def _is_either(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a figure may be a gap or a total: "second, at 6.78 penalties"."""
    return bool(phrase("points_in_text", "either").search(sentence.plain[: number.start]))


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
    rankings = sentence.rankings
    subject, other = _rivals(sentence, number, end, every)
    found: list[Decimal] = []
    if subject and subject.crew and len(rankings) == 1:
        gap = other or is_gap(sentence, number, end)
        own = subject.crew.standings.get(rankings[0])
        found = _gaps(sentence, rankings[0], own, other) if gap else _totals(own)
        if not gap and not other and _is_either(sentence, number):
            found = [*_gaps(sentence, rankings[0], own, None), *_totals(own)]
        if found and other and other.crew:
            around = sentence.plain[min(subject.end, number.start) : max(other.start, end)]
            pair = (own, other.crew.standings.get(rankings[0]))
            if _is_turned(around, pair):
                return sentence.claim(
                    "points", stated, f"-{found[0]}", _SOURCE, right=False, at=number.start
                )
    facts = [RegisteredFact("points", _as_told(value, number), _SOURCE) for value in found]
    claim = decided(sentence, number, "points", facts)
    return claim or sentence.unsupported("points", stated)


def _rivals(
    sentence: Sentence, number: NumberInText, end: int, every: Sequence[NumberInText]
) -> tuple[CrewMention | None, CrewMention | None]:
    """Return whose a figure is, and from whom it is counted where a second crew is named."""
    ahead = [
        one
        for one in sentence.crews
        if phrase("points_in_text", "behind").search(sentence.plain[: one.start])
    ]
    others = [one for one in sentence.crews if one not in ahead]
    if len(ahead) == len(others) == 1 and not _is_total(sentence, number, end):
        return others[0], ahead[0]
    before = [one for one in sentence.crews if one.end <= number.start]
    after = [one for one in sentence.crews if one.start >= end]
    if _is_total(sentence, number, end):
        return belonging(number, sentence.crews, every), None
    linked = after and phrase("points_in_text", "from").fullmatch(
        sentence.plain[end : after[0].start]
    )
    if linked:
        return next(iter([*before[-1:], *after[1:]]), None), after[0]
    if len(before) > 1:
        between = sentence.plain[before[-2].end : before[-1].start]
        if pattern("positions", "ahead").search(between):
            return before[-2], before[-1]
    return belonging(number, sentence.crews, every), None


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
        every = (each.standings.get(ranking) for each in sentence.known.crews)
        against = next((each for each in every if each and each.position == sought), None)
    if own is None or against is None or own.total is None or against.total is None:
        return []
    return [abs(own.total - against.total)]


def _as_told(value: Decimal, number: NumberInText) -> str:
    """Return a figure with as many decimals as the text has, rounded or cut as the text is."""
    stated = number.values[0]
    exponent = Decimal(1).scaleb(min(0, int(stated.as_tuple().exponent)))
    ways = [value.quantize(exponent, way) for way in (ROUND_HALF_UP, ROUND_DOWN)]
    return str(ways[1] if stated == ways[1] else ways[0])
