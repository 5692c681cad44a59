"""Figures that are a known one misprinted: two digits exchanged, one wrong, the point elsewhere.

No finder has decided them, for their words are not quite those of a label. That alone says
nothing; but a figure that nothing registers, beside some of the words of a fact of its unit, and
one slip of a finger away from it, is that fact misprinted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from reporting.proofreading.agreement import hedge_of
from reporting.proofreading.days_in_text import dated
from reporting.proofreading.known import KnownEvent, as_number
from reporting.proofreading.known_rows import spoken
from reporting.proofreading.labelled_in_text import Label, known_labels, unit_fits, with_synonyms
from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.units_in_text import is_identifier, unit_of
from reporting.story.fact_register import FIGURE


def misprints(sentence: Sentence, claims: Sequence[TextClaim]) -> Iterator[TextClaim]:
    """Yield the figures of a sentence that are a known one with a slip.

    Parameters
    ----------
    sentence
        Where they stand.
    claims
        What all finders say of it: a figure that one of them decides is none.
    """
    stated = {value for one in sentence.numbers for value in one.values}
    labels = [
        one
        for one in known_labels(sentence.known)
        if as_number(one.fact.value) not in stated  # told beside it, and no misprint
    ]
    if not labels or len(sentence.numbers) > _MOST:
        return
    numbers = [one for one in sentence.numbers if _is_open(sentence, one, claims)]
    told = spoken(with_synonyms(sentence.plain))
    for number in numbers:
        unit, end = unit_of(sentence.plain, number)
        meant = [
            label
            for label in labels
            if unit_fits(label.fact, unit) and _is_meant(label, number, told)
        ]
        if len({label.fact.value for label in meant}) == 1:
            fact = meant[0].fact
            yield sentence.claim(
                "figure", sentence.text[number.start : end].strip(),
                f"{fact.value} {fact.unit}".strip(), fact.source, right=False, at=number.start,
            )  # fmt: skip


_MOST = 30
"""A sentence with more figures is no prose, and every one is held against all others."""


def _is_open(sentence: Sentence, number: NumberInText, claims: Sequence[TextClaim]) -> bool:
    """Tell whether a figure is told as exact, and nobody has decided it or registered it."""
    text = sentence.text[number.start : number.end].strip()
    decided = any(text in claim.stated for claim in claims if claim.verdict != "unsupported")
    return not (
        decided
        or len(str(number.values[0].normalize())) < _SHORTEST
        or is_identifier(sentence, number)
        or hedge_of(sentence, number)
        or any(low <= number.start < high for low, high in dated(sentence.plain))
        or _registered(sentence.known, unit_of(sentence.plain, number)[0]) & set(number.values)
        or _is_made_of_others(sentence, number)
    )


_SHORTEST = 2
"""How many digits a figure has at least: of one digit every other is one slip away."""


@cache
def _registered(known: KnownEvent, unit: str) -> frozenset[Decimal]:
    """Return the values of all that is registered in a unit, but places and totals of results."""
    facts = [
        fact
        for key in known.keys("")
        for fact in known.facts(key)
        if fact.kind == FIGURE and unit_fits(fact, unit) and not _OF_RESULTS.match(key)
    ]
    values = {value for fact in facts if (value := as_number(fact.value)) is not None}
    rows = {one.value for row in known.rows for one in row.figures if unit in ("", one.unit)}
    return frozenset(values | rows)


_OF_RESULTS = re.compile(r"(?:entry|standing|after_leg)\.")


def _is_made_of_others(sentence: Sentence, number: NumberInText) -> bool:
    """Tell whether a figure is what two others of the sentence make together, or differ by."""
    others = [one.values[0] for one in sentence.numbers if one != number]
    pairs = [(one, other) for at, one in enumerate(others) for other in others[at + 1 :]]
    value = number.values[0]
    return any(value in (one + other, abs(one - other), one * other) for one, other in pairs)


def _is_meant(label: Label, number: NumberInText, told: str) -> bool:
    """Tell whether a fact's words and digits both are near enough to a figure."""
    value = as_number(label.fact.value)
    if value is None:
        return False
    stands = sum(f" {stem}" in told for stem in label.stems)
    slip = _slip(f"{number.values[0].normalize():f}", f"{value.normalize():f}")
    return bool(slip) and stands >= max(1, -(-len(label.stems) * slip // _WHOLE))


_WHOLE, _HALF = 2, 1
"""In halves, how much of a label a slip asks for."""


def _slip(stated: str, known: str) -> int:
    """Return how much of a label, in halves, must stand beside a slip; 0 where it is none.

    Two digits exchanged leave little doubt; one that is another, in a short figure, leaves much.

    Examples
    --------
    >>> (
    ...     _slip("46", "64"),
    ...     _slip("38", "28"),
    ...     _slip("1998", "1988"),
    ...     _slip("3", "4"),
    ...     _slip("7", "70"),
    ... )
    (1, 2, 1, 0, 0)
    """
    if len(stated) != len(known) or len(stated) < _SHORTEST or stated == known:
        return 0
    pairs = zip(stated, known, strict=True)
    differ = [at for at, (one, other) in enumerate(pairs) if one != other]
    low, high = differ[0], differ[-1] + 1
    if high - low == 2 and stated[low:high] == known[low:high][::-1]:
        return _HALF
    if len(differ) != 1:
        return 0
    return _HALF if len(stated) >= _LONG else _WHOLE


_LONG = 4
"""From how many digits on one wrong digit is a misprint and hardly another figure."""
