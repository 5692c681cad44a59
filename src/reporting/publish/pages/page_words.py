"""The words that the page itself adds around a report: ``words.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from reporting.language import in_each


@cache
def words(language: str) -> Mapping[str, str]:
    """Return word -> text in `language` (it, en).

    Examples
    --------
    >>> words("it")["contents"]
    'Indice'
    """
    text = files("reporting.publish.pages").joinpath("words.toml").read_text(encoding="utf-8")
    return {name: entry[language] for name, entry in tomllib.loads(text).items()}


def in_all(say: Callable[[str], str], between: str = " ") -> Markup:
    """Return what `say` makes of each language side by side, those after the first marked as such.

    Examples
    --------
    >>> in_all(lambda language: words(language)["contents"], " · ")
    Markup('Indice · <span lang="en">Contents</span>')
    """
    first, *others = in_each(say).items()
    marked = [Markup('<span lang="{}">{}</span>').format(*other) for other in others]
    return Markup(between).join([first[1], *marked])  # noqa: S704 - our own sign
