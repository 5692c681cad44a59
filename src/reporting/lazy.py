"""Names of rooms' faces, and libraries of libraries, imported when they are first asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

from reporting.errors import UnknownNameError, no_such


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
            raise UnknownNameError(no_such(f"name in {package}", name, homes))
        home, _, there = homes[name].partition(":")
        return getattr(import_module(f"{package}.{home}"), there or name)

    def listed() -> list[str]:
        return sorted({*vars(sys.modules[package]), *homes})

    return get, listed


class _Postponed(ModuleType):
    """Stands where another library imports a module; imports it when something of it is used."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the import system asks for these, nobody else
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


@contextmanager
def postponed(*modules: str) -> Iterator[None]:
    """Have what is imported inside wait with some modules until it uses them.

    The standard library's ``LazyLoader`` does not do: in Python 3.11 ``import x`` is a use.

    Parameters
    ----------
    modules
        Their names; those that are imported already are left alone.

    Examples
    --------
    >>> with postponed("tabnanny"):
    ...     import tabnanny
    >>> "tabnanny" in sys.modules
    False
    """
    stand_ins = {name: _Postponed(name) for name in modules if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, module in stand_ins.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
