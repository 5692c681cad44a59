"""Every published fact of the event stands in the text of its report, where it belongs."""

from __future__ import annotations

import re
from html import unescape

import pytest

from reporting.event import load
from reporting.frames import in_language, present, records
from reporting.language import in_words
from reporting.publish import open_report
from reporting.publish.reports.race import RaceReport
from reporting.story.voice import Voice
from support.project import ROOT

EVENT = "experience-italy-2025"
FACTS = records(load(ROOT / "data" / "events" / EVENT)["facts"])
TOLD = {
    "day": (
        *("edition", "total_km", "direction", "seas", "region", "cars", "unesco_sites", "novelty"),
        *("prewar_cars", "ferraris", "make_of_the_fifties"),
    ),
    "days": (
        *("checks_date", "prologue_start_time", "prologue_place", "prologue_edition"),
        *("prologue_kind", "start_time", "start_place", "coast_road", "coast_road_along"),
        *("coast_town", "coast_km", "unesco_site", "time_trials_marina_d_arechi", "petina"),
        *("lunch_place", "time_trials_cupolicchio", "matera_square", "matera_walk", "novelty"),
        *("track", "arrival_time_announced", "leg_1_mountains", "matera_light"),
        *("finish_landmark", "finish_welcome", "weather"),
    ),
    "standings": ("winners_record", "format_origin", "winners_family"),
    "trophies": ("prize",),
    "partners": ("partners_thanks", "partner", "partner_since"),
}
"""Part of the report -> the keys of facts that it tells."""

FOR_THE_ANNEX = {
    *("prewar_car", "oldest_ferrari_year", "ferrari", "make_seen", "crew_named", "regions"),
    *("time_trials_leg_1_afternoon", "average_trials_leg_1_morning", "jp_morgan_mean_error"),
    *("average_trials_leg_1_afternoon", "average_trials_leg_2", "misprint", "hashtag"),
}
"""What is told as a figure, on a card or in a table, or stands in the annex alone."""


@pytest.fixture(scope="module", params=["it", "en"])
def report(request: pytest.FixtureRequest) -> RaceReport:
    return open_report("race", EVENT, request.param)


def marked(html: str) -> dict[str, list[str]]:
    """Return what stands in the marks of facts: key -> texts."""
    found: dict[str, list[str]] = {}
    for key, shown in re.findall(r'data-fact="(\w+)"[^>]*>([^<]*)<', html):
        found.setdefault(key, []).append(plain(unescape(shown)))
    return found


def plain(text: str) -> str:
    return " ".join(text.replace("\u2019", "'").split()).casefold()


def spellings(row: dict[str, object], voice: Voice) -> set[str]:
    """Return how a fact may stand in the text: as it is, in words, as a date or time, its note."""
    value = in_language(row, "value", voice.language)
    ways = {value, in_language(row, "note", voice.language)}
    if re.fullmatch(r"\d+", value):
        ways.add(in_words(int(value), voice.language))
        unit = str(row["unit"]) if present(row["unit"]) else ""
        shown = voice.quantity(int(value), unit) if unit else value
        hedge = row["qualifier"]
        ways.add(voice.text(f"hedge {hedge}", figure=shown) if present(hedge) else shown)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        ways.add({"it": "10 aprile 2025", "en": "10 April 2025"}[voice.language])
    if re.fullmatch(r"\d\d:\d\d", value):
        ways.add(value if voice.language == "en" else value.removeprefix("0"))
    return {plain(way) for way in ways if way}


@pytest.mark.parametrize("part", TOLD)
def test_each_part_tells_its_published_facts(report: RaceReport, part: str) -> None:
    texts = report.prose(part) if part == "days" else report.chapter(part)
    told = marked(texts.html)
    for key in TOLD[part]:
        rows = [row for row in FACTS if row["key"] == key]
        assert rows, key
        ways = set().union(*(spellings(row, report.voice) for row in rows))
        assert set(told.get(key, [])) & ways, (key, told.get(key), ways)
        if rows[0]["kind"] == "list":
            each = set().union(*(set(told[key]) & spellings(row, report.voice) for row in rows))
            assert len(each) == len({plain(str(row["value"])) for row in rows}), key


def test_no_public_fact_is_left_out_unseen() -> None:
    public = {
        row["key"] for row in FACTS if row["status"] == "published" and not present(row["audience"])
    }
    told = {key for keys in TOLD.values() for key in keys}
    assert public - told - FOR_THE_ANNEX == set()


def test_facts_that_are_not_for_the_public_stand_in_neither_document(report: RaceReport) -> None:
    from reporting.story.race import sources

    annex = {str(row["fact"]) for row in sources.sources(report.race).rows}
    misprints = sources.misprints(report.race)
    assert misprints is not None
    inside = [row for row in FACTS if present(row["audience"])]
    assert inside
    for row in inside:
        assert str(row[f"label_{report.voice.language}"]) not in annex
    wrong = [row for row in FACTS if row["key"] == "misprint"]
    for row in wrong:
        told = plain(unescape(re.sub("<[^>]+>", "", misprints.html(report.voice))))
        assert plain(in_language(row, "value", report.voice.language)) in told
        assert plain(in_language(row, "note", report.voice.language)) in told


def test_a_source_with_an_address_leads_there(report: RaceReport) -> None:
    from reporting.story.race import sources

    html = sources.sources(report.race).html(report.voice)
    assert 'href="https://www.instagram.com/millemigliaofficial/"' in html


def test_in_english_nobody_is_called_in_italian() -> None:
    report = open_report("race", EVENT, "en")
    from reporting.story.race import tables

    html = tables.standings(report.race).html(report.voice)
    assert "Crew\u00a007" in html
    assert "Equipaggio" not in html


def test_where_others_told_who_won_nobody_real_stands_in_an_invented_place(
    report: RaceReport,
) -> None:
    (card,) = (one for one in report.trophies if "Morgan" in one.name)
    assert [one.position for one in card.first] == [1]
    assert card.withheld
    assert list(card.following) == []
    assert not any("Castel" in text for text in _sentences_of_the_last_kilometres(report))


def _sentences_of_the_last_kilometres(report: RaceReport) -> list[str]:
    """Return what is told of the last kilometres: Castel del Monte is 64 of them from Bari."""
    told = [plain(str(text)) for leg in report.race.legs for text in leg.texts]
    return [text for text in told if "ultimi chilometri" in text or "last kilometres" in text]


def test_what_is_a_sum_of_others_figures_is_no_published_length() -> None:
    from reporting.route import measure

    (caveat,) = (
        one
        for one in measure(load(ROOT / "data" / "events" / "coppa-delle-alpi-2024")).caveats
        if one.code == "route-total-conflict"
    )
    assert "1.580" not in caveat.details["figures"]["it"]
    assert "oltre 1.600" in caveat.details["figures"]["it"]
