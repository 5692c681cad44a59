"""Who is said to have retired, and on which leg, held to whom the times lose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reporting.proofreading.crew_mentions import CrewMention
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.subjects_in_text import subjects_of
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import phrase


def retired_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield whether the one crew, or car, that a sentence says retired did, and on which leg."""
    known = sentence.known
    told = phrase("retired_in_text", "retired").search(sentence.plain)
    subjects = {one.crews for one in _own(sentence, told)} if told and known.complete else set()
    if told is None or len(subjects) != 1 or sentence.negated(told.start()):
        return
    (crews,) = subjects
    retired = {
        crew: fact for crew in known.crews for fact in known.facts(f"retired.{crew.number}.leg")
    }
    own = [retired[crew] for crew in crews if crew in retired]
    names = ", ".join(sorted(crew.car for crew in retired)) or "-"
    source = next((fact.source for fact in retired.values()), "standings")
    stated = sentence.text[told.start() : told.end()]
    if not all(crew.standings for crew in crews):
        return
    yield sentence.claim("retired", stated, names, source, right=bool(own), at=told.start())
    ends = phrase("retired_in_text", "ends").search(sentence.plain, told.end())
    high = ends.start() if ends and len(subjects_of(sentence)) > 1 else len(sentence.plain)
    legs = {leg.number for leg in sentence.meant_legs if leg.start < high}
    if own and len(legs) == 1:
        (leg,), fact = legs, own[0]
        yield sentence.claim(
            "leg", f"{stated}: {leg}", fact.value, source,
            right=fact.value == str(leg), at=told.start(),
        )  # fmt: skip


def _own(sentence: Sentence, told: re.Match[str]) -> Sequence[CrewMention]:
    """Return whom a retirement is told of: the one in its own clause; else all that are named."""
    ends = phrase("retired_in_text", "ends")
    every = subjects_of(sentence)
    own = [
        one
        for one in every
        if not ends.search(sentence.plain[one.end : told.start()])
        and not ends.search(sentence.plain[told.end() : one.start])
    ]
    before = [one for one in own if one.end <= told.start()]
    return before[-1:] or own[:1] or every
