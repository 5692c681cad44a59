"""The axes of a strip of heights: kilometres and metres to pixels of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.route import Waypoint

TOP = 36.0
LEFT = 44.0
RIGHT = 14.0
BAND = 15.0
"""Height of the band of regions or countries under the axis [pixels]."""

BAND_ROOM = BAND + 8.0
"""What a band takes of a strip's height."""

_NUMBERS = 26.0
"""Room for the kilometres under the axis."""


@dataclass(frozen=True)
class StripSpot:
    """A place on the strip: how far along [km], how high [m]."""

    place: Waypoint
    km: float
    metres: float


@dataclass(frozen=True)
class StripAxes:
    """The strip's axes: kilometres and metres to pixels of the page; under them a band, or not."""

    width: float
    height: float
    length_km: float
    top_m: float
    banded: bool = True

    def x(self, km: float) -> float:
        """Return where a kilometre stands."""
        return LEFT + km / self.length_km * (self.width - LEFT - RIGHT)

    @property
    def bottom(self) -> float:
        """Where the axis stands, above what is under it."""
        return _NUMBERS + (BAND_ROOM if self.banded else 0.0)

    def y(self, metres: float) -> float:
        """Return where a height stands."""
        return self.bottom + max(metres, 0.0) / self.top_m * (self.height - TOP - self.bottom)
