"""Coppa delle Alpi 2024: every published figure is there, with the figures that contradict it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reporting.event import Event, load
from support.project import ROOT


@pytest.fixture(scope="module")
def event() -> Event:
    return load(ROOT / "data" / "events" / "coppa-delle-alpi-2024")


def values(event: Event, key: str) -> list[str]:
    """Return the different values that were published under `key`, in order."""
    facts = event["facts"]
    return list(dict.fromkeys(facts.loc[facts["key"] == key, "value"]))


def test_no_time_is_invented(event: Event) -> None:
    assert event.info.provenance.timing == "none"
    for table in ("entries", "starts", "passages", "detections", "decisions"):
        assert not event.has(table)
    assert event["controls"][["km", "target_s", "target_kmh"]].isna().all(axis=None)


def test_five_legs_on_five_days_and_a_day_before_and_after(event: Event) -> None:
    assert [leg.number for leg in event.info.legs] == [1, 2, 3, 4, 5]
    assert [leg.date.isoformat() for leg in event.info.legs] == [
        *("2024-04-29", "2024-04-30", "2024-05-01", "2024-05-02", "2024-05-03")
    ]
    assert (event.info.start.isoformat(), event.info.end.isoformat()) == (
        "2024-04-28",
        "2024-05-04",
    )


def test_every_length_of_a_leg_that_was_published_stands(event: Event) -> None:
    lengths = {
        leg.number: [int(length.value) for length in leg.published_km] for leg in event.info.legs
    }
    assert {leg: set(found) for leg, found in lengths.items()} == {
        1: {370},
        2: {285},
        3: {370},
        4: {395, 390},
        5: {160, 200},
    }


def test_the_totals_contradict_each_other(event: Event) -> None:
    assert {"1300", "1580", "1600", "1620"} <= set(values(event, "total_km"))


def test_the_derived_total_is_the_sum_of_the_legs_as_announced(event: Event) -> None:
    facts = event["facts"]
    derived = facts[(facts["key"] == "total_km") & (facts["status"] == "derived")]
    announced = sum(leg.published_km[0].value for leg in event.info.legs)
    assert derived["value"].map(Decimal).tolist() == [announced]


def test_eight_cars_of_experts_against_ten_announced(event: Event) -> None:
    assert values(event, "expert_cars") == ["8", "10"]


def test_the_field_and_the_trials(event: Event) -> None:
    assert values(event, "crews") == ["30"]
    assert values(event, "time_trials") == ["90"]
    assert values(event, "average_trials") == ["18"]


def test_seven_countries_counted_named_and_driven_through(event: Event) -> None:
    seven = {"IT", "SI", "AT", "DE", "CH", "LI", "FR"}
    assert values(event, "countries") == [str(len(seven))]
    assert set(values(event, "country")) == seven
    assert event["waypoints"]["country"].nunique() == len(seven)


def test_nineteen_people_were_met(event: Event) -> None:
    people = event["encounters"]
    # The last two, without a leg, at the closing conference.
    assert people.groupby("leg", dropna=False).size().tolist() == [5, 2, 3, 5, 2, 2]
    assert people["person"].is_unique


def test_the_organisers_spelling_is_kept_beside_the_usual_one(event: Event) -> None:
    people = event["encounters"].set_index("name_as_published")
    assert people.loc["Daniel Geisman", "person"] == "Daniel Geissmann"
    assert people.loc["Corinne Reuteler", "organisation"] == "Menuhin Festival"
    assert people.loc["Corinne Reuteler", "organisation_as_published"] == "Menhuin Festival"
    differing = people[people.index != people["person"]]
    assert differing["note"].notna().all()


@pytest.mark.parametrize("name", ["Roberta Alverà", "Giuseppe Argirò", "Jean Pierre Fosson"])
def test_names_keep_their_accents(event: Event, name: str) -> None:
    assert name in set(event["encounters"]["person"])


def test_each_leg_has_its_theme(event: Event) -> None:
    themes = event["encounters"].groupby("leg", dropna=False)["theme"].agg(["nunique", "first"])
    assert themes["nunique"].eq(1).all()
    assert themes["first"].is_unique


def test_the_places_of_the_people_are_places_of_the_route(event: Event) -> None:
    names = " / ".join(event["waypoints"]["name"])
    assert [place for place in event["encounters"]["place"] if place not in names] == []


@pytest.mark.parametrize(
    ("key", "heights"),
    [
        ("vrsic", ["1611"]),
        ("tre_croci", ["1809"]),
        ("giau", ["2236"]),
        ("pordoi", ["2239"]),
        ("sella", ["2240"]),
        ("gardena", ["2119"]),
        ("furcia", ["1789", "1759"]),
        ("resia", ["1455", "1504", "1507"]),
        ("ofen", ["2149"]),
        ("foscagno", ["2291"]),
        ("bernina", ["2330"]),
        ("julier", ["2284"]),
        ("pillon", ["1546"]),
        ("montets", ["1461"]),
        ("forclaz", ["1527"]),
        ("brenner", ["1370"]),
        ("eira", ["2208"]),
        ("sella_nevea", ["1190"]),
    ],
)
def test_every_height_of_a_pass_that_was_published_stands(
    event: Event, key: str, heights: list[str]
) -> None:
    assert values(event, f"pass_height_{key}") == heights


def test_no_pass_is_higher_than_the_bernina(event: Event) -> None:
    places = event["waypoints"]
    passes = places[places["kind"] == "pass"]
    assert len(passes) == 18
    highest = passes.loc[passes["elevation_m"].map(float).idxmax()]
    assert (highest["name"], int(highest["elevation_m"])) == ("Passo del Bernina", 2330)


def test_the_podium_and_the_trophy(event: Event) -> None:
    results = event["published_results"]
    crews = results[["ranking", "position", "driver", "codriver", "year"]].itertuples(
        index=False, name=None
    )
    assert list(crews) == [
        ("overall", 1, "Stefano Ginesi", "Susanna Rohr", 1934),
        ("overall", 2, "Michel Decremer", "Marie Mertens", 1951),
        ("overall", 3, "Sergio Carrara", "Walter Consoli", 1953),
        ("Trofeo St. Moritz", 1, "Jeffrey Gault", "Paul McCarthy", 1955),
    ]


def test_the_partners_and_the_conference(event: Event) -> None:
    assert values(event, "partner") == [
        "Consorzio AASTER",
        "Università della Montagna",
        "Fondazione Altagamma",
        "Regione Valle d'Aosta",
    ]
    assert values(event, "conference_title") == ["Viaggio nella piattaforma alpina in divenire"]
    assert values(event, "conference_date") == ["2024-05-04"]


def test_no_number_of_trials_is_invented(event: Event) -> None:
    controls = event["controls"].set_index("code")
    known = controls.loc[controls["kind"] == "PC", "trials"].dropna()
    assert known.to_dict() == {"PC-predil": "7", "PC-giau": "7", "PC-sella": "7"}
