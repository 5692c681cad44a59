"""The organiser's own story: texts that stand nowhere, and facts that they name and nobody has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reporting.event import load
from reporting.publish import open_report
from support.packages import Rows, write_package

FACTS: Rows = [
    {"key": "town", "value": "Positano", "unit": "", "source": "x", "kind": "list"},
    {"key": "town", "value": "Amalfi & Co", "unit": "", "source": "x", "kind": "list"},
    {"key": "sites", "value": "4", "unit": "", "source": "x", "kind": "figure"},
    {"key": "pay", "value": "9", "unit": "EUR", "source": "x", "audience": "internal"},
]


def package(folder: Path, *story: dict[str, Any]) -> Path:
    rows = [{"seq": at, "text_en": "", **row} for at, row in enumerate(story, 1)]
    return write_package(folder, timing="none", facts=FACTS, story=rows)


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ({"place": "intro", "text": "Via"}, "story-place-unknown", "place"),
        ({"place": "7", "text": "Via"}, "story-place-unknown", "place"),
        ({"place": "lead", "text": "{towns}"}, "story-fact-unknown", "text"),
        ({"place": "lead", "text": "{town.3}"}, "story-fact-unknown", "text"),
        ({"place": "lead", "text": "{}"}, "story-fact-unknown", "text"),
        ({"place": "lead", "text": "{pay}"}, "story-fact-unknown", "text"),
        ({"place": "lead", "text": "Via", "text_en": "{a b}"}, "story-fact-unknown", "text_en"),
    ],
)
def test_a_text_that_has_no_place_or_names_what_there_is_not_is_refused(
    row: dict[str, str], code: str, column: str, tmp_path: Path
) -> None:
    findings = load(package(tmp_path, row)).findings
    assert [(one.code, one.table, one.column) for one in findings if one.table == "story"] == [
        (code, "story", column)
    ]
    assert all(one.message("it") and one.remedy("en") for one in findings)


def test_a_text_is_printed_with_its_facts_and_never_as_markup(tmp_path: Path) -> None:
    row = {"place": "lead", "text": "da {town.2} a <b>{sites}</b> siti, {town}"}
    report = open_report("race", str(package(tmp_path, row)), "it")
    (text,) = report.race.texts("lead")
    assert text.startswith("Da <span")
    assert "Amalfi &amp; Co</span> a &lt;b&gt;" in text
    assert ">quattro</span>&lt;/b&gt; siti" in text
    assert "Positano</span> e <span" in text
