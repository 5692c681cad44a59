# ruff: noqa: E501 - words, many a line
"""Whatever stands in a package, loading ends in an event with findings or in a told error."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.errors import ReportingError
from reporting.event import Event, load
from reporting.event.collect import Collector
from reporting.event.delimited import read_csv
from reporting.event.schema import package_tables
from support.packages import csv_text, event_toml, good_tables, write_package, write_workbook

EASY = settings(
    max_examples=15,  # tools/mutate.py breaks thousands
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
if TYPE_CHECKING:
    import pytest

GOOD = good_tables()
BYTES = {"event.toml": event_toml().encode()} | {
    f"{name}.csv": csv_text(rows).encode() for name, rows in GOOD.items()
}

# Words that mean something somewhere, in the wrong places.
WORDS = st.sampled_from(
    [
        "", " ", "0", "-1", "1e99", "1e999999", "9" * 400, "NaN", "Infinity", "1.300", "1,300", "1.234,5",
        "٣", "²", "*", "PC1", "PM1", "start", "in", "25:61:00", "10:00:00,1", "2025-03-30T02:30:00",
        "9999-12-31T23:59:59", "2025-04-11T00:00:00+14:00", "=1+1", "#REF!", "true", "ITA", "DSQ",
        "finish=10:00:00", "=", "{value}", "%s", "\u2028", "\ufffd", "Ã¨", "\x00", "\x1f", "a\nb",
        '"', ";", ",", "'", "1:1:1:1", "00:00:00", "23:59:59.9999999",
    ]
)  # fmt: skip
CELLS = WORDS | st.text(max_size=12) | st.integers(-10, 10**20).map(str)


def check(folder: Path) -> Event | None:
    """Load a package; whatever it holds, everything must be told and nothing thrown."""
    try:
        event = load(folder)
    except ReportingError as error:
        findings = getattr(error, "findings", ())
        event = None
    else:
        findings = event.findings
        assert set(event.tables) == set(package_tables())
        assert event.ok == all(finding.severity != "error" for finding in findings)
    for finding in findings:
        for language in ("it", "en"):
            json.dumps(finding.as_json(language))
    return event


@EASY
@given(data=st.data())
def test_garbage_in_cells_is_told(tmp_path: Path, data: st.DataObject) -> None:
    tables = copy.deepcopy(GOOD)
    tables["decisions"] = [
        {"id": "D", "number": "1", "control": "PC1", "action": "set_time", "value": "finish=8:00:00",
         "reason": "r", "document": "", "decided_at": ""}
    ]  # fmt: skip
    for _ in range(data.draw(st.integers(1, 6))):
        name = data.draw(st.sampled_from(sorted(tables)))
        place = data.draw(st.integers(0, len(tables[name]) - 1))
        column = data.draw(st.sampled_from(sorted(tables[name][place])))
        tables[name][place][column] = data.draw(CELLS)
    check(write_package(tmp_path, **tables))


@EASY
@given(
    name=st.sampled_from(sorted(BYTES)),
    cuts=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 20), st.binary(max_size=8)), max_size=4
    ),
)
def test_garbage_in_bytes_is_told(
    tmp_path: Path, name: str, cuts: list[tuple[float, int, bytes]]
) -> None:
    folder = write_package(tmp_path)
    content = BYTES[name]
    for where, length, instead in cuts:
        at = int(where * len(content))
        content = content[:at] + instead + content[at + length :]
    (folder / name).write_bytes(content)
    check(folder)


@EASY
@given(content=st.binary(max_size=300), name=st.sampled_from(["entries.csv", "event.xlsx"]))
def test_any_file_at_all_is_told(tmp_path: Path, content: bytes, name: str) -> None:
    folder = write_package(tmp_path)
    (folder / name).write_bytes(content)
    check(folder)


@settings(EASY, max_examples=12)
@given(data=st.data())
def test_garbage_in_a_workbook_is_told(tmp_path: Path, data: st.DataObject) -> None:
    tables = copy.deepcopy(GOOD)
    values = (
        st.floats(allow_nan=False, allow_infinity=False)
        | st.datetimes()
        | st.times()
        | st.timedeltas()
        | st.booleans()
        | st.sampled_from(["=1+1", "#DIV/0!", "x"])
    )
    for _ in range(4):
        name = data.draw(st.sampled_from(sorted(tables)))
        column = data.draw(st.sampled_from(sorted(tables[name][0])))
        tables[name][0][column] = data.draw(values)
    folder = write_package(tmp_path)
    for name in tables:
        (folder / f"{name}.csv").unlink()
    try:
        write_workbook(folder / "event.xlsx", tables)
    except (ValueError, OverflowError):
        return  # openpyxl cannot write such a date
    check(folder)


@EASY
@given(
    rows=st.lists(st.lists(st.text("ab1 .é\t", max_size=4), min_size=2, max_size=4), max_size=8),
    ends=st.sampled_from(["\n", "\r\n", "\r"]),
    mark=st.sampled_from(["", "\ufeff"]),
)
def test_the_fast_reader_reads_like_the_slow_one(
    tmp_path: Path, rows: list[list[str]], ends: str, mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = package_tables()["detections"]
    path = tmp_path / "detections.csv"
    text = ends.join([mark + "control;point;distance_km", *(";".join(row) for row in rows)])
    path.write_text(text, encoding="utf-8", newline="")
    fast = outcome(path, table)
    with monkeypatch.context() as patch:
        patch.setattr("reporting.event.delimited._add_plain", lambda *_: False)
        slow = outcome(path, table)
    assert fast == slow


def outcome(path: Path, table: Any) -> Any:
    collector = Collector()
    raw = read_csv(path, table, collector)
    assert raw is not None
    columns = {name: texts.to_pylist() for name, texts in (raw.columns | raw.unknown).items()}
    return raw.rows.tolist(), columns, collector.findings()
