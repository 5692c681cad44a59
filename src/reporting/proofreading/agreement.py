"""Whether a figure as a text hedges it agrees with a fact as its source does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from reporting.proofreading.known import as_number
from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import pattern, phrase
from reporting.story.fact_register import RegisteredFact

_NEAR, _SAME = Decimal("0.1"), Decimal("0.03")
"""How far, in shares, "over" and "almost" may be off, and "about"."""


def decided(
    sentence: Sentence,
    number: NumberInText,
    kind: str,
    facts: Sequence[RegisteredFact],
    unit: str = "",
) -> TextClaim | None:
    """Return a figure's claim, held to the facts that it can be; None for a denial of another's.

    Parameters
    ----------
    sentence, number
        The figure and where it stands.
    kind
        Of the claim.
    facts
        What is known; a conflict's values all count as right. Nothing: the claim is unsupported.
    unit
        As the text has it.
    """
    stated = sentence.text[number.start : number.end].strip() + (f" {unit}" if unit else "")
    if not facts:
        return sentence.unsupported(kind, stated)
    expected = " / ".join(dict.fromkeys(f"{fact.value} {fact.unit}".strip() for fact in facts))
    source = "; ".join(dict.fromkeys(fact.source for fact in facts))
    hedge = hedge_of(sentence, number)
    # A height has no decimals: a full stop before three digits can only part thousands.
    values = number.values[:1] if kind == "height" else number.values
    rights = [_right(value, facts, hedge) for value in values]
    if len(rights) > 1 and any(rights):
        rights = [True] if all(right is not False for right in rights) else [None]
    if rights[0] is None:
        return sentence.unsupported(kind, stated, expected, source)
    if sentence.negated(number.start):
        return None if not rights[0] else sentence.unsupported(kind, stated, expected, source)
    return sentence.claim(kind, stated, expected, source, right=rights[0], at=number.start)


def hedge_of(sentence: Sentence, number: NumberInText) -> str:
    """Return how a figure is hedged: ``over``, ``almost``, ``about``, ``bounded``, or not."""
    before = " ".join(sentence.plain[: number.start].split()[-3:])
    if phrase("agreement", "climbed").match(sentence.plain[number.end :]) or phrase(
        "agreement", "across"
    ).search(sentence.plain[: number.start]):
        before = re.sub(r"(?<!\w)over$", "", before)  # "over six passes" goes across them
    after = " ".join(sentence.plain[number.end :].split()[:6])
    for name in ("bounded", "over", "almost", "about"):
        if re.search(
            rf"(?:{pattern('guards', name).pattern}) ?(?:i |le |gli |the |di |ai )?$", before
        ):
            return name
    following = [one.start for one in sentence.numbers if one.start >= number.end]
    if phrase("agreement", "range_ends").search(sentence.plain[: number.start]):
        return "bounded"
    begun = phrase("agreement", "between").search(sentence.plain[: number.start])
    between = begun and following and following[0] - number.end <= _AND
    if between or _RANGE.search(sentence.plain[: number.start]):
        return "bounded"
    if re.search(r"[<>±~≈]\s*$", sentence.plain[: number.start]):
        return "about"
    if phrase("agreement", "goes_on").match(sentence.plain[number.end :]):
        return "bounded"
    return "about" if _LOOSELY.search(after[:30]) else ""


_AND = 5
"""How many characters part the two ends of "between 20 and 30"."""

_RANGE = phrase("agreement", "range")
_LOOSELY = phrase("agreement", "loosely")


def _right(stated: Decimal, facts: Iterable[RegisteredFact], hedge: str) -> bool | None:
    """Tell whether a figure agrees with one of the facts; None where that cannot be said."""
    verdicts = [
        agrees(stated, value, fact, hedge)
        for fact in facts
        if (value := as_number(fact.value)) is not None
    ]
    if any(verdicts):
        return True
    return None if not verdicts or None in verdicts else False


def agrees(stated: Decimal, value: Decimal, fact: RegisteredFact, hedge: str) -> bool | None:
    """Tell whether a hedged figure agrees with a fact's value; None where that is open.

    Parameters
    ----------
    stated, value
        What a text has, and what is known.
    fact
        Which says how its source hedges the value.
    hedge
        As :func:`hedge_of` tells it.
    """
    off = abs(stated - value) / value if value else Decimal(stated != value)
    if hedge == "over" and stated == value:
        return True if fact.qualifier in ("over", "about") else None
    if hedge == "over":
        return False if stated > value else (off <= _NEAR or None)
    if hedge == "almost":
        if stated == value:
            return True if fact.qualifier in ("almost", "about") else None
        return value < stated and off <= _NEAR
    if hedge == "about":
        rounded = stated % 10 == 0 and abs(stated - value) < 5
        return off <= _SAME or (None if rounded or off <= 2 * _SAME else False)
    return None if hedge == "bounded" else stated == value
