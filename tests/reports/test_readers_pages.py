"""What readers met on a page and should not have: each the sign of a kind."""

from __future__ import annotations

import re
from functools import cache

import pytest

from support.composed import composed, read_of

DEMO, ALPS, ITALY = "demo-rally", "coppa-delle-alpi-2024", "experience-italy-2025"


@cache
def text(report: str, event: str, language: str) -> str:
    return " ".join(read_of(report, event, language).split())


@pytest.mark.parametrize("language", ["it", "en"])
def test_accidents_staff_and_spending_are_told_by_the_sustainability_report_alone(
    language: str,
) -> None:
    told = text("race_annex", DEMO, language).casefold()
    for words in ("infortuni", "dipendenti", "fornitori", "accident", "employees", "supplier"):
        assert words not in told


def test_what_was_published_of_the_race_itself_stays() -> None:
    assert "competing cars 27" in text("race_annex", ITALY, "en")
    assert "competing crews 30" in text("race_annex", ALPS, "en")


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize(
    ("report", "event"), [("race", ITALY), ("race_annex", ALPS), ("race_annex", DEMO)]
)
def test_a_source_has_its_day_in_words_and_no_raw_address(
    report: str, event: str, language: str
) -> None:
    told = text(report, event, language)
    assert re.findall(r"\b20\d\d-\d\d-\d\d\b", told) == []
    assert re.findall(r"https?://\S+", told) == []


def test_a_decisions_document_is_named_in_the_readers_language() -> None:
    told = text("race_annex", DEMO, "en")
    assert "Decision 1 (synthetic)" in told
    assert "Decisione" not in told
    assert "Decisione 1 (sintetica)" in text("race_annex", DEMO, "it")


def test_who_did_not_start_is_in_no_row_of_the_penalties_of_all_crews() -> None:
    shown = composed("race", DEMO, "en")
    [matrix] = [one for one in shown if getattr(one, "name", "") == "trial-penalties"]
    rows = list(matrix.figure.data[0].y)
    assert len(rows) == 19
    assert not [row for row in rows if "20" in str(row)]
    assert set(matrix.figure.data[1].y) <= set(rows)


def test_a_line_of_a_missing_category_is_not_counted_twice() -> None:
    assert "12 categories." in text("sustainability", ALPS, "en")
    assert "1 line." not in text("sustainability", ALPS, "en")
    assert "12 categorie." in text("sustainability", ALPS, "it")


def test_in_english_a_made_up_supplier_is_not_marked_in_italian() -> None:
    told = text("sustainability", DEMO, "en")
    assert "Cucina del Colle (synthetic)" in told
    assert not re.search(r"\bsintetic\w+", told)
    assert "Cucina del Colle (sintetica)" in text("sustainability", DEMO, "it")


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_timekeepers_report_asks_nobody_to_type_a_command(language: str) -> None:
    assert not re.search(r"reporting check|--\w", text("timing_quality", ITALY, language))


def test_an_english_name_that_begins_with_its_article_has_it_small_within_a_sentence() -> None:
    told = text("grande_viaggio_alpino", ALPS, "en")
    assert "Beside the race, the Great Alpine Journey crossed" in told


def test_who_did_not_start_is_not_among_the_crews_that_were_timed() -> None:
    assert "534 times of 19 crews" in text("timing_quality", DEMO, "en")
    assert "534 tempi di 19 equipaggi" in text("timing_quality", DEMO, "it")


@pytest.mark.parametrize(("event", "control"), [(DEMO, "PC10"), (ITALY, "PC44")])
def test_a_decision_that_gives_a_missing_time_is_named_wherever_that_time_is_missed(
    event: str, control: str
) -> None:
    told = text("timing_quality", event, "en")
    assert f"{control}. Decision D3 settles it." in told
    assert f"{control} (D3)" in told
    assert "D1 and D3 settle what the checks found" in told
    assert "warning; settled by D1" in told


def test_as_many_checks_are_counted_as_are_listed() -> None:
    shown = composed("timing_quality", DEMO, "en")
    html = "".join(one._repr_html_() for one in shown if hasattr(one, "_repr_html_"))
    caption = "Which checks ran"
    listed = html.partition(caption)[2].partition("</table>")[0]
    body = listed.partition("</thead>")[2]
    assert f"{body.count('<tr')} checks" in text("timing_quality", DEMO, "en")


def test_a_spread_that_comes_from_the_line_before_is_told_as_such() -> None:
    told = text("timing_quality", DEMO, "en")
    assert "PC8 starts at the finish of PC7: it shares its spread" in told


@pytest.mark.parametrize("report", ["race", "timing_quality"])
@pytest.mark.parametrize(("language", "source"), [("it", "Fonte: "), ("en", "Source: ")])
def test_no_source_is_the_name_of_the_tool(report: str, language: str, source: str) -> None:
    shown = text(report, "demo-rally", language)
    assert source in shown
    assert "reporting" not in shown.lower()


@pytest.mark.parametrize(
    ("language", "said"),
    [("it", "all’8º posto, a 18,00 penalità"), ("en", "to 8th, 18.00 penalties behind")],
)
def test_a_gap_behind_the_lead_has_its_unit(language: str, said: str) -> None:
    assert said in text("race", "experience-italy-2025", language)


@pytest.mark.parametrize(
    ("language", "row"), [("it", "12,00 s annullata"), ("en", "12.00 s annulled")]
)
def test_a_trial_that_counts_for_nobody_says_so_among_the_controls(language: str, row: str) -> None:
    assert row in text("race_annex", "demo-rally", language)


def test_the_reason_of_who_is_not_classified_stands_apart_from_the_car() -> None:
    assert "Testarossa, 1989 · DNF" in text("race", "experience-italy-2025", "it")


@pytest.mark.parametrize(
    ("language", "said"),
    [("it", "i chilometri dall’inizio della tappa"), ("en", "kilometres from the leg’s start")],
)
def test_numbers_along_the_road_of_a_map_are_explained(language: str, said: str) -> None:
    assert said in text("race", "demo-rally", language)
    assert said not in text("race", "experience-italy-2025", language)


def test_a_pass_on_a_border_lies_in_two_regions_and_two_towns() -> None:
    shown = text("sustainability", "coppa-delle-alpi-2024", "en")
    assert "Veneto, Trentino-South Tyrol, Tyrol" in shown
    assert "Canazei, Livinallongo" in shown
