"""The GHG Protocol's worked examples recompute from packages to their published answers.

Source of the figures: GHG Protocol, Technical Guidance for Calculating Scope 3 Emissions v1.0,
as copied in ``data/ghg_worked_examples.csv`` with the tolerances of its rounding.
"""

import csv
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import pytest

from support.footprint import factor, inventory, line

EXAMPLES = Path(__file__).parent / "data" / "ghg_worked_examples.csv"
UNITS = {"vkm": "km", "pkm": "passenger-km"}
# The category, scope and basis that each example stands in.
PLACES = {
    "3.1": ("E8", "3.3"),
    "4.1": ("E10", "3.4"),
    "5.2": ("E11", "3.5"),
    "6.1": ("E5", "3.6"),
    "8.1": ("E8", "3.8"),
}


def examples():
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: list(group) for name, group in groupby(rows, key=lambda row: row["example"])}


def as_package(rows):
    """Write each row as an activity with a factor of its own; the multiplier is in the quantity."""
    activities, factors = [], []
    for number, row in enumerate(rows, start=1):
        category, scope = PLACES[row["example"][:3]]
        unit = UNITS.get(row["quantity_unit"], row["quantity_unit"])
        quantity = Decimal(row["quantity"]) * Decimal(row["multiplier"])
        name = f"example-{number}"
        about = {"event_category": category, "scope": scope, "country": ""}
        activities.append(
            line(name, quantity=quantity, unit=unit, factor=name, description=row["line"], **about)
        )
        factors.append(factor(name, row["factor"], unit, activity=row["line"]))
    return activities, factors


@pytest.mark.parametrize("name", examples())
def test_the_published_answer_is_recomputed(name, tmp_path):
    rows = examples()[name]
    activities, factors = as_package(rows)
    found = inventory(tmp_path, *activities, emission_factors=factors)
    published = Decimal(rows[0]["published_total_kg"])
    tolerance = Decimal(rows[0]["tolerance"])
    assert abs(found.total_location_kg - published) <= tolerance
    assert found.total_market_kg == found.total_location_kg
    assert len(found.lines) == len(rows)


def test_every_example_of_the_guidance_is_there():
    assert len(examples()) == 8
    assert sum(len(rows) for rows in examples().values()) == 30


def test_lines_of_the_same_name_with_different_factors_stay_apart(tmp_path):
    rows = [dict(row, line="recycled") for row in examples()["5.2 waste average-data"]]
    activities, factors = as_package(rows)
    found = inventory(tmp_path, *activities, emission_factors=factors)
    assert found.total_location_kg == Decimal("3320")
    assert [each.location_kg for each in found.lines] == [3000, 0, 0, 80, 240]
