"""Files of strangers: little input asks for little work, and what is no file is not waited for."""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import shutil
import signal
import tomllib
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook
from PIL import Image

from reporting.engine.dask.bundle import pack
from reporting.event import load, locate
from reporting.event.collect import Collector
from reporting.event.safe_cells import neutral
from reporting.event.workbook import open_workbook
from reporting.paths import reference_folder
from reporting.strangers_toml import read_toml
from support.command import reporting
from support.packages import entry, event_toml, good_tables, write_package

SECONDS = 30
"""Of a processor, for what takes two on a quiet machine."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and all that it printed."""

    returncode: int
    output: str


PATIENCE_S = 300
MEBIBYTES = 1000
"""Of memory, beyond what the process of the tests holds already."""


def within_budget(*arguments: object) -> Outcome:
    """Run a command in a child of this process with little processor time and memory."""
    ours, theirs = Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        before = _peak_mebibytes()
        done = reporting(*arguments)
        grown = _peak_mebibytes() - before
        theirs.send((done.exit_code, done.output, repr(done.exception), grown))
        os._exit(0)
    theirs.close()
    status, output, error = None, "", f"no answer, or ended after {SECONDS} s of processor"
    grown = 0.0
    if ours.poll(PATIENCE_S):
        with suppress(EOFError):
            status, output, error, grown = ours.recv()
    else:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert status in {0, 1}, f"{output}\n{error}"
    assert grown < MEBIBYTES
    return Outcome(status, output)


def _peak_mebibytes() -> float:
    """Return the most memory that this process has held; a fork begins with its parent's."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


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


@pytest.mark.parametrize("number", ["1e99999999", "9" * 5000, "9" * 100, "-" + "9" * 31])
def test_a_number_that_is_too_large_is_told_with_its_line(tmp_path: Path, number: str) -> None:
    folder = write_package(tmp_path)
    path = folder / "event.toml"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines, f"many = {number}"]))
    done = reporting("check", folder, "--json")
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["code"], finding["row"]) == ("event-no-toml", len(lines) + 1)
    assert "sys." not in finding["message"]


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
    assert "1950" in done.stdout + done.stderr


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


@pytest.mark.parametrize("leads", ["outside", "in a ring"])
@pytest.mark.parametrize(
    "name",
    [
        "event.toml", "facts.csv", "limits.toml", "rulebook.toml", "import.toml",
        "protected_areas.geojson", "footprint/run.json", "tracks/leg1.gpx",
    ],
)  # fmt: skip
def test_every_file_of_a_package_is_its_own(tmp_path: Path, name: str, leads: str) -> None:
    folder = write_package(tmp_path / "package")
    link, outside = folder / name, tmp_path / "outside"
    link.parent.mkdir(exist_ok=True)
    if name == "footprint/run.json":  # one that would be read
        shutil.copy(next((locate("demo-rally") / "footprint").glob("*.json")), outside)
    else:
        outside.write_text("", encoding="utf-8")
    link.unlink(missing_ok=True)
    link.symlink_to(outside if leads == "outside" else link)
    done = reporting("check", folder)
    assert done.exit_code == 1
    assert f"{name} leads outside" in done.output


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
    "name",
    [
        "event.toml", "passages.csv", "event.xlsx", "rulebook.toml", "tracks/leg1.gpx",
        "footprint/run.json", "protected_areas.geojson",
    ],
)  # fmt: skip
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path, name: str) -> None:
    folder = write_package(tmp_path)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    done = within_budget("check", folder)
    assert done.returncode == 1
    assert f"{name} is no file" in done.output


# ------------------------------------------------------------------ odd values


def test_a_parquet_track_with_values_of_another_kind_is_broken_in_words(tmp_path: Path) -> None:
    times = pa.array([0, 1000, 2000], pa.timestamp("ms"))
    for odd in (times, pa.array([[1.0]] * 3), pa.array([{"a": 1}] * 3)):
        path = tmp_path / "a.parquet"
        pq.write_table(pa.table({"time": times, "lat": odd, "lon": [46.5, 46.6, 46.7]}), path)
        done = reporting("route", path)
        assert done.exit_code == 1
        assert "number" in done.stderr
        assert " lat" in done.stderr


@pytest.mark.parametrize("encoding", ["gb2312", "big5", "shift_jis", "utf-8", "iso-8859-1"])
def test_a_track_is_read_in_the_encoding_that_it_declares(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.gpx"
    points = '<trkpt lat="45.0" lon="7.0"/><trkpt lat="45.1" lon="7.1"/>'
    track = f'<gpx version="1.1"><trk><trkseg>{points}</trkseg></trk></gpx>'
    path.write_text(f'<?xml version="1.0" encoding="{encoding}"?>{track}', encoding=encoding)
    assert reporting("route", path).exit_code == 0


@pytest.mark.parametrize("encoding", ["klingon", "gb2312"])
def test_a_track_in_another_encoding_than_it_says_is_to_be_saved_as_utf8(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "a.gpx"
    path.write_bytes(f'<?xml version="1.0" encoding="{encoding}"?><gpx>'.encode() + b"\xff</gpx>")
    done = reporting("route", path)
    assert (done.exit_code, "UTF-8" in done.stderr) == (1, True)


# ------------------------------------------------------------------ texts


@pytest.mark.parametrize("sign", ["\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2069"])
def test_signs_that_turn_a_text_are_an_error_with_their_cell(tmp_path: Path, sign: str) -> None:
    tables = good_tables()
    tables["entries"][1] = entry(2) | {"driver": f"Rossi {sign}50"}
    folder = write_package(tmp_path, **tables)
    (finding,) = (one for one in load(folder).findings if one.code == "text-control-character")
    assert (finding.file, finding.row, finding.column) == ("entries.csv", 3, "driver")


@pytest.mark.parametrize("sign", ["\\u202E", "\u2066", "\\u0000", "\\U0000FFFE", "\\u007f"])
@pytest.mark.parametrize("name", ["event.toml", "rulebook.toml"])
def test_nor_may_a_toml_hold_them_however_they_are_written(
    tmp_path: Path, name: str, sign: str
) -> None:
    folder = write_package(tmp_path)
    if name == "rulebook.toml":
        known = reference_folder() / "rulebooks" / "aci-classica-2024.toml"
        (folder / name).write_text(known.read_text(encoding="utf-8"), encoding="utf-8")
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("name = "))
    lines[at] = lines[at].replace('it = "', f'it = "{sign}')
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    findings = json.loads(reporting("check", folder, "--json").stdout)["findings"]
    (error,) = (one for one in findings if one["severity"] == "error")
    assert (error["file"], error["row"]) == (name, at + 1)
    assert "controls or turns" in error["message"]


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "\ufffe", "\uffff"])
def test_the_marked_workbook_bears_every_sign_that_a_file_holds(tmp_path: Path, sign: str) -> None:
    tables = good_tables()
    tables["entries"] = [
        one | {"driver": f"Ros{sign}si", f"own{sign}": f"x{sign}y"} for one in tables["entries"]
    ]
    book = tmp_path / "marks.xlsx"
    done = reporting("check", write_package(tmp_path, **tables), "--xlsx", book)
    assert (done.exit_code, book.exists()) == (1, True)


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


# ------------------------------------------------------------------ a budget for each reader


def _zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def _parquet(rows: int) -> bytes:
    packed, part = io.BytesIO(), pa.table({name: [45.0] * (1 << 20) for name in ("lat", "lon")})
    with pq.ParquetWriter(packed, part.schema, compression="zstd") as writer:
        for _ in range(rows >> 20):
            writer.write_table(part)
    return packed.getvalue()


TRACKS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a tag without end": ("a.gpx", lambda: b'<gpx x="' + b"a" * 20_000_000 + b'"/>'),
    "many attributes": ("a.gpx", lambda: b"<gpx " + b'a="1" ' * 200_000 + b"/>"),
    "elements in elements": ("a.tcx", lambda: b"<Track>" * 5_000 + b"</Track>" * 5_000),
    "elements without end": ("a.kmz", lambda: _zipped("a.kml", b"<kml>" + b"<a/>" * 5_000_000)),
    "blanks packed": ("a.gpx.gz", lambda: gzip.compress(b"<gpx>" + b" " * 300_000_000, 1)),
    "arrays in arrays": ("a.geojson", lambda: b"[" * 200_000 + b"]" * 200_000),
    "digits": ("a.geojson", lambda: b'{"coordinates": [[' + b"9" * 5_000 + b", 1]]}"),
    "equal rows": ("a.parquet", lambda: _parquet(60_000_000)),
    "columns": ("a.csv", lambda: b"lat,lon," + b"c," * 300_000 + b"\n45,7\n"),
    "a cell without end": ("a.csv", lambda: b'lat,lon,time\n45,7,"' + b"a" * 10_000_000 + b'"\n'),
    "a FIT that says it is longer": ("a.fit", lambda: b"\x0e\x10\0\0\xff\xff\xff\xff.FIT\0\0" * 9),
    "a line without end": ("a.nmea", lambda: b"$GPRMC," + b"," * 5_000_000),
    "a height without end": ("a.igc", lambda: b"B" + b"1" * 5_000_000),
    "many columns": ("a.vbo", lambda: b"[column names]\n" + b"lat " * 500_000 + b"\n[data]\n1\n"),
}


TABLE = b"number,control,point,time,source\n"
TABLES: dict[str, Callable[[], bytes]] = {
    "columns": lambda: TABLE[:-1] + b"".join(b",c%d" % n for n in range(300_000)) + b"\n",
    "one column again and again": lambda: b"number," * 200_000 + b"\n",
    "a cell without end": lambda: TABLE + b"1,CO1,in," + b"9:" * 1_000_000 + b",\n",
    "blank lines": lambda: TABLE + b"\n" * 300_000,
    "blank cells": lambda: TABLE + b"," * 1_000_000,
    "a quote that is never closed": lambda: TABLE + b'"' + b"1,CO1\n" * 20_000,
}


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_of_a_stranger_costs_little(tmp_path: Path, kind: str) -> None:
    folder = write_package(tmp_path)
    (folder / "passages.csv").write_bytes(TABLES[kind]())
    within_budget("check", folder)


def _ods(rows: str) -> bytes:
    """Return a workbook of LibreOffice; `rows` are those of its only worksheet."""
    packed, kind = io.BytesIO(), "application/vnd.oasis.opendocument.spreadsheet"
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    sheet = f'<table:table table:name="a">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    listed = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), kind)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{space}">{listed}</manifest:manifest>',
        )
        archive.writestr(
            "content.xml", f"<office:document-content{spaces}>{body}</office:document-content>"
        )
    return packed.getvalue()


def _ods_rows(rows: int, columns: int, text: str) -> str:
    times = f'table:number-columns-repeated="{columns}" office:value-type="string"'
    cell = f"<table:table-cell {times}><text:p>{text}</text:p></table:table-cell>"
    return f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'


OTHER_BOOKS: dict[str, Callable[[], str]] = {
    "cells again and again": lambda: _ods_rows(6_000, 16_000, "1"),
    "rows again and again": lambda: _ods_rows(1_048_576, 16_384, "1"),
    "a long text in each cell": lambda: _ods_rows(5_000, 1_000, "x" * 20_000),
    "elements in elements": lambda: "<table:table-row>" + "<a>" * 1_000_000,
}


@pytest.mark.parametrize("kind", OTHER_BOOKS)
def test_a_workbook_of_libreoffice_costs_little(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "t.ods"
    path.write_bytes(_ods(OTHER_BOOKS[kind]()))
    done = within_budget("import", write_package(tmp_path / "package"), path, "--dry-run")
    assert done.returncode == 1
    assert ("too much" if "elements" not in kind else "damaged") in done.output, done.output


PHOTOGRAPH = """
[[pictures]]
file = "cover.png"
credit = "Rossi"
alt = { it = "L'arrivo", en = "The finish" }
"""


@pytest.mark.parametrize(("side", "shown"), [(10_400, True), (13_000, False)])
def test_a_photograph_of_a_stranger_costs_little(tmp_path: Path, side: int, shown: bool) -> None:
    """A few hundred kilobytes that are hundreds of megabytes when they are drawn."""
    folder = write_package(tmp_path, info=event_toml() + PHOTOGRAPH)
    Image.new("RGBA", (side, side)).save(folder / "cover.png")
    done = within_budget("check", folder)
    assert ("cover.png" not in done.output) == shown


TEXTS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "numbers": ("t.txt", lambda: b"1 " * 5_000),
    "a line without end": ("t.txt", lambda: b"1.234,5 km " * 20_000),
    "brackets": ("t.md", lambda: b"[" * 19_000),
    "stars": ("t.md", lambda: b"*a " * 6_000),
    "elements in elements": ("t.html", lambda: b"<div>" * 200_000 + b"a"),
    "tags that are never closed": ("t.html", lambda: b"<a " * 200_000),
    "blanks packed": ("t.docx", lambda: _zipped("word/document.xml", b" " * 300_000_000)),
    "levels without end": (
        "t.docx",
        lambda: _zipped("word/document.xml", b"<a>" * 3_000_000 + b"</a>" * 3_000_000),
    ),
    "pages without end": ("t.pdf", lambda: b"%PDF-1.7\n" + b"1 0 obj\n<<" * 500_000),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_of_a_stranger_costs_little(tmp_path: Path, kind: str) -> None:
    name, content = TEXTS[kind]
    path = tmp_path / name
    path.write_bytes(content())
    within_budget("factcheck", write_package(tmp_path / "package"), path)


@pytest.mark.parametrize("kind", TRACKS)
def test_a_track_of_a_stranger_costs_little(tmp_path: Path, kind: str) -> None:
    name, content = TRACKS[kind]
    path = tmp_path / name
    path.write_bytes(content())
    assert within_budget("route", path).returncode == 1
