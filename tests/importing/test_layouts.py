"""Layouts of devices are data: each brings a sample, and is read as it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.event import load
from reporting.event.importing import ChannelRule, Wishes, import_files
from reporting.event.importing.clock import clock
from reporting.event.importing.layouts import DeviceLayout, device_layouts, layout_of
from support.packages import control, entry, event_toml, write_package

LEG = ({"number": 1, "date": "2025-04-11", "from": "A", "to": "B"},)
LAYOUTS = pytest.mark.parametrize("layout", device_layouts(), ids=lambda one: one.id)


def sample(layout: DeviceLayout) -> str:
    return str(layout.data["sample"]["text"])


@LAYOUTS
def test_the_sample_of_a_layout_gives_its_readings_and_tells_every_other_line(
    layout: DeviceLayout, tmp_path: Path
) -> None:
    expected = layout.data["sample"]["readings"]
    channels = list(dict.fromkeys(channel for _, channel, _ in expected))
    package = write_package(
        tmp_path,
        info=event_toml(timing="timekeeper", legs=LEG),
        entries=[entry(number) for number in dict.fromkeys(number for number, _, _ in expected)],
        controls=[control(1, at, f"CO{at}", "CO") for at, _ in enumerate(channels, 1)],
    )
    rules = [
        ChannelRule(channel=channel, control=f"CO{at}", point="in")
        for at, channel in enumerate(channels, 1)
    ]
    file = tmp_path / "device.txt"
    file.write_text(sample(layout), encoding="utf-8")
    done = import_files(load(package), [file], Wishes(rules=rules))
    read = [
        [one.number, channels[int(one.control[2:]) - 1], one.time]
        for one in done.merge.new.values()
    ]
    assert read == expected
    lines = sample(layout).splitlines()
    taken = {one.row for one in done.merge.new.values()} | {one.row for one in done.findings}
    assert [line for row, line in enumerate(lines, 1) if row not in taken] == [
        line for line in lines if layout.is_furniture(line) or layout.says("dump_end", line)
    ]
    assert load(package).ok


@LAYOUTS
def test_a_file_is_recognised_as_its_own_layout(layout: DeviceLayout) -> None:
    recognised = layout_of(sample(layout).splitlines())
    assert recognised is layout
    assert {"it", "en"} <= layout.data["name"].keys()
    assert layout.data["source"].strip()


@LAYOUTS
@settings(max_examples=15, deadline=None)
@given(cut=st.integers(0, 60), sign=st.sampled_from(" ;,.:TX0\t\x00é"), at=st.integers(0, 60))
def test_a_damaged_line_is_read_as_it_stands_or_not_at_all(
    layout: DeviceLayout, cut: int, sign: str, at: int
) -> None:
    for line in sample(layout).splitlines():
        for damaged in (line[:cut], line[:at] + sign + line[at + 1 :]):
            found = layout.parse(damaged)
            if found is not None and found.time:
                assert found.time.replace(".", ",") in damaged.replace(".", ",")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("11/04/2025 10:12:13.45", "2025-04-11T10:12:13.45"),
        ("10:12:13,45", "10:12:13.45"),
        ("10:12:13.45 PM", "22:12:13.45"),
        ("12:00:01 am", "00:00:01"),
        ("12:30 p.m.", "12:30:00"),
        ("13:30 PM", None),
        ("0:30 AM", None),
    ],
)
def test_a_time_of_day_is_read_in_halves_of_the_day_too(text: str, date: str | None) -> None:
    assert clock(text) == date


@pytest.mark.parametrize(
    "text", ["numero;prova;punto;ora\n1;PC1;start;08:11:00,57\n", "a,b\n1,2\n", "", "\n\n"]
)
def test_a_table_is_no_dump_of_a_device(text: str) -> None:
    assert layout_of(text.splitlines()) is None
