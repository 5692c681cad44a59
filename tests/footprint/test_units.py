"""Units are dimensions: what converts does so exactly and only when told to."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.footprint.units import (
    UnitError,
    canonical,
    convert,
    convertible,
    in_unit,
    known_units,
    read_unit,
)

quantities = st.decimals(
    min_value=Decimal("0.001"), max_value=Decimal("1e9"), places=6, allow_nan=False
)
units = st.sampled_from(known_units())


@given(quantities, units, units)
def test_a_conversion_there_and_back_gives_the_same_quantity(quantity, one, other):
    if convertible(one, other):
        back = convert(convert(quantity, one, other), other, one)
        assert abs(back - quantity) <= quantity * Decimal("1e-24")


@given(units, units)
def test_units_of_different_dimensions_never_convert(one, other):
    if not convertible(one, other):
        with pytest.raises(UnitError) as refused:
            convert(Decimal(1), one, other)
        assert refused.value.code == "unit-other-dimension"


@given(quantities, units, units)
def test_nothing_is_converted_unless_the_cell_says_so(quantity, stated, wanted):
    if stated == wanted:
        assert in_unit(quantity, stated, wanted) == quantity
    else:
        with pytest.raises(UnitError):
            in_unit(quantity, stated, wanted)


@given(quantities, quantities)
def test_conversion_is_linear(one, other):
    assert convert(one + other, "t", "kg") == convert(one, "t", "kg") + convert(other, "t", "kg")


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("t", "kg", "1000"),
        ("mi", "km", "1.609344"),
        ("MWh", "kWh", "1000"),
        ("m3", "L", "1000"),
        ("gal-us", "L", "3.785411784"),
        ("tCO2e", "kgCO2e", "1000"),
        ("GJ", "kWh", "277.7777777777777777777777778"),
        ("tonne-km", "kg-km", "1000"),
        ("passenger-mi", "passenger-km", "1.609344"),
    ],
)
def test_known_conversions_are_exact(source, target, expected):
    assert convert(Decimal(1), source, target) == Decimal(expected)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("guest-night", "room-night"),
        ("night", "room-night"),
        ("passenger-km", "vehicle-km"),
        ("passenger-km", "km"),
        ("tonne-km", "vehicle-km"),
        ("kWh", "kWh-gross"),
        ("kg", "kgCO2e"),
        ("person-day", "guest-night"),
        ("meal", "person-day"),
        ("L", "kg"),
    ],
)
def test_look_alikes_measure_different_things(one, other):
    assert not convertible(one, other)


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Litri", "L"),
        ("litres", "L"),
        ("cubic metres", "m3"),
        ("m³", "m3"),
        ("passenger.km", "passenger-km"),
        ("room.night", "room-night"),
        ("notti-camera", "room-night"),
        ("kWh (Gross CV)", "kWh-gross"),
        ("tonnellate", "t"),
    ],
)
def test_the_usual_spellings_are_read(spelling, name):
    assert canonical(spelling) == name


def test_an_unknown_unit_is_refused_with_the_nearest_ones():
    with pytest.raises(UnitError) as refused:
        canonical("passanger-km")
    assert refused.value.code == "unit-unknown"
    assert "passenger-km" in refused.value.hint


@pytest.mark.parametrize("cell", ["t -> kg", "t->kg", "t → kg"])
def test_an_explicit_conversion_is_read(cell):
    assert read_unit(cell) == ("t", "kg")
    assert in_unit(Decimal("0.25"), cell, "kg") == 250


def test_an_explicit_conversion_must_lead_to_the_factors_unit():
    with pytest.raises(UnitError, match="per kg"):
        in_unit(Decimal(1), "t -> g", "kg")


@pytest.mark.parametrize(
    ("written", "unit"),
    [("Smc", "m3"), ("Sm3", "m3"), ("kilowattora", "kWh"), ("Kilowattstunden", "kWh"), ("L.", "L")],
)
def test_units_of_bills_are_known(written, unit):
    assert canonical(written) == unit


def test_a_unit_that_is_like_none_gets_no_misleading_hint():
    with pytest.raises(UnitError) as refused:
        canonical("kilometrico")
    assert "kg" not in refused.value.hint.split(", ")[:1]
