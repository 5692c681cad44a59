"""Targets are measured from published editions; a changed one is told with its reason."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from reporting.event import Event, load
from reporting.footprint import check_targets, published_runs, statement
from reporting.publish import gate
from support.project import ROOT

FOOTPRINTS = ROOT / "data" / "events" / "demo-rally" / "footprint"


@cache
def demo() -> Event:
    return load("demo-rally")


@cache
def targets() -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in statement(demo())["targets"]}


def edition(name: str) -> dict[str, Any]:
    """Read a published edition as a file, without our own reader."""
    found: dict[str, Any] = json.loads((FOOTPRINTS / name).read_text(encoding="utf-8"))["result"]
    return found


def summed(result: dict[str, Any], metric: str) -> Fraction:
    """Add up the lines of an edition, or read its metric."""
    lines = result["lines"]
    if metric == "total_location":
        return sum((Fraction(Decimal(str(one["location_kg"]))) for one in lines), Fraction(0))
    if metric == "scope_1":
        own = [one for one in lines if one["scope"] == "1"]
        return sum((Fraction(Decimal(str(one["location_kg"]))) for one in own), Fraction(0))
    return Fraction(Decimal(str(result["metrics"][metric]["value"])))


def test_progress_is_recomputed_from_two_published_editions() -> None:
    before, first = edition("demo-rally-2024-2024.json"), edition("demo-rally-v1.json")
    assert (before["year"], first["year"]) == (2024, 2025)
    rows = {str(row["id"]): row for row in demo()["targets"].to_dict("records")}
    for name, one in targets().items():
        start = summed(before, one["metric"])
        assert float(start) == pytest.approx(one["base"]["value"], rel=1e-9)
        assert one["editions"] == [{"year": 2024, "value": pytest.approx(float(start), rel=1e-9)}]
        goal = Fraction(Decimal(rows[name]["target_value"]))
        now = Fraction(Decimal(str(one["now"]["value"])))
        share = (now - start) / (goal - start)
        assert one["share"] == pytest.approx(float(share), rel=1e-9)
        needed = Fraction(1, int(rows[name]["target_year"]) - 2024)
        expected = "reached" if share >= 1 else "on track" if share >= needed else "behind"
        assert one["state"] == expected
    # What the first version had wrong was found later: the figure of now is the corrected one.
    assert float(summed(first, "total_location")) != targets()["T1"]["now"]["value"]


def test_a_changed_target_is_a_restatement_with_old_new_and_reason() -> None:
    (change,) = targets()["T1"]["restated"]
    assert (change["column"], change["old"], change["new"]) == ("target_year", "2032", "2030")
    assert "2032" in change["reason"]["it"]
    assert "brought it forward" in change["reason"]["en"]
    assert not [one for name, one in targets().items() if name != "T1" and one["restated"]]


def changed(**cells: object) -> Event:
    rows = demo()["targets"].copy()
    for column, value in cells.items():
        rows.loc[rows.index[0], column] = value
    return demo().narrowed(targets=rows)


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"metric": "no-such-figure"}, "target-metric-unknown", "metric"),
        ({"restated_because": None}, "target-restated-unsaid", "target_year"),
        ({"base_value": Decimal(60000)}, "target-base-differs", "base_value"),
    ],
)
def test_a_target_that_cannot_be_right_is_told_with_its_row(
    cells: dict[str, object], code: str, column: str
) -> None:
    event = changed(**cells)
    (found,) = check_targets(event, published_runs(event))
    assert (found.code, found.table, found.row, found.column) == (code, "targets", 2, column)
    assert found.sentence("it")
    assert found.sentence("en")
    assert found in gate.findings(event, "footprint")


@pytest.mark.parametrize("column", ["metric", "base_year", "target_year", "target_value"])
def test_a_target_whose_cell_could_not_be_read_is_no_crash(column: str) -> None:
    """The loader has told the cell; a check after it asks nothing of the row."""
    event = changed(**{column: None})
    assert list(check_targets(event, published_runs(event))) == []


def test_the_bundled_targets_are_in_order() -> None:
    assert list(check_targets(demo(), published_runs(demo()))) == []


def test_a_metric_may_be_a_row_of_the_package_s_own() -> None:
    event = changed(
        metric="S1", base_value=Decimal(70), unit="persone", restated_because="altra grandezza"
    )
    assert list(check_targets(event, published_runs(event))) == []
    (own, *_) = statement(event)["targets"]
    assert own["now"]["value"] == 76
