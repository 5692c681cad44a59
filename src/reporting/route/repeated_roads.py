"""Several roads in one file: a copy of the road, or another car's, is not driven a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reporting.caveats import Caveat
from reporting.route.geodesy import between, short_steps_m
from reporting.route.methods import methods
from reporting.route.track import Track

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

SHARES = 21
"""Two roads are held against each other at so many even shares of their lengths."""


def first_road(track: Track) -> Track:
    """Return the track without pieces that are a copy of another piece, or another car's.

    A piece that follows the road of an earlier one, and was not driven after it, is a copy (a
    planner's track beside its route) or a second car. One that was driven at the same time
    somewhere else is another car, too. The first one stays; caveats tell.
    """
    pieces = [piece for piece in track.pieces() if piece.stop - piece.start > 1]
    stay = np.ones(len(track), dtype=bool)
    kept: list[slice] = []
    copies = others = 0
    for piece in pieces:
        together = [other for other in kept if _together(track, other, piece)]
        if any(_same_road(track, other, piece) for other in together):
            copies += 1
        elif any(_apart(track, other, piece) for other in together):
            others += 1
        else:
            kept.append(piece)
            continue
        stay[piece] = False
    notes = [
        Caveat(code, {"count": count})
        for code, count in (("track-repeated", copies), ("track-other-cars", others))
        if count
    ]
    return track.keep(stay).noting(*notes) if notes else track


def _together(track: Track, one: slice, other: slice) -> bool:
    """Return whether two pieces share their time for the most part; without times, always."""
    ends = track.time[[one.start, one.stop - 1, other.start, other.stop - 1]]
    if np.isnat(ends).any():
        return True
    first, last, begin, end = ends.astype(np.int64)
    return bool(min(last, end) - max(first, begin) > 0.5 * min(last - first, end - begin) >= 0)


def _apart(track: Track, one: slice, other: slice) -> bool:
    """Return whether, with times, one piece begins far from where the other ends."""
    if np.isnat(track.time[[one.stop - 1, other.start]]).any():
        return False
    end, begin = one.stop - 1, other.start
    metres, _ = between((track.lat[end], track.lon[end]), (track.lat[begin], track.lon[begin]))
    return metres > methods()["gap"]["follows_m"]


def _same_road(track: Track, one: slice, other: slice) -> bool:
    """Return whether two pieces are equally long and pass the same places at the same shares."""
    limits = methods()["repeated"]
    length, *places = _shares(track, one)
    again, *others = _shares(track, other)
    longest = max(length, again)
    if longest < limits["least_m"] or abs(length - again) > limits["alike"] * longest:
        return False
    near = max(limits["beside_m"], limits["alike"] * longest / 2)
    return all(
        between((lat, lon), (lat_again, lon_again))[0] <= near
        for lat, lon, lat_again, lon_again in zip(*places, *others, strict=True)
    )


def _shares(track: Track, piece: slice) -> tuple[float, Numbers, Numbers]:
    """Return a piece's length [m] and the places at even shares of it."""
    lat, lon = track.lat[piece], track.lon[piece]
    along = np.concatenate([[0.0], np.cumsum(short_steps_m(lat, lon))])
    at = np.linspace(0, along[-1], SHARES)
    return float(along[-1]), np.interp(at, along, lat), np.interp(at, along, lon)
