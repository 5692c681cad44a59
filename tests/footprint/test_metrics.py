"""Metrics beside the emissions: energy in MWh, water, waste by treatment, people, money."""

from decimal import Decimal

import pytest

from reporting.footprint import account, metrics
from reporting.footprint.metrics import metric_facts
from reporting.route.published_lengths import lengths
from reporting.story.published_facts import published, statements
from reporting.story.voice import Voice
from support.footprint import factor, line, package, power


def waste(line_id, name, tonnes):
    about = {"event_category": "E11", "scope": "3.5", "unit": "t", "quantity": tonnes}
    return line(line_id, **about, factor=f"waste-{name}-t-2025-uk")


def found(tmp_path, *rows, **tables):
    event = package(tmp_path, *rows, **tables)
    return metrics(event, account(event))


def test_electricity_is_told_in_mwh(tmp_path):
    values = found(tmp_path, power("A"), power("B", quantity=500))
    assert (values["electricity"].value, values["electricity"].unit) == (Decimal("1.5"), "MWh")
    assert values["electricity"].sources == ("A", "B")


def test_power_that_is_not_estimated_still_counts_as_energy(tmp_path):
    monaco = power("MC", factor="electricity-location", country="MC", unit="MWh -> kWh", quantity=2)
    event = package(tmp_path, monaco)
    assert account(event).total_location_kg is None
    assert metrics(event, account(event))["electricity"].value == 2


def test_metered_power_counts_whatever_its_factor_is_worth(tmp_path):
    own = factor("cabin-power", "0.3", country="IT", verification="recalled", basis="location")
    values = found(
        tmp_path,
        power("A"),
        power("B", quantity=70, factor="cabin-power"),
        emission_factors=[own],
    )
    assert (values["electricity"].value, values["electricity"].sources) == (
        Decimal("1.07"),
        ("A", "B"),
    )


def test_fuels_of_others_are_energy_outside_the_organisation(tmp_path):
    about = {"event_category": "E1", "scope": "3.other"}
    crews = line("C", **about, factor="petrol-mineral-ttw-l-2025-uk")
    by_km = line("K", **about, unit="km", factor="car-average-petrol")
    values = found(tmp_path, crews, by_km)
    assert (values["energy_outside"].value, values["energy_outside"].sources) == (
        Decimal("0.9217"),
        ("C",),
    )
    assert values["energy"].value is None


def test_waste_is_told_by_treatment(tmp_path):
    values = found(
        tmp_path,
        waste("R", "glass-recycling", "1.2"),
        waste("C", "food-composting", "0.4"),
        waste("I", "commercial-incineration", "2"),
        waste("L", "commercial-landfill", "0.5"),
    )
    expected = {
        "waste_recycled": "1.2",
        "waste_composted": "0.4",
        "waste_incinerated": "2",
        "waste_landfilled": "0.5",
        "waste_diverted": "1.6",
        "waste_disposed": "2.5",
        "waste": "4.1",
    }
    assert {name: values[name].value for name in expected} == {
        name: Decimal(value) for name, value in expected.items()
    }


def test_water_consumed_needs_both_figures(tmp_path):
    def water(line_id, kind, quantity):
        about = {"event_category": "E11", "scope": "3.1", "unit": "m3"}
        return line(line_id, **about, quantity=quantity, factor=f"water-{kind}-m3-2025-uk")

    one = found(tmp_path / "one", water("S", "supply", 30))
    assert (one["water_withdrawn"].value, one["water_consumed"].value) == (30, None)
    both = found(tmp_path / "both", water("S", "supply", 30), water("T", "treatment", 24))
    assert both["water_consumed"].value == 6


def test_fuels_stay_in_litres(tmp_path):
    values = found(tmp_path, line("D"), line("H", factor="hvo-l-2025-uk", quantity=40))
    assert (values["diesel"].value, values["biofuel"].value) == (100, 40)
    assert values["petrol"].value is None


def test_people_and_money_come_from_the_facts_with_their_source(tmp_path):
    facts = [
        {"key": "local_spending", "value": "60000", "unit": "EUR", "source": "contabilità"},
        {"key": "total_spending", "value": "80000", "unit": "EUR", "source": "contabilità"},
        {"key": "work_accidents", "value": "0", "source": "registro"},
    ]
    values = found(tmp_path, line(), facts=facts)
    assert values["local_spending_share"].value == 75
    assert values["work_accidents"].value == 0
    assert values["local_spending"].sources == ("contabilità",)
    assert values["training_hours"].value is None


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_metric_has_words_and_a_group(language, tmp_path):
    for metric in found(tmp_path, line()).values():
        assert metric.as_json()[language]


@pytest.mark.parametrize("audience", ["officer", "internal"])
def test_a_fact_that_is_not_for_everybody_is_in_no_figure(audience, tmp_path):
    facts = [
        {"key": key, "value": "40", "source": "the office", "audience": audience}
        for key in sorted({*metric_facts(), "participant_days", "car_km", "total_km", "leg_1_km"})
    ]
    event = package(tmp_path, line("A"), facts=facts)
    done = account(event)
    assert not [one.code for one in metrics(event, done).values() if "the office" in one.sources]
    assert not done.intensities
    assert not lengths(event)
    assert not statements(event, Voice("it"))
    assert published(event, "employees", Voice("it")) is None
