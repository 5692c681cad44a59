"""What a crew won beside its place in the overall standings: trophies and side rankings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reporting.frames import present, records
from reporting.scoring.analysis import contested

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reporting.event import Event
    from reporting.scoring import Standings

OVERALL = "overall"
LAST = 3
"""The last place that is an award."""


@dataclass(frozen=True, slots=True)
class Award:
    """A place that is an award.

    Parameters
    ----------
    ranking
        The ranking's key; of a published one its name.
    position
        The place.
    of
        How many the ranking holds; 0 where only winners were published.
    level
        Whether it is shared.
    """

    ranking: str
    position: int
    of: int = 0
    level: bool = False


def awards_of(event: Event, standings: Standings) -> Mapping[int, tuple[Award, ...]]:
    """Return each crew's awards, computed ones first.

    Parameters
    ----------
    event, standings
        The package and what scoring it gave.

    Returns
    -------
    mapping
        Number -> its awards, best place first; a crew without any has none.
    """
    found: defaultdict[int, list[Award]] = defaultdict(list)
    for key, ranking in standings.rankings.items():
        if not contested(standings, key):
            continue
        rows = records(ranking.dropna(subset=["position"]))
        places = [int(row["position"]) for row in rows]
        for row, place in zip(rows, places, strict=True):
            if key != OVERALL and place <= LAST:
                award = Award(key, place, len(rows), places.count(place) > 1)
                for number in _numbers(row):
                    found[number].append(award)
    known = {_bare(key) for key in standings.rankings}
    for number, award in _published(event):
        if award.ranking not in known:
            found[number].append(award)
    return {number: tuple(sorted(own, key=_rank)) for number, own in found.items()}


def _numbers(row: Mapping[str, Any]) -> list[int]:
    members = row.get("members")
    return [int(one) for one in members] if isinstance(members, list) else [int(row["number"])]


def _bare(key: str) -> str:
    """Return what a computed ranking is called where it is published: ``category:RC2`` is RC2."""
    return key.rpartition(":")[2]


def _published(event: Event) -> Iterator[tuple[int, Award]]:
    """Go through the published places of crews that are entered under the very same names."""
    numbers = {_names(row): int(row["number"]) for row in records(event["entries"])}
    for row in records(event["published_results"]):
        number, place = numbers.get(_names(row)), row["position"]
        if row["ranking"] != OVERALL and number and present(place) and int(place) <= LAST:
            yield number, Award(str(row["ranking"]), int(place))


def _names(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[key]) for key in ("driver", "codriver") if present(row.get(key)))


def _rank(award: Award) -> tuple[int, bool]:
    return award.position, not award.of
