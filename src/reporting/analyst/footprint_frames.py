"""The footprint as frames: by category, scope, tier, line by line, or for each crew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from reporting.analyst.arguments import known_name
from reporting.errors import UsageError

if TYPE_CHECKING:
    from reporting.event import Event
    from reporting.footprint import Inventory

BY = ("category", "scope", "tier", "line", "crew")
_NAMED = {"category": "event_category", "scope": "scope", "tier": "tier"}


def footprint(event: Event, by: str, measures: tuple[str, ...]) -> pd.DataFrame:
    """Return the footprint [kg CO2e], with a measure taken where one is named.

    Raises
    ------
    UsageError
        As ``OpenEvent.footprint``.
    """
    known_name(by, BY, "footprint by")
    inventory = _inventory(event, measures)
    if by == "line":
        return _lines(inventory)
    total = inventory.total_location_kg
    if by == "crew":
        return _each(event, total, inventory.total_market_kg)
    rows = [
        {_NAMED[by]: name, "location_kg": kg.location_kg, "market_kg": kg.market_kg,
         "share": kg.location_kg / total if total else None}
        for name, kg in getattr(inventory, f"by_{by}").items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _inventory(event: Event, measures: tuple[str, ...]) -> Inventory:
    from reporting.footprint import account
    from reporting.footprint.what_if import what_if
    from reporting.publish.gate import refuse_unfit

    if not event.has("activities"):
        raise UsageError(f"{event.id} has no activities: there is no footprint.")
    refuse_unfit(event, "footprint")
    return what_if(event, measures).after if measures else account(event)


def _lines(inventory: Inventory) -> pd.DataFrame:
    return pd.DataFrame(
        {"id": line.id, "event_category": line.event_category, "scope": line.scope,
         "description": line.activity.description, "quantity": line.activity.quantity,
         "unit": line.activity.unit, "factor": line.factor.id, "tier": line.activity.tier,
         "location_kg": line.location_kg, "market_kg": line.market_kg}
        for line in inventory.lines
    )  # fmt: skip


def _each(event: Event, location: Any, market: Any) -> pd.DataFrame:
    """Return the total spread evenly over the crews that started."""
    started = int((event["entries"]["status"] != "DNS").fillna(True).sum())
    if not started or location is None:
        raise UsageError(f"{event.id} has no crews that started, or no footprint.")
    each = {"location_kg": location / started, "market_kg": market and market / started}
    return pd.DataFrame([{"crews": started, **each}])
