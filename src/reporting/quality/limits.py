"""The thresholds of the checks, read from ``limits.toml``: data with a meaning and a source."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from reporting.event.worded import Words
from reporting.reads import source
from reporting.strangers_toml import read_toml

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE_FILE = "limits.toml"


class Limit(Words):
    """One threshold: its value in `unit`, what it means and where it is from."""

    name: str
    value: int | float
    unit: str
    source_it: str
    source_en: str


@cache
def standard() -> Mapping[str, Limit]:
    """Return the standard thresholds by name.

    >>> standard()["average_kmh"].value
    50
    """
    text = files("reporting.quality").joinpath(PACKAGE_FILE).read_text(encoding="utf-8")
    entries = tomllib.loads(text)
    return MappingProxyType({name: Limit(name=name, **entry) for name, entry in entries.items()})


def limits_of(folder: Path) -> tuple[Mapping[str, float], str | None]:
    """Return the thresholds for the package in `folder`, its own ``limits.toml`` first.

    Parameters
    ----------
    folder
        The package's folder. Its file may hold ``name = number`` or a table with a ``value``.

    Returns
    -------
    tuple
        Name -> value; and what is wrong with the package's own file, None where nothing is: then
        the standard values stand.
    """
    values = {name: float(limit.value) for name, limit in standard().items()}
    path = folder / PACKAGE_FILE
    if not path.is_file():
        return values, None
    try:
        own = read_toml(source(path).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return values, str(error)
    for name, given in own.items():
        value = given.get("value") if isinstance(given, dict) else given
        if name not in values or not _is_threshold(value):
            return {key: float(limit.value) for key, limit in standard().items()}, name
        values[name] = float(str(value))
    return values, None


def _is_threshold(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and math.isfinite(value) and value >= 0
