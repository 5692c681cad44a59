"""Exports as Italian timekeepers send them: headers, commas, titles, several sheets."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook

from reporting.errors import InputError
from reporting.event import load
from reporting.event.importing import Imported, SheetRule, Wishes, import_files
from reporting.event.importing.clock import clock
from support.packages import good_tables, write_package


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tables = good_tables()
    del tables["passages"]
    return write_package(tmp_path, **tables)


def imported(
    folder: Path, text: str | bytes, name: str = "tempi.csv", **wishes: object
) -> Imported:
    path = folder.parent / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return import_files(load(folder), [path], Wishes(**wishes))  # type: ignore[arg-type]


def rows(folder: Path) -> list[tuple[int, str, str, str, str]]:
    passages = load(folder)["passages"]
    return [
        (int(number), control, point, str(time.time()), source)
        for number, control, point, time, source in passages.itertuples(index=False)
    ]


def told(done: Imported) -> list[tuple[str, int | None, str | None]]:
    return sorted((one.code, one.row, one.value) for one in done.findings)


def test_a_long_export_with_italian_headers_is_read(folder: Path) -> None:
    text = (
        "N° gara;Equipaggio;Prova;Pressostato;Ora\r\n"
        "1;Rossi;PC 01;partenza;8.11.00,12\r\n"
        "002;Verdi;pc1;Arrivo;08:12:20,5\r\n"
        "3;Bianchi;CO1;;9h12'00\r\n"
    )
    done = imported(folder, text)
    assert rows(folder) == [
        (1, "PC1", "start", "08:11:00.120000", "tempi.csv:2"),
        (2, "PC1", "finish", "08:12:20.500000", "tempi.csv:3"),
        (3, "CO1", "in", "09:12:00", "tempi.csv:4"),
    ]
    assert ("import-column-idle", 1, "Equipaggio") in told(done)


def test_a_wide_export_has_a_column_for_each_line(folder: Path) -> None:
    text = (
        "Cronometraggio ufficiale\n\n"
        "Numero,PC1 partenza,PC1 arrivo,PC 2,CO1\n"
        "1,08:11:00.00,08:11:20.01,08:11:40.02,\n"
    )
    imported(folder, text)
    assert [row[:4] for row in rows(folder)] == [
        (1, "PC1", "start", "08:11:00"),
        (1, "PC1", "finish", "08:11:20.010000"),
        (1, "PC2", "finish", "08:11:40.020000"),
    ]


def test_what_is_no_passage_is_listed_with_its_place(folder: Path) -> None:
    text = (
        "numero;controllo;punto;ora\n"
        "1;PC9;start;08:11:00\n"
        "1;PC1;mezzo;08:11:00\n"
        "77;PC1;start;08:11:00\n"
        "1;PC1;start;20,03\n"
        "1;PC1;finish;\n"
        "Totale;;;4\n"
        "2;PC1;start;08:12:00\n"
    )
    done = imported(folder, text)
    assert told(done) == [
        ("import-control-unknown", 2, "PC9"),
        ("import-number-unknown", 4, "77"),
        ("import-point-unknown", 3, "mezzo"),
        ("import-row-unknown", 7, "Totale | 4"),
        ("import-time-blank", 6, None),
        ("import-time-unreadable", 5, "20,03"),
    ]
    assert [row[:3] for row in rows(folder)] == [(2, "PC1", "start")]


def test_a_workbook_is_read_sheet_by_sheet(folder: Path) -> None:
    book = Workbook()
    first = book.worksheets[0]
    first.title = "PC1"
    first.append(["1000 Miglia", None, None])
    first.append(["Numero", "Controllo", "Punto", "Ora"])
    first.append([1, "PC1", "start", dt.time(8, 11, 0, 123400)])
    first["D3"].number_format = "h:mm:ss.00"
    first.append([2, "PC1", "start", "8:12:00,5"])
    book.create_sheet("note").append(["Meteo sereno"])
    path = folder.parent / "tempi.xlsx"
    book.save(path)
    done = import_files(load(folder), [path])
    assert rows(folder) == [
        (1, "PC1", "start", "08:11:00.123400", "tempi.xlsx[PC1]:3"),
        (2, "PC1", "start", "08:12:00.500000", "tempi.xlsx[PC1]:4"),
    ]
    assert told(done) == [("import-header-unknown", 1, "Meteo sereno")]
    assert [one.file for one in done.findings] == ["tempi.xlsx[note]"]


def test_headers_that_nobody_knows_are_said_once_and_remembered(folder: Path) -> None:
    text = "Pett.;Via;Stop\n1;08:11:00;08:11:20\n"
    assert [code for code, *_ in told(imported(folder, text))] == [
        "import-header-unknown",
        "import-nothing",
    ]
    rule = SheetRule.model_validate(
        {
            "file": "tempi*.csv",
            "columns": {"number": "Pett."},
            "times": {"PC1:start": "Via", "PC1:finish": "Stop"},
        }
    )
    assert imported(folder, text, rules=[rule]).counts()["new"] == 2
    again = imported(folder, text.replace("1;08:11", "2;08:12"), name="tempi-due.csv")
    assert (again.counts()["new"], again.findings) == (2, ())


def test_one_trial_and_line_may_hold_for_a_whole_file(folder: Path) -> None:
    done = imported(folder, "Numero;Ora\n1;08:11:00\n", fixed={"control": "PC1", "point": "start"})
    assert [row[:3] for row in rows(folder)] == [(1, "PC1", "start")]
    assert done.remembered[0].file == "tempi.csv"


def test_a_sheet_called_like_its_control_needs_no_column_for_it(folder: Path) -> None:
    book = Workbook()
    book.worksheets[0].title = "PC 1"
    book.worksheets[0].append(["Numero", "Partenza", "Arrivo"])
    book.worksheets[0].append([1, "08:11:00", "08:11:20,5"])
    sheet = book.create_sheet("CO1")
    sheet.append(["Numero", "Ora"])
    sheet.append([1, "09:01:00"])
    path = folder.parent / "giornata.xlsx"
    book.save(path)
    done = import_files(load(folder), [path])
    assert [row[1:4] for row in rows(folder)] == [
        ("PC1", "start", "08:11:00"),
        ("PC1", "finish", "08:11:20.500000"),
        ("CO1", "in", "09:01:00"),
    ]
    assert told(done) == [
        ("import-control-by-name", 1, "CO1"),
        ("import-control-by-name", 1, "PC 1"),
    ]
    again = import_files(load(folder), [path])
    assert again.counts()["known"] == again.read == 3


def test_a_file_called_like_its_control_needs_no_column_for_it(folder: Path) -> None:
    imported(folder, "n;Start;Finish\n2;08:12:00;08:12:20\n", name="PC1.csv")
    assert [row[:3] for row in rows(folder)] == [(2, "PC1", "start"), (2, "PC1", "finish")]


def test_words_of_the_timekeepers_are_mapped(folder: Path) -> None:
    (folder / "import.toml").write_text(
        '[[sheets]]\nfile = "*.csv"\ncolumns = { point = "Fotocellula" }\n'
        'words = { "A" = "start", "Passo Gavia" = "PC1" }\n',
        encoding="utf-8",
    )
    imported(folder, "Numero;Prova;Fotocellula;Ora\n1;Passo Gavia;A;08:11:00\n")
    assert [row[:3] for row in rows(folder)] == [(1, "PC1", "start")]


def test_a_windows_export_is_read_and_said(folder: Path) -> None:
    done = imported(folder, "Numero;Località;Ora;Prova\n1;Cantù;08:11:00;CT1\n".encode("cp1252"))
    assert ("import-encoding", None, None) in told(done)
    assert [row[:3] for row in rows(folder)] == [(1, "CT1", "in")]


def test_a_binary_file_is_refused(folder: Path) -> None:
    done = imported(folder, b"\x89PNG\0\0\0", name="foto.csv")
    assert (done.refused, done.written) == (True, False)


@pytest.mark.parametrize("text", ["flags = 3", "[[sheets]]\ncolours = 1", "[[channels", "\xff"])
def test_a_mapping_that_is_none_is_refused_in_words(folder: Path, text: str) -> None:
    (folder / "import.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError, match=r"import\.toml"):
        imported(folder, "Numero;Ora\n")


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("8:01:02", "08:01:02"),
        ("08:01:02,1234567", "08:01:02.1234567"),
        ("08.01.02,50", "08:01:02.50"),
        ("08:01:02:50", "08:01:02.50"),
        ("8h01'02\"5", None),
        ("8h01m02.5s", "08:01:02.5"),
        ("8h01m02s50", "08:01:02.50"),
        ("08:01:02''50", "08:01:02.50"),
        ('08:01:02"50', "08:01:02.50"),
        ("8:01", "08:01:00"),
        ("2025-04-11 8:01:02,5", "2025-04-11T8:01:02.5"),
        ("11/04/2025 08:01:02", "2025-04-11T08:01:02"),
        ("0.4251557488425926", "10:12:13.4567"),
        ("24:00:00", None),
        ("08:60:00", None),
        ("20,03", None),
        ("", None),
        ("08:01:02.12345678", None),
    ],
)
def test_a_time_is_read_as_it_is_written_or_not_at_all(text: str, time: str | None) -> None:
    assert clock(text) == time
