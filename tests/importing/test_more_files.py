"""More kinds of files: times in parts, no header, other languages, LibreOffice, double impulses."""

from __future__ import annotations

import json
import random
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from reporting.event import load
from reporting.event.importing import Imported, SheetRule, Wishes, import_files
from support.command import reporting
from support.mutated import layouts, lost_lines, mutated
from support.packages import good_tables, write_package

Row = tuple[int, str, str, str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tables = good_tables()
    del tables["passages"]
    return write_package(tmp_path, **tables)


def imported(folder: Path, text: str, name: str = "tempi.csv", **wishes: object) -> Imported:
    path = folder.parent / name
    path.write_text(text, encoding="utf-8")
    return import_files(load(folder), [path], Wishes(**wishes))  # type: ignore[arg-type]


def rows(folder: Path) -> list[Row]:
    table = load(folder)["passages"]
    columns = zip(table["number"], table["control"], table["point"], table["time"], strict=True)
    return [
        (int(number), control, point, "" if time != time else f"{time:%H:%M:%S.%f}"[:11])
        for number, control, point, time in columns
    ]


def codes(done: Imported) -> set[str]:
    return {one.code for one in done.findings if str(one.severity) != "note"}


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Numero;Prova;Punto;Ore;Minuti;Secondi;Centesimi", "8;11;0;57"),
        ("Bib;Stage;Line;Hours;Minutes;Seconds", "8;11;0.57"),
        ("Dossard;Controle;Ligne;Heures;Minutes;Secondes;Millièmes", "08;11;00;570"),
        ("Startnummer;Kontrolle;Linie;Stunden;Minuten;Sekunden", "8;11;0,57"),
        ("Dorsal;Tramo;Punto;Horas;Minutos;Segundos;Centésimas", "8;11;00;57"),
    ],
)
def test_a_time_in_parts_is_put_together(folder: Path, header: str, cells: str) -> None:
    imported(folder, f"{header}\n1;PC1;start;{cells}\n")
    assert rows(folder) == [(1, "PC1", "start", "08:11:00.57")]


@pytest.mark.parametrize(
    "cells", ["8;;0;57", "8;11;0;570", "8;11;;57", ";11;0;57", "8;11;0;", "8;11;0"]
)
def test_a_part_that_is_blank_or_none_is_no_zero(folder: Path, cells: str) -> None:
    done = imported(folder, f"Numero;Prova;Punto;Ore;Minuti;Secondi;Cent\n1;PC1;start;{cells}\n")
    assert codes(done) == {"import-time-unreadable", "import-nothing"}


@pytest.mark.parametrize(
    "header",
    [
        "Bib;Checkpoint;Line;Time of day",
        "N° dossard;Épreuve;Ligne;Heure",
        "St.-Nr.;Prüfung;Linie;Uhrzeit",
        "Dorsal;Prueba;Punto;Hora",
        "N.;Prova;Linea;Orario",
    ],
)
def test_headers_are_read_in_five_languages(folder: Path, header: str) -> None:
    imported(folder, f"{header}\n1;PC1;start;08:11:00,57\n")
    assert rows(folder) == [(1, "PC1", "start", "08:11:00.57")]


@pytest.mark.parametrize("word", ["départ", "Start", "salida", "via", "partenza"])
def test_a_start_line_has_many_names(folder: Path, word: str) -> None:
    imported(folder, f"N.;Prova;Punto;Ora\n1;PC1;{word};08:11:00,57\n")
    assert rows(folder) == [(1, "PC1", "start", "08:11:00.57")]


@pytest.mark.parametrize(
    ("cell", "number"),
    [("2 Rossi Mario", 2), ("2 - Rossi/Verdi", 2), ("2) De Luca", 2), ("N. 2", 2), ("2 A", None),
     ("2A", None), ("Rossi 2", None)],
)  # fmt: skip
def test_number_and_crew_may_share_a_cell(folder: Path, cell: str, number: int | None) -> None:
    done = imported(folder, f"N.;PC1 start\n{cell};08:12:00,57\n1;08:11:00,57\n")
    assert [row[0] for row in rows(folder)] == ([number] if number else []) + [1]
    assert ("import-row-unknown" in codes(done)) == (number is None)


def test_a_number_with_a_letter_is_what_the_mapping_says(folder: Path) -> None:
    rule = '[[sheets]]\nfile = "*.csv"\ncolumns = { "number" = "N." }\nwords = { "2A" = "2" }\n'
    (folder / "import.toml").write_text(
        rule.replace("words", 'times = { "PC1:start" = "Ora" }\nwords'), encoding="utf-8"
    )
    imported(folder, "N.;Ora\n2A;08:12:00,57\n")
    assert rows(folder) == [(2, "PC1", "start", "08:12:00.57")]


def test_a_file_without_a_header_is_read_by_place(folder: Path) -> None:
    rule = SheetRule.model_validate(
        {"file": "x.txt", "columns": {"number": "#1"}, "times": {"PC1:start": "#3"}}
    )
    done = imported(folder, "1;Rossi;08:11:00,57\n2;Neri;08:12:00,57\n", "x.txt", rules=[rule])
    assert [row[0] for row in rows(folder)] == [1, 2]
    # It holds for files of that name, not for every file of as many columns.
    assert [rule.file for rule in done.remembered if isinstance(rule, SheetRule)] == ["x.txt"]
    assert imported(folder, "3;Verdi;08:13:00,57\n", "y.txt").refused


def test_two_impulses_within_a_chosen_time_are_one(folder: Path) -> None:
    text = (
        "N.;Prova;Punto;Ora\n1;PC1;start;08:11:00,57\n1;PC1;start;08:11:00,81\n"
        "2;PC1;start;08:12:00,30\n2;PC1;start;08:12:00,10\n"
    )
    assert imported(folder, text).refused
    done = imported(folder, text, double_s=Decimal("0.5"))
    assert [row[3] for row in rows(folder)] == ["08:11:00.57", "08:12:00.10"]
    assert [one.row for one in done.findings if one.code == "import-double"] == [3, 4]
    late = text.replace("00,81", "02,81")
    assert imported(folder, late, double_s=Decimal("0.5")).refused


def test_net_times_are_not_taken_for_times_of_day(folder: Path) -> None:
    done = imported(folder, "N.;Prova;Punto;Tempo\n1;PC1;finish;00:00:20,04\n")
    assert codes(done) == {"import-times-net"}
    assert not (folder / "passages.csv").exists()


def test_net_times_are_told_where_nobody_knows_when_the_leg_starts(folder: Path) -> None:
    (folder / "starts.csv").unlink()
    done = imported(folder, "N.;Prova;Punto;Tempo\n1;PC1;finish;00:00:20,04\n")
    assert codes(done) == {"import-times-after-midnight"}
    assert not (folder / "passages.csv").exists()
    imported(folder, "N.;Prova;Punto;Tempo\n1;PC1;finish;08:11:20,04\n")
    assert len(rows(folder)) == 1


def test_a_stamp_is_imported_without_a_time(folder: Path) -> None:
    imported(folder, "Numero;CT1\n1;X\n2;17\n3;\n")
    assert rows(folder) == [(1, "CT1", "in", ""), (2, "CT1", "in", "")]
    again = imported(folder, "Numero;CT1\n1;sì\n2;ok\n3;no\n")
    assert (again.counts()["known"], again.counts()["new"]) == (2, 0)


def ods(path: Path, sheets: dict[str, list[list[str]]], hidden: str = "") -> None:
    """Write a small LibreOffice workbook."""
    style = (
        '<office:automatic-styles><style:style style:name="h" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    tables = "".join(
        f'<table:table table:name="{name}"' + (' table:style-name="h"' if name == hidden else "")
        + ">" + "".join(
            "<table:table-row>" + "".join(
                f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
                "</table:table-cell>" for cell in row
            ) + "</table:table-row>" for row in grid
        ) + "</table:table>"
        for name, grid in sheets.items()
    )  # fmt: skip
    space = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(
        f'xmlns:{one}="{space}:{one}:1.0"' for one in ("office", "table", "text", "style")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names} office:version="1.2">{style}'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{space}:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type='
            '"application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )


def test_a_workbook_of_libreoffice_is_read_and_its_hidden_sheet_is_not(folder: Path) -> None:
    path = folder.parent / "tempi.ods"
    grid = [["N.", "PC1 start"], ["1", "08:11:00,57"]]
    ods(path, {"Tempi": grid, "Vecchio": [["N.", "PC1 start"], ["2", "08:12:00"]]}, "Vecchio")
    done = import_files(load(folder), [path], Wishes())
    assert rows(folder) == [(1, "PC1", "start", "08:11:00.57")]
    assert "import-sheet-hidden" in codes(done)


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0" + b"x" * 600, b"PK\x03\x04broken"])
def test_a_broken_workbook_is_told(folder: Path, content: bytes) -> None:
    path = folder.parent / "tempi.xls"
    path.write_bytes(content)
    done = import_files(load(folder), [path], Wishes())
    assert done.refused


def test_what_was_understood_of_each_file_is_told_before_anything_else(folder: Path) -> None:
    imported(folder, "N.;Prova;Punto;Ora\n" + "".join(
        f"{n};PC1;start;08:1{n}:00,50\n" for n in (1, 2, 3)
    ), "prima.csv")  # fmt: skip
    later = folder.parent / "seconda.csv"
    later.write_text(
        "N.;PC1 start;PC1 finish\n"
        + "".join(f"{n};08:1{n}:02,50;08:1{n}:22,50\n" for n in (1, 2, 3)),
        encoding="utf-8",
    )
    shown = reporting("import", folder, later, "--keep", "--dry-run", "--json")
    (one,) = json.loads(shown.stdout)["understood"]
    assert one == {
        "file": "seconda.csv",
        "layout": "table",
        "columns": ["number = N.", "PC1:start = PC1 start", "PC1:finish = PC1 finish"],
        "crews": 3,
        "controls": ["PC1"],
        "earliest": "08:11:02.50",
        "latest": "08:13:22.50",
        "offset_s": "2.00",
        "counts": {"read": 6, "new": 3, "changed": 0, "known": 0, "kept": 3, "double": 0,
                   "told": 0},
    }  # fmt: skip
    told = reporting("import", folder, later, "--keep", "--lang", "it", "--yes").stdout
    assert "+2.00 s" in told
    assert "Scritto:" in told


@pytest.mark.parametrize(
    "text",
    [
        "N.;PC1 start;PC1 finish\n1;08:11:00,57;\n2;;;08:12:20,57\n",
        "N.;PC1 start\n2\n1;08:11:00,57\n",
        "2;08:12:000,57\nN.;PC1 start\n1;08:11:00,57\n",
        "N.;PC1 start;Note\n1;08:11:00,57;\n2;;alle 08:12:00\n",
    ],
)
def test_a_time_where_none_is_read_is_told(folder: Path, text: str) -> None:
    done = imported(folder, text)
    assert [row[0] for row in rows(folder)] == [1]
    assert bool(codes(done)) == ("08:12" in text)


def test_of_damaged_files_no_line_is_lost_in_silence(folder: Path) -> None:
    # tools/import_mutations.py tries thousands of them.
    draw, files, event = random.Random(7), layouts(), load(folder)
    for name in sorted(files):
        for _ in range(3):
            text = mutated(files[name], draw)
            assert not list(lost_lines(event, folder.parent, name, text)), text
