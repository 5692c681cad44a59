"""Packages with activities, written from rows, and what they are accounted to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reporting.errors import InputError
from reporting.event.findings import Finding
from reporting.event.loader import load
from reporting.event.model import Event
from reporting.footprint import Inventory, account
from support.packages import Rows, write_package

DIESEL = "diesel-mineral-ttw-l-2025-uk"
GRID = "electricity-location-kwh-2023-it"


def line(line_id: str = "A1", **changes: Any) -> dict[str, Any]:
    """Return one row of ``activities``: 100 L of diesel in the organiser's fleet, measured."""
    return {
        "id": line_id,
        "event_category": "E4",
        "scope": "1",
        "description": "Furgoni di servizio",
        "quantity": "100",
        "unit": "L",
        "factor": DIESEL,
        "year": 2025,
        "country": "IT",
        "tier": "measured",
        "evidence": "ricevute",
        "reliability": 1,
        "completeness": 1,
        "temporal": 1,
        "geographical": 1,
        "technological": 1,
        "note": "",
    } | changes


def power(line_id: str = "P1", **changes: Any) -> dict[str, Any]:
    """Return one row: 1,000 kWh bought at a venue."""
    purchased = {"event_category": "E8", "scope": "2", "quantity": "1000", "unit": "kWh"}
    return line(line_id, **purchased | {"factor": GRID} | changes)


def factor(factor_id: str, value: str, unit: str = "kWh", **changes: Any) -> dict[str, Any]:
    """Return one row of a package's ``emission_factors``."""
    row = {"id": factor_id, "activity": factor_id, "unit": unit, "kgco2e_per_unit": value}
    return row | {"verification": "seen"} | changes


def package(folder: Path, *rows: dict[str, Any], **tables: Rows) -> Event:
    """Return the loaded event with these activities and other tables."""
    given = {"activities": list(rows), **tables}
    written = {name: content for name, content in given.items() if content}
    fact = [{"key": "cars", "value": 27, "unit": "", "source": "prova", "published_at": ""}]
    return load(write_package(folder, timing="none", **written or {"facts": fact}))


def inventory(folder: Path, *rows: dict[str, Any], **tables: Rows) -> Inventory:
    """Return the inventory of these activities."""
    return account(package(folder, *rows, **tables))


def refusals(folder: Path, *rows: dict[str, Any], **tables: Rows) -> tuple[Finding, ...]:
    """Return the findings that refuse these activities."""
    with pytest.raises(InputError) as refused:
        inventory(folder, *rows, **tables)
    return refused.value.findings


def caveats(of: Inventory) -> dict[str, str]:
    """Return code -> English sentence."""
    return {caveat.code: caveat.text("en") for caveat in of.caveats}
