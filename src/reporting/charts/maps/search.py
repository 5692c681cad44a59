"""The best set of places for names, of all that each could take.

Two places that touch cannot both be taken. Names choose in the order of their weight; the order
among near equals is tried over and over, from a fixed seed, and the best outcome stays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporting.charts.maps.text import Placed

AIR = 1.5
"""Pixels kept free around every name and mark."""

SIDE_AIR = 6.0
"""Pixels kept free between two names side by side, so that they do not read as one."""

TRIES = 1500
LEFT_OUT, FORGOTTEN = 2.0, 0.97
"""How much sooner a name without a place chooses in the next try, and how that wears off."""


def best(
    options: Sequence[Sequence[tuple[float, Placed]]], weights: Sequence[float]
) -> list[Placed | None]:
    """Return for each name the place that it takes in the best of many tries."""
    flat = [(name, cost, placed) for name, group in enumerate(options) for cost, placed in group]
    if not flat:
        return [None] * len(options)
    costs = np.array([cost for _, cost, _ in flat])
    owners = np.array([name for name, _, _ in flat])
    clashes = _clashes([placed for _, _, placed in flat])
    mine = [np.flatnonzero(owners == name) for name in range(len(options))]
    ranked = [rows[np.argsort(costs[rows], kind="stable")] for rows in mine]
    chance = np.random.default_rng(0)
    best: tuple[float, dict[int, int]] = (math.inf, {})
    sooner = np.zeros(len(weights))
    for turn in range(TRIES if len(options) > 1 else 1):
        noise = chance.normal(0, 1.5 if turn else 0.0, len(weights))
        order = np.argsort(-(np.asarray(weights) + noise + sooner), kind="stable")
        taken = _greedy(order, ranked, clashes)
        left_out = [name for name in range(len(options)) if name not in taken]
        sooner *= FORGOTTEN
        sooner[left_out] += LEFT_OUT  # whoever found no place chooses sooner next time
        loss = sum(weights[name] * 5 for name in left_out)
        score = loss + float(costs[list(taken.values())].sum())
        if score < best[0]:
            best = score, taken
    return [flat[best[1][name]][2] if name in best[1] else None for name in range(len(options))]


def _greedy(
    order: NDArray[np.intp], ranked: Sequence[NDArray[np.intp]], clashes: NDArray[np.bool_]
) -> dict[int, int]:
    """Return name -> place when the names choose in `order`, each its cheapest free place."""
    blocked = np.zeros(len(clashes), dtype=bool)
    taken: dict[int, int] = {}
    for name in order:
        free = ranked[name][~blocked[ranked[name]]]
        if free.size:
            taken[int(name)] = int(free[0])
            blocked |= clashes[free[0]]
    return taken


def _clashes(places: Sequence[Placed]) -> NDArray[np.bool_]:
    """Return which places touch one another, the lines to their marks included."""
    import shapely

    low, high = np.split(np.array([place.box for place in places]), 2, axis=1)
    touching = np.ones((len(places), len(places)), dtype=bool)
    for axis, air in enumerate((SIDE_AIR, AIR)):
        touching &= low[:, None, axis] < high[None, :, axis] + air
        touching &= low[None, :, axis] < high[:, None, axis] + air
    far = np.array([at for at, place in enumerate(places) if place.leader], dtype=np.intp)
    if not far.size:
        return touching
    lines = [shapely.LineString(place.leader) for place in places if place.leader]
    for others, rows in ((shapely.box(*low.T, *high.T), np.arange(len(places))), (lines, far)):
        line, other = shapely.STRtree(others).query(lines, predicate="intersects")
        touching[far[line], rows[other]] = touching[rows[other], far[line]] = True
    return touching
