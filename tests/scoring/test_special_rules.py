"""Rules that hold at some controls only, and average trials by a table of times."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reporting.errors import InputError
from reporting.event import load
from reporting.scoring import load_rulebook, score
from support.packages import control, entry, passage, write_package
from support.project import ROOT
from support.scored import co, ct, pc, penalty, pm, point_rules, row, rules, scored

COS = [co("CO1", 3600), co("CO2", 3600), co("CO3", 3600, leg=2)]
EARLY = {(1, "CO1"): "08:48:00", (1, "CO2"): "09:36:00", (1, "CO3"): "08:48:00"}
"""Twelve minutes early at each: the minute of CO1 is what CO2 counts from."""


def special(**said: Any) -> dict[str, Any]:
    return {"special": [said]}


def test_early_is_free_at_the_last_time_control_of_a_leg_only_where_the_rulebook_says_so() -> None:
    free = rules(**special(last_of_leg=True, time_control={"early_per_min": "0"}))
    costs = scored(COS, EARLY)
    assert [penalty(costs, 1, code) for code in ("CO1", "CO2", "CO3")] == [1200, 1200, 1200]
    costs = scored(COS, EARLY, free)
    assert [penalty(costs, 1, code) for code in ("CO1", "CO2", "CO3")] == [1200, 0, 0]


def test_what_a_special_rule_does_not_say_holds_as_everywhere() -> None:
    free = rules(**special(last_of_leg=True, time_control={"early_per_min": "0"}))
    late = scored(COS, {(1, "CO1"): "09:00:00", (1, "CO2"): "10:03:30"}, free)
    assert penalty(late, 1, "CO2") == 300


def test_a_rule_may_hold_at_named_controls_or_on_a_leg() -> None:
    trials = [pc("PC1", 10), pc("PC2", 10), pc("PC3", 10, leg=2)]
    times = {(1, one["code"]): ("10:00:00", "10:00:15") for one in trials}
    by_code = rules(**special(controls=["PC2"], time_trial={"cap": "100"}))
    by_leg = rules(**special(legs=[2], time_trial={"cap": "50"}))
    shown = [penalty(scored(trials, times, by_code), 1, one["code"]) for one in trials]
    assert shown == [300, 100, 300]
    shown = [penalty(scored(trials, times, by_leg), 1, one["code"]) for one in trials]
    assert shown == [300, 300, 50]


def test_of_two_special_rules_the_later_one_holds() -> None:
    both = rules(
        special=[
            {"legs": [1], "time_trial": {"cap": "100"}},
            {"controls": ["PC1"], "time_trial": {"cap": "60"}},
        ]
    )
    trials = [pc("PC1", 10), pc("PC2", 10)]
    times = {(1, one["code"]): ("10:00:00", "10:00:15") for one in trials}
    assert [penalty(scored(trials, times, both), 1, one["code"]) for one in trials] == [60, 100]


def test_rates_for_each_side_take_the_place_of_one_for_both() -> None:
    sides = rules(
        **special(controls=["PC1"], time_trial={"early_per_unit": "3", "late_per_unit": "1"})
    )
    early = scored([pc("PC1", 10)], {(1, "PC1"): ("10:00:00", "10:00:09.90")}, sides)
    assert penalty(early, 1, "PC1") == 30


def test_a_control_that_is_not_stamped_may_cost_less_than_others() -> None:
    cheap = rules(**special(controls=["CT2"], passage_control={"missed": "50"}))
    standings = scored([ct("CT1"), ct("CT2")], {(1, "CT1"): None, (1, "CT2"): None}, cheap)
    assert [penalty(standings, 1, code) for code in ("CT1", "CT2")] == [300, 50]


def test_a_special_cap_is_not_dropped_as_a_worst_trial() -> None:
    book = rules(discard={"worst": 1}, **special(controls=["PC1"], time_trial={"cap": "100"}))
    trials = [pc("PC1", 10), pc("PC2", 10)]
    times = {(1, "PC1"): ("10:00:00", "10:00:15"), (1, "PC2"): ("11:00:00", "11:00:10.20")}
    assert row(scored(trials, times, book), 1).net == 100


def test_a_score_table_of_its_own_gives_the_points_of_a_trial() -> None:
    book = point_rules(
        **special(controls=["PC2"], time_trial={"score_table": [[0, 840], [1, 790]]})
    )
    trials = [pc("PC1", 10), pc("PC2", 10)]
    times = {(1, one["code"]): ("10:00:00", "10:00:10") for one in trials}
    assert row(scored(trials, times, book), 1).net == 420 + 840


def test_a_kind_of_control_may_be_read_to_a_resolution_of_its_own() -> None:
    """Average trials timed by hand to the tenth, time trials to the hundredth."""
    by_hand = rules(average_trial={"resolution": "0.1", "unit_s": "0.1"})
    controls = [pc("PC1", 10), pm("PM2", 36)]
    times = {
        (1, "PC1"): ("10:00:00.00", "10:00:10.07"),
        (1, "PM2"): ("11:00:00.09", "11:01:40.19"),
    }
    standings = scored(
        controls, times, by_hand, detections=[{"control": "PM2", "point": 1, "distance_km": 1}]
    )
    # PC: 7 hundredths. PM: 11:01:40.1 - 11:00:00.0 - 100 s = one tenth.
    assert [penalty(standings, 1, code) for code in ("PC1", "PM2")] == [7, 1]


@pytest.mark.parametrize(
    "said",
    [
        {"time_trial": {"cap": "1"}},
        {"controls": ["PC1"]},
        {"controls": ["PC1"], "time_trial": {"mercy": "1"}},
        {"controls": ["PC1"], "last": True, "time_trial": {"cap": "1"}},
    ],
)
def test_a_special_rule_without_place_or_content_or_with_an_unknown_key_is_refused(
    said: dict[str, Any], tmp_path: Path
) -> None:
    text = (ROOT / "data" / "reference" / "rulebooks" / "aci-classica-2024.toml").read_text("utf-8")
    lines = ["", "[[special]]"]
    for key, value in said.items():
        shown = str(value).lower() if value is True else value
        if isinstance(value, dict):
            shown = "{" + ", ".join(f'{one} = "{two}"' for one, two in value.items()) + "}"
        lines.append(f"{key} = {shown}")
    path = tmp_path / "rulebook.toml"
    path.write_text(text + "\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_rulebook(path)
    assert refused.value.findings[0].code in ("rulebook-special", "rulebook-key-unknown")


def test_a_special_rule_for_a_control_that_there_is_none_of_is_refused() -> None:
    book = rules(**special(controls=["PC99"], time_trial={"cap": "1"}))
    with pytest.raises(InputError) as refused:
        scored([pc("PC1", 10)], {(1, "PC1"): None}, book)
    (finding,) = refused.value.findings
    assert (finding.code, finding.value) == ("rulebook-special-control", "PC99")
    assert finding.file == "rulebook.toml"


def test_before_its_end_the_last_control_of_a_leg_is_still_that_of_the_event(
    tmp_path: Path,
) -> None:
    rulebook = (ROOT / "data" / "reference" / "rulebooks" / "aci-classica-2024.toml").read_text(
        "utf-8"
    )
    package = write_package(
        tmp_path,
        entries=[entry(1, coefficient="1")],
        controls=[control(1, seq, f"CO{seq}", "CO", target_s=3600) for seq in (1, 2)],
        starts=[{"number": 1, "leg": 1, "time": "08:00:00"}],
        passages=[passage(1, "CO1", "in", "08:48:00"), passage(1, "CO2", "in", "09:36:00")],
    )
    more = '\n[[special]]\nlast_of_leg = true\ntime_control = { early_per_min = "0" }\n'
    (package / "rulebook.toml").write_text(rulebook + more, encoding="utf-8")
    costs = [penalty(score(load(f"{package}{at}")), 1, "CO1") for at in ("", "@CO1")]
    assert costs[0] == costs[1] > 0


def average_by_table(tmp_path: Path, **columns: Any) -> Path:
    """Write a PM that is 2 km at 36 km/h, then 2.5 km at 45 km/h: 200 + 200 s at 4.5 km."""
    return write_package(
        tmp_path,
        entries=[entry(number, coefficient="1") for number in (1, 2)],
        controls=[control(1, 1, "PM1", "PM", **columns)],
        detections=[
            {"control": "PM1", "point": 1, "distance_km": "2", "target_s": "200"},
            {"control": "PM1", "point": 2, "distance_km": "4.5", "target_s": "400"},
        ],
        starts=[{"number": number, "leg": 1, "time": "10:00:00"} for number in (1, 2)],
        passages=[
            passage(1, "PM1", "start", "10:10:00"),
            passage(1, "PM1", 1, "10:13:20"),
            passage(1, "PM1", 2, "10:16:40"),
            passage(2, "PM1", "start", "10:11:00"),
            passage(2, "PM1", 1, "10:14:18"),
            passage(2, "PM1", 2, "10:17:43"),
        ],
    )


@pytest.mark.parametrize("average", ["36", ""])
def test_a_table_of_times_stands_where_the_average_changes_on_the_way(
    tmp_path: Path, average: str
) -> None:
    event = load(average_by_table(tmp_path, target_kmh=average))
    assert event.ok
    standings = score(event)
    # 2 s early and 3 s late; the bundled rulebook pays one a second.
    assert [penalty(standings, number, "PM1") for number in (1, 2)] == [0, 5]


def test_an_average_trial_with_times_for_some_points_only_still_needs_its_average(
    tmp_path: Path,
) -> None:
    package = average_by_table(tmp_path, target_kmh="")
    text = (package / "detections.csv").read_text().replace("4.5,400", "4.5,")
    (package / "detections.csv").write_text(text)
    assert "target-missing" in [one.code for one in load(package).findings]
