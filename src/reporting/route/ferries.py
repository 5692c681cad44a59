"""A car on a ferry is carried: what was recorded at sea is no road."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reporting.route import basemap
from reporting.route.areas import area_of
from reporting.route.geodesy import short_steps_m, wrapped
from reporting.route.methods import methods
from reporting.route.track import Track, spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

SAMPLE_M = 200.0
"""So far apart the road is held against the coast [m]."""


def carried_points(track: Track) -> NDArray[np.bool_]:
    """Return which points were recorded on ferries.

    A stretch on the sea is a ferry's where it lies well off the shore for farther than a bridge,
    and was not driven faster than ferries go (methods.toml, ``ferry``). Lakes are left out: their
    outlines err by up to a kilometre, and Sirmione would be taken for a ferry.
    """
    carried = np.zeros(len(track), dtype=bool)
    if len(track) < 3:
        return carried
    along = np.concatenate([[0.0], np.cumsum(short_steps_m(track.lat, track.lon))])
    wet, off = _afloat(track, along)
    steps = np.diff(along, append=along[-1])
    for first, last in spans(np.diff(wet.astype(int)) != 0) if off.any() else ():
        off_m = float(steps[first:last][off[first:last]].sum())
        if wet[first] and _ferry(track, along, first, last, off_m):
            carried[first:last] = True
    return carried if not carried.all() else np.zeros(len(track), dtype=bool)


def _afloat(track: Track, along: Numbers) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which points lie on the water, and which off the shore by more than the map errs."""
    import shapely

    spots = np.arange(0.0, along[-1] + SAMPLE_M, SAMPLE_M)
    lat, lon = (np.interp(spots, along, axis) for axis in (track.lat, track.lon))
    lon = wrapped(lon)
    west, east = float(lon.min()) - 0.1, float(lon.max()) + 0.1
    shapes = basemap.lands((west, float(lat.min()) - 0.1, east, float(lat.max()) + 0.1))
    limit = methods()["ferry"]["detailed" if shapes is basemap.countries() else "coarse"]
    land = list(shapes.values())
    wet = area_of(land, lat, lon) < 0
    off, sea = wet.copy(), np.flatnonzero(wet)
    if sea.size:
        points = shapely.points(lon[sea], lat[sea])
        near = shapely.STRtree(land).query(points, predicate="dwithin", distance=limit)[0]
        off[sea[np.unique(near)]] = False
    wet_there, off_there = (np.interp(along, spots, here.astype(float)) for here in (wet, off))
    return wet_there >= 0.5, off_there >= 0.5


def _ferry(track: Track, along: Numbers, first: int, last: int, off_m: float) -> bool:
    limits = methods()["ferry"]
    if not track.timed:
        return bool(off_m > limits["drawn_m"])
    metres = along[last - 1] - along[first]
    seconds = float((track.time[last - 1] - track.time[first]) / np.timedelta64(1, "s"))
    return bool(off_m > limits["least_m"] and metres <= limits["fastest_mps"] * seconds)
