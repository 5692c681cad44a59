"""The press kit: every piece says what the register says, is checked, and fits its place."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from PIL import Image

from reporting.event import Event, load
from reporting.language import LANGUAGES, typographic
from reporting.proofreading.texts import read_text
from reporting.publish.press import pictures
from reporting.publish.press.camera import Camera, Photograph
from reporting.publish.press.kit import PressRoom
from reporting.publish.press.pictures import SHAPES, photographed
from reporting.publish.press.pieces import Piece, PieceParagraph, PieceRun, paragraphs_of
from reporting.route import measure
from reporting.story.fact_register import RegisteredFact, register
from reporting.story.press.captions import networks
from reporting.story.press.cards import cards_of
from reporting.story.press.telling import PressStory, tell
from reporting.story.register_view import RegisterView
from reporting.story.voice import Voice
from support.command import reporting

EVENTS = ("experience-italy-2025", "coppa-delle-alpi-2024")
SPAN = re.compile(r'<span class="fact" data-fact="([^"]+)"[^>]*>(.*?)</span>', re.DOTALL)


class Album:
    """A camera that keeps pages and draws nothing."""

    def picture(self, page: str, width: int, height: int) -> Photograph:
        body = re.sub(r"<svg.*?</svg>|<style>.*?</style>", "", page, flags=re.DOTALL)
        blocks = re.sub(r"</(div|h1|li|span class)>", "\n", body)
        lines = tuple(line for line in (re.sub("<[^>]+>", "", blocks)).splitlines() if line.strip())
        facts = tuple((key, re.sub("<[^>]+>", "", shown)) for key, shown in SPAN.findall(page))
        png = io.BytesIO()
        Image.new("RGB", (8, 8)).save(png, "PNG")
        return Photograph(png.getvalue(), lines, facts, ())


@cache
def event_of(event: str) -> Event:
    return load(event)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("press")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "press_map", lambda *_: "<svg></svg>")
        for event in EVENTS:
            room = PressRoom(event_of(event), measure(event_of(event)), Album(), folder / event)  # type: ignore[arg-type]
            room.filled([story(event, language) for language in LANGUAGES])
        yield folder


def kit_of(out: Path, event: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((out / event / "kit.json").read_bytes())
    return content


def story(event: str, language: str, *, allowed: bool = False) -> PressStory:
    return tell(event_of(event), Voice(language), allowed=allowed)


@cache
def registered(event: str) -> list[RegisteredFact]:
    return list(register(event_of(event)))


@cache
def view_of(event: str, language: str, *, simulated: bool) -> RegisterView:
    return RegisterView(registered(event), Voice(language), simulated=simulated)


def expected(key: str, language: str, event: str) -> set[str]:
    """Return the ways in which a fact of the register may stand in print."""
    fact = view_of(event, language, simulated=True).fact(key)
    if fact is None:
        return set()
    voice = Voice(language)
    return {one.show(voice) for one in (fact, *fact.variants)} | {fact.show(voice)}


@pytest.mark.parametrize("event", EVENTS)
def test_every_figure_of_every_piece_is_the_registers(out: Path, event: str) -> None:
    values = {fact.key: fact.value for fact in registered(event)}
    wrong = []
    for piece in kit_of(out, event)["pieces"]:
        language = piece["path"].split("/")[0]
        for key, shown in piece.get("facts", ()):
            printed = {typographic(one) for one in expected(key, language, event)}
            row, _, part = key.rpartition(".")
            if part in ("crew", "car"):  # several facts of one row
                parts = ("driver", "codriver") if part == "crew" else ("make", "model", "year")
                known = {values.get(f"{row}.{one}", "") for one in parts}
                words = " ".join(typographic(one) for one in known)
                said = re.findall(r"[\w’]+", typographic(shown))
                small = {"e", "and", "del"}
                ok = all(word in small or word in re.findall(r"[\w’]+", words) for word in said)
            elif part == "position":
                ok = re.sub(r"\D", "", shown) == row.rpartition(".")[2]
            elif key in ("event.days", "source") or key.startswith("ranking."):
                ok = True
            elif key in ("edition", "event.legs", "unesco_sites", "cars", "crews"):
                ok = re.sub(r"\D", "", shown) in ("", values[key]) and bool(shown)
            elif key.endswith(".date"):
                ok = shown in printed or str(int(values[key][-2:])) in re.findall(r"\d+", shown)
            elif "–" in shown and key.endswith("km"):
                ok = all(re.sub(r"\D", "", end) for end in shown.split("–"))
            else:
                ok = shown in printed or key == "event.name"
            if not ok:
                wrong.append((piece["path"], key, shown, printed))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", EVENTS)
def test_no_figure_stands_in_a_text_that_is_no_fact(event: str, language: str) -> None:
    told = story(event, language)
    pieces = [
        Piece.rendered(told, "release", "release"),
        Piece.rendered(told, "leg-1", "leg", leg=told.legs[0], following=told.legs[1]),
        Piece.rendered(told, "newsletter", "newsletter"),
    ]
    loose = [
        run.text
        for piece in pieces
        for paragraph in piece.paragraphs
        for run in paragraph.runs
        if not run.key and re.search(r"\d", run.text)
    ]
    assert loose == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_formats_of_a_release_say_the_same(out: Path, language: str) -> None:
    folder = out / EVENTS[0] / language
    page = (folder / "release.html").read_text("utf-8").partition("<main>")[2].partition("</main>")
    lines = [paragraph.text for paragraph in paragraphs_of(page[0])]
    document = docx.Document(str(folder / "release.docx"))
    said = [paragraph.text for paragraph in document.paragraphs]
    assert said[: len(lines)] == lines
    plain = (folder / "release.txt").read_text("utf-8")
    assert all(line in plain for line in lines)
    assert document.paragraphs[0].style.name == "Heading 1"
    assert document.core_properties.language == {"it": "it-IT", "en": "en-GB"}[language]
    links = [rel for rel in document.part.rels.values() if rel.is_external]
    assert any("1000miglia.it" in link.target_ref for link in links)


def test_a_card_carries_its_words(out: Path) -> None:
    folder = out / EVENTS[0] / "it" / "cards"
    words = Image.open(folder / "podium-1080x1350.png").text  # type: ignore[attr-defined]
    assert "Alfonso Facchini e Luigia Olivetti" in words["Text"]
    assert words["Description"].startswith("Il podio, 1000 Miglia Experience Italy 2025: 1 Alfonso")


def test_every_piece_of_both_events_passes(out: Path) -> None:
    assert [kit_of(out, event)["refused"] for event in EVENTS] == [[], []]


def test_a_piece_with_a_wrong_figure_or_a_claim_is_not_written(tmp_path: Path) -> None:
    told = story(EVENTS[0], "it")
    room = PressRoom(told.event, measure(told.event), Album(), tmp_path)  # type: ignore[arg-type]
    for name, words in (("wrong", "Al via 28 vetture."), ("claim", "Una gara verde.")):
        paragraph = PieceParagraph("p", "", [PieceRun(words)])
        room._text(told, Piece(name, "release", told.title, [paragraph]))
    assert room.pieces == []
    assert [(one["path"], one["check"]) for one in room.refused] == [
        ("it/wrong", "facts"), ("it/claim", "claims")
    ]  # fmt: skip
    assert "27" in room.refused[0]["reason"]
    assert "2024/825" in room.refused[1]["reason"]


def test_a_marked_piece_is_held_to_the_simulated_figures_that_it_may_tell(tmp_path: Path) -> None:
    told = story("demo-rally", "it", allowed=True)
    room = PressRoom(told.event, measure(told.event), Album(), tmp_path)  # type: ignore[arg-type]
    for name, words in (
        ("right", "La Bugatti T37 ha vinto con 81,28 penalità."),
        ("wrong", "La Bugatti T37 ha vinto con 82,18 penalità."),
    ):
        paragraph = PieceParagraph("p", "", [PieceRun(words)])
        room._text(told, Piece(name, "release", told.title, [paragraph]))
    assert [one["path"] for one in room.refused] == ["it/wrong"]
    assert "81.28" in room.refused[0]["reason"]


FIGURE = re.compile(r"(?<![\w.])\d+(?:[.,:]\d+)*(?!\w)")
SOURCES = re.compile(r"(?<!\w)(?:Fonti|Sources)(?!\w)")


@pytest.mark.parametrize("event", EVENTS)
def test_every_figure_that_is_read_back_from_a_file_is_one_of_its_facts(
    out: Path, event: str
) -> None:
    """Of the document, the page, the plain text, the post, the words in and beside a picture."""
    loose = []
    for piece in kit_of(out, event)["pieces"]:
        path, language = out / event / piece["path"], piece["path"].split("/")[0]
        told = " ".join(shown for _, shown in piece.get("facts", ()))
        if piece["kind"] in ("caption", "card"):  # a post names no keys; a picture its text alone
            told += " " + public(event, language)
        allowed = set(FIGURE.findall(typographic(told) + " " + typographic(piece.get("alt", ""))))
        words = SOURCES.split(typographic(read_back(path)))[0]  # then come the publishers' names
        read = FIGURE.findall(words)
        loose += [(piece["path"], figure) for figure in read if figure not in allowed]
    assert loose == []


@cache
def public(event: str, language: str) -> str:
    """Return every public fact as it may be printed in a language, its value and its key."""
    views = [view_of(event, one, simulated=False) for one in LANGUAGES]
    facts = registered(event)
    shown = [
        word
        for view in views for fact in facts
        if fact.audience == "public" and (known := view.fact(fact.key))
        for word in (known.show(Voice(language)), fact.value, known.key)
    ]  # fmt: skip
    days = (" ".join(str(int(part)) for part in day.split("-")) for day in days_of(facts))
    return " ".join([*shown, *days])


def read_back(path: Path) -> str:
    """Return the words of a written piece."""
    if path.suffix == ".png":
        with Image.open(path) as picture:
            return " ".join(str(words) for words in picture.info.values() if isinstance(words, str))
    return " ".join(line.text for line in read_text(path))


def days_of(facts: list[RegisteredFact]) -> list[str]:
    return [fact.value for fact in facts if fact.kind == "date"]


def test_nothing_simulated_is_told_unless_it_is_allowed_and_marked(out: Path) -> None:
    pieces = kit_of(out, EVENTS[0])["pieces"]
    assert not [key for piece in pieces for key, _ in piece.get("facts", ()) if "standing" in key]
    told = story(EVENTS[0], "en", allowed=True)
    release = Piece.rendered(told, "release", "release")
    assert any(key.startswith("standing.overall.") for key, _ in release.facts)
    assert any("(simulated)" in line for line in release.lines)
    room = PressRoom(told.event, measure(told.event), Album(), Path())  # type: ignore[arg-type]
    for card in cards_of(told):
        for shape in ("wide",):
            shown = photographed(card, shape, told, room.route, room.camera)
            assert "Simulated data" in shown.lines
        assert "Simulated data" in card.alternative(told)


@pytest.mark.parametrize("event", EVENTS)
def test_captions_keep_to_each_networks_limit(out: Path, event: str) -> None:
    captions = [piece for piece in kit_of(out, event)["pieces"] if piece["kind"] == "caption"]
    assert {piece["network"] for piece in captions} == set(networks())
    for piece in captions:
        text = (out / event / piece["path"]).read_text("utf-8").strip()
        assert networks()[piece["network"]].length(text) == piece["characters"] <= piece["limit"]


def test_partners_are_thanked_by_their_handles(out: Path) -> None:
    folder = out / EVENTS[0] / "it" / "captions"
    post = (folder / "instagram-thanks.txt").read_text("utf-8")
    assert "@chopard" in post
    assert "@poltronafrauofficial" in post
    assert "#1000MigliaExperienceItaly" in post


def test_a_language_that_nobody_speaks_is_refused() -> None:
    result = reporting("press", EVENTS[0], "--lang", "de")
    assert result.exit_code == 2
    assert "it, en" in result.stderr


@pytest.mark.slow
def test_a_card_shows_its_words_and_cuts_none() -> None:
    told = story(EVENTS[1], "it")
    (card,) = [card for card in cards_of(told) if card.name == "leg-2"]
    route = measure(told.event)
    with Camera() as camera:
        for shape, size in SHAPES.items():
            shown = photographed(card, shape, told, route, camera)
            assert shown.cut == ()
            assert Image.open(io.BytesIO(shown.png)).size == size
            assert ("leg.2.km", "285\u202fkm") in shown.facts
            assert "lunghezza" in shown.lines
        long = camera.picture(
            '<body><header></header><h1 style="white-space:nowrap">' + "parole " * 60
            + "</h1><footer></footer>", 1080, 1350,
        )  # fmt: skip
        assert long.cut


def test_a_crew_without_a_name_is_called_in_the_language_of_the_piece() -> None:
    told = story("demo-rally", "en", allowed=True)
    lines = " ".join(" ".join(Piece.rendered(told, "release", "release").lines).split())
    assert "Crew 01" in lines
    assert "Co-driver 01" in lines
    assert not re.search("Equipaggio|Navigatore", lines)


@pytest.mark.parametrize("event", EVENTS)
def test_no_piece_cites_a_file_or_a_code_repository(out: Path, event: str) -> None:
    pages = [path.read_text("utf-8") for path in (out / event).rglob("*.html")]
    cited = {title for page in pages for title in re.findall('title="([^"]*)"', page)}
    assert len(pages) > 2
    assert len(cited) > 2
    carried = re.compile(r"GitHub|PyPI|npm|@[0-9a-f]{8}|\.(?:json|toml|csv)\b")
    assert [title for title in cited if carried.search(title)] == []


def test_where_no_time_is_simulated_no_piece_says_so() -> None:
    assert story("coppa-delle-alpi-2024", "it", allowed=True).notice == ""
    assert story("demo-rally", "it", allowed=True).notice


def test_an_english_release_gives_a_rally_its_article() -> None:
    told = story("demo-rally", "en", allowed=True)
    lines = " ".join(" ".join(Piece.rendered(told, "release", "release").lines).split())
    assert "The Demonstration rally of the Alps (synthetic data) has ended in" in lines


def test_a_card_counts_one_pass_as_one() -> None:
    told = tell(event_of("demo-rally"), Voice("en"), allowed=True)
    legs = [card for card in cards_of(told) if card.name.startswith("leg")]
    counted = [(str(figure.value), figure.label) for card in legs for figure in card.figures]
    assert any("1" in value and label == "pass on the leg" for value, label in counted)
