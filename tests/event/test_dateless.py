"""The same workbook is the same bytes, whenever it is written."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from reporting.event import load
from reporting.event.authoring.blank_workbook import write_book
from reporting.event.dateless import save_dateless
from reporting.event.importing import Wishes, import_files
from reporting.footprint.activities_workbook import write_activities_workbook
from reporting.publish.data.files import write
from support.packages import write_package
from support.rally import rally_tables


def data_files(folder: Path) -> None:
    write(load(write_package(folder.parent / "package", **rally_tables())), folder)


def blank(folder: Path) -> None:
    folder.mkdir()
    write_book(folder / "event.xlsx")


def activities(folder: Path) -> None:
    write_activities_workbook(folder / "activities.xlsx")


def imported(folder: Path) -> None:
    given = folder.parent / "given"
    if not given.exists():
        tables = rally_tables()
        whole = write_package(given, **tables) / "passages.csv"
        book = openpyxl.Workbook()
        book.worksheets[0].title = "passages"
        for line in whole.read_text(encoding="utf-8").splitlines()[:5]:
            book.worksheets[0].append(line.split(","))
        save_dateless(book, whole.with_name("event.xlsx"))
        whole.rename(given / "given.csv")
    shutil.copytree(given, folder)
    (package,) = (path.parent for path in folder.glob("*/event.toml"))
    assert import_files(load(package), [folder / "given.csv"], Wishes()).written


@pytest.mark.parametrize("make", [data_files, blank, activities, imported])
def test_a_workbook_does_not_say_when_it_was_written(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    make(first)
    time.sleep(2.1)  # the dates in a ZIP go by two seconds
    make(second)
    books = sorted(path.relative_to(first) for path in first.rglob("*.xlsx"))
    assert books
    for book in books:
        assert (first / book).read_bytes() == (second / book).read_bytes(), book
        opened = openpyxl.load_workbook(first / book)
        assert opened.properties.created == opened.properties.modified
