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
from typing import TYPE_CHECKING

import numpy as np

from reporting.charts.maps.search import AIR, best
from reporting.charts.maps.text import LINE, Box, Pixel, Placed, Text, centred

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Numbers = NDArray[np.float64]


FAR = 6.0
"""A name farther from its mark than this [pixels] gets a line to it."""

FAR_COST = 0.28
"""What a name costs for each pixel that it stands off its mark."""

DOUBT_COST = 39.0
"""What it costs where another mark is nearer to the name than its own; with a line to its own,
less of it."""


NEARER = 3.0
"""Another mark must be farther from a name than its own by so much [pixels]."""

TURNS = 16
"""Directions that a name tries around its mark."""

SHORTER_COST = 9.0
"""What a shorter form of a name costs."""


LEADER_AIR = 3.0
"""How far words and frames keep off the line to another mark [pixels]."""

LEADER_STEP_PX = 4.0
"""Points of a line to a mark that other names keep off stand so far apart [pixels]."""


@dataclass(frozen=True)
class LabelRequest:
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
class LabelSheet:
    """What already stands on the map, and what a name should rather not hide.

    Parameters
    ----------
    width, height
        The frame [pixels]; names stay `edge` pixels inside it.
    lines
        Lines that names should not cross (route, borders), each with the cost of a crossed pixel.
    wanted
        Where names of large things would stand, had they the sheet for themselves.
    eased
        What is left of the doubt about whose a name is where a line leads to its mark.
    """

    width: float
    height: float
    lines: Sequence[tuple[BaseGeometry, float]] = ()
    edge: float = 5.0
    wanted: Sequence[Box] = ()
    eased: float = 1 / 2
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
        return bool(self._free(np.array([box]))[0])

    def _free(self, boxes: Numbers, air: float = AIR) -> NDArray[np.bool_]:
        """Tell of many boxes whether they lie inside the frame and come near nothing."""
        most = np.array([self.width - self.edge, self.height - self.edge])
        fits: NDArray[np.bool_] = (boxes[:, :2] >= self.edge) & (boxes[:, 2:] <= most)
        taken = np.array(self.taken).reshape(-1, 4)
        apart = (boxes[:, None, :2] >= taken[None, :, 2:] + air).any(axis=2)
        apart |= (boxes[:, None, 2:] <= taken[None, :, :2] - air).any(axis=2)
        return np.asarray(np.all(fits, axis=1) & np.all(apart, axis=1))

    def hidden(self, box: Box) -> float:
        """Return how much of the lines `box` would hide, weighed."""
        return float(self._hidden(np.array([box]))[0])

    def _hidden(self, boxes: Numbers) -> Numbers:
        import shapely

        areas = shapely.box(*boxes.T)
        found = np.zeros(len(boxes))
        for line, cost in self.lines:
            found += cost * shapely.length(shapely.intersection(areas, line))
        return found

    def arrange(self, wishes: Sequence[LabelRequest]) -> list[Placed | None]:
        """Return where each name goes, None for one without a place, and take their room."""
        chosen = best([self._options(wish) for wish in wishes], [wish.weight for wish in wishes])
        for placed in chosen:
            if placed is not None:
                self.take(placed.box)
                for x, y in _along(placed.leader):
                    self.take((x - LEADER_AIR, y - LEADER_AIR, x + LEADER_AIR, y + LEADER_AIR))
        return chosen

    def _options(self, wish: LabelRequest) -> list[tuple[float, Placed]]:
        """Return the places that a name could take, each with its cost."""
        found = [
            (liked + far * FAR_COST + shorter, placed)
            for shorter, text in zip((0.0, SHORTER_COST), wish.texts, strict=False)
            for far in wish.rings
            for placed, liked in _around(text, wish, far, self.width - self.edge)
        ]
        free = self._free(np.array([placed.box for _, placed in found]))
        kept = [option for option, is_free in zip(found, free, strict=True) if is_free]
        kept = [option for option in kept if self._clear(option[1], wish.mark)]
        if not kept:
            return []
        boxes = np.array([placed.box for _, placed in kept])
        far_off = np.array([placed.leader is not None for _, placed in kept])
        costs = self._hidden(boxes) + DOUBT_COST * self._doubt(boxes, far_off, wish.mark)
        return [
            (cost + more, placed) for (cost, placed), more in zip(kept, costs.tolist(), strict=True)
        ]

    def _doubt(self, boxes: Numbers, far_off: NDArray[np.bool_], mark: Pixel) -> Numbers:
        """Return how easily a reader could give each box to another mark, 0 to 1."""
        others = np.array([other for other in self.marks if other != mark]).reshape(-1, 2)
        if not len(others):
            return np.zeros(len(boxes))
        own = _distances(boxes, np.array([mark]))[:, 0]
        doubtful = _distances(boxes, others).min(axis=1) <= own + NEARER
        return np.where(doubtful, np.where(far_off, self.eased, 1.0), 0.0)

    def _clear(self, placed: Placed, mark: Pixel) -> bool:
        """Tell whether the line to the mark crosses nothing else that stands there."""
        import shapely

        if placed.leader is None:
            return True
        taken = np.array(self.taken).reshape(-1, 4)
        others = taken[_distances(taken, np.array([mark]))[:, 0] > 0]
        line = shapely.LineString(placed.leader)
        return not shapely.intersects(line, shapely.box(*others.T)).any()

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

    def near(
        self,
        text: Text,
        at: Pixel,
        reach: float,
        *,
        area: BaseGeometry | None = None,
        barrier: BaseGeometry | None = None,
        most: float = 1.0,
        air: float = AIR,
    ) -> Placed | None:
        """Put `text` as near to a point as there is room; None where there is none within reach.

        Parameters
        ----------
        reach
            How far from the point its middle may go [pixels].
        area
            A polygon that the words' box must lie wholly inside, if any.
        barrier
            What may not lie between the point and the words: a sea's name stays on its own side
            of the land.
        most
            How much of the lines it may hide, weighed.
        air
            How far it keeps off what stands there [pixels].
        """
        import shapely

        box = max(at[0] - reach, 0), max(at[1] - reach, 0), at[0] + reach, at[1] + reach
        box = *box[:2], min(box[2], self.width), min(box[3], self.height)
        step = max(reach / 12, 4.0)
        spots = [at, *_grid(box, step)]
        boxes = np.array([centred(text, spot) for spot in spots])
        away = np.hypot(*(np.array(spots) - at).T)
        good = self._free(boxes, air) & (away <= reach)
        if area is not None:
            shapely.prepare(area)
            good &= shapely.contains(area, shapely.box(*boxes.T))
        for place in np.argsort(away, kind="stable"):
            chosen = centred(text, spots[place])
            if not good[place] or (barrier and _parted(at, spots[place], barrier)):
                continue
            if self.hidden(chosen) < most:
                self.take(chosen)
                return Placed(text, chosen)
        return None


def _parted(at: Pixel, spot: Pixel, barrier: BaseGeometry) -> bool:
    """Tell whether more of a barrier than a headland lies between two points."""
    import shapely

    between = shapely.LineString([at, spot])
    return float(shapely.length(shapely.intersection(between, barrier))) > HEADLAND


HEADLAND = 25.0
"""So much land [pixels] between a sea's point and its name is a headland or an island."""


def _around(
    text: Text, wish: LabelRequest, far: float, end: float
) -> Iterator[tuple[Placed, float]]:
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


def _along(leader: tuple[Pixel, Pixel] | None) -> list[Pixel]:
    """Return points along a line to a mark, so near to each other that no word fits between."""
    if leader is None:
        return []
    steps = max(round(math.dist(*leader) / LEADER_STEP_PX), 1)
    (x, y), (to_x, to_y) = leader
    shares = [step / steps for step in range(steps + 1)]
    return [(x + share * (to_x - x), y + share * (to_y - y)) for share in shares]


def _leader(placed: Placed, wish: LabelRequest) -> tuple[Pixel, Pixel]:
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


def _distances(boxes: Numbers, points: Numbers) -> Numbers:
    """Return how far each point is from each box, 0 inside: a row a box, a column a point."""
    low = np.maximum(boxes[:, None, :2] - points[None], points[None] - boxes[:, None, 2:])
    return np.asarray(np.hypot(*np.maximum(low, 0.0).transpose(2, 0, 1)))


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
