"""Names beside confirmed claims that no claim has read: the sentence is not wholly confirmed."""

from __future__ import annotations

from functools import cache

import pytest

from reporting.event import load
from reporting.proofreading.factcheck import factcheck
from reporting.proofreading.known import KnownEvent
from reporting.proofreading.text_claim import TextClaim
from reporting.proofreading.texts import TextLine

EVENTS = {"E": "experience-italy-2025", "A": "coppa-delle-alpi-2024", "D": "demo-rally"}

_OURS = (
    "«Quindici penalità come la Bugatti, e il Trofeo Dimostrativo lo abbiamo vinto noi», "
    "esulta il pilota della Fiat 1100 S."
)


@cache
def event(letter: str) -> KnownEvent:
    return KnownEvent(load(EVENTS[letter]), simulated=True)


def check(letter: str, text: str) -> list[TextClaim]:
    return factcheck([TextLine(1, text)], event(letter))


@pytest.mark.parametrize(
    ("letter", "text", "name"),
    [
        (
            "A",
            "Thommy Cantoni, the deputy mayor, on the Snow Farm, with a guest of Bormio.",
            "Bormio",
        ),
        (
            "A",
            "Tappa 4 | giovedì 2 maggio | St. Moritz – Gstaad | sosta: museo, Zurigo",
            "Zurigo",
        ),
        ("E", "Three pre-war cars: one BMW 328 and a pair of MG TBs.", "MG TBs"),
        (
            "D",
            _OURS,
            "Fiat 1100 S",
        ),
        ("E", "Facchini and Olivetti won, and the mayor of Potenza waved the flag.", "Potenza"),
        ("D", "Number 13, a Mini Cooper S, was best of the ladies and seventh overall.", "ladies"),
        ("E", "Four UNESCO sites, three regions, and a dinner in Taranto.", "Taranto"),
        ("E", "The BMW 328 of Facchini and Olivetti won; on Sunday they rested.", "Sunday"),
        (
            "A",
            '"The Trofeo Vaduz is ours," say Gault and McCarthy of their 1955 Jaguar XK 140.',
            "Vaduz",
        ),
    ],
)
def test_a_name_that_no_claim_is_about_is_unsupported(letter: str, text: str, name: str) -> None:
    claims = check(letter, text)
    assert "confirmed" in {claim.verdict for claim in claims}
    assert name in {claim.stated for claim in claims if claim.verdict == "unsupported"}


@pytest.mark.parametrize(
    ("letter", "text"),
    [
        ("A", "A Livigno il vicesindaco Thommy Cantoni ha parlato della Snow Farm."),
        ("A", "The Bernina Pass, at 2,330 metres, before St. Moritz on leg 3."),
        ("A", "Giau 2,236 m, Pordoi 2,239 m, Sella 2,240 m."),
        ("E", "Facchini and Olivetti won on 423.66, 53.11 ahead of Bettinaldi and Sonia Facchini."),
        ("E", "On Saturday the crews drove from Matera to Bari, by way of Alberobello."),
    ],
)
def test_a_name_that_a_claim_or_the_leg_has_read_is_left_in_peace(letter: str, text: str) -> None:
    assert {claim.verdict for claim in check(letter, text)} == {"confirmed"}


def test_a_list_in_this_order_is_held_to_the_way() -> None:
    text = "On leg 2 they called at Alberobello, {} and {}, in that order."
    wrong = check("E", text.format("Castel del Monte", "Binetto"))
    right = check("E", text.format("Binetto", "Castel del Monte"))
    assert ("way", "contradicted") in {(one.kind, one.verdict) for one in wrong}
    assert "contradicted" not in {one.verdict for one in right}


def test_a_house_that_no_claim_is_about_is_not_confirmed() -> None:
    text = (
        "In Courmayeur the talks brought in Giuseppe Argirò, chief executive of the CVA Group, and "
        "Jean Pierre Fosson, secretary general of Fondazione Altagamma."
    )
    claims = factcheck([TextLine(1, text)], event("A"))
    verdicts = {one.verdict for one in claims if "Altagamma" in one.stated}
    assert verdicts
    assert "confirmed" not in verdicts
