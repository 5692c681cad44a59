"""Where a road lies: kilometres in each country, region and province, and how far the coast is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from reporting.reads import remembered
from reporting.route import basemap
from reporting.route.geodesy import wrapped
from reporting.route.motion import METRES_PER_DEGREE

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Numbers = NDArray[np.float64]

REACH_DEGREES = 0.6
"""The coast is looked for within about 50 km."""


def kilometres_in(
    lat: Numbers, lon: Numbers, steps_m: Numbers, shapes: Mapping[str, BaseGeometry]
) -> dict[str, float]:
    """Return the kilometres of a road in each of several areas, in the order of driving.

    Parameters
    ----------
    lat, lon
        The n points [degrees].
    steps_m
        Length of the n - 1 steps [m]; each counts for the area that its middle lies in.
    shapes
        Areas by name, degrees, east before north. Borders are those of the base map: good to
        some 100 m.
    """
    names = list(shapes)
    areas = [shapes[name] for name in names]
    area = _areas_of(areas, (lat[:-1] + lat[1:]) / 2, (lon[:-1] + lon[1:]) / 2, steps_m)
    inside = area >= 0
    sums = np.bincount(area[inside], steps_m[inside], minlength=len(names)) / 1000
    met = list(dict.fromkeys(area[inside].tolist()))
    return {names[place]: float(sums[place]) for place in met if sums[place] > 0}


COARSE_M = 100.0
"""Steps are looked up together over so much of a road [m]: borders are not known better."""


def _areas_of(
    areas: Sequence[BaseGeometry], lat: Numbers, lon: Numbers, steps_m: Numbers
) -> NDArray[np.intp]:
    """Return the area of each step, -1 for none: looked up one by one only beside a border."""
    along = np.cumsum(steps_m) - steps_m / 2
    stretch = np.unique(np.floor(along / COARSE_M), return_inverse=True)[1]
    firsts = np.flatnonzero(np.diff(stretch, prepend=-1))
    middles = (firsts + np.append(firsts[1:], len(lat))) // 2
    coarse = area_of(areas, lat[middles], lon[middles])
    changes = np.diff(coarse) != 0
    unsure = np.append(changes, False) | np.insert(changes, 0, False)
    area = coarse[stretch]
    again = np.flatnonzero(unsure[stretch])
    area[again] = area_of(areas, lat[again], lon[again])
    return area


def area_of(areas: Sequence[BaseGeometry], lat: Numbers, lon: Numbers) -> NDArray[np.intp]:
    """Return the first of the areas that each place [degrees] lies in, -1 for none."""
    import shapely

    shapely.prepare(areas)
    lon = wrapped(lon)
    found = np.full(len(lat), -1)
    for place, area in enumerate(areas):
        west, south, east, north = area.bounds
        near = (found < 0) & (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        there = np.flatnonzero(near)
        if there.size:
            found[there[shapely.contains_xy(area, lon[there], lat[there])]] = place
    return found


def stretches(
    lat: Numbers, lon: Numbers, along_m: Numbers, shapes: Mapping[str, BaseGeometry]
) -> list[tuple[str, float, float]]:
    """Return the areas that a road runs through in order, each from and to which kilometre.

    Parameters
    ----------
    lat, lon
        The points [degrees].
    along_m
        Distance of each from the start [m].
    shapes
        Areas by name, degrees, east before north. A stretch in none has an empty name; one under
        half a kilometre belongs to the area around it (borders are good to some 100 m).
    """
    import shapely

    kms = np.arange(0.0, along_m[-1] / 1000 + STRETCH_KM / 2, STRETCH_KM / 4)
    points = shapely.points(
        wrapped(np.interp(kms * 1000, along_m, lon)), np.interp(kms * 1000, along_m, lat)
    )
    place, area = shapely.STRtree(list(shapes.values())).query(points, predicate="within")
    names = np.full(len(kms), -1)
    names[place[::-1]] = area[::-1]
    known = [*shapes, ""]
    found: list[tuple[str, float, float]] = []
    for km, name in zip(kms.tolist(), names.tolist(), strict=True):
        if found and (found[-1][0] == known[name]):
            found[-1] = (found[-1][0], found[-1][1], km)
        else:
            if found and found[-1][2] - found[-1][1] < STRETCH_KM and len(found) > 1:
                found.pop()
            if found and found[-1][0] == known[name]:
                found[-1] = (found[-1][0], found[-1][1], km)
            else:
                found.append((known[name], found[-1][2] if found else 0.0, km))
    return found


STRETCH_KM = 0.5
"""A stretch in another area that is shorter than this [km] is no stretch."""


def over_sea(start: tuple[float, float], finish: tuple[float, float]) -> bool:
    """Return whether the straight line between two points runs over the sea for the most part.

    Parameters
    ----------
    start, finish
        Latitude and longitude [degrees].
    """
    import shapely

    shares = np.linspace(0.05, 0.95, 19)
    lat, lon = (here + shares * (there - here) for here, there in zip(start, finish, strict=True))
    lon = wrapped(lon)
    points = shapely.points(lon, lat)
    bounds = (lon.min() - 0.1, lat.min() - 0.1, lon.max() + 0.1, lat.max() + 0.1)
    tree = shapely.STRtree(list(basemap.lands(bounds).values()))
    ashore = np.unique(tree.query(points, predicate="within")[0])
    return len(ashore) < len(shares) / 2


def coast_km(lat: float, lon: float) -> float | None:
    """Return how far the coast is from a point [km], None where it is farther than some 50 km.

    The coast is the base map's: good to some 100 m in Italy.
    """
    import shapely

    west, east = lon - REACH_DEGREES, lon + REACH_DEGREES
    south, north = lat - REACH_DEGREES, lat + REACH_DEGREES
    near = shapely.clip_by_rect(_coast_in((west, south, east, north)), west, south, east, north)
    if near is None or near.is_empty:
        return None
    narrowing = math.cos(math.radians(lat))
    flat = shapely.transform(near, lambda xy: (xy - (lon, lat)) * (narrowing, 1.0))
    return float(flat.distance(shapely.Point(0, 0))) * METRES_PER_DEGREE / 1000


def _coast_in(bounds: tuple[float, float, float, float]) -> BaseGeometry:
    """Return the outline of land within bounds; beyond the detailed map, the world's."""
    import shapely

    shapes = basemap.lands(bounds)
    if shapes is basemap.countries():
        return _coast()
    window = shapely.box(*bounds)
    land = shapely.union_all([shapely.buffer(shape, 0.002) for shape in shapes.values()])
    inside = shapely.buffer(window, -0.02)
    return shapely.intersection(land.boundary, inside)


@remembered
def _coast() -> BaseGeometry:
    """Return the outline of all land of the base map, without the edge that it is cut at."""
    import shapely

    land = shapely.union_all(
        [shapely.buffer(shape, 0.002) for shape in basemap.countries().values()]
    )
    west, south, east, north = land.bounds
    inside = shapely.box(west + 0.02, south + 0.02, east - 0.02, north - 0.02)
    outer = [polygon.exterior for polygon in shapely.get_parts(land)]
    return shapely.union_all(outer).intersection(inside)
