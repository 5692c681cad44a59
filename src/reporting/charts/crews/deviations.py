"""The crew's deviation in each time trial, before the middle half of the field."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from reporting.charts import svg
from reporting.charts.crews.drawn import Drawn
from reporting.charts.theme import HAIRLINE, INK, RED, SAND_DEEP, SLATE
from reporting.story.cell_text import decimal
from reporting.story.crews import rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reporting.charts.svg import Point
    from reporting.story.crews.field import Control
    from reporting.story.crews.telling import Booklet

WIDE, HIGH = 680.0, 162.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 6.0, 14.0, 34.0
SIZE = 10.5
SMALL = 8.0
"""Letters of the controls' codes, and of what lies beyond the scale."""

TIP = 5.0
"""Height of a tip that points beyond the scale."""

UNCOUNTED = ("annulled", "averaged", "set")
"""Marks of trials whose time does not count: a letter stands for it."""

LEAST_S = 0.05
LIMITS_S = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)


def deviations(booklet: Booklet) -> Drawn | None:
    """Draw the crew's deviations; None where it has no time."""
    field, voice = booklet.field, booklet.voice
    trials = [(field.controls[at], booklet.cells[at]) for at in field.trials]
    late = [
        float(cell.deviation_s) if cell.place is not None and cell.deviation_s is not None else None
        for _, cell in trials
    ]
    known = [abs(value) for value in late if value is not None]
    if not known:
        return None
    limit = _limit(known, [control for control, _ in trials])
    beyond = {at: value for at, value in enumerate(late) if value and abs(value) > limit}
    places = {
        at: (_across(at, len(late)), _height(value, limit))
        for at, value in enumerate(late)
        if value is not None and at not in beyond
    }
    best = [point for at, point in places.items() if trials[at][1].place == 1]
    rest = [point for at, point in places.items() if trials[at][1].place != 1]
    across = 5.2 if len(late) <= 80 else 3.8
    cut = _cut([control for control, _ in trials], limit)
    signs = {at: cell.mark for at, (_, cell) in enumerate(trials) if cell.mark in UNCOUNTED}
    parts = [
        *_band([control for control, _ in trials], limit),
        *(_tip(_across(at, len(late)), up=up, colour=SAND_DEEP) for at, up in cut),
        *_axis(booklet, limit),
        *_codes(booklet),
        *_legs(booklet),
        *(_sign(booklet, _across(at, len(late)), mark) for at, mark in signs.items()),
        svg.dots(rest, INK, across),
        svg.dots(best, RED, across + 1.2),
        *_beyond(booklet, beyond, [trial[1].place == 1 for trial in trials]),
    ]
    facts = booklet.facts
    mine, theirs = facts["median_error"], facts["field_error"]
    said = {
        "mine": mine.show(voice) if mine else "",
        "field": theirs.show(voice) if theirs else "",
        "n": voice.number(len(known)),
        "best": voice.number(len(best)),
    }
    level = " level" if said["mine"] == said["field"] else ""
    keys = {"red": best, "beyond": beyond or cut}
    letters = [
        f"{voice.text(f'crew mark {mark}')}: {voice.text(f'crew marked {mark}')}"
        for mark in UNCOUNTED
        if mark in signs.values()
    ]
    return Drawn(
        svg.drawing(WIDE, HIGH, parts),
        voice.text(f"crew deviations title{level}", **said),
        "; ".join(
            [voice.text(f"crew deviations {key}") for key in ("subtitle", *filter(keys.get, keys))]
            + letters
        ),
        voice.text("crew deviations alt", **said),
    )


def _limit(known: Sequence[float], controls: Sequence[Control]) -> float:
    """Return where the scale ends [s]: nine tenths of the dots and the band lie inside."""
    ordered = sorted(known)
    most = ordered[int(0.9 * (len(ordered) - 1))]
    band = sorted(max(abs(one.low_s or 0), abs(one.high_s or 0)) for one in controls)
    wanted = max(most, band[int(0.9 * (len(band) - 1))], LEAST_S)
    return next((limit for limit in LIMITS_S if limit >= wanted), wanted)


def _across(at: int, count: int) -> float:
    return LEFT + (WIDE - LEFT - RIGHT) * (at + 0.5) / count


def _height(value: float, limit: float) -> float:
    """Return where a deviation stands, at most on the edge of the scale."""
    held = max(-limit, min(limit, value))
    middle = (TOP + HIGH - BOTTOM) / 2
    return middle - held / limit * (HIGH - TOP - BOTTOM) / 2


def _band(controls: Sequence[Control], limit: float) -> list[str]:
    """Return the field's middle half, one step a trial, in one path."""
    half = (WIDE - LEFT - RIGHT) / len(controls) / 2 * 0.92
    steps = []
    for at, one in enumerate(controls):
        if one.low_s is None or one.high_s is None:
            continue
        x, top, low = (
            _across(at, len(controls)),
            _height(one.high_s, limit),
            _height(one.low_s, limit),
        )
        box: list[Point] = [(x - half, top), (x + half, top), (x + half, low), (x - half, low)]
        steps.append("M" + "L".join(f"{px:.1f},{py:.1f}" for px, py in box) + "Z")
    return [f'<path d="{"".join(steps)}" fill="{SAND_DEEP}"/>'] if steps else []


def _cut(controls: Sequence[Control], limit: float) -> list[tuple[int, bool]]:
    """Return where the field's middle half goes beyond the scale: the trial, and whether above."""
    found = []
    for at, one in enumerate(controls):
        found += [(at, True)] if one.high_s is not None and one.high_s > limit else []
        found += [(at, False)] if one.low_s is not None and one.low_s < -limit else []
    return found


def _tip(x: float, *, up: bool, colour: str, half: float = 4.0) -> str:
    """Return a tip on the edge of the scale that points beyond it."""
    edge, way = (TOP, -TIP) if up else (HIGH - BOTTOM, TIP)
    return svg.area([(x - half, edge), (x + half, edge), (x, edge + way)], colour)


def _beyond(booklet: Booklet, beyond: Mapping[int, float], best: Sequence[bool]) -> list[str]:
    """Return tips for the deviations beyond the scale, each with its value where there is room."""
    places = rows.places_of(booklet.field)
    parts, free = [], {True: 0.0, False: 0.0}
    for at, value in beyond.items():
        x, up = _across(at, len(best)), value > 0
        colour = RED if best[at] else INK
        parts.append(_tip(x, up=up, colour=colour, half=2.8))
        words = booklet.voice.signed(decimal(value) or 0, places)
        wide = svg.width(words, SMALL)
        left = x + 5 if x + 5 + wide < WIDE else x - 5 - wide
        if left >= free[up]:
            base = TOP - 1.5 if up else HIGH - BOTTOM + SMALL
            parts.append(svg.text((left, base), words, SMALL, colour=colour))
            free[up] = max(left + wide, x + 3) + 4
    return parts


def _sign(booklet: Booklet, x: float, mark: str) -> str:
    """Return the letter of a trial whose time does not count, on the line of none."""
    letter = booklet.voice.text(f"crew mark {mark}")
    return svg.text((x, _height(0, 1) + 4), letter, 12, anchor="middle", colour=SLATE)


def _codes(booklet: Booklet) -> list[str]:
    """Return the codes of the trials under the scale, of as many as have room."""
    codes = [booklet.field.controls[at].code for at in booklet.field.trials]
    step = (WIDE - LEFT - RIGHT) / len(codes)
    widest = max(svg.width(code, SMALL) for code in codes)
    every = max(1, math.ceil((widest + 6) / step))
    return [
        svg.text((_across(at, len(codes)), HIGH - 17), code, SMALL, anchor="middle", colour=SLATE)
        for at, code in enumerate(codes)
        if not at % every
    ]


def _axis(booklet: Booklet, limit: float) -> list[str]:
    parts = []
    for value in (limit, 0.0, -limit):
        y = _height(value, limit)
        parts.append(
            svg.line([(LEFT, y), (WIDE - RIGHT, y)], SLATE if not value else HAIRLINE, 0.6)
        )
        places = 0 if limit >= 1 else 2
        words = booklet.voice.signed(round(value, 3), places) if value else "0"
        parts.append(svg.text((LEFT - 7, y + SIZE * 0.36), words, SIZE, anchor="end", colour=SLATE))
    return parts


def _legs(booklet: Booklet) -> list[str]:
    field = booklet.field
    legs = [field.controls[at].leg for at in field.trials]
    parts, free = [], 0.0
    for at, leg in enumerate(legs):
        if at and leg == legs[at - 1]:
            continue
        x = LEFT + (WIDE - LEFT - RIGHT) * at / len(legs)
        if at:
            parts.append(svg.line([(x, TOP), (x, HIGH - BOTTOM + 4)], HAIRLINE, 0.6, dash="2 3"))
        words = booklet.voice.text("crew leg", n=leg)
        if x >= free and x + svg.width(words, SIZE) < WIDE:
            parts.append(svg.text((x + 1, HIGH - 4), words, SIZE, colour=SLATE))
            free = x + svg.width(words, SIZE) + 8
    return parts
