"""Prose: sentences written per language as Jinja templates over named facts.

A template states no number itself: every figure is a :class:`~reporting.story.facts.Fact`.
Autoescape is on and an unknown name is an error, so a page never shows a hole.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateNotFound
from markupsafe import Markup, escape

from reporting.language import article, gap, in_words, linked, typographic
from reporting.story.names import persons

if TYPE_CHECKING:
    from reporting.story.voice import Voice


@cache
def environment(language: str) -> Environment:
    """Return the Jinja environment whose filters speak `language`."""
    from reporting.story.voice import Voice

    voice = Voice(language)
    made = Environment(
        loader=PackageLoader("reporting.story", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        say=lambda fact: fact.markup(voice),
        counted=lambda fact, message: fact.counted(voice, message),
        spelt=lambda fact, message: fact.counted(voice, message, in_words=True),
        in_words=lambda count: in_words(count, language),
        sentence=sentence,
        persons=persons,
        number=voice.number,
        date=voice.date,
        weekday=voice.weekday,
        listed=lambda items: Markup(voice.list([str(escape(item)) for item in items])),  # noqa: S704
        ordinal=voice.ordinal,
        elided=lambda figure: article(str(figure), language).endswith("\u2019"),
    )
    made.globals.update(
        voice=voice, t=voice.text, n=voice.plural, gap=lambda unit: gap(unit, language)
    )
    return made


def sentence(words: str) -> Markup:
    """Return words as a sentence begins, markup before them or not.

    Examples
    --------
    >>> sentence(Markup("<b>due</b> tappe"))
    Markup('<b>Due</b> tappe')
    """
    begun = _FIRST.sub(lambda first: first[1] + first[2].upper(), escape(words), count=1)
    return Markup(begun)  # noqa: S704 - escaped above


_FIRST = re.compile(r"^((?:<[^>]*>)*)(\w)")


def prose(report: str, name: str, voice: Voice, **context: Any) -> Markup:
    """Return the prose `name` of `report` in the reader's language.

    Parameters
    ----------
    report
        The report's folder of templates (``race``).
    name
        The template's name without ending; ``<report>/<language>/<name>.html.j2``.
    context
        What the template may name: usually ``facts`` and a few lists.

    Raises
    ------
    FileNotFoundError
        Where the language has no such template.
    jinja2.UndefinedError
        Where the template names something that it was not given.
    """
    path = f"{report}/{voice.language}/{name}.html.j2"
    try:
        template = environment(voice.language).get_template(path)
    except TemplateNotFound as missing:
        raise FileNotFoundError(f"There is no prose template {path}.") from missing
    return _typeset(template.render(**context), voice.language)


def fragment(name: str, voice: Voice, **context: Any) -> Markup:
    """Return a fragment that both languages share (``shared/<name>.html.j2``)."""
    template = environment(voice.language).get_template(f"shared/{name}.html.j2")
    return _typeset(template.render(**context), voice.language)


def _typeset(html: str, language: str) -> Markup:
    """Return what a template rendered, its words linked, its apostrophes as a typesetter's."""
    return Markup(typographic(linked(html.strip(), language)))  # noqa: S704 - autoescaped
