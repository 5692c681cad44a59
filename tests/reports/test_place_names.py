"""A place is called in the reader's language: towns by the event's own places, regions by data."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

import pytest

from reporting.event import load
from reporting.frames import present, records
from reporting.route.place_names import region, town
from reporting.route.waypoints import places
from support.composed import read_of
from support.project import ROOT

EVENTS = ROOT / "data" / "events"
REGIONS = ROOT / "data" / "reference" / "basemap" / "regions.csv"
REPORTS = [
    ("race", "experience-italy-2025"),
    ("race", "coppa-delle-alpi-2024"),
    ("race", "demo-rally"),
    ("race_annex", "coppa-delle-alpi-2024"),
    ("race_annex", "demo-rally"),
    ("timing_quality", "demo-rally"),
    ("sustainability", "demo-rally"),
]

TITLES = re.compile(r"Wikipedia \(it\), .*")
"""A source's own title stays as it was published."""


def pairs(event: str) -> Iterator[tuple[str, str]]:
    """Go through what has two names there: Italian, English."""
    for row in records(load(EVENTS / event)["waypoints"]):
        if present(row["name_en"]):
            yield str(row["name"]).partition(",")[0], str(row["name_en"]).partition(",")[0]
    with REGIONS.open(encoding="utf-8", newline="") as file:
        yield from ((row["name_it"], row["name_en"]) for row in csv.DictReader(file))


def foreign(event: str, language: str) -> list[str]:
    """Return the names that stand in no text of that language."""
    told = [pair for pair in pairs(event) if pair[0] != pair[1]]
    mine, other = (0, 1) if language == "it" else (1, 0)
    own = [pair[mine] for pair in told]
    return [pair[other] for pair in told if not any(pair[other] in name for name in own)]


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize(("report", "event"), REPORTS)
def test_no_place_is_called_in_the_other_language(report: str, event: str, language: str) -> None:
    text = TITLES.sub("", read_of(report, event, language))
    said = {name for name in foreign(event, language) if re.search(rf"\b{re.escape(name)}\b", text)}
    assert said == set()


def test_a_town_is_called_as_the_route_calls_it() -> None:
    route = places(load(EVENTS / "coppa-delle-alpi-2024"))
    assert town("Brunico", route, "en") == "Bruneck"
    assert town("Luzern", route, "it") == "Lucerna"
    assert town("Atlantis", route, "it") == "Atlantis"


def test_every_region_that_a_bundled_event_names_twice_has_both_names() -> None:
    assert region("Puglia", "en") == "Apulia"
    assert region("Vaud / Bern", "it") == "Vaud / Berna"
    assert region("Nowhere", "it") == "Nowhere"
