"""Booklets of small events: alone in the standings, level with others, out of them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from reporting.charts.crews.booklet_map import base_of
from reporting.event import load
from reporting.publish.crews.booklet_page import html
from reporting.route import measure
from reporting.scoring import score
from reporting.story.crews.field import field_of
from reporting.story.crews.telling import Booklet
from reporting.story.voice import Voice
from support.small_events import NAMED, SmallEvent, drawn

EVENTS = NAMED | {f"drawn {seed}": drawn(seed) for seed in range(12)}
"""Each in one language, in turns: the sentences of both are reached, at half the time."""


def booklets(small: SmallEvent, folder: Path, language: str) -> dict[int, str]:
    """Return number -> words of the booklet of every crew that started."""
    event = load(small.write(folder))
    field = field_of(event, score(event))
    base = base_of(field, measure(event))
    pages = {
        number: html(Booklet(field, number, Voice(language)), base)
        for number, row in field.rows.items()
        if row["status"] != "DNS"
    }
    return {
        number: " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())
        for number, page in pages.items()
    }


@pytest.mark.parametrize(
    ("small", "language"),
    [(small, ("it", "en")[at % 2]) for at, small in enumerate(EVENTS.values())],
    ids=EVENTS,
)
def test_a_booklet_says_nothing_unfilled(small: SmallEvent, language: str, tmp_path: Path) -> None:
    for text in booklets(small, tmp_path, language).values():
        assert not re.search(r"\bnan\b|\bNone\b|<NA>|\{[a-z_]*\}|Decimal\(| , | \. |\(\)", text)


def test_the_only_crew_of_the_standings_is_not_first_of_one(tmp_path: Path) -> None:
    small = SmallEvent(crews=2, home=1)
    assert "È l’unico equipaggio in classifica" in booklets(small, tmp_path, "it")[1]
    assert "the only classified crew" in booklets(small, tmp_path, "en")[1]


def test_a_shared_place_is_told_as_shared(tmp_path: Path) -> None:
    texts = booklets(SmallEvent(crews=4, home=4, level=4), tmp_path, "it")
    assert all("1º a pari merito" in text for text in texts.values())
    assert "finished equal 1st overall" in booklets(SmallEvent(level=3), tmp_path, "en")[2]
