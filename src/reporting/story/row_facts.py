"""What the register says of single rows: suppliers, actions, targets, activities, decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from reporting.frames import present, records
from reporting.language import LANGUAGES
from reporting.story.registered_fact import FIGURE, Audience, ProvenanceKind, RegisteredFact

if TYPE_CHECKING:
    from reporting.event import Event

_WORDS: Mapping[str, tuple[str, ...]] = {
    "suppliers": ("name", "goods", "place"),
    "actions": ("what", "place", "partner", "result"),
    "targets": ("title",),
    "activities": ("description",),
}
"""The columns of each table that say in words what a row is about."""

_FIGURES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "suppliers": (("spend_eur", "EUR"),),
    "targets": (("target_value", ""), ("base_value", "")),
    "activities": (("quantity", ""),),
}
"""The columns with a figure, each with its unit; that of the row where none is told here."""

_YEARS: Mapping[str, str] = {"target_value": "target_year", "base_value": "base_year"}


def row_facts(event: Event) -> Iterator[RegisteredFact]:
    """Yield the words and figures of single rows, as ``row.suppliers.2.goods``.

    Parameters
    ----------
    event
        The package; tables that it has not are left out.
    """
    made_up = event.info.provenance.tables == "simulated"
    for table, columns in _WORDS.items():
        rows = records(event.tables[table]) if event.has(table) else []
        for number, row in enumerate(rows, start=1):
            key, origin = f"row.{table}.{number}", _origin(row, made_up=made_up)
            for column in columns:
                if present(row.get(column)):
                    yield RegisteredFact(
                        f"{key}.{column}", str(row[column]), f"{table}.csv",
                        spellings=_spelt(row, column), **origin,
                    )  # fmt: skip
            for column, unit in _FIGURES.get(table, ()):
                if present(row.get(column)):
                    year = row.get(_YEARS.get(column, ""))
                    yield RegisteredFact(
                        f"{key}.{column}", str(row[column]), f"{table}.csv",
                        unit or _unit(row), kind=FIGURE, note=str(year) if present(year) else "",
                        **origin,
                    )  # fmt: skip
    yield from _decisions(event)


def _decisions(event: Event) -> Iterator[RegisteredFact]:
    rows = records(event.tables["decisions"]) if event.has("decisions") else []
    made_up = event.info.provenance.timing == "simulated"
    places = {
        str(row["code"]): re.sub(r" \d+$", "", str(row["name"]))
        for row in (records(event.tables["controls"]) if event.has("controls") else [])
    }
    for row in rows:
        parts = {part: row.get(part) for part in ("control", "number", "action")}
        parts["place"] = places.get(str(row.get("control")))
        for part, value in parts.items():
            if present(value):
                yield RegisteredFact(
                    f"decision.{row['id']}.{part}", str(value), "decisions.csv",
                    provenance="simulated" if made_up else "published",
                    audience="internal" if made_up else "public",
                )  # fmt: skip


def _origin(row: Mapping[str, Any], *, made_up: bool) -> dict[str, Any]:
    """Return where a row's facts come from, and for whom they are."""
    estimated = str(row.get("tier") or "") == "screening"
    provenance: ProvenanceKind = "published"
    if made_up or estimated:
        provenance = "simulated" if made_up else "screening"
    audience = str(row["audience"]) if present(row.get("audience")) else "officer"
    return {
        "provenance": provenance,
        "audience": "internal" if made_up else cast("Audience", audience),
    }


def _unit(row: Mapping[str, Any]) -> str:
    """Return a row's unit as texts write it: that before the arrow, of the gas no more."""
    unit = str(row["unit"]) if present(row.get("unit")) else ""
    return unit.partition(" ->")[0].replace("CO2e", "").strip()


def _spelt(row: Mapping[str, Any], column: str) -> dict[str, str]:
    found = {name: row.get(f"{column}_{name}") for name in LANGUAGES}
    return {name: str(value) for name, value in found.items() if present(value)}
