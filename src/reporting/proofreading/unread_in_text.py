"""What a sentence states beside its claims, and no finder has read: nobody has checked it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reporting.proofreading.days_in_text import dated
from reporting.proofreading.numbers_in_text import NumberInText
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.units_in_text import is_identifier
from reporting.proofreading.unread_names import unread_names
from reporting.proofreading.wording import whole, words


def unread(sentence: Sentence, claims: Sequence[TextClaim]) -> Iterator[TextClaim]:
    """Yield the figures, and the words that tell as much, that none of the claims is about.

    Parameters
    ----------
    sentence
        Where they stand.
    claims
        What all finders say of it.
    """
    yield from _figures(sentence, claims)
    yield from unread_names(sentence, claims)
    for name, told in words()["unread"].items():
        found = whole(told["words"]).search(sentence.plain)
        near = told.get("near", len(sentence.plain))
        if found and not any(
            claim.kind in told["read_by"]
            and abs((found.start() if claim.start is None else claim.start) - found.start()) <= near
            for claim in claims
        ):
            yield sentence.unsupported(name, sentence.text[found.start() : found.end()])


def unclaimed(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield the figures of a sentence in which no finder has found a claim.

    Parameters
    ----------
    sentence
        Dates, hours and the event's own year in it are no figures that anybody could check.
    """
    own = str(sentence.known.info.start.year)
    yield from (one for one in _figures(sentence, ()) if one.stated != own)


def _figures(sentence: Sentence, claims: Sequence[TextClaim]) -> Iterator[TextClaim]:
    days = dated(sentence.plain)
    for number in sentence.numbers:
        read = any(_reads(sentence, claim, number) for claim in claims)
        is_date = any(low <= number.start < high for low, high in days)
        placed = any(rank.start <= number.start < rank.end for rank in sentence.ranks)
        if not (read or is_date or placed or is_identifier(sentence, number)):
            yield sentence.unsupported("figure", _stated(sentence, number))


def _stated(sentence: Sentence, number: NumberInText) -> str:
    return sentence.text[number.start : number.end].strip()


def _reads(sentence: Sentence, claim: TextClaim, number: NumberInText) -> bool:
    """Tell whether a claim is about a figure: of several alike, about that nearest to it."""
    text, at = _stated(sentence, number), claim.start
    if not _holds(claim.stated, text):
        return False
    alike = [one for one in sentence.numbers if _stated(sentence, one) == text]
    return at is None or number == min(alike, key=lambda one: abs(one.start - at))


def _holds(text: str, figure: str) -> bool:
    """Tell whether a figure stands in a text, and not as a part of another."""
    at = text.find(figure)
    if at < 0:
        return False
    before, behind = text[:at][-1:], text[at + len(figure) :][:1]
    return not (before.isalnum() or before in (".", ",") or behind.isalnum())
