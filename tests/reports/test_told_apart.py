"""What a race report says of crews that are level, and of those that were excluded; articles."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from reporting.event import load
from reporting.publish import open_report
from reporting.scoring import score
from reporting.story.crews.field import field_of
from reporting.story.crews.telling import Booklet
from reporting.story.voice import Voice
from support.composed import composed, words_of
from support.packages import Rows, clock, event_toml, write_package
from support.recount import Recount
from support.small_events import PENALTIES, POINTS, SmallEvent
from support.told_right import contradictions


def told(folder: Path, language: str) -> str:
    """Return the words of a race report, which the results do not contradict."""
    shown = composed("race", str(folder), language)
    report: Any = open_report("race", str(folder), language)
    recount = Recount(report.event, report.standings, report.voice)
    assert list(contradictions(recount, shown)) == []
    return " ".join(words_of(shown).replace("\u00a0", " ").split())


def level(years: tuple[int, ...], **more: Any) -> tuple[SmallEvent, dict[str, Rows]]:
    """Return an event whose crews have the same times, and its tables with these years."""
    crews = len(years)
    small = SmallEvent(crews=crews, home=crews, level=crews, averages=0, checks=0, **more)
    tables = small.tables()
    for row, year in zip(tables["entries"], years, strict=True):
        row |= {"year": year, "coefficient": "1"}
    return small, tables


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("it", "a parità di totale: decide lo spareggio del regolamento (la vettura più vecchia)"),
        ("en", "on an equal total: the rulebook’s tie-break decides (the older car)"),
    ],
)
def test_what_separated_level_crews_is_named(language: str, said: str, tmp_path: Path) -> None:
    small, tables = level((1936, 1931, 1940))
    text = told(small.write(tmp_path, **tables), language)
    assert said in text
    pairs = {
        "it": "02 precedono Equipaggio 01 – Navigatore 01 (la vettura più vecchia); ",
        "en": "02 are ahead of Crew 01 – Co-driver 01 (the older car); ",
    }
    assert pairs[language] in text


def test_of_many_level_crews_only_what_separates_them_is_told(tmp_path: Path) -> None:
    small, tables = level((1931, 1932, 1933, 1934, 1935))
    text = told(small.write(tmp_path, **tables), "it")
    assert "l’ordine viene dallo spareggio del regolamento: la vettura più vecchia." in text


def test_who_shares_the_first_place_of_a_trophy_is_not_behind_by_a_tie_break(
    tmp_path: Path,
) -> None:
    small, tables = level((1931, 1931, 1940), trials=3, trophy=3)
    report: Any = open_report("race", str(small.write(tmp_path, **tables)), "it")
    (card,) = (one for one in report.trophies if one.name == "Trofeo Prova")
    assert [one.position for one in card.first] == [1, 1]
    assert all("spareggio" not in one.result for one in card.first)
    assert ["(la vettura più vecchia)" in one.result for one in card.following] == [True]


@pytest.mark.parametrize(
    ("language", "status", "decided", "said"),
    [
        ("it", "DSQ", True, "poi l’equipaggio è escluso dalla classifica (decisione D9): "),
        ("en", "OTL", False, "then the crew was over the time limit: "),
    ],
)
def test_a_leader_who_is_excluded_after_the_finish_is_said_to_be(
    language: str, status: str, *, decided: bool, said: str, tmp_path: Path
) -> None:
    small = SmallEvent(crews=3, home=3, averages=0, stamps=0, checks=0)
    tables = small.tables()
    for row in tables["passages"]:
        if row["number"] == 3 and row["point"] == "finish":
            row["time"] = clock(_start(row, tables["passages"]) + 20)
    if decided:
        tables["decisions"] = [
            {
                "id": "D9", "number": 3, "control": "", "action": "set_status", "value": status,
                "reason": "x", "document": "x", "decided_at": "",
            }
        ]  # fmt: skip
    else:
        tables["entries"][2]["status"] = status
    text = told(small.write(tmp_path, **tables), language)
    assert said in text


def _start(finish: dict[str, Any], passages: Rows) -> float:
    """Return when the crew of a finish started its trial [s of the day]."""
    key = finish["number"], finish["control"], "start"
    (time,) = (r["time"] for r in passages if (r["number"], r["control"], r["point"]) == key)
    hours, minutes, seconds = str(time).split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def test_an_english_sentence_gives_a_cup_its_article(tmp_path: Path) -> None:
    info = event_toml(timing="timekeeper").replace("Trial One", "Trial Cup 2025")
    tables = {name: rows for name, rows in SmallEvent().tables().items() if rows}
    folder = write_package(tmp_path, info=info, **tables)
    assert "won the Trial Cup 2025." in block(folder, "podium", "en")


def test_a_lake_and_a_pass_have_their_article_after_an_italian_preposition(tmp_path: Path) -> None:
    legs = ({"number": 1, "date": "2025-04-11", "from": "Passo Rombo", "to": "Lago di Resia"},)
    tables = {name: rows for name, rows in SmallEvent().tables().items() if rows}
    folder = write_package(tmp_path, timing="timekeeper", legs=legs, **tables)
    assert "dal Passo Rombo al Lago di Resia" in block(folder, "day", "it")


@pytest.mark.parametrize(
    ("language", "rule", "last"),
    [
        ("it", "Prima del totale contano i controlli mancati", "scendono al 3º posto"),
        ("en", "Missed controls come before the total", "dropped to 3rd"),
    ],
)
def test_missed_controls_that_come_before_the_total_decide_who_led(
    language: str, rule: str, last: str, tmp_path: Path
) -> None:
    small = SmallEvent(averages=0, stamps=0, checks=0, missed_first=True)
    folder = small.write(tmp_path, **one_misses_one())
    text = " ".join(words_of(composed("race", str(folder), language)).split())
    assert rule in text
    assert last in text
    assert not re.search("a parità|equal total|1º posto, a|to 1st", text)
    assert not re.search("di vantaggio su|ahead of", text)


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("seed", [1, 2, 3, 5, 8])
@pytest.mark.parametrize("rulebook", [PENALTIES, POINTS])
def test_a_better_total_behind_has_a_gap_of_its_own_sign(
    rulebook: str, seed: int, language: str, tmp_path: Path
) -> None:
    small = SmallEvent(
        crews=5, home=4, trials=5, gaps=3, rulebook=rulebook, seed=seed, missed_first=True
    )
    folder = str(small.write(tmp_path))
    report: Any = open_report("race", folder, language)
    recount = Recount(report.event, report.standings, report.voice)
    assert list(contradictions(recount, composed("race", folder, language))) == []


def test_every_table_gives_a_better_total_behind_a_gap_below_zero(tmp_path: Path) -> None:
    small = SmallEvent(averages=0, stamps=0, checks=0, missed_first=True)
    folder = small.write(tmp_path, **one_misses_one())
    event = load(folder)
    scored = score(event)
    last = scored.rankings["overall"].set_index("number")
    assert last["gap"][1] == last["total"][1] - last["total"].iloc[0] < 0
    history = scored.history[scored.history["number"] == 1]
    assert history["gap"].iloc[-1] == last["gap"][1]
    booklet = Booklet(field_of(event, scored), 1, Voice("en"))
    gaps = [total.value for total in booklet.totals if total.value.startswith("\u2212")]
    assert gaps[0] == booklet.voice.number(last["gap"][1], 2)
    assert len(gaps) == 2


def one_misses_one() -> dict[str, Rows]:
    """Return tables in which crew 1 misses a trial, and has the best total nevertheless."""
    tables = SmallEvent(averages=0, stamps=0, checks=0).tables()
    passages = [row for row in tables["passages"] if (row["number"], row["control"]) != (1, "PC2")]
    for row in passages:
        if row["number"] != 1 and row["point"] == "finish" and row["control"] != "PC2":
            late = 13 if row["number"] == 2 else 12
            row["time"] = clock(_start(row, passages) + late)
    return tables | {"passages": passages}


def block(folder: Path, name: str, language: str) -> str:
    """Return the words of one block of a race report."""
    report: Any = open_report("race", str(folder), language)
    return Markup(report.prose(name).html).striptags()


@pytest.mark.parametrize(
    ("language", "rules"),
    [("it", "con quali regole sono state calcolate"), ("en", "the rules by which")],
)
def test_an_annex_of_an_event_without_times_speaks_of_no_rules(
    language: str, rules: str, tmp_path: Path
) -> None:
    told = composed("race_annex", "coppa-delle-alpi-2024", language)
    assert rules not in words_of(told).partition("St.")[0]
    folder = SmallEvent().write(tmp_path)
    assert rules in words_of(composed("race_annex", str(folder), language))
