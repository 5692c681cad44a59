"""What the organiser says stands in its tables: every public row is printed, and no other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.event import Event, load
from reporting.event.schema import package_tables
from reporting.footprint import account
from reporting.footprint.answers import answer_rules, said
from reporting.footprint.metrics import metric_facts, metrics
from reporting.footprint.statement import state
from reporting.footprint.targets import progress
from reporting.frames import in_language, present, public_rows
from reporting.story.footprint import commitments
from reporting.story.footprint.disclosure_index import frameworks, index
from reporting.story.footprint.lists import digits
from reporting.story.footprint.telling import Footprint, tell
from reporting.story.voice import Voice

if TYPE_CHECKING:
    import pandas as pd

    from reporting.footprint import Inventory

TABLES = (
    "material_topics", "policies", "targets", "actions", "stakeholders", "indicators_social",
    "suppliers", "sites", "statements", "omissions",
)  # fmt: skip
TITLE = {
    "material_topics": "topic",
    "policies": "title",
    "targets": "title",
    "actions": "what",
    "stakeholders": "raised",
    "indicators_social": "indicator",
    "suppliers": "name",
    "sites": "name",
    "statements": "text",
    "omissions": "explanation",
}


@cache
def demo() -> Event:
    return load("demo-rally")


@cache
def inventory() -> Inventory:
    return account(demo())


@cache
def stated() -> dict[str, Any]:
    return state(demo(), inventory())


def told(language: str = "it", **changed: pd.DataFrame) -> Footprint:
    event = demo().narrowed(**changed)
    return tell(event, state(event, inventory()) if changed else stated(), Voice(language))


def parts(fp: Footprint) -> dict[str, str]:
    """Return what is printed from the tables, by where: in each chapter, in each index."""
    areas = [commitments.printed(fp, "indicators_social", area=area) for area in commitments.AREAS]
    names = [name for name in TABLES if name not in ("indicators_social", "statements")]
    tables = [*areas, *(commitments.printed(fp, name) for name in names)]
    tables += [commitments.restated(fp), *(index(fp, name) for name in frameworks(fp))]
    own = [one for chapter in answer_rules().subjects for one in commitments.own_words(fp, chapter)]
    # A framework's own title is no sentence of ours.
    quoted = re.compile(r"<cite>.*?</cite>", re.DOTALL)
    html = {one.name: quoted.sub(" ", one.html(fp.voice)) for one in tables if one}
    html["own words"] = " ".join(f"{one.subject} {one.text} {one.signed}" for one in own)
    said = {name: " ".join(re.sub(r"<[^>]+>", " ", words).split()) for name, words in html.items()}
    return {name: words.replace("\u202f", " ").replace("\xa0", " ") for name, words in said.items()}


@cache
def whole() -> dict[str, str]:
    return parts(told())


def said_of(table: str, row: Mapping[str, Any]) -> str:
    """Return the words of a row that no other row has, as they are printed."""
    shown = in_language(row, TITLE[table], "it").replace("'", "’").replace("CO2", "CO₂")
    return " ".join(shown.split())


@pytest.mark.parametrize("table", TABLES)
def test_every_public_row_is_printed(table: str) -> None:
    for row in public_rows(demo()[table]):
        # An answer begins with a capital, however the table writes it.
        assert any(said_of(table, row)[1:60] in words for words in whole().values())


@pytest.mark.parametrize("table", TABLES)
@settings(max_examples=3, deadline=None)
@given(data=st.data())
def test_a_row_that_goes_takes_its_sentence_with_it(table: str, data: st.DataObject) -> None:
    rows = demo()[table]
    place = data.draw(st.integers(0, len(rows) - 1))
    # A word that stands in no other row, nor in a framework.
    marked, word = rows.astype({TITLE[table]: object}), f"Zefiro{place}"
    marked.loc[rows.index[place], TITLE[table]] = word
    there = parts(told(**{table: marked}))
    gone = parts(told(**{table: marked.drop(rows.index[place])}))
    assert [name for name, words in there.items() if word in words]
    assert [name for name, words in gone.items() if word in words] == []


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("audience", ["officer", "internal"])
def test_only_public_rows_are_printed(table: str, audience: str) -> None:
    hidden = demo().narrowed(**{table: demo()[table].assign(audience=audience)})
    assert public_rows(hidden[table]) == []
    if table == "statements":
        assert not any(said(hidden, chapter) for chapter in answer_rules().subjects)
    else:
        fp = tell(hidden, stated(), Voice("it"))
        assert commitments.printed(fp, table) is None


@pytest.mark.parametrize("language", ["it", "en"])
def test_what_no_table_says_is_named_once_as_not_covered(language: str) -> None:
    empty = {table: demo()[table].iloc[:0] for table in TABLES}
    nothing = commitments.uncovered(told(language, **empty), {"strategy": False, "people": True})
    # A section, and every table but omissions and the two that the section is made of.
    assert len(nothing) == len(set(nothing)) == 1 + len(TABLES) - 3
    assert commitments.uncovered(told(language), {"strategy": True}) == []
    every = dict.fromkeys(("strategy", "people", "communities", "governance", "targets"), False)
    assert len(commitments.uncovered(told(language, **empty), every)) == len(every) + 1


@pytest.mark.parametrize("table", [*TABLES, "evidence_files"])
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
        progress((2024, None), (2030, Decimal(2)), (2026, Decimal(1))),
        progress((2030, Decimal(1)), (2030, Decimal(2)), (2026, Decimal(1))),
    ):
        assert (found.share, found.state) == (None, "unknown")


def test_of_the_demonstration_at_most_sixty_disclosures_are_left_without_an_answer() -> None:
    rows = stated()["index"]
    left = [row for row in rows if not (row["figures"] or row["words"] or row["omission"])]
    assert len(rows) > 200
    assert len(left) <= 60
    assert all(row["reason"] and row["title"] for row in left)


def test_a_number_that_answers_has_a_value_and_a_unit_where_it_is_no_count() -> None:
    known = metrics(demo(), inventory())
    for row in stated()["index"]:
        for name, figure in row["figures"].items():
            assert figure["value"] is not None
            assert figure["unit"] or known.get(name) or name.startswith("target_")


def test_rules_name_disclosures_columns_and_codes_that_there_are() -> None:
    asked = {(row["framework"], row["concept"] or row["code"]) for row in stated()["index"]}
    rules = answer_rules()
    printing = {subject for own in rules.subjects.values() for subject in own}
    subjects = {one.code for one in package_tables()["statements"].columns["subject"].codes}
    assert printing == subjects
    for framework, answers in rules.answers.items():
        for key, meant in answers.items():
            assert (framework, key) in asked, (framework, key)
            for one in meant:
                schema = package_tables()[str(one["table"])]
                assert str(one["table"]) in {*rules.chapters, "statements"}
                for column in one.keys() - {"table"}:
                    codes = {code.code for code in schema.columns[column].codes}
                    assert not codes or codes >= set(one[column]), (key, column)


@pytest.mark.parametrize(
    ("language", "title"), [("it", "Servizi ecosistemici"), ("en", "Ecosystem")]
)
def test_what_is_omitted_is_named_beside_its_code(language: str, title: str) -> None:
    table = commitments.printed(told(language), "omissions", reason="unavailable")
    assert table is not None
    (shown,) = [str(row["code"]) for row in table.rows if str(row["code"]).startswith("101-8")]
    assert title in shown


def test_without_rows_nothing_is_answered_in_words() -> None:
    empty = {table: demo()[table].iloc[:0] for table in TABLES}
    rows = told(**empty).statement["index"]
    assert not [row for row in rows if row["words"] or row["omission"]]


def test_the_figures_that_frameworks_ask_for_are_those_that_a_row_may_give() -> None:
    measures = {one.code for one in package_tables()["indicators_social"].columns["measure"].codes}
    assert measures <= metric_facts()
    own = stated()["metrics"].values()
    for row in public_rows(demo()["indicators_social"]):
        if present(row["measure"]):
            assert any(one["value"] == float(row["value"]) for one in own)


@pytest.mark.parametrize("language", ["it", "en"])
def test_what_most_of_a_framework_lacks_stands_once_for_each_reason(language: str) -> None:
    """An index of little else than 'not available' is as short as its reasons are few."""
    empty = {table: demo()[table].iloc[:0] for table in TABLES}
    fp = told(language, **empty)
    rows = [row for row in fp.statement["index"] if row["framework"] == "GRI"]
    table = index(fp, "GRI")
    assert table is not None
    lacking = [row for row in table.rows if row["class"] == "out"]
    said = " ".join(
        f"{row['code']}\N{NO-BREAK SPACE}{re.sub(r'<[^>]+>', ' ', str(row['title']))}"
        for row in lacking
    )
    unanswered = [row for row in rows if not row["figures"] and not row["words"]]
    assert len(lacking) < len(unanswered) / 2
    assert all(f"{row['code']}\N{NO-BREAK SPACE}" in said for row in unanswered)
    # Where most is answered, the rest stands in its place, one by one.
    own = demo()["statements"]
    rich = index(told(language, statements=own[own["subject"] != "assurance"]), "GRI")
    assert rich is not None
    assert [row["code"] for row in rich.rows if row["class"] == "out"] == ["2-5"]


@pytest.mark.parametrize("framework", ["VSME", "GRI", "GRI G4 Event Organizers"])
def test_a_figure_is_looked_for_where_it_stands(framework: str) -> None:
    """What the tables give of people and governance is printed in the chapter of its area."""
    rows = [row for row in stated()["index"] if row["framework"] == framework and row["figures"]]
    area = {
        str(row["measure"]): commitments.AREAS[str(row["area"])]
        for row in public_rows(demo()["indicators_social"])
        if present(row["measure"])
    }
    led = [row for row in rows if set(row["figures"]) <= set(area)]
    assert led
    for row in led:
        assert row["where"] in {area[name] for name in row["figures"]}, row["code"]


@pytest.mark.parametrize(
    ("value", "shown"), [(0.018, 3), (0.132, 2), (18.8274, 1), (0.42, None), (0.0, None)]
)
def test_what_is_not_nought_is_never_printed_as_nought(value: float, shown: int | None) -> None:
    assert digits(value) == shown


def test_quantities_of_the_tables_stand_one_under_the_other() -> None:
    for name, column in (("indicators_social", "value"), ("suppliers", "spend_eur")):
        table = commitments.printed(told(), name)
        assert table is not None
        assert {one.key: one.align for one in table.columns}[column] == "quantity"
