"""The ten accounting rules, each held by a test that fails when the rule is broken."""

import datetime as dt
from decimal import Decimal

import pytest

from reporting.footprint import account, freeze, restate
from support.footprint import (
    GRID,
    caveats,
    factor,
    inventory,
    line,
    package,
    power,
    refusals,
)


# 1 ------------------------------------------------------------------ one line, one scope
def test_rule_1_one_line_counts_in_one_scope_only(tmp_path):
    found = inventory(tmp_path, line("A1"), line("A2", scope="3.4", event_category="E3"), power())
    assert sum((s.location_kg for s in found.by_scope.values()), Decimal(0)) == (
        found.total_location_kg
    )
    assert sum((s.market_kg for s in found.by_category.values()), Decimal(0)) == (
        found.total_market_kg
    )


def test_rule_1_an_unknown_scope_is_refused(tmp_path):
    findings = refusals(tmp_path, line(scope="4"))
    assert [(f.table, f.row, f.column, f.value) for f in findings] == [
        ("activities", 2, "scope", "4")
    ]


def test_rule_1_the_same_id_twice_is_refused(tmp_path):
    assert refusals(tmp_path, line("A1"), line("A1"))


# 2 ------------------------------------------------------------------ whose vehicle
@pytest.mark.parametrize("category", ["E1", "E2", "E5", "E12"])
def test_rule_2_cars_of_others_are_never_the_organisers_scope_1(category, tmp_path):
    (finding,) = refusals(tmp_path, line(event_category=category, scope="1"))
    assert (finding.code, finding.column) == ("footprint-scope-forbidden", "scope")


def test_rule_2_vehicles_that_the_organiser_fuels_are_scope_1(tmp_path):
    assert "1" in inventory(tmp_path, line(event_category="E4", scope="1")).by_scope


def test_rule_2_a_service_hired_with_its_driver_is_never_scope_1(tmp_path):
    hired = line(scope="1", quantity=500, unit="passenger-km", factor="coach-pkm-2025-uk")
    (finding,) = refusals(tmp_path, hired)
    assert (finding.code, finding.column) == ("footprint-basis-forbidden", "factor")
    assert "3.4" in inventory(tmp_path, hired | {"scope": "3.4"}).by_scope


def test_rule_2_a_scope_that_is_unusual_for_the_category_is_told(tmp_path):
    staff = line("S", event_category="E5", scope="3.4")
    assert "S" in caveats(inventory(tmp_path, staff))["footprint-scope-unusual"]
    fitting = caveats(inventory(tmp_path, staff | {"scope": "3.6"}))
    assert "footprint-scope-unusual" not in fitting


# 3 ------------------------------------------------------------------ upstream apart
def test_rule_3_well_to_tank_is_a_line_of_its_own_in_3_3(tmp_path):
    found = inventory(tmp_path, line())
    own, upstream = found.lines
    assert (own.scope, own.location_kg) == ("1", Decimal("266.155"))
    assert (upstream.id, upstream.scope) == ("A1+upstream", "3.3")
    assert upstream.location_kg == Decimal("62.409")


def test_rule_3_grid_losses_are_a_line_of_their_own_in_3_3(tmp_path):
    grid = "electricity-location-kwh-2025-uk"
    own, losses = inventory(tmp_path, power(country="GB", factor=grid)).lines
    assert (own.scope, own.location_kg) == ("2", 177)
    assert (losses.id, losses.scope, losses.location_kg) == ("P1+losses", "3.3", Decimal("18.53"))


def test_rule_3_losses_of_one_country_are_not_those_of_another(tmp_path):
    found = inventory(tmp_path, power())
    assert len(found.lines) == 1
    assert "P1" in caveats(found)["footprint-upstream-missing"]


@pytest.mark.parametrize("scope", ["1", "2"])
def test_rule_3_upstream_is_never_folded_into_1_or_2(scope, tmp_path):
    wtt = line(scope=scope, factor="wtt-diesel-mineral-l-2025-uk")
    (finding,) = refusals(tmp_path, wtt)
    assert finding.code == "footprint-basis-forbidden"


def test_rule_3_a_well_to_wheel_factor_cannot_stand_in_scope_1(tmp_path):
    (finding,) = refusals(tmp_path, line(factor="diesel-wtw-l-fr"))
    assert finding.code == "footprint-basis-forbidden"


def test_rule_3_upstream_that_is_given_is_not_added_a_second_time(tmp_path):
    given = line("A2", scope="3.3", factor="wtt-diesel-mineral-l-2025-uk")
    found = inventory(tmp_path, line("A1"), given)
    assert [each.id for each in found.lines] == ["A1", "A2"]
    assert found.total_location_kg == Decimal("266.155") + Decimal("62.409")
    assert "A1" in caveats(found)["footprint-upstream-given"]


# 4 ------------------------------------------------------------------ two named totals
GREEN = factor(
    "supplier-2025", "0.012", activity="Supplier, guarantees of origin", basis="contract"
)


def test_rule_4_purchased_power_counts_on_both_bases(tmp_path):
    found = inventory(tmp_path, power(factor="supplier-2025"), emission_factors=[GREEN])
    (own,) = found.lines
    assert own.location_kg == Decimal("241.98596")
    assert own.market_kg == 12
    assert found.total_location_kg - found.total_market_kg == Decimal("229.98596")


def test_rule_4_the_basis_of_a_contract_is_read_from_no_words(tmp_path):
    worded = {key: value for key, value in GREEN.items() if key != "basis"}
    (finding,) = refusals(tmp_path, power(factor="supplier-2025"), emission_factors=[worded])
    assert (finding.code, finding.column) == ("footprint-basis-missing", "factor")
    stated = power(factor="supplier-2025", basis="contract")
    assert inventory(tmp_path, stated, emission_factors=[worded]).total_market_kg == 12


def test_rule_4_no_sum_in_the_document_is_without_its_basis(tmp_path):
    document = inventory(tmp_path, line(), power()).as_json()

    def names(value, path=()):
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from names(inner, (*path, key))
        elif isinstance(value, (int, float)):
            yield path

    sums = [path for path in names(document) if "total" in path[-1] or path[-1].endswith("_kg")]
    assert sums
    for path in sums:
        assert any("location" in part or "market" in part for part in path) or path[0] == "memo"
    assert not {"total", "total_kg", "total_kgco2e"} & set(document)


def test_rule_4_life_cycle_power_is_not_a_scope_2_basis(tmp_path):
    (finding,) = refusals(tmp_path, power(factor="electricity-lifecycle-ember-kwh-it"))
    assert (finding.code, finding.column) == ("footprint-basis-forbidden", "factor")


def test_rule_4_without_a_contract_the_market_figure_is_the_grids_and_says_so(tmp_path):
    austrian = power(
        country="AT", factor="electricity-location"
    )  # which has no residual mix: it discloses every origin
    found = inventory(tmp_path, austrian)
    assert found.total_market_kg == found.total_location_kg
    assert "P1" in caveats(found)["footprint-market-is-location"]


def test_rule_4_the_bundled_residual_mix_serves_and_is_named(tmp_path):
    found = inventory(tmp_path, power(year=2026))
    assert found.total_market_kg == Decimal("420.2")
    said = caveats(found)
    for code in ("used", "co2", "vintage"):
        assert "residual mix (market-based), IT 2025" in said[f"footprint-residual-{code}"]
    assert "footprint-market-is-location" not in said


def test_rule_4_a_residual_mix_serves_the_market_figure(tmp_path):
    mix = factor("electricity-residual-2025-it", "0.5", basis="residual", country="IT", year=2025)
    found = inventory(tmp_path, power(), emission_factors=[mix | {"key": "electricity-residual"}])
    assert (found.total_location_kg, found.total_market_kg) == (Decimal("241.98596"), 500)


def test_rule_4_a_residual_mix_of_zero_is_not_carbon_free(tmp_path):
    mix = factor("mix", "0", basis="residual", country="IT", year=2025, key="electricity-residual")
    found = inventory(tmp_path, power(), emission_factors=[mix])
    assert found.total_market_kg == found.total_location_kg
    assert "P1" in caveats(found)["footprint-residual-zero"]
    named = inventory(tmp_path, power(factor="mix"), emission_factors=[mix])
    assert named.total_market_kg == Decimal("241.98596")


# 5 ------------------------------------------------------------------ biogenic and credits apart
def test_rule_5_hvo_has_its_biogenic_co2_beside_the_totals(tmp_path):
    found = inventory(tmp_path, line(quantity=1, factor="hvo-l-2024-uk", year=2024))
    assert found.by_scope["1"].location_kg == Decimal("0.03558")
    assert found.biogenic_co2_kg == Decimal("2.43")
    assert found.total_location_kg == Decimal("0.03558") + Decimal("0.559")
    (memo,) = found.memo
    assert memo.event_category == "M1"


def test_rule_5_biogenic_co2_that_is_given_is_not_added_a_second_time(tmp_path):
    given = line("M", event_category="M1", scope="memo", factor="biogenic-hvo-l-2025-uk")
    found = inventory(tmp_path, line(factor="hvo-l-2025-uk"), given)
    assert found.biogenic_co2_kg == 243


def test_rule_5_a_biogenic_row_cannot_stand_in_a_scope(tmp_path):
    (finding,) = refusals(tmp_path, line(factor="biogenic-hvo-l-2025-uk"))
    assert finding.code == "footprint-basis-forbidden"


def credit(**changes):
    about = {"event_category": "M2", "scope": "memo", "factor": "", "unit": "tCO2e"}
    return line("C1", quantity="50", **about | changes)


def test_rule_5_credits_lower_no_total(tmp_path):
    without = inventory(tmp_path, line(), power())
    found = inventory(tmp_path, line(), power(), credit())
    assert found.total_location_kg == without.total_location_kg
    assert found.total_market_kg == without.total_market_kg
    assert {c: s.location_kg for c, s in found.by_category.items()} == (
        {c: s.location_kg for c, s in without.by_category.items()}
    )
    assert found.credits_kg == 50_000
    assert "50,000" in caveats(found)["footprint-credits-apart"]


@pytest.mark.parametrize("scope", ["1", "3.other"])
def test_rule_5_credits_have_no_scope(scope, tmp_path):
    (finding,) = refusals(tmp_path, credit(scope=scope))
    assert finding.code == "footprint-scope-forbidden"


def test_rule_5_a_negative_quantity_is_refused(tmp_path):
    (finding,) = refusals(tmp_path, line(quantity="-5"))
    assert finding.code == "footprint-quantity-negative"


def test_rule_5_credits_given_as_plain_mass_are_refused(tmp_path):
    (finding,) = refusals(tmp_path, credit(unit="t"))
    assert finding.code == "footprint-unit-other-dimension"


# 6 ------------------------------------------------------------------ not estimated, never 0
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"quantity": ""}, "not-estimated-no-quantity"),
        ({"factor": ""}, "not-estimated-no-factor"),
        ({"factor": "pet-water-bottle-half-litre", "unit": "bottle"}, "not-estimated-recalled"),
        (
            {"factor": "hotel", "unit": "room-night", "country": "MC"},
            "not-estimated-factor-missing",
        ),
    ],
)
def test_rule_6_a_line_without_quantity_or_factor_is_not_estimated(changes, reason, tmp_path):
    place = {"event_category": "E6", "scope": "3.6", "unit": "kWh"}
    found = inventory(tmp_path, line("X", **place | changes), line("A1"))
    (gap,) = [gap for gap in found.not_estimated if gap.activity]
    assert (gap.activity.id, gap.reason.code) == ("X", reason)
    assert "E6" not in found.by_category
    assert "X" in caveats(found)["footprint-lines-not-estimated"]


@pytest.mark.parametrize("name", ["hotel", "hotel-room-night-2024-at"])
def test_rule_6_austrias_hotel_night_is_not_available_with_a_marked_proxy(name, tmp_path):
    nights = line(
        event_category="E6", scope="3.6", quantity=10, unit="room-night",
        factor=name, country="AUT", year=2024,
    )  # fmt: skip
    found = inventory(tmp_path, nights)
    assert found.total_location_kg is None
    (gap,) = [gap for gap in found.as_json()["not_estimated"] if gap["id"]]
    assert "blank" in gap["reason"]["en"]
    (offer,) = gap["offers"]
    assert (offer["factor"], offer["kgco2e_per_unit"]) == ("hotel-room-night-2021-at", 13.9)
    assert offer["proxy"] is True
    decided = inventory(tmp_path, nights | {"factor": offer["factor"]})
    assert decided.total_location_kg == 139
    assert "AT 2021" in caveats(decided)["footprint-vintage"]


def test_rule_6_a_category_without_data_is_named_and_the_total_is_not_zero(tmp_path):
    empty = inventory(tmp_path)
    assert empty.total_location_kg is None
    assert empty.as_json()["total_market_kg"] is None
    assert len(empty.not_estimated) == 13
    assert "E7" in caveats(empty)["footprint-categories-missing"]


def test_rule_6_an_electric_cars_tailpipe_is_not_its_footprint(tmp_path):
    car = {
        "quantity": 300,
        "unit": "km",
        "factor": "car-average-battery-electric-tailpipe-vkm-2025-uk",
    }
    travel = inventory(tmp_path, line("T", event_category="E5", scope="3.6", **car))
    assert travel.total_location_kg is None
    own = inventory(tmp_path, line("T", **car))
    assert own.total_location_kg == 0
    assert "T" in caveats(own)["footprint-tailpipe-zero"]


# 7 ------------------------------------------------------------------ vintage
def test_rule_7_a_factor_of_another_year_raises_a_caveat(tmp_path):
    flight = line(
        event_category="E5", scope="3.6", quantity=1000, unit="passenger-km",
        factor="flight-short-haul-average-rf-pkm-2024-uk", year=2025,
    )  # fmt: skip
    assert "2024" in caveats(inventory(tmp_path, flight))["footprint-vintage"]
    fitting = inventory(tmp_path, flight | {"year": 2024})
    assert "footprint-vintage" not in caveats(fitting)


def test_rule_7_the_year_of_a_flight_matters_by_a_third(tmp_path):
    flight = line(
        event_category="E5", scope="3.6", quantity=1000, unit="passenger-km",
        factor="flight-short-haul-average-rf",
    )  # fmt: skip
    old, new = (
        inventory(tmp_path, flight | {"year": year}).total_location_kg for year in (2024, 2025)
    )
    assert float(new / old) == pytest.approx(0.69, abs=0.005)


# 8 ------------------------------------------------------------------ frozen runs
def test_rule_8_a_published_run_stays_and_a_difference_is_a_restatement(tmp_path):
    event = package(tmp_path, line("A1"), line("A2", quantity=50))
    published = freeze(event, account(event), "v1", dt.date(2025, 6, 1))
    later = inventory(tmp_path, line("A1", quantity=120), line("A2", quantity=50))
    changes = {change.what: change for change in restate(published, later)}
    assert changes["total_location_kg"].old_location_kg == pytest.approx(492.846)
    assert changes["A1"].new_location_kg == pytest.approx(319.386)
    assert changes["A1"].reason.text("en") == "quantity corrected from 100 to 120"
    assert "A2" not in changes


# 9 ------------------------------------------------------------------ computed caveats
def test_rule_9_caveats_come_from_the_inventory(tmp_path):
    rows = (
        line("A1", tier="screening", evidence="synthetic"),
        line("A2", tier="measured", event_category="E8"),
        line("R", factor="pet-water-bottle-half-litre-bottle-2024", unit="bottle", scope="3.1"),
    )
    found = caveats(inventory(tmp_path, *rows))
    assert "50.0%" in found["footprint-screening"]
    assert "50.0%" in found["footprint-primary"]
    assert "1 of 2" in found["footprint-simulated"]
    assert "half-litre PET bottle" in found["footprint-recalled"]
    assert "100.0%" in found["footprint-proxy-country"]
    assert "E7 Food and drink" in found["footprint-categories-missing"]


def test_rule_9_what_is_not_so_is_not_said(tmp_path):
    found = caveats(inventory(tmp_path, line(country="GB")))
    assert not {
        "footprint-screening",
        "footprint-simulated",
        "footprint-recalled",
        "footprint-proxy-country",
        "footprint-vintage",
        "footprint-credits-apart",
        "footprint-lines-not-estimated",
    } & set(found)


def test_rule_9_every_caveat_reads_in_both_languages(tmp_path):
    rows = (line("A1", tier=""), power(factor="mix"), credit(), line("X", quantity=""))
    mix = factor("mix", "0", basis="residual", country="IT", verification="")
    found = inventory(tmp_path, *rows, emission_factors=[mix])
    for caveat in found.caveats:
        for language in ("it", "en"):
            assert "{" not in caveat.text(language)


# 10 ----------------------------------------------------------------- units as dimensions
def test_rule_10_a_tonne_where_a_kilogram_is_meant_is_refused_with_its_line(tmp_path):
    paper = line(
        "K", event_category="E9", scope="3.1", quantity="0.5", factor="paper-primary-kg-2025-uk"
    )
    (finding,) = refusals(tmp_path, line("A1"), paper | {"unit": "t"})
    assert finding.code == "footprint-unit-not-converted"
    assert (finding.table, finding.row, finding.column) == ("activities", 3, "unit")
    assert finding.file == "activities.csv"
    assert "t -> kg" in finding.remedy("it")
    told = inventory(tmp_path, paper | {"unit": "t -> kg"})
    assert told.total_location_kg == Decimal("672.53895")


@pytest.mark.parametrize(
    ("unit", "name", "scope"),
    [
        ("guest-night", "hotel-room-night-2025-it", "3.6"),
        ("km", "coach-pkm-2025-uk", "3.6"),
        ("passenger-km", "car-average-petrol-vkm-2025-uk", "3.6"),
        ("kWh", "natural-gas-kwh-gross-2025-uk", "3.8"),
        ("kg", "diesel-mineral-ttw-l-2025-uk", "3.6"),
    ],
)
def test_rule_10_units_of_other_things_are_refused(unit, name, scope, tmp_path):
    place = {"event_category": "E8" if scope == "3.8" else "E5", "scope": scope}
    (finding,) = refusals(tmp_path, line(**place, unit=unit, factor=name))
    assert (finding.code, finding.row, finding.value) == ("footprint-unit-other-dimension", 2, unit)


def test_rule_10_a_mile_is_not_a_kilometre(tmp_path):
    drive = line(event_category="E5", scope="3.6", factor="car-average-petrol-vkm-2025-uk")
    (finding,) = refusals(tmp_path, drive | {"unit": "mi"})
    assert finding.code == "footprint-unit-not-converted"
    told = inventory(tmp_path, drive | {"unit": "mi -> km"})
    assert told.lines[0].amount == Decimal("160.9344")


def test_rule_10_every_wrong_line_is_named_at_once(tmp_path):
    rows = (line("A", unit="kg"), line("B", unit="furlong"), line("C"), line("D", factor="nothing"))
    findings = refusals(tmp_path, *rows)
    assert [(f.row, f.column) for f in findings] == [(2, "unit"), (3, "unit"), (5, "factor")]
    assert GRID not in {f.value for f in findings}
