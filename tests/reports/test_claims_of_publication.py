"""What the race report and its annex say was published, was; what is made up is not said to be."""

from __future__ import annotations

import re
from html import unescape

import pytest

from reporting.frames import records
from reporting.publish import open_report
from reporting.publish.reports.race import RaceReport
from reporting.story.race import sources, tables

EVENTS = ("experience-italy-2025", "coppa-delle-alpi-2024", "demo-rally")


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", "", str(html))))


def chapter(report: RaceReport, name: str) -> str:
    return plain(report.chapter(name).html)


@pytest.mark.parametrize("language", ["it", "en"])
def test_what_follows_by_a_sum_is_not_among_the_published_lengths(language: str) -> None:
    report = open_report("race-annex", "coppa-delle-alpi-2024", language)
    said = chapter(report, "method")
    words = {
        "it": "circa 1.300, oltre 1.600, 1.620 e oltre 1.800",
        "en": "about 1,300, over 1,600, 1,620 and over 1,800",
    }
    assert words[language] in said
    row = plain(sources.lengths(report.race).html(report.voice))
    own = {"it": "ricavato 1.580", "en": "derived 1,580"}[language]
    assert own in row
    assert not re.search(r"1[.,]580 /", row)


@pytest.mark.parametrize("event", EVENTS)
def test_the_lead_of_the_legs_promises_only_what_stands_there(event: str) -> None:
    report = open_report("race", event, "it")
    if not any(leg.sites for leg in report.race.legs):
        assert "UNESCO" not in chapter(report, "legs")


def test_a_leg_without_times_tells_the_controls_that_are_known() -> None:
    report = open_report("race", "coppa-delle-alpi-2024", "it")
    second = report.race.legs[1].named_controls
    assert "PC\u00a0Passo Giau, salita (7 prove)" in second
    assert "PC\u00a0Terento" in second


def test_a_place_at_which_a_control_stands_is_a_control() -> None:
    report = open_report("race-annex", "coppa-delle-alpi-2024", "it")
    kinds = {
        row["name"]: row["kind"]
        for leg in report.race.legs
        for row in tables.leg(report.race, leg).rows
    }
    assert kinds["Kranjska Gora"] == kinds["Livigno"] == kinds["Chamonix-Mont-Blanc"] == "Controllo"


@pytest.mark.parametrize("language", ["it", "en"])
def test_no_real_crew_stands_in_a_place_that_nobody_published(language: str) -> None:
    report = open_report("race", "experience-italy-2025", language)
    published = records(report.event["published_results"])
    known = {(row["ranking"], row["position"], row["driver"]) for row in published}
    for card in report.trophies:
        for place in (*card.first, *card.following):
            named = [row["driver"] for row in published if row["driver"] in place.crew]
            assert all((card.name, place.position, name) in known for name in named), card.name
    shown = plain(report.trophy_cards().html)
    assert {"it": "gli altri non sono pubblicati", "en": "are not published"}[language] in shown
    assert "Categor" not in shown


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_crew_of_whom_no_place_was_published_is_said_to_have_none(language: str) -> None:
    report = open_report("race-annex", "experience-italy-2025", language)
    facts = plain(sources.sources(report.race).html(report.voice))
    note = {"it": "piazzamento non pubblicato", "en": "position not published"}[language]
    assert facts.count(note) == 3
    said = report.race.provenance
    for car in ("BMW 328", "Ferrari 208 GTS", "Ferrari 296 GTS"):
        assert car in said


def test_the_notice_counts_the_made_up_cars() -> None:
    report = open_report("race", "experience-italy-2025", "it")
    entries = records(report.event["entries"])
    made_up = [row for row in entries if "make" in str(row["simulated"]).split()]
    assert f"per {len(made_up)} di essi, la vettura" in report.race.provenance


@pytest.mark.parametrize("event", EVENTS)
def test_the_annex_gives_every_published_length_of_a_leg_with_its_source(event: str) -> None:
    report = open_report("race-annex", event, "it")
    table = sources.sources(report.race)
    if report.race.invented:
        assert not table.rows
        return
    told = plain(table.html(report.voice))
    for leg in report.race.legs:
        for length in leg.length.variants if leg.length else ():
            assert plain(length.show(report.voice)) in told


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_made_up_length_is_not_published(language: str) -> None:
    report = open_report("race", "demo-rally", language)
    leg = plain(report.prose("leg", leg=report.race.legs[0]).html)
    assert {"it": "Lunghezza, inventata", "en": "Length, made up"}[language] in leg
