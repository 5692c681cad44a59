"""Names that never overlap: all places that each could take, weighed, and the best set of them.

Every name has places around its mark, near ones liked best; one that hides the route or a border,
stands nearer to another mark, or needs a line to its own costs more. Two places that touch cannot
both be taken. Names choose in the order of their weight; the order among equals is tried over and
over (from a fixed seed, so that a map is drawn the same every time) and the best outcome stays.
A name without a place is left out: its number stands for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.charts.maps_text import LINE, Box, Pixel, Placed, Text, centred

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

AIR = 1.5
"""Pixels kept free around every name and mark."""

SIDE_AIR = 6.0
"""Pixels kept free between two names side by side, so that they do not read as one."""

FAR = 6.0
"""A name farther from its mark than this [pixels] gets a line to it."""

FAR_COST = 0.28
"""What a name costs for each pixel that it stands off its mark."""

DOUBT_COST = 25.0
"""What it costs where another mark is nearer to the name than its own; with a line to its own, a
third of it."""

TRIES = 1500

TURNS = 16
"""Directions that a name tries around its mark."""

SHORTER_COST = 9.0
"""What a shorter form of a name costs."""


@dataclass(frozen=True)
class Wish:
    """A name that wants a place beside its mark.

    Parameters
    ----------
    texts
        The words as they are liked best, then shorter forms.
    mark
        The centre of the mark [pixels].
    reach
        The mark's radius and the gap after it [pixels].
    weight
        How much the map loses without the name; heavier ones choose first.
    rings
        How much farther off it may go [pixels].
    """

    texts: tuple[Text, ...]
    mark: Pixel
    reach: float
    weight: float
    rings: tuple[float, ...] = (0.0, 4.0, 8.0)


@dataclass
class Sheet:
    """What already stands on the map, and what a name should rather not hide.

    Parameters
    ----------
    width, height
        The frame [pixels]; names stay `edge` pixels inside it.
    lines
        Lines that names should not cross (route, borders), each with the cost of a crossed pixel.
    """

    width: float
    height: float
    lines: Sequence[tuple[BaseGeometry, float]] = ()
    edge: float = 5.0
    taken: list[Box] = field(default_factory=list)
    marks: list[Pixel] = field(default_factory=list)

    def mark(self, at: Pixel, box: Box) -> None:
        """Take the room of a mark; names keep nearer to their own mark than to others."""
        self.marks.append(at)
        self.take(box)

    def take(self, box: Box) -> None:
        """Mark `box` as taken."""
        self.taken.append(box)

    def free(self, box: Box) -> bool:
        """Tell whether `box` lies inside the frame and touches nothing."""
        left, low, right, high = box
        inside = (
            left >= self.edge
            and low >= self.edge
            and right <= self.width - self.edge
            and high <= self.height - self.edge
        )
        return inside and not any(overlap(box, other, AIR) for other in self.taken)

    def hidden(self, box: Box) -> float:
        """Return how much of the lines `box` would hide, weighed."""
        import shapely

        area = shapely.box(*box)
        return float(sum(cost * line.intersection(area).length for line, cost in self.lines))

    def arrange(self, wishes: Sequence[Wish]) -> list[Placed | None]:
        """Return where each name goes, None for one without a place, and take their room."""
        options = [self._options(wish) for wish in wishes]
        chosen = _best(options, [wish.weight for wish in wishes])
        for placed in chosen:
            if placed is not None:
                self.take(placed.box)
        return chosen

    def _options(self, wish: Wish) -> list[tuple[float, Placed]]:
        """Return the places that a name could take, each with its cost."""
        others = [other for other in self.marks if other != wish.mark]
        return [
            (self._cost(placed, wish, others) + liked + far * FAR_COST + shorter, placed)
            for shorter, text in zip((0.0, SHORTER_COST), wish.texts, strict=False)
            for far in wish.rings
            for placed, liked in _around(text, wish, far, self.width - self.edge)
            if self.free(placed.box) and self._clear(placed, wish.mark)
        ]

    def _cost(self, placed: Placed, wish: Wish, others: Sequence[Pixel]) -> float:
        return self.hidden(placed.box) + DOUBT_COST * _doubt(placed, wish.mark, others)

    def _clear(self, placed: Placed, mark: Pixel) -> bool:
        """Tell whether the line to the mark crosses nothing else that stands there."""
        import shapely

        if placed.leader is None:
            return True
        others = [box for box in self.taken if _distance(box, mark) > 0]
        line = shapely.LineString(placed.leader)
        return (
            not others
            or not shapely.intersects(line, shapely.box(*zip(*others, strict=True))).any()
        )

    def settle(self, text: Text, area: BaseGeometry, step: float = 12.0) -> Placed | None:
        """Put `text` inside `area`, as near its middle as there is room; None where there is none.

        Parameters
        ----------
        area
            A polygon on the page; the words' box must lie wholly inside it.
        """
        import shapely

        if area.is_empty:
            return None
        shapely.prepare(area)
        middle = area.representative_point() if not area.contains(area.centroid) else area.centroid
        spots = _grid(area.bounds, step)
        for spot in sorted(spots, key=lambda spot: math.dist(spot, (middle.x, middle.y))):
            box = centred(text, spot)
            if self.free(box) and area.contains(shapely.box(*box)) and self.hidden(box) < 1.0:
                self.take(box)
                return Placed(text, box)
        return None


def _around(text: Text, wish: Wish, far: float, end: float) -> Iterator[tuple[Placed, float]]:
    """Go through the places around the mark with what each costs: to the right is liked best."""
    reach = wish.reach + far
    for turn in range(TURNS):
        angle = 2 * math.pi * turn / TURNS
        right, up = math.cos(angle), math.sin(angle)
        side, above = (min(max(1.5 * part, -1.0), 1.0) for part in (right, up))
        x = wish.mark[0] + right * reach + (side - 1) / 2 * text.width
        y = wish.mark[1] + up * reach + (above - 1) / 2 * text.height
        if abs(side) < 1:
            x = min(x, end - text.width)
        align = "left" if side > 0.5 else "right" if side < -0.5 else "center"
        placed = Placed(text, (x, y, x + text.width, y + text.height), align)
        liked = 0.5 * (1 - right) + 0.4 * abs(up) + (0.2 if up < 0 else 0.0)
        yield (replace(placed, leader=_leader(placed, wish)) if far > FAR else placed), liked


def _leader(placed: Placed, wish: Wish) -> tuple[Pixel, Pixel]:
    """Return the line from the mark's edge to the nearest point of the name's first line."""
    left, low, right, high = placed.box
    x, y = wish.mark
    first = high - placed.text.size * LINE / 2
    if left < x < right:
        end = x, (low if y < low else high)
    else:
        end = (left - 1.5 if x < left else right + 1.5), first
    part = (wish.reach - 1.5) / (math.dist(wish.mark, end) or 1.0)
    return (x + (end[0] - x) * part, y + (end[1] - y) * part), end


def _doubt(placed: Placed, mark: Pixel, others: Sequence[Pixel]) -> float:
    """Return how easily a reader could give the name to another mark, 0 to 1."""
    own = _distance(placed.box, mark)
    if all(_distance(placed.box, other) > own + 3.0 for other in others):
        return 0.0
    return 1 / 3 if placed.leader else 1.0


def _distance(box: Box, point: Pixel) -> float:
    x = max(box[0] - point[0], 0.0, point[0] - box[2])
    y = max(box[1] - point[1], 0.0, point[1] - box[3])
    return math.hypot(x, y)


def _best(
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
    for turn in range(TRIES):
        noise = chance.normal(0, 1.5 if turn else 0.0, len(weights))
        order = np.argsort(-(np.asarray(weights) + noise), kind="stable")
        taken = _greedy(order, ranked, clashes)
        loss = sum(weights[name] * 3 for name in range(len(options)) if name not in taken)
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

    shapes = [_shape(place) for place in places]
    shapely.prepare(shapes)
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="intersects")
    touching = np.zeros((len(places), len(places)), dtype=bool)
    touching[one, other] = True
    return touching


def _shape(place: Placed) -> Any:
    import shapely

    left, low, right, high = place.box
    half, side = AIR / 2, SIDE_AIR / 2
    box = shapely.box(left - side, low - half, right + side, high + half)
    return box.union(shapely.LineString(place.leader).buffer(half)) if place.leader else box


def overlap(one: Box, other: Box, air: float = 0.0) -> bool:
    """Tell whether two boxes come closer than `air`.

    Examples
    --------
    >>> overlap((0, 0, 1, 1), (2, 0, 3, 1)), overlap((0, 0, 1, 1), (2, 0, 3, 1), 1.5)
    (False, True)
    """
    return (
        one[0] < other[2] + air
        and other[0] < one[2] + air
        and one[1] < other[3] + air
        and other[1] < one[3] + air
    )


def _grid(bounds: Box, step: float) -> Iterator[Pixel]:
    left, low, right, high = bounds
    for column in range(int((right - left) / step) + 1):
        for row in range(int((high - low) / step) + 1):
            yield left + column * step, low + row * step
