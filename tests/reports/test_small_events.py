"""Reports of small events: nobody home, one, two; ties; no trial; nothing that is optional."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reporting.event import load
from reporting.scoring import score
from reporting.story.names import crew_full
from support.composed import composed, words_of
from support.small_events import NAMED, SmallEvent, drawn

UNFILLED = re.compile(r"\bnan\b|\bNone\b(?! asks)|<NA>|\bNaT\b|\{[a-z_]*\}|Decimal\(|\(\)|, ,|, \.")
EVENTS = NAMED | {f"drawn {seed}": drawn(seed) for seed in range(4)}
each_event = pytest.mark.parametrize("small", EVENTS.values(), ids=EVENTS)

NOBODY = {"it": "Nessun equipaggio è in classifica", "en": "No crew is classified"}
LEVEL = {"it": "a pari merito al primo posto", "en": "share first place"}
WON = {"it": r"vinc(e|ono) Prova Uno", "en": r"won Trial One"}


def told(small: SmallEvent, folder: Path, report: str, language: str) -> str:
    """Return the words of a report on a small event."""
    return words_of(composed(report, str(small.write(folder)), language))


@each_event
@pytest.mark.parametrize("language", ["it", "en"])
def test_the_podium_says_who_won_and_who_shares(
    small: SmallEvent, language: str, tmp_path: Path
) -> None:
    text = told(small, tmp_path, "race", language)
    overall = score(load(tmp_path / "prova-uno")).rankings["overall"]
    ranked = overall.dropna(subset=["position"])
    first = [crew_full(row) for row in ranked[ranked["position"] == 1].to_dict("records")]
    assert not UNFILLED.search(text)
    assert (NOBODY[language] in text) == (not first)
    assert (LEVEL[language] in text) == (len(first) > 1)
    assert bool(re.search(WON[language], text)) == (len(first) == 1)
    for name in first if len(first) <= 3 else ():
        assert name in text


@each_event
def test_the_timing_quality_is_told_whole(small: SmallEvent, tmp_path: Path) -> None:
    text = told(small, tmp_path, "timing_quality", "it")
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
