"""Files as they come on the evening: nothing ambiguous is taken, nothing is lost without a word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from reporting.event import load
from reporting.event.importing import ChannelRule, Imported, SheetRule, Wishes, import_files
from support.command import reporting
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
        (int(number), control, point, f"{time:%H:%M:%S.%f}"[:11])
        for number, control, point, time in columns
    ]


def told(done: Imported, severity: str = "warning") -> list[tuple[str, int | None]]:
    return [(one.code, one.row) for one in done.findings if str(one.severity) == severity]


# ------------------------------------------------------------------ columns shifted or mistaken


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("numero,prova,punto,ora\n1,PC1,start,08:11:00,57\n2,CO1,,09:01:00\n", 2),
        ("numero,PC1 start,PC1 finish\n1,08:11:00,57,08:11:20,61\n2,08:12:00.5,\n", 2),
        ("numero,PC1 start,PC1 finish\n1,08:11:00,57,\n2,08:12:00.5,\n", 2),
        ("numero,prova,punto,ora,note\n1,PC1,start,08:11:00,57\n2,CO1,,09:01:00\n", 2),
        ("numero,prova,punto,ora,note\n1,PC1,start,08:11:00,57\n2,PC1,start,08:12:00.5,x\n", 2),
        ("numero;prova;punto;ora\n1;PC1;start;08:11:00;57\n2;CO1;;09:01:00\n", 2),
    ],
)
def test_a_row_that_does_not_stand_under_its_header_is_not_taken(
    folder: Path, text: str, lost: int
) -> None:
    done = imported(folder, text)
    assert ("import-row-shifted", lost) in told(done)
    assert [row[0] for row in rows(folder)] == [2]


def test_whole_seconds_beside_a_column_of_numbers_are_taken(folder: Path) -> None:
    done = imported(folder, "numero,prova,punto,ora,penalità\n1,CO1,in,09:01:00,300\n")
    assert (told(done), len(rows(folder))) == ([], 1)


@pytest.mark.parametrize(
    "header",
    [
        "N.;Equipaggio;CO1;\n;;Teorico;Effettivo\n",
        "N.;Equipaggio;CO1;CO1\n;;teorico;reale\n",
        ";;CO1;\nN.;Equipaggio;Due;Actual\n",
    ],
)
def test_of_a_header_of_two_rows_the_due_time_is_never_taken(folder: Path, header: str) -> None:
    imported(folder, header + "1;Rossi;09:00:00;09:05:30\n")
    assert rows(folder) == [(1, "CO1", "in", "09:05:30.00")]


@pytest.mark.parametrize("below", ["T;E", "A;B", "previsto;teorico"])
def test_of_a_header_of_two_rows_that_nobody_understands_nothing_is_taken(
    folder: Path, below: str
) -> None:
    done = imported(folder, f"N.;Equipaggio;CO1;\n;;{below}\n1;Rossi;09:00:00;09:05:30\n")
    assert done.refused
    assert "import-header-unknown" in {one.code for one in done.findings}


@pytest.mark.parametrize(
    ("header", "name", "both"),
    [
        ("Numero;Prova;Punto;Tempo;Ora", "time", "Tempo: 08:11:00,04; Ora: 08:11:40,61"),
        ("Numero;Prova;Punto;Ora;Ora corretta", "time", "Ora corretta: 08:11:40,61"),
        ("Numero;PC1 start;PC1 start;Equipaggio;PC1 Start", "PC1:start", "PC1 Start"),
        ("Numero;Prova;Pettorale;Ora;Scarto", "number", "Pettorale"),
    ],
)
def test_of_two_columns_that_could_be_the_same_neither_is_taken(
    folder: Path, header: str, name: str, both: str
) -> None:
    done = imported(folder, f"{header}\n1;PC1;start;08:11:00,04;08:11:40,61\n")
    (asked,) = (one for one in done.findings if one.code == "import-columns-doubtful")
    assert asked.column == name
    assert both in str(asked.value)
    assert f"--map {name}=" in asked.remedy("en")
    assert (done.refused, (folder / "passages.csv").exists()) == (True, False)


def test_an_answer_holds_for_files_that_look_the_same_in_all_their_columns(folder: Path) -> None:
    text = "Numero;Prova;Punto;Tempo;Ora\n{};PC1;finish;00:00:40,04;08:11:40,61\n"
    answer = SheetRule.model_validate({"file": "a.csv", "columns": {"time": "Ora"}})
    imported(folder, text.format(1), "a.csv", rules=[answer])
    imported(folder, text.format(2), "b.csv")
    assert [row[3] for row in rows(folder)] == ["08:11:40.61"] * 2
    other = text.replace("Tempo;Ora", "Tempo;Ora;Ora 2").replace("61\n", "61;08:11:40,62\n")
    assert imported(folder, other.format(3), "c.csv").refused


def test_a_remembered_layout_does_not_hide_a_further_column(folder: Path) -> None:
    imported(folder, "N.;PC1 start\n1;08:11:00,57\n", "sera1.csv")
    imported(folder, "N.;PC1 start;PC1 finish\n2;08:12:00,57;08:12:40,61\n", "sera2.csv")
    assert [row[:3] for row in rows(folder)] == [
        (1, "PC1", "start"), (2, "PC1", "start"), (2, "PC1", "finish"),
    ]  # fmt: skip


def test_a_column_of_times_that_nobody_reads_is_told(folder: Path) -> None:
    done = imported(folder, "N.;PC1 start;Fotocellula B\n1;08:11:00,57;08:11:20,1\n")
    assert told(done) == [("import-column-unread", 1)]


@pytest.mark.parametrize("end", ["", ";"])
def test_a_column_of_times_without_a_header_is_told(folder: Path, end: str) -> None:
    text = "N.;;PC1 start{0}\n1;08:11:20,1;08:11:00,57{0}\n2;08:12:20,1;08:12:00,57{0}\n"
    done = imported(folder, text.format(end))
    assert told(done) == [("import-column-unread", 1)]
    assert [one.value for one in done.findings] == ["#2: 08:11:20,1, 08:12:20,1"]


def test_times_beyond_the_header_of_a_worksheet_are_told(folder: Path) -> None:
    book = Workbook()
    for row in (["N.", "CO1"], [1, "09:01:00", "08:11:00,57"], [2, "09:02:00", "08:12:00,57"]):
        book.worksheets[0].append(row)
    book.save(folder.parent / "tempi.xlsx")
    done = import_files(load(folder), [folder.parent / "tempi.xlsx"], Wishes())
    assert (len(done.merge.new), told(done)) == (2, [("import-column-unread", 1)])


@pytest.mark.parametrize(
    "text",
    [
        'numero;prova;punto;ora;nome\n1;PC1;start;08:11:00,5;"Rossi\n2;PC1;start;08:12:00,5;Neri\n',
        'numero;prova;punto;ora;nome\n1;PC1;start;08:11:00,5;"Ros\n2;PC1;start;08:12:00,5;"Neri\n',
        'numero;CO1\n1;"09:01:00\n2;09:02:00\n',
        'numero;CO1;nota\n1;09:01:00;"a\n2;09:02:00;b"\n',
    ],
)
def test_what_an_open_quotation_mark_swallows_is_listed_line_by_line(
    folder: Path, text: str
) -> None:
    done = imported(folder, text)
    assert {row for code, row in told(done) if code == "import-row-quoting"} == {2, 3}


def test_a_note_of_two_lines_is_no_open_quotation_mark(folder: Path) -> None:
    imported(folder, 'numero;CO1;nota\n1;09:01:00;"pioggia,\nvento"\n2;09:02:00;\n')
    assert len(rows(folder)) == 2


# ------------------------------------------------------------------ times, hidden rows, nothing


@pytest.mark.parametrize(
    "day", ["1899-12-30", "1899-12-31", "1900-01-00", "30/12/1899", "1/1/1904"]
)
def test_the_day_zero_of_a_spreadsheet_is_no_date(folder: Path, day: str) -> None:
    imported(folder, f"numero;prova;punto;ora\n1;PC1;start;{day} 08:11:00,57\n")
    assert rows(folder) == [(1, "PC1", "start", "08:11:00.57")]
    assert load(folder).ok


def test_a_date_is_read_by_the_days_of_the_event(folder: Path) -> None:
    day = load(folder).info.legs[0].date
    for number, shape in enumerate((f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}"), start=1):
        imported(folder, f"numero;CO1\n{number};{shape} 09:0{number}:00\n", f"{number}.csv")
    assert load(folder)["passages"]["time"].dt.date.tolist() == [day, day]
    done = imported(folder, "numero;CO1\n3;13/13/2025 09:03:00\n", "3.csv")
    assert ("import-time-unreadable", 2) in told(done)


def test_a_time_without_seconds_is_not_taken_where_hundredths_count(folder: Path) -> None:
    done = imported(folder, "numero;PC1 start;CO1\n1;08:11;09:01\n")
    assert told(done) == [("import-time-coarse", 2)]
    assert rows(folder) == [(1, "CO1", "in", "09:01:00.00")]


def test_hidden_rows_and_sheets_are_told_and_not_taken(folder: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("Numero", "CO1"), (1, "09:01:00"), (2, "09:02:00")):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    old = book.create_sheet("vecchio")
    old.append(("Numero", "CO1"))
    old.append((3, "09:03:00"))
    old.sheet_state = "veryHidden"
    path = folder.parent / "tempi.xlsx"
    book.save(path)
    done = import_files(load(folder), [path])
    assert sorted(told(done)) == [("import-row-hidden", 3), ("import-sheet-hidden", None)]
    assert [row[0] for row in rows(folder)] == [1]


@pytest.mark.parametrize(
    "text", ["", "Cari amici, ecco i tempi\n", "numero;CO1\n", "numero;CO1\n99;09:01:00\n"]
)
def test_a_file_that_gives_nothing_ends_with_status_1_and_a_reason(folder: Path, text: str) -> None:
    path = folder.parent / "vuoto.csv"
    path.write_text(text)
    done = reporting("import", folder, path)
    assert done.exit_code == 1
    assert "No passage came from vuoto.csv" in done.stdout


def test_run_times_alone_are_told_as_what_they_are(folder: Path) -> None:
    done = imported(folder, " 0001 RT  00:00:40.04   00\n  ALGE-TIMING\n", "rt.txt")
    assert told(done) == [("alge-no-impulse", 1)]
    assert done.refused


def test_what_is_missing_of_a_header_and_what_was_recognised_is_said(folder: Path) -> None:
    done = imported(folder, "Numero;Prova;Via libera\n1;PC1;08:11:00\n")
    (finding,) = (one for one in done.findings if one.code == "import-header-unknown")
    assert "time is missing" in finding.message("en")
    assert "number = Numero, control = Prova" in finding.message("en")


# ------------------------------------------------------------------ devices


def test_two_controls_may_follow_each_other_on_one_channel(folder: Path) -> None:
    dump = " 0001 C0  08:11:00.57 00\n 0001 C0  15:11:00.00 00\n  ALGE-TIMING\n"
    path = folder.parent / "timy.txt"
    path.write_text(dump)
    channels = ("C0=PC1:start@..12:00", "C0=CO1:in@12:00..")
    given = [word for one in channels for word in ("--channel", one)]
    assert reporting("import", folder, path, *given).exit_code == 0
    assert [row[:3] for row in rows(folder)] == [(1, "PC1", "start"), (1, "CO1", "in")]
    assert reporting("import", folder, path).exit_code == 0


@pytest.mark.parametrize("window", ["@mezzogiorno..", "@..25", "@12.00.."])
def test_a_part_of_the_day_is_told_as_times(folder: Path, window: str) -> None:
    path = folder.parent / "timy.txt"
    path.write_text("  ALGE-TIMING\n")
    done = reporting("import", folder, path, "--channel", f"C0=PC1:start{window}")
    assert done.exit_code == 2


def test_lines_of_a_tag_heuer_are_read_by_their_inputs(folder: Path) -> None:
    text = "TN         1 M1    08:11:00.48100     0\nTN         1  2    08:11:40.49900     0\n"
    text += "T-         1  2    08:11:40.49900     0\n"
    rules = [
        ChannelRule(channel="1", control="PC1", point="start"),
        ChannelRule(channel="2", control="PC1", point="finish"),
    ]
    imported(folder, text, "cp540.txt", rules=rules)
    (passage,) = load(folder)["passages"]["source"]
    assert passage == "cp540.txt:1 1 by hand"


# ------------------------------------------------------------------ an import is a version

FIRST = (
    "Numero;Prova;Punto;Ora\n1;PC1;start;08:11:00\n1;PC1;finish;08:11:40,61\n"
    "2;PC1;start;08:12:00\n2;PC1;finish;08:12:41,61\n"
)
CORRECTED = (
    "Numero;Prova;Punto;Ora\n1;PC1;start;08:11:00\n2;PC1;finish;08:11:40,61\n2;PC1;start;08:12:00\n"
)


@pytest.mark.parametrize("as_sheet", [False, True])
def test_what_a_corrected_file_holds_no_more_is_withdrawn(folder: Path, as_sheet: bool) -> None:
    if as_sheet:
        book = Workbook()
        book.worksheets[0].title = "passages"
        book.worksheets[0].append(["number", "control", "point", "time", "source"])
        book.save(folder / "event.xlsx")
    imported(folder, "Numero;Prova;Punto;Ora\n3;PC1;start;08:13:00\n", "altro.csv")
    imported(folder, FIRST)
    done = imported(folder, CORRECTED)
    assert ("import-missing", 4) in told(done, "error")
    assert len(rows(folder)) == 5
    done = imported(folder, CORRECTED, choice="replace")
    assert done.counts()["withdrawn"] == 1
    assert ("import-withdrawn", 4) in told(done)
    assert sorted(row[:3] for row in rows(folder)) == [
        (1, "PC1", "start"), (2, "PC1", "finish"), (2, "PC1", "start"), (3, "PC1", "start"),
    ]  # fmt: skip


def test_it_stays_where_that_is_asked_for(folder: Path) -> None:
    imported(folder, FIRST)
    done = imported(folder, CORRECTED, choice="keep")
    assert ("import-stays", 3) in told(done)
    assert len(rows(folder)) == 4


def test_under_another_name_it_is_told_and_withdrawn_when_said(folder: Path) -> None:
    imported(folder, FIRST)
    done = imported(folder, CORRECTED, "corretti.csv", choice="replace")
    assert ("import-left-over", 3) in told(done)
    assert len(rows(folder)) == 4
    imported(folder, FIRST, choice="replace")
    imported(folder, CORRECTED, "corretti.csv", choice="replace", instead_of=["tempi.csv"])
    assert len(rows(folder)) == 3


def test_a_time_that_the_device_cleared_later_is_withdrawn(folder: Path) -> None:
    rules = [ChannelRule(channel="C0", control="CO1", point="in")]
    line = " {:04} C0  09:0{}:00.0000 00\n"
    dump = line.format(1, 1) + line.format(2, 2)
    imported(folder, dump + "ALGE-TIMING\n", "timy.txt", rules=rules)
    cleared = dump + "c" + line.format(2, 2)[1:] + "ALGE-TIMING\n"
    imported(folder, cleared, "timy.txt", choice="replace")
    assert [row[0] for row in rows(folder)] == [1]


def test_another_dump_of_the_same_name_takes_nothing_back(folder: Path) -> None:
    imported(folder, FIRST)
    done = imported(folder, "Numero;CO1\n1;09:01:00\n")
    assert (told(done, "error"), len(rows(folder))) == ([], 5)


# ------------------------------------------------------------------ read = written + told


LAYOUTS = (
    "numero;prova;punto;ora;note\n1;PC1;start;08:11:00,57;a\n2;PC1;start;08:12:00,57;b\n",
    "numero,prova,punto,ora\n1,PC1,start,08:11:00.57\n2,PC1,finish,08:12:00.57\n3,CO1,,09:03:00\n",
    "N.;PC1 start;PC1 finish;CO1\n1;08:11:00,5;08:11:20,5;\n2;;08:12:20,5;09:02:00\n",
    "N.\tCO1\t\n\tTeorico\tEffettivo\n1\t09:01:00\t09:02:00\n2\t09:02:00\t09:03:00\n",
    "Cronometraggio\n\nNumero|Controllo|Punto|Ora\n1|PC1|start|8.11.00,57\n2|PC2||08:12:40,1\n",
)
HOLDS_A_TIME = re.compile(r"(?:^|[;,\t|])\s*\d{1,2}[:.]\d{2}[:.]\d{2}(?:[.,]\d+)?+\s*(?:$|[;,\t|])")
CHARACTERS = st.sampled_from([*";,\t\"'\n.:0123456789 ", "PC1", "CO1", "X", "08:11:00,57", "Ora"])


@st.composite
def mutations(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(LAYOUTS))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 3))
        text = text[:at] + draw(CHARACTERS | st.just("")) + text[at + cut :]
    return text


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=mutations())
def test_every_line_that_holds_a_time_is_written_or_told(folder: Path, text: str) -> None:
    done = imported(folder, text, rehearsal=True)
    if "import-header-unknown" in {one.code for one in done.findings} or done.read == 0:
        assert done.refused
        return
    doubted = {one.row for one in done.findings}
    written = {one.row for one in done.merge.new.values()}
    lines = text.split("\n")
    for row, line in enumerate(lines, start=1):
        if HOLDS_A_TIME.search(line):
            near = {row, row - 1} if '"' in text else {row}
            assert near & (doubted | written), (row, line)
