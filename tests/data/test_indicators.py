"""The indicators of the Alpine district: each with year, area and source; none made up."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest

from reporting.event.schema import all_tables
from support.project import ROOT

Row = dict[str, str]


@pytest.fixture(scope="module")
def indicators() -> list[Row]:
    with (ROOT / "data" / "reference" / "indicators.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        return list(csv.DictReader(file))


def value(rows: list[Row], indicator: str) -> Decimal:
    (row,) = [row for row in rows if row["indicator"] == indicator]
    return Decimal(row["value"])


def test_the_columns_are_the_contracts(indicators: list[Row]) -> None:
    wanted = list(all_tables()["indicators"].columns)
    assert list(indicators[0])[: len(wanted)] == wanted


def test_every_indicator_has_value_year_area_and_source(indicators: list[Row]) -> None:
    for row in indicators:
        assert all(row[column] for column in ("value", "year", "area", "source")), row


def test_a_recalled_indicator_has_no_address_and_every_other_can_be_traced(
    indicators: list[Row],
) -> None:
    assert {row["status"] for row in indicators} == {"seen", "computed", "recalled"}
    for row in indicators:
        assert bool(row["address"]) == (row["status"] == "seen"), row


def test_every_indicator_stands_in_both_languages(indicators: list[Row]) -> None:
    for row in indicators:
        for column in ("indicator", "unit", "year", "area", "note"):
            assert bool(row[column]) == bool(row[f"{column}_it"]), (row["indicator"], column)


def test_the_tourism_intensities_follow_from_nights_and_residents(indicators: list[Row]) -> None:
    aosta = value(indicators, "Aosta Valley tourist nights") / value(
        indicators, "Resident population, Aosta Valley"
    )
    assert round(aosta, 1) == value(indicators, "Aosta Valley tourism intensity")
    nights = value(indicators, "South Tyrol nights, winter 2023/24") + value(
        indicators, "South Tyrol nights summer 2024"
    )
    residents = Decimal("533267")  # in the row's note
    intensity = round(nights * 1_000_000 / residents, 1)
    assert intensity == value(indicators, "South Tyrol tourism intensity")


def test_the_shares_of_the_alps_fill_nearly_all_of_them(indicators: list[Row]) -> None:
    shares = [
        Decimal(row["value"]) for row in indicators if row["indicator"].startswith("Share of area")
    ]
    assert len(shares) == 6
    # Liechtenstein and Monaco are the rest.
    assert Decimal("99.8") <= sum(shares) <= Decimal("100")


def test_energy_is_in_an_energy_unit(indicators: list[Row]) -> None:
    (row,) = [row for row in indicators if row["indicator"] == "CVA total output"]
    assert row["unit"] == "GWh"
