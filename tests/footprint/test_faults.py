"""Faults made by code in a sound event: each is named with its row; the event itself has none."""

from decimal import Decimal

import pandas as pd
import pytest

from reporting.event.loader import load
from reporting.footprint import check

EVENT = load("demo-rally")
TABLE = EVENT["activities"]
ROWS = {int(row): cells for row, cells in zip(TABLE.index, TABLE.to_dict("records"), strict=True)}


def counted(cells):
    return cells["quantity"] is not None and isinstance(cells["factor"], str)


def estimated(cells):
    recalled = "recalled" in str(cells["factor"])
    austria = cells["factor"] == "hotel" and cells["country"] in ("AT", "AUT")
    return counted(cells) and not recalled and not austria


def bound(cells):
    return cells["factor"] in ("hotel", "electricity-location")


# What is done to a row: which rows, what changes, the column that is named.
FAULTS = {
    "a unit of another thing": (estimated, lambda _: {"unit": "piece"}, "unit"),
    "a unit that nobody knows": (estimated, lambda _: {"unit": "furlong"}, "unit"),
    "no evidence": (lambda c: c["tier"] == "measured", lambda _: {"evidence": None}, "evidence"),
    "an old year": (lambda _: True, lambda _: {"year": 2014}, "year"),
    "a year to come": (lambda _: True, lambda _: {"year": 2031}, "year"),
    "a negative quantity": (counted, lambda c: {"quantity": -c["quantity"]}, "quantity"),
    "zeros too many": (
        estimated,
        lambda c: {"quantity": c["quantity"] * Decimal(10) ** 7},
        "quantity",
    ),
    "an unknown factor": (counted, lambda _: {"factor": "nothing-like-it"}, "factor"),
    "no country": (bound, lambda _: {"country": None}, "country"),
    "a scope that is closed": (
        lambda c: c["event_category"] in ("E1", "E2", "E5", "E6", "E7", "E9", "E12"),
        lambda _: {"scope": "1"},
        "scope",
    ),
    "biogenic CO2 as a scope": (
        lambda c: c["event_category"] == "E4" and counted(c) and c["scope"] == "1",
        lambda _: {"factor": "biogenic-hvo-l-2025-uk", "unit": "L"},
        "factor",
    ),
    "an approval without a name": (estimated, lambda _: {"approval": "approved"}, "approved_by"),
}
EVERY = {"no country": 1, "biogenic CO2 as a scope": 1}
MADE = [
    (name, row)
    for name, (where, _, _) in FAULTS.items()
    for row in [row for row, cells in ROWS.items() if where(cells)][:: EVERY.get(name, 5)]
]


def changed(row, **cells):
    table = TABLE.assign(**{name: None for name in cells if name not in TABLE})
    for name, value in cells.items():
        column = table[name].astype(object)
        column.loc[row] = value
        table[name] = column
    return EVENT.with_tables(activities=table)


def asked(event):
    return [one for one in check(event) if one.severity in ("error", "warning")]


def test_the_sound_event_is_asked_nothing():
    assert asked(EVENT) == []


def test_there_are_enough_faults():
    assert len(MADE) + len(list(ROWS)[::6]) >= 60


@pytest.mark.parametrize(("name", "row"), MADE)
def test_a_fault_is_named_with_its_row_and_column(name, row):
    _, change, column = FAULTS[name]
    found = asked(changed(row, **change(ROWS[row])))
    assert (row, column) in {(one.row, one.column) for one in found}, found
    for one in found:
        for language in ("it", "en"):
            assert one.message(language)
            assert one.remedy(language)


@pytest.mark.parametrize("row", [row for row, cells in ROWS.items() if counted(cells)][::6])
def test_a_row_entered_twice_is_named(row):
    again = TABLE.loc[[row]].assign(id="again")
    again.index = pd.Index([int(TABLE.index.max()) + 1], name="row")
    found = asked(EVENT.with_tables(activities=pd.concat([TABLE, again])))
    assert [(one.code, one.row) for one in found] == [("footprint-double", again.index[0])]
