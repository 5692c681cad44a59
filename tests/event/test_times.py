# ruff: noqa: DTZ001 - local times are what is tested
"""Times are exact, stand on the right day, and survive the change of clocks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.event import Event, load
from reporting.event.raw import TEXT
from reporting.event.times_of_day import DAY, NONE, SECOND, instants, read_times
from support.packages import clock, control, entry, good_tables, passage, write_package

ROME = ZoneInfo("Europe/Rome")


def read(*texts: str | None) -> Any:
    return read_times(pa.chunked_array([pa.array(texts, TEXT)]))


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(0, 59),
    st.integers(0, 10**7 - 1),
    st.integers(1, 7),
    st.sampled_from(".,"),
)
def test_a_time_is_exact_to_a_hundred_nanoseconds(
    hour: int, minute: int, second: int, fraction: int, digits: int, mark: str
) -> None:
    written = f"{fraction:07}"[:digits]
    readings = read(f"{hour}:{minute:02}:{second:02}{mark}{written}")
    expected = (hour * 3600 + minute * 60 + second) * SECOND + int(written.ljust(9, "0"))
    assert readings.clock[0] == expected
    assert not readings.bad[0]


@given(st.text(alphabet="0123456789:.,TZ+- é", max_size=30))
def test_what_is_read_as_a_time_python_reads_alike(text: str) -> None:
    trimmed = text.strip()
    readings = read(trimmed or None)
    if readings.clock[0] == NONE:
        assert readings.bad[0] == bool(trimmed)
        return
    # Python knows neither one-digit hours nor a seventh decimal.
    date, _, time = trimmed.replace(" ", "T").rpartition("T")
    padded = time.replace(",", ".").rjust(len(time) + (time.index(":") == 1), "0")
    head, point, tail = padded.partition(".")
    decimals = tail[: len(tail) - len(tail.lstrip("0123456789"))]
    python = dt.time.fromisoformat(head + point + decimals[:6] + tail[len(decimals) :])
    seconds = python.hour * 3600 + python.minute * 60 + python.second
    assert readings.clock[0] // 1000 == seconds * 10**6 + python.microsecond
    assert (readings.day[0] != NONE) == bool(date)


@pytest.mark.parametrize(
    "text",
    [
        "24:00:00", "10:60:00", "10:00:60", "10:00", "100000", "10.00.00", "10:00:00 PM",
        "10:00:00.", "10:00:00.00000001", "-10:00:00", "10:00:00+02:00", "2025-04-11",
        "2025-02-29T10:00:00", "1900-01-01T10:00:00", "11/04/2025 10:00:00",
        "2025-04-11T10:00:00+15:00", "0001-01-01T00:00:00", "９:00:00", "10:00:00\x00",
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused(text: str) -> None:
    readings = read(text)
    assert readings.bad[0]
    assert readings.clock[0] == NONE


def test_an_iso_time_keeps_its_own_date_and_offset() -> None:
    readings = read("2025-04-11T10:12:13,4567", "2025-04-11 10:12:13Z", "2025-04-11T10:12+0330")
    leg_day = np.full(3, 0)
    placed = instants(readings, leg_day, np.full(3, NONE), ROME)
    moments = pd.DatetimeIndex(placed.utc.view("M8[ns]"))
    assert moments.tolist() == [
        pd.Timestamp("2025-04-11T08:12:13.456700000"),
        pd.Timestamp("2025-04-11T10:12:13"),
        pd.Timestamp("2025-04-11T06:42:00"),
    ]


@given(
    st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2099, 12, 31)),
    st.sampled_from(
        ["Europe/Rome", "America/St_Johns", "Australia/Lord_Howe", "UTC", "Asia/Kathmandu"]
    ),
)
def test_local_times_become_the_instants_that_the_time_zone_tells(
    moment: dt.datetime, name: str
) -> None:
    zone = ZoneInfo(name)
    placed = instants(read(moment.isoformat()), np.array([NONE]), np.array([NONE]), zone)
    aware = moment.replace(tzinfo=zone)
    since = aware - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    microseconds = (since.days * 86_400 + since.seconds) * 10**6 + since.microseconds
    assert placed.utc[0] == microseconds * 1000
    there_and_back = aware.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None)
    assert placed.skipped[0] == (there_and_back != moment)


def one_leg(tmp_path: Path, starts: list[str], times: list[str], **settings: Any) -> Event:
    """Load a leg of one stamp per crew: a due start and a passage for each."""
    crews = range(1, max(len(starts), len(times)) + 1)
    tables: dict[str, Any] = {
        "entries": [entry(number) for number in crews],
        "controls": [control(1, 1, "CT1", "CT")],
        "passages": [passage(n, "CT1", "in", time) for n, time in enumerate(times, start=1)],
    }
    if starts:
        tables["starts"] = [
            {"number": number, "leg": 1, "time": time}
            for number, time in enumerate(starts, start=1)
        ]
    return load(write_package(tmp_path, **tables, **settings))


def written(event: Event, table: str) -> list[str]:
    return [moment.strftime("%d %H:%M") for moment in event[table]["time"]]


def test_a_time_long_before_the_first_start_is_of_the_next_day(tmp_path: Path) -> None:
    event = one_leg(tmp_path, ["14:00:00"] * 3, ["23:59:59", "00:10:00", "01:59:59"])
    assert written(event, "passages") == ["11 23:59", "12 00:10", "12 01:59"]


def test_a_time_twelve_hours_before_the_first_start_is_still_of_the_day(tmp_path: Path) -> None:
    event = one_leg(tmp_path, ["14:00:00"] * 2, ["02:00:00", "01:59:59.9999999"])
    assert written(event, "passages") == ["11 02:00", "12 01:59"]


def test_starts_across_midnight_belong_together(tmp_path: Path) -> None:
    event = one_leg(tmp_path, ["00:00:30", "23:59:30", "23:58:30"], ["01:00:00"])
    assert written(event, "starts") == ["12 00:00", "11 23:59", "11 23:58"]
    assert written(event, "passages") == ["12 01:00"]


def test_without_due_starts_the_first_control_tells_when_the_leg_began(tmp_path: Path) -> None:
    event = one_leg(tmp_path, [], ["22:10:00", "00:40:00", "23:20:00"])
    assert written(event, "passages") == ["11 22:10", "12 00:40", "11 23:20"]


def test_a_due_start_with_its_date_counts_as_the_first(tmp_path: Path) -> None:
    event = one_leg(tmp_path, ["2025-04-11T20:00:00"], ["07:00:00"])
    assert written(event, "passages") == ["12 07:00"]


SPRING = ({"number": 1, "date": "2025-03-30", "from": "a", "to": "b"},)
AUTUMN = ({"number": 1, "date": "2025-10-26", "from": "a", "to": "b"},)


def test_a_time_that_the_clocks_skip_is_a_warning(tmp_path: Path) -> None:
    event = one_leg(tmp_path, [], ["01:59:59", "02:30:00", "03:00:00"], legs=SPRING)
    (finding,) = event.findings
    assert (finding.code, finding.severity, finding.row) == ("time-skipped", "warning", 3)
    utc = [moment.strftime("%H:%M") for moment in event["passages"]["time"].dt.tz_convert("UTC")]
    assert utc == ["00:59", "01:30", "01:00"]


def test_a_time_that_comes_twice_is_a_warning_and_read_as_the_first(tmp_path: Path) -> None:
    times = ["02:30:00", "2025-10-26T02:30:00+01:00", "03:00:00"]
    event = one_leg(tmp_path, [], times, legs=AUTUMN)
    (finding,) = event.findings
    assert (finding.code, finding.severity, finding.row) == ("time-comes-twice", "warning", 2)
    utc = [moment.strftime("%H:%M") for moment in event["passages"]["time"].dt.tz_convert("UTC")]
    assert utc == ["00:30", "01:30", "02:00"]


def test_a_time_zone_with_odd_quarters_is_exact(tmp_path: Path) -> None:
    event = one_leg(tmp_path, [], ["10:00:00"], timezone="Asia/Kathmandu")
    assert event["passages"]["time"].iloc[0] == pd.Timestamp("2025-04-11T04:15:00Z")


def test_every_tick_of_a_package_survives(tmp_path: Path) -> None:
    tables = good_tables()
    tables["passages"][0]["time"] = "08:11:00.0000001"
    tables["passages"][1]["time"] = clock(8 * 3600 + 680.1234)
    times = load(write_package(tmp_path, **tables))["passages"]["time"]
    assert times.iloc[0].value % SECOND == 100
    assert times.iloc[1].value % SECOND == 123_400_000
    assert times.iloc[0].value % DAY == (6 * 3600 + 660) * SECOND + 100
