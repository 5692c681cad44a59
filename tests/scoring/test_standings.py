"""What scoring gives: frames, document, running totals, status and caveats."""

import dataclasses
import json
from decimal import Decimal

import pandas as pd
import pytest

from reporting.scoring import Standings, score
from support.packages import entry
from support.scored import (
    SCORE_TABLE,
    co,
    ct,
    decision,
    event_of,
    order,
    pc,
    pm,
    point_rules,
    rules,
    scored,
)

CONTROLS = [
    pc("PC1", 10, trophy="Trofeo Uno"),
    pm("PM2", 40),
    co("CO3", 3600),
    ct("CT4"),
    pc("PC5", 10, leg=2),
]
TIMES = {
    (7, "PC1"): ("08:10:00", "08:10:10.03"),
    (7, "PM2"): ("08:20:00", "08:21:32"),
    (7, "CO3"): "09:01:00",
    (7, "CT4"): "09:10:00",
    (7, "PC5"): ("10:00:00", "10:00:10.00"),
    (2, "PC1"): ("08:11:00", "08:11:10.01"),
    (2, "PM2"): ("08:21:00", "08:22:30"),
    (2, "CO3"): "09:00:00",
    (2, "CT4"): None,
    (2, "PC5"): ("10:01:00", "10:01:10.02"),
    (5, "PC1"): (None, None),
}
ENTRIES = [
    entry(7, coefficient="1.38"),
    entry(2, coefficient="1.2", year="", codriver=""),
    entry(5, coefficient="1", status="DNF"),
]
DETECTIONS = [{"control": "PM2", "point": 1, "distance_km": 1}]


@pytest.fixture(scope="module")
def standings() -> Standings:
    return scored(CONTROLS, TIMES, entries=ENTRIES, detections=DETECTIONS)


@pytest.fixture(scope="module")
def in_points() -> Standings:
    return scored(CONTROLS, TIMES, point_rules(), entries=ENTRIES, detections=DETECTIONS)


def test_the_controls_are_in_running_order(standings: Standings) -> None:
    assert standings.controls["code"].tolist() == ["PC1", "PM2", "CO3", "CT4", "PC5"]
    assert standings.controls["trophy"].tolist()[:1] == ["Trofeo Uno"]


def test_the_results_are_one_row_for_each_control_and_crew(standings: Standings) -> None:
    results = standings.results
    assert len(results) == 5 * 3
    assert results["number"].tolist()[:3] == [2, 5, 7]
    assert results["control"].unique().tolist() == standings.controls["code"].tolist()


def test_every_decimal_column_is_exact(standings: Standings, in_points: Standings) -> None:
    for frame in (
        standings.results[["deviation_s", "penalty", "score"]],
        in_points.results[["score"]],
        standings.detections[["deviation_s", "penalty"]],
        standings.rankings["overall"][["net", "coefficient", "total", "gap", "pc", "discarded"]],
        standings.running_totals[["net", "total"]],
    ):
        assert all(str(kind).startswith("decimal128") for kind in frame.dtypes)


def test_sums_of_decimal_columns_stay_exact(standings: Standings) -> None:
    mine = standings.results[standings.results["number"] == 7]
    assert mine["penalty"].sum() == 105
    assert mine["deviation_s"].sum() == Decimal("60.03")


def test_scores_stand_for_the_trials_of_the_points_family_only(
    standings: Standings, in_points: Standings
) -> None:
    assert standings.results["score"].isna().all()
    scores = in_points.results[in_points.results["number"] == 7].set_index("control")["score"]
    assert scores.isna().tolist() == [False, False, True, True, False]
    assert scores["PC1"] == Decimal("1.38") * SCORE_TABLE[2][1]


def test_the_document_has_the_form_of_the_contract(standings: Standings) -> None:
    document = standings.as_json()
    assert json.loads(json.dumps(document)) == document
    assert (document["event"], document["rulebook"]) == ("prova-uno", "test-penalties")
    assert document["status"] == "provisional"
    assert list(document["rankings"]) == ["overall", "Trofeo Uno"]
    first, second, last = document["rankings"]["overall"]
    assert {key: first[key] for key in ("position", "number", "driver", "net", "total", "gap")} == {
        "position": 1,
        "number": 7,
        "driver": "Equipaggio 07",
        "net": "105",
        "total": "144.90",
        "gap": "0.00",
    }
    assert (first["coefficient"], first["status"], first["year"]) == ("1.38", None, 1938)
    assert (second["codriver"], second["year"], second["gap"]) == (None, None, "218.70")
    assert (last["position"], last["status"], last["gap"]) == (None, "DNF", None)
    assert first["controls"]["CO3"] == {
        "penalty": "100",
        "score": None,
        "deviation_s": "60",
        "flags": [],
    }
    assert second["controls"]["CT4"]["flags"] == ["missed"]


def test_a_trophys_rows_in_the_document_have_its_own_controls(standings: Standings) -> None:
    first, *_ = standings.as_json()["rankings"]["Trofeo Uno"]
    assert (first["number"], first["total"]) == (2, "1.00")
    assert list(first["controls"]) == ["PC1"]


def test_the_document_of_the_points_family_has_scores(in_points: Standings) -> None:
    rows = {row["number"]: row for row in in_points.as_json()["rankings"]["overall"]}
    assert rows[7]["controls"]["PC1"]["score"] == "414"
    assert rows[7]["controls"]["CT4"]["score"] is None


def test_an_annulled_control_has_no_penalty_in_the_document() -> None:
    standings = scored(
        CONTROLS,
        TIMES,
        entries=ENTRIES,
        detections=DETECTIONS,
        decisions=[decision("annul", "*", "PC1")],
    )
    row = standings.as_json()["rankings"]["overall"][0]
    assert row["controls"]["PC1"]["penalty"] is None
    assert row["controls"]["PC1"]["flags"] == ["annulled"]


def test_a_teams_row_in_the_document_names_its_members() -> None:
    rulebook = rules(ranking=[{"id": "team", "best": 2, "coefficient": True}])
    document = scored(CONTROLS, TIMES, rulebook, entries=ENTRIES, detections=DETECTIONS).as_json()
    (team,) = document["rankings"]["team"]
    assert (team["position"], team["team"], team["members"]) == (1, "Scuderia Uno", [7, 2])
    assert (team["number"], team["controls"]) == (None, {})


def test_running_totals_tell_who_led_after_each_control(standings: Standings) -> None:
    running = standings.running_totals
    assert running["control"].unique().tolist() == ["PC1", "PM2", "CO3", "CT4", "PC5"]
    lead = running[running["position"] == 1].groupby("control", sort=False)["number"].agg(list)
    assert lead.to_dict() == {"PC1": [2], "PM2": [2], "CO3": [2], "CT4": [7], "PC5": [7]}
    mine = running[running["number"] == 7]["total"].tolist()
    assert mine == [Decimal(total) for total in ("4.14", "6.90", "144.90", "144.90", "144.90")]
    assert running[running["number"] == 5]["position"].isna().all()


@pytest.mark.parametrize("family", [rules, point_rules])
def test_the_last_running_totals_are_the_final_ones(family: object) -> None:
    rulebook = family(rank={"ties": ["most_zeros", "best_first_trial"]})  # type: ignore[operator]
    decisions = [
        decision("add_penalty", 2, value="17"),
        decision("annul", "*", "PM2"),
        decision("annul", 7, "PC5"),
    ]
    standings = scored(
        CONTROLS, TIMES, rulebook, entries=ENTRIES, detections=DETECTIONS, decisions=decisions
    )
    running = standings.running_totals
    last = running[running["control"] == "PC5"].set_index("number")
    overall = standings.rankings["overall"].set_index("number")
    columns = ["net", "total", "position"]
    pd.testing.assert_frame_equal(last[columns].loc[overall.index], overall[columns])
    assert "PM2" not in set(running["control"])


@pytest.mark.parametrize(
    ("timing", "status", "caveats"),
    [
        ("timekeeper", "provisional", []),
        ("simulated", "simulated", ["timing-simulated"]),
        ("none", "none", ["timing-absent"]),
    ],
)
def test_the_status_and_the_caveats_follow_the_provenance(
    timing: str, status: str, caveats: list[str]
) -> None:
    event = event_of(CONTROLS, TIMES, entries=ENTRIES, detections=DETECTIONS, timing=timing)
    standings = score(event, rules())
    assert standings.status == status
    assert [caveat.code for caveat in standings.caveats] == caveats
    for caveat in standings.caveats:
        assert "Tempi di prova" in caveat.text("it")
        assert "Times made for a test" in caveat.text("en")


def test_an_event_without_times_has_empty_rankings_and_needs_no_coefficient() -> None:
    entries = [entry(1, coefficient="")]
    event = event_of(CONTROLS, {}, entries=entries, timing="none", starts=[], detections=DETECTIONS)
    standings = score(event, rules())
    assert standings.rankings["overall"].empty
    assert standings.results.empty
    assert standings.running_totals.empty
    assert standings.as_json()["rankings"] == {"overall": []}


def test_an_event_whose_passages_have_not_come_yet_says_so() -> None:
    event = event_of([ct("CT1")], {(1, "CT1"): None})
    (caveat,) = score(event, rules()).caveats
    assert caveat.code == "timing-no-passage"


def test_what_a_rulebook_assumes_is_a_caveat() -> None:
    rulebook = rules(assumed={"it": "tutto", "en": "all of it"})
    (caveat,) = scored([ct("CT1")], {(1, "CT1"): "10:00:00"}, rulebook).caveats
    assert caveat.code == "rulebook-assumed"
    assert "all of it" in caveat.text("en")
    assert "Prova" in caveat.text("it")


def test_a_crew_that_nobody_saw_and_that_has_no_status_is_a_caveat() -> None:
    times = {(1, "CT1"): "10:00:00", (2, "CT1"): "10:01:00", (3, "CT1"): None, (4, "CT1"): None}
    entries = [entry(1), entry(2), entry(3), entry(4, status="DNS")]
    (caveat,) = scored([ct("CT1")], times, entries=entries).caveats
    assert (caveat.code, caveat.details["numbers"]) == ("crews-unseen", "3")
    timed = scored([ct("CT1")], times, entries=entries, decisions=[decision("annul", 3, "CT1")])
    assert timed.caveats == ()


@pytest.mark.parametrize(
    ("ties", "years", "numbers"),
    [
        (["older_car"], (1949, "", 1950), "2"),
        (["older_car"], ("", "", 1950), "1, 2"),
        (["older_car"], ("", "", ""), None),
        (["older_car"], (1949, 1950, 1951), None),
        (["most_zeros"], (1949, "", 1950), None),
    ],
)
def test_a_position_that_rests_on_a_blank_year_is_a_caveat(
    ties: list[str], years: tuple[object, ...], numbers: str | None
) -> None:
    times = {(number, "CT1"): "10:00:00" for number in (1, 2, 3)}
    entries = [entry(number, year=year) for number, year in enumerate(years, 1)]
    caveats = scored([ct("CT1")], times, rules(rank={"ties": ties}), entries=entries).caveats
    expected = [] if numbers is None else [("tie-year-unknown", numbers)]
    assert [(one.code, one.details["numbers"]) for one in caveats] == expected


@pytest.mark.parametrize(("worst", "codes"), [(1, []), (2, ["trials-all-discarded"])])
def test_a_discard_that_leaves_no_trial_is_a_caveat(worst: int, codes: list[str]) -> None:
    controls = [pc("PC1", 10), pc("PC2", 10)]
    times = {(1, code): ("10:00:00", "10:00:10.03") for code in ("PC1", "PC2")}
    standings = scored(controls, times, rules(discard={"worst": worst}))
    assert [caveat.code for caveat in standings.caveats] == codes


def test_passages_at_a_point_that_the_control_does_not_have_are_counted_in_a_caveat() -> None:
    passages = [
        {"number": 1, "control": "CT1", "point": "in", "time": "10:00:00"},
        {"number": 1, "control": "CT1", "point": "finish", "time": "10:00:00"},
    ]
    event = event_of([ct("CT1")], {(1, "CT1"): None}, passages=passages)
    (caveat,) = score(event, rules()).caveats
    assert (caveat.code, caveat.details["count"]) == ("passages-unused", 1)


def test_standings_cannot_be_changed(standings: Standings) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        standings.status = "official"  # type: ignore[misc]


def test_the_order_is_by_position_then_number(standings: Standings) -> None:
    assert order(standings) == [(1, 7), (2, 2), (None, 5)]
