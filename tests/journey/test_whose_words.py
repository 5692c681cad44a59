"""Whose words a page of the journey prints: published ones as published, ours as ours."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reporting.charts.journey.district import district_charts
from reporting.event import load
from reporting.publish import open_journey
from reporting.story.journey import tables
from reporting.story.published_facts import titles
from reporting.story.voice import Voice
from support.journey import BUNDLED, bundled, text_of
from support.packages import write_package


@cache
def journey(language: str) -> Any:
    return open_journey(BUNDLED, language).journey


def cells(table: Any, key: str) -> list[str]:
    return [str(getattr(row[key], "striptags", lambda text=row[key]: text)()) for row in table.rows]


def test_names_are_as_published_and_other_spellings_stand_beside_them() -> None:
    for table in (tables.met(journey("it")), tables.practices(journey("it"))):
        told = cells(table, "person")
        assert (
            "Daniel Geisman direttore del museo dei trasporti (Museo Svizzero dei Trasporti); "
            "altrove scritto Daniel Geissmann" in told
        )
        assert any("del Menhuin Festival; altrove scritto Menuhin Festival" in one for one in told)


def test_a_spelling_found_elsewhere_is_not_said_to_be_used_here() -> None:
    table = tables.spellings(journey("it"))
    assert table is not None
    assert [column.key for column in table.columns] == ["what", "published", "elsewhere"]
    assert ("persona", "Daniel Geisman", "Daniel Geissmann") in [
        (row["what"], row["published"], row["elsewhere"]) for row in table.rows
    ]
    # A name without some of its words is no other spelling of it, nor is its translation.
    for language in ("it", "en"):
        shown = tables.spellings(journey(language))
        assert shown is not None
        assert "museo dei trasporti" not in [row["published"] for row in shown.rows]
    assert "usata qui" not in text_of(bundled("it"))
    assert "used here" not in text_of(bundled("en"))


def test_one_sentence_about_four_people_is_printed_once() -> None:
    sentence = "il lavoro nel settore del turismo, festival classici e agricoltura"
    told = cells(tables.practices(journey("it")), "practice")
    assert sum(sentence in one for one in told) == 1
    assert f"Pubblicato insieme per 4 persone: «{sentence}»." in told
    assert told.count("come sopra") == 3
    assert text_of(bundled("it")).count(sentence) == 1


def test_a_days_talking_points_are_not_what_somebody_does() -> None:
    told = cells(tables.practices(journey("it")), "practice")
    assert told[0].startswith("Pubblicato insieme per 5 persone: «varie tematiche")


def test_a_title_that_we_translated_is_in_no_quotation_marks(tmp_path: Path) -> None:
    assert "«Tracce di coscienza" not in text_of(bundled("it"))
    assert "Tracce di coscienza" in text_of(bundled("it"))
    assert "“Traces of place consciousness" in text_of(bundled("en"))
    told = {"key": "conference_session", "value": "Uno", "value_en": "One", "source": "prova"}
    facts = [{**told, "published_in": "en"}, {**told, "value": "Due", "value_en": "Two"}]
    event = load(write_package(tmp_path, timing="none", facts=facts))
    assert titles(event, "conference_session", "it") == [("Uno", True), ("Due", False)]
    assert titles(event, "conference_session", "en") == [("One", False), ("Two", False)]


@pytest.mark.parametrize(
    ("language", "said", "false"),
    [
        ("it", "L'edizione seguente della gara è annunciata: inverno 2025", "tema annunciato."),
        ("en", "The next edition of the race is announced for winter 2025", "announced beforehand"),
    ],
)
def test_what_is_announced_is_said_of_what_it_is(language: str, said: str, false: str) -> None:
    text = text_of(bundled(language))
    assert said in text
    assert false not in text


def test_no_note_repeats_what_its_line_says() -> None:
    assert [note for _, note in journey("it").partners] == [
        "studio preparatorio del progetto",
        *[""] * 3,
    ]
    table = tables.figures(journey("it"))
    assert table is not None
    assert not [one for one in cells(table, "name") if one.endswith("Valle d'Aosta Valle d'Aosta")]


@pytest.mark.parametrize(
    ("language", "said"), [("it", "qui si legge GWh"), ("en", "read here as GWh")]
)
def test_a_unit_that_was_put_right_is_told_at_the_chart(language: str, said: str) -> None:
    charts = district_charts(journey(language).indicators, Voice(language))
    chart = charts["energy"]
    assert chart is not None
    assert said in chart.subtitle
