"""The words of the workbooks (``words.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words() -> Mapping[str, Any]:
    """Return ``words.toml``."""
    text = files("reporting.event.authoring").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
