"""What others have published about an event, as facts with their conflicts."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from reporting.frames import present, records
from reporting.story.facts import Fact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporting.event import Event, Leg

UNIT_SIGNS = {"count": "", "name": "", "text": "", "year": "", "time": "", "date": ""}
"""Units of the ``facts`` table that are not printed; every other is its own sign."""


def published(event: Event, key: str, language: str, name: str | None = None) -> Fact | None:
    """Return the published fact `key`, other sources' values beside it.

    Parameters
    ----------
    event
        The package; its ``facts`` table may hold a key several times.
    key
        The key in the table.
    language
        Picks ``value_en`` where the package has one.
    name
        The fact's name in templates, where it differs from the key.

    Returns
    -------
    Fact or None
        None where nothing is published under the key.
    """
    variants = [_fact(row, name or key, language) for row in _rows(event, key)]
    if not variants:
        return None
    first, *others = variants
    return Fact(first.key, first.value, first.source, first.unit, first.decimals, tuple(others))


def published_list(event: Event, key: str, language: str) -> list[tuple[str, str]]:
    """Return every value of `key` with its note, in the order of the table."""
    return [
        (_in_language(row, "value", language), _in_language(row, "note", language))
        for row in _rows(event, key)
    ]


def label(event: Event, key: str, language: str) -> str:
    """Return what readers call the fact `key`: the package's own words, else the key spelt out."""
    rows = _rows(event, key)
    words = rows[0].get(f"label_{language}") if rows else None
    return str(words) if present(words) else key.replace("_", " ")


def published_length(leg: Leg) -> Fact | None:
    """Return a leg's published length [km], other sources' values beside it."""
    variants = [
        Fact(f"leg_{leg.number}_km", length.value, length.source, "km")
        for length in leg.published_km
    ]
    if not variants:
        return None
    first, *others = variants
    return Fact(first.key, first.value, first.source, "km", None, tuple(others))


def _rows(event: Event, key: str) -> list[dict[str, Any]]:
    table = event["facts"]
    return records(table[table["key"] == key])


def _fact(row: Mapping[str, Any], name: str, language: str) -> Fact:
    text = _in_language(row, "value", language)
    unit = str(row["unit"]) if present(row["unit"]) else ""
    return Fact(name, _value(text, unit), str(row["source"]), UNIT_SIGNS.get(unit, unit))


def _in_language(row: Mapping[str, Any], column: str, language: str) -> str:
    """Return the cell, or its English variant where one stands beside it."""
    other = row.get(f"{column}_en") if language == "en" else None
    shown = other if present(other) else row.get(column)
    return str(shown) if present(shown) else ""


def _value(text: str, unit: str) -> str | int | Decimal:
    if unit in ("name", "text", "time", "date"):
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return int(number) if number == number.to_integral_value() else number
