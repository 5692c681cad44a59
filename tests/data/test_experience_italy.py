"""Experience Italy 2025: what is published is there; the simulated times give it back."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

import pandas as pd
import pytest

from reporting.event import Event, load
from reporting.scoring import Standings, score
from support.project import ROOT

NAMED = {
    "Alfonso Facchini",
    "Luigia Olivetti",
    "Flavio Bettinaldi",
    "Sonia Facchini",
    "Fabio Vergamini",
    "Anna Maria Fabrizi",
}
PLACES_IN_RUNNING_ORDER = [
    *("CT Salerno", "PC Marina d'Arechi", "PM Fiume Sele", "PC Sicignano degli Alburni"),
    *("PM Sicignano degli Alburni – Petina", "PM Tito", "CT Potenza", "PM Vaglio Basilicata"),
    *("PC Cupolicchio", "PM Tricarico – Piano Sottani", "PC Grassano", "CO Matera"),
    *("CT Gioia del Colle", "PM Noci – Alberobello", "PC Kartodromo 90", "PC Circuito del Levante"),
    *("CT Castel del Monte", "CO Bari"),
]


@pytest.fixture(scope="module")
def event() -> Event:
    return load(ROOT / "data" / "events" / "experience-italy-2025")


@pytest.fixture(scope="module")
def standings(event: Event) -> Standings:
    return score(event)


@pytest.fixture(scope="module")
def roads(event: Event) -> pd.DataFrame:
    """The passages in each crew's order on the road, with leg and km of their control."""
    controls = event["controls"][["code", "leg", "seq", "km"]]
    joined = event["passages"].merge(controls, left_on="control", right_on="code")
    joined["km"] = joined["km"].map(float)
    return joined.sort_values(["number", "leg", "time"])


def values(event: Event, key: str) -> list[str]:
    """Return the different values that were published under `key`, in order."""
    facts = event["facts"]
    return list(dict.fromkeys(facts.loc[facts["key"] == key, "value"]))


def winners(event: Event, ranking: str) -> list[tuple[object, ...]]:
    """Return (position, driver) as published for `ranking`."""
    results = event["published_results"]
    rows = results[results["ranking"] == ranking].sort_values("position")
    return list(rows[["position", "driver"]].itertuples(index=False, name=None))


# ------------------------------------------------------------------------------------- published


def test_the_length_is_published_once_for_all_and_twice_for_leg_1(event: Event) -> None:
    first, second = event.info.legs
    assert values(event, "total_km") == ["560"]
    assert [length.value for length in first.published_km] == [315, 317]
    assert second.published_km == ()


def test_what_is_left_for_leg_2_is_derived_from_each_length_of_leg_1(event: Event) -> None:
    facts = event["facts"]
    derived = facts[facts["key"] == "leg_2_km"]
    first = event.info.legs[0].published_km
    assert derived["value"].map(Decimal).tolist() == [560 - length.value for length in first]
    assert derived["status"].eq("derived").all()


def test_the_field_as_published(event: Event) -> None:
    assert values(event, "cars") == ["27"]
    assert values(event, "prewar_cars") == ["3"]
    assert values(event, "prewar_car") == ["BMW 328, 1938", "BMW 328, 1939", "MG TB, 1939"]
    assert values(event, "ferraris") == ["6"]


def test_four_unesco_sites_with_their_number_and_year(event: Event) -> None:
    places = event["waypoints"]
    sites = places[places["kind"] == "unesco"]
    assert dict(zip(sites["unesco_id"], sites["inscribed"], strict=True)) == {
        "830": "1997",
        "670": "1993",
        "787": "1996",
        "398": "1996",
    }
    assert values(event, "unesco_sites") == [str(len(sites))]
    assert values(event, "unesco_site") == sites["name"].tolist()


def test_ten_partners_and_since_when_the_first_is_one(event: Event) -> None:
    partners = values(event, "partner")
    assert len(partners) == 10
    assert partners[0] == "Chopard"
    assert values(event, "partner_since") == ["1988"]


def test_three_regions_from_sea_to_sea(event: Event) -> None:
    assert values(event, "region") == ["Campania", "Basilicata", "Puglia"]
    assert event["waypoints"]["region"].unique().tolist() == values(event, "region")


def test_the_announced_trials_of_the_afternoon_are_split_by_difference(event: Event) -> None:
    (announced,) = values(event, "time_trials_leg_1_afternoon")
    (first,) = values(event, "time_trials_cupolicchio")
    (second,) = values(event, "time_trials_grassano")
    assert int(announced) == int(first) + int(second)


def test_the_prologue_is_a_published_result_and_no_control(event: Event) -> None:
    assert winners(event, "Trofeo Città di Sorrento") == [(1, "Flavio Bettinaldi")]
    assert event["controls"]["trophy"].dropna().unique().tolist() == ["Trofeo J.P. Morgan"]


def test_published_misprints_are_kept_as_misprints(event: Event) -> None:
    assert values(event, "misprint") == ["B.M.W. 238", "Ferrari 208 GTS del 2017"]


# ------------------------------------------------------------------------------------- simulated


def test_the_package_says_in_both_languages_that_its_times_are_simulated(event: Event) -> None:
    assert event.info.provenance.timing == "simulated"
    assert "simulati" in event.info.provenance.note.it
    assert "simulated" in event.info.provenance.note.en
    assert event["passages"]["source"].eq("simulated").all()


def test_the_entry_list_has_the_published_counts(event: Event) -> None:
    entries = event["entries"]
    assert len(entries) == 27
    assert (entries["year"] < 1940).sum() == 3
    ferraris = entries[entries["make"] == "Ferrari"]
    assert len(ferraris) == 6
    assert ferraris["year"].min() == 1985


def test_every_make_was_named_by_somebody(event: Event) -> None:
    named = {"BMW", "MG", "Ferrari"}
    named |= set(values(event, "make_of_the_fifties")) | set(values(event, "make_seen"))
    assert set(event["entries"]["make"]) == named


def test_nobody_is_invented(event: Event) -> None:
    entries = event["entries"]
    people = {*entries["driver"], *entries["codriver"].dropna()}
    assert people >= NAMED
    nameless = entries[~entries["driver"].isin(NAMED)]
    assert people - NAMED == set(nameless["driver"])
    assert nameless["driver"].tolist() == [
        f"Equipaggio {number:02}" for number in nameless["number"]
    ]
    assert nameless["codriver"].isna().all()
    assert entries[["team", "driver_country", "codriver_country"]].isna().all(axis=None)


def test_what_is_simulated_in_an_entry_is_named(event: Event) -> None:
    entries = event["entries"].set_index("driver")
    simulated = {driver: set(words.split()) for driver, words in entries["simulated"].items()}
    assert all(simulated[driver] == {"number", "coefficient"} for driver in NAMED & set(simulated))
    # Cars that the press named: the model is published, the year of the 296 is not.
    assert "model" not in simulated["Equipaggio 02"] | simulated["Equipaggio 27"]
    assert "year" in simulated["Equipaggio 27"] - simulated["Equipaggio 20"]
    assert simulated["Equipaggio 07"] >= {"driver", "make", "model", "year"}


def test_the_coefficient_follows_from_the_year_of_build(event: Event) -> None:
    entries = event["entries"]
    expected = [1 + Decimal(int(year) % 100) / 100 for year in entries["year"]]
    assert entries["coefficient"].tolist() == expected


def test_the_controls_come_in_the_published_order(event: Event) -> None:
    controls = event["controls"].sort_values(["leg", "seq"])
    met = controls["kind"] + " " + controls["name"].str.replace(r" \d+$", "", regex=True)
    places = list(dict.fromkeys(met))
    assert len(places) == len(PLACES_IN_RUNNING_ORDER)
    for place, wanted in zip(places, PLACES_IN_RUNNING_ORDER, strict=True):
        assert place.startswith(wanted)


@pytest.mark.parametrize(
    ("place", "key"),
    [
        ("Marina d'Arechi", "time_trials_marina_d_arechi"),
        ("Cupolicchio", "time_trials_cupolicchio"),
        ("Grassano", "time_trials_grassano"),
    ],
)
def test_a_series_has_as_many_trials_as_published(event: Event, place: str, key: str) -> None:
    controls = event["controls"]
    series = controls[(controls["kind"] == "PC") & controls["name"].str.startswith(place)]
    assert values(event, key) == [str(len(series))]


def test_an_assumed_number_of_trials_says_so(event: Event) -> None:
    controls = event["controls"]
    trials = controls[controls["kind"] == "PC"]
    assumed = trials[trials["assumed"].str.split().map(lambda words: "row" in words)]
    places = assumed["name"].str.replace(r" \d+$", "", regex=True).unique().tolist()
    assert places == [
        "Sicignano degli Alburni",
        "Grassano",
        "Kartodromo 90, Turi",
        "Circuito del Levante, Binetto",
    ]


def test_the_five_trials_of_the_trophy_are_linked(event: Event) -> None:
    controls = event["controls"]
    trophy = controls[controls["trophy"] == "Trofeo J.P. Morgan"].sort_values("seq")
    codes = trophy["code"].tolist()
    assert trophy["starts_at"].fillna("").tolist() == ["", *codes[:-1]]


def test_no_imposed_average_reaches_50_kmh(event: Event) -> None:
    speeds = event["controls"]["target_kmh"].dropna()
    assert len(speeds) == 6
    assert max(speeds) < 50


def test_the_first_car_leaves_at_half_past_seven_and_the_others_a_minute_apart(
    event: Event,
) -> None:
    starts = event["starts"].sort_values(["leg", "time"])
    first = starts[starts["leg"] == 1]["time"]
    assert first.iloc[0] == pd.Timestamp("2025-04-11 07:30", tz="Europe/Rome")
    for _, leg in starts.groupby("leg"):
        assert leg["time"].diff().dropna().eq(pd.Timedelta(minutes=1)).all()


# ------------------------------------------------------------------------- what the times give


def test_the_times_give_the_published_podium(event: Event, standings: Standings) -> None:
    overall = standings.rankings["overall"]
    podium = overall.loc[overall["position"] <= 3, ["position", "driver"]]
    assert list(podium.itertuples(index=False, name=None)) == winners(event, "overall")
    assert standings.status == "simulated"


def test_the_times_give_the_trophy_with_its_mean_error(event: Event, standings: Standings) -> None:
    trophy = standings.rankings["Trofeo J.P. Morgan"]
    first = trophy[trophy["position"] == 1]
    assert list(first[["position", "driver"]].itertuples(index=False, name=None)) == winners(
        event, "Trofeo J.P. Morgan"
    )
    results = standings.results
    codes = standings.controls.loc[standings.controls["trophy"] == "Trofeo J.P. Morgan", "code"]
    own = results[results["control"].isin(codes) & (results["number"] == first["number"].iloc[0])]
    errors = [abs(Decimal(str(deviation))) for deviation in own["deviation_s"]]
    (published,) = values(event, "jp_morgan_mean_error")
    assert sum(errors) / len(errors) == Decimal(published) == Decimal("0.04")


def test_the_times_give_the_published_supercar(event: Event, standings: Standings) -> None:
    supercars = standings.rankings["category:Supercar"]
    first = supercars[supercars["position"] == 1]
    assert list(first[["position", "driver"]].itertuples(index=False, name=None)) == winners(
        event, "Supercar"
    )
    assert len(supercars) == 5


def test_the_margins_are_those_of_a_regularity_rally(standings: Standings) -> None:
    ranked = standings.rankings["overall"].dropna(subset=["position"])
    totals = ranked["total"].map(float)
    assert totals.is_unique
    assert 250 < totals.min() < 600
    assert 1500 < totals.max() < 3500
    # Nobody is ever perfect, nobody is far off all day.
    trials = standings.results[standings.results["kind"] == "PC"]
    typical = trials["deviation_s"].dropna().map(lambda value: abs(float(value))).median()
    assert 0.05 < typical < 0.2


def test_a_prewar_car_beats_a_younger_one_in_spite_of_its_coefficient(
    standings: Standings,
) -> None:
    podium = standings.rankings["overall"].head(3)
    assert podium["coefficient"].map(str).tolist() == ["1.38", "1.39", "1.17"]
    assert podium["net"].map(float).is_monotonic_increasing


# --------------------------------------------------------------------------- plausible to a check


def test_each_car_passes_its_controls_in_running_order(roads: pd.DataFrame) -> None:
    for _, crew in roads.groupby(["number", "leg"]):
        assert crew["seq"].is_monotonic_increasing


def test_nobody_drives_faster_or_slower_than_a_road_allows(roads: pd.DataFrame) -> None:
    for _, crew in roads.groupby(["number", "leg"]):
        for before, after in pairwise(crew.itertuples()):
            distance = after.km - before.km
            if distance < 3:
                continue
            hours = (after.time - before.time).total_seconds() / 3600
            assert 10 < distance / hours < 80, (before, after)


def test_two_cars_are_never_on_one_line_together(roads: pd.DataFrame) -> None:
    lines = roads[roads["point"].isin(["start", "finish"])]
    for _, line in lines.groupby(["control", "point"]):
        gaps = line["time"].sort_values().diff().dropna()
        assert gaps.min() > pd.Timedelta(seconds=35)


def test_the_reports_have_special_cases_to_show(event: Event, standings: Standings) -> None:
    results = standings.results
    assert set(event["decisions"]["action"]) == {"annul", "assign_average", "set_time"}
    assert set(results.loc[results["annulled"], "control"]) == {"PC19"}
    assert event["entries"]["status"].dropna().tolist() == ["DNF"]
    ranked = standings.rankings["overall"].dropna(subset=["position"])
    missed = results[results["missed"] & results["number"].isin(ranked["number"])]
    assert missed["kind"].tolist() == ["CT", "PC"]
    assert (ranked["co"] > 0).sum() == 2


def test_nothing_that_goes_wrong_happens_to_a_crew_with_a_name(
    event: Event, standings: Standings
) -> None:
    named = event["entries"].loc[event["entries"]["driver"].isin(NAMED), "number"].map(str)
    decided = set(event["decisions"]["number"].map(str))
    assert decided.isdisjoint(named)
    results = standings.results
    theirs = results[results["number"].map(str).isin(set(named))]
    assert not theirs[["missed", "capped"]].any(axis=None)


def test_every_decision_says_that_it_is_simulated(event: Event) -> None:
    decisions = event["decisions"]
    assert decisions["reason"].str.contains("simulata").all()
    assert decisions["reason_en"].str.contains("simulated").all()
    assert all(re.search("simulata", document) for document in decisions["document"])
