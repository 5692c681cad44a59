"""Entry lists and start lists as organisers send them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from reporting.event import load
from reporting.event.authoring.blank_workbook import write_book
from reporting.event.importing.list_import import ListImported, ListWishes, import_list
from support.command import reporting
from support.packages import good_tables, write_package

FEDERATION = """\
ELENCO ISCRITTI;;;;;;;;;;;;
N.;Cognome 1\u00b0 Cond.;Nome;Naz.;Cognome;Nome;Naz.;Marca/Modello;Anno;Raggr.;Classe;Dame;Coeff.
1;DE LUCA;Anna;I;Rossi Bianchi;Ada;CH;Alfa Romeo 6C 1750;1930;RC1;3;X;1,30
12A;Neri;Ugo;I;;;;Fiat 1100;1950;RC2;1;;1,50
7;Wohlfahrt;J\u00f6rg;D;Mayer;Eva;A;Lancia Aprilia;1938;RC2;1;-;1,38
Totale: 3;;;;;;;;;;;;
"""


def package(tmp_path: Path, *, entries: bool = False) -> Path:
    tables = good_tables()
    return write_package(
        tmp_path / "event", **({"entries": tables["entries"]} if entries else {}),
        controls=tables["controls"],
    )  # fmt: skip


def imported(folder: Path, text: str, kind: str = "entries", **wishes: object) -> ListImported:
    path = folder.parent / "elenco.csv"
    path.write_text(text, encoding="utf-8")
    return import_list(load(folder), [path], kind, ListWishes(**wishes))  # type: ignore[arg-type]


def told(done: ListImported) -> list[tuple[str, int | None]]:
    return [(one.code, one.row) for one in done.findings]


def test_an_entry_list_of_a_federation_becomes_the_table(tmp_path: Path) -> None:
    folder = package(tmp_path)
    text = FEDERATION.replace("Raggr.", "Raggruppamento").replace(
        "1\u00b0 Cond.", "1\u00b0 conduttore"
    )
    done = imported(folder, text)
    assert told(done) == [("import-row-unknown", 4), ("import-row-unknown", 6)]
    entries = load(folder)["entries"]
    first, second = entries.to_dict("records")
    assert (first["driver"], first["codriver"]) == ("DE LUCA Anna", "ROSSI BIANCHI Ada")
    assert (first["driver_country"], first["codriver_country"]) == ("ITA", "CH")
    assert (first["make"], first["model"], first["category"]) == ("Alfa Romeo", "6C 1750", "RC1")
    assert (first["Classe"], first["ladies"], str(first["coefficient"])) == ("3", True, "1.30")
    assert (second["number"], second["driver_country"], second["ladies"]) == (7, "DEU", False)


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("Bib;Driver;Co-driver;Car", "1;Ann Lee;Bo Ray;Fiat 508 C", "Ann Lee|Bo Ray|Fiat|508 C"),
        ("Startnr.;Mannschaft;Fahrzeug", "1;Lee A / Ray B;BMW 328", "Lee A|Ray B|BMW|328"),
        ("Dossard;Pilote;Copilote;Marque;Voiture", "1;A Lee;B Ray;F;508", "A Lee|B Ray|F|508"),
        ("N.;Equipaggio;Marca;Modello", "1;Lee A - Ray B;Fiat;508", "Lee A|Ray B|Fiat|508"),
        ("N.;Cognome e Nome;Cognome e Nome;Auto", "1;LEE A;RAY B;F 508", "LEE A|RAY B|F|508"),
        ("Car;Driver;Co-driver;Make;Model", "1;Ann Lee;Bo Ray;Fiat;508", "Ann Lee|Bo Ray|Fiat|508"),
    ],
)
def test_names_and_cars_are_told_apart_in_the_ways_that_lists_have(
    tmp_path: Path, header: str, row: str, expected: str
) -> None:
    folder = package(tmp_path)
    done = imported(folder, f"{header}\n{row}\n")
    assert not done.refused, told(done)
    (entry,) = load(folder)["entries"].to_dict("records")
    assert [entry[name] for name in ("driver", "codriver", "make", "model")] == expected.split("|")


def test_what_differs_from_the_table_is_asked_about_cell_by_cell(tmp_path: Path) -> None:
    folder = package(tmp_path, entries=True)
    before = (folder / "entries.csv").read_bytes()
    text = "Numero;Pilota;Scuderia\n1;Altro Nome;Nuova\n4;Quarto Nome;\n"
    done = imported(folder, text)
    assert sorted((one.code, str(one.column)) for one in done.findings) == [
        ("import-list-absent", "None"),
        ("import-list-other", "driver"),
        ("import-list-other", "team"),
    ]  # fmt: skip
    assert (folder / "entries.csv").read_bytes() == before
    assert imported(folder, text, choice="keep").counts["kept"] == 1
    assert imported(folder, text, choice="replace").counts["changed"] == 1
    entries = load(folder)["entries"].set_index("number")
    assert entries["driver"].to_dict() | {} == {
        1: "Altro Nome", 2: entries["driver"][2], 3: entries["driver"][3], 4: "Quarto Nome",
    }  # fmt: skip
    again = imported(folder, text)
    assert (again.counts["known"], again.written) == (2, False)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("N.;Pilota;Naz.\n1;A B;Q\n", "country-unknown"),
        ("N.;Pilota;Anno\n1;A B;19338\n", "number-outside"),
        ("N.;Pilota;Pilota\n1;A B;C D\n", "import-columns-doubtful"),
        ("N.;Pilota\n1;A B\n1;C D\n", "import-list-twice"),
        ("Pippo;Pluto\n1;A B\n", "import-nothing"),
    ],
)
def test_what_the_table_could_not_hold_refuses_the_list(
    tmp_path: Path, text: str, code: str
) -> None:
    folder = package(tmp_path)
    done = imported(folder, text)
    assert (done.refused, done.written) == (True, False)
    assert code in {one.code for one in done.findings}


def test_a_list_goes_into_the_sheet_of_a_new_workbook(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "event")
    for table in folder.glob("*.csv"):
        table.unlink()
    write_book(folder / "event.xlsx")
    done = imported(folder, "N.;Cognome;Nome;Anno;Note\n3;Neri;Ugo;1938;x\n")
    assert done.table.name == "event.xlsx"
    (row,) = load(folder)["entries"].to_dict("records")
    assert (row["number"], row["driver"], row["year"], row["Note"]) == (3, "NERI Ugo", 1938, "x")


def test_a_start_list_knows_its_leg_or_is_asked_for_it(tmp_path: Path) -> None:
    folder = package(tmp_path, entries=True)
    rows = "1;x;8.01\n2;y;08:02:00\n9;z;08:03\n3;w;-\n"
    text = f"Ordine di partenza\nN.;Equipaggio;Ora di partenza\n{rows}"
    assert ("import-leg-unknown", 4) in told(imported(folder, text, "starts"))
    done = imported(folder, text, "starts", leg=2)
    assert done.counts["new"] == 1
    assert sorted(told(done)) == [
        ("import-number-unknown", 5), ("import-time-unreadable", 3), ("import-time-unreadable", 6),
    ]  # fmt: skip
    starts = load(folder)["starts"]
    shown = zip(starts["leg"], starts["time"], strict=True)
    assert [f"{leg} {time:%d %H:%M}" for leg, time in shown] == ["2 12 08:02"]
    assert imported(folder, text, "starts", leg=2).counts["known"] == 1


def test_the_command_tells_what_it_understood_in_the_readers_language(tmp_path: Path) -> None:
    folder = package(tmp_path)
    path = tmp_path / "elenco.xlsx"
    book = Workbook()
    for row in (("N.", "Pilota", "Under 30"), (1, "Ann Lee", "X")):
        book.worksheets[0].append(row)
    book.save(path)
    dry = reporting("import", folder, path, "--as", "entries", "--dry-run", "--json")
    assert json.loads(dry.stdout)["understood"][0]["columns"] == [
        "number = N.", "driver = Pilota", "under_30 = Under 30",
    ]  # fmt: skip
    done = reporting("import", folder, path, "--as", "entries", "--yes", "--lang", "it")
    assert (done.exit_code, "Scritto:" in done.stdout) == (0, True)
    assert load(folder)["entries"]["under_30"].tolist() == [True]
    assert reporting("import", folder, path, "--as", "cars").exit_code == 2


TWO_ROWS = """\
ELENCO ISCRITTI;;;;;;;
N.;Conduttore;;Navigatore;;Vettura;Anno;Rag.
;Cognome;Nome;Cognome;Nome;;;
1;Rossi;Mario;Bianchi;Anna;Lancia Aprilia;1938;1
5;O'Neill;Seán;;;MG TB;1939;2
"""


def test_a_header_of_two_rows_is_read_as_one(tmp_path: Path) -> None:
    folder = package(tmp_path)
    assert told(imported(folder, TWO_ROWS)) == []
    first, second = load(folder)["entries"].to_dict("records")
    assert (first["driver"], first["codriver"], first["category"]) == (
        "ROSSI Mario", "BIANCHI Anna", "1",
    )  # fmt: skip
    assert second["driver"] == "O'NEILL Seán"


@pytest.mark.parametrize(
    "header",
    [
        "N.;Conduttore;;Navigatore;;Vettura;Anno;Rag.",
        "N.;Cognome;;Navigatore;Nome;Vettura;Anno;Rag.",
        "N.;Conduttore;Nome;Navigatore;Nome;Vettura;Anno;",
    ],
)
def test_a_column_that_nothing_names_is_asked_about(tmp_path: Path, header: str) -> None:
    folder = package(tmp_path)
    rows = TWO_ROWS.splitlines()
    done = imported(folder, "\n".join([rows[0], header, *rows[3:]]))
    assert done.refused
    assert {one.code for one in done.findings} == {"import-column-unnamed", "import-nothing"}
    assert not load(folder).has("entries")


def test_a_crew_below_the_header_is_no_second_row_of_it(tmp_path: Path) -> None:
    folder = package(tmp_path)
    done = imported(
        folder, "N.;Conduttore;Vettura\n1;Primo Nome;Fiat 508\n;Nome;\n2;Neri Ugo;MG A\n"
    )
    assert told(done) == [("import-row-unknown", 3)]
    assert list(load(folder)["entries"]["driver"]) == ["Primo Nome", "Neri Ugo"]


def test_a_second_person_below_the_first_is_the_codriver(tmp_path: Path) -> None:
    folder = package(tmp_path)
    rows = "1;ROSSI Ugo;Fiat 508 C;1937\n;BOSSI Lia;;\n2;ZANCHI Piero;BMW 328;1938\n;CRIPPA Ada;;\n"
    done = imported(folder, f"N.;Equipaggio;Vettura;Anno\n{rows}Totale: 2;;;\n")
    assert told(done) == [("import-row-unknown", 6)]
    people = load(folder)["entries"][["driver", "codriver"]].to_numpy().tolist()
    assert people == [["ROSSI Ugo", "BOSSI Lia"], ["ZANCHI Piero", "CRIPPA Ada"]]


def test_where_only_some_crews_have_a_name_below_them_the_list_is_refused(tmp_path: Path) -> None:
    folder = package(tmp_path)
    rows = "1;ROSSI Ugo\n;BOSSI Lia\n2;ZANCHI Piero\n;CRIPPA Ada\n3;SOLO Aldo\n"
    done = imported(folder, f"N.;Equipaggio\n{rows}")
    assert told(done) == [("import-list-second", 3), ("import-list-second", 5)]
    assert not done.written


@pytest.mark.parametrize(
    ("text", "kind", "missing"),
    [
        ("N.;Vettura\n1;Fiat 508\n", "entries", "driver"),
        ("Concorrente;Equipaggio\n1;A B\n", "entries", "number"),
        ("N.;Partenza tappa 1;Ripartenza\n1;9.30;14.00\n", "starts", "time"),
    ],
)
def test_what_the_header_of_a_list_lacks_is_said(
    tmp_path: Path, text: str, kind: str, missing: str
) -> None:
    done = imported(package(tmp_path, entries=True), text, kind, leg=1)
    assert told(done) == [("import-nothing", None), ("import-list-header", 1)]
    nothing, header = done.findings
    assert f"{missing} is missing" in header.message("en")
    assert "passage" not in nothing.message("en")


def test_a_status_in_place_of_a_name_or_in_a_column_of_notes_is_told(tmp_path: Path) -> None:
    folder = package(tmp_path)
    header = "N.;Pilota;Navigatore;Note\n"
    done = imported(folder, f"{header}1;Ugo Rossi;Lia Bossi;RITIRATO\n2;Piero Zanchi;;ospite\n")
    assert [(one.code, one.row, one.column) for one in done.findings] == [
        ("status-beside", 2, "Note")
    ]
    again = imported(package(tmp_path / "b"), f"{header}1;NON PARTITO;;\n")
    assert [(one.code, one.row, one.column) for one in again.findings] == [
        ("name-is-status", 2, "driver")
    ]
    assert not again.written
