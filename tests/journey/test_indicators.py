"""Every figure on the territory has year and source; recalled ones are never printed."""

from __future__ import annotations

import csv
import re
from html import unescape

import pytest

from reporting.publish import open_journey
from reporting.story.journey import tables
from reporting.story.journey.indicators import indicators
from reporting.story.voice import Voice
from support.journey import BUNDLED, bundled, html_of, text_of
from support.project import ROOT


def rows() -> list[dict[str, str]]:
    path = ROOT / "data" / "reference" / "indicators.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


RECALLED = [row for row in rows() if row["status"] == "recalled"]


def test_there_are_recalled_values_to_leave_out() -> None:
    assert len(RECALLED) == 2


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_indicator_that_may_be_printed_has_year_and_source(language: str) -> None:
    found = indicators(Voice(language))
    assert len(found) == len(rows()) - len(RECALLED)
    assert all(one.year and one.source and one.area for one in found)


@pytest.mark.parametrize("depth", ["full", "brief"])
@pytest.mark.parametrize("language", ["it", "en"])
def test_no_recalled_value_is_printed(language: str, depth: str) -> None:
    text = text_of(bundled(language, depth))
    for row in RECALLED:
        assert row["indicator_it" if language == "it" else "indicator"] not in text
        assert "recalled" not in text.lower()


@pytest.mark.parametrize("depth", ["full", "brief"])
@pytest.mark.parametrize("language", ["it", "en"])
def test_every_card_prints_area_year_and_source(language: str, depth: str) -> None:
    pages = html_of(bundled(language, depth))
    cards = re.findall(r'<div class="pulls indicators">(.*?)</div>', pages, re.DOTALL)
    meanings = [m for card in cards for m in re.findall(r'"meaning">(.*?)</span>', card)]
    known = indicators(Voice(language))
    assert len(meanings) >= 6
    word = Voice(language).text("Source")
    for meaning in meanings:
        assert any(
            f"{one.area}, {one.year}. {word}: {one.source}" == _plain(meaning) for one in known
        ), meaning


def _plain(html: str) -> str:
    return unescape(html).replace("\u2019", "'")


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_row_of_the_annex_has_year_and_source(language: str) -> None:
    table = tables.figures(open_journey(BUNDLED, language).journey)
    assert table is not None
    assert len(table.rows) == len(rows()) - len(RECALLED)
    assert all(row["year"] and row["source"] for row in table.rows)


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_charts_tell_the_years_of_their_sources(language: str) -> None:
    chapter = next(one for one in bundled(language).chapters if one.id == "district")
    figures = [part for part in chapter.parts if hasattr(part, "plot")]
    assert [figure.name for figure in figures] == [
        *("area-shares", "tourism-intensity", "changes", "glacier-loss", "energy-output"),
        "ageing",
    ]
    for figure in figures:
        assert re.search(r"\((?:\D*)(?:19|20)\d\d", figure.source), figure.source


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_place_without_figures_is_in_no_table(language: str) -> None:
    journey = open_journey(BUNDLED, language).journey
    assert journey.stages[3].local
    assert tables.local(journey, journey.stages[3]) is None
    first = tables.local(journey, journey.stages[0])
    assert first is not None
    assert "non pubblicato" not in first.html(Voice("it"))
