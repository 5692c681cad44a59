"""The event's story in the organiser's words (table ``story``), each fact with its source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from reporting.event.story_text import NamedFact, length_key, pieces
from reporting.frames import in_language, records
from reporting.story.prose import sentence
from reporting.story.published_facts import Statement, joined, published_length, statements

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reporting.event import Event
    from reporting.story.voice import Voice


def own_story(event: Event, voice: Voice) -> Mapping[str, Sequence[Markup]]:
    """Return the texts that the package brings, by the place where they stand.

    Parameters
    ----------
    event
        The package; its ``story`` table may be empty.
    voice
        The reader's language.

    Returns
    -------
    mapping
        ``lead``, ``before``, ``standings``, ``prizes``, ``partners`` or a leg's number -> its texts
        in order, the facts in them marked with key and source. A place without texts has none.
    """
    known = _known(event, voice)
    told: defaultdict[str, list[Markup]] = defaultdict(list)
    for row in records(event["story"].sort_values("seq")):
        text = in_language(row, "text", voice.language)
        parts = [_shown(piece, known, voice) for piece in pieces(text)]
        told[str(row["place"])].append(sentence(Markup("").join(parts)))
    return told


def _known(event: Event, voice: Voice) -> Mapping[str, Sequence[Statement]]:
    """Return what a text may name: the rows of each key of ``facts``, and the legs' lengths."""
    known: defaultdict[str, list[Statement]] = defaultdict(list)
    for row in statements(event, voice):
        known[row.key].append(row)
    for leg in event.info.legs:
        length, key = published_length(leg, voice.language), length_key(leg.number)
        if length is not None:
            rows = (replace(length, others=()), *length.others)
            known[key] = [Statement(key, "", one, "", "", "published", one.source) for one in rows]
    return known


def _shown(
    piece: str | NamedFact, known: Mapping[str, Sequence[Statement]], voice: Voice
) -> Markup:
    """Return a text's words, escaped, or the fact that it names."""
    if isinstance(piece, str):
        return escape(piece.replace("'", "\u2019"))
    rows = known[piece.key]
    rows = rows[piece.row - 1 : piece.row] if piece.row else rows
    if piece.note:
        return rows[0].fact.noted(rows[0].note)
    if all(row.listed for row in rows):
        return Markup(voice.list([str(row.fact.markup(voice)) for row in rows]))  # noqa: S704
    fact = joined([row.fact for row in rows])
    assert fact is not None
    return fact.in_words(voice)
