"""A leg as it is told: the places on the way, the controls in series, who stood where after it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from babel import Locale

from reporting.frames import in_language, present, records
from reporting.route.place_names import region, town
from reporting.scoring.analysis import last_of_leg, leg_totals
from reporting.story.facts import Fact
from reporting.story.names import crew_short, people, stem, way
from reporting.story.published_facts import published_length
from reporting.story.race.control_series import TRIALS, ControlSeries, control_series

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from reporting.event import Event, Leg
    from reporting.route import Route
    from reporting.route.places import Waypoint
    from reporting.scoring import Standings
    from reporting.story.voice import Voice

MOST_TOWNS = 14
"""Places driven through that are named; of more, how many."""


@dataclass(frozen=True, slots=True)
class StandingAfter:
    """Where a crew stood after a leg; `before` is its position after the leg before, if any."""

    number: int
    crew: str
    people: int
    position: int
    total: Decimal
    gap: Decimal
    before: int | None


@dataclass(frozen=True, slots=True)
class LegStory:
    """What is told about one leg.

    Parameters
    ----------
    number, date, start, finish, length
        As the package has them; the length [km] as published, None where nobody did.
    trials
        How many trials there are, average ones too.
    annulled
        How many of them are annulled for everybody.
    winner
        The crew with the best score of the leg; None where several are level, or without times.
    texts
        What the organiser tells of it, in order; empty where the package brings nothing.
    areas, towns, passes, sites, venues
        Countries (of one country: regions), places driven through, mountain passes, World Heritage
        sites and what was visited beside the road, each in the order of the way.
    named_controls
        Where there are no times, the controls that sources name, with how many trials each holds.
    series
        The controls in series.
    after
        The standings after the leg, as the crews stood there.
    """

    number: int
    date: dt.date
    start: str
    finish: str
    length: Fact | None
    trials: Fact
    annulled: Fact
    winner: str | None
    texts: Sequence[Markup]
    areas: Sequence[str]
    towns: Sequence[str]
    passes: Sequence[str]
    sites: Sequence[str]
    venues: Sequence[str]
    named_controls: Sequence[str]
    series: Sequence[ControlSeries]
    after: Sequence[StandingAfter]

    @property
    def way(self) -> str:
        """From where to where, as far as it is known."""
        return way(self.start, self.finish)

    @property
    def leading(self) -> Sequence[StandingAfter]:
        """Who was first after the leg."""
        return [one for one in self.after if one.position == 1]

    @property
    def following(self) -> Sequence[StandingAfter]:
        """Who came next after the leg."""
        rest = [one.position for one in self.after if one.position > 1]
        return [one for one in self.after if rest and one.position == min(rest)]


def leg_stories(
    event: Event,
    standings: Standings | None,
    route: Route,
    voice: Voice,
    *,
    own: Mapping[str, Sequence[Markup]],
) -> list[LegStory]:
    """Return every leg as it is told, in order.

    Parameters
    ----------
    event, standings, route
        The package, its computed standings (None without times), its route.
    voice
        The reader's language.
    own
        The organiser's texts, by place.
    """
    return [
        _leg_story(leg, event, standings, route, voice=voice, texts=own.get(str(leg.number), ()))
        for leg in event.info.legs
    ]


def _leg_story(
    leg: Leg,
    event: Event,
    standings: Standings | None,
    route: Route,
    *,
    voice: Voice,
    texts: Sequence[Markup],
) -> LegStory:
    counted = voice.text("source counted")
    series = control_series(event, leg.number, voice.language, standings)
    trials = sum(len(one.codes) for one in series if one.kind in TRIALS) if standings else 0
    places = [place for place in route.waypoints if place.leg == leg.number]
    return LegStory(
        number=leg.number,
        date=leg.date,
        start=town(leg.start, route.waypoints, voice.language),
        finish=town(leg.finish, route.waypoints, voice.language),
        length=published_length(leg, voice.language),
        trials=Fact(f"leg_{leg.number}_trials", trials, counted),
        annulled=Fact(f"leg_{leg.number}_annulled", sum(one.annulled for one in series), counted),
        winner=_leg_winner(standings, leg.number) if standings else None,
        texts=texts,
        areas=_areas(places, voice),
        towns=_towns(places, leg, voice),
        passes=_names([place for place in places if place.is_pass], voice),
        sites=_names([place for place in places if place.kind == "unesco"], voice),
        venues=_names([place for place in places if place.kind == "venue"], voice),
        named_controls=() if standings else _named_controls(event, leg.number, voice),
        series=series,
        after=_after(standings, leg.number) if standings else (),
    )


def _named_controls(event: Event, leg: int, voice: Voice) -> list[str]:
    """Return the controls of a leg that sources name, in their order."""
    if not event.has("controls"):
        return []
    table = event["controls"]
    found = []
    for row in records(table[table["leg"] == leg].sort_values("seq")):
        name = in_language(row, "name", voice.language)
        shown = f"{row['kind']}\u00a0{name}" if name else str(row["kind"])
        trials = row.get("trials")
        if trials is not None and present(trials) and int(trials) > 1:
            shown += f" ({voice.plural('n trials', int(trials))})"
        found.append(shown)
    return found


def _areas(places: Sequence[Waypoint], voice: Voice) -> list[str]:
    """Return the countries of a leg through several, else its regions, as far as they are known."""
    names = Locale.parse(voice.locale).territories
    countries = dict.fromkeys(names.get(one.country, one.country) for one in places if one.country)
    regions = dict.fromkeys(region(one.region, voice.language) for one in places if one.region)
    return list(countries if len(countries) > 1 else regions)


def _towns(places: Sequence[Waypoint], leg: Leg, voice: Voice) -> list[str]:
    """Return the places driven through between start and finish, each once by its short name."""
    passed = [place for place in places if place.on_the_road and not place.is_pass]
    names = [stem(place.called(voice.language).partition(",")[0]) for place in passed]
    ends = {town(name, places, voice.language) for name in (leg.start, leg.finish)}
    towns = [name for name in dict.fromkeys(names) if name and name not in ends]
    more = len(towns) - MOST_TOWNS
    rest = [voice.plural("n more places", more, in_words=True)] if more > 0 else []
    return [*towns[:MOST_TOWNS], *rest]


def _names(places: Sequence[Waypoint], voice: Voice) -> list[str]:
    named = (place.called(voice.language).replace(" (UNESCO)", "") for place in places)
    return list(dict.fromkeys(name for name in named if name))


def _leg_winner(standings: Standings, leg: int) -> str | None:
    """Return the classified crew with the best score on one leg; None where several are level."""
    totals = leg_totals(standings, leg)
    if len(totals) < 2:
        return None  # who is alone is better than nobody
    best = (max if standings.rulebook.higher_is_better else min)(totals.values())
    numbers = [number for number, total in totals.items() if total == best]
    if len(numbers) != 1:
        return None
    overall = standings.rankings["overall"]
    return crew_short(records(overall[overall["number"] == numbers[0]])[0])


def _after(standings: Standings, leg: int) -> list[StandingAfter]:
    """Return the standings after a leg, as the crews stood there."""
    history, last = standings.history, last_of_leg(standings, leg)
    rows = records(history[history["control"] == last].sort_values(["position", "number"]))
    before = history[history["leg"] < leg]
    earlier = {
        int(row["number"]): row for row in records(before[before["order"] == before["order"].max()])
    }
    entered = {int(row["number"]): row for row in records(standings.rankings["overall"])}
    return [
        StandingAfter(
            int(row["number"]),
            crew_short(entered[int(row["number"])]),
            people(entered[int(row["number"])]),
            int(row["position"]),
            Decimal(row["total"]),
            Decimal(row["gap"]),
            int(earlier[row["number"]]["position"]) if row["number"] in earlier else None,
        )
        for row in rows
    ]
