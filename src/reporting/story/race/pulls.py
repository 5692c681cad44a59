"""The opening figures: five or six that matter, each with its unit and one line of meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.story.facts import Fact
    from reporting.story.race.telling import Race

WANTED = (
    "total_km",
    "crews",
    "west_east_km",
    "time_trials",
    "countries",
    "winner_margin",
    "unesco",
    "zeros",
    "average_trials",
    "highest_pass_m",
    "regions",
    "legs",
)
"""Candidates in order of interest; those that an event lacks, or counts as none, drop out."""

SHOWN = 6

COMPUTED = frozenset({"time_trials", "average_trials", "winner_margin", "zeros"})
"""Figures that rest on the times, and are simulated where these are."""


@dataclass(frozen=True, slots=True)
class Pull:
    """One opening figure: value, unit, label and meaning, ready to print."""

    key: str
    value: str
    unit: str
    label: str
    meaning: str
    source: str
    notice: str = ""


def pulls(race: Race) -> list[Pull]:
    """Return the opening figures of a race, at most six."""
    known = [fact for key in WANTED if (fact := race.facts.get(key)) is not None]
    return [_pull(race, fact) for fact in known if _speaks(fact)][:SHOWN]


def _speaks(fact: Fact) -> bool:
    """Tell whether a figure says something: not zero, and more than one country."""
    least = 1 if fact.key == "countries" else 0
    return fact.number > least


def _pull(race: Race, fact: Fact) -> Pull:
    text = race.voice.text
    return Pull(
        fact.key,
        _value(race, fact),
        fact.unit,
        text(f"pull {fact.key}", direction=race.eastward),
        _meaning(race, fact),
        fact.source,
        race.notice if fact.key in COMPUTED else "",
    )


def _value(race: Race, fact: Fact) -> str:
    """Return the value without unit; a disputed one as the range of what sources say."""
    voice = race.voice
    if not fact.disputed:
        shown = voice.number(fact.number, fact.decimals)
        return voice.text(f"hedge {fact.qualifier}", figure=shown) if fact.qualifier else shown
    numbers = sorted(variant.number for variant in fact.variants)
    return f"{voice.number(numbers[0])}\u2013{voice.number(numbers[-1])}"


def _meaning(race: Race, fact: Fact) -> str:
    text, voice = race.voice.text, race.voice
    if fact.disputed:
        return text("meaning disputed", n=voice.number(len(fact.variants)))
    classified, passages = race.facts.get("classified"), race.facts.get("pc_passages")
    if fact.key == "crews" and classified is None:
        return text("meaning crews published")
    return text(
        f"meaning {fact.key}",
        classified=classified.show(voice) if classified else "",
        passages=passages.show(voice) if passages else "",
        list=voice.list(_listed(race, fact.key)),
        name=race.highest_pass,
    )


def _listed(race: Race, key: str) -> list[str]:
    lists = {
        "countries": race.areas,
        "regions": list(race.route.regions),
        "unesco": race.unesco,
        "legs": [f"{leg.start}\u2013{leg.finish}" for leg in race.legs],
    }
    return lists.get(key, [])
