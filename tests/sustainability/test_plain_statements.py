"""What the sustainability report says of itself is so: each the sign of a kind."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reporting.publish import open_sustainability
from support.composed import read_of
from support.footprint import caveats, inventory, line

ALPS = "coppa-delle-alpi-2024"
LANGUAGES = ["it", "en"]


@cache
def text(language: str, event: str = ALPS) -> str:
    return " ".join(read_of("sustainability", event, language).split())


@cache
def report(language: str, event: str = ALPS) -> Any:
    return open_sustainability(event, language)


NEIGHBOURS = {("Martigny", "Martigny-Combe")}
"""Two municipalities, though the name of one begins the other's."""


@pytest.mark.parametrize("event", [ALPS, "experience-italy-2025", "demo-rally"])
def test_no_municipality_is_counted_under_two_spellings(event: str) -> None:
    names = report("it", event).territory.municipalities
    alike = {(a, b) for a in names for b in names if b.startswith((f"{a} ", f"{a}-"))}
    assert alike <= NEIGHBOURS


@pytest.mark.parametrize(
    ("language", "said"), [("it", "attraversa almeno 51 comuni"), ("en", "at least 51 mun")]
)
def test_the_municipalities_are_a_least_number(language: str, said: str) -> None:
    assert said in text(language)


@pytest.mark.parametrize(
    ("language", "words"), [("it", "parole dell’organizzatore,"), ("en", "organiser’s words,")]
)
def test_what_the_report_quotes_is_not_among_what_it_does_not_cover(
    language: str, words: str
) -> None:
    assert report(language).journey.published_words["commitment"]
    assert not [one for one in report(language).uncovered if words.rstrip(",") in one]


def test_litres_of_one_length_are_divided_by_that_length_alone(tmp_path: Path) -> None:
    facts = [
        {"key": "cars", "value": 30, "source": "one"},
        *(
            {"key": "total_km", "value": km, "unit": "km", "source": name}
            for km, name in ((1300, "a"), (1580, "b"), (1800, "c"))
        ),
    ]
    computed = line(route_km=1580, tier="screening")
    found = inventory(tmp_path / "computed", computed, facts=facts).intensities
    assert [one.denominator.value for one in found if one.rule.code == "car_km"] == [
        Decimal(30 * 1580)
    ]
    found = inventory(tmp_path / "measured", line(), facts=facts).intensities
    assert len([one for one in found if one.rule.code == "car_km"]) == 3


@pytest.mark.parametrize(
    ("language", "lead"),
    [
        ("it", "Le stesse emissioni per equipaggio e per chilometro di vettura in gara"),
        ("en", "The same emissions per crew and per competing-car kilometre"),
    ],
)
def test_the_lead_of_the_intensities_names_those_that_are_there(language: str, lead: str) -> None:
    assert lead in text(language)
    assert text(language).count({"it": "47.400", "en": "47,400"}[language]) == 1
    assert not {"48.000", "39.000", "48,000", "39,000"} & set(text(language).split())


def test_a_factor_of_one_country_for_an_activity_of_none_is_a_caveat(tmp_path: Path) -> None:
    told = caveats(inventory(tmp_path / "none", line(country="")))
    assert "mineral diesel" in told["footprint-country-unstated"]
    assert "footprint-country-unstated" not in caveats(inventory(tmp_path / "given", line()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", [ALPS, "demo-rally"])
def test_no_note_of_the_workshop_is_printed(language: str, event: str) -> None:
    told = text(language, event)
    notes = ("non è stato letto", "non sono stati letti", "da verificare alla fonte")
    notes += ("was not seen", "were not seen", "to be checked")
    assert [one for one in notes if one in told] == []


def test_passes_alone_are_not_headed_as_world_heritage() -> None:
    for language, words in (("it", "Passi"), ("en", "Passes")):
        table = report(language).territory.legs()
        head = next(one.head for one in table.columns if one.key == "sites")
        assert head == words


@pytest.mark.parametrize(
    ("language", "said"),
    [("it", "Altre fonti danno un percorso"), ("en", "Other sources give a route")],
)
def test_a_screening_estimate_is_printed_with_its_note(language: str, said: str) -> None:
    assert said in text(language)
