"""Faces of rooms whose names are imported when they are first asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def face(package: str, homes: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], Any]]:
    """Return a package's ``__getattr__`` and ``__dir__``.

    The package names the same imports under ``if TYPE_CHECKING`` for readers, type checkers and
    :mod:`reporting.engine.code`.

    Parameters
    ----------
    package
        The package's ``__name__``.
    homes
        Name -> the module below the package that it is imported from; behind a colon the name
        that it has there, where that is another.

    Examples
    --------
    >>> get, listed = face("reporting", {"Caveat": "caveats"})
    >>> get("Caveat").__name__, "Caveat" in listed()
    ('Caveat', True)
    """

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home, _, there = homes[name].partition(":")
        return getattr(import_module(f"{package}.{home}"), there or name)

    def listed() -> list[str]:
        return sorted({*vars(sys.modules[package]), *homes})

    return get, listed
