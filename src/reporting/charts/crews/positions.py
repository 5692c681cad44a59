"""The crew's position after each control, the winner's line quiet behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting.charts import svg
from reporting.charts.crews.drawn import Drawn
from reporting.charts.theme import HAIRLINE, INK, RED, SAND_DEEP, SLATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporting.charts.svg import Point
    from reporting.story.crews.field import Field
    from reporting.story.crews.telling import Booklet

WIDE, HIGH, LOW = 680.0, 150.0, 88.0
LEFT, RIGHT, TOP, BOTTOM = 30.0, 42.0, 12.0, 20.0
SIZE = 10.5


def positions(booklet: Booklet, *, low: bool = False) -> Drawn | None:
    """Draw how the crew's position changed; None for a crew without one.

    Parameters
    ----------
    booklet
        The crew's.
    low
        Whether the drawing is to be low, where a long table needs the page.
    """
    field, voice = booklet.field, booklet.voice
    mine = field.positions.get(booklet.number, ())
    if len(mine) < 2:
        return None
    first = field.positions[field.winner] if field.winner is not None else mine
    lowest, high = max(*mine, *first, 2), LOW if low else HIGH
    own, other = _line(mine, lowest, high), _line(first, lowest, high)
    parts = [*_axis(booklet, lowest, high), *_legs(field, booklet, high)]
    if booklet.number != field.winner:
        parts.append(svg.line(other, SAND_DEEP, 1.6))
    parts += [svg.line(own, INK, 2.0), svg.dots(own[-1:], RED, 8.0)]
    end = (own[-1][0] + 8, own[-1][1] + SIZE * 0.36)
    parts.append(svg.text(end, voice.ordinal(mine[-1]), 13, colour=RED, weight=600))
    if booklet.number != field.winner and abs(own[-1][1] - other[-1][1]) > SIZE * 1.4:
        label = (other[-1][0] + 8, other[-1][1] + SIZE * 0.36)
        parts.append(svg.text(label, voice.ordinal(1), SIZE, colour=SLATE))
    said = {
        "first": voice.ordinal(mine[0]),
        "best": voice.ordinal(min(mine)),
        "last": voice.ordinal(mine[-1]),
        "n": voice.number(len(mine)),
    }
    said["worst"] = voice.ordinal(max(mine))
    return Drawn(
        svg.drawing(WIDE, high, parts),
        voice.text(f"crew positions title{_course(mine)}", **said),
        voice.text(f"crew positions subtitle{' winner' if booklet.number == field.winner else ''}"),
        voice.text("crew positions alt", **said),
    )


def _course(mine: Sequence[int]) -> str:
    """Return which title tells the course of the positions."""
    if min(mine) == max(mine):
        return " steady"
    if mine[0] == mine[-1] == min(mine):
        return " back"
    if mine[0] == mine[-1]:
        return " between"
    return " best" if min(mine) < min(mine[0], mine[-1]) else ""


def _line(places: Sequence[int], lowest: int, high: float) -> list[Point]:
    step = (WIDE - LEFT - RIGHT) / max(len(places) - 1, 1)
    return [(LEFT + step * at, _height(place, lowest, high)) for at, place in enumerate(places)]


def _height(place: int, lowest: int, high: float) -> float:
    return TOP + (place - 1) / (lowest - 1) * (high - TOP - BOTTOM)


def _axis(booklet: Booklet, lowest: int, high: float) -> list[str]:
    shown = sorted({1, (lowest + 1) // 2, lowest})
    parts = []
    for place in shown:
        y = _height(place, lowest, high)
        parts.append(svg.line([(LEFT, y), (WIDE - RIGHT, y)], HAIRLINE, 0.5))
        words = booklet.voice.ordinal(place)
        at = (LEFT - 7, y + SIZE * 0.36)
        parts.append(svg.text(at, words, SIZE, anchor="end", colour=SLATE))
    return parts


def _legs(field: Field, booklet: Booklet, high: float) -> list[str]:
    """Return the legs under the line, each where its first control stands."""
    step = (WIDE - LEFT - RIGHT) / max(len(field.after) - 1, 1)
    parts, seen, free = [], set(), 0.0
    for at, index in enumerate(field.after):
        leg = field.controls[index].leg
        if leg in seen:
            continue
        seen.add(leg)
        x = LEFT + step * at
        if at:
            parts.append(
                svg.line([(x, TOP - 4), (x, high - BOTTOM + 4)], HAIRLINE, 0.6, dash="2 3")
            )
        words = booklet.voice.text("crew leg", n=leg)
        if x >= free and x + svg.width(words, SIZE) < WIDE:
            parts.append(svg.text((x, high - 4), words, SIZE, colour=SLATE))
            free = x + svg.width(words, SIZE) + 8
    return parts
