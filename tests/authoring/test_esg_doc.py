"""Every step of ``docs/esg.md`` and of its Italian twin, as somebody who follows them does it."""

from __future__ import annotations

import csv
import io
import re
import shlex
import zipfile
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from reporting.cli import app
from reporting.event import load
from reporting.footprint import statement
from reporting.publish.building.kinds import KINDS, fitting, wanted
from reporting.publish.pages.claims_on_page import plain
from support.journey import html_of
from support.project import ROOT
from support.sustainability import run

PAGES = {"en": "esg.md", "it": "esg.it.md"}


def blocks(language: str) -> list[tuple[str, str]]:
    """Return the blocks of a page in order: what each is, and its text."""
    text = (ROOT / "docs" / PAGES[language]).read_text(encoding="utf-8")
    return re.findall(r"```(sh|csv \w+)\n(.*?)```", text, re.DOTALL)


def commands(language: str) -> list[str]:
    return [text.strip() for kind, text in blocks(language) if kind == "sh"]


def test_both_languages_have_the_same_steps() -> None:
    assert blocks("en") == blocks("it")
    assert [one.split()[1] for one in commands("en")] == [
        "new", "check", "build", "freeze", "evidence", "vsme",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en"])
def test_whoever_follows_the_page_gets_what_it_says(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = fill = False
    for kind, text in blocks(language):
        if kind != "sh":
            fill_in(tmp_path / "alpi-2025" / "event.xlsx", kind.partition(" ")[2], text)
            fill = True
            continue
        line = text.strip().replace("alpi-2025 ", "./alpi-2025 ", 1).replace("new ./", "new ")
        line = f"{line} " if line.endswith("alpi-2025") else line
        words = shlex.split(line.replace("alpi-2025 ", "./alpi-2025 ").replace("././", "./"))[1:]
        if words[0] == "build":
            made = looked_at(tmp_path / "alpi-2025", words)
            continue
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.output
    assert made
    assert fill
    assert (tmp_path / "alpi-2025" / "footprint" / "alpi-2025-v1.json").is_file()
    with zipfile.ZipFile(tmp_path / "alpi-2025-evidence.zip") as pack:
        assert {"manifest.json", "runs/alpi-2025-v1.json"} <= set(pack.namelist())
    assert openpyxl.load_workbook(tmp_path / "alpi-2025-vsme.xlsx").sheetnames


def fill_in(book: Path, table: str, text: str) -> None:
    """Type rows into a sheet, each cell under its header."""
    opened = openpyxl.load_workbook(book)
    sheet = opened[table]
    heads = [str(cell.value).partition(" [")[0] for cell in sheet[1]]
    for place, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        for name, value in row.items():
            sheet.cell(place, heads.index(name) + 1, value)
    opened.save(book)


def looked_at(folder: Path, words: list[str]) -> bool:
    """Make the reports that the step asks for, from the cells of their notebook."""
    event = load(folder)
    asked = [word for name, word in pairwise(words) if name == "--report"]
    has_data = [kind.name for kind in fitting(event)]
    assert [kind.name for kind in wanted(event.id, has_data, asked)] == asked
    seen = (
        ("sustainability", "it", ("Volontari formati", "Nessun turno oltre le dieci ore")),
        ("sustainability-brief", "en", ("Volunteers trained", "We measure what the race uses")),
    )
    for kind, language, said in seen:
        depth = str(KINDS[kind].parameters.get("depth", "full"))
        text = plain(html_of(run(str(folder), language, depth)))
        assert kind in asked
        assert all(words in text for words in said)
    rows = statement(event)["index"]
    assert any(row["omission"] for row in rows)
    assert any(row["words"] for row in rows)
    return True
