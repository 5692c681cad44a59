"""Map-matching: where on a reference road each position lies, and when a distance was reached.

A position could lie on more than one stretch of a winding road. So the nearest point only tells
how far the road is ahead of the car's own odometer, steadied over many positions; the place on the
road is then looked for around what the odometer says. What comes out never falls.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from reporting.route.geodesy import scales
from reporting.route.methods import methods
from reporting.route.telemetry.distances import odometer_m
from reporting.route.track import spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporting.route.road_line import RoadLine
    from reporting.route.track import Track

    Numbers = NDArray[np.float64]

STEADY = 61
"""Positions over which the road's lead over the odometer is taken as steady."""

AROUND_M = 150.0
"""So far on either side of where the odometer says a position is looked for on the road [m]."""


@dataclass(frozen=True)
class Reference:
    """A road to match positions to.

    Parameters
    ----------
    lat, lon
        Points of the road [degrees].
    along_m
        Distance from its start [m].
    """

    lat: Numbers
    lon: Numbers
    along_m: Numbers

    @classmethod
    def of(cls, line: RoadLine) -> Reference:
        """Return the reference that a measured track makes, standing still left out."""
        new = np.concatenate([[True], np.diff(line.along_m) > 0])
        return cls(line.lat[new], line.lon[new], line.along_m[new])

    def between(self, start_m: float, end_m: float) -> Reference:
        """Return the stretch between two distances, distances kept."""
        ends = np.clip([start_m, end_m], self.along_m[0], self.along_m[-1])
        inside = (self.along_m > ends[0]) & (self.along_m < ends[1])
        along = np.concatenate([ends[:1], self.along_m[inside], ends[1:]])
        return Reference(
            np.interp(along, self.along_m, self.lat),
            np.interp(along, self.along_m, self.lon),
            along,
        )

    @cached_property
    def grid(self) -> tuple[Numbers, Numbers, Any]:
        """Distances and positions [m] every few metres, and a tree to find them by."""
        from scipy.spatial import cKDTree

        step = methods()["match"]["grid_m"]
        along = np.arange(self.along_m[0], self.along_m[-1] + step / 2, step)
        lat = np.interp(along, self.along_m, self.lat)
        lon = np.interp(along, self.along_m, self.lon)
        points = self.flat(lat, lon)
        return along, points, cKDTree(points)

    def flat(self, lat: Numbers, lon: Numbers) -> Numbers:
        """Return positions as metres north and east of the road's first point."""
        north, east = scales(np.array([self.lat.mean()]))
        return np.column_stack([(lat - self.lat[0]) * north, (lon - self.lon[0]) * east])


@dataclass(frozen=True, slots=True)
class Reached:
    """When a car was at a distance.

    Parameters
    ----------
    time
        The instant.
    error_s
        Standard error of the line that told it [s]; NaN where there were too few positions.
    """

    time: np.datetime64
    error_s: float


@dataclass(frozen=True)
class Match:
    """Positions of a car on a reference road.

    Parameters
    ----------
    time
        Instants, of every position.
    along_m
        Distance along the road [m], never falling; NaN off the route.
    away_m
        How far each position is from the road [m].
    """

    time: NDArray[np.datetime64]
    along_m: Numbers
    away_m: Numbers

    @property
    def seconds(self) -> Numbers:
        """Seconds since the first position."""
        return np.asarray((self.time - self.time[:1]).astype(np.int64) / 1e9)

    def reached(self, metres: float) -> Reached | None:
        """Return when the car was at a distance along the road; None where it never was.

        A straight line through the positions some seconds either side tells the moment: the
        scatter of single positions is averaged out.
        """
        on = np.isfinite(self.along_m)
        along, seconds = self.along_m[on], self.seconds[on]
        after = int(np.searchsorted(along, metres))
        longest = methods()["gap"]["seconds"]
        if after in (0, len(along)) or seconds[after] - seconds[after - 1] > longest:
            return None
        moment = float(
            np.interp(metres, along[after - 1 : after + 1], seconds[after - 1 : after + 1])
        )
        near = np.abs(seconds - moment) <= methods()["match"]["fit_s"]
        moment, error = _fitted(seconds[near], along[near], metres, moment)
        return Reached(self.time[0] + np.timedelta64(round(moment * 1e9), "ns"), error)

    def off_route(self) -> list[tuple[np.datetime64, np.datetime64, float]]:
        """Return when the car was off the route: begin, end, greatest distance from it [m]."""
        off = ~np.isfinite(self.along_m)
        found: list[tuple[np.datetime64, np.datetime64, float]] = []
        if not off.any():  # nor where the car never came to this road
            return found
        for first, last in spans(off[1:] != off[:-1]):
            lasted = (self.time[last - 1] - self.time[first]) / np.timedelta64(1, "s")
            if off[first] and lasted >= methods()["match"]["off_route_s"]:
                away = float(self.away_m[first:last].max())
                found.append((self.time[first], self.time[last - 1], away))
        return found


def _fitted(
    seconds: Numbers, along: Numbers, metres: float, otherwise: float
) -> tuple[float, float]:
    """Return when a straight line through the positions reaches a distance, and its error [s]."""
    if len(seconds) < 4 or along[-1] - along[0] < 1.0:
        return otherwise, float("nan")
    slope, begin = np.polyfit(seconds - otherwise, along, 1)
    if slope <= 0:
        return otherwise, float("nan")
    scatter = np.std(along - begin - slope * (seconds - otherwise), ddof=2)
    moment = float(np.clip(otherwise + (metres - begin) / slope, seconds[0], seconds[-1]))
    return moment, float(scatter / slope / np.sqrt(len(seconds)))


def match(track: Track, reference: Reference, odometer: Numbers | None = None) -> Match:
    """Match a car's positions to a road.

    Parameters
    ----------
    track
        Positions with times, in their order.
    reference
        The road, or the stretch of it that is asked about.
    odometer
        How far the car has driven at each position [m]; told from the track where it is not given.

    Returns
    -------
    Match
        Of the positions from the first on the road to the last.
    """
    grid, points, _ = reference.grid
    here = reference.flat(track.lat, track.lon)
    nearest, near = nearest_m(track, reference)
    if not near.any():
        return Match(track.time[:0], np.empty(0), np.empty(0))
    driven = odometer_m(track) if odometer is None else odometer
    expected = driven + _lead(nearest - driven, near)
    along, away = _projected(here, _nearest_around(here, expected, points, grid), points, grid)
    ends = (expected > grid[0] - AROUND_M) & (expected < grid[-1] + AROUND_M)
    on = ends & (away <= methods()["match"]["corridor_m"])
    rows = slice(*(np.flatnonzero(on)[[0, -1]] + (0, 1))) if on.any() else slice(0)
    return Match(track.time[rows], _rising(np.where(on, along, np.nan)[rows]), away[rows])


def nearest_m(track: Track, reference: Reference) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return where on the road the point nearest to each position is [m], and if it is near."""
    grid, _, tree = reference.grid
    away, place = tree.query(reference.flat(track.lat, track.lon))
    return grid[place], np.asarray(away <= methods()["match"]["corridor_m"])


def _lead(lead: Numbers, near: NDArray[np.bool_]) -> Numbers:
    """Return how far the road is ahead of the odometer, steadied by a running median."""
    from scipy.ndimage import median_filter

    known = np.flatnonzero(near)
    steady = median_filter(lead[known], min(STEADY, len(known) | 1), mode="nearest")
    return np.asarray(np.interp(np.arange(len(lead)), known, steady))


def _nearest_around(
    here: Numbers, expected: Numbers, points: Numbers, grid: Numbers
) -> NDArray[np.intp]:
    """Return the place on the grid that is nearest to each position, near where it is expected."""
    step = grid[1] - grid[0]
    reach = round(AROUND_M / step)
    middle = np.rint((expected - grid[0]) / step).astype(np.intp)
    best: NDArray[np.intp] = np.clip(middle, 0, len(grid) - 1)
    least = np.full(len(here), np.inf)
    for shift in range(-reach, reach + 1):
        place = np.clip(middle + shift, 0, len(grid) - 1)
        away = ((here - points[place]) ** 2).sum(axis=1)
        nearer = away < least
        best[nearer], least[nearer] = place[nearer], away[nearer]
    return best


def _projected(
    here: Numbers, place: NDArray[np.intp], points: Numbers, grid: Numbers
) -> tuple[Numbers, Numbers]:
    """Return the distance along the road of the nearest point of it, and how far that is [m].

    Of the two pieces of road that meet at the grid's point `place`, the nearer one counts.
    """
    found = []
    for shift in (-1, 0):
        first = np.clip(place + shift, 0, len(grid) - 2)
        begin, way = points[first], points[first + 1] - points[first]
        share = np.clip(((here - begin) * way).sum(axis=1) / (way * way).sum(axis=1), 0, 1)
        away = np.hypot(*(here - begin - share[:, None] * way).T)
        found.append((away, grid[first] + share * (grid[first + 1] - grid[first])))
    (before, along_before), (after, along_after) = found
    nearer = before < after
    return np.where(nearer, along_before, along_after), np.where(nearer, before, after)


def _rising(along: Numbers) -> Numbers:
    """Return distances that never fall; NaN stays."""
    return np.where(np.isnan(along), np.nan, np.fmax.accumulate(along))
