"""Crews one against one: a bracket computed from the rounds' penalties, and bundled rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from reporting.errors import InputError
from reporting.paths import reference_folder
from reporting.scoring import Rulebook, Standings, load_rulebook
from reporting.story.names import ranking_name
from support.packages import entry
from support.scored import co, ct, order, pc, penalty, row, rules, scored

CREWS = (1, 2, 3, 4)


def knockout(**said: Any) -> Rulebook:
    rounds = {"id": "cup", "name": {"it": "Coppa", "en": "Cup"}, "rounds": [["PC2"], ["PC3"]]}
    return rules(knockout=[rounds | said], rank={"ties": []})


def driven(costs: dict[str, dict[int, int]], book: Rulebook) -> Standings:
    """Score four crews that were late by so many hundredths at each trial."""
    times = {
        (crew, code): ("10:00:00", f"10:00:10.{cost:02}")
        for code, crews in costs.items()
        for crew, cost in crews.items()
    }
    controls = [pc(code, 10) for code in ("PC1", "PC2", "PC3")]
    return scored(controls, times, book, entries=[entry(n, coefficient="1.5") for n in CREWS])


def cup(standings: Standings) -> list[tuple[int, int, int]]:
    table = standings.rankings["cup"]
    columns = (table["position"], table["number"], table["rounds"])
    return [tuple(map(int, one)) for one in zip(*columns, strict=True)]  # type: ignore[misc]


QUALIFYING = {1: 1, 2: 2, 3: 3, 4: 4}
"""PC1: the overall ranking is 1, 2, 3, 4."""


def test_each_round_is_won_by_the_lower_penalties() -> None:
    # Drawn 1-2, 3-4. Round one: 2 (5) beats 1 (6), 3 (7) beats 4 (9); final: 3 (1) beats 2 (2).
    costs = {"PC1": QUALIFYING, "PC2": {1: 6, 2: 5, 3: 7, 4: 9}, "PC3": {2: 2, 3: 1}}
    standings = driven(costs, knockout(draw=[1, 2, 3, 4]))
    assert cup(standings) == [(1, 3, 2), (2, 2, 1), (3, 1, 0), (3, 4, 0)]
    nets = standings.rankings["cup"].set_index("number")["net"]
    assert [int(nets[number]) for number in (3, 2, 1, 4)] == [8, 7, 6, 9]
    assert ranking_name(standings.rulebook, "cup", "it") == "Coppa"


def test_its_controls_count_for_nothing_else() -> None:
    costs = {"PC1": QUALIFYING, "PC2": {1: 6, 2: 5, 3: 7, 4: 9}, "PC3": {2: 2, 3: 1}}
    standings = driven(costs, knockout(draw=[1, 2, 3, 4]))
    # Crews 1 and 4 are not at PC3, and nobody pays for PC2.
    assert [int(row(standings, number).net) for number in CREWS] == [1, 2, 3, 4]
    assert order(standings) == [(1, 1), (2, 2), (3, 3), (4, 4)]


def test_equal_rounds_go_to_the_crew_in_front_in_the_overall_ranking() -> None:
    # Seeded: 1-4 and 2-3. 1 and 4 both 5: 1 goes on; 3 (2) beats 2 (4); final equal: 1.
    costs = {"PC1": QUALIFYING, "PC2": {1: 5, 2: 4, 3: 2, 4: 5}, "PC3": {1: 3, 3: 3}}
    assert cup(driven(costs, knockout(seeded=4))) == [(1, 1, 2), (2, 3, 1), (3, 2, 0), (3, 4, 0)]


def test_who_has_no_opponent_goes_on_and_who_has_a_status_does_not() -> None:
    # Three seeds: 1 has nobody, 3 beats 2, and 1 in the final. Then 2, drawn against 4, is out.
    costs = {"PC1": QUALIFYING, "PC2": {2: 9, 3: 1}, "PC3": {1: 3, 3: 1}}
    assert cup(driven(costs, knockout(seeded=3))) == [(1, 3, 2), (2, 1, 1), (3, 2, 0)]
    entries = [entry(n, coefficient="1.5", status="DSQ" if n == 2 else "") for n in CREWS]
    times = {(n, "PC1"): ("10:00:00", f"10:00:10.0{n}") for n in CREWS}
    times |= {(n, "PC2"): ("11:00:00", "11:00:10") for n in CREWS}
    times |= {(n, "PC3"): ("12:00:00", f"12:00:10.0{n}") for n in CREWS}
    controls = [pc(code, 10) for code in ("PC1", "PC2", "PC3")]
    done = scored(controls, times, knockout(draw=[2, 4, 1, 3]), entries=entries)
    assert [number for _, number, _ in cup(done)][:2] == [1, 4]


def test_the_cars_coefficient_may_decide_a_round() -> None:
    # 1 has 10 x 1.50 = 15.00, 2 has 11 x 1.30 = 14.30.
    entries = [entry(1, coefficient="1.5"), entry(2, coefficient="1.3")]
    times = {(1, "PC2"): ("10:00:00", "10:00:10.10"), (2, "PC2"): ("10:00:00", "10:00:10.11")}
    book = knockout(rounds=[["PC2"]], draw=[1, 2], coefficient=True)
    table = scored([pc("PC2", 10)], times, book, entries=entries).rankings["cup"]
    assert table["number"].tolist() == [2, 1]
    assert [str(total) for total in table["total"]] == ["14.30", "15.00"]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"draw": [1, 2, 3]},
        {"draw": [1, 1, 2, 3]},
        {"seeded": 5},
        {"draw": [1, 2, 3, 4], "seeded": 4},
        {"seeded": 4, "mercy": 1},
        {"seeded": 4, "id": "overall"},
    ],
)
def test_a_knockout_that_cannot_be_run_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        knockout(**said)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"draw": [1, 2, 3, 99]}, "score-knockout-crew"),
        ({"rounds": [["PC2"], ["PC9"]], "seeded": 4}, "rulebook-knockout-control"),
        ({"draw": [1, 2, 3, 4]}, "score-knockout-tie"),
    ],
)
def test_a_knockout_that_names_nobody_or_that_nothing_decides_is_told(
    said: dict[str, Any], code: str
) -> None:
    level = dict.fromkeys(CREWS, 1)
    with pytest.raises(InputError) as refused:
        driven({"PC1": level, "PC2": level, "PC3": level}, knockout(**said))
    assert code in {one.code for one in refused.value.findings}


# ------------------------------------------------------------------ bundled rules, by hand


def bundled(name: str) -> Rulebook:
    return load_rulebook(reference_folder() / "rulebooks" / f"{name}.toml")


def test_motorsport_uk_counts_seconds() -> None:
    book = bundled("motorsport-uk-7b-2026")
    controls = [pc("PC1", 100), co("CO2", 3600), ct("CT3")]
    times = {
        (1, "PC1"): ("10:00:00.90", "10:01:44.10"),  # 104 s: 4 s late
        (1, "CO2"): "09:02:30",  # two whole minutes late: 30
        (2, "PC1"): ("10:00:00", "10:01:30"),  # 10 s early
        (2, "CO2"): "08:58:30",  # two minutes or fractions early: 120
        (2, "CT3"): "10:30:00",
    }
    standings = scored(controls, times, book)
    codes = ("PC1", "CO2", "CT3")
    assert [penalty(standings, 1, code) for code in codes] == [4, 30, 60]
    assert [penalty(standings, 2, code) for code in codes] == [10, 120, 0]


def test_the_winter_marathon_drops_the_worst_trial_unless_it_cost_the_maximum() -> None:
    book = bundled("winter-marathon-2016")
    assert (book.discard.worst, book.discard.capped) == (1, False)
    times = {
        (1, "PC1"): ("10:00:00", "10:00:12.99"),  # 299: dropped
        (1, "PC2"): ("11:00:00", "11:00:10.05"),
        (2, "PC1"): ("10:00:00", "10:00:13"),  # 300: stays, the other one goes
        (2, "PC2"): ("11:00:00", "11:00:10.05"),
    }
    standings = scored([pc("PC1", 10), pc("PC2", 10)], times, book)
    assert [int(row(standings, number).net) for number in (1, 2)] == [5, 300]


def test_the_ennstal_classic_counts_hundredths_without_a_limit() -> None:
    book = bundled("ennstal-classic-2015")
    times = {(1, "PC1"): ("10:00:00", "10:00:15.07")}
    assert row(scored([pc("PC1", 10)], times, book), 1).net == Decimal(507)
