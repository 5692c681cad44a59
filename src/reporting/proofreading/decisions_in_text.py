"""Decisions of the stewards as a sentence tells them: which control, which crew, what."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from reporting.proofreading.known import KnownEvent
from reporting.proofreading.numbers_in_text import is_ordinal, ordinal_value
from reporting.proofreading.sentence import Sentence
from reporting.proofreading.subjects_in_text import subjects_of
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.wording import comparable, pattern, phrase, words


def decisions_of(sentence: Sentence) -> Iterator[TextClaim]:
    """Yield whether the control that a sentence names was decided on as it says."""
    decided = _decisions(sentence.known)
    actions = {
        action
        for action in words()["decisions"]
        if decided and pattern("decisions", action).search(sentence.plain)
    }
    codes = list(phrase("decisions_in_text", "code").finditer(sentence.plain))
    if len(actions) == 1 and not codes:
        yield from _of_a_crew(sentence, *actions)
        yield from _of_a_trial(sentence, *actions)
    if len(actions) != 1 or len(codes) != 1 or sentence.negated(codes[0].start()):
        return
    (action,), (code,) = actions, codes
    control = f"{code[1]}{code[2]}".upper()
    crews = {crew.number for one in sentence.people for crew in one.crews}
    every = phrase("decisions_in_text", "everybody").search(sentence.plain)
    places = {sentence.known.way.town(place.name) for place in sentence.places}
    fitting = [
        each
        for each in decided
        if each["action"] == action
        and (not crews or each["number"] in crews)
        and (not every or each["number"] == "*")
    ]
    here = [each for each in fitting if each["control"] == control]
    same = [each for each in decided if each["action"] == action]
    expected = "; ".join(f"{each['control']}: {each['number']}" for each in same)
    at_place = sentence.known.way.town(comparable(here[0].get("place", ""))) if here else ""
    right = bool(here) and (not places or places == {at_place})
    stated = sentence.text[code.start() : code.end()]
    if len(places) > 1 and at_place in places:  # at which of them it was is not plain
        yield sentence.unsupported("decision", stated, expected, "decisions.csv")
    elif same:
        yield sentence.claim(
            "decision", stated, expected, "decisions.csv", right=right, at=code.start()
        )


def _of_a_crew(sentence: Sentence, action: str) -> Iterator[TextClaim]:
    """Hold what was decided of the one crew that a sentence speaks of, where it says by whom."""
    by = phrase("decisions_in_text", "stewards").search(sentence.plain)
    crews = [one.crew for one in subjects_of(sentence)] if by else []
    numbers = [each["number"] for each in _decisions(sentence.known) if each["action"] == action]
    if by is None or len(crews) != 1 or crews[0] is None or not numbers:
        return
    stated, expected = f"{crews[0].name}: {by[0]}", ", ".join(numbers)
    right = crews[0].number in numbers
    if right or "*" not in numbers:
        yield sentence.claim(
            "decision", stated, expected, "decisions.csv", right=right, at=by.start()
        )


def _of_a_trial(sentence: Sentence, action: str) -> Iterator[TextClaim]:
    """Hold which of the trials at a place was decided on: "the eighth trial at C"."""
    found = phrase("decisions_in_text", "nth").search(sentence.plain)
    stated = ordinal_value(found[1]) if found and is_ordinal(found[1]) else None
    place = next((one for one in sentence.places if found and one.start == found.end()), None)
    if not found or stated is None or place is None or sentence.negated(found.start()):
        return
    town = sentence.known.way.town(place.name)
    known = {
        str(number)
        for each in _decisions(sentence.known)
        for at, number in [_trial_of(sentence.known, each["control"])]
        if each["action"] == action and at == town
    }
    if known:
        yield sentence.claim(
            "decision", sentence.text[found.start() : place.end], ", ".join(sorted(known)),
            "decisions.csv", right=str(stated) in known, at=found.start(),
        )  # fmt: skip


def _trial_of(known: KnownEvent, control: str) -> tuple[str, int]:
    """Return where a time trial is, and which of those there, by its sign: "PC19"."""
    prefix = "controls_at.time_trials."
    rest = int(control[2:]) if control.startswith("PC") and control[2:].isdigit() else 0
    for key in known.keys(prefix) if rest else ():
        here = int(known.facts(key)[0].value)
        if rest <= here:
            return known.way.town(comparable(key[len(prefix) :])), rest
        rest -= here
    return "", 0


@cache
def _decisions(known: KnownEvent) -> tuple[dict[str, str], ...]:
    rows: dict[str, dict[str, str]] = {}
    for key in known.keys("decision."):
        _, name, part = key.split(".")
        rows.setdefault(name, {})[part] = known.facts(key)[0].value
    return tuple(rows.values())
