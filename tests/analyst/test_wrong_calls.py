"""Wrong calls, as an analyst makes them: each ends in a sentence that says what there is."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pandas as pd
import plotly.express as px
import pytest

import reporting as rp
from reporting import footprint, quality, route, scoring
from reporting.errors import ReportingError
from reporting.event import load
from reporting.footprint.what_if import what_if
from reporting.publish import open_report
from support.packages import good_tables, write_package

FRAME = pd.DataFrame({"a": [1]})
NAMES = {
    "rp": rp, "ev": rp.open("demo-rally"), "untimed": rp.open("coppa-delle-alpi-2024"),
    "FRAME": FRAME, "TWICE": pd.concat([FRAME, FRAME], axis=1), "BARS": px.bar(x=[1], y=[1]),
    "footprint": footprint, "quality": quality, "route": route, "scoring": scoring, "load": load,
    "what_if": what_if, "open_report": open_report, "nan": math.nan, "NaT": pd.NaT,
}  # fmt: skip

EVENTS = "coppa-delle-alpi-2024, demo-rally"
CREWS = "there is 1, 2, 3"
CONTROLS = "there is CT1, PC1"
RANKINGS = "there is overall, category:RC1"
CHANGES = "there is annul, set_time, rulebook, coefficient, factor, measure"
MEASURES = "there is hvo, rail, nights"
LANGUAGES = "there is it, en"
RULEBOOKS = "there is 1000-miglia, aci-classica-2024"

WRONG = {
    # Events and seasons
    'rp.open("demo-raly")': EVENTS,
    'rp.open("")': EVENTS,
    "rp.open(None)": EVENTS,
    "rp.open(1.5)": EVENTS,
    'rp.open(["demo-rally"])': EVENTS,
    "rp.open(ev)": EVENTS,
    'rp.open("demo-rally@PC99")': "there is CT1",
    'rp.open("demo-rally", "fr")': LANGUAGES,
    'rp.open("demo-rally", None)': LANGUAGES,
    'rp.events("de")': LANGUAGES,
    "rp.season(3)": EVENTS,
    "rp.season([])": EVENTS,
    'rp.season({"demo-rally": 1})': EVENTS,
    'rp.season(["demo-raly"]).standings()': EVENTS,
    "rp.season([None]).standings()": EVENTS,
    'rp.season(["demo-rally", "demo-rally"]).standings()': "more than once",
    'rp.season(["demo-rally"], "fr")': LANGUAGES,
    'rp.season(["demo-rally"]).stages': "there is standings, trials",
    'rp.season(["demo-rally"]).parquet(None)': "A folder is a path",
    "rp.opne": "(open?); there is chart, events, open, season, show, table",
    # Standings, crews, cars
    'ev.standings("overal")': "(overall?); " + RANKINGS,
    'ev.standings("Overall")': "(overall?); " + RANKINGS,
    'ev.standings("")': RANKINGS,
    "ev.standings(None)": RANKINGS,
    'ev.standings(["overall"])': RANKINGS,
    'ev.standings(exact="no")': "exact is True or False, not 'no' (str)",
    "ev.trials(exact=1)": "True or False",
    "ev.compare(1, 999)": CREWS,
    'ev.compare("1", 3)': CREWS,
    "ev.compare(-1, 3)": CREWS,
    "ev.compare(None, 3)": CREWS,
    "ev.compare([1], 3)": CREWS,
    "ev.compare(True, 3)": CREWS,
    "ev.compare(nan, 3)": CREWS,
    "ev.compare(1, 1)": "with itself",
    "ev.speed(0)": CREWS,
    "ev.speed([])": CREWS,
    "ev.stages()": "there is chart, compare",
    "ev.standing()": "(standings?)",
    'ev.findings("fr")': LANGUAGES,
    'ev.chart("pie")': "there is coefficient, footprint",
    'ev.chart("map", None)': LANGUAGES,
    "ev.facts().plot()": "plotly.express",
    'ev.lead().plot(kind="bar")': "plotly.express",
    'ev.event["passage"]': "(passages?)",
    "untimed.standings()": "no times",
    'untimed.what_if(annul="PC3")': "no times",
    # The footprint
    'ev.footprint("country")': "there is category, scope, tier, line, crew",
    "ev.footprint([])": "there is category",
    'ev.footprint(measure="fly less")': MEASURES,
    'ev.footprint(measure=["hvo", 3])': "measure is a name or a list of names",
    'ev.footprint(measure={"hvo": 2})': "measure is a name or a list of names",
    "ev.footprint(measure=0)": "measure is a name or a list of names",
    'ev.footprint("crew", measure="")': "measure is a name or a list of names",
    # What if
    "ev.what_if()": CHANGES,
    'ev.what_if(anul="PC3")': "(annul?); " + CHANGES,
    "ev.what_if(annul=[])": CHANGES,
    'ev.what_if(annul="PC999")': CONTROLS,
    'ev.what_if(annul="pc3")': "(PC3?); " + CONTROLS,
    "ev.what_if(annul=3)": "annul is a name or a list of names",
    "ev.what_if(annul=False)": "annul is a name or a list of names",
    "ev.what_if(annul=[None])": "annul is a name or a list of names",
    'ev.what_if(annul="PC3", measure="hvo")': "one after the other",
    'ev.what_if(rulebook="none")': RULEBOOKS,
    'ev.what_if(rulebook="")': RULEBOOKS,
    'ev.what_if(rulebook=["1000-miglia"])': RULEBOOKS,
    'ev.what_if(rulebook="/nope.toml")': "cannot be read",
    "ev.what_if(coefficient=1.2)": "coefficient={3: 1.2}",
    "ev.what_if(coefficient={999: 1.2})": CREWS,
    "ev.what_if(coefficient={True: 1.2})": CREWS,
    'ev.what_if(coefficient={"1": 1.2})': CREWS,
    'ev.what_if(coefficient={1: "1,5"})': "write it as 1.2",
    "ev.what_if(coefficient={1: None})": "no number",
    "ev.what_if(coefficient={1: nan})": "no number",
    "ev.what_if(coefficient={1: -1})": "outside the limits of coefficient",
    'ev.what_if(set_time="10:00:00")': "set_time={(7,",
    'ev.what_if(set_time={(1, "PC3"): "10:00:00"})': "set_time={(7,",
    'ev.what_if(set_time={(1, "PC3", "finish"): None})': "set_time={(7,",
    'ev.what_if(set_time={(1, "PC3", "finish"): NaT})': "set_time={(7,",
    'ev.what_if(set_time={("*", "PC3", "finish"): "10:00:00"})': CREWS,
    'ev.what_if(set_time={(1, "PC99", "finish"): "10:00:00"})': CONTROLS,
    'ev.what_if(set_time={(1, "PC3", "end"): "10:00:00"})': "finish=10:12:13.45",
    'ev.what_if(set_time={(1, "PC3", "finish"): "25:61:00"})': "finish=10:12:13.45",
    'ev.what_if(set_time={(1, "PC3", "finish"): "2031-06-14T10:00:00"})': "on the leg's day",
    'ev.what_if(factor="hvo")': "factor={",
    'ev.what_if(factor={"E99": "hvo"})': "there is E1-01",
    'ev.what_if(factor={"E3-01": None})': "named by its id",
    'ev.what_if(factor={"E3-01": "nope"})': "neither in the register",
    'ev.what_if(factor={"E8-01": "demo-recalled-power-2025-it"})': "has no estimate",
    'ev.what_if(measure="fly less")': MEASURES,
    "ev.what_if(measure=False)": "measure is a name or a list of names",
    'untimed.what_if(measure="hvo")': "concerns no activity",
    # The analyst's own on a page
    'rp.table([1], "x", "x")': "made of a DataFrame",
    'rp.table(FRAME, None, "x")': "without its title",
    'rp.table(FRAME, "x", "x", notice=3)': "notice is a text",
    'rp.table(TWICE, "x", "x")': "all different",
    'rp.chart(BARS, "x", "x", alt=3)': "alt is a text",
    # The rooms
    "load(None)": EVENTS,
    'scoring.score("demo-rally")': "score takes a loaded event",
    "scoring.score(1.5)": EVENTS,
    'scoring.score(ev.event, "1000-miglia")': "load_rulebook",
    "scoring.load_rulebook(3)": "a TOML file's path",
    'route.measure("demo-rally")': "measure takes a loaded event",
    "route.measure_track(None)": "path of its file",
    "quality.check(None)": "check takes a loaded event",
    'footprint.account("demo-rally")': "account takes a loaded event",
    'what_if(ev.event, "hvo", 0.5)': "A share is exact",
    "ev.event.with_tables(decisions=None)": "given as a DataFrame",
    'open_report("rase", "demo-rally", "en")': "(race?)",
}  # fmt: skip


@pytest.mark.parametrize("call", WRONG)
def test_a_wrong_call_ends_in_a_sentence_that_says_what_there_is(call: str) -> None:
    with pytest.raises(ReportingError) as refused:
        eval(call, dict(NAMES))
    shown = refused.value._render_traceback_()
    assert WRONG[call] in "\n".join(shown)
    assert max(map(len, shown)) < 700


RIGHT: dict[str, Any] = {
    'ev.what_if(annul=np.array(["PC3"]))': ("PC3 annulled",),
    'ev.what_if(annul=pd.Series(["PC3", "PC3"]))': ("PC3 annulled",),
    "ev.what_if(coefficient=pd.Series({1: 2.0}))": ("crew 1: coefficient 2.0",),
    'ev.what_if(set_time={(np.int64(1), "PC3", "finish"): dt.time(10, 12)})': (
        "crew 1 at PC3, finish: 10:12:00",
    ),
}  # fmt: skip


@pytest.mark.parametrize("call", RIGHT)
def test_what_pandas_gives_is_taken_as_it_is(call: str) -> None:
    made = eval(call, dict(NAMES) | {"np": np, "pd": pd, "dt": dt})
    assert made.changes == RIGHT[call]


def test_points_are_not_subtracted_from_penalties() -> None:
    made = NAMES["ev"].what_if(rulebook="1000-miglia")
    assert made.frame["change"].isna().all()
    assert "only the places are compared" in repr(made)
    assert made.frame["gained"].abs().sum() > 0
    assert made.plot().subtitle.startswith("Places gained")


def test_two_copies_of_an_event_are_not_stacked_as_one(tmp_path: Any) -> None:
    places = [write_package(tmp_path / name, **good_tables()) for name in ("a", "b")]
    with pytest.raises(ReportingError, match="more than once"):
        rp.season(places).crews()


def test_a_small_figure_is_not_rounded_to_nothing() -> None:
    assert "0.00042" in rp.table(pd.DataFrame({"a": [0.000421, 1.23456]}), "x", "y").html
