"""The claims check of a report: a finding has its chapter, published words are quotations."""

from __future__ import annotations

from reporting.event import load
from reporting.publish.pages.claims_on_page import claims_on_page, published_words
from reporting.publish.pages.document import Chapter, Document, Figure, Fragment
from reporting.story.fact_register import stated
from reporting.story.proper_names import proper_names

WORDS = {"language": "en", "title": "The race"}


def page(html: str, *figures: Figure) -> Document:
    return Document(WORDS, chapters=(Chapter("way", "The way", (Fragment(html), *figures)),))


def test_a_claim_is_told_with_its_chapter_and_sentence() -> None:
    (claim,) = claims_on_page(page("<p>One.</p><p>A green race, from A to B.</p>"), {})
    assert (claim["chapter"], claim["text"]) == ("The way", "green")
    assert (claim["sentence"], claim["verdict"]) == ("A green race, from A to B.", "risk")
    assert "2024/825" in claim["article"]


def test_the_title_of_a_figure_is_read() -> None:
    figure = Figure("f", {}, "Our green race", "", "", "A chart")
    assert [one["text"] for one in claims_on_page(page("<p>One.</p>", figure), {})] == ["green"]


def test_what_somebody_published_is_a_quotation_with_its_source() -> None:
    words = {"Climate change and green energy production": "1000 Miglia"}
    html = "<p>Climate change and green energy production</p><p>Our green energy.</p>"
    quoted, own = claims_on_page(page(html), words)
    assert (quoted["verdict"], quoted["source"]) == ("quotation", "1000 Miglia")
    assert own["verdict"] == "risk"


def test_what_a_report_cites_is_a_quotation() -> None:
    (claim,) = claims_on_page(page("<p>Theme: <cite>The green Alps</cite></p>"), {})
    assert claim["verdict"] == "quotation"


def test_the_journeys_themes_are_published_words_with_their_source() -> None:
    words = published_words(stated(load("coppa-delle-alpi-2024")))
    assert "1000 Miglia" in words["Cambiamento Climatico e Produzione Energetica Green"]


def test_a_crew_called_green_is_no_claim() -> None:
    event = load("demo-rally")
    entries = event["entries"].copy()
    entries.loc[entries.index[0], ["driver", "codriver"]] = ["VERDI Giulia", "Sara Neri"]
    names = proper_names(event.with_tables(entries=entries))
    said = "<p>VERDI Giulia e Sara Neri vincono.</p><p>In testa Verdi – Neri.</p>"
    assert claims_on_page(page(said), {}, names) == []
    own = f"{said}<p>Verdi anche le gomme: una gara verde.</p>"
    assert [one["text"] for one in claims_on_page(page(own), {}, names)] == ["verde"]
    assert len(claims_on_page(page(own), {})) > 1
