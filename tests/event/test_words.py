"""The words of the loader: every finding has its sentences, the data reference is up to date."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import reporting.event
from reporting.event.data_reference import PAGES
from reporting.event.findings import Finding, Severity, catalogue
from reporting.event.schema import all_tables, normal
from reporting.publish.data.output_reference import reference

ROOM = Path(reporting.event.__file__).parent
DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("language", PAGES)
def test_the_data_reference_is_what_the_tables_say(language: str) -> None:
    page = (DOCS / PAGES[language]).read_text(encoding="utf-8")
    assert page == reference(language), "run: python -m reporting.publish.data.output_reference"


def test_every_code_that_the_room_uses_has_its_words() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in ROOM.glob("*.py"))
    used = set(re.findall(r'(?:add|report|_report|flag|Refused)\(\s*"([a-z0-9-]+)"', text))
    assert len(used) > 40
    assert used <= set(catalogue())


@pytest.mark.parametrize("code", catalogue())
def test_every_finding_has_a_severity_and_four_sentences(code: str) -> None:
    entry = catalogue()[code]
    assert entry["severity"] in set(Severity)
    fields = {}
    for name in ("it", "en", "remedy_it", "remedy_en"):
        assert entry[name].strip().endswith(("?", ".", "}")), name
        fields[name] = {field for _, field, _, _ in Formatter().parse(entry[name]) if field}
    languages = {
        language: {re.sub(r"_(it|en)$", "", field) for field in fields[language]}
        for language in ("it", "en")
    }
    assert languages["it"] == languages["en"]


def test_a_finding_is_told_in_both_languages() -> None:
    finding = Finding(
        "event-value",
        "event",
        "event.toml",
        row=3,
        column="start",
        value="soon",
        details={"expected": {"it": "una data", "en": "a date"}},
    )
    assert finding.message("it") == "Il valore di start (soon) non è quello atteso: una data."
    assert finding.message("en") == "The value of start (soon) is not what is expected: a date."
    told = finding.as_json("it")
    assert (told["severity"], told["row"], told["column"]) == ("error", 3, "start")


@pytest.mark.parametrize("table", all_tables().values(), ids=lambda table: table.name)
def test_no_header_means_two_columns(table: object) -> None:
    seen: dict[str, str] = {}
    for column in table.columns.values():
        for word in (*column.aliases, column.name):
            assert seen.setdefault(normal(word), column.name) == column.name, word


def test_no_sheet_name_means_two_tables_and_no_word_two_codes() -> None:
    names = [
        normal(word) for table in all_tables().values() for word in (*table.aliases, table.name)
    ]
    assert len(names) == len(set(names))
    for table in all_tables().values():
        for column in table.columns.values():
            words = [normal(w) for code in column.codes for w in (*code.aliases, code.code)]
            assert len(words) == len(set(words)), (table.name, column.name)


def test_a_blank_cell_is_called_so() -> None:
    finding = Finding(
        "decision-value",
        "decisions",
        "decisions.csv",
        2,
        "value",
        None,
        {"action": "set_penalty", "expected": "0"},
    )
    assert "«–»" in finding.message("it")
    assert "'–'" in finding.message("en")
