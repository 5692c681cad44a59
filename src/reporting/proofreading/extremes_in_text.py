"""Which leg is said to be the longest, or the shortest."""

from __future__ import annotations

from collections.abc import Iterator

from reporting.proofreading.sentence import Sentence
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import phrase


def extremes_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield each leg, named by its number, that is called the longest or the shortest of all."""
    extremes, legs = sentence.known.extreme_legs, sentence.legs
    for kind in ("longest", "shortest"):
        for found in phrase("extremes_in_text", kind).finditer(sentence.plain):
            before = [leg for leg in legs if leg.end <= found.start()][-1:]
            between = sentence.plain[before[0].end : found.start()] if before else "."
            beside = phrase("extremes_in_text", "beside").fullmatch(between)
            if kind in extremes and beside and not sentence.negated(found.start()):
                stated = sentence.text[before[0].start : found.end()]
                yield sentence.claim(
                    "superlative", stated, str(extremes[kind]), "event.toml; facts.csv",
                    right=before[0].number == extremes[kind], at=found.start(),
                )  # fmt: skip
