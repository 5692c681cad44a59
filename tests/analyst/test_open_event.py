"""The analyst's face: tidy frames of the right types, known names, what-ifs that hold."""

from __future__ import annotations

import json
import pydoc
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pandas as pd
import plotly.express as px
import pyarrow.parquet as pq
import pytest

import reporting as rp
from reporting.analyst import OpenEvent
from reporting.analyst.plain_frames import words
from reporting.errors import InputError, UsageError
from reporting.event import load
from reporting.footprint import account
from reporting.publish import open_report
from reporting.scoring import score
from support.command import reporting as run
from support.packages import good_tables, write_package


@pytest.fixture(scope="module")
def rally() -> OpenEvent:
    return rp.open("demo-rally")


ANSWERS = {
    "standings": lambda event: event.standings(),
    "team": lambda event: event.standings("team"),
    "controls": lambda event: event.controls(),
    "crews": lambda event: event.crews(),
    "trials": lambda event: event.trials(),
    "detections": lambda event: event.detections(),
    "lead": lambda event: event.lead(),
    "consistency": lambda event: event.consistency(),
    "compare": lambda event: event.compare(1, 3),
    "route": lambda event: event.route(),
    "profile": lambda event: event.profile(),
    "category": lambda event: event.footprint(),
    "line": lambda event: event.footprint("line"),
    "crew": lambda event: event.footprint("crew"),
    "facts": lambda event: event.facts(),
    "what_if": lambda event: event.what_if(annul="PC3").frame,
    "measure": lambda event: event.what_if(measure="hvo").frame,
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_says_its_event_and_the_unit_of_every_column(name: str, rally: OpenEvent) -> None:
    frame = ANSWERS[name](rally)
    assert len(frame)
    assert frame.columns[0] == "event"
    assert set(frame["event"]) == {"demo-rally"}
    # A package may have columns beyond the contract: they come as they are.
    extra = {column for table in rally.event.tables.values() for column in table.columns}
    assert set(frame.columns) - set(words()) - extra == set()
    known = set(frame.columns) & set(words())
    assert set(frame.attrs["units"]) == set(frame.attrs["meaning"]) == known


@pytest.mark.parametrize("name", ANSWERS)
def test_no_column_holds_decimals_unless_they_are_asked_for(name: str, rally: OpenEvent) -> None:
    frame = ANSWERS[name](rally)
    assert not [c for c in frame if any(isinstance(one, Decimal) for one in frame[c])]
    frame.describe()


def test_exact_gives_the_decimals_of_the_standings(rally: OpenEvent) -> None:
    exact = rally.standings(exact=True)["total"]
    scored = score(load("demo-rally")).rankings["overall"]["total"]
    assert [None if pd.isna(one) else Decimal(one) for one in scored] == exact.tolist()


def test_a_bar_chart_of_totals_stands_upright(rally: OpenEvent) -> None:
    figure = px.bar(rally.standings(), x="number", y="total")
    assert figure.data[0].orientation == "v"


def test_controls_are_ordered_as_they_are_run(rally: OpenEvent) -> None:
    trials = rally.trials()
    codes = [one for one in trials["control"].cat.categories if one.startswith("PC")]
    assert codes.index("PC2") < codes.index("PC10")
    assert trials["control"].cat.ordered


def test_trials_hold_one_row_a_control_and_crew_and_add_up(rally: OpenEvent) -> None:
    trials = rally.trials()
    assert len(trials) == len(rally.controls()) * len(rally.crews())
    standings = rally.standings().set_index("number")
    last = trials[trials["running_total"].notna()].groupby("number").last()
    ranked = standings[standings["position"].notna()]
    assert last["running_total"].reindex(ranked.index).tolist() == pytest.approx(
        ranked["total"].tolist()
    )
    timed = trials[(trials["kind"] == "PC") & trials["start"].notna() & trials["finish"].notna()]
    taken = (timed["finish"] - timed["start"]).dt.total_seconds() - timed["target_s"]
    usual = timed["usable"] & ~timed["decided"]
    assert (taken[usual] - timed["deviation_s"][usual]).abs().max() < 0.011


def test_consistency_is_the_median_absolute_deviation(rally: OpenEvent) -> None:
    row = rally.consistency().iloc[0]
    errors = score(load("demo-rally")).trial_errors
    own = errors[errors["number"] == row["number"]]["deviation_s"]
    assert row["mad_s"] == pytest.approx((own - own.median()).abs().median())


def test_two_crews_are_compared_control_by_control(rally: OpenEvent) -> None:
    both = rally.compare(1, 3)
    one, other = rally.compare(3, 1), both["difference"].fillna(0)
    assert (one["difference"].fillna(0) + other).abs().max() == 0
    assert both["difference_so_far"].iloc[-1] == pytest.approx(other.sum())


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            lambda event: event.standings("juniors"),
            "There is no ranking 'juniors'",
        ),
        (lambda event: event.compare(1, 999), "There is no crew 999; there is 1"),
        (lambda event: event.footprint("country"), "there is category, scope, tier, line, crew"),
        (lambda event: event.chart("pie"), "There is no chart 'pie'; there is coefficient"),
        (lambda event: event.what_if(anul="PC3"), "There is no change 'anul'"),
        (lambda event: event.what_if(), "Nothing is asked"),
        (lambda event: event.what_if(coefficient={999: 1.2}), "There is no crew 999"),
        (lambda event: event.what_if(coefficient={1: "x"}), "no number"),
        (lambda event: event.what_if(rulebook="none"), "There is no rulebook 'none'; there is"),
        (lambda event: event.what_if(measure="fly less"), "There is no measure 'fly less'"),
        (lambda event: event.what_if(factor={"E99": "x"}), "There is no activity 'E99'"),
        (lambda event: event.what_if(annul="PC3", measure="hvo"), "one after the other"),
    ],
)
def test_what_there_is_none_of_is_refused_and_what_there_is_named(
    asked: object, said: str, rally: OpenEvent
) -> None:
    with pytest.raises(UsageError, match=said):
        asked(rally)


def test_an_unknown_event_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="demo-rally"):
        rp.open("demo-raly")
    with pytest.raises(UsageError, match=r"not 1\.5"):
        rp.open(1.5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"annul": "PC999"},
        {"set_time": {(1, "PC3", "finish"): "25:61:00"}},
        {"factor": {"E1-01": "no"}},
    ],
)
def test_a_wrong_change_is_refused_by_its_cell(wrong: dict, rally: OpenEvent) -> None:
    with pytest.raises((InputError, UsageError)):
        rally.what_if(**wrong)


def test_an_annulled_trial_gives_what_the_decision_would(rally: OpenEvent) -> None:
    event = load("demo-rally")
    row = pd.DataFrame([{"id": "X", "number": "*", "control": "PC3", "action": "annul"}])
    ruled = score(event.with_tables(decisions=pd.concat([event["decisions"], row])))
    asked = rally.what_if(annul="PC3")
    expected = ruled.rankings["overall"]["total"]
    assert asked.frame["after"].tolist() == pytest.approx(
        [float("nan") if pd.isna(one) else float(one) for one in expected], nan_ok=True
    )
    assert asked.changes == ("PC3 annulled",)
    assert asked.frame.equals(rally.what_if(annul=["PC3"]).frame)


def test_a_coefficient_scales_one_crew_alone(rally: OpenEvent) -> None:
    standings = rally.standings().set_index("number")
    number = int(standings.index[0])
    asked = rally.what_if(coefficient={number: 2}).frame.set_index("number")
    net = rally.standings(exact=True).set_index("number").loc[number, "net"]
    assert asked.loc[number, "after"] == pytest.approx(float(net) * 2)
    others = asked.drop(number)
    assert (others["change"].fillna(0) == 0).all()


def test_the_card_says_what_there_is_and_that_times_are_simulated() -> None:
    card = repr(rp.open("experience-italy-2025"))
    assert "1000 Miglia Experience Italy 2025" in card
    assert "SIMULATED" in card
    assert len(card) < 700


def test_events_stack_in_a_season() -> None:
    season = rp.season(["demo-rally", "experience-italy-2025", "coppa-delle-alpi-2024"])
    standings = season.standings()
    assert set(standings["event"]) == {"demo-rally", "experience-italy-2025"}
    assert standings.attrs["units"]["total"] == "penalties or points"
    assert standings.attrs["left_out"] == ["coppa-delle-alpi-2024"]
    assert {"trials", "footprint"} <= set(dir(season))
    with pytest.raises(AttributeError, match="there is standings"):
        _ = season.stages


def test_a_season_opens_nothing_before_it_is_asked() -> None:
    season = rp.season(["no-such-event"])
    assert "no-such-event" in repr(season)
    with pytest.raises(UsageError, match="demo-rally"):
        season.standings()
    with pytest.raises(UsageError, match="list of events"):
        rp.season(3)


def test_a_season_is_one_parquet_data_set(tmp_path: Path) -> None:
    season = rp.season(["demo-rally", "experience-italy-2025"])
    files = {file.stem: file for file in season.parquet(tmp_path / "season")}
    trials = pq.read_table(files["trials"])
    assert trials.num_rows == len(season.trials())
    assert set(trials.column("event").to_pylist()) == {"demo-rally", "experience-italy-2025"}
    assert set(trials.column("timing").to_pylist()) == {"simulated"}


DRAWN = {
    "standings": "coefficient-effect", "trials": "trial-errors", "lead": "gap-to-lead",
    "consistency": "sharpest-crews", "route": "route-map", "controls": "route-map",
    "profile": "route-heights", "footprint": "waterfall",
}  # fmt: skip


def test_an_answer_draws_itself_as_the_report_does_in_the_events_language() -> None:
    rally = rp.open("demo-rally", "it")
    drawn = {name: getattr(rally, name)().plot() for name in DRAWN}
    assert {name: chart.name for name, chart in drawn.items()} == DRAWN
    assert "coefficiente" in drawn["standings"].title
    assert drawn["lead"].notice == "Tempi simulati"
    assert "penalità" in rally.compare(1, 3).plot().subtitle.lower()
    assert "km/h" in rally.speed(1).plot().title
    assert "Chi guadagna" in rally.what_if(annul="PC3").plot().title
    assert "HVO" in rally.what_if(measure="hvo").plot().title


def test_what_the_reports_do_not_draw_says_so(rally: OpenEvent) -> None:
    with pytest.raises(UsageError, match=r"plotly\.express"):
        rally.facts().plot()
    assert type(rally.standings().head(3)) is pd.DataFrame


def test_one_cars_speed_is_distance_over_time_between_controls(rally: OpenEvent) -> None:
    table = rally.speed(1)
    again = table["distance_km"] / table["elapsed_s"] * 3600
    assert table["speed_kmh"].to_numpy() == pytest.approx(again.to_numpy(), nan_ok=True)
    assert table["speed_kmh"].max() < 130
    with pytest.raises(UsageError, match="no crew 'x'"):
        rally.speed("x")


def test_each_crews_footprint_with_a_measure_is_that_of_the_what_if(rally: OpenEvent) -> None:
    frame = rally.footprint("category", measure="hvo")
    changed = rally.what_if(measure="hvo").frame.set_index("event_category")["after"]
    assert frame.set_index("event_category")["location_kg"].to_dict() == pytest.approx(
        changed.to_dict()
    )


@pytest.mark.parametrize("name", ["coefficient", "factor", "set_time"])
def test_a_plain_value_where_names_with_values_are_meant_is_told_how_it_is_written(
    name: str, rally: OpenEvent
) -> None:
    for wrong in (1.2, "hvo"):
        with pytest.raises(UsageError, match=rf"{name} is written {name}=\{{"):
            rally.what_if(**{name: wrong})


def test_an_edited_file_is_seen_in_a_running_kernel(tmp_path: Path) -> None:
    package = write_package(tmp_path, **good_tables())
    before = rp.open(package).crews()["driver"].iloc[0]
    tables = good_tables()
    tables["entries"][0]["driver"] = "Another"
    write_package(tmp_path, **tables)
    assert before != rp.open(package).crews()["driver"].iloc[0] == "Another"


def test_what_is_shown_of_an_object_is_short(rally: OpenEvent) -> None:
    chart = rally.lead().plot()
    shown = [repr(rally), repr(chart), repr(rp.season()), repr(rally.what_if(annul="PC3"))]
    shown += [repr(one) for one in (rally.event, rally.scored, rally.measured)]
    shown.append(repr(account(rally.event)))
    report = open_report("race", "demo-rally", "en")
    shown += [repr(one) for one in (report, report.race, report.trail, report.cover())]
    assert max(map(len, shown)) < 900


def test_help_fits_two_screens() -> None:
    told = pydoc.plain(pydoc.render_doc(rp)).splitlines()
    assert len(told) <= 120
    assert {"chart", "table", "show"} <= set(dir(rp))


def test_the_face_completes_and_costs_nothing() -> None:
    assert {"open", "events", "season"} <= set(dir(rp))
    probe = "import sys, reporting; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_command_tells_before_and_after() -> None:
    told = json.loads(run("what-if", "demo-rally", "--annul", "PC3", "--json").stdout)
    assert told["changes"] == ["PC3 annulled"]
    totals = [{row["number"]: row["total"] for row in told[side]["rankings"]["overall"]}
              for side in ("before", "after")]  # fmt: skip
    assert totals[0] != totals[1]


def test_the_command_refuses_what_there_is_none_of() -> None:
    done = run("what-if", "demo-rally", "--annul", "PC999")
    assert done.exit_code in (1, 2)
    assert "PC999" in done.stderr
    assert "Traceback" not in done.stderr
