"""A track: positions in the order of driving, with times and heights where there are any."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from reporting.caveats import Caveat

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

NO_TIME = np.datetime64("NaT", "ns")


class TimesKind(StrEnum):
    """What the times of a track are: only those recorded while driving say how it was driven."""

    RECORDED = "recorded"
    PLANNED = "planned"
    CREATION = "creation"
    NONE = "none"


@dataclass(frozen=True)
class Track:
    """Positions of one car, or of a planned road.

    Parameters
    ----------
    name
        What to call it: the file's name.
    lat, lon
        Degrees, WGS 84.
    elevation_m
        Heights above sea level [m]; NaN where unknown.
    time
        UTC instants, ``datetime64[ns]``; NaT where unknown.
    piece
        Number of the piece (a file's segment) that each point belongs to.
    caveats
        What was noticed in it.
    clock
        What the times of the file are.
    roads
        The first piece of each road that the file tells apart (a track, a route, a placemark),
        and its name.
    """

    name: str
    lat: Numbers
    lon: Numbers
    elevation_m: Numbers
    time: NDArray[np.datetime64]
    piece: NDArray[np.int32]
    caveats: tuple[Caveat, ...] = ()
    clock: TimesKind = TimesKind.RECORDED
    roads: tuple[tuple[int, str], ...] = ()

    def __len__(self) -> int:
        """Count the points."""
        return len(self.lat)

    @property
    def timed(self) -> bool:
        """Whether every point has a time of driving."""
        recorded = self.clock is TimesKind.RECORDED and len(self) > 0
        return recorded and not bool(np.isnat(self.time).any())

    @property
    def seconds(self) -> Numbers:
        """Seconds since the first point; only of a timed track."""
        return np.asarray((self.time - self.time[0]).astype(np.int64) / 1e9)

    def keep(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Track:
        """Return the track with the chosen points alone, or in another order."""
        return replace(
            self,
            lat=self.lat[chosen],
            lon=self.lon[chosen],
            elevation_m=self.elevation_m[chosen],
            time=self.time[chosen],
            piece=self.piece[chosen],
        )

    def noting(self, *caveats: Caveat) -> Track:
        """Return the track with more caveats."""
        return replace(self, caveats=(*self.caveats, *caveats))

    def pieces(self) -> Iterator[slice]:
        """Go through the runs of points of one piece, in order."""
        for first, last in spans(np.diff(self.piece) != 0):
            yield slice(first, last)


def spans(breaks: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Go through the runs between breaks: first place, and the one after the last.

    Parameters
    ----------
    breaks
        For n points, n - 1 answers: does the run end after this point?

    Examples
    --------
    >>> list(spans(np.array([False, True, False])))
    [(0, 2), (2, 4)]
    """
    cuts = np.flatnonzero(breaks) + 1
    return pairwise([0, *(int(cut) for cut in cuts), len(breaks) + 1])


def without_zone(texts: Iterable[str]) -> bool:
    """Tell whether instants are written without their zone, by the first of them.

    Examples
    --------
    >>> without_zone(["2025-06-14T08:00:00"]), without_zone(["", "2025-06-14T08:00:00+02:00"])
    (True, False)
    """
    first = next((text for text in texts if text), "Z").strip()
    return _ZONE.search(first) is None


_ZONE = re.compile(r"(?:[Zz]|UTC|GMT|:\d\d(?:\.\d+)?\s*[+-]\d\d:?\d*)$")


def read_float(text: str) -> float:
    """Return a number with a decimal point or comma.

    Raises
    ------
    ValueError
        For what is none; Python alone takes ``4_5`` for one.
    """
    return float(text.replace(",", ".").replace("_", "?"))


def joined(name: str, tracks: list[Track]) -> Track:
    """Return several tracks, one after the other, as one; each begins new pieces."""
    shift = np.cumsum([0, *(int(track.piece.max()) + 1 for track in tracks)])
    pieces = [track.piece + add for track, add in zip(tracks, shift[:-1], strict=True)]
    return Track(
        name,
        np.concatenate([track.lat for track in tracks]),
        np.concatenate([track.lon for track in tracks]),
        np.concatenate([track.elevation_m for track in tracks]),
        np.concatenate([track.time for track in tracks]),
        np.concatenate(pieces).astype(np.int32),
        tuple(caveat for track in tracks for caveat in track.caveats),
        tracks[0].clock,
    )
