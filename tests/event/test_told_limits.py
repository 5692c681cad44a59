"""The limits that docs/security.md names: each number is the code's, and more is refused."""

from __future__ import annotations

import copy
import gzip
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from reporting import strangers_toml
from reporting.errors import InputError
from reporting.event import load, model, photographs, raw, schema, workbook
from reporting.event.importing import layouts
from reporting.footprint import runs
from reporting.proofreading import texts
from reporting.route import fit, gpx, measure_track, other_formats, packed, xml_faults
from reporting.route.methods import methods
from reporting.route.telemetry import table_dialects
from support.packages import good_tables, write_package, write_workbook

ROOT = Path(__file__).resolve().parents[2]
LIMITS = methods()["limits"]
TRACK = (
    '<gpx><trk><trkseg><trkpt lat="45" lon="9"/><trkpt lat="45.1" lon="9"/></trkseg></trk></gpx>'
)


def millions(number: float) -> str:
    return f"{number / 1_000_000:g} million"


def test_the_page_tells_the_numbers_that_hold() -> None:
    lines = (ROOT / "docs" / "security.md").read_text(encoding="utf-8").splitlines()
    told = dict(line.strip("| ").split(" | ", 1) for line in lines if line.startswith("| "))
    assert told == {
        "what": "limit",
        "workbook, unpacked": f"{workbook.LARGEST >> 20} MB, {workbook.MOST_PARTS:,} parts, "
        f"a large part at most {workbook.BEST_PACKED} times its packed size",
        "worksheet": f"{workbook.MOST_TAGS_IN_A_ROW:,} tags between two rows, "
        f"{raw.MOST_COLUMNS:,} columns; {millions(workbook.MOST_TAGS_OUTSIDE_ROWS)} tags in other "
        "parts",
        "CSV of a package": f"{raw.MOST_COLUMNS:,} columns",
        "TOML": f"{strangers_toml.MOST_DIGITS} digits, {strangers_toml.DEEPEST} levels",
        "header of a column, line of a device": f"{schema.LONGEST_HEADER} signs",
        "day of an event": f"{model.FIRST_DAY.year} to {model.LAST_DAY.year}",
        "text": f"{texts.MOST_BYTES // 1_000_000} MB, "
        f"{texts.MOST_UNPACKED // 1_000_000} MB unpacked, "
        f"{millions(texts.MOST_CHARACTERS)} characters, {texts.LONGEST_LINE:,} a line, "
        f"{texts.MOST_PAGES} pages",
        "track": f"{int(LIMITS['gpx_bytes']) >> 20} MiB unpacked, {millions(LIMITS['gpx_points'])} "
        f"points or elements of XML, {xml_faults.DEEPEST} levels, a tag of "
        f"{xml_faults.LONGEST_TAG >> 20} MB; FIT {int(LIMITS['fit_bytes']) >> 20} MiB",
        "table of positions": f"{int(LIMITS['table_bytes']) >> 30} GiB unpacked, "
        f"{millions(LIMITS['table_points'])} rows, {table_dialects.MOST_COLUMNS:,} columns",
        "published footprint": f"{runs.LARGEST >> 20} MiB",
        "photograph": f"{photographs.MOST_BYTES // 1_000_000} MB, "
        f"{millions(photographs.MOST_PIXELS)} pixels",
    }
    assert layouts.LONGEST_LINE == schema.LONGEST_HEADER
    assert LIMITS["gpx_points"] == xml_faults.MOST_ELEMENTS


@pytest.mark.parametrize(
    ("limit", "lowered"),
    [
        ("LARGEST", 1000),
        ("MOST_PARTS", 2),
        ("MOST_TAGS_IN_A_ROW", 20),
        ("MOST_TAGS_OUTSIDE_ROWS", 9),
    ],
)
def test_a_workbook_beyond_a_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, lowered: int
) -> None:
    folder = write_package(tmp_path)
    for path in folder.glob("*.csv"):
        path.unlink()
    write_workbook(folder / "event.xlsx", good_tables())
    assert not load(folder).findings
    monkeypatch.setattr(workbook, limit, lowered)
    assert "workbook-too-large" in {finding.code for finding in load(folder).findings}


@pytest.mark.parametrize("columns", [raw.MOST_COLUMNS, raw.MOST_COLUMNS + 1])
def test_a_table_has_so_many_columns_and_no_more(tmp_path: Path, columns: int) -> None:
    folder = write_package(tmp_path)
    path = folder / "facts.csv"
    header = "key,value,unit,source,published_at"
    wide = columns - header.count(",") - 1
    more = [",".join(f"{word}{n}" for n in range(wide)) for word in ("c", "v")]
    path.write_text(f"{header},{more[0]}\ncars,3,,s,,{more[1]}\n", encoding="utf-8")
    refused = "columns-too-many" in {finding.code for finding in load(folder).findings}
    assert refused == (columns > raw.MOST_COLUMNS)


@pytest.mark.parametrize(
    ("limit", "lowered", "content"),
    [
        ("MOST_BYTES", 10, "The cars were ten.\n"),
        ("MOST_CHARACTERS", 10, "The cars were ten.\n"),
        ("LONGEST_LINE", 10, "The cars were ten.\n"),
    ],
)
def test_a_text_beyond_a_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, lowered: int, content: str
) -> None:
    path = tmp_path / "t.txt"
    path.write_text(content, encoding="utf-8")
    assert texts.read_text(path)
    monkeypatch.setattr(texts, limit, lowered)
    with pytest.raises(InputError, match="more than"):
        texts.read_text(path)


def test_a_word_file_and_a_pdf_beyond_a_limit_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import docx
    from pypdf import PdfWriter

    document, writer = docx.Document(), PdfWriter()
    document.add_paragraph("The cars were ten.")
    document.save(str(tmp_path / "t.docx"))
    for _ in range(2):
        writer.add_blank_page(100, 100)
    writer.write(tmp_path / "t.pdf")
    monkeypatch.setattr(texts, "MOST_UNPACKED", 100)
    monkeypatch.setattr(texts, "MOST_PAGES", 1)
    for name in ("t.docx", "t.pdf"):
        with pytest.raises(InputError, match=r"the limit|more than 1 pages"):
            texts.read_text(tmp_path / name)


def lowered_limits(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, changed: Mapping[str, float]
) -> None:
    known: dict[str, Any] = copy.deepcopy(dict(methods()))
    known["limits"] |= changed
    monkeypatch.setattr(module, "methods", lambda: known)


@pytest.mark.parametrize(
    ("name", "module", "limit"),
    [
        ("a.gpx", gpx, "gpx_points"),
        ("a.gpx.gz", packed, "gpx_bytes"),
        ("a.kml", other_formats, "gpx_bytes"),
        ("a.fit", fit, "fit_bytes"),
        ("a.parquet", table_dialects, "table_points"),
        ("a.parquet", table_dialects, "table_bytes"),
    ],
)
def test_a_track_beyond_a_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: ModuleType, limit: str
) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(TRACK.encode()) if name.endswith("gz") else TRACK.encode())
    if name == "a.parquet":
        pq.write_table(pa.table({"lat": [45.0, 45.1], "lon": [9.0, 9.0]}), path)
    lowered_limits(monkeypatch, module, {limit: 1})
    with pytest.raises(InputError) as caught:
        measure_track(path)
    assert [finding.code for finding in caught.value.findings] == ["track-too-large"]


@pytest.mark.parametrize(
    ("limit", "lowered"), [("MOST_ELEMENTS", 3), ("DEEPEST", 2), ("LONGEST_TAG", 1)]
)
def test_xml_beyond_a_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, lowered: int
) -> None:
    path = tmp_path / "a.kml"
    line = "<LineString><coordinates>9,45 9,45.1</coordinates></LineString>"
    path.write_text(f"<kml><Document><Placemark>{line}</Placemark></Document></kml>", "utf-8")
    measure_track(path)
    path.write_text(f"<kml>{' ' * 70_000}<a b='{'c' * 70_000}'><b><c/></b></a></kml>", "utf-8")
    monkeypatch.setattr(xml_faults, limit, lowered)
    with pytest.raises(InputError) as caught:
        measure_track(path)
    assert caught.value.findings[0].code in {"track-too-large", "track-broken"}


def test_a_table_of_positions_has_so_many_columns_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for columns in (table_dialects.MOST_COLUMNS, table_dialects.MOST_COLUMNS + 1):
        more = range(columns - 2)
        rows = ["lat,lon" + "".join(f",c{n}" for n in more), "45,9" + ",1" * len(more)]
        path.write_text("\n".join([*rows, "45.1,9" + ",1" * len(more)]) + "\n", encoding="utf-8")
        if columns == table_dialects.MOST_COLUMNS:
            measure_track(path)
    with pytest.raises(InputError, match="1000"):
        measure_track(path)


@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_PIXELS"])
def test_a_photograph_beyond_a_limit_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    Image.new("RGB", (20, 10)).save(tmp_path / "a.png")
    assert photographs.read_picture(tmp_path, "a.png")
    monkeypatch.setattr(photographs, limit, 10)
    assert photographs.read_picture(tmp_path, "a.png") is None


def test_a_published_footprint_beyond_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.json"
    path.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(runs, "LARGEST", 1)
    with pytest.raises(InputError, match="larger than any"):
        runs.read_frozen(path)
