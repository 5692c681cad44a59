"""The press kit of an event that was timed and of which nothing is published yet."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from publish.test_press import Album
from reporting.event import load_as_run
from reporting.language import LANGUAGES
from reporting.publish.press.kit import PressRoom
from reporting.publish.press.pieces import Piece
from reporting.route import measure
from reporting.story.press.captions import captions_of, networks
from reporting.story.press.cards import cards_of
from reporting.story.press.telling import PressStory, tell
from reporting.story.voice import Voice
from support.corpus import moved
from support.packages import Rows, write_package
from support.rally import rally_tables

Tables = dict[str, Rows]
BROKEN = re.compile(r"[:,] *(?:\n|$)|\s[.,;]|\(\)|\bNone\b|  ")


def named() -> Tables:
    """Return the rally with people in its cars, surname first, as federations list them."""
    tables = rally_tables()
    del tables["decisions"]
    for row in tables["entries"]:
        letter = chr(ord("A") + row["number"] - 1)
        row |= {"driver": f"{letter}LBERTI Ugo", "codriver": f"{letter}NTONELLI Ada"}
    return tables


def kit(folder: Path, out: Path) -> tuple[PressRoom, dict[str, PressStory]]:
    event = load_as_run(folder)
    stories = {language: tell(event, Voice(language)) for language in LANGUAGES}
    room = PressRoom(event, measure(event), Album(), out)  # type: ignore[arg-type]
    out.mkdir()
    room.filled(list(stories.values()))
    return room, stories


def texts(out: Path) -> dict[str, str]:
    return {
        path.relative_to(out).as_posix(): path.read_text("utf-8") for path in out.rglob("*.txt")
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_package(tmp_path_factory.mktemp("whole"), timing="timekeeper", **named())


def test_every_piece_is_written_and_none_ends_in_the_air(whole: Path, tmp_path: Path) -> None:
    room, _ = kit(whole, tmp_path / "out")
    assert room.refused == []
    told = texts(tmp_path / "out")
    broken = {
        (name, line) for name, text in told.items() for line in text.splitlines()
        if BROKEN.search(line) and not line.startswith(".")
    }  # fmt: skip
    assert broken == set()


def test_the_release_tells_what_the_times_made(whole: Path) -> None:
    event = load_as_run(whole)
    it, en = (Piece.rendered(tell(event, Voice(one)), "r", "release") for one in LANGUAGES)
    text = "\n".join(it.lines).replace("\xa0", " ")
    assert "12 equipaggi al via" in text
    assert re.search(r"1º posto: .LBERTI Ugo e .NTONELLI Ada.*, con [\d,]+ penalità\.", text)
    assert re.search(r"2º posto: .*, a [\d,]+ penalità\.", text)
    assert "Nella tappa 6 prove cronometrate" in text
    assert "Dopo la tappa conducono" in text
    assert "La classifica è provvisoria." in text
    assert "After the leg" in "\n".join(en.lines)


@pytest.mark.parametrize("many", [1, 2, 9, 25])
def test_a_list_too_long_for_a_post_goes_on_in_the_next(whole: Path, many: int) -> None:
    stories = [tell(load_as_run(whole), Voice(language)) for language in LANGUAGES]
    for story in stories:
        trophy = story.trophies[0]
        names = [f"Trofeo numero {at} degli amici della montagna" for at in range(many)]
        vars(story.rankings)["trophies"] = [replace(trophy, ranking=name) for name in names]
    for word in networks():
        posts = [post for _, post in captions_of(stories, word) if "trophies" in post.topic]
        assert all(post.fits for post in posts)
        text = "\n".join(post.text for post in posts)
        assert all(text.count(name) == len(stories) for name in names)
        numbered = [int(post.topic.removeprefix("trophies").lstrip("-") or 1) for post in posts]
        assert set(numbered) == set(range(1, max(numbered) + 1))


def test_before_the_end_nobody_has_won(tmp_path: Path) -> None:
    tables = named()
    last = {row["code"] for row in tables["controls"] if row["leg"] == 2}
    tables["passages"] = [row for row in tables["passages"] if row["control"] not in last]
    folder = write_package(tmp_path, timing="timekeeper", **tables)
    room, stories = kit(folder, tmp_path / "out")
    assert room.refused == []
    told = texts(tmp_path / "out")
    assert not [name for name in told if "leg-2" in name]
    said = "\n".join(told.values()).lower()
    assert not re.search(r"vinc|vittori|podio|victor|podium|si chiude|has ended|won", said)
    cards = {card.name: card for card in cards_of(stories["it"])}
    assert cards["podium"].title == "Dopo la tappa 1"
    assert cards["podium"].under == "Classifica provvisoria"
    assert [story.after for story in stories.values()] == ["dopo la tappa 1", "after leg 1"]


def test_two_crews_on_the_first_place_have_won_both(tmp_path: Path) -> None:
    tables = named()
    one, two = tables["entries"][:2]
    tables["entries"] = [one, {**two, "year": one["year"], "coefficient": one["coefficient"]}]
    first = [row for row in tables["passages"] if row["number"] == one["number"]]
    tables["passages"] = [
        {**row, "number": crew["number"], "time": moved(row["time"], later)}
        for row in first for crew, later in ((one, 0), (two, 60))
    ]  # fmt: skip
    numbers = {one["number"], two["number"]}
    tables["starts"] = [row for row in tables["starts"] if row["number"] in numbers]
    folder = write_package(tmp_path, timing="timekeeper", **tables)
    event = load_as_run(folder)
    it, en = (
        Piece.rendered(tell(event, Voice(language)), "release", "release") for language in LANGUAGES
    )
    titles = [piece.title.replace("\xa0", " ") for piece in (it, en)]
    assert titles[0].endswith("vincono Alberti – Antonelli e Blberti – Bntonelli a pari merito")
    assert titles[1].endswith("victory shared by Alberti – Antonelli and Blberti – Bntonelli")
    assert not any("secondo" in line or "Second" in line for line in [*it.lines, *en.lines])
