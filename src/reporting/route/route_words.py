"""The words of ``words.toml``: how people name what is in their tracks and tables."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def route_words() -> dict[str, Any]:
    """Return what ``words.toml`` says."""
    text = files("reporting.route").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
