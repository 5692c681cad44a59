"""Distances from telemetry as activity data for the footprint (table `activities`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

PEDIGREE = ("reliability", "completeness", "temporal", "geographical", "technological")
THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True)
class Consumption:
    """What turns kilometres into fuel, and where that comes from.

    Parameters
    ----------
    litres_per_100km
        Fuel for 100 km [L]; by car's number where cars are known, ``None`` standing for the rest.
    factor
        Id of the emission factor of that fuel, per litre.
    evidence, evidence_en
        Where the consumption comes from, in Italian and in English.
    pedigree
        The five marks of the whole figure, 1 to 5, by column name.
    """

    litres_per_100km: Mapping[int | None, Decimal]
    factor: str
    evidence: str
    evidence_en: str
    pedigree: Mapping[str, int]


def as_activities(
    distances: pd.DataFrame, consumption: Consumption, year: int, country: str
) -> pd.DataFrame:
    """Return the distance of each car as a row of the table `activities`.

    Parameters
    ----------
    distances
        What :func:`reporting.route.distances` gives: `number`, `distance_km`.
    consumption
        Fuel for the distance, with its evidence.
    year, country
        Year of the event, and ISO code of where it was driven.

    Returns
    -------
    pandas.DataFrame
        Litres [L] by car, tier ``calculated``: the distance is measured, the consumption is not.

    Raises
    ------
    KeyError
        For a car without a consumption.
    ValueError
        Where a mark of the pedigree is missing.
    """
    import pandas as pd

    missing = [mark for mark in PEDIGREE if mark not in consumption.pedigree]
    if missing:
        raise ValueError(f"the pedigree lacks {', '.join(missing)}")
    rows = [
        _row(int(car["number"]), float(car["distance_km"]), consumption)
        | {"year": year, "country": country}
        for car in distances.to_dict("records")
    ]
    return pd.DataFrame(rows)


def _row(number: int, km: float, consumption: Consumption) -> dict[str, object]:
    known = consumption.litres_per_100km
    litres = known[number] if number in known else known[None]
    driven = Decimal(str(km)).quantize(THOUSANDTH, ROUND_HALF_UP)
    quantity = (driven * litres / 100).quantize(THOUSANDTH, ROUND_HALF_UP)
    return {
        "id": f"E1-car-{number:03}",
        "event_category": "E1",
        "scope": "3.other",
        "description": f"Vettura {number}: {driven} km misurati × {litres} L/100 km",
        "description_en": f"Car {number}: {driven} km measured × {litres} L/100 km",
        "quantity": quantity,
        "unit": "L",
        "factor": consumption.factor,
        "tier": "calculated",
        "evidence": f"chilometri: telemetria; consumo: {consumption.evidence}",
        "evidence_en": f"kilometres: telemetry; consumption: {consumption.evidence_en}",
        **{mark: consumption.pedigree[mark] for mark in PEDIGREE},
        "note": None,
    }
