"""A known figure with a slip in it is found where its words are not quite the label's."""

from __future__ import annotations

from functools import cache

import pytest

from reporting.event import load
from reporting.proofreading.factcheck import factcheck
from reporting.proofreading.known import KnownEvent, as_number
from reporting.proofreading.labelled_in_text import known_labels
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.texts import TextLine


@cache
def demonstration() -> KnownEvent:
    return KnownEvent(load("demo-rally"), simulated=True)


def about(text: str, figure: str) -> list[TextClaim]:
    """What the fact check says of a figure in a text."""
    return [c for c in factcheck([TextLine(1, text)], demonstration()) if figure in c.stated]


@pytest.mark.parametrize(
    ("text", "figure", "known"),
    [
        ("Volunteers and marshals? Forty-six of them, plus twelve employees.", "Forty-six", "64"),
        (
            "Il 38 per cento dei partecipanti è arrivato coi mezzi pubblici, e gli altri in auto.",
            "38", "28 %",
        ),
        ("I volontari, quest'anno, li abbiamo contati uno a uno: 46.", "46", "64"),
    ],
)  # fmt: skip
def test_two_digits_exchanged_or_one_wrong_are_the_known_figure_misprinted(
    text: str, figure: str, known: str
) -> None:
    assert ("contradicted", known) in [(one.verdict, one.expected) for one in about(text, figure)]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        (
            "Sixty-four volunteers and marshals, and forty-six sandwiches a head for all.",
            "forty-six",
        ),
        ("About 46 of the volunteers came from the valley.", "46"),
        ("Of the 64 volunteers and marshals, 18 stayed two nights and 46 stayed three.", "46"),
        ("Eight of the volunteers were students.", "Eight"),
        ("Otto volontari erano al Brennero.", "Otto"),
        ("Nineteen volunteers stood at the Brenner in the rain.", "Nineteen"),
    ],
)
def test_a_figure_that_something_else_explains_is_no_misprint(text: str, figure: str) -> None:
    assert "contradicted" not in [one.verdict for one in about(text, figure)]


def test_every_labelled_figure_is_found_with_its_first_digits_exchanged() -> None:
    """A relation: the label's words and a slip must never come out as right."""
    wrong = []
    for label in known_labels(demonstration()):
        value = label.fact.value
        slipped = value[1] + value[0] + value[2:] if value[:2].isdigit() and value[1:] else value
        if slipped == value or as_number(slipped) is None or slipped.startswith("0"):
            continue
        text = f"{label.fact.labels['it'].capitalize()}: {slipped} {label.fact.unit}".strip()
        verdicts = {one.verdict for one in factcheck([TextLine(1, text)], demonstration())}
        wrong += [text] if "confirmed" in verdicts else []
    assert wrong == []
