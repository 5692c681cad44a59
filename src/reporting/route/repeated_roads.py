"""Several roads in one file: a copy, another car's or an alternative is not driven on top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from reporting.caveats import Caveat
from reporting.language import number_in_each
from reporting.route.geodesy import between, scales, short_steps_m
from reporting.route.methods import methods
from reporting.route.track import Track, joined

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.spatial import KDTree

    Numbers = NDArray[np.float64]

SHARES = 21
"""Two roads are held against each other at so many even shares of their lengths."""

SPACING_M = 20.0
"""A road along which another may run is looked up at points so far apart [m]."""


def first_road(track: Track) -> Track:
    """Return the track without pieces that are a copy of others, another car's, an alternative.

    A piece that runs along earlier ones, and was not driven after them, is a copy (a planner's
    line beside its recording) or a second car. One that was driven at the same time somewhere
    else is another car, too. One without times that leads from where an earlier one begins to
    where that ends is an alternative; so is one that leaves another and comes back to it further
    on. Recordings stay before lines, the first before others; caveats tell.
    """
    pieces = [piece for piece in track.pieces() if piece.stop - piece.start > 1]
    if len(pieces) < 2:
        return track
    roads = [_PieceOfRoad(track, np.arange(piece.start, piece.stop)) for piece in pieces]
    stay = np.ones(len(track), dtype=bool)
    left_out: Counter[str] = Counter()
    kept: list[_PieceOfRoad] = []
    for road in sorted(roads, key=lambda road: not road.timed):
        if why := _left_out(kept, road):
            left_out[why] += 1
            stay[road.rows] = False
        else:
            kept.append(road)
    ordered = sorted(kept, key=lambda road: int(road.rows[0]))
    overlaps = [_overlap(*pair) for pair in pairwise(ordered)]
    for (_, road), count in zip(pairwise(ordered), overlaps, strict=True):
        stay[road.rows[:count]] = False
    for road in _branches(sorted(kept, key=lambda road: int(road.rows[0]))):
        left_out[BRANCHES] += 1
        stay[road.rows] = False
    notes = [Caveat(code, {"count": count}) for code, count in left_out.items()]
    again = sum(
        float(road.along_m[count - 1])
        for (_, road), count in zip(pairwise(ordered), overlaps, strict=True)
        if count
    )
    if again:
        notes.append(Caveat(OVERLAP, {"km": number_in_each(again / 1000, 1)}))
    return track.keep(stay).noting(*notes) if notes else track


def is_copy(one: Track, other: Track) -> bool:
    """Return whether a track is the same road as another, and was not driven after it."""
    both = joined("", [one, other])
    rows = np.arange(len(both))
    first, second = (_PieceOfRoad(both, part) for part in np.split(rows, [len(one)]))
    return _left_out([first], second) == REPEATED


REPEATED, OTHER_CARS, ALTERNATIVES = "track-repeated", "track-other-cars", "track-alternatives"
BRANCHES, OVERLAP = "track-branches", "track-overlap"


class _PieceOfRoad:
    """Some points of a track, in order, as a road to be held against others."""

    def __init__(self, track: Track, rows: NDArray[np.intp]) -> None:
        self.rows = rows
        self.track = track
        self.lat, self.lon = track.lat[rows], track.lon[rows]
        self.ends = track.time[rows[[0, -1]]]
        self.timed = not np.isnat(self.ends).any()
        self.start, self.end = (self.lat[0], self.lon[0]), (self.lat[-1], self.lon[-1])

    @cached_property
    def along_m(self) -> Numbers:
        """How far along each point lies [m]."""
        return np.concatenate([[0.0], np.cumsum(short_steps_m(self.lat, self.lon))])

    @property
    def length_m(self) -> float:
        return float(self.along_m[-1])

    def at(self, along: Numbers) -> tuple[Numbers, Numbers]:
        """Return the places so far along [m]."""
        return np.interp(along, self.along_m, self.lat), np.interp(along, self.along_m, self.lon)

    @cached_property
    def shares(self) -> tuple[Numbers, Numbers]:
        """The places at even shares of the length."""
        return self.at(np.linspace(0, self.length_m, SHARES))

    @cached_property
    def points(self) -> KDTree:
        """Places `SPACING_M` apart, to be looked up."""
        from scipy.spatial import KDTree

        spots = np.arange(0.0, self.length_m + SPACING_M, SPACING_M)
        return KDTree(self.metres(*self.at(spots)))

    def metres(self, lat: Numbers, lon: Numbers) -> NDArray[np.float64]:
        """Return places on the plane of this road's start [m]."""
        north, east = scales(np.array(self.start[:1]))
        return np.column_stack([(lat - self.start[0]) * north, (lon - self.start[1]) * east])

    def spot_m(self, place: tuple[float, float]) -> tuple[float, float]:
        """Return how far along this road it is nearest to a place, and how near [m]."""
        lat, lon = (np.array([degrees]) for degrees in place)
        away, spot = self.points.query(self.metres(lat, lon))
        return float(spot[0]) * SPACING_M, float(away[0])

    def away_m(self, place: tuple[float, float]) -> float:
        """Return how far this road's box is from a place [m], roughly."""
        lats, lons = (np.array([degrees]) for degrees in place)
        lat = np.clip(lats, self.lat.min(), self.lat.max())
        lon = np.clip(lons, self.lon.min(), self.lon.max())
        return float(np.hypot(*(self.metres(lats, lons) - self.metres(lat, lon))[0]))


def _left_out(kept: Sequence[_PieceOfRoad], road: _PieceOfRoad) -> str | None:
    """Return why a road is not driven on top of those that are kept; None where it is."""
    together = [other for other in kept if _together(other, road)]
    if not together:
        return None
    if any(_same_road(other, road) for other in together):
        return REPEATED
    goes_on = _near(kept[-1].end, road.start)
    whole = kept[0] if len(kept) == 1 else _whole(kept)
    if not goes_on and any(_runs_along(other, road) for other in {*together, whole}):
        return REPEATED
    if any(_apart(other, road) for other in together):
        return OTHER_CARS
    again = any(_loop_again(other, road) for other in together)
    if again or (not goes_on and any(_same_ends(other, road) for other in (*together, whole))):
        return ALTERNATIVES
    return None


def _whole(kept: Sequence[_PieceOfRoad]) -> _PieceOfRoad:
    return _PieceOfRoad(kept[0].track, np.sort(np.concatenate([road.rows for road in kept])))


def _together(one: _PieceOfRoad, other: _PieceOfRoad) -> bool:
    """Return whether two roads share their time for the most part; without times, always."""
    if not (one.timed and other.timed):
        return True
    first, last, begin, end = (*one.ends.astype(np.int64), *other.ends.astype(np.int64))
    return bool(min(last, end) - max(first, begin) > 0.5 * min(last - first, end - begin) >= 0)


def _apart(one: _PieceOfRoad, other: _PieceOfRoad) -> bool:
    """Return whether, with times, one road begins far from where the other ends."""
    if not (one.timed and other.timed):
        return False
    return between(one.end, other.start)[0] > methods()["gap"]["follows_m"]


def _near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return between(one, other)[0] <= methods()["repeated"]["ends_m"]


def _same_ends(one: _PieceOfRoad, other: _PieceOfRoad) -> bool:
    """Return whether a line leads from where another road begins to where that ends."""
    if one.timed and other.timed:
        return False
    return _near(one.start, other.start) and _near(one.end, other.end)


def _loop_again(one: _PieceOfRoad, other: _PieceOfRoad) -> bool:
    """Return whether a line is a loop with a good part of its way on another from one place."""
    loops = _near(one.start, one.end) and _near(other.start, other.end)
    if not loops or not _same_ends(one, other):
        return False
    return _beside(one, other)[0] >= methods()["repeated"]["loop_share"]


def _branches(kept: Sequence[_PieceOfRoad]) -> list[_PieceOfRoad]:
    """Return the lines that leave another and come back to it further on: variants of it.

    A piece that goes on where the one before ends, or is gone on from, is part of the road.
    """
    found: list[_PieceOfRoad] = []
    for place, road in enumerate(kept):
        before, after = kept[:place][-1:], kept[place + 1 :][:1]
        linked = any(_near(other.end, road.start) for other in before) or any(
            _near(road.end, other.start) for other in after
        )
        others = (other for other in kept if other is not road and other not in found)
        if not linked and any(_comes_back(other, road) for other in others):
            found.append(road)
    return found


def _overlap(one: _PieceOfRoad, other: _PieceOfRoad) -> int:
    """Return how many of a line's first points repeat the end of the one before it.

    A logger that writes its last minutes again, two exports cut with a margin.
    """
    limits = methods()["repeated"]
    if (one.timed and other.timed) or _near(one.end, other.start) or _near(one.start, other.start):
        return 0
    near, least = limits["beside_m"], limits["least_m"]
    if max(one.away_m(other.start), other.away_m(one.end)) > near:
        return 0
    from_m, away = one.spot_m(other.start)
    to_m, beyond = other.spot_m(one.end)
    shared = one.length_m - from_m
    alike = abs(shared - to_m) <= max(limits["alike"] * shared, 2 * near)
    if max(away, beyond) > near or min(shared, to_m) < least or not alike:
        return 0
    spots = np.linspace(0.0, 1.0, SHARES)
    ours, theirs = one.at(from_m + spots * shared), other.at(spots * to_m)
    apart = np.hypot(*(one.metres(*ours) - one.metres(*theirs)).T)
    if apart.max() > max(near, limits["alike"] * shared):
        return 0
    return int(np.searchsorted(other.along_m, to_m, side="right"))


def _comes_back(one: _PieceOfRoad, other: _PieceOfRoad) -> bool:
    """Return whether a line begins on another road and ends on it, further on."""
    near = methods()["repeated"]["ends_m"]
    if (one.timed and other.timed) or max(map(one.away_m, (other.start, other.end))) > near:
        return False
    ends = [np.array(axis) for axis in zip(other.start, other.end, strict=True)]
    away, spots = one.points.query(one.metres(*ends))
    ahead = float(spots[1] - spots[0]) * SPACING_M
    if _near(one.start, one.end) and ahead < -one.length_m / 2:
        ahead += one.length_m  # across the loop's start
    return bool(away.max() <= near and ahead > near)


def _same_road(one: _PieceOfRoad, other: _PieceOfRoad) -> bool:
    """Return whether two roads are equally long and pass the same places at the same shares."""
    limits = methods()["repeated"]
    longest = max(one.length_m, other.length_m)
    if longest < limits["least_m"] or abs(one.length_m - other.length_m) > (
        limits["alike"] * longest
    ):
        return False
    near = max(limits["beside_m"], limits["alike"] * longest / 2)
    return all(
        between((lat, lon), (lat_again, lon_again))[0] <= near
        for lat, lon, lat_again, lon_again in zip(*one.shares, *other.shares, strict=True)
    )


def _runs_along(one: _PieceOfRoad, other: _PieceOfRoad) -> bool:
    """Return whether a road runs along another for nearly all of its way, in its direction."""
    limits = methods()["repeated"]
    near = limits["beside_m"]
    if other.length_m < limits["least_m"] or other.length_m > one.length_m * (1 + limits["alike"]):
        return False
    if max(one.away_m(other.start), one.away_m(other.end)) > near:
        return False
    beside, forwards = _beside(one, other)
    return beside >= limits["along_share"] and forwards >= limits["along_share"] / 2 + 0.25


def _beside(one: _PieceOfRoad, other: _PieceOfRoad) -> tuple[float, float]:
    """Return which shares of a road's way lie beside another, and lead on along it."""
    count = max(SHARES, int(other.length_m / 200))
    away, spot = one.points.query(one.metres(*other.at(np.linspace(0, other.length_m, count))))
    return (
        float((away <= methods()["repeated"]["beside_m"]).mean()),
        float((np.diff(spot) > 0).mean()),
    )
