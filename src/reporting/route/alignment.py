"""Places along a road, in their order: which passage of a road driven twice each place means.

A place may lie near several stretches of a road: on the way out and on the way back, where roads
cross, beside a hairpin. Each place has its candidates, the passages that are about as near as the
nearest; of all choices that never go back, the one is taken whose places lie nearest to the road,
and nearest to the kilometres that the tables tell (dynamic programming: Viterbi's algorithm).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from reporting.route.geodesy import scales
from reporting.route.methods import methods
from reporting.route.track import spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sought:
    """A place to be found on a road.

    Parameters
    ----------
    lat, lon
        Where it is [degrees].
    within_m
        How far from the road it may lie [m].
    km
        How far along the road it is, where a table says so [km].
    end
        -1 for a start, 1 for a finish, 0 else.
    """

    lat: float
    lon: float
    within_m: float
    km: float | None = None
    end: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a road passes a place.

    Parameters
    ----------
    along_m
        Distance from the road's start [m].
    away_m
        How far from the place that is [m].
    other_m
        Another passage that is about as likely [m]; None where there is none.
    """

    along_m: float
    away_m: float
    other_m: float | None = None


class Road(Protocol):
    """A road that places can be looked up on."""

    @property
    def lat(self) -> Numbers:
        """Latitudes of its points [degrees]."""

    @property
    def lon(self) -> Numbers:
        """Longitudes of its points [degrees]."""

    @property
    def along_m(self) -> Numbers:
        """Distance of its points from its start [m]."""


def passages(road: Road, place: Sought) -> list[Passage]:
    """Return the passages near a place: where the road is nearest, and where about as near.

    Where the road winds beside the place, each winding is a passage; farther ones are looked at
    only where the road went away between.
    """
    away, along = _projected(road, place)
    if not away.size or away.min() > place.within_m:
        return []
    limits = methods()["alignment"]
    alike = min(place.within_m, float(away.min()) + limits["alike_m"])
    near = np.flatnonzero(away <= alike)
    taken: list[int] = []
    for at in near[np.argsort(away[near], kind="stable")].tolist():
        if len(taken) == limits["passages"]:
            break
        if all(abs(along[at] - along[other]) > limits["winding_m"] for other in taken):
            taken.append(at)
    for first, last in spans(np.diff(away <= place.within_m) != 0):
        if away[first] <= place.within_m and not any(first <= at < last for at in taken):
            taken.append(first + int(np.argmin(away[first:last])))
    return [Passage(float(along[at]), float(away[at])) for at in sorted(taken)]


def _projected(road: Road, place: Sought) -> tuple[Numbers, Numbers]:
    """Return how far each step of the road is from a place, and where it is nearest, both [m]."""
    to_north, to_east = (float(axis[0]) for axis in scales(np.array([place.lat])))
    north = (road.lat - place.lat) * to_north
    east = (road.lon - place.lon) * to_east
    rise, run = np.diff(north), np.diff(east)
    square = np.maximum(rise**2 + run**2, 1e-12)
    share = np.clip(-(north[:-1] * rise + east[:-1] * run) / square, 0, 1)
    away = np.hypot(north[:-1] + share * rise, east[:-1] + share * run)
    return away, road.along_m[:-1] + share * np.diff(road.along_m)


def aligned(road: Road, places: Sequence[Sought]) -> list[Passage | None]:
    """Return where the road passes each of several places, in their order.

    Parameters
    ----------
    road
        The road.
    places
        The places in the order in which they are driven through.

    Returns
    -------
    list of Passage or None
        One for each place; None where the road does not come near, or only against the order.
    """
    usual_m = _usual_away_m(road)
    states = [
        _State(place, passage, _cost(passage, sought, float(road.along_m[-1]), usual_m))
        for place, sought in enumerate(places)
        for passage in passages(road, sought)
    ]
    if not states:
        return [None] * len(places)
    return _chosen(states, len(places))


@dataclass(frozen=True, slots=True)
class _State:
    """A passage that a place may mean, and what it costs."""

    place: int
    passage: Passage
    cost: float


def _usual_away_m(road: Road) -> float:
    """Return how far a place usually lies off a road [m]: between sparse fixes bends are cut."""
    limits = methods()["alignment"]
    steps = np.diff(road.along_m)
    step = float(np.quantile(steps[steps > 0], 0.9)) if (steps > 0).any() else 0.0
    return float(np.hypot(limits["away_m"], limits["away_share"] * step))


def _cost(passage: Passage, place: Sought, length: float, usual_m: float) -> float:
    """Return the square of how far a passage is from where it should be, in usual errors."""
    usual = methods()["alignment"]
    cost = (passage.away_m / usual_m) ** 2
    if place.km is not None:
        off = (passage.along_m - place.km * 1000) / (usual["km_m"] + usual["km_share"] * length)
        cost += min(float(off**2), usual["most"])
    if place.end:
        missed = passage.along_m if place.end < 0 else length - passage.along_m
        cost += min((missed / (usual["end_share"] * length + usual["km_m"])) ** 2, usual["most"])
    return cost


def _chosen(states: Sequence[_State], count: int) -> list[Passage | None]:
    """Return the cheapest passages that never go back; a place left out costs something, too."""
    place = np.array([state.place for state in states])
    # A place of no passage costs nothing to leave out: ranks count those that have one.
    rank = np.unique(place, return_inverse=True)[1]
    along = np.array([state.passage.along_m for state in states])
    # Places beside the road may project on it a little against their order.
    slack = 1.0 + np.array([state.passage.away_m for state in states])
    cost = np.array([state.cost for state in states])
    ahead, before = _cheapest(rank, along, slack, cost)
    mirrored, _ = _cheapest(rank.max() - rank[::-1], -along[::-1], slack[::-1], cost[::-1])
    through = ahead + mirrored[::-1] - cost
    limits = methods()["alignment"]
    at = int(np.argmin(ahead + limits["left_out"] * (rank.max() - rank)))
    taken: list[Passage | None] = [None] * count
    latest = np.inf
    while at >= 0:
        others = np.flatnonzero(
            (place == place[at]) & (np.abs(along - along[at]) > limits["apart_m"])
        )
        likely = others[through[others] <= through[at] + limits["doubt"]]
        other = float(along[likely[np.argmin(through[likely])]]) if likely.size else None
        latest = min(latest, float(along[at]))
        taken[place[at]] = replace(states[at].passage, along_m=latest, other_m=other)
        at = int(before[at])
    return taken


def _cheapest(
    rank: NDArray[np.intp], along: Numbers, slack: Numbers, cost: Numbers
) -> tuple[Numbers, NDArray[np.intp]]:
    """Return the least cost of a choice that ends in each state, and the state before it."""
    skipped = methods()["alignment"]["left_out"]
    total, before = cost.copy(), np.full(len(cost), -1)
    for state in range(len(cost)):
        alone = skipped * rank[state]
        in_order = along <= along[state] + slack + slack[state]
        earlier = np.flatnonzero((rank < rank[state]) & in_order)
        costs = total[earlier] + skipped * (rank[state] - rank[earlier] - 1)
        if costs.size and costs.min() <= alone:
            before[state] = earlier[np.argmin(costs)]
        total[state] += min(alone, costs.min(initial=np.inf))
    return total, before
