"""The opening figures of a journey: six that matter, each counted from the data or as published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting.language import EN_DASH
from reporting.story.race.pulls import Pull

if TYPE_CHECKING:
    from reporting.story.facts import Fact
    from reporting.story.journey.telling import Journey

WANTED = (
    "people",
    "legs",
    "countries",
    "total_km",
    "expert_cars",
    "themes",
    "places",
    "passes",
    "days",
)
"""Candidates in order of interest; those that a journey lacks, or counts as none, drop out."""

SHOWN = 6


def journey_pulls(journey: Journey) -> list[Pull]:
    """Return the opening figures of a journey, at most six."""
    known = [fact for key in WANTED if (fact := journey.facts.get(key)) is not None]
    return [_pull(journey, fact) for fact in known if fact.number > 0][:SHOWN]


def _pull(journey: Journey, fact: Fact) -> Pull:
    return Pull(
        fact.key,
        _value(journey, fact),
        fact.unit,
        journey.voice.text(f"journey pull {fact.key}"),
        _meaning(journey, fact),
        "; ".join(dict.fromkeys(one.source for one in fact.variants)),
    )


def _value(journey: Journey, fact: Fact) -> str:
    """Return the value without unit; of a disputed one both values, or the range of several."""
    voice = journey.voice
    if fact.disputed:
        values = [voice.number(one.number) for one in fact.ordered]
        several = len(values) > 2
        return f"{values[0]}{EN_DASH}{values[-1]}" if several else voice.list(values, "or")
    shown = voice.number(fact.number)
    return voice.text(f"hedge {fact.qualifier}", figure=shown) if fact.qualifier else shown


def _meaning(journey: Journey, fact: Fact) -> str:
    voice = journey.voice
    if fact.disputed:
        return voice.text("journey meaning disputed", values=fact.show(voice))
    split = [voice.number(len(day.people)) for day in journey.days]
    first = journey.stages[0] if journey.stages else None
    last = journey.stages[-1] if journey.stages else None
    return voice.text(
        f"journey meaning {fact.key}",
        split=voice.list(split),
        countries=voice.list(list(journey.countries)),
        start=first.start if first else "",
        finish=last.finish if last else "",
        days=voice.plural("journey n days", journey.facts["days"].number)
        if journey.facts["days"]
        else "",
    )
