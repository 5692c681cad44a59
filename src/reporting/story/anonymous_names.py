"""Crews as readers know them: without a name in their language, with a common one told apart.

*Equipaggio 07* is *Crew 07* in English; of two crews *Neri - Neri* each is named in full.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reporting.frames import in_language, present, records
from reporting.story.names import TOLD_APART, distinct_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from reporting.event import Event
    from reporting.scoring import Standings

_PEOPLE = ("driver", "codriver")


def localised(name: str, language: str) -> str:
    """Return what stands for a name in the reader's language; a name as it is.

    Examples
    --------
    >>> localised("Equipaggio 07", "en"), localised("Co-driver 3", "it"), localised("Ugo 7", "en")
    ('Crew 07', 'Navigatore 3', 'Ugo 7')
    """
    words, pattern = _words()
    found = pattern.fullmatch(name)
    return f"{words[found[1]][language]} {found[2]}" if found else name


def localised_row(row: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return a row with its unnamed crew called as readers of `language` call it."""
    people = {key: localised(str(row[key]), language) for key in _PEOPLE if present(row.get(key))}
    return {**row, **people}


def localised_event(event: Event, language: str) -> Event:
    """Return the event with its unnamed crews called as readers of `language` call them."""
    entries = _localised_frame(event["entries"], language)
    return event.narrowed(entries=_told_apart(entries, distinct_names(records(entries))))


def localised_standings(standings: Standings, event: Event, language: str) -> Standings:
    """Return the standings with unnamed crews and controls as readers of `language` call them."""
    rankings = {
        name: _localised_frame(table, language) for name, table in standings.rankings.items()
    }
    apart = distinct_names(records(rankings["overall"]))
    rankings = {name: _told_apart(table, apart) for name, table in rankings.items()}
    names = {
        str(row["code"]): in_language(row, "name", language) for row in records(event["controls"])
    }
    sheet = standings.scored.sheet
    known = sheet.course.controls
    named = known["code"].map(names).where(known["name"].notna()).astype(known["name"].dtype)
    course = replace(sheet.course, controls=known.assign(name=named))
    scored = replace(standings.scored, sheet=replace(sheet, course=course))
    return replace(standings, rankings=rankings, scored=scored)


def _told_apart(table: pd.DataFrame, apart: Mapping[int, str]) -> pd.DataFrame:
    if not apart or "number" not in table:
        return table
    return table.assign(**{TOLD_APART: table["number"].map(apart)})


def _localised_frame(table: pd.DataFrame, language: str) -> pd.DataFrame:
    people = [column for column in _PEOPLE if column in table]
    named = {
        column: table[column].map(lambda name: localised(name, language), na_action="ignore")
        for column in people
    }
    return table.assign(**{column: named[column].astype(table[column].dtype) for column in people})


@cache
def _words() -> tuple[dict[str, dict[str, str]], re.Pattern[str]]:
    """Return a word -> the same in each language, and the pattern of a name made of one."""
    text = files("reporting.story").joinpath("anonymous_names.toml").read_text(encoding="utf-8")
    roles = tomllib.loads(text).values()
    words = {word: role for role in roles for word in role.values()}
    return words, re.compile(rf"({'|'.join(map(re.escape, words))}) (\d+)")
