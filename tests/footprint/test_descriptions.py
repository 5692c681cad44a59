"""What a row says in words and its factor, tier or quantity contradict: it is asked."""

import datetime as dt

import pytest

from reporting import today
from reporting.engine.inputs import State
from reporting.footprint import check
from reporting.footprint.statement import nature
from support.footprint import caveats, inventory, line, package, power

FLIGHT = {"event_category": "E2", "scope": "3.other", "unit": "pkm", "quantity": "2000"}
WASTE = {"event_category": "E11", "scope": "3.5", "unit": "t", "quantity": "3"}
CODES = {
    "footprint-words-differ": [
        line(description="Gasolio dei furgoni", factor="petrol-blend-ttw"),
        line(description="Diesel of the service vans", factor="petrol-mineral-ttw"),
        line(description="Benzina E85", factor="petrol-blend-ttw"),
        line(description="HVO 100", factor="diesel-blend-ttw"),
        line(description="Auto diesel", factor="car-average-petrol", unit="km", scope="3.other"),
        line(description="Voli Londra-Milano in business", factor="flight-short-haul-economy-rf")
        | FLIGHT,
        line(description="Volo intercontinentale", factor="flight-short-haul-average-rf") | FLIGHT,
        line(description="Indifferenziato in discarica", factor="waste-commercial-incineration")
        | WASTE,
        line(description="Ricarica R32", factor="refrigerant-r410a", unit="kg", quantity="2"),
    ],
    "footprint-words-of-two": [
        line(description="Gasolio con 25 % HVO", factor="hvo"),
        line(description="Benzina e gasolio dei furgoni", factor="diesel-blend-ttw"),
    ],
    "footprint-perhaps-unused": [
        line(description="Gasolio acquistato, 200 L inutilizzati"),
        line(description="Diesel bought, 80 L left over"),
    ],
    "footprint-described-estimate": [
        line(description="Furgoni, circa 12 L/100 km"),
        line(description="Vans, roughly"),
    ],
    "footprint-implausible-small": [
        line(description="12 voli Roma-Londra", factor="flight-short-haul-economy-rf")
        | FLIGHT
        | {"quantity": "12"}
    ],
    "footprint-credit-untold": [
        line(event_category="M2", scope="memo", factor="", unit="tCO2e", description="Alberi")
    ],
}
SOUND = [
    line(description="Gasolio dei furgoni", factor="diesel-blend-ttw"),
    line(description="Gasolio del gruppo elettrogeno", factor="gas-oil"),
    line(description="Gasolio rinnovabile HVO", factor="hvo"),
    line(description="Diesel rinnovabile", factor="hvo"),
    line(description="Benzina verde", factor="petrol-blend-ttw"),
    line(description="Benzina rinnovabile", factor="renewable-petrol"),
    line(description="Benzina avio dell'elicottero", factor="avgas"),
    line(description="Furgoni, casa e lavoro", factor="diesel-blend-ttw"),
    line(description="Voli in premium economy", factor="flight-long-haul-premium-economy-rf")
    | FLIGHT,
    line(description="Vetro, raccolta differenziata", factor="waste-glass-recycling") | WASTE,
    line(description="Ricarica R134a", factor="refrigerant-hfc-134a", unit="kg", quantity="2"),
    power(description="Elettricità della sede, con generatore diesel di riserva"),
]


def asked(event):
    return {one.code: one for one in check(event)}


@pytest.mark.parametrize(
    ("code", "row"), [(code, row) for code, rows in CODES.items() for row in rows]
)
def test_words_against_the_factor_are_asked(code, row, tmp_path):
    found = asked(package(tmp_path, row))[code]
    assert found.row == 2
    for language in ("it", "en"):
        assert "{" not in found.message(language) + found.remedy(language)


@pytest.mark.parametrize("row", SOUND, ids=lambda row: row["description"])
def test_words_that_fit_are_not_asked(row, tmp_path):
    assert not {code for code in asked(package(tmp_path, row)) if code in CODES}


def test_who_signs_the_line_has_answered(tmp_path):
    signed = {"approval": "approved", "approved_by": "Rossi", "approved_on": "2025-11-30"}
    row = line(description="Gasolio", factor="petrol-blend-ttw", **signed)
    assert asked(package(tmp_path, row))["footprint-words-differ"].severity == "note"


def test_flights_without_their_other_effects_are_told(tmp_path):
    bare = line("A", description="Volo", factor="flight-short-haul-economy-no-rf") | FLIGHT
    whole = line("B", description="Voli", factor="flight-short-haul-economy-rf") | FLIGHT
    assert "A" in caveats(inventory(tmp_path / "one", bare))["footprint-rf-left-out"]
    assert "A" in caveats(inventory(tmp_path / "two", bare, whole))["footprint-rf-mixed"]
    told = caveats(inventory(tmp_path / "three", whole))
    assert not {"footprint-rf-left-out", "footprint-rf-mixed"} & {*told}


@pytest.mark.parametrize(("day", "over"), [("2025-04-11", False), ("2025-06-01", True)])
def test_what_has_not_been_held_is_a_forecast(day, over, tmp_path, monkeypatch):
    event = package(tmp_path, line())
    monkeypatch.setattr(today, "today", lambda: dt.date.fromisoformat(day))
    done = inventory(tmp_path, line())
    assert (nature(done) == "compiled") is over
    assert ("footprint-forecast" in caveats(done)) is not over
    assert ("footprint-measured-early" in asked(event)) is not over


def test_reports_are_made_again_once_the_event_is_over(tmp_path, monkeypatch):
    folder = package(tmp_path, line()).folder
    monkeypatch.setattr(today, "today", lambda: dt.date(2025, 1, 1))
    before = State(folder).reads(())
    monkeypatch.setattr(today, "today", lambda: dt.date(2025, 12, 1))
    assert State(folder).reads(()) != before
