"""Nothing in the code knows the bundled journey: another package is told as well."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reporting.event import load
from reporting.publish.pages.page import screen_page
from support.journey import (
    BUNDLED,
    ENCOUNTERS,
    WAYPOINTS,
    html_of,
    run,
    text_of,
    write_journey,
)
from support.project import ROOT

CODE = ROOT / "src" / "reporting"


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a package with other encounters, in a home whose territory has no figures."""
    reference = tmp_path / "data" / "reference"
    reference.mkdir(parents=True)
    (reference / "basemap").symlink_to(ROOT / "data" / "reference" / "basemap")
    (reference / "metrics.toml").symlink_to(ROOT / "data" / "reference" / "metrics.toml")
    (reference / "rulebooks").symlink_to(ROOT / "data" / "reference" / "rulebooks")
    monkeypatch.setenv("REPORTING_HOME", str(tmp_path))
    return write_journey(tmp_path / "data" / "events")


@pytest.mark.parametrize("depth", ["full", "brief"])
@pytest.mark.parametrize(("language", "said"), [("it", "mugnaia"), ("en", "miller")])
def test_another_journey_renders(elsewhere: Path, language: str, said: str, depth: str) -> None:
    document = run(str(elsewhere), language, depth)
    text = text_of(document)
    assert {"Ósk Þórsdóttir", "Zoë Lévêque", "Borgo Zefiro", said} <= {
        one for one in ("Ósk Þórsdóttir", "Zoë Lévêque", "Borgo Zefiro", said) if one in text
    }
    assert screen_page(document).endswith("</html>")


def test_a_text_of_the_package_is_never_markup(elsewhere: Path) -> None:
    html = html_of(run(str(elsewhere)))
    assert "&lt;b&gt;Telai&lt;/b&gt; &amp; co" in html
    assert "<b>Telai</b>" not in html


def test_a_recalled_height_is_not_told(elsewhere: Path) -> None:
    text = text_of(run(str(elsewhere), "en"))
    assert "Passo del Gufo" in text
    assert "987" not in text
    assert "The pass of the leg \N{EN DASH} Passo del Gufo" in text  # a dash, no words


def test_no_conference_and_no_figures_leave_no_empty_chapter(elsewhere: Path) -> None:
    chapters = [chapter.id for chapter in run(str(elsewhere)).chapters]
    assert chapters == ["opening", "route", "leg-1", "leg-2", "cross", "sources", "annex"]


def test_encounters_without_any_reading_or_position_are_told_plainly(elsewhere: Path) -> None:
    bare = [
        {key: value for key, value in row.items() if not key.startswith(("subjects", "sdg"))}
        | {"country": "IT", "source": "prova"}
        for row in ENCOUNTERS
    ]
    write_journey(elsewhere.parent, encounters=bare, waypoints=[])
    document = run(str(elsewhere), "en")
    assert "Ósk Þórsdóttir" in text_of(document)
    assert [figure.name for figure in document.figures] == ["themes-and-places"]


def test_no_place_or_person_of_the_bundled_journey_stands_in_code_words_or_templates() -> None:
    event = load(BUNDLED)
    names = set(event["encounters"]["place"].dropna()) | set(event["encounters"]["person"])
    names |= {str(name).partition(",")[0] for name in event["waypoints"]["name"]}
    names |= set(event["encounters"]["organisation"].dropna())
    wanted = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names))
    files = [
        path
        for pattern in ("**/journey*", "**/grande-viaggio-alpino*/**/*.j2")
        for path in CODE.glob(pattern)
        if path.is_file() and path.suffix != ".pyc"
    ]
    assert len(files) > 30
    found = {path.name: wanted.findall(path.read_text(encoding="utf-8")) for path in files}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_the_synthetic_journey_shares_no_place_with_the_bundled_one() -> None:
    bundled = set(load(BUNDLED)["waypoints"]["name"])
    assert bundled.isdisjoint(row["name"] for row in WAYPOINTS)


def test_one_pass_is_told_as_one_and_a_height_only_where_it_was_published(elsewhere: Path) -> None:
    english, italian = (text_of(run(str(elsewhere), language)) for language in ("en", "it"))
    assert "The pass of the leg \N{EN DASH} Passo del Gufo" in english
    assert "triangle: pass." in english
    assert "Il valico della tappa \N{EN DASH} Passo del Gufo" in italian
    assert "triangolo: valico." in italian
    for told in (english, italian):
        assert not re.search(
            "passes of the leg|valichi della tappa|published height|quota pubb", told
        )
