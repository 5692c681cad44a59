"""What towns and regions are called in the reader's language: names are data, never the code's.

A town's names are those of the event's own places (`name`, `name_en`, `name_local`), a region's
stand in ``basemap/regions.csv``. What has no row is called as the table writes it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reporting.frames import in_language
from reporting.paths import reference_folder
from reporting.reads import remembered, source
from reporting.route.waypoints import BOTH

if TYPE_CHECKING:
    from reporting.route.places import Waypoint


def region(name: str, language: str) -> str:
    """Return a region for readers of `language`, both of a place on the border between two.

    Examples
    --------
    >>> region("Puglia", "en"), region("Trentino-Alto Adige / Tirol", "it")
    ('Apulia', 'Trentino-Alto Adige / Tirolo')
    """
    return BOTH.join(_region(one.strip(), language) for one in name.split(BOTH))


def _region(name: str, language: str) -> str:
    row = _regions().get(name)
    return in_language(row, "name", language) if row else name


@remembered
def _regions() -> dict[str, dict[str, str]]:
    path = reference_folder() / "basemap" / "regions.csv"
    with source(path).open(encoding="utf-8", newline="") as stream:
        return {row["name"]: row for row in csv.DictReader(stream)}


def town(name: str, places: Iterable[Waypoint], language: str) -> str:
    """Return a town for readers of `language`, as the places of the route are called there.

    The name of a place counts up to its first comma ("town, museum"). A town that no place is
    called after stays as it is written.
    """
    for place in places:
        if name in map(_before_comma, (place.name, place.name_en, place.name_local)):
            return _before_comma(place.called(language))
    return name


def _before_comma(name: str) -> str:
    return name.partition(",")[0].strip()
