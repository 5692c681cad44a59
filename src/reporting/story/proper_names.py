"""The proper names of an event: of people, teams, cars and places, as reports write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting.frames import present, records
from reporting.story.names import surname

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporting.event import Event

_HELD = {
    "entries": ("team", "make", "model"),
    "controls": ("name", "name_en"),
    "waypoints": ("name", "name_en"),
    "encounters": ("person", "organisation", "place"),
}
"""Table -> its columns of names, beside those of people."""
_PEOPLE = ("driver", "codriver")


def proper_names(event: Event) -> frozenset[str]:
    """Return the names that an event's tables hold, those of people also in part.

    What a crew is called Verdi is no claim of green.
    """
    return frozenset(filter(None, _names(event)))


def _names(event: Event) -> Iterator[str]:
    yield from (event.info.name.it, event.info.name.en)
    for table, columns in _HELD.items():
        if table not in event.tables:
            continue
        for row in records(event[table]):
            yield from (str(row[one]) for one in columns if present(row.get(one)))
            for person in _PEOPLE:
                if present(row.get(person)):
                    name = str(row[person])
                    yield from (name, surname(name), *name.split())
