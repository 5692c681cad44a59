"""Positions with too few decimals: a line in steps, longer than the road that it stands for.

Three decimals of a degree are a hundred metres: every bend becomes a staircase, and the sum over
its steps a fifth or more too long. The road is then the simplest line within the rounding, and
the length lies between it and the staircase.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from reporting.route.geodesy import scales, short_steps_m
from reporting.route.methods import methods

if TYPE_CHECKING:
    from reporting.route.heights import Band
    from reporting.route.track import Track

DECIMALS = (4, 3, 2, 1, 0)
DEGREE_M = 111195.0


def rounded_m(track: Track) -> float:
    """Return how coarsely the positions of a track are rounded [m]; 0 where it does not matter.

    Where the usual step is many times the rounding, as between via points, nothing is lost; nor
    where the smoothing of a recording's noise takes it out.
    """
    limits = methods()["rounding"]
    decimals = min((one for one in DECIMALS if _on_grid(track, one)), default=None)
    new = np.concatenate([[True], short_steps_m(track.lat, track.lon) > 0])
    if decimals is None or new.sum() < limits["least_points"]:
        return 0.0
    grid = DEGREE_M * 10.0**-decimals
    steps = short_steps_m(track.lat[new], track.lon[new])
    smoothed = track.timed and grid < limits["smoothed_m"]
    if smoothed or float(np.median(steps)) > limits["steps"] * grid:
        return 0.0
    longer = chain_km(track) > chain_km(without_steps(track, grid)) * (1 + limits["longer"])
    return grid if longer else 0.0


def without_steps(track: Track, grid: float) -> Track:
    """Return the track with the points of the simplest line that keeps within the rounding."""
    import shapely

    rows = []
    north, east = scales(np.array([track.lat.mean()]))
    for piece in track.pieces():
        places = np.arange(piece.start, piece.stop)
        metres = np.column_stack([track.lon[places] * east, track.lat[places] * north])
        if len(places) < 3:
            rows.append(places)
            continue
        # The place in the order goes along as a third coordinate, which simplifying keeps.
        line = shapely.LineString(np.column_stack([metres, places]))
        kept = shapely.get_coordinates(shapely.simplify(line, grid), include_z=True)
        rows.append(kept[:, 2].astype(np.intp))
    return track.keep(np.concatenate(rows))


def chain_km(track: Track) -> float:
    """Return the sum of a track's steps within its pieces [km]."""
    pieces = (short_steps_m(track.lat[one], track.lon[one]) for one in track.pieces())
    return math.fsum(float(steps.sum()) for steps in pieces) / 1000


def widened(length: Band, stairs_km: float) -> Band:
    """Return the limits [km] of a length whose positions were rounded."""
    from reporting.route.heights import Band

    low = length.low * (1 - methods()["rounding"]["relative"])
    return Band(low, length.central, max(length.high, stairs_km))


def _on_grid(track: Track, decimals: int) -> bool:
    scaled = np.concatenate([track.lat, track.lon]) * 10**decimals
    return bool((np.abs(scaled - np.rint(scaled)) < 1e-4).all())
