"""Times that go against the running order: which ones are wrong, and not merely that some are."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np

from reporting.event.times_of_day import NONE
from reporting.quality.time_grid import SECOND, TimeGrid

if TYPE_CHECKING:
    from reporting.quality.time_grid import Real, Truth, Whole

_MINUTE = 60 * SECOND


def out_of_line(values: list[int]) -> list[int]:
    """Return the places of the fewest values whose removal leaves the others in rising order.

    A clock that is an hour off contradicts many times, each of which contradicts only it: the
    longest rising series keeps the many.

    >>> out_of_line([1, 2, 90, 3, 4]), out_of_line([5, 6, 1, 7]), out_of_line([1, 1, 2])
    ([2], [2], [])
    """
    tails: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        length = bisect_right(tails, value)
        before.append(places[length - 1] if length else -1)
        if length == len(tails):
            tails.append(value)
            places.append(place)
        else:
            tails[length], places[length] = value, place
    kept = set()
    here = places[-1] if places else -1
    while here >= 0:
        kept.add(here)
        here = before[here]
    return [place for place in range(len(values)) if place not in kept]


def comparable(grid: TimeGrid) -> Whole:
    """Return the times as the order is judged by: a whole minute at a desk may be any of its 60 s.

    A time control and a passage control often give only the minute: 10:05 is not before a finish
    at 10:05:45.
    """
    times = grid.times.copy()
    before = np.full(times.shape[1], NONE, dtype=np.int64)
    leg = grid.column("leg")
    for line in range(len(times)):
        if line and leg[line] != leg[line - 1]:
            before[:] = NONE
        here = times[line]
        if not grid.trial[line]:
            within = (here != NONE) & (here % _MINUTE == 0) & (before > here)
            within &= before < here + _MINUTE
            here[within] = before[within]
        before = np.where(here != NONE, here, before)
    return times


def shifted_lines(grid: TimeGrid, times: Whole) -> Truth:
    """Return the lines whose times, for the middle crew, go against the other lines of the leg.

    Each crew's times count from its start, so that a line which only the late starters passed is
    not later for that. The middle crew of two lines may be another one, where a crew passed only
    one of them: a line is shifted when most of its crews went against the others themselves.
    """
    shifted = np.zeros(len(times), dtype=bool)
    legs = grid.column("leg")
    for leg in np.unique(legs):
        lines = np.flatnonzero((legs == leg) & (grid.known.sum(axis=1) >= _ENOUGH))
        if len(lines) and times.shape[1]:
            middle = middles(since(times[lines], grid.departures(int(leg))))
            doubtful = out_of_line(middle.tolist())
            sound = np.delete(np.arange(len(lines)), doubtful)
            for at in doubtful:
                off = off_the_lines(times[lines], at, sound)
                shifted[lines[at]] = 2 * (off > 0).sum() > (off != NONE).sum()
    return shifted


def off_the_lines(times: Whole, at: int, sound: Whole) -> Whole:
    """Return by how much each crew's time at a line lies outside of its own at sound lines [ns].

    Parameters
    ----------
    times
        Shape (lines, crews), of one leg.
    at
        Place of the line.
    sound
        Places of the lines that it is held against.

    Returns
    -------
    array
        One entry a crew: 0 where it lies between, ``NONE`` where the crew passed no sound line.
    """
    here = times[at]
    known = (times[sound] != NONE) & (here != NONE)
    side = np.where(sound < at, 1, -1)[:, None]
    off = np.where(known, side * (times[sound] - here), 0).max(axis=0, initial=0)
    found: Whole = np.where(known.any(axis=0), off, NONE)
    return found


_ENOUGH = 3
"""Crews that a middle one is taken of."""


def since(times: Whole, start: Whole) -> Whole:
    """Return `times` counted from each crew's `start`; ``NONE`` where either is missing."""
    return np.where((times != NONE) & (start != NONE), times - start, NONE)


def middles(times: Whole) -> Whole:
    """Return a middle value of each row, ``NONE`` left out; exact, never between two."""
    ordered = np.sort(times, axis=1)
    count = (times != NONE).sum(axis=1)
    # Missing times are the lowest whole number, so they come first.
    middle = np.minimum(times.shape[1] - count + count // 2, times.shape[1] - 1)
    found: Whole = np.where(count > 0, ordered[np.arange(len(times)), middle], NONE)
    return found


def against_order(grid: TimeGrid, times: Whole, left_out: Truth) -> Real:
    """Return by how much each time goes against the others of its crew and leg [s].

    Parameters
    ----------
    grid
        The grid.
    times
        Its times, made comparable.
    left_out
        Lines that are wrong as a whole; they are not held against the crews.

    Returns
    -------
    array
        Shape (lines, crews): 0 where a time is in order, NaN where there is none.
    """
    off = np.where(grid.known, 0.0, np.nan)
    legs = grid.column("leg")
    for leg in np.unique(legs):
        lines = np.flatnonzero((legs == leg) & ~left_out)
        here = times[lines]
        latest = np.maximum.accumulate(here, axis=0)
        for crew in np.flatnonzero(((here != NONE) & (here < latest)).any(axis=0)):
            timed = np.flatnonzero(here[:, crew] != NONE)
            values = here[timed, crew].tolist()
            wrong = out_of_line(values)
            for place in wrong:
                off[lines[timed[place]], crew] = _distance(values, place, set(wrong)) / SECOND
    return off


def _distance(values: list[int], place: int, wrong: set[int]) -> int:
    """Return how far a value lies outside of the sound values around it."""
    earlier = [values[at] for at in range(place) if at not in wrong]
    later = [values[at] for at in range(place + 1, len(values)) if at not in wrong]
    below = earlier[-1] - values[place] if earlier else 0
    above = values[place] - later[0] if later else 0
    return max(below, above, 1)
