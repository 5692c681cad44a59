"""Before measuring: points that jumped are taken out, and the track is cut where it has gaps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from reporting.route.areas import over_sea
from reporting.route.ferries import carried_points
from reporting.route.geodesy import between, steps_m
from reporting.route.methods import methods
from reporting.route.track import Track, spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without positions between two runs of them.

    Parameters
    ----------
    metres
        The straight line across [m].
    seconds
        How long it lasted [s]; NaN without times.
    driven
        Whether a car drove through (a tunnel), rather than stood or was carried elsewhere.
    carried
        Whether the car was elsewhere after it, too late or over the sea: a ferry, a night.
    """

    metres: float
    seconds: float
    driven: bool
    carried: bool = False


@dataclass(frozen=True)
class Cleaned:
    """A track without spikes, cut into runs without gaps.

    Parameters
    ----------
    runs
        The runs, each a track of at least one point.
    gaps
        What lies between them: ``gaps[i]`` follows ``runs[i]``.
    spikes
        Points that were taken out.
    """

    runs: tuple[Track, ...]
    gaps: tuple[Gap, ...]
    spikes: int


def clean(track: Track) -> Cleaned:
    """Take spikes out of `track` and cut it at its gaps."""
    once = _without_held(_without_repeats(track))
    sound = once.keep(_plausible(once))
    afloat = carried_points(sound)
    kept = sound.keep(~afloat)
    boards = np.flatnonzero(np.diff(np.flatnonzero(~afloat)) > 1)
    breaks = _breaks(kept)
    breaks[boards] = True
    parts = list(spans(breaks))
    runs = [kept.keep(np.arange(first, last)) for first, last in parts]
    gaps = [
        _gap(one, other, ferry=last - 1 in boards)
        for (one, other), (_, last) in zip(pairwise(runs), parts, strict=False)
    ]
    return Cleaned(tuple(runs), tuple(gaps), len(once) - len(sound))


def _without_repeats(track: Track) -> Track:
    """Return the track without a second point of the same instant."""
    if not track.timed:
        return track
    new = np.concatenate([[True], np.diff(track.time) > np.timedelta64(0)])
    return track.keep(new)


def _without_held(track: Track) -> Track:
    """Return the track without fixes that a receiver wrote again for want of a new one.

    One that writes faster than it measures stands still at every second point, at 80 km/h too.
    """
    if not track.timed or len(track) < 3:
        return track
    still = (np.diff(track.lat) == 0) & (np.diff(track.lon) == 0)
    held = np.zeros(len(track), dtype=bool)
    held[1:-1] = still[:-1] & ~still[1:]
    held[2:-1] &= ~still[:-2]
    often = held.sum() > methods()["plausible"]["held_share"] * (~still).sum()
    return track.keep(~held) if often else track


def _plausible(track: Track) -> NDArray[np.bool_]:
    """Return which points are no spikes."""
    if not track.timed:
        return _without_slips(track)
    seconds = np.diff(track.time).astype(np.int64) / 1e9
    speeds = steps_m(track.lat, track.lon) / np.maximum(seconds, 1e-3)
    return without_spikes(track.lat, track.lon, track.seconds, speeds)


def without_spikes(
    lat: Numbers, lon: Numbers, seconds: Numbers, speeds: Numbers
) -> NDArray[np.bool_]:
    """Return which points are no spikes.

    Wherever two points follow faster than anything drives, the track is cut; short runs between
    such cuts are spikes where the track goes on without them.

    Parameters
    ----------
    lat, lon, seconds
        Positions [degrees] and times [s] of n points.
    speeds
        Of the n - 1 steps [m/s].
    """
    bounds = methods()["plausible"]
    keep = np.ones(len(lat), dtype=bool)
    last = -1  # the last point before the run that is looked at
    for first, end in spans(speeds > bounds["speed_mps"]):
        short = end - first <= bounds["spike_points"]
        jumped = last < 0 and end < len(lat)
        if last >= 0 and short:
            metres, _ = between((lat[last], lon[last]), (lat[first], lon[first]))
            jumped = metres > bounds["speed_mps"] * float(seconds[first] - seconds[last])
        if short and jumped:
            keep[first:end] = False
        else:
            last = end - 1
    return keep


def _without_slips(track: Track) -> NDArray[np.bool_]:
    """Return which points of a line without times no slip of a planner's hand put far off.

    A few points that a line goes out to and comes back from, by steps unlike its others.
    """
    bounds = methods()["plausible"]
    keep = np.ones(len(track), dtype=bool)
    steps = steps_m(track.lat, track.lon)
    far = np.flatnonzero(steps > max(bounds["slip_m"], bounds["slip_steps"] * _usual(steps)))
    for out, back in pairwise(far):
        if back - out <= bounds["spike_points"] and keep[out]:
            ends = ((track.lat[at], track.lon[at]) for at in (out, back + 1))
            apart, _ = between(*ends)
            if apart < bounds["slip_back"] * min(steps[out], steps[back]):
                keep[out + 1 : back + 1] = False
    return keep


def _breaks(track: Track) -> NDArray[np.bool_]:
    """Return after which points the track has a gap.

    With times, where nothing was recorded for long, or where nothing could have driven. A line
    without times has its breaks in the file alone: a planner puts no points on a straight road.
    """
    if not track.timed:
        return np.asarray(np.diff(track.piece) != 0)
    bounds = methods()["gap"]
    seconds = np.diff(track.time).astype(np.int64) / 1e9
    longest = max(bounds["seconds"], bounds["intervals"] * _usual(seconds))
    jump = steps_m(track.lat, track.lon) > methods()["plausible"]["speed_mps"] * seconds
    return np.asarray((seconds > longest) | jump)


def _usual(values: Numbers) -> float:
    return float(np.median(values)) if values.size else 0.0


def _gap(one: Track, other: Track, *, ferry: bool) -> Gap:
    """Return what lies between two runs: a tunnel, a stand, a ferry or a night, or a jump."""
    ends = (one.lat[-1], one.lon[-1]), (other.lat[0], other.lon[0])
    metres, _ = between(*ends)
    bounds = methods()["gap"]
    if not one.timed:
        carried = ferry or (metres > bounds["sea_m"] and over_sea(*ends))
        driven = metres <= bounds["metres"] and not carried
        return Gap(metres, np.nan, driven=driven, carried=carried)
    seconds = float((other.time[0] - one.time[-1]) / np.timedelta64(1, "s"))
    speed = metres / max(seconds, 1e-3)
    if speed > methods()["plausible"]["speed_mps"]:
        return Gap(metres, seconds, driven=False)
    long = seconds > bounds["long_s"]
    slowest = bounds["long_mps"] if long else methods()["standing"]["speed_mps"]
    driven = slowest <= speed and seconds <= bounds["longest_s"]
    driven = driven and not ferry and not (metres > bounds["sea_m"] and over_sea(*ends))
    carried = ferry or (not driven and metres > bounds["carried_m"])
    return Gap(metres, seconds, driven, carried=carried)
