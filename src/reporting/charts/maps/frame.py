"""The map's frame: from degrees to the pixels of the page, true to scale and north up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pyproj import Transformer
    from shapely.geometry.base import BaseGeometry

    from reporting.route import Waypoint

Pixel = tuple[float, float]

WIDTH = 720.0
"""Width of the text on the page [CSS pixels]."""

SHAPE = (1.65, 1.7)
"""Narrowest and widest proportion of the map, width to height."""

TALL = 1.12
"""Proportion for a route that goes much farther north than east: it would be tiny otherwise.

A taller map would not fit on a page under a chapter's head."""

PADDING = 0.075
"""Share of the route's extent that is left free on each side."""

LEAST_KM = 0.6
"""A map shows at least so much from west to east."""


@dataclass(frozen=True)
class Frame:
    """A window on the world.

    Parameters
    ----------
    lat, lon
        The centre [degrees].
    across_m
        Metres from the left edge to the right.
    height, width
        Of the map [pixels].
    """

    lat: float
    lon: float
    across_m: float
    height: float
    width: float = WIDTH

    @classmethod
    def around(cls, places: Sequence[Waypoint]) -> Frame:
        """Return a frame in which all `places` lie well inside.

        Raises
        ------
        ValueError
            For no place at all.
        """
        return cls.holding([place.point for place in places])

    @classmethod
    def holding(
        cls, points: Sequence[tuple[float, float]], size: tuple[float, float] | None = None
    ) -> Frame:
        """Return a frame in which all `points` (latitude, longitude) lie well inside.

        Parameters
        ----------
        size
            Width and height of the map [pixels]; without it, :data:`WIDTH` and a height that
            suits the points.
        """
        lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
        rough = cls((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2, WIDTH, WIDTH)
        xs, ys = rough.metres(lons, lats)
        wide = max(np.ptp(xs) * (1 + 2 * PADDING), LEAST_KM * 1000.0)
        high = np.ptp(ys) * (1 + 2 * PADDING)
        if size is None:
            narrowest = TALL if high > 1.25 * wide else SHAPE[0]
            size = WIDTH, WIDTH / float(np.clip(wide / max(high, 1.0), narrowest, SHAPE[1]))
        lon, lat = rough._plane.transform(
            (xs.min() + xs.max()) / 2, (ys.min() + ys.max()) / 2, direction="INVERSE"
        )
        width, height = size
        return cls(lat, lon, max(wide, high * width / height), height, width)

    @cached_property
    def _plane(self) -> Transformer:
        """Transverse Mercator through the centre: conformal, within 0.1 % of scale over 500 km."""
        from pyproj import Transformer

        plane = f"+proj=tmerc +lat_0={self.lat} +lon_0={self.lon} +k=1 +ellps=WGS84 +units=m"
        return Transformer.from_crs("EPSG:4326", plane, always_xy=True)

    def metres(self, lons: Iterable[float], lats: Iterable[float]) -> tuple[np.ndarray, np.ndarray]:
        """Return positions on the plane [m from the centre]."""
        x, y = self._plane.transform(np.asarray(lons, float), np.asarray(lats, float))
        return np.asarray(x), np.asarray(y)

    @property
    def scale(self) -> float:
        """Pixels per metre."""
        return self.width / self.across_m

    def pixels(self, lons: Iterable[float], lats: Iterable[float]) -> tuple[np.ndarray, np.ndarray]:
        """Return positions on the page: x to the right, y up, from the lower left corner."""
        x, y = self.metres(lons, lats)
        return x * self.scale + self.width / 2, y * self.scale + self.height / 2

    def degrees(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return longitudes and latitudes of points of the page."""
        east = (x - self.width / 2) / self.scale
        north = (y - self.height / 2) / self.scale
        lon, lat = self._plane.transform(east, north, direction="INVERSE")
        return np.asarray(lon), np.asarray(lat)

    def holds(self, at: Pixel) -> bool:
        """Tell whether a point of the page lies inside."""
        return 0 < at[0] < self.width and 0 < at[1] < self.height

    def at(self, place: Waypoint) -> Pixel:
        """Return where `place` stands on the page."""
        x, y = self.pixels([place.lon], [place.lat])
        return float(x[0]), float(y[0])

    def drawn(self, geometry: BaseGeometry, bleed: float = 0.0) -> BaseGeometry:
        """Return `geometry` on the page, cut at the frame.

        Details under a third of a pixel are left out.

        Parameters
        ----------
        geometry
            In degrees, east before north.
        bleed
            Pixels beyond the frame that are kept.
        """
        import shapely

        west, south, east, north = self.bounds
        near = shapely.clip_by_rect(geometry, west, south, east, north)
        flat = shapely.transform(near, lambda xy: np.column_stack(self.pixels(xy[:, 0], xy[:, 1])))
        flat = flat if flat.is_valid else shapely.make_valid(flat)
        window = shapely.box(-bleed, -bleed, self.width + bleed, self.height + bleed)
        return shapely.simplify(flat.intersection(window), 0.3)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north that hold the whole frame and some more."""
        half = self.across_m * 0.55, self.across_m * 0.55 * self.height / self.width
        xs = [-half[0], 0.0, half[0]] * 3
        ys = [-half[1]] * 3 + [0.0] * 3 + [half[1]] * 3
        lons, lats = self._plane.transform(xs, ys, direction="INVERSE")
        return min(lons) - 0.1, min(lats) - 0.1, max(lons) + 0.1, max(lats) + 0.1
