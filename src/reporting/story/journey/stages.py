"""One day of a journey: the way, who was met, what its places share with others, their figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel import Locale

from reporting.frames import present, records
from reporting.route.place_names import town
from reporting.story.facts import Fact
from reporting.story.journey.people import spots
from reporting.story.published_facts import published, published_length

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reporting.event import Event
    from reporting.event.model import Leg
    from reporting.route import Route, Waypoint
    from reporting.story.journey.indicators import Indicator
    from reporting.story.journey.people import Encounter, Spot
    from reporting.story.voice import Voice


@dataclass(frozen=True, slots=True)
class Pass:
    """A mountain pass that was driven over.

    Parameters
    ----------
    name, other
        In the reader's language; its local or Italian name where that differs.
    height
        Height above sea level [m], other sources' values beside it; None where none is published.
    """

    name: str
    other: str
    height: Fact | None


@dataclass(frozen=True, slots=True)
class Link:
    """A subject of one place that comes up elsewhere too, and the places where it does."""

    subject: str
    here: tuple[str, ...]
    elsewhere: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """One day of the journey: a leg, or the closing conference (`number` is None).

    Parameters
    ----------
    number, date, start, finish, length
        The leg's; a conference's start is its place, its date is None where it is not published.
    people
        Who was met, in order.
    spots
        Where, in order.
    passes
        Passes driven over, in order.
    countries
        Countries that the day ran through, in the reader's language.
    links
        The day's subjects that come up elsewhere.
    local
        Indicators of the places of the day, place -> figures; places without any too.
    """

    number: int | None
    date: dt.date | None
    start: str
    finish: str
    length: Fact | None
    people: tuple[Encounter, ...]
    spots: tuple[Spot, ...]
    passes: tuple[Pass, ...]
    countries: tuple[str, ...]
    links: tuple[Link, ...]
    local: Mapping[str, tuple[Indicator, ...]]

    @property
    def id(self) -> str:
        """A word for the page's addresses."""
        return f"leg-{self.number}" if self.number else "conference"

    @property
    def way(self) -> str:
        """From where to where."""
        return f"{self.start} \u2013 {self.finish}" if self.finish else self.start

    @property
    def top_m(self) -> int:
        """The highest pass of the day [m]; 0 without any."""
        return max((int(one.height.number) for one in self.passes if one.height), default=0)

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes of the day, as published."""
        return tuple(dict.fromkeys(met.theme for met in self.people if met.theme))

    @property
    def themes_quoted(self) -> tuple[str, ...]:
        """The themes word for word, in the language in which they were published."""
        return tuple(dict.fromkeys(met.theme_quoted for met in self.people if met.theme_quoted))

    @property
    def shared_conversation(self) -> str:
        """What everybody of the day was asked about, where that is published for all at once."""
        said = {met.conversation for met in self.people}
        return said.pop() if len(said) == 1 and len(self.people) > 1 else ""

    @property
    def together(self) -> tuple[tuple[tuple[Encounter, ...], str], ...]:
        """What some of the day were asked about together, and who: said once, not on each card."""
        groups = {
            words: tuple(met for met in self.people if met.conversation == words)
            for words in dict.fromkeys(met.conversation for met in self.people if met.conversation)
        }
        return tuple(
            (group, words) for words, group in groups.items() if 1 < len(group) < len(self.people)
        )

    def alone(self, met: Encounter) -> bool:
        """Tell whether what somebody was asked about is published of nobody else of the day."""
        return sum(one.conversation == met.conversation for one in self.people) == 1

    @property
    def theme(self) -> str:
        """The themes in one line."""
        return "; ".join(self.themes)


@dataclass(frozen=True)
class JourneySources:
    """What every day of a journey is read from.

    Parameters
    ----------
    event, route, voice
        The package, its route, the reader's language.
    met
        Everybody who was met.
    everywhere
        Every place where somebody was met.
    figures
        The indicators that may be printed.
    """

    event: Event
    route: Route
    voice: Voice
    met: Sequence[Encounter]
    everywhere: Sequence[Spot]
    figures: Sequence[Indicator]


def stage(leg: Leg, ground: JourneySources) -> Stage:
    """Return what is told about one leg."""
    event, route, voice = ground.event, ground.route, ground.voice
    people = tuple(one for one in ground.met if one.leg == leg.number)
    on_the_way = [point for point in route.waypoints if point.leg == leg.number]
    codes = dict.fromkeys(point.country for point in on_the_way if point.country)
    names = Locale.parse(voice.locale).territories
    countries = [str(names.get(code, code)) for code in codes]
    here = spots(people, ground.route)
    return Stage(
        number=leg.number,
        date=leg.date,
        start=town(leg.start, route.waypoints, voice.language),
        finish=town(leg.finish, route.waypoints, voice.language),
        length=published_length(leg, voice.language),
        people=people,
        spots=here,
        passes=_passes(event, on_the_way, voice),
        countries=tuple(dict.fromkeys([*countries, *(one.country_name for one in people)])),
        links=_links(here, leg.number, ground.everywhere),
        local=_local(here, on_the_way, ground),
    )


def closing(ground: JourneySources) -> Stage | None:
    """Return the closing conference; None where nobody was met there and no day is published."""
    event, voice = ground.event, ground.voice
    people = tuple(one for one in ground.met if one.leg is None)
    held = published(event, "conference_date", voice)
    if not people and held is None:
        return None
    here = spots(people, ground.route)
    day = held.value if held is not None and isinstance(held.value, dt.date) else None
    return Stage(
        number=None,
        date=day,
        start=voice.list([spot.name for spot in here]),
        finish="",
        length=None,
        people=people,
        spots=here,
        passes=(),
        countries=tuple(dict.fromkeys(one.country_name for one in people)),
        links=_links(here, None, ground.everywhere),
        local={},
    )


def _passes(event: Event, on_the_way: Iterable[Waypoint], voice: Voice) -> tuple[Pass, ...]:
    keys = {
        (row["leg"], row["seq"]): str(row["height_fact"])
        for row in records(event["waypoints"])
        if present(row.get("height_fact"))
    }
    return tuple(
        Pass(
            point.called(voice.language),
            _other_name(point, voice),
            _height(point, keys.get((point.leg, point.seq), ""), event, voice),
        )
        for point in on_the_way
        if point.is_pass
    )


def _other_name(point: Waypoint, voice: Voice) -> str:
    shown = point.called(voice.language)
    names = (point.name_local, point.name)
    return next((name for name in names if name and name != shown), "")


def _height(point: Waypoint, key: str, event: Event, voice: Voice) -> Fact | None:
    """Return a pass's published heights, else the one seen for the place; never a recalled one."""
    told = published(event, key, voice) if key else None
    if told is not None:
        return told
    if point.elevation_m is None or point.elevation_confidence == "recalled":
        return None
    return Fact(f"height_{point.leg}_{point.seq}", round(point.elevation_m), point.source, "m")


def _links(here: Sequence[Spot], leg: int | None, everywhere: Sequence[Spot]) -> tuple[Link, ...]:
    """Return the subjects of a day that come up in places of other days."""
    subjects = dict.fromkeys(one for spot in here for one in spot.subjects)
    keys = {spot.key for spot in here}
    made = [
        Link(
            subject,
            tuple(spot.name for spot in here if subject in spot.subjects),
            tuple(
                spot
                for spot in everywhere
                if spot.key not in keys and _elsewhere(spot, subject, leg)
            ),
        )
        for subject in subjects
    ]
    return tuple(link for link in made if link.elsewhere)


def _elsewhere(spot: Spot, subject: str, leg: int | None) -> bool:
    return any(subject in met.subjects and met.leg != leg for met in spot.people)


def _local(
    here: Sequence[Spot],
    on_the_way: Sequence[Waypoint],
    ground: JourneySources,
) -> dict[str, tuple[Indicator, ...]]:
    """Return place -> indicators: every place with an encounter, others where figures exist."""
    told = {
        spot.name: tuple(one for one in ground.figures if one.place == spot.key) for spot in here
    }
    keys = {spot.key for spot in here}
    for point in on_the_way:
        found = tuple(
            one
            for one in ground.figures
            if one.place and one.place not in keys and one.place in (point.name, point.municipality)
        )
        start_or_end = point.kind in ("start", "finish")
        if found and not start_or_end:
            told.setdefault(point.called(ground.voice.language), found)
    return told
