"""The inventory: sums, gases, intensities, the document and its tables."""

from dataclasses import asdict
from decimal import Decimal

import pytest

from reporting.event.loader import load
from reporting.footprint import account, check, intensities, notes, register
from reporting.footprint.factor_names import factor_in_words
from support.footprint import caveats, factor, inventory, line, package, power, refusals

POWER = {"event_category": "E8", "scope": "2", "unit": "kWh"}


def test_gases_are_kept_where_the_factor_is_split(tmp_path):
    found = inventory(tmp_path, line(factor="diesel-mineral-ttw-l-2024-uk", year=2024))
    gases = found.location_gases
    assert (gases.co2, gases.ch4, gases.n2o) == (
        Decimal("262.818"),
        Decimal("0.029"),
        Decimal("3.308"),
    )
    assert gases.not_split == Decimal("62.409")
    document = found.as_json()
    assert sum(document["by_gas"]["location_kg"].values()) == pytest.approx(
        document["total_location_kg"]
    )


def test_the_blank_year_is_the_events(tmp_path):
    own, _ = inventory(tmp_path, line(year="", factor="diesel-mineral-ttw")).lines
    assert own.factor.id == "diesel-mineral-ttw-l-2025-uk"


def test_a_key_instead_of_an_id_looks_the_factor_up(tmp_path):
    nights = {"event_category": "E6", "scope": "3.6", "unit": "notti-camera", "factor": "hotel"}
    found = inventory(tmp_path, line(**nights, quantity=10, country="ITA"))
    assert found.lines[0].factor.id == "hotel-room-night-2025-it"
    assert found.total_location_kg == 143


def test_a_packages_own_factor_wins_over_the_register(tmp_path):
    own = factor("diesel-mineral-ttw-l-2025-uk", "3", "L")
    found = inventory(tmp_path, line(), emission_factors=[own])
    assert found.total_location_kg == 300


def test_an_unreadable_factor_of_the_package_is_named(tmp_path):
    (finding,) = refusals(tmp_path, line(), emission_factors=[factor("x", "1", "furlong")])
    assert (finding.table, finding.row) == ("emission_factors", 2)
    assert "furlong" in finding.message("it")


def test_what_the_loader_refuses_is_not_accounted_for(tmp_path):
    (finding,) = refusals(tmp_path, line(quantity="tanto"))
    assert (finding.table, finding.row, finding.column) == ("activities", 2, "quantity")


def test_a_fault_elsewhere_does_not_stop_the_footprint(tmp_path):
    bad = [{"key": "x"}]
    event = package(tmp_path, line(), encounters=bad)
    assert account(event).total_location_kg
    assert check(event) == ()


def test_an_intensity_names_its_denominator_and_source(tmp_path):
    facts = [
        {"key": "cars", "value": 27, "source": "one"},
        {"key": "cars", "value": 30, "source": "other"},
        {"key": "total_km", "value": "100", "source": "third"},
    ]
    found = inventory(tmp_path, line(), facts=facts).as_json()["intensities"]
    assert [(i["per"], i["denominator"]) for i in found] == [
        ("crew", 27),
        ("crew", 30),
        ("car_km", 2700),
        ("car_km", 3000),
    ]
    assert found[0]["location_kg"] == pytest.approx(328.564 / 27)
    assert "third" in found[2]["denominator_source"]


def test_scope_2_without_a_grid_figure_is_not_estimated(tmp_path):
    green = factor("green", "0", basis="contract")
    elsewhere = power(factor="green", country="AQ")
    found = inventory(tmp_path, elsewhere, emission_factors=[green])
    assert found.total_location_kg is None
    assert [gap.activity.id for gap in found.not_estimated if gap.activity] == ["P1"]


def test_upstream_of_fuels_that_others_burn_is_told(tmp_path):
    crews = line("E", event_category="E1", scope="3.other")
    assert "62 kg" in caveats(inventory(tmp_path, crews))["footprint-upstream-of-others"]
    assert "footprint-upstream-of-others" not in caveats(inventory(tmp_path, line()))


def test_an_unstated_tier_counts_as_screening_and_says_so(tmp_path):
    found = inventory(tmp_path, line(tier=""))
    assert found.by_tier["screening"].location_kg == found.total_location_kg
    assert "A1" in caveats(found)["footprint-tier-missing"]


def test_mixed_warming_potentials_are_told_with_how_much_they_can_matter(tmp_path):
    hvo = line("B", factor="hvo-l-2025-uk", quantity=10_000)
    told = caveats(inventory(tmp_path, line("A", quantity=10_000), hvo))["footprint-gwp-mixed"]
    assert "AR4, AR5" in told
    # 10,000 L of HVO and of its well-to-tank, all of it taken for methane: 25 -> 28.
    assert f"{(Decimal('355.8') + Decimal('5643.9')) * Decimal('0.12'):.0f} kg" in told


def in_gwp(folder, name, *rows, **tables):
    event = package(folder, *rows, **tables)
    about = event.folder / "event.toml"
    about.write_text(about.read_text("utf-8") + f'\n[footprint]\ngwp = "{name}"\n', "utf-8")
    return load(event.folder)


def test_an_event_that_asks_for_one_set_has_its_factors_converted_and_said(tmp_path):
    done = account(in_gwp(tmp_path, "AR6", line("A", factor="electricity-location", **POWER)))
    grid = register().factors["electricity-location-kwh-2023-it"]
    ch4, n2o = grid.kgch4_co2e * Decimal("29.8") / 28, grid.kgn2o_co2e * 273 / 265
    assert done.total_location_kg == 100 * (grid.kgco2 + ch4 + n2o)
    assert factor_in_words(asdict(grid), "en") in caveats(done)["footprint-gwp-converted"]
    assert "footprint-gwp-mixed" not in caveats(done)


@pytest.mark.parametrize("name", ["hvo-l-2025-uk", "hotel-room-night-2025-it", "meal-vegan"])
def test_what_cannot_be_converted_is_refused_and_never_mixed_in(name, tmp_path):
    units = {"hotel-room-night-2025-it": "room-night", "meal-vegan": "meal"}
    place = {"event_category": "E5", "scope": "3.6", "unit": units.get(name, "L")}
    event = in_gwp(tmp_path, "AR5", line("A"), line("B", factor=name, **place))
    done = account(event)
    assert [gap.reason.code for gap in done.not_estimated if gap.activity] == ["not-estimated-gwp"]
    assert "footprint-gwp-mixed" not in caveats(done)
    (told,) = [f for f in check(event) if f.code == "footprint-not-estimated"]
    for language in ("it", "en"):
        assert "AR5" in told.message(language)


def test_potentials_that_nobody_says_are_told(tmp_path):
    meals = line("M", event_category="E7", scope="3.1", unit="meal", factor="meal-vegan")
    assert "meal, vegan" in caveats(inventory(tmp_path, meals))["footprint-gwp-unknown"]


def test_english_texts_of_a_line_come_along(tmp_path):
    document = inventory(tmp_path, line(description_en="Service vans")).as_json()
    assert document["lines"][0]["description_en"] == "Service vans"
    assert document["lines"][0]["description"] == "Furgoni di servizio"


def test_the_document_names_its_factors_with_source_and_licence(tmp_path):
    document = inventory(tmp_path, line()).as_json()
    (own, upstream) = document["factors"]
    assert own["licence"] == "OGL v3.0"
    assert own["source"].startswith("https://www.gov.uk/")
    assert upstream["id"] == "wtt-diesel-mineral-l-2025-uk"
    assert len(document["factor_set"]) == 64


def test_a_key_of_which_no_value_was_ever_read_says_so(tmp_path):
    done = inventory(
        tmp_path,
        line("A"),
        line("P", factor="pet-water-bottle-half-litre", unit="bottle", scope="3.1"),
    )
    (gap,) = (one for one in done.not_estimated if one.activity)
    assert gap.reason.code == "not-estimated-recalled"
    assert "half-litre PET bottle" in caveats(done)["footprint-recalled"]


def test_lines_and_sources_are_named_alike_in_whatever_order_their_rows_stand(tmp_path):
    assert notes._list(["E12-01", "E3-02", "a"]) == notes._list(["a", "E3-02", "E12-01"])
    assert notes._list(["E12-01", "E3-02"]) == "E3-02, E12-01"
    told = [{"key": "cars", "value": "100", "source": name} for name in ("B", "A")]
    found = []
    for n, facts in enumerate((told, told[::-1])):
        event = package(tmp_path / str(n), facts=facts)
        found.append(intensities._facts(event, "cars"))
    assert found[0] == found[1]
    assert [one.source for one in found[0]] == ["cars: A"]
