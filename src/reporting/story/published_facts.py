"""What others have published about an event, as facts with their conflicts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from babel import Locale

from reporting.frames import in_language, present, public_facts
from reporting.story.facts import Fact
from reporting.story.print_sources import in_print

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporting.event import Event, Leg
    from reporting.story.facts import Value
    from reporting.story.voice import Voice

FIGURE = "figure"
"""The kind of fact that sources can disagree on; of every other, several rows are a list."""

DERIVED = "derived"
"""The status of a figure that follows from others and that nobody published."""

SEARCHED = "searched"
"""The status of what was looked for and not found."""

MISPRINT = "misprint"
"""The key of what was printed wrongly; its note says what is right."""

_LISTS = ("list", "country")
UNSAID_UNITS = {"count", "name", "text", "year", "time", "date"}


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of the ``facts`` table, as a reader sees it; `source` is in full, for the annex.

    `address` is where it was published, as far as known; `listed` tells a value of several that
    belong together from a figure that sources may disagree on.
    """

    key: str
    label: str
    fact: Fact
    published_at: str
    note: str
    status: str
    source: str
    address: str = ""
    listed: bool = False


def statements(event: Event, voice: Voice) -> list[Statement]:
    """Return the rows of ``facts`` that everybody may read, in order, in the reader's language."""
    return [
        Statement(
            key=str(row["key"]),
            label=_label(row, voice.language),
            fact=_fact(row, str(row["key"]), voice),
            published_at=str(row["published_at"]) if present(row["published_at"]) else "",
            note=in_language(row, "note", voice.language),
            status=str(row["status"]) if present(row.get("status")) else "published",
            source=str(row["source"]),
            address=str(row["address"]) if present(row.get("address")) else "",
            listed=row.get("kind") in _LISTS,
        )
        for row in public_facts(event["facts"])
    ]


def published(event: Event, key: str, voice: Voice, name: str | None = None) -> Fact | None:
    """Return the published figure `key`, other sources' values beside it.

    What follows from others is no source's own: it stands only where nobody published one.

    Parameters
    ----------
    event
        The package; its ``facts`` table may hold a key several times.
    key
        The key in the table.
    voice
        The reader's language.
    name
        The fact's name in templates, where it differs from the key.

    Returns
    -------
    Fact or None
        None where nothing is published under the key.
    """
    rows = [row for row in public_facts(event["facts"]) if row["key"] == key]
    printed = [row for row in rows if row.get("status") != DERIVED]
    return joined([_fact(row, name or key, voice) for row in printed or rows])


def joined(variants: list[Fact]) -> Fact | None:
    """Return one fact with what other sources say beside it; None for an empty list."""
    if not variants:
        return None
    first, *others = variants
    return Fact(
        first.key,
        first.value,
        first.source,
        first.unit,
        first.decimals,
        first.qualifier,
        tuple(others),
    )


def conflicts(event: Event, voice: Voice) -> list[list[Statement]]:
    """Return the figures on which sources disagree, each with all its statements."""
    told = statements(event, voice)
    groups = [
        [statement for statement in told if statement.key == key]
        for key in dict.fromkeys(statement.key for statement in told)
    ]
    return [
        group
        for group in groups
        if not isinstance(group[0].fact.value, (str, dt.date))
        and any(statement.status != DERIVED for statement in group)
        and len({statement.fact.value for statement in group}) > 1
    ]


def published_list(event: Event, key: str, language: str) -> list[tuple[str, str]]:
    """Return every value of `key` with its note, in the order of the table."""
    return [
        (in_language(row, "value", language), in_language(row, "note", language))
        for row in public_facts(event["facts"])
        if row["key"] == key
    ]


def titles(event: Event, key: str, language: str) -> list[tuple[str, bool]]:
    """Return every value of `key`, and whether it is our translation: then nobody published it so.

    A text was published in the language of ``published_in``; without a word in the package's own.
    """
    return [
        (
            in_language(row, "value", language),
            present(row.get("published_in")) and str(row["published_in"]) != language,
        )
        for row in public_facts(event["facts"])
        if row["key"] == key
    ]


def published_length(leg: Leg, language: str) -> Fact | None:
    """Return a leg's published length [km], other sources' values beside it."""
    return joined(
        [
            Fact(f"leg_{leg.number}_km", length.value, in_print(length.source, language), "km")
            for length in leg.published_km
        ]
    )


def _label(row: Mapping[str, Any], language: str) -> str:
    """Return what readers call the fact: the package's own words, else the key spelt out."""
    words = row.get(f"label_{language}")
    return str(words) if present(words) else str(row["key"]).replace("_", " ")


def _fact(row: Mapping[str, Any], name: str, voice: Voice) -> Fact:
    unit = str(row["unit"]) if present(row["unit"]) else ""
    kind = str(row["kind"]) if present(row.get("kind")) else FIGURE
    hedge = row.get("qualifier")
    return Fact(
        name,
        typed_value(in_language(row, "value", voice.language), kind, unit, voice),
        in_print(str(row["source"]), voice.language),
        "" if unit in UNSAID_UNITS else unit,
        qualifier=str(hedge) if present(hedge) else "",
    )


def typed_value(text: str, kind: str, unit: str, voice: Voice) -> Value:
    """Return a value as what it is: a number, a date, a country's name, words.

    Parameters
    ----------
    text
        As the table has it.
    kind, unit
        Of the table: ``figure``, ``time``, ``date``, ``country`` and so on.
    voice
        The reader's language; a time of day is words already.
    """
    if kind == "country":
        return str(Locale.parse(voice.locale).territories.get(text, text))
    try:
        if "date" in (kind, unit):
            return dt.date.fromisoformat(text)
        if "time" in (kind, unit):
            return voice.clock(dt.time.fromisoformat(text))
    except ValueError:
        return text
    return _number(text) if kind == FIGURE and unit not in UNSAID_UNITS - {"count"} else text


def _number(text: str) -> Value:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return int(number) if number == number.to_integral_value() else number
