"""The bundled events: a screening estimate of the competing cars, nothing else."""

from decimal import Decimal

import pytest

from reporting.event.loader import load
from reporting.footprint import account


@pytest.fixture(scope="module", params=["experience-italy-2025", "coppa-delle-alpi-2024"])
def found(request):
    return account(load(request.param))


def test_only_the_competing_cars_are_estimated_as_screening(found):
    assert set(found.by_category) == {"E1"}
    # The crews' petrol is theirs, and so is what stands upstream of it: none of it is 3.3.
    assert set(found.by_scope) == {"3.other"}
    assert set(found.by_tier) == {"screening"}


def test_the_interval_is_wide(found):
    spread = found.uncertainty.location
    assert spread.high / spread.low > 2


def test_everything_else_is_not_estimated_with_a_reason(found):
    missing = {gap.event_category for gap in found.not_estimated}
    assert missing == {f"E{number}" for number in range(2, 14)}
    codes = {caveat.code for caveat in found.caveats}
    assert {"footprint-screening", "footprint-categories-missing"} <= codes
    assert "footprint-simulated" not in codes


def test_experience_italy_agrees_with_the_scale_check():
    found = account(load("experience-italy-2025"))
    own = next(line for line in found.lines if not line.by_rule)
    assert own.amount == 27 * 560 * Decimal("0.15") == 2268
    assert own.location_kg == pytest.approx(Decimal("5300"), rel=Decimal("0.01"))


def test_coppa_delle_alpi_counts_the_announced_legs():
    found = account(load("coppa-delle-alpi-2024"))
    own = next(line for line in found.lines if not line.by_rule)
    assert own.amount == 30 * 1580 * Decimal("0.15")
    expert_cars = [gap for gap in found.not_estimated if gap.activity]
    assert [gap.activity.event_category for gap in expert_cars] == ["E5"]
