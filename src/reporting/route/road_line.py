"""The road as measured, point by point: where it runs, how far along, how fast."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporting.route.motion import METRES_PER_DEGREE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporting.route.cleaning import Gap
    from reporting.route.motion import Motion

    Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class RoadLine:
    """The road as measured, point by point.

    Parameters
    ----------
    lat, lon
        Degrees.
    along_m
        Length from the start [m], gaps included.
    run
        Number of the run without gaps that the point belongs to.
    speed_mps
        Speed at the point [m/s]; NaN without times.
    """

    lat: Numbers
    lon: Numbers
    along_m: Numbers
    run: NDArray[np.int32]
    speed_mps: Numbers

    def nearest(self, lat: float, lon: float, after_m: float = 0.0) -> tuple[float, float]:
        """Return how far a place is from the road [m], and how far along that is [m].

        Parameters
        ----------
        lat, lon
            The place [degrees].
        after_m
            Only the road after this is looked at [m].
        """
        ahead = np.flatnonzero(self.along_m >= after_m)
        north = (self.lat[ahead] - lat) * METRES_PER_DEGREE
        east = (self.lon[ahead] - lon) * METRES_PER_DEGREE * math.cos(math.radians(lat))
        away = np.hypot(north, east)
        place = int(np.argmin(away))
        return float(away[place]), float(self.along_m[ahead][place])


def joined_line(motions: Sequence[Motion], gaps: Sequence[Gap]) -> RoadLine:
    """Return runs and the gaps between them as one line; gaps not driven through have no length."""
    crossed = np.concatenate([[0.0], np.cumsum([gap.metres if gap.driven else 0 for gap in gaps])])
    before = np.concatenate([[0.0], np.cumsum([part.metres for part in motions])])
    along = [
        before[place] + crossed[place] + np.concatenate([[0.0], np.cumsum(part.steps_m)])
        for place, part in enumerate(motions)
    ]
    return RoadLine(
        np.concatenate([part.lat for part in motions]),
        np.concatenate([part.lon for part in motions]),
        np.concatenate(along),
        np.concatenate([np.full(len(part.lat), place) for place, part in enumerate(motions)]),
        np.concatenate([_speeds(part) for part in motions]),
    )


def _speeds(part: Motion) -> Numbers:
    """Return the speed at each point [m/s], of the steps around it."""
    if part.seconds is None:
        return np.full(len(part.lat), np.nan)
    along = np.concatenate([[0.0], np.cumsum(part.steps_m)])
    if len(along) < 2:
        return np.full(len(along), np.nan)
    if len(along) < 3:
        return np.full(len(along), along[-1] / max(part.seconds[-1], 1e-3))
    return np.asarray(np.gradient(along, part.seconds))
