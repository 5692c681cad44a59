"""What the journey counts comes from its tables, and conflicts between sources stay visible."""

from __future__ import annotations

from functools import cache

import pytest

from reporting.errors import UsageError
from reporting.event import load
from reporting.publish import open_journey
from reporting.route import measure
from reporting.story.journey import tables
from reporting.story.journey.telling import Journey, tell
from reporting.story.opening_figures import of_journey
from reporting.story.voice import Voice
from support.journey import BUNDLED, bundled, text_of


@cache
def journey(language: str = "it", legs: tuple[int, ...] | str = "all") -> Journey:
    event = load(BUNDLED)
    return tell(event, measure(event), Voice(language), legs)


def count(key: str) -> int:
    fact = journey().facts[key]
    assert fact is not None
    return int(fact.number)


def test_five_legs_and_six_days_with_the_conference() -> None:
    assert (count("legs"), count("days")) == (5, 6)
    closing = journey().closing
    assert closing is not None
    assert closing.date is not None
    assert closing.date.isoformat() == "2024-05-04"


def test_seven_countries() -> None:
    assert count("countries") == 7
    assert set(journey("en").countries) == {
        *("Italy", "Slovenia", "Austria", "Germany", "Switzerland", "Liechtenstein", "France")
    }


def test_nineteen_people_day_by_day() -> None:
    assert count("people") == 19
    assert [len(day.people) for day in journey().days] == [5, 2, 3, 5, 2, 2]


def test_one_theme_for_each_of_five_legs() -> None:
    assert count("themes") == 5
    assert all(len(stage.themes) == 1 for stage in journey().stages)


@pytest.mark.parametrize("language", ["it", "en"])
def test_eight_expert_cars_are_printed_with_the_ten_that_were_announced(language: str) -> None:
    fact = journey(language).facts["expert_cars"]
    assert fact is not None
    assert [int(one.number) for one in fact.variants] == [8, 10]
    text = text_of(bundled(language))
    assert {"it": "8 o 10", "en": "8 or 10"}[language] in text
    for one in fact.variants:
        assert one.source in text


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_length_of_the_route_is_printed_with_its_source(language: str) -> None:
    fact = journey(language).facts["total_km"]
    assert fact is not None
    assert {1300, 1600, 1620, 1800} == {int(one.number) for one in fact.variants}
    text = text_of(bundled(language))
    voice = Voice(language)
    for one in fact.variants:
        assert voice.number(one.number) in text
        assert one.source in text


def test_both_heights_of_a_disputed_pass_are_printed() -> None:
    assert "1.759 o 1.789 m" in text_of(bundled("it"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "it",
            "18 persone incontrate in dieci luoghi di quattro Paesi; la strada ne attraversa sette",
        ),
        ("en", "18 people met in ten places of four countries; the road crosses seven"),
    ],
)
def test_the_countries_of_the_encounters_are_not_those_of_the_road(
    language: str, said: str
) -> None:
    assert said in text_of(bundled(language, "brief")).replace(" ;", ";")
    assert said.partition(" in ")[2].partition(";")[0] in text_of(bundled(language, "full"))


def test_the_column_of_people_adds_up_to_the_opening_figure() -> None:
    table = tables.agenda(journey("it"))
    told = [row["people"] for row in table.rows]
    assert told == ["5", "2", "3", "5", "2", "1 + 1"]
    assert "+: dell’organizzatore" in table.source


@pytest.mark.parametrize(
    ("language", "said"),
    [("it", "oltre 1.600"), ("en", "over 1,600")],
)
def test_a_range_with_an_open_end_is_none(language: str, said: str) -> None:
    (km,) = (one for one in of_journey(journey(language)) if one.key == "total_km")
    assert km.value == said


def test_the_theme_of_the_closing_day_is_told_apart() -> None:
    (themes,) = (one for one in of_journey(journey("it")) if one.key == "themes")
    assert (themes.value, themes.meaning) == ("5", "uno per tappa; a parte, quello della chiusura")


def test_names_keep_their_accents_and_both_spellings() -> None:
    text = text_of(bundled("it"))
    for name in ("Roberta Alverà", "Giuseppe Argirò", "Vršič", "Università della Montagna"):
        assert name in text
    for one, other in (("Daniel Geisman", "Daniel Geissmann"), ("Menhuin", "Menuhin")):
        assert one in text
        assert other in text


def test_places_have_the_name_of_the_readers_language_alone() -> None:
    assert "Brunico · Italia" in text_of(bundled("it"))
    assert "Lucerna · Svizzera" in text_of(bundled("it"))
    assert "Bruneck · Italy" in text_of(bundled("en"))


def test_a_subject_links_places_on_both_sides_of_a_border() -> None:
    energy = journey("en").places_of("energy")
    assert {place.country for place in energy} == {"AT", "IT"}
    assert "energy" in journey("en").crossing_subjects


def test_chosen_legs_alone_are_told_and_counted() -> None:
    some = journey("it", (2, 4))
    assert [stage.number for stage in some.stages] == [2, 4]
    people = some.facts["people"]
    assert people is not None
    assert people.number == 2 + 5 + 2


def test_a_leg_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="asked for: 9"):
        open_journey(BUNDLED, "it", legs=[1, 9])


def test_an_unknown_depth_is_refused() -> None:
    with pytest.raises(UsageError, match="'full' or 'brief', not 'long'"):
        open_journey(BUNDLED, "it", depth="long")


def test_an_event_without_encounters_has_no_journey() -> None:
    with pytest.raises(UsageError, match="no encounters"):
        open_journey("experience-italy-2025", "it")
