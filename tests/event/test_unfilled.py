"""What a new event keeps a place for is told while nobody has written it, and never printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporting.event import load
from support.command import reporting
from support.packages import good_tables, replace_in, write_package


@pytest.mark.parametrize("word", ["?", "da definire", "TBD", "-", ""])
def test_a_town_that_is_still_to_be_written_is_no_town(tmp_path: Path, word: str) -> None:
    folder = write_package(tmp_path, **good_tables())
    (town,) = {leg.start for leg in load(folder).info.legs[:1]}
    replace_in(folder / "event.toml", f'from = "{town}"', f'from = "{word}"')
    event = load(folder)
    (told,) = (one for one in event.findings if one.code == "event-leg-unnamed")
    assert (told.column, str(told.severity)) == ("legs[1].from", "warning")
    assert event.info.legs[0].start == ""


def test_a_new_event_asks_for_what_its_file_keeps_a_place_for(tmp_path: Path) -> None:
    made = reporting("new", tmp_path / "prova", "--start", "2026-10-10", "--days", "2")
    assert made.exit_code == 0
    codes = [one.code for one in load(tmp_path / "prova").findings]
    assert codes.count("event-leg-unnamed") == 4
    assert "event-note-stale" not in codes


def test_times_beside_a_note_that_there_are_none_are_refused(tmp_path: Path) -> None:
    reporting("new", tmp_path / "prova", "--start", "2026-10-10", "--days", "1")
    replace_in(tmp_path / "prova" / "event.toml", 'timing = "none"', 'timing = "timekeeper"')
    (told,) = (one for one in load(tmp_path / "prova").findings if one.code == "event-note-stale")
    assert str(told.severity) == "error"
