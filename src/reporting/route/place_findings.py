"""Places that cannot be where their coordinates say: in another country, or far off the leg.

One wrong digit of a longitude moves a place by hundreds of kilometres; lengths, map and text
follow it. What the tables say otherwise gives it away: the country in the same row, the places
before and after, the length of the leg.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from reporting.event.findings import Finding
from reporting.route import basemap
from reporting.route.geodesy import between
from reporting.route.methods import methods
from reporting.route.motion import METRES_PER_DEGREE

if TYPE_CHECKING:
    from reporting.event import Event


@dataclass(frozen=True, slots=True)
class _Spot:
    """A row with a position: where it stands in which table, and what it says of itself."""

    table: str
    file: str
    row: int
    leg: int
    name: str
    lat: float
    lon: float
    country: str

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude [degrees]."""
        return self.lat, self.lon

    def finding(self, code: str, **details: Any) -> Finding:
        """Return a finding on the position of this row."""
        value = f"{self.lat:g}, {self.lon:g}"
        details |= {"name": self.name}
        return Finding(code, self.table, self.file, self.row, "lat", value, details)


def place_findings(event: Event) -> Iterator[Finding]:
    """Go through the places of `event` whose position contradicts what else is said of them."""
    for table in ("waypoints", "controls"):
        spots = list(_spots(event, table))
        abroad = {spot: other for spot in spots if (other := _elsewhere(spot)) is not None}
        for spot, other in abroad.items():
            yield spot.finding("place-abroad", country=spot.country, other=other or "-")
        for leg in event.info.legs or ():
            driven = [spot for spot in spots if spot.leg == leg.number and spot not in abroad]
            published = [float(length.value) for length in leg.published_km]
            yield from _far_off(driven, max(published, default=None))


def _spots(event: Event, table: str) -> Iterator[_Spot]:
    frame = event[table]
    if not {"leg", "lat", "lon"} <= {*frame.columns}:
        return
    known = frame[frame[["leg", "lat", "lon"]].notna().all(axis=1)]
    order = ["leg", "seq"] if "seq" in known.columns else ["leg"]
    for row, cells in known.sort_values(order, kind="stable").iterrows():
        country = cells.get("country")
        name = cells.get("name") or cells.get("code")
        yield _Spot(
            table,
            event.sources[table].name if table in event.sources else f"{table}.csv",
            int(str(row)),
            int(cells["leg"]),
            name if isinstance(name, str) else "?",
            float(cells["lat"]),
            float(cells["lon"]),
            country if isinstance(country, str) else "",
        )


def _elsewhere(spot: _Spot) -> str | None:
    """Return the country that a position lies in where the row names another; blank at sea."""
    import shapely

    home = basemap.whole_country(spot.country)
    if home is None:
        return None
    here = shapely.Point(spot.lon, spot.lat)
    reach = methods()["near"]["border_km"] * 1000 / METRES_PER_DEGREE
    if home.distance(here) <= reach:
        return None
    shapes = basemap.whole_countries()
    return next((code for code, shape in shapes.items() if shape.contains(here)), "")


def _far_off(spots: Sequence[_Spot], length_km: float | None) -> Iterator[Finding]:
    """Go through the places that lie far from the places before and after them.

    The straight way through all places is shorter than the road. Where it is longer than the leg
    as published, the place with the longest detour is doubted; where no length is known, a detour
    must be many times the usual step.
    """
    limits = methods()["near"]
    left = list(spots)
    while len(left) >= 3:
        detours = _detours_km(left)
        worst = max(range(len(left)), key=detours.__getitem__)
        way = sum(_km(one, other) for one, other in pairwise(left))
        spot = left.pop(worst)
        usual = median(_km(one, other) for one, other in pairwise(left))
        too_long = length_km is None or way > length_km * limits["longer_than_published"]
        if not too_long or detours[worst] <= max(
            limits["detour_km"], limits["detour_steps"] * usual
        ):
            return
        beside = [left[at] for at in (worst - 1, worst) if 0 <= at < len(left)]
        yield spot.finding(
            "place-far",
            km=f"{min(_km(spot, other) for other in beside):.0f}",
            beside=", ".join(dict.fromkeys(other.name for other in beside)),
        )


def _detours_km(spots: Sequence[_Spot]) -> list[float]:
    """Return by how much the way is longer for each place; at an end, how far off the end is."""
    detours = []
    for at, spot in enumerate(spots):
        before, behind = spots[at - 1 : at], spots[at + 1 : at + 2]
        way = sum(_km(spot, other) for other in (*before, *behind))
        detours.append(way - _km(before[0], behind[0]) if before and behind else way)
    return detours


def _km(one: _Spot, other: _Spot) -> float:
    return between(one.point, other.point)[0] / 1000
