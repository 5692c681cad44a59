"""Frames as an analyst works with them: floats, timestamps, ordered categories, units told."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from reporting.errors import UsageError, described

Words = Mapping[str, Mapping[str, str]]


def plain(
    frame: pd.DataFrame, event: str, *, order: Sequence[str] = (), exact: bool = False
) -> pd.DataFrame:
    """Return a frame with the event in its first column, its columns' units in ``attrs``.

    Parameters
    ----------
    frame
        Any frame of the suite.
    event
        The event's id.
    order
        The controls in running order: ``control`` and ``code`` become ordered categories, so
        that PC2 comes before PC10.
    exact
        Whether decimals stay :class:`decimal.Decimal`; floats otherwise, which is what plotting
        and statistics take.

    Returns
    -------
    DataFrame
        A copy. ``attrs["units"]`` and ``attrs["meaning"]``: column -> unit, what it holds.
    """
    made = pd.DataFrame({name: _column(frame[name], order, exact) for name in frame.columns})
    if "event" not in made:
        made.insert(0, "event", pd.Series(event, index=made.index, dtype="str"))
    made = made.reset_index(drop=True)
    known = words()
    described = [str(name) for name in made.columns if name in known]
    made.attrs["units"] = {name: known[name]["unit"] for name in described}
    made.attrs["meaning"] = {name: known[name]["en"] for name in described}
    return made


@cache
def words() -> Words:
    """Return ``columns.toml`` of the data files: column -> unit and meaning in each language."""
    text = files("reporting.publish.data").joinpath("columns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _column(column: pd.Series[Any], order: Sequence[str], exact: bool) -> Any:
    if order and column.name in ("control", "code"):
        return pd.Categorical(column, categories=list(order), ordered=True)
    if not _is_decimal(column):
        return column.copy()
    cells = list(zip(column, column.notna(), strict=True))
    if exact:
        decimals = [Decimal(one) if known else None for one, known in cells]
        return pd.Series(decimals, index=column.index, dtype="object")
    numbers = [float(one) if known else float("nan") for one, known in cells]
    return pd.Series(numbers, index=column.index, dtype="float64")


def _is_decimal(column: pd.Series[Any]) -> bool:
    if str(column.dtype).startswith("decimal"):
        return True
    return column.dtype == object and any(isinstance(one, Decimal) for one in column)


def exact_of(value: object) -> Decimal:
    """Return a number as the decimal that it prints as.

    Raises
    ------
    UsageError
        For what is no number.
    """
    try:
        made = Decimal(str(value))
    except ArithmeticError:
        raise UsageError(f"{described(value)} is no number: write it as 1.2.") from None
    if not made.is_finite():
        raise UsageError(f"{described(value)} is no number: write it as 1.2.")
    return made
