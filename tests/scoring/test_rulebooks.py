"""Rulebooks: the bundled ones, where they are found, and what is refused in them."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reporting.errors import InputError
from reporting.event import Finding
from reporting.paths import reference_folder
from reporting.scoring import Rulebook, load_rulebook
from support.scored import ct, event_of

BUNDLED = (
    *("aci-classica-2024", "1000-miglia", "experience-italy-2025", "ennstal-classic-2015"),
    *("motorsport-uk-7b-2026", "winter-marathon-2016"),
)
FOLDER = reference_folder() / "rulebooks"


def bundled(name: str) -> Rulebook:
    return load_rulebook(FOLDER / f"{name}.toml")


@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_rulebook_says_where_it_comes_from_and_what_is_assumed(name: str) -> None:
    rulebook = bundled(name)
    assert rulebook.id == name
    assert rulebook.source
    assert rulebook.assumed is not None
    for language in ("it", "en"):
        assert rulebook.name.in_language(language)
        assert rulebook.assumed.in_language(language)
        assert all(one.name and one.name.in_language(language) for one in rulebook.ranking)


def test_the_bundled_rulebooks_are_all_tested() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.toml")) == sorted(BUNDLED)


def test_the_known_rows_of_the_1000_miglias_table_stand() -> None:
    rulebook = bundled("1000-miglia")
    assert rulebook.family == "points"
    assert rulebook.time_trial is not None
    assert rulebook.time_trial.score_table is not None
    assert rulebook.time_trial.score_table[:2] == ((0, 420), (1, 395))


def test_decimals_may_be_texts_or_numbers_and_are_never_floats(tmp_path: Path) -> None:
    as_text = bundled("aci-classica-2024")
    changed = write(tmp_path, lambda text: text.replace('unit_s = "0.01"', "unit_s = 0.01"))
    assert load_rulebook(changed) == as_text
    assert load_rulebook(changed).time_trial.unit_s == Decimal("0.01")  # type: ignore[union-attr]


def test_an_event_uses_the_bundled_rulebook_that_it_names(tmp_path: Path) -> None:
    event = event_of([ct("CT1")], {}, folder=tmp_path)
    assert load_rulebook(event).id == "aci-classica-2024"


def test_the_packages_own_rulebook_takes_precedence(tmp_path: Path) -> None:
    write(tmp_path, lambda text: text.replace('id = "aci-classica-2024"', 'id = "our-own"'))
    event = event_of([ct("CT1")], {}, folder=tmp_path)
    assert load_rulebook(event).id == "our-own"


def write(folder: Path, change: Callable[[str], str]) -> Path:
    """Write a changed copy of the ACI Sport rulebook as a package's own."""
    text = (FOLDER / "aci-classica-2024.toml").read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text
    path = folder / "rulebook.toml"
    path.write_text(changed, encoding="utf-8")
    return path


def refused(path: Path) -> list[Finding]:
    with pytest.raises(InputError) as raised:
        load_rulebook(path)
    findings = list(raised.value.findings)
    assert findings
    for finding in findings:
        assert (finding.table, finding.file) == ("rulebook", "rulebook.toml")
        for language in ("it", "en"):
            assert finding.message(language)
            assert finding.remedy(language)
    return findings


RANKING = '\n[[ranking]]\nid = "extra"\ncoefficient = true\n'


@pytest.mark.parametrize(
    ("old", "new", "code", "column", "value"),
    [
        ('family = "penalties"\n', "", "rulebook-key-missing", "family", None),
        ("\n[discard]", "\n[discards]", "rulebook-key-unknown", "discards", None),
        ('cap = "300"', 'cap = "300"\nlimit = 4', "rulebook-key-unknown", "time_trial.limit", "4"),
        ('"truncate"  ', '"cut"  ', "rulebook-choice", "quantise", "cut"),
        ('missed = "300"', 'missed = "lots"', "rulebook-number", "time_trial.missed", "lots"),
        ('missed = "300"', "missed = nan", "rulebook-number", "time_trial.missed", "NaN"),
        ('missed = "300"', "missed = true", "rulebook-number", "time_trial.missed", "True"),
        ('"300"', '"0.00001"', "rulebook-decimals", "time_trial.cap", "0.00001"),
        ('"300"', '"-1"', "rulebook-negative", "time_trial.cap", "-1"),
        ('unit_s = "0.01"', 'unit_s = "0"', "rulebook-seconds", "time_trial.unit_s", "0"),
        ('resolution = "0.01"', 'resolution = "0.07"', "rulebook-resolution", "resolution", "0.07"),
        ('per_unit = "1"', 'late_per_unit = "1"', "rulebook-rates", "time_trial", None),
        (
            'per_unit = "1"',
            'per_unit = "1"\nlate_per_unit = "1"',
            "rulebook-rates",
            "time_trial",
            None,
        ),
        ("max_late_min = 30 ", "", "rulebook-over-max", "time_control", None),
        (
            'over_max = "1000"',
            'over_max = "out"',
            "rulebook-number",
            "time_control.over_max",
            "out",
        ),
        ("worst = 0", "worst = true", "rulebook-value", "discard.worst", "True"),
        ("worst = 0", "worst = -1", "rulebook-value", "discard.worst", "-1"),
        ('"older_car"', '"younger_car"', "rulebook-choice", "rank.ties.0", "younger_car"),
        ('"penalties"\n', '"points"\n', "rulebook-family-table", None, None),
        ('id = "team"', 'id = "overall"', "rulebook-ranking-ids", None, None),
        ('id = "team"', 'id = "ladies"', "rulebook-ranking-ids", None, None),
        ('id = "team"', 'id = "A team"', "rulebook-value", "ranking.3.id", "A team"),
        ('by = "category"', 'by = "category"\nbest = 3', "rulebook-ranking", "ranking.0", None),
        ('by = "category"', 'distinct = "team"', "rulebook-ranking", "ranking.0", None),
        ('where = "ladies"', 'where = "men"', "rulebook-choice", "ranking.1.where", "men"),
        (
            'coefficient = false\n\n[[ranking]]                     # read\nid = "ladies"',
            '\n[[ranking]]\nid = "ladies"',
            "rulebook-key-missing",
            "ranking.0.coefficient",
            None,
        ),
    ],
)
def test_a_fault_in_a_rulebook_is_told_with_its_key_and_value(
    tmp_path: Path, old: str, new: str, code: str, column: str | None, value: str | None
) -> None:
    (finding, *more) = refused(write(tmp_path, lambda text: text.replace(old, new, 1)))
    assert (finding.code, finding.column, finding.value) == (code, column, value)
    assert not more


@pytest.mark.parametrize("table", ["[[1, 420]]", "[[0, 420], [2, 300], [2, 200]]", "[]"])
def test_a_score_table_rises_from_zero(tmp_path: Path, table: str) -> None:
    def change(text: str) -> str:
        text = text.replace('family = "penalties"', 'family = "points"')
        return text.replace('detections = "sum"', f'detections = "sum"\nscore_table = {table}')

    found = {(one.code, one.column) for one in refused(write(tmp_path, change))}
    assert ("rulebook-score-table", "average_trial") in found


def test_the_points_family_drops_nothing(tmp_path: Path) -> None:
    def change(text: str) -> str:
        text = (FOLDER / "1000-miglia.toml").read_text(encoding="utf-8")
        return text + "\n[discard]\nworst = 1\n"

    (finding,) = refused(write(tmp_path, change))
    assert finding.code == "rulebook-family-discard"


def test_a_file_that_is_not_toml_is_told_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, lambda text: text.replace("[discard]", "[discard", 1))
    (finding,) = refused(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert (finding.code, finding.row) == ("rulebook-unreadable", lines.index("[discard") + 1)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"family = 'p\xe9nalit\xe0'"])
def test_any_other_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rulebook.toml"
    path.write_bytes(content)
    assert refused(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (finding,) = refused(tmp_path / "rulebook.toml")
    assert finding.code == "rulebook-unreadable"


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    def change(text: str) -> str:
        return text.replace('cap = "300"', 'cap = "x"').replace("worst = 0", 'worst = "no"')

    found: list[Any] = [finding.column for finding in refused(write(tmp_path, change))]
    assert found == [
        "time_trial.cap",
        "average_trial.cap",
        "time_control.late_cap",
        "discard.worst",
    ]
