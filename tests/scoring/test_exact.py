"""Scaled whole numbers: the same as decimals, whatever the size."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.exact import (
    decimal_column,
    decimals_needed,
    divided,
    narrowed,
    plain,
    product,
    scaled,
    unscaled,
)

WHOLE = st.integers(-(10**30), 10**30)
INT64 = st.integers(-(2**63) + 1, 2**63 - 1)


@given(WHOLE, st.integers(0, 12))
def test_a_scaled_number_comes_back_as_the_same_decimal(whole: int, places: int) -> None:
    value = unscaled(whole, places)
    assert scaled(value, places) == whole
    assert value == Fraction(whole, 10**places)


@given(WHOLE, st.integers(0, 12), st.integers(0, 3))
def test_a_plain_text_reads_back_and_has_no_exponent(whole: int, places: int, keep: int) -> None:
    text = plain(whole, places, keep)
    assert Decimal(text) == unscaled(whole, places)
    assert "E" not in text
    decimals = text.partition(".")[2]
    assert len(decimals) >= keep
    assert len(decimals) == keep or not decimals.endswith("0")


@pytest.mark.parametrize("value", ["0.00001", "1.23456"])
def test_a_number_with_more_decimals_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="more than 4"):
        scaled(Decimal(value), 4)


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_not_a_number_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        scaled(Decimal(value), 4)


def test_the_decimals_needed_are_those_of_the_finest_value() -> None:
    assert decimals_needed([Decimal("1.70"), Decimal("100"), Decimal("1.125")]) == 3
    assert decimals_needed([]) == 0


@given(st.lists(INT64, min_size=1), st.integers(1, 10**12))
def test_a_division_rounds_as_it_is_told(values: list[int], divisor: int) -> None:
    array = np.array(values, dtype=np.int64)
    exact = [Fraction(value, divisor) for value in values]
    truncated = [floor(value) if value >= 0 else ceil(value) for value in exact]
    away = [ceil(value) if value >= 0 else floor(value) for value in exact]
    half_up = [
        floor(value + Fraction(1, 2)) if value >= 0 else ceil(value - Fraction(1, 2))
        for value in exact
    ]
    assert divided(array, divisor, "truncate").tolist() == truncated
    assert divided(array, divisor, "up").tolist() == away
    assert divided(array, divisor, "half_even").tolist() == [round(value) for value in exact]
    assert divided(array, divisor, "half_up").tolist() == half_up


@given(st.integers(-(10**20), 10**20))
def test_rounding_to_hundredths_is_what_decimal_does(whole: int) -> None:
    value = unscaled(whole, 4)
    array = np.array([whole], dtype=object)
    for name, rounding in (("half_up", ROUND_HALF_UP), ("half_even", ROUND_HALF_EVEN)):
        expected = value.quantize(Decimal("0.01"), rounding=rounding)
        assert unscaled(divided(array, 100, name)[0], 2) == expected  # type: ignore[arg-type]


@given(st.lists(st.tuples(INT64, INT64), min_size=1))
def test_a_product_never_leaves_what_it_can_hold(pairs: list[tuple[int, int]]) -> None:
    left, right = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    assert product(left, right).tolist() == [a * b for a, b in pairs]
    assert product(left, pairs[0][1]).tolist() == [a * pairs[0][1] for a, _ in pairs]
    assert narrowed(product(left, right)).tolist() == [a * b for a, b in pairs]


@given(st.lists(st.tuples(INT64, st.booleans())), st.integers(0, 9))
def test_a_decimal_column_holds_the_same_numbers(
    pairs: list[tuple[int, bool]], places: int
) -> None:
    whole = np.array([value for value, _ in pairs], dtype=np.int64)
    known = np.array([is_known for _, is_known in pairs], dtype=bool)
    column = decimal_column(whole, places, known)
    assert column.isna().tolist() == (~known).tolist()
    assert column.dropna().tolist() == [unscaled(value, places) for value, ok in pairs if ok]


def test_a_decimal_column_of_python_ints_holds_the_same_numbers() -> None:
    whole = np.array([10**25, -1, 7], dtype=object)
    column = decimal_column(whole, 2, np.array([True, True, False]))
    assert column.tolist()[:2] == [Decimal("100000000000000000000000"), Decimal("-0.01")]
    assert column.isna().tolist() == [False, False, True]
