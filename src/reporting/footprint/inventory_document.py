"""The inventory as one JSON document (contract, section 3) and as tables."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reporting import __version__
from reporting.footprint.classification import classification
from reporting.footprint.factors import Factor
from reporting.footprint.lines import as_number
from reporting.language import in_each

if TYPE_CHECKING:
    import pandas as pd

    from reporting.footprint.accounts import Accounts


def document(accounts: Accounts) -> dict[str, Any]:
    """Return everything of an inventory as plain JSON values; every sum names its basis."""
    sure = accounts.uncertainty
    return {
        "event": accounts.event,
        "name": in_each(accounts.name.in_language),
        "year": accounts.year,
        "unit": "kg CO2e",
        "version": __version__,
        "factor_set": accounts.factor_set,
        "total_location_kg": as_number(accounts.total_location_kg),
        "total_market_kg": as_number(accounts.total_market_kg),
        "by_scope": {code: sums.as_json() for code, sums in accounts.by_scope.items()},
        "by_category": _by_category(accounts),
        "by_tier": {code: sums.as_json() for code, sums in accounts.by_tier.items()},
        "by_gas": {
            "location_kg": accounts.location_gases.as_json(),
            "market_kg": accounts.market_gases.as_json(),
        },
        "memo": {
            "biogenic_co2_kg": as_number(accounts.biogenic_co2_kg),
            "credits_kgco2e": as_number(accounts.credits_kg),
            "lines": [line.as_json() for line in accounts.memo],
        },
        "intensities": [intensity.as_json() for intensity in accounts.intensities],
        "lines": [line.as_json() for line in accounts.lines],
        "not_estimated": [gap.as_json() for gap in accounts.not_estimated],
        "uncertainty": sure.as_json() if sure else {},
        "factors": [_factor(factor) for factor in accounts.factors],
        "caveats": [caveat.as_json() for caveat in accounts.caveats],
    }


def _by_category(accounts: Accounts) -> dict[str, Any]:
    categories = classification().categories
    found = {}
    for code, sums in accounts.by_category.items():
        own = [line for line in accounts.lines if line.event_category == code]
        found[code] = {
            **in_each(categories[code].in_language),
            **sums.as_json(),
            "share_of_location": accounts.share_of_location(own),
            "lines": len(own),
        }
    return found


def _factor(factor: Factor) -> dict[str, Any]:
    values = {entry.name: getattr(factor, entry.name) for entry in fields(Factor)}
    return {
        name: as_number(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
    }


def frames(accounts: Accounts) -> dict[str, pd.DataFrame]:
    """Return the inventory as tables, for data files and the spreadsheet.

    Returns
    -------
    dict of str to DataFrame
        ``lines`` (one row a line: quantity, unit, factor, location_kg and market_kg [kg CO2e],
        gases [kg CO2e], tier, evidence), ``by_category``, ``by_scope``, ``memo``,
        ``not_estimated``, ``factors``.
    """
    import pandas as pd

    data = document(accounts)
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
