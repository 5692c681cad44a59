"""The register of factors: every row has its source, every lookup says what it chose and why."""

import re
from decimal import Decimal

import pytest

from reporting.footprint import classification, register
from reporting.footprint.factors import FactorMissingError
from reporting.footprint.potentials import in_set, largest_change
from reporting.footprint.units import known_units

FACTORS = register()
ALL = tuple(FACTORS.factors.values())


def test_every_factor_of_the_collection_is_in_the_register():
    assert len(ALL) == 440
    states = [factor.verification for factor in ALL]
    counted = {state: states.count(state) for state in sorted(set(states))}
    assert counted == {"derived": 10, "recalled": 1, "secondary": 194, "seen": 235}


def test_every_factor_names_its_source_and_reads_well():
    for factor in ALL:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", factor.id), factor.id
        assert factor.id.startswith(factor.key), factor.id
        assert factor.unit in known_units(), factor.id
        assert factor.basis in set(classification().bases) - {"unstated"}, factor.id
        about = (factor.publisher, factor.dataset, factor.source, factor.licence)
        assert all(about), factor.id
        assert factor.kgco2e_per_unit >= 0, factor.id
        assert factor.year is None or str(factor.year) in factor.id


def test_the_gases_add_up_to_the_value():
    split = [factor for factor in ALL if factor.is_split]
    assert len(split) > 100
    for factor in split:
        gases = (factor.kgco2 or 0) + (factor.kgch4_co2e or 0) + (factor.kgn2o_co2e or 0)
        assert abs(gases - factor.kgco2e_per_unit) <= Decimal("0.00002"), factor.id


def test_relations_lead_to_factors_that_exist():
    keys = {factor.key for factor in ALL}
    for factor in ALL:
        assert {factor.upstream, factor.losses, factor.biogenic} - {""} <= keys


def test_the_uk_values_read_elsewhere_stand():
    values = {
        "petrol-blend-ttw-l-2024-uk": "2.0844",
        "petrol-mineral-ttw-l-2024-uk": "2.35372",
        "hvo-l-2024-uk": "0.03558",
        "flight-short-haul-average-rf-pkm-2024-uk": "0.18592",
        "hotel-room-night-2025-it": "14.3",
        "natural-gas-kwh-gross-2026-uk": "0.18231",
        "refrigerant-r410a-kg-2025-uk": "1924",
    }
    for name, value in values.items():
        assert FACTORS.factors[name].kgco2e_per_unit == Decimal(value)


def test_hvo_carries_its_biogenic_co2_beside_its_value():
    hvo = FACTORS.factors["hvo-l-2024-uk"]
    assert (hvo.kgco2e_per_unit, hvo.biogenic_kgco2) == (Decimal("0.03558"), Decimal("2.43"))


def test_blend_and_mineral_petrol_differ_by_an_eighth():
    blend, mineral = (
        FACTORS.find(key, "L", "GB", 2024).factor.kgco2e_per_unit
        for key in ("petrol-blend-ttw", "petrol-mineral-ttw")
    )
    assert mineral / blend == pytest.approx(Decimal("1.13"), abs=Decimal("0.005"))


def test_the_edition_of_the_year_is_exact():
    choice = FACTORS.find("hotel", "room-night", "IT", 2024)
    assert choice.factor.id == "hotel-room-night-2024-it"
    assert not choice.reasons


def test_a_missing_year_falls_back_to_the_latest_earlier_one_and_says_so():
    choice = FACTORS.find("electricity-location", "kWh", "IT", 2025)
    assert choice.factor.year == 2023
    assert choice.reasons == ("earlier-year",)


def test_a_later_edition_is_never_chosen():
    with pytest.raises(FactorMissingError) as missing:
        FACTORS.find("petrol-blend-ttw", "L", "GB", 2019)
    assert missing.value.offers


def test_a_fuel_of_another_country_is_a_proxy_and_says_so():
    choice = FACTORS.find("petrol-blend-ttw", "L", "ITA", 2024)
    assert choice.factor.country == "GB"
    assert choice.reasons == ("proxy-country",)


def test_an_undated_factor_says_so():
    assert FACTORS.find("meal-vegan", "meal", "FR", 2025).reasons == ("undated",)


def test_the_words_of_an_activity_find_its_factor():
    choice = FACTORS.find("LPG", "litri", "GB", 2024)
    assert choice.factor.id == "lpg-l-2024-uk"


@pytest.mark.parametrize("key", ["hotel", "electricity-location"])
def test_a_value_that_belongs_to_a_country_is_never_taken_from_another(key):
    unit = FACTORS.find(key, "room-night" if key == "hotel" else "kWh", "IT", 2025).factor.unit
    with pytest.raises(FactorMissingError) as missing:
        FACTORS.find(key, unit, "LI", 2025)
    assert {factor.country for factor in missing.value.offers} - {"LI"}


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_austrias_hotel_night_is_not_available_and_the_older_edition_is_offered(year):
    with pytest.raises(FactorMissingError, match="leaves Austria's row blank") as missing:
        FACTORS.find("hotel", "room-night", "AT", year)
    assert [factor.id for factor in missing.value.offers] == ["hotel-room-night-2021-at"]
    assert missing.value.offers[0].kgco2e_per_unit == Decimal("13.9")


def test_austrias_hotel_night_of_2021_is_there_for_2021():
    assert not FACTORS.find("hotel", "room-night", "AT", 2021).reasons


def test_slovenia_has_no_hotel_night_not_a_zero():
    with pytest.raises(FactorMissingError, match="no row for Slovenia") as missing:
        FACTORS.find("hotel", "room-night", "SI", 2024)
    assert [factor.verification for factor in missing.value.offers] == ["derived"]


def test_switzerland_has_only_life_cycle_electricity_which_is_no_grid_average():
    with pytest.raises(FactorMissingError):
        FACTORS.find("electricity-location", "kWh", "CH", 2024)
    swiss = [factor for factor in ALL if factor.country == "CH" and factor.unit == "kWh"]
    assert {factor.basis for factor in swiss} == {"lifecycle"}


def test_what_was_only_recalled_is_never_chosen():
    recalled = [factor for factor in ALL if factor.verification == "recalled"]
    assert len(recalled) == 1
    for factor in recalled:
        with pytest.raises(FactorMissingError):
            FACTORS.find(factor.key, factor.unit, factor.country, factor.year)


def test_the_factor_set_has_one_name_whatever_the_order():
    from reporting.footprint.register import Register

    turned = Register(dict(reversed(FACTORS.factors.items())), FACTORS.absent)
    assert turned.sha256 == FACTORS.sha256
    assert FACTORS.with_rows([]).sha256 == FACTORS.sha256


# ------------------------------------------------------------------ sets of warming potentials
SPLIT = FACTORS.factors["diesel-blend-ttw-l-2025-uk"]


def test_a_factor_split_by_gas_is_written_in_another_set_exactly():
    there = in_set(SPLIT, "AR6")
    ch4, n2o = SPLIT.kgch4_co2e * Decimal("29.8") / 28, SPLIT.kgn2o_co2e * 273 / 265
    assert there.kgco2e_per_unit == SPLIT.kgco2 + ch4 + n2o
    assert (there.gwp, there.verification) == ("AR6", "derived")
    assert in_set(SPLIT, "AR5") is SPLIT


@pytest.mark.parametrize(
    "name", ["hvo-l-2025-uk", "hotel-room-night-2025-it", "meal-vegan-meal-fr"]
)
def test_a_factor_that_is_not_split_cannot_be_converted(name):
    assert in_set(FACTORS.factors[name], "AR6") is None


def test_co2_alone_is_the_same_in_every_set():
    biogenic = FACTORS.factors["biogenic-hvo-l-2025-uk"]
    assert in_set(biogenic, "AR6") is biogenic


def test_how_much_a_set_can_matter_is_bounded_where_it_is_not_known():
    hvo = FACTORS.factors["hvo-l-2025-uk"]
    assert largest_change(hvo, "AR5") == hvo.kgco2e_per_unit * Decimal("0.12")
    assert largest_change(FACTORS.factors["meal-vegan-meal-fr"], "AR5") is None
    assert largest_change(SPLIT, "AR6") == abs(
        in_set(SPLIT, "AR6").kgco2e_per_unit - SPLIT.kgco2e_per_unit
    )
