"""Tables that somebody changes in Python are held to the rules of files."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from reporting.errors import InputError, UsageError
from reporting.event import Event, bundled, load
from reporting.footprint import account
from reporting.footprint.what_if import what_if
from reporting.scoring import score


@pytest.fixture(scope="module")
def rally() -> Event:
    return load("demo-rally")


def with_decision(event: Event, **cells: object) -> Event:
    row = pd.DataFrame([{"id": "X", "number": "*", "control": "PC3", **cells}])
    return event.with_tables(decisions=pd.concat([event["decisions"], row]))


@pytest.mark.parametrize("name", bundled())
def test_tables_given_back_as_they_are_stay_as_they_are(name: str) -> None:
    event = load(name)
    again = event.with_tables(**event.tables)
    for table in event.tables:
        assert_frame_equal(again[table], event[table])


@pytest.mark.parametrize("action", ["annul", "ANNUL", "annulla", "Annullamento"])
def test_an_action_is_read_as_in_a_file(rally: Event, action: str) -> None:
    before, after = score(rally), score(with_decision(rally, action=action))
    assert with_decision(rally, action=action)["decisions"]["action"].iloc[-1] == "annul"
    assert before.rankings["overall"]["net"].tolist() != after.rankings["overall"]["net"].tolist()


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"action": "anul"}, "action"),
        ({"action": "annul", "control": "PC999"}, "control"),
        ({"action": "set_penalty", "value": "many"}, "value"),
        ({"action": "annul", "number": "9999"}, "number"),
    ],
)
def test_what_no_file_may_hold_is_refused_by_its_cell(
    rally: Event, cells: dict[str, str], column: str
) -> None:
    with pytest.raises(InputError) as refused:
        with_decision(rally, **cells)
    [finding] = [one for one in refused.value.findings if str(one.severity) == "error"]
    assert (finding.table, finding.column) == ("decisions", column)
    assert finding.row == len(rally["decisions"]) + 2
    assert any(column in note for note in refused.value.__notes__)


def test_a_scope_that_is_none_is_refused(rally: Event) -> None:
    table = rally["activities"].copy()
    table.loc[table.index[0], "scope"] = "3.99"
    with pytest.raises(InputError):
        account(rally.with_tables(activities=table))


def test_a_table_or_a_column_that_there_is_none_of_is_refused(rally: Event) -> None:
    with pytest.raises(UsageError, match=r"no table 'decision'.*; there is entries"):
        rally.with_tables(decision=rally["decisions"])
    with pytest.raises(UsageError, match="has no column 'acton'"):
        with_decision(rally, action="annul", acton="annul")


def test_a_blank_status_leaves_a_crew_ranked(rally: Event) -> None:
    table = rally["entries"].copy()
    table["status"] = table["status"].astype("object").where(table["status"].notna(), "")
    again = score(rally.with_tables(entries=table)).rankings["overall"]
    assert again["position"].tolist() == score(rally).rankings["overall"]["position"].tolist()


def test_an_error_says_its_findings_where_no_command_does(rally: Event) -> None:
    with pytest.raises(InputError) as refused:
        with_decision(rally, action="anul")
    shown = refused.value._render_traceback_()
    assert len(shown) == 2
    assert "decisions.csv" in shown[1]
    assert '"anul"' in shown[1]
    assert "annul, set_time" in shown[1]


def test_one_measure_is_a_name_not_its_letters_and_counts_once(rally: Event) -> None:
    name = next(iter(what_if_names(rally)))
    once = what_if(rally, name).total()
    assert what_if(rally, [name, name]).total() == once
    assert once.location_kg != Decimal(0)


def what_if_names(event: Event) -> list[str]:
    from reporting.footprint.what_if import measures

    rows = event["activities"].to_dict("records")
    return [name for name, one in measures().items() if any(map(one.concerns, rows))]


def test_a_measure_that_concerns_nothing_is_refused(rally: Event) -> None:
    table = rally["activities"].iloc[:0]
    empty = rally.narrowed(activities=table)
    with pytest.raises(UsageError, match="concerns no activity"):
        what_if(empty, what_if_names(rally)[:1])
