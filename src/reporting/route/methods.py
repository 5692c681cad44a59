"""The thresholds of ``methods.toml``, which says the reason for each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def methods() -> Mapping[str, Mapping[str, float]]:
    """Return ``methods.toml``: section -> name -> value."""
    text = files("reporting.route").joinpath("methods.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))
