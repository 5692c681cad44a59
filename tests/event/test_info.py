# ruff: noqa: E501 - a table of cases, one a line
"""``event.toml``: what is wrong with it is told key by key, with the line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from reporting.errors import InputError, UsageError
from reporting.event import Finding, load, locate
from reporting.event.info import key_lines
from support.packages import event_toml, write_package

SOUND = event_toml()


def refused(tmp_path: Path, text: str | bytes) -> tuple[Finding, ...]:
    folder = write_package(tmp_path)
    content = text if isinstance(text, bytes) else text.encode()
    (folder / "event.toml").write_bytes(content)
    with pytest.raises(InputError) as caught:
        load(folder)
    assert caught.value.exit_status == 1
    assert "event.toml" in str(caught.value)
    return caught.value.findings


def test_it_is_read_with_exact_lengths_and_dates(tmp_path: Path) -> None:
    legs = [
        {
            "number": 1,
            "date": "2025-04-11",
            "from": "Sorrento",
            "to": "Matera",
            "published_km": [{"value": 315.1, "source": "a"}, {"value": 317, "source": "b"}],
        }
    ]
    info = load(write_package(tmp_path, legs=legs, timing="none", facts=[])).info
    assert [length.value for length in info.legs[0].published_km] == [
        Decimal("315.1"),
        Decimal(317),
    ]
    assert info.legs[0].start == "Sorrento"
    assert info.zone.key == "Europe/Rome"
    assert info.name.in_language("en") == "Trial One"


def test_without_the_file_there_is_no_event(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    (folder / "event.toml").unlink()
    with pytest.raises(InputError) as caught:
        load(folder)
    assert [finding.code for finding in caught.value.findings] == ["event-missing"]


@pytest.mark.parametrize(
    ("old", "new", "code", "row", "column"),
    [
        ('timezone = "Europe/Rome"', "", "event-key-missing", None, "timezone"),
        ('"Europe/Rome"', '"Europe/Nowhere"', "event-value", 5, "timezone"),
        ('"Europe/Rome"', '"../../etc/passwd"', "event-value", 5, "timezone"),
        ('"Europe/Rome"', '"localtime"', "event-value", 5, "timezone"),
        ('"Europe/Rome"', '"right/Europe/Rome"', "event-value", 5, "timezone"),
        ('"Europe/Rome"', "1", "event-value", 5, "timezone"),
        ("start = 2025-04-11", 'start = "soon"', "event-value", 3, "start"),
        ('"prova-uno"', '"Prova Uno"', "event-value", 1, "id"),
        ('"prova-uno"', '"../prova"', "event-value", 1, "id"),
        ('"aci-classica-2024"', '"../secrets"', "event-value", 6, "rulebook"),
        ('"simulated"', '"guessed"', "event-value", 9, "provenance.timing"),
        ('en = "Times made for a test"', 'english = "x"', "event-key-missing", 10, "provenance.note.en"),
        ("number = 2", "number = 1", "event-leg-twice", 20, "legs[2].number"),
        ("date = 2025-04-12", "", "event-key-missing", 19, "legs[2].date"),
        ("number = 2", "number = true", "event-value", 20, "legs[2].number"),
        ("start = 2025-04-11", "start = 20250411", "event-value", 3, "start"),
        ("date = 2025-04-12", "date = 1744416000", "event-value", 21, "legs[2].date"),
        ("number = 2", 'number = "two"', "event-value", 20, "legs[2].number"),
        ("published_km = []\n\n", 'published_km = [{ value = "far", source = "s" }]\n\n', "event-value", 17, "legs[1].published_km[1].value"),
    ],
)  # fmt: skip
def test_each_wrong_key_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, code: str, row: int | None, column: str
) -> None:
    assert SOUND.count(old) == 1
    findings = refused(tmp_path, SOUND.replace(old, new))
    errors = [f for f in findings if f.severity == "error"]
    assert [(f.code, f.table, f.file, f.row, f.column) for f in errors] == [
        (code, "event", "event.toml", row, column)
    ]
    for language in ("it", "en"):
        assert column in errors[0].message(language) or code == "event-leg-twice"


def test_every_wrong_key_is_told_at_once(tmp_path: Path) -> None:
    text = SOUND.replace('"simulated"', "3").replace('"Matera"\npub', "4\npub")
    columns = {finding.column for finding in refused(tmp_path, text)}
    assert columns == {"provenance.timing", "legs[1].to"}


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("id = \n", "event-no-toml", 1),
        ('id = "a"\nid = "b"\n', "event-no-toml", 2),
        ("[a\n", "event-no-toml", 1),
        ("x = " + "[" * 5000, "event-no-toml", None),
        ('id = "a"\nname = "Forl\xec"'.encode("latin-1"), "encoding-not-utf8", 2),
        ("\x00", "event-no-toml", 1),
    ],
)
def test_what_is_no_toml_is_told_with_the_line(
    tmp_path: Path, text: str | bytes, code: str, row: int | None
) -> None:
    (finding,) = refused(tmp_path, text)
    assert (finding.code, finding.row) == (code, row)


def test_an_unknown_key_is_a_warning_and_not_read(tmp_path: Path) -> None:
    folder = write_package(tmp_path, info="colour = 'red'\n" + SOUND)
    (finding,) = load(folder).findings
    assert (finding.code, finding.severity, finding.row) == ("event-key-unknown", "warning", 1)


def test_dates_that_do_not_fit_are_told(tmp_path: Path) -> None:
    early = SOUND.replace("end = 2025-04-12", "end = 2025-04-11")
    (finding,) = load(write_package(tmp_path, info=early)).findings
    assert (finding.code, finding.column) == ("event-leg-outside", "legs[2].date")
    crossed = SOUND.replace("end = 2025-04-12", "end = 2025-04-01")
    found = load(write_package(tmp_path, info=crossed)).findings
    assert found[0].code == "event-dates"


def test_an_id_unlike_the_folder_is_a_warning(tmp_path: Path) -> None:
    folder = write_package(tmp_path, info=SOUND.replace('"prova-uno"', '"prova-due"'))
    (finding,) = load(folder).findings
    assert (finding.code, finding.severity) == ("event-id-differs", "warning")


def test_lines_of_keys_are_found_in_tables_and_lists_of_tables() -> None:
    lines = key_lines(SOUND)
    assert lines["timezone",] == 5
    assert lines["provenance", "note"] == 10
    assert lines["legs", 1, "from"] == 22


def test_an_event_is_found_by_id_by_folder_and_by_its_file(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    assert locate(folder) == folder
    assert locate(str(folder)) == folder
    assert locate(folder / "event.toml") == folder
    assert locate("experience-italy-2025").name == "experience-italy-2025"


def test_a_folder_by_its_bare_name_is_found_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_package(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert locate("prova-uno") == folder


@pytest.mark.parametrize(
    "where", ["no-such-event", "no/such/folder", "", "..\x00", "a" * 5000, "~"]
)
def test_an_unknown_event_is_answered_with_those_that_are_known(where: str) -> None:
    with pytest.raises(UsageError, match="experience-italy-2025") as caught:
        locate(where)
    assert caught.value.exit_status == 2


def test_an_id_never_leads_out_of_the_events_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data" / "events" / "one").mkdir(parents=True)
    (tmp_path / "data" / "reference").mkdir()
    monkeypatch.setenv("REPORTING_HOME", str(tmp_path))
    outside = write_package(tmp_path, event_id="outside")
    (tmp_path / "data" / "events" / "linked").symlink_to(outside)
    with pytest.raises(UsageError):
        locate("linked")
