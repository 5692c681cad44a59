"""A whole event through the timekeepers' files and back, and files of any content at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.errors import ReportingError
from reporting.event import Event, load
from reporting.event.authoring.blank_workbook import write_book
from reporting.event.importing import ChannelRule, Wishes, import_files
from reporting.scoring import score
from support.packages import good_tables, write_package
from support.project import ROOT

BUNDLED = ROOT / "data" / "events" / "experience-italy-2025"


def without_passages(where: Path) -> Path:
    folder = where / BUNDLED.name
    folder.mkdir(parents=True)
    for path in BUNDLED.iterdir():
        if path.is_file() and path.name != "passages.csv":
            shutil.copy(path, folder)
    return folder


def dumps(event: Event, where: Path) -> tuple[list[Path], list[ChannelRule]]:
    """Write a dump for each control, as its device would have: a channel for each point."""
    files, rules = [], []
    for control, rows in event["passages"].groupby("control", sort=False):
        channels = {point: f"C{place}" for place, point in enumerate(rows["point"].unique())}
        path = where / f"{control}.txt"
        lines = [
            f" {number:04} {channels[point]}  {time:%H:%M:%S}.{time.microsecond // 100:04} 00"
            for number, point, time in zip(rows["number"], rows["point"], rows["time"], strict=True)
        ]
        path.write_text("\r\n".join([*lines, "  ALGE-TIMING", ""]), encoding="ascii")
        files.append(path)
        rules += [
            ChannelRule(file=path.name, channel=channel, control=str(control), point=str(point))
            for point, channel in channels.items()
        ]
    return files, rules


def keyed(event: Event) -> pd.DataFrame:
    """Return the passages by what may stand once, without their source."""
    columns = ["number", "control", "point", "time"]
    return event["passages"][columns].sort_values(columns[:3]).reset_index(drop=True)


def test_an_event_told_by_its_devices_scores_as_the_event_itself(tmp_path: Path) -> None:
    event, folder = load(BUNDLED), without_passages(tmp_path)
    files, rules = dumps(event, tmp_path)
    done = import_files(load(folder), files, Wishes(rules=rules))
    assert (done.findings, done.counts()["new"]) == ((), len(event["passages"]))
    told = load(folder)
    pd.testing.assert_frame_equal(keyed(event), keyed(told))
    assert score(event).as_json() == score(told).as_json()


def test_devices_fill_the_sheet_of_a_new_workbook(tmp_path: Path) -> None:
    event, folder = load(BUNDLED), without_passages(tmp_path)
    write_book(folder / "event.xlsx")
    for path in folder.glob("*.csv"):
        path.rename(tmp_path / path.name)
    # Entries and controls stay CSV files: their empty sheets go.
    from openpyxl import load_workbook

    book = load_workbook(folder / "event.xlsx")
    for path in tmp_path.glob("*.csv"):
        book.remove(book[path.stem])
        path.rename(folder / path.name)
    book.save(folder / "event.xlsx")
    files, rules = dumps(event, tmp_path)
    done = import_files(load(folder), files, Wishes(rules=rules))
    assert done.table.name == "event.xlsx"
    told = load(folder)
    pd.testing.assert_frame_equal(keyed(event), keyed(told))
    sheet = load_workbook(folder / "event.xlsx")["passages"]
    assert sheet.protection.sheet
    assert not sheet["D2"].protection.locked


ANY_LINE = st.one_of(
    st.text(max_size=40),
    st.builds(
        " {:04} C{} {} 00".format,
        st.integers(0, 9999),
        st.sampled_from(["0 ", "1M", "9 ", "X "]),
        st.one_of(st.text(max_size=14), st.just("08:11:00.0000")),
    ),
    st.builds(
        "{};{};{};{}".format,
        st.one_of(st.integers(-1, 9), st.text(max_size=4)),
        st.sampled_from(["PC1", "PC 9", "", "=1+1"]),
        st.sampled_from(["start", "arrivo", "?", ""]),
        st.one_of(st.text(max_size=12), st.times().map(str)),
    ),
)


@pytest.fixture(scope="module")
def event(tmp_path_factory: pytest.TempPathFactory) -> Event:
    return load(write_package(tmp_path_factory.mktemp("garbage"), **good_tables()))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["", "Numero;Prova;Punto;Ora\n", "n,PC1 start,CO1\n", "ALGE-TIMING\n"]),
    st.lists(ANY_LINE, max_size=8),
    st.sampled_from(["utf-8", "cp1252", "utf-16"]),
)
def test_any_file_at_all_is_read_or_listed(
    event: Event, head: str, lines: list[str], encoding: str
) -> None:
    path = event.folder.parent / "any.csv"
    path.write_bytes((head + "\n".join(lines)).encode(encoding, "replace"))
    rules = [ChannelRule(channel="C0", control="PC1", point="start")]
    try:
        done = import_files(event, [path], Wishes(rules=rules, rehearsal=True))
    except ReportingError:
        return
    for finding in done.findings:
        assert finding.message("it")
        assert finding.remedy("en")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["any.csv", "any.xlsx", "any.txt"]))
def test_any_bytes_at_all_are_read_or_listed(event: Event, data: bytes, name: str) -> None:
    path = event.folder.parent / name
    path.write_bytes(data)
    import_files(event, [path], Wishes(rehearsal=True))
