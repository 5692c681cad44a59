"""Booklets of small events: alone in the standings, level with others, out of them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from reporting.charts.crews.booklet_map import base_of, legend
from reporting.charts.crews.text_tables import lines
from reporting.event import load
from reporting.publish.crews.booklet_page import html
from reporting.route import measure
from reporting.scoring import score
from reporting.story.crews.field import field_of
from reporting.story.crews.rows import BookletRow
from reporting.story.crews.telling import Booklet
from reporting.story.voice import Voice
from support.small_events import LONG, NAMED, SmallEvent, drawn, widened

EVENTS = NAMED | {f"drawn {seed}": drawn(seed) for seed in range(12)}
EVENTS |= {f"widened {seed}": widened(seed) for seed in (112, 130)}
"""Each in one language, in turns: the sentences of both are reached, at half the time."""


def booklets(small: SmallEvent, folder: Path, language: str) -> dict[int, str]:
    """Return number -> words of the booklet of every crew that started."""
    event = load(small.write(folder))
    field = field_of(event, score(event))
    base = base_of(field, measure(event), "it")
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


def test_a_booklet_tells_the_trophies_that_its_crew_won(tmp_path: Path) -> None:
    texts = booklets(SmallEvent(trophy=3), tmp_path, "it")
    placed = {re.search(r"Trofeo Prova: (\d)º su 3", text)[1] for text in texts.values()}  # type: ignore[index]
    assert placed == {"1", "2", "3"}
    published = [
        {"ranking": "Coppa Uno", "position": 1, "driver": "Equipaggio 02",
         "codriver": "Navigatore 02", "source": "x"}
    ]  # fmt: skip
    small = SmallEvent(crews=2, home=2)
    event = load(small.write(tmp_path / "told", published_results=published))
    field = field_of(event, score(event))
    told = {number: Booklet(field, number, Voice("en")).awards for number in (1, 2)}
    assert [number for number, awards in told.items() if "Coppa Uno: 1st" in awards] == [2]


def test_a_booklet_that_may_still_change_says_so_on_both_pages(tmp_path: Path) -> None:
    for text in booklets(SmallEvent(), tmp_path, "it").values():
        assert text.count("può cambiare finché la classifica non è ufficiale") == 2
        assert text.count("Classifica provvisoria") >= 3


def test_a_booklets_map_names_the_towns_and_no_name_is_cut_with_dots(tmp_path: Path) -> None:
    small = SmallEvent(legs=2, long=True, awkward=True)
    event = load(small.write(tmp_path))
    field = field_of(event, score(event))
    base = base_of(field, measure(event), "it")
    assert base is not None
    assert LONG["from"] in [mark.words for mark in base.marks if not mark.controls]
    for number in field.rows:
        assert "…" not in html(Booklet(field, number, Voice("it")), base)


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_booklets_map_says_the_code_of_each_kind_of_control(
    language: str, tmp_path: Path
) -> None:
    event = load(SmallEvent().write(tmp_path))
    field = field_of(event, score(event))
    base = base_of(field, measure(event), language)
    assert base is not None
    words = [word for _, word in legend(Booklet(field, 1, Voice(language)), base)]
    assert [re.findall(r"\((\w+)\)$", word) for word in words] == [["PC"], ["PM"], ["CO"], ["CT"]]


def test_names_that_are_alike_are_cut_alike_whatever_their_code() -> None:
    name = "Piano Sottani alto della Contrada Serralta"
    for wide in range(40, 120):
        rows = [
            BookletRow(f"PC{at}", f"{name} {at}", ("20,00", "+0,03", "12")) for at in range(7, 13)
        ]
        shown = lines(rows, ("s", "s", "pt"), (float(wide), 60.0))
        cut = set(re.findall(r"<li>PC\d+ ?([^\t]*)\t", shown))
        assert len(cut) == 1, (wide, cut)
