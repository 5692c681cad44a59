"""What an officer's workbook holds that cannot be printed as it is: each is named with its cell."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from reporting.event import Event, load
from reporting.footprint import account, metrics, statement
from reporting.publish import gate
from reporting.story.footprint import commitments
from reporting.story.footprint.telling import tell
from reporting.story.prose import prose
from reporting.story.voice import Voice

if TYPE_CHECKING:
    from reporting.event.findings import Finding


@cache
def demo() -> Event:
    return load("demo-rally")


def changed(table: str, row: int, **cells: object) -> Event:
    """Return the event with some cells of one row otherwise."""
    frame = demo()[table].copy()
    for column, value in cells.items():
        values = frame[column].astype(object)
        values.loc[row] = value
        frame[column] = values
    return demo().narrowed(**{table: frame})


def place_of(table: str, key: str, value: str) -> int:
    frame = demo()[table]
    return int(frame.index[frame[key] == value][0])


def asked(event: Event) -> list[Finding]:
    return [one for one in gate.findings(event, "footprint") if one.severity != "note"]


TARGETS: dict[str, tuple[str, dict[str, object], str, str]] = {
    "a reduction in per cent": (
        "T1",
        {"target_value": Decimal(-30), "unit": "%"},
        "target-unit-differs",
        "unit",
    ),
    "a reduction without a unit": (
        "T1",
        {"target_value": Decimal(-30), "unit": None},
        "target-negative",
        "target_value",
    ),
    "tonnes for kilograms": ("T2", {"unit": "t CO2e"}, "target-unit-differs", "unit"),
    "per cent of a count": ("T6", {"unit": "%"}, "target-unit-differs", "unit"),
    "before its base year": ("T4", {"target_year": 2023}, "target-backwards", "target_year"),
    "in its base year": ("T4", {"target_year": 2024}, "target-backwards", "target_year"),
    "a base below nought": ("T4", {"base_value": Decimal(-80)}, "target-negative", "base_value"),
}


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_that_cannot_be_measured_is_named(name: str) -> None:
    target, cells, code, column = TARGETS[name]
    place = place_of("targets", "id", target)
    found = asked(changed("targets", place, restated_because="cambiato", **cells))
    assert (code, place, column) in {(one.code, one.row, one.column) for one in found}
    for one in found:
        assert "{" not in one.sentence("it") + one.sentence("en")


def test_a_count_may_be_called_anything_and_a_blank_unit_is_told_as_a_dash() -> None:
    row = place_of("targets", "id", "T6")
    assert asked(changed("targets", row, metric="S1", unit=None, restated_because="altra")) == []
    (found,) = asked(
        changed("targets", place_of("targets", "id", "T4"), unit=None, restated_because="altra")
    )
    assert "«-»" in found.message("it")


def test_a_supplier_paid_nothing_is_asked_about() -> None:
    row = int(demo()["suppliers"].index[0])
    (found,) = asked(changed("suppliers", row, spend_eur=Decimal(0), evidence=None))
    assert (found.code, found.column) == ("social-zero", "spend_eur")


def test_two_targets_of_one_figure_and_year_are_named() -> None:
    frame = demo()["targets"]
    again = frame.iloc[[3]].assign(id="T9", target_value=Decimal(200))
    again.index = pd.Index([int(frame.index.max()) + 1], name="row")
    (found,) = asked(demo().narrowed(targets=pd.concat([frame, again])))
    assert (found.code, found.row, found.value) == ("target-twice", again.index[0], "200")


FIGURES: dict[str, tuple[str, dict[str, object], str, str]] = {
    "thousands of euros": ("donations", {"unit": "k€"}, "measure-unit-differs", "unit"),
    "money without a unit": ("donations", {"unit": None}, "measure-unit-differs", "unit"),
    "days for hours": ("hours_worked", {"unit": "giorni"}, "measure-unit-differs", "unit"),
    "a share for a count": ("employees_female", {"unit": "%"}, "measure-unit-differs", "unit"),
    "told twice": ("managers_male", {"measure": "managers_female"}, "measure-twice", "measure"),
    "more women than people": (
        "women_at_event",
        {"value": Decimal(310)},
        "measure-part-larger",
        "value",
    ),
    "nought without a document": ("fatalities", {"evidence": None}, "social-zero", "value"),
    "measured without a document": (
        "road_closures",
        {"evidence": None},
        "social-evidence-missing",
        "evidence",
    ),
    "people below nought": ("new_hires", {"value": Decimal(-1)}, "social-implausible", "value"),
    "a share of more than all": (
        "collective_agreements",
        {"value": Decimal(120)},
        "social-implausible",
        "value",
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_that_cannot_be_printed_is_named(name: str) -> None:
    measure, cells, code, column = FIGURES[name]
    place = place_of("indicators_social", "measure", measure)
    found = asked(changed("indicators_social", place, **cells))
    assert (code, place, column) in {(one.code, one.row, one.column) for one in found}


def test_an_action_done_shows_what_proves_it_and_one_to_come_no_result() -> None:
    place = place_of("actions", "id", "A1")
    for cells, code in (
        ({"result": None, "evidence": None}, "action-unproven"),
        ({"status": "planned"}, "action-early"),
    ):
        (found,) = asked(changed("actions", place, **cells))
        assert (found.code, found.row, found.column) == (code, place, "result")


def test_a_figure_of_another_year_is_none_of_this_edition_and_says_its_year() -> None:
    place = place_of("indicators_social", "measure", "women_at_event")
    event = changed("indicators_social", place, period="2024")
    known = metrics(event, account(event))
    assert known["women_at_event"].value is None
    assert metrics(demo(), account(demo()))["women_at_event"].value == 31
    printed = commitments.printed(told(event), "indicators_social", area="people")
    assert printed is not None
    assert [row["period"] for row in printed.rows if row["period"]] == ["2024"]
    ours = commitments.printed(told(demo()), "indicators_social", area="people")
    assert ours is not None
    assert "period" not in {column.key for column in ours.columns}


def told(event: Event, language: str = "en") -> Any:
    return tell(event, statement(event), Voice(language))


def test_whether_a_supplier_is_local_may_be_unknown() -> None:
    event = load("demo-rally").with_tables(
        suppliers=demo()["suppliers"].astype(object).assign(local=None, code_signed=None)
    )
    printed = commitments.printed(told(event), "suppliers")
    assert printed is not None
    assert not {"local", "code_signed"} & {column.key for column in printed.columns}


@pytest.mark.parametrize(
    ("chapter", "table", "column", "words"),
    [
        ("governance", "policies", "approved_by", ("con chi l’ha approvata", "who approved it")),
        ("strategy", "stakeholders", "involved", ("di persone ascoltate", "of people heard")),
        ("strategy", "material_topics", "severity", ("dal più pesante", "from the heaviest")),
    ],
)
def test_a_lead_says_no_more_than_its_table(
    chapter: str, table: str, column: str, words: tuple[str, str]
) -> None:
    without = demo().narrowed(**{table: demo()[table].astype(object).assign(**{column: None})})
    for language, word in zip(("it", "en"), words, strict=True):
        voice = Voice(language)
        said = [
            prose("sustainability", chapter, voice, fp=told(event, language))
            for event in (demo(), without)
        ]
        assert word in said[0]
        assert word not in said[1]


def test_one_topic_without_its_weight_stands_last_and_the_page_says_so() -> None:
    place = int(demo()["material_topics"].index[0])
    event = changed("material_topics", place, severity=None)
    said = prose("sustainability", "strategy", Voice("en"), fp=told(event))
    assert "stand last" in said
    printed = commitments.printed(told(event), "material_topics")
    assert printed is not None
    assert printed.rows[-1]["severity"] == ""


def test_figures_in_units_that_nobody_expects_are_not_divided() -> None:
    facts = demo()["facts"].copy()
    facts.loc[facts["key"] == "local_spending", "unit"] = "migliaia di euro"
    event = demo().narrowed(facts=facts)
    assert metrics(event, account(event))["local_spending_share"].value is None
    assert metrics(demo(), account(demo()))["local_spending_share"].value is not None


MEANT_OTHERWISE: dict[str, tuple[str, str, str, dict[str, object], str]] = {
    "a share as a percentage": (
        "indicators_social",
        "measure",
        "collective_agreements",
        {"value": Decimal("0.41")},
        "social-share-or-percent",
    ),
    "full-time equivalents as persons": (
        "indicators_social",
        "measure",
        "employees_permanent",
        {"value": Decimal(9), "unit": "FTE"},
        "social-count-fraction",
    ),
    "half a person": (
        "indicators_social",
        "measure",
        "volunteers",
        {"value": Decimal("40.5")},
        "social-count-fraction",
    ),
    "tonnes against kilograms": (
        "targets",
        "id",
        "T2",
        {"base_value": Decimal("1.2"), "target_value": Decimal(1200)},
        "target-above-base",
    ),
    "a base of a year to come": (
        "targets",
        "id",
        "T2",
        {"base_value": Decimal(1500), "base_year": 2027},
        "target-base-to-come",
    ),
}


@pytest.mark.parametrize("name", MEANT_OTHERWISE)
def test_a_figure_that_may_be_meant_otherwise_is_asked(name: str) -> None:
    table, key, value, cells, code = MEANT_OTHERWISE[name]
    frame = demo()[table]
    if value not in set(frame[key]):
        value = str(frame[key].iloc[0])
        cells = {**cells, "measure": "volunteers"}
    row = place_of(table, key, value)
    found = {one.code: one for one in asked(changed(table, row, **cells))}
    assert found[code].row == row
    assert all("{" not in found[code].message(one) for one in ("it", "en"))


def test_a_unit_that_only_holds_the_letters_of_full_time_is_a_count() -> None:
    row = place_of("indicators_social", "measure", "employees_permanent")
    found = asked(changed("indicators_social", row, value=Decimal(9), unit="ambulanze"))
    assert "social-count-fraction" not in {one.code for one in found}
