"""A booklet claims of a crew what the scoring says, and draws things where they are."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFont

from reporting.charts import svg
from reporting.charts.crews.deviations import HIGH, TOP, deviations
from reporting.charts.crews.text_tables import lines
from reporting.event import load
from reporting.publish.crews import booklet_page
from reporting.publish.pages.page import asset
from reporting.scoring import score
from reporting.story.crews.field import Field, field_of
from reporting.story.crews.rows import BookletRow
from reporting.story.crews.telling import Booklet
from reporting.story.voice import Voice
from support.booklets import Edition
from support.packages import write_package
from support.rally import rally_tables

DEMO, ITALY = "demo-rally", "experience-italy-2025"


@cache
def field(event: str) -> Field:
    package = load(event)
    return field_of(package, score(package))


def booklet(event: str, number: int, language: str = "it") -> Booklet:
    return Booklet(field(event), number, Voice(language))


def words(markup: object) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", str(markup))).split())


def marked(event: str, number: int) -> list[tuple[str, str]]:
    told = booklet(event, number)
    return [(row.label, row.mark) for row in [*told.trials, *told.controls] if row.mark]


def test_a_time_that_the_stewards_set_is_marked_with_the_trial_that_starts_at_it() -> None:
    assert marked(DEMO, 4) == [("PC7", "×"), ("PC10", "#"), ("PC11", "#")]
    assert ("PC44", "#") in marked(ITALY, 17)
    page = booklet_page.html(booklet(DEMO, 4), None)
    assert "# tempo deciso dai commissari" in page


def test_a_retired_crew_is_charged_nothing_for_what_it_never_came_to() -> None:
    told = booklet(DEMO, 17)
    rows = {row.label: row.cells for row in [*told.trials, *told.controls] if row.cells}
    assert rows["PC9"][3] == "–"
    assert rows["CO1"] == rows["CO2"] == rows["PM2"] == ("–", "–")
    assert rows["CT1"] == ("timbrato", "0")


def test_a_missed_control_of_a_crew_that_drove_on_stays_missed(tmp_path: Path) -> None:
    tables = rally_tables()
    tables["entries"][2]["status"] = "DNF"
    tables["passages"] = [
        row
        for row in tables["passages"]
        if not (row["number"] == 3 and row["control"] in ("CT1", "PC11"))
    ]
    event = load(write_package(tmp_path, **tables))
    cells = field_of(event, score(event)).cells[3]
    assert "missed" in [cell.mark for cell in cells]


@pytest.mark.parametrize(
    ("event", "number", "share"), [(DEMO, 17, "7 / 13"), (ITALY, 21, "45 / 55")]
)
def test_an_annulled_trial_is_none_that_a_retired_crew_could_have_a_time_in(
    event: str, number: int, share: str
) -> None:
    told = booklet(event, number)
    assert told.totals[1].value == share
    timed, of = share.split(" / ")
    assert f"{timed} prove su {of}." in words(told.lead)


@pytest.mark.parametrize("event", [DEMO, ITALY])
def test_half_of_all_trials_is_half_of_all_times_of_all_crews(event: str) -> None:
    errors = score(load(event)).trial_errors["error_s"]
    fact = booklet(event, 1).facts["field_error"]
    assert fact is not None
    assert float(fact.number) == pytest.approx(errors.median())


def test_two_figures_that_are_equal_are_said_once() -> None:
    drawn = deviations(booklet(ITALY, 6))
    assert drawn is not None
    assert re.fullmatch(r"Metà delle prove entro 0,09.s, come per tutti gli equipaggi", drawn.title)


@pytest.mark.parametrize(
    ("event", "number", "beyond"),
    [(DEMO, 2, ["+0,80"]), (DEMO, 7, ["−1,26", "+0,32"]), (ITALY, 10, ["+1,59", "−2,32", "−1,28"])],
)
def test_no_deviation_is_drawn_where_it_is_not(event: str, number: int, beyond: list[str]) -> None:
    told = booklet(event, number)
    drawn = deviations(told)
    assert drawn is not None
    shown = re.findall(r">([+−]\d+,\d\d)</text>", drawn.svg)[2:]
    assert shown == beyond
    assert "triangolo: oltre la scala" in drawn.subtitle
    dots = re.findall(r"M[\d.]+,([\d.]+)h0\.01", drawn.svg)
    timed = [told.cells[at] for at in told.field.trials if told.cells[at].place is not None]
    assert len(dots) == len(timed) - len(beyond)
    assert all(TOP <= float(y) <= HIGH for y in dots)


def test_a_time_that_does_not_count_is_a_letter_in_the_drawing() -> None:
    drawn = deviations(booklet(DEMO, 6))
    assert drawn is not None
    assert "×: annullata; ‡: media assegnata" in drawn.subtitle
    assert re.findall(r">([×‡])</text>", drawn.svg) == ["‡", "×"]
    assert "5,60" not in drawn.svg


def test_the_middle_half_that_leaves_the_scale_has_a_tip() -> None:
    drawn = deviations(booklet(DEMO, 19))
    assert drawn is not None
    assert "triangolo: oltre la scala" in drawn.subtitle


def test_the_winner_of_a_category_of_one_is_its_winner() -> None:
    assert booklet(DEMO, 19).awards[0].endswith("RC5: 1º, unico classificato")
    assert booklet(DEMO, 19, "en").awards[0].endswith("RC5: 1st, the only one classified")


@pytest.mark.parametrize("event", [DEMO, ITALY])
def test_a_place_in_the_best_trial_that_others_share_is_told_as_shared(event: str) -> None:
    for number in field(event).ranked:
        told = booklet(event, number)
        assert told.best is not None
        control, cell = told.best
        at = field(event).controls.index(control)
        alike = [cells[at].place for cells in field(event).cells.values()].count(cell.place)
        said = words(told.lead).partition("di scarto")[2].partition("fra i tempi")[0]
        assert ("a pari merito" in said) == (alike > 1)


@pytest.mark.parametrize(("number", "place"), [(2, "all’8º"), (6, "all’11º"), (5, "al ")])
def test_a_place_on_the_certificate_has_its_article(number: int, place: str) -> None:
    assert f"la manifestazione {place}" in words(booklet(ITALY, number).certificate)


def test_an_average_trial_shows_the_hundredths_that_its_whole_seconds_are_cut_from() -> None:
    rows = {row.label: row.cells for row in booklet(DEMO, 2).controls}
    assert rows["PM2"] == ("−0,88 / −1,98", "1")
    assert "contano i secondi interi" in booklet_page.html(booklet(DEMO, 2), None)
    every = [
        cell
        for event in (DEMO, ITALY)
        for number in field(event).rows
        for row in booklet(event, number).controls
        for cell in row.cells
    ]
    assert not [cell for cell in every if re.search(r"[+−]0,00\b", cell)]


def test_the_winner_is_not_told_of_the_winners_line() -> None:
    winner, other = (booklet_page.html(booklet(ITALY, number), None) for number in (1, 2))
    assert "linea chiara" not in winner
    assert "la linea chiara è del vincitore" in other


def test_a_name_reaches_into_the_room_that_a_short_cell_leaves() -> None:
    rows = [
        BookletRow("PM6", "Noci – Alberobello", ("−0,20 / −0,25 / +0,03", "0")),
        BookletRow("CT4", "Castel del Monte", ("timbrato", "0")),
    ]
    shown = lines(rows, ("Esito", "Pen."), (52.0, 60.0))
    assert "CT4 Castel del Monte" in shown
    assert "PM6 Noci" in shown


@pytest.mark.slow
def test_the_letters_of_a_name_are_whole(demo: Edition, tmp_path: Path) -> None:
    """The last line of the names is as high as its letters, from the capital to the descender."""
    folder, made = demo
    [path] = [
        one["path"] for one in made["booklets"] if (one["number"], one["language"]) == (1, "it")
    ]
    where = ["-r", "432", "-f", "1", "-l", "1", "-gray", "-png"]
    subprocess.run(["pdftoppm", *where, folder / path, tmp_path / "page"], check=True)
    [picture] = tmp_path.glob("page*.png")
    mm = 432 / 25.4
    with Image.open(picture) as page:
        names = page.convert("L").crop(tuple(int(side * mm) for side in (16, 28, 110, 53)))
        inked = (np.asarray(names) < 96).any(axis=1)
    runs = [len(run) for run in "".join("#" if row else " " for row in inked).split()]
    size = float(
        re.search(r'<h1 style="font-size:([\d.]+)pt', booklet_page.html(booklet(DEMO, 1), None))[1]
    )  # type: ignore[index]
    title = "src/reporting/assets/fonts/SourceSerif4Display-Semibold.ttf"
    font = ImageFont.truetype(str(Path(__file__).parents[2] / title), round(size * 6))
    _, top, _, bottom = font.getbbox("Navigatore")
    assert max(runs[-2:]) >= (bottom - top) - 4


@pytest.mark.parametrize("event", [DEMO, ITALY])
@pytest.mark.parametrize("language", ["it", "en"])
def test_where_the_figures_come_from_has_room_above_the_pages_line(
    event: str, language: str
) -> None:
    [(points, high, leading, top)] = re.findall(
        r"\.foot \{.*?font-size: ([\d.]+)pt; height: ([\d.]+)mm;.*?line-height: ([\d.]+);"
        r".*?top: ([\d.]+)mm",
        asset("crews.css"),
    )
    set_in = svg.broken(
        words(booklet(event, 1, language).method), 178 / booklet_page.PT_MM, float(points)
    )
    needed = len(set_in) * float(points) * float(leading) * booklet_page.PT_MM
    assert needed <= float(high)
    [low] = re.findall(r"\.foot\.low \{ height: [\d.]+mm; top: ([\d.]+)mm", asset("crews.css"))
    assert float(top) + float(high) <= float(low)
