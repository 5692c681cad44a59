"""A page in one language holds no string of the other."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from reporting.event import load
from reporting.frames import present, records
from support.journey import BUNDLED, bundled, text_of
from support.project import ROOT

LEAST = 6
"""Strings shorter than this say nothing about a language."""


def catalogue(language: str) -> dict[str, str]:
    source = files("reporting.story").joinpath("locale", language, "journey.po")
    with source.open("rb") as stream:
        return {
            str(one.id): one.string
            for one in read_po(stream)
            if one.id and isinstance(one.string, str)
        }


def pairs() -> set[tuple[str, str]]:
    """Return every text of the package that stands in both languages: Italian, English."""
    found = set()
    for name in ("encounters", "facts", "waypoints"):
        for row in records(load(BUNDLED)[name]):
            for column, value in row.items():
                other = row.get(f"{column}_en")
                if present(value) and present(other):
                    found.add((str(value), str(other)))
    for row in _indicators():
        for column, value in row.items():
            if row.get(f"{column}_it"):
                found.add((row[f"{column}_it"], value))
    return found


def _indicators() -> list[dict[str, str]]:
    import csv

    path = ROOT / "data" / "reference" / "indicators.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def foreign(language: str) -> set[str]:
    """Return the strings that a page in `language` must not hold."""
    mine, other = (0, 1) if language == "it" else (1, 0)
    own = {pair[mine] for pair in pairs()}
    theirs = {pair[other] for pair in pairs()} - own
    words = catalogue(language)
    across = catalogue("en" if language == "it" else "it")
    fixed = {text for key, text in across.items() if "{" not in text and text != words[key]}
    kept = {one for one in theirs | fixed if len(one) >= LEAST}
    return {one for one in kept if not any(one.lower() in said.lower() for said in own)}


def straight(text: str) -> str:
    """Return `text` with straight apostrophes, as `text_of` has them."""
    return text.replace("\u2019", "'")


def quoted() -> str:
    """Return what stands in its own language on every page: names, and titles of sources."""
    event = load(BUNDLED)
    columns = {
        "encounters": (
            *("name_as_published", "organisation_as_published", "place", "place_local"),
            "theme",
        ),
        "waypoints": ("name", "name_local"),
    }
    names = [
        str(name)
        for table, named in columns.items()
        for column in named
        for name in event[table][column].dropna()
    ]
    sources = [str(row["source"]) for row in records(event["encounters"])]
    return "\n".join([*names, *sources])


@pytest.mark.parametrize("depth", ["full", "brief"])
@pytest.mark.parametrize("language", ["it", "en"])
def test_a_page_holds_no_string_of_the_other_language(language: str, depth: str) -> None:
    text, names = text_of(bundled(language, depth)), quoted()
    strange = [
        one
        for one in foreign(language)
        if one not in names and re.search(rf"(?<!\w){re.escape(straight(one))}(?!\w)", text)
    ]
    assert strange == []


def test_the_check_would_find_a_string_of_the_other_language() -> None:
    assert "wool" not in foreign("it")
    assert "sustainable tourism projects" in foreign("it")
    assert "progetti di turismo sostenibile" in foreign("en")
    assert len(foreign("en")) > 100


def test_both_languages_draw_the_same_chapters_and_figures() -> None:
    one, other = bundled("it"), bundled("en")
    assert [chapter.id for chapter in one.chapters] == [chapter.id for chapter in other.chapters]
    assert [figure.name for figure in one.figures] == [figure.name for figure in other.figures]
