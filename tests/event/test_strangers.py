"""Files of strangers: little input asks for little work, and what is no file is not waited for."""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from reporting.engine.dask.bundle import pack
from reporting.event import load
from reporting.event.collect import Collector
from reporting.event.safe_cells import neutral
from reporting.event.workbook import open_workbook
from reporting.strangers_toml import read_toml
from support.command import reporting
from support.packages import entry, good_tables, write_package

SECONDS = 30
"""Of a processor, for what takes two on a quiet machine."""


def within_budget(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a command with little processor time and 3 GB of addresses."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))

    done = subprocess.run(
        [sys.executable, "-m", "reporting", *map(str, arguments)],
        capture_output=True,
        text=True,
        preexec_fn=limit,
        timeout=300,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    assert "Traceback" not in done.stderr
    return done


# ------------------------------------------------------------------ TOML


@pytest.mark.parametrize(
    "text",
    [
        "x = 1e99999999",
        "x = 1e-99999999",
        "x = " + "9" * 5000,
        "x = " + "9" * 100,
        "x = " + "[" * 5000 + "]" * 5000,
        "x = " + "[" * 30 + "]" * 30,
        "x = " + "{a=" * 3000 + "1" + "}" * 3000,
        "x = 0." + "1" * 5000,
        "x = 0000-01-01",
    ],
)
def test_a_toml_that_no_person_writes_is_refused_as_toml(text: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        read_toml(text)


def test_a_toml_that_people_write_is_read() -> None:
    assert read_toml("a = 1.5\nb = inf\n[c.d]\ne = [1, [2]]")["c"] == {"d": {"e": [1, [2]]}}


@pytest.mark.parametrize("name", ["rulebook.toml", "event.toml", "limits.toml", "import.toml"])
@pytest.mark.parametrize("value", ["9" * 5000, "[" * 5000 + "]" * 5000, "1e99999999"])
def test_every_toml_of_a_package_is_read_within_these_limits(
    tmp_path: Path, name: str, value: str
) -> None:
    folder = write_package(tmp_path)
    path = folder / name
    known = path.read_text() if path.exists() else ""
    path.write_text(f"{known}\nx = {value}\n")
    times = tmp_path / "t.csv"
    times.write_text("numero;CO1\n1;09:01:00\n")
    for command in (("check",), ("standings",), ("import", times, "--dry-run")):
        assert reporting(command[0], folder, *command[1:]).exit_code in {0, 1}


@pytest.mark.parametrize("year", ["0205", "1949", "2925", "9999"])
def test_a_mistyped_year_is_a_finding_with_its_key(tmp_path: Path, year: str) -> None:
    folder = write_package(tmp_path)
    path = folder / "event.toml"
    path.write_text(path.read_text().replace("2025-", f"{year}-"))
    done = reporting("check", folder)
    assert done.exit_code == 1
    assert "start" in done.stdout + done.stderr


# ------------------------------------------------------------------ unbounded work


def test_blanks_brackets_and_padding_cost_what_they_are_long(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    with (folder / "event.toml").open("a") as stream:
        stream.write("\n" + " " * 20_000 + "\n" + "a" + " " * 20_000 + "\n#" + "[" * 20_000)
    (folder / "facts.csv").write_text("key,value,unit,source," + "[" * 200_000 + "\n")
    within_budget("check", folder)
    dump = tmp_path / "t.txt"
    dump.write_text(" 0001 C0  10:00:00.0000" + " " * 200_000 + "x\n  ALGE-TIMING\n")
    folder = write_package(tmp_path / "other")
    within_budget("import", folder, dump, "--channel", "C0=CO1:in", "--dry-run")


def _book(path: Path, sheet: bytes) -> Path:
    """Write a workbook whose only worksheet holds these bytes."""
    plain = io.BytesIO()
    book = Workbook()
    book.worksheets[0].title = "passages"
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return path


HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1">' + b"<c/>" * 3_000_000 + b"</row>",
        b'<row r="1">' + b"<c/>" * 150_000 + b"</row>",
        b'<row r="1"/>' + b"<x/>" * 300_000,
    ],
)
def test_a_workbook_that_grows_when_it_is_opened_is_refused_before(
    tmp_path: Path, rows: bytes
) -> None:
    collector = Collector()
    assert open_workbook(_book(tmp_path / "event.xlsx", HEAD + rows + TAIL), collector) is None
    assert [one.code for one in collector.findings()] == ["workbook-too-large"]


def test_a_cell_far_to_the_right_does_not_make_every_row_as_wide(tmp_path: Path) -> None:
    rows = b"".join(
        b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(1, 60_000)
    )
    path = _book(tmp_path / "t.xlsx", HEAD + rows + TAIL)
    assert within_budget("import", write_package(tmp_path), path, "--dry-run").returncode == 1


# ------------------------------------------------------------------ links and pipes


def test_a_link_out_of_the_package_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    (folder / "tracks").mkdir(exist_ok=True)
    outside = tmp_path / "outside.gpx"
    points = '<trkpt lat="45.0" lon="7.0"/><trkpt lat="45.1" lon="7.1"/>'
    outside.write_text(f'<gpx version="1.1"><trk><trkseg>{points}</trkseg></trk></gpx>')
    (folder / "tracks" / "leg1.gpx").symlink_to(outside)
    done = reporting("check", folder)
    assert done.exit_code == 1
    assert "tracks/leg1.gpx" in done.stdout
    assert reporting("route", folder).exit_code == 1


def test_what_a_link_leads_to_is_not_sent_to_a_cluster(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    secret = tmp_path / "secret.txt"
    secret.write_text("private")
    (folder / "tracks").mkdir(exist_ok=True)
    for link in (folder / "notes.txt", folder / "tracks" / "leg9.txt"):
        link.symlink_to(secret)
    with zipfile.ZipFile(io.BytesIO(pack([str(folder)]).content)) as archive:
        assert [name for name in archive.namelist() if archive.read(name) == b"private"] == []


@pytest.mark.parametrize(
    "name", ["event.toml", "passages.csv", "event.xlsx", "rulebook.toml", "tracks/leg1.gpx"]
)
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path, name: str) -> None:
    folder = write_package(tmp_path)
    (folder / "tracks").mkdir(exist_ok=True)
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    assert within_budget("check", folder).returncode == 1


# ------------------------------------------------------------------ odd values


def test_a_parquet_track_with_values_of_another_kind_is_broken_in_words(tmp_path: Path) -> None:
    times = pa.array([0, 1000, 2000], pa.timestamp("ms"))
    for odd in (times, pa.array([[1.0]] * 3), pa.array([{"a": 1}] * 3)):
        path = tmp_path / "a.parquet"
        pq.write_table(pa.table({"time": times, "lat": odd, "lon": [46.5, 46.6, 46.7]}), path)
        done = reporting("route", path)
        assert done.exit_code == 1
        assert "Unexpected" not in done.stderr


def test_a_track_in_an_encoding_that_the_parser_does_not_know_is_broken_in_words(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.gpx"
    path.write_bytes(b'<?xml version="1.0" encoding="gb2312"?><gpx version="1.1"></gpx>')
    done = reporting("route", path)
    assert (done.exit_code, "broken" in done.stderr) == (1, True)


# ------------------------------------------------------------------ texts


@pytest.mark.parametrize("sign", ["\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2069"])
def test_signs_that_turn_a_text_are_an_error_with_their_cell(tmp_path: Path, sign: str) -> None:
    tables = good_tables()
    tables["entries"][1] = entry(2) | {"driver": f"Rossi {sign}50"}
    folder = write_package(tmp_path, **tables)
    (finding,) = (one for one in load(folder).findings if one.code == "text-control-character")
    assert (finding.file, finding.row, finding.column) == ("entries.csv", 3, "driver")


@pytest.mark.parametrize(
    "text", ["=1+1", "a;=1+1", "a;-1", "a\t@x", "a; =1", 'a;"=1', "a\n=1", "a|+1", "a;;=1"]
)
def test_no_text_of_a_csv_begins_a_formula_whatever_separates_lists(text: str) -> None:
    for separator in ";\t|\n":
        for cell in neutral(text).split(separator):
            assert not cell.strip(" \"'").startswith(("=", "+", "-", "@")) or "'" in cell


def test_the_line_that_tells_excel_its_separator_is_no_header(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    for path in folder.glob("*.csv"):
        text = path.read_text().replace(",", ";")
        path.write_text(f"sep=;\n{text}")
    assert load(folder).ok
