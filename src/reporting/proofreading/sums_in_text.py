"""Arithmetic inside a sentence: what its own figures make of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from reporting.proofreading.agreement import hedge_of
from reporting.proofreading.counts_in_text import topics_of
from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.units_in_text import is_identifier, unit_of
from reporting.proofreading.wording import pattern, phrase, words

OWN = "the text's own figures"
_HUNDRED = Decimal(100)
_SHARES_OFF, _SUM_OFF = Decimal(2), Decimal("0.03")
"""How far rounding alone may bring shares from 100, and a sum from its parts."""


def sums_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield sums that are wrong: gap, shares, parts and total, one and all.

    A sum is held only where the sentence says that it is one; a right one confirms nothing.
    """
    if sentence.at_control:
        return
    figures = [one for one in sentence.numbers if not is_identifier(sentence, one)]
    for wrong in (_gap, _apart, _shares, _total, _added, _each):
        found = wrong(sentence, figures)
        if found is not None and not _rounded(sentence, figures, *found):
            stated, expected = found
            yield sentence.claim("arithmetic", f"{stated}", f"{expected:f}", OWN, right=False)
            return


def _rounded(
    sentence: Sentence, figures: Sequence[NumberInText], stated: Decimal, whole: Decimal
) -> bool:
    """Tell whether a sum is hedged, or told in whole numbers, and as near as that allows."""
    hedged = any(hedge_of(sentence, one) for one in figures if one.values[0] == stated)
    whole_number = stated % 1 == 0 and whole % 1 != 0
    return bool(
        (hedged and abs(stated - whole) <= whole * _SUM_OFF)
        or (whole_number and abs(stated - whole) < 1)
    )


def _gap(sentence: Sentence, figures: Sequence[NumberInText]) -> tuple[Decimal, Decimal] | None:
    """Return a gap that two totals do not have."""
    if not pattern("sums", "gap").search(sentence.plain) or len(figures) != 3:
        return None
    stated, low, high = sorted(one.values[0] for one in figures)
    wrong = high / 3 < low > stated * 2 and stated != high - low
    return (stated, high - low) if wrong else None


def _apart(sentence: Sentence, figures: Sequence[NumberInText]) -> tuple[Decimal, Decimal] | None:
    """Return how far two figures are said to be apart that are not: the last is the difference."""
    told = phrase("sums_in_text", "apart").search(sentence.plain)
    near = [
        one for one in figures if told and one.end <= told.end() and told.start() - one.end < _NEAR
    ]
    if not told or not near or figures[-1] != near[-1] or len(figures) < 3:
        return None
    one, other, stated = (each.values[0] for each in figures[-3:])
    alike = min(one, other) * 2 > max(one, other) > stated * 2
    return (stated, abs(one - other)) if alike and stated != abs(one - other) else None


def _added(sentence: Sentence, figures: Sequence[NumberInText]) -> tuple[Decimal, Decimal] | None:
    """Return a total behind "370 plus 285 plus 370 make", or behind parts that share its noun."""
    for at, total in enumerate(figures):
        between = sentence.plain[figures[at - 1].end : total.start] if at else ""
        if at < _PARTS or not phrase("sums_in_text", "makes").search(between):
            continue
        parts = _alike(sentence, figures[: at + 1]) or [figures[at - 1]]
        for one, other in pairwise(reversed(figures[:at])):
            if other in parts:
                continue
            if not phrase("sums_in_text", "plus").fullmatch(sentence.plain[other.end : one.start]):
                break
            parts.append(other)
        stated, whole = total.values[0], sum((one.values[0] for one in parts), Decimal())
        if len(parts) >= _PARTS and stated != whole:
            return stated, whole
    return None


def _alike(sentence: Sentence, figures: Sequence[NumberInText]) -> list[NumberInText]:
    """Return the counts of one noun before a total that says that it is theirs."""
    between = sentence.plain[figures[-2].end : figures[-1].start]
    if not phrase("sums_in_text", "in_all").search(between):
        return []
    topics = topics_of(sentence, figures)
    own = {topics[one.start] for one in figures if one.start in topics}
    units = {unit_of(sentence.plain, one)[0] for one in figures}
    first = figures[0].start in topics
    return list(figures[:-1])[::-1] if len(own) == 1 and units == {""} and first else []


_PARTS, _NEAR = 2, 40
"""How many parts a sum has at least; how near the words stand that say what a figure is."""


def _shares(sentence: Sentence, figures: Sequence[NumberInText]) -> tuple[Decimal, Decimal] | None:
    """Return the sum of shares that are said to be all and are not 100 %."""
    shares = [one.values[0] for one in figures if _is_of(sentence, one, "%")]
    whole = sum(shares, Decimal())
    divided = pattern("sums", "divided").search(sentence.plain)
    if len(shares) < 2 or not divided or abs(whole - _HUNDRED) <= _SHARES_OFF:
        return None
    return whole, _HUNDRED


def _total(sentence: Sentence, figures: Sequence[NumberInText]) -> tuple[Decimal, Decimal] | None:
    """Return a total that its parts, in the same unit, do not make."""
    for unit in ("km", "t", "kg", "pt"):
        same = [one for one in figures if _is_of(sentence, one, unit)]
        totals = [one for one in same if _is_total(sentence, one)]
        parts = [one.values[0] for one in same if one not in totals]
        if len(totals) == 1 and len(parts) > 1:
            stated, whole = totals[0].values[0], sum(parts, Decimal())
            return (stated, whole) if abs(stated - whole) > whole * _SUM_OFF else None
    return None


def _each(sentence: Sentence, figures: Sequence[NumberInText]) -> tuple[Decimal, Decimal] | None:
    """Return a total that so many times the figure of one do not make."""
    each = [one for one in figures if pattern("sums", "each").match(_after(sentence, one))]
    totals = [one for one in figures if _is_total(sentence, one)]
    counts = [one for one in figures if one not in (*each, *totals)]
    if not len(each) == len(totals) == len(counts) == 1:
        return None
    whole = each[0].values[0] * counts[0].values[0]
    stated = totals[0].values[0]
    return (stated, whole) if whole and abs(stated - whole) > whole * _SUM_OFF else None


def _is_of(sentence: Sentence, number: NumberInText, unit: str) -> bool:
    sign = rf"\s*(?:{words()['units'][unit]})(?!\w)"
    return bool(re.match(sign, sentence.plain[number.end :]))


def _is_total(sentence: Sentence, number: NumberInText) -> bool:
    before = sentence.plain[: number.start].rstrip()
    marked = re.search(rf"(?:{words()['sums']['total_before']})$", before)
    return bool(marked or pattern("sums", "total_after").match(_after(sentence, number)))


def _after(sentence: Sentence, number: NumberInText) -> str:
    """Return what stands behind a figure and its unit."""
    rest = sentence.plain[number.end :].lstrip()
    for sign in words()["units"].values():
        found = re.match(rf"(?:{sign})(?!\w)\s*", rest)
        if found:
            return rest[found.end() :]
    return rest
