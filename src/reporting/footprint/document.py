"""The inventory as one JSON document (contract, section 3) and as tables."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reporting import __version__
from reporting.footprint.classification import classification
from reporting.footprint.factors import Factor
from reporting.footprint.lines import as_number

if TYPE_CHECKING:
    import pandas as pd

    from reporting.footprint.inventory import Inventory


def document(inventory: Inventory) -> dict[str, Any]:
    """Return everything of an inventory as plain JSON values; every sum names its basis."""
    sure = inventory.uncertainty
    return {
        "event": inventory.event,
        "name": {"it": inventory.name.it, "en": inventory.name.en},
        "year": inventory.year,
        "unit": "kg CO2e",
        "version": __version__,
        "factor_set": inventory.factor_set,
        "total_location_kg": as_number(inventory.total_location_kg),
        "total_market_kg": as_number(inventory.total_market_kg),
        "by_scope": {code: sums.as_json() for code, sums in inventory.by_scope.items()},
        "by_category": _by_category(inventory),
        "by_tier": {code: sums.as_json() for code, sums in inventory.by_tier.items()},
        "by_gas": {
            "location_kg": inventory.location_gases.as_json(),
            "market_kg": inventory.market_gases.as_json(),
        },
        "memo": {
            "biogenic_co2_kg": as_number(inventory.biogenic_co2_kg),
            "credits_kgco2e": as_number(inventory.credits_kg),
            "lines": [line.as_json() for line in inventory.memo],
        },
        "intensities": [intensity.as_json() for intensity in inventory.intensities],
        "lines": [line.as_json() for line in inventory.lines],
        "not_estimated": [gap.as_json() for gap in inventory.not_estimated],
        "uncertainty": sure.as_json() if sure else {},
        "factors": [_factor(factor) for factor in inventory.factors],
        "caveats": [caveat.as_json() for caveat in inventory.caveats],
    }


def _by_category(inventory: Inventory) -> dict[str, Any]:
    categories = classification().categories
    found = {}
    for code, sums in inventory.by_category.items():
        own = [line for line in inventory.lines if line.event_category == code]
        found[code] = {
            "it": categories[code].it,
            "en": categories[code].en,
            **sums.as_json(),
            "share_of_location": inventory.share_of_location(own),
            "lines": len(own),
        }
    return found


def _factor(factor: Factor) -> dict[str, Any]:
    values = {entry.name: getattr(factor, entry.name) for entry in fields(Factor)}
    return {
        name: as_number(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
    }


def frames(inventory: Inventory) -> dict[str, pd.DataFrame]:
    """Return the inventory as tables, for data files and the spreadsheet.

    Returns
    -------
    dict of str to DataFrame
        ``lines`` (one row a line: quantity, unit, factor, location_kg and market_kg [kg CO2e],
        gases [kg CO2e], tier, evidence), ``by_category``, ``by_scope``, ``memo``,
        ``not_estimated``, ``factors``.
    """
    import pandas as pd

    data = document(inventory)
    gaps = [gap | {"reason": gap["reason"]["en"]} for gap in data["not_estimated"]]
    return {
        "lines": pd.json_normalize(data["lines"], sep="_"),
        "by_category": _keyed(data["by_category"], "event_category"),
        "by_scope": _keyed(data["by_scope"], "scope"),
        "memo": pd.DataFrame(data["memo"]["lines"]),
        "not_estimated": pd.DataFrame(gaps),
        "factors": pd.DataFrame(data["factors"]),
    }


def _keyed(rows: dict[str, Any], key: str) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame([{key: code, **row} for code, row in rows.items()])
