"""Mistakes of kinds that nobody had listed: each was taken silently once."""

import pytest

from reporting.footprint import check
from support.footprint import caveats, factor, inventory, line, package, power

GREEN = factor("green", "0", basis="contract", country="IT", year=2025)
CERTIFICATE = {
    "instrument": "go",
    "instrument_id": "GO-1",
    "instrument_mwh": "5",
    "instrument_cancelled": "2026-01-15",
}
SIGNED = {"approval": "approved", "approved_by": "Rossi", "approved_on": "2025-11-30"}
NIGHTS = {"event_category": "E6", "scope": "3.6", "description": "Hotel", "evidence": "ft 118"}
UNSEEN = {
    "a grid without emissions": ([power(factor="g")], "footprint-grid-zero", "factor"),
    "another country's grid": (
        [power(factor="electricity-location-kwh-2025-uk")],
        "footprint-grid-elsewhere",
        "factor",
    ),
    "a credit as a factor": ([line(factor="n", unit="kg")], "number-outside", "kgco2e_per_unit"),
    "the same in a larger unit": (
        [line("A"), line("B", quantity="0.1", unit="m3 -> L")],
        "footprint-double",
        "id",
    ),
    "the same document in other words": (
        [line("A", evidence="fattura 12"), line("B", evidence="Ft. n. 12", description="altro")],
        "footprint-double-document",
        "evidence",
    ),
    "rooms, and again their guests": (
        [
            line("A", unit="room-night", factor="hotel", **NIGHTS),
            line("B", unit="guest-night", factor="hotel-rest-of-eu", **NIGHTS, quantity="150"),
        ],
        "footprint-two-units",
        "unit",
    ),
    "the same document, spelt otherwise": (
        [line("A", evidence="ft 0118"), line("B", evidence="FT118/2025", description="altro")],
        "footprint-double-document",
        "evidence",
    ),
    "litres, and kilometres of the same plate": (
        [
            line("A", description="Furgone AB123CD, gasolio", evidence="ft 21"),
            line(
                "B",
                description="km del furgone ab123cd",
                unit="km",
                factor="van-average-diesel",
                scope="3.4",
                evidence="foglio 3",
            ),
        ],
        "footprint-two-units",
        "unit",
    ),
    "evidence that names nothing": (
        [line(evidence="n.d.")],
        "footprint-evidence-missing",
        "evidence",
    ),
    "evidence to come": (
        [line(evidence="da verificare")],
        "footprint-evidence-missing",
        "evidence",
    ),
    "megawatt-hours taken for kilowatt-hours": (
        [power(quantity="4.1")],
        "footprint-implausible-small",
        "quantity",
    ),
    "a country that is not its place's": (
        [power(country="IT", place="Seefeld")],
        "footprint-country-contradicted",
        "country",
    ),
    "gases that are not the whole": ([line(factor="split")], "footprint-factor-invalid", "id"),
    "a factor in grams": ([line(factor="grams")], "footprint-factor-far-above", "kgco2e_per_unit"),
    "a factor in tonnes of CO2e": (
        [line(factor="tonnes")],
        "footprint-factor-far-from-kind",
        "kgco2e_per_unit",
    ),
    "a factor of another unit, known by its name": (
        [line(factor="named")],
        "footprint-factor-far-from-kind",
        "kgco2e_per_unit",
    ),
    "a factor per tonne as per kilogram": (
        [line(factor="per-tonne", unit="kg", event_category="E9", scope="3.1")],
        "footprint-factor-far-from-kind",
        "kgco2e_per_unit",
    ),
    "a country by its name": ([line(country="Svizzera")], "country-unknown", "country"),
    "a power purchase agreement without a number": (
        [power(factor="green", instrument="ppa")],
        "footprint-instrument-incomplete",
        "instrument_id",
    ),
    "a certificate of another market": (
        [power(factor="green", **CERTIFICATE, instrument_market="US")],
        "footprint-instrument-market",
        "instrument_market",
    ),
    "a certificate cancelled too early": (
        [power(factor="green", **CERTIFICATE | {"instrument_cancelled": "2020-01-01"})],
        "footprint-instrument-cancelled",
        "instrument_cancelled",
    ),
    "a period that ends before it begins": (
        [power(factor="green", **CERTIFICATE, instrument_from="2025-12", instrument_to="2025-01")],
        "footprint-instrument-backwards",
        "instrument_to",
    ),
    "ids that differ in capitals alone": (
        [line("e4-1"), line("E4-1", quantity="7")],
        "key-alike",
        "id",
    ),
    "ids that differ in the kind of a dash": (
        [line("e4-1"), line("e4 \u2013 1", quantity="7")],
        "key-alike",
        "id",
    ),
    "a quantity of nought": ([line(quantity="0")], "footprint-quantity-zero", "quantity"),
    "credits of nought": (
        [
            line(
                event_category="M2",
                scope="memo",
                factor="",
                unit="tCO2e",
                basis="credit",
                quantity="0,0",
            )
        ],
        "footprint-quantity-zero",
        "quantity",
    ),
    "signed before the event": (
        [line(**SIGNED | {"approved_on": "2025-02"})],
        "footprint-approval-early",
        "approved_on",
    ),
    "signed before the year": (
        [line(**SIGNED | {"approved_on": "2024-12-31"})],
        "footprint-approval-early",
        "approved_on",
    ),
    "signed long after the event": (
        [line(**SIGNED | {"approved_on": "2052-06-01"})],
        "date-far",
        "approved_on",
    ),
    "signed before its certificate was cancelled": (
        [power(factor="green", **CERTIFICATE, **SIGNED)],
        "footprint-approval-early",
        "approved_on",
    ),
    "a certificate cancelled far in the future": (
        [power(factor="green", **CERTIFICATE | {"instrument_cancelled": "2031-01-15"})],
        "footprint-instrument-late",
        "instrument_cancelled",
    ),
    "a contract without an instrument": (
        [power(factor="green")],
        "footprint-instrument-missing",
        "factor",
    ),
    "a supplier's mix without emissions": (
        [power(factor="clean", instrument="supplier_mix")],
        "footprint-instrument-missing",
        "factor",
    ),
    "more than a round of the world championship": (
        [
            line(
                event_category="E12",
                scope="3.other",
                factor="car-average-petrol",
                unit="km",
                quantity="60000000",
                description="Pubblico",
            )
        ],
        "footprint-far-from-others",
        "quantity",
    ),
    "an agreement for nothing": (
        [power(factor="green", instrument="ppa", instrument_id="P-1", instrument_mwh="0")],
        "footprint-instrument-incomplete",
        "instrument_mwh",
    ),
    "a fuel that emits nothing": (
        [line(factor="nought")],
        "footprint-factor-zero",
        "kgco2e_per_unit",
    ),
    "a row of totals, without a word": (
        [
            line("A", evidence="ft 1"),
            line("B", quantity="50", evidence="ft 2"),
            line("C", quantity="150", evidence="registro"),
        ],
        "footprint-sum-of-lines",
        "quantity",
    ),
    "a row of totals, with its word": ([line("A"), line("TOTALE:")], "key-total", "id"),
    "measured by an estimate": (
        [line(evidence="stima dell'ufficio, ft 12")],
        "footprint-evidence-estimate",
        "evidence",
    ),
    "a certificate that is for two amounts": (
        [
            power("A", factor="green", **CERTIFICATE),
            power(
                "B",
                factor="green",
                **CERTIFICATE | {"instrument_id": "go-1", "instrument_mwh": "8"},
            ),
        ],
        "footprint-instrument-differs",
        "instrument_mwh",
    ),
    "a certificate used twice, spelt otherwise": (
        [
            power("A", factor="green", **CERTIFICATE, quantity="4000"),
            power(
                "B", factor="green", **CERTIFICATE | {"instrument_id": "go - 1"}, quantity="3000"
            ),
        ],
        "footprint-instrument-overused",
        "instrument_id",
    ),
    "a certificate's kilowatt-hours as megawatt-hours": (
        [power(factor="green", **CERTIFICATE | {"instrument_mwh": "1000"})],
        "footprint-instrument-far-more",
        "instrument_mwh",
    ),
}
SPLIT = {"kgco2": "1", "kgch4_co2e": "0.05", "kgn2o_co2e": "0.05"}
OWN = {
    "g": factor("g", "0", basis="location", country="IT", year=2025),
    "n": factor("n", "-1", "kg", basis="combustion", year=2025),
    "split": factor("split", "2", "L", basis="combustion", gwp="AR5", **SPLIT),
    "grams": factor("grams", "2570", "L", basis="combustion", gwp="AR5"),
    "tonnes": factor("tonnes", "0.00257", "L", key="diesel-blend-ttw", basis="combustion"),
    "named": factor("named", "0.00257", "L", activity="Gasolio per furgoni", basis="combustion"),
    "per-tonne": factor("per-tonne", "3172", "kg", basis="material"),
    "green": GREEN,
    "clean": factor("clean", "0", basis="supplier", country="IT", year=2025),
    "nought": factor("nought", "0", "L", basis="combustion", gwp="AR5"),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_what_was_taken_silently_is_named(name, tmp_path):
    rows, code, column = UNSEEN[name]
    own = [OWN[name] for name in {one["factor"] for one in rows} if name in OWN]
    towns = [{"leg": 1, "seq": 1, "name": "Seefeld", "kind": "start", "country": "AT"}]
    event = package(tmp_path, *rows, emission_factors=own, waypoints=towns)
    found = {(one.code, one.column): one for one in (*event.findings, *check(event))}
    for language in ("it", "en"):
        assert found[code, column].row
        assert "{" not in found[code, column].message(language)
        assert found[code, column].remedy(language)


@pytest.mark.parametrize("gwp", ["", "AR9", "100 years"])
def test_a_set_of_potentials_that_nobody_knows_is_said(gwp, tmp_path):
    own = [factor("x", "2", "L", basis="combustion", gwp=gwp, year=2025)]
    done = inventory(tmp_path, line(factor="x"), emission_factors=own)
    assert "x" in caveats(done)["footprint-gwp-unknown"]


@pytest.mark.parametrize("value", ["2.6", "0.9", "20"])
def test_a_factor_of_the_order_of_its_kind_is_not_asked_about(value, tmp_path):
    own = [factor("x", value, "L", activity="Gasolio", basis="combustion", gwp="AR5", year=2025)]
    event = package(tmp_path, line(factor="x"), emission_factors=own)
    assert not [one for one in check(event) if one.code.startswith("footprint-factor-far")]


@pytest.mark.parametrize("name", ["Italia", "Italy", "italien", "ITALIA "])
def test_a_name_of_a_country_is_refused_with_its_code(name, tmp_path):
    event = package(tmp_path, line(country=name))
    (found,) = [one for one in event.findings if one.code == "country-unknown"]
    assert "-> IT)" in found.message("it")
