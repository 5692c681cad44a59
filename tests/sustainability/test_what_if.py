"""What if: a measure changes activities, and the same rules give another inventory."""

from __future__ import annotations

import shutil
from decimal import Decimal

import pytest

from reporting.errors import UsageError
from reporting.event import load
from reporting.footprint import account
from reporting.footprint.register import register
from reporting.footprint.what_if import measures, what_if
from reporting.paths import reference_folder
from support.footprint import line, package

HVO = Decimal("0.03558")
DIESEL_KEY = {"factor": "diesel-mineral-ttw", "unit": "L"}


def fleet(tmp_path, **changes):
    return package(tmp_path, line("A1", quantity="100", **DIESEL_KEY | changes))


def test_service_vehicles_on_hvo_leave_its_biogenic_co2_in_the_memo(tmp_path):
    variant = what_if(fleet(tmp_path, year=2024), ["hvo"])
    scope_1 = variant.after.by_scope["1"].location_kg
    assert scope_1 == 100 * HVO
    assert variant.after.biogenic_co2_kg == 243
    assert variant.before.biogenic_co2_kg == 0


def test_a_part_of_the_litres_keeps_the_rest_on_diesel(tmp_path):
    event = fleet(tmp_path)
    whole, half = (what_if(event, ["hvo"], Decimal(share)) for share in ("1", "0.5"))
    assert half.total().location_kg == pytest.approx(whole.total().location_kg / 2)


def test_nothing_changes_at_a_share_of_zero(tmp_path):
    variant = what_if(fleet(tmp_path), ["hvo"], Decimal(0))
    assert variant.difference() == {}
    assert variant.changed == ()


def test_cars_of_the_crews_are_not_service_vehicles(tmp_path):
    with pytest.raises(UsageError, match="concerns no activity"):
        what_if(fleet(tmp_path, event_category="E1", scope="3.other"), ["hvo"])


def test_the_difference_by_category_adds_up_to_the_total():
    variant = what_if(load("demo-rally"), list(measures()))
    for basis in ("location_kg", "market_kg"):
        parts = sum(getattr(kg, basis) for kg in variant.difference().values())
        assert parts == getattr(variant.total(), basis)


def test_the_event_itself_stays_as_it_was():
    event = load("demo-rally")
    before = account(event).total_location_kg
    what_if(event, list(measures()))
    assert account(event).total_location_kg == before


@pytest.mark.parametrize(("names", "share"), [(["wind"], None), ([], None), (["hvo"], Decimal(2))])
def test_what_is_no_measure_is_refused(names, share, tmp_path):
    with pytest.raises(UsageError):
        what_if(fleet(tmp_path), names, share)


def test_an_edited_measure_or_factor_counts_at_once_in_a_running_process(tmp_path, monkeypatch):
    reference = tmp_path / "data" / "reference"
    reference.mkdir(parents=True)
    edits = {"what_if.toml": ("[measures.hvo]", "[measures.other]"),
             "emission_factors.csv": ("petrol-blend-ttw-l-2024-uk", "another")}  # fmt: skip
    for name in (*edits, "footprint.toml", "gwp.csv"):
        shutil.copy(reference_folder() / name, reference)
    monkeypatch.setenv("REPORTING_HOME", str(tmp_path))
    assert ("hvo" in measures(), register().knows("another")) == (True, False)
    for name, (old, new) in edits.items():
        text = (reference / name).read_text(encoding="utf-8")
        (reference / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert ("hvo" in measures(), register().knows("another")) == (False, True)
