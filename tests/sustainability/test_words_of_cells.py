"""What stands in the cells of the sustainability report's tables, as readers read it."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from markupsafe import Markup

from reporting.publish import open_sustainability
from reporting.story.footprint import commitments, lists, tables
from reporting.story.footprint.disclosure_index import index

LANGUAGES = ["it", "en"]


@cache
def footprint(language: str) -> Any:
    return open_sustainability("demo-rally", language).footprint


def words(value: Any) -> str:
    return str(Markup(value or "").striptags())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_factor_and_what_it_is_called_are_two_words(language: str) -> None:
    fp = footprint(language)
    shown = [words(row["id"]) for row in lists.factors(fp).rows]
    keys = [one["id"] for one in fp.statement["factors"]]
    assert [
        one for one, key in zip(shown, keys, strict=True) if not one.startswith(f"{key} ")
    ] == []


@pytest.mark.parametrize(("language", "italy"), [("it", "Italia"), ("en", "Italy")])
def test_a_country_has_its_name_and_no_code(language: str, italy: str) -> None:
    for name in ("suppliers", "sites"):
        table = commitments.printed(footprint(language), name)
        assert table is not None
        said = {words(row["country"]) for row in table.rows}
        assert italy in said
        assert not {"IT", "AT"} & said


@pytest.mark.parametrize(("language", "unit"), [("it", "notte-camera"), ("en", "room-night")])
def test_a_rate_is_for_one(language: str, unit: str) -> None:
    table = tables.exclusions(footprint(language))
    assert table is not None
    assert any(words(row["reason"]).endswith(f"CO₂e/{unit}") for row in table.rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_framework_without_codes_has_no_column_for_them(language: str) -> None:
    fp = footprint(language)
    bare, coded = index(fp, "UN Sports for Climate Action"), index(fp, "GRI")
    assert bare is not None
    assert coded is not None
    assert [column.key for column in bare.columns] == ["title", "answer", "where"]
    assert next(column.key for column in coded.columns) == "code"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_of_several_rows_begins_each_with_a_capital(language: str) -> None:
    table = index(footprint(language), "GRI")
    assert table is not None
    told = [words(row["answer"]) for row in table.rows if words(row["code"]) in ("2-29", "3-2")]
    assert len(told) == 2
    assert all(one[0].isupper() for text in told for one in text.split(". ") if one[0].isalpha())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_source_speaks_of_packages(language: str) -> None:
    fp = footprint(language)
    table = lists.metrics(fp, "people", "people")
    assert table is not None
    said = " ".join(words(cell) for row in table.rows for cell in row.values())
    assert "package" not in said
    assert "pacchetto" not in said
