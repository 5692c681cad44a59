"""The race report tells each decision with what stood before and after it, in both languages."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from reporting.event import load
from reporting.route import measure
from reporting.scoring import score
from reporting.scoring.trail import trail
from reporting.story.crews.field import field_of
from reporting.story.crews.telling import Booklet
from reporting.story.decision_trail import decisions, moves, status_words
from reporting.story.prose import prose
from reporting.story.race.telling import Race, tell
from reporting.story.table import Table
from reporting.story.voice import Voice

EVENT = "experience-italy-2025"


def told_decisions(race: Race) -> Table | None:
    return decisions(race, trail(race.event))


def told_moves(race: Race) -> Table | None:
    return moves(race, trail(race.event))


@cache
def race(language: str) -> Race:
    event = load(EVENT)
    return tell(event, score(event), measure(event), Voice(language))


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_decision_of_the_package_is_a_row(language: str) -> None:
    table = told_decisions(race(language))
    assert table is not None
    assert [row["id"] for row in table.rows] == list(race(language).event["decisions"]["id"])
    assert "<table" in table.html(Voice(language))


def test_a_decision_shows_what_the_trail_computed() -> None:
    told = race("it")
    step = trail(told.event).steps[1]
    (mark,) = step.marks
    move = next(one for one in step.moves["overall"] if one.who == mark.number)
    table = told_decisions(told)
    assert table is not None
    assert move.before is not None
    assert move.after is not None
    row, voice = table.rows[1], Voice("it")
    assert mark.before.penalty is not None
    assert row["penalty"].startswith(voice.number(mark.before.penalty))
    assert voice.number(move.after.total or 0, 2) in row["total"]
    assert row["position"].startswith(voice.ordinal(move.before.position or 0))
    assert row["moved"] == sum(one.moved for one in step.moves["overall"])


def test_positions_that_changed_are_listed_and_no_others() -> None:
    told, table = race("en"), told_moves(race("en"))
    assert table is not None
    expected = [
        one.who for step in trail(told.event).steps for one in step.moves["overall"] if one.moved
    ]
    assert [row["number"] for row in table.rows] == expected


def test_of_a_decision_that_moves_many_the_best_placed_are_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("reporting.story.decision_trail.LISTED", 3)
    told, table = race("it"), told_moves(race("it"))
    assert table is not None
    moved = [one for one in trail(told.event).steps[1].moves["overall"] if one.moved]
    rows = [row for row in table.rows if row["id"] == "D2"]
    assert [row["number"] for row in rows[:3]] == [moved[0].who, moved[1].who, moved[2].who]
    assert f"altri {len(moved) - 3} equipaggi" in rows[3]["crew"]


def test_without_decisions_or_times_nothing_is_told() -> None:
    told = race("it")
    empty = replace(
        told.event, tables={**told.event.tables, "decisions": told.event["decisions"].iloc[:0]}
    )
    assert told_decisions(replace(told, event=empty)) is None
    assert told_moves(replace(told, event=empty)) is None
    assert told_decisions(replace(told, standings=None)) is None


def test_a_reason_from_the_file_is_escaped() -> None:
    told = race("en")
    table = told.event["decisions"].assign(reason_en="<script>x</script>")
    event = replace(told.event, tables={**told.event.tables, "decisions": table})
    found = told_decisions(replace(told, event=event))
    assert found is not None
    html = found.html(Voice("en"))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_the_status_says_revision_and_time_where_there_are_any() -> None:
    standings = race("it").standings
    assert standings is not None
    voice = Voice("it")
    issued = dt.datetime(2025, 4, 12, 18, 30, tzinfo=ZoneInfo("Europe/Rome"))
    official = replace(standings, status="official", revision=2, issued_at=issued)
    assert status_words(official, voice) == (
        "Classifica ufficiale, revisione 2, 12 aprile 2025, ore 18:30"
    )
    first = replace(standings, status="provisional", revision=1, issued_at=None)
    assert status_words(first, voice) == "Classifica provvisoria"
    assert status_words(standings, voice) == "Tempi simulati"
    assert status_words(None, Voice("en")) == "Times not published"


@pytest.mark.parametrize(
    ("language", "says", "status"),
    [
        ("it", "In testa dopo la tappa 1: ", "dopo la tappa 1"),
        ("en", "In the lead after leg 1: ", "after leg 1"),
    ],
)
def test_nobody_has_won_while_there_are_controls_to_come(
    language: str, says: str, status: str
) -> None:
    event, voice = load("demo-rally@leg=1"), Voice(language)
    standings = score(event)
    told = tell(event, standings, measure(event), voice)
    podium = Markup(prose("race", "podium", voice, race=told, f=told.facts)).striptags()
    assert podium.startswith(says)
    assert status_words(standings, voice).endswith(status)
    booklet = Booklet(field_of(event, standings), 1, voice)
    assert booklet.state.endswith(status)
