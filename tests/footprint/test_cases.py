"""Small inputs that went wrong once, each one of a kind: what is right of them, and of others."""

import csv
import dataclasses
import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from reporting.event.loader import load
from reporting.footprint import account, check, figures, fill_index, freeze, metrics
from support.footprint import (
    caveats,
    factor,
    inventory,
    line,
    package,
    power,
    refusals,
)

CASES = Path(__file__).parent / "cases"
GRID_IT = Decimal("0.24198596")


def case(name):
    return load(str(CASES / name))


def rows_of(name, table="activities"):
    with (CASES / name / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found(event, graded=("error", "warning")):
    return [(f.code, f.row, f.column) for f in check(event) if f.severity in graded]


# 1 ------------------------------------------------------------------ a contract says so
def test_a_contract_that_does_not_say_so_is_asked_and_never_a_silent_zero():
    event = case("go")
    assert found(event) == [("footprint-basis-missing", row, "factor") for row in range(2, 7)]
    for finding in check(event):
        assert "contract" in finding.remedy("it")
        assert "contract" in finding.remedy("en")


@pytest.mark.parametrize("where", ["emission_factors", "activities"])
def test_five_contracts_keep_the_grid_s_figure_whatever_their_words(where, tmp_path):
    activities, factors = rows_of("go"), rows_of("go", "emission_factors")
    for row in factors if where == "emission_factors" else activities:
        row["basis"] = "contract"
    for row in activities:
        row["year"] = "2025"
    done = inventory(tmp_path, *activities, emission_factors=factors)
    assert done.total_location_kg == 50_000 * GRID_IT
    assert round(done.total_location_kg, 1) == Decimal("12099.3")
    assert done.total_market_kg == 0


GREEN = factor("green", "0", basis="contract", country="IT", year=2025)
MIX = factor("mix", "0.5", basis="residual", country="IT", year=2025, key="electricity-residual")
CERTIFICATE = {
    "instrument": "go",
    "instrument_id": "GO-1",
    "instrument_mwh": "5",
    "instrument_cancelled": "2026-01-15",
}


def test_a_certificate_for_five_megawatt_hours_covers_five_of_eight(tmp_path):
    used = power(quantity=8300, factor="green", **CERTIFICATE)
    done = inventory(tmp_path, used, emission_factors=[GREEN, MIX])
    assert done.total_location_kg == 8300 * GRID_IT
    assert done.total_market_kg == 3300 * Decimal("0.5")
    assert [one.id for one in done.lines] == ["P1", "P1+uncovered"]


def test_a_certificate_for_more_than_was_used_covers_what_was_used(tmp_path):
    used = power(quantity=4000, factor="green", **CERTIFICATE)
    done = inventory(tmp_path, used, emission_factors=[GREEN, MIX])
    assert (done.total_location_kg, done.total_market_kg) == (4000 * GRID_IT, 0)


def test_a_certificate_counts_once_however_many_lines_name_it(tmp_path):
    two = [power(name, quantity=4000, factor="green", **CERTIFICATE) for name in ("P1", "P2")]
    (finding,) = refusals(tmp_path, *two, emission_factors=[GREEN])
    assert (finding.code, finding.row) == ("footprint-instrument-overused", 3)


@pytest.mark.parametrize("column", ["instrument_id", "instrument_mwh", "instrument_cancelled"])
def test_a_guarantee_of_origin_that_proves_nothing_is_refused(column, tmp_path):
    used = power(factor="green", **CERTIFICATE | {column: ""})
    (finding,) = refusals(tmp_path, used, emission_factors=[GREEN])
    assert (finding.code, finding.column) == ("footprint-instrument-incomplete", column)


def test_an_instrument_of_another_year_is_refused(tmp_path):
    old = CERTIFICATE | {"instrument_from": "2022-01", "instrument_to": "2022-12"}
    (finding,) = refusals(tmp_path, power(factor="green", **old), emission_factors=[GREEN])
    assert finding.code == "footprint-instrument-period"


def test_an_instrument_needs_the_factor_of_its_contract(tmp_path):
    (finding,) = refusals(tmp_path, power(**CERTIFICATE))
    assert finding.code == "footprint-instrument-factor"


def test_a_contract_without_its_certificate_says_so(tmp_path):
    done = inventory(tmp_path, power(factor="green"), emission_factors=[GREEN])
    assert "P1" in caveats(done)["footprint-instrument-undocumented"]
    documented = inventory(tmp_path, power(factor="green", **CERTIFICATE), emission_factors=[GREEN])
    assert "footprint-instrument-undocumented" not in caveats(documented)


def test_a_basis_that_contradicts_the_factor_is_refused(tmp_path):
    (finding,) = refusals(tmp_path, power(basis="contract"))
    assert (finding.code, finding.column) == ("footprint-basis-contradicted", "basis")


def test_purchased_heat_is_no_electricity(tmp_path):
    heat = factor("heat", "0.2", basis="heat", country="IT", year=2025)
    done = inventory(tmp_path, power(factor="heat"), emission_factors=[heat, MIX])
    assert (done.total_location_kg, done.total_market_kg) == (200, 200)


def test_electricity_per_megawatt_hour_is_refused_with_the_units_that_are_known():
    codes = {f.code: f for f in check(case("mwh"))}
    finding = codes["footprint-unit-electricity"]
    assert (finding.row, finding.column, finding.value) == (2, "unit", "kWh -> MWh")
    for language in ("it", "en"):
        assert "MWh -> kWh" in finding.remedy(language)


# 2 ------------------------------------------------------------------ a country is never supposed
def test_a_value_of_a_country_needs_the_country():
    event = case("nocountry")
    assert sorted(found(event)) == [("footprint-country-missing", row, "country") for row in (2, 3)]


@pytest.mark.parametrize(
    "key", ["hotel", "electricity-location", "car-average-battery-electric-grid"]
)
def test_no_key_that_depends_on_a_country_falls_back_to_another(key, tmp_path):
    units = {"hotel": "room-night", "electricity-location": "kWh"}
    about = {"unit": units.get(key, "km"), "factor": key, "country": ""}
    scope = {"event_category": "E8", "scope": "2"} if key.startswith("el") else {
        "event_category": "E5", "scope": "3.6",
    }  # fmt: skip
    (finding,) = refusals(tmp_path, line(**scope | about))
    assert finding.code == "footprint-country-missing"


def test_a_place_of_the_package_gives_the_country(tmp_path):
    towns = [
        {"leg": 1, "seq": n, "name": name, "kind": "start", "country": country}
        for n, (name, country) in enumerate([("Sorrento", "IT"), ("Seefeld", "AT")], start=1)
    ]
    nights = {"event_category": "E6", "scope": "3.6", "unit": "room-night", "factor": "hotel"}
    row = line(**nights, quantity=10, country="", place="sorrento")
    done = inventory(tmp_path, row, waypoints=towns)
    assert done.lines[0].factor.country == "IT"
    (finding,) = refusals(tmp_path, row | {"place": "Matera"}, waypoints=towns)
    assert finding.code == "footprint-country-missing"


# 4 ------------------------------------------------------------------ unknown is not zero
def test_blended_fuels_of_2026_have_the_biogenic_co2_of_the_nearest_edition():
    assert account(case("bio26")).biogenic_co2_kg == 2700


def test_biogenic_co2_that_nobody_gives_is_unknown_and_not_zero(tmp_path):
    own = factor("e10", "2.1", "L", basis="combustion")
    done = inventory(tmp_path, line(factor="e10"), emission_factors=[own])
    assert done.biogenic_co2_kg is None
    assert done.as_json()["memo"]["biogenic_co2_kg"] is None
    assert "A1" in caveats(done)["footprint-biogenic-unknown"]


def test_a_fossil_fuel_has_none_and_that_is_known(tmp_path):
    done = inventory(tmp_path, line())
    assert done.biogenic_co2_kg == 0
    assert "footprint-biogenic-unknown" not in caveats(done)


def test_an_inventory_without_fuels_says_nothing_of_biogenic_co2(tmp_path):
    assert inventory(tmp_path, power()).biogenic_co2_kg is None


# 5 ------------------------------------------------------------------ given for whom
def test_upstream_given_for_one_fleet_leaves_that_of_the_others():
    done = account(case("wtt"))
    assert round(done.total_location_kg) == 33409
    assert [one.id for one in done.lines] == ["d1", "d2", "d2+upstream", "w1"]
    assert caveats(done)["footprint-upstream-given"].count("d") >= 1
    assert "d2" not in caveats(done)["footprint-upstream-given"].split(":")[1]


WTT = "wtt-diesel-mineral-l-2025-uk"


def test_upstream_given_for_all_at_once_is_matched_by_its_sum(tmp_path):
    given = line("W", scope="3.3", factor=WTT, quantity=300)
    done = inventory(tmp_path, line("A1"), line("A2", quantity=200), given)
    assert [one.id for one in done.lines] == ["A1", "A2", "W"]


def test_upstream_of_which_nobody_can_tell_is_asked(tmp_path):
    given = line("W", scope="3.3", factor=WTT, quantity=70)
    rows = (line("A1"), line("A2", quantity=200), given)
    (finding,) = refusals(tmp_path, *rows)
    assert (finding.code, finding.row) == ("footprint-covers-unclear", 4)
    assert "covers" in finding.remedy("it")
    told = inventory(tmp_path, *rows[:2], given | {"covers": "A2"})
    assert {one.id: one.amount for one in told.lines if one.by_rule} == {
        "A1+upstream": 100,
        "A2+upstream": 130,
    }


@pytest.mark.parametrize("named", ["nothing", "A1"])
def test_upstream_that_names_what_needs_none_of_it_is_refused(named, tmp_path):
    given = line("W", scope="3.3", factor=WTT, quantity=170, covers=named)
    (finding,) = refusals(tmp_path, line("A1"), line("A2", quantity=200), given)
    assert finding.code == "footprint-covers-wrong"


@pytest.mark.parametrize("named", ["", "B1"])
def test_upstream_of_fuel_that_others_bought_stands_with_their_fuel(named, tmp_path):
    theirs = line("B1", scope="3.6", event_category="E2")
    given = line("W", scope="3.3", factor=WTT, event_category="E2", quantity=100, covers=named)
    (finding,) = refusals(tmp_path, theirs, given)
    assert (finding.code, finding.row, finding.value) == ("footprint-covers-scope", 3, "3.3")
    assert finding.details["expected"] == "3.6"
    assert inventory(tmp_path, theirs, given | {"scope": "3.6"})


def test_biogenic_co2_given_for_one_line_leaves_that_of_the_others(tmp_path):
    given = line("M", event_category="M1", scope="memo", factor="biogenic-hvo-l-2025-uk")
    rows = (line("A1", factor="hvo"), line("A2", factor="hvo", quantity=2000), given)
    assert inventory(tmp_path, *rows).biogenic_co2_kg == 2100 * Decimal("2.43")


# 6 ------------------------------------------------------------------ asked before it is added up
def test_each_nonsense_is_named_with_row_and_column():
    assert found(case("dup")) == [
        ("footprint-double", 3, "id"),
        ("footprint-two-units", 4, "unit"),
        ("footprint-evidence-missing", 5, "evidence"),
        ("footprint-year", 6, "year"),
        ("footprint-year", 7, "year"),
        ("footprint-implausible", 8, "quantity"),
    ]
    for finding in check(case("dup")):
        for language in ("it", "en"):
            assert finding.remedy(language)
            assert "{" not in finding.message(language)


@pytest.mark.parametrize("name", ["demo-rally", "experience-italy-2025", "coppa-delle-alpi-2024"])
def test_the_bundled_events_are_asked_nothing(name):
    assert found(load(name)) == []


def test_an_approved_line_has_answered_and_a_signature_has_name_and_date(tmp_path):
    much = line(
        quantity=900_000, approval="approved", approved_by="Rossi", approved_on="2025-06-01"
    )
    assert found(package(tmp_path, much)) == []
    unsigned = package(tmp_path, much | {"approved_by": ""})
    assert ("footprint-approval-unsigned", 2, "approved_by") in found(unsigned)


def test_the_fuel_of_the_cars_is_held_against_their_kilometres(tmp_path):
    fact = {"key": "car_km", "value": "1000", "unit": "km", "source": "prova", "published_at": ""}
    petrol = line(event_category="E1", scope="3.other", factor="petrol-blend-ttw", quantity=900)
    event = package(tmp_path, petrol, facts=[fact])
    assert found(event) == [("footprint-implausible-per", 2, "quantity")]
    assert found(package(tmp_path, petrol | {"quantity": 150}, facts=[fact])) == []


def test_the_same_document_and_quantity_under_other_words_is_asked(tmp_path):
    rows = (line("A1", evidence="fattura 12"), line("A2", evidence="Fattura 12", description="x"))
    assert found(package(tmp_path, *rows)) == [("footprint-double-document", 3, "evidence")]


@pytest.mark.parametrize(("litres", "codes"), [(5000, ["footprint-far-from-before"]), (150, [])])
def test_a_category_is_held_against_the_edition_before(litres, codes, tmp_path):
    earlier = package(tmp_path / "earlier", line(quantity=100))
    run = freeze(earlier, account(earlier), "2024", dt.date(2025, 6, 1))
    event = package(tmp_path, line(quantity=litres))
    result = dict(run.result) | {"year": 2024}
    dataclasses.replace(run, event="prova-2024", result=result).write(event.folder / "footprint")
    assert [code for code, _, _ in found(event)] == codes


def test_what_the_check_asks_stands_in_the_inventory(tmp_path):
    done = inventory(tmp_path, line(evidence=""))
    assert [one["code"] for one in done.as_json()["questions"]] == ["footprint-evidence-missing"]
    assert "A1" in caveats(done)["footprint-questions"]


# 7 ------------------------------------------------------------------ one reading of numbers
def test_thousands_in_a_file_are_refused_as_ambiguous():
    event = case("nums")
    assert [(f.code, f.row) for f in event.findings if f.column == "quantity"] == [
        ("number-ambiguous", 2),
        ("number-ambiguous", 4),
    ]


NUMBERS = pytest.mark.parametrize(
    ("quantities", "refused"),
    [
        (["1.200", "1.200,50", "12.000", 1200], [2, 4]),
        (["1.200", 7], [2]),
        (["1,200", 7], [2]),
        (["1,200", "2,5"], []),
        (["1.200", "2.5"], []),
        (["1.200,5", "1,200.5", "1.200"], [4]),
        (["1.200", "2,5"], [2]),
        (["1200", "12e3", "0.950", "1.380"], []),
    ],
)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@NUMBERS
def test_a_file_s_thousands_are_refused_whatever_parts_its_cells(
    quantities, refused, delimiter, tmp_path
):
    path = package(tmp_path, line()).sources["activities"]
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=delimiter)
        rows.writerow(line())
        rows.writerows(line(f"A{n}", quantity=q).values() for n, q in enumerate(quantities))
    findings = [f for f in load(path.parent).findings if f.column == "quantity"]
    assert [(f.code, f.row) for f in findings] == [("number-ambiguous", row) for row in refused]


@pytest.mark.parametrize(
    "quantity",
    ["1'200", "1 200", "1.200.000", "1.2.3", "½", "ca. 5", "5 L", "\u22123", "1/2", "<5"],
)
def test_what_is_no_number_is_refused(quantity, tmp_path):
    findings = package(tmp_path, line(quantity=quantity)).findings
    assert [(f.code, f.row, f.column) for f in findings] == [("number-unreadable", 2, "quantity")]


def test_an_ambiguous_number_s_remedy_writes_both_meanings(tmp_path):
    (finding,) = package(tmp_path, line(quantity="1.200")).findings
    assert finding.remedy("it").startswith("Scrivere 1200 se il segno separa le migliaia, 1.2 se")
    assert finding.remedy("en").startswith("Write 1200 if the mark parts thousands, 1.2 if")


@NUMBERS
def test_a_workbook_s_text_is_refused_as_in_a_file(quantities, refused, tmp_path):
    assert ambiguous_in_a_workbook(quantities, tmp_path) == refused


def test_a_workbook_s_numbers_are_never_refused(tmp_path):
    assert ambiguous_in_a_workbook([1.234, 1200, "1200"], tmp_path) == []


def ambiguous_in_a_workbook(quantities, tmp_path):
    folder = package(tmp_path, line()).folder
    (folder / "activities.csv").unlink()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "activities"
    sheet.append(list(line()))
    for number, quantity in enumerate(quantities):
        sheet.append(list(line(f"A{number}", quantity=quantity).values()))
    book.save(folder / "event.xlsx")
    findings = [f for f in load(folder).findings if f.column == "quantity"]
    assert {f.code for f in findings} <= {"number-ambiguous"}
    return [f.row for f in findings]


# 8 ------------------------------------------------------------------ units by key as by id
@pytest.mark.parametrize(
    ("unit", "name", "code"),
    [
        ("kg", "diesel-blend-ttw", "footprint-unit-other-dimension"),
        ("km", "coach", "footprint-unit-other-dimension"),
        ("EUR", "meal-vegan", "footprint-unit-other-dimension"),
        ("notti", "hotel", "footprint-unit-other-dimension"),
        ("t", "paper-primary", "footprint-unit-not-converted"),
        ("m3", "diesel-blend-ttw", "footprint-unit-not-converted"),
    ],
)
def test_a_wrong_unit_is_refused_for_a_key_as_for_an_id(unit, name, code, tmp_path):
    place = {"event_category": "E5", "scope": "3.6"}
    (finding,) = refusals(tmp_path, line(**place, unit=unit, factor=name))
    assert (finding.code, finding.row, finding.column) == (code, 2, "unit")


def test_the_check_lists_what_will_not_be_estimated_with_its_reason(tmp_path):
    event = package(tmp_path, line("A1"), line("X", factor=""), line("Y", quantity=""))
    notes = [f for f in check(event) if f.code == "footprint-not-estimated"]
    assert [(f.row, f.column, f.details["id"]) for f in notes] == [
        (3, "factor", "X"),
        (4, "quantity", "Y"),
    ]
    assert "nessun fattore" in notes[0].message("it")


# 9 ------------------------------------------------------------------ countries without a value
def test_switzerland_liechtenstein_and_slovenia_are_estimated_and_a_proxy_says_so():
    done = account(case("ch"))
    assert {
        one.id: (one.factor.country, "declared-proxy" in one.reasons) for one in done.lines
    } == {
        "e1": ("CH", True),
        "e2": ("SI", False),
        "h1": ("CH", False),
        "h2": ("CH", True),
    }
    assert not [gap for gap in done.not_estimated if gap.activity]
    assert "Swiss consumer electricity" in caveats(done)["footprint-declared-proxy"]


# 12 ----------------------------------------------------------------- whose energy
def test_upstream_of_energy_that_others_bought_stands_in_the_scope_of_its_line(tmp_path):
    crews = line("E", event_category="E1", scope="3.other", factor="petrol-blend-ttw")
    done = inventory(tmp_path, line("A"), crews)
    assert {one.id: one.scope for one in done.lines if one.by_rule} == {
        "A+upstream": "3.3",
        "E+upstream": "3.other",
    }


# 13 ----------------------------------------------------------------- unknown is not certain
def test_what_is_not_known_is_never_the_narrowest():
    sure = account(case("gsd")).uncertainty
    assert sure.gsd2["s1"] >= 2
    assert sure.gsd2["s2"] >= 2


def test_a_screening_line_is_wide_whatever_its_scores(tmp_path):
    sure = inventory(tmp_path, line(tier="screening")).uncertainty
    assert sure.gsd2["A1"] >= 1.5


def test_a_factor_that_does_not_say_what_it_is_about_is_wide(tmp_path):
    own = factor("x", "1", "L")
    assert inventory(tmp_path, line(factor="x"), emission_factors=[own]).uncertainty.gsd2["A1"] >= 2


# 11 ----------------------------------------------------------------- disclosures that are true
def answers(event):
    done = account(event)
    known = figures(done, metrics(event, done))
    return {
        row.disclosure.code: {name: one.value for name, one in row.figures.items()}
        for row in fill_index("GRI", None, known)
    }


def test_energy_is_all_fuels_and_electricity_in_megawatt_hours(tmp_path):
    event = package(tmp_path, line(quantity=100), power(), line("H", factor="hvo", quantity=10))
    fuels = (100 * Decimal("9.920") + 10 * Decimal("9.533")) / 1000
    assert answers(event)["302-1"] == {
        "energy": fuels + 1,
        "energy_fuels": fuels,
        "electricity": 1,
    }


def test_energy_is_not_answered_by_the_part_that_happens_to_be_known(tmp_path):
    own = factor("e10", "2.1", "L", basis="combustion")
    event = package(tmp_path, line(factor="e10"), power(), emission_factors=[own])
    assert answers(event)["302-1"] == {"electricity": 1}


def test_fuels_that_others_burn_are_not_the_organisers_energy(tmp_path):
    crews = line(event_category="E1", scope="3.other", factor="petrol-blend-ttw")
    assert "energy" not in answers(package(tmp_path, crews)).get("302-1", {})


def test_credits_are_not_added_to_avoided_emissions(tmp_path):
    about = {"event_category": "M2", "scope": "memo", "factor": "", "unit": "tCO2e"}
    rows = (
        line(),
        line("C", **about, quantity=10, basis="credit"),
        line("V", **about, quantity=3, basis="avoided"),
    )
    event = package(tmp_path, *rows)
    assert answers(event)["102-10"] == {"credits": 10_000}
    assert account(event).as_json()["memo"]["avoided_kgco2e"] == 3000


def test_credits_that_do_not_say_what_they_are_answer_nothing(tmp_path):
    about = {"event_category": "M2", "scope": "memo", "factor": "", "unit": "tCO2e"}
    assert answers(package(tmp_path, line(), line("C", **about)))["102-10"] == {}


def test_hours_of_training_are_not_their_average(tmp_path):
    rows = [
        {"key": key, "value": value, "unit": "", "source": "prova", "published_at": ""}
        for key, value in (("training_hours", 120), ("employees", 12))
    ]
    event = package(tmp_path, line(), facts=rows)
    assert answers(event)["404-1"] == {"training_hours_per_employee": 10}


def test_other_emissions_are_no_part_of_scope_3(tmp_path):
    rows = (line(), line("E", event_category="E1", scope="3.other", factor="petrol-blend-ttw"))
    done = account(package(tmp_path, *rows))
    assert figures(done, {})["scope_3"].value == done.by_scope["3.3"].location_kg


def test_a_figure_that_is_asked_is_not_answered_by_a_text():
    rows = {row.disclosure.code: row for row in fill_index("GRI", None, {})}
    assert rows["305-7"].reason == "not-computed"
    assert rows["2-22"].reason == "narrative"


def test_power_by_contract_has_the_grid_s_figure_in_every_scope(tmp_path):
    green = [factor("green", "0", basis="contract", country="IT", year=2025)]
    done = inventory(tmp_path, power(scope="3.8", factor="green"), emission_factors=green)
    assert (done.total_location_kg, done.total_market_kg) == (Decimal("241.98596"), 0)
    assert {one.scope for one in done.lines} == {"3.8"}
