"""Frozen runs, restatements, years side by side."""

import dataclasses
import datetime as dt
import math

import pytest

from reporting.errors import InputError, UsageError
from reporting.footprint import account, check, freeze, read_frozen, restate, year_on_year
from support.footprint import factor, inventory, line, package, power

DAY = dt.date(2025, 6, 1)


@pytest.fixture
def published(tmp_path):
    event = package(tmp_path / "first", line("A1"), power("P1"))
    return freeze(event, account(event), "v1", DAY, note="published with the report")


def test_a_frozen_run_reads_back_as_it_was(published, tmp_path):
    path = published.write(tmp_path / "frozen")
    assert path.name == "prova-uno-v1.json"
    assert read_frozen(path) == published


def test_a_frozen_run_knows_what_it_was_computed_from(published):
    assert set(published.inputs) == {"activities.csv", "event.toml"}
    assert all(len(digest) == 64 for digest in published.inputs.values())
    assert len(published.factor_set) == 64
    assert published.version


def test_what_was_published_is_never_overwritten(published, tmp_path):
    published.write(tmp_path)
    published.write(tmp_path)
    event = package(tmp_path / "second", line("A1", quantity=101))
    with pytest.raises(UsageError, match="never overwritten"):
        freeze(event, account(event), "v1", DAY).write(tmp_path)


@pytest.mark.parametrize("label", ["../v1", "a/b", "", ".x", "v 1"])
def test_a_label_cannot_leave_its_folder(label, tmp_path):
    event = package(tmp_path, line())
    with pytest.raises(UsageError):
        freeze(event, account(event), label, DAY)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "NaN", "[" * 100_000, '{"format": 7}', '{"format": 1}', '{"format": 2}'],
)
def test_a_file_that_is_no_frozen_run_is_refused(text, tmp_path):
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.json"):
        read_frozen(path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"total_location_kg": ', '"total_location_kg": 1'),
        ('"frozen_on": "2025', '"frozen_on": "2024'),
        ("published with the report", "published with another"),
        ('"A1"', '"A2"'),
        ('"format": 2', '"format": 1'),
        ('"seal": "', '"seal": "0'),
    ],
)
def test_a_run_that_was_changed_after_publication_is_refused_by_name(old, new, published, tmp_path):
    path = published.write(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=path.name):
        read_frozen(path)


def test_a_total_that_is_not_the_sum_of_its_lines_is_refused_under_any_seal(published, tmp_path):
    result = dict(published.result) | {"total_market_kg": 1.0}
    path = dataclasses.replace(published, result=result).write(tmp_path)
    with pytest.raises(InputError, match="not the sum of its lines"):
        read_frozen(path)


@pytest.mark.parametrize(
    ("day", "why"), [(dt.date(2025, 4, 10), "was over on"), (dt.date(2125, 1, 1), "has not come")]
)
def test_nothing_is_published_before_the_event_is_over_or_in_the_future(day, why, tmp_path):
    event = package(tmp_path, line())
    with pytest.raises(UsageError, match=why):
        freeze(event, account(event), "v1", day)


SIGNED = {"approval": "approved", "approved_by": "Rossi"}


@pytest.mark.parametrize("on", ["2025-06-02", "2025-07", "2026"])
def test_what_is_signed_later_was_not_published_signed(on, tmp_path):
    event = package(tmp_path, line("A1", **SIGNED, approved_on=on))
    with pytest.raises(InputError, match="signed later: A1") as refused:
        freeze(event, account(event), "v1", DAY)
    (found,) = refused.value.findings
    assert (found.row, found.column, found.severity) == (2, "approved_on", "error")


@pytest.mark.parametrize("on", ["2025-06-01", "2025-06", "2025"])
def test_what_may_have_been_signed_by_then_is_published(on, tmp_path):
    event = package(tmp_path, line("A1", **SIGNED, approved_on=on))
    assert freeze(event, account(event), "v1", DAY).label == "v1"


def test_a_signature_of_after_the_publication_is_asked_about(tmp_path):
    event = package(tmp_path / "first", line("A1"))
    later = package(tmp_path / "later", line("A1", **SIGNED, approved_on="2025-06-02"))
    freeze(event, account(event), "v1", DAY).write(later.folder / "footprint")
    (found,) = [one for one in check(later) if one.code == "footprint-approval-late"]
    assert (found.row, found.severity) == (2, "warning")
    for language in ("it", "en"):
        assert "2025-06-01" in found.message(language)


def test_nothing_changed_nothing_is_restated(published, tmp_path):
    assert restate(published, inventory(tmp_path, line("A1"), power("P1"))) == ()


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([line("A1", quantity=90), power("P1")], "restated-quantity"),
        ([line("A1", factor="diesel-blend-ttw-l-2025-uk"), power("P1")], "restated-factor"),
        ([line("A1", event_category="E8"), power("P1")], "restated-moved"),
        ([power("P1")], "restated-removed"),
    ],
)
def test_each_change_of_a_line_has_its_reason(rows, code, published, tmp_path):
    changes = {change.what: change for change in restate(published, inventory(tmp_path, *rows))}
    assert changes["A1"].reason.code == code
    assert "P1" not in changes
    if code != "restated-moved":
        total = changes["total_location_kg"]
        assert total.old_location_kg != total.new_location_kg
        assert "A1" in total.reason.text("it")


def test_an_added_line_is_told(published, tmp_path):
    later = inventory(tmp_path, line("A1"), power("P1"), line("A2", quantity=1))
    changes = {change.what: change for change in restate(published, later)}
    assert changes["A2"].reason.text("it") == "riga aggiunta"
    assert (changes["A2"].old_location_kg, changes["A2"].new_location_kg) == (None, 2.66155)


def test_a_corrected_factor_value_is_told(published, tmp_path):
    own = factor("diesel-mineral-ttw-l-2025-uk", "2.7", "L")
    later = inventory(tmp_path, line("A1"), power("P1"), emission_factors=[own])
    reasons = {change.what: change.reason.code for change in restate(published, later)}
    assert reasons["A1"] == "restated-factor-value"


def test_a_market_change_restates_the_market_total_alone(published, tmp_path):
    mix = factor("m", "0.5", basis="residual", key="electricity-residual", country="IT", year=2025)
    later = inventory(tmp_path, line("A1"), power("P1"), emission_factors=[mix])
    assert [change.what for change in restate(published, later)] == ["total_market_kg", "P1"]


def test_runs_of_two_events_are_not_compared(published, tmp_path):
    from reporting.event.loader import load
    from support.packages import write_package

    other = load(write_package(tmp_path, event_id="altra", timing="none", activities=[line()]))
    with pytest.raises(UsageError, match="not the same event"):
        restate(published, account(other))


def test_years_stand_side_by_side_and_a_gap_is_not_a_zero(published, tmp_path):
    table = year_on_year([published, inventory(tmp_path, line("A1", quantity=200))])
    by = table.set_index(["state", "event_category"])["location_kg"]
    assert by["published", "E4"] == pytest.approx(328.564)
    assert by["current", "E4"] == pytest.approx(657.128)
    assert by["published", "E8"] == pytest.approx(241.98596)
    assert math.isnan(by["current", "E8"])
    assert by["published", "total"] == pytest.approx(570.54996)
