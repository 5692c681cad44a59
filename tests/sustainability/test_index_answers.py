"""What the indexes answer: in the report's own figures, each datapoint once, in short rows."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from reporting.publish import open_sustainability
from reporting.story.footprint import lists, tables
from reporting.story.footprint.disclosure_index import frameworks, index
from reporting.story.footprint.editions import restatements
from reporting.story.footprint.territory import whole_parts
from support.footprint import line, package

EVENTS = ["coppa-delle-alpi-2024", "demo-rally", "experience-italy-2025"]
LANGUAGES = ["it", "en"]
LONGEST = 900
"""No cell of what is not available is a block of more letters."""


@cache
def footprint(event: str, language: str) -> Any:
    return open_sustainability(event, language).footprint


def words(value: Any) -> str:
    return str(Markup(value or "").striptags())


def rows(event: str, framework: str, language: str = "it") -> list[dict[str, str]]:
    table = index(footprint(event, language), framework)
    assert table is not None
    return [{key: words(cell) for key, cell in row.items()} for row in table.rows]


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_disclosure_stands_in_two_rows_in_the_same_words(event: str, language: str) -> None:
    for framework in frameworks(footprint(event, language)):
        told = [
            (row.get("code"), row["title"])
            for row in rows(event, framework, language)
            if row["class"]
        ]
        assert [one for one in told if told.count(one) > 1] == []


@pytest.mark.parametrize("event", EVENTS)
def test_what_is_answered_is_not_listed_as_not_available(event: str) -> None:
    said = [row for row in rows(event, "VSME") if "Emissioni di gas serra stimate" in row["title"]]
    assert "Scope 3, le 15 categorie e le altre emissioni:" in said[0]["answer"]
    for row in said[1:]:
        assert "Emissioni di gas serra stimate (Scope 1" in row["title"]


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_of_a_concept_and_no_long_block_reaches_a_reader(event: str, language: str) -> None:
    fp = footprint(event, language)
    concepts = {row["concept"] for row in fp.statement["index"] if len(row["concept"]) > 12}
    for framework in frameworks(fp):
        for row in rows(event, framework, language):
            assert not [one for one in concepts if one in row["title"]]
            assert len(row["title"]) < LONGEST


@pytest.mark.parametrize("event", EVENTS[::2])
def test_a_mass_in_an_index_is_in_tonnes_and_carries_the_mark_of_an_estimate(event: str) -> None:
    table = index(footprint(event, "it"), "VSME")
    assert table is not None
    assert table.notice == "Stima preliminare"
    assert "categoria su 13" in table.source
    assert not [row for row in rows(event, "VSME") if "kg CO₂e" in row["answer"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sum_of_the_15_categories_closes_them(language: str) -> None:
    table = tables.scopes(footprint("demo-rally", language))
    told = [words(row["scope"]).replace("\N{NO-BREAK SPACE}", " ") for row in table.rows]
    (place,) = [n for n, row in enumerate(table.rows) if row.get("class") == "subtotal"]
    assert told[place - 1].startswith("3.")
    assert told[place + 1].startswith("3 ")
    assert table.rows[place]["share"].number > 0


def test_the_spread_of_an_activity_is_that_of_all_its_lines() -> None:
    fp = footprint("demo-rally", "it")
    table = lists.contributions(fp)
    for row in table.rows:
        (one,) = [one for one in fp.statement["tornado"] if one["activity"] == row["id"]]
        up = one["location_kg"] * (float(row["spread"].number) - 1)
        assert up == pytest.approx(one["up_kg"])


def test_kilometres_by_country_add_up_to_the_leg() -> None:
    shares = {"AT": 127.6, "IT": 7.6, "CH": 0.2}
    assert sum(whole_parts(shares).values()) == 135
    assert whole_parts({"IT": 185.0}) == {"IT": 185}
    assert whole_parts({}) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_that_was_restated_says_what_it_is(language: str) -> None:
    table = restatements(footprint("demo-rally", language))
    assert table is not None
    lines = [words(row["what"]) for row in table.rows if not row["class"]]
    assert lines
    assert all(" " in one for one in lines)


def test_every_factor_that_was_read_in_a_copy_is_named() -> None:
    fp = footprint("demo-rally", "en")
    copies = [one for one in fp.statement["factors"] if one["verification"] == "secondary"]
    (said,) = [one for one in fp.caveats if "read in a copy" in one]
    assert len(copies) == 2
    assert "residual mix" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_licence_and_cell_are_told_apart(language: str) -> None:
    fp = footprint("demo-rally", language)
    for row, one in zip(lists.factors(fp).rows, fp.statement["factors"], strict=True):
        if one["licence"] and one["cell"]:
            assert words(row["publisher"]).count(" · ") == 1
            assert "of the package" not in words(row["publisher"])


def test_the_italian_annex_names_a_package_s_own_factor_in_italian() -> None:
    shown = [words(row["id"]) for row in lists.factors(footprint("demo-rally", "it")).rows]
    (own,) = [one for one in shown if one.startswith("demo-contract-power")]
    assert "contratto di fornitura" in own


def test_few_figures_without_a_value_are_named(tmp_path: Path) -> None:
    said = open_sustainability("demo-rally", "it").unmeasured
    assert all("grandezz" not in one for one in said)
    event = package(tmp_path, line())
    said = open_sustainability(str(event.folder), "it").unmeasured
    assert all("grandezz" in one for one in said)
