"""Disclosure indexes: versions by date, answers from the inventory, gaps with their reason."""

import datetime as dt

import pytest

from reporting.footprint import account, disclosures, figures, fill_index, metrics
from support.footprint import inventory, line, package, power

NOW, NEXT_YEAR = dt.date(2026, 11, 22), dt.date(2027, 1, 1)


def codes(framework, on):
    return {row.code for row in disclosures(framework, on)}


def test_gri_102_and_103_stand_in_for_305_and_302_from_2027():
    replaced = {f"305-{n}" for n in range(1, 6)} | {f"302-{n}" for n in range(1, 6)} | {"201-2"}
    new = {f"102-{n}" for n in range(1, 11)} | {f"103-{n}" for n in range(1, 6)}
    assert replaced <= codes("GRI", NOW)
    assert not new & codes("GRI", NOW)
    assert new <= codes("GRI", NEXT_YEAR)
    assert not replaced & codes("GRI", NEXT_YEAR)
    assert {"305-6", "305-7", "303-3", "306-3"} <= codes("GRI", NEXT_YEAR)


def test_the_voluntary_standard_of_2026_replaced_the_recommendation():
    before = {row.concept for row in disclosures("VSME", dt.date(2026, 7, 2))}
    after = {row.concept for row in disclosures("VSME", NOW)}
    gone = {
        "TotalLocationBasedGreenhouseGasEmissionsIntensityValue",
        "TotalSealedArea",
        "GenderDiversityRatioInGovernanceBody",
        "UndertakingsAreExcludedFromAnyEuReferenceBenchmarksThatAreAlignedWithTheParisAgreement",
    }
    assert gone <= before
    assert not gone & after
    totals = {"TotalGrossLocationBasedGHGEmissions", "TotalGrossMarketBasedGHGEmissions"}
    assert totals <= after
    assert {row.code for row in disclosures("VSME", NOW)} >= {f"B{n}" for n in range(1, 12)}


def test_no_code_has_two_versions_in_force_on_a_day():
    for framework in {row.framework for row in disclosures()}:
        for on in (NOW, NEXT_YEAR):
            rows = disclosures(framework, on)
            versions = {row.version for row in rows}
            assert framework == "GRI" or len(versions) == 1
            named = [(row.code, row.title, row.concept) for row in rows]
            assert len(named) == len(set(named))


def test_only_days_that_were_verified_are_given():
    given = {
        (row.framework, day) for row in disclosures() for day in (row.valid_from, row.valid_to)
    }
    assert {(name, day.isoformat()) for name, day in given if day} == {
        ("GRI", "2026-01-01"),
        ("GRI", "2026-12-31"),
        ("GRI", "2027-01-01"),
        ("VSME", "2026-07-02"),
        ("VSME", "2026-07-03"),
    }


def test_every_row_says_where_it_comes_from_and_how_sure_it_is():
    for row in disclosures():
        assert row.source
        assert row.title
        assert row.title_it
        assert row.status in ("seen", "editorial", "to_be_checked")
    assert {row.status for row in disclosures("SDG")} == {"editorial"}
    unsure = {row.code for row in disclosures() if row.status == "to_be_checked"}
    assert unsure == {"EO1", "EO4", "EO8", "EO9", "EO10", "EO12", "EO13"}


def test_every_figure_that_an_index_asks_for_can_be_computed(tmp_path):
    event = package(tmp_path, line(), power(), line("S", event_category="E2", scope="3.other"))
    found = account(event)
    known = figures(found, metrics(event, found))
    for row in disclosures():
        for name in row.figure:
            prefix = name.startswith(
                ("category_", "intensity_", "target_", "reduction_", "restated_")
            )
            assert name in known or prefix, name


@pytest.fixture
def answered(tmp_path):
    facts = [
        {"key": "cars", "value": 10, "source": "prova"},
        {"key": "work_accidents", "value": 0, "source": "registro infortuni"},
    ]
    event = package(tmp_path, line(), power(), facts=facts)
    found = account(event)
    known = figures(found, metrics(event, found))
    return {row.disclosure.code: row for row in fill_index("GRI", NOW, known)}, found


def test_an_index_is_answered_with_the_inventorys_own_figures(answered):
    rows, found = answered
    assert rows["305-1"].figures["scope_1"].value == found.by_scope["1"].location_kg
    assert set(rows["305-2"].figures) == {"scope_2_location", "scope_2_market"}
    assert rows["305-3"].figures["scope_3"].value == found.by_scope["3.3"].location_kg
    assert rows["305-1"].reason == ""


def crews_alone(tmp_path):
    """Return the answers of an event of which only its crews' petrol is known, by framework."""
    about = {"event_category": "E1", "scope": "3.other"}
    event = package(tmp_path, line("C", **about, factor="petrol-mineral-ttw-l-2025-uk"))
    found = account(event)
    known = figures(found, metrics(event, found))
    return found, lambda framework: fill_index(framework, None, known)


def test_what_is_in_no_category_answers_for_scope_3_in_every_index(tmp_path):
    found, rows = crews_alone(tmp_path)
    gri = {row.disclosure.code: row for row in rows("GRI")}
    for code in ("305-3", "102-7"):
        assert gri[code].figures["scope_3_other"].value == found.total_location_kg
        assert gri[code].reason == "partly"
    vsme = {row.disclosure.concept: row for row in rows("VSME") if row.disclosure.code == "B3"}
    gross, total = (
        vsme[name].figures
        for name in ("GrossScope3GreenhouseGasEmissions", "TotalGrossLocationBasedGHGEmissions")
    )
    assert gross["scope_3_all"].value == total["total_location"].value


def test_energy_outside_the_organisation_is_answered_where_it_is_known(tmp_path):
    _, rows = crews_alone(tmp_path)
    gri = {row.disclosure.code: row for row in rows("GRI")}
    assert gri["302-1"].reason == "no-data"
    assert gri["302-2"].figures["energy_outside"].unit == "MWh"
    assert gri["103-3"].reason == ""


def test_nobody_misses_a_figure_that_is_optional(answered):
    rows, _ = answered
    assert (set(rows["305-3"].figures), rows["305-3"].reason) == ({"scope_3"}, "")


def test_waste_diverted_and_disposed_of_are_the_whole(tmp_path):
    about = {"event_category": "E11", "scope": "3.5", "unit": "t"}
    names = ("glass-recycling", "food-composting", "commercial-landfill")
    event = package(
        tmp_path,
        *(
            line(f"W{n}", **about, quantity=1, factor=f"waste-{name}-t-2025-uk")
            for n, name in enumerate(names)
        ),
    )
    known = figures(account(event), metrics(event, account(event)))
    rows = {row.disclosure.concept: row.figures for row in fill_index("VSME", NOW, known)}
    diverted, disposed, whole = (
        next(iter(rows[f"{name}Mass"].values())).value
        for name in (
            "WasteDivertedToRecycleOrReuse",
            "WasteDirectedToDisposal",
            "TotalWasteRecycledReusedAndDirectedToDisposal",
        )
    )
    assert (diverted, diverted + disposed) == (2, whole)


def test_a_known_zero_is_an_answer_and_a_gap_is_none(answered):
    rows, _ = answered
    assert rows["403-9"].figures["work_accidents"].value == 0
    assert (rows["306-3"].figures, rows["306-3"].reason) == ({}, "no-data")
    assert rows["2-22"].reason == "narrative"


def test_a_row_is_ready_for_the_report(answered):
    rows, _ = answered
    row = rows["305-1"].as_json()
    assert row["available"] is True
    assert row["valid_to"] == "2026-12-31"
    assert row["figures"]["scope_1"]["unit"] == "kg CO2e"
    assert inventory is not None
