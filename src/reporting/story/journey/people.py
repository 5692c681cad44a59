"""The people met on a journey, their places and subjects: the table ``encounters``, read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from babel import Locale

from reporting.event.countries import two_letters
from reporting.frames import in_language, present, records
from reporting.story.print_sources import in_print

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reporting.event import Event
    from reporting.route import Route, Waypoint
    from reporting.story.voice import Voice

PARTS = ";"
"""Parts several goals or subjects in a cell."""


@dataclass(frozen=True, slots=True)
class Encounter:
    """One conversation: who was met, where, and what for.

    Parameters
    ----------
    id
        A word for the page's addresses.
    leg
        The leg's number; None for the closing conference.
    spot
        The place as the table names it: the key that places are matched by.
    place, place_other
        The place in the reader's language; its local or Italian name where that differs.
    country, country_name
        ISO 3166-1 alpha-2, and the name in the reader's language.
    person, person_elsewhere
        The name as the organiser published it; as it is spelt elsewhere, empty where that is the
        same or unknown.
    role, organisation, organisation_elsewhere
        Likewise; empty where unknown.
    organisation_in_full
        The whole name of which the published one is a part; empty where it is the name itself.
    theme
        The theme of the day, as published.
    subjects
        What the practice is about: an editorial reading.
    practice
        What is done there.
    goals
        Sustainable Development Goals, by number: an editorial reading.
    source, note
        Who published it; what the table adds.
    presented
        Role and organisation in the words of the source; empty where it gives none.
    theme_quoted
        The theme word for word, in the language in which it was published.
    conversation
        What was talked about, in the words of the source or their translation.
    practice_source
        Who told of the practice, where that is another source.
    of_organiser
        Whether the person belongs to the organiser, and is counted apart from those met.
    """

    id: str
    leg: int | None
    spot: str
    place: str
    place_other: str
    country: str
    country_name: str
    person: str
    person_elsewhere: str
    role: str
    organisation: str
    organisation_elsewhere: str
    organisation_in_full: str
    theme: str
    subjects: tuple[str, ...]
    practice: str
    goals: tuple[int, ...]
    source: str
    note: str
    presented: str
    theme_quoted: str
    conversation: str
    practice_source: str
    of_organiser: bool

    @property
    def what(self) -> str:
        """Role and organisation in one line, as the source has them where it is known."""
        told = self.presented or ", ".join(one for one in (self.role, self.organisation) if one)
        return f"{told} ({self.organisation_in_full})" if self.organisation_in_full else told

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """The person's and the organisation's names as other sources spell them."""
        return tuple(name for name in (self.person_elsewhere, self.organisation_elsewhere) if name)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the journey: who was met there, and where it is.

    Parameters
    ----------
    key, name, other, country, country_name
        As in :class:`Encounter`.
    people
        Who was met there, on whatever day.
    at
        The place of the route that it is; None where no place of the route has its name.
    """

    key: str
    name: str
    other: str
    country: str
    country_name: str
    people: tuple[Encounter, ...]
    at: Waypoint | None

    @property
    def legs(self) -> tuple[int | None, ...]:
        """The legs on which it was visited, None for the closing conference."""
        return tuple(dict.fromkeys(met.leg for met in self.people))

    @property
    def subjects(self) -> tuple[str, ...]:
        """What is worked on there."""
        return tuple(dict.fromkeys(one for met in self.people for one in met.subjects))


def encounters(event: Event, voice: Voice, legs: Sequence[int]) -> tuple[Encounter, ...]:
    """Return who was met on `legs` and at the closing conference, in their order.

    Parameters
    ----------
    event
        The package.
    voice
        The reader's language.
    legs
        The legs that are told.
    """
    told = [_encounter(row, voice) for row in records(event["encounters"])]
    order = [*legs, None]
    return tuple(met for leg in order for met in told if met.leg == leg)


def spots(met: Iterable[Encounter], route: Route) -> tuple[Spot, ...]:
    """Return the places where people were met, in the order of the journey."""
    groups: dict[str, list[Encounter]] = {}
    for one in met:
        groups.setdefault(one.spot, []).append(one)
    return tuple(
        Spot(
            key,
            group[0].place,
            group[0].place_other,
            group[0].country,
            group[0].country_name,
            tuple(group),
            located(key, group[0].leg, route),
        )
        for key, group in groups.items()
    )


def located(place: str, leg: int | None, route: Route) -> Waypoint | None:
    """Return the place of the route called `place`: on that leg where there is one, else on any.

    A place's name counts up to its first comma ("town, museum"), its municipality too.
    """
    named = [point for point in route.waypoints if _bare(point.name) == place]
    there = named or [point for point in route.waypoints if point.municipality == place]
    return next((point for point in there if point.leg == leg), there[0] if there else None)


def _bare(name: str) -> str:
    return name.partition(",")[0].partition(" (")[0].strip()


def _encounter(row: Mapping[str, Any], voice: Voice) -> Encounter:
    leg = int(row["leg"]) if present(row["leg"]) else None
    language = voice.language
    code = two_letters(str(row["country"])) if present(row["country"]) else ""
    place = in_language(row, "place", language)
    published = _text(row, "name_as_published") or _text(row, "person")
    called = _text(row, "organisation_as_published")
    organisation = in_language(row, "organisation", language)
    other = called and _differing(row, "organisation", called)
    shortened = bool(other) and _is_short_for(called, _text(row, "organisation"))
    return Encounter(
        id=f"encounter-{leg or 'end'}-{row['seq']}",
        leg=leg,
        spot=_text(row, "place"),
        place=place,
        place_other=_other_name(row, place),
        country=code,
        country_name=str(Locale.parse(voice.locale).territories.get(code, code)),
        person=published,
        person_elsewhere=_differing(row, "person", published),
        role=in_language(row, "role", language),
        organisation=called or organisation,
        organisation_elsewhere="" if not other or shortened else organisation,
        organisation_in_full=organisation if other and shortened else "",
        theme=in_language(row, "theme", language),
        subjects=_parts(in_language(row, "subjects", language)),
        practice=in_language(row, "practice", language),
        goals=tuple(int(goal) for goal in _parts(_text(row, "sdg"))),
        source=in_print(_text(row, "source"), language),
        note=in_language(row, "note", language),
        presented=in_language(row, "role_as_published", language),
        theme_quoted=_text(row, "theme"),
        conversation=in_language(row, "conversation", language),
        practice_source=in_print(_text(row, "practice_source"), language),
        of_organiser=present(row.get("of_organiser")) and bool(row["of_organiser"]),
    )


def _other_name(row: Mapping[str, Any], shown: str) -> str:
    """Return the local name, or the Italian one, where readers do not see it already."""
    names = (_text(row, "place_local"), _text(row, "place"))
    return next((name for name in names if name and name != shown), "")


def _differing(row: Mapping[str, Any], column: str, shown: str) -> str:
    text = _text(row, column)
    return text if text != shown else ""


def _is_short_for(name: str, whole: str) -> bool:
    """Tell whether a name leaves out words of another and spells none of them its own way."""
    return set(name.casefold().split()) < set(whole.casefold().split())


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(PARTS) if part.strip())


def _text(row: Mapping[str, Any], column: str) -> str:
    return str(row[column]).strip() if present(row.get(column)) else ""
