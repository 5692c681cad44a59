"""Who is said to have retired, and on which leg, held to whom the times lose."""

from __future__ import annotations

from collections.abc import Iterator

from reporting.proofreading.sentence import Sentence
from reporting.proofreading.subjects_in_text import subjects_of
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import phrase


def retired_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield whether the one crew, or car, that a sentence says retired did, and on which leg."""
    known = sentence.known
    told = phrase("retired_in_text", "retired").search(sentence.plain)
    subjects = {one.crews for one in subjects_of(sentence)} if told and known.complete else set()
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
    legs = {leg.number for leg in sentence.meant_legs}
    if own and len(legs) == 1:
        (leg,), fact = legs, own[0]
        yield sentence.claim(
            "leg", f"{stated}: {leg}", fact.value, source,
            right=fact.value == str(leg), at=told.start(),
        )  # fmt: skip
