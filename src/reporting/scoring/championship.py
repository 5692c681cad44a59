"""A championship: points over several events, by a rule that is a TOML file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from reporting.errors import InputError
from reporting.event.schema import normal
from reporting.event.worded import Strict, Words
from reporting.frames import present, records
from reporting.scoring.rule_numbers import Points
from reporting.scoring.rulebook import OVERALL, SourceWords
from reporting.scoring.rulebook_file import read_rules

if TYPE_CHECKING:
    from reporting.scoring.standings import Standings


class Round(Strict):
    """An event of a championship; its points are multiplied by `factor`."""

    event: str
    factor: Points = Decimal(1)


class ChampionshipRule(Strict):
    """Who collects which points over which events.

    Parameters
    ----------
    id, name, source
        What it is, and where the rule was read.
    round
        The events, in order.
    ranking
        Which ranking of each event gives the points.
    points
        Those of the first, the second, ... place; further ones get none.
    by
        Who collects them.
    best
        How many results of each count, the best ones; None: all.
    at_least
        In how many events a result is needed to be ranked.
    ties
        ``best_places``: more first places, then more second ones, ...; none: equals share a place.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$")]
    name: Words
    source: SourceWords
    round: Annotated[tuple[Round, ...], Field(min_length=1)]
    ranking: str = OVERALL
    points: Annotated[tuple[Points, ...], Field(min_length=1)]
    by: Literal["driver", "codriver", "team"] = "driver"
    best: int | None = Field(default=None, ge=1)
    at_least: int = Field(default=1, ge=1)
    ties: tuple[Literal["best_places"], ...] = ()


@dataclass(frozen=True)
class ChampionshipPlace:
    """A place in a championship.

    Parameters
    ----------
    position
        None for whoever has too few results.
    name
        Who: a driver, a co-driver, a team.
    total
        The points that count.
    results
        Event -> position there and points; events without a result are not in it.
    counted
        The events whose points count.
    """

    position: int | None
    name: str
    total: Decimal
    results: Mapping[str, tuple[int, Decimal]]
    counted: Sequence[str]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values; decimals as strings."""
        return {
            "position": self.position,
            "name": self.name,
            "total": f"{self.total.normalize():f}",
            "results": {
                event: {
                    "position": position,
                    "points": f"{points.normalize():f}",
                    "counts": event in self.counted,
                }
                for event, (position, points) in self.results.items()
            },
        }


def read_championship(path: Path) -> ChampionshipRule:
    """Read the rule of a championship.

    Raises
    ------
    InputError
        When there is no such file, it is no TOML, or a key is missing, unknown or has a value
        that no championship has.
    """
    return read_rules(path, ChampionshipRule)


def championship(
    rule: ChampionshipRule, standings: Mapping[str, Standings]
) -> list[ChampionshipPlace]:
    """Return a championship's standings.

    Parameters
    ----------
    rule
        The rule.
    standings
        Event -> its standings; the rule's events that are not in it have not been run yet.

    Raises
    ------
    InputError
        When an event has not the ranking that gives the points.
    """
    collected: dict[str, dict[str, tuple[int, Decimal]]] = {}
    names: dict[str, str] = {}
    for one in rule.round:
        if one.event not in standings:
            continue
        for name, position in _placed(rule, one.event, standings[one.event]):
            # Equal places get the points of that place each.
            points = rule.points[position - 1] if position <= len(rule.points) else Decimal(0)
            key = " ".join(sorted(normal(name).split()))
            names.setdefault(key, name)
            collected.setdefault(key, {})[one.event] = (position, points * one.factor)
    places = [_of(names[key], results, rule) for key, results in collected.items()]
    ranked = sorted((one for one in places if len(one[2]) >= rule.at_least), key=_key(rule))
    others = sorted((one for one in places if len(one[2]) < rule.at_least), key=_key(rule))
    found: list[ChampionshipPlace] = []
    position = 0
    for at, (name, total, results, counted) in enumerate(ranked):
        same = at > 0 and _key(rule)(ranked[at - 1])[:-1] == _key(rule)(ranked[at])[:-1]
        position = position if same else at + 1
        found.append(ChampionshipPlace(position, name, total, results, counted))
    return [*found, *(ChampionshipPlace(None, *one) for one in others)]


_Collected = tuple[str, Decimal, dict[str, tuple[int, Decimal]], list[str]]


def _placed(rule: ChampionshipRule, event: str, standings: Standings) -> list[tuple[str, int]]:
    if rule.ranking not in standings.rankings:
        known = ", ".join(standings.rankings)
        message = f"{event} has no ranking {rule.ranking!r} for {rule.id}; it has {known}."
        raise InputError(message)
    table = standings.rankings[rule.ranking]
    if rule.by not in table:
        raise InputError(f"The ranking {rule.ranking!r} of {event} has no column {rule.by}.")
    rows = records(table.dropna(subset=["position"]))
    return [(str(row[rule.by]), int(row["position"])) for row in rows if present(row[rule.by])]


def _of(name: str, results: dict[str, tuple[int, Decimal]], rule: ChampionshipRule) -> _Collected:
    best = sorted(results, key=lambda event: (-results[event][1], results[event][0]))
    counted = best[: rule.best]
    total = sum((results[event][1] for event in counted), Decimal(0))
    return name, total, results, [event for event in results if event in counted]


def _key(rule: ChampionshipRule) -> Any:
    def key(one: _Collected) -> tuple[Any, ...]:
        name, total, results, _ = one
        places = [position for position, _ in results.values()]
        most = [-places.count(position) for position in range(1, len(rule.points) + 1)]
        return (-total, most if rule.ties else [], name)

    return key
