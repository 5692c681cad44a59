"""Dumps of ALGE devices: every flag and mark, and no line lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.errors import UsageError
from reporting.event import load
from reporting.event.importing import ChannelRule, Imported, Wishes, import_files
from reporting.event.importing.alge import AlgeLine, parse_line
from support.packages import good_tables, write_package

CHANNELS = (
    ChannelRule(channel="C0", control="PC1", point="start"),
    ChannelRule(channel="C1", control="PC1", point="finish"),
)
DUMP = """\
PROG: BACKUP
n0001
 0001 C0  08:11:00.0000 00
 0001 C1  08:11:20.0300 00
 0001 RT  00:00:20.03   00
 0002 C0M 08:12:00.1200 00
?0009 C1  08:12:19.0000 00
t0002 C1  08:12:20.5678 00
m0003 C0  08:13:00.0000 00
b0003 C1  08:13:01.0000 00
p0003 C1  00:00:10.0000 00
i0003 C0  08:13:00.0400 00
 0003 C1  08:13:20.0000 00
c0003 C1  08:13:20.0000 00
 0003 C1  08:13:20.9000 00
 0002 C5  08:20:00.0000 00
d0001 C1  09:00:00.0000 00
x0001 C1  09:00:00.0000 00
what is this?
CLASSEMENT:
ALL
 0001 RTM 00:00:20.03   00 0001
  ALGE-TIMING
   TIMY V 0974
21-11-28  17:04
"""


def package(tmp_path: Path, *, passages: bool = False) -> Path:
    """Write the usual package, by default without passages."""
    tables = good_tables()
    if not passages:
        del tables["passages"]
    return write_package(tmp_path, **tables)


def imported(folder: Path, text: str, name: str = "timy.txt", **wishes: object) -> Imported:
    """Import a dump into the package in `folder`."""
    path = folder.parent / name
    path.write_text(text, encoding="utf-8")
    return import_files(load(folder), [path], Wishes(**({"rules": CHANNELS} | wishes)))  # type: ignore[arg-type]


def rows(folder: Path) -> list[tuple[int, str, str, str, str]]:
    """Return the package's passages: number, control, point, time of day, source."""
    passages = load(folder)["passages"]
    return [
        (int(number), control, point, str(time.time()), source)
        for number, control, point, time, source in passages.itertuples(index=False)
    ]


def told(done: Imported) -> list[tuple[str, int | None]]:
    return sorted((one.code, one.row) for one in done.findings)


def test_a_dump_with_every_flag_becomes_passages_and_a_list(tmp_path: Path) -> None:
    folder = package(tmp_path)
    done = imported(folder, DUMP)
    assert done.written
    assert rows(folder) == [
        (1, "PC1", "start", "08:11:00", "timy.txt:3 C0"),
        (1, "PC1", "finish", "08:11:20.030000", "timy.txt:4 C1"),
        (2, "PC1", "start", "08:12:00.120000", "timy.txt:6 C0 by hand"),
        (2, "PC1", "finish", "08:12:20.567800", "timy.txt:8 C1 wireless"),
        (3, "PC1", "start", "08:13:00.040000", "timy.txt:12 C0 typed in"),
        (3, "PC1", "finish", "08:13:20.900000", "timy.txt:15 C1"),
    ]
    assert told(done) == [
        ("alge-calculated", 5),
        ("alge-held", 7),
        ("alge-held", 9),
        ("alge-held", 10),
        ("alge-held", 11),
        ("alge-line-unknown", 18),
        ("alge-line-unknown", 19),
        ("alge-passed", 2),
        ("alge-ranking-line", 21),
        ("alge-ranking-line", 22),
        ("alge-undone", 14),
        ("alge-undone-nothing", 17),
        ("channel-unmapped", 16),
    ]


def test_every_line_of_a_dump_is_taken_told_or_furniture(tmp_path: Path) -> None:
    done = imported(package(tmp_path), DUMP)
    taken = {reading.row for reading in done.merge.new.values()}
    listed = {one.row for one in done.findings}
    undone, furniture = {13}, {1, 20, 23, 24, 25}
    assert taken | listed | undone | furniture == set(range(1, 26))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" 0035 C0M 21:46:36.3900 00", AlgeLine("", 35, "C0", True, "21:46:36.3900", "00")),
        (" 0035 C0  21:46:36.3910 00", AlgeLine("", 35, "C0", False, "21:46:36.3910", "00")),
        ("?0034 C1M 21:46:48.12   00", AlgeLine("?", 34, "C1", True, "21:46:48.12", "00")),
        ("n0034", AlgeLine("n", 34)),
        (" 0016rC0  19:52:15.1620 09", AlgeLine("", 16, "C0", False, "19:52:15.1620", "09")),
        ("    1 c0  15:43:49,8863", AlgeLine("", 1, "C0", False, "15:43:49.8863")),
        ("  1   c0  15:43:49,8863 00", AlgeLine("", 1, "C0", False, "15:43:49.8863", "00")),
        ("m 0009 c0 15:44:00,5499 00", AlgeLine("m", 9, "C0", False, "15:44:00.5499", "00")),
        (" 0004 RTM 00:00:13.89   00 0003", AlgeLine("", 4, "RT", True, "00:00:13.89", "00")),
        ("PROG: BACKUP", None),
        ("78 00", None),
        ("", None),
    ],
)
def test_a_line_is_read_by_its_columns(text: str, expected: AlgeLine | None) -> None:
    assert parse_line(text) == expected


@given(st.integers(1, 9999), st.integers(0, 9), st.integers(0, 86_400 * 10_000 - 1), st.booleans())
def test_what_a_device_writes_is_read_back(
    number: int, channel: int, ticks: int, by_hand: bool
) -> None:
    seconds, fraction = divmod(ticks, 10_000)
    time = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{fraction:04}"
    line = parse_line(f" {number:04} C{channel}{'M' if by_hand else ' '} {time} 00")
    assert line == AlgeLine("", number, f"C{channel}", by_hand, time, "00")


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_no_line_whatever_ends_in_a_traceback(text: str) -> None:
    parse_line(text)


def test_a_mapping_may_take_times_from_memory(tmp_path: Path) -> None:
    folder = package(tmp_path)
    (folder / "import.toml").write_text('[flags]\nm = "take"\n', encoding="utf-8")
    imported(folder, "m0003 C0  08:13:00.0000 00\nALGE-TIMING\n")
    assert rows(folder) == [(3, "PC1", "start", "08:13:00", "timy.txt:1 C0 from memory")]


def test_a_dump_without_its_last_line_may_be_cut_off(tmp_path: Path) -> None:
    done = imported(package(tmp_path), " 0001 C0  08:11:00.0000 00\n")
    assert told(done) == [("alge-end-missing", 1)]
    assert done.written


def test_channels_are_remembered_for_the_next_dump_of_the_same_name(tmp_path: Path) -> None:
    folder = package(tmp_path)
    one, two = (f" {number:04} C0  08:1{number}:00.0000 00\nALGE-TIMING\n" for number in (1, 2))
    rules = [ChannelRule(file="timy.txt", channel="C0", control="PC1", point="start")]
    assert imported(folder, one, rules=rules).remembered == rules
    again = imported(folder, two, rules=())
    assert (again.counts()["new"], again.remembered) == (1, [])
    other = imported(folder, two, name="other.txt", rules=())
    assert told(other) == [("channel-unmapped", 1), ("import-nothing", None)]


def test_a_group_tells_two_trials_on_one_channel_apart(tmp_path: Path) -> None:
    folder = package(tmp_path)
    rules = [
        ChannelRule(channel="C0", control="PC1", point="start"),
        ChannelRule(channel="C0", control="PC3", point="start", group="02"),
    ]
    imported(
        folder,
        " 0001 C0  08:11:00.0000 00\n 0001 C0  09:11:00.0000 02\nALGE-TIMING\n",
        rules=rules,
    )
    assert [row[1] for row in rows(folder)] == ["PC1", "PC3"]


@pytest.mark.parametrize(
    ("control", "point", "said"), [("PC9", "start", "'PC9'"), ("PC2", "start", "finish")]
)
def test_a_channel_that_leads_nowhere_is_refused(
    tmp_path: Path, control: str, point: str, said: str
) -> None:
    rule = ChannelRule(channel="C0", control=control, point=point)
    with pytest.raises(UsageError, match=said):
        imported(package(tmp_path), DUMP, rules=[rule])
