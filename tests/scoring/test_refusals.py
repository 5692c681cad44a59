"""What cannot be scored is refused, each place named; never a traceback, never a guess."""

import dataclasses
from typing import Any

import pytest

from reporting.errors import InputError
from reporting.event import Finding
from reporting.scoring import Rulebook, score
from support.packages import Rows, control, entry
from support.scored import co, ct, decision, event_of, pc, pm, rules

PC = [pc("PC1", 10)]
FINE = {(1, "PC1"): ("10:00:00", "10:00:10"), (2, "PC1"): ("10:01:00", "10:01:10")}


def refused(
    controls: Rows, times: object, rulebook: Rulebook | None = None, **tables: Rows
) -> list[Finding]:
    event = event_of(controls, times, **tables)  # type: ignore[arg-type]
    with pytest.raises(InputError) as raised:
        score(event, rulebook or rules())
    for finding in raised.value.findings:
        for language in ("it", "en"):
            assert finding.message(language)
            assert finding.remedy(language)
    return list(raised.value.findings)


def place(finding: Finding) -> tuple[str, str, int | None, str | None, str | None]:
    return finding.code, finding.table, finding.row, finding.column, finding.value


def test_a_blank_coefficient_is_refused_with_its_row() -> None:
    entries = [entry(1, coefficient="1.38"), entry(2, coefficient="")]
    (finding,) = refused(PC, FINE, entries=entries)
    assert place(finding) == ("score-coefficient-blank", "entries", 3, "coefficient", None)


def test_a_kind_of_control_without_a_rule_is_refused() -> None:
    (finding,) = refused([*PC, ct("CT2")], FINE, rules(passage_control=None))
    assert place(finding) == ("score-kind-unruled", "controls", 3, "kind", "CT")


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (pc("PC2", ""), "target-missing", "target_s"),
        (co("CO2", ""), "target-missing", "target_s"),
        (pm("PM2", ""), "target-missing", "target_kmh"),
        (pm("PM2", "0"), "target-missing", "target_kmh"),
        (pc("PC2", "10.0000000001"), "score-target-fine", "target_s"),
    ],
)
def test_a_control_without_a_usable_target_is_refused(row: Any, code: str, column: str) -> None:
    findings = refused([*PC, row], FINE)
    assert (code, column, 3) in [(f.code, f.column, f.row) for f in findings]


@pytest.mark.parametrize("link", ["PC9", "CT2", "PC3"])
def test_a_link_to_anything_but_another_trial_is_refused(link: str) -> None:
    controls = [*PC, ct("CT2"), pc("PC3", 10, starts_at=link)]
    (finding,) = refused(controls, FINE)
    assert place(finding) == ("link-not-trial", "controls", 4, "starts_at", link)


def test_an_average_trial_without_detections_is_refused() -> None:
    (finding,) = refused([*PC, pm("PM2", 40)], FINE)
    assert place(finding)[:3] == ("average-without-detections", "controls", 3)


def test_a_detection_without_a_distance_is_refused() -> None:
    points = [{"control": "PM2", "point": 1, "distance_km": ""}]
    (finding,) = refused([*PC, pm("PM2", 40)], FINE, detections=points)
    assert place(finding)[:4] == ("cell-blank", "detections", 2, "distance_km")


def test_passages_of_unknown_crews_and_controls_are_refused() -> None:
    passages = [
        {"number": 9, "control": "PC1", "point": "start", "time": "10:00:00"},
        {"number": 1, "control": "PC8", "point": "start", "time": "10:00:00"},
    ]
    crew, unknown = refused(PC, FINE, passages=passages)
    assert place(crew) == ("crew-unknown", "passages", 2, "number", "9")
    assert place(unknown) == ("control-unknown", "passages", 3, "control", "PC8")


def test_two_times_for_one_reading_are_refused_and_twice_the_same_is_not() -> None:
    one = {"number": 1, "control": "PC1", "point": "start", "time": "10:00:00"}
    findings = refused(PC, FINE, passages=[one, one | {"time": "10:00:01"}])
    assert {finding.code for finding in findings} == {"passage-conflict"}
    assert [finding.row for finding in findings] == [2]
    score(event_of(PC, FINE, passages=[one, one]), rules())


def test_a_time_decades_away_is_refused() -> None:
    far = [{"number": 1, "control": "PC1", "point": "start", "time": "1925-04-11T10:00:00"}]
    (finding,) = refused(PC, FINE, passages=far)
    assert place(finding)[:4] == ("score-time-far", "passages", 2, "time")


def test_a_crew_that_passed_a_time_control_needs_a_due_start() -> None:
    times = {(1, "CO1"): "09:00:00", (2, "CO1"): "09:00:00", (3, "CO1"): None}
    (finding,) = refused([co("CO1", 3600)], times, starts=[])
    assert (finding.code, finding.value) == ("score-start-missing", "1, 2")


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (decision("annul", 9, "PC1"), "crew-unknown", "number"),
        (decision("annul", "one", "PC1"), "crew-unknown", "number"),
        (decision("annul", 1, "PC7"), "control-unknown", "control"),
        (decision("annul", "*"), "decision-without-control", "control"),
        (decision("set_penalty", 1, "PC1", "many"), "decision-value", "value"),
        (decision("set_penalty", 1, "PC1", "-1"), "decision-value", "value"),
        (decision("set_penalty", 1, "PC1", "0.00001"), "decision-value", "value"),
        (decision("add_penalty", 1, "", "nan"), "decision-value", "value"),
        (decision("add_penalty", 1), "decision-value", "value"),
        (decision("set_status", 1, value="OUT"), "decision-value", "value"),
        (decision("set_status", 1), "decision-value", "value"),
        (decision("set_time", 1, "PC1", "10:00:00"), "decision-value", "value"),
        (decision("set_time", 1, "PC1", "finish=25:61:00"), "decision-value", "value"),
        (decision("set_time", 1, "PC1", "in=10:00:00"), "decision-value", "value"),
        (decision("set_time", 1, "PC2", "start=10:00:00"), "decision-value", "value"),
        (decision("assign_average", 1, "CT3"), "decision-not-trial", "control"),
        (decision("assign_average", 1, "PC4"), "score-average-basis", "number"),
    ],
)
def test_a_decision_that_cannot_be_applied_is_refused(
    row: dict[str, object], code: str, column: str
) -> None:
    controls = [*PC, pc("PC2", 10, starts_at="PC1"), ct("CT3"), pc("PC4", 10, leg=2)]
    (finding,) = refused(controls, FINE, decisions=[row])
    assert place(finding)[:4] == (code, "decisions", 2, column)


def test_a_group_that_is_written_in_two_ways_is_refused_where_it_is_ranked() -> None:
    entries = [entry(1, classe="fino a 1600"), entry(2, classe="Fino a 1600")]
    by = {"id": "class", "by": "classe", "coefficient": False}
    (finding,) = refused(PC, FINE, rules(ranking=[by]), entries=entries)
    assert place(finding) == ("group-alike", "entries", 3, "classe", "Fino a 1600")


def test_a_ranking_by_an_unknown_column_is_refused() -> None:
    (finding,) = refused(
        PC, FINE, rules(ranking=[{"id": "g", "by": "gruppo", "coefficient": True}])
    )
    assert (finding.code, finding.column) == ("score-ranking-column", "gruppo")


def test_a_trophy_with_the_name_of_another_ranking_is_refused() -> None:
    (finding,) = refused([pc("PC1", 10, trophy="overall")], FINE)
    assert place(finding) == ("score-trophy-name", "controls", None, "trophy", "overall")


def test_a_penalty_too_large_to_be_counted_is_refused() -> None:
    trial = {"unit_s": "0.000000001", "per_unit": "9999", "cap": None}
    times = {(1, "PC1"): ("10:00:00", "2025-06-11T10:00:10")}
    with pytest.raises(InputError, match="exactly"):
        score(event_of(PC, times), rules(time_trial=trial, resolution="0.01"))


def test_an_event_with_errors_is_not_scored() -> None:
    finding = Finding("score-coefficient-blank", "entries", "entries.csv", row=2)
    event = dataclasses.replace(event_of(PC, FINE), findings=(finding,))
    with pytest.raises(InputError) as raised:
        score(event, rules())
    assert raised.value.findings == (finding,)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    findings = refused(
        [*PC, pc("PC2", "")],
        FINE,
        entries=[entry(1, coefficient=""), entry(2, coefficient="1")],
        decisions=[decision("annul", 9, "PC1")],
    )
    assert {finding.table for finding in findings} == {"entries", "controls", "decisions"}


@pytest.mark.parametrize("name", ["nowhere", "../aci-classica-2024", "/etc/passwd"])
def test_an_unknown_rulebook_is_refused_and_those_known_are_named(name: str) -> None:
    event = event_of(PC, FINE)
    info = event.info.model_copy(update={"rulebook": name})
    with pytest.raises(InputError) as raised:
        score(dataclasses.replace(event, info=info))
    (finding,) = raised.value.findings
    assert place(finding) == ("rulebook-not-found", "event", None, "rulebook", name)
    assert "aci-classica-2024" in finding.remedy("en")


def test_control_rows_survive_sorting() -> None:
    # The row told is the line of the file, not the place in running order.
    controls = [control(2, 1, "PC9", "PC", target_s=""), pc("PC1", 10)]
    (finding,) = refused(controls, FINE)
    assert finding.row == 2
