"""The whole classification, to be posted: page, PDF, workbook."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from reporting.event import load, load_as_run
from reporting.scoring import score
from reporting.story.printed_lists import printed_lists
from reporting.story.voice import Voice
from support.command import reporting
from support.packages import entry, event_toml, good_tables, write_package


def package(tmp_path: Path) -> Path:
    """Write three crews of two nations, the second late by 0.30 s at PC1, a fourth retired."""
    tables = good_tables()
    tables["entries"] = [entry(n, coefficient="1", category=f"RC{n}") for n in (1, 2, 3)]
    tables["entries"][2]["driver_country"] = "GBR"
    tables["entries"].append(entry(4, coefficient="1", status="DNF"))
    for row in tables["passages"]:
        if (row["number"], row["control"], row["point"]) == (2, "PC1", "finish"):
            row["time"] = f"{row['time'][:-5]}.3000"
    return write_package(tmp_path, info=event_toml(timing="timekeeper"), **tables)


@pytest.mark.parametrize("column", ["driver", "make", "category", "team"])
def test_a_word_without_end_is_divided_and_pushes_nothing_off_the_page(
    tmp_path: Path, column: str
) -> None:
    tables = good_tables()
    tables["entries"][0][column] = "Wort" * 75
    folder = write_package(tmp_path, **tables)
    for command in (["classification"], ["start-list", "--leg", "1"]):
        done = reporting(command[0], folder, *command[1:], "--out", tmp_path / "out")
        assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_lists_hold_every_ranking_the_nations_and_every_penalty(
    tmp_path: Path, language: str
) -> None:
    event = load_as_run(package(tmp_path))
    standings = score(event)
    lists = {one.key: one for one in printed_lists(standings, event, Voice(language))}
    expected = {name for name, table in standings.rankings.items() if len(table)}
    assert lists.keys() == expected | {"nation:GBR", "nation:ITA", "leg1-1", "leg2-1"}
    overall = lists["overall"]
    assert [row[:2] for row in overall.rows] == [["1", "1"], ["1", "3"], ["3", "2"], ["DNF", "4"]]
    assert [row[:3] for row in lists["nation:ITA"].rows] == [["1", "1", "1"], ["2", "3", "2"]]
    trials = lists["leg1-1"]
    assert [text for text, _ in trials.head[3:]] == ["PC1", "PC2", "CT1", "PM1", "CO1"]
    assert [row[3:5] for row in trials.rows if row[1] == "2"] == [["30", "30"]]
    assert all(cell == "300*" or cell == "600*" for cell in trials.rows[-1][3:])
    for one in lists.values():
        assert all(len(row) == len(one.head) for row in one.rows)


def test_what_is_written_says_how_final_it_is_and_until_when_protests_are_received(
    tmp_path: Path,
) -> None:
    where, out = package(tmp_path), tmp_path / "out"
    with (where / "event.toml").open("a", encoding="utf-8") as file:
        file.write("\n[standings]\nrevision = 2\nat = 2025-04-12T18:30:00\n")
    told = reporting(
        "classification", where, "--out", out, "--protest", "30", "--lang", "it", "--json"
    )
    assert told.exit_code == 0, told.stderr
    shown = json.loads(told.stdout)
    assert [Path(path).name for path in shown["files"]] == [
        "classification.html", "classification.pdf", "classification.xlsx",
    ]  # fmt: skip
    page = (out / "classification.html").read_text(encoding="utf-8")
    assert "Classifica provvisoria, revisione 2" in page
    assert (
        "Pubblicata il 12 aprile 2025, ore 18:30. Reclami fino al 12 aprile 2025, ore 19:00."
        in (page.replace("\u00a0", " ").replace("\u202f", " "))
    )
    assert (out / "classification.pdf").read_bytes().startswith(b"%PDF")
    book = openpyxl.load_workbook(out / "classification.xlsx", read_only=True)
    assert any("overall" in name for name in book.sheetnames)


def test_a_crew_on_the_way_is_marked_and_the_page_says_so(tmp_path: Path) -> None:
    where = package(tmp_path)
    event = load(where)
    passages = event["passages"]
    later = passages["control"].isin(["CO1", "PC3"]) | (
        (passages["number"] == 3) & passages["control"].isin(["PM1"])
    )
    from reporting.event.moment import as_run

    run = as_run(event.narrowed(passages=passages[~later]))
    lists = {one.key: one for one in printed_lists(score(run), run, Voice("en"))}
    assert [row[-1] for row in lists["leg1-1"].rows if row[1] == "3"] == ["\u2026"]
    assert "not yet run" in lists["leg1-1"].note
