"""Rows, columns and titles that say that a time is not what it looks like; merged cells."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from reporting.event import Event, load
from reporting.event.importing import Imported, Wishes, import_files
from support.packages import good_tables, write_package


@pytest.fixture(scope="module")
def event(tmp_path_factory: pytest.TempPathFactory) -> Event:
    tables = good_tables()
    del tables["passages"]
    return load(write_package(tmp_path_factory.mktemp("doubtful"), **tables))


def read(event: Event, path: Path, text: str = "") -> Imported:
    if text:
        path.write_text(text, encoding="utf-8")
    return import_files(event, [path], Wishes(rehearsal=True))


def taken(done: Imported) -> list[str]:
    return [f"{r.number} {r.control} {r.point} {r.time}" for r in done.merge.new.values()]


def told(done: Imported) -> set[tuple[str, int | None]]:
    return {(one.code, one.row) for one in done.findings if str(one.severity) != "note"}


ROW = "N.;CO1;{}\n1;09:01:00;{}\n2;09:02:00;\n"


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Stato", "ANNULLATO"),
        ("Note", "da annullare"),
        ("Deleted", "x"),
        ("Valid", "No"),
        ("Valido", "0"),
        ("Correzione", "+0,10"),
        ("Corrected", "09:01:07"),
    ],
)
def test_a_row_that_says_that_its_time_does_not_hold_is_told(
    event: Event, tmp_path: Path, header: str, cell: str
) -> None:
    done = read(event, tmp_path / "t.csv", ROW.format(header, cell))
    assert taken(done) == ["2 CO1 in 09:02:00"]
    assert ("import-row-doubtful", 2) in told(done)


@pytest.mark.parametrize(
    ("header", "cell"),
    [("Stato", "valido"), ("Annullato", "no"), ("Valid", "yes"), ("Correzione", "0")],
)
def test_a_row_that_says_that_it_holds_is_taken(
    event: Event, tmp_path: Path, header: str, cell: str
) -> None:
    done = read(event, tmp_path / "t.csv", ROW.format(header, cell))
    assert (len(taken(done)), told(done)) == (2, set())


def test_hundredths_without_their_zero_are_told_where_others_show_it(
    event: Event, tmp_path: Path
) -> None:
    rows = "N.;PC1 start;PC3 start\n1;08:11:00.5;09:11:00.5\n2;08:12:00.10;09:12:00.25\n"
    done = read(event, tmp_path / "t.csv", rows)
    assert taken(done) == [
        "1 PC3 start 09:11:00.5", "2 PC1 start 08:12:00.10", "2 PC3 start 09:12:00.25",
    ]  # fmt: skip
    assert told(done) == {("import-fraction-doubtful", 2)}


@pytest.mark.parametrize("header", ["N.;Conc.;CO1", "N;N. vettura;CO1", "Nr.;Concorrente;CO1"])
def test_a_count_of_the_rows_is_not_taken_for_the_number_of_the_car(
    event: Event, tmp_path: Path, header: str
) -> None:
    done = read(event, tmp_path / "t.csv", f"{header}\n1;3;09:01:00\n2;1;09:02:00\n")
    assert (done.refused, ("import-columns-doubtful", 1) in told(done)) == (True, True)


@pytest.mark.parametrize(
    ("name", "title", "code"),
    [
        ("t.csv", "Tempi teorici", "import-title-due"),
        ("tabella_di_marcia.csv", "CO", "import-title-due"),
        ("t.csv", "Times are UTC", "import-title-zone"),
    ],
)
def test_a_title_may_say_that_the_times_are_not_those_of_the_passages(
    event: Event, tmp_path: Path, name: str, title: str, code: str
) -> None:
    done = read(event, tmp_path / name, f"{title}\nN.;CO1\n1;09:01:00\n")
    assert (done.refused, taken(done), (code, 2) in told(done)) == (True, [], True)
    both = read(event, tmp_path / "b.csv", "Tempi teorici\nN.;CO1 effettivo\n1;09:01:00\n")
    assert taken(both) == ["1 CO1 in 09:01:00"]


@pytest.mark.parametrize("header", ["N.;Prova;Ora partenza;Ora arrivo", "Bib;Stage;Start;Finish"])
def test_a_row_may_name_its_control_and_have_a_column_for_each_point(
    event: Event, tmp_path: Path, header: str
) -> None:
    rows = "1;PC1;08:11:00,5;08:11:20,6\n2;PC2;--;08:12:40,5\n3;PC2;08:13:00,5;\n1;CO1;;09:01:00\n"
    done = read(event, tmp_path / "t.csv", f"{header}\n{rows}")
    assert taken(done) == [
        "1 PC1 start 08:11:00.5", "1 PC1 finish 08:11:20.6", "2 PC2 finish 08:12:40.5",
    ]  # fmt: skip
    assert told(done) == {("import-point-unknown", 4), ("import-point-unknown", 5)}


@pytest.mark.parametrize("units", [";hh:mm:ss,cc", "(n.);(h:m:s)"])
def test_a_row_of_units_below_the_header_is_no_part_of_it(
    event: Event, tmp_path: Path, units: str
) -> None:
    done = read(event, tmp_path / "t.csv", f"N.;CO1\n{units}\n1;09:01:00\n")
    assert (taken(done), told(done)) == (["1 CO1 in 09:01:00"], {("import-row-unknown", 2)})


def merged(path: Path, rows: list[list[object]], *cells: str) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    for one in cells:
        book.worksheets[0].merge_cells(one)
    book.save(path)
    return path


def test_a_number_or_control_that_several_rows_share_holds_for_each(
    event: Event, tmp_path: Path
) -> None:
    rows: list[list[object]] = [
        ["N.", "Prova", "Punto", "Ora"],
        [1, "PC1", "start", "08:11:00,5"],
        [None, None, "finish", "08:11:20,5"],
        [2, None, "start", "08:12:00,5"],
    ]
    done = read(event, merged(tmp_path / "t.xlsx", rows, "A2:A3", "B2:B4"))
    assert taken(done) == [
        "1 PC1 start 08:11:00.5", "1 PC1 finish 08:11:20.5", "2 PC1 start 08:12:00.5",
    ]  # fmt: skip
    assert told(done) == set()


def test_a_time_that_several_rows_share_is_told(event: Event, tmp_path: Path) -> None:
    rows: list[list[object]] = [["N.", "CO1"], [1, "09:01:00"], [2, None]]
    done = read(event, merged(tmp_path / "t.xlsx", rows, "B2:B3"))
    assert (taken(done), told(done)) == (["1 CO1 in 09:01:00"], {("import-cell-merged", 3)})


@pytest.mark.parametrize("again", ["refuse", "keep", "replace"])
def test_what_was_decided_between_two_times_is_not_asked_again(tmp_path: Path, again: str) -> None:
    tables = good_tables()
    del tables["passages"]
    folder = write_package(tmp_path, **tables)
    path = folder.parent / "t.csv"
    path.write_text("N.;CO1\n1;09:01:00\n1;09:01:09\n1;09:01:05\n", encoding="utf-8")
    assert told(import_files(load(folder), [path])) >= {("import-twice", 3), ("import-twice", 4)}
    import_files(load(folder), [path], Wishes(choice="replace"))
    stands = (folder / "passages.csv").read_text(encoding="utf-8")
    assert "1,CO1,in,09:01:05,t.csv:4 in place of 09:01:00 / 09:01:09" in stands
    done = import_files(load(folder), [path], Wishes(choice=again))  # type: ignore[arg-type]
    assert (done.counts()["known"], done.written, done.refused) == (3, False, False)
    path.write_text("N.;CO1\n1;09:01:00\n1;09:01:09\n1;09:01:05\n1;09:01:07\n", encoding="utf-8")
    assert import_files(load(folder), [path]).refused


@pytest.mark.parametrize(
    ("column", "cells", "expected", "doubted"),
    [
        # Minutes late, penalties: a half is no noon, 300 no stamp.
        ("CO1", ["0", "0,5", "1"], [], [3]),
        ("CO1", ["0,375", "0,5", "09:03:00"], ["09:00:00", "12:00:00", "09:03:00"], []),
        ("CT1", ["0", "300", "0"], [], [3]),
        ("CT1", ["", "300", ""], [], [3]),
        ("CT1", ["0", "1", "X"], ["X"], [3]),
        ("CT1", ["12", "13", "14"], ["X", "X", "X"], []),
        # A cross beside ticks may say missed.
        ("CT1", ["V", "X", "V"], ["X", "X"], [3]),
        ("CT1", ["\u2713", "x", "\u2713"], ["X", "X"], [3]),
        ("CT1", ["sì", "x", "17"], ["X", "X", "X"], []),
        ("CT1", ["X", "", "x"], ["X", "X"], []),
        ("CT1", ["X", "no", "08:31:00"], ["X", "08:31:00"], []),
    ],
)
def test_a_number_or_a_cross_is_read_by_what_else_its_column_holds(
    event: Event, tmp_path: Path, column: str, cells: list[str], expected: list[str],
    doubted: list[int],
) -> None:  # fmt: skip
    rows = "".join(f"{number};{cell}\n" for number, cell in enumerate(cells, 1))
    done = read(event, tmp_path / "t.csv", f"N.;{column}\n{rows}")
    assert [one.rpartition(" ")[2] for one in taken(done)] == expected
    assert [row for code, row in sorted(told(done), key=str) if code == "import-mark-doubtful"] == (
        doubted
    )


def test_a_formula_that_was_never_calculated_is_called_so(event: Event, tmp_path: Path) -> None:
    book = Workbook()
    for row in (["N.", "CO1"], [1, "09:01:00"], [2, "=B2+TIME(0,1,0)"]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "t.xlsx")
    done = read(event, tmp_path / "t.xlsx")
    assert taken(done) == ["1 CO1 in 09:01:00"]
    assert ("formula-without-value", 3) in told(done)
