"""The Grande Viaggio Alpino is told as its organiser published it: all of it, nothing beside it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from reporting.event import load
from reporting.frames import present, records
from support.journey import BUNDLED, bundled, html_of
from support.journey_brief import GUESTS, THEMES, TOLD, Guest


def plain(language: str) -> str:
    """Return the report's text as a reader sees it."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html_of(bundled(language)))).split())


def card_of(person: str) -> str:
    """Return the text of a person's card."""
    found = re.findall(r'<li class="card".*?</li>', html_of(bundled("it")), flags=re.DOTALL)
    texts = [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in found]
    return next(text for text in texts if person in text)


@pytest.mark.parametrize("guest", GUESTS, ids=lambda guest: guest.person)
def test_everybody_is_presented_word_for_word(guest: Guest) -> None:
    card = card_of(guest.person)
    assert guest.presented in card
    assert guest.organisation in card
    assert guest.place in card


@pytest.mark.parametrize("row", records(load(BUNDLED)["encounters"]), ids=lambda row: row["person"])
def test_no_role_has_a_word_that_its_publisher_did_not_write(row: dict[str, object]) -> None:
    spoken = {guest.person: guest.presented for guest in GUESTS}
    published = spoken[str(row["name_as_published"])]
    assert str(row["role_as_published"]) == published
    role = str(row["role"]) if present(row["role"]) else ""
    assert set(re.findall(r"\w+", role)) <= set(re.findall(r"\w+", published))


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_theme_is_quoted_word_for_word(language: str) -> None:
    text = plain(language)
    opened, closed = {"it": "«»", "en": "“”"}[language]
    for theme in THEMES:
        assert f"{opened}{theme}{closed}" in text


@pytest.mark.parametrize(
    ("language", "words"), [(one, words) for one, told in TOLD.items() for words in told]
)
def test_purpose_way_summa_and_conversations_are_told(language: str, words: str) -> None:
    assert words in plain(language)


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_report_and_its_annexes_name_publishers_and_no_code_repository_or_package(
    language: str,
) -> None:
    text = plain(language)
    assert {"it": "Allegati", "en": "Annexes"}[language] in text
    for carrier in ("GitHub", "PyPI", "npm", "newssummedup", "particle.news"):
        assert carrier not in text
