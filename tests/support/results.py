"""Results of steps held against each other, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd


def assert_same(got: Any, wanted: Any, place: str = "result") -> None:
    """Assert that two results are the same, in every part and type."""
    assert type(got) is type(wanted), place
    if isinstance(wanted, pd.DataFrame):
        pd.testing.assert_frame_equal(got, wanted, check_exact=True)
    elif isinstance(wanted, pd.Index):
        pd.testing.assert_index_equal(got, wanted, exact=True)
    elif isinstance(wanted, np.ndarray):
        np.testing.assert_array_equal(got, wanted, place)
        assert got.dtype == wanted.dtype, place
    elif is_dataclass(wanted) or hasattr(type(wanted), "model_fields"):
        for name in _names(wanted):
            assert_same(getattr(got, name), getattr(wanted, name), f"{place}.{name}")
    elif isinstance(wanted, Mapping):
        assert list(got) == list(wanted), place
        for key in wanted:
            assert_same(got[key], wanted[key], f"{place}[{key!r}]")
    elif isinstance(wanted, (list, tuple)):
        assert len(got) == len(wanted), place
        for number, value in enumerate(wanted):
            assert_same(got[number], value, f"{place}[{number}]")
    else:
        assert got is wanted or got == wanted or (got != got and wanted != wanted), place


def _names(value: Any) -> list[str]:
    if is_dataclass(value):
        return [field.name for field in fields(value)]
    return list(type(value).model_fields)
