"""Both languages say everything, and prose states no number of its own."""

import re
import time
from importlib.resources import files
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from reporting.language import CUSTOMS, typographic

STORY = files("reporting.story")
TEMPLATES = STORY.joinpath("templates")
REPORTS = (
    "race",
    "race-annex",
    "sustainability",
    "sustainability-brief",
    "grande-viaggio-alpino",
    "grande-viaggio-alpino-brief",
    "timing-quality",
    "crews",
)


def catalogue(language: str) -> dict[object, tuple[str, ...]]:
    found: dict[object, tuple[str, ...]] = {}
    for source in STORY.joinpath("locale", language).iterdir():
        with source.open("rb") as stream:
            for message in read_po(stream):
                text = message.string
                if message.id:
                    assert message.id not in found, f"{source.name}: {message.id} stands twice"
                    found[message.id] = (text,) if isinstance(text, str) else tuple(text)
    return found


def fields(text: str) -> set[str]:
    names = {name for _, name, _, _ in Formatter().parse(text) if name}
    ones = {one for customs in CUSTOMS.values() for one in customs.ones}
    return {"n" if name in ones else name for name in names}


def test_both_catalogues_hold_the_same_messages() -> None:
    assert catalogue("it").keys() == catalogue("en").keys()


@pytest.mark.parametrize("language", ["it", "en"])
def test_no_message_is_empty(language: str) -> None:
    empty = [key for key, texts in catalogue(language).items() if not all(texts)]
    assert empty == []


def test_translations_fill_the_same_fields() -> None:
    italian, english = catalogue("it"), catalogue("en")
    different = [
        key
        for key in italian
        if [fields(text) for text in italian[key]] != [fields(text) for text in english[key]]
    ]
    assert different == []


@pytest.mark.parametrize("report", REPORTS)
def test_both_languages_have_the_same_prose(report: str) -> None:
    named = {
        language: {item.name for item in TEMPLATES.joinpath(report, language).iterdir()}
        for language in ("it", "en")
    }
    assert named["it"] == named["en"]


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("language", ["it", "en"])
def test_prose_states_no_number_of_its_own(report: str, language: str) -> None:
    for item in TEMPLATES.joinpath(report, language).iterdir():
        text = re.sub(r"\{[{%].*?[%}]\}|<[^>]+>", " ", item.read_text(encoding="utf-8"), flags=re.S)
        assert not re.search(r"\d", text), f"{item.name} states a number: {text}"


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("language", ["it", "en"])
def test_apostrophes_are_typographic(report: str, language: str) -> None:
    for item in TEMPLATES.joinpath(report, language).iterdir():
        text = re.sub(r"\{[{%].*?[%}]\}|<[^>]+>", " ", item.read_text(encoding="utf-8"), flags=re.S)
        assert not re.search(r"\w'\w", text), item.name


def test_a_long_path_of_a_drawing_is_set_as_fast_as_it_is_read() -> None:
    """Each blank of it followed to the end of its tag would take 8 s; of a map, ten times that."""
    path = '<path d="' + "L 3 4 " * 10_000 + '"/>'
    begin = time.process_time()
    assert typographic(path) == path
    assert time.process_time() - begin < 1
