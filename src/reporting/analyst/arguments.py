"""What an event's questions are asked with, held to what there is: a wrong one ends in a sentence.

What would only be misread later (a word taken for its letters, ``"no"`` for yes, 1.5 for a crew)
is refused here, with the known names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reporting.errors import UsageError, described, no_such
from reporting.language import LANGUAGES

if TYPE_CHECKING:
    from reporting.event import Event


def known_name(value: object, known: Iterable[str], what: str) -> str:
    """Return a name that is known.

    Raises
    ------
    UsageError
        For any other, naming what is like it and what there is.

    Examples
    --------
    >>> known_name("team", ["overall", "team"], "ranking")
    'team'
    """
    names = list(known)
    if not isinstance(value, str) or value not in names:
        raise UsageError(no_such(what, value, names))
    return value


def spoken(language: object) -> str:
    """Return a language that there are words in."""
    return known_name(language, LANGUAGES, "language")


def texts(value: object, name: str, example: str) -> tuple[str, ...]:
    """Return one name or several, each once; nothing for None and for an empty list.

    Parameters
    ----------
    value
        A text, or a list (tuple, set, column) of them.
    name, example
        What it is called, and how it is written.

    Raises
    ------
    UsageError
        For what is neither, and for a blank one.

    Examples
    --------
    >>> texts("PC3", "annul", "PC3"), texts(["PC3", "PC3"], "annul", "PC3")
    (('PC3',), ('PC3',))
    """
    if value is None:
        return ()
    several = not isinstance(value, str | Mapping) and isinstance(value, Iterable)
    given = list(value) if several else [value]  # type: ignore[call-overload]
    if not all(isinstance(one, str) and one.strip() for one in given):
        raise UsageError(
            f"{name} is a name or a list of names, such as {name}={example!r}, "
            f"not {described(value)}."
        )
    return tuple(dict.fromkeys(given))


def crew_number(value: object, known: Iterable[int]) -> int:
    """Return the number of a crew that there is; 3.0, as pandas may give it, is 3.

    Raises
    ------
    UsageError
        For any other, naming the numbers.

    Examples
    --------
    >>> crew_number(3.0, [1, 3])
    3
    """
    numbers = sorted(known)
    plain = not isinstance(value, bool) and isinstance(value, int | float | np.integer)
    if plain and value in numbers:
        return numbers[numbers.index(value)]
    raise UsageError(no_such("crew", value, numbers))


def switch(value: object, name: str) -> bool:
    """Return yes or no.

    Raises
    ------
    UsageError
        For what is neither: a word such as ``"no"`` would be a yes.

    Examples
    --------
    >>> switch(True, "exact")
    True
    """
    if not isinstance(value, bool | np.bool_):
        raise UsageError(f"{name} is True or False, not {described(value)}.")
    return bool(value)


def refuse_untimed(event: Event) -> None:
    """Refuse an event without times, of which no standings can be asked.

    Raises
    ------
    UsageError
        Where it has none.
    """
    if not event.has("passages"):
        raise UsageError(f"{event.id} has no times (passages): there is nothing to score.")


def by_name(value: object, name: str, example: str) -> Mapping[object, object]:
    """Return what names with values are given as: a mapping, or a Series by its index.

    Raises
    ------
    UsageError
        For a plain value; it shows how names and values are written.
    """
    given = value.to_dict() if isinstance(value, pd.Series) else value
    if not isinstance(given, Mapping):
        raise UsageError(f"{name} is written {name}={example}, not {name}={described(value)}.")
    return given
