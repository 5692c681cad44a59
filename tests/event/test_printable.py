"""A character that no font of the reports has is told where it stands, before anything is built."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from reporting.event import load
from reporting.event.printable import ranges, unprintable_in
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
    named = unprintable_in(text)["signs"]
    assert bool(named) == any(sign not in "\x7f\ufffd\ufffe\uffff" for sign in lacking)


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


def test_european_names_need_no_finding(tmp_path: Path) -> None:
    tables = rally_tables()
    names = ["Ósk Þórsdóttir", "Jürgen Weiß", "Łukasz Żółć", "Şükrü Ağaoğlu", "D’Angelò–Nuñez"]
    for entry, name in zip(tables["entries"], names, strict=False):
        entry["driver"] = name
    assert not load(write_package(tmp_path, **tables)).findings
