"""What the times of a track are worth: recorded while driving, planned, of its making, or none.

The geometry of a road never depends on a doubtful clock. So the times of a file are judged before
anything is measured: those that no drive can have are taken off the track, which is then measured
as a line, and its caveats say why. The order of the file is the order of the road, unless the
times say that the road is clearly shorter in theirs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from reporting.caveats import Caveat
from reporting.language import number_in_each
from reporting.route.geodesy import short_steps_m
from reporting.route.methods import methods
from reporting.route.track import NO_TIME, TimesKind, Track

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


_NEVER_DRIVEN = {
    TimesKind.CREATION: "track-clock-creation",
    TimesKind.PLANNED: "track-clock-course",
}
"""What a format itself says of its times, and how that is told."""


def judged(track: Track) -> Track:
    """Return the track with times that a drive can have, or without times.

    Parameters
    ----------
    track
        As it stands in the file.

    Returns
    -------
    Track
        Its `clock` says what the times of the file are; only those that were recorded while
        driving stay. Its points are in the order of the road.
    """
    known = ~np.isnat(track.time)
    if not known.any():
        return replace(track, clock=TimesKind.NONE)
    if track.clock in _NEVER_DRIVEN:
        return _without_times(track, track.clock, Caveat(_NEVER_DRIVEN[track.clock]))
    first = np.datetime64(f"{int(methods()['plausible']['first_year'])}-01-01", "ns")
    early = known & (track.time < first)
    if early.any():
        year = str(track.time[early][0].astype("datetime64[Y]"))
        details = {"count": int(early.sum()), "year": year}
        return _without_times(track, TimesKind.NONE, Caveat("track-times-impossible", details))
    if known.mean() < methods()["plausible"]["times_share"]:
        details = {"count": int((~known).sum()), "points": len(track)}
        return _without_times(track, TimesKind.NONE, Caveat("track-times-missing", details))
    return _driving(_ordered(track if known.all() else _filled(track, known)))


def _without_times(track: Track, clock: TimesKind, why: Caveat) -> Track:
    blank = np.full(len(track), NO_TIME, dtype="datetime64[ns]")
    return replace(track, time=blank, clock=clock).noting(why)


def _filled(track: Track, known: NDArray[np.bool_]) -> Track:
    """Return the track with times put in between known ones, in proportion to the distance.

    Points before the first known time and after the last are left out.
    """
    along = np.concatenate([[0.0], np.cumsum(short_steps_m(track.lat, track.lon))])
    times = track.time[known].astype(np.int64)
    filled = np.interp(along, along[known], times - times[0]) + times[0]
    inside = np.arange(len(track))
    first, last = np.flatnonzero(known)[[0, -1]]
    note = Caveat("track-times-filled", {"count": int((~known).sum()), "points": len(track)})
    timed = replace(track, time=filled.astype(np.int64).astype("datetime64[ns]"))
    return timed.keep((inside >= first) & (inside <= last)).noting(note)


# ---------------------------------------------------------------------------- order


def _ordered(track: Track) -> Track:
    """Return the track in the order of the road, its clock running on where it was set back.

    Points whose times make a clearly shorter road were written in another order. Otherwise the
    file's order stays: a clock that steps back now and then was set back, one that steps back
    often, or begins anew with each piece at the same hour, is no clock.
    """
    back = np.flatnonzero(np.diff(track.time) < np.timedelta64(0))
    if not back.size:
        return track
    by_time = track.keep(np.argsort(track.time, kind="stable"))
    limits = methods()["clock"]
    if _chain_m(by_time) < limits["shorter"] * _chain_m(track) or back.size > len(track) / 2:
        return by_time.noting(Caveat("track-times-disordered"))
    if _same_hour(track):
        return _without_times(track, TimesKind.PLANNED, Caveat("track-clock-same-hour"))
    if back.size > max(limits["set_back"], limits["set_back_share"] * len(track)):
        return _without_times(track, TimesKind.NONE, Caveat("track-clock-disordered"))
    return _run_on(track, back)


def _chain_m(track: Track) -> float:
    return float(short_steps_m(track.lat, track.lon).sum())


def _same_hour(track: Track) -> bool:
    """Return whether several pieces begin at the same instant: a planner's, not a clock's."""
    begins = np.array([track.time[piece.start] for piece in track.pieces()])
    return len(begins) > 1 and len(np.unique(begins)) < len(begins)


def _run_on(track: Track, back: NDArray[np.intp]) -> Track:
    """Return the track with its clock going on after each step back, at the usual interval."""
    steps = np.diff(track.time)
    usual = np.median(steps[steps > np.timedelta64(0)])
    by = max(-steps[back]) / np.timedelta64(1, "s")
    steps[back] = usual
    time = track.time[0] + np.concatenate([[np.timedelta64(0, "ns")], np.cumsum(steps)])
    note = Caveat(
        "track-clock-set-back", {"count": len(back), "minutes": number_in_each(by / 60, 1)}
    )
    return replace(track, time=time).noting(note)


# ---------------------------------------------------------------------------- driving


def _driving(track: Track) -> Track:
    """Return the track as it is where its times are those of a drive, else without times."""
    if not track.timed:
        return track
    metres = short_steps_m(track.lat, track.lon)
    seconds = np.diff(track.time).astype(np.int64) / 1e9
    why = _doubt(metres, seconds)
    return track if why is None else _without_times(track, *why)


def _doubt(metres: Numbers, seconds: Numbers) -> tuple[TimesKind, Caveat] | None:
    """Return what the times are, where they are no driving times."""
    fastest = methods()["plausible"]["speed_mps"]
    limits = methods()["clock"]
    whole, lasted = float(metres.sum()), float(seconds.sum())
    if whole > limits["least_m"] and (lasted <= 0 or _stuck_m(metres, seconds) > whole / 20):
        return TimesKind.NONE, Caveat("track-clock-still")
    later = seconds > 0
    speed = metres[later] / seconds[later]
    if speed.size and (speed > fastest).mean() > limits["fast_share"]:
        shown = number_in_each(float(np.median(speed[speed > fastest])) * 3.6, 0)
        return TimesKind.NONE, Caveat("track-clock-too-fast", {"kmh": shown})
    if _even_speed(metres[later], seconds[later]):
        shown = number_in_each(float(np.median(speed)) * 3.6, 0)
        return TimesKind.PLANNED, Caveat("track-clock-planned", {"kmh": shown})
    if _speeds_of_a_plan(metres[later], seconds[later]):
        return TimesKind.PLANNED, Caveat("track-clock-planned-speeds")
    return None


def _stuck_m(metres: Numbers, seconds: Numbers) -> float:
    """Return the way driven while the clock stood [m].

    Ten fixes within a second share its instant in some files; that is no more than a second's way.
    """
    instant = np.concatenate([[0], np.cumsum(seconds > 0)])
    ways = np.bincount(instant[1:][seconds == 0], metres[seconds == 0])
    return float(ways[ways > methods()["plausible"]["speed_mps"]].sum())


def _moves(metres: Numbers, seconds: Numbers) -> NDArray[np.bool_]:
    """Return which steps lead on: a plan has no stands, a logger left on at night has many."""
    return metres >= methods()["standing"]["speed_mps"] * seconds


def _even_speed(metres: Numbers, seconds: Numbers) -> bool:
    """Return whether uneven steps are driven at one speed: a planner's sum, nobody's drive.

    Times that a planner writes are whole seconds: a step's speed may be off by as much as that
    makes.
    """
    limits = methods()["clock"]
    long = (seconds >= limits["long_s"]) & _moves(metres, seconds)
    if long.sum() < limits["least_steps"] or seconds[long].sum() < seconds.sum() / 2:
        return False
    metres, seconds = metres[long], seconds[long]
    uneven = float(seconds.std()) > limits["uneven"] * float(seconds.mean())
    speed = float(metres.sum() / seconds.sum())
    off = np.abs(metres - speed * seconds) <= speed * 1.0 + limits["even"] * metres
    return uneven and bool(off.mean() >= limits["even_share"])


def _speeds_of_a_plan(metres: Numbers, seconds: Numbers) -> bool:
    """Return whether step after uneven step is driven at the same speed to the second.

    A planner gives each kind of road a speed, and writes whole seconds; nobody drives one long
    step after another at speeds that differ by less than the rounding of their times.
    """
    limits = methods()["clock"]
    long = (seconds >= limits["plan_s"]) & _moves(metres, seconds)
    if long.sum() < limits["least_steps"] or seconds[long].sum() < seconds.sum() / 2:
        return False
    uneven = float(seconds[long].std()) > limits["uneven"] * float(seconds[long].mean())
    speed = metres / seconds
    rounding = 0.8 / seconds + limits["even"] / 4
    pairs = long[:-1] & long[1:]
    differ = np.abs(np.diff(np.log(np.maximum(speed, 1e-3))))
    alike = differ <= rounding[:-1] + rounding[1:]
    enough = pairs.sum() >= limits["least_steps"] / 2
    return uneven and bool(enough and alike[pairs].mean() >= limits["plan_share"])
