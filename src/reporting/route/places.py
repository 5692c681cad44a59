"""Places of a route, and the way between its ends as the crow flies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reporting.language import text_of
from reporting.route.methods import methods

OFF_THE_ROAD = frozenset({"unesco", "venue"})
"""Kinds of waypoint that are places beside the road, not points of it."""


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A place of the route (table `waypoints`, or a located control).

    Parameters
    ----------
    leg, seq
        The leg and the place's rank in it.
    name, kind
        As the table has them; `kind` is a code of the contract.
    lat, lon
        Degrees, WGS 84.
    elevation_m
        Height above sea level [m], None where unknown.
    municipality, region, province, country
        Where it lies; empty where the table does not say.
    confidence
        ``seen`` in a source, ``recalled``, or empty.
    source
        Where the position comes from.
    control
        Kind of the control that stands here (CO, CT, PC, PM); empty where there is none.
    name_en, name_local
        The name in English and in the place's own language, where they differ from `name`.
    elevation_confidence
        ``seen`` in a source, ``recalled``, or empty.
    unesco_id, inscribed
        Number and year on the World Heritage List; empty for other places.
    note
        What the table adds.
    km
        Distance from the leg's start as the table has it [km]; None where it does not say.
    code
        The control's code; empty for other places.
    """

    leg: int
    seq: int
    name: str
    kind: str
    lat: float
    lon: float
    elevation_m: float | None = None
    municipality: str = ""
    region: str = ""
    province: str = ""
    country: str = ""
    confidence: str = ""
    source: str = ""
    control: str = ""
    name_en: str = ""
    name_local: str = ""
    elevation_confidence: str = ""
    unesco_id: str = ""
    inscribed: str = ""
    note: str = ""
    km: float | None = None
    code: str = ""

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude [degrees]."""
        return self.lat, self.lon

    @property
    def on_the_road(self) -> bool:
        """Whether the cars drive through it: a site's centre and an indoor venue are beside."""
        return self.kind not in OFF_THE_ROAD

    @property
    def is_pass(self) -> bool:
        """Whether it is a mountain pass."""
        return self.kind == "pass"

    def called(self, language: str) -> str:
        """Return the name for readers of `language` (it, en)."""
        return text_of(self, language, "name")

    def as_json(self) -> dict[str, Any]:
        """Return name, kind, place and position."""
        return {
            "leg": self.leg,
            "name": self.name,
            "name_en": self.name_en or None,
            "name_local": self.name_local or None,
            "kind": self.kind,
            "control": self.control or None,
            "lat": self.lat,
            "lon": self.lon,
            "elevation_m": self.elevation_m,
            "elevation_confidence": self.elevation_confidence or None,
            "unesco_id": self.unesco_id or None,
            "inscribed": self.inscribed or None,
            "country": self.country or None,
            "confidence": self.confidence or None,
            "source": self.source or None,
        }


@dataclass(frozen=True, slots=True)
class Crossing:
    """From the first place to the last, as the crow flies, and how far the route reaches.

    Parameters
    ----------
    start, finish
        The two places.
    great_circle_km
        The geodesic between them.
    west_east_km
        How far east the finish lies of the start; negative to the west.
    south_north_km
        How far north the finish lies of the start; negative to the south.
    bearing_deg
        Direction in which the geodesic leaves the start, clockwise from north.
    farthest, farthest_km
        The place farthest from the start, and how far that is.
    extent_km
        How far the route reaches from west to east and from south to north.
    start_coast_km, finish_coast_km
        How far the coast is from either end; None where it is farther than some 50 km.
    """

    start: Waypoint
    finish: Waypoint
    great_circle_km: float
    west_east_km: float
    south_north_km: float
    bearing_deg: float
    start_coast_km: float | None = None
    finish_coast_km: float | None = None
    farthest: Waypoint | None = None
    farthest_km: float = 0.0
    extent_km: tuple[float, float] = (0.0, 0.0)

    @property
    def loop(self) -> bool:
        """Whether the route comes back to where it began: it has a farthest point, no direction."""
        return self.great_circle_km <= LOOP_SHARE * self.farthest_km

    @property
    def coast_to_coast(self) -> bool:
        """Whether both ends lie at the sea (methods.toml, ``near.coast_km``)."""
        ends = (self.start_coast_km, self.finish_coast_km)
        near = methods()["near"]["coast_km"]
        return all(km is not None and km <= near for km in ends)


LOOP_SHARE = 0.1
"""A route that ends this near to its start, as a share of its farthest point, is a loop."""

BoundingBox = tuple[float, float, float, float]
"""West, south, east, north [degrees]."""


@dataclass(frozen=True, slots=True)
class Met:
    """A place that the measured road passes.

    Parameters
    ----------
    place
        The place.
    along_km
        Where the road passes it [km from the leg's start].
    away_km
        How far from the road it lies there [km].
    other_km
        Where else the road passes it, about as likely [km]; None where the place is sure.
    """

    place: Waypoint
    along_km: float
    away_km: float
    other_km: float | None = None
