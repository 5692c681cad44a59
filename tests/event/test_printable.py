"""A character that no font of the reports has is told where it stands, before anything is built."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from reporting.event import load
from reporting.event.printable import invisible, ranges, signs_in, unprintable
from reporting.publish.pages import fonts
from support.packages import write_package
from support.rally import rally_tables


def printable() -> frozenset[int]:
    return frozenset(point for first, last in ranges() for point in range(first, last + 1))


def test_what_can_be_printed_is_what_every_face_has() -> None:
    faces = [set(TTFont(fonts.FOLDER / f"{face.file}.ttf").getBestCmap()) for face in fonts.FACES]
    assert printable() == set.intersection(*faces)


@given(st.text())
def test_exactly_the_characters_without_a_glyph_are_named(text: str) -> None:
    lacking = [sign for sign in text if ord(sign) not in printable() and ord(sign) > 0x1F]
    named = [signs_in(text, signs)["signs"] for signs in (unprintable(), invisible())]
    unseen = "\xad\u200b"  # every font has these two, and nobody sees them
    elsewhere = "\x7f\ufffd\ufffe\uffff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    expected = [sign for sign in lacking if sign not in elsewhere] or set(text) & set(unseen)
    assert any(named) == bool(expected)


@pytest.mark.parametrize(
    ("name", "sign"),
    [("Marco 🏁 Rossi", "U+1F3C1 CHEQUERED FLAG"), ("李 Wei", "U+674E"), ("Ålborg ﷽", "U+FDFD")],
)
def test_a_name_with_such_a_character_is_a_finding_with_its_place(
    tmp_path: Path, name: str, sign: str
) -> None:
    tables = rally_tables()
    tables["entries"][2]["driver"] = name
    event = load(write_package(tmp_path, **tables))
    (finding,) = (one for one in event.findings if one.code == "text-unprintable")
    assert (finding.table, finding.row, finding.column) == ("entries", 4, "driver")
    assert sign in finding.message("it")
    assert sign in finding.message("en")
    assert event.ok


@pytest.mark.parametrize("sign", ["\u200b", "\u2028", "\xad", "\ufeff"])
def test_a_sign_that_nobody_sees_is_told_in_tables_and_in_the_events_toml(
    tmp_path: Path, sign: str
) -> None:
    tables = rally_tables()
    tables["entries"][2]["driver"] = f"Ros{sign}si"
    folder = write_package(tmp_path, **tables)
    info = folder / "event.toml"
    text = info.read_text(encoding="utf-8").replace('to = "', f'to = "{sign}', 1)
    info.write_text(text, encoding="utf-8")
    found = [one for one in load(folder).findings if one.code == "text-invisible"]
    assert [(one.file, one.column) for one in found] == [
        ("event.toml", "legs[1].to"),
        ("entries.csv", "driver"),
    ]
    assert found[0].row == 1 + text[: text.index(sign)].count("\n")
    assert all(f"U+{ord(sign):04X}" in one.message("it") for one in found)


def test_european_names_need_no_finding(tmp_path: Path) -> None:
    tables = rally_tables()
    names = ["Ósk Þórsdóttir", "Jürgen Weiß", "Łukasz Żółć", "Şükrü Ağaoğlu", "D’Angelò–Nuñez"]
    for entry, name in zip(tables["entries"], names, strict=False):
        entry["driver"] = name
    assert not load(write_package(tmp_path, **tables)).findings
