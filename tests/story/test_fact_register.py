"""The fact register: what is known, who says so, and who may be told."""

from __future__ import annotations

import json

import pytest

from reporting.event import load
from reporting.story.fact_register import FIGURE, RegisteredFact, register, stated
from support.command import reporting

EVENTS = ["coppa-delle-alpi-2024", "demo-rally", "experience-italy-2025"]


@pytest.fixture(scope="module")
def known() -> dict[str, list[RegisteredFact]]:
    facts: dict[str, list[RegisteredFact]] = {}
    for fact in register(load("experience-italy-2025")):
        facts.setdefault(fact.key, []).append(fact)
    return facts


def test_figures_that_sources_dispute_stand_beside_each_other(
    known: dict[str, list[RegisteredFact]],
) -> None:
    assert [fact.value for fact in known["leg.1.km"]] == ["315", "317"]


def test_what_is_simulated_is_never_for_the_public(known: dict[str, list[RegisteredFact]]) -> None:
    simulated = [
        fact for facts in known.values() for fact in facts if fact.provenance == "simulated"
    ]
    assert any(fact.key.startswith("standing.overall.") for fact in simulated)
    assert {fact.audience for fact in simulated} == {"internal"}


def test_a_screening_footprint_is_for_officers(known: dict[str, list[RegisteredFact]]) -> None:
    (total,) = known["footprint.total_location_kg"]
    assert (total.provenance, total.audience, total.unit) == ("screening", "officer", "kg")


def test_winners_have_car_year_and_address(known: dict[str, list[RegisteredFact]]) -> None:
    (year,) = known["result.overall.1.year"]
    assert (year.value, year.provenance) == ("1938", "published")
    assert year.address.startswith("https://")


@pytest.mark.parametrize("event", EVENTS)
def test_every_fact_has_a_value_and_a_source(event: str) -> None:
    facts = register(load(event))
    assert facts
    assert [fact.key for fact in facts if not fact.value or not fact.source] == []


def test_teams_stand_by_their_line_and_made_up_ones_are_not_for_the_public() -> None:
    facts = register(load("demo-rally"))
    assert [fact.key for fact in facts if "None" in fact.key] == []
    teams = [fact for fact in facts if fact.key.endswith(".team")]
    assert [fact.value for fact in teams if fact.key.startswith("standing.team.")] == [
        "Scuderia Larice", "Scuderia Abete", "Scuderia Cembro",
    ]  # fmt: skip
    assert {(fact.provenance, fact.audience) for fact in teams} == {("simulated", "internal")}


def test_a_search_lists_what_holds_all_its_words() -> None:
    result = reporting("facts", "experience-italy-2025", "leg.1.km 315", "--json")
    assert result.exit_code == 0
    (fact,) = json.loads(result.stdout)
    assert {"key", "value", "unit", "source", "provenance", "audience"} <= set(fact)
    assert (fact["value"], fact["unit"]) == ("315", "km")


def test_a_search_that_finds_nothing_says_so() -> None:
    result = reporting("facts", "experience-italy-2025", "zzzz")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no fact that holds “zzzz”" in result.stderr


def test_the_rows_of_a_package_that_is_made_up_are_simulated_whatever_their_evidence_says() -> None:
    rows = [fact for fact in stated(load("demo-rally")) if fact.key.startswith(("row.", "indic"))]
    assert rows
    assert {(fact.provenance, fact.audience) for fact in rows if fact.kind == FIGURE} == {
        ("simulated", "internal")
    }


def test_the_rows_of_a_package_of_a_real_event_are_what_their_tier_says() -> None:
    rows = [fact for fact in stated(load("coppa-delle-alpi-2024")) if fact.key.startswith("row.")]
    assert {fact.provenance for fact in rows} == {"published", "screening"}
