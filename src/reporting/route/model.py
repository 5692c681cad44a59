"""What is known about a route: lengths as published, measured or bounded, and the places on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from reporting.caveats import Caveat
from reporting.route.heights import Band, total
from reporting.route.methods import methods

if TYPE_CHECKING:
    from reporting.route.measured import Measured

OFF_THE_ROAD = frozenset({"unesco", "venue"})
"""Kinds of waypoint that are places beside the road, not points of it."""


class Verdict(StrEnum):
    """How the published lengths stand against one another and against what was computed."""

    CONSISTENT = "consistent"
    CONFLICT = "conflict"
    IMPOSSIBLE = "impossible"
    NOT_PUBLISHED = "not published"


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
        return self.name_en or self.name if language == "en" else self.name

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
class Published:
    """A length that somebody published [km].

    Parameters
    ----------
    km
        The figure as it was published.
    source
        Who published it, where.
    leg
        The leg it speaks of, None for the whole event.
    note, note_en
        What the source adds ("about", "planned"), in Italian and in English.
    derived
        Whether nobody published it as such: a sum or a difference of published figures.
    """

    km: Decimal
    source: str
    leg: int | None = None
    note: str = ""
    note_en: str = ""
    derived: bool = False

    def noted(self, language: str) -> str:
        """Return what the source adds, for readers of `language` (it, en)."""
        return self.note_en or self.note if language == "en" else self.note

    def as_json(self) -> dict[str, Any]:
        """Return the figure with its source."""
        return {
            "leg": self.leg,
            "value": float(self.km),
            "unit": "km",
            "source": self.source,
            "note": self.note_en or self.note or None,
            "derived": self.derived,
        }


@dataclass(frozen=True, slots=True)
class Bound:
    """The least length that a route through its places can have.

    Parameters
    ----------
    km
        Geodesics from place to place, summed.
    certain_km
        The same if every place lay as far off as its position allows: nothing shorter is
        possible.
    points
        Places chained.
    """

    km: float
    certain_km: float
    points: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Published lengths held against one another, the bound and the measurement.

    Parameters
    ----------
    verdict
        The outcome in a word.
    published
        Every figure, longest first.
    bound
        The lower bound, None where the places are unknown.
    measured_km
        Length by the track with its lower and upper limit, None without a track.
    too_short
        Figures below the bound.
    """

    verdict: Verdict
    published: tuple[Published, ...]
    bound: Bound | None = None
    measured_km: tuple[float, float, float] | None = None
    too_short: tuple[Published, ...] = ()

    @property
    def figures(self) -> tuple[Decimal, ...]:
        """The different figures, shortest first."""
        return tuple(sorted({figure.km for figure in self.published}))

    @property
    def unpublished(self) -> bool:
        """Whether nobody published a length as such."""
        return all(figure.derived for figure in self.published)

    @property
    def spread_km(self) -> Decimal | None:
        """Longest less shortest published figure [km]; None where nothing was published."""
        figures = self.figures
        return figures[-1] - figures[0] if figures else None

    @property
    def detour(self) -> tuple[float, float] | None:
        """Shortest and longest published figure as multiples of the bound."""
        if not self.published or self.bound is None or not self.bound.km:
            return None
        figures = self.figures
        return float(figures[0]) / self.bound.km, float(figures[-1]) / self.bound.km

    def as_json(self) -> dict[str, Any]:
        """Return verdict, figures and differences."""
        return {
            "verdict": str(self.verdict),
            "spread_km": None if self.spread_km is None else float(self.spread_km),
            "lower_bound_km": _rounded(self.bound.km if self.bound else None),
            "certain_km": _rounded(self.bound.certain_km if self.bound else None),
            "measured_km": [_rounded(km) for km in self.measured_km] if self.measured_km else None,
            "differences": [
                {
                    **figure.as_json(),
                    "from_bound_km": _rounded(self._from_bound(figure)),
                    "from_measured_km": _rounded(self._from_measured(figure)),
                }
                for figure in self.published
            ],
        }

    def _from_bound(self, figure: Published) -> float | None:
        return None if self.bound is None else float(figure.km) - self.bound.km

    def _from_measured(self, figure: Published) -> float | None:
        return None if self.measured_km is None else float(figure.km) - self.measured_km[1]


@dataclass(frozen=True, slots=True)
class Crossing:
    """From the first place to the last, as the crow flies.

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

    @property
    def coast_to_coast(self) -> bool:
        """Whether both ends lie at the sea (methods.toml, ``near.coast_km``)."""
        ends = (self.start_coast_km, self.finish_coast_km)
        near = methods()["near"]["coast_km"]
        return all(km is not None and km <= near for km in ends)


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
        Where the road is nearest to it [km from the leg's start].
    away_km
        How far from the road it lies there [km].
    """

    place: Waypoint
    along_km: float
    away_km: float


@dataclass(frozen=True, slots=True)
class LegRoute:
    """One leg of the route.

    Parameters
    ----------
    number, date, start, finish
        As ``event.toml`` has them; of a track alone the number is 1, the rest may be unknown.
    waypoints
        The places that the cars drive through, in order.
    reconciliation
        Published lengths against bound and measurement.
    crossing
        From the first place to the last.
    bbox
        West, south, east, north [degrees].
    derived_km
        Shortest and longest length by difference, for the one leg that nobody published.
    measured
        What the leg's track says; None without a track.
    met
        Places in the order in which the measured road passes them.
    daylight
        Sunrise at the start and sunset at the finish, local time; None where unknown.
    """

    number: int
    date: dt.date | None
    start: str
    finish: str
    waypoints: tuple[Waypoint, ...]
    reconciliation: Reconciliation
    crossing: Crossing | None = None
    bbox: BoundingBox | None = None
    derived_km: tuple[Decimal, Decimal] | None = None
    measured: Measured | None = None
    met: tuple[Met, ...] = ()
    daylight: tuple[dt.datetime, dt.datetime] | None = None

    @property
    def published(self) -> tuple[Published, ...]:
        """The published lengths of the leg."""
        return self.reconciliation.published

    @property
    def lower_bound_km(self) -> float | None:
        """The least length of the leg [km]."""
        return self.reconciliation.bound.km if self.reconciliation.bound else None

    def as_json(self) -> dict[str, Any]:
        """Return what is known about the leg, null where unknown."""
        crossing = self.crossing
        measured = self.measured.as_json() if self.measured else {}
        return {
            "number": self.number,
            "date": self.date.isoformat() if self.date else None,
            "from": self.start or None,
            "to": self.finish or None,
            "length_km": None,
            "ascent_m": None,
            "moving_time_s": None,
            "points": None,
            **measured,
            "published": [figure.as_json() for figure in self.published],
            "derived_km": [float(km) for km in self.derived_km] if self.derived_km else None,
            "lower_bound_km": _rounded(self.lower_bound_km),
            "verdict": str(self.reconciliation.verdict),
            "reconciliation": self.reconciliation.as_json(),
            "great_circle_km": _rounded(crossing.great_circle_km if crossing else None),
            "west_east_km": _rounded(crossing.west_east_km if crossing else None),
            "bearing_deg": _rounded(crossing.bearing_deg if crossing else None, 1),
            "bbox": list(self.bbox) if self.bbox else None,
            "sunrise": self.daylight[0].isoformat("T", "minutes") if self.daylight else None,
            "sunset": self.daylight[1].isoformat("T", "minutes") if self.daylight else None,
            "waypoints": len(self.waypoints),
            "met": [
                {
                    "name": met.place.name,
                    "kind": met.place.kind,
                    "along_km": round(met.along_km, 2),
                    "away_km": round(met.away_km, 2),
                }
                for met in self.met
            ],
        }


@dataclass(frozen=True, slots=True)
class Route:
    """The whole route of an event, or of one track.

    Parameters
    ----------
    name
        The event's id, or the track's file name.
    legs
        Leg by leg, in order.
    reconciliation
        Of the whole length.
    crossing
        From the event's start to its finish.
    bbox
        West, south, east, north [degrees] of every place on the route.
    countries, regions, provinces
        In the order in which the route first meets them.
    passes, unesco
        Passes driven over, World Heritage sites on the way.
    waypoints
        Every place of the table, those off the road too.
    caveats
        What whoever reads these figures must know.
    """

    name: str
    legs: tuple[LegRoute, ...]
    reconciliation: Reconciliation
    crossing: Crossing | None
    bbox: BoundingBox | None
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    passes: tuple[Waypoint, ...] = ()
    unesco: tuple[Waypoint, ...] = ()
    waypoints: tuple[Waypoint, ...] = ()
    caveats: tuple[Caveat, ...] = ()

    @property
    def published(self) -> tuple[Published, ...]:
        """The published lengths of the whole route."""
        return self.reconciliation.published

    @property
    def lower_bound_km(self) -> float | None:
        """The least length of the whole route [km]."""
        return self.reconciliation.bound.km if self.reconciliation.bound else None

    @property
    def measured(self) -> tuple[Measured, ...]:
        """What the tracks of the legs say; empty unless every leg has one."""
        found = tuple(leg.measured for leg in self.legs if leg.measured)
        return found if len(found) == len(self.legs) else ()

    @property
    def length_km(self) -> Band | None:
        """Length of all legs with its limits [km]; None unless every leg has a track."""
        lengths = [part.length_km for part in self.measured]
        return total(lengths) if lengths else None

    @property
    def ascent_m(self) -> Band | None:
        """Climb of all legs as a band [m]; None unless every leg has heights."""
        return self._heights("ascent")

    @property
    def descent_m(self) -> Band | None:
        """Descent of all legs as a band [m]; None unless every leg has heights."""
        return self._heights("descent")

    def _heights(self, which: str) -> Band | None:
        profiles = [part.profile for part in self.measured]
        known = [getattr(profile, which) for profile in profiles if profile]
        return total(known) if known and len(known) == len(profiles) else None

    @property
    def moving_time_s(self) -> float | None:
        """Time spent moving [s]; None unless every leg has a track with times."""
        times = [part.moving_s for part in self.measured]
        known = [time for time in times if time is not None]
        return sum(known) if known and len(known) == len(times) else None

    @property
    def highest(self) -> Waypoint | None:
        """The highest pass driven over, None where no height is known."""
        heights = [place for place in self.passes if place.elevation_m is not None]
        return max(heights, key=lambda place: place.elevation_m or 0.0, default=None)

    @property
    def sum_of_legs_km(self) -> tuple[Decimal, Decimal] | None:
        """Shortest and longest sum of the published legs [km]; None where a leg has none."""
        figures = [leg.reconciliation.figures for leg in self.legs]
        if not figures or any(leg.reconciliation.unpublished for leg in self.legs):
            return None
        low = sum((leg[0] for leg in figures), Decimal(0))
        return low, sum((leg[-1] for leg in figures), Decimal(0))

    def as_json(self) -> dict[str, Any]:
        """Return everything in the form of the contract (section 3), null where unknown."""
        crossing = self.crossing
        legs_sum = self.sum_of_legs_km
        return {
            "name": self.name,
            "legs": [leg.as_json() for leg in self.legs],
            "length_km": _central(self.length_km),
            "length_band_km": self.length_km.as_json(3) if self.length_km else None,
            "published": [figure.as_json() for figure in self.published]
            + [figure.as_json() for leg in self.legs for figure in leg.published],
            "published_sum_of_legs_km": [float(km) for km in legs_sum] if legs_sum else None,
            "verdict": str(self.reconciliation.verdict),
            "reconciliation": self.reconciliation.as_json(),
            "west_east_km": _rounded(crossing.west_east_km if crossing else None),
            "south_north_km": _rounded(crossing.south_north_km if crossing else None),
            "great_circle_km": _rounded(crossing.great_circle_km if crossing else None),
            "bearing_deg": _rounded(crossing.bearing_deg if crossing else None, 1),
            "coast_to_coast": crossing.coast_to_coast if crossing else None,
            "lower_bound_km": _rounded(self.lower_bound_km),
            "ascent_m": self.ascent_m.as_json() if self.ascent_m else None,
            "descent_m": self.descent_m.as_json() if self.descent_m else None,
            "moving_time_s": None if self.moving_time_s is None else round(self.moving_time_s),
            "points": sum(part.points for part in self.measured) or None,
            "bbox": list(self.bbox) if self.bbox else None,
            "countries": list(self.countries),
            "regions": list(self.regions),
            "provinces": list(self.provinces),
            "passes": [place.as_json() for place in self.passes],
            "unesco": [place.as_json() for place in self.unesco],
            "caveats": [caveat.as_json() for caveat in self.caveats],
        }


def _central(band: Band | None) -> float | None:
    return None if band is None else round(band.central, 3)


def _rounded(value: float | None, decimals: int = 3) -> float | None:
    return None if value is None else round(value, decimals)
