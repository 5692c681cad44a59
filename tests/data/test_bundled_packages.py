"""Both bundled packages: readable without an error, every row sourced, nothing picked silently."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pytest

from reporting.event import Event, Severity, load
from support.project import ROOT

if TYPE_CHECKING:
    import pandas as pd

EVENTS = ("coppa-delle-alpi-2024", "experience-italy-2025")
SOURCED = ("waypoints", "facts", "published_results", "encounters", "controls", "entries")
BILINGUAL = ("note", "role", "theme", "practice", "reason")


@cache
def package(event_id: str) -> Event:
    return load(ROOT / "data" / "events" / event_id)


@pytest.fixture(params=EVENTS)
def event(request: pytest.FixtureRequest) -> Event:
    return package(request.param)


def texts(table: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Give column and text of each cell that holds one."""
    for column in table.columns:
        for value in table[column].dropna():
            if isinstance(value, str):
                yield column, value


def test_a_bundled_package_has_no_error_and_no_warning(event: Event) -> None:
    grave = [finding.as_json() for finding in event.findings if finding.severity != Severity.NOTE]
    assert grave == []


def test_no_column_of_a_bundled_package_is_called_unused(event: Event) -> None:
    unknown = [(one.table, one.column) for one in event.findings if one.code == "column-unknown"]
    assert unknown == []


def test_every_row_names_its_source(event: Event) -> None:
    for name in SOURCED:
        table = event[name]
        if len(table):
            assert table["source"].notna().all(), name


def test_every_published_length_names_its_source(event: Event) -> None:
    lengths = [length for leg in event.info.legs for length in leg.published_km]
    assert lengths
    assert all(length.source.strip() for length in lengths)


def test_what_readers_see_stands_in_both_languages(event: Event) -> None:
    for name, table in event.tables.items():
        for column in BILINGUAL:
            if f"{column}_en" in table.columns:
                both = table[column].notna() == table[f"{column}_en"].notna()
                assert both.all(), (name, column)


def test_every_fact_is_called_by_one_name_in_each_language(event: Event) -> None:
    for language in ("it", "en"):
        names = event["facts"].groupby("key")[f"label_{language}"].agg(["nunique", "count", "size"])
        assert names["nunique"].eq(1).all()
        assert names["count"].eq(names["size"]).all()


def test_a_fact_says_how_it_is_read_and_how_it_is_known(event: Event) -> None:
    facts = event["facts"]
    kinds = {"figure", "list", "country", "words", "time", "date", "year"}
    assert set(facts["kind"]) <= kinds
    assert set(facts["status"]) <= {"published", "derived", "searched"}
    for value in facts.loc[facts["kind"] == "figure", "value"]:
        Decimal(value)


def test_italian_keeps_its_accents(event: Event) -> None:
    # An apostrophe after a last vowel, or a word that lost its accent, is how they get lost.
    lost = re.compile(r"\b(?:citta|universita|attivita|penalita|perche|piu)\b|[aeiou]'(?:\s|$)")
    for name, table in event.tables.items():
        found = [text for column, text in texts(table) if lost.search(text.casefold())]
        assert found == [], name


def test_a_place_that_was_only_recalled_says_that_it_was_not_surveyed(event: Event) -> None:
    places = event["waypoints"]
    recalled = places[places["confidence"] == "recalled"]
    assert recalled["source"].str.contains("not surveyed").all()
    assert not places.loc[places["confidence"] == "seen", "source"].str.contains("surveyed").any()
