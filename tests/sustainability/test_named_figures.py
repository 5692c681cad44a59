"""A figure of the sustainability report says what it holds, of what and by which rule."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from markupsafe import Markup

from reporting.charts.footprint import uncertainty
from reporting.footprint import statement
from reporting.publish import open_sustainability
from reporting.story.footprint import commitments, editions, lists, tables
from reporting.story.footprint.disclosure_index import frameworks, index
from reporting.story.footprint.telling import tell
from reporting.story.prose import prose
from reporting.story.voice import Voice
from support.footprint import line, package

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("it", "en")
DEMO, SCREENING = "demo-rally", "experience-italy-2025"
each_language = pytest.mark.parametrize("language", LANGUAGES)


@cache
def report(event: str, language: str) -> Any:
    return open_sustainability(event, language)


def words(value: Any) -> str:
    return " ".join(str(Markup(value or "").striptags()).split())


def cover(event: str, language: str) -> str:
    return words(" · ".join(report(event, language).cover_facts))


@each_language
def test_a_cover_of_one_category_names_it(language: str) -> None:
    said = {
        "it": "è stimata 1 categoria su 13: vetture in gara",
        "en": "1 of 13 categories is estimated: competing cars",
    }
    assert said[language] in cover(SCREENING, language)


@each_language
def test_a_cover_names_lines_that_are_missing(language: str) -> None:
    assert {"it": "non stimate: 3 righe", "en": "not estimated: 3 lines"}[language] in cover(
        DEMO, language
    )


@each_language
def test_crews_are_counted_as_those_entered(language: str) -> None:
    fp = report(DEMO, language).footprint
    table = tables.intensities(fp)
    assert table is not None
    assert {"it": "per equipaggio iscritto", "en": "per crew entered"}[language] in {
        words(row["per"]) for row in table.rows
    }
    told = [words(one.meaning) for one in report(DEMO, language).opening_figures]
    said = {"it": "20 equipaggi iscritti", "en": "20 crews entered"}[language]
    assert any(said in one for one in told)


def test_crews_that_were_published_are_not_called_entered(tmp_path: Path) -> None:
    fact = [{"key": "cars", "value": 27, "unit": "", "source": "prova", "published_at": ""}]
    fp = tell(event := package(tmp_path, line(), facts=fact), statement(event), Voice("it"))
    table = tables.intensities(fp)
    assert table is not None
    assert [words(row["per"]) for row in table.rows] == ["per equipaggio"]


@each_language
def test_kilometres_that_divide_have_their_unit(language: str) -> None:
    table = tables.intensities(report(SCREENING, language).footprint)
    assert table is not None
    thousands = {"it": "15.120 km", "en": "15,120 km"}[language]
    assert thousands in {words(row["count"]) for row in table.rows}


@each_language
def test_a_spread_is_never_called_the_ends_of_the_interval(language: str) -> None:
    """An interval takes 1.96 deviations, a spread two: neither gives the other."""
    fp = report(SCREENING, language).footprint
    known = fp.statement["uncertainty"]
    ((_, spread), *others) = known["gsd_squared"].items()
    assert {value for _, value in others} == {spread}
    assert known["dependent_location_kg"][1] == pytest.approx(
        fp.statement["total_location_kg"] * math.exp(1.96 * math.log(spread) / 2), rel=1e-4
    )
    text = words(prose("sustainability", "uncertainty", Voice(language), fp=fp))
    assert {"it": "a due deviazioni standard", "en": "at two standard deviations"}[language] in text
    chart = uncertainty.tornado(report(DEMO, language).footprint)
    assert "95" not in chart.subtitle
    assert not re.search(r"\briga\b|\bline\b", chart.title)


@each_language
def test_what_makes_the_uncertainty_is_an_activity(language: str) -> None:
    labels = [one.label for one in report(SCREENING, language).opening_figures]
    said = {"it": "Incertezza da una sola attività", "en": "Uncertainty from one activity"}
    assert said[language] in labels


@each_language
def test_shares_of_made_up_data_say_so(language: str) -> None:
    assert all(one.notice for one in report(DEMO, language).opening_figures)


@each_language
def test_restatements_answer_what_asks_for_them(language: str) -> None:
    fp = report(DEMO, language).footprint
    table = index(fp, "GRI")
    assert table is not None
    (answer,) = (words(row["answer"]) for row in table.rows if words(row["code"]) == "2-4")
    (run,) = fp.statement["published"]
    for basis in ("location", "market"):
        change = fp.statement[f"total_{basis}_kg"] - run[f"total_{basis}_kg"]
        assert fp.voice.number(round(change, 1)) in answer


@each_language
def test_an_event_without_an_earlier_run_restates_nothing(language: str) -> None:
    rows = report(SCREENING, language).footprint.statement["index"]
    (asked,) = (row for row in rows if (row["framework"], row["code"]) == ("GRI", "2-4"))
    assert asked["figures"] == {}


@each_language
def test_credits_are_called_credits_alone(language: str) -> None:
    fp = report(DEMO, language).footprint
    assert fp.statement["memo"]["avoided_kgco2e"] > 0
    table = index(fp, "GRI")
    assert table is not None
    (answer,) = (words(row["answer"]) for row in table.rows if words(row["code"]) == "102-10")
    assert not re.search("evitate|avoided", answer)


@each_language
def test_a_sum_names_the_parts_alone_that_are_known(language: str) -> None:
    fp = report(DEMO, language).footprint
    assert fp.statement["metrics"]["metals"]["value"] is None
    table = lists.metrics(fp, "materials", "materials")
    assert table is not None
    named = " ".join(words(row["sources"]) for row in table.rows)
    assert fp.lowered(fp.statement["metrics"]["metals"][language]) not in named
    assert fp.lowered(fp.statement["metrics"]["wood"][language]) in named


@each_language
def test_a_corrected_quantity_has_its_unit(language: str) -> None:
    table = editions.restatements(report(DEMO, language).footprint)
    assert table is not None
    reasons = {words(row["what"]).split()[0]: words(row["reason"]) for row in table.rows}
    assert reasons["E4-01"].endswith("420 L")
    assert reasons["E12-01"].endswith(("18.000 km", "18,000 km"))


@each_language
def test_figures_of_people_come_from_no_inventory(language: str) -> None:
    fp = report(DEMO, language).footprint
    people = lists.metrics(fp, "people", "people")
    energy = lists.metrics(fp, "energy", "energy", "fuel")
    assert people is not None
    assert energy is not None
    tables_of_event = fp.voice.text("source package tables")
    assert people.source == tables_of_event
    assert energy.source.startswith(fp.source)
    # Energy per participant-day divides what is counted by what is told.
    assert energy.source.endswith(tables_of_event)


@each_language
def test_a_source_is_called_one_once(language: str) -> None:
    table = commitments.printed(report(DEMO, language).footprint, "targets")
    assert table is not None
    assert not re.search("fonte|source", table.source, flags=re.I)


@each_language
def test_answers_in_the_index_end_where_a_sentence_does(language: str) -> None:
    fp = report(DEMO, language).footprint
    cut = []
    for framework in frameworks(fp):
        table = index(fp, framework)
        assert table is not None
        cut += [one for row in table.rows if (one := words(row["answer"])).endswith("…")]
    assert len(cut) > 10
    whole = [one for one in cut if re.search(r"[.!?] …$", one)]
    assert len(whole) > len(cut) * 0.9  # the others are one long sentence


@each_language
def test_masses_of_one_table_have_as_many_decimals(language: str) -> None:
    table = lists.metrics(report(DEMO, language).footprint, "water-waste", "water", "waste")
    assert table is not None
    column = next(one for one in table.columns if one.key == "value")
    tonnes = [words(column.show(row["value"])) for row in table.rows if row["unit"] == "t"]
    assert len(tonnes) > 3
    assert {len(re.split("[.,]", one)[1]) for one in tonnes} == {2}


@each_language
def test_what_is_made_up_is_counted_in_activities(language: str) -> None:
    fp = report(DEMO, language).footprint
    n = fp.statement["coverage"]["activities"]
    assert fp.statement["coverage"]["lines"] > n
    said = {"it": f"{n} attività su {n}", "en": f"{n} of {n} activities"}[language]
    assert any(said in one for one in fp.caveats)
