"""The controls on the small map: where they stand, what is written beside them, how they look."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reporting.charts import svg
from reporting.charts.maps.frame import WIDTH
from reporting.charts.maps.mark_signs import POLYGONS
from reporting.charts.theme import INK, PAPER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reporting.charts.maps.frame import Frame
    from reporting.charts.svg import Point
    from reporting.story.crews.field import Field

TOWN = "town"
EDGE = 1.4
MOST_WORDS = 24
"""Of more marks than this not each has words: the map is small, and text is slow to print."""


@dataclass(frozen=True, slots=True)
class BookletMark:
    """One mark: its kind, its controls (indexes), where it stands, its words and theirs."""

    kind: str
    controls: tuple[int, ...]
    at: Point
    words: str = ""
    label: Point | None = None
    anchor: str = "start"


def placed(
    field: Field,
    frame: Frame,
    road: Sequence[Point],
    size: float,
    text: float,
    *,
    towns: Mapping[str, Point],
) -> tuple[BookletMark, ...]:
    """Return the marks of the towns and of the controls, with words where there is room.

    Towns are where legs begin and end: marks without a control, whose names come first.

    Parameters
    ----------
    field, frame
        The controls; the map.
    road
        Points on the route, which no word may hide.
    size, text
        Radius of a mark, size of letters [pixels].
    towns
        Name -> latitude and longitude [degrees].
    """
    groups: list[tuple[str, list[int], Point]] = []
    for index, control in enumerate(field.controls):
        if control.point is None:
            continue
        at = _at(control.point, frame)
        near = (
            one for one in groups if one[0] == control.kind and math.dist(at, one[2]) < 2 * size
        )
        found = next(near, None)
        if found is None:
            groups.append((control.kind, [index], at))
        else:
            found[1].append(index)
    marks = [
        BookletMark(kind, tuple(members), at, _words([field.controls[one].code for one in members]))
        for kind, members, at in groups
    ]
    taken = [_box(mark.at, size + 1) for mark in marks]
    taken += [_box(point, 2.0) for point in road]
    sheet = Sheet(frame, size, text, taken)
    named = list(sheet.labelled(_towns(towns, frame), 1))
    return (*named, *sheet.labelled(marks, -(-len(marks) // MOST_WORDS)))


def _towns(towns: Mapping[str, Point], frame: Frame) -> Iterator[BookletMark]:
    for name, (lat, lon) in towns.items():
        yield BookletMark(TOWN, (), _at((lat, lon), frame), name)


def _at(point: Point, frame: Frame) -> Point:
    xs, ys = frame.pixels([point[1]], [point[0]])
    return float(xs[0]), frame.height - float(ys[0])


def _words(codes: list[str]) -> str:
    """Return the codes of a mark: the first and the last.

    Examples
    --------
    >>> _words(["PC1", "PC2", "PC5"]), _words(["CO1"])
    ('PC1–5', 'CO1')
    """
    first, last = codes[0], codes[-1]
    if first == last:
        return first
    stem = first.rstrip("0123456789")
    return f"{first}–{last.removeprefix(stem)}" if last.startswith(stem) else f"{first}–{last}"


@dataclass(frozen=True)
class Sheet:
    """The map while words are set on it: radius of marks, size of letters, room that is taken."""

    frame: Frame
    size: float
    text: float
    taken: list[tuple[float, float, float, float]]

    def labelled(self, marks: Iterable[BookletMark], every: int) -> Iterator[BookletMark]:
        """Give each mark, or one in `every`, words where they touch nothing; else none."""
        for place, mark in enumerate(marks):
            found = None if place % every else self._free(mark)
            if found is None:
                yield mark
            else:
                yield replace(mark, label=found[0], anchor=found[1])

    def _free(self, mark: BookletMark) -> tuple[Point, str] | None:
        wide, high = svg.width(mark.words, self.text, font_of(mark)), self.text * 0.74
        for spot, anchor, left in _spots(mark, self.size, wide, high):
            box = (left, spot[1] - high - 1, left + wide, spot[1] + 2)
            inside = box[0] > 2 and box[2] < WIDTH - 2 and box[1] > 2
            inside = inside and box[3] < self.frame.height - 1.6 * self.text
            if inside and not any(_touch(box, other) for other in self.taken):
                self.taken.append(box)
                return spot, anchor
        return None


def font_of(mark: BookletMark) -> str:
    """Return the font of a mark's words: names of towns are heavier than codes."""
    return svg.REGULAR if mark.controls else svg.SEMIBOLD


def _spots(
    mark: BookletMark, size: float, wide: float, high: float
) -> Iterator[tuple[Point, str, float]]:
    """Go through the places for a mark's words, the best first: baseline, anchor, left edge."""
    (x, y) = mark.at
    # Close to the mark; else a little farther, where a neighbour's mark or words are in the way.
    for reach in (size + 4, size + 4 + high, size + 4 + 2 * high):
        beside, over, under = y + high / 2, y - reach, y + reach + high
        yield (x + reach, beside), "start", x + reach
        yield (x - reach, beside), "end", x - reach - wide
        yield (x, over), "middle", x - wide / 2
        yield (x, under), "middle", x - wide / 2
        for row in (over + 2, under - 2):
            yield (x + reach - 2, row), "start", x + reach - 2
            yield (x - reach + 2, row), "end", x - reach + 2 - wide


def _box(at: Point, reach: float) -> tuple[float, float, float, float]:
    return at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach


def _touch(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def signs(marks: Iterable[BookletMark], fill: str, size: float) -> str:
    """Return marks of one colour: circle PC, hexagon PM, diamond CO, square CT.

    All in three paths: a shape each would take longer to print than the rest of the page.
    """
    marks, edge = list(marks), INK if fill == PAPER else PAPER
    round_ones = [mark.at for mark in marks if mark.kind not in POLYGONS]
    outlines = "".join(_outline(mark, size * 1.15) for mark in marks if mark.kind in POLYGONS)
    drawn = svg.dots(round_ones, edge, 2 * size + EDGE) + svg.dots(
        round_ones, fill, 2 * size - EDGE
    )
    if outlines:
        drawn += f'<path d="{outlines}" fill="{fill}" stroke="{edge}" stroke-width="{EDGE}"/>'
    return drawn


def _outline(mark: BookletMark, reach: float) -> str:
    sides, turn = POLYGONS[mark.kind]
    corners = (turn + math.tau * side / sides for side in range(sides))
    (x, y) = mark.at
    points = (f"{x + reach * math.cos(at):.1f},{y + reach * math.sin(at):.1f}" for at in corners)
    return f"M{'L'.join(points)}Z"
