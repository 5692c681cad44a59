"""Kinds of files that nobody thought of: read rightly, or told with the row."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from reporting.event import Event, load
from reporting.event.importing import Imported, Wishes, import_files
from support.packages import good_tables, write_package


@pytest.fixture(scope="module")
def event(tmp_path_factory: pytest.TempPathFactory) -> Event:
    tables = good_tables()
    del tables["passages"]
    return load(write_package(tmp_path_factory.mktemp("strange"), **tables))


def read(event: Event, folder: Path, content: str | bytes, name: str = "t.csv") -> Imported:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return import_files(event, [path], Wishes(rehearsal=True))


def taken(done: Imported) -> list[str]:
    return [f"{r.number} {r.control} {r.point} {r.time}" for r in done.merge.new.values()]


def codes(done: Imported) -> set[str]:
    return {one.code for one in done.findings if str(one.severity) != "note"}


ONE = "Numero;Prova;Punto;Ora\n1;PC1;start;{}\n"
TWO = ["1 CO1 in 09:01:00", "2 PC3 start 09:12:00.5"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("N.;CO1\n1;09:01:00\n\nN.;PC3 start\n2;09:12:00,5\n", TWO),
        ("N.;CO1;;N.;PC3 start\n1;09:01:00;;2;09:12:00,5\n", TWO),
        ("CO1\nN.;Ora\n1;09:01:00\nPC3 START\nN.;Ora\n2;09:12:00,5\n", TWO),
        ("N.;CO1\n1;09:01:00\nN.;CO1\n2;09:02:00\n", [TWO[0], "2 CO1 in 09:02:00"]),
        ("N.;Data;CO1\n1;12/04/25;00:02:00\n", ["1 CO1 in 2025-04-12T00:02:00"]),
        ("N.;PC1 start;Cent\n1;08:11:00;7\n", ["1 PC1 start 08:11:00.07"]),
        ("N.;CO1;\n;Imposto;Realizzato\n1;09:00:00;09:05:00\n", ["1 CO1 in 09:05:00"]),
        (ONE.format("0,3409722"), ["1 PC1 start 08:11:00"]),
        (ONE.format("45758.34097881944"), ["1 PC1 start 2025-04-11T08:11:00.57"]),
        (ONE.format("08.11.00.57"), ["1 PC1 start 08:11:00.57"]),
        (ONE.format("\u200b\uff10\uff18:11:00,57\u00a0"), ["1 PC1 start 08:11:00.57"]),
    ],
)
def test_it_is_read_as_it_is_meant(
    event: Event, tmp_path: Path, text: str, expected: list[str]
) -> None:
    done = read(event, tmp_path, text)
    assert (taken(done), codes(done)) == (expected, set())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("N.;nome;PC1 start;PC1 finish\n1;08:11:00,5;08:11:20,6\n", "import-row-shifted"),
        ("numero;prova;punto;ora;\n1;PC1;start;08:11:00;57\n", "import-row-shifted"),
        ("N.;PC1 start;Cent\n1;08:11:00;\n", "import-time-unreadable"),
        (ONE.replace("1;", "1 bis;").format("08:11:00,57"), "import-row-unknown"),
        (ONE.format("RIT."), "import-time-none"),
        (ONE.format("0,34097"), "import-time-coarse"),
        (ONE.format("8:11 AM"), "import-time-coarse"),
        (ONE.format("2024-04-11T08:11:00,57"), "import-day-other"),
        ("N.;Data;CO1\n1;13/04/2025;09:01:00\n", "import-day-other"),
        ("<html><table><tr><td>Numero</td></tr></table>", "import-no-text"),
        ("", "import-nothing"),
    ],
)
def test_it_is_told_and_nothing_is_taken(
    event: Event, tmp_path: Path, text: str, code: str
) -> None:
    done = read(event, tmp_path, text)
    assert (done.refused, taken(done)) == (True, [])
    assert code in codes(done)


def test_a_title_and_a_name_of_different_controls_are_asked_about(
    event: Event, tmp_path: Path
) -> None:
    done = read(event, tmp_path, "Prova PC3\nN.;start\n1;08:11:00,5\n", "PC1.csv")
    assert (taken(done), "import-control-doubtful" in codes(done)) == ([], True)
    # A copy's number makes no other control of PC1.
    assert "import-header-unknown" in codes(read(event, tmp_path, "N.;Ora\n", "PC1 (2).csv"))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_a_text_is_read_in_the_encodings_that_programs_export(
    event: Event, tmp_path: Path, encoding: str
) -> None:
    done = read(event, tmp_path, "Numero;Citt\u00e0;CO1\n1;x;09:01:00\n".encode(encoding))
    assert taken(done) == ["1 CO1 in 09:01:00"]


def test_hidden_columns_and_cells_struck_through_are_told(event: Event, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("N.", "CO1", "PC3 start"), (1, "09:01:00", "09:11:00,5"), (2, "09:02:00", "")):
        sheet.append(row)
    sheet["B3"].font = Font(strike=True)
    sheet.column_dimensions["C"].hidden = True
    # Called otherwise, it is a workbook all the same.
    path = tmp_path / "tempi.csv"
    with path.open("wb") as file:
        book.save(file)
    done = import_files(event, [path], Wishes(rehearsal=True))
    assert taken(done) == ["1 CO1 in 09:01:00"]
    assert codes(done) == {"import-cell-struck", "import-column-hidden"}


def test_an_empty_file_gives_nothing_and_an_odd_header_is_shown(
    event: Event, tmp_path: Path
) -> None:
    (empty,) = read(event, tmp_path, "").findings
    assert empty.code == "import-nothing"
    (_, odd) = read(event, tmp_path, "pippo;pluto\n1;2\n").findings
    assert (odd.code, odd.row, odd.value) == ("import-header-unknown", 1, "pippo | pluto")


def test_names_of_other_crews_are_told(event: Event, tmp_path: Path) -> None:
    rows = "N.;Pilota;CO1\n1;Rossi Ugo;09:01:00\n2;Neri Ada;09:02:00\n"
    assert codes(read(event, tmp_path, rows)) == {"import-crews-strange"}
    own = rows.replace("Rossi Ugo", "Equipaggio Uno").replace("Neri Ada", "EQUIPAGGIO Due")
    assert codes(read(event, tmp_path, own)) == set()


def test_a_file_of_the_same_name_with_other_crews_at_the_same_point_is_asked_about(
    tmp_path: Path,
) -> None:
    tables = good_tables()
    del tables["passages"]
    folder = write_package(tmp_path / "package", **tables)
    path = tmp_path / "a.csv"
    for number, refused in ((1, False), (2, True)):
        path.write_text(f"N.;CO1\n{number};09:01:00\n")
        assert import_files(load(folder), [path]).refused == refused


# ------------------------------------------------------------------ times of other programs

CO = "N.;Prova;Ora{}\n1;CO1;{}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CO.format("", "24:10:00"), "1 CO1 in 2025-04-12T00:10:00"),
        (CO.format("", "2025-04-11T07:01:00Z"), "1 CO1 in 2025-04-11T09:01:00"),
        (CO.format("", "2025-04-11 06:01:00.5 -0100"), "1 CO1 in 2025-04-11T09:01:00.5"),
        (CO.format("", "2025/04/11 09:01:00"), "1 CO1 in 2025-04-11T09:01:00"),
        (CO.format(";AM/PM", "9:01:00;PM"), "1 CO1 in 21:01:00"),
        (CO.format(";", "9:01:00;p.m."), "1 CO1 in 21:01:00"),
        (CO.format(";Sec", "09:01;7"), "1 CO1 in 09:01:07"),
        (CO.format(";Sec;Cent", "09:01;7;5"), "1 CO1 in 09:01:07.05"),
        (CO.format(";Sec", "09:01:00;32460"), "1 CO1 in 09:01:00"),
        ("N.;CO1;Sec;PC3 start;Sec;1/100\n1;09:01;7;09:11;0;57\n", "1 CO1 in 09:01:07"),
        ("N.;CO1;;PC3 start;\n1;9:01:00;PM;09:11:00,5;AM\n", "1 CO1 in 21:01:00"),
        ("N.;CO1;PC3 start;AM/PM\n1;9:01:00;09:11:00,5;PM\n", "1 CO1 in 21:01:00"),
    ],
)
def test_a_time_is_read_with_what_stands_beside_and_around_it(
    event: Event, tmp_path: Path, text: str, expected: str
) -> None:
    done = read(event, tmp_path, text)
    assert (taken(done)[0], codes(done)) == (expected, set())


@pytest.mark.parametrize(
    "text",
    [
        ONE.format("08:11:00:5"),  # tenths, or hundredths without their zero?
        CO.format("", "48:10:00"),
        CO.format(";Data", "24:10:00;11/04/2025"),
        CO.format(";Sec", "09:01;"),
        "N.;Prova;Ora;AM/PM\n1;CO1;9:01:00;\n2;CO9;9:01:00;PM\n",
        "N.;CO1;AM/PM;Note;AM/PM\n1;9:01:00;PM;;AM\n",
    ],
)
def test_a_time_that_may_be_two_is_told(event: Event, tmp_path: Path, text: str) -> None:
    done = read(event, tmp_path, text)
    assert (done.refused, taken(done)) == (True, [])
    assert "import-time-unreadable" in codes(done)
