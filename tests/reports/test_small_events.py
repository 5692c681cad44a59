"""Reports of small events: nobody home, one, two; ties; no trial; nothing that is optional."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup
from weasyprint.text.fonts import FontConfiguration

from reporting.charts import svg
from reporting.event import load
from reporting.language import NO_BREAK_SPACE, typographic
from reporting.publish import open_report
from reporting.publish.pages import typesetter
from reporting.publish.pages.page import asset
from reporting.publish.reports.block import Block
from reporting.scoring import score
from reporting.story.anonymous_names import localised
from reporting.story.crews.awards import awards_of
from reporting.story.names import JOINED, crew_full
from reporting.story.race import tables
from reporting.story.voice import Voice
from support.composed import composed, read_of, words_of
from support.packages import Rows, clock, write_package
from support.recount import Recount
from support.small_events import NAMED, POINTS, SmallEvent, drawn, widened
from support.told_beside import contradictions_beside
from support.told_right import contradictions

UNFILLED = re.compile(
    r"\bnan\b|\bNone\b(?! asks| of the)|<NA>|\bNaT\b|\{[a-z_]*\}|Decimal\(|\(\)|, ,|, \."
    r"|\b[Dd]a a\b|\b[Ff]rom to\b|\b(?:[Dd]a|[Ff]rom) \.|(?m:^\s*–\s*·)"
)
EVENTS = NAMED | {"unnamed": SmallEvent(crews=3, home=3, trials=2, legs=2, unnamed=True)}
EVENTS |= {f"drawn {seed}": drawn(seed) for seed in range(4)}
EVENTS |= {f"widened {seed}": widened(seed) for seed in (112, 130, 199)}
each_event = pytest.mark.parametrize(
    ("small", "language"),
    [(small, ("it", "en")[at % 2]) for at, small in enumerate(EVENTS.values())],
    ids=EVENTS,
)
"""Each in one language, in turns: the sentences of both are reached, at half the time."""

NOBODY = {"it": "Nessun equipaggio è in classifica", "en": "No crew is classified"}
LEVEL = {"it": "a pari merito al primo posto", "en": "share first place"}
WON = {"it": r"vinc(e|ono) Prova Uno", "en": r"won Trial One"}


def told(small: SmallEvent, folder: Path, report: str, language: str) -> str:
    """Return the words of a report on a small event."""
    return words_of(composed(report, str(small.write(folder)), language))


def start_of(finish: dict[str, Any], passages: Rows) -> str:
    """Return when the crew of a finish started its trial."""
    key = (finish["number"], finish["control"], "start")
    return next(str(one["time"]) for one in passages if _key(one) == key)


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["number"], row["control"], row["point"]


def plain(text: str) -> str:
    return text.replace(NO_BREAK_SPACE, " ")


@each_event
def test_the_podium_says_who_won_and_who_shares(
    small: SmallEvent, language: str, tmp_path: Path
) -> None:
    shown = composed("race", str(small.write(tmp_path)), language)
    text = words_of(shown)
    overall = score(load(tmp_path / "prova-uno")).rankings["overall"]
    ranked = overall.dropna(subset=["position"])
    rows = ranked[ranked["position"] == 1].to_dict("records")
    parts = [crew_full(row).split(JOINED) for row in rows]
    first = [JOINED.join(localised(name, language) for name in names) for names in parts]
    report = open_report("race", str(tmp_path / "prova-uno"), language)
    assert report.standings is not None
    recount = Recount(report.event, report.standings, report.voice)
    assert list(contradictions(recount, shown)) == []
    assert list(contradictions_beside(recount, shown)) == []
    assert not UNFILLED.search(text)
    assert (NOBODY[language] in text) == (not first)
    assert (LEVEL[language] in text) == (len(first) > 1)
    assert bool(re.search(WON[language], text)) == (len(first) == 1)
    for name in first if len(first) <= 3 else ():
        assert plain(typographic(name)) in plain(text)


@pytest.mark.parametrize("name", ["nobody", "one", "no trials", "stamps alone", "bare"])
def test_the_timing_quality_is_told_whole(name: str, tmp_path: Path) -> None:
    text = told(NAMED[name], tmp_path, "timing_quality", "it")
    assert text
    assert not UNFILLED.search(text)


def test_a_driver_alone_wins_in_the_singular(tmp_path: Path) -> None:
    text = told(SmallEvent(crews=1, home=1, solo=1), tmp_path, "race", "it")
    assert "vince Prova Uno" in text


def test_without_positions_the_report_has_no_map_and_says_so(tmp_path: Path) -> None:
    small = SmallEvent(placed=False)
    assert "manca la carta" in told(small, tmp_path, "race", "it")
    assert "there is no map" in told(small, tmp_path, "race", "en")


def test_a_report_counts_no_control_that_the_event_lacks(tmp_path: Path) -> None:
    text = told(SmallEvent(trials=0), tmp_path, "race", "en")
    assert not re.search(r"\b0 (time|average) trials?\b", text)
    assert "No time trial counts" in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("it", "Dal controllo PC1 (PC PC1) al controllo PC2 (PC PC2) guidano la gara"),
        ("en", "From control PC1 (PC PC1) to control PC2 (PC PC2), Crew 03"),
    ],
)
def test_a_crew_that_leads_and_retires_is_told_as_leader(
    language: str, said: str, tmp_path: Path
) -> None:
    small = SmallEvent(crews=3, home=2, averages=0, stamps=0, checks=0)
    tables = small.tables()
    for row in tables["passages"]:
        if row["number"] == 3 and row["point"] == "finish":
            start = next(
                one["time"]
                for one in tables["passages"]
                if (one["number"], one["control"], one["point"]) == (3, row["control"], "start")
            )
            row["time"] = start[:6] + f"{int(start[6:8]) + 20:02}" + start[8:]
    shown = composed("race", str(small.write(tmp_path, **tables)), language)
    text = words_of(shown)
    assert said in text
    assert {"it": "ereditano il comando", "en": "inherited the lead"}[language] in text
    (chart,) = (one for one in shown if getattr(one, "name", "") == "gap-to-lead")
    crosses = [trace for trace in chart.figure.data if trace.marker.symbol == "x-thin"]
    named = {"it": "Equipaggio 03\u00a0– Navigatore 03", "en": "Crew 03\u00a0– Co-driver 03"}
    assert len(crosses) == 1
    assert [one.text for one in chart.figure.layout.annotations if one.bgcolor] == [named[language]]


def test_no_name_beside_the_lead_is_wider_than_its_room(tmp_path: Path) -> None:
    small = SmallEvent(trials=5)
    tables = small.tables()
    for row, name in zip(
        tables["entries"], ("Wolfeschlegelsteinhausenbergerdorff" * 2, "Ó", "王"), strict=True
    ):
        row["driver"] = f"Maria {name}"
    shown = composed("race", str(small.write(tmp_path, **tables)), "it")
    (chart,) = (one for one in shown if getattr(one, "name", "") == "gap-to-lead")
    room = chart.figure.layout.margin.r
    labels = [note for note in chart.figure.layout.annotations if note.x == 1.005]
    assert len(labels) == 3
    for note in labels:
        for line in re.sub("</?b>", "", note.text).split("<br>"):
            assert svg.width(line, note.font.size, svg.SEMIBOLD) <= room


def test_points_are_told_as_points_and_the_gap_to_the_first_is_less(tmp_path: Path) -> None:
    small = SmallEvent(rulebook=POINTS)
    shown = composed("race", str(small.write(tmp_path)), "en")
    text = words_of(shown)
    ranked = score(load(tmp_path / "prova-uno")).rankings["overall"]
    gap = Voice("en").number(ranked["gap"].iloc[1], 2)
    assert f"\u2212{gap}" in text
    assert f"+{gap}" not in text
    assert "net penalties" not in text
    assert "The most points win" in text


def test_who_did_not_start_is_no_starter_and_who_retired_has_no_total(tmp_path: Path) -> None:
    small = SmallEvent(crews=3, home=2, away=2)
    shown = composed("race", str(small.write(tmp_path)), "it")
    text = words_of(shown)
    assert "con tre equipaggi al via" in text
    assert "fuori classifica un equipaggio; due equipaggi non si presentano al via" in text
    out = score(load(tmp_path / "prova-uno")).rankings["overall"].tail(3)
    for total in out["total"]:
        assert Voice("it").number(total, 2) not in text or not total


@pytest.mark.parametrize("language", ["it", "en"])
def test_simulated_figures_carry_their_mark_on_every_card(language: str, tmp_path: Path) -> None:
    small = SmallEvent(timing="simulated")
    report = open_report("race", str(small.write(tmp_path)), language)
    cards = report.cover().html.split("<li")[1:]
    assert len(cards) == 3
    assert all('class="notice"' in card for card in cards)
    for figure in re.findall(r'<p class="pull">.*?</p>', report.pulls().html, re.S):
        key = re.search('data-fact="([a-z_]+)"', figure)
        computed = key and key[1] in ("time_trials", "average_trials", "winner_margin", "zeros")
        assert ('class="notice"' in figure) == bool(computed), figure


@pytest.mark.parametrize(
    ("small", "unit"), [(SmallEvent(), "penalità"), (SmallEvent(rulebook=POINTS), "punti")]
)
def test_the_margin_of_victory_says_what_it_counts(
    small: SmallEvent, unit: str, tmp_path: Path
) -> None:
    report = open_report("race", str(small.write(tmp_path)), "it")
    told = Markup(report.pulls().html).striptags()
    assert re.search(rf"\d\s{unit}\s*il margine della vittoria", told)


def test_the_verdict_on_simulated_times_clears_nothing_for_publication(tmp_path: Path) -> None:
    folder = SmallEvent(timing="simulated").write(tmp_path)
    text = words_of(composed("timing_quality", str(folder), "it"))
    assert "niente impedisce di pubblicare" not in text
    assert "Via libera" not in text


def test_the_cover_names_who_won_and_nobody_where_nobody_did(tmp_path: Path) -> None:
    report = open_report("race", str(SmallEvent().write(tmp_path / "three")), "it")
    cover = Markup(report.cover().html).striptags()
    crews = [crew.crew_full for step in report.race.podium for crew in step.crews]
    assert all(" ".join(crew.split()) in cover for crew in crews)
    level = open_report("race", str(SmallEvent(crews=4, home=4, level=4).write(tmp_path)), "it")
    assert "<li" not in level.cover().html
    nobody = open_report("race", str(SmallEvent(home=0).write(tmp_path / "none")), "it")
    assert "<li" not in nobody.cover().html


def test_a_move_of_no_kilometre_is_not_told(tmp_path: Path) -> None:
    text = told(SmallEvent(), tmp_path, "race", "it")
    assert " 0 km più a " not in text.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_report_that_names_another_leader_is_noticed(tmp_path: Path) -> None:
    event = load(SmallEvent(legs=2).write(tmp_path))
    recount = Recount(event, score(event), Voice("it"))
    shown = composed("race", str(SmallEvent(legs=2).write(tmp_path / "again")), "it")
    assert list(contradictions(recount, shown)) == []
    (day,) = (one for one in shown if 'class="then"' in getattr(one, "html", ""))
    leader = re.search(r"Dopo la tappa conduc\w+ Equipaggio\s0(\d)", day.html)
    assert leader is not None
    other = {"1": "2", "2": "3", "3": "1"}[leader[1]]
    wrong = day.html.replace(leader[0], leader[0][:-1] + other)
    told = [Block(Markup(wrong)) if one is day else one for one in shown]
    assert list(contradictions(recount, told))


def test_nobody_led_where_totals_never_differed(tmp_path: Path) -> None:
    text = told(drawn(3), tmp_path, "race", "en")
    assert "change of lead" not in text
    assert "led from control" not in text


def test_who_shares_the_least_error_or_the_hardest_trial_is_not_told_apart(tmp_path: Path) -> None:
    text = told(drawn(5), tmp_path, "race", "en")
    assert "The smallest mean error is that of five crews" in text
    assert "hardest trial" not in text.replace("Hardest trial", "")


def test_a_leg_that_nobody_ended_has_no_standings(tmp_path: Path) -> None:
    # Everybody comes to the end of the first leg, and leaves.
    text = told(drawn(9), tmp_path / "two", "race", "en")
    assert text.count("is in front") == 1
    assert text.count("Best score of the day") == 1
    text = told(SmallEvent(crews=4, home=0), tmp_path / "one", "race", "en")
    assert "in front" not in text
    assert "Best score of the day" not in text


def test_where_every_control_is_annulled_the_gap_is_not_drawn(tmp_path: Path) -> None:
    shown = composed("race", str(drawn(24).write(tmp_path)), "it")
    assert "gap-to-lead" not in [getattr(one, "name", "") for one in shown]


def test_where_every_control_is_annulled_nobody_is_said_to_have_led(tmp_path: Path) -> None:
    small = SmallEvent(trials=2, averages=0, stamps=0, checks=0, annulled=2)
    report = open_report("race", str(small.write(tmp_path)), "it")
    assert "<li" not in report.prose("lead").html


@pytest.mark.parametrize("seed", [118, 130])
def test_the_annex_says_nothing_that_the_results_contradict(seed: int, tmp_path: Path) -> None:
    home = str(widened(seed).write(tmp_path))
    report = open_report("race", home, "it")
    assert report.standings is not None
    recount = Recount(report.event, report.standings, report.voice)
    assert list(contradictions_beside(recount, composed("race_annex", home, "it"))) == []


def test_crews_of_one_mean_error_share_their_place_in_the_annex(tmp_path: Path) -> None:
    small = SmallEvent(crews=4, home=4, level=2, trials=5, averages=0)
    report = open_report("race", str(small.write(tmp_path)), "en")
    rows = tables.precision(report.race).rows
    first, second = (row["rank"] for row in rows if row["crew"].startswith(("Crew 01", "Crew 02")))
    assert first == second


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_control_with_commas_in_its_name_is_set_off_in_brackets(
    language: str, tmp_path: Path
) -> None:
    small = SmallEvent(crews=4, home=4, trials=5, long=True, seed=3)
    tree = composed("race", str(small.write(tmp_path)), language)
    turns = re.findall(r'<ul class="turns">.*?</ul>', "".join(
        one._repr_html_() or "" for one in tree if hasattr(one, "_repr_html_")
    ), re.DOTALL)  # fmt: skip
    told_at = re.findall(r"(?:controllo|control) (\w+) \((.+?)\)", " ".join(turns))
    assert told_at
    assert all(name.startswith("Piano Sottani") for _, name in told_at)


def leading_and_leaving(level: int) -> dict[str, Rows]:
    """Return the tables of four crews of which the first two lead by far, and leave on the way."""
    small = SmallEvent(crews=4, home=4, trials=5, awkward=True, legs=2, level=level)
    tables = small.tables()
    last = [row["code"] for row in tables["controls"]][-3:]
    for row in tables["entries"]:
        row.update({"status": "DNF"} if row["number"] <= 2 else {"coefficient": "9.90"})
    tables["passages"] = [
        row for row in tables["passages"] if row["number"] > 2 or row["control"] not in last
    ]
    return tables


@pytest.mark.parametrize("level", [0, 2])
def test_who_led_and_left_is_named_under_the_line_and_apart(level: int, tmp_path: Path) -> None:
    SmallEvent(crews=4, awkward=True, legs=2).write(tmp_path, **leading_and_leaving(level))
    shown = composed("race", str(tmp_path / "prova-uno"), "it")
    (chart,) = (one for one in shown if getattr(one, "name", "") == "gap-to-lead")
    assert all(trace.mode != "markers+text" for trace in chart.figure.data)
    named = [one for one in chart.figure.layout.annotations if one.bgcolor]
    assert len(named) >= (2 if level else 1)
    half = chart.figure.layout.yaxis.range[0] / 2
    assert all(one.yanchor == "top" for one in named if one.y < half)
    assert len({one.y for one in named}) == len(named)


def test_trials_that_a_crew_may_still_come_to_are_blank_in_the_matrix(tmp_path: Path) -> None:
    small = SmallEvent(crews=4, home=2, trials=5, legs=2)
    tables = small.tables()
    for row in tables["entries"]:
        row["status"] = "DNF" if row["number"] <= 2 else ""
    small.write(tmp_path, **tables)
    shown = composed("race", str(tmp_path / "prova-uno"), "it")
    assert any(getattr(one, "name", "") == "trial-penalties" for one in shown)


@pytest.mark.parametrize(
    ("language", "words"),
    [("it", "15 penalità, dopo lo spareggio"), ("en", "15 penalties, after the tie-break")],
)
def test_a_second_place_on_an_equal_total_is_no_gap_of_zero(language: str, words: str) -> None:
    told_as_read = " ".join(read_of("race", "demo-rally", language).split())
    assert words in told_as_read


def test_an_event_that_goes_on_has_not_been_won(tmp_path: Path) -> None:
    small = SmallEvent(crews=4, home=4, trials=5, legs=2, timing="timekeeper")
    folder = str(small.write(tmp_path))
    titles = [open_report("race", where, "en").lead_title for where in (f"{folder}@leg=1", folder)]
    assert titles == ["Who leads", "How it was won"]
    text = words_of(composed("race", f"{folder}@leg=1", "en"))
    assert "How it was won" not in text
    assert "the margin of victory" not in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("it", r"passano al comando soltanto all.ultimo controllo, PC2\."),
        ("en", r"took the lead only at the last control, PC2\."),
    ],
)
def test_a_lead_taken_at_the_last_control_is_no_stretch(
    language: str, said: str, tmp_path: Path
) -> None:
    small = SmallEvent(crews=2, home=2, trials=2, averages=0, stamps=0, checks=0)
    tables = small.tables()
    first = tables["controls"][0]["code"], tables["controls"][1]["code"]
    late = {(1, first[1]): 3, (2, first[0]): 1}
    for row in tables["passages"]:
        if row["point"] == "finish":
            start = start_of(row, tables["passages"])
            seconds = int(start[6:8]) + 20 + late.get((row["number"], row["control"]), 0)
            row["time"] = start[:6] + f"{seconds:02}" + start[8:]
    shown = composed("race", str(small.write(tmp_path, **tables)), language)
    text = words_of(shown).replace("PC1", "PC2")
    assert re.search(said, text)


@pytest.mark.parametrize(
    ("annulled", "said"),
    [
        (0, "In tutto quattro prove."),
        (1, "In tutto quattro prove, di cui una annullata."),
        (4, "In tutto quattro prove, tutte annullate."),
    ],
)
def test_a_leg_tells_how_many_of_its_trials_are_annulled(
    annulled: int, said: str, tmp_path: Path
) -> None:
    small = SmallEvent(averages=0, annulled=annulled)
    assert said in told(small, tmp_path, "race", "it")


def test_an_event_that_everybody_left_is_over_and_told_whole(tmp_path: Path) -> None:
    small = SmallEvent(crews=3, home=0, legs=2, trials=5)
    folder = str(small.write(tmp_path))
    report = open_report("race", folder, "en")
    assert report.event.moment is None
    assert report.lead_title == "Nobody classified"
    text = words_of(composed("race", folder, "en"))
    assert "5 time trials" in text
    assert "Who leads" not in text


def test_who_is_not_classified_is_spoken_of_only_where_somebody_is(tmp_path: Path) -> None:
    text = told(SmallEvent(), tmp_path / "all", "race", "it")
    assert "Chi non è classificato" not in text
    assert "Chi non è classificato" in told(SmallEvent(home=2), tmp_path / "two", "race", "it")


@pytest.mark.parametrize(
    ("language", "told_at_last", "told_on_the_way"),
    [
        ("it", r"a pari merito in testa fino all.ultimo controllo, CO1, che ha deciso", "restano"),
        ("en", r"were level in the lead until the last control, CO1, which decided", "stayed"),
    ],
)
def test_a_lead_that_was_shared_is_kept_and_not_taken(
    language: str, told_at_last: str, told_on_the_way: str, tmp_path: Path
) -> None:
    small = SmallEvent(crews=3, home=3, level=2, trials=2, averages=0, stamps=0, seed=4)
    tables = small.tables()
    late = next(row for row in tables["passages"] if (row["number"], row["control"]) == (2, "CO1"))
    late["time"] = clock(8 * 3600 + 60 * 2 + 3 * 300 + 120)
    folder = str(small.write(tmp_path, **tables))
    report = open_report("race", folder, language)
    assert report.standings is not None
    shown = composed("race", folder, language)
    text = words_of(shown)
    assert re.search(told_at_last, text)
    assert told_on_the_way in text
    assert not re.search("cambi[o]? al comando|change of lead", text)
    recount = Recount(report.event, report.standings, report.voice)
    assert list(contradictions(recount, shown)) == []


def test_a_trophy_of_which_nothing_counts_has_no_winner(tmp_path: Path) -> None:
    small = SmallEvent(averages=0, trials=3, annulled=3, trophy=3, checks=1)
    folder = small.write(tmp_path)
    report = open_report("race", str(folder), "it")
    (card,) = (one for one in report.trophies if one.name == "Trofeo Prova")
    assert not card.first
    assert not card.following
    assert card.note == "non assegnato: tutte le sue prove sono annullate"
    event = load(folder)
    given = [one.ranking for own in awards_of(event, score(event)).values() for one in own]
    assert "Trofeo Prova" not in given


def test_a_town_is_reached_with_the_preposition_that_its_name_asks(tmp_path: Path) -> None:
    legs = ({"number": 1, "date": "2025-04-11", "from": "Alba", "to": "Asti"},)
    small = SmallEvent()
    tables = {name: rows for name, rows in small.tables().items() if rows}
    folder = write_package(tmp_path, timing="timekeeper", legs=legs, **tables)
    text = wording_of(folder)
    assert "da Alba ad Asti" in text
    assert " a Asti" not in text


def test_where_half_is_perfect_nobody_is_within_nothing(tmp_path: Path) -> None:
    small = SmallEvent(crews=3, trials=2, averages=0)
    tables = small.tables()
    for row in tables["passages"]:
        if row["point"] == "finish":
            start = start_of(row, tables["passages"])
            row["time"] = start[:6] + f"{int(start[6:8]) + 20:02}" + start[8:]
    text = wording_of(small.write(tmp_path, **tables))
    assert "metà sbaglia" not in text


def wording_of(folder: Path) -> str:
    """Return the words of the Italian race report of a package."""
    return words_of(composed("race", str(folder), "it"))


@pytest.mark.parametrize("language", ["it", "en"])
def test_crews_of_the_same_surnames_are_told_apart(language: str, tmp_path: Path) -> None:
    small = SmallEvent(crews=4, home=4, trials=5, legs=2)
    tables = small.tables()
    for row, name in zip(tables["entries"], ("Ugo", "Ivo", "Leo", "Eva"), strict=True):
        row |= {"driver": f"{name} Neri", "codriver": f"Ada {name} Neri"}
    folder = str(small.write(tmp_path, **tables))
    report = open_report("race", folder, language)
    assert report.standings is not None
    shown = composed("race", folder, language)
    assert not re.search(r"(?<!\w )Neri.{1,3}Neri", words_of(shown))
    recount = Recount(report.event, report.standings, report.voice)
    assert list(contradictions(recount, shown)) == []
    assert list(contradictions_beside(recount, shown)) == []


@pytest.mark.slow
@pytest.mark.parametrize(("days", "parts"), [(1, 1), (2, 2)])
def test_the_only_day_of_an_event_is_not_divided_into_columns(days: int, parts: int) -> None:
    style = asset("common.css") + asset("print.css")
    day = f"<div class='day'><p>{'strada ' * 60}</p></div>"
    page = f"<style>{style}</style><main class='prose'><div class='days'>{day * days}</div></main>"
    document = typesetter.laid_out(page, FontConfiguration(), typesetter.own_assets())
    boxes = [box for one in document.pages for box in one._page_box.descendants()]
    found = [box for box in boxes if box.element_tag == "div" and box.element.get("class") == "day"]
    assert len(found) == parts


def annulled(codes: Any) -> Rows:
    """Return decisions that annul controls for everybody."""
    return [
        {"id": f"D{at}", "number": "*", "control": code, "action": "annul", "value": "",
         "reason": "x", "document": "x", "decided_at": ""}
        for at, code in enumerate(codes, 1)
    ]  # fmt: skip


def test_an_event_whose_last_leg_was_called_off_is_over(tmp_path: Path) -> None:
    small = SmallEvent(crews=4, home=4, trials=6, legs=2)
    tables = small.tables()
    second = [row["code"] for row in tables["controls"] if row["leg"] == 2]
    driven = [row for row in tables["passages"] if row["control"] not in second]
    folder = small.write(tmp_path, passages=driven, decisions=annulled(second))
    for language in ("it", "en"):
        text = words_of(composed("race", str(folder), language))
        assert re.search(WON[language], text)
        assert not re.search("In testa dopo|In the lead after|ufficiosa, dopo|results, after", text)
    left = small.write(tmp_path, passages=driven)
    assert "after leg 1" in words_of(composed("race", str(left), "en"))
    assert "No times have been taken on this leg." in words_of(composed("race", str(left), "en"))


def test_nothing_is_compared_where_everything_is_annulled(tmp_path: Path) -> None:
    small = SmallEvent(crews=4, home=4, averages=1)
    every = [row["code"] for row in small.tables()["controls"] if row["kind"] in ("PC", "PM")]
    shown = composed("race", str(small.write(tmp_path, decisions=annulled(every))), "en")
    assert [one.name for one in shown if hasattr(one, "figure")] == []
    text = words_of(shown)
    assert "1 annulled" not in text
    assert "the tie-break decides (the older car)" in text


@pytest.mark.parametrize("language", ["it", "en"])
def test_one_crew_is_better_than_nobody(language: str, tmp_path: Path) -> None:
    shown = composed("race", str(SmallEvent(crews=1, home=1).write(tmp_path)), language)
    text = words_of(shown)
    assert not re.search("più piccolo|smallest|migliore di giornata|Best score|diviso|stood", text)
    assert "sharpest-crews" not in [one.name for one in shown if hasattr(one, "figure")]


@pytest.mark.parametrize(
    ("language", "crews", "said"),
    [
        ("it", 4, "Nessuno dei quattro equipaggi al via è in classifica."),
        ("it", 8, "Nessuno degli otto equipaggi al via è in classifica."),
        ("en", 4, "None of the four crews at the start is classified."),
        ("en", 1, "No crew is classified."),
    ],
)
def test_nobody_classified_is_told_once(
    language: str, crews: int, said: str, tmp_path: Path
) -> None:
    folder = SmallEvent(crews=crews, home=0).write(tmp_path)
    report: Any = open_report("race", str(folder), language)
    assert Markup(report.prose("standings").html).striptags().startswith(said)
