"""What stands in a crew's booklet: its own figures, in its language, on two pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest

from reporting.errors import InputError
from reporting.event import load
from reporting.publish.crews.booklet_pdf import print_booklets
from reporting.publish.crews.composing import composer
from reporting.publish.crews.edition import BookletsRequest, publish
from reporting.scoring import score
from reporting.story.anonymous_names import localised
from reporting.story.crews.field import field_of
from reporting.story.crews.languages import language_of
from reporting.story.crews.telling import Booklet
from reporting.story.voice import Voice
from support.booklets import Edition, long_tables, pages_of, text_of
from support.packages import write_package

pytestmark = pytest.mark.slow


def path_of(edition: Edition, number: int, language: str) -> Path:
    folder, made = edition
    (path,) = (
        one["path"]
        for one in made["booklets"]
        if (one["number"], one["language"]) == (number, language)
    )
    return folder / path


def booklets_of(event: str | Path, *wanted: tuple[int, str]) -> tuple[bytes, ...]:
    """Return some booklets of an event, printed here."""
    booklets = composer(load(event))
    return print_booklets(tuple(booklets.compose(*one).page for one in wanted))


def test_a_booklet_has_the_standings_own_figures(demo: Edition) -> None:
    standings = score(load("demo-rally"))
    for row in standings.rankings["overall"].itertuples():
        if row.status in ("DNS", "DNF"):
            continue
        voice = Voice("it")
        text = text_of(path_of(demo, int(row.number), "it"), page=1)
        assert row.driver in text
        assert f"{row.make} {row.model}" in text
        figures = [
            voice.ordinal(int(row.position)),
            voice.number(Decimal(row.net)),
            voice.number(Decimal(row.coefficient), 2),
            voice.number(Decimal(row.total), 2),
        ]
        assert " ".join(figures) in text


def test_every_trial_of_a_crew_stands_in_its_booklet_as_scored(demo: Edition) -> None:
    event = load("demo-rally")
    standings = score(event)
    targets = dict(zip(event["controls"]["code"], event["controls"]["target_s"], strict=True))
    text = text_of(path_of(demo, 5, "en"), page=1)
    results = standings.results
    mine = results[(results["number"] == 5) & (results["kind"] == "PC") & results["usable"]]
    mine = mine[~mine["annulled"]]
    assert len(mine) > 5
    for cell in mine.itertuples():
        deviation = Decimal(cell.deviation_s)
        target = Decimal(targets[cell.control])
        sign = "+" if deviation > 0 else ""
        off = f"{sign}{deviation:.2f}".replace("-", "\u2212")
        figures = f"{target:.2f} {target + deviation:.2f} {off} {Decimal(cell.penalty):.0f}"
        assert figures in text, cell.control


def test_an_annulled_trial_is_none_of_those_that_a_crew_could_drive_without_penalty(
    demo: Edition,
) -> None:
    assert "Senza penalità: 2 prove su 13." in text_of(path_of(demo, 2, "it"))


def test_each_language_speaks_for_itself(demo: Edition) -> None:
    italian, english = (text_of(path_of(demo, 1, language)) for language in ("it", "en"))
    assert "Prova per prova" in italian
    assert "Trial by trial" not in italian
    assert "Trial by trial" in english
    assert "Attestato".upper() in italian.upper()
    assert "81,28" in italian
    assert "81.28" in english


def test_made_up_times_are_told_on_each_page_and_in_the_title(demo: Edition) -> None:
    path = path_of(demo, 1, "it")
    for page in (1, 2):
        assert "TEMPI SIMULATI" in text_of(path, page=page).upper()
    with pikepdf.open(path) as document:
        assert "(tempi simulati)" in str(document.docinfo["/Title"])
        assert "Tempi simulati" in str(document.docinfo["/Keywords"])
        assert "non è mai avvenuto" in str(document.docinfo["/Subject"])


def test_no_page_speaks_of_packages_or_ids(demo: Edition) -> None:
    for language, said in (
        ("it", "le regole di «Regolarità classica"),
        ("en", "the rules of “ACI"),
    ):
        text = text_of(path_of(demo, 1, language), page=2)
        assert said in text
        assert not re.search("demo-rally|aci-classica|pacchetto|package", text)


def test_no_other_crew_is_named(demo: Edition) -> None:
    names = [localised(str(name), "en") for name in load("demo-rally")["entries"]["driver"]]
    text = text_of(path_of(demo, 4, "en"))
    assert [name for name in names if name in text] == [names[3]]


def test_a_booklet_is_tagged_bookmarked_and_its_drawings_have_words(demo: Edition) -> None:
    with pikepdf.open(path_of(demo, 3, "en")) as document:
        assert str(document.Root.Lang) == "en"
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        with document.open_outline() as outline:
            (crew,) = outline.root
            assert "Trial by trial" in [item.title for item in crew.children]
        words = [
            str(one["/Alt"])
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
        ]
        assert any("Line chart of the position" in one for one in words)
        assert any("Deviations in" in one for one in words)
        assert any("Map of the route" in one for one in words)


def test_a_retired_crew_gets_what_is_known_and_a_place_is_not_made_up(demo: Edition) -> None:
    text = text_of(path_of(demo, 17, "en"))
    assert "Retired" in text
    assert "took part in the event" in text
    assert "6,119" not in text


def test_a_crew_that_did_not_start_has_no_booklet_but_is_listed(demo: Edition) -> None:
    folder, made = demo
    assert not list(folder.glob("*/20-*.pdf"))
    assert [one["number"] for one in made["without"]] == [20]
    assert "non partiti" in (folder / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("status", "words"),
    [("DSQ", "By decision of the stewards"), ("OTL", "over the time limit")],
)
def test_the_status_is_told_gracefully(
    package: Callable[..., Path], status: str, words: str
) -> None:
    (made,) = booklets_of(package(n3={"status": status}), (3, "en"))
    assert words in text_of(made)
    assert pages_of(made) == 2


def test_every_booklet_has_two_pages(demo: Edition) -> None:
    folder, made = demo
    assert len(made["booklets"]) == 19 + 5
    assert {pages_of(folder / one["path"]) for one in made["booklets"]} == {2}


def test_every_booklet_of_experience_italy_has_two_pages() -> None:
    """Printing refuses another number of pages; here are those with the most to say."""
    entries = load("experience-italy-2025")["entries"]
    length = entries["driver"].str.len() + entries["codriver"].str.len()
    wanted = [(int(number), "it") for number in entries["number"][length.nlargest(5).index]]
    for made in booklets_of("experience-italy-2025", *wanted):
        assert pages_of(made) == 2


def test_144_trials_and_long_names_stand_on_two_pages_and_none_is_missing(tmp_path: Path) -> None:
    package = write_package(tmp_path, **long_tables())
    controls = load(package)["controls"]
    for made in booklets_of(package, (1, "it"), (7, "en")):
        assert pages_of(made) == 2
        first, second = text_of(made, page=1).split(), text_of(made, page=2).split()
        for code, kind in zip(controls["code"], controls["kind"], strict=True):
            assert code in (first if kind == "PC" else second)


def test_text_of_the_package_is_text(package: Callable[..., Path]) -> None:
    folder = package(n2={"driver": "<b>Anna</b> & 'Co'", "model": "<script>x"})
    (made,) = booklets_of(folder, (2, "it"))
    text = text_of(made)
    assert "<b>Anna</b> & " in text
    assert "<script>x" in text


def test_a_name_without_end_does_not_flow_over(package: Callable[..., Path]) -> None:
    long = {"driver": "Wolfeschlegelstein" * 12, "codriver": "von und zu " * 30 + "Ende"}
    (made,) = booklets_of(package(n2=long), (2, "en"))
    assert pages_of(made) == 2


def test_the_country_decides_the_language_and_the_column_before_it() -> None:
    assert language_of({"driver_country": "SMR", "codriver_country": "DEU"}) == "it"
    assert language_of({"driver_country": "DEU", "codriver_country": "ITA"}) == "en"
    assert language_of({"driver_country": None, "codriver_country": "VA"}) == "it"
    assert language_of({"driver_country": "CHE", "language": "Italiano"}) == "it"
    assert language_of({"driver_country": "ITA", "lingua": "inglese"}) == "en"


def test_same_inputs_make_the_same_bytes(package: Callable[..., Path]) -> None:
    folder = package()
    assert booklets_of(folder, (1, "it")) == booklets_of(folder, (1, "it"))


def test_an_event_without_times_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no times of its own"):
        publish(BookletsRequest("coppa-delle-alpi-2024", out=tmp_path))
    assert not (tmp_path / "coppa-delle-alpi-2024").exists()


def test_a_gap_is_to_the_winner_and_to_the_crew_before() -> None:
    event = load("demo-rally")
    standings = score(event)
    overall = standings.rankings["overall"]
    third = overall.iloc[2]
    facts = Booklet(field_of(event, standings), int(third["number"]), Voice("en")).facts
    gap, before = facts["gap"], facts["gap_before"]
    assert gap is not None
    assert before is not None
    assert gap.number == third["gap"]
    assert before.number == third["total"] - overall.iloc[1]["total"]


def test_the_unnamed_are_called_as_the_readers_language_calls_them() -> None:
    booklets = composer(load("demo-rally"))
    for language, own, other in (
        ("en", "Crew\u00a001", "Equipaggio"),
        ("it", "Equipaggio\u00a001", "Crew"),
    ):
        html = booklets.compose(1, language).page.html
        assert own in html
        assert other not in html
