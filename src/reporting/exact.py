"""Scaled whole numbers and decimals: exact arithmetic that is also fast.

While something is computed it is a whole number of small parts (nanoseconds of time, 1/10,000 of
a penalty) in an int64 array; it becomes a :class:`decimal.Decimal`, or an Arrow decimal column,
only where it leaves the computation. Where a product could leave int64, Python's own unbounded
whole numbers take over, so that a result is never wrong in silence.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt
    import pandas as pd

Whole: TypeAlias = "npt.NDArray[Any]"
"""An array of whole numbers: int64, or Python ints (dtype object) where int64 is too small."""

Rounding = Literal["truncate", "up", "half_even", "half_up"]

NANO = 9
"""Decimal places of a second that a time keeps."""

PENALTY_PLACES = 4
"""Decimal places that a penalty keeps while it is computed."""

_SAFE = 2**62


def scaled(value: Decimal | int, places: int) -> int:
    """Return `value` as a whole number of 10**-places.

    Raises
    ------
    ValueError
        If the value has more decimals than that.

    Examples
    --------
    >>> scaled(Decimal("1.25"), 4)
    12500
    """
    sign, digits, exponent = Decimal(value).as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"{value} is not a finite number")
    whole = int("".join(map(str, digits))) * (-1 if sign else 1)
    more = max(exponent + places, 0)
    fewer = max(-exponent - places, 0)
    quotient, rest = divmod(whole * int(10**more), int(10**fewer))
    if rest:
        raise ValueError(f"{value} has more than {places} decimals")
    return quotient


def unscaled(whole: int, places: int) -> Decimal:
    """Return the decimal that `whole` parts of 10**-places make, whatever its size.

    Examples
    --------
    >>> unscaled(36696, 2)
    Decimal('366.96')
    """
    digits = tuple(map(int, str(abs(int(whole)))))
    return Decimal((1 if whole < 0 else 0, digits, -places))


def plain(whole: int, places: int, keep: int = 0) -> str:
    """Write `whole` parts of 10**-places without an exponent or needless zeros.

    Parameters
    ----------
    whole
        The scaled number.
    places
        Its scale.
    keep
        Decimals that stay even where they are zero.

    Examples
    --------
    >>> plain(3000000, 4), plain(50250, 2, keep=2), plain(-5, 4)
    ('300', '502.50', '-0.0005')
    """
    sign = "-" if whole < 0 else ""
    before, after = divmod(abs(int(whole)), 10**places)
    decimals = (f"{after:0{places}d}" if places else "").rstrip("0").ljust(keep, "0")
    return f"{sign}{before}.{decimals}" if decimals else f"{sign}{before}"


def decimals_needed(values: Iterable[Decimal]) -> int:
    """Return how many decimal places hold every one of `values` exactly.

    Examples
    --------
    >>> decimals_needed([Decimal("1.70"), Decimal("1.385"), Decimal("2E+1")])
    3
    """
    exponents = (value.normalize().as_tuple().exponent for value in values)
    return max((-exponent for exponent in exponents if isinstance(exponent, int)), default=0) or 0


def fits(*bounds: int) -> bool:
    """Tell whether a product of numbers within these `bounds` surely stays inside int64."""
    result = 1
    for bound in bounds:
        result *= max(abs(int(bound)), 1)
    return result < _SAFE


def largest(values: Whole) -> int:
    """Return the largest magnitude in `values`, as a Python int; 0 where there is none."""
    if values.size == 0:
        return 0
    return max(abs(int(values.max())), abs(int(values.min())))


def product(left: Whole, right: Whole | int) -> Whole:
    """Multiply, in int64 where the result fits and in Python ints where it does not."""
    bound = largest(right) if isinstance(right, np.ndarray) else right
    if not fits(largest(left), bound):
        left = left.astype(object)
    return left * right


def divided(numerator: Whole, divisor: int, rounding: Rounding) -> Whole:
    """Divide and round to a whole number.

    Parameters
    ----------
    numerator
        Whole numbers of either sign.
    divisor
        A positive whole number.
    rounding
        ``truncate`` (towards zero), ``up`` (away from zero), ``half_even``, ``half_up`` (a half
        goes away from zero).

    Examples
    --------
    >>> divided(np.array([25, 35, -25, 26]), 10, "half_even").tolist()
    [2, 4, -2, 3]
    >>> divided(np.array([25, -25, 24]), 10, "half_up").tolist()
    [3, -3, 2]
    """
    if divisor == 1:
        return numerator
    negative = numerator < 0
    size = np.abs(numerator)
    quotient = size // divisor
    if rounding != "truncate":
        quotient = quotient + _carry(size - quotient * divisor, quotient, divisor, rounding)
    return np.where(negative, -quotient, quotient) if negative.any() else quotient


def _carry(rest: Whole, quotient: Whole, divisor: int, rounding: Rounding) -> Whole:
    if rounding == "up":
        return rest > 0
    over = divisor - rest
    if rounding == "half_up":
        return rest >= over
    return (rest > over) | ((rest == over) & (quotient % 2 == 1))  # type: ignore[no-any-return]


def narrowed(values: Whole) -> Whole:
    """Return Python ints as int64 where all of them fit, else as they are."""
    if values.dtype == object and largest(values) < _SAFE:
        return values.astype(np.int64)
    return values


def decimal_column(whole: Whole, places: int, known: Whole | None = None) -> pd.Series[Any]:
    """Return scaled whole numbers as an exact column, ``decimal128[pyarrow]``.

    Parameters
    ----------
    whole
        Scaled numbers, shape (n,).
    places
        Their scale.
    known
        Where there is a value, shape (n,) bool; elsewhere the column is NA. None: everywhere.

    Returns
    -------
    pandas.Series
        Elements are :class:`decimal.Decimal` or NA; sums and products stay exact.
    """
    import pandas as pd
    import pyarrow as pa

    if whole.dtype == object:
        values = [unscaled(number, places) for number in whole.tolist()]
        mask = None if known is None else ~known
        return pd.Series(pd.arrays.ArrowExtensionArray(pa.array(values, mask=mask)))
    words = np.empty((len(whole), 2), dtype=np.int64)
    words[:, 0] = whole
    words[:, 1] = whole >> 63
    validity = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))
    # 18 digits where they do, so that the product of two columns is still a decimal128.
    kind = pa.decimal128(18 if largest(whole) < 10**18 else 19, places)
    array = pa.Array.from_buffers(kind, len(whole), [validity, pa.py_buffer(words)])
    return pd.Series(pd.arrays.ArrowExtensionArray(array))
