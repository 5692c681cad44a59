"""Files that were thought out against the import: each was read wrongly, or lost without a word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from reporting.event import Event, load
from reporting.event.importing import Imported, Wishes, import_files
from support.packages import good_tables, write_package

LONG = "Numero;Prova;Punto;Ora\n"
CO1 = ["1 CO1 in 09:01:00"]


@pytest.fixture(scope="module")
def event(tmp_path_factory: pytest.TempPathFactory) -> Event:
    tables = good_tables()
    del tables["passages"]
    return load(write_package(tmp_path_factory.mktemp("strange"), **tables))


def read(event: Event, folder: Path, content: str, name: str = "t.csv") -> Imported:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return import_files(event, [path], Wishes(rehearsal=True))


def book(event: Event, folder: Path, rows: Sequence[Sequence[Any]], *merged: str) -> Imported:
    made = Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    for cells in merged:
        made.worksheets[0].merge_cells(cells)
    made.save(folder / "t.xlsx")
    return import_files(event, [folder / "t.xlsx"], Wishes(rehearsal=True))


def taken(done: Imported) -> list[str]:
    return [f"{r.number} {r.control} {r.point} {r.time}" for r in done.merge.new.values()]


def told(done: Imported, code: str) -> list[int | None]:
    return [one.row for one in done.findings if one.code == code]


# ------------------------------------------------------------------ read as it is meant


def test_a_header_may_say_what_its_control_is(event: Event, tmp_path: Path) -> None:
    done = book(
        event,
        tmp_path,
        [
            ["N.", "Equipaggio", "PROVA CRONOMETRATA 1 (PC1)"],
            [None, None, "Partenza", "Arrivo"],
            [1, "Equipaggio 01", "08:11:00,57", "08:11:20,61"],
        ],
        "C1:D1",
    )
    assert taken(done) == ["1 PC1 start 08:11:00.57", "1 PC1 finish 08:11:20.61"]


@pytest.mark.parametrize("unit", ["(h:m:s,cc)", "[hh:mm:ss]", "(hms)", "(ora, min, s)"])
def test_a_header_may_say_the_form_of_its_times(event: Event, tmp_path: Path, unit: str) -> None:
    rows = [
        ["N.", f"Start {unit}", f"Finish {unit}", "Tempo [s]"],
        [1, "08:11:00,57", "08:11:20,61", 20.04],
    ]
    made = Workbook()
    made.worksheets[0].title = "PC1"
    for row in rows:
        made.worksheets[0].append(row)
    made.save(tmp_path / "t.xlsx")
    done = import_files(event, [tmp_path / "t.xlsx"], Wishes(rehearsal=True))
    read_as_meant = ["1 PC1 start 08:11:00.57", "1 PC1 finish 08:11:20.61"]
    assert taken(done) == (read_as_meant if "ora" not in unit else [])


@pytest.mark.parametrize(
    "header",
    [
        "PROVA CRONOMETRATA 2 (PC1) Arrivo",
        "Prova PC1 Arrivo teorico",
        "Note PC1",
    ],
)
def test_a_header_that_says_something_else_is_not_taken_for_its_control(
    event: Event, tmp_path: Path, header: str
) -> None:
    done = read(event, tmp_path, f"N.;PC1 start;{header}\n1;08:11:00,57;08:11:20,61\n")
    assert taken(done) == ["1 PC1 start 08:11:00.57"]
    assert told(done, "import-column-unread") + told(done, "import-column-idle") == [1]


def test_a_day_and_a_fraction_of_it_in_cells_of_their_own(event: Event, tmp_path: Path) -> None:
    seconds = 8 * 3600 + 11 * 60 + 0.57
    rows = [["N.", "Data", "PC1 start"], [1, dt.date(2025, 4, 11), seconds / 86_400]]
    assert taken(book(event, tmp_path, rows)) == ["1 PC1 start 2025-04-11T08:11:00.57"]


# ------------------------------------------------------------------ told and not taken


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        # A row that somebody took out with a sign in front of it.
        (LONG + "1;PC1;start;08:11:00,57\n#2;PC1;start;08:12:00,57\n", "import-row-doubtful", 3),
        # A footer that begins with the number of something else.
        (
            "N.;CO1\n1;09:01:00\n3;09:03:00\n2 Cronometristi: fine servizio;18:30:00\n",
            "import-row-doubtful",
            4,
        ),
        ("N.;CO1;OK?\n1;09:01:00;si\n2;09:02:00;no\n", "import-row-doubtful", 3),
        # Another leg, in a column or in a date.
        ("Tappa;N.;Prova;Ora\n1;1;CO1;09:01:00\n2;2;CO1;09:02:00\n", "import-row-doubtful", 3),
        ("N.;Data;CO1\n1;11/04/2025;09:01:00\n2;12/04/2025;09:02:00\n", "import-day-other", 3),
        # A cell too many, under a header with a blank at its end.
        (
            "N.;CO1;PC2 finish;\n1;09:01:00;08:11:40,1;\n2;x;09:02:00;08:12:40,1\n",
            "import-row-shifted",
            3,
        ),
    ],
)
def test_a_row_is_told_and_not_taken(
    event: Event, tmp_path: Path, text: str, code: str, row: int
) -> None:
    done = read(event, tmp_path, text)
    assert told(done, code) == [row]
    assert {one.row for one in done.merge.new.values()}.isdisjoint({row})
    assert done.merge.new


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("# Offset orologio: -0,35 s\nN.;PC1 start\n1;08:11:00,57\n", "import-title-offset"),
        (
            "Cronometro 2 (ritardo di 0,35 s sulla base)\nN.;CO1\n1;09:01:00\n",
            "import-title-offset",
        ),
        ("Orari in ora solare\nN.;CO1\n1;08:01:00\n", "import-title-zone"),
        ("N.;CO1;Fuso\n1;07:01:00;UTC\n", "import-title-zone"),
        ("N.;CO1\n1;09:01:00\nPC 3 partenza\n2;09:12:00,5\n", "import-control-doubtful"),
        (
            "CO 1\nN.;Ora\n1;09:01:00\nPC 3 partenza\n2;09:12:00,5\n",
            "import-control-doubtful",
        ),
    ],
)
def test_what_is_said_of_the_whole_file_refuses_it(
    event: Event, tmp_path: Path, text: str, code: str
) -> None:
    done = read(event, tmp_path, text)
    assert (done.refused, len(told(done, code)), taken(done)) == (True, 1, [])


# ------------------------------------------------------------------ told, and taken


def test_a_note_on_another_control_is_no_title(event: Event, tmp_path: Path) -> None:
    done = read(event, tmp_path, "N.;CO1\n1;09:01:00\nPC3 annullata\n")
    assert (taken(done), told(done, "import-row-unknown")) == (CO1, [3])


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Tempi CO1 - 12/04/2025\n", "t.csv"),
        ("TAPPA 2\n", "t.csv"),
        ("2nd leg\n", "t.csv"),
        ("Targa Florio 2024, 2024-10-05\n", "t.csv"),
        ("", "tappa2 CO1.csv"),
    ],
)
def test_a_title_of_another_day_or_leg_is_told(
    event: Event, tmp_path: Path, title: str, name: str
) -> None:
    done = read(event, tmp_path, f"{title}N.;CO1\n1;09:01:00\n", name)
    assert (taken(done), len(told(done, "import-title-other"))) == (CO1, 1)


@pytest.mark.parametrize(
    "title",
    ["Prova Uno - 11/04/2025", "TAPPA 1", "11.04.25 - stampato il 13/04/2025", "Leg times v1.2.3"],
)
def test_a_title_of_the_leg_itself_is_not(event: Event, tmp_path: Path, title: str) -> None:
    done = read(event, tmp_path, f"{title}\nN.;CO1\n1;09:01:00\n")
    assert (taken(done), told(done, "import-title-other")) == (CO1, [])


@pytest.mark.parametrize(
    "text",
    [
        "N.;CO1\n1;23:58:00\n2;00:05:00\n",
        "N.;PC3 start;CO1\n1;09:12:00,5;09:01:00\n2;02:13:00,5;09:02:00\n",
    ],
)
def test_a_time_long_before_the_first_start_is_told_and_not_taken(
    event: Event, tmp_path: Path, text: str
) -> None:
    done = read(event, tmp_path, text)
    assert told(done, "import-before-start") == [3]
    assert not [time for time in taken(done) if time.startswith("2 ") and "09:02" not in time]
    later = read(event, tmp_path, "N.;CO1\n1;23:58:00\n2;24:05:00\n")
    assert told(later, "import-before-start") == []


def test_a_column_of_reasons_why_crews_are_not_ranked_is_told(event: Event, tmp_path: Path) -> None:
    done = read(event, tmp_path, "N.;CO1;Stato\n1;09:01:00;SQ\n2;09:02:00;rit\n3;09:03:00;\n")
    (wording_of,) = [one for one in done.findings if one.code == "import-status-unread"]
    assert (wording_of.value, len(done.merge.new)) == ("Stato: SQ (1), rit (1)", 3)


def test_a_correction_that_empties_a_cell_takes_its_time_back(tmp_path: Path) -> None:
    tables = good_tables()
    del tables["passages"]
    package, path = write_package(tmp_path, **tables), tmp_path / "t.csv"
    for text, more in (("08:11:20,61", {}), ("", {"choice": "replace"})):
        path.write_text(f"N.;PC1 start;PC1 finish\n1;08:11:00,57;{text}\n", encoding="utf-8")
        done = import_files(load(package), [path], Wishes(**more))  # type: ignore[arg-type]
    assert told(done, "import-withdrawn") == [3]
    assert load(package)["passages"]["point"].tolist() == ["start"]
    again = path.rename(tmp_path / "altro nome.csv")
    same = import_files(load(package), [again], Wishes())
    assert (same.written, same.merge.known, same.refused) == (False, 1, False)
