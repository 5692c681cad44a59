"""The claims check of a report as it is shown: every sentence, cell and title of a figure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from reporting.footprint import claims_check
from reporting.publish.pages.document import Fragment

if TYPE_CHECKING:
    from markupsafe import Markup

    from reporting.publish.pages.document import Document, Part
    from reporting.story.fact_register import RegisteredFact

_BREAK = re.compile(r"</(?:p|li|h\d|td|th|figcaption|small|title|option)>|<br>|<small>")
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_QUOTED = re.compile(r"<(?P<tag>cite|q|blockquote)\b[^>]*>(?P<words>.*?)</(?P=tag)>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_FEWEST_WORDS = 2
"""A single word is nobody's quotation."""


def claims_on_page(
    document: Document, published: Mapping[str, str], names: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Return the claims of a report, each with its chapter.

    Parameters
    ----------
    document
        The report.
    published
        Words that others published -> who did, as :func:`published_words` gives them.
    names
        Names of people, teams, cars and places: a word of one is no claim.

    Returns
    -------
    list of dict
        ``chapter``, ``text``, ``sentence``, ``kind``, ``article``, ``verdict`` (``risk``, or
        ``quotation`` where the words are somebody's and stay), ``source``, ``instead``.
    """
    language = document.words["language"]
    claims: list[dict[str, Any]] = []
    for chapter, parts in _chapters(document):
        html = "\n".join(_shown(part) for part in parts)
        kept = {**published, **dict.fromkeys(_quotations(html), chapter)}
        claims += [
            {
                "chapter": chapter,
                "text": hit.text,
                "sentence": hit.sentence,
                "kind": hit.kind,
                "article": hit.law,
                "verdict": hit.verdict,
                "source": hit.source,
                "instead": hit.advice,
            }
            for hit in claims_check(plain(html), language, kept, names)
        ]
    return claims


def published_words(facts: Iterable[RegisteredFact]) -> dict[str, str]:
    """Return the words of a register that somebody published, in every spelling, and who did."""
    return {
        words: fact.source
        for fact in facts
        if fact.provenance == "published"
        for words in (fact.value, *fact.spellings.values())
        if len(words.split()) >= _FEWEST_WORDS
    }


def plain(html: Markup | str) -> str:
    r"""Return the text of a fragment, a line for each paragraph, item and cell.

    Examples
    --------
    >>> plain("<p>Uno &amp; due.</p><p>Tre.</p>")
    'Uno & due.\nTre.'
    """
    text = unescape(_TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub("", str(html)))))
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _chapters(document: Document) -> Iterator[tuple[str, Iterable[Part]]]:
    yield str(document.words["title"]), document.front
    for chapter in document.chapters:
        yield chapter.heading, chapter.parts


def _shown(part: Part) -> str:
    """Return a part's words as HTML; a figure's stand in paragraphs."""
    if isinstance(part, Fragment):
        return part.html
    words = (part.title, part.subtitle, part.alt, part.notice)
    return "".join(f"<p>{escape(one)}</p>" for one in words)


def _quotations(html: str) -> Iterator[str]:
    return (plain(found["words"]) for found in _QUOTED.finditer(html))
