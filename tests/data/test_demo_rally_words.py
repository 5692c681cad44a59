"""What the demonstration rally says of itself in words agrees with its own tables."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from shapely.geometry import Point

from reporting.event.loader import load
from reporting.route.protected_areas import protected_areas
from support.project import ROOT

if TYPE_CHECKING:
    from reporting.event import Event

PACKAGE = ROOT / "data" / "events" / "demo-rally"
LANGUAGES = ("", "_en")


@cache
def rally() -> Event:
    return load(PACKAGE)


def row(table: str, **having: str) -> pd.Series:
    """Return the one row of a table that has these cells."""
    frame = rally()[table]
    for column, value in having.items():
        frame = frame[frame[column] == value]
    (found,) = (one for _, one in frame.iterrows())
    return found


def litres(factor: str, *, like: str = "") -> int:
    frame = rally()["activities"]
    own = frame[(frame["factor"] == factor) & frame["description"].str.contains(like)]
    return int(own["quantity"].sum())


@pytest.mark.parametrize("suffix", LANGUAGES)
def test_its_local_suppliers_are_of_the_municipalities_crossed(suffix):
    said = row("statements", subject="local_economy")[f"text{suffix}"]
    assert "comuni attraversati" in said or "municipalities crossed" in said
    suppliers = rally()["suppliers"]
    local = suppliers[suppliers["local"].astype(bool)]
    assert set(local["place"]) <= set(rally()["waypoints"]["municipality"])
    share = local["spend_eur"].sum() / suppliers["spend_eur"].sum()
    assert round(float(share), 1) == 0.6  # six euros out of ten


@pytest.mark.parametrize("suffix", LANGUAGES)
def test_the_start_is_when_its_words_say(suffix):
    starts = rally()["starts"]
    first = starts[starts["leg"] == 1]["time"].min()
    clock = f"{first.hour}:{first.minute:02d}"
    answer = row("stakeholders", group="residenti della zona di partenza")[f"answered{suffix}"]
    impacts = row("statements", subject="local_impacts")[f"text{suffix}"]
    for said in (answer, impacts):
        assert re.findall(r"\b\d{1,2}(?::\d\d)?\b", said)[0] == clock


@pytest.mark.parametrize("suffix", LANGUAGES)
def test_the_bottles_that_it_buys_are_named_where_it_says_that_it_hands_out_none(suffix):
    assert f"{litres('bottled-water')} L" in row("actions", id="A1")[f"result{suffix}"]


@pytest.mark.parametrize("suffix", LANGUAGES)
def test_the_fuel_that_it_compares_its_hvo_with_is_that_of_all_service_vehicles(suffix):
    frame = rally()["activities"]
    own = frame.query("event_category == 'E4' and scope == '1' and unit == 'L'")
    said = row("actions", id="A3")[f"result{suffix}"]
    figures = [int(re.sub(r"[.,]", "", one)) for one in re.findall(r"\d[\d.,]*", said)]
    assert figures == [litres("hvo", like="Furgoni di servizio"), int(own["quantity"].sum())]
    assert "mezzi di servizio" in said or "service vehicles" in said


def test_an_action_of_several_legs_stands_in_none():
    finishes = rally()["waypoints"].query("kind == 'finish'")
    action = row("actions", id="A4")
    assert all(name in action["place"] for name in ("Seefeld", "Lago di Resia"))
    assert set(finishes["leg"]) == {1, 2}
    assert pd.isna(action["leg"])


def test_the_areas_that_the_road_crosses_are_among_the_sites():
    areas = protected_areas(rally())
    sites = rally()["sites"]
    for italian, english in areas.shapes:
        site = row("sites", name=italian)
        assert site["name_en"] == english
        assert float(site["distance_km"]) == 0
    assert set(sites["kind"]) >= {"protected_area"}


@pytest.mark.parametrize("suffix", LANGUAGES)
def test_the_only_trials_within_a_protected_area_are_those_it_names(suffix):
    areas = protected_areas(rally())
    controls = rally()["controls"]
    inside = [
        one["name"]
        for _, one in controls.dropna(subset=["lat"]).iterrows()
        if any(shape.covers(Point(one["lon"], one["lat"])) for shape in areas.shapes.values())
    ]
    assert {name.rpartition(" ")[0] for name in inside} == {"Fliess"}
    assert "Fliess" in row("statements", subject="biodiversity")[f"text{suffix}"]
