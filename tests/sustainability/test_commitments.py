"""Policies, targets, actions and people are printed from their tables: every row, and no other."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.event import Event, load
from reporting.event.schema import package_tables
from reporting.footprint import statement
from reporting.paths import reference_folder
from reporting.story.footprint.commitments import (
    answering,
    covered,
    progress,
    public_rows,
    uncovered,
)
from reporting.story.footprint.telling import Footprint, tell
from reporting.story.voice import Voice

if TYPE_CHECKING:
    import pandas as pd

TABLES = (
    "material_topics", "policies", "targets", "actions", "stakeholders", "indicators_social",
    "suppliers", "sites",
)  # fmt: skip
TITLE = {
    "material_topics": "topic",
    "policies": "title",
    "targets": "title",
    "actions": "what",
    "stakeholders": "group",
    "indicators_social": "indicator",
    "suppliers": "name",
    "sites": "name",
}


@cache
def demo() -> Event:
    return load("demo-rally")


@cache
def stated() -> dict[str, object]:
    return statement(demo())


def told(language: str = "it", **changed: pd.DataFrame) -> Footprint:
    return tell(demo().narrowed(**changed), stated(), Voice(language))


def text(fp: Footprint) -> str:
    """Return everything that the tables print."""
    return " ".join(re.sub(r"<[^>]+>", " ", table.html(fp.voice)) for table in covered(fp))


@pytest.mark.parametrize(
    ("table", "place"), [(table, place) for table in TABLES for place in range(7)]
)
def test_a_row_that_goes_takes_its_words_with_it(table: str, place: int) -> None:
    rows = demo()[table]
    if place >= len(rows):
        pytest.skip("the table is shorter")
    title = str(rows.iloc[place][TITLE[table]]).replace("'", "’")
    left = told(**{table: rows.drop(rows.index[place])})
    assert text(left).count(title) < text(told()).count(title)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("audience", ["officer", "internal"])
def test_only_public_rows_are_printed(table: str, audience: str) -> None:
    hidden = demo()[table].assign(audience=audience)
    fp = told(**{table: hidden})
    assert public_rows(fp, table) == []
    assert table.replace("_", "-") not in [one.name for one in covered(fp)]


@pytest.mark.parametrize("language", ["it", "en"])
def test_what_no_table_says_is_named_once_as_not_covered(language: str) -> None:
    empty = {table: demo()[table].iloc[:0] for table in TABLES}
    fp = told(language, **empty)
    assert covered(fp) == []
    assert len(uncovered(fp)) == len(TABLES)
    assert uncovered(told(language)) == []


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_optional_and_its_rows_say_who_may_read_them(table: str) -> None:
    schema = package_tables()[table]
    assert schema.needed == "never"
    assert schema.aliases
    assert not schema.columns["audience"].blank


numbers = st.decimals(-10_000, 10_000, places=2, allow_nan=False)


@given(start=numbers, goal=numbers, now=numbers, year=st.integers(2024, 2030))
def test_progress_is_the_part_of_the_way(
    start: Decimal, goal: Decimal, now: Decimal, year: int
) -> None:
    found = progress((2024, start), (2030, goal), (year, now))
    if start == goal:
        assert found.state == "unknown"
        return
    share = Fraction(now - start) / Fraction(goal - start)
    assert found.share is not None
    assert abs(Fraction(found.share) - share) < Fraction(1, 10**12) * (1 + abs(share))
    if share >= 1:
        assert found.state == "reached"
    elif share > Fraction(year - 2024, 6) + Fraction(1, 10**12):
        assert found.state == "on track"
    elif share < Fraction(year - 2024, 6) - Fraction(1, 10**12):
        assert found.state == "behind"


def test_an_unknown_figure_makes_no_progress() -> None:
    for found in (
        progress((2024, Decimal(1)), (2030, Decimal(2)), (2026, None)),
        progress((2030, Decimal(1)), (2030, Decimal(2)), (2026, Decimal(1))),
    ):
        assert (found.share, found.state) == (None, "unknown")


def rules() -> list[tuple[str, str, str]]:
    path = reference_folder() / "frameworks" / "answers.toml"
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return [(name, code, table) for name, codes in told.items() for code, table in codes.items()]


@pytest.mark.parametrize(("framework", "code", "table"), rules())
def test_a_table_answers_a_disclosure_that_asks_for_words_and_an_empty_one_none(
    framework: str, code: str, table: str
) -> None:
    asked = [row for row in told().statement["index"] if row["framework"] == framework]
    assert any(row["code"] == code and row["reason"] == "narrative" for row in asked)
    assert str(len(public_rows(told(), table))) in answering(told(), framework, code)
    assert answering(told(**{table: demo()[table].iloc[:0]}), framework, code) == ""
