"""Forty lines of an Italian event, recomputed from the Protocol's text and not from the code.

The recomputation reads the published factors itself and knows six rules: location-based is amount
times the grid of the country (Scope 2 Guidance, 6.1); market-based is the contract for what it
covers, then the residual mix (6.2); category 3.3 holds what is upstream of energy that the
organiser bought, other upstream stays with its line (Scope 3 Standard, table 5.4); biogenic CO2 is
reported beside the scopes (Corporate Standard, chapter 9); credits lower nothing.
"""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from support.footprint import factor, inventory, line

REGISTER = Path(__file__).resolve().parents[2] / "data" / "reference" / "emission_factors.csv"
GRID = {"IT": "electricity-location-kwh-2023-it", "AT": "electricity-location-kwh-2023-at"}
RESIDUAL = Decimal("0.441")
CONTRACTS = {"wind": Decimal("0"), "supplier": Decimal("0.305")}

# Category, scope, quantity, unit, factor as written, its published row, the row upstream of it,
# biogenic kg CO2 per unit.
LINES = [
    ("E1", "3.other", "3150", "L", "petrol-blend-ttw", "petrol-blend-ttw-l-2025-uk",
     "wtt-petrol-blend-l-2025-uk", "0.13"),
    ("E1", "3.other", "410", "L", "petrol-mineral-ttw", "petrol-mineral-ttw-l-2025-uk",
     "wtt-petrol-mineral-l-2025-uk", "0"),
    ("E1", "3.other", "55", "L", "renewable-petrol", "renewable-petrol-l-2025-uk",
     "wtt-renewable-petrol-l-2025-uk", "2.33"),
    ("E2", "3.other", "21000", "passenger-km", "rail-national", "rail-national-pkm-2025-uk",
     "wtt-rail-national-pkm-2025-uk", ""),
    ("E2", "3.other", "7600", "passenger-km", "coach", "coach-pkm-2025-uk",
     "wtt-coach-pkm-2025-uk", ""),
    ("E3", "1", "240", "L", "diesel-blend-ttw", "diesel-blend-ttw-l-2025-uk",
     "wtt-diesel-blend-l-2025-uk", "0.14"),
    ("E3", "3.4", "700", "L", "diesel-blend-ttw", "diesel-blend-ttw-l-2025-uk",
     "wtt-diesel-blend-l-2025-uk", "0.14"),
    ("E4", "1", "1350", "L", "diesel-blend-ttw", "diesel-blend-ttw-l-2025-uk",
     "wtt-diesel-blend-l-2025-uk", "0.14"),
    ("E4", "1", "610", "litri", "petrol-blend-ttw", "petrol-blend-ttw-l-2025-uk",
     "wtt-petrol-blend-l-2025-uk", "0.13"),
    ("E4", "1", "900", "L", "hvo", "hvo-l-2025-uk", "wtt-hvo-l-2025-uk", "2.43"),
    ("E4", "1", "75", "L", "biodiesel-me", "biodiesel-me-l-2025-uk",
     "wtt-biodiesel-me-l-2025-uk", "2.39"),
    ("E4", "1", "60", "L", "lpg", "lpg-l-2025-uk", "wtt-lpg-l-2025-uk", "0"),
    ("E4", "1", "0.5", "kg", "refrigerant-hfc-134a", "refrigerant-hfc-134a-kg-2025-uk", "", ""),
    ("E5", "3.6", "9800", "passenger-km", "rail-national", "rail-national-pkm-2025-uk",
     "wtt-rail-national-pkm-2025-uk", ""),
    ("E5", "3.6", "300", "L", "petrol-blend-ttw", "petrol-blend-ttw-l-2025-uk",
     "wtt-petrol-blend-l-2025-uk", "0.13"),
    ("E7", "3.1", "900", "pasti", "meal-white-meat", "meal-white-meat-meal-fr", "", ""),
    ("E7", "3.1", "350", "pasti", "meal-vegetarian", "meal-vegetarian-meal-fr", "", ""),
    ("E7", "3.1", "120", "pasti", "meal-vegan", "meal-vegan-meal-fr", "", ""),
    ("E8", "1", "320", "L", "gas-oil", "gas-oil-l-2025-uk", "wtt-gas-oil-l-2025-uk", "0"),
    ("E8", "1", "150", "L", "hvo", "hvo-l-2025-uk", "wtt-hvo-l-2025-uk", "2.43"),
    ("E8", "1", "420", "m3", "natural-gas", "natural-gas-m3-2025-uk", "", "0"),
    ("E9", "3.1", "240", "kg", "paper-primary", "paper-primary-kg-2025-uk", "", ""),
    ("E9", "3.1", "0.18", "t -> kg", "pvc-primary", "pvc-primary-kg-2025-uk", "", ""),
    ("E9", "3.1", "30", "kg", "glass-primary", "glass-primary-kg-2025-uk", "", ""),
    ("E11", "3.1", "90", "m3", "water-supply", "water-supply-m3-2025-uk", "", ""),
    ("E11", "3.5", "80", "m3", "water-treatment", "water-treatment-m3-2025-uk", "", ""),
    ("E11", "3.5", "1.1", "t", "waste-commercial-incineration",
     "waste-commercial-incineration-t-2025-uk", "", ""),
    ("E11", "3.5", "0.4", "t", "waste-glass-recycling", "waste-glass-recycling-t-2025-uk", "", ""),
    ("E13", "3.1", "420", "L", "jet-fuel", "jet-fuel-l-2025-uk", "wtt-jet-fuel-l-2025-uk", "0"),
]  # fmt: skip

# Nights, each in its country; the row published for that country.
NIGHTS = [
    ("84", "3.6", "IT", "hotel-room-night-2025-it"),
    ("132", "3.other", "IT", "hotel-room-night-2025-it"),
    ("18", "3.6", "DE", "hotel-room-night-2025-de"),
    ("12", "3.other", "FR", "hotel-room-night-2025-fr"),
    ("9", "3.6", "CH", "hotel-room-night-2025-ch"),
]

# kWh, country, factor as written, MWh that its instrument covers (blank: none is named).
POWER = [
    ("3100", "IT", "electricity-location", ""),
    ("900", "AT", "electricity-location", ""),
    ("5200", "IT", "wind", "5.2"),
    ("8300", "IT", "wind", "5"),
    ("2500", "IT", "supplier", ""),
]


def published():
    with REGISTER.open(encoding="utf-8", newline="") as file:
        return {row["id"]: Decimal(row["kgco2e_per_unit"]) for row in csv.DictReader(file)}


def by_hand():
    """Return scope -> location and market [kg], and the biogenic CO2 [kg], from the six rules."""
    value = published()
    location, market = defaultdict(Decimal), defaultdict(Decimal)
    biogenic = Decimal(0)

    def add(scope, kg, market_kg=None):
        location[scope] += kg
        market[scope] += kg if market_kg is None else market_kg

    for _, scope, quantity, unit, _, row, upstream, bio in LINES:
        amount = Decimal(quantity) * (1000 if "->" in unit else 1)
        add(scope, amount * value[row])
        if upstream:
            add("3.3" if scope == "1" else scope, amount * value[upstream])
        biogenic += amount * Decimal(bio or 0)
    for quantity, scope, _, row in NIGHTS:
        add(scope, Decimal(quantity) * value[row])
    for quantity, country, name, mwh in POWER:
        kwh = Decimal(quantity)
        covered = Decimal(0)
        if name in CONTRACTS:
            covered = min(kwh, Decimal(mwh) * 1000) if mwh else kwh
        # The Italian package gives a residual mix; Austria has none here, so its grid stands in.
        rest = RESIDUAL if country == "IT" else value[GRID[country]]
        contract = covered * CONTRACTS.get(name, Decimal(0))
        add("2", kwh * value[GRID[country]], contract + (kwh - covered) * rest)
    return location, market, biogenic


def package_rows():
    rows = []
    for number, (category, scope, quantity, unit, name, *_) in enumerate(LINES):
        about = {"event_category": category, "scope": scope, "quantity": quantity, "unit": unit}
        rows.append(line(f"L{number}", **about, factor=name, evidence=f"documento {number:03}"))
    for number, (quantity, scope, country, _) in enumerate(NIGHTS):
        about = {"event_category": "E6", "unit": "room-night", "factor": "hotel"}
        rows.append(line(f"N{number}", scope=scope, quantity=quantity, country=country, **about))
    for number, (quantity, country, name, mwh) in enumerate(POWER):
        about = {"event_category": "E8", "scope": "2", "unit": "kWh", "factor": name}
        go = {
            "instrument": "go",
            "instrument_id": f"GO-{number}",
            "instrument_mwh": mwh,
            "instrument_cancelled": "2026-02-01",
        }
        row = line(f"P{number}", quantity=quantity, country=country, **about)
        rows.append(row | (go if mwh else {}))
    rows.append(
        line("C", event_category="M2", scope="memo", quantity="25", unit="tCO2e", factor="")
    )
    return rows


def test_an_italian_event_equals_its_recomputation_from_the_protocol(tmp_path):
    own = {"country": "IT", "year": 2025}
    factors = [
        factor("wind", str(CONTRACTS["wind"]), basis="contract", **own),
        factor("supplier", str(CONTRACTS["supplier"]), basis="supplier", **own),
        factor("mix", str(RESIDUAL), basis="residual", key="electricity-residual", **own),
    ]
    rows = package_rows()
    assert len(rows) == 40
    found = inventory(tmp_path, *rows, emission_factors=factors)
    location, market, biogenic = by_hand()
    assert {code: sums.location_kg for code, sums in found.by_scope.items()} == location
    assert {code: sums.market_kg for code, sums in found.by_scope.items()} == market
    assert found.total_location_kg == sum(location.values())
    assert found.total_market_kg == sum(market.values())
    assert found.biogenic_co2_kg == biogenic
    assert found.credits_kg == 25_000
    assert not [gap for gap in found.not_estimated if gap.activity]


@pytest.mark.parametrize("scope", ["2", "3.3"])
def test_the_recomputation_holds_what_the_rules_are_about(scope):
    location, market, _ = by_hand()
    assert location[scope] > 0
    assert market["2"] != location["2"]
    assert market["3.3"] == location["3.3"]
